//! The header line of a CSV file: which columns there are and how their dotted names nest.
//!
//! In: the first line. Out: a [`Header`], and a diagnostic for each column that cannot be used.

use super::super::DEPTH_MAX;
use super::super::build::{REPORTS_MAX, duplicate};
use super::scan::Cell;
use super::{Column, Line};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::source::{Source, Span};
use std::collections::HashMap;

/// The most columns a file may have; a row costs as much as it has columns.
const COLUMNS_MAX: usize = 2_000;

/// What the header line says.
pub(super) struct Header {
    /// Where it stands.
    pub(super) span: Span,
    /// How many cells each row must have.
    pub(super) width: usize,
    /// The columns that can be used.
    pub(super) columns: Vec<Column>,
    /// The same, as they nest.
    pub(super) shape: Vec<Shape>,
}

/// A key of a row's map: of one column, or of all columns that share the start of their names.
pub(super) struct Shape {
    pub(super) key: String,
    pub(super) span: Span,
    /// The number of the column, from 0; none when names go on below this key.
    pub(super) column: Option<usize>,
    pub(super) below: Vec<Shape>,
}

/// Reads the header line; none when it does not separate its names by commas or has too many.
pub(super) fn read(source: &Source, line: &Line<'_>, out: &mut Diagnostics) -> Option<Header> {
    if let Some(problem) = separator(source, line).or_else(|| too_many(source, line)) {
        out.push(problem);
        return None;
    }
    let mut header =
        Header { span: line.span, width: line.cells.len(), columns: Vec::new(), shape: Vec::new() };
    let mut seen = HashMap::new();
    let mut problems = Vec::new();
    for (number, (cell, value)) in line.cells.iter().zip(line.values).enumerate() {
        let (name, span) = trimmed(source, value, cell);
        let column = Column { name: name.to_owned(), span };
        let first = *seen.entry(name.to_owned()).or_insert(span);
        let problem = if name.is_empty() || name.split('.').any(|step| step.trim().is_empty()) {
            Some(nameless(source, name, number, span))
        } else if first != span {
            Some(duplicate(source, name, span, first))
        } else if name.split('.').count() >= DEPTH_MAX {
            Some(super::super::build::Limit::Depth.diagnostic(Code::BadCsv, source, span))
        } else {
            nest(&mut header.shape, &column, number, cell.quoted, source)
        };
        match problem {
            Some(problem) => problems.push(problem),
            None => header.columns.push(column),
        }
    }
    problems.into_iter().take(REPORTS_MAX).for_each(|problem| out.push(problem));
    Some(header)
}

/// A name without the spaces around it.
fn trimmed<'a>(source: &'a Source, value: &'a str, cell: &Cell) -> (&'a str, Span) {
    if cell.quoted || cell.is_empty(value) {
        return (value.trim(), cell.span);
    }
    let written = source.slice(cell.span);
    let start = cell.span.start as usize + (written.len() - written.trim_start().len());
    (written.trim(), Span::new(start, start + written.trim().len()))
}

/// Puts a column below the keys of its dotted name, or says why it cannot be there.
fn nest(
    mut shapes: &mut Vec<Shape>,
    column: &Column,
    number: usize,
    quoted: bool,
    source: &Source,
) -> Option<Diagnostic> {
    let mut at = column.span.start as usize;
    let steps: Vec<&str> = column.name.split('.').collect();
    if let Some(other) = clash(shapes, &steps) {
        return Some(both(source, column, other));
    }
    for (n, step) in steps.iter().enumerate() {
        // Inside quotes a name may be written otherwise than it reads, so its parts have no places.
        let span = if quoted { column.span } else { Span::new(at, at + step.len()) };
        at += step.len() + 1;
        let last = n + 1 == steps.len();
        let found = shapes.iter().position(|shape| shape.key == *step);
        let place = found.unwrap_or_else(|| {
            let column = last.then_some(number);
            shapes.push(Shape { key: (*step).to_owned(), span, column, below: Vec::new() });
            shapes.len() - 1
        });
        shapes = &mut shapes[place].below;
    }
    None
}

/// The key that is a column by itself where this name would go on, or goes on where this name would end.
fn clash<'a>(mut shapes: &'a [Shape], steps: &[&str]) -> Option<&'a Shape> {
    for (n, step) in steps.iter().enumerate() {
        let found = shapes.iter().find(|shape| shape.key == *step)?;
        if found.column.is_some() || n + 1 == steps.len() {
            return Some(found);
        }
        shapes = &found.below;
    }
    None
}

fn both(source: &Source, column: &Column, other: &Shape) -> Diagnostic {
    let name = &column.name;
    Diagnostic::new(Code::BadCsv, format!("the column `{name}` does not go with another column of this file"))
        .at_span(&source.path, column.span)
        .label("one name cannot stand for a value and for parts of it")
        .related(Place::Span(source.path.clone(), other.span), "the other one")
        .help("keep either the column for the whole or those for its parts")
        .quoting(name)
}

fn nameless(source: &Source, name: &str, number: usize, span: Span) -> Diagnostic {
    let error = |message: String| Diagnostic::new(Code::BadCsv, message).at_span(&source.path, span);
    if name.is_empty() {
        error(format!("column {} has no name", number + 1))
            .help("write its name in the first line, or delete the column and its comma in every line")
    } else {
        error(format!("the column name `{name}` has nothing before or after a point"))
            .help("write `field` for a field, and `field.part` for a part of one")
            .quoting(name)
    }
}

/// A file that other separators than commas were used in.
fn separator(source: &Source, line: &Line<'_>) -> Option<Diagnostic> {
    let [cell] = line.cells else { return None };
    let text = source.slice(cell.span);
    let (at, what) = match (text.find(';'), text.find('\t')) {
        (Some(at), None) => (at, "semicolons"),
        (None, Some(at)) => (at, "tabs"),
        _ => return None,
    };
    let at = cell.span.start as usize + at;
    Some(
        Diagnostic::new(Code::BadCsv, format!("this file separates its cells by {what}, not by commas"))
            .at_span(&source.path, Span::new(at, at + 1))
            .help("save it again as CSV with commas; the spreadsheet program asks for the separator when it exports"),
    )
}

fn too_many(source: &Source, line: &Line<'_>) -> Option<Diagnostic> {
    let first = line.cells.get(COLUMNS_MAX)?;
    Some(
        Diagnostic::new(Code::BadCsv, format!("this file has more than {COLUMNS_MAX} columns"))
            .at_span(&source.path, first.span)
            .help("split it into several files"),
    )
}
