//! Same input, same bytes: whatever the threads, the order of folders, the place on disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn crier(root: &Path, words: &[&str], threads: &str) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_crier"));
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
    let (one, two) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
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
    let site = tempfile::tempdir().expect("a folder");
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
