//! Reads kind files. Loading a kind checks it whole, our keywords included.

use super::across::{Across, across};
use super::inspect::{Whole, inspect, is_folder, menu};
use super::keywords::{Check, Role, Sort};
use super::read_field::fields;
use super::refs::{Refs, strings};
use super::{Broken, Field, Kind, Kinds, Work, schema};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::source::{Source, Span};
use crate::tree::{self, Entry, Node, Value};
use crier_rules::Rules;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Name of the file whose fields every kind has. It is no kind.
pub const COMMON: &str = "common";

/// One file of `data/kinds/`.
#[derive(Debug, Clone)]
pub struct KindFile {
    /// Stem of the file: the kind's name.
    pub name: String,
    /// Its text.
    pub source: Source,
}

/// A kind file as read.
pub(super) struct Parsed {
    pub(super) path: Arc<str>,
    pub(super) root: Node,
    json: serde_json::Value,
}

/// Reads all kind files. One file a name: where a site has a file of a default's name, the caller gives the site's.
///
/// A file that holds only `false` takes the default of that name away. Problems are `bad-kind` or `bad-json` in `out`. A kind with
/// problems is left out and remembered as broken, so that nothing is said of its records, or of what names them, as well.
pub fn read_kinds(files: &[KindFile], out: &mut Diagnostics) -> Kinds {
    let mut broken = Broken::default();
    let mut removed = BTreeMap::new();
    let mut parsed = BTreeMap::new();
    for file in files {
        let Some(file_parsed) = parse(file, out) else {
            broken.add(&file.name, None);
            continue;
        };
        if file_parsed.root.value == Value::Bool(false) && file.name != COMMON {
            removed.insert(file.name.clone(), file_parsed.path);
        } else {
            parsed.insert(file.name.clone(), file_parsed);
        }
    }
    let nothing =
        Parsed { path: "".into(), root: Node::empty_map(Span::default()), json: serde_json::json!({}) };
    let common = parsed.remove(COMMON);
    // Without what every kind has, no kind is whole.
    let whole = !broken.has(COMMON) && common.as_ref().is_none_or(|common| shared_is_sound(common, out));
    let common = common.as_ref().unwrap_or(&nothing);
    let mut list = Vec::new();
    // Compiling their schemas is what takes time, and each stands alone.
    let read = parsed.par_iter().map(|(name, file)| {
        let mut found = Diagnostics::new();
        (whole.then(|| kind(name, file, common, &mut found)).flatten(), found)
    });
    let read: Vec<(Option<Kind>, Diagnostics)> = read.collect();
    for ((name, file), (kind, found)) in parsed.iter().zip(read) {
        out.append(found);
        match kind {
            Some(kind) => list.push(kind),
            None => broken.add(name, plural_of(&file.root)),
        }
    }
    across(&mut list, &mut broken, &Across { files: &parsed, common, removed: &removed }, out);
    list.sort_by(|a, b| a.name.cmp(&b.name));
    list.iter_mut().enumerate().for_each(|(i, kind)| kind.index = i);
    Kinds::new(list, broken)
}

fn parse(file: &KindFile, out: &mut Diagnostics) -> Option<Parsed> {
    if !is_folder(&file.name) {
        let diagnostic = Diagnostic::new(
            Code::BadKind,
            format!("a kind cannot be called `{}`: its name is part of every reference", file.name),
        );
        out.push(
            diagnostic
                .at(Place::File(file.source.path.clone()))
                .help("rename the file: small letters, digits and hyphens, then .json"),
        );
        return None;
    }
    let before = out.iter().count();
    let root = tree::json::read(&file.source, out)?;
    if out.iter().count() > before {
        // A key that stands twice: which of the two is meant cannot be told.
        return None;
    }
    let json = serde_json::from_str(&file.source.text).unwrap_or(serde_json::Value::Null);
    Some(Parsed { path: file.source.path.clone(), root, json })
}

fn shared_is_sound(common: &Parsed, out: &mut Diagnostics) -> bool {
    let before = out.iter().count();
    let refs = Refs { root: &common.root, common: &common.root };
    inspect(&common.path, refs, Whole::Common, out);
    out.iter().count() == before
        && compiled(common, &schema::bundle(&common.json, &common.json), out).is_some()
}

fn plural_of(root: &Node) -> Option<&str> {
    root.entry("x-kind")?.node.entry("plural")?.node.scalar()
}

/// The compiled schema; where it is none, that is reported.
fn compiled(file: &Parsed, whole: &serde_json::Value, out: &mut Diagnostics) -> Option<Box<dyn Rules>> {
    match crier_rules::compile(whole) {
        Ok(rules) => Some(rules),
        Err(pointer) => {
            let span = file.root.at_pointer(&pointer).map_or(file.root.span, |(_, node)| node.span);
            out.push(
                Diagnostic::new(Code::BadKind, "this part of the kind is not JSON Schema 2020-12")
                    .at_span(&file.path, span)
                    .help("compare it with the example in README, or look the keyword up at json-schema.org"),
            );
            None
        }
    }
}

/// The kind that a file declares; none where anything is wrong with the file.
fn kind(name: &str, file: &Parsed, common: &Parsed, out: &mut Diagnostics) -> Option<Kind> {
    let refs = Refs { root: &file.root, common: &common.root };
    let before = out.iter().count();
    inspect(&file.path, refs, Whole::Kind, out);
    if out.iter().count() > before {
        return None;
    }
    let whole = schema::bundle(&file.json, &common.json);
    let rules = compiled(file, &whole, out)?;
    let x = &file.root.entry("x-kind")?.node;
    let text = |key: &str| x.entry(key).and_then(|e| e.node.scalar()).map(str::to_owned);
    let flag = |key: &str, default: bool| x.entry(key).map_or(default, |e| e.node.value == Value::Bool(true));
    let description = file.root.entry("description").and_then(|e| e.node.scalar());
    let fields = all_fields(refs);
    Some(Kind {
        name: name.into(),
        plural: text("plural")?.into(),
        label: text("label")?,
        label_plural: text("label_plural")?,
        description: description.unwrap_or_default().to_owned(),
        page: flag("page", true),
        key: strings(x.entry("key")),
        date: text("date"),
        sort: sort(text("sort"), text("date")),
        list: strings(x.entry("list")),
        feed: flag("feed", false),
        register: flag("register", false),
        dataset: flag("dataset", true),
        template: text("template").unwrap_or_else(|| name.to_owned()),
        template_at: x.entry("template").map(|e| Place::Span(file.path.clone(), e.node.span)),
        address: text("address"),
        role: Role::ALL.iter().find(|(n, _)| Some(*n) == text("role").as_deref()).map(|(_, role)| *role),
        menu: x.entry("menu").and_then(|e| menu(&e.node)),
        numbered: flag("numbered", false),
        term: text("term"),
        one_of: one_of(&file.root),
        checks: all_checks(refs),
        work: Work::of(&fields),
        fields,
        schema: whole,
        rules,
        index: 0,
    })
}

/// The kind's own fields, and those every kind has.
fn all_fields(refs: Refs<'_>) -> Vec<Field> {
    let mut shared = fields(Refs { root: refs.common, ..refs }, refs.common);
    // A kind may ask for what every kind can have.
    let required = strings(refs.root.entry("required"));
    for field in &mut shared {
        field.required |= required.iter().any(|n| **n == *field.name);
        field.shared = true;
    }
    order(fields(refs, refs.root), shared)
}

/// The rules of the kind and of its fields, and those of the fields every kind has.
fn all_checks(refs: Refs<'_>) -> Vec<Check> {
    let mut found = Vec::new();
    checks(refs, refs.root, "", &mut found);
    checks(Refs { root: refs.common, ..refs }, refs.common, "", &mut found);
    found
}

/// The rules declared on a node and on the fields below it, each with the dotted path of the field it stands on.
fn checks<'a>(refs: Refs<'a>, node: &'a Node, path: &str, found: &mut Vec<Check>) {
    let layers = refs.layers(node);
    let rules = match layers.entry("x-check").map(|e| &e.node) {
        Some(Node { value: Value::List(items), .. }) => items.as_slice(),
        Some(rule) => std::slice::from_ref(rule),
        None => &[],
    };
    for item in rules {
        let rule = item.entry("rule").and_then(|e| e.node.scalar()).unwrap_or_default();
        found.push(Check { rule: rule.to_owned(), path: path.to_owned(), settings: to_json(item) });
    }
    let Some(Value::Map(fields)) = layers.entry("properties").map(|e| &e.node.value) else { return };
    for field in fields {
        let path = if path.is_empty() { field.key.clone() } else { format!("{path}.{}", field.key) };
        let object = refs.layers(&field.node).entry("items").map_or(&field.node, |e| &e.node);
        checks(refs, object, &path, found);
    }
}

fn order(own: Vec<Field>, shared: Vec<Field>) -> Vec<Field> {
    let mut fields: Vec<Field> = own;
    for field in shared {
        if !fields.iter().any(|f| f.name == field.name) {
            fields.push(field);
        }
    }
    let rank = |f: &Field| match &*f.name {
        "title" => 0,
        "summary" => 1,
        _ => 2,
    };
    fields.sort_by_key(rank);
    fields
}

fn one_of(root: &Node) -> Vec<Vec<String>> {
    let Some(Entry { node: Node { value: Value::List(options), .. }, .. }) = root.entry("anyOf") else {
        return Vec::new();
    };
    let names: Vec<String> = options.iter().flat_map(|option| strings(option.entry("required"))).collect();
    if names.is_empty() { Vec::new() } else { vec![names] }
}

fn sort(declared: Option<String>, date: Option<String>) -> Sort {
    match (declared, date) {
        (Some(field), _) => match field.strip_prefix('-') {
            Some(field) => Sort { field: field.to_owned(), descending: true },
            None => Sort { field, descending: false },
        },
        (None, Some(date)) => Sort { field: date, descending: true },
        (None, None) => Sort { field: "title".into(), descending: false },
    }
}

pub(super) fn to_json(node: &Node) -> serde_json::Value {
    use serde_json::Value as Json;
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(b) => Json::Bool(*b),
        Value::Number(n) => serde_json::from_str(n).unwrap_or(Json::Null),
        Value::Plain(s) | Value::Text(s) => Json::String(s.clone()),
        Value::List(items) => items.iter().map(to_json).collect(),
        Value::Map(entries) => entries
            .iter()
            .map(|e| (e.key.clone(), to_json(&e.node)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
    }
}
