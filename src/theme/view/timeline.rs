//! Timelines and memberships: what happened in order, who served when.

use super::record::Builder;
use super::{View, answer};
use crate::date::{self, Period};
use crate::kind::{Field, Role};
use crate::prose;
use crate::record::{Ix, Map, Record, Value as Data};
use crate::site::claim::{self, Basis};
use crate::theme::object::{map, none, text_or_none};
use minijinja::Value;
use std::cmp::Ordering;

/// Words for a step that is to come.
const EXPECTED: &str = "expected";

/// Words for a step that was to come and of which nothing is known.
const EXPECTED_NOT_HELD: &str = "expected; no record held here";

/// One step of a timeline: what it is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// A record that names the timeline, by this field of its kind.
    Of(Ix, usize),
    /// A step of the timeline's own, by its place in the list.
    Own(usize),
}

/// A step in its place, with its time as far as it is known: pages on the way ask for it again and again.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placed {
    step: Step,
    time: Option<Period>,
}

/// A step with what decides its place.
struct Entry {
    /// The step's own id, or the record's.
    id: String,
    date: Option<String>,
    after: Option<String>,
    step: Step,
}

/// The most steps that are shown of what led to a record, and of what came after it.
const PATH_MAX: usize = 5;

/// The steps of a record whose kind is a timeline, in the order of records.md §1; none for others.
///
/// Its own `steps` are merged with every record that names it in a field. A step without a date stands after the one it follows, or at
/// the end.
pub(super) fn timeline(view: &View<'_>, ix: Ix, root: &str) -> Value {
    match steps(view, ix) {
        Some(steps) => shown(view, ix, &steps.iter().map(|s| s.step).collect::<Vec<_>>(), root),
        None => none(),
    }
}

/// What led to a record and what came after it: the last steps on the timeline it names that were over before it, the first that began
/// when it was over, and that timeline. None where it names no timeline, has neither or has no date: nobody knows what came before or after
/// an undated step.
pub(super) fn path(view: &View<'_>, ix: Ix, root: &str) -> Value {
    let links = view.site.graph.links_from(ix).iter();
    let mut named = links.filter(|l| l.from_anchor.is_none() && !l.in_prose()).map(|l| l.to);
    let Some((line, steps)) = named.find_map(|to| Some((to, steps(view, to)?))) else { return none() };
    let own =
        |placed: &Placed| placed.time.is_some() && matches!(placed.step, Step::Of(owner, _) if owner == ix);
    let Some(at) = steps.iter().position(own) else { return none() };
    let Some(time) = steps[at].time else { return none() };
    // A step of the same month may have come later, and one without a date at any time: neither is known to have led here.
    let over = |p: Period| p.end < time.start || (p.end == time.start && p == time);
    let before: Vec<Step> = steps[..at].iter().filter(|s| s.time.is_some_and(over)).map(|s| s.step).collect();
    // One of the same day may have come before, and the year that the day lies in is not after it.
    let after: Vec<Placed> =
        steps[at + 1..].iter().filter(|s| s.time.is_some_and(|p| p.start > time.end)).copied().collect();
    if before.is_empty() && after.is_empty() {
        return none();
    }
    let earlier = before.len().saturating_sub(PATH_MAX);
    let shown_after = &after[..after.len().min(PATH_MAX)];
    let ahead = shown_after.iter().any(|s| s.time.is_some_and(|p| p.end >= view.site.today));
    let first: Vec<Step> = shown_after.iter().map(|s| s.step).collect();
    map(vec![
        ("matter", view.to_record(line, None, None, Vec::new())),
        ("steps", shown(view, line, &before[earlier..], root)),
        ("earlier", Value::from(earlier)),
        ("after", shown(view, line, &first, root)),
        ("later", Value::from(after.len() - first.len())),
        ("ahead", Value::from(ahead)),
    ])
}

/// Whether a record that names a timeline is a step of it, rather than only of the same subject.
pub(super) fn makes_steps(view: &View<'_>, owner: Ix) -> bool {
    view.site.record(owner).kind.fields.iter().any(|f| f.step.is_some())
}

/// The steps of a timeline in order, made once; none for a record whose kind is none.
fn steps<'v>(view: &'v View<'_>, ix: Ix) -> Option<&'v [Placed]> {
    let made = view.timelines.get(&ix)?;
    Some(made.get_or_init(|| {
        let links = view.site.graph.links_to(ix).filter(|l| l.from_anchor.is_none() && !l.in_prose());
        let mut owners: Vec<Ix> = links.map(|l| l.from).collect();
        owners.sort_unstable();
        owners.dedup();
        owners.retain(|owner| view.site.is_listed(*owner));
        let mut entries: Vec<Entry> =
            owners.into_iter().flat_map(|owner| record_entries(view, owner)).collect();
        let own = view.site.record(ix).fields.list("steps").iter().enumerate();
        entries.extend(own.filter_map(|(i, step)| Some(own_entry(view, ix, i, step.map()?))));
        let placed = |e: Entry| Placed { step: e.step, time: e.date.as_deref().and_then(date::any) };
        in_order(entries).into_iter().map(placed).collect()
    }))
}

/// The steps that a record makes: one for each of its step fields that is filled in; one without a date where none is.
fn record_entries(view: &View<'_>, owner: Ix) -> Vec<Entry> {
    let record = view.site.record(owner);
    let fields: Vec<usize> =
        (0..record.kind.fields.len()).filter(|i| record.kind.fields[*i].step.is_some()).collect();
    let filled: Vec<usize> = fields
        .iter()
        .copied()
        .filter(|i| record.fields.get(&record.kind.fields[*i].name).is_some())
        .collect();
    let shown = if filled.is_empty() { fields.into_iter().take(1).collect() } else { filled };
    let entry = |i: usize| Entry {
        id: record.id.to_string(),
        date: step_date(view, owner, &record.kind.fields[i]),
        after: None,
        step: Step::Of(owner, i),
    };
    shown.into_iter().map(entry).collect()
}

fn own_entry(view: &View<'_>, ix: Ix, i: usize, step: &Map) -> Entry {
    let record = step.text("after_record").and_then(|text| view.target(ix, text));
    let record = record.map(|record| view.site.record(record).id.to_string());
    Entry {
        id: step.text("id").map_or_else(|| format!("step-{:06}", i + 1), str::to_owned),
        date: step.text("date").map(str::to_owned),
        after: record.or_else(|| step.text("after").map(str::to_owned)),
        step: Step::Own(i),
    }
}

fn shown(view: &View<'_>, ix: Ix, steps: &[Step], root: &str) -> Value {
    let own = view.site.record(ix).fields.list("steps");
    let made = steps.iter().filter_map(|step| match step {
        Step::Of(owner, field) => Some(record_step(view, *owner, *field)),
        Step::Own(i) => Some(own_step(view, ix, own.get(*i)?.map()?, root)),
    });
    Value::from(made.collect::<Vec<_>>())
}

fn record_step(view: &View<'_>, owner: Ix, field: usize) -> Value {
    let record = view.site.record(owner);
    let field = &record.kind.fields[field];
    let date = step_date(view, owner, field);
    let words = said_at(view, owner);
    map(vec![
        ("anchor", none()),
        ("date", text_or_none(date.as_deref())),
        ("when", when(date.as_deref())),
        ("label", Value::from(filled(view, owner, field.step.as_deref().unwrap_or_default()))),
        ("title", Value::from(record.title())),
        ("address", text_or_none(record.address().as_deref())),
        ("summary", text_or_none(record.fields.text("summary"))),
        ("body", view.body_of(owner)),
        ("kind_label", Value::from(record.kind.label.as_str())),
        ("expected", Value::from(false)),
        ("own", Value::from(false)),
        ("words", Value::from(words)),
        ("flags", super::notice::flags(view, owner)),
        ("source", none()),
    ])
}

/// What may be said of a record at its step, or nothing. What came of it came later, so that it is not told as of that day.
fn said_at(view: &View<'_>, owner: Ix) -> String {
    let words = |claim: &Value| claim.get_attr("words").ok().filter(|words| !words.is_undefined());
    let own = view.claim_of(owner);
    if let Some(words) = words(&own) {
        return words.to_string();
    }
    let came = answer::what_came(view, owner);
    let is_open = came.get_attr("proposed").is_ok_and(|proposed| proposed.is_true());
    if let Some(words) = words(&came).filter(|_| !is_open) {
        return format!("What came of it: {words}");
    }
    match words(&view.standing_of(owner)) {
        Some(words) => words.to_string(),
        None => unsettled(view.site.record(owner)).unwrap_or_default(),
    }
}

/// What nobody may take for granted of a record that has no outcome of its own: "Adopted by: no record held here", of the first
/// reference that rests on a basis. None where that stands, and for kinds that have an outcome.
fn unsettled(record: &Record) -> Option<String> {
    if claim::main(record).is_some() {
        return None;
    }
    let field = record.kind.fields.iter().find(|f| f.basis.is_some() && f.reference.is_some())?;
    let standing = match record.fields.get(&field.name) {
        Some(_) => claim::standing(field, &record.fields, &record.fields)?,
        None => claim::Standing::NotHeld,
    };
    Some(format!("{}: {}", field.title, standing.words()?))
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

fn own_step(view: &View<'_>, ix: Ix, step: &Map, root: &str) -> Value {
    let expected = matches!(step.get("expected"), Some(Data::Bool(true)));
    let date = step.text("date");
    let reference = |key: &str| step.text(key).map_or_else(none, |text| view.reference(ix, text));
    let of = step.text("record").and_then(|text| view.target(ix, text));
    let linked = reference("record");
    let address = linked.get_attr("part_address").ok().filter(|a| !a.is_undefined()).unwrap_or_else(none);
    let source = step.map("source").map_or_else(none, |s| view.source(ix, s));
    let anchor = step.text("id").map(|id| crate::record::name::anchor("steps", id));
    let resolve = |target: &str| view.link_target(ix, target, root);
    let event = Value::from_safe_string(prose::inline(step.text("event").unwrap_or_default(), &resolve));
    // What happened is the step itself where no record tells of it, else what is said of that record.
    let (label, title) = match linked.get_attr("title") {
        Ok(title) if !title.is_undefined() => (event, title),
        _ => (Value::from(""), event),
    };
    let kind_label = linked.get_attr("kind_label").ok().filter(|a| !a.is_undefined()).unwrap_or_else(none);
    map(vec![
        ("anchor", text_or_none(anchor.as_deref())),
        ("date", text_or_none(date)),
        ("when", when(date)),
        ("label", label),
        ("title", title),
        ("address", address),
        ("summary", none()),
        ("body", reference("body")),
        ("kind_label", kind_label),
        ("expected", Value::from(expected)),
        ("own", Value::from(true)),
        ("words", Value::from(if expected { expected_words(view, date) } else { "" })),
        ("flags", of.map_or_else(|| Value::from(Vec::<Value>::new()), |of| super::notice::flags(view, of))),
        ("source", source),
    ])
}

/// Of a day to come nobody can hold a record yet.
fn expected_words(view: &View<'_>, date: Option<&str>) -> &'static str {
    let to_come = date.and_then(date::any).is_some_and(|period| period.end >= view.site.today);
    if to_come { EXPECTED } else { EXPECTED_NOT_HELD }
}

fn when(date: Option<&str>) -> Value {
    date.map_or_else(
        || Value::from("date not stated"),
        |date| crate::theme::filters::when(&Value::from(date)),
    )
}

/// Dated steps by start, the coarser first, then id; each undated one after the step it follows, else at the end, by id.
fn in_order(entries: Vec<Entry>) -> Vec<Entry> {
    let order = |entry: &Entry| entry.date.as_deref().and_then(date::any).map(|p| p.order());
    let (mut dated, undated): (Vec<Entry>, Vec<Entry>) =
        entries.into_iter().partition(|e| order(e).is_some());
    dated.sort_by(|a, b| order(a).cmp(&order(b)).then_with(|| a.id.cmp(&b.id)));
    let mut waiting = undated;
    waiting.sort_by(|a, b| a.id.cmp(&b.id));
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
        // A record that is only the source of a row serves nowhere and nobody serves there.
        let ties = |f: &Field| f.reference.is_some() && owner.fields.text(&f.name) == Some(&*own);
        if owner.kind.role == Some(Role::DatedLink)
            && !rows.iter().any(|(i, _)| *i == link.from)
            && owner.kind.fields.iter().any(ties)
        {
            rows.push((link.from, &owner.fields));
        }
    }
    let start = |fields: &Map| fields.text("from").and_then(date::any).map(|p| p.order());
    rows.sort_by(|a, b| start(b.1).partial_cmp(&start(a.1)).unwrap_or(Ordering::Equal).then(a.0.cmp(&b.0)));
    let items = rows.into_iter().map(|(row, fields)| {
        let kind = &view.site.record(row).kind;
        let others = kind.fields.iter().filter(|f| f.reference.is_some() && f.required);
        let other = others.filter_map(|f| fields.text(&f.name)).find(|text| **text != *own);
        let basis = kind.fields.iter().find_map(|f| claim::basis(f, fields, fields));
        let words = basis.and_then(|basis| unsure(basis, fields));
        let shown = other.map_or_else(none, |text| view.reference(row, text));
        let mut row = Builder { view, ix: row, root: "", page: None }.members();
        row.put("title", shown.get_attr("title").ok().filter(|t| !t.is_undefined()).unwrap_or_else(none));
        row.extra.push(("now", serving(fields, view.site.today)));
        row.extra.push(("words", Value::from(words.unwrap_or_default())));
        Value::from_object(row)
    });
    Value::from(items.collect::<Vec<_>>())
}

/// Words for a row that does not stand. One that says nothing of what it rests on is a record all the same.
fn unsure(basis: Option<&str>, fields: &Map) -> Option<&'static str> {
    match Basis::of(basis) {
        Basis::Unsaid if fields.get("source").is_some() => Some("not stated what this rests on"),
        Basis::Unsaid => Some("source not stated"),
        basis => claim::Standing::from(basis).words(),
    }
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
        let step = Step::Own(0);
        Entry { id: id.into(), date: date.map(Into::into), after: after.map(Into::into), step }
    }

    #[test]
    fn undated_steps_follow_the_one_they_name() {
        let entries = vec![
            entry("later", Some("2012-06-25"), None),
            entry("council", None, Some("section-4")),
            entry("section-4", Some("2010-10-28"), None),
            entry("month", Some("2010-10"), None),
            entry("nowhere", None, None),
            entry("loose", None, None),
            entry("then", None, Some("council")),
        ];
        let ids: Vec<String> = in_order(entries).into_iter().map(|e| e.id).collect();
        assert_eq!(ids, ["month", "section-4", "council", "then", "later", "loose", "nowhere"]);
    }
}
