//! Reports on files that cannot be read whole show nothing that may be hidden.

use crate::edition::{reported, world};
use crate::leaks::formats;
use crier::diagnostic::human;
use crier::diagnostic::report::Report;

/// Files that cannot be read whole, each with a canary (`zq…`) that is not public.
const UNREADABLE_FILES: [(&str, &str, &str); 19] = [
    (
        "an unclosed quote in a private field",
        "content/pages/a.md",
        "---\ntitle: T\ninternal_note: \"zqwordzq\n---\n",
    ),
    ("a colon in a private field", "content/pages/a.md", "---\ntitle: T\ninternal_note: zqwordzq: b\n---\n"),
    (
        "a private field twice",
        "content/pages/a.md",
        "---\ntitle: T\ninternal_note: a\ninternal_note: zqwordzq\n---\n",
    ),
    (
        "a slip in a private field's name",
        "content/pages/a.md",
        "---\ntitle: T\ninternal_nte: zqwordzq\n---\n",
    ),
    ("a space before the colon", "content/pages/a.md", "---\ntitle: \"zqwordzq\nstatus : draft\n---\n"),
    ("a state in other letters", "content/pages/a.md", "---\ntitle: [zqwordzq\nStatus: Draft\n---\n"),
    ("a slip in the key", "content/pages/a.md", "---\ntitle: T\nsumary: zqwordzq\nstaus: draft\n---\n"),
    ("an embargo", "content/pages/a.md", "---\ntitle: [zqwordzq\npublish_from: 2031-01-01\n---\n"),
    ("fields that never end", "content/pages/a.md", "zqwordzq\nstatus: draft\n"),
    ("a missing comma", "data/topics.json", "[{\"name\":\"a\",\"title\":\"zqwordzq\" \"status\":\"draft\"}]"),
    (
        "a private key twice",
        "data/topics.json",
        "[{\"name\":\"a\",\"title\":\"A\",\n\"internal_note\":\"b\",\n\"internal_note\":\"zqwordzq\"}]",
    ),
    (
        "a draft row with a cell too many",
        "data/protocols.csv",
        "name,title,date,status\ns,zqwordzq,2025-01-01,draft,\n",
    ),
    ("a draft row with a cell too few", "data/protocols.csv", "name,title,status,date\ns,zqwordzq,draft\n"),
    (
        "a row with an open quote",
        "data/protocols.csv",
        "name,title,status\ns,\"zqwordzq,draft\nb,c,published\n",
    ),
    ("a ragged row of a private column", "data/topics.csv", "name,title,internal_note\na,A,zqwordzq,\n"),
    (
        "a private column twice",
        "data/topics.csv",
        "name,title,internal_note,internal_note,sumary\na,A,b,zqwordzq,c\nb,B,c,zqwordzq\n",
    ),
    (
        "a ragged suppressed row",
        "data/observations.csv",
        "indicator,area,period,value,value_status\ncrime,area/north,2025,40404,suppressed,\n",
    ),
    (
        "a ragged row of few cases",
        "data/observations.csv",
        "indicator,area,period,value,count,value_status\ncrime,area/north,2025,40404,3,ok,\n",
    ),
    (
        "a row of few cases with a mistyped value",
        "data/observations.csv",
        "indicator,area,period,value,count,value_status\ncrime,area/north,2025,x40404,3,suppressed\n",
    ),
];

fn unreadable(path: &str, text: &str) -> Report {
    let mut all: Vec<(&str, &str)> = vec![
        ("data/areas.csv", "name,title\nnorth,North\n"),
        (
            "data/indicators.json",
            r#"[{"name":"crime","title":"Crime","measure":"count","suppression":{"below":5}}]"#,
        ),
    ];
    all.push((path, text));
    reported(&world(&all))
}

#[test]
fn what_cannot_be_read_is_masked_where_it_may_be_hidden() {
    for (what, path, text) in UNREADABLE_FILES {
        let report = unreadable(path, text);
        assert!(report.count(crier::diagnostic::Severity::Error) > 0, "{what}");
        for (format, told) in formats(&report) {
            let leak = told.lines().find(|line| line.contains("zqwordzq") || line.contains("40404"));
            assert_eq!(leak, None, "{what}, in {format}");
        }
    }
}

#[test]
fn figures_that_may_be_hidden_are_masked_where_nobody_can_tell() {
    let head = "indicator,area,period,value,count,value_status\n";
    for row in [
        // The state, the cases or the indicator are not known.
        "crime,area/north,2025,40404,,supressed\n",
        "crime,area/north,2025,x40404,,ok\n",
        "crme,area/north,2025,40404,,ok\n",
        "crime,area/nrth,2025,40404,3,suppressed\n",
    ] {
        for (format, told) in formats(&unreadable("data/observations.csv", &format!("{head}{row}"))) {
            assert!(!told.contains("40404"), "{row} in {format}: {told}");
        }
    }
    // A figure that may be shown is, mistakes and all.
    let row = "crime,area/nrth,2025,x40404,60,ok\n";
    for (format, told) in formats(&unreadable("data/observations.csv", &format!("{head}{row}"))) {
        assert!(format != "human" || told.contains("40404"), "{told}");
    }
}

#[test]
fn what_to_do_is_told_in_full_of_what_is_hidden() {
    let page =
        |line: &str| format!("---\ntitle: T\n{line}\nstatus: draft\n---\n[here](https://example.org/)\n");
    let vague = "write where it leads, as in [the minutes of 28 June 2010](…): many people hear links without what is around them";
    for (line, shown, secret) in [
        ("wording: verbat", "did you mean `verbatim`? Allowed: verbatim, paraphrase", "`verbat`"),
        ("topics: [park]", "did you mean `parks`?", "`park`"),
        ("created: 31/03/2027", "write a full date such as 2010-06-28", "2027"),
        ("summary: one: two", "put the whole text in quotes", "two"),
        ("topics: parks", "write each value on its own line after a hyphen", "parks"),
        ("summary: S", vague, "\"here\""),
    ] {
        let told = human::render(
            &reported(&world(&[
                ("data/topics.csv", "name,title\nparks,Parks\n"),
                ("content/pages/a.md", &page(line)),
            ])),
            human::Colour::Plain,
        );
        assert!(told.contains(shown), "{line}: {told}");
        assert!(!told.contains(secret), "{line}: {told}");
    }
    // What is nearest would tell what a private field holds.
    let status = "---\ntitle: T\nstatus: drat\n---\n";
    let told = human::render(&reported(&world(&[("content/pages/a.md", status)])), human::Colour::Plain);
    assert!(
        told.contains("did you mean `draft`? Allowed: draft, published") && !told.contains("`drat`"),
        "{told}"
    );
}

#[test]
fn what_is_public_beyond_doubt_is_shown() {
    for (path, text) in [
        ("content/pages/a.md", "---\ntitle: \"shown\nstatus: published\n---\n"),
        ("content/pages/a.md", "---\ntitle: T\nstatus: publised # shown\n---\n"),
        ("data/topics.csv", "name,title,status\na,shown,published,\n"),
        ("data/topics.csv", "name,title\na,b,shown\nc,draft,\n"),
    ] {
        let told = human::render(&unreadable(path, text), human::Colour::Plain);
        assert!(told.contains("shown"), "{told}");
    }
}
