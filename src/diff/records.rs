//! Records that came, changed or went, by their JSON: that beside each page, and the arrays of kinds without pages.

use super::{Difference, Edition, counted, listed};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// A record as its JSON has it.
type Object = Map<String, Value>;

/// Members that speak of other records, or of the site as a whole.
const OF_OTHERS: [&str; 4] = ["links_in", "publisher", "council", "licence"];

pub(super) fn compare(old: &dyn Edition, new: &dyn Edition, found: &mut Difference) -> io::Result<()> {
    let (before, after) = (records(old)?, records(new)?);
    let (mut added, mut back, mut withdrawn, mut gone) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut changed: Vec<String> = Vec::new();
    for (id, record) in &after {
        match before.get(id) {
            None if is_deleted(record) => {}
            None => added.push(id),
            Some(was) => match (is_deleted(was), is_deleted(record)) {
                (false, true) => withdrawn.push(id),
                (true, false) => back.push(id),
                _ => {
                    let fields = differing(was, record);
                    if !fields.is_empty() {
                        changed.push(format!("{id} ({})", listed(&fields)));
                    }
                }
            },
        }
    }
    gone.extend(
        before.iter().filter(|(id, was)| !after.contains_key(*id) && !is_deleted(was)).map(|(id, _)| id),
    );
    for (ids, what) in [
        (&added, "added"),
        (&back, "published again"),
        (&withdrawn, "withdrawn or removed, with a notice in its place"),
    ] {
        if !ids.is_empty() {
            found.changes.push(format!("{} {what}: {}", counted(ids.len(), "record"), listed(ids)));
        }
    }
    if !changed.is_empty() {
        found.changes.push(format!("{} changed: {}", counted(changed.len(), "record"), listed(&changed)));
    }
    if !gone.is_empty() {
        found.changes.push(format!(
            "{} gone without a notice: {}",
            counted(gone.len(), "record"),
            listed(&gone)
        ));
    }
    Ok(())
}

/// Every record of an edition by its id.
fn records(edition: &dyn Edition) -> io::Result<BTreeMap<String, Object>> {
    let mut all = BTreeMap::new();
    for path in edition.files().iter().filter(|path| is_beside_page(path)) {
        if let Some((id, record)) = of_record(serde_json::from_slice(&edition.read(path)?).ok()) {
            all.insert(id, record);
        }
    }
    for path in edition.files().iter().filter(|path| path.starts_with("data/") && path.ends_with(".json")) {
        // What is no array describes tables, and is none.
        let Ok(Value::Array(items)) = serde_json::from_slice(&edition.read(path)?) else { continue };
        for (id, record) in items.into_iter().filter_map(|item| of_record(Some(item))) {
            all.entry(id).or_insert(record);
        }
    }
    Ok(all)
}

/// Whether a file may be the JSON of a record: `reports/a.json`.
fn is_beside_page(path: &str) -> bool {
    let Some((folder, name)) = path.split_once('/') else { return false };
    !["data", "schema", "context"].contains(&folder) && !name.contains('/') && name.ends_with(".json")
}

fn of_record(json: Option<Value>) -> Option<(String, Object)> {
    let Some(Value::Object(record)) = json else { return None };
    let id = record.get("id")?.as_str().filter(|_| record.contains_key("kind"))?.to_owned();
    Some((id, record))
}

fn is_deleted(record: &Object) -> bool {
    record.get("deleted") == Some(&Value::Bool(true))
}

/// Names of the members that differ.
fn differing<'r>(was: &'r Object, is: &'r Object) -> Vec<&'r str> {
    let names: BTreeSet<&str> = was.keys().chain(is.keys()).map(String::as_str).collect();
    let differs = |name: &&str| was.get(*name) != is.get(*name) && !OF_OTHERS.contains(name);
    names.into_iter().filter(differs).collect()
}
