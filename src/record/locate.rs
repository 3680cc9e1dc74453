//! Finds the place of a record's field again, by reading its file anew.
//!
//! Records keep no places, so that memory goes to what is published; problems are few, and this pays for them alone.

use super::{Form, files, values};
use crate::diagnostic::{Diagnostics, FieldPlace, On, Place, Severity};
use crate::source::{Source, Span};
use crate::tree::csv::Column;
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

/// What could be read of a file.
#[derive(Debug, Default)]
pub struct Reading {
    /// The trees of its records, by number; for [`span_in`].
    pub items: Vec<(u32, Node)>,
    /// The columns of a CSV file that could be used.
    pub columns: Vec<Column>,
    /// Where something could not be read, or was left out.
    pub faults: Vec<Span>,
}

/// Reads a file for its places alone.
pub fn read(source: &Source) -> Reading {
    let mut reading = Reading::default();
    let Some(form) = form_of(&source.path) else { return reading };
    let mut problems = Diagnostics::new();
    let items = &mut reading.items;
    reading.columns =
        files::read(source, form, &mut problems, &mut |item, _| items.push((item.item, item.node)));
    let errors = problems.into_iter().filter(|problem| problem.severity == Severity::Error);
    reading.faults = errors
        .map(|problem| match problem.place {
            Some(Place::Span(_, span)) => span,
            _ => Span::new(0, source.text.len()),
        })
        .collect();
    reading
}

/// The span of a field place in its file; the nearest container where the field itself is not written.
pub fn span_in(source: &Source, reading: &Reading, place: &FieldPlace) -> Option<Span> {
    let at = reading.items.binary_search_by_key(&place.item, |(item, _)| *item).ok()?;
    let node = &reading.items[at].1;
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
                _ if is_row => in_cell(source, found, &place.pointer[pointer.len()..], place),
                (On::Key, Some(key)) => key,
                (_, Some(key)) if pointer.len() < place.pointer.len() => key,
                _ => within(source, found.span, place),
            });
        }
        pointer = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
    }
}

/// In a cell the items of a list are separated by semicolons: `rest` leads to one of them.
fn in_cell(source: &Source, cell: &Node, rest: &str, place: &FieldPlace) -> Span {
    let item = rest.strip_prefix('/').and_then(|step| step.parse::<usize>().ok());
    let found = item.zip(cell.scalar()).and_then(|(item, text)| {
        let pieces = values::pieces(text, cell.span);
        pieces.filter(|(piece, _)| !piece.is_empty()).nth(item).map(|(_, span)| span)
    });
    found.unwrap_or_else(|| within(source, cell.span, place))
}

/// Of a value, the text that is meant.
fn within(source: &Source, value: Span, place: &FieldPlace) -> Span {
    let written = source.slice(value);
    let found = place.within.as_ref().and_then(|within| within.find(written));
    found.map_or(value, |span| span.shifted(value.start as usize))
}

fn start(node: &Node) -> Span {
    match &node.value {
        Value::Map(entries) => entries.first().map_or(node.span, |e| e.key_span),
        _ => node.span,
    }
}
