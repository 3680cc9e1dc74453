//! Markdown in fields: its links and problems, with the text that each is about.

use super::{Facts, Reference, pasted, read};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Within};
use crate::prose::Options;
use crate::source::{Source, Span};

/// The targets of a Markdown field that may name records or parts of them, in their order. Costs next to nothing where there is no link.
pub fn targets(text: &str) -> Vec<Within> {
    if !may_link(text) {
        return Vec::new();
    }
    let facts = of_field(text, &mut Diagnostics::new());
    within(text, facts.references.into_iter().chain(facts.links))
}

/// The whole addresses that a Markdown field links to, in their order. Costs next to nothing where there is none.
pub fn addresses(text: &str) -> Vec<Within> {
    if !text.contains("://") {
        return Vec::new();
    }
    within(text, of_field(text, &mut Diagnostics::new()).outside)
}

fn within(text: &str, all: impl IntoIterator<Item = Reference>) -> Vec<Within> {
    let all = all.into_iter();
    all.map(|reference| Within::new(&reference.target, text, reference.span.start as usize)).collect()
}

/// What is wrong in a Markdown field, and the text each problem is about; of a heading, its first line.
///
/// Codes: `raw-html`, `html-comment`, `broken-link`, `skipped-heading`, `vague-link`, `no-alt`, `no-table-header`, `run-on-lines`,
/// `missing-note`.
pub fn problems(text: &str) -> Vec<(Diagnostic, Within)> {
    if !is_marked(text) {
        return Vec::new();
    }
    let mut found = Diagnostics::new();
    of_field(text, &mut found);
    let about = |problem: Diagnostic| {
        let Some(Place::Span(_, span)) = problem.place else { return None };
        let about = text.get(span.range())?;
        let about = match problem.code {
            Code::RawHtml
            | Code::HtmlComment
            | Code::BrokenLink
            | Code::VagueLink
            | Code::NoAlt
            | Code::NoTableHeader
            | Code::MissingNote => about,
            Code::RunOnLines | Code::SkippedHeading => about.lines().next()?,
            _ => return None,
        };
        Some((problem, Within::new(about, text, span.start as usize)))
    };
    found.into_iter().filter_map(about).collect()
}

/// Whether a Markdown field may hold a link, a tag, a table, or headings of which one is out of order.
pub fn is_marked(text: &str) -> bool {
    text.contains(['<', '#', '=', '|'])
        || may_link(text)
        || text.contains("[^")
        || pasted::may_hold_bullets(text)
}

/// Whether a text may hold a link to a record, or an image.
pub(in crate::prose) fn may_link(text: &str) -> bool {
    text.contains("](") || text.contains("]:")
}

fn of_field(text: &str, out: &mut Diagnostics) -> Facts {
    let source = Source::new("", text);
    read(&source, Span::new(0, text.len()), &Options::default(), out)
}
