//! Where a problem is, as people count, and the lines to show.
//!
//! In: one file's text, the parts of it that are not public, a place. Out: a [`Spot`] with lines, columns
//! and an excerpt in which what is not public reads `•`. Never reads a file itself: [`Locate`] does.

use super::Place;
use super::report::Locate;
use crate::source::{Position, Source, Span};
use std::ops::Range;
use std::sync::Arc;

/// Lines longer than this many bytes are cut down around the place.
const LINE_MAX: usize = 1000;
/// How many bytes of a cut line stay on each side of the place.
const LINE_MARGIN: usize = 50;
/// How many bytes of the place itself stay in a cut line.
const LINE_PLACE: usize = 400;
/// A place of more lines than this is shown by its first line.
const LINES_MAX: usize = 6;
/// How far apart the places are up to which characters have been counted.
const STRIDE: usize = 4096;

/// A place in a file, with its lines and columns when the file could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The file, relative to the site root.
    pub path: Arc<str>,
    /// The bytes; none for a whole file.
    pub span: Option<Span>,
    /// Where it starts; none for a whole file or one whose text could not be read.
    pub start: Option<Position>,
    /// Where the first character after it is; present exactly when `start` is.
    pub end: Option<Position>,
    /// The lines it covers with one more on each side; empty exactly when `start` is none.
    pub lines: Vec<Line>,
}

/// One line of an excerpt, without its line end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number, from 1.
    pub number: u32,
    /// Its text. Characters that are not public read `•`; where a very long line is cut stands `…`.
    pub text: String,
    /// The bytes of `text` that the place covers; none on the lines before and after it.
    pub mark: Option<Range<usize>>,
    /// Whether the line was cut.
    pub cut: bool,
}

/// A file in which places are looked up: read once, its lines and characters counted once.
pub(super) struct Opened {
    path: Arc<str>,
    source: Option<Source>,
    /// The offset at which each line starts.
    starts: Vec<usize>,
    /// How many characters stand before every [`STRIDE`]th byte.
    counted: Vec<usize>,
    /// What is not public: sorted, not overlapping.
    masks: Vec<Span>,
}

impl Opened {
    /// Opens a file; `text` says whether any place in it needs its text.
    pub(super) fn new(path: &Arc<str>, at: &dyn Locate, text: bool) -> Opened {
        let source = if text { at.source(path) } else { None };
        let bytes = source.as_ref().map_or(&b""[..], |s| s.text.as_bytes());
        let ends = bytes.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(i, _)| i + 1);
        let starts = std::iter::once(0).chain(ends).collect();
        let mut counted = vec![0];
        for chunk in bytes.chunks(STRIDE) {
            counted.push(counted[counted.len() - 1] + characters(chunk));
        }
        Opened { path: path.clone(), starts, counted, masks: joined(at.masks(path)), source }
    }

    /// The spot of a place in this file, and whether any of it is not public.
    pub(super) fn spot(&self, place: &Place, at: &dyn Locate) -> (Spot, bool) {
        let span = match place {
            Place::File(_) => None,
            Place::Span(_, span) => Some(*span),
            Place::Field(_) => at.span(place),
        };
        let masked = span.map_or(!self.masks.is_empty(), |span| self.is_masked(span));
        let mut spot = Spot { path: self.path.clone(), span, start: None, end: None, lines: Vec::new() };
        if let (Some(span), Some(source)) = (span, &self.source) {
            let text = &*source.text;
            let start = text.floor_char_boundary(span.range().start);
            let end = text.floor_char_boundary(span.range().end).max(start);
            spot.start = Some(self.position(text, start));
            spot.end = Some(self.position(text, end));
            spot.lines = self.lines(text, start..end);
        }
        (spot, masked)
    }

    /// Whether a span touches what is not public. A span of no bytes does so at a mask's edge too.
    fn is_masked(&self, span: Span) -> bool {
        let next = self.masks.partition_point(|mask| mask.end < span.start);
        self.masks[next..]
            .iter()
            .take_while(|mask| mask.start <= span.end)
            .any(|mask| span.start >= span.end || (mask.start < span.end && span.start < mask.end))
    }

    /// The index of the line that holds an offset.
    fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset) - 1
    }

    fn position(&self, text: &str, offset: usize) -> Position {
        let before = |at: usize| {
            let stop = at / STRIDE;
            self.counted[stop] + characters(&text.as_bytes()[stop * STRIDE..at])
        };
        let line = self.line_of(offset);
        let column = before(offset) - before(self.starts[line]) + 1;
        Position { line: number(line), column: u32::try_from(column).unwrap_or(u32::MAX) }
    }

    /// The lines of a place with one more on each side.
    fn lines(&self, text: &str, mut place: Range<usize>) -> Vec<Line> {
        let first = self.line_of(place.start);
        let mut last = self.line_of(place.end.saturating_sub(1).max(place.start));
        if last - first >= LINES_MAX {
            last = first;
            place.end = self.line_range(text, first).end;
        }
        let around = first.saturating_sub(1)..(last + 2).min(self.starts.len());
        around
            .filter(|index| (first..=last).contains(index) || !self.is_last_and_empty(text, *index))
            .map(|index| self.line(text, index, (first..=last).contains(&index).then(|| place.clone())))
            .collect()
    }

    /// Whether nothing follows the last line end: there is no line to show there.
    fn is_last_and_empty(&self, text: &str, index: usize) -> bool {
        index + 1 == self.starts.len() && self.starts[index] == text.len()
    }

    /// The bytes of a line, without its line end.
    fn line_range(&self, text: &str, index: usize) -> Range<usize> {
        let start = self.starts[index];
        let end = self.starts.get(index + 1).map_or(text.len(), |next| next - 1);
        let kept = text[start..end].strip_suffix('\r').map_or(end - start, str::len);
        start..start + kept
    }

    fn line(&self, text: &str, index: usize, place: Option<Range<usize>>) -> Line {
        let whole = self.line_range(text, index);
        let place = place.map(|p| p.start.clamp(whole.start, whole.end)..p.end.clamp(whole.start, whole.end));
        let shown = window(text, whole.clone(), place.as_ref());
        let mut line = Line { number: number(index), text: String::new(), mark: None, cut: shown != whole };
        if shown.start > whole.start {
            line.text.push('…');
        }
        let mut mark = place.as_ref().map(|_| 0..0);
        for (offset, character) in text[shown.clone()].char_indices() {
            let offset = shown.start + offset;
            if let (Some(mark), Some(place)) = (&mut mark, &place) {
                if offset == place.start {
                    mark.start = line.text.len();
                }
                if offset == place.end {
                    mark.end = line.text.len();
                }
            }
            let hidden = !character.is_whitespace() && self.is_masked(Span::new(offset, offset + 1));
            line.text.push(if hidden { '•' } else { character });
        }
        if let (Some(mark), Some(place)) = (&mut mark, &place) {
            if place.start >= shown.end {
                mark.start = line.text.len();
            }
            if place.end >= shown.end {
                mark.end = line.text.len();
            }
        }
        if shown.end < whole.end {
            line.text.push('…');
        }
        line.mark = mark;
        line
    }
}

/// The part of a line that is shown: all of it, or for a very long one what is near the place.
fn window(text: &str, whole: Range<usize>, place: Option<&Range<usize>>) -> Range<usize> {
    if whole.len() <= LINE_MAX {
        return whole;
    }
    let place = place.cloned().unwrap_or(whole.start..whole.start);
    let start = place.start.saturating_sub(LINE_MARGIN).max(whole.start);
    let end = (place.end.min(place.start + LINE_PLACE) + LINE_MARGIN).min(whole.end);
    text.floor_char_boundary(start)..text.floor_char_boundary(end)
}

/// Sorted spans, those that touch made one.
fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut joined: Vec<Span> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => joined.push(span),
        }
    }
    joined
}

/// How many characters start in these bytes of a UTF-8 text.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte as i8) >= -0x40).count()
}

/// A line's number from its index.
fn number(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}
