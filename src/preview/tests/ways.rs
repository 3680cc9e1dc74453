//! The ways in which programs save files, tried on a preview that runs: after each it shows what a fresh start shows, told by the system
//! alone.

use super::*;
use crate::preview::{Options, Workbench};
use crate::world::disk::DiskWorld;
use jiff::civil::date;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Long, for a machine that does other things too: nothing here is timed.
const PATIENCE: Duration = Duration::from_secs(30);

/// The file that is saved.
const FILE: &str = "content/reports/report-3.md";

/// Every address, and the table of all reports: what is rendered of them is compared by the random edits.
type Seen = (Vec<String>, Vec<u8>);

fn seen(shown: &Shown) -> Seen {
    let table = shown.bytes("/data/v1/reports.csv").expect("it is planned").expect("it renders");
    (shown.addresses().into_iter().map(str::to_owned).collect(), table)
}

/// A preview that watches, and how many updates it made.
struct Watching {
    root: PathBuf,
    bench: Arc<Workbench>,
    updates: Arc<AtomicUsize>,
    /// What it showed last.
    last: Seen,
}

fn watching(root: &Path, poll: bool) -> Watching {
    let options =
        Options { root: root.to_owned(), today: Some(date(2026, 1, 1)), audience: Audience::Residents, poll };
    let mut bench = Workbench::open(options).expect("a site");
    // It must be told: what it would find by looking from time to time proves nothing.
    if !poll {
        bench.tick = PATIENCE * 10;
    }
    let (bench, updates) = (Arc::new(bench), Arc::new(AtomicUsize::new(0)));
    let (keeper, count) = (bench.clone(), updates.clone());
    // It ends when the folder has gone.
    std::thread::spawn(move || {
        keeper.keep(&mut |_| {
            // Its own mistakes do not end it.
            assert!(count.fetch_add(1, Ordering::SeqCst) != 0, "a panic, for the test");
        })
    });
    Watching { root: root.to_owned(), bench, updates, last: Seen::default() }
}

impl Watching {
    fn fresh(&self) -> Shown {
        let disk = DiskWorld::new(&self.root, date(2026, 1, 1)).expect("the folder");
        Shown::first(disk, Audience::Residents, &mut Kept::default())
    }

    /// Does something to the files, and waits until what is shown is what a fresh start shows.
    fn shows(&mut self, what: &str, act: &dyn Fn(&Path)) {
        act(&self.root);
        let fresh = self.fresh();
        let (wanted, end) = (seen(&fresh), Instant::now() + PATIENCE);
        assert!(wanted != self.last, "{what} changes nothing");
        assert!(fresh.whole_report().is_empty(), "{what}: {:?}", fresh.report);
        self.last = wanted;
        while !(self.bench.shown().whole_report().is_empty() && seen(&self.bench.shown()) == self.last) {
            assert!(Instant::now() < end, "{what}: it is not shown\n{:?}", self.bench.shown().report);
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

fn text(words: &str) -> String {
    format!("---\ntitle: {words}\ndate: 2025-01-03\nbody: council\n---\n\nWords.\n")
}

fn put(file: &Path, words: &str) {
    fs::create_dir_all(file.parent().expect("below the root")).expect("a folder");
    fs::write(file, text(words)).expect("a file");
}

fn moved(from: &Path, to: &Path) {
    fs::rename(from, to).expect("it is moved");
}

/// A name beside a file.
fn beside(file: &Path, name: impl FnOnce(&str) -> String) -> PathBuf {
    file.with_file_name(name(&file.file_name().expect("a file").to_string_lossy()))
}

#[test]
fn every_way_of_saving_is_shown() {
    let (folder, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("another"));
    let root = folder.path().canonicalize().expect("a folder");
    Desk::open(&root, 6);
    let mut bench = watching(&root, false);
    bench.shows("in place, in two pieces", &|root| {
        let mut out = fs::File::create(root.join(FILE)).expect("a file");
        let text = text("In pieces");
        let (one, two) = text.split_at(text.len() / 2);
        for piece in [one, two] {
            out.write_all(piece.as_bytes()).and_then(|()| out.sync_data()).expect("written");
        }
    });
    bench.shows("the old file kept for a moment, as vim does", &|root| {
        let file = root.join(FILE);
        let (probe, backup) = (file.with_file_name("4913"), beside(&file, |name| format!("{name}~")));
        put(&probe, "");
        fs::remove_file(probe).expect("removed");
        moved(&file, &backup);
        put(&file, "Old file kept");
        fs::remove_file(backup).expect("removed");
    });
    bench.shows("a copy kept for a moment, as vim does with backupcopy", &|root| {
        let file = root.join(FILE);
        let backup = beside(&file, |name| format!("{name}~"));
        fs::copy(&file, &backup).expect("copied");
        put(&file, "Copy kept");
        fs::remove_file(backup).expect("removed");
    });
    bench.shows("a file beside, renamed over", &|root| {
        let file = root.join(FILE);
        let new = file.with_file_name(".goutputstream-AB12CD");
        put(&new, "Renamed over");
        moved(&new, &file);
    });
    bench.shows("two renames", &|root| {
        let file = root.join(FILE);
        let [new, old] = ["tmp", "old"].map(|word| beside(&file, |name| format!("{name}___jb_{word}___")));
        put(&new, "Two renames");
        moved(&file, &old);
        moved(&new, &file);
        fs::remove_file(old).expect("removed");
    });
    bench.shows("emptied, and filled later", &|root| {
        fs::write(root.join(FILE), "").expect("emptied");
        std::thread::sleep(Duration::from_millis(200));
        put(&root.join(FILE), "Filled");
    });
    folders(&mut bench, other.path());
}

/// Many files and whole folders.
fn folders(bench: &mut Watching, other: &Path) {
    let deep = |folder: &str, n: usize| format!("content/reports/{folder}/deep/er/new-{n}.md");
    for words in ["One", "Other"] {
        bench.shows("many files taken away and made, as when a branch is switched", &|root| {
            for n in 0..500 {
                let file = root.join(Desk::path(&format!("many-{n}")));
                // The first time there is none.
                let _ = fs::remove_file(&file);
                put(&file, &format!("{words} {n}"));
            }
        });
    }
    bench.shows("nested folders with files at once", &|root| {
        (0..5).for_each(|n| put(&root.join(deep("a", n)), &format!("New {n}")));
    });
    bench.shows("a file in them", &|root| put(&root.join(deep("a", 1)), "Edited"));
    let reports = |root: &Path, name: &str| root.join("content/reports").join(name);
    bench.shows("a folder removed and made again at once", &|root| {
        fs::remove_dir_all(reports(root, "a")).expect("removed");
        (2..6).for_each(|n| put(&root.join(deep("a", n)), &format!("Made again {n}")));
    });
    bench.shows("a file in it", &|root| put(&root.join(deep("a", 3)), "Edited again"));
    bench.shows("a folder moved, and a file in it", &|root| {
        moved(&reports(root, "a"), &reports(root, "b"));
        put(&root.join(deep("b", 2)), "Moved and edited");
    });
    bench.shows("a folder moved out of the site", &|root| {
        moved(&reports(root, "b/deep"), &other.join("deep"));
    });
    bench.shows("and in again", &|root| moved(&other.join("deep"), &reports(root, "b/deep")));
    bench.shows("a file in it", &|root| put(&root.join(deep("b", 4)), "Edited at last"));
    bench.shows("a folder removed", &|root| fs::remove_dir_all(reports(root, "b")).expect("removed"));
    bench.shows("all content exchanged", &|root| {
        moved(&root.join("content"), &other.join("content"));
        (1..4).for_each(|n| {
            put(&root.join(Desk::path(&format!("report-{n}"))), &format!("Exchanged {n}"));
        });
    });
    bench.shows("a file in it", &|root| put(&root.join(FILE), "The last"));
    assert!(all(&bench.bench.shown()) == all(&bench.fresh()));
}

#[test]
fn what_editors_drop_is_no_change_and_no_problem() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().canonicalize().expect("a folder");
    Desk::open(&root, 4);
    let mut bench = watching(&root, false);
    let next = "content/reports/report-2.md";
    bench.shows("an edit", &|root| put(&root.join(next), "First"));
    let before = all(&bench.bench.shown());
    let updates = bench.updates.load(Ordering::SeqCst);
    for file in [FILE, "data/topics.csv", "data/kinds/topic.json", "themes/civic/assets/civic.css"] {
        let file = root.join(file);
        for name in [
            "NAME~",
            ".NAME.swp",
            "NAME.swx",
            "4913",
            ".goutputstream-AB12CD",
            "#NAME#",
            ".~lock.NAME#",
            "~$NAME",
            "NAME___jb_tmp___",
            "NAME.bak",
            "NAME.tmp",
            "NAME.vsctmp",
            "Thumbs.db",
        ] {
            put(&beside(&file, |own| name.replace("NAME", own)), "Dropped");
        }
    }
    std::os::unix::fs::symlink("me@host.1:2", root.join("content/reports/.#report-3.md")).expect("a lock");
    // Looking at everything finds nothing.
    assert!(!bench.bench.update(&mut |_| {}).expect("the folder"));
    bench.shows("an edit beside them", &|root| put(&root.join(next), "Second"));
    bench.shows("and back", &|root| put(&root.join(next), "First"));
    assert_eq!(bench.updates.load(Ordering::SeqCst), updates + 2, "droppings are no updates");
    assert!(all(&bench.bench.shown()) == before);
}

#[test]
fn looking_from_time_to_time_sees_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().canonicalize().expect("a folder");
    Desk::open(&root, 4);
    let mut bench = watching(&root, true);
    bench.shows("a file renamed over", &|root| {
        let new = root.join(FILE).with_file_name(".new");
        put(&new, "Renamed over");
        moved(&new, &root.join(FILE));
    });
    bench.shows("nested folders with files", &|root| put(&root.join("content/reports/a/b/new.md"), "New"));
    bench.shows("a folder moved", &|root| {
        moved(&root.join("content/reports/a"), &root.join("content/reports/c"));
        put(&root.join("content/reports/c/b/new.md"), "Moved and edited");
    });
    bench.shows("a folder removed", &|root| {
        fs::remove_dir_all(root.join("content/reports/c")).expect("removed");
    });
}
