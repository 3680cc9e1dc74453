//! The accessibility statement: made from the settings, a draft until somebody confirms it, and out of the way of a page of its name.

use crate::edition::{SETTINGS, make_pages, world};

const ADDRESS: &str = "/accessibility/";

const REPORT: &str = "---\ntitle: Parking\ndate: 2026-11-02\nbody: council\nattachments:\n  - title: Map\n    file: map.pdf\n  - title: Figures\n    file: figures.csv\n---\nWords.\n";

fn site(slots: &str, more: &[(&str, &str)]) -> crate::edition::Made {
    let settings = format!("{SETTINGS}[statement]\n{slots}");
    let mut files = vec![
        ("crier.toml", &*settings),
        ("content/bodies/council.md", "---\ntitle: Council\ntype: council\n---\n"),
        ("content/reports/parking.md", REPORT),
        ("content/reports/map.pdf", "a map"),
        ("content/reports/figures.csv", "a,b\n"),
    ];
    files.extend(more);
    make_pages(&world(&files))
}

/// The words of the statement, in small letters.
fn said(made: &crate::edition::Made) -> String {
    made.words(ADDRESS).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_statement_is_a_draft_until_somebody_confirms_it_and_claims_nothing_by_itself() {
    let draft = said(&site("reply_within = \"10 working days\"\n", &[]));
    for words in [
        "this statement is a draft",
        "2.2 aa standard is not stated",
        "1 document on this website is a file and no web page",
        "an answer within 10 working days",
        "equality and human rights commission",
    ] {
        assert!(draft.contains(words), "{words}: {draft}");
    }
    assert!(!draft.contains("is fully compliant") && !draft.contains("is partially compliant"));
    let slots = "status = \"partially\"\nnot_compliant = \"- Maps have no words (1.1.1).\"\nprepared = 2026-11-02\nconfirmed_by = \"Ann Example, Clerk\"\nenforcement = \"ecni\"\n";
    let made = site(slots, &[]);
    let words = said(&made);
    assert!(words.contains("is partially compliant") && words.contains("confirmed by ann example, clerk"));
    assert!(!words.contains("draft") && !words.contains("ehrc"));
    let html = made.text(ADDRESS);
    assert!(html.contains("<li>Maps have no words (1.1.1).</li>"), "{html}");
    assert!(html.contains("../reports/parking/files/map.pdf") && !html.contains("figures.csv"));
    assert!(made.text("/").contains("<a href=\"./accessibility/\">Accessibility statement</a>"));
}

#[test]
fn files_of_records_that_are_not_public_are_not_named() {
    let hidden =
        REPORT.replace("---\nWords", "exempt: { kind: exempt, paragraph: 3, reason: R }\n---\nWords");
    let made = site("scope = \"S\"\n", &[("content/reports/parking.md", &hidden)]);
    assert!(said(&made).contains("no document on this website is a file such as a pdf."));
}

#[test]
fn a_page_of_its_name_wins_and_without_the_table_there_is_none() {
    let own = ("content/pages/accessibility.md", "---\ntitle: Our own\n---\nOur own words.\n");
    let made = site("status = \"fully\"\n", &[own]);
    assert!(said(&made).contains("our own words.") && !said(&made).contains("compliant"));
    assert!(!made.text("/").contains("Accessibility statement"));
    assert!(!make_pages(&world(&[])).outputs.contains_key(ADDRESS));
}
