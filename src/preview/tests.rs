//! Editions made from what changed are those that a fresh start makes: random edits, every address compared.
//!
//! `make soak` runs the same with many records and changes, and looks at the memory too.

mod edits;
mod ways;

use super::shown::{Audience, Kept, Shown};
use super::{Options, Workbench};
use crate::serve::{Answer, Pages};
use edits::{Desk, EDITS, FIXED};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

fn all(shown: &Shown) -> BTreeMap<String, Vec<u8>> {
    some(shown, &|_| true)
}

/// What stands at some of the addresses.
fn some(shown: &Shown, wanted: &dyn Fn(&str) -> bool) -> BTreeMap<String, Vec<u8>> {
    let Some(renderer) = shown.renderer() else { return BTreeMap::new() };
    let bytes =
        |address: &str| shown.bytes_by(&renderer, address).expect("it is planned").expect("it renders");
    let addresses = shown.addresses().into_iter().filter(|address| wanted(address));
    addresses.map(|address| (address.to_owned(), bytes(address))).collect()
}

/// Whether a file holds, digests or describes others: those are compared oftener than it.
fn is_of_others(address: &str) -> bool {
    let page = address.starts_with("/data/") && address.ends_with('/');
    let ends = ["-metadata.json", ".xlsx", ".zip", "datapackage.json", "SHA256SUMS", "catalog.jsonld"];
    page || ends.iter().any(|end| address.ends_with(end))
}

/// The page of the report that is edited by mistake alone.
fn page(shown: &Shown) -> Vec<u8> {
    shown.bytes(&format!("/reports/{FIXED}/")).expect("it is planned").expect("it renders")
}

/// Fails where an edition is not what a fresh start makes of the same files: `whole`, with what holds or describes others.
fn is_as_fresh(shown: &Shown, audience: Audience, desk: &Desk, whole: bool, when: &str) {
    let fresh = Shown::first(desk.disk(), audience, &mut Kept::default());
    assert_eq!(shown.whole_report(), fresh.whole_report(), "{when}");
    assert_eq!(shown.due, fresh.due, "{when}");
    let [made, wanted] = [shown, &fresh].map(|site| some(site, &|address| whole || !is_of_others(address)));
    assert!(made.keys().eq(wanted.keys()), "{when}: other addresses");
    let other = made.iter().find(|(address, bytes)| wanted[*address] != **bytes);
    assert!(other.is_none(), "{when}: other bytes at {:?}", other.map(|other| other.0));
}

/// Resident memory of this process, in KiB; 0 where the system does not say.
fn memory() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0");
    line.trim().trim_end_matches(" kB").parse().unwrap_or(0)
}

#[test]
fn what_is_made_from_changes_for_residents_is_what_a_fresh_start_makes() {
    day_of_editing(Audience::Residents, (72, 4));
}

#[test]
fn what_is_made_from_changes_for_the_web_team_is_what_a_fresh_start_makes() {
    day_of_editing(Audience::WebTeam, (64, 4));
}

/// Changes a site at random: `runs` is how many changes, and after how many each address is compared.
#[expect(clippy::print_stdout, reason = "a soak tells how it went")]
fn day_of_editing(audience: Audience, runs: (usize, usize)) {
    let soak = std::env::var_os("CRIER_SOAK").is_some();
    let (records, (changes, compared)) = if soak { (2000, (1000, 50)) } else { (24, runs) };
    let folder = tempfile::tempdir().expect("a folder");
    let mut desk = Desk::open(&folder.path().canonicalize().expect("a folder"), records);
    let mut kept = Kept::default();
    let mut shown = Shown::first(desk.disk(), audience, &mut kept);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut early = 0;
    desk.changed.clear();
    let (mut step, mut looked) = (0, 0);
    while step < changes {
        let compare = (step + 1) % compared == 0;
        // Each sort once in turn, then any; what is compared has no mistakes.
        let sort = match step {
            _ if step < EDITS.len() => EDITS[step],
            _ if compare && desk.broken.is_some() => "mend",
            _ => EDITS[desk.next(EDITS.len())],
        };
        if !desk.edit(sort) {
            continue;
        }
        step += 1;
        *counts.entry(sort).or_default() += 1;
        let paths = std::mem::take(&mut desk.changed);
        let fixed = (sort == "mistake").then(|| page(&shown));
        if let Some((next, _)) = shown.next(desk.disk(), Some(&paths), &mut kept) {
            shown = next;
        }
        let errors = shown.report.count(crate::diagnostic::Severity::Error);
        assert_eq!(errors > 0, desk.broken.is_some(), "{sort}: {:?}", shown.report);
        assert!(
            fixed.is_none_or(|fixed| page(&shown) == fixed),
            "the last good version stays: {:?}",
            desk.broken
        );
        if compare && desk.broken.is_none() {
            looked += 1;
            let when = format!("after {step} changes, the last: {sort}");
            is_as_fresh(&shown, audience, &desk, looked % 8 == 1, &when);
        }
        if step == changes / 4 {
            early = memory();
        }
    }
    assert!(looked * compared * 2 > changes, "compared {looked} times");
    desk.edit("mend");
    for sort in EDITS {
        assert!(counts.contains_key(sort), "no change of the sort: {sort}");
    }
    if soak {
        assert!(desk.mistakes > 20, "{} mistakes", desk.mistakes);
        let late = memory();
        println!("{changes} changes, memory {early} KiB after a quarter, {late} KiB at the end");
        assert!(late < early + early / 10, "memory grew from {early} to {late} KiB");
    }
}

#[test]
fn an_error_keeps_the_last_good_version_and_goes_when_it_is_mended() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut desk = Desk::open(&folder.path().canonicalize().expect("a folder"), 6);
    let mut kept = Kept::default();
    let first = Shown::first(desk.disk(), Audience::Residents, &mut kept);
    let before = all(&first);
    let good = fs::read_to_string(desk.root.join(Desk::path("report-3"))).expect("a report");
    desk.changed.clear();
    desk.write(&Desk::path("report-3"), &good.replace("title:", "titel:"));
    desk.write("content/reports/new.md", "---\ntitel: New\n---\n");
    desk.write("themes/civic/templates/page.html", "{% block main %}");
    let (broken, changed) = first.next(desk.disk(), None, &mut kept).expect("it changed");
    assert_eq!(changed.len(), 3);
    assert!(broken.report.count(crate::diagnostic::Severity::Error) >= 3, "{:?}", broken.report);
    assert!(broken.stale.contains("content/reports/report-3.md"));
    assert!(all(&broken) == before, "with errors, what was shown stays");
    desk.write(&Desk::path("report-3"), &good);
    desk.remove("content/reports/new.md");
    desk.remove("themes/civic/templates/page.html");
    let (mended, _) = broken.next(desk.disk(), None, &mut kept).expect("it changed");
    assert!(mended.report.is_empty() && mended.stale.is_empty());
    assert!(all(&mended) == before);
    // Settings that cannot be read leave the last ones.
    desk.write("crier.toml", "title = ");
    let (unset, _) = mended.next(desk.disk(), None, &mut kept).expect("it changed");
    assert!(!unset.report.is_empty() && all(&unset) == before);
    desk.remove("crier.toml");
    let (gone, _) = unset.next(desk.disk(), None, &mut kept).expect("it changed");
    assert!(!gone.report.is_empty() && all(&gone) == before);
}

#[test]
fn where_a_draft_would_be_it_is_said_why_there_is_no_page_and_lists_of_drafts_mark_it() {
    use crate::preview::Answer;
    let folder = tempfile::tempdir().expect("a folder");
    let mut desk = Desk::open(&folder.path().canonicalize().expect("a folder"), 3);
    let text = fs::read_to_string(desk.root.join(Desk::path("report-2"))).expect("a report");
    desk.write(&Desk::path("report-2"), &text.replace("title:", "status: draft\ntitle:"));
    let shown = |audience| Shown::first(desk.disk(), audience, &mut Kept::default());
    let residents = shown(Audience::Residents);
    let Answer::Missing { bytes } = residents.answer("/reports/report-2/") else { panic!("a page") };
    let said = "report-2 is a draft: residents find no page here. To see it: crier serve --drafts";
    assert!(String::from_utf8_lossy(&bytes).contains(said));
    let Answer::Missing { bytes } = residents.answer("/reports/report-9/") else { panic!("a page") };
    assert!(!String::from_utf8_lossy(&bytes).contains("residents find no page here"));
    let list = |shown: &Shown| shown.bytes("/reports/").expect("it is planned").expect("it renders");
    let marks = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).matches("<b>draft</b>").count();
    assert_eq!((marks(list(&shown(Audience::WebTeam))), marks(list(&residents))), (1, 0));
}

#[test]
fn a_template_that_fails_is_told_of_everywhere_and_the_last_one_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut desk = Desk::open(&folder.path().canonicalize().expect("a folder"), 3);
    let mut kept = Kept::default();
    let first = Shown::first(desk.disk(), Audience::Residents, &mut kept);
    let before = all(&first);
    let template = "themes/civic/templates/report.html";
    let text =
        |inside: &str| format!("{{% extends \"record.html\" %}}{{% block by %}}{inside}{{% endblock %}}");
    let errors = |shown: &Shown| -> Vec<String> {
        shown.report.problems.iter().map(|problem| problem.message.clone()).collect()
    };
    desk.write(template, &text("{{ record.title.no.such }}"));
    let (failing, _) = first.next(desk.disk(), None, &mut kept).expect("it changed");
    let [told] = &errors(&failing)[..] else { panic!("{:?}", failing.report) };
    assert!(told.contains("`report.html` fails in line 1 while rendering `report/"), "{told}");
    assert!(all(&failing) == before, "the last theme stays");
    // Neither another edit nor another file of the theme makes it forgotten.
    desk.write("content/pages/about.md", "---\ntitle: About us\n---\n");
    let (edited, _) = failing.next(desk.disk(), None, &mut kept).expect("it changed");
    assert_eq!(errors(&edited), errors(&failing));
    assert!(edited.bytes("/about/").expect("planned").expect("made").windows(8).any(|w| w == b"About us"));
    desk.write(template, &text("<p>mended</p>"));
    let (mended, _) = edited.next(desk.disk(), None, &mut kept).expect("it changed");
    assert!(mended.report.is_empty(), "{:?}", mended.report);
    assert!(page(&mended).windows(6).any(|w| w == b"mended"));
    is_as_fresh(&mended, Audience::Residents, &desk, true, "mended");
}

#[test]
fn files_of_the_site_are_no_addresses() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().canonicalize().expect("a folder");
    Desk::open(&root, 2);
    let today = Some(jiff::civil::date(2026, 1, 1));
    let options = Options { root, today, audience: Audience::Residents, poll: false };
    let bench = Workbench::open(options).expect("a site");
    let get = |address: &str| bench.get(address, None);
    assert!(matches!(get("/reports/report-1/"), Answer::Page { .. }));
    for address in [
        "/crier.toml",
        "/../crier.toml",
        "/_crier/../crier.toml",
        "/_crier/desk.html",
        "/_crier/live.js/",
        "/content/reports/report-1.md",
        "/reports/report-1.md",
        "/data/bodies.csv",
        "/themes/civic/templates/page.html",
        "/etc/passwd",
        "//",
        "",
    ] {
        assert!(matches!(get(address), Answer::Missing { .. }), "{address}");
    }
}

#[test]
fn a_release_is_noticed_and_so_is_a_ledger_that_was_changed() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut desk = Desk::open(&folder.path().canonicalize().expect("a folder"), 3);
    let mut kept = Kept::default();
    let first = Shown::first(desk.disk(), Audience::Residents, &mut kept);
    let log =
        |shown: &Shown| shown.bytes("/data/v1/changes.csv").expect("it is planned").expect("it renders");
    assert!(!log(&first).windows(11).any(|words| words == b"report/repo"));
    crate::release::release(&desk.root, &desk.disk(), crate::release::Options::default()).expect("a release");
    let paths = BTreeSet::from(["data/ledger.ndjson".to_owned(), "data/ledger-salts.ndjson".to_owned()]);
    let (released, _) = first.next(desk.disk(), Some(&paths), &mut kept).expect("it changed");
    assert!(log(&released).windows(11).any(|words| words == b"report/repo"));
    assert!(released.report.is_empty(), "{:?}", released.report);
    // A page with an error is not lost, even where no version without is known.
    let good = fs::read_to_string(desk.root.join(Desk::path("report-3"))).expect("a report");
    desk.write(&Desk::path("report-3"), &good.replace("title:", "titel:"));
    let fresh = Shown::first(desk.disk(), Audience::Residents, &mut Kept::default());
    let codes: BTreeSet<&str> = fresh.report.problems.iter().map(|problem| problem.code.name()).collect();
    assert!(!codes.contains("lost-address") && codes.contains("unknown-field"), "{codes:?}");
    desk.write(&Desk::path("report-3"), &good);
    let text = fs::read_to_string(desk.root.join("data/ledger.ndjson")).expect("a ledger");
    desk.write("data/ledger.ndjson", &text.replacen("report-1", "report-9", 1));
    let (changed, _) = released.next(desk.disk(), None, &mut kept).expect("it changed");
    let codes: Vec<&str> = changed.report.problems.iter().map(|problem| problem.code.name()).collect();
    assert_eq!(codes, ["changed-ledger"]);
}

#[test]
fn a_table_is_that_of_its_edition() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut desk = Desk::open(&folder.path().canonicalize().expect("a folder"), 6);
    let mut kept = Kept::default();
    let first = Shown::first(desk.disk(), Audience::Residents, &mut kept);
    let answer = |shown: &Shown, address: &str| match shown.answer(address) {
        Answer::Page { bytes, .. } => bytes,
        other => panic!("{other:?}"),
    };
    let written =
        |shown: &Shown, address: &str| shown.bytes(address).expect("it is planned").expect("it renders");
    let tables =
        ["/data/v1/reports.csv", "/data/v1/reports.csv", "/data/v1/topics.csv", "/data/v1/reports.csv"];
    assert!(tables.iter().all(|address| answer(&first, address) == written(&first, address)));
    assert!(desk.edit("title alone"));
    let (next, _) = first.next(desk.disk(), None, &mut kept).expect("it changed");
    assert!(answer(&next, tables[0]) != answer(&first, tables[0]));
    assert!(tables.iter().all(|address| answer(&next, address) == written(&next, address)));
}

#[test]
fn the_logo_the_statement_and_words_of_the_glossary_are_as_they_were_written_last() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut desk = Desk::open(&folder.path().canonicalize().expect("a folder"), 3);
    let settings = fs::read_to_string(desk.root.join("crier.toml")).expect("settings");
    let mut kept = Kept::default();
    let mut shown = Shown::first(desk.disk(), Audience::Residents, &mut kept);
    let has = |shown: &Shown, address: &str, words: &str| {
        let bytes = shown.bytes(address).and_then(Result::ok).unwrap_or_default();
        String::from_utf8_lossy(&bytes).contains(words)
    };
    let about = "---\ntitle: About\n---\n\nOf the quorum.\n";
    let logo = |alt: &str| format!("[logo]\nfile = \"arms.svg\"\nwidth = 48\nheight = 48\nalt = \"{alt}\"\n");
    let statement = |reply: &str| format!("{settings}[statement]\nreply_within = \"{reply}\"\n");
    let term = |meaning: &str| {
        format!("[{{\"name\": \"quorum\", \"title\": \"Quorum\", \"summary\": \"{meaning}\"}}]")
    };
    let arms = ("themes/civic/assets/arms.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_owned());
    let page = ("content/pages/about.md", about.to_owned());
    // What is written, and where which words are seen then.
    let steps: [(Vec<(&str, String)>, &str, &str); 8] = [
        (vec![arms, ("crier.toml", settings.clone() + &logo("Arms"))], "/reports/fixed/", "alt=\"Arms\""),
        (vec![("crier.toml", settings.clone() + &logo("Our arms"))], "/reports/fixed/", "alt=\"Our arms\""),
        (vec![("crier.toml", statement("5 days"))], "/accessibility/", "within 5 days"),
        (vec![("crier.toml", statement("9 days"))], "/accessibility/", "within 9 days"),
        (vec![("crier.toml", statement("9 days"))], "/reports/fixed/", "Accessibility statement"),
        (vec![page, ("data/terms.json", term("Enough people."))], "/about/", "Enough people."),
        (vec![("data/terms.json", term("Enough councillors."))], "/about/", "Enough councillors."),
        (vec![("data/terms.json", "[]".to_owned())], "/about/", "Of the quorum."),
    ];
    for (files, address, words) in steps {
        desk.changed.clear();
        files.iter().for_each(|(path, text)| desk.write(path, text));
        if let Some((next, _)) = shown.next(desk.disk(), Some(&desk.changed), &mut kept) {
            shown = next;
        }
        assert!(has(&shown, address, words), "{address}: {words}: {:?}", shown.report);
        is_as_fresh(&shown, Audience::Residents, &desk, false, words);
    }
    desk.write("crier.toml", &settings);
    let (without, _) = shown.next(desk.disk(), None, &mut kept).expect("it changed");
    assert!(!without.addresses().contains(&"/accessibility/") && !has(&without, "/", "arms.svg"));
}

#[test]
fn a_meeting_has_its_calendar_file_while_it_is_to_come() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut desk = Desk::open(&folder.path().canonicalize().expect("a folder"), 3);
    let meeting =
        |state: &str| format!("---\ntitle: Next\nbody: council\ndate: 2026-05-05\nstate: {state}\n---\n");
    let mut kept = Kept::default();
    desk.write("content/meetings/next.md", &meeting("scheduled"));
    let first = Shown::first(desk.disk(), Audience::Residents, &mut kept);
    let file = "/meetings/next/calendar.ics";
    assert!(first.addresses().contains(&file));
    desk.write("content/meetings/next.md", &meeting("cancelled"));
    let (off, _) = first.next(desk.disk(), None, &mut kept).expect("it changed");
    assert!(!off.addresses().contains(&file));
    is_as_fresh(&off, Audience::Residents, &desk, false, "cancelled");
}

#[test]
fn a_record_beside_the_folders_is_told_of_until_it_is_moved() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut desk = Desk::open(&folder.path().canonicalize().expect("a folder"), 3);
    let mut kept = Kept::default();
    let mut shown = Shown::first(desk.disk(), Audience::Residents, &mut kept);
    let quiet = shown.report.clone();
    for path in ["report-9.md", "reports/report-9.md"] {
        desk.write(path, "---\ntitle: Nine\n---\n");
        let (told, changed) = shown.next(desk.disk(), Some(&BTreeSet::new()), &mut kept).expect("it is seen");
        assert_eq!(changed, [path.into()]);
        let fresh = Shown::first(desk.disk(), Audience::Residents, &mut Kept::default());
        assert_eq!(told.report, fresh.report);
        let said: Vec<&str> = told.report.problems.iter().map(|problem| problem.code.name()).collect();
        assert_eq!(said, ["unread-file"], "{path}");
        desk.remove(path);
        let (mended, changed) =
            told.next(desk.disk(), Some(&BTreeSet::new()), &mut kept).expect("it is seen");
        assert_eq!((changed, &mended.report), (vec![path.into()], &quiet));
        shown = mended;
    }
    assert!(shown.next(desk.disk(), None, &mut kept).is_none(), "nothing more changed");
}
