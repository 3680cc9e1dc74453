//! What prose becomes, and that nothing in it becomes more.

mod facts;
mod hostile;
mod pages;

use super::{Options, Target};
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::prose::Facts;
use crate::source::{Source, Span};

const NUMBERED: Options = Options { numbered: true, top_level: 2 };

fn unchanged(_: &str) -> Target {
    Target::Unchanged
}

fn html(text: &str) -> String {
    super::html(text, &NUMBERED, &unchanged).html
}

/// The page that reading a text puts on a shelf.
fn shelved(text: &str) -> Option<super::Page> {
    let (source, shelf) = (Source::new("a.md", text), super::Shelf::new(1 << 20));
    let span = Span::new(0, text.len());
    let facts = super::read_once(&source, span, &NUMBERED, &shelf, &mut Diagnostics::new());
    assert_eq!(facts, super::read(&source, span, &NUMBERED, &mut Diagnostics::new()));
    let page = shelf.take("a.md");
    assert_eq!(shelf.take("a.md"), None, "taken once");
    page
}

/// The facts and problems of a text that follows some front matter.
fn read(text: &str) -> (Facts, Vec<Diagnostic>, Source) {
    let front = "---\ntitle: Ä\n---\n";
    let source = Source::new("content/reports/a.md", format!("{front}{text}"));
    let mut out = Diagnostics::new();
    let facts = super::read(&source, Span::new(front.len(), source.text.len()), &NUMBERED, &mut out);
    (facts, out.into_iter().collect(), source)
}

/// Code and marked text of each problem.
fn problems(text: &str) -> Vec<(String, String)> {
    let (_, problems, source) = read(text);
    problems.iter().map(|p| (p.code.to_string(), marked(p.place.as_ref(), &source))).collect()
}

fn marked(place: Option<&Place>, source: &Source) -> String {
    match place {
        Some(Place::Span(_, span)) => source.slice(*span).to_owned(),
        other => panic!("no span: {other:?}"),
    }
}
