//! Same input, same bytes: whatever the threads, the order of folders, the place on disk.

use crate::edition::{Made, make, on_day, world};
use crier::diagnostic::Code;
use crier::publish::{self, Fate};
use crier::world::disk::DiskWorld;
use crier::world::{Listing, Stamp, World};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

fn crier(root: &Path, words: &[&str], threads: &str) {
    let mut command = Command::new(crate::program());
    let output = command
        .env("RAYON_NUM_THREADS", threads)
        .args(words)
        .arg("--root")
        .arg(root)
        .output()
        .expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = walk(folder);
    files
        .into_iter()
        .map(|p| (p.strip_prefix(folder).expect("below").to_owned(), fs::read(&p).expect("a file")))
        .collect()
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        if entry.path().is_dir() { found.extend(walk(&entry.path())) } else { found.push(entry.path()) }
    }
    found
}

fn demonstration(at: &Path, backwards: bool) {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<PathBuf> = ["content", "data"].iter().flat_map(|f| walk(&home.join(f))).collect();
    files.push(home.join("crier.toml"));
    files.sort();
    // Folders list files in the order they were made on many file systems.
    if backwards {
        files.reverse();
    }
    for file in files {
        let to = at.join(file.strip_prefix(home).expect("below"));
        fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
        fs::copy(&file, to).expect("a copy");
    }
}

#[test]
fn threads_order_and_place_make_no_difference() {
    let (one, two) = (crate::scratch(), crate::scratch());
    let deeper = two.path().join("some/other/place");
    fs::create_dir_all(&deeper).expect("a folder");
    demonstration(one.path(), false);
    demonstration(&deeper, true);
    crier(one.path(), &["build", "--today", "2026-11-22"], "1");
    crier(&deeper, &["build", "--today", "2026-11-22"], "8");
    let (a, b) = (tree(&one.path().join("public")), tree(&deeper.join("public")));
    assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>());
    let differing: Vec<_> =
        a.iter().filter(|(path, bytes)| b[*path] != **bytes).map(|(path, _)| path).collect();
    assert!(differing.is_empty(), "{differing:?}");
}

#[test]
fn another_day_changes_dated_states_alone() {
    let site = crate::scratch();
    demonstration(site.path(), false);
    crier(site.path(), &["build", "--today", "2026-11-22"], "2");
    let before = tree(&site.path().join("public"));
    crier(site.path(), &["build", "--today", "2026-11-23"], "2");
    let after = tree(&site.path().join("public"));
    let differing: Vec<_> =
        after.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes)).map(|(path, _)| path).collect();
    // The demonstration has no embargo and no exemption: only the home page says the day.
    assert_eq!(differing, [Path::new("index.html")]);
}

#[test]
fn a_second_build_writes_nothing_and_knows_that_nothing_changed() {
    let site = crate::scratch();
    demonstration(site.path(), false);
    let build = |today: &str| {
        let world = DiskWorld::new(site.path(), today.parse().expect("a day")).expect("a site");
        publish::build(site.path(), &world, publish::Options::default()).expect("a machine in order")
    };
    let Fate::Published(first) = build("2026-11-22").result else { panic!("the first edition") };
    assert!(first.written > 300 && first.removed == 0, "{first:?}");
    let public = site.path().join("public");
    let stamps = || -> BTreeMap<PathBuf, std::time::SystemTime> {
        let time = |path: &Path| fs::metadata(path).and_then(|m| m.modified()).expect("a file");
        walk(&public).into_iter().map(|path| (path.clone(), time(&path))).collect()
    };
    let before = stamps();
    let Fate::Current(files) = build("2026-11-22").result else { panic!("nothing had changed") };
    assert_eq!(files, before.len());
    // A touched input is looked at again, and gives the same bytes: no file is written.
    let toml = site.path().join("crier.toml");
    fs::write(&toml, fs::read(&toml).expect("a file")).expect("a file");
    let Fate::Published(second) = build("2026-11-22").result else { panic!("an input was touched") };
    assert_eq!((second.written, second.removed), (0, 0), "{second:?}");
    assert_eq!(before, stamps());
    // One edit writes what shows it, and nothing else.
    let body = site.path().join("content/bodies/cabinet.md");
    let text = fs::read_to_string(&body).expect("a file").replace("---\ntitle: ", "---\ntitle: The ");
    fs::write(&body, text).expect("a file");
    let Fate::Published(third) = build("2026-11-22").result else { panic!("an input was changed") };
    assert!(third.written > 0 && third.written < 40, "{third:?}");
    // A record beside the folders changes no file, and is told of all the same.
    let beside = site.path().join("reports");
    fs::create_dir(&beside).expect("a folder");
    fs::write(beside.join("a.md"), "---\ntitle: A\n---\n").expect("a file");
    let fourth = build("2026-11-22");
    let codes: Vec<Code> = fourth.diagnostics.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, [Code::UnreadFile]);
}

/// A world that breaks its promise to list files in order: even then the edition is the same.
struct Shuffled<'a> {
    inside: &'a dyn World,
    seed: u64,
}

impl World for Shuffled<'_> {
    fn today(&self) -> jiff::civil::Date {
        self.inside.today()
    }

    fn list(&self, folder: &str) -> Listing {
        let mut listing = self.inside.list(folder);
        let mut state = self.seed;
        for i in (1..listing.entries.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let other = usize::try_from(state >> 33).expect("31 bits") % (i + 1);
            listing.entries.swap(i, other);
        }
        listing
    }

    fn top(&self) -> Vec<String> {
        self.inside.top()
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.inside.read(path)
    }

    fn stamp(&self, path: &str) -> Option<Stamp> {
        self.inside.stamp(path)
    }
}

#[test]
fn the_order_in_which_files_are_listed_makes_no_difference() {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let disk = DiskWorld::new(home, "2026-11-22".parse().expect("a day")).expect("the demonstration");
    let plain = make(&disk);
    for seed in [1, 2026] {
        let other = make(&Shuffled { inside: &disk, seed });
        assert_eq!(differing(&plain, &other), BTreeSet::new());
        assert_eq!(plain.report, other.report);
    }
}

/// Addresses that are not the same in both.
fn differing(one: &Made, other: &Made) -> BTreeSet<String> {
    let all = one.outputs.keys().chain(other.outputs.keys());
    all.filter(|address| one.outputs.get(*address) != other.outputs.get(*address)).cloned().collect()
}

#[test]
fn two_days_differ_only_where_a_dated_state_changed() {
    let report = |title: &str, line: &str| {
        format!("---\ntitle: {title}\ndate: 2026-02-03\nbody: council\n{line}---\n")
    };
    let base = world(&[
        ("data/bodies.csv", "name,title,type\ncouncil,Council,council\nboard,Board,partnership\n"),
        ("data/people.csv", "name,title\nann,Ann Example\n"),
        (
            "data/memberships.csv",
            "person,body,role,from,to,basis\nann,board,Chair,2026-01-01,2026-11-22,minute\n",
        ),
        ("content/reports/plain.md", &report("Plain", "")),
        (
            "content/reports/private.md",
            &report("Private", "exempt: { kind: exempt, public_title: A contract, until: 2026-11-23 }\n"),
        ),
        (
            "content/meetings/next.md",
            "---\ntitle: Next\nbody: council\ndate: 2026-11-22\nstate: scheduled\n---\n",
        ),
    ]);
    let day = |day: &str| make(&on_day(&base, day));
    let (monday, tuesday, later) = (day("2026-11-22"), day("2026-11-23"), day("2026-11-24"));
    let expected = [
        // The day itself, what is coming, and what was private until today, wherever it is listed.
        "/",
        "/reports/",
        "/reports/private/",
        "/reports/private.json",
        "/data/v1/reports.csv",
        "/data/v1/reports.json",
        "/data/v1/reports.xlsx",
        // What describes and holds them.
        "/data/v1/datapackage.json",
        "/data/v1/all.zip",
        "/data/v1/SHA256SUMS",
        "/bodies/council/",
        "/bodies/council.json",
        "/bodies/council/feed.atom",
        "/bodies/council/feed.json",
        "/reports/feed.atom",
        "/reports/feed.json",
        "/data/catalog.jsonld",
        // Which tell the sizes of the files.
        "/data/",
        "/data/reports/",
        "/years/2026/",
        // A seat that ended the day before. The page of who had it says until when on either day.
        "/bodies/board/",
        // After its day it was to be held, and is no longer to come (`x-lapses`).
        "/meetings/",
        // Before its day it tells how to take part, and has a calendar file.
        "/meetings/next/",
        "/meetings/next/calendar.ics",
    ];
    // In which files of the index the words of a record stand is nobody's promise.
    let (index, others): (BTreeSet<String>, BTreeSet<String>) =
        differing(&monday, &tuesday).into_iter().partition(|address| address.starts_with("/search/"));
    assert!(index.contains("/search/rows/0.json"), "{index:?}");
    assert_eq!(others, expected.into_iter().map(str::to_owned).collect());
    assert_eq!(differing(&tuesday, &later), BTreeSet::from(["/".to_owned()]));
}
