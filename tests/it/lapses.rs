//! Values that a date beside them overtakes (`x-lapses`): pages say what is known on the day, data keep what was written.

use crate::edition::{Made, make, on_day, world};

/// A decision that can be called in until 30 November, a meeting of that day, and a plan for it.
fn site(day: &str) -> Made {
    let files = world(&[
        ("data/bodies.csv", "name,title,type\ncouncil,Council,council\n"),
        (
            "content/meetings/autumn.md",
            "---\ntitle: Autumn\nbody: council\ndate: 2026-11-30\nstate: scheduled\n---\n",
        ),
        (
            "content/reports/depot.md",
            "---\ntitle: Depot report\ndate: 2026-11-02\nbody: council\nconsultation:\n  - { who: Staff, when: 2026-11, state: planned }\n---\n",
        ),
        (
            "content/resolutions/depot.md",
            "---\ntitle: Depot sold\ndate: 2026-11-02\noutcome: agreed\nbasis: minute\ndecision_maker: { type: council, body: council }\ncall_in: { closes: 2026-11-30, state: open }\nactions:\n  - { text: Sell it., due: 2026-11-30, state: not-started }\n  - { text: Mend it., due: 2026-11, state: in-progress }\n  - { text: Paint it., due: 2026-11-30, state: done }\n  - { text: Look at it., state: not-started }\n---\n",
        ),
    ]);
    make(&on_day(&files, day))
}

/// What is read on each page before and after: address, words on the last day, words on the day after.
const READ: [(&str, &str, &str); 8] = [
    ("/meetings/autumn/", "state scheduled", "state was to be held; no record held here"),
    ("/meetings/", "state: scheduled", "state: was to be held; no record held here"),
    ("/resolutions/depot/", "call-in open", "call-in window over; no record held here of what came of it"),
    ("/resolutions/", "call-in: open", "call-in: window over; no record held here of what came of it"),
    ("/resolutions/depot/", "sell it. not started", "sell it. not started; overdue"),
    ("/resolutions/depot/", "mend it. in progress", "mend it. in progress; overdue"),
    ("/bodies/council/", "due: 30 november 2026 not started", "due: 30 november 2026 not started; overdue"),
    ("/reports/depot/", "staff planned", "staff was planned; no record held here that it was done"),
];

#[test]
fn a_state_is_told_as_it_is_until_its_date_is_over_and_then_as_what_is_known() {
    let (last, after) = (site("2026-11-30"), site("2026-12-01"));
    for (address, before, lapsed) in READ {
        let read = |made: &Made| made.words(address).split_whitespace().collect::<Vec<_>>().join(" ") + " ";
        let (was, is) = (read(&last), read(&after));
        assert!(was.contains(before) && !was.contains(lapsed), "{address}: {was}");
        assert!(is.contains(lapsed), "{address}: {is}");
    }
    // What is done is done, and what has no date cannot be overdue.
    let page = after.words("/resolutions/depot/");
    assert_eq!(page.matches("overdue").count(), 2, "{page}");
}

#[test]
fn data_keep_what_was_written() {
    let made = site("2026-12-01");
    for address in ["/resolutions/depot.json", "/meetings/autumn.json", "/reports/depot.json"] {
        let text = made.text(address);
        assert!(!text.contains("overdue") && !text.contains("no record held here"), "{address}: {text}");
    }
    assert!(made.text("/resolutions/depot.json").contains("\"state\":\"open\""));
    assert!(made.text("/data/v1/meetings.csv").contains(",scheduled"));
    assert!(made.text("/data/v1/resolutions-actions.csv").contains(",not-started"));
}
