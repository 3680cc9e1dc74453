//! Pages of papers and decisions to the letter: numbers that are the paper's own, links to its files, sentences that end once.

use crate::edition::{Made, make_pages, world};

const REPORT: &str = "---
title: Depot report
date: 2026-03-01
body: council
implications:
  - { type: legal, text: None. }
risks:
  - { text: It may rain. }
  - { id: R2, text: It may snow. }
  - { id: wind, text: It may blow. }
appendices:
  - { title: The plan, attachment: plan }
  - { title: The map, attachment: map }
  - { id: C, title: The list }
background_papers:
  - { title: A letter }
attachments:
  - { id: plan, title: Plan of the depot, file: plan.pdf, availability: published }
  - { id: map, title: Map, availability: on-request }
---
1.1 Words.
";

const DECISION: &str = "---
title: Depot decision
date: 2026-03-02
outcome: agreed
basis: minute
decision_maker: { type: committee, body: council, function: non-executive }
items:
  - { text: Sell it. }
  - { id: b, text: Say so. }
actions:
  - { text: Write to them. }
  - { id: a3, text: Write again. }
  - { id: (iv), text: Write no more. }
delegations:
  - { to_role: Clerk, what: To order the signs., since: 2026-03-02, basis: minute }
  - { id: d1, to_role: Clerk, what: To hang them., basis: minute }
interests:
  - { name: Ann Example, nature: Owns a shop on Mill Street., dispensation: none }
  - { name: Ben Example, nature: Owns a stall. }
---
";

fn site() -> Made {
    make_pages(
        &world(&[
            ("data/bodies.csv", "name,title,type\ncouncil,Council,council\n"),
            ("data/topics.csv", "name,title\nroads,Roads\n"),
            ("content/reports/depot.md", REPORT),
            ("content/resolutions/depot.md", DECISION),
        ])
        .with("content/reports/plan.pdf", vec![b'x'; 1200]),
    )
}

fn words(made: &Made, address: &str) -> String {
    made.words(address).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_rail_holds_numbers_of_the_paper_and_none_of_ours() {
    let made = site();
    for (address, numbered) in
        [("/reports/depot/", "<p class=\"mark\">C</p>"), ("/resolutions/depot/", ">b</a></p>")]
    {
        let page = made.text(address);
        assert!(page.contains(numbered), "{page}");
        let marks = page.split("<p class=\"mark\">").skip(1).filter_map(|rest| rest.split_once("</p>"));
        let made_for_addresses = ["a3", "d1", "wind"];
        let is_ours = |mark: &&str| {
            mark.parse::<u32>().is_ok() || made_for_addresses.iter().any(|id| mark.contains(id))
        };
        let ours: Vec<&str> = marks.map(|(mark, _)| mark).filter(is_ours).collect();
        assert!(ours.is_empty(), "{address}: {ours:?}");
    }
}

#[test]
fn numbers_and_letters_as_printed_stay_in_the_rail() {
    let made = site();
    assert!(made.text("/reports/depot/").contains(">R2</a></p>"));
    assert!(made.text("/resolutions/depot/").contains("<p class=\"mark\">(iv)</p>"));
}

#[test]
fn an_appendix_leads_to_the_document_that_it_is() {
    let page = site().text("/reports/depot/");
    assert!(
        page.contains("<p><a href=\"files/plan.pdf\">The plan (PDF, 2 kB)</a></p>")
            || page
                .contains("<p><a href=\"../../reports/depot/files/plan.pdf\">The plan (PDF, 2 kB)</a></p>"),
        "{page}"
    );
    assert!(
        page.contains("<p>The map</p>") && page.contains("<p>The list</p>"),
        "what is not online is no link: {page}"
    );
}

#[test]
fn a_sentence_ends_once_and_says_plainly_whose_power_it_is() {
    let page = words(&site(), "/resolutions/depot/");
    for told in [
        "delegated to the clerk: to order the signs, since 2 march 2026",
        "delegated to the clerk: to hang them.",
        "ann example: owns a shop on mill street. dispensation: none",
        "ben example: owns a stall.",
        "whose power it is the council’s own, not that of its cabinet or executive",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
}

#[test]
fn only_lists_in_order_of_date_are_said_to_begin_with_the_newest() {
    let made = site();
    let description = |address: &str| {
        let page = made.text(address);
        let (_, rest) = page.split_once("<meta name=\"description\" content=\"").expect("a description");
        rest.split('"').next().unwrap_or_default().to_owned()
    };
    assert_eq!(description("/reports/"), "Reports: 1 in all, newest first.");
    assert_eq!(description("/years/2026/"), "2026: 2 in all, newest first.");
    assert_eq!(description("/topics/"), "Topics: 1 in all.");
}

#[test]
fn a_part_is_named_by_what_it_is_and_its_number() {
    let asks = "---\ntitle: Bins report\ndate: 2026-03-01\nbody: council\nrecommendations: { items: [{ id: \"1.2\", text: Buy bins. }] }\nbackground_papers: [{ id: letter, title: A letter }]\n---\n## 2. Why\n\n2.1 Words.\n";
    let answers = "---\ntitle: Bins\ndate: 2026-03-02\noutcome: agreed\nbasis: later-paper\nsource: { record: \"report/bins#para-2.1\" }\ndecision_maker: { type: council, body: council }\nitems: [{ id: \"(i)\", text: Bought., disposes: [\"bins#1.2\"] }]\n---\n";
    let matter = "---\ntitle: Bins here\nsteps: [{ id: early, event: First said, source: { record: \"resolution/bins#(i)\" } }, { id: late, event: Last said, source: { record: \"report/bins#letter\" } }]\n---\n";
    let made = make_pages(&world(&[
        ("data/bodies.csv", "name,title,type\ncouncil,Council,council\n"),
        ("content/reports/bins.md", asks),
        ("content/resolutions/bins.md", answers),
        ("content/matters/here.md", matter),
    ]));
    let decision = made.text("/resolutions/bins/");
    assert!(decision.contains("#para-2.1\">Bins report, paragraph 2.1</a>"), "{decision}");
    assert!(decision.contains("#recommendations-1.2\">Bins report, recommendation 1.2</a>"), "{decision}");
    let timeline = made.text("/matters/here/");
    assert!(timeline.contains("#items-i\">Bins, item (i)</a>"), "{timeline}");
    assert!(timeline.contains(">Bins report, letter</a>"), "an id made for its address: {timeline}");
}

#[test]
fn where_the_power_is_not_the_executives_call_in_and_key_decision_are_not_missed() {
    let page = |maker: &str, more: &str| {
        let decision =
            format!("---\ntitle: Bins\ndate: 2026-03-02\ndecision_maker: {{ {maker} }}\n{more}---\n");
        words(&make_pages(&world(&[("content/resolutions/bins.md", &decision)])), "/resolutions/bins/")
    };
    let missed =
        |page: &str| ["key decision not stated", "call-in not stated"].map(|words| page.contains(words));
    for maker in ["type: council", "type: committee, function: non-executive"] {
        assert_eq!(missed(&page(maker, "")), [false, false], "{maker}");
    }
    for maker in
        ["type: committee", "type: executive, function: executive", "type: officer, function: executive"]
    {
        assert_eq!(missed(&page(maker, "")), [true, true], "{maker}");
    }
    let stated = page("type: council", "key_decision: false\ncall_in: { eligible: false }\n");
    assert!(stated.contains("key decision no") && stated.contains("cannot be called in"), "{stated}");
}

#[test]
fn a_call_in_that_leaves_a_decision_open_stands_beside_its_outcome() {
    let made = |basis: &str, call_in: &str| {
        let decision = format!(
            "---\ntitle: Bins\ndate: 2026-03-02\noutcome: agreed\nbasis: {basis}\ndecision_maker: {{ type: executive, function: executive }}\ncall_in: {{ {call_in} }}\n---\n"
        );
        make_pages(&world(&[("content/resolutions/bins.md", &decision)]))
    };
    let page = |call_in: &str| words(&made("minute", call_in), "/resolutions/bins/");
    let top = |page: &str| page.split("key facts").next().unwrap().to_owned();
    let heard = page("state: heard, outcome: reconsider, grounds: [Nobody was asked., It costs more.]");
    assert!(
        top(&heard).contains("agreed · as recorded in the minutes call-in heard: to be reconsidered"),
        "{heard}"
    );
    assert!(heard.contains("grounds nobody was asked. it costs more."), "{heard}");
    // Lists say it too, as far as the decision's basis allows.
    let listed = |basis: &str| words(&made(basis, "state: heard, outcome: reconsider"), "/resolutions/");
    assert!(listed("minute").contains("outcome of the call-in: to be reconsidered"), "{}", listed("minute"));
    assert!(listed("proposal").contains("outcome of the call-in: proposed"), "{}", listed("proposal"));
    let open = page("state: open, closes: 2099-03-09");
    assert!(top(&open).contains("call-in open to the end of 9 march 2099"), "{open}");
    assert!(top(&page("state: requested")).contains("call-in called in"));
    assert!(!top(&page("state: expired")).contains("call-in"));
}
