//! Checks one kind file by itself, before anything is made of it: its words, their types, where its `$ref` lead.
//!
//! In: the tree of the file. Out: `bad-kind` diagnostics, each at what is to be changed. A file with any is not used at all, so that
//! nothing is said of records that follows from it, and no field is published whose privacy is in doubt.

mod kind;
mod shapes;

pub(super) use kind::{is_folder, menu};

use super::keywords;
use super::refs::{Layers, Refs, texts};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::source::Span;
use crate::tree::{Entry, Node, Value};
use std::sync::Arc;

/// Checks a kind file, or the file of what every kind has where `is_kind` is false.
pub(super) fn inspect(path: &Arc<str>, refs: Refs<'_>, whole: Whole, out: &mut Diagnostics) {
    let mut inspector = Inspector { path, refs, out, circle: false, depth: 0 };
    let root = refs.root;
    if !matches!(root.value, Value::Map(_)) {
        inspector.bad(
            root.span,
            "a kind file holds one object",
            "start with { and declare the kind, or write false to take a default kind away",
        );
        return;
    }
    inspector.dialect();
    let own: &[&str] = match whole {
        Whole::Kind => &keywords::ROOT,
        Whole::Common => &keywords::ROOT[1..],
    };
    inspector.words(root, own);
    inspector.inside(root, &inspector.names_at_root(), &[]);
    let properties = root.entry("properties");
    for entry in properties.into_iter().flat_map(|e| entries(&e.node)) {
        inspector.root_name(entry);
    }
    if matches!(whole, Whole::Kind) {
        inspector.x_kind();
    }
}

/// What a file declares.
#[derive(Debug, Clone, Copy)]
pub(super) enum Whole {
    /// A kind.
    Kind,
    /// What every kind has.
    Common,
}

struct Inspector<'a, 'o> {
    path: &'a Arc<str>,
    refs: Refs<'a>,
    out: &'o mut Diagnostics,
    /// Whether fields that contain themselves have been reported: every `$ref` of the circle would be.
    circle: bool,
    /// How many fields and lists the schema looked at stands in.
    depth: usize,
}

/// The entries of a map; none of anything else.
fn entries(node: &Node) -> &[Entry] {
    match &node.value {
        Value::Map(entries) => entries,
        _ => &[],
    }
}

fn items(node: &Node) -> &[Node] {
    match &node.value {
        Value::List(items) => items,
        _ => &[],
    }
}

/// Whether a map has a key that is not known and most likely means this one: then it is not missing as well.
fn misspelt(node: &Node, known: &[&str], key: &str) -> bool {
    let unknown = entries(node).iter().filter(|e| !known.contains(&e.key.as_str()));
    unknown.into_iter().any(|e| did_you_mean(&e.key, [key]).is_some())
}

impl<'a> Inspector<'a, '_> {
    fn bad(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        let place = Diagnostic::new(Code::BadKind, message).at_span(self.path, span).help(help.into());
        self.out.push(place);
    }

    /// The names of fields that an object's `required` may list.
    fn names_of(&self, node: &'a Node) -> Vec<&'a str> {
        let properties = self.refs.layers(node).entry("properties");
        properties.into_iter().flat_map(|e| entries(&e.node)).map(|e| e.key.as_str()).collect()
    }

    fn names_at_root(&self) -> Vec<&'a str> {
        let mut names = self.names_of(self.refs.root);
        names.extend(self.names_of(self.refs.common));
        names
    }

    /// JSON Schema of another year has other keywords.
    fn dialect(&mut self) {
        let Some(entry) = self.refs.root.entry("$schema") else { return };
        let said = entry.node.scalar().unwrap_or_default();
        if said.trim_end_matches('#') != keywords::DIALECT {
            self.bad(
                entry.node.span,
                "kind files are JSON Schema 2020-12, and this names another",
                format!("write \"$schema\": \"{}\"", keywords::DIALECT),
            );
        }
    }

    fn root_name(&mut self, entry: &Entry) {
        if entry.key == "name" {
            self.bad(
                entry.key_span,
                "no kind may have a field `name` at its root: a record's name is its file or its key",
                "call it `title`",
            );
        } else if keywords::MEMBERS.contains(&entry.key.as_str()) {
            self.bad(
                entry.key_span,
                format!("no kind may have a field `{}` at its root: published data use that name", entry.key),
                "give it a longer name, such as `website` for `url`",
            );
        }
    }

    /// The words of one schema: known, of the right type, leading somewhere.
    fn words(&mut self, node: &'a Node, ours: &[&'static str]) {
        let known: Vec<&str> = keywords::STANDARD.iter().chain(ours).copied().collect();
        self.known(node, &known);
        for entry in entries(node) {
            self.shape(entry);
        }
        self.reference(node);
        self.fits(node);
    }

    fn known(&mut self, node: &Node, known: &[&str]) {
        for entry in entries(node).iter().filter(|e| !known.contains(&e.key.as_str())) {
            let help = did_you_mean(&entry.key, known.iter().copied())
                .map_or("remove it".to_owned(), |near| format!("did you mean `{near}`?"));
            self.bad(entry.key_span, format!("crier does not know the keyword `{}` here", entry.key), help);
        }
    }

    /// Every schema inside one; `names` are those of the fields that its `required` may list, `declared` those of the schema around it.
    fn inside(&mut self, node: &'a Node, names: &[&'a str], declared: &[&'a str]) {
        self.required(node, names);
        for entry in entries(node) {
            match entry.key.as_str() {
                "properties" => self.properties(entry, declared),
                "$defs" | "dependentSchemas" | "patternProperties" => {
                    entries(&entry.node).iter().for_each(|e| self.deeper(&e.node));
                }
                "items" => {
                    self.placed(entry);
                    self.deeper(&entry.node);
                    self.typed(entry, "this list's items");
                    self.no_list_in_list(entry);
                }
                "allOf" | "anyOf" | "oneOf" | "prefixItems" => {
                    items(&entry.node).iter().for_each(|n| self.schema(n, Some(names)));
                }
                "not" | "if" | "then" | "else" => self.schema(&entry.node, Some(names)),
                "contains" | "additionalProperties" | "unevaluatedProperties" => {
                    self.schema(&entry.node, None);
                }
                _ => {}
            }
        }
    }

    /// A schema that is no root. One that speaks of the same object as the schema around it gets the names of its fields.
    fn schema(&mut self, node: &'a Node, around: Option<&[&'a str]>) {
        self.words(node, &keywords::FIELD);
        let mut names = self.names_of(node);
        names.extend(around.unwrap_or_default());
        self.inside(node, &names, around.unwrap_or_default());
    }

    /// A schema of its own, one field or list further in.
    fn deeper(&mut self, node: &'a Node) {
        self.depth += 1;
        self.schema(node, None);
        self.depth -= 1;
    }

    /// Fields, and conditions on those that the schema around has `declared`.
    fn properties(&mut self, properties: &'a Entry, declared: &[&'a str]) {
        if !matches!(properties.node.value, Value::Map(_)) {
            self.bad(
                properties.node.span,
                "`properties` is not an object",
                "write \"properties\": { \"field\": { … } }",
            );
        }
        for entry in entries(&properties.node) {
            if !matches!(entry.node.value, Value::Map(_)) {
                let help = "write { \"title\": \"…\", \"description\": \"…\", \"type\": \"string\" }";
                self.bad(
                    entry.node.span,
                    format!("the field `{}` is not declared by an object", entry.key),
                    help,
                );
                continue;
            }
            if declared.contains(&entry.key.as_str()) {
                self.schema(&entry.node, None);
                continue;
            }
            self.placed(entry);
            let layers = self.refs.layers(&entry.node);
            for (key, help) in [
                ("title", "add the words residents read"),
                ("description", "add a sentence for the data dictionary"),
            ] {
                let missing = layers.entry(key).is_none() && !self.is_lost(&layers);
                if missing && !misspelt(&entry.node, &keywords::STANDARD, key) {
                    self.bad(entry.key_span, format!("the field `{}` has no `{key}`", entry.key), help);
                }
            }
            self.deeper(&entry.node);
            self.typed(entry, &format!("the field `{}`", entry.key));
            self.proposed(entry, &layers);
        }
    }

    /// What says that a record is only proposed is a value that the field can have.
    fn proposed(&mut self, field: &'a Entry, layers: &Layers<'a>) {
        let Some(value) = layers.entry("x-proposed").and_then(|e| e.node.scalar()) else { return };
        let span = field.node.entry("x-proposed").map_or(field.key_span, |e| e.node.span);
        if !texts(layers.entry("enum")).iter().any(|(choice, _)| *choice == value) {
            self.bad(
                span,
                format!("`x-proposed` names `{value}`, and the field cannot have that value"),
                "name one of the values of its `enum`",
            );
        }
    }

    /// Whether a `$ref` leads nowhere: what is missing might have been there.
    fn is_lost(&self, layers: &Layers<'a>) -> bool {
        let mut references = layers.0.iter().filter_map(|node| node.entry("$ref"));
        references.any(|e| e.node.scalar().and_then(|target| self.refs.target(target)).is_none())
    }

    /// A value must say what it is.
    fn typed(&mut self, entry: &'a Entry, what: &str) {
        let layers = self.refs.layers(&entry.node);
        let said = layers.entry("enum").is_some() || misspelt(&entry.node, &keywords::STANDARD, "type");
        if said || self.is_lost(&layers) || !matches!(entry.node.value, Value::Map(_)) {
            return;
        }
        let Some(ty) = layers.entry("type") else {
            let help = format!("add \"type\": one of {}", keywords::TYPES.join(", "));
            return self.bad(entry.key_span, format!("{what} has no type"), help);
        };
        if ty.node.scalar() == Some("array") && layers.entry("items").is_none() {
            let message = format!("{what} is a list that does not say what it holds");
            self.bad(entry.key_span, message, "add \"items\": { … }");
        }
    }

    /// A list of plain values in a list has no table of its own: its values would have to share a cell.
    fn no_list_in_list(&mut self, items: &'a Entry) {
        if self.refs.layers(&items.node).text("type").as_deref() == Some("array") {
            let help = "make each item an object, and the inner list a field of it: { \"type\": \"object\", \"properties\": { … } }";
            self.bad(items.key_span, "this list holds lists, and tables have no room for that", help);
        }
    }

    /// Every name in `required` is that of a field: else each record would be blamed.
    fn required(&mut self, node: &'a Node, names: &[&'a str]) {
        for (name, at) in texts(node.entry("required")) {
            if names.contains(&name) {
                continue;
            }
            let near = did_you_mean(name, names.iter().copied());
            let help = near.map_or_else(
                || "declare it under `properties`, or take it out of this list".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            self.bad(at.span, format!("`required` names `{name}`, which is no field here"), help);
        }
    }

    fn reference(&mut self, node: &'a Node) {
        let Some(entry) = node.entry("$ref") else { return };
        let reference = entry.node.scalar().unwrap_or_default();
        // What only the other file has is not in this one.
        let here = !reference.starts_with('#') || self.refs.root.at_pointer(&reference[1..]).is_some();
        let Some(target) = self.refs.target(reference).filter(|_| here) else {
            let file = reference.split('#').next().unwrap_or_default();
            let near = (file != keywords::COMMON_FILE).then(|| did_you_mean(file, [keywords::COMMON_FILE]));
            let help = near.flatten().map_or_else(
                || "write \"common.json#/$defs/…\" or \"#/$defs/…\"".to_owned(),
                |near| format!("did you mean `{}`?", reference.replacen(file, near, 1)),
            );
            return self.bad(entry.node.span, format!("`{reference}` leads nowhere"), help);
        };
        let mut seen = Vec::new();
        if !self.circle && self.leads_back(target, target, &mut seen) {
            self.circle = true;
            let help = "take the `$ref` that leads back out";
            self.bad(entry.node.span, "these fields contain themselves", help);
        }
    }

    /// Whether a `$ref` inside a schema leads back to it.
    fn leads_back(&self, node: &'a Node, to: &'a Node, seen: &mut Vec<&'a Node>) -> bool {
        let reference = node.entry("$ref").and_then(|e| self.refs.target(e.node.scalar()?));
        if let Some(target) = reference {
            if std::ptr::eq(target, to) {
                return true;
            }
            if !seen.iter().any(|s| std::ptr::eq(*s, target)) {
                seen.push(target);
                if self.leads_back(target, to, seen) {
                    return true;
                }
            }
        }
        // Definitions are no part of the schema they stand in.
        let own = entries(node).iter().filter(|e| e.key != "$defs").map(|e| &e.node);
        own.chain(items(node)).any(|inner| self.leads_back(inner, to, seen))
    }
}
