//! Tree and kind to record: the only way a record is made.

use super::value::{Map, Value};
use super::{Form, Origin, Record, format, name};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::kind::{Field, Kind, Type};
use crate::prose::Facts;
use crate::source::Span;
use crate::tree::{self, Entry, Node};
use std::collections::HashSet;
use std::sync::Arc;

/// What one record is made from.
pub struct Input<'a> {
    /// Its kind.
    pub kind: &'a Arc<Kind>,
    /// What the source says.
    pub node: &'a Node,
    /// Its name where the file gives it: the stem of a document or a one-object file.
    pub stem: Option<&'a str>,
    /// Where it was read.
    pub origin: Origin,
    /// What its prose holds.
    pub prose: Option<Facts>,
}

/// A record as far as it could be made.
#[derive(Debug)]
pub enum Outcome {
    /// Checked and right.
    Sound(Record),
    /// It has errors; its id is known, so that references to it stay silent.
    Broken(Record),
    /// Its file could not be read; it still has its id.
    Unread(Arc<str>, Arc<str>),
    /// Not even its name is known.
    Nameless,
}

/// Checks a tree against its kind. All problems go to `out`, one for each cause.
pub fn convert(input: Input<'_>, out: &mut Diagnostics) -> Outcome {
    let Input { kind, node, stem, origin, prose } = input;
    let before = out.iter().count();
    let path = origin.path.clone();
    let mut walk =
        Walk { path: &path, form: origin.form, pointer: String::new(), reported: HashSet::new(), out };
    let named = node.entry("name");
    let fields = walk.record(kind, node, named.is_some() && stem.is_none());
    walk.schema(kind, node, &fields);
    let name = walk.name(kind, node, &fields, stem);
    let broken = out.iter().skip(before).any(|d| d.severity == crate::diagnostic::Severity::Error);
    let Some(name) = name else { return Outcome::Nameless };
    let id: Arc<str> = format!("{}/{name}", kind.name).into();
    let record = Record { kind: kind.clone(), name: name.into(), id, fields, prose, origin };
    let doubled = anchors(&record, node, out);
    if broken || doubled { Outcome::Broken(record) } else { Outcome::Sound(record) }
}

/// Two parts, or a part and a paragraph, with one anchor: neither could be linked to.
fn anchors(record: &Record, node: &Node, out: &mut Diagnostics) -> bool {
    let mut parts = record.parts();
    parts.sort_by(|a, b| a.anchor.cmp(&b.anchor));
    let mut doubled = false;
    for pair in parts.windows(2).filter(|pair| pair[0].anchor == pair[1].anchor) {
        doubled = true;
        for (this, other) in [(&pair[0], &pair[1]), (&pair[1], &pair[0])] {
            let at = |pointer: &str| node.at_pointer(&format!("{pointer}/id")).map(|(_, n)| n.span);
            let message = format!("two items share the anchor `#{}`", this.anchor);
            let mut diagnostic = Diagnostic::new(Code::DuplicateAnchor, message)
                .at_span(&record.origin.path, at(&this.pointer).unwrap_or(node.span))
                .help("give each item its own `id`, as printed in the paper")
                .quoting(this.id.to_string());
            if let Some(span) = at(&other.pointer) {
                let place = crate::diagnostic::Place::Span(record.origin.path.clone(), span);
                diagnostic = diagnostic.related(place, "the other one");
            }
            out.push(diagnostic);
        }
    }
    doubled
}

pub(super) struct Walk<'a> {
    pub(super) path: &'a Arc<str>,
    pub(super) form: Form,
    pub(super) pointer: String,
    /// Pointers already spoken of: what the schema says of them again is left out.
    pub(super) reported: HashSet<String>,
    pub(super) out: &'a mut Diagnostics,
}

impl Walk<'_> {
    fn report(&mut self, diagnostic: Diagnostic, span: Span) {
        self.reported.insert(self.pointer.clone());
        self.out.push(diagnostic.at_span(self.path, span));
    }

    fn within<T>(&mut self, step: &str, act: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.pointer.len();
        self.pointer.push('/');
        if step.contains(['~', '/']) {
            self.pointer.push_str(&step.replace('~', "~0").replace('/', "~1"));
        } else {
            self.pointer.push_str(step);
        }
        let result = act(self);
        self.pointer.truncate(length);
        result
    }

    fn record(&mut self, kind: &Kind, node: &Node, named: bool) -> Map {
        let fields = self.object(&kind.fields, node, named);
        for names in &kind.one_of {
            if !names.iter().any(|n| present(node, n) || self.reported.contains(&format!("/{n}"))) {
                let list = names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(" or ");
                let diagnostic = Diagnostic::new(
                    Code::MissingField,
                    format!("this {} needs {list}", kind.label.to_lowercase()),
                )
                .help(format!("add `{}: …`", names[0]));
                self.report(diagnostic, start(node));
            }
        }
        fields
    }

    fn object(&mut self, fields: &[Field], node: &Node, named: bool) -> Map {
        let tree::Value::Map(entries) = &node.value else {
            let diagnostic = Diagnostic::new(
                Code::WrongType,
                format!("{} needs named fields, not {}", self.here(), described(node)),
            )
            .help("write each as `field: value` on its own line");
            self.report(diagnostic, node.span);
            return Map::default();
        };
        let unknown = self.unknown(fields, entries, named);
        let mut map = Map::default();
        for field in fields {
            let entry = entries.iter().find(|e| *e.key == *field.name);
            let value = entry.and_then(|e| self.within(&field.name, |walk| walk.entry(field, e, &mut map)));
            if let Some(value) = value {
                map.set(field.name.clone(), value);
            }
            let absent = entry.is_none_or(|e| empty(&e.node));
            // A misspelt key is one cause: the field it meant is not missing as well.
            if field.required && absent && !unknown.contains(&&*field.name) {
                self.missing(field, node, entry);
            }
        }
        map
    }

    /// Reports keys that are no fields; returns the fields they most likely meant.
    fn unknown<'f>(&mut self, fields: &'f [Field], entries: &[Entry], named: bool) -> Vec<&'f str> {
        let mut meant = Vec::new();
        for entry in entries {
            let is_name = named && entry.key == "name";
            if is_name || fields.iter().any(|f| *f.name == *entry.key) {
                continue;
            }
            let near =
                did_you_mean(&entry.key, fields.iter().filter(|f| f.computed.is_none()).map(|f| &*f.name));
            meant.extend(near);
            let (code, what) = if self.form == Form::Row {
                (Code::UnknownColumn, "column")
            } else {
                (Code::UnknownField, "field")
            };
            let inside = if self.pointer.is_empty() { String::new() } else { format!(" in {}", self.here()) };
            let diagnostic = Diagnostic::new(code, format!("there is no {what} `{}`{inside}", entry.key))
                .help(near.map_or_else(|| allowed_fields(fields), |n| format!("did you mean `{n}`?")))
                .quoting(entry.key.clone());
            self.within(&entry.key, |walk| walk.report(diagnostic, entry.key_span));
        }
        meant
    }

    fn missing(&mut self, field: &Field, node: &Node, entry: Option<&Entry>) {
        let pointer = format!("{}/{}", self.pointer, field.name);
        if self.reported.contains(&pointer) {
            return;
        }
        let inside = if self.pointer.is_empty() { String::new() } else { format!(" in {}", self.here()) };
        let diagnostic = Diagnostic::new(Code::MissingField, format!("`{}` is missing{inside}", field.name))
            .help(format!("add `{}: …` ({})", field.name, field.title.to_lowercase()));
        let span = entry.map_or_else(|| start(node), |e| e.key_span);
        self.within(&field.name, |walk| walk.report(diagnostic, span));
    }

    /// One entry of an object. `none` and `all` for a list also set its `_stated` neighbour in `map`.
    fn entry(&mut self, field: &Field, entry: &Entry, map: &mut Map) -> Option<Value> {
        let node = &entry.node;
        if field.computed.is_some()
            || (field.name.ends_with("_stated")
                && matches!(field.ty, Type::Choice(_))
                && field.description.starts_with("Whether the paper lists"))
        {
            let diagnostic = Diagnostic::new(
                Code::UnknownField,
                format!("`{}` is worked out by crier and cannot be written", field.name),
            )
            .help("take this line out");
            self.report(diagnostic, entry.key_span);
            return None;
        }
        if empty(node) {
            return None;
        }
        if field.none || field.all {
            let stated = match node.scalar() {
                Some("none") if field.none => Some("none"),
                Some("all") if field.all => Some("all"),
                _ => None,
            };
            let key: Arc<str> = format!("{}_stated", field.name).into();
            if let Some(stated) = stated {
                map.set(field.name.clone(), Value::List(Vec::new()));
                map.set(key, Value::from_text(stated));
                return None;
            }
            let value = self.value(field, node)?;
            map.set(field.name.clone(), value);
            map.set(key, Value::from_text("listed"));
            return None;
        }
        self.value(field, node)
    }

    fn value(&mut self, field: &Field, node: &Node) -> Option<Value> {
        match &field.ty {
            Type::List(item) => self.list(field, item, node),
            Type::Object(fields) => {
                let map = self.object(fields, node, false);
                (!map.is_empty()).then_some(Value::Map(map))
            }
            Type::Words => self.words(field, node),
            Type::Text(form) => {
                let text = self.text(field, node)?;
                if let Err(diagnostic) = format::check(*form, &field.name, &text) {
                    self.report(*diagnostic, node.span);
                    return None;
                }
                Some(Value::from_text(match &field.reference {
                    Some(reference) => full_reference(&text, reference.kinds.first()),
                    None => text,
                }))
            }
            Type::Choice(_) => self.choice(field, node),
            Type::Integer | Type::Number => self.number(field, node),
            Type::Boolean => self.boolean(field, node),
        }
    }

    fn list(&mut self, field: &Field, item: &Field, node: &Node) -> Option<Value> {
        if let tree::Value::List(nodes) = &node.value {
            let values = nodes.iter().enumerate().filter_map(|(i, node)| {
                self.within(&i.to_string(), |walk| if empty(node) { None } else { walk.value(item, node) })
            });
            return Some(Value::List(values.collect()));
        }
        if self.form == Form::Row
            && let Some(text) = node.scalar()
        {
            return Some(self.cell_list(item, node, text));
        }
        let words = if field.is_table() {
            "write each item under a hyphen, with its fields"
        } else {
            "write each value on its own line after a hyphen"
        };
        let example = node.scalar().map_or(String::new(), |text| format!(": `- {text}`"));
        let quote = node.scalar().unwrap_or_default();
        let diagnostic =
            Diagnostic::new(Code::WrongType, format!("`{}` is a list, not {}", field.name, described(node)))
                .help(format!("{words}{example}"))
                .quoting(quote);
        self.report(diagnostic, node.span);
        None
    }

    /// A cell with several values, separated by semicolons (records.md §1).
    fn cell_list(&mut self, item: &Field, node: &Node, text: &str) -> Value {
        let quoted = node.span.end - node.span.start > u32::try_from(text.len()).unwrap_or(u32::MAX);
        let mut at = node.span.start as usize + usize::from(quoted);
        let mut values = Vec::new();
        for (i, piece) in text.split(';').enumerate() {
            let lead = piece.len() - piece.trim_start().len();
            let trimmed = piece.trim();
            let span = Span::new(at + lead, at + lead + trimmed.len());
            let inner = Node { span, value: tree::Value::Plain(trimmed.to_owned()) };
            if !trimmed.is_empty() {
                values.extend(self.within(&i.to_string(), |walk| walk.value(item, &inner)));
            }
            at += piece.len() + 1;
        }
        Value::List(values)
    }

    fn words(&mut self, field: &Field, node: &Node) -> Option<Value> {
        let tree::Value::Map(entries) = &node.value else {
            return self.wrong(field, node, "names with values", "write `name: value`");
        };
        let pairs = entries.iter().filter(|e| !empty(&e.node)).filter_map(|e| {
            let text = self.within(&e.key, |walk| walk.text(field, &e.node))?;
            Some((Arc::from(e.key.as_str()), Value::from_text(text)))
        });
        let map: Map = pairs.collect();
        (!map.is_empty()).then_some(Value::Map(map))
    }

    fn text(&mut self, field: &Field, node: &Node) -> Option<String> {
        match &node.value {
            tree::Value::Plain(text) | tree::Value::Text(text) if text.contains('\r') => {
                Some(text.replace("\r\n", "\n"))
            }
            tree::Value::Plain(text) | tree::Value::Text(text) => Some(text.clone()),
            tree::Value::Number(number) => {
                self.wrong(field, node, "text", &format!("put it in quotes: \"{number}\""))
            }
            tree::Value::Bool(value) => {
                self.wrong(field, node, "text", &format!("put it in quotes: \"{value}\""))
            }
            _ => self.wrong(
                field,
                node,
                "one line of text",
                "write the text after the colon, in quotes when it holds a colon",
            ),
        }
    }

    fn choice(&mut self, field: &Field, node: &Node) -> Option<Value> {
        let Type::Choice(choices) = &field.ty else { return None };
        let text = self.text(field, node)?;
        if choices.iter().any(|c| *c.value == *text) {
            return Some(Value::from_text(text));
        }
        let values: Vec<&str> = choices.iter().map(|c| &*c.value).collect();
        let near = did_you_mean(&text, values.iter().copied());
        let list = values.join(", ");
        let diagnostic = Diagnostic::new(Code::NotAllowed, format!("`{}` cannot be `{text}`", field.name))
            .help(near.map_or_else(
                || format!("use one of: {list}"),
                |n| format!("did you mean `{n}`? Allowed: {list}"),
            ))
            .quoting(text);
        self.report(diagnostic, node.span);
        None
    }

    fn number(&mut self, field: &Field, node: &Node) -> Option<Value> {
        let whole = matches!(field.ty, Type::Integer);
        let wanted = if whole { "a whole number" } else { "a number" };
        let text = match &node.value {
            tree::Value::Plain(text) | tree::Value::Number(text) => text.trim(),
            tree::Value::Text(text) if self.form == Form::Row => text.trim(),
            _ => return self.wrong(field, node, wanted, "write digits alone, without quotes"),
        };
        let value = if decimal(text) {
            match text.parse::<i64>() {
                Ok(n) => Some(Value::Integer(n)),
                Err(_) if whole => None,
                Err(_) => text.parse::<f64>().ok().filter(|n| n.is_finite()).map(Value::Number),
            }
        } else {
            None
        };
        if value.is_some() {
            return value;
        }
        let plain: String =
            text.chars().filter(|c| !matches!(c, ',' | ' ' | '£' | '%' | '_' | '+')).collect();
        let help = if decimal(&plain) && plain != text {
            format!("write {plain}")
        } else {
            "write digits alone, such as 1200 or 4.5".to_owned()
        };
        self.wrong(field, node, wanted, &help)
    }

    fn boolean(&mut self, field: &Field, node: &Node) -> Option<Value> {
        match (&node.value, node.scalar()) {
            (tree::Value::Bool(value), _) => Some(Value::Bool(*value)),
            (tree::Value::Plain(_), Some("true" | "yes")) => Some(Value::Bool(true)),
            (tree::Value::Plain(_), Some("false" | "no")) => Some(Value::Bool(false)),
            _ => self.wrong(field, node, "true or false", "write true or false"),
        }
    }

    fn wrong<T>(&mut self, field: &Field, node: &Node, wanted: &str, help: &str) -> Option<T> {
        let diagnostic = Diagnostic::new(
            Code::WrongType,
            format!("`{}` is {wanted}, not {}", field.name, described(node)),
        )
        .help(help)
        .quoting(node.scalar().unwrap_or_default());
        self.report(diagnostic, node.span);
        None
    }

    fn here(&self) -> String {
        let path = self.pointer.trim_start_matches('/').replace('/', ".");
        if path.is_empty() { "the record".into() } else { format!("`{path}`") }
    }

    fn name(&mut self, kind: &Kind, node: &Node, fields: &Map, stem: Option<&str>) -> Option<String> {
        let entry = node.entry("name").filter(|_| stem.is_none());
        let (name, span) = match (stem, entry) {
            (Some(stem), _) => (stem.to_owned(), None),
            (None, Some(entry)) => {
                (entry.node.scalar().unwrap_or_default().to_owned(), Some(entry.node.span))
            }
            (None, None) => (name::from_key(kind, fields).unwrap_or_default(), None),
        };
        let place = span.unwrap_or_else(|| start(node));
        if name.is_empty() {
            if self.reported.is_empty() {
                let help = if kind.key.is_empty() {
                    "add `name`, for example a short form of the title".to_owned()
                } else {
                    format!("fill in {}", kind.key.join(", "))
                };
                let diagnostic = Diagnostic::new(Code::MissingField, "this record has no name").help(help);
                self.report(diagnostic, place);
            }
            return None;
        }
        let reserved = crate::kind::is_reserved(&name);
        if reserved || !name::is_name(&name) {
            let (code, message, help) = if reserved {
                (
                    Code::ReservedName,
                    format!("`{name}` is a name crier keeps for itself"),
                    "choose another name".to_owned(),
                )
            } else {
                let better = name::slug(&name);
                let help = if name::is_name(&better) {
                    format!("call it `{better}`")
                } else {
                    "add at least one letter".to_owned()
                };
                (
                    Code::BadName,
                    format!(
                        "`{name}` cannot be a name: use lower-case letters, digits, dots and hyphens, with at least one letter"
                    ),
                    help,
                )
            };
            let diagnostic = Diagnostic::new(code, message).help(help);
            match stem {
                Some(_) => self.out.push(diagnostic.at(crate::diagnostic::Place::File(self.path.clone()))),
                None => self.out.push(diagnostic.quoting(name).at_span(self.path, place)),
            }
            return None;
        }
        Some(name)
    }
}

/// The whole form of a reference: `kind/name#part`. A bare name means the first allowed kind; `#part` alone the record itself.
pub fn full_reference(text: &str, first: Option<&Arc<str>>) -> String {
    let text = text.trim();
    let bare = !text.split('#').next().unwrap_or_default().contains('/');
    match first {
        Some(kind) if bare && !text.starts_with('#') => format!("{kind}/{text}"),
        _ => text.to_owned(),
    }
}

/// Whether a text is a plain decimal number: no leading zeros, no grouping, nothing for a machine to guess.
fn decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let all_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    all_digits(whole) && (whole == "0" || !whole.starts_with('0')) && fraction.is_none_or(all_digits)
}

fn empty(node: &Node) -> bool {
    match &node.value {
        tree::Value::Null => true,
        tree::Value::Text(text) | tree::Value::Plain(text) => text.is_empty(),
        _ => false,
    }
}

fn present(node: &Node, path: &str) -> bool {
    node.entry(path).is_some_and(|e| !empty(&e.node))
}

/// Where a record starts: its first key, which is what a reader looks for.
pub(super) fn start(node: &Node) -> Span {
    match &node.value {
        tree::Value::Map(entries) => entries.first().map_or(node.span, |e| e.key_span),
        _ => node.span,
    }
}

fn described(node: &Node) -> &'static str {
    match &node.value {
        tree::Value::Null => "nothing",
        tree::Value::Bool(_) => "true or false",
        tree::Value::Number(_) => "a number",
        tree::Value::Plain(_) | tree::Value::Text(_) => "text",
        tree::Value::List(_) => "a list",
        tree::Value::Map(_) => "a group of fields",
    }
}

fn allowed_fields(fields: &[Field]) -> String {
    let names: Vec<&str> = fields.iter().filter(|f| f.computed.is_none()).map(|f| &*f.name).collect();
    format!("the fields are: {}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_never_guessed() {
        assert!(decimal("0") && decimal("-4.50") && decimal("1200"));
        assert!(
            !decimal("00123")
                && !decimal("1_000")
                && !decimal("1,000")
                && !decimal("")
                && !decimal("1e3")
                && !decimal(".5")
        );
    }

    #[test]
    fn bare_names_mean_the_first_kind() {
        let first: Arc<str> = "body".into();
        assert_eq!(full_reference("council", Some(&first)), "body/council");
        assert_eq!(full_reference("report/x#1.2", Some(&first)), "report/x#1.2");
        assert_eq!(full_reference("#1.2", Some(&first)), "#1.2");
    }
}
