//! What the tables of the change log hold, for the formats that describe tables: they come from no kind file.

use super::{csv, withdrawn};
use crate::dataset::describe::{Described, Facts, Holds};
use crate::kind::Format;
use std::sync::Arc;

/// The change log and what is withdrawn, described like the tables of kinds.
pub fn described() -> [Described; 2] {
    let text = || Holds::Text(Format::Plain);
    let actions = ["add", "update", "withdraw", "redact", "restore", "schema"];
    let action = Holds::Choice(actions.map(Arc::from).to_vec());
    let log = [
        ("Number", "The event's number, from 1. It never changes.", Holds::Integer, true),
        ("Released on", "The day on which the event was recorded.", Holds::Text(Format::Day), true),
        (
            "What happened",
            "Whether a record was added, changed, withdrawn, removed or published again, or a table got columns.",
            action,
            true,
        ),
        ("Kind", "The record's kind, or the kind whose table it is.", text(), true),
        ("Id", "The record's id, or the table's name; empty where the name was retired.", text(), false),
        (
            "Web address",
            "The record's page, or the table; empty where there is none any more.",
            Holds::Text(Format::Uri),
            false,
        ),
        ("Title", "The record's title as it is today; empty where it is not public.", text(), false),
        ("Version", "How many events there are of the record or table up to this one.", Holds::Integer, true),
        (
            "Fields",
            "Names of the fields that changed, or of the columns that were added, with semicolons between them.",
            text(),
            false,
        ),
        ("Reason", "Why the record is withdrawn, where it is.", text(), false),
    ];
    let gone = [
        ("Id", "The record's id; empty where the name was retired.", text(), false),
        ("Kind", "The record's kind.", text(), true),
        (
            "Web address",
            "Where its notice stands; empty where there is none.",
            Holds::Text(Format::Uri),
            false,
        ),
        ("Withdrawn on", "Day from which it is not in the tables any more.", Holds::Text(Format::Day), true),
        (
            "Reason",
            "Why it was withdrawn. Empty where no reason is stated, or where the record's file is gone; of what was removed nothing is said.",
            text(),
            false,
        ),
        ("Replaced by", "Id of the record to read in its place.", text(), false),
    ];
    let table = |name: &str, title: &str, description: &str, columns, key: &[&str]| Described {
        name: name.to_owned(),
        title: title.to_owned(),
        description: description.to_owned(),
        columns,
        key: key.iter().map(|name| (*name).to_owned()).collect(),
        is_part: false,
    };
    [
        table(
            "changes",
            "What changed",
            "Every record that was added, changed, withdrawn or removed since the first release.",
            facts(&csv::HEADINGS, log),
            &["seq"],
        ),
        table(
            "withdrawn",
            "What is withdrawn",
            "Records that were published and are not in the tables any more.",
            facts(&withdrawn::HEADINGS, gone),
            &[],
        ),
    ]
}

/// A column's title, what it means, what it holds and whether every row has a value.
type Said = (&'static str, &'static str, Holds, bool);

fn facts<const N: usize>(headings: &[&str; N], said: [Said; N]) -> Vec<Facts> {
    let fact = |(name, (title, description, holds, required)): (&&str, Said)| Facts {
        name: (*name).to_owned(),
        title: title.to_owned(),
        description: description.to_owned(),
        holds,
        required,
        unit: None,
        names: Vec::new(),
        pattern: None,
        guarded: false,
        claims: false,
    };
    headings.iter().zip(said).map(fact).collect()
}
