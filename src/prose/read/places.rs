//! Where in the source a node of the tree stands.

use crate::source::Span;
use comrak::nodes::{LineColumn, Sourcepos};
use std::cell::OnceCell;

/// Finds bytes of the source by the lines and columns of comrak.
pub(super) struct Places<'s> {
    text: &'s str,
    /// Where the text begins in the source.
    base: usize,
    /// Where each line begins in the text: found when first needed, most texts have no problems.
    lines: OnceCell<Vec<usize>>,
}

impl<'s> Places<'s> {
    /// Places in a text that begins at the byte `base` of its source.
    pub(super) fn new(text: &'s str, base: usize) -> Places<'s> {
        Places { text, base, lines: OnceCell::new() }
    }

    /// The offset in the source of a place: the line counts from 1, the column in bytes from 1.
    pub(super) fn offset(&self, place: LineColumn) -> usize {
        self.base + self.local(place.line, place.column.saturating_sub(1))
    }

    fn local(&self, line: usize, column: usize) -> usize {
        let lines = self.lines.get_or_init(|| line_starts(self.text));
        let start = lines.get(line.saturating_sub(1)).copied().unwrap_or(self.text.len());
        let end = lines.get(line).copied().unwrap_or(self.text.len());
        let mut at = (start + column).min(end);
        while !self.text.is_char_boundary(at) {
            at += 1;
        }
        at
    }

    pub(super) fn span(&self, place: Sourcepos) -> Span {
        let start = self.local(place.start.line, place.start.column.saturating_sub(1));
        let end = self.local(place.end.line, place.end.column).max(start);
        let kept = self.text[start..end].trim_end().len();
        Span::new(self.base + start, self.base + start + kept)
    }

    /// The span of a link's target, looked for after its words.
    pub(super) fn target(&self, target: &str, place: Sourcepos, words_end: Option<LineColumn>) -> Span {
        let whole = self.span(place);
        if target.is_empty() {
            return whole;
        }
        let (start, end) = (whole.start as usize - self.base, whole.end as usize - self.base);
        let from = words_end.map_or(start, |end| self.local(end.line, end.column)).clamp(start, end);
        // As it is nearly always written: straight after the words and two brackets.
        let written = self.text[from..end].trim_start_matches(['(', ']', '<']);
        if written.starts_with(target) {
            let at = self.base + end - written.len();
            return Span::new(at, at + target.len());
        }
        // An address in angle brackets is its own words.
        let found = self.text[from..end].find(target).map(|at| from + at);
        match found.or_else(|| self.text[start..end].rfind(target).map(|at| start + at)) {
            Some(at) => Span::new(self.base + at, self.base + at + target.len()),
            None => whole,
        }
    }

    /// The span of the number that a paragraph begins with.
    pub(super) fn number(&self, number: &str, place: Sourcepos) -> Span {
        let start = self.local(place.start.line, place.start.column.saturating_sub(1));
        let at = start + self.text[start..].find(number).unwrap_or(0);
        Span::new(self.base + at, self.base + at + number.len())
    }
}

/// Where lines begin: a line ends with `\n`, `\r\n` or `\r`, as for comrak.
fn line_starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut starts = Vec::with_capacity(16 + text.len() / 32);
    starts.push(0);
    if memchr::memchr(b'\r', bytes).is_none() {
        starts.extend(memchr::memchr_iter(b'\n', bytes).map(|at| at + 1));
        return starts;
    }
    for (at, byte) in bytes.iter().enumerate() {
        if *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
            starts.push(at + 1);
        }
    }
    starts
}
