//! Places in files for a report, and what of them must be masked.

use super::hide::{Moment, State};
use crate::check::suppressed;
use crate::diagnostic::Place;
use crate::diagnostic::report::Locate;
use crate::kind::{Field, Kinds};
use crate::record::{Form, Records, locate};
use crate::source::{Source, Span};
use crate::tree::{Node, Value};
use crate::world::{World, read_text};
use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::Arc;

/// Which records of which files must not be shown in a report.
#[derive(Debug, Default, Clone)]
pub struct Masks {
    /// Rows whose figures are hidden by rule.
    figures: HashSet<(Arc<str>, u32)>,
    moment: Option<Moment>,
}

impl Masks {
    /// From the checked records, before anything is hidden.
    pub fn of(records: &Records, moment: Moment) -> Masks {
        let at = |record: &crate::record::Record| (record.origin.path.clone(), record.origin.item);
        let figures = suppressed::all(records).into_iter().map(|ix| at(&records[ix])).collect();
        Masks { figures, moment: Some(moment) }
    }
}

/// The file looked at last, and the trees of its records by number.
type LastFile = (Arc<str>, Vec<(u32, Node)>);

/// Finds places in a world's files. Each file is read once however many problems it has.
pub struct Places<'a> {
    world: &'a dyn World,
    kinds: Kinds,
    masks: &'a Masks,
    last: RefCell<Option<LastFile>>,
}

impl<'a> Places<'a> {
    /// Places in this world.
    pub fn new(world: &'a dyn World, masks: &'a Masks) -> Places<'a> {
        let kinds = super::load::kinds(world, &mut crate::diagnostic::Diagnostics::new());
        Places { world, kinds, masks, last: RefCell::new(None) }
    }

    fn with_items<T>(&self, path: &Arc<str>, act: impl FnOnce(&[(u32, Node)]) -> T) -> Option<T> {
        let mut last = self.last.borrow_mut();
        if last.as_ref().is_none_or(|(p, _)| p != path) {
            let source = read_text(self.world, path).ok()?;
            *last = Some((path.clone(), locate::items(&source)));
        }
        last.as_ref().map(|(_, items)| act(items))
    }

    fn private_fields(&self, path: &str) -> Vec<Field> {
        let plural = path.split('/').nth(1).unwrap_or_default();
        let plural = plural.rsplit_once('.').map_or(plural, |(stem, _)| stem);
        self.kinds.by_plural(plural).map(|k| k.fields.clone()).unwrap_or_default()
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
                self.with_items(&field.path, |items| locate::span_in(items, field)).flatten()
            }
            Place::Span(_, span) => Some(*span),
            Place::File(_) => None,
        }
    }

    fn masks(&self, path: &str) -> Vec<Span> {
        let shared: Arc<str> = path.into();
        let Some(form) = locate::form_of(path) else { return Vec::new() };
        let Ok(source) = read_text(self.world, &shared) else { return Vec::new() };
        let whole = Span::new(0, source.text.len());
        let fields = self.private_fields(path);
        let spans = self.with_items(&shared, |items| {
            let mut spans = Vec::new();
            for (item, node) in items {
                if self.masks.moment.is_some_and(|m| hidden(node, m)) {
                    spans.push(if form == Form::Document { whole } else { node.span });
                } else if self.masks.figures.contains(&(shared.clone(), *item)) {
                    spans.push(node.span);
                } else {
                    private(&fields, node, &mut spans);
                }
            }
            // What cannot be read cannot be judged: a line that speaks of hiding is enough.
            if items.is_empty() && speaks_of_hiding(&source.text) {
                spans.push(whole);
            }
            spans
        });
        spans.unwrap_or_default()
    }
}

/// Whether a record as written would not be public. Judged on the tree, for the record may have errors.
fn hidden(node: &Node, moment: Moment) -> bool {
    let scalar = |key: &str| node.entry(key).and_then(|e| e.node.scalar());
    let embargoed = scalar("publish_from").is_some_and(|text| {
        crate::date::instant(text).ok().and_then(|p| p.instant).is_none_or(|instant| instant > moment.now)
    });
    scalar("status").is_some_and(|s| s != "published")
        || embargoed
        || ["withdrawn", "redacted", "exempt"]
            .iter()
            .any(|key| node.entry(key).is_some_and(|e| e.node.value != Value::Null))
}

fn private(fields: &[Field], node: &Node, spans: &mut Vec<Span>) {
    match &node.value {
        Value::Map(entries) => {
            for entry in entries {
                let Some(field) = fields.iter().find(|f| *f.name == *entry.key) else { continue };
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

fn speaks_of_hiding(text: &str) -> bool {
    let keys = [
        "status:",
        "publish_from:",
        "withdrawn:",
        "redacted:",
        "exempt:",
        "\"status\"",
        "\"exempt\"",
        "\"redacted\"",
        "\"withdrawn\"",
        "\"publish_from\"",
    ];
    text.lines().any(|line| keys.iter().any(|key| line.trim_start().starts_with(key)))
}

/// States a record may be in without residents seeing all of it.
pub fn is_reduced(state: State) -> bool {
    state != State::Public
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unreadable_drafts_are_still_masked() {
        assert!(speaks_of_hiding("---\ntitle: [\nstatus: draft\n"));
        assert!(!speaks_of_hiding("---\ntitle: [\nthe status: unknown\n"));
    }
}
