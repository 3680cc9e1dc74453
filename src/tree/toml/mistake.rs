//! What is wrong with a text that is not TOML, in plain words.
//!
//! In: the text and the crate's complaints. Out: one diagnostic for the first of them.

use super::super::DEPTH_MAX;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Source, Span};
use toml::de::Error;

/// What a look over the brackets and quotes of a text tells.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Outline {
    /// The first byte that is nested too deep.
    pub(super) too_deep: Option<usize>,
    /// The outermost bracket that is never closed.
    pub(super) unclosed: Option<usize>,
}

/// Looks over the brackets, dots and quotes of a text. A dotted key nests like brackets do.
pub(super) fn outline(text: &str) -> Outline {
    let bytes = text.as_bytes();
    let mut open: Vec<(usize, usize)> = Vec::new();
    let (mut dots, mut below) = (0, 0);
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' | b'\'' => at = after_text(bytes, at) - 1,
            b'#' => at += text[at..].find('\n').unwrap_or(bytes.len() - at) - 1,
            b'[' | b'{' => {
                open.push((at, dots));
                below += dots;
                dots = 0;
            }
            b']' | b'}' => {
                dots = open.pop().map_or(0, |(_, dots)| dots);
                below -= dots;
            }
            b'\n' | b',' => dots = 0,
            b'.' => dots += 1,
            _ => {}
        }
        if open.len() + below + dots > DEPTH_MAX {
            return Outline { too_deep: Some(at), unclosed: None };
        }
        at += 1;
    }
    Outline { too_deep: None, unclosed: open.first().map(|(at, _)| *at) }
}

/// The first byte after a quoted text; one that is not closed ends with its line.
fn after_text(bytes: &[u8], start: usize) -> usize {
    let quote = bytes[start];
    let triple = bytes[start..].starts_with(&[quote; 3]);
    let mut at = start + if triple { 3 } else { 1 };
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quote == b'"' => at += 1,
            b'\n' if !triple => return at,
            _ if triple && bytes[at..].starts_with(&[quote; 3]) => return at + 3,
            byte if !triple && byte == quote => return at + 1,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

/// A mistake and the line it is in.
pub(super) struct Found {
    pub(super) diagnostic: Diagnostic,
    /// The line, when the others can be read without it.
    pub(super) line: Option<Span>,
}

/// The first of the crate's errors, or the bracket that all of them follow from.
pub(super) fn first(source: &Source, errors: &[Error], unclosed: Option<usize>) -> Option<Found> {
    let text = &*source.text;
    let at = |error: &&Error| text.floor_char_boundary(error.span().map_or(0, |span| span.start));
    let complaint = errors.iter().min_by_key(at)?;
    let at = at(&complaint);
    if let Some(bracket) = unclosed.filter(|bracket| at > *bracket) {
        let close = if text[bracket..].starts_with('{') { '}' } else { ']' };
        let diagnostic = error(source, "this bracket is never closed", Span::new(bracket, bracket + 1))
            .help(format!("put `{close}` after the last item"));
        return Some(Found { diagnostic, line: None });
    }
    let line = line_of(text, at);
    let table = source.slice(line).starts_with('[');
    let long = complaint.message().starts_with("invalid multi-line");
    let alone = !line.range().is_empty() && !table && !long;
    Some(Found { diagnostic: words(source, complaint, at), line: alone.then_some(line) })
}

/// The line at a byte, without the blanks around it.
fn line_of(text: &str, at: usize) -> Span {
    let start = text[..at].rfind('\n').map_or(0, |n| n + 1);
    let line = text[start..].split('\n').next().unwrap_or("");
    let from = start + line.len() - line.trim_start().len();
    Span::new(from, from + line.trim().len())
}

fn error(source: &Source, message: impl Into<String>, span: Span) -> Diagnostic {
    Diagnostic::new(Code::BadToml, message).at_span(&source.path, span)
}

fn words(source: &Source, complaint: &Error, at: usize) -> Diagnostic {
    let line = line_of(&source.text, at);
    let span = complaint.span().map_or(line, |span| Span::new(span.start, span.end));
    let wide = if source.slice(span).is_empty() { line } else { span };
    let message = complaint.message();
    let about = |start: &str| message.starts_with(start);
    if let Some(problem) = yes_or_no(source, line) {
        return problem;
    }
    if about("duplicate key") || about("cannot extend") {
        let key = source.slice(wide);
        error(source, format!("`{key}` is set here for the second time"), wide)
            .help("keep one of the two")
            .quoting(key)
    } else if about("string values must be quoted") || about("invalid boolean") {
        bare(source, wide)
    } else if about("key with no value") || about("invalid unquoted key") {
        no_equals(source, line)
    } else if about("invalid basic string") || about("invalid literal string") || about("invalid multi-line")
    {
        open_quote(source, line)
    } else if about("missing escaped value") {
        error(source, "a backslash starts a special sign, and this one is not known", line)
            .help("put the text between single quotes, or write each backslash twice")
    } else if about("unexpected leading zero") {
        error(source, "a number cannot start with 0", line)
            .help("put it in quotes, so that it stays as it is")
    } else if about("invalid date") || about("invalid time") {
        error(source, "there is no such day or time", wide).help("write a day as 2026-03-01")
    } else if about("unexpected key or value") {
        error(source, "there is more text here after the value", line)
            .help("put the whole value in one pair of quotes, and each setting on a line of its own")
    } else {
        error(source, "this line cannot be read as a setting", line).help("write it as `name = \"value\"`")
    }
}

/// A word for yes or no where TOML has others.
fn yes_or_no(source: &Source, line: Span) -> Option<Diagnostic> {
    let (key, value) = source.slice(line).split_once('=')?;
    let word = value.split('#').next().unwrap_or_default().trim();
    let truth = match word.to_lowercase().as_str() {
        "yes" | "y" | "on" => "true",
        "no" | "n" | "off" => "false",
        _ => return None,
    };
    let start = line.end as usize - value.trim_start().len();
    let span = Span::new(start, start + word.len());
    let help = format!("write `{} = {truth}`; a text stands in quotes", key.trim());
    Some(error(source, format!("`{word}` is neither true nor false"), span).help(help))
}

/// A value that is no text, number or truth: most often a text without quotes.
fn bare(source: &Source, span: Span) -> Diagnostic {
    let word = source.slice(span);
    if word.eq_ignore_ascii_case("true") || word.eq_ignore_ascii_case("false") {
        error(source, "this word is written in small letters", span).help("write `true` or `false`")
    } else if word.starts_with(['\u{201c}', '\u{201d}', '\u{2018}', '\u{2019}']) {
        error(source, "these are curly quotes, and TOML knows straight ones only", span)
            .help("write \" in place of each of them")
    } else if span == line_of(&source.text, span.start as usize) {
        error(source, "there is no value after the `=`", span).help("write it as `name = \"value\"`")
    } else {
        error(source, "this value is neither a number nor in quotes", span)
            .help("put a text in quotes; separate the items of a list by commas")
    }
}

fn no_equals(source: &Source, line: Span) -> Diagnostic {
    let text = source.slice(line);
    match (text.find('='), text.find(':')) {
        (Some(n), _) => error(source, "a setting's name cannot have a space in it", line)
            .label(format!(
                "everything before the `=` is the name, {} letters",
                text[..n].trim().chars().count()
            ))
            .help("write `_` in place of the space"),
        (None, Some(n)) => {
            let at = line.start as usize + n;
            error(source, "settings are written with `=`, not with a colon", Span::new(at, at + 1))
                .help("write it as `name = \"value\"`")
        }
        _ => error(source, "there is no `=` in this line", line).help("write it as `name = \"value\"`"),
    }
}

fn open_quote(source: &Source, line: Span) -> Diagnostic {
    let text = source.slice(line);
    let from = text.find('=').unwrap_or(0);
    let at = text[from..].find(['"', '\'']).map_or(0, |n| from + n);
    error(source, "this quote is never closed", Span::new(line.start as usize + at, line.end as usize))
        .help("put the same quote at the end of the text as well")
}
