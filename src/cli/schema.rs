//! `crier schema`: the rules of each kind, for editors.
//!
//! In: kinds. Out: JSON Schema 2020-12 that an editor can use alone, one file a kind. Unlike the kind file it also takes what crier
//! reads beyond it: `none` and `all` for a list, the words printed in its place, a row's own name.

use crate::kind::{Kind, Kinds};
use serde_json::{Map, Value, json};
use std::fs;
use std::io;
use std::path::Path;

/// Where the files for editors go, from the site root.
pub const FOLDER: &str = ".crier/schema";

/// Why there is no schema.
#[derive(Debug, thiserror::Error)]
pub enum SchemaError {
    /// No kind has this name.
    #[error("there is no kind of record called `{typed}`{}", near.as_ref().map(|n| format!("; did you mean `{n}`?")).unwrap_or_default())]
    UnknownKind {
        /// What was typed.
        typed: String,
        /// The nearest name.
        near: Option<String>,
    },
    /// A file could not be written.
    #[error("cannot write {0}: {1}")]
    Write(String, #[source] io::Error),
}

/// The JSON Schema of one record of a kind, indented.
///
/// # Errors
/// When there is no such kind.
pub fn schema(kinds: &Kinds, kind: &str) -> Result<String, SchemaError> {
    let found = kinds.get(kind).ok_or_else(|| SchemaError::UnknownKind {
        typed: kind.to_owned(),
        near: super::new::near(kinds, kind),
    })?;
    Ok(pretty(&of_record(found)))
}

/// Writes the schemas of all kinds below the site `root`; gives their paths from there. A file may hold one record or a list of them.
///
/// # Errors
/// When a file cannot be written.
pub fn write_all(kinds: &Kinds, root: &Path) -> Result<Vec<String>, SchemaError> {
    let fail = |path: &str, error| SchemaError::Write(path.to_owned(), error);
    fs::create_dir_all(root.join(FOLDER)).map_err(|error| fail(FOLDER, error))?;
    let mut written = Vec::new();
    for kind in kinds.iter() {
        let path = format!("{FOLDER}/{}.json", kind.name);
        fs::write(root.join(&path), pretty(&of_file(kind))).map_err(|error| fail(&path, error))?;
        written.push(path);
    }
    Ok(written)
}

/// How to make VS Code use the files: the lines for its settings, for the JSON files of every kind.
pub fn vs_code(kinds: &Kinds) -> String {
    let lines = kinds.iter().map(|kind| {
        let plural = &kind.plural;
        json!({ "fileMatch": [format!("/data/{plural}.json"), format!("/data/{plural}/*.json")],
                "url": format!("./{FOLDER}/{}.json", kind.name) })
    });
    let settings = json!({ "json.schemas": lines.collect::<Vec<_>>() });
    pretty(&settings)
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

/// One record, with what crier takes beyond the kind file.
fn of_record(kind: &Kind) -> Value {
    let mut whole = widened(&kind.schema);
    let name = json!({ "title": "Name", "type": "string", "pattern": "^[a-z0-9][a-z0-9.-]*$",
        "description": "Short name of the record in a list of records. It is part of its address, and never used twice." });
    if let Some(properties) = whole.get_mut("properties").and_then(Value::as_object_mut) {
        properties.insert("name".into(), name);
    }
    whole
}

/// A record, or a list of them. What the record's schema refers to moves to the root, where its references point.
fn of_file(kind: &Kind) -> Value {
    let mut record = of_record(kind);
    let mut defs = match record.as_object_mut().and_then(|map| map.remove("$defs")) {
        Some(Value::Object(defs)) => defs,
        _ => Map::new(),
    };
    defs.insert("record".into(), record);
    let one = json!({ "$ref": "#/$defs/record" });
    json!({ "$schema": "https://json-schema.org/draft/2020-12/schema", "title": kind.label, "description": kind.description,
        "if": { "type": "array" }, "then": { "type": "array", "items": one }, "else": one, "$defs": defs })
}

/// A schema in which lists marked `x-none` or `x-all` may be those words, with a field beside them for the words printed.
fn widened(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(widened).collect(),
        Value::Object(map) => {
            let mut wide: Map<String, Value> = map
                .iter()
                .map(|(key, inner)| match inner {
                    Value::Object(properties) if key == "properties" => (key.clone(), with_words(properties)),
                    _ => (key.clone(), widened(inner)),
                })
                .collect();
            help(&mut wide);
            Value::Object(wide)
        }
        _ => value.clone(),
    }
}

/// Editors show the description alone, so what helps authors to write a field goes into it. A field called `x-help` is none of ours.
fn help(schema: &mut Map<String, Value>) {
    if !matches!(schema.get("x-help"), Some(Value::String(_))) {
        return;
    }
    let words: Vec<String> = ["description", "x-help"]
        .iter()
        .filter_map(|key| schema.get(*key)?.as_str().map(str::to_owned))
        .collect();
    schema.remove("x-help");
    schema.insert("description".into(), words.join(" ").into());
}

fn with_words(properties: &Map<String, Value>) -> Value {
    let mut out = Map::new();
    for (name, field) in properties {
        let stated: Vec<&str> = [("x-none", "none"), ("x-all", "all")]
            .iter()
            .filter(|(keyword, _)| field.get(keyword) == Some(&Value::Bool(true)))
            .map(|(_, word)| *word)
            .collect();
        let wide = widened(field);
        if stated.is_empty() {
            out.insert(name.clone(), wide);
            continue;
        }
        let title = field["title"].as_str().unwrap_or(name);
        out.insert(name.clone(), list_or_word(wide, &stated));
        out.entry(format!("{name}_words")).or_insert_with(|| {
            json!({ "title": format!("{title}: as printed"), "type": "string",
                    "description": "The paper's own words in place of a list." })
        });
    }
    Value::Object(out)
}

/// The list's own rules apply to a list only; what is said about it stays beside the choice.
fn list_or_word(list: Value, stated: &[&str]) -> Value {
    let Value::Object(list) = list else { return list };
    let (about, rules): (Map<_, _>, Map<_, _>) = list.into_iter().partition(|(key, _)| {
        key.starts_with("x-") || key == "title" || key == "description" || key == "examples"
    });
    let mut wide = about;
    wide.insert("anyOf".into(), json!([rules, { "enum": stated }]));
    Value::Object(wide)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::site::load;
    use crate::world::memory::MemoryWorld;

    fn kinds() -> Kinds {
        load::kinds(&MemoryWorld::new(jiff::civil::date(2031, 4, 1)), &mut Diagnostics::new())
    }

    fn validator(text: &str) -> jsonschema::Validator {
        jsonschema::validator_for(&serde_json::from_str(text).unwrap()).unwrap()
    }

    #[test]
    fn a_schema_takes_what_crier_takes() {
        let report = validator(&schema(&kinds(), "report").unwrap());
        let base = json!({ "title": "A", "date": "2031-04-01", "body": "council" });
        let with = |name: &str, value: Value| {
            let mut record = base.clone();
            record[name] = value;
            report.is_valid(&record)
        };
        assert!(report.is_valid(&base));
        assert!(
            with("wards", json!("all"))
                && with("wards", json!("none"))
                && with("wards", json!(["riverside"]))
        );
        assert!(
            with("background_papers", json!("none")) && with("background_papers", json!([{ "title": "A" }]))
        );
        assert!(with("wards_words", json!("None directly")) && with("name", json!("a-report")));
        assert!(!with("wards", json!("some")) && !with("background_papers", json!("all")));
        assert!(
            !with("wards", json!([1])) && !with("wards_words", json!(1)) && !with("topics", json!("none"))
        );
        assert!(!report.is_valid(&json!({ "title": "A", "body": "council" })));
    }

    #[test]
    fn editors_show_how_a_field_is_written() {
        let text = schema(&kinds(), "report").unwrap();
        assert!(text.contains(
            r#""Wards this affects. Write none where the paper says none, and all where it says all.""#
        ));
        assert!(!text.contains("x-help"), "{text}");
    }

    #[test]
    fn files_for_editors_take_one_record_or_a_list() {
        let root = tempfile::tempdir().unwrap();
        let kinds = kinds();
        let written = write_all(&kinds, root.path()).unwrap();
        assert_eq!(written.len(), kinds.iter().count());
        for path in &written {
            validator(&fs::read_to_string(root.path().join(path)).unwrap());
        }
        let ward = validator(&fs::read_to_string(root.path().join(".crier/schema/ward.json")).unwrap());
        let good = json!({ "name": "riverside", "title": "Riverside", "code": "E05000001", "withdrawn": { "date": "2031-04-01" } });
        let bad = json!({ "name": "riverside", "title": "Riverside", "code": "E5" });
        assert!(ward.is_valid(&good) && ward.is_valid(&json!([good, good])));
        assert!(!ward.is_valid(&bad) && !ward.is_valid(&json!([good, bad])));
        assert!(!ward.is_valid(&json!({ "title": "A", "withdrawn": { "date": 1 } })));
        assert!(vs_code(&kinds).contains("/data/wards/*.json"));
    }

    #[test]
    fn a_slip_is_met_with_the_nearest_kind() {
        let error = schema(&kinds(), "reprot").unwrap_err().to_string();
        assert_eq!(error, "there is no kind of record called `reprot`; did you mean `report`?");
        let error = schema(&kinds(), "decision").unwrap_err().to_string();
        assert_eq!(error, "there is no kind of record called `decision`; did you mean `resolution`?");
    }
}
