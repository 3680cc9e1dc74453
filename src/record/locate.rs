//! Finds the place of a record's field again, by reading its file anew.
//!
//! Records keep no places, so that memory goes to what is published; problems are few, and this pays for them alone.

use super::{Form, files};
use crate::diagnostic::{Diagnostics, FieldPlace, On};
use crate::source::{Source, Span};
use crate::tree::{Node, Value};

/// How a path holds records, by its extension.
pub fn form_of(path: &str) -> Option<Form> {
    match path.rsplit_once('.')?.1 {
        "md" => Some(Form::Document),
        "csv" => Some(Form::Row),
        "json" => Some(Form::Element),
        _ => None,
    }
}

/// The trees of all records of a file, by number; for [`span_in`].
pub fn items(source: &Source) -> Vec<(u32, Node)> {
    let mut found = Vec::new();
    if let Some(form) = form_of(&source.path) {
        files::read(source, form, &mut Diagnostics::new(), &mut |item, _| found.push((item.item, item.node)));
    }
    found
}

/// The span of a field place among the trees of its file; the nearest container where the field itself is not written.
pub fn span_in(items: &[(u32, Node)], place: &FieldPlace) -> Option<Span> {
    let at = items.binary_search_by_key(&place.item, |(item, _)| *item).ok()?;
    let node = &items[at].1;
    let is_row = form_of(&place.path) == Some(Form::Row);
    let mut pointer = place.pointer.as_str();
    loop {
        if let Some((key, found)) = node.at_pointer(pointer) {
            return Some(match (place.on, key) {
                _ if pointer.is_empty() => {
                    if is_row {
                        node.span
                    } else {
                        start(node)
                    }
                }
                // Keys of a row stand in the header; what is wrong is in the row.
                _ if is_row && matches!(found.value, Value::Map(_)) => node.span,
                _ if is_row => found.span,
                (On::Key, Some(key)) => key,
                (_, Some(key)) if pointer.len() < place.pointer.len() => key,
                _ => found.span,
            });
        }
        // In a CSV row a list is one cell: its items have no place of their own.
        pointer = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
    }
}

fn start(node: &Node) -> Span {
    match &node.value {
        Value::Map(entries) => entries.first().map_or(node.span, |e| e.key_span),
        _ => node.span,
    }
}
