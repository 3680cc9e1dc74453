//! What a reader must know first: at the top of pages and in lists.

use crate::edition::{Made, make_pages, world};

const MEETING: &str = "---\ntitle: TITLE\nbody: council\ndate: DATE\nstate: STATE\n";

fn meeting(title: &str, date: &str, state: &str, more: &str) -> String {
    MEETING.replace("TITLE", title).replace("DATE", date).replace("STATE", state) + more + "---\n"
}

fn made() -> Made {
    let off =
        meeting("Off", "2026-02-03", "cancelled", "take_part: { webcast: \"https://cast.example/\" }\n");
    let later = meeting("Later", "2027-02-03", "postponed", "");
    let private = "minutes: { state: draft }\nitems:\n  - title: A matter of a contract\n    exempt: { kind: exempt, paragraph: 3, reason: It names a bidder, public_interest: Bids have to stay sealed }\n  - title: A secret\n    exempt: { kind: confidential }\n";
    make_pages(&world(&[
        ("data/bodies.csv", "name,title,type\ncouncil,Council,council\n"),
        (
            "content/matters/line.md",
            "---\ntitle: Line\nsteps: [{ date: 2026-02-03, event: They met, record: meeting/off }]\n---\n",
        ),
        ("content/meetings/off.md", &off),
        ("content/meetings/later.md", &later),
        ("content/meetings/held.md", &meeting("Held", "2026-02-04", "held", private)),
        (
            "content/reports/closed.md",
            "---\ntitle: Closed\ndate: 2026-02-04\nbody: council\nexempt: { kind: exempt, paragraph: 3, reason: It names a bidder, public_interest: Bids have to stay sealed, public_title: A contract, from: 2026-02-05, until: 2036-02-05 }\n---\nSealed.\n",
        ),
        (
            "content/reports/mended.md",
            "---\ntitle: Mended\ndate: 2026-02-04\nbody: council\ncorrections:\n  - { date: 2026-02-06, note: The first sum was wrong }\n  - { date: 2026-03-06, note: The second sum was wrong }\n---\nText.\n",
        ),
    ]))
}

fn page(made: &Made, address: &str) -> String {
    let words = made.words(address).split_whitespace().collect::<Vec<_>>().join(" ");
    words.replace(" ;", ";").replace(" :", ":")
}

#[test]
fn a_decision_in_minutes_that_are_a_draft_says_so_beside_what_they_say() {
    let with = |minutes: &str, basis: &str| {
        let held = meeting("Held", "2026-02-04", "held", &format!("minutes: {{ state: {minutes} }}\n"));
        let report = "---\ntitle: Depot report\ndate: 2026-02-04\nbody: council\nrecommendations: { items: [{ id: \"1\", text: Sell it. }] }\n---\n";
        let decision = format!(
            "---\ntitle: Depot sold\ndate: 2026-02-04\nmeeting: held\noutcome: agreed\nbasis: {basis}\ndecision_maker: {{ type: council, body: council }}\nitems: [{{ id: a, text: Sold., disposes: [\"depot#1\"] }}]\n---\n"
        );
        make_pages(&world(&[
            ("data/bodies.csv", "name,title,type\ncouncil,Council,council\n"),
            ("content/meetings/held.md", &held),
            ("content/reports/depot.md", report),
            ("content/resolutions/depot.md", &decision),
        ]))
    };
    let told = "agreed · as recorded in the minutes . the minutes are a draft and may change until they are approved.";
    let draft = with("draft", "minute");
    for address in ["/resolutions/depot/", "/reports/depot/"] {
        let page = page(&draft, address);
        assert!(page.contains(&told.replace(" . ", ". ")) || page.contains(told), "{address}: {page}");
    }
    for other in [with("approved", "minute"), with("draft", "decision-record")] {
        let page = page(&other, "/resolutions/depot/");
        assert!(!page.contains("draft"), "{page}");
    }
}

#[test]
fn a_cancelled_meeting_says_so_first_and_wherever_it_is_listed() {
    let made = made();
    let own = page(&made, "/meetings/off/");
    let (_, rest) = own.split_once("this meeting was cancelled").expect("the notice");
    assert!(rest.contains("when 3 february 2026"), "it comes first: {own}");
    assert!(!made.text("/meetings/off/").contains("cast.example"), "nothing can be watched");
    assert!(page(&made, "/meetings/later/").contains("this meeting was put off"));
    for address in ["/", "/meetings/", "/bodies/council/", "/years/2026/"] {
        let list = page(&made, address);
        assert!(list.contains("cancelled"), "{address}: {list}");
        assert!(!list.contains("state: cancelled"), "once is enough: {list}");
    }
    let line = made.text("/matters/line/");
    assert!(line.contains("<p class=\"end\"><b>cancelled</b></p>"), "a step of a timeline: {line}");
    assert!(page(&made, "/").contains("postponed"), "{}", page(&made, "/"));
    assert!(page(&made, "/meetings/").contains("state: held"));
}

#[test]
fn minutes_in_draft_are_said_to_be() {
    let made = made();
    assert!(
        page(&made, "/meetings/held/")
            .contains("the minutes are a draft and may change until they are approved")
    );
    assert!(page(&made, "/meetings/").contains("minutes: draft"));
    assert!(!page(&made, "/meetings/off/").contains("draft"));
}

#[test]
fn an_exemption_gives_its_law_its_days_and_how_openness_was_weighed() {
    let made = made();
    let report = page(&made, "/reports/closed/");
    let law = "exempt: paragraph 3 of schedule 12a to the local government act 1972";
    let weighed = "public interest: bids have to stay sealed";
    for words in
        [law, weighed, "it names a bidder", "not open from 5 february 2026; open again from 5 february 2036"]
    {
        assert!(report.contains(words), "{words}: {report}");
    }
    assert!(report.contains("report 4 february 2026 a contract"), "the date is in the rail: {report}");
    assert!(
        !report.contains("own words") && !report.contains("sealed."),
        "no text, so nobody's words: {report}"
    );
    let meeting = page(&made, "/meetings/held/");
    assert!(
        meeting.contains(law) && meeting.contains(weighed) && meeting.contains("it names a bidder"),
        "{meeting}"
    );
    assert!(meeting.contains("confidential: section 100a(3) of the local government act 1972"), "{meeting}");
    assert!(page(&made, "/reports/").contains("not open to the public"));
}

#[test]
fn what_was_put_right_is_said_first_the_newest_before_the_others() {
    let made = made();
    let report = page(&made, "/reports/mended/");
    let at = |words: &str| report.find(words).unwrap_or_else(|| panic!("no {words}: {report}"));
    let newest = at("6 march 2026: the second sum was wrong");
    assert!(at("this page has been corrected") < newest);
    assert!(newest < at("6 february 2026: the first sum was wrong"));
    assert!(at("the first sum was wrong") < at("text."));
    assert!(!page(&made, "/meetings/held/").contains("corrected"));
}

#[test]
fn what_is_for_all_wards_reaches_each_and_is_counted() {
    let report = "---\ntitle: Fewer bins\ndate: 2026-02-04\nbody: council\nwards: all\n---\nText.\n";
    let made = make_pages(&world(&[
        ("data/bodies.csv", "name,title,type\ncouncil,Council,council\n"),
        ("data/wards.csv", "name,title\noak,Oak\nash,Ash\n"),
        ("content/reports/bins.md", report),
        (
            "content/reports/oak.md",
            &report.replace("Fewer bins", "An oak").replace("all", "[oak]").replace("04", "03"),
        ),
        ("content/reports/more.md", &report.replace("Fewer bins", "More benches")),
        ("content/reports/none.md", &report.replace("Fewer bins", "Of none").replace("all", "none")),
    ]));
    for ward in ["oak", "ash"] {
        let own = page(&made, &format!("/wards/{ward}/"));
        let (_, rest) = own.split_once("what affects every ward").expect("the heading");
        assert!(
            rest.contains("fewer bins") && rest.contains("reports (2)") && !own.contains("of none"),
            "{own}"
        );
        let feed = made.text(&format!("/wards/{ward}/feed.atom"));
        assert!(feed.contains("Fewer bins") && !feed.contains("Of none"), "{feed}");
        assert_eq!(feed.contains("An oak"), ward == "oak");
    }
    let list = page(&made, "/reports/");
    assert!(list.contains("all wards (2) oak (1)"), "{list}");
    let all = page(&made, "/reports/by/wards/all/");
    assert!(all.contains("fewer bins") && !all.contains("an oak") && !all.contains("of none"), "{all}");
    assert!(!page(&made, "/bodies/council/").contains("what affects every"));
}

#[test]
fn withdrawn_and_replaced_records_lead_to_each_other() {
    let report =
        |more: &str| format!("---\ntitle: TITLE\ndate: 2026-02-04\nbody: council\n{more}---\nText.\n");
    let old =
        report("withdrawn: { date: 2026-03-01, reason: The sums were wrong, replaced_by: report/new }\n");
    let made = make_pages(&world(&[
        ("data/bodies.csv", "name,title,type\ncouncil,Council,council\n"),
        ("content/reports/old.md", &old.replace("TITLE", "Zqold")),
        ("content/reports/new.md", &report("").replace("TITLE", "Zqnew")),
        ("content/reports/newest.md", &report("supersedes: new\n").replace("TITLE", "Zqnewest")),
    ]));
    assert!(
        page(&made, "/reports/old/")
            .contains("withdrawn on 1 march 2026 the sums were wrong read instead: zqnew")
    );
    let new = page(&made, "/reports/new/");
    let (_, taken) = new.split_once("takes the place of").expect("the heading");
    let (before, _) = taken.split_once("withdrawn").expect("the word");
    assert!(before.contains("zqold"), "{taken}");
    assert!(new.contains("a newer version replaces this one read instead: zqnewest"), "{new}");
    assert_eq!(made.text("/reports/new/").matches("Zqnewest").count(), 1, "said once");
    assert!(page(&made, "/reports/newest/").contains("takes the place of zqnew"));
    assert!(!page(&made, "/reports/").contains("zqold"), "lists leave it out");
}

#[test]
fn a_mistake_is_reported_with_the_address_of_its_page() {
    let made = made();
    assert!(
        made.text("/reports/mended/")
            .contains("body=Page%3A%20https%3A%2F%2Ft.example%2Freports%2Fmended%2F%0D%0A")
    );
    let missing = made.text("/404.html");
    assert!(
        !missing.contains("404.html%0D") && missing.contains("body=The%20address%20that%20was%20not%20found"),
        "{missing}"
    );
}
