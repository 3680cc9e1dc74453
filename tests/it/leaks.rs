//! What is not public is not there (records.md §3): canary words in hidden records, looked for in every byte and address.
//!
//! Every hidden record is referred to from public ones in a field, a list, a part of it, prose, a Markdown field, a table row and a
//! timeline. The same files with every record published show every canary, so that the search is known to find them.

use crate::edition::{Made, make, reported, unpacked, world};
use crier::diagnostic::report::Report;
use crier::diagnostic::{github, human, json, sarif, short};

/// What makes a record hidden, and which of its canaries may be seen all the same.
const STATES: [(&str, &str, &[&str]); 7] = [
    ("draft", "status: draft", &[]),
    ("embargoed", "publish_from: 2027-01-01T09:00:00Z", &[]),
    // A withdrawn record keeps its title and its old addresses.
    ("withdrawn", "withdrawn: { date: 2026-01-01, reason: Sent in error }", &["name", "title", "alias"]),
    ("redacted", "redacted: { date: 2026-01-01, reason: Personal data }", &["name"]),
    (
        "exempt",
        "exempt: { kind: exempt, paragraph: 3, reason: Business affairs, public_title: A contract }",
        &["name"],
    ),
    // Drafts come first: what else the record says makes no difference.
    ("both", "status: draft\nwithdrawn: { date: 2026-01-01, reason: Sent in error }", &[]),
    // An exemption that has ended hides nothing.
    (
        "ended",
        "exempt: { kind: exempt, reason: Business affairs, public_title: A contract, until: 2026-11-22 }",
        SEEN,
    ),
];

/// What residents may see of a public record: all but its private field.
pub const SEEN: &[&str] = &[
    "name",
    "title",
    "summary",
    "prose",
    "heading",
    "part",
    "partid",
    "inline",
    "block",
    "author",
    "source",
    "filename",
    "bytes",
    "alias",
    "correction",
    "backlink",
];

/// A word that stands nowhere else.
pub fn canary(state: &str, place: &str) -> String {
    format!("zq{place}{state}zq")
}

/// A report with a canary in every place, in the state that `keyword` makes.
fn report(state: &str, keyword: &str) -> String {
    let text = "---
title: «title»
summary: «summary»
date: 2026-02-03
body: council
topics: [roads]
wards: [mill]
matter: depot
KEYWORD
internal_note: «private»
aliases: [/old/«alias»/]
authors:
  - name: «author»
issue: Some «block» words.
corrections:
  - date: 2026-02-05
    note: «correction»
sources:
  - title: «source»
recommendations:
  items:
    - id: «partid»
      text: The «part» of [the decision](resolution/seen#1), «inline».
attachments:
  - id: a
    title: A file
    file: «filename».txt
---

## 1. «heading»

1.1 Words «prose» here. See [«backlink»](resolution/seen).
";
    planted(text, state).replace("KEYWORD", keyword)
}

/// Puts the canaries of a state where a text asks for them.
fn planted(text: &str, state: &str) -> String {
    let mut pieces = text.split('«');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (place, rest) = piece.split_once('»').expect("a closing mark");
        out.push_str(&canary(state, place));
        out.push_str(rest);
    }
    out
}

/// A public decision that names the hidden report of a state wherever a decision can.
fn decision(state: &str, part: &str) -> String {
    let text = format!(
        "---
title: On {state}
date: 2026-04-01
decision_maker: {{ type: council, body: council }}
outcome: noted
basis: minute
source: {{ record: report/«name»{part}, text: the minutes }}
considers: [«name»]
matter: depot
reasons: As in [the report](report/«name»{part}).
items:
  - id: \"1\"
    text: After [the paper](report/«name»).
    disposes: [\"«name»{part}\"]
    outcome: noted
---

See [the {state} one](report/«name»{part}) and [again][1].

[1]: report/«name»
"
    );
    planted(&text, state)
}

/// The files of the whole site; `keyword` says what makes a record of a state hidden.
pub fn files(keyword: &dyn Fn(usize) -> &'static str) -> Vec<(String, String)> {
    let fixed: [(&str, &str); 8] = [
        ("data/bodies.csv", "name,title,type\ncouncil,Council,council\n"),
        ("data/topics.csv", "name,title\nroads,Roads\n"),
        ("data/wards.csv", "name,title\nmill,Mill\n"),
        ("data/areas.csv", "name,title\nnorth,North\nsouth,South\n"),
        (
            "data/indicators.json",
            r#"[{"name":"crime","title":"Crime","measure":"count","suppression":{"below":5}}]"#,
        ),
        (
            "data/observations.csv",
            "indicator,area,period,value,count,denominator,value_status,note\n\
             crime,area/north,2025,40404,3,50505,suppressed,zqnotezq\ncrime,area/north,2024,7,7,900,ok,\n\
             crime,area/south,2025,3,3,60606,suppressed,\ncrime,area/south,2024,70707,,,suppressed,zqnote2zq\n",
        ),
        (
            "content/resolutions/seen.md",
            "---\ntitle: Seen\ndate: 2026-04-01\ndecision_maker: { type: council, body: council }\noutcome: noted\nbasis: minute\nitems:\n  - id: \"1\"\n    text: Seen.\n---\n",
        ),
        ("content/pages/note.md", "---\ntitle: Note\ninternal_note: zqprivatepagezq\n---\n"),
    ];
    let mut all: Vec<(String, String)> =
        fixed.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    let mut steps = String::new();
    let mut rows = "name,title,date,proposed_in\n".to_owned();
    let mut agenda = String::new();
    for (i, (state, ..)) in STATES.iter().enumerate() {
        let name = canary(state, "name");
        all.push((format!("content/reports/{name}.md"), report(state, keyword(i))));
        all.push((format!("content/reports/{}.txt", canary(state, "filename")), canary(state, "bytes")));
        let part = format!("#recommendations-{}", canary(state, "partid"));
        all.push((format!("content/resolutions/on-{state}.md"), decision(state, &part)));
        steps.push_str(&format!(
            "  - id: {state}\n    event: A step\n    date: 2026-03-01\n    record: report/{name}\n"
        ));
        rows.push_str(&format!("protocol-{state},Protocol {state},2026-05-01,{name}\n"));
        agenda.push_str(&format!("  - id: \"{i}\"\n    title: An item\n    records: [report/{name}]\n"));
    }
    all.push(("content/matters/depot.md".into(), format!("---\ntitle: Depot\nsteps:\n{steps}---\n")));
    all.push(("data/protocols.csv".into(), rows));
    all.push((
        "content/meetings/spring.md".into(),
        format!("---\ntitle: Spring\nbody: council\ndate: 2026-04-01\nstate: held\nitems:\n{agenda}---\n"),
    ));
    all
}

fn borrowed(files: &[(String, String)]) -> Vec<(&str, &str)> {
    files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect()
}

/// The edition of these files, with what is packed unpacked: no word hides in an archive.
fn made(files: &[(String, String)]) -> Made {
    let mut made = make(&world(&borrowed(files)));
    made.outputs.values_mut().for_each(|bytes| *bytes = unpacked(std::mem::take(bytes)));
    made
}

fn site() -> Made {
    made(&files(&|i| STATES[i].1))
}

/// Whether a word is in there, in large or small letters.
pub fn holds(bytes: &[u8], word: &str) -> bool {
    memchr::memmem::find(&bytes.to_ascii_lowercase(), word.to_ascii_lowercase().as_bytes()).is_some()
}

/// Every address with all that is there, in small letters, to look for many words in.
fn lowered(made: &Made) -> Vec<(String, Vec<u8>)> {
    made.outputs.iter().map(|(address, bytes)| (address.to_lowercase(), bytes.to_ascii_lowercase())).collect()
}

/// The first address that a word is in or under.
fn found(all: &[(String, Vec<u8>)], word: &str) -> Option<String> {
    let word = word.to_ascii_lowercase();
    let word = memchr::memmem::Finder::new(&word);
    let holding = |(address, bytes): &&(String, Vec<u8>)| {
        word.find(address.as_bytes()).is_some() || word.find(bytes).is_some()
    };
    all.iter().find(holding).map(|(address, _)| address.clone())
}

#[test]
fn no_canary_of_a_hidden_record_is_in_any_byte_or_address() {
    let all = lowered(&site());
    let mut wrong = Vec::new();
    for (state, _, seen) in STATES {
        for place in SEEN.iter().chain(&["private"]) {
            let word = canary(state, place);
            match (found(&all, &word), seen.contains(place)) {
                (Some(address), false) => wrong.push(format!("{word} is in {address}")),
                (None, true) => wrong.push(format!("{word} should be public")),
                _ => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(found(&all, "zqprivatepagezq").is_none());
}

#[test]
fn the_search_finds_every_canary_once_all_is_published() {
    let made = made(&files(&|_| "status: published"));
    let all = lowered(&made);
    for (state, ..) in STATES {
        for place in SEEN {
            let word = canary(state, place);
            assert!(found(&all, &word).is_some(), "{word} is nowhere");
        }
        assert_eq!(found(&all, &canary(state, "private")), None);
    }
    // Each way of referring to a record shows, so that its absence says something.
    let name = canary("draft", "name");
    for (address, what) in [
        ("/resolutions/on-draft/", "a decision's page"),
        ("/resolutions/on-draft.json", "its JSON, prose and Markdown fields included"),
        ("/data/v1/resolutions.csv", "a column"),
        ("/data/v1/resolutions-considers.csv", "a list"),
        ("/data/v1/resolutions-items-disposes.csv", "a list in a list"),
        ("/data/v1/protocols.csv", "a field of a row"),
        ("/data/v1/matters-steps.csv", "a step"),
        ("/data/v1/meetings-items-records.csv", "an agenda"),
        ("/matters/depot/", "a timeline"),
        ("/wards/mill/", "a ward"),
        ("/sitemap.xml", "the sitemap"),
    ] {
        assert!(holds(&made.outputs[address], &name), "{what} at {address} does not name it");
    }
}

#[test]
fn a_step_that_only_a_hidden_record_tells_of_is_no_step() {
    let made = site();
    let words = made.words("/matters/depot/");
    let steps = made.text("/data/v1/matters-steps.csv");
    for gone in ["draft", "embargoed", "both"] {
        assert!(!steps.contains(&format!(",{gone},")), "{steps}");
    }
    for there in ["withdrawn", "redacted", "exempt", "ended"] {
        assert!(steps.contains(&format!(",{there},")), "{steps}");
    }
    assert!(words.contains("redacted record") && words.contains("a contract"), "{words}");
}

#[test]
fn a_tombstone_says_why_and_nothing_more() {
    let made = site();
    let page = |state: &str| made.words(&format!("/reports/{}/", canary(state, "name")));
    assert!(page("withdrawn").contains("sent in error") && page("redacted").contains("personal data"));
    assert!(page("exempt").contains("a contract") && page("exempt").contains("business affairs"));
    let tables: Vec<&String> = made.outputs.keys().filter(|a| a.starts_with("/data/v1/reports")).collect();
    for table in tables {
        for state in ["withdrawn", "redacted"] {
            let name = canary(state, "name");
            assert!(!holds(&made.outputs[table], &name), "{name} is a row of {table}");
        }
    }
    // Of an exempt record there are the id, the public title, the date, the body, the meeting and the exemption.
    let json: serde_json::Value =
        serde_json::from_str(&made.text(&format!("/reports/{}.json", canary("exempt", "name"))))
            .expect("JSON");
    let keys: Vec<&str> = json.as_object().expect("an object").keys().map(String::as_str).collect();
    let expected = [
        "$schema",
        "@context",
        "id",
        "kind",
        "url",
        "publisher",
        "council",
        "licence",
        "title",
        "date",
        "body",
        "exempt",
        "links_in",
    ];
    assert_eq!(keys, expected);
}

/// Kinds that others are gathered under or that appear in passing: what they are called must not show either.
#[test]
fn hidden_records_of_other_kinds_are_named_nowhere() {
    let hidden: [(&str, &str); 6] = [
        ("bodies", "type: committee"),
        ("people", "employer: Someone"),
        ("topics", "summary: Something"),
        ("wards", "code: E05015239"),
        ("meetings", "date: 2026-02-03\nbody: council\nstate: held"),
        ("matters", "question: Whether"),
    ];
    let site = |keyword: &dyn Fn(&'static str) -> &'static str| {
        let mut all: Vec<(String, String)> = vec![
            ("data/bodies.csv".into(), "name,title,type\ncouncil,Council,council\n".into()),
            ("data/people.csv".into(), "name,title\nann,Ann Example\n".into()),
        ];
        let mut memberships = "person,body,role,from,basis\nann,council,Chair,2026-01-01,minute\n".to_owned();
        for (state, keyword) in STATES.iter().map(|(state, line, _)| (*state, keyword(line))) {
            for (plural, field) in hidden {
                let text = format!(
                    "---\ntitle: {}\n{field}\n{keyword}\nmatter: {}\n---\n\nWords of {}.\n",
                    canary(state, &format!("{plural}title")),
                    canary(state, "mattersname"),
                    canary(state, &format!("{plural}prose")),
                );
                let text = if plural == "matters" { text.replace("\nmatter: ", "\n#") } else { text };
                all.push((format!("content/{plural}/{}.md", canary(state, &format!("{plural}name"))), text));
            }
            let name = |plural: &str| canary(state, &format!("{plural}name"));
            all.push((
                format!("content/reports/on-{state}.md"),
                format!(
                    "---\ntitle: On {state}\ndate: 2026-02-03\nmeeting: {}\nbody: {}\ntopics: [{}]\nwards: [{}]\nmatter: {}\nauthors:\n  - person: {}\n    role: Author\n---\n",
                    name("meetings"),
                    name("bodies"),
                    name("topics"),
                    name("wards"),
                    name("matters"),
                    name("people")
                ),
            ));
            memberships.push_str(&format!("{},council,Member{state},2026-01-01,minute\n", name("people")));
            memberships.push_str(&format!("ann,{},Guest{state},2026-01-01,minute\n", name("bodies")));
        }
        all.push(("data/memberships.csv".into(), memberships));
        made(&all)
    };
    let (there, control) = (lowered(&site(&|keyword| keyword)), lowered(&site(&|_| "status: published")));
    let mut wrong = Vec::new();
    for (state, _, seen) in STATES {
        for (plural, _) in hidden {
            for place in ["name", "title", "prose"] {
                let word = canary(state, &format!("{plural}{place}"));
                assert!(found(&control, &word).is_some(), "{word} is nowhere once it is published");
                if let (Some(address), false) = (found(&there, &word), seen.contains(&place)) {
                    wrong.push(format!("{word} is in {address}"));
                }
            }
        }
        let served = [format!("Member{state}"), format!("Guest{state}")];
        for role in served.iter().filter(|_| seen.is_empty()) {
            assert!(found(&control, role).is_some());
            wrong.extend(found(&there, role).map(|address| format!("{role} is in {address}")));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_document_that_is_not_published_has_no_file_and_no_address() {
    let record = |availability: &str| {
        format!(
            "---\ntitle: Papers\ndate: 2026-02-03\nbody: council\nattachments:\n  - id: a\n    title: Appendix\n    file: zqfilezq.txt\n    availability: {availability}\n  - id: b\n    title: Elsewhere\n    url: https://example.org/zqurlzq\n    availability: {availability}\n---\n"
        )
    };
    for (availability, there) in
        [("published", true), ("on-request", false), ("exempt", false), ("not-held", false)]
    {
        let made = make(&world(&[
            ("data/bodies.csv", "name,title,type\ncouncil,Council,council\n"),
            ("content/reports/papers.md", &record(availability)),
            ("content/reports/zqfilezq.txt", "zqbyteszq"),
        ]));
        let all = lowered(&made);
        for word in ["zqfilezq", "zqbyteszq", "zqurlzq"] {
            assert_eq!(found(&all, word).is_some(), there, "{word}, {availability}");
        }
    }
}

#[test]
fn suppressed_figures_leave_with_their_note() {
    let made = site();
    let all = lowered(&made);
    for word in ["40404", "50505", "60606", "70707", "zqnotezq", "zqnote2zq"] {
        assert_eq!(found(&all, word), None, "{word}");
    }
    let csv = made.text("/data/v1/observations.csv");
    assert!(csv.contains(",7,"), "the figure that is not hidden is there: {csv}");
    assert_eq!(csv.matches("suppressed").count(), 3, "{csv}");
}

/// A hidden report with a mistake in every line that holds a canary.
const MISTAKEN: &str = "---
title: «title»
summary: [«summary»]
«key»: «value»
date: «date»
significant_decision: «choice»
KEYWORD
internal_note: [«private»]
aliases: [«alias»]
recommendations:
  items:
    - id: «partid»
      text: «part»
    - id: «partid»
      text: «part»
---

## 1. Heading

#### «heading»

1.1 Words <b>«prose»</b> here and [another](«file».html).

1.1 Twice «twice»[^«note»].

[^«lost»]: A note.
";

/// A hidden report that is well made and leads astray.
const ASTRAY: &str = "---
title: «title»
date: 2026-02-03
body: «body»
topics: [«topic»]
KEYWORD
attachments:
  - id: a
    title: A file
    file: «filename».txt
background_papers:
  - record: report/«paper»#«paperpart»
supersedes: \"public#«unknown»\"
---

1.1 Words, [a link](report/«link»).
";

/// A hidden decision that cannot be read.
const UNREADABLE: &str = "---\ntitle: Two\ndate: 2026-01-01\nKEYWORD\nnumber: [«yaml»\n---\n";

/// The canaries that every format repeats when the record is public.
const REPEATED: [&str; 11] =
    ["key", "date", "alias", "partid", "file", "lost", "body", "topic", "filename", "link", "unknown"];

pub(crate) fn formats(report: &Report) -> [(&'static str, String); 5] {
    [
        ("human", human::render(report, human::Colour::Plain)),
        ("short", short::render(report)),
        ("json", json::render(report)),
        ("sarif", sarif::render(report)),
        ("github", github::render(report)),
    ]
}

/// What is said about three bad records in one state.
fn report_on_bad_records(state: &str, keyword: &str) -> Report {
    let page = "---\ntitle: Note\ninternal_note: [zqprivatepagezq]\n---\n";
    let public = "---\ntitle: Public\ndate: 2026-02-03\nbody: council\n---\n";
    let mut all: Vec<(String, String)> = vec![
        ("content/pages/note.md".into(), page.into()),
        ("content/reports/public.md".into(), public.into()),
        ("data/bodies.csv".into(), "name,title,type\ncouncil,Council,council\n".into()),
    ];
    for (folder, text) in [("reports/a", MISTAKEN), ("reports/b", ASTRAY), ("resolutions/c", UNREADABLE)] {
        let text = planted(text, state).replace("KEYWORD", keyword);
        all.push((format!("content/{folder}-{state}.md"), text));
    }
    reported(&world(&borrowed(&all)))
}

#[test]
fn diagnostics_do_not_tell_what_is_hidden() {
    for (state, keyword, _) in STATES.iter().filter(|(state, ..)| *state != "ended") {
        let report = report_on_bad_records(state, keyword);
        assert!(report.problems.len() >= 20, "the errors were found: {}", report.problems.len());
        for (format, text) in formats(&report) {
            let leak =
                text.lines().find(|line| line.contains(&format!("{state}zq")) || line.contains("zqprivate"));
            assert_eq!(leak, None, "in {format}, {state}");
        }
    }
    // Of a record that is public the same reports say it all, but for the private field.
    for (format, text) in formats(&report_on_bad_records("open", "status: published")) {
        for place in REPEATED {
            assert!(text.contains(&canary("open", place)), "{place} is not in {format}:\n{text}");
        }
        assert!(!text.contains("zqprivate"), "{format}");
    }
}

#[test]
fn a_mistaken_reference_to_a_hidden_record_does_not_list_its_parts() {
    let all: Vec<(String, String)> = STATES
        .iter()
        .flat_map(|(state, keyword, _)| {
            let name = canary(state, "name");
            [
                (format!("content/reports/{name}.md"), report(state, keyword)),
                (format!("content/reports/{}.txt", canary(state, "filename")), String::new()),
                (
                    format!("content/resolutions/on-{state}.md"),
                    format!(
                        "---\ntitle: On {state}\ndate: 2026-04-01\ndecision_maker: {{ type: council }}\nconsiders: [{name}]\nsource: {{ record: report/{name}#9.9.9 }}\n---\n\nSee [it](report/{name}#{}x).\n",
                        canary(state, "partid")
                    ),
                ),
            ]
        })
        .collect();
    let report = reported(&world(&borrowed(&all)));
    for (format, text) in formats(&report) {
        assert!(text.contains("9.9.9"), "{text}");
        for (state, ..) in STATES.iter().filter(|(state, ..)| *state != "ended") {
            let word = canary(state, "partid");
            // What the public record says itself may be repeated.
            let own = format!("{word}x");
            let line = text.lines().find(|line| line.replace(&own, "").contains(&word));
            assert_eq!(line, None, "{format}");
        }
    }
}
