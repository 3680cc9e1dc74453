//! Who served when, what is taken from elsewhere, and what is worked out.

use crate::edition::{Made, make, make_pages, world};
use crier::world::memory::MemoryWorld;

const MEETING: &str = "---\ntitle: Spring\nbody: council\ndate: 2026-02-03\nstate: held\n---\n";

fn files() -> MemoryWorld {
    world(&[
        (
            "data/bodies.csv",
            "name,title,type,state,basis\ncouncil,Council,council,existing,\ngroup,The group,advisory-group,proposed,proposal\nboard,The board,partnership,existing,\n",
        ),
        ("data/people.csv", "name,title\nann,Ann Example\nben,Ben Example\ncat,Cat Example\n"),
        (
            "data/memberships.csv",
            "person,body,role,from,to,basis\n\
             ann,council,Chair,2025-05-01,,minute\n\
             ben,council,Chair,2020,2025-04-30,minute\n\
             cat,council,Member,2027-01-01,,minute\n\
             cat,council,Clerk,,,minute\n\
             ben,group,Convener,2026-01,,proposal\n",
        ),
        ("content/meetings/spring.md", MEETING),
        (
            "content/meetings/summer.md",
            &MEETING.replace("Spring", "Summer").replace("2026-02-03", "2026-06-03"),
        ),
        ("content/meetings/winter.md", &MEETING.replace("Spring", "Winter").replace("2026-02-03", "2025-12")),
        (
            "content/meetings/board.md",
            &MEETING.replace("Spring", "Board").replace("body: council", "body: board"),
        ),
        ("content/reports/depot.md", "---\ntitle: Depot\ndate: 2026-02-03\nmeeting: spring\n---\n"),
        ("content/reports/own.md", "---\ntitle: Own\ndate: 2026-02-03\nmeeting: spring\nbody: board\n---\n"),
        (
            "content/resolutions/depot.md",
            "---\ntitle: Depot\ndate: 2026-02-03\nmeeting: spring\ndecision_maker: { type: council, body: council }\noutcome: agreed\nbasis: minute\n---\n",
        ),
        (
            "content/resolutions/told.md",
            "---\ntitle: Told\ndate: 2026-02-03\nmeeting: spring\ndecision_maker: { type: council, body: council }\noutcome: agreed\nbasis: later-paper\n---\n",
        ),
        (
            "content/resolutions/board.md",
            "---\ntitle: Board\ndate: 2026-02-03\nmeeting: board\ndecision_maker: { type: advisory, body: board }\n---\n",
        ),
        (
            "content/resolutions/month.md",
            "---\ntitle: Month\ndate: \"2025-12\"\nmeeting: winter\ndecision_maker: { type: council, body: council }\n---\n",
        ),
    ])
}

fn json(made: &Made, address: &str) -> serde_json::Value {
    serde_json::from_str(&made.text(address)).expect("JSON")
}

/// A row of a table as column and value, where a value stands.
fn row(made: &Made, table: &str, id: &str) -> Vec<(String, String)> {
    let text = made.text(&format!("/data/v1/{table}.csv"));
    let mut lines = text.lines();
    let columns: Vec<&str> = lines.next().expect("a heading").split(',').collect();
    let row =
        lines.find(|line| line.starts_with(&format!("{id},"))).unwrap_or_else(|| panic!("no {id} in {text}"));
    columns
        .iter()
        .zip(row.split(','))
        .filter(|(_, v)| !v.is_empty())
        .map(|(c, v)| ((*c).into(), v.into()))
        .collect()
}

fn cell(made: &Made, table: &str, id: &str, column: &str) -> Option<String> {
    row(made, table, id).into_iter().find(|(c, _)| c == column).map(|(_, value)| value)
}

#[test]
fn a_body_shows_who_serves_on_the_day_and_who_at_other_times() {
    let made = make_pages(&files());
    let page = made.words("/bodies/council/");
    let (_, rest) = page.split_once("who sits on it now").expect("those serving");
    let (now, other) = rest.split_once("named at other times").expect("the others");
    let now = now.split_whitespace().collect::<Vec<_>>().join(" ");
    // No end is held: that the seat is held to this day is more than the record says.
    assert!(now.contains("from 1 may 2025 ann example") && !now.contains("to now"), "{now}");
    assert!(!now.contains("ben example") && !now.contains("cat example"), "{now}");
    assert!(other.contains("ben example") && other.contains("30 april 2025"), "{other}");
    assert!(other.contains("1 january 2027") && other.contains("dates not stated"), "{other}");
    // The same site on another day.
    let earlier = crate::edition::on_day(&files(), "2024-03-03");
    let page = make_pages(&earlier).words("/bodies/council/");
    let (now, _) = page.split_once("named at other times").expect("the others");
    assert!(now.contains("ben example") && !now.contains("ann example"), "{now}");
    let now = now.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(now.contains("2020 to 30 april 2025"), "the end that is known: {now}");
}

#[test]
fn a_person_shows_the_same_seats() {
    let made = make_pages(&files());
    let page = made.words("/people/ben/");
    assert!(page.contains("council") && page.contains("2020") && page.contains("30 april 2025"), "{page}");
    let seat = page.split("convener").nth(1).expect("the seat");
    assert!(seat.contains("proposed"), "{page}");
}

#[test]
fn a_proposed_body_is_said_to_be_proposed_wherever_it_is_listed() {
    let made = make_pages(&files());
    for address in ["/bodies/group/", "/bodies/"] {
        assert!(made.words(address).contains("proposed"), "{address}");
    }
    let seat = made.words("/bodies/group/").split("convener").nth(1).expect("the seat").to_owned();
    assert!(seat.contains("proposed"), "{seat}");
}

#[test]
fn a_body_is_taken_from_the_meeting_where_none_is_written() {
    let made = make(&files());
    assert_eq!(json(&made, "/reports/depot.json")["body"]["id"], "body/council");
    assert_eq!(json(&made, "/reports/own.json")["body"]["id"], "body/board");
    assert_eq!(cell(&made, "reports", "report/depot", "body").as_deref(), Some("body/council"));
    assert!(made.text("/data/v1/reports.json").contains(r#""body":{"id":"body/council""#));
    // In the facet, too: the report is listed on the body's page, and the listing leads there.
    assert!(made.text("/bodies/council/").contains("href=\"../../reports/depot/\""));
    assert!(!made.text("/bodies/council/").contains("href=\"../../reports/own/\""));
    assert!(made.text("/reports/").contains("href=\"../bodies/council/#reports\""));
    assert!(made.words("/reports/depot/").contains("council"));
}

#[test]
fn inspection_lasts_six_years_for_the_bodies_of_the_act() {
    let made = make(&files());
    let until = |name: &str| json(&made, &format!("/resolutions/{name}.json"))["inspection_until"].clone();
    assert_eq!(until("depot"), "2032-02-03");
    assert!(until("board").is_null(), "a partnership is no body under Part VA");
    assert!(until("month").is_null(), "no day is known to count from");
    assert_eq!(
        cell(&made, "resolutions", "resolution/depot", "inspection_until").as_deref(),
        Some("2032-02-03")
    );
    // Said of minutes, so only where the decision rests on them; and said to be worked out.
    let page = made.words("/resolutions/depot/");
    assert!(page.contains("by law open to inspection until") && page.contains("(worked out)"), "{page}");
    assert!(page.contains("3 february 2032"), "{page}");
    assert_eq!(until("told"), "2032-02-03");
    assert!(!made.words("/resolutions/told/").contains("2032"));
}

#[test]
fn meetings_know_the_one_before_and_the_one_after_of_their_body() {
    let made = make(&files());
    let near = |name: &str, which: &str| json(&made, &format!("/meetings/{name}.json"))[which]["id"].clone();
    assert_eq!(
        (near("spring", "previous"), near("spring", "next")),
        ("meeting/winter".into(), "meeting/summer".into())
    );
    assert!(near("winter", "previous").is_null() && near("summer", "next").is_null());
    assert!(near("board", "previous").is_null() && near("board", "next").is_null());
    assert_eq!(cell(&made, "meetings", "meeting/spring", "next").as_deref(), Some("meeting/summer"));
    let page = made.text("/meetings/spring/");
    assert!(
        page.contains("href=\"../../meetings/winter/\"") && page.contains("href=\"../../meetings/summer/\"")
    );
}

#[test]
fn a_file_has_its_size_and_media_type() {
    let made = make(
        &files()
            .with("content/reports/plan.md", "---\ntitle: Plan\ndate: 2026-02-03\nbody: council\nattachments:\n  - title: The plan\n    file: plan.pdf\n---\n")
            .with("content/reports/plan.pdf", vec![b'x'; 1200]),
    );
    let file = &json(&made, "/reports/plan.json")["attachments"][0];
    assert_eq!((&file["size"], &file["media_type"]), (&1200.into(), &"application/pdf".into()));
    assert!(made.outputs.contains_key("/reports/plan/files/plan.pdf"));
    assert!(made.words("/reports/plan/").contains("the plan (pdf, 2 kb)"));
    assert!(made.text("/data/v1/reports-attachments.csv").contains(",1200,application/pdf"));
}

#[test]
fn a_person_s_page_says_how_she_voted_and_not_how_the_vote_went() {
    let made = make_pages(&world(&[
        ("data/bodies.csv", "name,title,type\ncouncil,Council,council\n"),
        ("data/people.csv", "name,title\nann,Ann Example\nben,Ben Example\n"),
        (
            "content/meetings/spring.md",
            "---\ntitle: Spring\nbody: council\ndate: 2026-02-03\nstate: held\nattendance:\n  - { person: ann, state: apologies }\n  - { person: ben }\n---\n",
        ),
        (
            "content/resolutions/depot.md",
            "---\ntitle: Depot\ndate: 2026-02-03\nmeeting: spring\ndecision_maker: { type: council, body: council }\noutcome: agreed\nbasis: minute\n\
             interests:\n  - { person: ben, nature: He owns the depot }\n\
             votes:\n  - { id: \"1\", motion: To move it, against: 1, named: [{ person: ann, vote: against }] }\n  - { id: \"2\", motion: To keep it, for: 1, named: [{ person: ann, vote: for }] }\n  - { id: \"3\", for: 1, named: [{ person: ann, vote: for }] }\n---\n",
        ),
    ]));
    let part = |address: &str, heading: &str| {
        let page = made.words(address);
        let (_, rest) = page.split_once(heading).unwrap_or_else(|| panic!("no {heading}: {page}"));
        let words = rest.split_whitespace().collect::<Vec<_>>().join(" ");
        words.replace(" ,", ",").replace(" :", ":")
    };
    let votes = part("/people/ann/", "recorded votes");
    // A vote is on its motion, not on what was decided; its number is the record's own and tells a reader nothing.
    for told in [
        "depot: against, on \u{201c}to move it\u{201d}",
        "depot: for, on \u{201c}to keep it\u{201d}",
        "depot: for, motion not stated",
        "on record here: 1 against, 2 for.",
    ] {
        assert!(votes.contains(told), "{told}: {votes}");
    }
    assert!(part("/people/ann/", "attendance").contains("spring: sent apologies"));
    assert!(part("/people/ben/", "attendance").contains("spring: not stated"));
    assert!(part("/people/ben/", "interests declared").contains("depot: he owns the depot"));
    for address in ["/people/ann/", "/people/ben/"] {
        assert!(!made.words(address).contains("agreed"), "{}", made.words(address));
    }
}

#[test]
fn a_ward_tells_what_affects_it_and_who_stood_for_it_when() {
    let members = "person,body,ward,role,from,to,basis\nann,council,oak,Councillor,2025-05-01,,minute\nben,council,oak,Councillor,2020,2025-04-30,minute\nann,planning,oak,Chair,2025-05-20,,\nzed,council,oak,Councillor,2025-05-10,,none-held\n";
    let made = make_pages(&world(&[
        ("data/bodies.csv", "name,title,type\ncouncil,Council,council\nplanning,Planning,committee\n"),
        ("data/people.csv", "name,title\nann,Ann Example\nben,Ben Example\nzed,Zed Example\n"),
        ("data/wards.csv", "name,title\noak,Oak\nash,Ash\n"),
        ("data/memberships.csv", members),
        (
            "content/reports/oak.md",
            "---\ntitle: The oak\ndate: 2026-02-03\nbody: council\nwards: [oak]\n---\n",
        ),
    ]));
    let oak = made.words("/wards/oak/");
    // Who serves comes first, for what affects a ward can be long.
    let (_, rest) = oak.split_once("councillors for it now").expect("those serving");
    let (now, rest) = rest.split_once("what affects this ward").expect("what affects it");
    let (affects, before) = rest.split_once("councillors named at other times").expect("the others");
    assert!(affects.contains("the oak"), "{oak}");
    assert!(now.contains("ann example") && !now.contains("ben example"), "{oak}");
    // Each row says on which body, and those of one person stand together, whenever they began.
    let rows = now.split_whitespace().collect::<Vec<_>>().join(" ");
    let told = [
        "from 20 may 2025 ann example , chair, planning source not stated",
        "from 1 may 2025 ann example , councillor, council",
        "from 10 may 2025 zed example , councillor, council no record held here",
    ];
    assert!(rows.contains(&told.join(" ")), "{rows}");
    assert!(before.contains("ben example"), "{oak}");
    let ash = made.words("/wards/ash/");
    assert!(ash.contains("no record that names this ward is held here"), "{ash}");
    assert!(made.words("/wards/").contains("which is my ward?"));
    assert!(!made.words("/reports/").contains("which is my ward?"));
}

#[test]
fn a_body_shows_its_meetings_with_their_minutes_its_decisions_and_what_they_ask() {
    let meeting = |title: &str, more: &str| format!("---\ntitle: {title}\nbody: council\n{more}---\n");
    let decision = |basis: &str, task: &str| {
        format!(
            "---\ntitle: Of {basis}\ndate: 2026-02-03\noutcome: agreed\nbasis: {basis}\ndecision_maker: {{ type: council, body: council }}\nactions: [{{ text: {task}, owner: {{ role: Clerk }}, state: not-started }}]\n---\n"
        )
    };
    let made = make_pages(&world(&[
        ("data/bodies.csv", "name,title,type\ncouncil,Council,council\ngroup,Group,advisory-group\n"),
        (
            "content/meetings/a.md",
            &meeting("First", "date: 2026-02-03\nstate: held\nminutes: { state: approved }\n"),
        ),
        ("content/meetings/b.md", &meeting("Second", "date: 2026-03-03\nstate: held\n")),
        ("content/meetings/c.md", &meeting("Third", "date: 2026-04-03\nstate: cancelled\n")),
        ("content/meetings/d.md", &meeting("Fourth", "date: 2030-04-03\nstate: scheduled\n")),
        ("content/resolutions/minute.md", &decision("minute", "Mend the gate")),
        ("content/resolutions/proposal.md", &decision("proposal", "Paint the gate")),
    ]));
    let page = made.words("/bodies/council/").split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "fourth state: scheduled 3 april 2026 third cancelled 3 march 2026 second state: held minutes: no record held here",
        "first state: held minutes: approved",
        "mend the gate of minute who: clerk due: not stated not started",
        "paint the gate of proposal who: clerk due: not stated proposed · not started",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    // What is not there says nothing in lists: a meeting without minutes has no state of them.
    let list = made.words("/meetings/");
    assert!(!list.contains("minutes: cancelled") && !list.contains("minutes: held"), "{list}");
    let group = made.words("/bodies/group/").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(group.contains("decisions no record held here meetings no record held here"), "{group}");
}

#[test]
fn a_person_s_votes_and_attendance_are_counted_and_named() {
    let made = make_pages(&world(&[
        ("data/bodies.csv", "name,title,type\ncouncil,Council,council\n"),
        ("data/people.csv", "name,title\nann,Ann Example\nben,Ben Example\n"),
        (
            "content/resolutions/a.md",
            "---\ntitle: A\ndate: 2026-02-03\noutcome: agreed\nbasis: minute\ndecision_maker: { type: council, body: council }\ncall_in: { opens: 2026-02-04, closes: 2026-02-11, state: expired }\nvotes: [{ motion: To do it, for: 1, against: 1, named: [{ person: ann, vote: against }, { name: Cy Example, vote: for }] }, { motion: To wait, named: [{ person: ann, vote: for }] }]\n---\n",
        ),
    ]));
    let words = |address: &str| made.words(address).split_whitespace().collect::<Vec<_>>().join(" ");
    let ann = words("/people/ann/");
    // Votes without numbers are told apart, too.
    let votes = "recorded votes on record here: 1 against, 1 for. 3 february 2026 a : against , on \u{201c}to do it\u{201d} decision 3 february 2026 a : for , on \u{201c}to wait\u{201d}";
    assert!(ann.contains(votes), "{ann}");
    assert!(ann.contains("attendance no record held here"), "{ann}");
    assert!(words("/people/ben/").contains("attendance and recorded votes no record held here"));
    let page = words("/resolutions/a/");
    assert!(page.contains("to do it 1 for, 1 against, abstentions not stated, absences not stated. voted for cy example voted against ann example"), "{page}");
    assert!(
        page.contains(
            "call-in not called in call-in window from 4 february 2026 to the end of 11 february 2026"
        ),
        "{page}"
    );
    assert!(page.contains("why not stated alternatives not stated interests not stated"), "{page}");
}
