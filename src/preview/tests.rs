//! Editions made from what changed are those that a fresh start makes: random edits, every address compared.
//!
//! `make soak` runs the same with many records and changes, and looks at the memory too.

use super::shown::{Audience, Kept, Shown};
use crate::world::disk::DiskWorld;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Kinds of changes; each is made at least once.
const EDITS: [&str; 16] = [
    "body",
    "title",
    "add",
    "rename",
    "delete",
    "draft",
    "publish",
    "reference a draft",
    "facet",
    "part",
    "row",
    "kind",
    "template",
    "style",
    "settings",
    "day",
];

/// A site that is edited at random, always without errors.
struct Desk {
    root: PathBuf,
    random: u64,
    /// Names of reports that are there.
    reports: Vec<String>,
    drafts: BTreeSet<String>,
    made: usize,
    day: Date,
    changed: BTreeSet<String>,
}

impl Desk {
    fn open(root: &Path, records: usize) -> Desk {
        let mut desk = Desk {
            root: root.to_owned(),
            random: 0x5eed_2026,
            reports: Vec::new(),
            drafts: BTreeSet::new(),
            made: 0,
            day: date(2026, 1, 1),
            changed: BTreeSet::new(),
        };
        desk.settings("The town");
        desk.write(
            "data/bodies.csv",
            "name,title,type\ncouncil,Council,council\nplanning,Planning,committee\n",
        );
        desk.write("data/topics.csv", "name,title\nroads,Roads\nparks,Parks\nbins,Bins\n");
        desk.write("content/pages/about.md", "---\ntitle: About\n---\n\nWords.\n");
        (0..records).for_each(|_| desk.add());
        desk
    }

    fn next(&mut self, below: usize) -> usize {
        // Xorshift: the same edits in every run.
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        usize::try_from(self.random >> 33).expect("31 bits") % below
    }

    fn write(&mut self, path: &str, text: &str) {
        let file = self.root.join(path);
        let folder = file.parent().expect("below the root");
        if !folder.exists() {
            fs::create_dir_all(folder).expect("a folder");
        }
        fs::write(file, text).expect("a file");
        self.changed.insert(path.to_owned());
    }

    fn remove(&mut self, path: &str) {
        fs::remove_file(self.root.join(path)).expect("it is there");
        self.changed.insert(path.to_owned());
    }

    fn settings(&mut self, title: &str) {
        let text = format!(
            "title = \"{title}\"\ncouncil = \"C\"\npublisher = \"C\"\nbase_url = \"https://t.example/\"\nlicence = \"OGL-UK-3.0\"\ncontact = \"a@t.example\"\npage_size = 10\n"
        );
        self.write("crier.toml", &text);
    }

    fn path(name: &str) -> String {
        format!("content/reports/{name}.md")
    }

    /// A report that names another, where one is given.
    fn report(&mut self, name: &str, title: &str, other: Option<&str>) {
        let topics = ["roads", "parks", "bins"];
        let (topic, body) = (topics[self.next(3)], ["council", "planning"][self.next(2)]);
        let (month, part) = (1 + self.next(12), self.next(3));
        let link = other.map_or(String::new(), |other| format!(" See [another](report/{other})."));
        let text = format!(
            "---\ntitle: {title}\ndate: 2025-{month:02}-03\nbody: {body}\ntopics: [{topic}]\nrecommendations:\n  items:\n    - id: \"{part}\"\n      text: To do it.\n---\n\n## 1. Words\n\n1.1 Words {}.{link}\n",
            self.random
        );
        self.write(&Desk::path(name), &text);
    }

    fn add(&mut self) {
        self.made += 1;
        let name = format!("report-{}", self.made);
        let other = self.reports.first().cloned();
        self.report(&name, &format!("Report {}", self.made), other.as_deref());
        self.reports.push(name);
    }

    /// A report that no other names: the first is named by all.
    fn any(&mut self) -> String {
        let at = 1 + self.next(self.reports.len() - 1);
        self.reports[at].clone()
    }

    fn flip(&mut self, name: &str, draft: bool) {
        let path = Desk::path(name);
        let text = fs::read_to_string(self.root.join(&path)).expect("a report");
        let text = match draft {
            true => text.replacen("---\n", "---\nstatus: draft\n", 1),
            false => text.replacen("status: draft\n", "", 1),
        };
        self.write(&path, &text);
        if draft {
            self.drafts.insert(name.to_owned())
        } else {
            self.drafts.remove(name)
        };
    }

    /// Makes a change; false where there is nothing to change in this way.
    fn edit(&mut self, sort: &str) -> bool {
        let other = self.reports[0].clone();
        match sort {
            "body" => {
                let path = Desk::path(&self.any());
                let text = fs::read_to_string(self.root.join(&path)).expect("a report");
                self.write(&path, &format!("{text}\nMore words.\n"));
            }
            "title" => {
                let (name, n) = (self.any(), self.next(1000));
                self.report(&name, &format!("Changed {n}"), Some(&other));
                self.drafts.remove(&name);
            }
            "add" => self.add(),
            "rename" => {
                let name = self.any();
                let text = fs::read_to_string(self.root.join(Desk::path(&name))).expect("a report");
                self.made += 1;
                let new = format!("renamed-{}", self.made);
                self.remove(&Desk::path(&name));
                self.write(&Desk::path(&new), &text);
                self.reports.retain(|other| *other != name);
                if self.drafts.remove(&name) {
                    self.drafts.insert(new.clone());
                }
                self.reports.push(new);
            }
            "delete" if self.reports.len() > 5 => {
                let name = self.any();
                self.remove(&Desk::path(&name));
                self.drafts.remove(&name);
                self.reports.retain(|other| *other != name);
            }
            "draft" => {
                let name = self.any();
                if self.drafts.contains(&name) {
                    return false;
                }
                self.flip(&name, true);
            }
            "publish" => match self.drafts.first().cloned() {
                Some(name) => self.flip(&name, false),
                None => return false,
            },
            // All others name the first: a draft takes a link out of each of them.
            "reference a draft" => self.flip(&other.clone(), !self.drafts.contains(&other)),
            "facet" | "part" => {
                let name = self.any();
                self.report(&name, "Moved", Some(&other));
                self.drafts.remove(&name);
            }
            "row" => {
                let n = self.next(1000);
                self.write(
                    "data/topics.csv",
                    &format!("name,title\nroads,Roads {n}\nparks,Parks\nbins,Bins\n"),
                );
            }
            "kind" => {
                let label = format!("Paper {}", self.next(1000));
                let kind = String::from_utf8_lossy(
                    crate::embedded::file("data/kinds/report.json").expect("it is built in"),
                )
                .replacen("\"label\": \"Report\"", &format!("\"label\": \"{label}\""), 1);
                self.write("data/kinds/report.json", &kind);
            }
            "template" => {
                let n = self.next(1000);
                let text = format!(
                    "{{% extends \"layout.html\" %}}{{% block main %}}<h1>{{{{ page.title }}}} {n}</h1>{{% endblock %}}"
                );
                self.write("themes/civic/templates/page.html", &text);
            }
            "style" => {
                let n = self.next(1000);
                self.write("themes/civic/assets/civic.css", &format!("body {{ width: {n}px }}"));
            }
            "settings" => {
                let n = self.next(1000);
                self.settings(&format!("The town {n}"));
            }
            "day" => self.day = self.day.checked_add(1.day()).expect("a day"),
            _ => return false,
        }
        true
    }

    fn disk(&self) -> DiskWorld {
        DiskWorld::new(&self.root, self.day).expect("the folder")
    }
}

fn all(shown: &Shown) -> BTreeMap<String, Vec<u8>> {
    let bytes = |address: &str| shown.bytes(address).expect("it is planned").expect("it renders");
    shown.addresses().into_iter().map(|address| (address.to_owned(), bytes(address))).collect()
}

/// Resident memory of this process, in KiB; 0 where the system does not say.
fn memory() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0");
    line.trim().trim_end_matches(" kB").parse().unwrap_or(0)
}

#[test]
#[expect(clippy::print_stdout, reason = "a soak tells how it went")]
fn what_is_made_from_changes_is_what_a_fresh_start_makes() {
    let soak = std::env::var_os("CRIER_SOAK").is_some();
    let records = if soak { 2000 } else { 24 };
    let folder = tempfile::tempdir().expect("a folder");
    let mut desk = Desk::open(&folder.path().canonicalize().expect("a folder"), records);
    // How many changes, and after how many each address is compared.
    let runs = if soak { [(1000, 50), (1000, 50)] } else { [(100, 3), (32, 4)] };
    for (audience, (changes, compared)) in [Audience::Residents, Audience::WebTeam].into_iter().zip(runs) {
        let mut kept = Kept::default();
        let mut shown = Shown::first(desk.disk(), audience, &mut kept);
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut early = 0;
        desk.changed.clear();
        let mut step = 0;
        while step < changes {
            // Each sort once in turn, then any.
            let sort = if step < EDITS.len() { EDITS[step] } else { EDITS[desk.next(EDITS.len())] };
            if !desk.edit(sort) {
                continue;
            }
            step += 1;
            *counts.entry(sort).or_default() += 1;
            let paths = std::mem::take(&mut desk.changed);
            if let Some((next, _)) = shown.next(desk.disk(), Some(&paths), &mut kept) {
                shown = next;
            }
            assert!(
                shown.report.count(crate::diagnostic::Severity::Error) == 0,
                "{sort}: {:?}",
                shown.report
            );
            if step % compared == 0 {
                let fresh = Shown::first(desk.disk(), audience, &mut Kept::default());
                assert_eq!(
                    shown.whole_report(),
                    fresh.whole_report(),
                    "after {step} changes, the last: {sort}"
                );
                assert_eq!(shown.due, fresh.due, "after {step} changes, the last: {sort}");
                let (made, wanted) = (all(&shown), all(&fresh));
                assert!(
                    made.keys().eq(wanted.keys()),
                    "after {step} changes, the last: {sort}: other addresses"
                );
                let other = made.iter().find(|(address, bytes)| wanted[*address] != **bytes);
                assert!(
                    other.is_none(),
                    "after {step} changes, the last: {sort}: other bytes at {:?}",
                    other.map(|o| o.0)
                );
            }
            if step == changes / 4 {
                early = memory();
            }
        }
        for sort in EDITS {
            assert!(counts.contains_key(sort), "no change of the sort: {sort}");
        }
        if soak {
            let late = memory();
            println!("{changes} changes, memory {early} KiB after a quarter, {late} KiB at the end");
            assert!(late < early + early / 10, "memory grew from {early} to {late} KiB");
        }
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
