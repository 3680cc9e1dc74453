//! The page of a meeting: what was put forward beside what was decided, and how to take part before it.

use crate::edition::{Made, make_pages, world};

fn made() -> Made {
    make_pages(&world(&[
        ("data/bodies.csv", "name,title,type\ncouncil,Council,council\n"),
        (
            "content/meetings/held.md",
            "---\ntitle: Held\nbody: council\ndate: 2026-02-03\nstate: held\ntake_part: { access: A ramp. }\nitems:\n  - id: \"4\"\n    title: The depot\n    records: [depot, resolution/depot]\n---\n",
        ),
        (
            "content/meetings/next.md",
            "---\ntitle: Next\nbody: council\ndate: 2027-02-03\nstate: scheduled\nstarts: \"18:30\"\ntake_part: { deadlines: Ask by noon. }\nitems:\n  - title: The yard\n    records: [yard]\n---\n",
        ),
        (
            "content/meetings/bare.md",
            "---\ntitle: Bare\nbody: council\ndate: 2026-03-03\nstate: not-known\n---\n",
        ),
        (
            "content/reports/depot.md",
            "---\ntitle: Depot report\ndate: 2026-02-03\nmeeting: held\nrecommendations:\n  items:\n    - { id: \"1\", text: \"sell it, see [the sum](#para-1.1);\" }\n    - { id: \"2\", text: tell the staff. }\n---\n1.1 The sum.\n",
        ),
        (
            "content/reports/yard.md",
            "---\ntitle: Yard report\ndate: 2026-11-03\nmeeting: next\nrecommendations:\n  items: [{ id: \"1\", text: pave it. }]\n---\n",
        ),
        ("content/reports/stray.md", "---\ntitle: Stray report\ndate: 2026-03-03\nmeeting: bare\n---\n"),
        (
            "content/resolutions/depot.md",
            "---\ntitle: Depot sold\ndate: 2026-02-03\noutcome: agreed\nbasis: minute\nmeeting: held\ndecision_maker: { type: council, body: council }\nitems:\n  - { id: a, text: the depot be sold., disposes: [\"depot#1\"] }\nvotes:\n  - { motion: To sell, for: 3, against: 0 }\n---\n",
        ),
    ]))
}

fn page(address: &str) -> String {
    made().words(address).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_was_asked_stands_beside_what_was_decided_and_its_vote() {
    let held = page("/meetings/held/");
    let (forward, decided) = held.split_once("decided depot sold").expect("both sides");
    assert!(forward.contains("put forward report: depot report 1 sell it"), "{held}");
    assert!(forward.contains("outcome: agreed 2 tell the staff. answer: no record held here"), "{held}");
    assert!(decided.contains("a the depot be sold."), "{held}");
    assert!(decided.contains("3 for, none against, abstentions not stated, absences not stated"), "{held}");
    assert!(!held.contains("how to take part"), "{held}");
    // A paragraph of the report is on the report's page.
    assert!(made().text("/meetings/held/").contains("href=\"../../reports/depot/#para-1.1\""));
}

#[test]
fn before_a_meeting_one_learns_how_to_take_part_and_of_no_outcome() {
    let next = page("/meetings/next/");
    let (part, agenda) = next.split_once("the yard").expect("the item");
    assert!(
        part.contains("how to take part questions and speaking ask by noon. watch webcast not stated"),
        "{next}"
    );
    assert!(agenda.contains("pave it. proposed decided still to come"), "{next}");
    // The paper's own page says the same, be it dated before the meeting.
    let yard = page("/reports/yard/");
    assert!(yard.contains("what council is asked to agree") && yard.contains("pave it. proposed"), "{yard}");
    assert!(!yard.contains("no record held here"), "{yard}");
    let depot = page("/reports/depot/");
    assert!(depot.contains("what council was asked to agree"), "{depot}");
    assert!(depot.contains("tell the staff. answer: no record held here"), "{depot}");
    // The hour is told in one way, on its page and in lists.
    assert!(part.contains("6:30pm"), "{next}");
    assert!(page("/meetings/").contains("starts: 6:30pm"));
    let home = page("/");
    let (_, coming) = home.split_once("coming up").expect("the heading");
    let (coming, _) = coming.split_once("latest meetings").expect("the next one");
    assert!(coming.contains("starts: 6:30pm") && coming.contains("yard report"), "{home}");
    assert!(!coming.contains("depot report"), "{home}");
    assert!(made().text("/meetings/next/").contains("href=\"../../bodies/council/calendar.ics\""));
}

#[test]
fn papers_of_a_meeting_without_an_agenda_are_shown_and_their_place_is_not_guessed() {
    let bare = page("/meetings/bare/");
    assert!(bare.contains("items no record held here papers and decisions of this meeting"), "{bare}");
    assert!(bare.contains("stray report decided no record held here"), "{bare}");
}
