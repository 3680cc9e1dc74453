//! Dates to come that records set: on the home page, with what is known of them.

use crate::edition::{make_pages, world};

const PROTOCOL: &str =
    "---\ntitle: Rules\nreview_due: 2030-05\nadopted_by: resolution/firm\nbasis: minute\n---\n";

const REPORT: &str = "---\ntitle: Depot report\ndate: 2026-02-03\nbody: council\nmonitoring: { body: council, what: \"the *costs*\", next_due: 2030-02-01, basis: proposal }\n---\n";

const FIRM: &str = "---\ntitle: Depot sold\ndate: 2026-02-03\noutcome: agreed\nbasis: minute\ndecision_maker: { type: council, body: council }\ncall_in: { closes: 2030-01-01 }\nactions:\n  - { id: a, text: \"pave [the yard](report/depot)\", due: 2030-03-01, state: not-started }\n  - { id: b, text: swept, due: 2030-03-02, state: done }\n  - { id: c, text: late, due: 2020-03-02, state: not-started }\n---\n";

const CLOSED: &str = "---\ntitle: Over\ndate: 2026-02-03\noutcome: agreed\nbasis: minute\ndecision_maker: { type: council, body: council }\ncall_in: { closes: 2030-01-01, state: heard }\n---\n";

const MATTER: &str = "---\ntitle: The depot\nsteps:\n  - { id: next, event: A report was to come, date: 2030-04, expected: true }\n  - { id: gone, event: Long past, date: 2020-04, expected: true }\n---\n";

#[test]
fn the_home_page_tells_what_is_due_and_how_far_it_stands() {
    let made = make_pages(&world(&[
        ("data/bodies.csv", "name,title,type\ncouncil,Council,council\n"),
        ("content/protocols/rules.md", PROTOCOL),
        ("content/reports/depot.md", REPORT),
        ("content/resolutions/firm.md", FIRM),
        ("content/resolutions/closed.md", CLOSED),
        ("content/matters/depot.md", MATTER),
    ]));
    let home = made.words("/").split_whitespace().collect::<Vec<_>>().join(" ");
    let (_, due) = home.split_once("reviews, deadlines and expected steps").expect("the list");
    let in_order = [
        "1 january 2030 call-in closes: depot sold",
        "1 february 2030 monitoring due: depot report the costs report council proposed",
        "1 march 2030 to be done: depot sold pave the yard",
        "april 2030 expected: the depot a report was to come",
        "may 2030 review due: rules",
    ];
    let mut rest = due;
    for words in in_order {
        let (_, after) = rest.split_once(words).unwrap_or_else(|| panic!("{words}: {due}"));
        rest = after;
    }
    for gone in ["swept", "late", "call-in closes: over", "long past"] {
        assert!(!due.contains(gone), "{gone}: {due}");
    }
    let html = made.text("/");
    assert!(html.contains("href=\"./resolutions/firm/#actions-a\""), "{html}");
    assert!(html.contains("href=\"./reports/depot/\">the yard</a>"), "{html}");
}
