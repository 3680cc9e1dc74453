//! Markdown in fields keeps to the rules of prose: no HTML, and links that lead somewhere. Those that name records are checked with
//! the references.
//!
//! Settings: none. Fields say with `x-markdown` that they hold Markdown.

use crate::diagnostic::Diagnostics;
use crate::prose;
use crate::record::{Record, walk};

/// Reports what is wrong in a record's Markdown fields.
pub fn check(record: &Record, out: &mut Diagnostics) {
    walk::passages(record, &mut |passage| {
        for (problem, about) in prose::problems(passage.text) {
            let place = record.place_within(&walk::pointer(passage.steps), &about);
            out.push(problem.at(place).quoting(about));
        }
    });
}
