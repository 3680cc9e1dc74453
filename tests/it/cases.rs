//! Case folders: `tests/cases/<topic>/<case>/` holds a site's files and, in `expected/`, what some of its addresses become.
//!
//! A case without `crier.toml` has the usual settings. `expected/report.txt` is what is said about the files, empty when nothing is;
//! other files stand at their address, and `page.txt` in a page's folder is what a reader meets in the page's main part: its
//! words, `{id}` before what has an id, and `(address)` after a link. Every expected file must be made; an expected file is added by
//! making an empty one. `CRIER_BLESS=1` accepts what is made.

use crate::edition::{Made, SETTINGS, make, reported};
use crier::diagnostic::{report::Report, short};
use crier::world::memory::MemoryWorld;
use std::fs;
use std::path::{Path, PathBuf};

const DAY: &str = "2026-11-22";

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return found };
    for entry in entries.flatten() {
        if entry.path().is_dir() { found.extend(files(&entry.path())) } else { found.push(entry.path()) }
    }
    found.sort();
    found
}

fn inside(folder: &Path, path: &Path) -> String {
    path.strip_prefix(folder).expect("below").to_string_lossy().into_owned()
}

fn world(case: &Path) -> MemoryWorld {
    let empty = MemoryWorld::new(DAY.parse().expect("a day")).with("crier.toml", SETTINGS);
    let own = files(case).into_iter().map(|path| (inside(case, &path), path));
    own.filter(|(name, _)| !name.starts_with("expected/"))
        .fold(empty, |world, (name, path)| world.with(&name, fs::read(path).expect("a file")))
}

/// What an expected file should hold; none when nothing is made there.
fn found(made: Option<&Made>, report: &Report, name: &str) -> Option<Vec<u8>> {
    if name == "report.txt" {
        return Some(short::render(report).into_bytes());
    }
    let made = made?;
    match name.strip_suffix("page.txt") {
        Some(folder) => made.outputs.get(&format!("/{folder}")).map(|html| outline(html).into_bytes()),
        None => made.outputs.get(&format!("/{name}")).cloned(),
    }
}

/// The main part of a page, as a reader meets it: a line for each block.
fn outline(html: &[u8]) -> String {
    let html = String::from_utf8_lossy(html);
    let main = html.split_once("<main").map_or(&*html, |(_, rest)| rest);
    let main = main.split_once("</main>").map_or(main, |(main, _)| main);
    let mut out = String::new();
    let mut targets: Vec<String> = Vec::new();
    let mut rest = main.split_once('>').map_or("", |(_, rest)| rest);
    while let Some((words, after)) = rest.split_once('<') {
        out.push_str(words);
        let (tag, after) = after.split_once('>').expect("a tag that ends");
        let attribute = |name: &str| {
            let (_, value) = tag.split_once(&format!(" {name}=\""))?;
            value.split_once('"').map(|(value, _)| value)
        };
        let name = tag.trim_start_matches('/').split(' ').next().unwrap_or_default();
        if tag.starts_with('a') && name == "a" {
            targets.push(attribute("href").unwrap_or_default().to_owned());
        } else if tag == "/a" {
            out.push_str(&format!(" ({})", targets.pop().unwrap_or_default()));
        } else if !["b", "i", "em", "strong", "span", "time", "code", "dfn", "abbr"].contains(&name) {
            out.push('\n');
        }
        if let Some(id) = attribute("id") {
            out.push_str(&format!("{{{id}}} "));
        }
        rest = after;
    }
    let lines = out.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let text = lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
    // What every page says at its end is not what a case is about.
    text.split("{cite} Cite this page").next().unwrap_or_default().trim_end().to_owned() + "\n"
}

#[test]
fn every_case_becomes_what_is_expected() {
    let bless = std::env::var_os("CRIER_BLESS").is_some();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut cases: Vec<PathBuf> = files(&root)
        .iter()
        .filter_map(|path| {
            let name = inside(&root, path);
            let mut steps = name.split('/');
            Some(root.join(steps.next()?).join(steps.next()?))
        })
        .collect();
    cases.dedup();
    assert!(cases.len() >= 8, "the cases are there");
    let mut wrong = Vec::new();
    for case in cases {
        let world = world(&case);
        let report = reported(&world);
        let errors = report.count(crier::diagnostic::Severity::Error) > 0;
        let made = (!errors).then(|| make(&world));
        let expected = case.join("expected");
        let mut listed = files(&expected);
        if !listed.contains(&expected.join("report.txt")) {
            listed.push(expected.join("report.txt"));
        }
        for path in listed {
            let name = format!("{}: {}", inside(&root, &case), inside(&expected, &path));
            let Some(bytes) = found(made.as_ref(), &report, &inside(&expected, &path)) else {
                wrong.push(format!("{name} is expected, and nothing is made there"));
                continue;
            };
            if bless {
                fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
                fs::write(&path, bytes).expect("a file");
            } else if fs::read(&path).ok().as_ref() != Some(&bytes) {
                wrong.push(format!("{name} differs; it is now:\n{}", String::from_utf8_lossy(&bytes)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\naccept with CRIER_BLESS=1", wrong.join("\n"));
}

#[test]
fn an_outline_holds_words_ids_and_addresses() {
    let html = b"<html><main id=\"main\"><h1>A</h1><p id=\"p\">See <a href=\"x/\">the <b>x</b></a>.</p></main></html>";
    assert_eq!(outline(html), "A\n{p} See the x (x/).\n");
}
