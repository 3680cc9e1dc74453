//! Splits a document into its YAML front matter and its prose.
//!
//! In: a source. Out: the spans of both halves. It never reads the YAML.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Source, Span};

const FENCE: &str = "---";

/// What to type in place of a line that is nearly one of the two.
const ALONE: &str = "write three hyphens, with nothing before or after them";

/// Dashes that word processors make of hyphens.
const DASHES: [char; 6] = ['‐', '‑', '–', '—', '―', '−'];

/// Where the two halves of a document stand, in bytes of its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrontMatter {
    /// The YAML between the two `---` lines.
    pub yaml: Span,
    /// Everything after the second `---` line.
    pub prose: Span,
}

/// Finds the two `---` lines. Lines may end in LF or CRLF.
///
/// # Errors
/// `bad-yaml` when the first line is not `---`, or no second one follows.
pub fn split(source: &Source) -> Result<FrontMatter, Box<Diagnostic>> {
    let text = &*source.text;
    let first = line_at(text, 0);
    if text[first.range()] != *FENCE {
        return Err(Box::new(no_start(source, first)));
    }
    let yaml_start = after(text, first);
    let mut at = yaml_start;
    while at < text.len() {
        let line = line_at(text, at);
        let next = after(text, line);
        if text[line.range()] == *FENCE {
            return Ok(FrontMatter { yaml: Span::new(yaml_start, at), prose: Span::new(next, text.len()) });
        }
        // At the beginning of a line nothing of the sort is YAML, and a rule in the text may well be the next `---`.
        if text[at..].starts_with(is_dash)
            && let Some(help) = meant_as_fence(&text[line.range()])
        {
            return Err(Box::new(wrong_end(source, line, help)));
        }
        at = next;
    }
    Err(Box::new(no_end(source, first)))
}

/// The line that starts at a byte, without its line end.
fn line_at(text: &str, start: usize) -> Span {
    let end = line_end(text, start);
    let end = if text[start..end].ends_with('\r') { end - 1 } else { end };
    Span::new(start, end)
}

/// The first byte after a line and its line end.
fn after(text: &str, line: Span) -> usize {
    let end = line.end as usize;
    (line_end(text, end) + 1).min(text.len())
}

fn line_end(text: &str, from: usize) -> usize {
    memchr::memchr(b'\n', &text.as_bytes()[from..]).map_or(text.len(), |n| from + n)
}

fn no_start(source: &Source, first: Span) -> Diagnostic {
    let line = &source.text[first.range()];
    let error = |message: &str| Diagnostic::new(Code::BadYaml, message).at_span(&source.path, first);
    if source.text.trim().is_empty() {
        error("this file is empty")
            .help("start it with a line `---`, then its fields, then another line `---`")
    } else if line.trim() == FENCE {
        error("the first line has spaces beside its `---`").help("write `---` and nothing else on this line")
    } else if let Some(help) = meant_as_fence(line) {
        error("the first line of this file must be `---` alone").help(help)
    } else if line.trim().is_empty() {
        error("there is an empty line before the first `---`").help("delete it: the first line must be `---`")
    } else {
        error("the first line of this file is not `---`")
            .help("start the file with a line `---`, then its fields, then another line `---`")
    }
}

fn no_end(source: &Source, first: Span) -> Diagnostic {
    let text = &*source.text;
    let mut at = after(text, first);
    while at < text.len() {
        let line = line_at(text, at);
        if let Some(help) = meant_as_fence(&text[line.range()]) {
            return wrong_end(source, line, help);
        }
        at = after(text, line);
    }
    Diagnostic::new(Code::BadYaml, "the fields that start here are never ended")
        .at_span(&source.path, first)
        .help("put a line `---` after the last field, before the text")
}

fn wrong_end(source: &Source, line: Span, help: String) -> Diagnostic {
    Diagnostic::new(Code::BadYaml, "the line that ends the fields must be `---` alone")
        .at_span(&source.path, line)
        .help(help)
}

fn is_dash(c: char) -> bool {
    c == '-' || DASHES.contains(&c)
}

/// What to type in place of a line that is most likely meant as one of the two; none for any other line.
fn meant_as_fence(line: &str) -> Option<String> {
    let line = line.trim();
    let only = line.chars().all(is_dash);
    match line.contains(DASHES) {
        true if only => Some(format!("this is a dash, as word processors make it of hyphens: {ALONE}")),
        // A hyphen alone begins an item of a list.
        _ if line.len() > 1 && only || line.starts_with(FENCE) => Some(ALONE.to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Place;

    fn halves(text: &str) -> (String, String) {
        let source = Source::new("a.md", text);
        let found = split(&source).unwrap();
        (source.slice(found.yaml).to_owned(), source.slice(found.prose).to_owned())
    }

    fn refused(text: &str) -> (String, String) {
        let source = Source::new("a.md", text);
        let error = *split(&source).unwrap_err();
        assert_eq!(error.code, Code::BadYaml);
        assert!(error.help.is_some());
        let Some(Place::Span(_, span)) = error.place else { panic!("no span") };
        (error.message, source.slice(span).to_owned())
    }

    #[test]
    fn the_halves_are_found_with_either_line_end() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(halves("---\na: 1\n---\nText\n"), pair("a: 1\n", "Text\n"));
        assert_eq!(halves("---\r\na: 1\r\n---\r\nText\r\n"), pair("a: 1\r\n", "Text\r\n"));
        assert_eq!(halves("---\n---\n"), pair("", ""));
        assert_eq!(halves("---\na: ü\n---"), pair("a: ü\n", ""));
        assert_eq!(halves("---\na: 1\n---\n\n---\nrule\n"), pair("a: 1\n", "\n---\nrule\n"));
    }

    #[test]
    fn a_missing_line_is_named() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(refused("# Title\n"), pair("the first line of this file is not `---`", "# Title"));
        assert_eq!(refused(""), pair("this file is empty", ""));
        assert_eq!(refused("\n---\n"), pair("there is an empty line before the first `---`", ""));
        assert_eq!(refused("--- \r\na: 1\r\n"), pair("the first line has spaces beside its `---`", "--- "));
        assert_eq!(refused("---\na: 1\n"), pair("the fields that start here are never ended", "---"));
        assert_eq!(refused("---"), pair("the fields that start here are never ended", "---"));
        assert_eq!(
            refused("---\na: 1\n----\nText\n"),
            pair("the line that ends the fields must be `---` alone", "----")
        );
    }

    #[test]
    fn a_line_that_is_nearly_the_one_wanted_is_named_wherever_it_stands() {
        for line in ["—", "–––", "-—", "--", "-----", "--- # fields", "---title: T", "−−−"] {
            let first = refused(&format!("{line}\na: 1\n---\nText\n"));
            assert_eq!(
                first,
                ("the first line of this file must be `---` alone".to_owned(), line.to_owned())
            );
            let last = refused(&format!("---\na:\n  -\n{line}\nText\n\n---\nMore\n"));
            assert_eq!(
                last,
                ("the line that ends the fields must be `---` alone".to_owned(), line.to_owned())
            );
        }
        for line in ["-", "- one", "a: --- b", "— a remark"] {
            assert_eq!(refused(&format!("---\n{line}\n")).1, "---", "{line}");
        }
    }
}
