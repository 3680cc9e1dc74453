//! House rules as tests: layers, sizes, names, and what no tracked file may hold.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Modules in order: each may use only those before it. Those of one number do not see each other.
const LAYERS: [(&str, u8); 22] = [
    ("source", 0),
    ("date", 0),
    ("media", 0),
    ("embedded", 0),
    ("diagnostic", 1),
    ("world", 2),
    ("tree", 3),
    ("kind", 4),
    ("prose", 5),
    ("record", 6),
    ("graph", 7),
    ("check", 8),
    ("site", 9),
    ("dataset", 10),
    ("theme", 10),
    ("edition", 11),
    ("render", 12),
    ("emit", 1),
    ("serve", 12),
    ("publish", 13),
    ("cli", 14),
    ("lib", 15),
];

/// Longest a source file may be, tests apart.
const LINES_MAX: usize = 540;

fn home() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> BTreeMap<String, String> {
    fn walk(folder: &Path, found: &mut BTreeMap<String, String>, home: &Path) {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, found, home);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let name = path.strip_prefix(home).expect("below").to_string_lossy().into_owned();
                found.insert(name, fs::read_to_string(&path).expect("text"));
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(&home().join("src"), &mut found, &home());
    found
}

fn is_test(path: &str) -> bool {
    path.contains("/tests") || path.ends_with("tests.rs")
}

/// The text of a file before its unit tests.
fn program(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text)
}

#[test]
fn a_module_uses_only_those_before_it() {
    let layers: BTreeMap<&str, u8> = LAYERS.into_iter().collect();
    let mut wrong = Vec::new();
    for (path, text) in sources().iter().filter(|(path, _)| !is_test(path)) {
        let module = path.trim_start_matches("src/").split(['/', '.']).next().expect("a name");
        let Some(own) = layers.get(module) else { continue };
        for (used, layer) in &layers {
            let uses = program(text).contains(&format!("crate::{used}::"))
                || program(text).contains(&format!("use crate::{used};"));
            if uses && *used != module && layer >= own {
                wrong.push(format!("{path} uses {used}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn files_are_short_and_well_named() {
    for (path, text) in sources() {
        let lines = program(&text).lines().count();
        assert!(is_test(&path) || lines <= LINES_MAX, "{path} has {lines} lines");
        for banned in ["utils", "helpers", "common", "misc"] {
            assert!(
                !path.contains(&format!("/{banned}.rs")) && !path.contains(&format!("/{banned}/")),
                "{path}"
            );
        }
    }
}

#[test]
fn no_kind_is_named_in_rust() {
    // The first site's files and the explanations of `new` speak of kinds; the program's own modules do not.
    let mut wrong = Vec::new();
    for (path, text) in sources().iter().filter(|(path, _)| !is_test(path) && !path.starts_with("src/cli/")) {
        for kind in [
            "report",
            "resolution",
            "protocol",
            "needs-assessment",
            "meeting",
            "matter",
            "membership",
            "observation",
            "ward",
        ] {
            let code = program(text)
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .collect::<Vec<_>>()
                .join("\n");
            if code.contains(&format!("== \"{kind}\"")) || code.contains(&format!("get(\"{kind}\")")) {
                wrong.push(format!("{path} names {kind}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_tracked_file_holds_a_contact_of_the_papers_or_a_path_of_a_machine() {
    // Put together here, so that this file does not hold what it looks for.
    let domains = ["cheltenham", "tewkesbury"].map(|council| format!("@{council}.gov{}", ".uk"));
    let codes = ["01242", "01684"];
    let paths = ["/home", "/work", "/root"].map(|p| format!("{p}/"));
    let listed = Command::new("git").args(["ls-files"]).current_dir(home()).output().expect("git runs");
    let mut wrong = Vec::new();
    for file in String::from_utf8_lossy(&listed.stdout).lines().filter(|f| *f != "Cargo.lock") {
        let Ok(text) = fs::read_to_string(home().join(file)) else { continue };
        let lower = text.to_lowercase();
        let dialled = |code: &str| {
            lower.match_indices(code).any(|(at, _)| {
                let next: String = lower[at + code.len()..].chars().take(2).collect();
                next.trim_start().starts_with(|c: char| c.is_ascii_digit()) && file != "tests/it/tidy.rs"
            })
        };
        if domains.iter().any(|d| lower.contains(d)) || codes.iter().any(|c| dialled(c)) {
            wrong.push(format!("{file}: a contact of the papers"));
        }
        if paths.iter().any(|p| lower.contains(&format!(" {p}")) || lower.contains(&format!("\"{p}")))
            && file != "tests/it/tidy.rs"
        {
            wrong.push(format!("{file}: a path of a machine"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
