//! `suppressed`: small numbers that could point to a person stay hidden.
//!
//! A row is hidden when its state says so, or by rule: it rests on fewer cases than its indicator allows. Its figures never leave
//! the site's making ([`all`] tells which rows those are). Two things are told: a row hidden by rule whose state says
//! something else (`suppressed`, an error: the state is published and would be untrue), and a hidden figure that follows from a
//! printed total because it is the only one hidden (`suppressed-derivable`, a warning). No message repeats a figure.
//!
//! Settings: `status`, `value`, `count`, `below` and `measure` (through the indicator), `indicator`, `area`, `within` (through
//! the area), `period`, `category`.

mod derive;
#[cfg(test)]
mod tests;

pub(super) use derive::derivable;

use super::{Subject, follow, setting_of};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::kind::{Check, Kind};
use crate::record::{Ix, Map, Record, Records, Value};
use std::collections::HashSet;

/// The rule's name in kind files.
pub const RULE: &str = "suppressed";
/// The state of a row that says that it is hidden.
const HIDDEN: &str = "suppressed";
/// The sort of indicator whose value is itself the number of cases.
const COUNT: &str = "count";

/// Settings of the rule that name fields with figures, or with words about them: what leaves with a hidden row.
const FIGURES: [&str; 6] = ["value", "lower", "upper", "count", "denominator", "note"];

/// The rows whose figures are hidden, because their state says so or by rule (records.md §4, observation).
pub fn all(records: &Records) -> HashSet<Ix> {
    let kinds = records.by_kind().filter(|(kind, _)| kind.checks.iter().any(|check| check.rule == RULE));
    let rows = kinds.flat_map(|(_, rows)| rows);
    rows.filter(|(_, record)| is_hidden(records, record)).map(|(ix, _)| ix).collect()
}

/// Whether a record, with errors or without, is such a row.
pub fn is_hidden(records: &Records, record: &Record) -> bool {
    check_of(record).is_some_and(|check| is_suppressed(records, record, check))
}

/// Whether it cannot be told of a row with errors whether its figures are hidden: what says so could not be read, or is not there.
pub fn is_doubtful(records: &Records, record: &Record) -> bool {
    let Some(check) = check_of(record) else { return false };
    let at = |setting| setting_of(check, setting).and_then(|path| record.fields.at(path));
    let indicator = at("indicator").and_then(Value::text).and_then(|id| records.find(id));
    let limit = setting_of(check, "below").and_then(|path| follow(records, &record.fields, path));
    at("status").is_none()
        || indicator.is_none()
        || limit.is_some() && cases(records, &record.fields, check).is_none()
}

/// The paths of a kind's fields that leave with a hidden row.
pub fn figures(kind: &Kind) -> Vec<&str> {
    let check = kind.checks.iter().find(|check| check.rule == RULE);
    check
        .into_iter()
        .flat_map(|check| FIGURES.into_iter().filter_map(|setting| setting_of(check, setting)))
        .collect()
}

/// Takes the figures of a hidden row out, and what is said about them; its state then says that it is hidden.
pub fn clear(record: &mut Record) {
    let kind = record.kind.clone();
    let Some(check) = kind.checks.iter().find(|check| check.rule == RULE) else { return };
    for path in FIGURES.into_iter().filter_map(|setting| setting_of(check, setting)) {
        change(&mut record.fields, path, &mut |map, name| {
            map.remove(name);
        });
    }
    if let Some(path) = setting_of(check, "status") {
        change(&mut record.fields, path, &mut |map, name| {
            if let Some(status) = map.get_mut(name) {
                *status = Value::from_text(HIDDEN);
            }
        });
    }
}

/// Calls `act` with the map that holds the last step of a dotted path, and that step.
fn change(map: &mut Map, path: &str, act: &mut dyn FnMut(&mut Map, &str)) {
    match path.split_once('.') {
        None => act(map, path),
        Some((first, rest)) => {
            if let Some(Value::Map(inner)) = map.get_mut(first) {
                change(inner, rest, act);
            }
        }
    }
}

fn check_of(record: &Record) -> Option<&Check> {
    record.kind.checks.iter().find(|check| check.rule == RULE)
}

fn is_suppressed(records: &Records, record: &Record, check: &Check) -> bool {
    let status = setting_of(check, "status").and_then(|path| record.fields.at(path)).and_then(Value::text);
    status == Some(HIDDEN) || below(records, &record.fields, check).is_some()
}

/// The number below which the row's indicator hides figures, when the row rests on fewer cases.
fn below(records: &Records, fields: &Map, check: &Check) -> Option<f64> {
    let limit = follow(records, fields, setting_of(check, "below")?)?.number()?;
    (cases(records, fields, check)? < limit).then_some(limit)
}

/// How many cases a row rests on; cases add up over areas and categories, rates and medians do not.
fn cases(records: &Records, fields: &Map, check: &Check) -> Option<f64> {
    let number = |setting| follow(records, fields, setting_of(check, setting)?)?.number();
    let counted = || follow(records, fields, setting_of(check, "measure")?)?.text();
    let value = || if counted() == Some(COUNT) { number("value") } else { None };
    match (number("count"), value()) {
        // Both may be given: the smaller one decides what may be shown.
        (Some(count), Some(value)) => Some(count.min(value)),
        (count, value) => count.or(value),
    }
}

/// A row hidden by rule says so.
pub(super) fn check(subject: &Subject<'_>, out: &mut Diagnostics) {
    let (Some(path), Some(status)) = (subject.path("status"), subject.text("status")) else { return };
    if status == HIDDEN || subject.any_unsound(&["status", "value", "count", "indicator"]) {
        return;
    }
    let Some(limit) = below(subject.records, subject.fields, subject.check) else { return };
    let message = format!(
        "this figure rests on fewer cases than may be shown: the indicator hides figures below {limit}, but `{path}` says {status}"
    );
    let diagnostic =
        Diagnostic::new(Code::Suppressed, message).at(subject.record.place(&subject.pointer_to(path))).help(
            format!("write {HIDDEN} as the `{path}`; the figures are then left out of everything published"),
        );
    out.push(diagnostic);
}
