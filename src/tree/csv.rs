//! CSV to a tree per row. The csv crate decides validity; our scanner finds the cells.
//!
//! In: a source. Out: the columns of the header, and each row as a [`Node`] handed on as it is read, so that
//! memory does not grow with the rows. [`header`] reads the first line, [`scan`] finds cells in a line.

mod header;
mod scan;
#[cfg(test)]
mod tests;

use super::build::REPORTS_MAX;
use super::{Entry, Node, Value};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, STRAIGHT_NEEDED, in_curly_quotes};
use crate::source::{Source, Span};
use ::csv::{ReaderBuilder, StringRecord};
use header::{Header, Shape};
use scan::{Cell, Fault};

/// A column of the header line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The name as written: dotted for nested fields.
    pub name: String,
    /// Where it stands, quotes included.
    pub span: Span,
}

/// Reads a whole CSV source: the header, then each row in turn as (row from 0, map of its cells).
///
/// A dotted column makes nested maps, whose keys stand in the header. A cell is [`super::Value::Plain`], or
/// [`super::Value::Text`] when quoted; an unquoted cell with nothing in it is left out. Lines with nothing
/// in any cell are skipped and not counted. Problems go to `out`: `duplicate-key` for a column that stands
/// twice, `bad-csv` for all else. Such a column and a row that does not fit the header are left out, but
/// such a row is counted. None when there is no header, or cells are not separated by commas.
pub fn read(source: &Source, out: &mut Diagnostics, each: &mut dyn FnMut(u32, Node)) -> Option<Vec<Column>> {
    let mut lines = Lines::new(source);
    let Some(line) = lines.next() else {
        out.push(
            Diagnostic::new(Code::BadCsv, "this file has no header line")
                .at_span(&source.path, Span::default())
                .help("write the names of the columns in the first line, separated by commas"),
        );
        return None;
    };
    if let Some(fault) = line.fault {
        out.push(broken(source, &fault));
        return None;
    }
    let header = header::read(source, &line, out)?;
    rows(source, &header, lines, out, each);
    Some(header.columns)
}

/// Reads the rows below the header.
fn rows(
    source: &Source,
    header: &Header,
    mut lines: Lines<'_>,
    out: &mut Diagnostics,
    each: &mut dyn FnMut(u32, Node),
) {
    let mut row = 0;
    let mut misfits = 0;
    while let Some(line) = lines.next() {
        let misfit = if let Some(fault) = &line.fault {
            Some(broken(source, fault))
        } else {
            (line.cells.len() != header.width).then(|| ragged(source, header, &line))
        };
        match misfit {
            None => each(row, node(header, &line)),
            Some(diagnostic) => {
                misfits += 1;
                if misfits <= REPORTS_MAX {
                    out.push(diagnostic);
                }
            }
        }
        row += 1;
    }
    if misfits > REPORTS_MAX {
        let more = misfits - REPORTS_MAX;
        out.push(
            Diagnostic::new(Code::BadCsv, format!("{more} more rows of this file are wrong in such ways"))
                .at_span(&source.path, header.span)
                .help("correct the rows reported above first, or export the file again"),
        );
    }
}

/// A line that has something in it.
struct Line<'a> {
    span: Span,
    cells: &'a [Cell],
    values: &'a StringRecord,
    fault: Option<Fault>,
}

/// The lines of a source: values by the csv crate, places by our scanner.
struct Lines<'a> {
    source: &'a Source,
    reader: ::csv::Reader<&'a [u8]>,
    values: StringRecord,
    cells: Vec<Cell>,
}

impl<'a> Lines<'a> {
    fn new(source: &'a Source) -> Lines<'a> {
        let reader =
            ReaderBuilder::new().has_headers(false).flexible(true).from_reader(source.text.as_bytes());
        Lines { source, reader, values: StringRecord::new(), cells: Vec::new() }
    }

    fn next(&mut self) -> Option<Line<'_>> {
        loop {
            // The text is UTF-8 and rows may be of any length, so the crate has nothing to refuse.
            if !self.reader.read_record(&mut self.values).unwrap_or(false) {
                return None;
            }
            let at = self.values.position().map_or(0, ::csv::Position::byte);
            let at = usize::try_from(at).unwrap_or(usize::MAX);
            let (span, mut fault) = scan::line(&self.source.text, at, &mut self.cells);
            if fault.is_none() && self.cells.len() != self.values.len() {
                fault = Some(Fault::Unread(span));
            }
            let empty = self.cells.iter().zip(&self.values).all(|(cell, value)| cell.is_empty(value));
            if !empty || fault.is_some() {
                return Some(Line { span, cells: &self.cells, values: &self.values, fault });
            }
        }
    }
}

/// A row as a map.
fn node(header: &Header, line: &Line<'_>) -> Node {
    let entries = header.shape.iter().filter_map(|shape| entry(shape, line)).collect();
    Node { span: line.span, value: Value::Map(entries) }
}

/// The entry of one column, or of all columns below one name. Depth is that of the header, which is bounded.
fn entry(shape: &Shape, line: &Line<'_>) -> Option<Entry> {
    let node = match &shape.column {
        Some(column) => {
            let (cell, value) = (line.cells.get(*column)?, line.values.get(*column)?);
            if cell.is_empty(value) {
                return None;
            }
            let value =
                if cell.quoted { Value::Text(value.to_owned()) } else { Value::Plain(value.to_owned()) };
            Node { span: cell.span, value }
        }
        None => {
            let entries: Vec<Entry> = shape.below.iter().filter_map(|below| entry(below, line)).collect();
            let start = entries.iter().map(|entry| entry.node.span.start).min()?;
            let end = entries.iter().map(|entry| entry.node.span.end).max()?;
            Node { span: Span { start, end }, value: Value::Map(entries) }
        }
    };
    Some(Entry { key: shape.key.clone(), key_span: shape.span, doubled: false, node })
}

/// What to do about a cell that has no column.
const TOO_MANY: &str = "delete it; if it is the end of a text with a comma, put that text in double quotes";

/// A row with fewer or more cells than the header has columns.
fn ragged(source: &Source, header: &Header, line: &Line<'_>) -> Diagnostic {
    let (has, wants) = (line.cells.len(), header.width);
    let message = format!("this row has {}, but there are {wants} columns", cells(has));
    let curly = line.values.iter().any(|value| in_curly_quotes(value.trim()));
    match line.cells.get(wants) {
        Some(extra) => Diagnostic::new(Code::BadCsv, message)
            .at_span(&source.path, extra.span)
            .label(format!("cell {} has no column", wants + 1))
            .help(if curly { STRAIGHT_NEEDED } else { TOO_MANY }),
        None => Diagnostic::new(Code::BadCsv, message)
            .at_span(&source.path, line.span)
            .related(Place::Span(source.path.clone(), header.span), "the columns")
            .help("compare it with the first line, and write a comma for each cell that is missing, even if it is empty"),
    }
}

fn cells(count: usize) -> String {
    if count == 1 { "1 cell".into() } else { format!("{count} cells") }
}

/// A line whose quotes are wrong.
fn broken(source: &Source, fault: &Fault) -> Diagnostic {
    let error = |message, span: &Span| Diagnostic::new(Code::BadCsv, message).at_span(&source.path, *span);
    match fault {
        Fault::Open(span) => error("this quote is never closed, so all below it is read as one cell", span)
            .help("put \" at the end of the cell; write \"\" for a quote inside it"),
        Fault::Beyond(span) => error("there is more text in this cell after the closing quote", span)
            .help("put the whole cell in one pair of quotes; write \"\" for a quote inside it"),
        Fault::Unread(span) => error("the cells of this row cannot be told apart", span)
            .help("put each cell that has commas or quotes in it between double quotes"),
    }
}
