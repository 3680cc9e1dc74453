//! What pages say of the records: whose words they hold, what a figure is about, how a list entry stands.

use crate::edition::{Made, make, world};

/// One report, with this line of its own and a text.
fn report_with(line: &str) -> Made {
    let report =
        format!("---\ntitle: Depot\ndate: 2026-03-01\nbody: council\n{line}---\n## Start\n\nText.\n");
    make(&world(&[
        ("data/bodies.csv", "name,title,type\ncouncil,Council,council\n"),
        ("content/reports/depot.md", &report),
    ]))
}

#[test]
fn a_text_is_headed_by_whose_words_it_is_in() {
    for (line, heading, advice) in [
        ("", "In the paper’s words", "The text is in the paper’s own words."),
        ("wording: verbatim\n", "In the paper’s words", "The text is in the paper’s own words."),
        ("wording: paraphrase\n", "In our words, after the paper", "please do not quote it as the paper’s."),
        ("wording: own\n", "In our words", "The text is in our own words."),
    ] {
        let page = report_with(line).text("/reports/depot/");
        assert!(page.contains(&format!("<h2 class=\"whose\">{heading}</h2>")), "{line}: {page}");
        assert!(page.contains(advice), "{line}: {page}");
    }
    let made = crate::kinds::made_demonstration();
    let page = made.words("/needs-assessments/homes-in-cheltenham-2025-26/");
    assert!(page.contains("in our words") && !page.contains("the paper"), "no paper is behind it: {page}");
}

#[test]
fn a_text_that_is_nobody_s_in_particular_has_no_such_heading() {
    let made = make(&world(&[("content/topics/roads.md", "---\ntitle: Roads\n---\nAll about roads.\n")]));
    let page = made.text("/topics/roads/");
    assert!(page.contains("All about roads.") && !page.contains("class=\"whose\""), "{page}");
}
