//! The commands as typed: exit codes, what is printed, what is written.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn crier(root: &Path, words: &[&str]) -> Output {
    Command::new(crate::program()).args(words).arg("--root").arg(root).output().expect("the program runs")
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn example() -> tempfile::TempDir {
    let folder = crate::scratch();
    let made =
        Command::new(crate::program()).arg("init").arg(folder.path()).output().expect("the program runs");
    assert!(made.status.success(), "{}", err(&made));
    folder
}

#[test]
fn a_new_site_is_checked_built_and_then_unchanged() {
    let site = example();
    let root = site.path();
    assert_eq!(crier(root, &["check", "--strict"]).status.code(), Some(0));
    let built = crier(root, &["build", "--today", "2026-01-01"]);
    assert_eq!(built.status.code(), Some(0), "{}", err(&built));
    assert!(root.join("public/index.html").is_file() && root.join("public/404.html").is_file());
    let again = crier(root, &["build", "--today", "2026-01-01"]);
    assert!(err(&again).contains("Nothing has changed"), "{}", err(&again));
    // A damaged and a missing output are restored.
    fs::write(root.join("public/index.html"), "broken").expect("a file");
    fs::remove_file(root.join("public/404.html")).expect("a file");
    let restored = crier(root, &["build", "--today", "2026-01-01"]);
    assert!(err(&restored).contains("2 files written"), "{}", err(&restored));
}

#[test]
fn an_error_leaves_the_published_edition_alone() {
    let site = example();
    let root = site.path();
    crier(root, &["build", "--today", "2026-01-01"]);
    let before = fs::read(root.join("public/index.html")).expect("built");
    fs::write(root.join("content/pages/bad.md"), "---\ntitel: Bad\n---\n").expect("a file");
    let refused = crier(root, &["build", "--today", "2026-01-01"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(err(&refused).contains("did you mean `title`?"), "{}", err(&refused));
    assert!(err(&refused).contains("public/ is as it was"));
    assert_eq!(fs::read(root.join("public/index.html")).expect("built"), before);
}

#[test]
fn hold_back_publishes_the_rest_and_says_so() {
    let site = example();
    let root = site.path();
    crier(root, &["build", "--today", "2026-01-01"]);
    fs::write(root.join("content/pages/bad.md"), "---\ntitel: Bad\n---\n").expect("a file");
    fs::write(root.join("content/pages/good.md"), "---\ntitle: Good\n---\n").expect("a file");
    let held = crier(root, &["build", "--hold-back", "--today", "2026-01-01"]);
    assert_eq!(held.status.code(), Some(1), "{}", err(&held));
    assert!(err(&held).contains("Held back for its errors: page/bad"), "{}", err(&held));
    assert!(root.join("public/good/index.html").is_file() && !root.join("public/bad").exists());
    // What was published before is not held back: that would take it away from residents.
    fs::write(root.join("content/pages/good.md"), "---\ntitel: Good\n---\n").expect("a file");
    let refused = crier(root, &["build", "--hold-back", "--today", "2026-01-01"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(err(&refused).contains("Nothing was published"), "{}", err(&refused));
    assert!(root.join("public/good/index.html").is_file());
}

#[test]
fn what_was_held_back_is_spoken_of_by_every_build() {
    let site = example();
    let root = site.path();
    fs::write(root.join("content/pages/bad.md"), "---\ntitel: Bad\n---\n").expect("a file");
    assert_eq!(crier(root, &["build", "--hold-back", "--today", "2026-01-01"]).status.code(), Some(1));
    for words in [&["build", "--hold-back", "--today", "2026-01-01"][..], &["build", "--today", "2026-01-01"]]
    {
        let again = crier(root, words);
        assert_eq!(again.status.code(), Some(1), "{words:?}: {}", err(&again));
        assert!(err(&again).contains("titel"), "{words:?}: {}", err(&again));
    }
}

#[test]
fn hold_back_takes_no_row_and_no_page_away() {
    let site = example();
    let root = site.path();
    let hold = ["build", "--hold-back", "--today", "2026-01-01"];
    fs::write(root.join("data/terms.csv"), "name,title,short\ncpi,Consumer prices,CPI\n").expect("a file");
    fs::write(root.join("content/pages/fees.md"), "---\ntitle: Fees\n---\n").expect("a file");
    assert_eq!(crier(root, &hold).status.code(), Some(0));
    // A new row with an error is left out, the rest of its file is not.
    fs::write(
        root.join("data/terms.csv"),
        "name,title,short,topics\ncpi,Consumer prices,CPI,\nrpi,Retail prices,RPI,nowhere\n",
    )
    .expect("a file");
    let held = crier(root, &hold);
    assert_eq!(held.status.code(), Some(1), "{}", err(&held));
    let terms = fs::read_to_string(root.join("public/data/v1/terms.csv")).expect("a table");
    assert!(terms.contains("CPI") && !terms.contains("RPI"), "{terms}");
    // What is wrong with a column concerns the rows that were published.
    fs::write(
        root.join("data/terms.csv"),
        "name,title,shrot\ncpi,Consumer prices,CPI\nrpi,Retail prices,RPI\n",
    )
    .expect("a file");
    assert!(err(&crier(root, &hold)).contains("Nothing was published"));
    fs::write(root.join("data/terms.csv"), "name,title,short\ncpi,Consumer prices,CPI\n").expect("a file");
    // A page under another name is a lost page, even where the new record is held back.
    fs::remove_file(root.join("content/pages/fees.md")).expect("a file");
    fs::write(root.join("content/pages/charges.md"), "---\ntitel: Charges\n---\n").expect("a file");
    let lost = crier(root, &hold);
    assert!(
        err(&lost).contains("lost-address") && err(&lost).contains("aliases: [/fees/]"),
        "{}",
        err(&lost)
    );
    assert!(root.join("public/fees/index.html").is_file());
}

#[test]
fn hold_back_leaves_out_whole_files_that_cannot_be_used() {
    let latin = |text: &str| text.chars().map(|c| u8::try_from(c as u32).expect("in Latin-1")).collect();
    let text = |text: &str| text.as_bytes().to_vec();
    let cases: [(&str, Vec<u8>, &str); 12] = [
        (
            "content/pages/Bad Name.md",
            text("---\ntitle: T\ntopics: [nowhere]\n---\n"),
            "content/pages/Bad Name.md",
        ),
        ("content/pages/latin.md", latin("---\ntitle: Caf\u{e9}\n---\n"), "page/latin"),
        ("content/pages/twice.md", text("---\ntitle: T\ntitle: U\n---\n"), "page/twice"),
        ("data/terms.json", text("[{ \"name\": \"t\", \"title\": \"T\", \"title\": \"U\" }]"), "term/t"),
        ("content/pages/open.md", text("---\ntitle: [T\n---\n"), "page/open"),
        ("data/terms/A b.json", text("{ \"title\": \"T\" }"), "data/terms/A b.json"),
        ("data/terms.json", text("[{"), "data/terms.json"),
        ("data/terms.csv", latin("name,title\nt,Caf\u{e9}\n"), "data/terms.csv"),
        ("data/terms.csv", text("1,2\n3,4\n"), "data/terms.csv"),
        ("data/memberships.csv", text("person,body\nnobody,council\n"), "membership/nobody-council"),
        ("content/petitions/a.md", text("---\ntitle: T\n---\n"), "content/petitions/a.md"),
        ("data/wardz.csv", text("name,title\nt,T\n"), "data/wardz.csv"),
    ];
    let hold = ["build", "--hold-back", "--today", "2026-01-01"];
    for (path, bytes, held) in cases {
        let site = example();
        let root = site.path();
        assert_eq!(crier(root, &hold).status.code(), Some(0));
        fs::create_dir_all(root.join(path).parent().expect("a folder")).expect("a folder");
        fs::write(root.join(path), bytes).expect("a file");
        fs::write(root.join("content/pages/good.md"), "---\ntitle: Good\n---\n").expect("a file");
        let built = crier(root, &hold);
        assert_eq!(built.status.code(), Some(1), "{path}: {}", err(&built));
        let told: Vec<_> = err(&built).lines().filter(|l| l.starts_with("Held")).map(str::to_owned).collect();
        assert_eq!(told, [format!("Held back for its errors: {held}")], "{path}: {}", err(&built));
        assert!(root.join("public/good/index.html").is_file(), "{path}: {}", err(&built));
        // The next build speaks of it again.
        assert!(err(&crier(root, &hold)).contains("Held back"), "{path}");
    }
}

#[test]
fn hold_back_stops_where_a_file_that_cannot_be_used_may_hold_what_was_published() {
    let site = example();
    let root = site.path();
    let hold = ["build", "--hold-back", "--today", "2026-01-01"];
    let write = |path: &str, text: &str| fs::write(root.join(path), text).expect("a file");
    write("data/people.csv", "name,title\nann,Ann\n");
    write("data/memberships.csv", "person,body,basis\nann,council,minute\n");
    write("content/pages/fees.md", "---\ntitle: Fees\n---\n");
    assert_eq!(crier(root, &hold).status.code(), Some(0));
    // A table with pages, one without, and a page under a name that is none.
    for (path, told) in [
        ("data/wards.csv", "`ward/hilltop` and 1 more were published and may be in this file"),
        ("data/memberships.csv", "`membership/ann-council` was published and may be in this file"),
    ] {
        let before = fs::read_to_string(root.join(path)).expect("a file");
        write(path, "1,2\n3,4\n");
        let refused = crier(root, &hold);
        assert_eq!(refused.status.code(), Some(1));
        assert!(err(&refused).contains("Nothing was published") && err(&refused).contains("lost-address"));
        assert!(err(&refused).contains(told), "{path}: {}", err(&refused));
        write(path, &before);
    }
    fs::rename(root.join("content/pages/fees.md"), root.join("content/pages/Fees.md")).expect("a file");
    let refused = crier(root, &hold);
    assert!(err(&refused).contains("the page `/fees/` was published and would be gone"), "{}", err(&refused));
    fs::rename(root.join("content/pages/Fees.md"), root.join("content/pages/fees.md")).expect("a file");
    // Rows that nobody would miss may be in a table of a misspelt name.
    fs::rename(root.join("data/memberships.csv"), root.join("data/membershipz.csv")).expect("a file");
    let refused = crier(root, &hold);
    assert!(err(&refused).contains("Nothing was published"), "{}", err(&refused));
    fs::rename(root.join("data/membershipz.csv"), root.join("data/memberships.csv")).expect("a file");
    // What concerns all records stops all the same.
    write("data/terms.json", "[{");
    fs::create_dir_all(root.join("data/kinds")).expect("a folder");
    write("data/kinds/petition.json", "{}");
    assert!(err(&crier(root, &hold)).contains("Nothing was published"));
}

#[test]
fn an_old_address_in_a_file_is_a_duplicate() {
    for alias in ["/robots.txt", "/sitemap.xml", "/data/v1/bodies.csv", "/index.html", "/old.html"] {
        let site = example();
        let root = site.path();
        let text = format!("---\ntitle: Fees\naliases: [{alias}, /old.html/x/]\n---\n");
        fs::write(root.join("content/pages/fees.md"), text).expect("a file");
        let checked = crier(root, &["check", "--today", "2026-01-01"]);
        assert_eq!(checked.status.code(), Some(1), "{alias}: {}", err(&checked));
        assert!(err(&checked).contains("content/pages/fees.md:3:"), "{alias}: {}", err(&checked));
        assert_eq!(crier(root, &["build", "--today", "2026-01-01"]).status.code(), Some(1), "{alias}");
    }
}

#[test]
fn a_foreign_file_stops_the_build_by_name() {
    let site = example();
    let root = site.path();
    crier(root, &["build", "--today", "2026-01-01"]);
    fs::write(root.join("public/notes.txt"), "mine").expect("a file");
    fs::write(root.join("content/pages/more.md"), "---\ntitle: More\n---\n").expect("a file");
    let refused = crier(root, &["build", "--today", "2026-01-01"]);
    assert_eq!(refused.status.code(), Some(1), "{}", err(&refused));
    assert!(err(&refused).contains("notes.txt"), "{}", err(&refused));
    assert_eq!(fs::read_to_string(root.join("public/notes.txt")).expect("still there"), "mine");
}

#[test]
fn exit_codes_tell_the_site_from_the_command() {
    let site = example();
    assert_eq!(crier(site.path(), &["chekc"]).status.code(), Some(2));
    assert_eq!(crier(site.path(), &["explain", "no-such-code"]).status.code(), Some(2));
    assert_eq!(crier(&site.path().join("nowhere"), &["check"]).status.code(), Some(3));
    assert_eq!(crier(site.path(), &["explain", "unknown-record"]).status.code(), Some(0));
    assert_eq!(crier(site.path(), &["explain", "/"]).status.code(), Some(0));
}

/// The files that README tells a new user to write: each as a path at the end of a line, then its block.
fn files_of_the_readme() -> Vec<(String, String)> {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("a file");
    let mut found = Vec::new();
    let mut blocks = readme.split("\n```");
    let mut before = blocks.next().unwrap_or_default();
    while let (Some(block), Some(after)) = (blocks.next(), blocks.next()) {
        let path = before.trim_end().strip_suffix("`:").and_then(|text| text.rsplit('`').next());
        if let (Some(path), Some((_, text))) = (path.filter(|p| p.contains('/')), block.split_once('\n')) {
            found.push((path.to_owned(), format!("{text}\n")));
        }
        before = after;
    }
    found
}

#[test]
fn who_follows_the_readme_finds_the_decision_everywhere() {
    let site = example();
    let root = site.path();
    let files = files_of_the_readme();
    assert_eq!(files.len(), 4, "{files:?}");
    for (path, text) in files {
        fs::write(root.join(path), text).expect("a file");
    }
    let built = crier(root, &["build", "--strict", "--today", "2026-01-01"]);
    assert!(built.status.success(), "{}", err(&built));
    for page in [
        "",
        "wards/riverside/",
        "bodies/council/",
        "topics/libraries/",
        "matters/library-hours/",
        "years/2025/",
    ] {
        let html = fs::read_to_string(root.join("public").join(page).join("index.html")).expect("a page");
        assert!(
            html.contains("resolutions/2025-04-08-library-hours/"),
            "/{page} does not lead to the decision"
        );
    }
    let table = fs::read_to_string(root.join("public/data/v1/resolutions.csv")).expect("a table");
    assert!(table.contains("Library to open on Sundays"), "{table}");
}

#[test]
fn a_name_that_no_template_is_given_is_told() {
    let site = example();
    let template = site.path().join("themes/civic/templates/topic.html");
    fs::create_dir_all(template.parent().expect("a folder")).expect("a folder");
    fs::write(
        &template,
        "{% extends \"record.html\" %}\n{% block first %}{{ recrod.title }}{% endblock %}\n",
    )
    .expect("a file");
    let refused = crier(site.path(), &["build", "--today", "2026-01-01"]);
    assert!(
        err(&refused).contains("`topic.html` fails in line 2")
            && err(&refused).contains("`recrod` is undefined"),
        "{}",
        err(&refused)
    );
}

#[test]
fn what_people_load_is_not_left_out_by_a_setting_alone() {
    let site = example();
    let root = site.path();
    let build = ["build", "--today", "2026-01-01"];
    let settings = fs::read_to_string(root.join("crier.toml")).expect("settings");
    let set = |lines: &str| fs::write(root.join("crier.toml"), format!("{lines}{settings}")).expect("a file");
    // What was never there is not missed.
    set("workbooks = false\n");
    assert_eq!(crier(root, &build).status.code(), Some(0));
    set("");
    assert_eq!(crier(root, &build).status.code(), Some(0));
    for (setting, told) in [
        ("search", "with `search = false`, the search would be gone: `/search/` and "),
        ("workbooks", "with `workbooks = false`, the workbooks would be gone: `/data/v1/areas.xlsx` and "),
        ("archive", "with `archive = false`, the archive of all data would be gone: `/data/v1/all.zip`\n"),
    ] {
        set(&format!("{setting} = false\n"));
        let refused = crier(root, &build);
        assert_eq!(refused.status.code(), Some(1), "{setting}");
        let said = err(&refused);
        assert!(said.contains("Nothing was published") && said.contains("lost-address"), "{said}");
        assert!(said.contains(told) && said.contains("--allow-breaking"), "{said}");
        assert_eq!(said.matches("lost-address").count(), 1, "{said}");
    }
    assert!(root.join("public/data/v1/all.zip").is_file());
    let given_up = crier(root, &["build", "--today", "2026-01-01", "--allow-breaking"]);
    assert_eq!(given_up.status.code(), Some(0), "{}", err(&given_up));
    assert!(!root.join("public/data/v1/all.zip").exists());
    assert_eq!(crier(root, &build).status.code(), Some(0), "given up once is enough");
}
