//! Groupings of records by facet and year, computed once.

use super::claim;
use super::hide::State;
use crate::date::{self, Period};
use crate::graph::Graph;
use crate::kind::{Field, Kind, Kinds, Type};
use crate::record::{Ix, Map, Record, Records, Value};
use rayon::prelude::*;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One value of a facet and the records that have it, in the order of listings.
#[derive(Debug, Clone)]
pub struct Group {
    /// The value as it stands in addresses.
    pub value: Arc<str>,
    /// The value in words.
    pub words: Arc<str>,
    /// Its records.
    pub records: Vec<Ix>,
}

/// A facet whose values are words: choices, yes and no.
#[derive(Debug, Clone)]
pub struct Choices {
    /// The facet's name in addresses: the last step of its path.
    pub name: Arc<str>,
    /// What people read.
    pub label: String,
    /// Its values, in the order of their words.
    pub groups: Vec<Group>,
}

/// A facet of records: its label, and each record with how many name it.
pub type NamedFacet = (String, Vec<(Ix, usize)>);

/// All groupings of a site.
#[derive(Debug, Default, Clone)]
pub struct Groups {
    /// Records of each kind with pages, in the order of its listing, by the kind's position.
    pub kinds: Vec<Vec<Ix>>,
    /// Records that name a record in a facet, all kinds together, newest first.
    pub naming: BTreeMap<Ix, Vec<Ix>>,
    /// Records that say "all" in a facet of records (`x-all`), by the kind of record that it names, newest first. They concern each record of
    /// that kind and stand here once.
    pub everywhere: BTreeMap<Arc<str>, Vec<Ix>>,
    /// Facets of words, by the kind's position; of a facet of records the value "all", where it is stated.
    pub choices: Vec<Vec<Choices>>,
    /// Facets of records, by the kind's position: label, and each value with how many records of the kind name it.
    pub named: Vec<Vec<NamedFacet>>,
    /// Records of kinds with pages by the year of their date, newest first.
    pub years: BTreeMap<i16, Vec<Ix>>,
}

impl Groups {
    /// The listing of a kind.
    pub fn of_kind(&self, kind: &Kind) -> &[Ix] {
        self.kinds.get(kind.index).map_or(&[], Vec::as_slice)
    }

    /// Whether the listings of others are the same, each as long as here; what stands in them may be in another order.
    pub fn have_lengths_of(&self, other: &Groups) -> bool {
        let choice = |a: &Choices, b: &Choices| {
            let group = |a: &Group, b: &Group| a.value == b.value && a.records.len() == b.records.len();
            a.name == b.name && same(&a.groups, &b.groups, group)
        };
        same(&self.kinds, &other.kinds, |a, b| a.len() == b.len())
            && same(&self.naming, &other.naming, |a, b| a.0 == b.0 && a.1.len() == b.1.len())
            && same(&self.everywhere, &other.everywhere, |a, b| a.0 == b.0 && a.1.len() == b.1.len())
            && same(&self.choices, &other.choices, |a, b| same(a, b, choice))
            && same(&self.years, &other.years, |a, b| a.0 == b.0 && a.1.len() == b.1.len())
    }
}

fn same<T>(
    a: impl IntoIterator<Item = T, IntoIter: ExactSizeIterator>,
    b: impl IntoIterator<Item = T, IntoIter: ExactSizeIterator>,
    alike: impl Fn(T, T) -> bool,
) -> bool {
    let (a, b) = (a.into_iter(), b.into_iter());
    a.len() == b.len() && a.zip(b).all(|(a, b)| alike(a, b))
}

/// Groups all records that stand in listings.
pub fn group(kinds: &Kinds, records: &Records, states: &[State], graph: &Graph) -> Groups {
    let all: Vec<(Ix, &Record)> = records.iter().collect();
    let dates: Vec<Option<Period>> = all.par_iter().map(|(_, r)| r.date().and_then(date::any)).collect();
    let newest = newest_ranks(&dates);
    let source = Source { records, states, graph, dates: &dates, newest: &newest };
    let kinds: Vec<&Kind> = kinds.iter().map(|kind| &**kind).collect();
    let parts: Vec<Part> = kinds.par_iter().map(|kind| source.part(kind)).collect();
    let mut groups = Groups::default();
    for part in parts {
        part.years.into_iter().for_each(|(year, ix)| groups.years.entry(year).or_default().push(ix));
        part.naming.into_iter().for_each(|(to, ix)| groups.naming.entry(to).or_default().push(ix));
        part.everywhere.into_iter().for_each(|(to, ix)| groups.everywhere.entry(to).or_default().push(ix));
        groups.kinds.push(part.listing);
        groups.choices.push(part.choices);
        groups.named.push(part.named);
    }
    let lists = groups.naming.values_mut().chain(groups.years.values_mut());
    let mut lists: Vec<&mut Vec<Ix>> = lists.chain(groups.everywhere.values_mut()).collect();
    lists.par_iter_mut().for_each(|list| source.newest_first(list));
    // A record may say "all" in two facets of one kind.
    groups.everywhere.values_mut().for_each(Vec::dedup);
    groups
}

/// The groups of before, where they are those of `records` as well but for the order of listings: with the same ids, states and facets in
/// the graph, and where no record that changed stands in another group. None where all must be grouped anew.
pub fn again(groups: Arc<Groups>, before: &Records, records: &Records) -> Option<Arc<Groups>> {
    let changed = records.changed_since(before)?;
    if !changed.iter().all(|ix| stands_alike(&before[*ix], &records[*ix])) {
        return None;
    }
    let moved = |ix: &&Ix| SortKey::of_record(&before[**ix]) != SortKey::of_record(&records[**ix]);
    let moved: BTreeMap<usize, &Kind> =
        changed.iter().filter(moved).map(|ix| (records[*ix].kind.index, &*records[*ix].kind)).collect();
    let renamed = |ix: &Ix| before[*ix].title() != records[*ix].title();
    let named = |ix: &Ix| groups.named.iter().flatten().any(|(_, list)| list.iter().any(|(to, _)| to == ix));
    let renamed = changed.iter().any(|ix| renamed(ix) && named(ix));
    if moved.is_empty() && !renamed {
        return Some(groups);
    }
    let mut groups = Arc::unwrap_or_clone(groups);
    for (at, kind) in moved {
        let list = std::mem::take(&mut groups.kinds[at]);
        groups.kinds[at] = in_order(kind, records, list);
    }
    for (_, list) in groups.named.iter_mut().flatten().filter(|_| renamed) {
        list.sort_by(|a, b| by_title(records, a.0, b.0));
    }
    Some(Arc::new(groups))
}

/// Whether two versions of a record stand in the same groups.
fn stands_alike(a: &Record, b: &Record) -> bool {
    let facet = |(path, field): &(String, &Field)| match field.item().reference {
        Some(_) => a.fields.all_at(path) == b.fields.all_at(path) && says_all(a, path) == says_all(b, path),
        None => values_in_words(a, path, field) == values_in_words(b, path, field),
    };
    a.date() == b.date() && facets(&a.kind.fields, "").iter().all(facet)
}

/// What groups are made from.
struct Source<'a> {
    records: &'a Records,
    states: &'a [State],
    graph: &'a Graph,
    /// The date of each record, by position: read once.
    dates: &'a [Option<Period>],
    /// Where each stands when all are sorted newest first.
    newest: &'a [u32],
}

/// The groups of one kind, and what it adds to those of all.
struct Part {
    listing: Vec<Ix>,
    choices: Vec<Choices>,
    named: Vec<NamedFacet>,
    years: Vec<(i16, Ix)>,
    naming: Vec<(Ix, Ix)>,
    everywhere: Vec<(Arc<str>, Ix)>,
}

impl Source<'_> {
    fn newest_first(&self, list: &mut [Ix]) {
        list.sort_by_key(|ix| self.newest[ix.0 as usize]);
    }

    fn part(&self, kind: &Kind) -> Part {
        let listed = |ix: Ix| matches!(self.states[ix.0 as usize], State::Public | State::Exempt);
        let own = self.records.of_kind(kind).map(|(ix, _)| ix);
        let shown: Vec<Ix> = own.filter(|ix| kind.page && listed(*ix)).collect();
        let year = |ix: &Ix| Some((self.dates[ix.0 as usize].as_ref()?.start.year(), *ix));
        let years = shown.iter().filter_map(year).collect();
        let naming = shown.iter().flat_map(|ix| self.targets(*ix).into_iter().map(|to| (to, *ix))).collect();
        let (mut choices, mut named, mut everywhere) = (Vec::new(), Vec::new(), Vec::new());
        for (path, field) in facets(&kind.fields, "") {
            if let Some(reference) = &field.item().reference {
                named.push((field.title.clone(), count_targets(self.records, &shown, &path)));
                let mut all: Vec<Ix> =
                    shown.iter().copied().filter(|ix| says_all(&self.records[*ix], &path)).collect();
                let pairs = reference.kinds.iter().flat_map(|to| all.iter().map(|ix| (to.clone(), *ix)));
                everywhere.extend(pairs);
                if !all.is_empty() {
                    self.newest_first(&mut all);
                    choices.push(all_of(&path, field, all));
                }
            } else {
                let mut facet = words_facet(self.records, &shown, &path, field);
                facet.groups.iter_mut().for_each(|g| self.newest_first(&mut g.records));
                choices.push(facet);
            }
        }
        Part { listing: in_order(kind, self.records, shown), choices, named, years, naming, everywhere }
    }

    /// The records that one names in a facet.
    fn targets(&self, ix: Ix) -> Vec<Ix> {
        let mut targets: Vec<Ix> =
            self.graph.links_from(ix).iter().filter(|l| l.facet).map(|l| l.to).collect();
        targets.sort_unstable();
        targets.dedup();
        targets
    }
}

/// Where each record stands when all are sorted newest first; equal dates by id.
fn newest_ranks(dates: &[Option<Period>]) -> Vec<u32> {
    let mut order: Vec<(Option<_>, u32)> =
        dates.iter().zip(0u32..).map(|(date, ix)| (date.as_ref().map(Period::order), ix)).collect();
    order.par_sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut ranks = vec![0u32; order.len()];
    for (rank, (_, ix)) in (0u32..).zip(order) {
        ranks[ix as usize] = rank;
    }
    ranks
}

fn in_order(kind: &Kind, records: &Records, mut list: Vec<Ix>) -> Vec<Ix> {
    let field = &kind.sort.field;
    let is_date = kind.field_at(field).is_some_and(Field::is_date);
    // Keys are made once: a listing of many thousands is compared often.
    let mut keyed: Vec<(SortKey, Ix)> =
        list.drain(..).map(|ix| (SortKey::of(&records[ix], field, is_date), ix)).collect();
    keyed.sort_by(|a, b| {
        let by_key = if kind.sort.descending { b.0.cmp(&a.0) } else { a.0.cmp(&b.0) };
        by_key.then(a.1.cmp(&b.1))
    });
    keyed.into_iter().map(|(_, ix)| ix).collect()
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum SortKey {
    Nothing,
    Date((jiff::civil::Date, date::Precision, Option<jiff::Timestamp>)),
    Number(i64),
    Text(String),
}

impl SortKey {
    /// That of a record by its kind.
    fn of_record(record: &Record) -> SortKey {
        let field = &record.kind.sort.field;
        SortKey::of(record, field, record.kind.field_at(field).is_some_and(Field::is_date))
    }

    fn of(record: &Record, field: &str, is_date: bool) -> SortKey {
        match record.fields.at(field) {
            Some(Value::Text(text)) if is_date => {
                date::any(text).map_or(SortKey::Nothing, |p| SortKey::Date(p.order()))
            }
            Some(Value::Text(text)) => SortKey::Text(text.to_lowercase()),
            Some(Value::Integer(n)) => SortKey::Number(*n),
            _ if field == "title" => SortKey::Text(record.title().to_lowercase()),
            _ => SortKey::Nothing,
        }
    }
}

/// The facets of a kind with their dotted paths.
pub fn facets<'a>(fields: &'a [Field], prefix: &str) -> Vec<(String, &'a Field)> {
    let mut found = Vec::new();
    for field in fields {
        let path =
            if prefix.is_empty() { field.name.to_string() } else { format!("{prefix}.{}", field.name) };
        if field.facet || field.item().facet {
            found.push((path, field));
        } else {
            found.extend(facets(field.fields(), &path));
        }
    }
    found
}

fn count_targets(records: &Records, shown: &[Ix], path: &str) -> Vec<(Ix, usize)> {
    let mut counts: BTreeMap<Ix, usize> = BTreeMap::new();
    for ix in shown {
        let mut targets: Vec<Ix> = records[*ix]
            .fields
            .all_at(path)
            .into_iter()
            .filter_map(Value::text)
            .filter_map(|text| records.find(text.split('#').next().unwrap_or(text)))
            .collect();
        targets.sort_unstable();
        targets.dedup();
        targets.into_iter().for_each(|to| *counts.entry(to).or_default() += 1);
    }
    let mut counts: Vec<(Ix, usize)> = counts.into_iter().collect();
    counts.sort_by(|a, b| by_title(records, a.0, b.0));
    counts
}

fn by_title(records: &Records, a: Ix, b: Ix) -> Ordering {
    records[a].title().to_lowercase().cmp(&records[b].title().to_lowercase()).then(a.cmp(&b))
}

/// Whether a record says "all" in place of the list at a path.
fn says_all(record: &Record, path: &str) -> bool {
    record.fields.at(&format!("{path}_stated")).and_then(Value::text) == Some("all")
}

/// The value "all" of a facet of records.
fn all_of(path: &str, field: &Field, records: Vec<Ix>) -> Choices {
    let name = path.rsplit('.').next().unwrap_or(path);
    let group = Group { value: "all".into(), words: format!("all {name}").into(), records };
    Choices { name: name.into(), label: field.title.clone(), groups: vec![group] }
}

fn words_facet(records: &Records, shown: &[Ix], path: &str, field: &Field) -> Choices {
    let mut groups: BTreeMap<(Arc<str>, Arc<str>), Vec<Ix>> = BTreeMap::new();
    for ix in shown {
        for value in values_in_words(&records[*ix], path, field) {
            let list = groups.entry(value).or_default();
            if list.last() != Some(ix) {
                list.push(*ix);
            }
        }
    }
    let name = path.rsplit('.').next().unwrap_or(path);
    let groups =
        groups.into_iter().map(|((words, value), records)| Group { value, words, records }).collect();
    Choices { name: name.into(), label: field.title.clone(), groups }
}

/// The values of a facet of words, (words, value). A claim that does not stand is grouped under what may be said of it.
fn values_in_words(record: &Record, path: &str, field: &Field) -> Vec<(Arc<str>, Arc<str>)> {
    let parent = path.rsplit_once('.').map(|(parent, _)| parent);
    let holder: &Map =
        parent.and_then(|p| record.fields.at(p)).and_then(Value::map).unwrap_or(&record.fields);
    let values = record.fields.all_at(path);
    if let Some(words) = claim::standing(field, holder, &record.fields).and_then(claim::Standing::words)
        && !values.is_empty()
    {
        return vec![(words.into(), words.replace(' ', "-").into())];
    }
    let choice = |value: &str| match &field.item().ty {
        Type::Choice(choices) => {
            choices.iter().find(|c| &*c.value == value).map(|c| (c.words.clone(), c.value.clone()))
        }
        _ => Some((Arc::from(value), crate::record::name::slug(value).into())),
    };
    values
        .into_iter()
        .filter_map(|value| match value {
            Value::Bool(true) => Some(("yes".into(), "yes".into())),
            Value::Bool(false) => Some(("no".into(), "no".into())),
            Value::Text(text) => choice(text),
            _ => None,
        })
        .collect()
}
