//! Records that differ in nothing but their names: a file was copied, and the copy was never changed or never deleted.

use super::hide::State;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::record::{Record, Records};
use std::collections::HashMap;

/// Warns of each public record whose fields are those of one before it. Only records with pages and a date are looked at: figures and
/// things without a day may well be alike.
pub(super) fn report(records: &Records, states: &[State], out: &mut Diagnostics) {
    let mut seen: HashMap<(&str, &str, &str), Vec<&Record>> = HashMap::new();
    for (ix, record) in records.iter().filter(|(_, record)| record.kind.page) {
        let Some((title, date)) = record.fields.text("title").zip(record.date()) else { continue };
        if states[ix.0 as usize] != State::Public {
            continue;
        }
        let alike = seen.entry((&record.kind.name, title, date)).or_default();
        if let Some(first) = alike.iter().find(|first| first.fields == record.fields) {
            out.push(told(record, first));
        } else {
            alike.push(record);
        }
    }
}

fn told(record: &Record, first: &Record) -> Diagnostic {
    let label = record.kind.label.to_lowercase();
    Diagnostic::new(
        Code::CopiedRecord,
        format!("this {label} says the same as `{}`, its title and date too", first.id),
    )
    .at(record.own_place())
    .related(first.own_place(), "the same")
    .about(&record.id)
    .about(&first.id)
    .help("if it is a copy, delete it; if it is another one, correct what was copied")
}
