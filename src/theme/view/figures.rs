//! Rows without pages, such as figures: those that name a record, as tables; those of the indicators a record lists.

use super::facts::{Facts, typed};
use super::record::Builder;
use super::{View, chart};
use crate::date::{self, Period};
use crate::kind::{Field, Kind, Role, Type};
use crate::record::{Ix, Map, Value as Data};
use crate::theme::object::{map, none, text_or_none};
use minijinja::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The most rows of one kind that a page shows; the data hold them all.
const ROWS_MAX: usize = 200;

/// What a row is about that names no category of its own.
const ALL: &str = "all";

/// Rows of kinds without pages that name a record, by kind, where the kind has one of the roles that are asked for.
fn rows_of(view: &View<'_>, ix: Ix, wanted: &dyn Fn(Option<Role>) -> bool) -> BTreeMap<usize, Vec<Ix>> {
    let mut by_kind: BTreeMap<usize, Vec<Ix>> = BTreeMap::new();
    for link in view.site.graph.links_to(ix) {
        let owner = view.site.record(link.from);
        if !owner.kind.page && wanted(owner.kind.role) {
            by_kind.entry(owner.kind.index).or_default().push(link.from);
        }
    }
    by_kind.values_mut().for_each(Vec::dedup);
    by_kind
}

/// The figures that name a record.
fn figures_of(view: &View<'_>, ix: Ix) -> Vec<Ix> {
    rows_of(view, ix, &|role| role == Some(Role::Figures)).into_values().flatten().collect()
}

/// Rows of kinds without pages that name this record, as tables of any kind's declared columns; dated links are shown as members,
/// and figures apart where the page shows `observations`.
pub(super) fn tables(view: &View<'_>, ix: Ix, figures_apart: bool) -> Value {
    let shown = |role: Option<Role>| match role {
        Some(Role::DatedLink) => false,
        Some(Role::Figures) => !figures_apart,
        _ => true,
    };
    let tables = rows_of(view, ix, &shown).into_values().filter_map(|rows| {
        let kind = view.site.record(*rows.first()?).kind.clone();
        let total = rows.len();
        let shown: Vec<Ix> = rows.into_iter().take(ROWS_MAX).collect();
        Some(map(vec![
            ("label", Value::from(kind.label_plural.as_str())),
            ("value", rows_table(view, &kind, &shown, ix)),
            ("total", Value::from(total)),
            ("shown", Value::from(shown.len())),
            ("as_data", text_or_none(data_of(&kind).as_deref())),
        ]))
    });
    Value::from(tables.collect::<Vec<_>>())
}

/// The page of all figures as data.
fn data_of(kind: &Kind) -> Option<String> {
    kind.dataset.then(|| format!("/data/{}/", kind.plural))
}

fn rows_table(view: &View<'_>, kind: &Kind, rows: &[Ix], named: Ix) -> Value {
    let own_id = view.site.record(named).id.clone();
    let fields: Vec<&Field> = kind.list.iter().filter_map(|path| kind.field_at(path)).collect();
    let used: Vec<&Field> = fields
        .into_iter()
        .filter(|f| {
            rows.iter().any(|ix| view.site.record(*ix).fields.text(&f.name).is_none_or(|t| *t != *own_id))
        })
        .filter(|f| rows.iter().any(|ix| view.site.record(*ix).fields.get(&f.name).is_some()))
        .collect();
    let columns = used.iter().map(|f| column(&f.title, &f.name));
    let body = rows.iter().map(|ix| {
        let maker = Facts { view, ix: *ix, root: "" };
        let holder = &view.site.record(*ix).fields;
        // Where others are told apart by a category, a row without one is the total.
        let absent = |f: &Field| match f.ty {
            Type::Words => typed("text", vec![("text", Value::from(ALL))]),
            _ => none(),
        };
        let cells = used.iter().map(|f| maker.field(f, holder, None).unwrap_or_else(|| absent(f)));
        map(vec![("anchor", none()), ("cells", Value::from(cells.collect::<Vec<_>>()))])
    });
    let body: Vec<Value> = body.collect();
    typed("table", vec![("columns", Value::from(columns.collect::<Vec<_>>())), ("rows", Value::from(body))])
}

fn column(label: &str, name: &str) -> Value {
    map(vec![("label", Value::from(label)), ("name", Value::from(name))])
}

/// Figures with the record that says what they measure: of the records this one names in a list, a needs assessment's indicators; on a
/// record that rows themselves name, an indicator or an area, those rows.
///
/// What rows measure is the first record in their key. Where this record lists places, only their rows are shown.
pub(super) fn observations(view: &View<'_>, ix: Ix, root: &str) -> Value {
    let listed = listed_figures(view, ix);
    let groups = if listed.is_empty() { own_figures(view, ix) } else { listed };
    let groups = groups.iter().map(|(of, rows, elsewhere)| observation(view, *of, (rows, *elsewhere), root));
    Value::from(groups.collect::<Vec<_>>())
}

/// What rows measure, the rows, and how many others there are of places that the record does not list.
type Group = (Ix, Vec<Ix>, usize);

fn listed_figures(view: &View<'_>, ix: Ix) -> Vec<Group> {
    let record = view.site.record(ix);
    let fields = &record.kind.fields;
    let lists = fields
        .iter()
        .filter(|f| f.is_plain_list() && f.item().reference.is_some() && !f.facet && !f.item().facet);
    let places = fields.iter().filter(|f| f.facet).flat_map(|f| record.fields.list(&f.name));
    let places: Vec<&str> = places.filter_map(Data::text).collect();
    let in_scope = |row: &Ix| {
        let links = view.site.graph.links_from(*row);
        places.is_empty() || links.iter().any(|l| places.contains(&&*view.site.record(l.to).id))
    };
    let ids = lists.flat_map(|field| record.fields.list(&field.name)).filter_map(Data::text);
    let targets = ids.filter_map(|id| view.site.records.find(id));
    let figures = targets.map(|target| (target, figures_of(view, target)));
    figures
        .filter(|(_, rows): &(Ix, Vec<Ix>)| !rows.is_empty())
        .map(|(target, rows)| {
            let (own, others): (Vec<Ix>, Vec<Ix>) = rows.into_iter().partition(in_scope);
            (target, own, others.len())
        })
        .collect()
}

fn own_figures(view: &View<'_>, ix: Ix) -> Vec<Group> {
    let mut groups: BTreeMap<Ix, Vec<Ix>> = BTreeMap::new();
    for row in figures_of(view, ix) {
        let record = view.site.record(row);
        let mut key = record.kind.key.iter().filter_map(|name| record.fields.text(name));
        if let Some(of) = key.find_map(|text| view.site.records.find(text)) {
            groups.entry(of).or_default().push(row);
        }
    }
    groups.into_iter().map(|(of, rows)| (of, rows, 0)).collect()
}

fn observation(view: &View<'_>, of: Ix, (rows, elsewhere): (&[Ix], usize), root: &str) -> Value {
    let shorter = shorter(view, rows);
    let shown = rows.iter().take(ROWS_MAX).map(|row| {
        let mut members = Builder { view, ix: *row, root, page: None }.members();
        members.extra.push(("shorter", Value::from(period(view, *row).is_some_and(|p| shorter.contains(p)))));
        Value::from_object(members)
    });
    let shown: Vec<Value> = shown.collect();
    let is_shorter = |time: &str| shorter.contains(time);
    let drawn = chart::subject(view, of, rows);
    let data = rows.first().and_then(|row| data_of(&view.site.record(*row).kind));
    map(vec![
        ("indicator", view.to_record(of, None, None, Vec::new())),
        ("about", Builder { view, ix: of, root, page: None }.root()),
        ("unit", text_or_none(view.site.record(of).fields.text("unit"))),
        ("categories", categories(view, rows)),
        ("total", Value::from(rows.len())),
        ("shown", Value::from(shown.len())),
        ("elsewhere", Value::from(elsewhere)),
        ("as_data", text_or_none(data.as_deref())),
        ("rows", Value::from(shown)),
        ("bars", drawn.as_ref().map_or_else(none, |subject| subject.bars(&is_shorter))),
        ("trend", drawn.as_ref().map_or_else(none, |subject| subject.trend(&is_shorter))),
        ("better", drawn.as_ref().map_or_else(none, chart::Subject::polarity)),
    ])
}

/// What rows are broken down by: each name that a row's category has, as a column.
fn categories(view: &View<'_>, rows: &[Ix]) -> Value {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for row in rows {
        let record = view.site.record(*row);
        let words = record.kind.fields.iter().filter(|f| matches!(f.ty, Type::Words));
        names.extend(words.filter_map(|f| record.fields.map(&f.name)).flat_map(Map::iter).map(|(k, _)| &**k));
    }
    let labelled =
        names.into_iter().map(|name| column(&crate::theme::filters::cap(&name.replace('_', " ")), name));
    Value::from(labelled.collect::<Vec<_>>())
}

/// The time a row is for, as written.
fn period<'v>(view: &'v View<'_>, row: Ix) -> Option<&'v str> {
    let record = view.site.record(row);
    let field =
        record.kind.fields.iter().find(|f| f.is_date() && record.kind.key.iter().any(|k| **k == *f.name))?;
    record.fields.text(&field.name)
}

/// The times among those of some rows that overlap one at least twice as long: quarters, where there is the year. A quarter that began
/// before the figures did still counts, so to overlap is enough; spans that roll on by a year are all as long, or nearly.
fn shorter<'v>(view: &'v View<'_>, rows: &[Ix]) -> BTreeSet<&'v str> {
    let texts: BTreeSet<&str> = rows.iter().filter_map(|row| period(view, *row)).collect();
    let spans: Vec<(&str, Period)> =
        texts.into_iter().filter_map(|text| Some((text, date::any(text)?))).collect();
    let days = |p: &Period| p.start.until(p.end).map_or(0, |span| span.get_days() + 1);
    let longer = |one: &Period, other: &Period| {
        other.start <= one.end && one.start <= other.end && days(other) >= 2 * days(one)
    };
    let is_shorter = |one: &Period| spans.iter().any(|(_, other)| longer(one, other));
    spans.iter().filter(|(_, one)| is_shorter(one)).map(|(text, _)| *text).collect()
}
