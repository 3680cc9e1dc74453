//! Slips that people make who type records by hand: the cause is named, and what to type instead.

use crate::edition::{reported, world};
use crier::diagnostic::{Code, short};
use crier::world::World;

const BODY: (&str, &str) = ("data/bodies.csv", "name,title,type\ncabinet,The Cabinet,cabinet\n");

/// The codes of what is said, and all of it.
fn told(files: &[(&str, &str)]) -> (Vec<Code>, String) {
    told_of(&world(files))
}

fn told_of(world: &dyn World) -> (Vec<Code>, String) {
    let report = reported(world);
    (report.problems.iter().map(|problem| problem.code).collect(), short::render(&report))
}

/// A report with these lines in its front matter.
fn report(lines: &str) -> String {
    format!("---\ntitle: T\ndate: 2026-02-03\n{lines}---\n")
}

#[test]
fn curly_quotes_are_named_as_the_cause() {
    let curly = "type straight quotes (\") in place of the curly ones, or none";
    let body = "body: cabinet\n";
    for (lines, code) in [
        ("body: “cabinet”\n".to_owned(), Code::UnknownRecord),
        (format!("{body}publish_from: “2026-01-01”\n"), Code::BadDate),
        (format!("{body}key_decision: ‘true’\n"), Code::WrongType),
        (format!("{body}topics: [“parks”]\n"), Code::UnknownRecord),
        (format!("{body}wording: “verbatim”\n"), Code::NotAllowed),
        (format!("{body}“wording”: verbatim\n"), Code::UnknownField),
        ("“body”: cabinet\n".to_owned(), Code::UnknownField),
    ] {
        let (codes, text) = told(&[BODY, ("content/reports/a.md", &report(&lines))]);
        assert_eq!(codes, [code], "{text}");
        assert!(text.contains(curly), "{text}");
    }
    for (rows, code, help) in [
        ("“name”,title\nparks,Parks\n", Code::UnknownColumn, curly),
        ("name,title\n“parks”,Parks\n", Code::BadName, curly),
        ("name,title\nparks,“Parks, gardens”\n", Code::BadCsv, "do not count as quotes"),
    ] {
        let (codes, text) = told(&[("data/topics.csv", rows)]);
        assert_eq!(codes, [code], "{text}");
        assert!(text.contains(help), "{text}");
    }
    // An apostrophe is none of them.
    let (_, text) = told(&[("content/reports/a.md", &report("body: the members’\n"))]);
    assert!(!text.contains("curly"), "{text}");
}
