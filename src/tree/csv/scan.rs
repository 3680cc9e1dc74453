//! Finds the cells of one line, quotes included (RFC 4180 section 2).
//!
//! In: the text and the byte at which the line starts. Out: the span of each cell, and what is wrong with
//! its quotes. A line may go on over several lines of text inside quotes.

use crate::source::Span;

/// A cell of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cell {
    /// Where, quotes included.
    pub(super) span: Span,
    /// Whether it stands in quotes.
    pub(super) quoted: bool,
}

impl Cell {
    /// Whether nothing was written here. `""` is a text with nothing in it.
    pub(super) fn is_empty(&self, value: &str) -> bool {
        !self.quoted && value.trim().is_empty()
    }
}

/// What is wrong with a line's quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// A quote is never closed: the cell to the end of its first line.
    Open(Span),
    /// Text follows a closing quote: that text.
    Beyond(Span),
    /// The csv crate and this scanner disagree: the whole line.
    Unread(Span),
}

/// Finds the cells of the line at a byte; empty lines before it are passed over. The line's span ends
/// before its line end.
pub(super) fn line(text: &str, start: usize, cells: &mut Vec<Cell>) -> (Span, Option<Fault>) {
    cells.clear();
    let bytes = text.as_bytes();
    let mut at = start.min(bytes.len());
    while matches!(bytes.get(at), Some(b'\r' | b'\n')) {
        at += 1;
    }
    let from = at;
    let mut fault = None;
    loop {
        let start = at;
        let quoted = bytes.get(at) == Some(&b'"');
        if quoted {
            let Some(end) = closing(bytes, at) else {
                let line = text[at..].lines().next().unwrap_or("").trim_end();
                fault = fault.or(Some(Fault::Open(Span::new(at, at + line.len()))));
                cells.push(Cell { span: Span::new(start, bytes.len()), quoted });
                return (Span::new(from, bytes.len()), fault);
            };
            at = plain(bytes, end);
            if at > end {
                fault = fault.or(Some(Fault::Beyond(Span::new(end, at))));
            }
        } else {
            at = plain(bytes, at);
        }
        cells.push(Cell { span: Span::new(start, at), quoted });
        if bytes.get(at) != Some(&b',') {
            return (Span::new(from, at), fault);
        }
        at += 1;
    }
}

/// The first byte after the quote that closes the one at `start`.
fn closing(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        at += bytes[at..].iter().position(|byte| *byte == b'"')? + 1;
        if bytes.get(at) != Some(&b'"') {
            return Some(at);
        }
        at += 1;
    }
}

/// The end of a cell without quotes.
fn plain(bytes: &[u8], start: usize) -> usize {
    let rest = &bytes[start..];
    start + rest.iter().position(|byte| matches!(byte, b',' | b'\r' | b'\n')).unwrap_or(rest.len())
}
