//! `datapackage.json`: every table with its columns, keys, size and digest (Data Package v2, Table Schema v2).
//!
//! In: the site, and the digests of the files described. Nothing in it depends on the clock; `version` is that of the tables' form.

use super::describe::{self, Described, Facts, Holds};
use super::joins::{self, Joins};
use super::licence::{self, Licence};
use super::{Others, Output, VERSION, What, changes, table_at};
use crate::kind::{Format, Kind, Table};
use crate::media;
use crate::record::name;
use crate::site::Site;
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// The profile it keeps to.
const PROFILE: &str = "https://datapackage.org/profiles/2.0/datapackage.json";

/// A date of any precision, as a pattern.
const PARTIAL_DATE: &str = "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?";

/// Where it stands.
pub fn address(site: &Site) -> String {
    site.data("datapackage.json")
}

/// Writes it, a resource after the other.
///
/// # Errors
/// What `out` and `others` refuse.
pub fn write(site: &Site, others: &dyn Others, out: &mut dyn Write) -> io::Result<()> {
    let mut head = serde_json::to_vec_pretty(&head(site))?;
    // The resources follow inside the object.
    head.truncate(head.len() - 2);
    out.write_all(&head)?;
    out.write_all(b",\n  \"resources\": [")?;
    let mut before: &[u8] = b"\n";
    for output in super::plan(site) {
        if let Some(resource) = resource(site, others, &output)? {
            out.write_all(before)?;
            before = b",\n";
            indented(&resource, out)?;
        }
    }
    out.write_all(b"\n  ]\n}\n")
}

fn indented(resource: &Map<String, Value>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"    ")?;
    resource.serialize(&mut serde_json::Serializer::new(out))?;
    Ok(())
}

fn head(site: &Site) -> Map<String, Value> {
    let settings = &site.settings;
    let mut head = Map::new();
    let mut set = |key: &str, value: Value| head.insert(key.to_owned(), value);
    set("$schema", json!(PROFILE));
    set("name", json!(name::slug(&settings.council)));
    set("id", json!(site.url(&address(site))));
    set("title", json!(settings.title));
    set("description", json!(description(site)));
    set("version", json!(VERSION));
    set("homepage", json!(settings.base_url));
    set("licenses", licences(&[Licence::of_site(site)]));
    set("sources", json!([{ "title": settings.council }]));
    let publisher = json!({ "title": settings.publisher, "path": settings.base_url, "email": settings.contact, "roles": ["publisher"] });
    set("contributors", json!([publisher]));
    head
}

fn description(site: &Site) -> String {
    let settings = &site.settings;
    let mut words = vec![format!("Records {}, published by {}.", settings.of_council(), settings.publisher)];
    words.extend(settings.attribution.clone());
    words.push(
        "Each list in a record is a table of its own; the columns that join tables are foreign keys. A column that names records is no \
         foreign key where some of what it names is a part of a record (after #) or a record in no table: its description says so."
            .into(),
    );
    words.push(match settings.allow_formula_text {
        true => "In CSV, text that a spreadsheet would run as a formula has an apostrophe before it.".into(),
        false => "In CSV, a list at the start of a text has an apostrophe before it, so that no spreadsheet runs it as a formula.".into(),
    });
    words.push("Other formats hold every text exactly.".into());
    words.join(" ")
}

/// Licences as Data Package writes them.
fn licences(list: &[Licence]) -> Value {
    let one = |licence: &Licence| {
        let mut map = Map::new();
        map.insert("name".into(), json!(licence.id));
        map.insert("title".into(), json!(licence.title));
        map.extend(licence.url.as_ref().map(|url| ("path".to_owned(), json!(url))));
        Value::Object(map)
    };
    list.iter().map(one).collect()
}

/// One file; none for those that describe files themselves, and none for workbooks: programs guess the types of a spreadsheet's first sheet,
/// which is no claim of ours, and its tables are here as CSV.
fn resource(site: &Site, others: &dyn Others, output: &Output) -> io::Result<Option<Map<String, Value>>> {
    let (kind, at) = match output.what {
        What::Csv(kind, at) => (kind, at),
        #[cfg(feature = "parquet")]
        What::Parquet(kind, at) => (kind, at),
        What::Json(kind) => (kind, 0),
        What::Changes(file) => return of_changes(site, others, output, file),
        _ => return Ok(None),
    };
    let kind = site.kinds.iter().find(|k| k.index == kind).ok_or(io::ErrorKind::NotFound)?;
    let table = table_at(site, kind, at).ok_or(io::ErrorKind::NotFound)?;
    let described = describe::describe(site, kind, &table);
    let digest = others.digest(&output.address)?;
    let path = output.address.trim_start_matches(&*site.data(""));
    let ending = path.rsplit('.').next().unwrap_or_default();
    let is_csv = matches!(output.what, What::Csv(..));
    let mut map = Map::new();
    let mut set = |key: &str, value: Value| map.insert(key.to_owned(), value);
    // Names of tables have neither dots nor underscores after the first word, so that no two are the same.
    let name = table.name.replace('/', "_");
    set("name", json!(if is_csv { name } else { format!("{name}.{ending}") }));
    set("path", json!(path));
    set("title", json!(described.title));
    set("description", json!(format!("{}{}", described.description, form(output.what))));
    set("format", json!(ending));
    set("mediatype", json!(media::type_of(path).split(';').next()));
    if matches!(output.what, What::Csv(..) | What::Json(_)) {
        set("encoding", json!("utf-8"));
    }
    set("bytes", json!(digest.size));
    set("hash", json!(format!("sha256:{}", digest.hex())));
    let own = licence::own(site, kind, &table);
    if !own.is_empty() {
        set("licenses", licences(&own));
    }
    if is_csv {
        set("type", json!("table"));
        set("schema", schema(site, kind, &table, &described));
    }
    Ok(Some(map))
}

/// A table of the change log; none for its feeds.
fn of_changes(
    site: &Site,
    others: &dyn Others,
    output: &Output,
    file: changes::File,
) -> io::Result<Option<Map<String, Value>>> {
    let [log, withdrawn] = changes::described();
    let described = match file {
        changes::File::Csv => log,
        changes::File::Withdrawn => withdrawn,
        _ => return Ok(None),
    };
    let digest = others.digest(&output.address)?;
    let resource = json!({
        "name": described.name,
        "path": output.address.trim_start_matches(&*site.data("")),
        "title": described.title,
        "description": described.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": digest.size,
        "hash": format!("sha256:{}", digest.hex()),
        "type": "table",
        "schema": columns(site, &described, &Joins::default()),
    });
    Ok(match resource {
        Value::Object(map) => Some(map),
        _ => None,
    })
}

/// What to know of a format beside what the table is.
fn form(what: What) -> &'static str {
    match what {
        What::Json(_) => " Whole records, with the lists in them, as an array.",
        _ => "",
    }
}

fn schema(site: &Site, kind: &Kind, table: &Table<'_>, described: &Described) -> Value {
    let joins = joins::joins(site, kind, table, described);
    let mut map = columns(site, described, &joins);
    let keys = joins.keys.iter().map(|key| {
        // A table that leads to itself does not name itself (Table Schema, "foreignKeys").
        let mut reference = json!({ "fields": key.to });
        if key.table != table.name {
            reference["resource"] = json!(key.table);
        }
        json!({ "fields": key.columns, "reference": reference })
    });
    let keys: Vec<Value> = keys.collect();
    if !keys.is_empty() {
        map.insert("foreignKeys".into(), json!(keys));
    }
    map.insert("missingValues".into(), json!([""]));
    Value::Object(map)
}

/// The columns of a table, and what tells its rows apart.
fn columns(site: &Site, described: &Described, joins: &Joins) -> Map<String, Value> {
    let mut map = Map::new();
    let fields: Value = described.columns.iter().map(|facts| field(site, facts, joins)).collect();
    map.insert("fields".into(), fields);
    if !described.key.is_empty() {
        map.insert("primaryKey".into(), json!(described.key));
    }
    map
}

fn field(site: &Site, facts: &Facts, joins: &Joins) -> Value {
    let mut map = Map::new();
    let mut set = |key: &str, value: Value| map.insert(key.to_owned(), value);
    set("name", json!(facts.name));
    set("title", json!(facts.title));
    set("description", json!(meaning(site, facts, joins)));
    let mut constraints = Map::new();
    if facts.required {
        constraints.insert("required".into(), json!(true));
    }
    let (ty, format) = match &facts.holds {
        Holds::Integer => ("integer", None),
        Holds::Number => ("number", None),
        Holds::Boolean => ("boolean", None),
        Holds::Choice(values) => {
            constraints.insert("enum".into(), values.iter().map(|value| json!(&**value)).collect());
            ("string", None)
        }
        Holds::Text(Format::Day) => ("date", None),
        Holds::Text(Format::Instant) => ("datetime", None),
        Holds::Text(Format::Time) => ("time", Some("%H:%M")),
        Holds::Text(Format::Email) if !facts.guarded => ("string", Some("email")),
        Holds::Text(Format::Uri) => ("string", Some("uri")),
        Holds::Text(Format::PartialDate) => {
            constraints.insert("pattern".into(), json!(PARTIAL_DATE));
            ("string", None)
        }
        Holds::Text(_) => ("string", None),
    };
    set("type", json!(ty));
    if let Some(format) = format {
        set("format", json!(format));
    }
    // In CSV a guarded text may begin with a sign of ours.
    let pattern =
        facts.pattern.as_deref().filter(|_| ty == "string" && !facts.guarded).and_then(whole_pattern);
    if let Some(pattern) = pattern {
        constraints.insert("pattern".into(), json!(pattern));
    }
    if !constraints.is_empty() {
        set("constraints", Value::Object(constraints));
    }
    Value::Object(map)
}

/// What a column means, and what a reader has to know of its values.
pub fn meaning(site: &Site, facts: &Facts, joins: &Joins) -> String {
    let mut words = vec![facts.description.clone()];
    if let Some(unit) = &facts.unit {
        words.push(format!("In {unit}."));
    }
    let plurals = facts
        .names
        .iter()
        .filter_map(|name| site.kinds.get(name))
        .map(|kind| kind.label_plural.to_lowercase());
    let plurals: Vec<String> = plurals.collect();
    match &plurals[..] {
        [] => {}
        [_] if joins.loose.contains(&facts.name) => {
            words.push(
                "Some values name a part of a record, after #, or a record that is in no table.".into(),
            );
        }
        [_] => {}
        many => words.push(format!("Names one of: {}.", many.join(", "))),
    }
    if facts.guarded {
        words.push("In CSV, text that a spreadsheet would run as a formula has ' before it.".into());
    }
    words.retain(|sentence| !sentence.is_empty());
    words.join(" ")
}

/// A pattern of JSON Schema as XML Schema writes it: that matches whole texts and knows no anchors. None where it says anything but what
/// a whole text is.
fn whole_pattern(pattern: &str) -> Option<&str> {
    let inner = pattern.strip_prefix('^')?.strip_suffix('$').filter(|inner| !inner.ends_with('\\'))?;
    (!inner.contains(['^', '$', '|']) && !inner.contains("(?")).then_some(inner)
}

#[cfg(test)]
mod tests {
    use super::whole_pattern;

    #[test]
    fn only_patterns_of_whole_texts_are_taken_over() {
        assert_eq!(whole_pattern("^E05[0-9]{6}$"), Some("E05[0-9]{6}"));
        for other in ["E05", "^E05", "^a|b$", "^(?:a)$", "^a\\$", "^[^a]$"] {
            assert_eq!(whole_pattern(other), None, "{other}");
        }
    }
}
