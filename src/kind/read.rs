//! Reads kind files. Loading a kind checks it whole, our keywords included.

use super::across::across;
use super::field::Field;
use super::keywords::{self, Check, Role, Sort};
use super::{Kind, Kinds, schema};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::source::{Source, Span};
use crate::tree::{self, Entry, Node, Value};
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

/// How deep `$ref` may lead to `$ref`.
pub(super) const REF_DEPTH_MAX: usize = 8;

/// How deep fields may lie in fields. Real kinds need four.
pub(super) const NESTING_MAX: usize = 12;

/// Reads all kind files. One file a name: where a site has a file of a default's name, the caller gives the site's.
///
/// A file that holds only `false` takes the default of that name away. Problems are `bad-kind` or `bad-json` in `out`; a kind
/// with problems is still returned where it can be, so that its records are not reported as well.
pub fn read_kinds(files: &[KindFile], out: &mut Diagnostics) -> Kinds {
    let mut parsed = BTreeMap::new();
    for file in files {
        let Some(root) = tree::json::read(&file.source, out) else { continue };
        if root.value == Value::Bool(false) {
            continue;
        }
        let json = serde_json::from_str(&file.source.text).unwrap_or(serde_json::Value::Null);
        parsed.insert(file.name.clone(), (file, root, json));
    }
    let empty = (Node::empty_map(Span::default()), serde_json::json!({}));
    let common = parsed.remove(COMMON);
    let (common_node, common_json) =
        common.as_ref().map_or((&empty.0, &empty.1), |(_, node, json)| (node, json));
    if let Some((file, node, _)) = &common {
        // Read once for its own problems; as part of each kind they would be reported again.
        let mut reader = Reader { path: &file.source.path, root: node, common: node, nesting: 0, out };
        reader.fields(node, 0);
        reader.checks(node, "", &mut Vec::new());
    }
    let mut list = Vec::new();
    for (name, (file, root, json)) in &parsed {
        let mut quiet = Diagnostics::new();
        let mut shared = Reader {
            path: &file.source.path,
            root: common_node,
            common: common_node,
            nesting: 0,
            out: &mut quiet,
        }
        .fields(common_node, 0);
        // A kind may ask for what every kind can have.
        let required = strings(root.entry("required"));
        shared.iter_mut().for_each(|field| field.required |= required.iter().any(|n| **n == *field.name));
        let mut reader = Reader { path: &file.source.path, root, common: common_node, nesting: 0, out };
        let whole = schema::bundle(json, common_json);
        list.extend(reader.kind(name, shared, whole));
    }
    list.sort_by(|a, b| a.name.cmp(&b.name));
    list.iter_mut().enumerate().for_each(|(i, kind)| kind.index = i);
    let paths: BTreeMap<&str, (&Arc<str>, &Node)> =
        parsed.iter().map(|(name, (file, root, _))| (name.as_str(), (&file.source.path, root))).collect();
    across(&list, &paths, out);
    Kinds::new(list)
}

pub(super) struct Reader<'a> {
    pub(super) path: &'a Arc<str>,
    pub(super) root: &'a Node,
    pub(super) common: &'a Node,
    pub(super) nesting: usize,
    pub(super) out: &'a mut Diagnostics,
}

/// A schema node with what its `$ref` leads to; the nearer one wins.
pub(super) struct Layers<'n>(pub(super) Vec<&'n Node>);

impl<'n> Layers<'n> {
    pub(super) fn entry(&self, key: &str) -> Option<&'n Entry> {
        self.0.iter().find_map(|node| node.entry(key))
    }
    pub(super) fn text(&self, key: &str) -> Option<String> {
        self.entry(key).and_then(|e| e.node.scalar()).map(str::to_owned)
    }
    pub(super) fn flag(&self, key: &str) -> bool {
        self.entry(key).is_some_and(|e| e.node.value == Value::Bool(true))
    }
}

impl<'a> Reader<'a> {
    pub(super) fn bad(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        let place = Diagnostic::new(Code::BadKind, message).at_span(self.path, span).help(help);
        self.out.push(place);
    }

    fn kind(&mut self, name: &str, shared: Vec<Field>, whole: serde_json::Value) -> Option<Kind> {
        let root = self.root;
        if !matches!(root.value, Value::Map(_)) {
            self.bad(
                root.span,
                "a kind file holds one object",
                "start with { and declare the kind, or write false to take a default kind away",
            );
            return None;
        }
        self.known_keys(root, &keywords::ROOT);
        let own = self.fields(root, 0);
        let fields = order(own, shared);
        let Some(x) = root.entry("x-kind") else {
            self.bad(
                root.span,
                "this kind does not say how it is published",
                "add \"x-kind\": { \"plural\": …, \"label\": …, \"label_plural\": … }",
            );
            return None;
        };
        let validator = match jsonschema::options()
            .with_pattern_options(jsonschema::PatternOptions::regex())
            .build(&whole)
        {
            Ok(validator) => validator,
            Err(error) => {
                let pointer = error.instance_path().to_string();
                let span = root.at_pointer(&pointer).map_or(root.span, |(_, node)| node.span);
                self.bad(
                    span,
                    "this part of the kind is not JSON Schema 2020-12",
                    "compare it with the example in README, or look the keyword up at json-schema.org",
                );
                return None;
            }
        };
        let text = |key: &str| x.node.entry(key).and_then(|e| e.node.scalar()).map(str::to_owned);
        let flag = |key: &str, default: bool| {
            x.node.entry(key).map_or(default, |e| e.node.value == Value::Bool(true))
        };
        self.known_members(&x.node, &keywords::X_KIND);
        for key in ["plural", "label", "label_plural"] {
            if text(key).is_none() {
                self.bad(x.key_span, format!("`x-kind` has no `{key}`"), format!("add \"{key}\": \"…\""));
            }
        }
        let kind = Kind {
            name: name.into(),
            plural: text("plural")?.into(),
            label: text("label")?,
            label_plural: text("label_plural")?,
            description: root
                .entry("description")
                .and_then(|e| e.node.scalar())
                .unwrap_or_default()
                .to_owned(),
            page: flag("page", true),
            key: strings(x.node.entry("key")),
            date: text("date"),
            sort: sort(text("sort"), text("date")),
            list: strings(x.node.entry("list")),
            feed: flag("feed", false),
            dataset: flag("dataset", true),
            template: text("template").unwrap_or_else(|| name.to_owned()),
            address: text("address"),
            role: self.role(&x.node),
            menu: self.menu(&x.node),
            numbered: flag("numbered", false),
            one_of: one_of(root),
            checks: self.all_checks(),
            fields,
            schema: whole,
            validator,
            index: 0,
        };
        self.names_fields(&kind, x);
        Some(kind)
    }

    fn role(&mut self, x: &Node) -> Option<Role> {
        let entry = x.entry("role")?;
        let name = entry.node.scalar().unwrap_or_default();
        let found = Role::ALL.iter().find(|(n, _)| *n == name).map(|(_, role)| *role);
        if found.is_none() {
            let names = Role::ALL.map(|(n, _)| n).join(", ");
            self.bad(entry.node.span, format!("there is no role `{name}`"), format!("use one of: {names}"));
        }
        found
    }

    fn menu(&mut self, x: &Node) -> Option<u8> {
        let entry = x.entry("menu")?;
        let place = match &entry.node.value {
            Value::Number(number) => number.parse::<u8>().ok().filter(|n| *n > 0),
            _ => None,
        };
        if place.is_none() {
            let help = "write a whole number from 1 to 255: the kind with the lowest comes first";
            self.bad(entry.node.span, "`menu` is not a place in the menu", help);
        }
        place
    }

    /// The rules of the kind and of its fields, and those of the fields every kind has.
    fn all_checks(&mut self) -> Vec<Check> {
        let mut checks = Vec::new();
        self.checks(self.root, "", &mut checks);
        // The common file's own problems are reported once, not for each kind.
        let mut quiet = Diagnostics::new();
        let mut shared = Reader { out: &mut quiet, nesting: 0, ..*self };
        shared.checks(self.common, "", &mut checks);
        checks
    }

    /// The rules declared on a node and on the fields below it, each with the dotted path of the field it stands on.
    fn checks(&mut self, node: &Node, path: &str, found: &mut Vec<Check>) {
        let rules: Vec<&Node> = match node.entry("x-check").map(|e| &e.node) {
            Some(Node { value: Value::List(items), .. }) => items.iter().collect(),
            Some(rule) => vec![rule],
            None => Vec::new(),
        };
        for item in rules {
            let rule = item.entry("rule").and_then(|e| e.node.scalar()).unwrap_or_default();
            if keywords::RULES.contains(&rule) {
                found.push(Check { rule: rule.to_owned(), path: path.to_owned(), settings: to_json(item) });
            } else {
                let help = format!("use one of: {}", keywords::RULES.join(", "));
                self.bad(item.span, format!("there is no rule `{rule}`"), help);
            }
        }
        let Some(Value::Map(fields)) = node.entry("properties").map(|e| &e.node.value) else { return };
        for field in fields {
            let path = if path.is_empty() { field.key.clone() } else { format!("{path}.{}", field.key) };
            let object = field.node.entry("items").map_or(&field.node, |e| &e.node);
            self.checks(object, &path, found);
        }
    }

    /// Every field that `x-kind` names must be declared.
    fn names_fields(&mut self, kind: &Kind, x: &Entry) {
        let named = |key: &str| -> Vec<(String, Span)> {
            let entry = x.node.entry(key);
            let nodes = match entry.map(|e| &e.node) {
                Some(Node { value: Value::List(items), .. }) => items.iter().collect(),
                Some(node) => vec![node],
                None => Vec::new(),
            };
            nodes
                .iter()
                .filter_map(|n| n.scalar().map(|s| (s.trim_start_matches('-').to_owned(), n.span)))
                .collect()
        };
        for key in ["key", "list", "date", "sort"] {
            for (name, span) in named(key) {
                match kind.field_at(&name) {
                    None => {
                        let near = did_you_mean(&name, kind.fields.iter().map(|f| &*f.name));
                        let help = near.map_or("declare it under `properties`".to_owned(), |n| {
                            format!("did you mean `{n}`?")
                        });
                        self.bad(
                            span,
                            format!("`{key}` names the field `{name}`, which this kind does not have"),
                            help,
                        );
                    }
                    Some(field) if key == "date" && !field.is_date() => {
                        self.bad(
                            span,
                            format!("`date` names `{name}`, which is no date"),
                            "give that field \"format\": \"partial-date\"",
                        );
                    }
                    Some(_) => {}
                }
            }
        }
    }

    pub(super) fn known_keys(&mut self, node: &Node, ours: &[&'static str]) {
        let known: Vec<&str> = keywords::STANDARD.iter().chain(ours).copied().collect();
        self.known(node, &known);
    }

    fn known_members(&mut self, node: &Node, names: &[&'static str]) {
        self.known(node, names);
    }

    fn known(&mut self, node: &Node, known: &[&str]) {
        let Value::Map(entries) = &node.value else { return };
        for entry in entries.iter().filter(|e| !known.contains(&e.key.as_str())) {
            let help = did_you_mean(&entry.key, known.iter().copied())
                .map_or("remove it".to_owned(), |near| format!("did you mean `{near}`?"));
            self.bad(entry.key_span, format!("crier does not know the keyword `{}` here", entry.key), help);
        }
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

pub(super) fn strings(entry: Option<&Entry>) -> Vec<String> {
    match entry.map(|e| &e.node.value) {
        Some(Value::List(items)) => items.iter().filter_map(|n| n.scalar().map(str::to_owned)).collect(),
        _ => Vec::new(),
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
