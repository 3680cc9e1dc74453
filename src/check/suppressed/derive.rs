//! Hidden figures that follow from a printed total.
//!
//! Every total is the sum of its parts, by category (a row without one of the categories is the total over it) or by area (the
//! area that the others lie within). Where all parts are known but one, that one is the total less the others.

use super::{cases, is_suppressed};
use crate::check::{follow, setting_of};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::kind::{Check, Kind};
use crate::record::{Record, Records, Value};
use std::collections::HashMap;
use std::sync::Arc;

/// A row's categories, by name.
type Categories<'a> = Vec<(&'a str, &'a str)>;

/// What makes a figure: indicator, area, period, categories.
type Cell<'a> = (&'a str, &'a str, &'a str, Categories<'a>);

struct Row<'a> {
    record: &'a Record,
    cell: Cell<'a>,
    /// The area that its own lies within.
    within: Option<&'a str>,
    hidden: bool,
    known: bool,
}

/// Parts of one total.
#[derive(Default)]
struct Parts {
    all: usize,
    hidden: usize,
    known: usize,
}

/// The sum that a part belongs to: the cell of its total, and the category summed over, empty for areas.
type Sum<'a> = (Cell<'a>, &'a str);

/// Warns of each hidden figure of a kind that follows from a printed total and the other parts.
///
/// Of rows that could not be read, or whose cell is not known, any may be the one that leaves something unknown: then nothing is said.
pub(in crate::check) fn derivable(
    records: &Records,
    faulty: &[Arc<Record>],
    kind: &Kind,
    check: &Check,
    out: &mut Diagnostics,
) {
    // Most sites hide nothing, and need no index of their rows.
    if !records.of_kind(kind).any(|(_, record)| is_suppressed(records, record, check)) {
        return;
    }
    let mut rows: Vec<Row<'_>> =
        records.of_kind(kind).filter_map(|(_, record)| row(records, record, check)).collect();
    let Some(unread) = unread(records, faulty, kind, check) else { return };
    rows.extend(unread);
    let mut sums: HashMap<Sum<'_>, Parts> = HashMap::new();
    for hidden in rows.iter().filter(|row| row.hidden) {
        sums.extend(sums_of(hidden).into_iter().map(|sum| (sum, Parts::default())));
    }
    for row in &rows {
        for sum in sums_of(row) {
            if let Some(parts) = sums.get_mut(&sum) {
                parts.all += 1;
                parts.hidden += usize::from(row.hidden);
                parts.known += usize::from(row.known);
            }
        }
    }
    let totals: HashMap<&Cell<'_>, &Row<'_>> =
        rows.iter().filter(|row| row.known).map(|row| (&row.cell, row)).collect();
    let areas = areas_within(records, kind, check);
    for row in rows.iter().filter(|row| row.hidden) {
        let told = sums_of(row).into_iter().find_map(|sum| {
            let parts = &sums[&sum];
            let total = totals.get(&sum.0)?;
            // An area without a row leaves something unknown, so that nothing follows.
            let complete = !sum.1.is_empty() || areas.get(sum.0.1) == Some(&parts.all);
            (parts.hidden == 1 && parts.known > 0 && parts.known + 1 == parts.all && complete)
                .then(|| warning(row, total, sum.1, check))
        });
        if let Some(diagnostic) = told {
            out.push(diagnostic);
        }
    }
}

/// The rows with errors, whose figures count as not known; none where a row's cell is not known.
fn unread<'a>(
    records: &'a Records,
    faulty: &'a [Arc<Record>],
    kind: &Kind,
    check: &'a Check,
) -> Option<Vec<Row<'a>>> {
    if records.is_incomplete(&kind.name) {
        return None;
    }
    let mut rows = Vec::new();
    for record in faulty.iter().filter(|record| record.kind.name == kind.name && !is_draft(record)) {
        let paths =
            ["indicator", "area", "period", "category"].into_iter().filter_map(|s| setting_of(check, s));
        let pointers = paths.map(|path| format!("/{}", path.replace('.', "/")));
        if pointers.into_iter().any(|pointer| record.is_unsound(&pointer)) {
            return None;
        }
        rows.push(Row { hidden: false, known: false, ..row(records, record, check)? });
    }
    Some(rows)
}

/// A draft does not exist for anyone who could work something out (records.md §3).
fn is_draft(record: &Record) -> bool {
    record.fields.text("status") == Some("draft")
}

fn row<'a>(records: &'a Records, record: &'a Record, check: &'a Check) -> Option<Row<'a>> {
    if is_draft(record) {
        return None;
    }
    let text = |setting| follow(records, &record.fields, setting_of(check, setting)?)?.text();
    let categories = setting_of(check, "category").and_then(|path| record.fields.at(path));
    let mut categories: Categories<'a> = categories
        .and_then(Value::map)
        .into_iter()
        .flat_map(|map| map.iter().filter_map(|(name, value)| Some((&**name, value.text()?))))
        .collect();
    categories.sort_unstable();
    let hidden = is_suppressed(records, record, check);
    let known = !hidden && cases(records, &record.fields, check).is_some();
    let cell = (text("indicator")?, text("area")?, text("period")?, categories);
    Some(Row { record, cell, within: text("within"), hidden, known })
}

/// The sums that a row is part of.
fn sums_of<'a>(row: &Row<'a>) -> Vec<Sum<'a>> {
    let (indicator, area, period, categories) = &row.cell;
    let over_category = categories.iter().map(|(name, _)| {
        let rest = categories.iter().filter(|(other, _)| other != name).copied().collect();
        ((*indicator, *area, *period, rest), *name)
    });
    let over_areas = row.within.map(|within| ((*indicator, within, *period, categories.clone()), ""));
    over_category.chain(over_areas).collect()
}

/// How many areas lie within each.
fn areas_within<'a>(records: &'a Records, kind: &Kind, check: &Check) -> HashMap<&'a str, usize> {
    let mut counts = HashMap::new();
    let field = setting_of(check, "area").and_then(|path| kind.field_at(path));
    let kinds = field.and_then(|f| f.reference.as_ref()).map_or(&[][..], |r| &r.kinds);
    let path = setting_of(check, "within").and_then(|path| path.split_once('.')).map(|(_, path)| path);
    for (_, record) in records.iter().filter(|(_, record)| kinds.contains(&record.kind.name)) {
        if let Some(within) = path.and_then(|path| record.fields.at(path)).and_then(Value::text) {
            *counts.entry(within).or_insert(0) += 1;
        }
    }
    counts
}

fn warning(row: &Row<'_>, total: &Row<'_>, over: &str, check: &Check) -> Diagnostic {
    let others = if over.is_empty() { "areas".to_owned() } else { format!("rows by `{over}`") };
    let status = setting_of(check, "status").unwrap_or_default();
    let pointer = format!("/{}", status.replace('.', "/"));
    let message = format!(
        "this hidden figure can be worked out: the total is printed, and so are all the other {others} that make it up"
    );
    Diagnostic::new(Code::SuppressedDerivable, message)
        .at(row.record.place(&pointer))
        .related(total.record.place(&pointer), "the total")
        .help(format!("write suppressed as the `{status}` of one more of them, or of the total"))
}
