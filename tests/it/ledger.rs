//! The memory of a site: what a release records, what is published of it, and what a build may not break any more.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

pub const DAY: &str = "2026-12-01";

/// A site with one file for each path.
pub struct Site(tempfile::TempDir);

impl Site {
    pub fn new(files: &[(&str, &str)]) -> Site {
        let site = Site(crate::scratch());
        site.write("crier.toml", crate::edition::SETTINGS);
        files.iter().for_each(|(path, text)| site.write(path, text));
        site
    }

    pub fn root(&self) -> &Path {
        self.0.path()
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    pub fn remove(&self, path: &str) {
        fs::remove_file(self.root().join(path)).expect("a file");
    }

    pub fn rename(&self, from: &str, to: &str) {
        fs::rename(self.root().join(from), self.root().join(to)).expect("a file");
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub fn has(&self, path: &str) -> bool {
        self.root().join(path).exists()
    }

    pub fn try_on(&self, day: &str, words: &[&str]) -> Output {
        let mut program = Command::new(crate::program());
        program.args(words).args(["--today", day]).arg("--root").arg(self.root());
        program.env("NO_COLOR", "1").output().expect("it runs")
    }

    /// What a command says that must succeed.
    pub fn run(&self, words: &[&str]) -> String {
        let output = self.try_on(DAY, words);
        assert!(output.status.success(), "{words:?}: {}", said(&output));
        said(&output)
    }

    /// What a command says that must find errors.
    pub fn refused(&self, words: &[&str]) -> String {
        let output = self.try_on(DAY, words);
        assert_eq!(output.status.code(), Some(1), "{words:?}: {}", said(&output));
        said(&output)
    }

    /// Releases and builds.
    pub fn publish(&self) -> String {
        let said = self.run(&["release"]);
        self.run(&["build"]);
        said
    }

    pub fn json(&self, path: &str) -> serde_json::Value {
        serde_json::from_str(&self.read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The rows of the change log, without their places and days.
    fn changes(&self) -> Vec<String> {
        let text = self.read("public/data/v1/changes.csv");
        let rows = text.lines().skip(1).filter(|row| !row.contains(",schema,"));
        rows.map(|row| row.splitn(3, ',').last().expect("cells").to_owned()).collect()
    }
}

pub fn said(output: &Output) -> String {
    [&output.stdout[..], &output.stderr[..]].map(|bytes| String::from_utf8_lossy(bytes).into_owned()).concat()
}

fn page(title: &str, more: &str) -> String {
    format!("---\ntitle: {title}\n{more}---\nWords.\n")
}

fn pages() -> Site {
    Site::new(&[
        ("content/pages/fees.md", &page("Fees", "")),
        ("content/pages/plan.md", &page("Plan", "")),
        ("data/wards.csv", "name,title\nmill,Mill\n"),
    ])
}

#[test]
fn a_release_records_what_changed_and_nothing_else() {
    let site = pages();
    assert!(site.run(&["build"]).contains("3 records"));
    assert_eq!(site.changes(), Vec::<String>::new());
    assert!(!site.has("data/ledger.ndjson"), "a build writes no memory");
    let said = site.publish();
    assert!(said.contains("3 added") && said.contains("tables") && said.contains("crier build"), "{said}");
    let before = site.read("data/ledger.ndjson");
    assert!(!before.contains("Fees") && !before.contains("Words"), "{before}");
    assert!(site.run(&["release"]).contains("Nothing has changed"));
    assert_eq!(site.read("data/ledger.ndjson"), before);
    site.write("content/pages/fees.md", &page("Charges", "summary: What we charge.\n"));
    site.write("data/wards.csv", "name,title\nmill,Mill\noak,Oak\n");
    let said = site.publish();
    assert!(said.contains("Recorded: 1 added, 1 changed (summary, title)"), "{said}");
    assert!(site.read("data/ledger.ndjson").starts_with(&before), "lines are added, and none is touched");
    // The title is the present one in every row.
    assert_eq!(
        site.changes(),
        [
            "add,page,page/fees,https://t.example/fees/,Charges,1,,",
            "add,page,page/plan,https://t.example/plan/,Plan,1,,",
            "add,ward,ward/mill,https://t.example/wards/mill/,Mill,1,,",
            "update,page,page/fees,https://t.example/fees/,Charges,2,summary;title,",
            "add,ward,ward/oak,https://t.example/wards/oak/,Oak,1,,",
        ]
    );
}

#[test]
fn a_reference_to_a_record_with_a_new_title_is_no_change() {
    let site = pages();
    site.write("content/pages/plan.md", &page("Plan", "wards: [mill]\n"));
    site.publish();
    site.write("data/wards.csv", "name,title\nmill,Mill End\n");
    site.write("crier.toml", &crate::edition::SETTINGS.replace("t.example", "other.example"));
    let said = site.publish();
    assert!(said.contains("Recorded: 1 changed (title)"), "{said}");
}

#[test]
fn errors_stop_a_release() {
    let site = pages();
    site.write("content/pages/bad.md", "---\ntitel: Bad\n---\n");
    assert!(site.refused(&["release"]).contains("Nothing was recorded"));
    assert!(!site.has("data/ledger.ndjson"));
    let site = pages();
    site.publish();
    let earlier = site.try_on("2026-11-30", &["release"]);
    assert!(earlier.status.success(), "nothing had changed");
    site.write("content/pages/more.md", &page("More", ""));
    let earlier = site.try_on("2026-11-30", &["release"]);
    assert!(earlier.status.code() == Some(2) && said(&earlier).contains("2026-12-01"), "{}", said(&earlier));
}

#[test]
fn a_published_page_cannot_vanish() {
    let site = pages();
    site.publish();
    site.rename("content/pages/fees.md", "content/pages/charges.md");
    for command in ["check", "build", "release"] {
        let said = site.refused(&[command]);
        assert!(said.contains("lost-address") && said.contains("aliases: [/fees/]"), "{command}: {said}");
        assert!(said.contains("data/ledger.ndjson:"), "{command}: {said}");
    }
    // A draft is not there either.
    site.rename("content/pages/charges.md", "content/pages/fees.md");
    site.write("content/pages/fees.md", &page("Fees", "status: draft\n"));
    assert!(site.refused(&["check"]).contains("lost-address"));
    // A record with an error is not lost: that is the one thing to put right.
    site.write("content/pages/fees.md", &page("Fees", "summry: A slip.\n"));
    let said = site.refused(&["check"]);
    assert!(said.contains("unknown-field") && !said.contains("lost-address"), "{said}");
    // Given up on purpose.
    site.remove("content/pages/fees.md");
    assert!(site.refused(&["build"]).contains("lost-address"));
    assert!(site.run(&["release", "--allow-breaking"]).contains("1 withdrawn"));
    site.run(&["build"]);
    assert!(!site.has("public/fees/index.html") && site.has("public/data/v1/wards.csv"));
    assert_eq!(site.changes().last().expect("a row"), "withdraw,page,page/fees,,,2,,");
}

#[test]
fn a_record_with_a_new_name_is_found_under_its_old_one() {
    let site = pages();
    site.publish();
    site.remove("content/pages/fees.md");
    site.write("content/pages/charges.md", &page("Charges", "aliases: [/fees/]\n"));
    site.run(&["build"]);
    let json = site.json("public/pages/fees.json");
    assert_eq!((&json["id"], &json["deleted"]), (&"page/fees".into(), &true.into()));
    assert_eq!(json["withdrawn"]["replaced_by"]["id"], "page/charges");
    let said = site.publish();
    assert!(said.contains("1 added, 1 withdrawn"), "{said}");
    assert_eq!(site.json("public/pages/fees.json")["modified"], DAY);
    assert!(site.has("public/fees/index.html"));
    assert!(site.run(&["release"]).contains("Nothing has changed"));
    // Its old address stays with the new one.
    site.write("content/pages/charges.md", &page("Charges", ""));
    assert!(site.refused(&["check"]).contains("`/fees/` was published"));
    // And its name is not for another.
    site.write("content/pages/fees.md", &page("Other fees", ""));
    assert!(site.refused(&["check"]).contains("is called `page/charges` now"));
}

#[test]
fn what_is_withdrawn_comes_back_and_what_is_redacted_does_not() {
    let site = pages();
    site.publish();
    site.write(
        "content/pages/fees.md",
        &page("Fees", "withdrawn: { date: 2026-12-01, reason: Out of date, replaced_by: page/plan }\n"),
    );
    site.write(
        "content/pages/plan.md",
        &page("Plan", "redacted: { date: 2026-12-01, reason: Personal data }\n"),
    );
    assert!(site.publish().contains("Recorded: 1 withdrawn, 1 redacted"));
    let fees = site.json("public/pages/fees.json");
    let members: Vec<&str> = fees.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(members, ["id", "kind", "url", "title", "modified", "deleted", "withdrawn"]);
    let plan = site.json("public/pages/plan.json");
    let members: Vec<&str> = plan.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(members, ["id", "kind", "url", "modified", "deleted", "redacted"]);
    assert_eq!(plan["redacted"], serde_json::json!({ "date": "2026-12-01" }));
    let rows = site.changes();
    assert!(
        rows.contains(&"withdraw,page,page/fees,https://t.example/fees/,Fees,2,,Out of date".to_owned()),
        "{rows:?}"
    );
    assert!(rows.contains(&"add,page,page/plan,https://t.example/plan/,,1,,".to_owned()), "{rows:?}");
    assert!(rows.contains(&"redact,page,page/plan,https://t.example/plan/,,2,,".to_owned()), "{rows:?}");
    site.write("content/pages/fees.md", &page("Fees", ""));
    assert!(site.publish().contains("Recorded: 1 published again"));
    site.write("content/pages/plan.md", &page("Plan", ""));
    let said = site.refused(&["check"]);
    assert!(said.contains("reused-id") && said.contains("content/pages/plan.md"), "{said}");
}

#[test]
fn an_old_address_stays_when_its_record_is_withdrawn() {
    let site = pages();
    site.write("content/pages/fees.md", &page("Fees", "aliases: [/old/fees/]\n"));
    site.publish();
    site.write(
        "content/pages/fees.md",
        &page("Fees", "aliases: [/old/fees/]\nwithdrawn: { date: 2026-12-01 }\n"),
    );
    site.publish();
    assert!(site.read("public/old/fees/index.html").contains("../../fees/"));
    site.write("content/pages/fees.md", &page("Fees", "withdrawn: { date: 2026-12-01 }\n"));
    assert!(site.refused(&["check"]).contains("`/old/fees/` was published"));
}

const PETITION: &str = r#"{ "title": "Petition", "description": "d", "type": "object", "allOf": [{ "$ref": "common.json" }],
  "x-kind": { "plural": "petitions", "label": "Petition", "label_plural": "Petitions" },
  "properties": {
    "asks": { "title": "Asks", "description": "d", "type": "string" },MIDDLE
    "signatures": { "title": "Signatures", "description": "d", "type": "integer" },
    "category": { "title": "Category", "description": "d", "type": "object" } } }"#;

fn petitions() -> Site {
    let site = pages();
    site.write("data/kinds/petition.json", &PETITION.replace("MIDDLE", ""));
    site.write(
        "data/petitions.json",
        r#"[{ "name": "a", "title": "A", "asks": "More.", "category": { "size": "large" } }]"#,
    );
    site.publish();
    site
}

fn headings(site: &Site, table: &str) -> Vec<String> {
    let text = site.read(&format!("public/data/v1/{table}.csv"));
    text.lines().next().expect("a heading").split(',').map(str::to_owned).collect()
}

#[test]
fn new_columns_come_last_and_no_column_moves() {
    let site = petitions();
    let before = headings(&site, "petitions");
    let more = r#""more": { "title": "More", "description": "d", "type": "string" },"#;
    site.write("data/kinds/petition.json", &PETITION.replace("MIDDLE", more));
    // A new key that sorts before the old one, which no record has any more.
    site.write(
        "data/petitions.json",
        r#"[{ "name": "a", "title": "A", "asks": "More.", "category": { "area": "north" } }]"#,
    );
    site.run(&["build"]);
    let expected = [&before[..], &["more".to_owned(), "category.area".to_owned()]].concat();
    assert_eq!(headings(&site, "petitions"), expected);
    let said = site.publish();
    assert!(said.contains("1 table with new columns (category.area, more), 1 changed (category)"), "{said}");
    assert_eq!(headings(&site, "petitions"), expected);
    let log = site.read("public/data/v1/changes.csv");
    let row = log.lines().find(|row| row.contains("category.area")).expect("a row");
    assert!(
        row.contains(
            ",schema,petition,petitions,https://t.example/data/v1/petitions.csv,,2,more;category.area,"
        ),
        "{row}"
    );
    assert!(site.run(&["release"]).contains("Nothing has changed"));
}

#[test]
fn a_column_cannot_be_lost_renamed_or_retyped() {
    let site = petitions();
    let kind = PETITION.replace("MIDDLE", "");
    let with = |from: &str, to: &str| site.write("data/kinds/petition.json", &kind.replace(from, to));
    with(r#""asks""#, r#""ask""#);
    site.write("data/petitions.json", r#"[{ "name": "a", "title": "A", "ask": "More." }]"#);
    let said = site.refused(&["check"]);
    assert!(said.contains("lost-column") && said.contains("if it is called `ask` now"), "{said}");
    site.write("data/petitions.json", r#"[{ "name": "a", "title": "A" }]"#);
    with(r#""type": "integer""#, r#""type": "string""#);
    let said = site.refused(&["check"]);
    assert!(said.contains("retyped-column") && said.contains("as integer and would be text"), "{said}");
    with(r#""x-kind": { "#, r#""x-kind": { "dataset": false, "#);
    let said = site.refused(&["check"]);
    assert!(said.contains("the table `/data/v1/petitions.csv` was published"), "{said}");
    // A kind file that cannot be read is one problem.
    site.write("data/kinds/petition.json", "{");
    let said = site.refused(&["check"]);
    assert!(said.contains("bad-json") && !said.contains("lost-"), "{said}");
}

#[test]
fn broken_promises_begin_a_new_version_of_the_tables() {
    let site = petitions();
    site.write(
        "data/kinds/petition.json",
        &PETITION.replace("MIDDLE", "").replace(r#""type": "integer""#, r#""type": "string""#),
    );
    let said = site.run(&["build", "--allow-breaking"]);
    assert!(said.contains("/data/v2/") && said.contains("/data/v1/ are gone"), "{said}");
    assert!(site.has("public/data/v2/petitions.csv") && !site.has("public/data/v1"));
    assert!(site.refused(&["build"]).contains("retyped-column"), "what was not recorded is not remembered");
    assert!(site.run(&["release", "--allow-breaking"]).contains("/data/v2/"));
    site.run(&["build"]);
    assert!(site.has("public/data/v2/petitions.csv") && site.has("public/data/v2/changes.csv"));
    assert!(site.read("public/petitions/index.html").contains("data/v2/petitions.csv"));
    assert!(site.run(&["release"]).contains("Nothing has changed"));
}

#[test]
fn rows_without_pages_come_and_go() {
    let site = pages();
    let terms = |rows: &str| {
        site.write("data/people.csv", "name,title\nann,Ann\n");
        site.write("data/bodies.csv", "name,title,type\ncouncil,Council,council\n");
        site.write("data/memberships.csv", &format!("name,person,body,role\n{rows}"));
    };
    terms("one,ann,council,Chair\ntwo,ann,council,Member\n");
    site.publish();
    terms("one,ann,council,Chair\n");
    assert!(site.publish().contains("Recorded: 1 withdrawn"));
    assert_eq!(site.changes().last().expect("a row"), "withdraw,membership,membership/two,,,2,,");
    terms("one,ann,council,Chair\ntwo,ann,council,Clerk\n");
    assert!(site.publish().contains("Recorded: 1 published again"));
}

#[test]
fn a_build_sees_that_the_ledger_changed() {
    let site = pages();
    site.publish();
    assert!(site.run(&["build"]).contains("Nothing has changed"));
    let text = site.read("data/ledger.ndjson");
    site.write("data/ledger.ndjson", &text.replacen("\"version\":1", "\"version\":2", 1));
    let said = site.refused(&["build"]);
    assert!(said.contains("changed-ledger") && said.contains("data/ledger.ndjson:1:1"), "{said}");
    assert!(!said.contains("unread-file"), "{said}");
}

/// The links of a feed by their relation.
fn links(feed: &str) -> Vec<(String, String)> {
    let head = feed.split("<entry>").next().expect("a head");
    let links = head.lines().filter_map(|line| line.strip_prefix("<link rel=\"")?.strip_suffix("\"/>"));
    links
        .filter_map(|link| link.split_once("\" href=\""))
        .map(|(rel, href)| (rel.into(), href.into()))
        .collect()
}

#[test]
fn feeds_tell_what_changed_and_take_back_what_is_gone() {
    let site = pages();
    site.run(&["build"]);
    // Before the first release they are there, with nothing in them.
    let empty = site.read("public/data/v1/changes.atom");
    assert!(
        !empty.contains("<entry>") && empty.contains("<updated>1970-01-01T00:00:00Z</updated>"),
        "{empty}"
    );
    assert_eq!(site.json("public/data/v1/changes.json")["items"], serde_json::json!([]));
    assert_eq!(site.read("public/data/v1/withdrawn.csv"), "id,kind,url,withdrawn,reason,replaced_by\r\n");
    site.publish();
    let first = site.read("public/data/v1/changes.atom");
    let urn = |feed: &str, title: &str| {
        let entry = feed
            .split("<entry>")
            .find(|entry| entry.contains(title))
            .unwrap_or_else(|| panic!("{title}: {feed}"));
        entry.split("<id>").nth(1).and_then(|rest| rest.split("</id>").next()).expect("an id").to_owned()
    };
    let (fees, plan) = (urn(&first, "<title>New: Fees</title>"), urn(&first, "<title>New: Plan</title>"));
    assert!(first.contains("<updated>2026-12-01T00:00:00Z</updated>"), "{first}");
    site.write(
        "content/pages/fees.md",
        &page("Fees", "withdrawn: { date: 2026-12-01, reason: Out of date }\n"),
    );
    site.write(
        "content/pages/plan.md",
        &page("Plan", "redacted: { date: 2026-12-01, reason: Personal data }\n"),
    );
    site.publish();
    let atom = site.read("public/data/v1/changes.atom");
    for gone in [&fees, &plan] {
        assert!(!atom.contains(&format!("<id>{gone}</id>")), "{atom}");
        assert!(
            atom.contains(&format!("<at:deleted-entry ref=\"{gone}\" when=\"2026-12-01T00:00:00Z\"/>")),
            "{atom}"
        );
    }
    assert!(
        atom.contains("<title>Withdrawn: Fees</title>") && atom.contains("<title>Removed: Page</title>"),
        "{atom}"
    );
    assert!(
        atom.contains("withdrawn. Out of date</content>")
            && !atom.contains("Plan")
            && !atom.contains("Personal"),
        "{atom}"
    );
    let json = site.read("public/data/v1/changes.json");
    assert!(
        json.contains("Withdrawn: Fees") && json.contains("Removed: Page") && !json.contains("Plan"),
        "{json}"
    );
    assert_eq!(
        site.read("public/data/v1/withdrawn.csv"),
        "id,kind,url,withdrawn,reason,replaced_by\r\n\
         page/fees,page,https://t.example/fees/,2026-12-01,Out of date,\r\n\
         page/plan,page,https://t.example/plan/,2026-12-01,,\r\n"
    );
    assert!(site.read("public/index.html").contains("data/v1/changes.atom"));
    let sitemap = site.read("public/sitemap.xml");
    assert!(!sitemap.contains("/fees/") && !sitemap.contains("/plan/"), "{sitemap}");
    assert!(site.read("public/fees/index.html").contains("noindex"));
}

#[test]
fn archives_lead_from_the_newest_event_to_the_first() {
    let site = pages();
    let wards: String = (0..120).map(|n| format!("w{n},Ward {n}\n")).collect();
    site.write("data/wards.csv", &format!("name,title\n{wards}"));
    site.publish();
    site.write("content/pages/plan.md", &page("Plans", ""));
    assert!(site.try_on("2027-01-05", &["release"]).status.success());
    assert!(site.try_on("2027-01-05", &["build"]).status.success());
    let of = |rel: &str, feed: &str| {
        let found = links(feed).into_iter().find(|(name, _)| name == rel);
        found.map(|(_, href)| href.replace("https://t.example/", "public/"))
    };
    let mut at = "public/data/v1/changes.atom".to_owned();
    let mut seen = std::collections::BTreeSet::new();
    let mut after = None;
    let mut hops = 0;
    loop {
        let feed = site.read(&at);
        assert_eq!(of("self", &feed).as_deref(), Some(&*at));
        assert_eq!(feed.contains("<fh:archive/>"), hops > 0);
        assert!(feed.matches("<entry>").count() <= 50);
        if hops > 0 {
            assert_eq!(of("current", &feed).as_deref(), Some("public/data/v1/changes.atom"));
            assert_eq!(of("next-archive", &feed), after);
            after = Some(at.clone());
        }
        seen.extend(feed.match_indices("urn:uuid:").map(|(at, _)| feed[at..at + 45].to_owned()));
        hops += 1;
        match of("prev-archive", &feed) {
            Some(before) => at = before,
            None => break,
        }
    }
    let events = site.read("data/ledger.ndjson").lines().count();
    assert_eq!(seen.len(), events);
    assert!(at.ends_with("changes/2026-12.atom") && hops == 1 + (events - 1).div_ceil(50), "{at} {hops}");
}

#[test]
fn verify_names_the_line_that_was_changed() {
    let site = pages();
    assert!(site.run(&["verify"]).contains("Nothing was released"));
    site.publish();
    assert!(site.run(&["verify"]).contains("3 records are as they were released"));
    let (ledger, salts) = (site.read("data/ledger.ndjson"), site.read("data/ledger-salts.ndjson"));
    let last = ledger.lines().count();
    let hash = |line: &str| {
        let at = line.find("\"hash\":\"").expect("a hash") + 8;
        let digit = if &line[at..=at] == "0" { "1" } else { "0" };
        format!("{}{digit}{}", &line[..at], &line[at + 1..])
    };
    // A line is told by the one after it, the last one by the salts.
    for (number, found) in [(last - 1, last), (last, last)] {
        let line = |(n, line): (usize, &str)| if n == number { hash(line) } else { line.to_owned() } + "\n";
        let changed: String = (1..).zip(ledger.lines()).map(line).collect();
        site.write("data/ledger.ndjson", &changed);
        let said = site.refused(&["verify"]);
        assert!(said.contains(&format!("data/ledger.ndjson:{found}:")), "{number}: {said}");
    }
    let shorter: String = ledger.lines().take(last - 1).flat_map(|line| [line, "\n"]).collect();
    site.write("data/ledger.ndjson", &shorter);
    assert!(site.refused(&["verify"]).contains("the line after this one was taken out"));
    site.write("data/ledger.ndjson", &ledger[..ledger.len() - 20]);
    assert!(site.refused(&["verify"]).contains("cut off"));
    site.write("data/ledger.ndjson", &ledger);
    site.write("data/ledger-salts.ndjson", &salts.replace("page/fees", "page/fee"));
    assert!(site.refused(&["verify"]).contains("the salt of `page/fees` is not here"));
    site.write("data/ledger-salts.ndjson", &salts);
    site.write("content/pages/fees.md", &page("Fees", "summary: Changed.\n"));
    let said = site.refused(&["verify"]);
    assert!(
        said.contains("`page/fees` is not as it was released (version 1)") && said.contains("crier release"),
        "{said}"
    );
}

#[test]
fn diff_says_what_a_reader_would_notice() {
    let site = pages();
    assert!(said(&site.try_on(DAY, &["diff"])).contains("crier build"));
    site.publish();
    assert!(site.run(&["diff"]).contains("would notice nothing"));
    site.write("data/wards.csv", "name,title\nmill,Mill End\noak,Oak\n");
    let said = site.run(&["diff"]);
    assert!(said.contains("1 record added: ward/oak") && said.contains("ward/mill (title)"), "{said}");
    assert!(said.contains("wards.csv: 2 rows, before 1"), "{said}");
    site.remove("content/pages/fees.md");
    let said = site.refused(&["diff"]);
    assert!(said.contains("2 addresses gone: /fees/, /pages/fees.json"), "{said}");
    let old = site.root().join("old");
    site.rename("public", "old");
    site.run(&["build", "--allow-breaking"]);
    let two =
        site.try_on(DAY, &["diff", &old.to_string_lossy(), &site.root().join("public").to_string_lossy()]);
    assert_eq!(two.status.code(), Some(1), "{}", self::said(&two));
    assert!(self::said(&two).contains("2 addresses gone"));
    assert_eq!(site.try_on(DAY, &["diff", &old.to_string_lossy()]).status.code(), Some(2));
}

#[test]
fn hold_back_takes_no_released_page_away() {
    let site = pages();
    site.publish();
    // As on another machine, which has the ledger and no edition yet.
    fs::remove_dir_all(site.root().join("public")).expect("an edition");
    fs::remove_dir_all(site.root().join(".crier")).expect("its state");
    site.write("content/pages/fees.md", &page("Fees", "summry: A slip.\n"));
    assert!(site.refused(&["build", "--hold-back"]).contains("Nothing was published"));
    assert!(!site.has("public"));
}

#[test]
fn a_calendar_tells_of_a_change_that_only_the_release_knows_of() {
    let meeting = |starts: &str| {
        format!(
            "---\ntitle: Parks\nbody: parks\ndate: 2027-06-25\nstate: scheduled\nstarts: \"{starts}\"\n---\n"
        )
    };
    let site = Site::new(&[
        ("data/bodies.csv", "name,title,type\nparks,Parks,committee\n"),
        ("content/meetings/june.md", &meeting("18:00")),
    ]);
    let told = |site: &Site| {
        let calendar = site.read("public/meetings/calendar.ics");
        let of = |name: &str| {
            let value = calendar.lines().find_map(|line| line.strip_prefix(name)).unwrap();
            value.trim_start_matches(':').to_owned()
        };
        (of("DTSTAMP"), of("SEQUENCE").parse::<u32>().unwrap())
    };
    site.run(&["build"]);
    assert_eq!(told(&site).1, 0, "nothing was released");
    site.publish();
    let first = told(&site);
    assert_eq!(first.0, "20261201T000000Z", "not the day of the meeting, which is to come");
    site.publish();
    assert_eq!(told(&site), first, "nothing changed");
    site.write("content/meetings/june.md", &meeting("19:00"));
    site.publish();
    let second = told(&site);
    assert!(second.1 > first.1, "two changes on one day are two");
    site.write("content/meetings/june.md", &meeting("19:30"));
    for command in ["release", "build"] {
        assert!(site.try_on("2026-12-03", &[command]).status.success());
    }
    let third = told(&site);
    assert!(third.0 == "20261203T000000Z" && third.1 > second.1, "{third:?}");
}

#[test]
fn a_feed_tells_of_a_change_that_only_the_release_knows_of() {
    let decision = |title: &str, more: &str| {
        format!(
            "---\ntitle: {title}\ndate: 2026-06-25\noutcome: agreed\ndecision_maker: {{ type: committee, body: parks }}\n{more}---\n"
        )
    };
    let meeting = "---\ntitle: Next\nbody: parks\ndate: 2027-06-25\nstate: scheduled\n---\n";
    let site = Site::new(&[
        ("data/bodies.csv", "name,title,type\nparks,Parks,committee\n"),
        ("content/resolutions/benches.md", &decision("Benches", "")),
        ("content/resolutions/trees.md", &decision("Trees", "updated: 2027-01-05\n")),
        ("content/meetings/next.md", meeting),
    ]);
    let told = |folder: &str, title: &str| {
        let feed = site.json(&format!("public/{folder}/feed.json"));
        let entry = feed["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|entry| entry["title"].as_str().unwrap().starts_with(title))
            .unwrap();
        entry["date_modified"].as_str().unwrap().to_owned()
    };
    site.publish();
    assert_eq!(told("resolutions", "Benches"), "2026-06-25T00:00:00Z", "an old decision is no new one");
    assert_eq!(told("meetings", "Next"), "2026-12-01T00:00:00Z", "no change is to come");
    for title in ["Benches", "Trees"] {
        let path = format!("content/resolutions/{}.md", title.to_lowercase());
        site.write(&path, &site.read(&path).replace("agreed", "noted"));
    }
    site.publish();
    assert_eq!(told("resolutions", "Benches"), "2026-12-01T00:00:00Z");
    assert_eq!(told("resolutions", "Trees"), "2027-01-05T00:00:00Z", "what the record says stays");
    let atom = site.read("public/resolutions/feed.atom");
    assert!(atom.contains("<updated>2026-12-01T00:00:00Z</updated>"), "{atom}");
}
