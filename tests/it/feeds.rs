//! What people follow: news feeds and calendars, as a reader and a calendar program meet them.

use crate::edition::{Made, make, world};

const COMMITTEE: &str = "---\ntitle: Parks Committee\ntype: committee\nstate: existing\n---\n";
const WARD: &str = "name,title\nelm,\"Elm & Oak <North>\"\n";

fn meeting(more: &str) -> String {
    format!("---\ntitle: Parks Committee, 2026\nbody: parks\n{more}---\n")
}

fn site() -> Made {
    let june = meeting(
        "date: 2026-06-25\nstarts: \"18:30\"\nends: \"00:15\"\nstate: held\nupdated: 2026-06-26\nvenue: Town Hall; Room 2, first floor\n",
    );
    let december = meeting("date: 2026-12-10\nstarts: \"18:00\"\nstate: cancelled\nwards: [elm]\n");
    let vague = meeting("date: 2026-10\nstate: not-known\n");
    let decision = "---\ntitle: Benches\ndate: 2026-06-25\nsummary: Six benches for the park.\nwards: [elm]\ndecision_maker: { type: committee, body: parks }\noutcome: agreed\nbasis: proposal\nmatter: benches\ncreated: 2026-06-27\nupdated: 2026-07-01\n---\n";
    make(&world(&[
        ("content/bodies/parks.md", COMMITTEE),
        ("data/wards.csv", WARD),
        ("content/matters/benches.md", "---\ntitle: Benches in the park\n---\n"),
        ("content/meetings/june.md", &june),
        ("content/meetings/december.md", &december),
        ("content/meetings/vague.md", &vague),
        ("content/resolutions/benches.md", decision),
        (
            "content/resolutions/draft.md",
            &decision.replace("title: Benches", "title: Zqdraft\nstatus: draft"),
        ),
    ]))
}

#[test]
fn what_people_follow_has_a_feed_and_its_page_says_so() {
    let made = site();
    for folder in ["/resolutions/", "/meetings/", "/bodies/parks/", "/wards/elm/", "/matters/benches/"] {
        let page = made.text(folder);
        for file in ["feed.atom", "feed.json"] {
            assert!(made.outputs.contains_key(&format!("{folder}{file}")), "{folder}{file}");
            // One form in words is enough for people; programs find both in the head.
            let in_words = page.contains(&format!("{file}\" type="));
            assert_eq!(in_words, file == "feed.atom", "{folder} leads to {file} in words");
            assert!(page.contains(&format!("{file}\" title=")), "{folder} names {file} in its head");
        }
    }
    assert!(made.text("/bodies/parks/").contains("Follow Parks"));
    assert!(made.text("/").contains("Follow all decisions"));
    assert!(made.outputs.keys().all(|address| !address.starts_with("/people/")), "nobody is followed");
    for address in ["/meetings/calendar.ics", "/bodies/parks/calendar.ics"] {
        assert!(made.outputs.contains_key(address), "{address}");
    }
    assert!(!made.outputs.contains_key("/wards/elm/calendar.ics"), "a ward does not meet");
}

#[test]
fn an_entry_says_what_its_record_says_and_no_more() {
    let made = site();
    let feed = made.text("/matters/benches/feed.atom");
    assert!(
        feed.contains("<id>https://t.example/resolutions/benches/</id>\n<title>Benches (proposed)</title>"),
        "{feed}"
    );
    assert!(
        feed.contains("<published>2026-06-27T00:00:00Z</published>\n<updated>2026-07-01T00:00:00Z</updated>")
    );
    assert!(feed.contains("<summary>Decision, 25 June 2026. Six benches for the park.</summary>"));
    assert!(!feed.contains("agreed"), "a proposal is not a decision");
    assert!(
        feed.contains("<updated>2026-07-01T00:00:00Z</updated>\n<link rel=\"self\""),
        "the feed is as new as its newest entry"
    );
    let meetings = made.text("/meetings/feed.atom");
    assert!(meetings.contains("<title>Parks Committee, 2026 (cancelled)</title>"), "{meetings}");
    assert_eq!(meetings.matches("<title>Parks Committee, 2026</title>").count(), 2, "{meetings}");
    let ward = made.text("/wards/elm/feed.atom");
    assert!(ward.contains("<title>Elm &amp; Oak &lt;North&gt; \u{2013} Test</title>"), "{ward}");
    let all: String = made.outputs.values().map(|bytes| String::from_utf8_lossy(bytes)).collect();
    assert!(!all.contains("Zqdraft"));
    let json: serde_json::Value = serde_json::from_str(&made.text("/resolutions/feed.json")).unwrap();
    assert_eq!(json["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(json["items"][0]["id"], "https://t.example/resolutions/benches/");
    assert_eq!(json["items"][0]["content_text"], "Decision, 25 June 2026. Six benches for the park.");
}

#[test]
fn an_entry_says_what_came_of_it_as_far_as_its_basis_allows() {
    let words = |more: &str| {
        let decision = format!(
            "---\ntitle: Benches\ndate: 2026-06-25\ndecision_maker: {{ type: committee }}\n{more}---\n"
        );
        let made = make(&world(&[("content/resolutions/benches.md", &decision)]));
        let json: serde_json::Value = serde_json::from_str(&made.text("/resolutions/feed.json")).unwrap();
        let of = |name: &str| json["items"][0][name].as_str().unwrap().to_owned();
        (of("title"), of("content_text"))
    };
    let told = |title: &str, text: &str| (title.to_owned(), text.to_owned());
    let agreed = "outcome: agreed\n";
    assert_eq!(
        words(&format!("{agreed}basis: minute\nsummary: Six benches.\n")),
        told("Benches", "Decision, 25 June 2026. Outcome: agreed. Six benches.")
    );
    assert_eq!(
        words(&format!("{agreed}basis: proposal\n")),
        told("Benches (proposed)", "Decision, 25 June 2026.")
    );
    assert_eq!(words(agreed), told("Benches (no record held here)", "Decision, 25 June 2026."));
    assert_eq!(words(""), told("Benches", "Decision, 25 June 2026."));
}

#[test]
fn an_entry_says_that_the_minutes_it_rests_on_are_a_draft() {
    let text = |minutes: &str| {
        let meeting = format!(
            "---\ntitle: M\nbody: parks\ndate: 2026-06-25\nstate: held\nminutes: {{ state: {minutes} }}\n---\n"
        );
        let decision = "---\ntitle: Benches\ndate: 2026-06-25\ndecision_maker: { type: committee, body: parks }\nmeeting: m\noutcome: agreed\nbasis: minute\n---\n";
        let made = make(&world(&[
            ("content/bodies/parks.md", COMMITTEE),
            ("content/meetings/m.md", &meeting),
            ("content/resolutions/benches.md", decision),
        ]));
        let json: serde_json::Value = serde_json::from_str(&made.text("/resolutions/feed.json")).unwrap();
        json["items"][0]["content_text"].as_str().unwrap().to_owned()
    };
    let told = "Decision, 25 June 2026. Outcome: agreed.";
    assert_eq!(text("approved"), told);
    assert_eq!(
        text("draft"),
        format!("{told} The minutes are a draft and may change until they are approved.")
    );
}

#[test]
fn feeds_do_not_know_the_day() {
    let first = world(&[
        ("data/wards.csv", "name,title\nelm,Elm\n"),
        ("content/reports/a.md", "---\ntitle: A\ndate: 2026\nbody: parks\nwards: [elm]\n---\n"),
        ("content/bodies/parks.md", COMMITTEE),
    ]);
    let later = crate::edition::on_day(&first, "2027-03-01");
    let (first, later) = (make(&first), make(&later));
    let feeds = |made: &Made| -> Vec<(String, Vec<u8>)> {
        let feeds = made.outputs.iter().filter(|(a, _)| a.ends_with(".atom") || a.ends_with("feed.json"));
        feeds.map(|(a, b)| (a.clone(), b.clone())).collect()
    };
    assert!(!feeds(&first).is_empty());
    assert_eq!(feeds(&first), feeds(&later));
    assert!(first.text("/reports/feed.atom").contains("<updated>2026-01-01T00:00:00Z</updated>"));
}

#[test]
fn a_feed_holds_the_newest_fifty() {
    let many: Vec<(String, String)> = (1..=60)
        .map(|n| {
            let day = format!("2026-{:02}-{:02}", 1 + n / 28, 1 + n % 28);
            (
                format!("content/reports/r{n}.md"),
                format!("---\ntitle: Report {n}\ndate: {day}\nbody: parks\n---\n"),
            )
        })
        .collect();
    let mut files: Vec<(&str, &str)> =
        many.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    files.push(("content/bodies/parks.md", COMMITTEE));
    let made = make(&world(&files));
    let feed = made.text("/reports/feed.atom");
    assert_eq!(feed.matches("<entry>").count(), 50);
    assert!(feed.contains("<title>Report 60</title>") && !feed.contains("<title>Report 10</title>"));
}

#[test]
fn a_calendar_keeps_what_was_cancelled_and_leaves_out_what_has_no_day() {
    let calendar = site().text("/bodies/parks/calendar.ics");
    assert!(calendar.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')), "{calendar}");
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 2);
    let unfolded = calendar.replace("\r\n ", "");
    for line in [
        "UID:meeting/june@t.example",
        "DTSTAMP:20260626T000000Z",
        "DTSTART;TZID=Europe/London:20260625T183000",
        "DTEND;TZID=Europe/London:20260626T001500",
        "LOCATION:Town Hall\\; Room 2\\, first floor",
        "STATUS:CONFIRMED",
        "STATUS:CANCELLED",
        "SUMMARY:Parks Committee\\, 2026 (cancelled)",
        "URL:https://t.example/meetings/june/",
        "TZID:Europe/London",
    ] {
        assert!(unfolded.lines().any(|l| l.trim_end() == line), "{line} in\n{unfolded}");
    }
    // 2026 in London: summer time from 29 March to 25 October.
    assert!(
        unfolded
            .contains("BEGIN:DAYLIGHT\r\nDTSTART:20260329T010000\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100")
    );
    assert!(
        unfolded
            .contains("BEGIN:STANDARD\r\nDTSTART:20261025T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0000")
    );
}

#[test]
fn a_change_raises_the_sequence() {
    let at = |updated: &str| {
        let meeting = meeting(&format!("date: 2026-06-25\nstate: scheduled\n{updated}"));
        let made =
            make(&world(&[("content/bodies/parks.md", COMMITTEE), ("content/meetings/june.md", &meeting)]));
        let calendar = made.text("/meetings/calendar.ics");
        assert!(calendar.contains("DTSTART;VALUE=DATE:20260625"), "no time is made up: {calendar}");
        let line = calendar.lines().find_map(|line| line.strip_prefix("SEQUENCE:")).unwrap().to_owned();
        line.parse::<u32>().unwrap()
    };
    let (none, first, second) = (at(""), at("updated: 2026-06-01\n"), at("updated: 2026-06-02\n"));
    assert!(none < first && first < second, "{none} {first} {second}");
}

/// Dues of every sort: of a decision of the body, of a protocol that it was to watch, of a timeline with a step of its own.
fn due() -> Made {
    let decision = "---\ntitle: Benches\ndate: 2026-06-25\ndecision_maker: { type: committee, body: parks }\noutcome: agreed\nbasis: minute\ncall_in: { closes: 2026-07-02 }\nactions:\n  - { id: a, text: \"pave [the yard](body/parks)\", due: 2030-03-01, state: not-started }\n  - { text: sweep, due: 2030-03-02 }\n  - { id: c, text: swept, due: 2030-03-03, state: done }\n  - { id: d, text: vague, due: 2030-03 }\n---\n";
    let protocol =
        "---\ntitle: Rules\nreview_due: 2030-05-01\nmonitored_by: parks\nmonitoring_basis: proposal\n---\n";
    let other = "---\ntitle: Other rules\nreview_due: 2030-06-01\n---\n";
    let matter = "---\ntitle: The depot\nsteps:\n  - { id: next, event: A report was to come, date: 2030-04-01, body: parks, expected: true }\n---\n";
    let ahead = meeting("date: 2031-01-05\nstarts: \"18:30\"\nstate: scheduled\n");
    let off = meeting("date: 2031-02-05\nstate: cancelled\n");
    let held = meeting("date: 2020-02-05\nstate: held\n");
    make(&world(&[
        ("content/bodies/parks.md", COMMITTEE),
        ("content/resolutions/benches.md", decision),
        ("content/protocols/rules.md", protocol),
        ("content/protocols/other.md", other),
        ("content/matters/depot.md", matter),
        ("content/meetings/ahead.md", &ahead),
        ("content/meetings/off.md", &off),
        ("content/meetings/held.md", &held),
    ]))
}

#[test]
fn a_calendar_has_what_is_due_as_whole_days() {
    let made = due();
    let all = made.text("/meetings/calendar.ics").replace("\r\n ", "");
    let body = made.text("/bodies/parks/calendar.ics").replace("\r\n ", "");
    let of = |calendar: &str, uid: &str| {
        let event =
            calendar.split("BEGIN:VEVENT").find(|event| event.contains(&format!("UID:{uid}@t.example\r")));
        event.unwrap_or_else(|| panic!("{uid}: {calendar}")).to_owned()
    };
    for calendar in [&all, &body] {
        let close = of(calendar, "resolution/benches#call_in.closes");
        assert!(close.contains("DTSTART;VALUE=DATE:20260702\r") && !close.contains("DTEND"), "{close}");
        assert!(close.contains("SUMMARY:Call-in closes: Benches\r"), "over on the day, it stays: {close}");
        let paved = of(calendar, "resolution/benches#actions.a.due");
        assert!(paved.contains("DESCRIPTION:pave the yard\r"), "{paved}");
        assert!(paved.contains("URL:https://t.example/resolutions/benches/#actions-a\r"), "{paved}");
        of(calendar, "resolution/benches#actions.2.due");
        assert!(of(calendar, "matter/depot#steps.next").contains("SUMMARY:Expected: The depot\r"));
        of(calendar, "protocol/rules#review_due");
        for gone in ["20300303", "vague"] {
            assert!(!calendar.contains(gone), "{gone}: {calendar}");
        }
        let mut uids: Vec<&str> = calendar.lines().filter(|line| line.starts_with("UID:")).collect();
        let many = uids.len();
        uids.sort_unstable();
        uids.dedup();
        assert_eq!(uids.len(), many, "{calendar}");
    }
    of(&all, "protocol/other#review_due");
    assert!(!body.contains("protocol/other"), "no word of the committee: {body}");
}

#[test]
fn a_meeting_to_come_has_a_calendar_file_of_its_own() {
    let made = due();
    let own = made.text("/meetings/ahead/calendar.ics");
    assert_eq!(own.matches("BEGIN:VEVENT").count(), 1, "{own}");
    assert!(
        own.contains("UID:meeting/ahead@t.example\r")
            && own.contains("DTSTART;TZID=Europe/London:20310105T183000")
    );
    assert!(
        made.text("/meetings/ahead/").contains("href=\"calendar.ics\"")
            || made.text("/meetings/ahead/").contains("ahead/calendar.ics\"")
    );
    for name in ["off", "held"] {
        assert!(!made.outputs.contains_key(&format!("/meetings/{name}/calendar.ics")), "{name}");
        assert!(
            !made.text(&format!("/meetings/{name}/")).contains(&format!("{name}/calendar.ics")),
            "{name}"
        );
    }
}

/// A kind that lists by title has its feed by date all the same.
const MEMO: &str = r##"{
  "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Memo", "description": "A memo.",
  "x-kind": { "plural": "memos", "label": "Memo", "label_plural": "Memos", "date": "date", "sort": "title", "feed": true },
  "type": "object", "required": ["title"], "unevaluatedProperties": false, "allOf": [{ "$ref": "common.json" }],
  "properties": { "date": { "title": "Date", "description": "Its day.", "type": "string", "format": "partial-date" } }
}"##;

#[test]
fn entries_stand_newest_first_each_once() {
    let memo = |date: &str, wards: &str| format!("---\ntitle: Memo\n{date}{wards}---\n");
    let of = |date: &str| format!("date: {date}\n");
    let wards = |wards: &str| format!("wards: {wards}\n");
    let made = make(&world(&[
        ("data/kinds/memo.json", MEMO),
        ("data/wards.csv", "name,title\nelm,Elm\noak,Oak\n"),
        ("content/memos/a.md", &memo(&of("2026-03-01"), &wards("[elm]"))),
        ("content/memos/b.md", &memo(&of("2026-05-01"), &wards("all"))),
        ("content/memos/c.md", &memo("", &wards("[elm]"))),
        ("content/memos/d.md", &memo(&of("2026-04"), &wards("[oak]"))),
        ("content/memos/e.md", &memo(&of("2025"), &wards("all"))),
        ("content/memos/f.md", &memo(&of("2026-03-01"), &wards("[oak, elm]"))),
    ]));
    assert_eq!(made.report.problems, []);
    let atom = |address: &str| {
        let feed = made.text(address);
        let entries = feed.split("<entry>\n<id>https://t.example/memos/").skip(1);
        entries.map(|entry| entry[..1].to_owned()).collect::<String>()
    };
    let json = |address: &str| {
        let feed = made.text(address);
        let entries = feed.split("\"id\":\"https://t.example/memos/").skip(1);
        entries.map(|entry| entry[..1].to_owned()).collect::<String>()
    };
    for (folder, expected) in [("/memos/", "bdafec"), ("/wards/elm/", "bafec"), ("/wards/oak/", "bdfe")] {
        assert_eq!(atom(&format!("{folder}feed.atom")), expected, "{folder}");
        assert_eq!(json(&format!("{folder}feed.json")), expected, "{folder}");
    }
}

#[test]
fn a_calendar_without_a_day_is_a_calendar_all_the_same() {
    let made = make(&world(&[("content/bodies/parks.md", COMMITTEE)]));
    let calendar = made.text("/bodies/parks/calendar.ics");
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 0);
    // RFC 5545, section 3.6: at least one part.
    assert!(calendar.contains("BEGIN:VTIMEZONE\r\nTZID:Europe/London\r\n"), "{calendar}");
}
