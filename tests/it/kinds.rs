//! Kinds are declared, not programmed: a site adds one without Rust, and renames all of them.

use crate::edition::{make, world};
use crier::embedded;

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
      "text": { "title": "Text", "description": "What is asked.", "type": "string" } } } },
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
            "---\ntitle: Empty the bins\ndate: 2026-05-04\nstate: open\nto: council\norganiser: Zqprivatezq\nasks:\n  - id: \"1\"\n    text: Empty them weekly.\nplaces: [Mill Lane, High Street]\n---\n",
        ),
    ]));
    assert!(made.report.is_empty(), "{:?}", made.report.problems);
    let page = made.text("/petitions/bins/");
    assert!(page.contains("Empty them weekly.") && page.contains("id=\"asks-1\""), "{page}");
    assert!(made.text("/petitions/").contains("Empty the bins"));
    assert!(made.text("/petitions/by/state/open/").contains("Empty the bins"));
    assert!(made.text("/bodies/council/").contains("Petitions to this body"));
    assert!(made.text("/").contains("Empty the bins"), "a kind with a feed is on the home page");
    assert!(made.text("/petitions/bins.json").contains("\"to\":{\"id\":\"body/council\""));
    let csv = made.text("/data/v1/petitions.csv");
    assert!(csv.starts_with("id,url,title,summary,date,state,to,"), "{csv}");
    assert!(!csv.contains("organiser"));
    assert_eq!(
        made.text("/data/v1/petitions-asks.csv"),
        "petition,n,id,anchor,text\r\npetition/bins,1,1,asks-1,Empty them weekly.\r\n"
    );
    assert_eq!(
        made.text("/data/v1/petitions-places.csv"),
        "petition,n,value\r\npetition/bins,1,Mill Lane\r\npetition/bins,2,High Street\r\n"
    );
    for (address, bytes) in &made.outputs {
        assert!(!String::from_utf8_lossy(bytes).contains("Zqprivatezq"), "the private field is in {address}");
    }
}

/// Names of the default kinds with their folders, the longest first so that one is not replaced inside another.
fn names() -> Vec<(String, String)> {
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

#[test]
fn renaming_every_kind_changes_names_alone() {
    let names = names();
    let files = [
        ("bodies.csv", "name,title,type\ncouncil,Council,council\n"),
        ("topics.csv", "name,title\nroads,Roads\n"),
        ("people.csv", "name,title\nann,Ann Example\n"),
        ("memberships.csv", "person,body,role,from,basis\nann,council,Chair,2026-01-01,minute\n"),
    ];
    let documents = [
        (
            "meetings",
            "spring",
            "---\ntitle: Spring meeting\nbody: council\ndate: 2026-02-03\nstate: held\n---\n",
        ),
        (
            "reports",
            "depot",
            "---\ntitle: Depot\ndate: 2026-02-03\nmeeting: spring\nmatter: depot-move\ntopics: [roads]\nrecommendations:\n  items:\n    - id: \"1\"\n      text: Move it.\n---\n\n1.1 Words.\n",
        ),
        (
            "resolutions",
            "depot-moves",
            "---\ntitle: Depot moves\ndate: 2026-02-03\ndecision_maker: { type: council, body: council }\nmeeting: spring\nmatter: depot-move\noutcome: agreed\nbasis: minute\nconsiders: [depot]\nitems:\n  - id: (i)\n    text: To move it.\n    disposes: [\"depot#recommendations-1\"]\n    outcome: agreed\n---\n\nSee [the report](KIND:report/depot#para-1.1).\n",
        ),
        ("matters", "depot-move", "---\ntitle: Depot move\n---\n"),
    ];
    let site = |prefix: &str, kinds: &[(String, String)]| {
        let mut all: Vec<(String, String)> = kinds.to_vec();
        all.extend(files.iter().map(|(name, text)| (format!("data/{prefix}{name}"), (*text).to_owned())));
        all.extend(documents.iter().map(|(folder, name, text)| {
            (format!("content/{prefix}{folder}/{name}.md"), text.replace("KIND:", prefix))
        }));
        // Templates go by the kind's name.
        for (path, bytes) in embedded::files("themes/civic/templates") {
            let stem = path.rsplit('/').next().expect("a name").trim_end_matches(".html");
            if !prefix.is_empty() && names.iter().any(|(kind, _)| kind == stem) {
                let text = String::from_utf8_lossy(bytes).replace("data-template=\"zz", "data-template=\"");
                all.push((format!("themes/civic/templates/{prefix}{stem}.html"), text));
            }
        }
        let all: Vec<(&str, &str)> = all.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        make(&world(&all))
    };
    let mut kinds: Vec<(String, String)> = Vec::new();
    for (path, bytes) in embedded::files("data/kinds") {
        let mut json: serde_json::Value = serde_json::from_slice(bytes).expect("JSON");
        if json.get("x-kind").is_none() {
            let mut common = json;
            renamed(&mut common, &names, "");
            kinds.push((path.to_owned(), common.to_string()));
            continue;
        }
        renamed(&mut json, &names, "");
        kinds.push((path.to_owned(), "false".to_owned()));
        kinds.push((path.replace("kinds/", "kinds/zz"), json.to_string()));
    }
    let (plain, other) = (site("", &[]), site("zz", &kinds));
    assert!(
        plain.report.is_empty() && other.report.is_empty(),
        "{:?} {:?}",
        plain.report.problems,
        other.report.problems
    );
    let back = |text: &str| text.replace("zz", "");
    let mapped: Vec<String> = other.outputs.keys().map(|a| back(a)).collect();
    assert_eq!(mapped.len(), plain.outputs.len());
    for (address, bytes) in &other.outputs {
        let original =
            plain.outputs.get(&back(address)).unwrap_or_else(|| panic!("no {} before", back(address)));
        let (mine, theirs) =
            (back(&String::from_utf8_lossy(bytes)), String::from_utf8_lossy(original).into_owned());
        // Lists of kinds are in the order of their names, which the prefix keeps.
        assert!(mine == theirs, "{address} differs by more than names:\n{mine}\n----\n{theirs}");
    }
}
