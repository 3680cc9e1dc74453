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
