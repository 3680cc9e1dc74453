//! What is said of records with several mistakes, beyond the pages of `tests/diagnostics/`.

use crate::edition::{make_pages, reported, world};
use crier::diagnostic::report::Report;
use crier::diagnostic::{Code, short};

const TOPICS: (&str, &str) = ("data/topics.csv", "name,title\nparks,Parks\n");
const BODIES: (&str, &str) = ("data/bodies.csv", "name,title,type\ncouncil,Council,council\n");

fn told(files: &[(&str, &str)]) -> (Vec<Code>, String) {
    let report: Report = reported(&world(files));
    (report.problems.iter().map(|problem| problem.code).collect(), short::render(&report))
}

#[test]
fn a_record_with_an_error_has_its_references_checked_in_the_same_run() {
    let report = "---\ntitle: T\ndate: 2026-02-03\nbody: council\nsignificant_decision: maybe\ntopics: [{ a: b }, prks]\nissue: See [x](report/nope).\nattachments:\n  - file: gone.pdf\n---\n\nSee [it](report/gone) and [us](#2.1).\n";
    let (codes, text) = told(&[BODIES, TOPICS, ("content/reports/a.md", report)]);
    let expected = [
        Code::WrongType,
        Code::WrongType,
        Code::UnknownRecord,
        Code::BrokenLink,
        Code::MissingFile,
        Code::BrokenLink,
    ];
    assert_eq!(codes, expected, "{text}");
    // An item with an error keeps its place, so that the one after it is found at its own.
    assert!(text.contains("a.md:6:20:"), "{text}");
}

#[test]
fn named_rules_are_kept_to_in_the_same_run_and_no_column_drags_one() {
    let decision = "---\ntitle: T\ndate: 2026-02-03\ndecision_maker:\n  type: council\n  bdoy: council\nvotes:\n  - for: 4\n    named:\n      - name: A\n        vote: for\n---\n";
    let (codes, text) = told(&[BODIES, ("content/resolutions/a.md", decision)]);
    assert_eq!(codes, [Code::UnknownField, Code::VoteTally], "{text}");
    let people = ("data/people.csv", "name,title\nann,Ann\n");
    let rows = ("data/memberships.csv", "person,body,bsais\nann,council,minute\n");
    let (codes, text) = told(&[BODIES, people, rows]);
    assert_eq!(codes, [Code::UnknownColumn], "{text}");
}

#[test]
fn an_item_with_nothing_in_it_is_told_and_those_after_it_keep_their_places() {
    let page = "---\ntitle: T\ntopics:\n  -\n  - prks\n  - ~\n  - parks\n---\n";
    let (codes, text) = told(&[TOPICS, ("content/pages/a.md", page)]);
    assert_eq!(codes, [Code::MissingField, Code::UnknownRecord, Code::MissingField], "{text}");
    assert!(text.contains("a.md:5:5:") && text.contains("`topics`, item 3, is empty"), "{text}");
    let decision = r#"{ "title": "T", "date": "2026-02-03", "decision_maker": { "type": "council" },
"votes": [null,
{ "for": 4, "named": [{ "name": "A", "vote": "for" }] }] }"#;
    let (codes, text) = told(&[("data/resolutions/a.json", decision)]);
    assert_eq!(codes, [Code::MissingField, Code::VoteTally], "{text}");
    assert!(text.contains("a.json:3:10:"), "{text}");
}

#[test]
fn each_place_of_one_slip_in_a_field_is_told() {
    let report = "---\ntitle: T\ndate: 2026-02-03\nbody: council\nissue: |\n  [a](report/nope)\n  [b](report/nope)\n\n  Low\n  ---\n\n  High\n  ====\n---\n";
    let (codes, text) = told(&[BODIES, ("content/reports/a.md", report)]);
    assert_eq!(codes, [Code::BrokenLink, Code::BrokenLink, Code::SkippedHeading], "{text}");
    for place in ["a.md:6:7:", "a.md:7:7:", "a.md:9:3:"] {
        assert!(text.contains(place), "{place}: {text}");
    }
}

#[test]
fn a_name_of_another_kind_is_not_suggested_where_that_kind_is_not_taken() {
    let (codes, text) =
        told(&[BODIES, TOPICS, ("content/pages/a.md", "---\ntitle: T\ntopics: [council]\n---\n")]);
    assert_eq!(codes, [Code::UnknownRecord]);
    assert!(!text.contains("body/council"), "{text}");
}

#[test]
fn rows_that_their_values_name_are_not_to_be_renamed() {
    let rows = "indicator,area,period,value,value_status\nvisits,area/north,2025,7,ok\nvisits,area/north,2025,8,ok\n";
    let (codes, text) = told(&[
        ("data/areas.csv", "name,title\nnorth,North\n"),
        ("data/indicators.json", r#"[{"name":"visits","title":"Visits","measure":"count"}]"#),
        ("data/observations.csv", rows),
    ]);
    assert_eq!(codes, [Code::DuplicateId]);
    assert!(text.contains("indicator, area, period") && !text.contains("rename"), "{text}");
}

#[test]
fn utf_16_without_a_mark_is_called_by_its_name() {
    let text: String = "---\ntitle: T\n---\n".chars().flat_map(|c| [c, '\0']).collect();
    let (codes, said) = told(&[("content/pages/a.md", &text)]);
    assert_eq!(codes, [Code::BadUtf8]);
    assert!(said.contains("UTF-16"), "{said}");
}

#[test]
fn a_link_in_a_field_is_seen_from_both_ends() {
    let report = "---\ntitle: The hours\ndate: 2026-02-03\nbody: council\nissue: As [Parks](topic/parks) needs.\n---\n";
    let made = make_pages(&world(&[BODIES, TOPICS, ("content/reports/a.md", report)]));
    let json: serde_json::Value = serde_json::from_str(&made.text("/topics/parks.json")).unwrap();
    assert_eq!(json["links_in"][0]["name"], "mentioned_in", "{json}");
    assert_eq!(json["links_in"][0]["records"][0]["id"], "report/a");
}

#[test]
fn a_sign_that_is_no_comment_is_not_warned_of() {
    let page = "---\ntitle: \"Budget #4\" # as agreed\n# about #5\nsummary: |\n  Item #4\n---\n";
    assert_eq!(told(&[("content/pages/a.md", page)]).0, []);
}

#[test]
fn a_part_of_the_record_itself_where_another_kind_is_wanted_is_of_its_own_kind() {
    let matter = "---\ntitle: M\nsteps: [{ id: a, event: One. }, { id: b, event: Two., source: { record: \"#a\" } }]\n---\n";
    let (codes, text) = told(&[("content/matters/m.md", matter)]);
    assert_eq!(codes, [Code::WrongKind], "{text}");
    assert!(text.contains("a record of the kind `matter`"), "{text}");
}
