//! The commands as typed: exit codes, what is printed, what is written.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn crier(root: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_crier"))
        .args(words)
        .arg("--root")
        .arg(root)
        .output()
        .expect("the program runs")
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn example() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let made = Command::new(env!("CARGO_BIN_EXE_crier"))
        .arg("init")
        .arg(folder.path())
        .output()
        .expect("the program runs");
    assert!(made.status.success(), "{}", err(&made));
    folder
}

#[test]
fn a_new_site_is_checked_built_and_then_unchanged() {
    let site = example();
    let root = site.path();
    assert_eq!(crier(root, &["check", "--strict"]).status.code(), Some(0));
    let built = crier(root, &["build", "--today", "2026-01-01"]);
    assert_eq!(built.status.code(), Some(0), "{}", err(&built));
    assert!(root.join("public/index.html").is_file() && root.join("public/404.html").is_file());
    let again = crier(root, &["build", "--today", "2026-01-01"]);
    assert!(err(&again).contains("Nothing has changed"), "{}", err(&again));
    // A damaged and a missing output are restored.
    fs::write(root.join("public/index.html"), "broken").expect("a file");
    fs::remove_file(root.join("public/404.html")).expect("a file");
    let restored = crier(root, &["build", "--today", "2026-01-01"]);
    assert!(err(&restored).contains("2 files written"), "{}", err(&restored));
}

#[test]
fn an_error_leaves_the_published_edition_alone() {
    let site = example();
    let root = site.path();
    crier(root, &["build", "--today", "2026-01-01"]);
    let before = fs::read(root.join("public/index.html")).expect("built");
    fs::write(root.join("content/pages/bad.md"), "---\ntitel: Bad\n---\n").expect("a file");
    let refused = crier(root, &["build", "--today", "2026-01-01"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(err(&refused).contains("did you mean `title`?"), "{}", err(&refused));
    assert!(err(&refused).contains("public/ is as it was"));
    assert_eq!(fs::read(root.join("public/index.html")).expect("built"), before);
}

#[test]
fn hold_back_publishes_the_rest_and_says_so() {
    let site = example();
    let root = site.path();
    crier(root, &["build", "--today", "2026-01-01"]);
    fs::write(root.join("content/pages/bad.md"), "---\ntitel: Bad\n---\n").expect("a file");
    fs::write(root.join("content/pages/good.md"), "---\ntitle: Good\n---\n").expect("a file");
    let held = crier(root, &["build", "--hold-back", "--today", "2026-01-01"]);
    assert_eq!(held.status.code(), Some(1), "{}", err(&held));
    assert!(err(&held).contains("Held back for its errors: page/bad"), "{}", err(&held));
    assert!(root.join("public/good/index.html").is_file() && !root.join("public/bad").exists());
    // What was published before is not held back: that would take it away from residents.
    fs::write(root.join("content/pages/good.md"), "---\ntitel: Good\n---\n").expect("a file");
    let refused = crier(root, &["build", "--hold-back", "--today", "2026-01-01"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(err(&refused).contains("Nothing was published"), "{}", err(&refused));
    assert!(root.join("public/good/index.html").is_file());
}

#[test]
fn a_foreign_file_stops_the_build_by_name() {
    let site = example();
    let root = site.path();
    crier(root, &["build", "--today", "2026-01-01"]);
    fs::write(root.join("public/notes.txt"), "mine").expect("a file");
    fs::write(root.join("content/pages/more.md"), "---\ntitle: More\n---\n").expect("a file");
    let refused = crier(root, &["build", "--today", "2026-01-01"]);
    assert_eq!(refused.status.code(), Some(1), "{}", err(&refused));
    assert!(err(&refused).contains("notes.txt"), "{}", err(&refused));
    assert_eq!(fs::read_to_string(root.join("public/notes.txt")).expect("still there"), "mine");
}

#[test]
fn exit_codes_tell_the_site_from_the_command() {
    let site = example();
    assert_eq!(crier(site.path(), &["chekc"]).status.code(), Some(2));
    assert_eq!(crier(site.path(), &["explain", "no-such-code"]).status.code(), Some(2));
    assert_eq!(crier(&site.path().join("nowhere"), &["check"]).status.code(), Some(3));
    assert_eq!(crier(site.path(), &["explain", "unknown-record"]).status.code(), Some(0));
    assert_eq!(crier(site.path(), &["explain", "/"]).status.code(), Some(0));
}
