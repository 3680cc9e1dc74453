//! The pages about problems, `tests/diagnostics/<code>.md`, which `crier explain` shows: each example on them is tried.
//!
//! A page begins with its code and the meaning the program gives. Under a second heading stands an example: the files of a small site,
//! each as its path alone in a line and a block, and a block marked `report` with all that crier says of them. `crier.toml` may be
//! left out. A block marked `latin-1` is written in that encoding, one marked `bytes` says how many there are, one marked `link` becomes a
//! link to the path in it, one marked `former` is there for a first build and gone for a second with `--hold-back`. `CRIER_BLESS=1`
//! accepts what is said.

use crate::edition::SETTINGS;
use crier::diagnostic::Code;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const DAY: &str = "2026-11-22";

/// Where each problem of a record is shown. `md`, `csv` and `json` ask for front matter, a cell and an element; with `.nested` it has to be
/// in a field of a field there: further in than the record's own fields, or under a dotted column. A cell holds no list of objects, and
/// so no parts; a name stands at a record's root.
const PLACES: [(&str, &[&str]); 18] = [
    ("ambiguous-part", &["md.nested", "csv", "json.nested"]),
    ("bad-date", &["md.nested", "csv.nested", "json.nested"]),
    ("duplicate-address", &["md", "csv", "json"]),
    ("duplicate-anchor", &["md.nested", "json.nested"]),
    ("duplicate-id", &["md", "csv", "json"]),
    ("duplicate-key", &["md.nested", "json.nested"]),
    ("formula-text", &["md.nested", "csv", "json.nested"]),
    ("missing-field", &["md.nested", "csv", "json.nested"]),
    ("not-allowed", &["md.nested", "csv.nested", "json.nested"]),
    ("placeholder", &["md.nested", "csv", "json.nested"]),
    ("reserved-name", &["md", "csv", "json"]),
    ("unknown-column", &["csv.nested"]),
    ("unknown-field", &["md.nested", "json.nested"]),
    ("unknown-part", &["md.nested", "csv", "json.nested"]),
    ("unknown-record", &["md.nested", "csv.nested", "json.nested"]),
    ("vote-tally", &["md.nested", "json.nested"]),
    ("wrong-kind", &["md.nested", "csv", "json.nested"]),
    ("wrong-type", &["md.nested", "csv.nested", "json.nested"]),
];

/// How the text of a block becomes a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Text,
    Latin1,
    Link,
    /// So many of them.
    Bytes,
    /// It was there when the edition in `public/` was made.
    Former,
}

#[derive(Debug)]
struct File {
    path: String,
    form: Form,
    text: String,
}

#[derive(Debug, Default)]
struct Example {
    heading: String,
    files: Vec<File>,
    /// What is said, and the lines of the page it stands in.
    report: Option<(String, std::ops::Range<usize>)>,
}

/// The examples of a page.
fn examples(page: &str) -> Vec<Example> {
    let lines: Vec<&str> = page.lines().collect();
    let mut found: Vec<Example> = Vec::new();
    let (mut path, mut at) = (None, 0);
    while at < lines.len() {
        let line = lines[at];
        at += 1;
        let fence = &line[..line.len() - line.trim_start_matches('`').len()];
        if let Some(heading) = line.strip_prefix("## ") {
            found.push(Example { heading: heading.to_owned(), ..Example::default() });
        } else if fence.len() >= 3 {
            let start = at;
            while lines[at] != fence {
                at += 1;
            }
            let text: String = lines[start..at].iter().flat_map(|line| [*line, "\n"]).collect();
            let example = found.last_mut().expect("a block stands under a heading");
            match (&line[fence.len()..], path.take()) {
                ("report", None) => example.report = Some((text, start..at)),
                (info, Some(path)) => example.files.push(file(path, info, text)),
                (_, None) => panic!("a block with neither a path nor a report: {line}"),
            }
            at += 1;
        } else if let Some(name) = line.strip_prefix('`').and_then(|rest| rest.strip_suffix('`')) {
            path = (!name.contains('`')).then(|| name.to_owned());
        }
    }
    found
}

fn file(path: String, info: &str, text: String) -> File {
    let form = match info {
        "latin-1" => Form::Latin1,
        "link" => Form::Link,
        "bytes" => Form::Bytes,
        "former" => Form::Former,
        _ => Form::Text,
    };
    File { path, form, text }
}

fn bytes(file: &File) -> Vec<u8> {
    match file.form {
        Form::Latin1 => file.text.chars().map(|c| u8::try_from(c as u32).expect("in Latin-1")).collect(),
        Form::Bytes => vec![0; file.text.trim().parse().expect("a number")],
        Form::Text | Form::Link | Form::Former => file.text.clone().into_bytes(),
    }
}

/// What the program says of the example.
fn said(example: &Example) -> String {
    let root = crate::scratch();
    fs::write(root.path().join("crier.toml"), SETTINGS).expect("a file");
    for file in &example.files {
        let path = root.path().join(&file.path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        match file.form {
            Form::Link => std::os::unix::fs::symlink(file.text.trim_end(), &path).expect("a link"),
            _ => fs::write(&path, bytes(file)).expect("a file"),
        }
    }
    let build = |words: &[&str]| {
        let mut program = Command::new(crate::program());
        let run = program.args(["build", "--today", DAY]).args(words).arg("--root").arg(root.path());
        String::from_utf8(run.env("NO_COLOR", "1").output().expect("it runs").stderr).expect("text")
    };
    let former: Vec<&File> = example.files.iter().filter(|file| file.form == Form::Former).collect();
    let told = if former.is_empty() {
        build(&[])
    } else {
        build(&["--hold-back"]);
        former.iter().for_each(|file| fs::remove_file(root.path().join(&file.path)).expect("a file"));
        build(&["--hold-back"])
    };
    // The last line counts problems and seconds.
    let lines: Vec<&str> = told.lines().collect();
    lines[..lines.len() - 1].iter().flat_map(|line| [*line, "\n"]).collect()
}

fn page(code: Code) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/diagnostics/{code}.md"))
}

/// A problem as it is printed: its code, and the file, line and column it is shown at.
struct Problem<'a> {
    code: &'a str,
    path: &'a str,
    spot: Option<(usize, usize)>,
}

/// The problems in a report: each begins with a line `error[code]: …` or `warning[code]: …`, and `--> path:line:column` comes after it.
fn problems(report: &str) -> Vec<Problem<'_>> {
    let mut found: Vec<Problem> = Vec::new();
    for line in report.lines() {
        let head = ["error[", "warning["].iter().find_map(|head| line.strip_prefix(head));
        if let Some((code, _)) = head.and_then(|rest| rest.split_once("]: ")) {
            found.push(Problem { code, path: "", spot: None });
        } else if let Some(place) = line.trim_start().strip_prefix("--> ")
            && let Some(problem) = found.last_mut()
        {
            let ends: Vec<&str> = place.rsplitn(3, ':').collect();
            let numbers: Vec<usize> = ends.iter().take(2).filter_map(|end| end.parse().ok()).collect();
            problem.spot = numbers.get(1).copied().zip(numbers.first().copied());
            problem.path = if problem.spot.is_some() { ends[2] } else { place };
        }
    }
    found
}

/// What is wrong with an example, and what it says now when that is not what the page says.
fn faults(
    code: Code,
    example: &Example,
    wrong: &mut Vec<String>,
    places: &mut BTreeSet<String>,
) -> Option<String> {
    let name = format!("{code}, {}", example.heading);
    let Some((expected, _)) = &example.report else {
        wrong.push(format!("{name}: has no report"));
        return None;
    };
    let said = said(example);
    for Problem { code: told, path, spot } in problems(&said) {
        // Of two builds in a row, the second may tell of what the first did not need.
        let in_one_build = example.files.iter().all(|file| file.form != Form::Former);
        if told != code.name() && in_one_build {
            wrong.push(format!("{name}: one cause, one problem, and this is another: {told}"));
        }
        let ending = path.rsplit('.').next().expect("an ending");
        places.insert(ending.to_owned());
        let file = example.files.iter().find(|file| file.path == path);
        if file.zip(spot).is_some_and(|(file, (line, column))| is_nested(ending, &file.text, line, column)) {
            places.insert(format!("{ending}.nested"));
        }
    }
    if !said.contains(&format!("[{code}]")) {
        wrong.push(format!("{name}: says nothing of the sort:\n{said}"));
    }
    let said = said.trim_end().to_owned() + "\n";
    (said != *expected).then_some(said)
}

#[test]
fn every_code_has_a_page_whose_examples_are_so() {
    let bless = std::env::var_os("CRIER_BLESS").is_some();
    let mut wrong = Vec::new();
    for &code in Code::ALL {
        let Ok(mut text) = fs::read_to_string(page(code)) else {
            wrong.push(format!("{code} has no page"));
            continue;
        };
        if !text.starts_with(&format!("# {code}\n\n{}\n", code.meaning())) {
            wrong
                .push(format!("{code}: the page begins with the code and what it means: {}", code.meaning()));
        }
        let examples = examples(&text);
        let mut places = BTreeSet::new();
        // From the last, so that the lines before it stay where they are.
        for example in examples.iter().rev() {
            let Some(said) = faults(code, example, &mut wrong, &mut places) else { continue };
            let (expected, lines) = example.report.as_ref().expect("it was compared");
            if bless {
                text = replaced(&text, lines, &said);
            } else {
                wrong.push(format!("{code}, {}: expected\n{expected}\nand is\n{said}", example.heading));
            }
        }
        if bless {
            fs::write(page(code), text).expect("a page");
        }
        wrong.extend(missing_forms(code, &places, examples.len()));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn replaced(text: &str, lines: &std::ops::Range<usize>, with: &str) -> String {
    let old: Vec<&str> = text.lines().collect();
    let kept = |lines: &[&str]| lines.iter().flat_map(|line| [*line, "\n"]).collect::<String>();
    kept(&old[..lines.start]) + with + &kept(&old[lines.end..])
}

/// Whether a spot lies further in than a record's own fields.
fn is_nested(ending: &str, text: &str, line: usize, column: usize) -> bool {
    let own = text.lines().nth(line - 1).unwrap_or_default();
    let before: String = own.chars().take(column - 1).collect();
    match ending {
        "md" => own.starts_with(' ') || before.contains('{'),
        "csv" => {
            let header = text.lines().next().unwrap_or_default();
            // No example has a comma in quotes before the cell.
            header.split(',').nth(before.matches(',').count()).is_some_and(|name| name.contains('.'))
        }
        _ => {
            let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
            let all = &text[..start + before.len()];
            let open = |sign: char| all.matches(sign).count();
            open('{') - open('}') > 1
        }
    }
}

fn missing_forms(code: Code, places: &BTreeSet<String>, examples: usize) -> Option<String> {
    let wanted = PLACES.iter().find(|(name, _)| *name == code.name()).map_or(&[][..], |(_, places)| *places);
    let missing: Vec<_> = wanted.iter().filter(|form| !places.contains(**form)).collect();
    if examples == 0 {
        return Some(format!("{code}: the page has no example"));
    }
    (!missing.is_empty()).then(|| format!("{code}: no example in {missing:?}"))
}

#[test]
fn every_page_is_of_a_code() {
    for entry in fs::read_dir(page(Code::BadUtf8).parent().expect("a folder")).expect("a folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let code = name.strip_suffix(".md").and_then(Code::from_name);
        assert!(code.is_some(), "{name} is the page of no code");
    }
}
