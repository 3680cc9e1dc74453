//! Kinds are declared, not programmed: a site adds one without Rust, and renames all of them.

use crate::edition::{Made, make, members, unpacked, world};
use crier::diagnostic::Severity;
use crier::embedded;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

const PETITION: &str = r##"{
  "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Petition", "description": "A petition to the council.",
  "x-kind": { "plural": "petitions", "label": "Petition", "label_plural": "Petitions", "date": "date", "list": ["date", "state"], "feed": true },
  "type": "object", "required": ["title"], "unevaluatedProperties": false, "allOf": [{ "$ref": "common.json" }],
  "properties": {
    "date": { "title": "Received", "description": "Day received.", "type": "string", "format": "day" },
    "state": { "title": "State", "description": "How far it is.", "type": "string", "enum": ["open", "closed"], "x-facet": true },
    "to": { "title": "To", "description": "The body asked.", "type": "string", "x-reference": "body", "x-backlink": { "name": "petitions", "label": "Petitions to this body" } },
    "organiser": { "title": "Organiser", "description": "Who sent it.", "type": "string", "x-private": true },
    "asks": { "title": "What it asks", "description": "Its requests.", "type": "array", "items": { "type": "object", "properties": {
      "id": { "title": "Number", "description": "As printed.", "type": "string" },
      "text": { "title": "Text", "description": "What is asked.", "type": "string" },
      "about": { "title": "About", "description": "Sort of thing asked.", "type": "string", "enum": ["waste", "roads"], "x-facet": true },
      "replies": { "title": "Replies", "description": "Answers so far.", "type": "array", "items": { "type": "object", "properties": {
        "who": { "title": "Who", "description": "Who answered.", "type": "string" },
        "said": { "title": "Said", "description": "The answer.", "type": "string" } } } } } } },
    "places": { "title": "Places", "description": "Places it is about.", "type": "array", "items": { "type": "string" } }
  }
}"##;

#[test]
fn a_site_adds_a_kind_without_rust_and_without_a_template() {
    let made = make(&world(&[
        ("data/kinds/petition.json", PETITION),
        ("data/bodies.csv", "name,title,type\ncouncil,Council,council\n"),
        (
            "content/petitions/bins.md",
            "---\ntitle: Empty the bins\ndate: 2026-05-04\nstate: open\nto: council\norganiser: Zqprivatezq\nasks:\n  - id: \"1\"\n    text: Empty them weekly.\n    about: waste\n    replies:\n      - who: The clerk\n        said: Soon\nplaces: [Mill Lane, High Street]\n---\n",
        ),
    ]));
    assert!(made.report.is_empty(), "{:?}", made.report.problems);
    let page = made.text("/petitions/bins/");
    assert!(page.contains("Empty them weekly.") && page.contains("id=\"asks-1\""), "{page}");
    assert!(made.text("/petitions/").contains("Empty the bins"));
    let value = |words: &str| format!("<a href=\"../petitions/bins/\">{words}</a> (1)");
    assert!(made.text("/petitions/").contains(&value("Open")));
    assert!(made.text("/bodies/council/").contains("Petitions to this body"));
    assert!(made.text("/").contains("Empty the bins"), "a kind with a feed is on the home page");
    assert!(made.text("/petitions/bins.json").contains("\"to\":{\"id\":\"body/council\""));
    let csv = made.text("/data/v1/petitions.csv");
    assert!(csv.starts_with("id,url,title,summary,date,state,to,"), "{csv}");
    assert!(!csv.contains("organiser"));
    assert_eq!(
        made.text("/data/v1/petitions-asks.csv"),
        "petition,n,id,anchor,text,about,publisher\r\npetition/bins,1,1,asks-1,Empty them weekly.,waste,Test Council\r\n"
    );
    assert_eq!(
        made.text("/data/v1/petitions-asks-replies.csv"),
        "petition,asks_n,n,who,said,publisher\r\npetition/bins,1,1,The clerk,Soon,Test Council\r\n"
    );
    assert!(made.text("/petitions/").contains(&value("Waste")), "a facet inside a list");
    let council = made.text("/bodies/council.json");
    assert!(council.contains(r#""name":"petitions","label":"Petitions to this body""#), "{council}");
    let tables: Vec<&str> =
        made.outputs.keys().filter_map(|a| a.strip_prefix("/data/v1/petitions")).collect();
    let expected = [
        "-asks-replies.csv",
        "-asks.csv",
        "-attachments.csv",
        "-aliases.csv",
        "-corrections.csv",
        "-places.csv",
        "-sources.csv",
        "-topics.csv",
        "-wards.csv",
        ".csv",
        ".json",
    ];
    let beside =
        expected.iter().filter(|name| name.ends_with(".csv")).map(|name| format!("{name}-metadata.json"));
    let all = expected.iter().map(|name| (*name).to_owned()).chain(beside).chain([".xlsx".to_owned()]);
    let sorted: std::collections::BTreeSet<String> = all.collect();
    assert_eq!(tables, sorted.into_iter().collect::<Vec<_>>());
    assert_eq!(
        made.text("/data/v1/petitions-places.csv"),
        "petition,n,value,publisher\r\npetition/bins,1,Mill Lane,Test Council\r\npetition/bins,2,High Street,Test Council\r\n"
    );
    for (address, bytes) in &made.outputs {
        let text = String::from_utf8_lossy(&unpacked(bytes.clone())).into_owned();
        assert!(!text.contains("Zqprivatezq"), "the private field is in {address}");
    }
}

/// Names of the default kinds with their folders.
pub fn names() -> Vec<(String, String)> {
    let mut names = Vec::new();
    for (path, bytes) in embedded::files("data/kinds") {
        let kind = path.rsplit('/').next().expect("a name").trim_end_matches(".json").to_owned();
        let json: serde_json::Value = serde_json::from_slice(bytes).expect("JSON");
        if let Some(plural) = json["x-kind"]["plural"].as_str() {
            names.push((kind, plural.to_owned()));
        }
    }
    names
}

/// Every name of a kind in a kind file, renamed.
fn renamed(value: &mut serde_json::Value, names: &[(String, String)], key: &str) {
    use serde_json::Value;
    match value {
        Value::Object(map) => map.iter_mut().for_each(|(key, inner)| renamed(inner, names, key)),
        Value::Array(items) => items.iter_mut().for_each(|inner| renamed(inner, names, key)),
        Value::String(text) => {
            let is_kind = key == "x-reference" && names.iter().any(|(kind, _)| kind == text);
            if is_kind || key == "plural" {
                *text = format!("zz{text}");
            }
        }
        _ => {}
    }
}

/// The demonstration's files, text all of them.
pub fn demonstration() -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            if entry.path().is_dir() { walk(&entry.path(), found) } else { found.push(entry.path()) }
        }
    }
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = vec![home.join("crier.toml")];
    for folder in ["content", "data"] {
        walk(&home.join(folder), &mut paths);
    }
    let inside = |path: &Path| path.strip_prefix(home).expect("below").to_string_lossy().into_owned();
    paths.iter().map(|path| (inside(path), fs::read_to_string(path).expect("text"))).collect()
}

/// The demonstration, rendered, once for all who read it.
pub fn made_demonstration() -> &'static Made {
    static MADE: LazyLock<Made> = LazyLock::new(|| made(&demonstration()));
    &MADE
}

fn made(files: &[(String, String)]) -> Made {
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    make(&world(&files))
}

/// A text with every `kind/name` under the kind's new name.
fn rereferred(text: &str, names: &[(String, String)]) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('/') {
        let (before, after) = rest.split_at(at);
        let word = before.rfind(|c: char| !(c.is_ascii_lowercase() || c == '-')).map_or(0, |i| i + 1);
        let named = names.iter().any(|(kind, _)| *kind == before[word..])
            && !before[..word].ends_with('/')
            && after[1..].starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
        out.push_str(&before[..word]);
        out.push_str(if named { "zz" } else { "" });
        out.push_str(&before[word..]);
        out.push('/');
        rest = &after[1..];
    }
    out + rest
}

/// The demonstration with every kind, folder and template renamed: the default ones are taken away.
fn renamed_demonstration() -> Vec<(String, String)> {
    let names = names();
    let mut all: Vec<(String, String)> = Vec::new();
    for (path, text) in demonstration().into_iter().filter(|(path, _)| !path.starts_with("data/kinds/")) {
        let (folder, inside) = path.split_once('/').unwrap_or(("", &path));
        let path = if folder.is_empty() { path.clone() } else { format!("{folder}/zz{inside}") };
        all.push((path, rereferred(&text, &names)));
    }
    for (path, bytes) in embedded::files("data/kinds") {
        let mut json: serde_json::Value = serde_json::from_slice(bytes).expect("JSON");
        let is_kind = json.get("x-kind").is_some();
        renamed(&mut json, &names, "");
        if is_kind {
            all.push((path.to_owned(), "false".to_owned()));
            all.push((path.replace("kinds/", "kinds/zz"), json.to_string()));
        } else {
            all.push((path.to_owned(), json.to_string()));
        }
    }
    // Templates go by the kind's name.
    for (path, bytes) in embedded::files("themes/civic/templates") {
        let (folder, name) = path.rsplit_once('/').expect("a folder");
        if names.iter().any(|(kind, _)| name.strip_suffix(".html") == Some(kind)) {
            all.push((format!("{folder}/zz{name}"), String::from_utf8_lossy(bytes).into_owned()));
        }
    }
    all
}

/// A page without the size of its data, which longer names make larger.
fn without_size(page: &str) -> String {
    let mut page = page.to_owned();
    for label in ["This record as JSON (", "(ICS, "] {
        let mut pieces = page.split(label);
        let first = pieces.next().unwrap_or_default().to_owned();
        let rests = pieces.map(|piece| piece.split_once(')').map_or("", |(_, rest)| rest));
        page = rests.fold(first, |whole, rest| whole + label + rest);
    }
    page
}

/// What a file says, with the names as they were: what is packed unpacked, sizes and digests left out, in an order that names do not make.
fn said(address: &str, bytes: &[u8]) -> String {
    let back = |text: &str| text.replace("zz", "");
    if bytes.starts_with(b"PK") {
        let members = members(bytes.to_vec()).into_iter();
        let mut members: Vec<String> =
            members.map(|(name, held)| back(&name) + "\n" + &said(&name, &held)).collect();
        members.sort();
        return members.join("\n");
    }
    // Where a list has the name of its kind, a workbook numbers the second sheet of the name.
    let text = back(&String::from_utf8_lossy(bytes)).replace("~2", "");
    if address.ends_with("SHA256SUMS") {
        let mut names: Vec<&str> = text.lines().map(|line| &line[66..]).collect();
        names.sort_unstable();
        return names.join("\n");
    }
    if address.ends_with("datapackage.json") {
        let mut package: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        for resource in package["resources"].as_array_mut().expect("resources") {
            let told = resource.as_object_mut().expect("a resource");
            told.retain(|name, _| name != "bytes" && name != "hash");
        }
        return package.to_string();
    }
    text
}

#[test]
fn renaming_every_kind_changes_names_alone() {
    // What was released keeps its name: nothing was, as far as this goes.
    let unreleased = |mut files: Vec<(String, String)>| {
        files.retain(|(path, _)| !path.contains("ledger"));
        made(&files)
    };
    let (plain, other) = (unreleased(demonstration()), unreleased(renamed_demonstration()));
    assert!(!plain.report.problems.iter().any(|p| p.severity == Severity::Error), "{:?}", plain.report);
    assert_eq!(plain.report.problems.len(), other.report.problems.len(), "{:?}", other.report);
    // Calendars fold their lines by length.
    let back = |text: &str| text.replace("\r\n ", "").replace("zz", "");
    let addresses: Vec<String> = other.outputs.keys().map(|a| back(a)).collect();
    for address in plain.outputs.keys() {
        assert!(addresses.contains(address), "{address} is gone");
    }
    assert_eq!(addresses.len(), plain.outputs.len());
    for (address, bytes) in &other.outputs {
        let original =
            plain.outputs.get(&back(address)).unwrap_or_else(|| panic!("no {} before", back(address)));
        let text = |bytes: &[u8]| without_size(&said(&back(address), bytes).replace("\r\n ", ""));
        let (mine, theirs) = (text(bytes), text(original));
        // A word that is a kind's name is in another file of the index then.
        if address.starts_with("/search/words/") || address.starts_with("/search/like/") {
            continue;
        }
        // What describes the bytes of others differs by their digests.
        if address == "/data/catalog.jsonld" || (address.starts_with("/data/") && address.ends_with('/')) {
            continue;
        }
        let differing = mine.lines().zip(theirs.lines()).find(|(a, b)| a != b);
        assert!(mine == theirs, "{address} differs by more than names: {differing:?}");
    }
    // The names did change: the comparison is not of two equal sites.
    assert!(other.outputs.keys().any(|a| a.starts_with("/zzreports/")));
    assert!(!other.outputs.keys().any(|a| a.starts_with("/reports/")));
}

/// Every value of a keyword in a kind file.
fn values_of<'a>(key: &str, node: &'a serde_json::Value, out: &mut Vec<&'a str>) {
    match node {
        serde_json::Value::Object(map) => {
            out.extend(map.get(key).and_then(serde_json::Value::as_str));
            map.values().for_each(|inner| values_of(key, inner, out));
        }
        serde_json::Value::Array(items) => items.iter().for_each(|inner| values_of(key, inner, out)),
        _ => {}
    }
}

#[test]
fn what_helps_authors_is_in_no_data() {
    const ORDERS: [&str; 7] = ["Write ", "Leave ", "Say ", "Add ", "Fill ", "Put ", "Never written"];
    let made = make(&world(&[]));
    let mut helps = 0;
    for file in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/kinds")).expect("the kinds") {
        let path = file.expect("a file").path();
        let kind = serde_json::from_str(&fs::read_to_string(&path).expect("text")).expect("JSON");
        let (mut help, mut descriptions) = (Vec::new(), Vec::new());
        values_of("x-help", &kind, &mut help);
        values_of("description", &kind, &mut descriptions);
        for words in descriptions.iter().flat_map(|text| text.split(". ")) {
            assert!(!ORDERS.iter().any(|order| words.starts_with(order)), "{}: {words}", path.display());
        }
        for words in help {
            helps += 1;
            let told = made.outputs.iter().find(|(_, bytes)| crate::leaks::holds(bytes, words));
            assert_eq!(told.map(|(address, _)| address), None, "{words}");
        }
    }
    assert!(helps > 5, "{helps}");
}
