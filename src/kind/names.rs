//! Checks that a kind file names fields that are there: in `x-kind`, `x-default`, `x-computed`, `x-basis` and the settings of rules.
//!
//! A path may lead through a reference into records of another kind, so this runs when all kinds are read.

use super::Kind;
use super::broken::Broken;
use super::field::{Field, Format, Type};
use super::keywords;
use super::refs::{Layers, Refs, strings};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::source::Span;
use crate::tree::{Entry, Node, Value};
use std::sync::Arc;

/// How many references a path may lead through.
const STEPS_MAX: usize = 6;

/// Names that stand in one file.
pub(super) struct Names<'a> {
    pub(super) path: &'a Arc<str>,
    pub(super) refs: Refs<'a>,
    pub(super) kinds: &'a [Kind],
    pub(super) broken: &'a Broken,
}

/// An object whose fields a name may mean.
#[derive(Clone, Copy)]
struct Object<'a> {
    node: &'a Node,
    /// Whether it is the record itself: then it has what every record has, too.
    root: bool,
}

fn entries(node: &Node) -> &[Entry] {
    match &node.value {
        Value::Map(entries) => entries,
        _ => &[],
    }
}

/// The texts that a keyword's value holds: itself, or those in the list or under the keys.
fn named(entry: &Entry) -> Vec<(&str, Span)> {
    let nodes: Vec<&Node> = match &entry.node.value {
        Value::List(items) => items.iter().collect(),
        Value::Map(entries) => entries.iter().map(|entry| &entry.node).collect(),
        _ => vec![&entry.node],
    };
    nodes.into_iter().filter_map(|node| Some((node.scalar()?, node.span))).collect()
}

/// The words that a keyword's value speaks of: its keys, or what it holds.
fn words(entry: &Entry) -> Vec<(&str, Span)> {
    match &entry.node.value {
        Value::Map(entries) => entries.iter().map(|entry| (entry.key.as_str(), entry.key_span)).collect(),
        _ => named(entry),
    }
}

/// What a setting says.
fn text<'n>(node: &'n Node, setting: &str) -> Option<&'n str> {
    node.entry(setting).and_then(|e| e.node.scalar())
}

impl<'a> Names<'a> {
    /// Looks at every name in the file.
    pub(super) fn check(&self, out: &mut Diagnostics) {
        let root = Object { node: self.refs.root, root: true };
        self.object(root, out);
        let defined = self.refs.root.entry("$defs");
        for definition in defined.into_iter().flat_map(|e| entries(&e.node)) {
            self.below(&definition.node, out);
        }
    }

    /// The names in an object's rules and on its fields.
    fn object(&self, object: Object<'a>, out: &mut Diagnostics) {
        self.rules(object, out);
        let properties = object.node.entry("properties");
        for property in properties.into_iter().flat_map(|e| entries(&e.node)) {
            let node = &property.node;
            for key in ["x-default", "x-basis"] {
                node.entry(key).into_iter().for_each(|e| self.each(object, key, e, out));
            }
            let from = node.entry("x-computed").and_then(|e| e.node.entry("from"));
            from.into_iter().for_each(|e| self.each(object, "x-computed", e, out));
            let with = node.entry("x-backlink").and_then(|e| e.node.entry("with"));
            with.into_iter().for_each(|e| self.each(object, "x-backlink", e, out));
            let unless = node.entry("x-due").and_then(|e| e.node.entry("unless"));
            unless.into_iter().flat_map(|e| entries(&e.node)).for_each(|e| self.beside(object, e, out));
            let lapses = self.item(node).entry("x-lapses");
            let lapses = lapses.into_iter().flat_map(|e| entries(&e.node));
            lapses.filter_map(|lapse| lapse.node.entry("after")).for_each(|e| self.dated(object, e, out));
            self.below(node, out);
        }
    }

    /// A date beside a field, after which a value of it has lapsed.
    fn dated(&self, object: Object<'a>, entry: &'a Entry, out: &mut Diagnostics) {
        let Some(name) = entry.node.scalar() else { return };
        let is_date = |field: &&Entry| {
            let format = self.refs.layers(&field.node).text("format");
            Format::ALL.iter().any(|(known, of)| Some(*known) == format.as_deref() && of.is_date())
        };
        let mut dates = self.fields_of(object).filter(is_date).map(|e| e.key.as_str());
        if dates.any(|date| date == name) {
            return;
        }
        let near = did_you_mean(name, self.fields_of(object).filter(is_date).map(|e| e.key.as_str()));
        let help = near.map_or_else(
            || "write the name of a field beside it that has a date \"format\"".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        let message = format!("`x-lapses` names `{name}`, which is no date beside it");
        out.push(Diagnostic::new(Code::BadKind, message).at_span(self.path, entry.node.span).help(help));
    }

    /// A field beside another, named with some of its values.
    fn beside(&self, object: Object<'a>, entry: &'a Entry, out: &mut Diagnostics) {
        match self.choices(object, &entry.key) {
            Some(choices) => self.chosen("x-due", entry, &choices, out),
            None => {
                let fields = self.fields_of(object).map(|e| e.key.as_str());
                let help = did_you_mean(&entry.key, fields).map_or_else(
                    || "write the name of a field beside it that has an \"enum\"".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                let message =
                    format!("`x-due` names `{}`, which is no field with values to choose from", entry.key);
                out.push(
                    Diagnostic::new(Code::BadKind, message).at_span(self.path, entry.key_span).help(help),
                );
            }
        }
    }

    /// The object that a value is, or that the items of a list are.
    fn below(&self, node: &'a Node, out: &mut Diagnostics) {
        let mut holder = node;
        while let Some(items) = holder.entry("items") {
            holder = &items.node;
        }
        if holder.entry("properties").is_some() {
            self.object(Object { node: holder, root: false }, out);
        }
    }

    fn rules(&self, object: Object<'a>, out: &mut Diagnostics) {
        let rules = match object.node.entry("x-check").map(|e| &e.node) {
            Some(Node { value: Value::List(rules), .. }) => rules.as_slice(),
            Some(rule) => std::slice::from_ref(rule),
            None => &[],
        };
        for node in rules {
            let name = node.entry("rule").and_then(|e| e.node.scalar());
            let Some(rule) = keywords::RULES.iter().find(|rule| Some(rule.name) == name) else { continue };
            for path in rule.paths {
                node.entry(path).into_iter().for_each(|e| self.each(object, rule.name, e, out));
            }
            for (setting, lists) in rule.inner {
                let holder =
                    lists.iter().try_fold(object, |object, list| self.object_at(object, text(node, list)?));
                if let (Some(holder), Some(entry)) = (holder, node.entry(setting)) {
                    self.each(holder, rule.name, entry, out);
                }
            }
            for (setting, way) in rule.words {
                let steps: Option<Vec<&str>> = way.iter().map(|step| text(node, step)).collect();
                let choices = steps.and_then(|steps| self.choices(object, &steps.join(".")));
                if let (Some(choices), Some(entry)) = (choices, node.entry(setting)) {
                    self.chosen(rule.name, entry, &choices, out);
                }
            }
        }
    }

    /// Reports each word of a setting that is none of the values it can mean.
    fn chosen(&self, rule: &str, entry: &Entry, choices: &[String], out: &mut Diagnostics) {
        for (word, span) in words(entry).into_iter().filter(|(word, _)| choices.iter().all(|c| c != word)) {
            let help = did_you_mean(word, choices.iter().map(String::as_str)).map_or_else(
                || format!("the values are: {}", choices.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("`{rule}` names `{word}`, which the field cannot be");
            out.push(Diagnostic::new(Code::BadKind, message).at_span(self.path, span).help(help));
        }
    }

    /// The object, or the items of the list, at a path; none where the path leads to none of this file's.
    fn object_at(&self, object: Object<'a>, path: &str) -> Option<Object<'a>> {
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let entry = self.fields_of(object).find(|e| e.key == first)?;
        let layers = self.item(&entry.node);
        let node = layers.0.into_iter().find(|node| node.entry("properties").is_some())?;
        let object = Object { node, root: false };
        rest.map_or(Some(object), |rest| self.object_at(object, rest))
    }

    /// The values that the field at a path can have, in the object or in records that it names; none where it can have any.
    fn choices(&self, object: Object<'a>, path: &str) -> Option<Vec<String>> {
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let entry = self.fields_of(object).find(|e| e.key == first)?;
        let layers = self.item(&entry.node);
        let Some(rest) = rest else { return layers.entry("enum").map(|e| strings(Some(e))) };
        if let Some(inner) = self.object_at(object, first) {
            return self.choices(inner, rest);
        }
        let kinds = named(layers.entry("x-reference")?);
        let each = kinds.into_iter().map(|(name, _)| {
            let field = self.kinds.iter().find(|kind| &*kind.name == name)?.field_at(rest)?;
            match &field.ty {
                Type::Choice(choices) => {
                    Some(choices.iter().map(|choice| choice.value.to_string()).collect())
                }
                _ => None,
            }
        });
        each.collect::<Option<Vec<Vec<String>>>>().map(|all| all.concat())
    }

    /// Reports each path of a keyword that leads to no field.
    fn each(&self, object: Object<'a>, keyword: &str, entry: &'a Entry, out: &mut Diagnostics) {
        for (path, span) in named(entry) {
            let (from, path) = match path.strip_prefix('/') {
                Some(rest) if keyword == "x-basis" => (Object { node: self.refs.root, root: true }, rest),
                _ => (object, path),
            };
            if self.leads(from, path) {
                continue;
            }
            let near = did_you_mean(path, self.fields_of(from).map(|e| e.key.as_str()));
            let help = near.map_or_else(
                || "write the name of a field beside it, or a path such as \"meeting.body\"".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("`{keyword}` names `{path}`, which leads to no field");
            out.push(Diagnostic::new(Code::BadKind, message).at_span(self.path, span).help(help));
        }
    }

    fn fields_of(&self, object: Object<'a>) -> impl Iterator<Item = &'a Entry> {
        let own = self.refs.layers(object.node).entry("properties");
        let shared = if object.root { self.refs.common.entry("properties") } else { None };
        own.into_iter().chain(shared).flat_map(|e| entries(&e.node))
    }

    /// Whether a path leads to a field, in the object or in records that it names.
    fn leads(&self, object: Object<'a>, path: &str) -> bool {
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let Some(entry) = self.fields_of(object).find(|e| e.key == first) else { return false };
        let Some(rest) = rest else { return true };
        let layers = self.item(&entry.node);
        let holder = layers.0.iter().find(|node| node.entry("properties").is_some());
        if let Some(holder) = holder {
            return self.leads(Object { node: holder, root: false }, rest);
        }
        match layers.entry("x-reference") {
            Some(reference) => named(reference).iter().any(|(kind, _)| self.kind_leads(kind, rest, 0)),
            // An open map has whatever its writers put into it.
            None => layers.text("type").as_deref() == Some("object"),
        }
    }

    /// What a value is, or what the items of a list are.
    fn item(&self, node: &'a Node) -> Layers<'a> {
        let mut layers = self.refs.layers(node);
        while let Some(items) = layers.entry("items") {
            layers = self.refs.layers(&items.node);
        }
        layers
    }

    /// As [`Names::leads`], in the records of a kind. Of a kind that cannot be used nothing is known.
    fn kind_leads(&self, kind: &str, path: &str, depth: usize) -> bool {
        let known = self.kinds.iter().find(|k| &*k.name == kind);
        known.is_none_or(|kind| self.fields_lead(&kind.fields, path, depth))
    }

    fn fields_lead(&self, fields: &[Field], path: &str, depth: usize) -> bool {
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let Some(field) = fields.iter().find(|f| &*f.name == first) else { return false };
        let Some(rest) = rest else { return true };
        let item = field.item();
        match (&item.ty, &item.reference) {
            (Type::Object(inner), _) => self.fields_lead(inner, rest, depth),
            (Type::Words, _) => true,
            (_, Some(reference)) if depth < STEPS_MAX => {
                reference.kinds.iter().any(|kind| self.kind_leads(kind, rest, depth + 1))
            }
            _ => false,
        }
    }

    /// Every field that `x-kind` names must be declared.
    pub(super) fn of_kind(&self, kind: &Kind, out: &mut Diagnostics) {
        let Some(x) = self.refs.root.entry("x-kind") else { return };
        for key in ["key", "list", "date", "sort"] {
            for (name, span) in x.node.entry(key).map(named).unwrap_or_default() {
                let name = name.trim_start_matches('-');
                let (message, help) = match kind.field_at(name) {
                    None => {
                        let near = did_you_mean(name, kind.fields.iter().map(|f| &*f.name));
                        (
                            format!("`{key}` names the field `{name}`, which this kind does not have"),
                            near.map_or("declare it under `properties`".to_owned(), |n| {
                                format!("did you mean `{n}`?")
                            }),
                        )
                    }
                    Some(field) if key == "date" && !field.is_date() => (
                        format!("`date` names `{name}`, which is no date"),
                        "give that field \"format\": \"partial-date\"".to_owned(),
                    ),
                    Some(_) => continue,
                };
                out.push(Diagnostic::new(Code::BadKind, message).at_span(self.path, span).help(help));
            }
        }
    }

    /// Every kind that a field names must be there. Gives the names that are not, each once.
    pub(super) fn kinds_named(&self) -> Vec<(String, Span)> {
        let mut found: Vec<(String, Span)> = Vec::new();
        self.references(self.refs.root, &mut found);
        found
    }

    fn references(&self, node: &'a Node, found: &mut Vec<(String, Span)>) {
        for (kind, span) in node.entry("x-reference").map(named).unwrap_or_default() {
            let there = self.broken.has(kind) || self.kinds.iter().any(|k| &*k.name == kind);
            if !there && !found.iter().any(|(told, _)| told == kind) {
                found.push((kind.to_owned(), span));
            }
        }
        let inner: Vec<&Node> = match &node.value {
            Value::Map(entries) => entries.iter().map(|e| &e.node).collect(),
            Value::List(items) => items.iter().collect(),
            _ => Vec::new(),
        };
        inner.into_iter().for_each(|node| self.references(node, found));
    }
}
