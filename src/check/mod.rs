//! The named rules beyond JSON Schema: one rule, one file, one family of diagnostics.
//!
//! In: all records, those with errors too, and how days are counted. Out: diagnostics. A rule reads the fields its kind names in
//! `x-check`; it never names a kind or a field itself. It says nothing that follows from a field with an error: that is one cause already told.

mod clear_days;
mod date_order;
mod days;
mod decision_record;
mod formula_text;
mod in_private;
mod item_order;
mod no_basis;
mod not_yet;
mod passages;
mod period_order;
mod plain_words;
pub mod suppressed;
#[cfg(test)]
mod tests;
mod vote_tally;

pub use days::{Days, holidays};
pub use no_basis::in_table as no_basis_in_table;

use crate::diagnostic::Diagnostics;
use crate::kind::Check;
use crate::record::{Ix, Map, Record, Records, Value};
use rayon::prelude::*;
use std::sync::Arc;

/// Runs the rules that look at one record and no other, sound or with errors: said once, when it is read.
pub fn alone(record: &Record, out: &mut Diagnostics) {
    no_basis::check(record, out);
    passages::check(record, out);
    formula_text::check(record, out);
    plain_words::check(record, out);
}

/// Runs every other rule that the records' kinds switch on, on the sound `records` and on the `faulty` ones, which are not among them.
/// `hidden` are those that residents do not see whole. Order of the diagnostics does not matter: a report sorts them.
pub fn run(
    records: &Records,
    faulty: &[Arc<Record>],
    (days, hidden): (&Days, &(dyn Fn(Ix) -> bool + Sync)),
    out: &mut Diagnostics,
) {
    let ruled = records.by_kind().filter(|(kind, _)| !kind.checks.is_empty());
    let sound = ruled.flat_map(|(_, records)| records.map(|(_, record)| record));
    let all: Vec<&Record> = sound.chain(faulty.iter().map(|record| &**record)).collect();
    // Big chunks: most records have nothing to say, and a task for each would cost more than its work.
    let found = all.par_chunks(512).map(|some| {
        let mut out = Diagnostics::new();
        some.iter().for_each(|record| of_record(records, record, (days, hidden), &mut out));
        out
    });
    found.collect::<Vec<_>>().into_iter().for_each(|some| out.append(some));
    plain_words::unexplained(records, out);
    // Rows of these kinds are compared with one another.
    for (kind, _) in records.by_kind() {
        for check in kind.checks.iter().filter(|check| check.rule == suppressed::RULE) {
            suppressed::derivable(records, faulty, kind, check, out);
        }
    }
}

/// The rules that look at one record.
fn of_record(
    records: &Records,
    record: &Record,
    (days, hidden): (&Days, &dyn Fn(Ix) -> bool),
    out: &mut Diagnostics,
) {
    let before = out.len();
    for check in &record.kind.checks {
        each_object(&check.path, &record.fields, String::new(), &mut |fields, pointer| {
            let subject = Subject { records, record, check, fields, pointer };
            match &*check.rule {
                "vote-tally" => vote_tally::check(&subject, out),
                "period-order" => period_order::check(&subject, out),
                "date-order" => date_order::check(&subject, out),
                "in-private" => in_private::check(&subject, hidden, out),
                "not-yet" => not_yet::check(&subject, days.latest, hidden, out),
                "item-order" => item_order::check(&subject, out),
                "suppressed" => suppressed::check(&subject, out),
                "decision-record" => decision_record::check(&subject, out),
                "clear-days" => clear_days::check(&subject, days, out),
                // Reading the kind file has reported a rule of any other name.
                _ => {}
            }
        });
    }
    if let Some(id) = record.known_id() {
        out.all_about(before, id);
    }
}

/// Calls `each` with every object at a dotted path, lists stepped through, and the JSON pointer to it.
fn each_object<'a>(path: &str, fields: &'a Map, pointer: String, each: &mut dyn FnMut(&'a Map, String)) {
    if path.is_empty() {
        return each(fields, pointer);
    }
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    match fields.get(first) {
        Some(Value::Map(map)) => each_object(rest, map, format!("{pointer}/{first}"), each),
        Some(Value::List(items)) => {
            for (i, item) in items.iter().enumerate() {
                if let Some(map) = item.map() {
                    each_object(rest, map, format!("{pointer}/{first}/{i}"), each);
                }
            }
        }
        _ => {}
    }
}

/// What a rule is asked about: an object of a record, and the names of its fields.
struct Subject<'a> {
    records: &'a Records,
    record: &'a Record,
    check: &'a Check,
    /// The object that the rule stands on.
    fields: &'a Map,
    /// The way to it.
    pointer: String,
}

impl<'a> Subject<'a> {
    /// The path that a setting of the rule names.
    fn path(&self, setting: &str) -> Option<&'a str> {
        setting_of(self.check, setting)
    }

    /// The paths that a setting of the rule lists.
    fn paths(&self, setting: &str) -> Vec<&'a str> {
        let list = self.check.settings.get(setting).and_then(serde_json::Value::as_array);
        list.into_iter().flatten().filter_map(serde_json::Value::as_str).collect()
    }

    /// The value that a setting of the rule points to, in this object or a record that it names.
    fn value(&self, setting: &str) -> Option<&'a Value> {
        follow(self.records, self.fields, self.path(setting)?)
    }

    /// As [`Subject::value`], for text.
    fn text(&self, setting: &str) -> Option<&'a str> {
        self.value(setting).and_then(Value::text)
    }

    /// Whether something is wrong with a field that one of these settings names: then the rule cannot go by it.
    fn any_unsound(&self, settings: &[&str]) -> bool {
        let paths =
            settings.iter().flat_map(|setting| self.path(setting).into_iter().chain(self.paths(setting)));
        paths.into_iter().any(|path| self.is_unsound(path))
    }

    /// Whether something is wrong with the field at a dotted path.
    fn is_unsound(&self, path: &str) -> bool {
        self.record.is_unsound(&self.pointer_to(path))
    }

    /// The JSON pointer of a dotted path within this object.
    fn pointer_to(&self, path: &str) -> String {
        format!("{}/{}", self.pointer, path.replace('.', "/"))
    }
}

fn setting_of<'a>(check: &'a Check, setting: &str) -> Option<&'a str> {
    check.settings.get(setting).and_then(serde_json::Value::as_str)
}

/// The value at a dotted path that may lead through references: `body.type` is the type of the record that `body` names.
fn follow<'a>(records: &'a Records, fields: &'a Map, path: &str) -> Option<&'a Value> {
    let Some((first, rest)) = path.split_once('.') else { return fields.get(path) };
    match fields.get(first)? {
        Value::Map(inner) => follow(records, inner, rest),
        Value::Text(id) => {
            let id = id.split('#').next().unwrap_or_default();
            follow(records, &records[records.find(id)?].fields, rest)
        }
        _ => None,
    }
}

/// Words joined as people read them: "a, b and c".
fn joined(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
