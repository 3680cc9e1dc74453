//! Timelines and memberships: what happened in order, who served when.

use super::View;
use super::record::Builder;
use crate::date;
use crate::kind::{Field, Role};
use crate::prose;
use crate::record::{Ix, Map, Value as Data};
use crate::site::claim;
use crate::theme::object::{map, none, text_or_none};
use minijinja::Value;
use std::cmp::Ordering;

/// Words for a step that was to come and of which nothing is known.
pub const EXPECTED: &str = "expected; no record held here";

struct Entry {
    /// The step's own id, or the record's.
    id: String,
    date: Option<String>,
    after: Option<String>,
    members: Vec<(&'static str, Value)>,
}

/// The steps of a record whose kind is a timeline, in the order of records.md §1; none for others.
///
/// Its own `steps` are merged with every dated record that names it. A step without a date stands after the one it follows, or at
/// the end.
pub(super) fn timeline(view: &View<'_>, ix: Ix, root: &str) -> Value {
    let record = view.site.record(ix);
    if record.kind.role != Some(Role::Timeline) {
        return none();
    }
    let mut entries: Vec<Entry> = Vec::new();
    let mut owners: Vec<Ix> =
        view.site.graph.links_to(ix).filter(|l| l.from_anchor.is_none()).map(|l| l.from).collect();
    owners.sort_unstable();
    owners.dedup();
    for owner in owners.into_iter().filter(|o| view.site.is_listed(*o)) {
        entries.extend(record_steps(view, owner));
    }
    entries.extend(
        record
            .fields
            .list("steps")
            .iter()
            .enumerate()
            .filter_map(|(i, step)| own_step(view, ix, i, step.map()?, root)),
    );
    let ordered = in_order(entries);
    Value::from(ordered.into_iter().map(|e| map(e.members)).collect::<Vec<_>>())
}

fn record_steps(view: &View<'_>, owner: Ix) -> Vec<Entry> {
    let record = view.site.record(owner);
    let steps = record.kind.fields.iter().filter_map(|f| f.step.as_deref().map(|label| (f, label)));
    steps
        .map(|(field, label)| {
            let date = step_date(view, owner, field);
            let claim = view.claim_of(owner);
            let words =
                if claim.is_none() { none() } else { claim.get_attr("words").unwrap_or_else(|_| none()) };
            Entry {
                id: record.id.to_string(),
                date: date.clone(),
                after: None,
                members: vec![
                    ("id", Value::from(&*record.id)),
                    ("date", text_or_none(date.as_deref())),
                    ("when", when(date.as_deref())),
                    ("label", Value::from(filled(view, owner, label))),
                    ("title", Value::from(record.title())),
                    ("address", text_or_none(record.address().as_deref())),
                    ("summary", text_or_none(record.fields.text("summary"))),
                    ("body", view.body_of(owner)),
                    ("kind_label", Value::from(record.kind.label.as_str())),
                    ("expected", Value::from(false)),
                    ("words", if words.is_none() { Value::from("") } else { words }),
                    ("source", none()),
                ],
            }
        })
        .collect()
}

/// The date of a step: the field's own, or that of the record it names.
fn step_date(view: &View<'_>, owner: Ix, field: &Field) -> Option<String> {
    let record = view.site.record(owner);
    let text = record.fields.text(&field.name)?;
    if field.reference.is_none() {
        return Some(text.to_owned());
    }
    let target = view.site.records.find(text.split('#').next()?)?;
    view.site.record(target).date().map(str::to_owned)
}

/// A label with `{field}` replaced by the title of what the field names; the words around are dropped when it names nothing.
fn filled(view: &View<'_>, owner: Ix, label: &str) -> String {
    let Some((before, rest)) = label.split_once('{') else { return label.to_owned() };
    let Some((path, after)) = rest.split_once('}') else { return label.to_owned() };
    let record = view.site.record(owner);
    let title = record.fields.at(path).and_then(Data::text).and_then(|text| {
        let target = view.site.records.find(text.split('#').next()?)?;
        Some(view.site.record(target).title().to_owned())
    });
    match title {
        Some(title) => format!("{before}{title}{after}"),
        // "Report to {body}" without a body is a report.
        None => before.split(' ').next().unwrap_or(before).to_owned(),
    }
}

fn own_step(view: &View<'_>, ix: Ix, i: usize, step: &Map, root: &str) -> Option<Entry> {
    let expected = matches!(step.get("expected"), Some(Data::Bool(true)));
    let date = step.text("date");
    let reference = |key: &str| step.text(key).map_or_else(none, |text| view.reference(ix, text));
    let linked = reference("record");
    let address = linked.get_attr("part_address").ok().filter(|a| !a.is_undefined()).unwrap_or_else(none);
    let source = step.map("source").map_or_else(none, |s| view.source(ix, s));
    let id = step.text("id").map_or_else(|| format!("step-{}", i + 1), str::to_owned);
    let anchor = step.text("id").map(|id| crate::record::name::anchor("steps", id));
    let resolve = |target: &str| view.link_target(ix, target, root);
    let event = Value::from_safe_string(prose::inline(step.text("event").unwrap_or_default(), &resolve));
    // What happened is the step itself where no record tells of it, else what is said of that record.
    let (label, title) = match linked.get_attr("title") {
        Ok(title) if !title.is_undefined() => (event, title),
        _ => (Value::from(""), event),
    };
    let kind_label = linked.get_attr("kind_label").ok().filter(|a| !a.is_undefined()).unwrap_or_else(none);
    Some(Entry {
        id,
        date: date.map(str::to_owned),
        after: step.text("after").map(str::to_owned),
        members: vec![
            ("id", text_or_none(anchor.as_deref())),
            ("date", text_or_none(date)),
            ("when", when(date)),
            ("label", label),
            ("title", title),
            ("address", address),
            ("summary", none()),
            ("body", reference("body")),
            ("kind_label", kind_label),
            ("expected", Value::from(expected)),
            ("words", Value::from(if expected { EXPECTED } else { "" })),
            ("source", source),
        ],
    })
}

fn when(date: Option<&str>) -> Value {
    date.map_or_else(
        || Value::from("date not stated"),
        |date| crate::theme::filters::when(&Value::from(date)),
    )
}

/// Dated steps by start, the coarser first, then id; each undated one after the step it follows, else at the end.
fn in_order(entries: Vec<Entry>) -> Vec<Entry> {
    let order = |entry: &Entry| entry.date.as_deref().and_then(date::any).map(|p| p.order());
    let (mut dated, undated): (Vec<Entry>, Vec<Entry>) =
        entries.into_iter().partition(|e| order(e).is_some());
    dated.sort_by(|a, b| order(a).cmp(&order(b)).then_with(|| a.id.cmp(&b.id)));
    let mut waiting = undated;
    // A step may follow one that has no date either, so go round until nothing more finds its place.
    loop {
        let before = waiting.len();
        let mut left = Vec::new();
        for entry in waiting {
            let at = entry.after.as_ref().and_then(|after| {
                dated
                    .iter()
                    .rposition(|e| e.id == *after || e.after.as_ref() == Some(after) && order(e).is_none())
            });
            match at {
                Some(at) => dated.insert(at + 1, entry),
                None => left.push(entry),
            }
        }
        waiting = left;
        if waiting.is_empty() || waiting.len() == before {
            break;
        }
    }
    dated.extend(waiting);
    dated
}

/// Who served, on a record that dated links name: each with their time, those serving on the site's day marked.
pub fn members(view: &View<'_>, ix: Ix) -> Value {
    let own = view.site.record(ix).id.clone();
    let mut rows: Vec<(Ix, &Map)> = Vec::new();
    for link in view.site.graph.links_to(ix) {
        let owner = view.site.record(link.from);
        if owner.kind.role == Some(Role::DatedLink) && !rows.iter().any(|(i, _)| *i == link.from) {
            rows.push((link.from, &owner.fields));
        }
    }
    let start = |fields: &Map| fields.text("from").and_then(date::any).map(|p| p.order());
    rows.sort_by(|a, b| start(b.1).partial_cmp(&start(a.1)).unwrap_or(Ordering::Equal).then(a.0.cmp(&b.0)));
    let items = rows.into_iter().map(|(row, fields)| {
        let kind = &view.site.record(row).kind;
        let others = kind.fields.iter().filter(|f| f.reference.is_some() && f.required);
        let other = others.filter_map(|f| fields.text(&f.name)).find(|text| **text != *own);
        let words = kind
            .fields
            .iter()
            .find_map(|f| claim::standing(f, fields, fields))
            .and_then(claim::Standing::words);
        let shown = other.map_or_else(none, |text| view.reference(row, text));
        let mut row = Builder { view, ix: row, root: "" }.members();
        row.extra
            .push(("title", shown.get_attr("title").ok().filter(|t| !t.is_undefined()).unwrap_or_else(none)));
        row.extra.push(("now", serving(fields, view.site.today)));
        row.extra.push(("words", Value::from(words.unwrap_or_default())));
        Value::from_object(row)
    });
    Value::from(items.collect::<Vec<_>>())
}

/// Whether someone serves on a day: true, false, or none where no dates are held.
fn serving(fields: &Map, today: jiff::civil::Date) -> Value {
    let from = fields.text("from").and_then(date::any);
    let to = fields.text("to").and_then(date::any);
    match (from, to) {
        (None, None) => none(),
        (from, to) => Value::from(
            from.is_none_or(|p| p.start <= today) && to.is_none_or(|p| p.end >= today) && from.is_some(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: &str, date: Option<&str>, after: Option<&str>) -> Entry {
        Entry { id: id.into(), date: date.map(Into::into), after: after.map(Into::into), members: Vec::new() }
    }

    #[test]
    fn undated_steps_follow_the_one_they_name() {
        let entries = vec![
            entry("later", Some("2012-06-25"), None),
            entry("council", None, Some("section-4")),
            entry("section-4", Some("2010-10-28"), None),
            entry("month", Some("2010-10"), None),
            entry("loose", None, None),
            entry("then", None, Some("council")),
        ];
        let ids: Vec<String> = in_order(entries).into_iter().map(|e| e.id).collect();
        assert_eq!(ids, ["month", "section-4", "council", "then", "later", "loose"]);
    }
}
