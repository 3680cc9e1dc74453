//! The search index: what is found, and that the browser's words are the program's. The questions are asked of the demonstration; a browser
//! asks them again (tests/browser/search.mjs).

use crate::edition::{Made, make, world};
use crier::search::words;
use std::collections::BTreeMap;

/// Small reader of the index: records that have all terms, best first, as addresses with their places.
fn find(made: &Made, question: &str) -> Vec<String> {
    let page = made.text("/search/");
    let number = |name: &str| -> usize {
        let (_, rest) = page.split_once(&format!("data-{name}=\"")).unwrap();
        rest.split_once('"').unwrap().0.parse().unwrap()
    };
    let (size, parts, rows) = (number("size"), number("parts"), number("rows"));
    let mut terms = Vec::new();
    words::terms(question, &mut |term| terms.push(term.to_owned()));
    let mut scores: BTreeMap<usize, (usize, f64)> = BTreeMap::new();
    let mut n_told = 0;
    for term in terms {
        let n = words::hash(&term) as usize % parts;
        let part: serde_json::Value =
            serde_json::from_str(&made.text(&format!("/search/words/{n}.json"))).unwrap();
        let told = part[&term].as_str().unwrap_or_default();
        let common = told.starts_with('*');
        n_told += usize::from(!common);
        let records: Vec<&str> =
            told.trim_start_matches('*').split(',').filter(|one| !one.is_empty()).collect();
        let n_records = if common { size as f64 / 2.0 } else { records.len().max(1) as f64 };
        let rare = (1.0 + size as f64 / n_records).ln();
        let mut at = 0;
        for record in records {
            let mut numbers = record.split('.').map(|n| usize::from_str_radix(n, 36).unwrap());
            at += numbers.next().unwrap();
            let score = scores.entry(at).or_default();
            score.0 += usize::from(!common);
            score.1 += (numbers.next().unwrap() as f64 + 2.0) * rare;
        }
    }
    let mut found: Vec<(usize, f64)> = scores
        .into_iter()
        .filter(|(_, (has, _))| *has == n_told)
        .map(|(at, (_, score))| (at, score))
        .collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let address = |at: usize| -> String {
        let text = made.text(&format!("/search/rows/{}.json", at / rows));
        let part: serde_json::Value = serde_json::from_str(&text).unwrap();
        part[at % rows][0].as_str().unwrap().to_owned()
    };
    found.into_iter().map(|(at, _)| address(at)).collect()
}

#[test]
fn questions_find_their_answers_among_the_first_three() {
    let files = crate::kinds::demonstration();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let made = make(&world(&files));
    let questions: Vec<&str> = include_str!("search.tsv").lines().collect();
    let mut wrong = Vec::new();
    for line in &questions {
        let (question, address) = line.split_once('\t').unwrap();
        let found = find(&made, question);
        if !found.iter().take(3).any(|at| at == address) {
            wrong.push(format!("{question}: {address} is not among {:?}", &found[..found.len().min(3)]));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn stems_are_those_of_the_list() {
    for line in include_str!("stems.tsv").lines() {
        let (word, expected) = line.split_once('\t').unwrap();
        let mut terms = Vec::new();
        words::terms(word, &mut |term| terms.push(term.to_owned()));
        assert_eq!(terms.concat(), expected, "{word}");
    }
}

#[test]
fn the_script_passes_over_the_same_words() {
    let script = include_str!("../../themes/civic/assets/search.js");
    assert!(script.contains(&format!("'{}'", words::EVERYWHERE.join(" "))));
}

#[test]
fn days_and_numbers_are_terms() {
    let mut terms = Vec::new();
    words::terms("On the 1st March 2010: the council\u{2019}s PL/2010/12.", &mut |term| {
        terms.push(term.to_owned());
    });
    assert_eq!(terms, ["1st", "march", "2010", "2010-03-01", "council", "pl/2010/12", "pl", "2010", "12"]);
}

#[test]
fn signs_at_the_ends_of_a_word_are_no_part_of_it() {
    let terms = |text: &str| {
        let mut terms = Vec::new();
        words::terms(text, &mut |term| terms.push(term.to_owned()));
        terms
    };
    assert_eq!(
        terms("(DEPOT). \u{201c}Lane\u{201d}, 'mill' - kerb-side/waste. . ./"),
        ["depot", "lan", "mill", "kerb", "sid", "wast"]
    );
    assert_eq!(
        terms("\u{a3}308,000 by 28 JUNE 2010... 28/06/2010; Café's"),
        ["308", "000", "28", "jun", "2010", "2010-06-28", "28/06/2010", "28", "06", "2010", "cafés",]
    );
    assert_eq!(
        terms("antidisestablishmentarianism 12345678901234567"),
        ["antidisestablishmentarianism", "12345678901234567"]
    );
    assert_eq!(
        terms("5 may 20101 a2010 31 may 2011"),
        ["5", "may", "20101", "a2010", "31", "may", "2011", "2011-05-31"]
    );
}

#[test]
fn a_result_leads_to_the_paragraph_and_a_short_form_to_the_long_one() {
    let made = make(&world(&[
        (
            "content/reports/a.md",
            "---\ntitle: A\ndate: 2026-01-01\nbody: council\nrecommendations:\n  items:\n    - id: \"1\"\n      text: Buy aardvarks\n---\n\n## First\n\n1.1 The medium strategy.\n\n1.2 Pangolins.\n",
        ),
        ("content/bodies/council.md", "---\ntitle: Council\ntype: council\n---\n"),
        (
            "data/terms.json",
            "[{\"name\":\"ms\",\"title\":\"Medium strategy\",\"short\":\"MSX\",\"summary\":\"S\"}]",
        ),
    ]));
    assert!(find(&made, "msx").contains(&"/reports/a/".to_owned()));
    assert_eq!(find(&made, "pangolin"), ["/reports/a/"]);
    let rows = made.text("/search/rows/0.json");
    assert!(
        rows.contains("\"para-1.2\",\"Paragraph 1.2\"") && rows.contains("\"first\",\"First\""),
        "{rows}"
    );
    assert!(rows.contains("\"recommendations-1\""), "{rows}");
}

#[test]
fn a_name_finds_what_names_it_and_a_part_is_called_by_what_it_says() {
    let made = make(&world(&[
        (
            "content/reports/a.md",
            "---\ntitle: A\ndate: 2026-01-01\nbody: council\ncontacts:\n  - person: ann-onymous\n---\n\nWords.\n",
        ),
        (
            "content/matters/m.md",
            "---\ntitle: M\nsteps:\n  - id: first-walk\n    event: A *walk* along the river\n    body: board\n---\n",
        ),
        ("content/bodies/council.md", "---\ntitle: Council\ntype: council\n---\n"),
        ("content/bodies/board.md", "---\ntitle: Zebra board\ntype: programme-board\n---\n"),
        ("data/people.csv", "name,title\nann-onymous,Ann Onymous\n"),
    ]));
    assert_eq!(find(&made, "onymous"), ["/people/ann-onymous/", "/reports/a/"]);
    assert_eq!(find(&made, "zebra walk"), ["/matters/m/"]);
    let rows = made.text("/search/rows/0.json");
    assert!(rows.contains("\"steps-first-walk\",\"Steps: A walk along the river\""), "{rows}");
}

#[test]
fn other_names_of_a_word_explained_find_what_uses_the_word() {
    let report =
        |title: &str| format!("---\ntitle: {title}\ndate: 2026-02-03\nbody: council\n---\n\nWords.\n");
    let term =
        "[{\"name\": \"refuse\", \"title\": \"Refuse\", \"other_names\": [\"bin\", \"household rubbish\"]}]";
    let with = |terms: &str| {
        let (refuse, park) = (report("Refuse collection"), report("A park"));
        make(&world(&[
            ("data/bodies.csv", "name,title,type\ncouncil,Council,council\n"),
            ("data/terms.json", terms),
            ("content/reports/refuse.md", &refuse),
            ("content/reports/park.md", &park),
        ]))
    };
    let made = with(term);
    for question in ["bin", "bins", "rubbish", "refuse"] {
        let found = find(&made, question);
        assert!(found.iter().any(|address| address == "/reports/refuse/"), "{question}: {found:?}");
        assert!(!found.iter().any(|address| address == "/reports/park/"), "{question}: {found:?}");
    }
    let found = find(&with(&term.replace("\"bin\", ", "")), "bin");
    assert!(found.is_empty(), "no term says it: {found:?}");
}

#[test]
fn names_from_a_to_z_hold_everyone_whom_nothing_is_listed_under_yet() {
    let people: String = (0..302).map(|n| format!("p{n},Person {n:03}\n")).collect();
    let made = make(&world(&[
        ("data/people.csv", &format!("name,title\n{people}")),
        (
            "data/bodies.csv",
            "name,title,type\nparks,Parks Committee,committee\nquiet,Quiet Group,advisory-group\n",
        ),
        ("content/matters/depot.md", "---\ntitle: The depot\n---\n"),
        ("content/reports/bins.md", "---\ntitle: Bins\ndate: 2026-03-01\nbody: parks\n---\n"),
    ]));
    let page = made.text("/search/");
    let names = page.split("By name, from A to Z").nth(1).unwrap();
    for there in ["people/p0/\">Person 000", "bodies/quiet/\">Quiet Group", "matters/depot/\">The depot"] {
        assert!(names.contains(there), "{there}: {names}");
    }
    assert!(names.contains("Parks Committee</a> (1)") && names.contains("Quiet Group</a></li>"), "{names}");
    assert!(names.contains("Person 299") && !names.contains("Person 300"), "{names}");
    assert!(names.contains("<a href=\"../people/\">2 more, in the list of all people</a>"), "{names}");
    // Narrowing is by what others are listed under alone.
    let select = page.split("<select id=\"in\"").nth(1).unwrap().split("</select>").next().unwrap();
    assert!(select.contains("Parks Committee") && !select.contains("Quiet Group"), "{select}");
}
