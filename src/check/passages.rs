//! Markdown in fields keeps to the rules of prose: no HTML, links that lead somewhere, headings in order. Links that name records are
//! checked with the references.
//!
//! Settings: none. Fields say with `x-markdown` that they hold Markdown.

use crate::diagnostic::{Code, Diagnostics};
use crate::kind::Markdown;
use crate::prose;
use crate::record::{Record, walk};

/// Reports what is wrong in a record's Markdown fields.
pub(super) fn check(record: &Record, out: &mut Diagnostics) {
    walk::passages(record, &mut |passage| {
        for (problem, about) in prose::problems(passage.text) {
            // In a line of words nothing is a heading, a list or a table.
            let of_blocks = matches!(problem.code, Code::SkippedHeading | Code::RunOnLines);
            if of_blocks && passage.field.markdown != Some(Markdown::Block) {
                continue;
            }
            let quoted = about.text.clone();
            let place = record.place_within(&walk::pointer(passage.steps), about);
            out.push(problem.at(place).quoting(quoted));
        }
    });
}
