//! What is wrong with a text that is not JSON, in plain words.
//!
//! In: where scanning stopped and what was expected there. Out: a [`Mistake`], then its diagnostic.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Source, Span};

/// The sort of a mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slip {
    Empty,
    ExtraComma,
    MissingComma,
    MissingColon,
    MissingValue,
    SingleQuotes,
    CurlyQuotes,
    BareKey,
    KeyNotText,
    BareText,
    Capital,
    Comment,
    OpenString,
    LineBreak,
    ControlSign,
    Escape,
    OpenBracket,
    OtherBracket,
    Number,
    Beyond,
    Other,
}

/// A mistake and where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mistake {
    pub(super) slip: Slip,
    pub(super) span: Span,
}

impl Mistake {
    /// The diagnostic with its words.
    pub(super) fn diagnostic(self, source: &Source) -> Diagnostic {
        let (message, help) = self.words();
        Diagnostic::new(Code::BadJson, message).at_span(&source.path, self.span).help(help)
    }

    fn words(self) -> (&'static str, &'static str) {
        match self.slip {
            Slip::Empty => ("this file is empty", "write `[]` for a list with nothing in it"),
            Slip::ExtraComma => ("there is a comma after the last item", "delete this comma"),
            Slip::MissingComma => {
                ("there is no comma after this value", "put a comma here, before the next item")
            }
            Slip::MissingColon => ("there is no colon after this key", "write `\"key\": value`"),
            Slip::MissingValue => ("a value is missing here", "write a value, or `null` if there is none"),
            Slip::SingleQuotes => {
                ("JSON puts texts between double quotes, not single ones", "write \" in place of each '")
            }
            Slip::CurlyQuotes => (
                "these are curly quotes, and JSON knows straight ones only",
                "write \" in place of each of them",
            ),
            Slip::BareKey => ("this key is not in quotes", "put double quotes around it"),
            Slip::KeyNotText => ("there must be a key here, in double quotes", "write `\"key\": value`"),
            Slip::BareText => ("this text is not in quotes", "put double quotes around it"),
            Slip::Capital => ("JSON writes this word in other letters", "write `true`, `false` or `null`"),
            Slip::Comment => ("JSON has no comments", "delete this comment"),
            Slip::OpenString => ("this text is never closed", "put \" at its end"),
            Slip::LineBreak => (
                "this text is not closed on its line",
                "put \" at its end; write \\n for a new line inside it",
            ),
            Slip::ControlSign => (
                "there is a tab or a sign that cannot be seen inside this text",
                "write \\t for a tab, and delete other signs",
            ),
            Slip::Escape => {
                ("a backslash starts a special sign, and this one is not known", "write \\\\ for a backslash")
            }
            Slip::OpenBracket => {
                ("this bracket is never closed", "put the closing bracket after the last item")
            }
            Slip::OtherBracket => {
                ("this bracket closes another sort of bracket", "close `[` with `]` and `{` with `}`")
            }
            Slip::Number => (
                "this number is not written as JSON wants it",
                "write digits with a point, as in 1200.5, or put it in double quotes",
            ),
            Slip::Beyond => {
                ("there is more text after the end", "put everything in one list: `[ ..., ... ]`")
            }
            Slip::Other => {
                ("this cannot be read as JSON", "check the quotes, commas and brackets around this place")
            }
        }
    }
}

fn mistake(slip: Slip, start: usize, end: usize) -> Mistake {
    Mistake { slip, span: Span::new(start, end) }
}

/// Whether a byte can be part of a word or number.
pub(super) fn in_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'+' | b'$') || byte >= 0x80
}

/// The end of the line that a byte is in, without blanks at the end.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    let line = text[at..].split('\n').next().unwrap_or("");
    at + line.trim_end().len()
}

/// Whether a comment of another language starts here.
pub(super) fn is_comment(text: &str, at: usize) -> bool {
    text[at..].starts_with("//") || text[at..].starts_with("/*") || text[at..].starts_with('#')
}

/// No value where one must be.
pub(super) fn no_value(text: &str, at: usize, open: Option<usize>) -> Mistake {
    if let Some(found) = foreign(text, at) {
        return found;
    }
    match text[at..].chars().next() {
        None => open
            .map_or(mistake(Slip::MissingValue, at, at), |open| mistake(Slip::OpenBracket, open, open + 1)),
        Some(',' | ':') => mistake(Slip::MissingValue, at, at + 1),
        Some('}' | ']') if after_colon(text, at) => mistake(Slip::MissingValue, at, at + 1),
        Some('}' | ']') => mistake(Slip::OtherBracket, at, at + 1),
        Some('+' | '.') => mistake(Slip::Number, at, word_end(text, at)),
        Some(_) => {
            let end = word_end(text, at);
            let word = &text[at..end];
            let known = ["true", "false", "null", "none", "yes", "no"];
            if known.iter().any(|known| word.eq_ignore_ascii_case(known)) {
                mistake(Slip::Capital, at, end)
            } else {
                mistake(Slip::BareText, at, bare_end(text, at).max(end))
            }
        }
    }
}

/// No key where one must be.
pub(super) fn no_key(text: &str, at: usize, open: Option<usize>) -> Mistake {
    if let Some(found) = foreign(text, at) {
        return found;
    }
    match text[at..].chars().next() {
        None => mistake(Slip::OpenBracket, open.unwrap_or(at), open.map_or(at, |open| open + 1)),
        Some(']') => mistake(Slip::OtherBracket, at, at + 1),
        Some(c) if c.is_alphanumeric() || matches!(c, '_' | '$' | '-') => {
            mistake(Slip::BareKey, at, word_end(text, at))
        }
        Some(c) => mistake(Slip::KeyNotText, at, at + c.len_utf8()),
    }
}

/// A key without a colon.
pub(super) fn no_colon(text: &str, key: Span, at: usize) -> Mistake {
    match foreign(text, at) {
        Some(found) if found.slip == Slip::Comment => found,
        _ => Mistake { slip: Slip::MissingColon, span: key },
    }
}

/// A value that ends at `end`, followed at `at` by neither a comma nor the closing bracket.
pub(super) fn no_comma(text: &str, end: usize, at: usize, open: usize, close: u8) -> Mistake {
    match text.as_bytes().get(at) {
        None => mistake(Slip::OpenBracket, open, open + 1),
        Some(b']' | b'}') if text.as_bytes()[at] != close => mistake(Slip::OtherBracket, at, at + 1),
        _ if is_comment(text, at) => mistake(Slip::Comment, at, comment_end(text, at)),
        // The last byte of a value is a quote, a digit, a letter or a bracket.
        _ => mistake(Slip::MissingComma, end - 1, end),
    }
}

/// A string that starts at `start` and is broken off at `at`.
pub(super) fn in_string(text: &str, start: usize, at: usize) -> Mistake {
    let end = line_end(text, start);
    match text.as_bytes().get(at) {
        None => mistake(Slip::OpenString, start, end),
        Some(b'\n' | b'\r') => mistake(Slip::LineBreak, start, end),
        Some(_) => mistake(Slip::ControlSign, at, at + 1),
    }
}

/// A string in which a backslash is followed by something unknown: at that backslash.
pub(super) fn escape(text: &str, string: Span) -> Mistake {
    let start = string.start as usize;
    let mut from = start + 1;
    while let Some(n) = text[from..string.end as usize].find('\\') {
        let at = from + n;
        let end = escape_end(text, at, string.end as usize);
        let whole = format!("\"{}\"", &text[at..end]);
        if serde_json::from_str::<String>(&whole).is_err() {
            return mistake(Slip::Escape, at, end);
        }
        from = end;
    }
    Mistake { slip: Slip::Escape, span: string }
}

/// The end of an escape: both halves of a pair when there are two.
fn escape_end(text: &str, at: usize, limit: usize) -> usize {
    let unit = |at: usize| if text[at..].starts_with("\\u") { 6 } else { 2 };
    let high = text.get(at..at + 4).is_some_and(|s| {
        let s = s.to_ascii_lowercase();
        ["\\ud8", "\\ud9", "\\uda", "\\udb"].iter().any(|start| s.starts_with(start))
    });
    let mut end = at + unit(at);
    if high && text.get(end..).is_some_and(|rest| rest.starts_with("\\u")) {
        end += 6;
    }
    end = end.min(limit.saturating_sub(1)).max(at + 1);
    while !text.is_char_boundary(end) {
        end += 1;
    }
    end
}

/// What other languages allow and JSON does not: comments and other quotes.
fn foreign(text: &str, at: usize) -> Option<Mistake> {
    if is_comment(text, at) {
        return Some(mistake(Slip::Comment, at, comment_end(text, at)));
    }
    let quote = text[at..].chars().next()?;
    let slip = match quote {
        '\'' => Slip::SingleQuotes,
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{2018}' | '\u{2019}' => Slip::CurlyQuotes,
        _ => return None,
    };
    let closing: &[char] = if quote == '\'' { &['\''] } else { &['\u{201c}', '\u{201d}', '\u{2019}'] };
    let end = line_end(text, at);
    let from = at + quote.len_utf8();
    let close = text[from..end].char_indices().find(|(_, c)| closing.contains(c));
    Some(mistake(slip, at, close.map_or(end, |(n, c)| from + n + c.len_utf8())))
}

fn comment_end(text: &str, at: usize) -> usize {
    let end = line_end(text, at);
    if text[at..].starts_with("/*") { text[at..end].find("*/").map_or(end, |n| at + n + 2) } else { end }
}

/// The end of the word at a byte; at least one character.
fn word_end(text: &str, at: usize) -> usize {
    let first = text[at..].chars().next().map_or(0, char::len_utf8);
    let rest = text[at + first..].bytes().take_while(|byte| in_word(*byte)).count();
    at + first + rest
}

/// The end of a text without quotes: before the next comma or bracket of its line.
fn bare_end(text: &str, at: usize) -> usize {
    let end = line_end(text, at);
    let length = text[at..end].find([',', ']', '}', '"']).unwrap_or(end - at);
    at + text[at..at + length].trim_end().len()
}

/// Whether a colon is what stands before this byte.
fn after_colon(text: &str, at: usize) -> bool {
    text[..at].trim_end().ends_with(':')
}
