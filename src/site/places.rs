//! Places in files for a report, and what of them must be masked.

use super::hide::Moment;
use super::unread::{self, PUBLISHED, Secrets};
use crate::check::suppressed;
use crate::diagnostic::report::Locate;
use crate::diagnostic::{Place, did_you_mean};
use crate::kind::{Field, Kind, Kinds};
use crate::record::locate::{self, Reading};
use crate::record::{Form, HIDING, Record, Records, STATUS};
use crate::source::{Source, Span};
use crate::tree::{Node, Value};
use crate::world::{World, read_text};
use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::Arc;

/// Which records of which files must not be shown in a report.
#[derive(Debug, Default, Clone)]
pub struct Masks {
    /// Rows that are hidden by rule.
    rows: HashSet<Row>,
    /// Rows of which nobody can tell whether their figures are.
    doubtful: HashSet<Row>,
    moment: Option<Moment>,
}

/// A file and the number of a record in it.
type Row = (Arc<str>, u32);

impl Masks {
    /// From the checked records, before anything is hidden. Of those with errors, `faulty`, what is not known counts as hidden.
    pub fn of<'a>(records: &Records, faulty: impl IntoIterator<Item = &'a Record>, moment: Moment) -> Masks {
        let at = |record: &Record| (record.origin.path.clone(), record.origin.item);
        let mut rows: HashSet<Row> =
            suppressed::all(records).into_iter().map(|ix| at(&records[ix])).collect();
        let mut doubtful = HashSet::new();
        for record in faulty {
            if suppressed::is_hidden(records, record) {
                rows.insert(at(record));
            } else if suppressed::is_doubtful(records, record) {
                doubtful.insert(at(record));
            }
        }
        Masks { rows, doubtful, moment: Some(moment) }
    }
}

/// The file looked at last, and what of it could be read.
type LastFile = (Source, Reading);

/// Finds places in a world's files. Each file is read once however many problems it has.
pub struct Places<'a> {
    world: &'a dyn World,
    kinds: Arc<Kinds>,
    masks: &'a Masks,
    last: RefCell<Option<LastFile>>,
}

impl<'a> Places<'a> {
    /// Places in this world.
    pub fn new(world: &'a dyn World, masks: &'a Masks) -> Places<'a> {
        let kinds = super::load::kinds(world, &mut crate::diagnostic::Diagnostics::new());
        Places::of(world, Arc::new(kinds), masks)
    }

    /// Places in this world, whose kinds are known already.
    pub fn of(world: &'a dyn World, kinds: Arc<Kinds>, masks: &'a Masks) -> Places<'a> {
        Places { world, kinds, masks, last: RefCell::new(None) }
    }

    fn with_reading<T>(&self, path: &Arc<str>, act: impl FnOnce(&Source, &Reading) -> T) -> Option<T> {
        let mut last = self.last.borrow_mut();
        if last.as_ref().is_none_or(|(source, _)| source.path != *path) {
            let source = read_text(self.world, path).ok()?;
            let reading = locate::read(&source);
            *last = Some((source, reading));
        }
        last.as_ref().map(|(source, reading)| act(source, reading))
    }

    /// The kind whose records a file holds.
    fn kind(&self, path: &str) -> Option<&Arc<Kind>> {
        let plural = path.split('/').nth(1).unwrap_or_default();
        self.kinds.by_plural(plural.rsplit_once('.').map_or(plural, |(stem, _)| stem))
    }

    /// What of a record as written is not public.
    fn mask(&self, row: &Row, node: &Node, kind: Option<&Arc<Kind>>, spans: &mut Vec<Span>) {
        let meant = kind.is_some_and(|kind| meant_to_hide(&kind.fields, node));
        let stated = self.masks.moment.is_some_and(|moment| hidden(node, moment));
        if meant || stated || self.masks.rows.contains(row) {
            spans.push(node.span);
            return;
        }
        let Some(kind) = kind else { return };
        private(&kind.fields, node, spans);
        if self.masks.doubtful.contains(row) {
            let figures = suppressed::figures(kind).into_iter();
            let pointer = |path: &str| format!("/{}", path.replace('.', "/"));
            spans.extend(figures.filter_map(|path| Some(node.at_pointer(&pointer(path))?.1.span)));
        }
    }
}

impl Locate for Places<'_> {
    fn source(&self, path: &str) -> Option<Source> {
        let own = read_text(self.world, &path.into()).ok();
        // A default that the site does not have itself is inside the program.
        let built_in =
            || std::str::from_utf8(crate::embedded::file(path)?).ok().map(|text| Source::new(path, text));
        own.or_else(built_in)
    }

    fn span(&self, place: &Place) -> Option<Span> {
        match place {
            Place::Field(field) => {
                let find = |source: &Source, reading: &Reading| locate::span_in(source, reading, field);
                self.with_reading(&field.path, find).flatten()
            }
            Place::Span(_, span) => Some(*span),
            Place::File(_) => None,
        }
    }

    fn masks(&self, path: &str) -> Vec<Span> {
        // Kind files speak of hiding and hide nothing.
        if path.starts_with(super::load::KINDS) {
            return Vec::new();
        }
        let shared: Arc<str> = path.into();
        let Some(form) = locate::form_of(path) else { return Vec::new() };
        let kind = self.kind(path);
        let secrets = kind.map_or_else(Secrets::default, |kind| Secrets::of(kind));
        let spans = self.with_reading(&shared, |source, reading| {
            let mut spans = unread::spans(source, form, reading, &secrets);
            for (item, node) in &reading.items {
                self.mask(&(shared.clone(), *item), node, kind, &mut spans);
                // The prose of a hidden document is hidden too.
                if form == Form::Document && spans.contains(&node.span) {
                    spans.push(Span::new(0, source.text.len()));
                }
            }
            if form == Form::Document {
                // A comment beside what is hidden may be its end.
                spans.iter_mut().for_each(|span| *span = to_line_end(source, *span));
            }
            spans
        });
        spans.unwrap_or_default()
    }
}

fn to_line_end(source: &Source, span: Span) -> Span {
    let range = span.range();
    let rest = source.text.get(range.end..).unwrap_or_default();
    Span::new(range.start, range.end + rest.find('\n').unwrap_or(rest.len()))
}

/// Whether a record as written would not be public. Judged on the tree, for the record may have errors.
fn hidden(node: &Node, moment: Moment) -> bool {
    let scalar = |key: &str| node.entry(key).and_then(|e| e.node.scalar());
    let embargoed = scalar("publish_from").is_some_and(|text| {
        crate::date::instant(text).ok().and_then(|p| p.instant).is_none_or(|instant| instant > moment.now)
    });
    let unpublished = scalar(STATUS).is_some_and(|text| text != PUBLISHED && !meant(text));
    unpublished
        || embargoed
        || ["withdrawn", "redacted", "exempt"]
            .iter()
            .any(|key| node.entry(key).is_some_and(|e| e.node.value != Value::Null))
}

/// Whether a slip of [`PUBLISHED`] was typed.
fn meant(text: &str) -> bool {
    did_you_mean(text, [PUBLISHED]).is_some()
}

/// Whether a key that is no field is nearly one that hides a record: the author may have meant to.
fn meant_to_hide(fields: &[Field], node: &Node) -> bool {
    let Value::Map(entries) = &node.value else { return false };
    entries.iter().any(|entry| {
        fields.iter().all(|field| *field.name != *entry.key)
            && did_you_mean(&entry.key, HIDING).is_some()
            && !entry.node.scalar().is_some_and(meant)
    })
}

fn private(fields: &[Field], node: &Node, spans: &mut Vec<Span>) {
    match &node.value {
        Value::Map(entries) => {
            for entry in entries {
                let Some(field) =
                    fields.iter().find(|f| *f.name == *entry.key).or_else(|| nearest(fields, &entry.key))
                else {
                    continue;
                };
                if field.private || field.item().private {
                    spans.push(entry.node.span);
                } else {
                    private(field.fields(), &entry.node, spans);
                }
            }
        }
        Value::List(items) => items.iter().for_each(|item| private(fields, item, spans)),
        _ => {}
    }
}

/// The field that a key most likely means.
fn nearest<'f>(fields: &'f [Field], key: &str) -> Option<&'f Field> {
    let key = key.replace([' ', '-'], "_");
    let near = did_you_mean(&key, fields.iter().map(|field| &*field.name))?;
    fields.iter().find(|field| &*field.name == near)
}
