//! What of a file that could not be read whole must be masked in a report.
//!
//! What cannot be read cannot be judged: there, a word that speaks of hiding is enough. In: a file and what could be read of it.
//! Out: the spans to mask.

use crate::check::suppressed;
use crate::diagnostic::did_you_mean;
use crate::kind::{Field, Kind};
use crate::record::{Form, HIDING, STATUS, locate::Reading};
use crate::source::{Source, Span};

/// What [`STATUS`] says of a record that is not hidden.
pub(super) const PUBLISHED: &str = "published";

/// Words of which one is enough.
const WORDS: [&str; 7] =
    ["draft", "suppressed", "exempt", "redacted", "withdrawn", "publish_from", "embargo"];

/// What a kind has that is not public.
#[derive(Default)]
pub(super) struct Secrets {
    /// Names of its private fields, at any depth.
    private: Vec<String>,
    /// Whether figures are hidden by a rule: then no row that could not be read may be shown.
    figures: bool,
}

impl Secrets {
    /// Those of a kind.
    pub(super) fn of(kind: &Kind) -> Secrets {
        let mut private = Vec::new();
        gather(&kind.fields, &mut private);
        Secrets { private, figures: kind.checks.iter().any(|check| check.rule == suppressed::RULE) }
    }

    /// Whether a text may say something that is not public.
    fn may_stand_in(&self, text: &str) -> bool {
        let text = text.to_lowercase().replace([' ', '-'], "_");
        self.figures
            || WORDS.iter().any(|word| text.contains(word))
            || self.private.iter().any(|name| text.contains(name.as_str()))
            || unpublished(&text)
    }

    /// Whether cells below a column of this name may make a row hidden, or are not public themselves.
    fn may_stand_below(&self, column: &str) -> bool {
        let name = column.to_lowercase().replace([' ', '-'], "_");
        let first = name.split('.').next().unwrap_or_default();
        // Of a state the row itself says whether it is a published one.
        let hiding = HIDING.iter().copied().filter(|name| *name != STATUS);
        let names = hiding.chain(self.private.iter().map(String::as_str));
        name.split('.').any(|step| self.private.iter().any(|p| p == step))
            || did_you_mean(first, names).is_some()
    }
}

fn gather(fields: &[Field], names: &mut Vec<String>) {
    for field in fields {
        if field.private || field.item().private {
            names.push(field.name.to_lowercase());
        }
        gather(field.fields(), names);
    }
}

/// Whether a state is given that is not [`PUBLISHED`]: the key, perhaps a quote, a colon.
fn unpublished(text: &str) -> bool {
    text.match_indices(STATUS).any(|(at, _)| {
        let blank = ['_', '"', '\'', '\t'];
        let rest = text[at + STATUS.len()..].trim_start_matches(blank);
        rest.strip_prefix(':').is_some_and(|value| !value.trim_start_matches(blank).starts_with(PUBLISHED))
    })
}

/// The spans of a file to be masked for what of it could not be read; none where all of it was.
pub(super) fn spans(source: &Source, form: Form, reading: &Reading, secrets: &Secrets) -> Vec<Span> {
    if reading.faults.is_empty() {
        return Vec::new();
    }
    let whole = Span::new(0, source.text.len());
    match form {
        Form::Row => rows(source, reading, secrets),
        Form::Element if reading.faults.iter().all(|fault| item_at(reading, *fault).is_some()) => {
            let items = reading.faults.iter().filter_map(|fault| item_at(reading, *fault));
            items.filter(|item| secrets.may_stand_in(source.slice(*item))).collect()
        }
        _ if secrets.may_stand_in(&source.text) => vec![whole],
        _ => Vec::new(),
    }
}

/// The record that a fault stands in.
fn item_at(reading: &Reading, fault: Span) -> Option<Span> {
    let spans = reading.items.iter().map(|(_, node)| node.span);
    spans.into_iter().find(|item| item.start <= fault.start && fault.end <= item.end)
}

/// Rows are judged one by one: what lies between those that were read could not be.
fn rows(source: &Source, reading: &Reading, secrets: &Secrets) -> Vec<Span> {
    let text = &*source.text;
    let Some(last) = reading.columns.iter().map(|column| column.span.end as usize).max() else {
        let whole = Span::new(0, text.len());
        return if secrets.may_stand_in(text) { vec![whole] } else { Vec::new() };
    };
    let header_end = text[last..].find('\n').map_or(text.len(), |at| last + at + 1);
    let below = Span::new(header_end, text.len());
    let in_header = reading.faults.iter().any(|fault| (fault.start as usize) < header_end);
    // A column that was left out has cells in every row.
    if in_header && secrets.may_stand_in(&text[..header_end]) {
        return vec![below];
    }
    let always = reading.columns.iter().any(|column| secrets.may_stand_below(&column.name));
    let stated = reading.columns.iter().any(|column| did_you_mean(&column.name, [STATUS]).is_some());
    let mut spans = Vec::new();
    let mut at = header_end;
    let ends = reading.items.iter().map(|(_, node)| node.span.range());
    for item in ends.chain(std::iter::once(text.len()..text.len())) {
        for gap in lines(text, at, item.start) {
            let row = source.slice(gap);
            if always || secrets.may_stand_in(row) || stated && !row.contains(PUBLISHED) {
                spans.push(gap);
            }
        }
        at = at.max(item.end);
    }
    spans
}

/// The lines between two bytes that hold something; as one where a quote may run from one to the next.
fn lines(text: &str, start: usize, end: usize) -> Vec<Span> {
    let Some(gap) = text.get(start..end).filter(|gap| !gap.trim().is_empty()) else { return Vec::new() };
    if gap.contains('"') {
        return vec![Span::new(start, end)];
    }
    let mut at = start;
    let lines = gap.split_inclusive('\n').map(|line| {
        at += line.len();
        Span::new(at - line.len(), at)
    });
    lines.filter(|line| !text[line.range()].trim().is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speaks(text: &str) -> bool {
        Secrets { private: vec!["internal_note".into()], figures: false }.may_stand_in(text)
    }

    #[test]
    fn a_word_that_speaks_of_hiding_is_enough() {
        for text in [
            "---\ntitle: [\nstatus: draft\n",
            "[{\"title\": \"T\" \"status\":\"drft\"}]",
            "status : later\n",
            "internal_note: \"words\n",
            "Internal note: \"words\n",
            "v,ward/riverside,2025,40404,suppressed,",
        ] {
            assert!(speaks(text), "{text}");
        }
        for text in [
            "title: [\n",
            "the status of it: unknown\n",
            "status: \"published\n",
            "{\"status\": \"published\" 1}",
        ] {
            assert!(!speaks(text), "{text}");
        }
    }
}
