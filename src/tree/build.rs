//! Builds a tree from a reader's flat calls, so that no reader recurses over its input.
//!
//! In: opens, keys, scalars and closes in the order of the text. Out: one [`Node`], and a diagnostic for
//! each key that stands twice in its map. Depth and size are bounded here for every format.

use super::{DEPTH_MAX, Entry, NODES_MAX, Node, Value};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::source::{Source, Span};
use std::collections::HashMap;

/// How many problems of one sort are reported for one source: a file that is wrong in more places than
/// this is wrong in one way.
pub(super) const REPORTS_MAX: usize = 100;

/// Maps up to this size are searched key by key; longer ones by hash.
const SCAN_MAX: usize = 24;

/// A bound that the source goes beyond.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Limit {
    /// More than [`DEPTH_MAX`] levels.
    Depth,
    /// More than [`NODES_MAX`] values.
    Nodes,
}

impl Limit {
    /// What to tell the reader of the file.
    pub(super) fn diagnostic(self, code: Code, source: &Source, span: Span) -> Diagnostic {
        match self {
            Limit::Depth => {
                Diagnostic::new(code, format!("this is nested more than {DEPTH_MAX} levels deep"))
                    .at_span(&source.path, span)
                    .help("write it with fewer lists and fields inside one another")
            }
            Limit::Nodes => Diagnostic::new(code, format!("this file holds more than {NODES_MAX} values"))
                .at_span(&source.path, span)
                .help("split it into several files"),
        }
    }
}

/// A list or map that is still open.
struct Frame {
    start: usize,
    end: usize,
    bracketed: bool,
    items: Items,
}

enum Items {
    List(Vec<Node>),
    Map { entries: Vec<Entry>, key: Option<Key>, seen: Option<HashMap<String, usize>> },
}

/// A key that waits for its value.
struct Key {
    text: String,
    span: Span,
    again: bool,
}

/// The tree so far.
pub(super) struct Builder<'a> {
    source: &'a Source,
    frames: Vec<Frame>,
    nodes: usize,
    root: Option<Node>,
    duplicates: usize,
}

impl<'a> Builder<'a> {
    /// A tree with nothing in it.
    pub(super) fn new(source: &'a Source) -> Builder<'a> {
        Builder { source, frames: Vec::with_capacity(8), nodes: 0, root: None, duplicates: 0 }
    }

    /// Starts a list or map at a byte; `bracketed` when brackets bound it, not indentation.
    pub(super) fn open(&mut self, map: bool, bracketed: bool, start: usize) -> Result<(), Limit> {
        self.count()?;
        if self.frames.len() >= DEPTH_MAX {
            return Err(Limit::Depth);
        }
        let items = if map {
            Items::Map { entries: Vec::new(), key: None, seen: None }
        } else {
            Items::List(Vec::new())
        };
        self.frames.push(Frame { start, end: start, bracketed, items });
        Ok(())
    }

    /// Ends the innermost list or map; without `end` it ends where its last item does.
    pub(super) fn close(&mut self, end: Option<usize>) {
        let Some(frame) = self.frames.pop() else { return };
        let span = Span::new(frame.start, end.unwrap_or(frame.end));
        let value = match frame.items {
            Items::List(items) => Value::List(items),
            Items::Map { entries, .. } => Value::Map(entries),
        };
        self.attach(Node { span, value });
    }

    /// A key of the innermost map. A second one of the same text is reported, and its value left out.
    pub(super) fn key(&mut self, text: String, span: Span, out: &mut Diagnostics) {
        let Some(Frame { end, items: Items::Map { entries, key, seen }, .. }) = self.frames.last_mut() else {
            return;
        };
        *end = span.end as usize;
        let first = find(entries, seen, &text);
        if let Some(first) = first {
            entries[first].doubled = true;
            self.duplicates += 1;
            if self.duplicates <= REPORTS_MAX {
                out.push(duplicate(self.source, &text, span, entries[first].key_span));
            }
        }
        *key = Some(Key { text, span, again: first.is_some() });
    }

    /// A value with nothing inside it.
    pub(super) fn scalar(&mut self, value: Value, span: Span) -> Result<(), Limit> {
        self.count()?;
        self.attach(Node { span, value });
        Ok(())
    }

    /// Whether the innermost open thing is a list whose items begin with hyphens.
    pub(super) fn in_hyphens(&self) -> bool {
        matches!(self.frames.last(), Some(Frame { items: Items::List(_), bracketed: false, .. }))
    }

    /// Whether the innermost open thing is a map that waits for a key.
    pub(super) fn wants_key(&self) -> bool {
        matches!(self.frames.last(), Some(Frame { items: Items::Map { key: None, .. }, .. }))
    }

    /// The span of the key that waits for its value.
    pub(super) fn waiting_key(&self) -> Option<Span> {
        match self.frames.last() {
            Some(Frame { items: Items::Map { key: Some(key), .. }, .. }) => Some(key.span),
            _ => None,
        }
    }

    /// Whether no list or map is open.
    pub(super) fn at_root(&self) -> bool {
        self.frames.is_empty()
    }

    /// Where the innermost open bracket stands.
    pub(super) fn open_bracket(&self) -> Option<usize> {
        self.frames.iter().rev().find(|frame| frame.bracketed).map(|frame| frame.start)
    }

    /// The whole tree, once everything is closed.
    pub(super) fn finish(self) -> Option<Node> {
        self.root
    }

    fn count(&mut self) -> Result<(), Limit> {
        self.nodes += 1;
        if self.nodes > NODES_MAX { Err(Limit::Nodes) } else { Ok(()) }
    }

    fn attach(&mut self, node: Node) {
        let Some(frame) = self.frames.last_mut() else {
            self.root = Some(node);
            return;
        };
        frame.end = frame.end.max(node.span.end as usize);
        match &mut frame.items {
            Items::List(items) => items.push(node),
            Items::Map { entries, key, .. } => {
                if let Some(key) = key.take().filter(|key| !key.again) {
                    entries.push(Entry { key: key.text, key_span: key.span, doubled: false, node });
                }
            }
        }
    }
}

/// The index of an entry by key, through an index of hashes once the map is long.
fn find(entries: &[Entry], seen: &mut Option<HashMap<String, usize>>, key: &str) -> Option<usize> {
    if entries.len() <= SCAN_MAX {
        return entries.iter().position(|entry| entry.key == key);
    }
    let seen = seen.get_or_insert_default();
    for (at, entry) in entries.iter().enumerate().skip(seen.len()) {
        seen.insert(entry.key.clone(), at);
    }
    seen.get(key).copied()
}

/// The same key for the second time.
pub(super) fn duplicate(source: &Source, key: &str, second: Span, first: Span) -> Diagnostic {
    Diagnostic::new(Code::DuplicateKey, format!("`{key}` stands here for the second time"))
        .at_span(&source.path, second)
        .label("the second one")
        .related(Place::Span(source.path.clone(), first), "the first one")
        .help("keep one of the two")
        .quoting(key)
}
