//! Reads kind files. Loading a kind checks it whole, our keywords included.

use super::field::{Backlink, Choice, Computed, Field, Format, Markdown, Reference, Type};
use super::keywords::{self, Check, Role, Sort};
use super::tables::tables;
use super::{Kind, Kinds, schema};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::source::{Source, Span};
use crate::tree::{self, Entry, Node, Value};
use std::collections::{BTreeMap, BTreeSet};
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
const REF_DEPTH_MAX: usize = 8;

/// How deep fields may lie in fields. Real kinds need four.
const NESTING_MAX: usize = 12;

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
        let shared = Reader {
            path: &file.source.path,
            root: common_node,
            common: common_node,
            nesting: 0,
            out: &mut quiet,
        }
        .fields(common_node, 0);
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

struct Reader<'a> {
    path: &'a Arc<str>,
    root: &'a Node,
    common: &'a Node,
    nesting: usize,
    out: &'a mut Diagnostics,
}

/// A schema node with what its `$ref` leads to; the nearer one wins.
struct Layers<'n>(Vec<&'n Node>);

impl<'n> Layers<'n> {
    fn entry(&self, key: &str) -> Option<&'n Entry> {
        self.0.iter().find_map(|node| node.entry(key))
    }
    fn text(&self, key: &str) -> Option<String> {
        self.entry(key).and_then(|e| e.node.scalar()).map(str::to_owned)
    }
    fn flag(&self, key: &str) -> bool {
        self.entry(key).is_some_and(|e| e.node.value == Value::Bool(true))
    }
}

impl<'a> Reader<'a> {
    fn bad(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
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

    fn known_keys(&mut self, node: &Node, ours: &[&'static str]) {
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

    /// The fields under `properties`, with those of an object's `required` marked.
    fn fields(&mut self, node: &'a Node, depth: usize) -> Vec<Field> {
        let layers = self.layers(node, 0);
        let Some(properties) = layers.entry("properties") else { return Vec::new() };
        let required: BTreeSet<String> = strings(layers.entry("required")).into_iter().collect();
        let Value::Map(entries) = &properties.node.value else {
            self.bad(
                properties.node.span,
                "`properties` is not an object",
                "write \"properties\": { \"field\": { … } }",
            );
            return Vec::new();
        };
        let mut fields = Vec::new();
        for entry in entries {
            if depth == 0 && entry.key == "name" {
                self.bad(
                    entry.key_span,
                    "no kind may have a field `name` at its root: a record's name is its file or its key",
                    "call it `title`",
                );
                continue;
            }
            if depth == 0 && keywords::MEMBERS.contains(&entry.key.as_str()) {
                self.bad(
                    entry.key_span,
                    format!(
                        "no kind may have a field `{}` at its root: published data use that name",
                        entry.key
                    ),
                    "give it a longer name, such as `website` for `url`",
                );
                continue;
            }
            if self.nesting > NESTING_MAX {
                self.bad(
                    entry.key_span,
                    "these fields contain themselves",
                    "take the `$ref` that leads back out",
                );
                break;
            }
            self.nesting += 1;
            let field = self.field(entry, required.contains(&entry.key), depth);
            self.nesting -= 1;
            if let Some(field) = field {
                let stated = field.none || field.all;
                let (name, title, private) = (field.name.clone(), field.title.clone(), field.private);
                let values: &[&str] = match (field.none, field.all) {
                    (true, true) => &["listed", "none", "all"],
                    (_, false) => &["listed", "none"],
                    (false, true) => &["listed", "all"],
                };
                fields.push(field);
                if stated {
                    fields.extend(stated_fields(&name, &title, values, private));
                }
            }
        }
        fields
    }

    fn layers(&mut self, node: &'a Node, depth: usize) -> Layers<'a> {
        let mut layers = Layers(vec![node]);
        if let Some(entry) = node.entry("$ref") {
            let target = entry.node.scalar().unwrap_or_default();
            let found = match target.split_once('#') {
                Some(("", pointer)) => self.root.at_pointer(pointer),
                Some(("common.json", pointer)) => self.common.at_pointer(pointer),
                _ => None,
            };
            match found {
                Some((_, inner)) if depth < REF_DEPTH_MAX => layers.0.extend(self.layers(inner, depth + 1).0),
                _ => self.bad(
                    entry.node.span,
                    format!("`{target}` leads nowhere"),
                    "write \"common.json#/$defs/…\" or \"#/$defs/…\"",
                ),
            }
        }
        layers
    }

    fn field(&mut self, entry: &'a Entry, required: bool, depth: usize) -> Option<Field> {
        let layers = self.layers(&entry.node, 0);
        self.known_keys(&entry.node, &keywords::FIELD);
        for key in ["title", "description"] {
            if layers.text(key).is_none() && depth < tree::DEPTH_MAX {
                let help = if key == "title" {
                    "add the words residents read"
                } else {
                    "add a sentence for the data dictionary"
                };
                self.bad(entry.key_span, format!("the field `{}` has no `{key}`", entry.key), help);
            }
        }
        let ty = self.field_type(entry, &layers, depth)?;
        let reference = layers.entry("x-reference").map(|e| Reference {
            kinds: match &e.node.value {
                Value::List(_) => strings(Some(e)).into_iter().map(Into::into).collect(),
                _ => vec![e.node.scalar().unwrap_or_default().into()],
            },
        });
        Some(Field {
            name: entry.key.as_str().into(),
            title: layers.text("title").unwrap_or_else(|| entry.key.clone()),
            description: layers.text("description").unwrap_or_default(),
            ty,
            required,
            facet: layers.flag("x-facet"),
            reference,
            backlink: self.backlink(&layers),
            step: layers.text("x-step"),
            default: layers.text("x-default"),
            computed: self.computed(&layers),
            none: layers.flag("x-none"),
            all: layers.flag("x-all"),
            unit: layers.text("x-unit"),
            markdown: match layers.text("x-markdown").as_deref() {
                Some("inline") => Some(Markdown::Inline),
                Some("block") => Some(Markdown::Block),
                Some(other) => {
                    let span = layers.entry("x-markdown").map_or(entry.key_span, |e| e.node.span);
                    self.bad(
                        span,
                        format!("`x-markdown` cannot be `{other}`"),
                        "use \"inline\" or \"block\"",
                    );
                    None
                }
                None => None,
            },
            private: layers.flag("x-private"),
            basis: layers.text("x-basis"),
            keep: layers.flag("x-keep"),
        })
    }

    fn backlink(&mut self, layers: &Layers<'a>) -> Option<Backlink> {
        let entry = layers.entry("x-backlink")?;
        let get = |key: &str| entry.node.entry(key).and_then(|e| e.node.scalar());
        let pair = get("name").zip(get("label"));
        if pair.is_none() {
            self.bad(
                entry.node.span,
                "`x-backlink` needs a name and a label",
                "write { \"name\": \"…\", \"label\": \"…\" }",
            );
        }
        pair.map(|(name, label)| Backlink { name: name.into(), label: label.into() })
    }

    fn computed(&mut self, layers: &Layers<'a>) -> Option<Computed> {
        let entry = layers.entry("x-computed")?;
        let rule = entry.node.entry("rule").and_then(|e| e.node.scalar()).unwrap_or_default().to_owned();
        if !keywords::COMPUTED.contains(&rule.as_str()) {
            let help = format!("use one of: {}", keywords::COMPUTED.join(", "));
            self.bad(entry.node.span, format!("there is no way to work out `{rule}`"), help);
            return None;
        }
        Some(Computed { rule, from: strings(entry.node.entry("from")), settings: to_json(&entry.node) })
    }

    fn field_type(&mut self, entry: &'a Entry, layers: &Layers<'a>, depth: usize) -> Option<Type> {
        if layers.entry("enum").is_some() {
            let labels = layers.entry("x-labels");
            return Some(Type::Choice(
                strings(layers.entry("enum")).iter().map(|v| choice(v, labels)).collect(),
            ));
        }
        match layers.text("type").as_deref() {
            Some("string") => Some(Type::Text(self.format(layers))),
            Some("integer") => Some(Type::Integer),
            Some("number") => Some(Type::Number),
            Some("boolean") => Some(Type::Boolean),
            Some("array") => {
                let Some(items) = layers.entry("items") else {
                    self.bad(
                        entry.key_span,
                        format!("the list `{}` does not say what it holds", entry.key),
                        "add \"items\": { … }",
                    );
                    return None;
                };
                // The words for a list stand on the list; its items need none.
                let item = self.field(items, false, depth + tree::DEPTH_MAX)?;
                Some(Type::List(Box::new(item)))
            }
            Some("object") => match layers.entry("properties") {
                Some(_) => {
                    let holder = layers.0.iter().find(|n| n.entry("properties").is_some()).copied()?;
                    Some(Type::Object(self.fields(holder, 1)))
                }
                None => Some(Type::Words),
            },
            other => {
                let said = other.map_or("no type".to_owned(), |o| format!("the type `{o}`"));
                self.bad(
                    entry.key_span,
                    format!("the field `{}` has {said}", entry.key),
                    "use string, integer, number, boolean, array or object",
                );
                None
            }
        }
    }

    fn format(&mut self, layers: &Layers<'a>) -> Format {
        let Some(entry) = layers.entry("format") else { return Format::Plain };
        let name = entry.node.scalar().unwrap_or_default();
        match Format::ALL.iter().find(|(n, _)| *n == name) {
            Some((_, format)) => *format,
            None => {
                let names = Format::ALL.map(|(n, _)| n).join(", ");
                self.bad(
                    entry.node.span,
                    format!("there is no format `{name}`"),
                    format!("use one of: {names}"),
                );
                Format::Plain
            }
        }
    }
}

/// What must hold between kinds: references name kinds, folders and tables have one owner each.
fn across(list: &[Kind], at: &BTreeMap<&str, (&Arc<str>, &Node)>, out: &mut Diagnostics) {
    let names: BTreeSet<&str> = list.iter().map(|k| &*k.name).collect();
    let mut plurals: BTreeMap<&str, &str> = BTreeMap::new();
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    for kind in list {
        let Some((path, root)) = at.get(&*kind.name) else { continue };
        let x = root.entry("x-kind").map_or(root.span, |e| e.key_span);
        let mut bad = |message: String, help: &str| {
            out.push(Diagnostic::new(Code::BadKind, message).at_span(path, x).help(help));
        };
        let slug_like =
            kind.plural.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if keywords::RESERVED.contains(&&*kind.plural) || !slug_like || kind.plural.is_empty() {
            bad(
                format!("`{}` cannot be the folder of a kind", kind.plural),
                "use lower-case letters and hyphens, and none of crier's own folder names",
            );
        }
        if let Some(other) = plurals.insert(&kind.plural, &kind.name) {
            bad(
                format!("the kinds `{other}` and `{}` share the folder `{}`", kind.name, kind.plural),
                "give one of them another `plural`",
            );
        }
        for table in tables(kind) {
            if let Some(column) = table.doubled_column() {
                bad(
                    format!("the table `{}.csv` would have two columns `{column}`", table.name),
                    "give the field in that list another name",
                );
            }
            let name = table.name;
            if let Some(other) = taken.insert(name.clone(), &kind.name) {
                bad(
                    format!("two tables would be called `{name}.csv` (kinds `{other}` and `{}`)", kind.name),
                    "rename one of the fields or kinds",
                );
            }
        }
        for target in named_kinds(&kind.fields) {
            if !names.contains(&*target) {
                let near = did_you_mean(&target, names.iter().copied());
                let help = near.map_or("add a file for it to data/kinds/".to_owned(), |n| {
                    format!("did you mean `{n}`?")
                });
                bad(format!("a field refers to the kind `{target}`, which does not exist"), &help);
            }
        }
    }
}

fn named_kinds(fields: &[Field]) -> Vec<Arc<str>> {
    let mut found = Vec::new();
    for field in fields {
        let item = field.item();
        let own = item.reference.iter().chain(&field.reference).flat_map(|r| r.kinds.iter().cloned());
        found.extend(own);
        found.extend(named_kinds(field.fields()));
    }
    found.sort();
    found.dedup();
    found
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

fn choice(value: &str, labels: Option<&Entry>) -> Choice {
    let given = labels.and_then(|e| e.node.entry(value)).and_then(|e| e.node.scalar());
    Choice { value: value.into(), words: given.map_or_else(|| value.replace('-', " ").into(), Into::into) }
}

fn stated_fields(name: &str, title: &str, values: &[&str], private: bool) -> [Field; 2] {
    let field = |suffix: &str, title: String, description: &str, ty: Type| Field {
        name: format!("{name}_{suffix}").into(),
        title,
        description: description.to_owned(),
        ty,
        required: false,
        facet: false,
        reference: None,
        backlink: None,
        step: None,
        default: None,
        computed: None,
        none: false,
        all: false,
        unit: None,
        markdown: None,
        private,
        basis: None,
        keep: false,
    };
    let choices = values.iter().map(|v| Choice { value: (*v).into(), words: (*v).into() }).collect();
    [
        field(
            "stated",
            format!("{title}: what was stated"),
            "Whether the paper lists values, says none or all, or (empty) does not say.",
            Type::Choice(choices),
        ),
        field(
            "words",
            format!("{title}: as printed"),
            "The paper's own words in place of a list.",
            Type::Text(Format::Plain),
        ),
    ]
}

fn strings(entry: Option<&Entry>) -> Vec<String> {
    match entry.map(|e| &e.node.value) {
        Some(Value::List(items)) => items.iter().filter_map(|n| n.scalar().map(str::to_owned)).collect(),
        _ => Vec::new(),
    }
}

fn to_json(node: &Node) -> serde_json::Value {
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
