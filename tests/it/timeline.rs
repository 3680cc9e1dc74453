//! Timelines: steps of their own and records that name them, in the order of records.md §1.

use crate::edition::{Made, make, world};

const MATTER: &str = "---
title: The depot
question: Should the depot move?
steps:
  - id: asked
    date: \"2026-03\"
    event: Residents *asked*.
    source: { text: a letter }
  - id: vote
    after: site-visit
    event: A vote was to follow.
    expected: true
  - id: site-visit
    date: 2026-04-10
    event: Members saw the site.
    body: council
  - id: loose
    event: A survey was made.
  - id: year
    date: \"2026\"
    event: The year of the depot.
  - id: paper
    date: 2026-05-05
    event: The paper was read.
    record: report/first
  - id: after-vote
    after: vote
    event: Then the move.
  - id: after-report
    after: report/second
    event: Questions were put.
---
";

fn site() -> Made {
    make(&world(&[
        ("data/bodies.csv", "name,title,type\ncouncil,Council,council\n"),
        ("content/matters/depot.md", MATTER),
        (
            "content/reports/first.md",
            "---\ntitle: First paper\ndate: 2026-03-01\nbody: council\nmatter: depot\n---\n",
        ),
        (
            "content/reports/second.md",
            "---\ntitle: Second paper\ndate: 2026-04-20\nbody: council\nmatter: depot\n---\n",
        ),
        ("content/reports/other.md", "---\ntitle: Other paper\ndate: 2026-04-20\nbody: council\n---\n"),
        (
            "content/resolutions/first.md",
            "---\ntitle: First decision\ndate: \"2026-04\"\nmatter: depot\ndecision_maker: { type: council, body: council }\noutcome: deferred\nbasis: minute\n---\n",
        ),
    ]))
}

/// The steps as they are read, a line each.
fn steps(made: &Made) -> Vec<String> {
    let page = made.text("/matters/depot/");
    let list = page.split("<ol class=\"rows steps\">").nth(1).and_then(|rest| rest.split("</ol>").next());
    let items = list.expect("a timeline").split("<li").skip(1);
    items
        .map(|item| {
            let words: String = item.split_once('>').expect("a tag").1.to_owned();
            let mut out = String::new();
            let mut inside = false;
            for c in words.chars() {
                match c {
                    '<' => inside = true,
                    '>' => (inside, _) = (false, out.push(' ')),
                    c if !inside => out.push(c),
                    _ => {}
                }
            }
            out.split_whitespace().collect::<Vec<_>>().join(" ")
        })
        .collect()
}

#[test]
fn steps_and_records_are_one_list_in_order_of_time() {
    let expected = [
        // The start of the period, coarser first: a year, its months, their days.
        "2026 The year of the depot.",
        "March 2026 Residents asked . Source: a letter",
        "1 March 2026 Report to Council First paper Council",
        "April 2026 Decision First decision Council deferred",
        "10 April 2026 Members saw the site. Council",
        // Steps without a date stand after the one they follow, be it undated itself or a record.
        "date not stated A vote was to follow. expected; no record held here",
        "date not stated Then the move.",
        "20 April 2026 Report to Council Second paper Council",
        "date not stated Questions were put.",
        "5 May 2026 The paper was read. First paper",
        // What follows nothing and has no date comes last.
        "date not stated A survey was made.",
    ];
    assert_eq!(steps(&site()), expected);
}

#[test]
fn a_record_stands_on_the_timeline_with_its_address_and_the_words_of_a_step_keep_their_markup() {
    let page = site().text("/matters/depot/");
    assert!(page.contains("<em>asked</em>"), "Markdown in a step");
    for address in ["../../reports/first/", "../../reports/second/", "../../resolutions/first/"] {
        assert!(page.contains(&format!("href=\"{address}\"")), "{address}");
    }
    assert!(!page.contains("Other paper"), "a record that does not name it");
}

#[test]
fn no_page_of_the_demonstration_prints_a_value_that_is_not_there() {
    let made = crate::kinds::made_demonstration();
    for address in made.outputs.keys().filter(|address| address.ends_with('/')) {
        let html = made.text(address);
        for slip in [
            ">None</p",
            ">None</dd",
            ">None</span",
            ">None</b",
            ">None</a",
            "undefined",
            ">true<",
            ">false<",
            "()",
        ] {
            assert!(!html.contains(slip), "{address} prints {slip:?}");
        }
    }
}
