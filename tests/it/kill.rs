//! A build that is cut off, on the program itself: public/ is always one whole edition, at the latest after the next build.

use crate::{program, scratch};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Moments at which the long build is killed.
const KILLS: u32 = 50;

fn is_release() -> bool {
    std::env::var_os("CRIER_BIN").is_some()
}

fn build(root: &Path, failpoint: Option<&str>) -> Output {
    let mut command = Command::new(program());
    command.args(["build", "--today", "2026-01-01", "--root"]).arg(root);
    if let Some(step) = failpoint {
        command.env("CRIER_FAILPOINT", step);
    }
    command.output().expect("the program runs")
}

fn build_well(root: &Path) {
    let output = build(root, None);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A site of `n` reports, each with a section of its own.
fn site(root: &Path, n: usize) {
    let write = |path: &str, text: &str| {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("below the root")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    write(
        "crier.toml",
        "title = \"T\"\ncouncil = \"C\"\npublisher = \"C\"\nbase_url = \"https://t.example/\"\nlicence = \"OGL-UK-3.0\"\ncontact = \"a@t.example\"\n",
    );
    write("data/bodies.csv", "name,title,type\ncouncil,Council,council\n");
    for i in 0..n {
        report(root, i, "first");
    }
}

fn report(root: &Path, i: usize, words: &str) {
    let folder = root.join("content/reports");
    fs::create_dir_all(&folder).expect("a folder");
    let text = format!(
        "---\ntitle: Report {i} {words}\ndate: 20{:02}-0{}-1{}\nbody: council\n---\n\n## 1. Introduction\n\n1.1 The {words} words of report {i}.\n",
        10 + i % 15,
        1 + i % 9,
        i % 10
    );
    fs::write(folder.join(format!("report-{i}.md")), text).expect("a file");
}

fn change_half(root: &Path, n: usize, words: &str) {
    (0..n).step_by(2).for_each(|i| report(root, i, words));
    let gone = root.join("content/reports/report-1.md");
    let _ = fs::remove_file(gone);
}

fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    fn walk(at: &Path, base: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
        for entry in fs::read_dir(at).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, base, found);
            } else {
                let inside = path.strip_prefix(base).expect("below").to_owned();
                found.insert(inside, fs::read(&path).expect("a file"));
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, folder, &mut found);
    found
}

/// The edition that a fresh folder with the same sources gives.
fn expected(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let fresh = scratch();
    for part in ["crier.toml", "data", "content"] {
        let status =
            Command::new("cp").arg("-r").arg(root.join(part)).arg(fresh.path()).status().expect("cp");
        assert!(status.success());
    }
    build_well(fresh.path());
    tree(&fresh.path().join("public"))
}

fn same(found: &BTreeMap<PathBuf, Vec<u8>>, wanted: &BTreeMap<PathBuf, Vec<u8>>, when: &str) {
    let names = |t: &BTreeMap<PathBuf, Vec<u8>>| t.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(found), names(wanted), "{when}: other files");
    let differing: Vec<_> =
        wanted.iter().filter(|(path, bytes)| found[*path] != **bytes).map(|(path, _)| path).collect();
    assert!(differing.is_empty(), "{when}: other bytes in {differing:?}");
}

#[test]
fn a_kill_at_every_step_of_the_journal_ends_in_one_edition() {
    const N: usize = 30;
    let folder = scratch();
    let root = folder.path();
    site(root, N);
    build_well(root);
    let mut old = tree(&root.join("public"));
    let steps = [
        "staged:1",
        "staged:7",
        "journal-partial:1",
        "journal-written:1",
        "rename:1",
        "rename:9",
        "remove:1",
        "manifest:1",
        "journal-removed:1",
    ];
    for (i, step) in steps.iter().enumerate() {
        // Each round writes report 1 anew, so that each has something to remove.
        report(root, 1, "again");
        build_well(root);
        old = if i == 0 { tree(&root.join("public")) } else { old };
        let before = tree(&root.join("public"));
        change_half(root, N, &format!("round-{i}"));
        let cut = build(root, Some(step));
        assert!(!cut.status.success(), "{step}: the build was not cut off");
        if step.starts_with("staged") || step.starts_with("journal-partial") {
            same(&tree(&root.join("public")), &before, &format!("{step}: the old edition"));
        }
        let journalled =
            ["journal-written", "rename", "remove", "manifest"].iter().any(|s| step.starts_with(s));
        if journalled {
            let check = Command::new(program())
                .args(["check", "--today", "2026-01-01", "--root"])
                .arg(root)
                .output()
                .expect("check runs");
            assert!(
                String::from_utf8_lossy(&check.stderr).contains("cut off"),
                "{step}: check does not say so"
            );
        }
        build_well(root);
        same(&tree(&root.join("public")), &expected(root), &format!("{step}: the new edition"));
    }
    assert!(!old.is_empty());
}

#[test]
fn kill_nine_at_random_moments_ends_in_one_edition() {
    // The development program is many times slower: it gets a smaller site and fewer kills.
    let (n, kills) = if is_release() { (2000, KILLS) } else { (60, 6) };
    let folder = scratch();
    let root = folder.path();
    site(root, n);
    build_well(root);
    change_half(root, n, "timing");
    let clock = Instant::now();
    build_well(root);
    let whole = clock.elapsed();
    // Two editions in turn: what a fresh start makes of each is made once.
    let words = ["even", "odd"];
    let editions = words.map(|words| {
        change_half(root, n, words);
        expected(root)
    });
    build_well(root);
    for kill in 0..kills {
        let turn = kill as usize % 2;
        change_half(root, n, words[turn]);
        let (before, wanted) = (&editions[1 - turn], &editions[turn]);
        let mut child = Command::new(program())
            .args(["build", "--today", "2026-01-01", "--root"])
            .arg(root)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program runs");
        // Spread over the whole build, in an order that is no order: 37 and 50 have no common divisor.
        let share = (kill * 37 % kills) as f64 / f64::from(kills);
        std::thread::sleep(Duration::from_secs_f64(whole.as_secs_f64() * share));
        child.kill().expect("it can be killed");
        child.wait().expect("it ended");
        let after = tree(&root.join("public"));
        // No file is torn: each is the old one, the new one, or not there.
        for (path, bytes) in &after {
            let known = before.get(path) == Some(bytes) || wanted.get(path) == Some(bytes);
            assert!(known, "kill {kill}: {} is neither old nor new", path.display());
        }
        // Only a commit under its journal may be halfway.
        if !root.join(".crier/journal").exists() {
            assert!(
                after == *before || after == *wanted,
                "kill {kill}: half of an edition without a journal"
            );
        }
        build_well(root);
        same(&tree(&root.join("public")), wanted, &format!("kill {kill}"));
    }
}

#[test]
fn a_second_build_is_told_to_wait() {
    let folder = scratch();
    let root = folder.path();
    site(root, 3);
    fs::create_dir_all(root.join(".crier")).expect("a folder");
    let lock = fs::File::create(root.join(".crier/lock")).expect("a file");
    lock.lock().expect("the lock is free");
    let output = build(root, None);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("another crier build"));
    drop(lock);
    build_well(root);
}

/// Fills the disk but for some bytes.
fn fill(root: &Path, left: u64) {
    use std::io::Write;
    let mut filler = fs::File::create(root.join("filler")).expect("a file");
    while filler.write_all(&[0; 4096]).is_ok() {}
    let size = filler.metadata().expect("its size").len();
    filler.set_len(size.saturating_sub(left)).expect("it shrinks");
}

#[test]
fn a_full_disk_leaves_the_old_edition() {
    let folder = scratch();
    let mounted =
        Command::new("mount").args(["-t", "tmpfs", "-o", "size=16m", "tmpfs"]).arg(folder.path()).output();
    if !mounted.is_ok_and(|m| m.status.success()) {
        // Where nothing may be mounted, the unit tests of `emit` do this with a writer that fails.
        return;
    }
    let root = folder.path();
    site(root, 60);
    build_well(root);
    let before = tree(&root.join("public"));
    (0..60).for_each(|i| report(root, i, "again"));
    fill(root, 64 * 1024);
    let output = build(root, None);
    let after = tree(&root.join("public"));
    let _ = Command::new("umount").arg(folder.path()).status();
    assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
    same(&after, &before, "after a full disk");
}
