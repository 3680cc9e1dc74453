//! What a published record holds, as JSON Schema 2020-12: `/schema/v1/<kind>.json`.
//!
//! Made from the kind, but of what is published and not of what people write: references are objects, what crier works out is there, private
//! fields are not. It says nothing against members it does not name: within a version they may be added.

use super::{Output, What};
use crate::kind::{Field, Format, Kind, Type, published};
use crate::site::Site;
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// The folder of the schemas; its number changes with that of the tables.
const FOLDER: &str = "/schema/v1/";

/// The address of a kind's schema.
pub fn address(kind: &Kind) -> String {
    format!("{FOLDER}{}.json", kind.name)
}

pub(super) fn plan(site: &Site, files: &mut Vec<Output>) {
    let kinds = site.kinds.iter().filter(|kind| kind.page || kind.dataset);
    files.extend(kinds.map(|kind| Output { address: address(kind), what: What::Schema(kind.index) }));
}

pub(super) fn write(site: &Site, kind: &Kind, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &whole(site, kind))?;
    out.write_all(b"\n")
}

fn whole(site: &Site, kind: &Kind) -> Value {
    let mut properties = members(kind);
    properties
        .extend(published(&kind.fields).map(|field| (field.name.to_string(), of_field(field, Spot::Root))));
    let required: Vec<&str> =
        published(&kind.fields).filter(|field| field.required).map(|field| &*field.name).collect();
    // What was withdrawn or removed, or is exempt, has lost most of what it held.
    let reduced =
        ["deleted", "withdrawn", "redacted", "exempt"].map(|member| json!({ "required": [member] }));
    let whole = json!({ "not": { "anyOf": reduced } });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": site.url(&address(kind)),
        "title": kind.label,
        "description": kind.description,
        "type": "object",
        "required": ["id", "kind"],
        "if": whole,
        "then": { "required": required },
        "properties": properties,
    })
}

/// What every published record holds beside its fields.
fn members(kind: &Kind) -> Map<String, Value> {
    let text = |title: &str| json!({ "title": title, "type": "string" });
    let uri = |title: &str| json!({ "title": title, "type": "string", "format": "uri" });
    let all = json!({
        "$schema": uri("This schema"),
        "@context": uri("Terms of the members, for JSON-LD"),
        "id": { "title": "Id", "description": "It never changes and is never used again.",
                "type": "string", "pattern": format!("^{}/", kind.name) },
        "kind": { "title": "Kind", "const": &*kind.name },
        "url": uri("Web address"),
        "publisher": text("Who publishes it"),
        "council": text("Whose record it is"),
        "licence": text("Licence (SPDX id)"),
        "deleted": { "title": "Withdrawn or removed", "const": true },
        "modified": { "title": "When it was withdrawn or removed", "type": "string" },
        "prose": { "title": "The record's text", "description": "Markdown, as written.", "type": "string" },
        "links_in": { "title": "Records that name this one", "type": "array", "items": links_in() },
    });
    match all {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn links_in() -> Value {
    let mut record = reference(&[]);
    if let Some(members) = record["properties"].as_object_mut() {
        members.insert(
            "part".into(),
            json!({ "title": "Which part of this record it names", "type": "string" }),
        );
        members.insert("basis".into(), json!({ "title": "What that rests on", "type": ["string", "null"] }));
    }
    json!({
        "type": "object",
        "required": ["name", "label", "records"],
        "properties": {
            "name": { "type": "string" },
            "label": { "title": "How this record sees them", "type": "string" },
            "records": { "type": "array", "items": record },
        },
    })
}

/// Where a field stands: items of lists at the root or in an object there have an anchor (records.md §1).
#[derive(Clone, Copy, PartialEq)]
enum Spot {
    Root,
    Object,
    Part,
    Inside,
}

fn of_field(field: &Field, spot: Spot) -> Value {
    let mut schema = match &field.reference {
        Some(to) => reference(&to.kinds.iter().map(|kind| &**kind).collect::<Vec<_>>()),
        None => of_type(field, spot),
    };
    if let Some(map) = schema.as_object_mut() {
        let mut words = Map::new();
        words.insert("title".into(), field.title.as_str().into());
        if !field.description.is_empty() {
            words.insert("description".into(), field.description.as_str().into());
        }
        if let Some(unit) = &field.unit {
            words.insert("x-unit".into(), unit.as_str().into());
        }
        words.extend(std::mem::take(map));
        *map = words;
    }
    schema
}

fn of_type(field: &Field, spot: Spot) -> Value {
    match &field.ty {
        Type::Text(format) => text(*format),
        Type::Choice(choices) => {
            json!({ "type": "string", "enum": choices.iter().map(|choice| &*choice.value).collect::<Vec<_>>() })
        }
        Type::Integer => json!({ "type": "integer" }),
        Type::Number => json!({ "type": "number" }),
        Type::Boolean => json!({ "type": "boolean" }),
        Type::List(item) => {
            let inside = if matches!(spot, Spot::Root | Spot::Object) { Spot::Part } else { Spot::Inside };
            json!({ "type": "array", "items": of_field(item, inside) })
        }
        Type::Object(fields) => object(fields, spot),
        Type::Words => json!({ "type": "object", "additionalProperties": { "type": "string" } }),
    }
}

fn object(fields: &[Field], spot: Spot) -> Value {
    let inside = if spot == Spot::Root { Spot::Object } else { Spot::Inside };
    let mut properties: Map<String, Value> =
        published(fields).map(|field| (field.name.to_string(), of_field(field, inside))).collect();
    if spot == Spot::Part && properties.contains_key("id") {
        properties.insert("anchor".into(), json!({ "title": "Anchor of the part", "type": "string" }));
    }
    json!({ "type": "object", "properties": properties })
}

/// A reference as it is published.
fn reference(kinds: &[&str]) -> Value {
    let mut id = json!({ "type": "string" });
    if !kinds.is_empty() {
        id["pattern"] = format!("^({})/", kinds.join("|")).into();
    }
    json!({
        "type": "object",
        "required": ["id", "title"],
        "properties": {
            "id": id,
            "title": { "type": "string" },
            "url": { "type": "string", "format": "uri" },
            "anchor": { "title": "Anchor of the part that is named", "type": "string" },
        },
    })
}

/// A text of some form. Dates keep the precision they are written with.
fn text(format: Format) -> Value {
    match format {
        Format::Day => json!({ "type": "string", "format": "date" }),
        Format::PartialDate => json!({ "type": "string", "pattern": PARTIAL_DATE }),
        Format::Instant => json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T" }),
        Format::Time => json!({ "type": "string", "pattern": "^[0-9]{2}:[0-9]{2}" }),
        Format::Email => json!({ "type": "string", "format": "email" }),
        Format::Uri => json!({ "type": "string", "format": "uri" }),
        Format::Address => json!({ "type": "string", "pattern": "^/" }),
        Format::Plain | Format::Period | Format::Phone | Format::Language => json!({ "type": "string" }),
    }
}

/// A day, a month or a year.
const PARTIAL_DATE: &str = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$";
