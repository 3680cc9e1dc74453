//! House rules as tests: layers, sizes, names, and what no tracked file may hold.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Modules in order: each may use only those before it. Those of one number do not see each other.
const LAYERS: [(&str, u8); 30] = [
    ("source", 0),
    ("spreadsheet", 0),
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
    ("ledger", 8),
    ("site", 9),
    ("dataset", 10),
    ("feed", 10),
    ("host", 10),
    ("search", 10),
    ("theme", 11),
    ("edition", 12),
    ("render", 13),
    ("emit", 1),
    ("serve", 13),
    ("preview", 14),
    ("publish", 14),
    ("release", 14),
    ("diff", 14),
    ("cli", 15),
    ("lib", 16),
];

/// Longest a source file may be, its unit tests apart.
const LINES_MAX: usize = 450;

/// Files that are longer, and why.
const LONGER: [(&str, &str); 1] =
    [("src/prose/html.rs", "one renderer: a rule for each node of the Markdown tree, each a few lines")];

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
    let declared = include_str!("../../src/lib.rs").lines().filter_map(|line| line.strip_prefix("pub mod "));
    for module in declared.map(|module| module.trim_end_matches(';')) {
        assert!(layers.contains_key(module), "`{module}` has no layer");
    }
    for (path, text) in sources().iter().filter(|(path, _)| !is_test(path)) {
        let module = path.trim_start_matches("src/").split(['/', '.']).next().expect("a name");
        let Some(own) = layers.get(module) else { continue };
        for (used, layer) in &layers {
            let at = |end: &str| program(text).contains(&format!("crate::{used}{end}"));
            let uses = at("::") || at(";") || at(" as ");
            assert!(!program(text).contains("use crate::{"), "{path}: one module a line");
            if uses && *used != module && layer >= own {
                wrong.push(format!("{path} uses {used}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn files_are_short_and_well_named() {
    let mut long: Vec<String> = LONGER.iter().map(|(path, _)| (*path).to_owned()).collect();
    for (path, text) in sources() {
        let lines = program(&text).lines().count();
        if lines > LINES_MAX && !is_test(&path) {
            assert!(long.contains(&path), "{path} has {lines} lines");
            long.retain(|listed| *listed != path);
        }
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
    // The first site's files speak of kinds; the program does not.
    let kinds: Vec<(String, String)> = crate::kinds::names();
    // Names that are also those of fields, of members of the view or of words in kind files: they may stand for those.
    let shared = ["area", "body", "indicator", "matter", "observation", "page", "person", "term", "topic"];
    let mut wrong = Vec::new();
    for (path, text) in
        sources().iter().filter(|(path, _)| !is_test(path) && !path.starts_with("src/cli/init"))
    {
        let lines = program(text).lines().filter(|line| !line.trim_start().starts_with("//"));
        let code = lines.collect::<Vec<_>>().join("\n");
        for (kind, plural) in &kinds {
            let literal = |word: &str| code.contains(&format!("\"{word}\""));
            let compared = [format!("name == \"{kind}\""), format!("kinds.get(\"{kind}\")")];
            let named = !shared.contains(&kind.as_str()) && (literal(kind) || literal(plural));
            if named || compared.iter().any(|line| code.contains(line)) {
                wrong.push(format!("{path} names {kind}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Tracked files that are text.
fn tracked() -> Vec<(String, String)> {
    let listed = Command::new("git").args(["ls-files"]).current_dir(home()).output().expect("git runs");
    let names = String::from_utf8_lossy(&listed.stdout).into_owned();
    let text = |name: &str| fs::read_to_string(home().join(name)).ok().map(|text| (name.to_owned(), text));
    names.lines().filter(|name| *name != "Cargo.lock").filter_map(text).collect()
}

#[test]
fn nothing_is_left_to_be_done() {
    let left = ["TO-DO", "FIX-ME", "to-do!(", "un-implemented!("].map(|word| word.replace('-', ""));
    for (path, text) in tracked() {
        for word in &left {
            assert!(!text.contains(word.as_str()), "{path} holds {word}");
        }
    }
}

#[test]
fn no_tracked_file_holds_a_contact_of_the_papers_or_a_path_of_a_machine() {
    // Put together here, so that this file does not hold what it looks for.
    let domains = ["cheltenham", "tewkesbury"].map(|council| format!("{council}.gov{}", ".uk"));
    let codes = ["1242", "1684"];
    let paths = ["home", "work", "root"].map(|p| format!("/{p}/"));
    let beside = format!("..{}", "/shared");
    let mut wrong = Vec::new();
    for (file, text) in tracked() {
        let lower = text.to_lowercase();
        // With or without the country's code, brackets, spaces or a hyphen.
        let dialled = |code: &&str| {
            lower.match_indices(*code).any(|(at, _)| {
                let before = lower[..at].trim_end_matches([' ', '(']);
                let after = lower[at + code.len()..].trim_start_matches([' ', '-', ')']);
                (before.ends_with('0') || before.ends_with("+44"))
                    && !before.ends_with("00")
                    && after.chars().take(6).filter(char::is_ascii_digit).count() == 6
            })
        };
        if domains.iter().any(|d| lower.contains(d)) || codes.iter().any(dialled) {
            wrong.push(format!("{file}: a contact of the papers"));
        }
        let starts = [' ', '"', '`', '\'', '(', '='];
        let machine = |path: &String| starts.iter().any(|c| lower.contains(&format!("{c}{path}")));
        if paths.iter().any(machine) || lower.contains(&beside) {
            wrong.push(format!("{file}: a path of a machine"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
