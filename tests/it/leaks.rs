//! What is not public is not there (records.md §3): canary words in hidden records, looked for in every byte and address.

use crate::edition::{Made, make, world};
use crier::diagnostic::{github, human, json, sarif, short};

/// What makes a record hidden, and which of its canaries may be seen all the same.
const STATES: [(&str, &str, &[&str]); 6] = [
    ("draft", "status: draft", &[]),
    ("embargoed", "publish_from: 2027-01-01T09:00:00Z", &[]),
    // A withdrawn record keeps its title.
    ("withdrawn", "withdrawn: { date: 2026-01-01, reason: Sent in error }", &["title"]),
    ("redacted", "redacted: { date: 2026-01-01, reason: Personal data }", &[]),
    (
        "exempt",
        "exempt: { kind: exempt, paragraph: 3, reason: Business affairs, public_title: A contract }",
        &[],
    ),
    (
        "public",
        "status: published",
        &["title", "summary", "prose", "part", "partid", "filename", "bytes", "alias"],
    ),
];

const PLANTED: [&str; 9] =
    ["title", "summary", "prose", "part", "partid", "filename", "bytes", "alias", "private"];

/// A word that stands nowhere else.
fn canary(state: &str, place: &str) -> String {
    format!("zq{place}{state}zq")
}

fn report(state: &str, keyword: &str) -> String {
    let c = |place: &str| canary(state, place);
    format!(
        "---\ntitle: {}\nsummary: {}\ndate: 2026-02-03\nbody: council\ntopics: [roads]\nmatter: depot\n{keyword}\ninternal_note: {}\naliases: [/old/{}/]\nrecommendations:\n  items:\n    - id: {}\n      text: {}\nattachments:\n  - id: a\n    title: A file\n    file: {}.txt\n---\n\n## 1. Heading\n\n1.1 Words {} here.\n",
        c("title"),
        c("summary"),
        c("private"),
        c("alias"),
        c("partid"),
        c("part"),
        c("filename"),
        c("prose")
    )
}

fn site() -> Made {
    let mut files: Vec<(String, String)> = vec![
        ("data/bodies.csv".into(), "name,title,type\ncouncil,Council,council\n".into()),
        ("data/topics.csv".into(), "name,title\nroads,Roads\n".into()),
        ("data/indicators.json".into(), r#"[{"name":"crime","title":"Crime","measure":"count","suppression":{"below":5}}]"#.into()),
        ("data/areas.csv".into(), "name,title\nnorth,North\n".into()),
        (
            "data/observations.csv".into(),
            "indicator,area,period,value,count,value_status,note\ncrime,area/north,2025,40404,3,suppressed,zqnotezq\ncrime,area/north,2024,7,7,ok,\n".into(),
        ),
    ];
    let mut steps = String::new();
    let mut considers = String::new();
    let mut links = String::new();
    for (state, keyword, _) in STATES {
        files.push((format!("content/reports/{state}-record.md"), report(state, keyword)));
        files.push((format!("content/reports/{}.txt", canary(state, "filename")), canary(state, "bytes")));
        steps.push_str(&format!(
            "  - id: {state}\n    event: A step\n    date: 2026-03-01\n    record: report/{state}-record\n"
        ));
        considers.push_str(&format!("  - {state}-record\n"));
        links.push_str(&format!("See [the {state} one](report/{state}-record).\n\n"));
    }
    files.push(("content/matters/depot.md".into(), format!("---\ntitle: Depot\nsteps:\n{steps}---\n")));
    files.push((
        "content/resolutions/seen.md".into(),
        format!("---\ntitle: Seen\ndate: 2026-04-01\ndecision_maker: {{ type: council, body: council }}\noutcome: noted\nbasis: minute\nsource: {{ record: report/draft-record }}\nconsiders:\n{considers}---\n\n{links}"),
    ));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    make(&world(&files))
}

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|w| w.eq_ignore_ascii_case(word.as_bytes()))
}

#[test]
fn no_canary_of_a_hidden_record_is_in_any_byte_or_address() {
    let made = site();
    for (state, _, seen) in STATES {
        for place in PLANTED.iter().filter(|place| !seen.contains(place)) {
            let word = canary(state, place);
            for (address, bytes) in &made.outputs {
                assert!(!holds(address.as_bytes(), &word), "{word} is in the address {address}");
                assert!(!holds(bytes, &word), "{word} is in {address}");
            }
        }
        // The test can fail: what may be seen is seen.
        for place in seen {
            let word = canary(state, place);
            let anywhere = made
                .outputs
                .iter()
                .any(|(address, bytes)| holds(bytes, &word) || holds(address.as_bytes(), &word));
            assert!(anywhere, "{word} should be public");
        }
    }
}

#[test]
fn suppressed_figures_leave_with_their_note() {
    let made = site();
    for (address, bytes) in &made.outputs {
        assert!(!holds(bytes, "40404") && !holds(bytes, "zqnotezq"), "a hidden figure is in {address}");
    }
    assert!(made.text("/data/v1/observations.csv").contains(",7,"), "the figure that is not hidden is there");
}

#[test]
fn diagnostics_do_not_tell_what_is_hidden() {
    let mut files: Vec<(String, String)> = Vec::new();
    for (state, keyword, _) in STATES.iter().filter(|(state, ..)| *state != "public") {
        // Each hidden record has errors on the lines that hold its canaries.
        let text =
            report(state, keyword).replace("date: 2026-02-03", &format!("date: {}", canary(state, "date")));
        files.push((
            format!("content/reports/{state}-record.md"),
            text.replace("body: council", &format!("body: {}", canary(state, "body"))),
        ));
    }
    files.push((
        "content/pages/note.md".into(),
        "---\ntitle: Note\ninternal_note: [zqprivatezq]\n---\n".into(),
    ));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let made = make(&world(&files));
    assert!(made.report.problems.len() >= 6, "the errors were found");
    let formats = [
        human::render(&made.report, human::Colour::Plain),
        short::render(&made.report),
        json::render(&made.report),
        sarif::render(&made.report),
        github::render(&made.report),
    ];
    for text in &formats {
        assert!(!text.contains("zqprivatezq"), "{text}");
        for (state, ..) in STATES.iter().filter(|(state, ..)| *state != "public") {
            for place in ["date", "body", "title", "summary", "private"] {
                assert!(!text.contains(&canary(state, place)), "{} in:\n{text}", canary(state, place));
            }
        }
    }
}

#[test]
fn an_exemption_that_has_ended_shows_the_record_again() {
    let exempt = "exempt: { kind: exempt, paragraph: 3, reason: Business affairs, public_title: A contract, until: 2026-11-22 }";
    let text = report("ended", exempt);
    let name = format!("content/reports/{}.txt", canary("ended", "filename"));
    let made = make(&world(&[
        ("content/reports/ended-record.md", &text),
        (&name, "bytes"),
        ("data/bodies.csv", "name,title,type\ncouncil,Council,council\n"),
        ("data/topics.csv", "name,title\nroads,Roads\n"),
        ("content/matters/depot.md", "---\ntitle: Depot\n---\n"),
    ]));
    assert!(made.text("/reports/ended-record/").contains(&canary("ended", "prose")));
    assert!(!made.text("/reports/ended-record/").contains(&canary("ended", "private")));
}
