//! What is said of a report in lists: what came of what it asks, told by links and by nothing else.

use crate::edition::{Made, make_pages, world};

/// A report that asks three things.
const ASKS: &str = "---\ntitle: Depot report\ndate: 2026-03-01\nbody: council\nrecommendations:\n  items:\n    - { id: \"1\", text: Move it. }\n    - { id: \"2\", text: Sell it. }\n    - { id: \"3\", text: Say so. }\n---\n";

/// The report and decisions with these lines after their head.
fn site(report: &str, decisions: &[&str]) -> Made {
    let head = "title: Depot decision\ndecision_maker: { type: council, body: council }";
    let decisions: Vec<(String, String)> = decisions
        .iter()
        .enumerate()
        .map(|(i, lines)| (format!("content/resolutions/d{i}.md"), format!("---\n{head}\n{lines}---\n")))
        .collect();
    let mut files = vec![
        ("data/bodies.csv", "name,title,type\ncouncil,Council,council\n"),
        ("content/reports/depot.md", report),
    ];
    files.extend(decisions.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    make_pages(&world(&files))
}

/// What the list of reports says at the end of the only one's line; nothing where it says nothing.
fn said(made: &Made) -> String {
    let page = made.text("/reports/");
    let at = page.split_once("<p class=\"end\">").and_then(|(_, rest)| rest.split_once("</p>"));
    let words = at.map_or("", |(words, _)| words);
    words.split(['<', '>']).nth(2).unwrap_or_default().to_owned()
}

/// A decision whose items answer these numbers of the report, each with its outcome.
fn answering(date: &str, basis: &str, answers: &[(&str, &str)]) -> String {
    let items = answers.iter().enumerate().map(|(i, (to, outcome))| {
        format!("  - {{ id: \"{i}\", text: T, disposes: [\"depot{to}\"], outcome: {outcome} }}\n")
    });
    format!("date: {date}\noutcome: noted\nbasis: {basis}\nitems:\n{}", items.collect::<String>())
}

#[test]
fn a_report_nobody_answered_is_proposed_and_says_that_no_answer_is_held() {
    let made = site(ASKS, &[]);
    assert_eq!(said(&made), "proposed, no answer held here");
    assert!(made.words("/").contains("proposed, no answer held here"));
    // Of a meeting still to come nobody can hold the answer yet.
    assert_eq!(said(&site(&ASKS.replace("2026-03-01", "2026-12-01"), &[])), "proposed");
    // What asks nothing is not proposed.
    assert_eq!(said(&site("---\ntitle: For information\ndate: 2026-03-01\nbody: council\n---\n", &[])), "");
}

#[test]
fn answers_to_every_recommendation_are_one_word_where_they_agree_and_counts_where_they_differ() {
    let all = answering("2026-03-02", "minute", &[("#1", "agreed"), ("#2", "agreed"), ("#3", "agreed")]);
    assert_eq!(said(&site(ASKS, &[&all])), "agreed");
    let some = answering("2026-03-02", "minute", &[("#2", "deferred"), ("#3", "agreed")]);
    assert_eq!(said(&site(ASKS, &[&some])), "1 deferred, 1 agreed, 1 no record held here");
    // The last answer counts, whatever the order of the files.
    let later = answering("2026-04-02", "minute", &[("#2", "agreed"), ("#1", "agreed")]);
    assert_eq!(said(&site(ASKS, &[&some, &later])), "agreed");
    assert_eq!(said(&site(ASKS, &[&later, &some])), "agreed");
}

#[test]
fn an_answer_to_the_whole_report_answers_each_recommendation() {
    let whole = answering("2026-03-02", "minute", &[("", "rejected"), ("#2", "agreed")]);
    let made = site(ASKS, &[&whole]);
    assert_eq!(said(&made), "2 rejected, 1 agreed");
    let page = made.text("/reports/depot/");
    assert_eq!(page.matches("data-is=\"rejected\">Rejected").count(), 2, "{page}");
}

#[test]
fn a_decision_that_only_considered_the_report_is_not_said_to_answer_it() {
    let considered =
        |basis: &str| format!("date: 2026-03-02\noutcome: amended\nbasis: {basis}\nconsiders: [depot]\n");
    assert_eq!(said(&site(ASKS, &[&considered("minute")])), "decision: amended");
    assert!(site(ASKS, &[&considered("minute")]).text("/reports/depot/").contains("no record held here"));
    assert_eq!(said(&site(ASKS, &[&considered("proposal")])), "proposed, no answer held here");
}

#[test]
fn an_answer_keeps_to_what_it_rests_on() {
    let all =
        |basis: &str| answering("2026-03-02", basis, &[("#1", "agreed"), ("#2", "agreed"), ("#3", "agreed")]);
    assert_eq!(said(&site(ASKS, &[&all("proposal")])), "proposed");
    assert_eq!(said(&site(ASKS, &[&all("none-held")])), "proposed, no answer held here");
    // A decision of which no outcome is held says none, and its page still leads there.
    let silent = "date: 2026-03-02\nitems:\n  - { id: \"1\", text: T, disposes: [\"depot#1\"] }\n";
    let made = site(ASKS, &[silent]);
    assert_eq!(said(&made), "proposed, no answer held here");
    assert!(made.text("/reports/depot/").contains("href=\"../../resolutions/d0/#items-1\""));
}

#[test]
fn a_kind_that_answers_a_list_that_is_not_there_is_a_mistake() {
    let kind = r#"{
  "title": "Reply", "description": "A reply.",
  "x-kind": { "plural": "replies", "label": "Reply", "label_plural": "Replies" },
  "type": "object", "required": ["title"], "unevaluatedProperties": false, "allOf": [{ "$ref": "common.json" }],
  "properties": { "to": { "title": "To", "description": "What it answers.", "type": "string", "x-reference": "report", "x-answers": "asks" } }
}"#;
    let report = crate::edition::reported(&world(&[("data/kinds/reply.json", kind)]));
    let messages: Vec<&str> = report.problems.iter().map(|p| p.message.as_str()).collect();
    assert_eq!(
        messages,
        ["`x-answers` names `asks`, and the kind `report` has no such list of numbered items"]
    );
}

#[test]
fn a_decision_on_a_report_is_listed_once_and_one_that_only_answers_it_too() {
    let answers = answering("2026-03-02", "minute", &[("#1", "agreed")]);
    let both = site(ASKS, &[&format!("considers: [depot]\n{answers}")]).text("/reports/depot/").to_owned();
    assert!(both.contains("Decisions on this report") && !both.contains("Answered in"), "{both}");
    let answered = site(ASKS, &[&answers]).text("/reports/depot/").to_owned();
    assert!(answered.contains("Answered in") && !answered.contains("Decisions on this report"), "{answered}");
    let heading = "What Council was asked to agree";
    assert_eq!(both.matches(heading).count(), 1, "a page without contents: {both}");
    let long = ASKS.to_owned() + "\n## Why\n\nIt is old.\n";
    assert_eq!(site(&long, &[]).text("/reports/depot/").matches(heading).count(), 2, "and in the contents");
}
