//! The takedown drill, from end to end: a record that was released and published, and not a byte of it left after `redact` and `build`.

use crate::leaks::{SEEN, canary, files, holds};
use crate::ledger::{DAY, Site, said};
use std::fs;
use std::path::{Path, PathBuf};

/// A site in which every record is public and referred to in every way, released and published.
fn published() -> Site {
    let all = files(&|_| "status: published");
    let borrowed: Vec<(&str, &str)> = all.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let site = Site::new(&borrowed);
    site.publish();
    site
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        if entry.path().is_dir() { walk(&entry.path(), found) } else { found.push(entry.path()) }
    }
}

/// The published files that a word is in or under, by their addresses.
fn found(site: &Site, word: &str) -> Vec<String> {
    let public = site.root().join("public");
    let mut files = Vec::new();
    walk(&public, &mut files);
    let holding = files.iter().filter(|path| {
        let address = path.strip_prefix(&public).expect("below").to_string_lossy().into_owned();
        holds(address.as_bytes(), word) || holds(&fs::read(path).expect("a file"), word)
    });
    let mut found: Vec<String> = holding
        .map(|path| path.strip_prefix(&public).expect("below").to_string_lossy().into_owned())
        .collect();
    found.sort();
    found
}

fn redact(site: &Site, words: &[&str]) -> (Vec<String>, String) {
    let output = site.try_on(DAY, &[&["redact"], words].concat());
    assert!(output.status.success(), "{}", said(&output));
    let urls = String::from_utf8(output.stdout).expect("text").lines().map(str::to_owned).collect();
    (urls, String::from_utf8(output.stderr).expect("text"))
}

#[test]
fn nothing_of_a_record_is_left_after_redact_and_build() {
    let site = published();
    let word = |place: &str| canary("draft", place);
    let name = word("name");
    let mut held = std::collections::BTreeSet::new();
    for place in SEEN {
        let files = found(&site, &word(place));
        assert!(!files.is_empty(), "{place} is nowhere before");
        // Its name stays, and with it what holds nothing but that.
        if *place != "name" {
            held.extend(files);
        }
    }
    let (urls, words) = redact(&site, &[&format!("report/{name}"), "--reason", "personal-data"]);
    for said in [
        "Recorded: 1 redacted",
        "salts are destroyed",
        "STILL PUBLIC",
        "crier build",
        "version control",
        "72 hours",
        "These records lead to it",
        "\n   resolution/",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    assert!(
        words.contains(&format!("content/reports/{name}.md, content/reports/{}.txt", word("filename"))),
        "{words}"
    );
    site.run(&["build"]);
    for place in SEEN.iter().filter(|place| **place != "name") {
        assert_eq!(found(&site, &word(place)), Vec::<String>::new(), "{place}");
    }
    let page = site.read(&format!("public/reports/{name}/index.html"));
    assert!(page.contains("Personal data") && page.contains("noindex"), "{page}");
    // Every address that held a word of it is to be purged, those that are gone too.
    for file in held {
        let address = file.strip_suffix("index.html").unwrap_or(&file);
        let url = format!("https://t.example/{address}");
        assert!(urls.contains(&url), "{url} is not in {urls:#?}");
    }
    for salts in ["data/ledger-salts.ndjson", "data/ledger.ndjson"] {
        let text = site.read(salts);
        let lines: Vec<&str> = text.lines().filter(|line| line.contains(&name)).collect();
        assert_eq!(lines.is_empty(), salts.contains("salts"), "{lines:#?}");
        let others = SEEN.iter().filter(|place| !["name", "alias"].contains(*place));
        assert!(others.clone().all(|place| !text.contains(&word(place))), "{salts}");
    }
    // What referred to it changed with it; the redaction itself is recorded.
    let said = site.run(&["release"]);
    assert!(said.contains("changed") && !said.contains("redacted"), "{said}");
    assert!(site.run(&["verify"]).contains("nothing can be proven"));
    // The mark taken out by mistake does not bring it back.
    let path = format!("content/reports/{name}.md");
    let text = site.read(&path);
    let unmarked: String =
        text.lines().filter(|line| !line.starts_with("redacted:")).flat_map(|l| [l, "\n"]).collect();
    site.write(&path, &unmarked);
    assert!(site.refused(&["build"]).contains("reused-id"));
}

#[test]
fn records_that_lead_to_what_is_taken_down_are_named_where_they_are_public() {
    let report = "---\ntitle: A\ndate: 2026-03-02\nbody: council\n---\n";
    let naming =
        |fields: &str| format!("---\ntitle: About it\n{fields}\n---\n\nSee [what was said](report/a).\n");
    let site = Site::new(&[
        ("data/bodies.csv", "name,title\ncouncil,Council\n"),
        ("content/reports/a.md", report),
        ("content/pages/says.md", &naming("")),
        ("content/pages/draft.md", &naming("status: draft")),
        ("content/pages/other.md", "---\ntitle: Other\n---\n"),
    ]);
    let (_, words) = redact(&site, &["report/a"]);
    let named: Vec<&str> = words.lines().filter(|line| line.starts_with("   ")).map(str::trim).collect();
    assert_eq!(named, ["page/says (content/pages/says.md)"]);
}

#[test]
fn a_name_can_be_retired_with_its_record() {
    let site = published();
    let name = canary("embargoed", "name");
    let id = format!("report/{name}");
    let (urls, _) = redact(&site, &[&id, "--retire-name"]);
    assert!(urls.contains(&format!("https://t.example/reports/{name}/")), "{urls:#?}");
    site.run(&["build"]);
    for place in SEEN {
        assert_eq!(found(&site, &canary("embargoed", place)), Vec::<String>::new(), "{place}");
    }
    let log = site.read("public/data/v1/changes.csv");
    assert!(log.contains(",redact,report,,,,2,,\r\n"), "{log}");
    // References to it are left out, and their authors told.
    let said = site.run(&["check"]);
    assert!(said.contains("hidden-reference") && said.contains("is taken down"), "{said}");
}

#[test]
fn an_earlier_name_goes_with_the_record() {
    let page = |title: &str, more: &str| format!("---\ntitle: {title}\n{more}---\n");
    let site =
        Site::new(&[("content/pages/zqoldzq.md", &page("A", "")), ("content/pages/b.md", &page("B", ""))]);
    site.publish();
    site.remove("content/pages/zqoldzq.md");
    site.write("content/pages/new.md", &page("A", "aliases: [/zqoldzq/]\n"));
    site.publish();
    assert!(!found(&site, "zqoldzq").is_empty());
    redact(&site, &["page/new"]);
    site.run(&["build"]);
    assert_eq!(found(&site, "zqoldzq"), Vec::<String>::new());
    assert!(site.run(&["release"]).contains("Nothing has changed"));
}

#[test]
fn rows_and_elements_are_marked_where_they_stand() {
    let site = Site::new(&[
        ("data/wards.csv", "name,title\nmill,Mill End\noak,Oak\n"),
        (
            "data/topics.json",
            "[\n  { \"name\": \"roads\", \"title\": \"Roads\" },\n  { \"name\": \"parks\", \"title\": \"Green spaces\" }\n]\n",
        ),
    ]);
    site.publish();
    redact(&site, &["ward/mill"]);
    redact(&site, &["topic/parks", "--reason", "mistake"]);
    assert_eq!(site.read("data/wards.csv"), "name,title,redacted.date\nmill,Mill End,2026-12-01\noak,Oak,\n");
    assert!(site.read("data/topics.json").contains("\"title\": \"Green spaces\", \"redacted\": { \"date\": \"2026-12-01\", \"reason\": \"Published by mistake\" }"));
    site.run(&["build"]);
    assert!(found(&site, "Mill End").is_empty() && found(&site, "Green spaces").is_empty());
    // Once more, with the name.
    redact(&site, &["ward/mill", "--retire-name"]);
    assert_eq!(
        site.read("data/wards.csv"),
        "name,title,redacted.date,redacted.retired\nmill,Mill End,2026-12-01,true\noak,Oak,,\n"
    );
    site.run(&["build"]);
    assert!(!site.has("public/wards/mill/index.html"));
    // What held it may be taken out then; another record of that name may not come.
    site.write("data/wards.csv", "name,title\noak,Oak\n");
    site.run(&["build"]);
    site.write("data/wards.csv", "name,title\noak,Oak\nmill,Another\n");
    assert!(site.refused(&["check"]).contains("reused-id"));
}

#[test]
fn what_cannot_be_taken_down_is_said_and_nothing_is_written() {
    let site = Site::new(&[
        ("content/pages/fees.md", "---\n{ title: Fees }\n---\n"),
        ("content/pages/plan.md", "---\ntitle: Plan\nstatus: draft\n---\n"),
    ]);
    site.publish();
    let refused = |words: &[&str]| {
        let output = site.try_on(DAY, &[&["redact"], words].concat());
        assert_eq!(output.status.code(), Some(2), "{words:?}: {}", said(&output));
        said(&output)
    };
    let before = (site.read("content/pages/fees.md"), site.read("data/ledger.ndjson"));
    assert!(refused(&["page/fee"]).contains("did you mean `page/fees`?"));
    assert!(refused(&["page/plan"]).contains("not public"));
    let said = refused(&["page/fees"]);
    assert!(said.contains("redacted: { date: 2026-12-01 }"), "{said}");
    assert_eq!((site.read("content/pages/fees.md"), site.read("data/ledger.ndjson")), before);
}

#[test]
fn an_error_elsewhere_does_not_stop_a_takedown() {
    let site = Site::new(&[("content/pages/fees.md", "---\ntitle: Fees\n---\n")]);
    site.publish();
    site.write("content/pages/plan.md", "---\ntitel: Plan\n---\n");
    let (_, words) = redact(&site, &["page/fees"]);
    assert!(words.contains("STILL PUBLIC, and an error keeps the site from being published"), "{words}");
    assert!(site.read("data/ledger.ndjson").contains("\"redact\""));
}
