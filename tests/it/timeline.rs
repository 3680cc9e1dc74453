//! Timelines: steps of their own and records that name them, in the order of records.md §1.

use crate::edition::{Made, make_pages, on_day, world};

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
    after_record: report/second
    event: Questions were put.
---
";

/// A kind of a site's own that makes two steps.
const PLEDGE: &str = r#"{
  "title": "Pledge", "description": "A pledge.",
  "x-kind": { "plural": "pledges", "label": "Pledge", "label_plural": "Pledges", "date": "made" },
  "type": "object", "required": ["title"], "unevaluatedProperties": false, "allOf": [{ "$ref": "common.json" }],
  "properties": {
    "made": { "title": "Made", "description": "Day made.", "type": "string", "format": "day", "x-step": "Pledge made" },
    "kept": { "title": "Kept", "description": "Day kept.", "type": "string", "format": "day", "x-step": "Pledge kept" }
  }
}"#;

fn site() -> Made {
    make_pages(&world(&[
        ("data/kinds/pledge.json", PLEDGE),
        (
            "content/pledges/both.md",
            "---\ntitle: Both\nmade: 2026-06-01\nkept: 2026-06-09\nmatter: depot\n---\n",
        ),
        ("content/pledges/made.md", "---\ntitle: Only made\nmade: 2026-06-02\nmatter: depot\n---\n"),
        ("content/protocols/rules.md", "---\ntitle: The rules\nmatter: depot\n---\n"),
        (
            "content/bodies/friends.md",
            "---\ntitle: Friends of the depot\ntype: advisory-group\nmatter: depot\n---\n",
        ),
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
        (
            "content/reports/other.md",
            "---\ntitle: Other paper\ndate: 2026-04-20\nbody: council\n---\nSee [the timeline](matter/depot).\n",
        ),
        (
            "content/resolutions/first.md",
            "---\ntitle: First decision\ndate: \"2026-04\"\nmatter: depot\ndecision_maker: { type: council, body: council }\noutcome: deferred\nbasis: minute\n---\n",
        ),
    ]))
}

/// The steps on a page as they are read, a line each.
fn steps(made: &Made, address: &str) -> Vec<String> {
    let page = made.text(address);
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
        // A record makes a step of each of its dates that is held, and claims no other.
        "1 June 2026 Pledge made Both",
        "2 June 2026 Pledge made Only made",
        "9 June 2026 Pledge kept Both",
        // What follows nothing and has no date comes last, by id.
        "date not stated A survey was made.",
        "date not stated Protocol The rules Adopted by: no record held here",
    ];
    assert_eq!(steps(&site(), "/matters/depot/"), expected);
}

/// A decision with this line for its date.
fn decision(line: &str) -> String {
    format!(
        "---\ntitle: Later decision\n{line}matter: depot\ndecision_maker: {{ type: council, body: council }}\n---\n"
    )
}

/// Decisions in time: the first steps of all, one amid the others, and a report of the same matter.
fn decisions() -> Made {
    decisions_on("2026-11-22")
}

/// The same on another day.
fn decisions_on(day: &str) -> Made {
    let (first, amid, after) =
        (decision("date: \"2025\"\n"), decision("date: 2026-05-05\n"), decision("date: \"2027\"\n"));
    let files = world(&[
        ("data/bodies.csv", "name,title,type\ncouncil,Council,council\n"),
        ("content/matters/depot.md", MATTER),
        ("content/reports/first.md", "---\ntitle: First paper\ndate: 2026-03-01\nbody: council\n---\n"),
        ("content/resolutions/oldest.md", &decision("date: \"2023\"\n")),
        ("content/resolutions/older.md", &decision("date: \"2024\"\n")),
        ("content/resolutions/first.md", &first),
        ("content/resolutions/amid.md", &amid),
        ("content/resolutions/apart.md", &after.replace("matter: depot\n", "")),
    ]);
    make_pages(&on_day(&files, day))
}

#[test]
fn a_decision_shows_the_last_five_steps_known_to_be_before_it_and_leads_to_the_whole_timeline() {
    let made = decisions();
    let expected = [
        "2024 Decision Later decision Council",
        "2025 Decision Later decision Council",
        "March 2026 Residents asked . Source: a letter",
        "10 April 2026 Members saw the site. Council",
        // No undated step, and not the year 2026, which was not over. Of one day, by id: the step `paper`, then the decision.
        "5 May 2026 The paper was read. First paper",
    ];
    assert_eq!(steps(&made, "/resolutions/amid/"), expected);
    let page = made.text("/resolutions/amid/");
    // The decision of that day is the last dated step: nothing is known to have come after it.
    assert!(!page.contains("What came after") && page.contains("What happens next"), "{page}");
    let (_, led) = page.split_once("What led here").expect("a heading");
    let way = "<a href=\"../../matters/depot/\">The depot</a>";
    assert!(led.contains(&format!("1 earlier step is in the whole timeline: {way}")), "{led}");
    let first = made.text("/resolutions/first/");
    assert!(first.contains(&format!("The whole timeline: {way}")), "{first}");
    assert!(
        !made.text("/resolutions/oldest/").contains("What led here"),
        "nothing is known to have led there"
    );
    let apart = made.text("/resolutions/apart/");
    assert!(!apart.contains("What led here") && !apart.contains("What came after"), "{apart}");
}

#[test]
fn a_decision_shows_the_first_five_steps_known_to_be_after_it_and_not_that_nothing_is_stated() {
    let made = decisions();
    let expected = [
        "2024 Decision Later decision Council",
        "2025 Decision Later decision Council",
        "2026 The year of the depot.",
        "March 2026 Residents asked . Source: a letter",
        "10 April 2026 Members saw the site. Council",
    ];
    assert_eq!(steps(&made, "/resolutions/oldest/"), expected);
    let page = made.text("/resolutions/oldest/");
    // The year 2026 is not over on the day of the site.
    assert!(page.contains("<h2>What came after, and what is to come</h2>"), "{page}");
    let way = "<a href=\"../../matters/depot/\">The depot</a>";
    assert!(page.contains(&format!("2 later steps are in the whole timeline: {way}")), "{page}");
    assert!(!page.contains("What happens next"), "{page}");
    let past = decisions_on("2027-06-01");
    assert!(past.text("/resolutions/oldest/").contains("<h2>What came after</h2>"));
}

#[test]
fn of_a_step_still_to_come_nobody_could_hold_a_record() {
    let matter = "---\ntitle: Yard\nsteps:\n  - { id: a, date: 2026-11-21, event: Gone., expected: true }\n  - { id: b, date: 2026-11, event: Soon., expected: true }\n  - { id: c, event: Some day., expected: true }\n---\n";
    let made = make_pages(&world(&[("content/matters/yard.md", matter)]));
    let expected = [
        "November 2026 Soon. expected",
        "21 November 2026 Gone. expected; no record held here",
        "date not stated Some day. expected; no record held here",
    ];
    assert_eq!(steps(&made, "/matters/yard/"), expected);
}

#[test]
fn a_record_stands_on_the_timeline_with_its_address_and_the_words_of_a_step_keep_their_markup() {
    let page = site().text("/matters/depot/");
    assert!(page.contains("<em>asked</em>"), "Markdown in a step");
    for address in ["../../reports/first/", "../../reports/second/", "../../resolutions/first/"] {
        assert!(page.contains(&format!("href=\"{address}\"")), "{address}");
    }
    let (list, after) = page.split_once("</ol>\n<h2>").expect("more below the list");
    assert!(!list.contains("Other paper"), "a record that only speaks of it");
    assert!(after.contains("Other paper") && after.contains("Friends of the depot"), "what makes no step");
    assert!(!after.contains("Second paper"), "a step is told of once");
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
            // A data page gives an example of each column, as the tables write it.
            let example = address.starts_with("/data/") && slip.ends_with("e<");
            assert!(example || !html.contains(slip), "{address} prints {slip:?}");
        }
    }
}

#[test]
fn what_came_of_a_report_is_not_told_as_of_its_own_day() {
    let made = make_pages(&world(&[
        ("data/bodies.csv", "name,title,type\ncouncil,Council,council\n"),
        ("content/matters/hours.md", "---\ntitle: Opening hours\n---\n"),
        (
            "content/reports/hours.md",
            "---\ntitle: Hours\ndate: 2026-04-01\nbody: council\nmatter: hours\nrecommendations: { items: [{ id: \"1\", text: Open on Sundays. }] }\n---\n\nWords.\n",
        ),
        (
            "content/reports/later.md",
            "---\ntitle: Later\ndate: 2026-04-02\nbody: council\nmatter: hours\nrecommendations: { items: [{ id: \"1\", text: Open at night. }] }\n---\n\nWords.\n",
        ),
        (
            "content/resolutions/hours.md",
            "---\ntitle: Sundays\ndate: 2026-04-08\ndecision_maker: { type: council, body: council }\noutcome: agreed\nbasis: minute\nmatter: hours\nconsiders: [report/hours]\nitems: [{ id: \"1\", text: Open on Sundays., disposes: [report/hours#recommendations-1], outcome: agreed }]\n---\n",
        ),
    ]));
    assert_eq!(made.report.problems, []);
    let page = made.text("/matters/hours/");
    let step = |title: &str| {
        let steps = page.split("<ol class=\"rows steps\">").nth(1).unwrap_or_default();
        steps.split("<li").find(|step| step.contains(title)).unwrap_or_default().to_owned()
    };
    assert!(step("reports/hours/").contains("<b>What came of it: agreed</b>"), "{page}");
    assert!(step("resolutions/hours/").contains("<b>agreed</b>"), "{page}");
    assert!(!step("reports/later/").contains("What came of it"), "{page}");
}

#[test]
fn a_source_that_is_not_public_is_not_announced() {
    let matter = "---\ntitle: The yard\nsteps: [{ id: y, date: \"2018\", event: It opened., source: { record: report/inside } }]\n---\n";
    let made = make_pages(&world(&[
        ("content/matters/yard.md", matter),
        ("content/reports/inside.md", "---\ntitle: Inside\ndate: 2018-02-01\nstatus: draft\n---\nText.\n"),
    ]));
    assert_eq!(steps(&made, "/matters/yard/"), ["2018 It opened."]);
    let data = made.text("/matters/yard.json");
    assert!(!data.contains("source"), "{data}");
}
