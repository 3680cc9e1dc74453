//! Tree and kind to record: the only way a record is made.

use super::meant::{better, meant_by};
use super::missing::present;
use super::value::{Map, Value};
use super::{Form, HIDING, Origin, Record, name};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::kind::{Field, Kind};
use crate::prose::Facts;
use crate::source::Span;
use crate::tree::{self, Entry, Node};
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

/// Names of fields that a report lists.
const NAMES_MAX: usize = 6;

/// The key that names a record whose file does not.
pub(super) const NAME: &str = "name";

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
#[derive(Debug, Clone)]
pub enum Outcome {
    /// Checked and right.
    Sound(Arc<Record>),
    /// It has errors; its id is known, so that references to it stay silent.
    Broken(Arc<Record>),
    /// Its file could not be read; it still has its id.
    Unread(Arc<str>, Arc<str>),
    /// It has errors, and not even its name is known.
    Nameless(Arc<Record>),
}

impl Outcome {
    /// The id, where it is known.
    pub fn id(&self) -> Option<&Arc<str>> {
        match self {
            Outcome::Sound(record) | Outcome::Broken(record) => Some(&record.id),
            Outcome::Unread(id, _) => Some(id),
            Outcome::Nameless(_) => None,
        }
    }
}

/// Checks a tree against its kind. All problems go to `out`, one for each cause.
pub fn convert(input: Input<'_>, out: &mut Diagnostics) -> Outcome {
    let Input { kind, node, stem, origin, prose } = input;
    let before = out.iter().count();
    let path = origin.path.clone();
    let (pointer, reported) = (String::new(), HashSet::new());
    // Where the file does not name the record, a key does.
    let name_key = stem.is_none().then_some(NAME);
    let mut walk =
        Walk { path: &path, form: origin.form, pointer, reported, errors: 0, marked: false, name_key, out };
    let fields = walk.record(kind, node);
    walk.schema(kind, node, &fields);
    let name = walk.name(kind, node, &fields, stem);
    let marked = walk.marked;
    let unsound = walk.reported.into_iter().collect();
    let broken =
        walk.errors > 0 || out.iter().skip(before).any(|d| d.severity == crate::diagnostic::Severity::Error);
    let nameless = name.is_none();
    let name = name.unwrap_or_default();
    let id: Arc<str> = format!("{}/{name}", kind.name).into();
    let guarded = fields.iter().any(|(name, _)| HIDING.contains(&&**name));
    let record =
        Record { kind: kind.clone(), name: name.into(), id, fields, prose, marked, guarded, unsound, origin };
    if nameless {
        return Outcome::Nameless(Arc::new(record));
    }
    let doubled = anchors(&record, node, out);
    let record = Arc::new(record);
    if broken || doubled { Outcome::Broken(record) } else { Outcome::Sound(record) }
}

/// The fields, with those of the key that have an error as they are written: without them the name would be that of other records too.
fn as_written<'m>(kind: &Kind, node: &Node, fields: &'m Map) -> Cow<'m, Map> {
    let mut fields = Cow::Borrowed(fields);
    for field in &kind.key {
        let text = node.entry(field).and_then(|entry| entry.node.scalar()).filter(|text| !text.is_empty());
        if let Some(text) = text
            && fields.get(field).is_none()
        {
            fields.to_mut().set(field.as_str().into(), Value::from_text(text.to_owned()));
        }
    }
    fields
}

/// Two parts, or a part and a paragraph, with one anchor: neither could be linked to.
fn anchors(record: &Record, node: &Node, out: &mut Diagnostics) -> bool {
    let mut parts = record.parts();
    parts.sort_by(|a, b| a.anchor.cmp(&b.anchor));
    let mut doubled = false;
    for pair in parts.windows(2).filter(|pair| pair[0].anchor == pair[1].anchor) {
        doubled = true;
        let at = |pointer: &str| node.at_pointer(&format!("{pointer}/id")).map(|(_, n)| n.span);
        let (first, second) = (&pair[0], &pair[1]);
        let message = format!("two items share the anchor `#{}`", second.anchor);
        let mut diagnostic = Diagnostic::new(Code::DuplicateAnchor, message)
            .at_span(&record.origin.path, at(&second.pointer).unwrap_or(node.span))
            .help("give each item its own `id`, as printed in the paper")
            .quoting(second.id.to_string());
        if let Some(span) = at(&first.pointer) {
            let place = Place::Span(record.origin.path.clone(), span);
            diagnostic = diagnostic.related(place, "the first one");
        }
        out.push(diagnostic);
    }
    doubled
}

pub(super) struct Walk<'a> {
    pub(super) path: &'a Arc<str>,
    pub(super) form: Form,
    pub(super) pointer: String,
    /// Pointers already spoken of: what the schema says of them again is left out.
    pub(super) reported: HashSet<String>,
    /// The key that names the record, where one does.
    name_key: Option<&'static str>,
    /// Whether a Markdown text was met that may hold a link or a tag.
    pub(super) marked: bool,
    /// How many problems were found on the way.
    pub(super) errors: usize,
    pub(super) out: &'a mut Diagnostics,
}

impl Walk<'_> {
    pub(super) fn report(&mut self, diagnostic: Diagnostic, span: Span) {
        self.reported.insert(self.pointer.clone());
        self.errors += 1;
        self.out.push(diagnostic.for_curly_quotes_if_any().at_span(self.path, span));
    }

    pub(super) fn within<T>(&mut self, step: &str, act: impl FnOnce(&mut Self) -> T) -> T {
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

    fn record(&mut self, kind: &Kind, node: &Node) -> Map {
        let fields = self.object(&kind.fields, node);
        for names in &kind.one_of {
            if !names.iter().any(|n| present(node, n) || self.reported.contains(&format!("/{n}"))) {
                self.none_of(kind, names, node);
            }
        }
        fields
    }

    pub(super) fn object(&mut self, fields: &[Field], node: &Node) -> Map {
        let tree::Value::Map(entries) = &node.value else {
            let diagnostic = Diagnostic::new(
                Code::WrongType,
                format!("{} needs named fields, not {}", self.here(), described(node)),
            )
            .help(self.how_to_group(fields));
            self.report(diagnostic, node.span);
            return Map::default();
        };
        self.unknown(fields, entries);
        self.hides_all(fields, entries);
        let mut map = Map::with_room(entries.len().min(fields.len()));
        for field in fields {
            let entry = entries.iter().find(|e| *e.key == *field.name);
            let errors = self.errors;
            let value = entry.and_then(|e| self.within(&field.name, |walk| walk.entry(field, e, &mut map)));
            match (value, entry) {
                (Some(value), _) => map.set(field.name.clone(), value),
                (None, Some(entry)) if self.errors == errors => self.hides_nothing(field, entry),
                _ => {}
            }
            let absent = entry.is_none_or(|e| empty(&e.node));
            if field.required && absent {
                self.missing(field, node, entry);
            }
        }
        map
    }

    /// Reports keys that are no fields. A misspelt key is one cause: the field it most likely meant counts as spoken of, so that it is
    /// not missing as well. Of a row nothing is reported: its columns are looked at once for the whole file.
    fn unknown(&mut self, fields: &[Field], entries: &[Entry]) {
        let name_key = self.name_key.filter(|_| self.pointer.is_empty());
        for (nth, entry) in entries.iter().enumerate() {
            if name_key == Some(&*entry.key) || fields.iter().any(|f| *f.name == *entry.key) {
                continue;
            }
            if let Some(diagnostic) = self.belongs_above(fields, &entries[..nth], &entry.key) {
                self.within(&entry.key, |walk| walk.report(diagnostic, entry.key_span));
                continue;
            }
            if let Some(meant) = meant_by(&entry.key, fields, name_key)
                && entries.iter().all(|other| other.key != meant)
            {
                self.within(meant, |walk| walk.reported.insert(walk.pointer.clone()));
            }
            if self.form == Form::Row {
                self.within(&entry.key, |walk| walk.reported.insert(walk.pointer.clone()));
                continue;
            }
            let inside = if self.pointer.is_empty() { String::new() } else { format!(" in {}", self.here()) };
            let message = format!("there is no field `{}`{inside}", entry.key);
            let help = self.kept_from_the_public(fields, entry);
            let diagnostic = Diagnostic::new(Code::UnknownField, message)
                .help(help.unwrap_or_else(|| better(&entry.key, fields, name_key, self.form)))
                .help_is_public()
                .quoting(entry.key.clone());
            self.within(&entry.key, |walk| walk.report(diagnostic, entry.key_span));
        }
    }

    fn how_to_group(&self, fields: &[Field]) -> String {
        let first = fields.first().map_or("field", |field| &*field.name);
        match self.form {
            Form::Document => {
                let names = fields.iter().take(NAMES_MAX).map(|field| &*field.name).collect::<Vec<_>>();
                let more = if fields.len() > NAMES_MAX { ", …" } else { "" };
                format!("write each as `field: value` on its own line below: {}{more}", names.join(", "))
            }
            Form::Element => format!("write them in braces: {{ \"{first}\": … }}"),
            Form::Row
                if self.pointer.rsplit('/').next().is_some_and(|step| step.parse::<usize>().is_ok()) =>
            {
                "a cell cannot hold such a list: keep this record in a document or a JSON file".to_owned()
            }
            Form::Row => {
                let column = self.pointer.trim_start_matches('/').replace('/', ".");
                format!("give each a column of its own, such as `{column}.{first}`")
            }
        }
    }

    /// One entry of an object. `none` and `all` for a list also set its `_stated` neighbour in `map`.
    fn entry(&mut self, field: &Field, entry: &Entry, map: &mut Map) -> Option<Value> {
        let node = &entry.node;
        if entry.doubled {
            self.reported.insert(self.pointer.clone());
        }
        if field.is_worked_out() {
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

    /// Where the walk is, in words: "`votes`, item 2".
    pub(super) fn here(&self) -> String {
        let steps = self.pointer.split('/').skip(1).map(|step| match step.parse::<usize>() {
            Ok(number) => format!("item {}", number + 1),
            Err(_) => format!("`{step}`"),
        });
        let path = steps.collect::<Vec<_>>().join(", ");
        if path.is_empty() { "the record".into() } else { path }
    }

    /// The field the walk is in: of an item of a list, the list.
    pub(super) fn field_here(&self) -> &str {
        self.pointer.rsplit('/').find(|step| step.parse::<usize>().is_err()).unwrap_or_default()
    }

    /// Where a reader looks for what is not written: a row, or the first key.
    pub(super) fn start(&self, node: &Node) -> Span {
        if self.form == Form::Row { node.span } else { start(node) }
    }

    fn name(&mut self, kind: &Kind, node: &Node, fields: &Map, stem: Option<&str>) -> Option<String> {
        let entry = node.entry("name").filter(|_| stem.is_none());
        let (name, span) = match (stem, entry) {
            (Some(stem), _) => (stem.to_owned(), None),
            (None, Some(entry)) => {
                (entry.node.scalar().unwrap_or_default().to_owned(), Some(entry.node.span))
            }
            (None, None) => (name::from_key(kind, &as_written(kind, node, fields)).unwrap_or_default(), None),
        };
        let place = span.unwrap_or_else(|| self.start(node));
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
                Some(_) => self.out.push(diagnostic.at(Place::File(self.path.clone()))),
                None => {
                    let better = name::slug(&name);
                    let diagnostic = diagnostic.quoting(name).for_curly_quotes_if_any();
                    self.out.push(diagnostic.quoting(better).at_span(self.path, place));
                }
            }
            return None;
        }
        Some(name)
    }
}

pub(super) fn empty(node: &Node) -> bool {
    match &node.value {
        tree::Value::Null => true,
        tree::Value::Text(text) | tree::Value::Plain(text) => text.is_empty(),
        _ => false,
    }
}

/// Where a record starts: its first key, which is what a reader looks for.
pub(super) fn start(node: &Node) -> Span {
    match &node.value {
        tree::Value::Map(entries) => entries.first().map_or(node.span, |e| e.key_span),
        _ => node.span,
    }
}

pub(super) fn described(node: &Node) -> &'static str {
    match &node.value {
        tree::Value::Null => "nothing",
        tree::Value::Bool(_) => "true or false",
        tree::Value::Number(_) => "a number",
        tree::Value::Plain(_) | tree::Value::Text(_) => "text",
        tree::Value::List(_) => "a list",
        tree::Value::Map(_) => "a group of fields",
    }
}
