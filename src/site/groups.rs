//! Groupings of records by facet and year, computed once.

use super::claim;
use super::hide::State;
use crate::date::{self, Period};
use crate::graph::Graph;
use crate::kind::{Field, Kind, Kinds, Type};
use crate::record::{Ix, Map, Record, Records, Value};
use foldhash::{HashMap, HashSet};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One value of a facet and the records that have it, in the order of listings.
#[derive(Debug, Clone)]
pub struct Group {
    /// The value as it stands in addresses.
    pub value: Arc<str>,
    /// The value in words.
    pub words: Arc<str>,
    /// The record that the value is; none where it is a word.
    pub of: Option<Ix>,
    /// Its records, the newest first.
    pub records: Vec<Ix>,
}

/// A facet of a kind: choices, yes and no, or records.
#[derive(Debug, Clone)]
pub struct Facet {
    /// The facet's name in addresses: the last step of its path, or all of it where two facets end alike.
    pub name: Arc<str>,
    /// What people read.
    pub label: String,
    /// The kinds of record that it names; none of a facet of words.
    pub kinds: Vec<Arc<str>>,
    /// Its values, in the order of their words; where it names records, the value "all" before them, where it is stated.
    pub groups: Vec<Group>,
}

/// A value's place in the facets of a kind: facet, value.
pub type At = (usize, usize);

/// Two values of two facets that many records of a kind have both.
#[derive(Debug, Clone)]
pub struct Pair {
    /// The two, in the order of the facets.
    pub of: [At; 2],
    /// Their records, the newest first.
    pub records: Vec<Ix>,
}

/// So many records of one kind the page of a record shows before a list of its own is worth it, and so many a list of two values must have.
pub const FEW: usize = 20;

impl Group {
    /// Whether it has a list of its own. A value that is a record has a page anyway, which shows a few; a list of one is that one.
    pub fn has_list(&self) -> bool {
        self.records.len() > if self.of.is_some() { FEW } else { 1 }
    }
}

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
    /// Facets of each kind, by its position.
    pub facets: Vec<Vec<Facet>>,
    /// Of each register, the pairs of values that have a list, by the position of its kind and in their order: never more than make its
    /// lists as many as its records.
    pub pairs: Vec<Vec<Pair>>,
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
        let facet = |a: &Facet, b: &Facet| {
            let group = |a: &Group, b: &Group| a.value == b.value && a.records.len() == b.records.len();
            a.name == b.name && same(&a.groups, &b.groups, group)
        };
        same(&self.kinds, &other.kinds, |a, b| a.len() == b.len())
            && same(&self.naming, &other.naming, |a, b| a.0 == b.0 && a.1.len() == b.1.len())
            && same(&self.everywhere, &other.everywhere, |a, b| a.0 == b.0 && a.1.len() == b.1.len())
            && same(&self.facets, &other.facets, |a, b| same(a, b, facet))
            && same(&self.pairs, &other.pairs, |a, b| {
                same(a, b, |a: &Pair, b: &Pair| a.of == b.of && a.records.len() == b.records.len())
            })
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
        groups.pairs.push(part.pairs);
        groups.facets.push(part.facets);
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
    // A value's words and its place among the others are those of the record it is.
    let renamed = |ix: &Ix| before[*ix].title() != records[*ix].title();
    let value = |ix: &Ix| groups.naming.contains_key(ix);
    if changed.iter().any(|ix| renamed(ix) && value(ix)) {
        return None;
    }
    if moved.is_empty() {
        return Some(groups);
    }
    let mut groups = Arc::unwrap_or_clone(groups);
    for (at, kind) in moved {
        let list = std::mem::take(&mut groups.kinds[at]);
        groups.kinds[at] = in_order(kind, records, list);
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
    facets: Vec<Facet>,
    pairs: Vec<Pair>,
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
        let (mut made, mut everywhere) = (Vec::<Facet>::new(), Vec::new());
        for (path, field) in facets(&kind.fields, "") {
            let last = path.rsplit('.').next().unwrap_or(&path);
            let taken = made.iter().any(|facet| *facet.name == *last);
            let name = if taken { path.replace('.', "-").into() } else { Arc::from(last) };
            let facet = match &field.item().reference {
                Some(reference) => {
                    let all: Vec<Ix> =
                        shown.iter().copied().filter(|ix| says_all(&self.records[*ix], &path)).collect();
                    let pairs = reference.kinds.iter().flat_map(|to| all.iter().map(|ix| (to.clone(), *ix)));
                    everywhere.extend(pairs);
                    let mut groups = named(self.records, &shown, &path, reference.kinds.len() > 1);
                    if !all.is_empty() {
                        let words = format!("all {last}").into();
                        groups.insert(0, Group { value: "all".into(), words, of: None, records: all });
                    }
                    Facet { name, label: field.title.clone(), kinds: reference.kinds.clone(), groups }
                }
                None => {
                    let groups = words_groups(self.records, &shown, &path, field);
                    Facet { name, label: field.title.clone(), kinds: Vec::new(), groups }
                }
            };
            made.push(facet);
        }
        made.iter_mut().flat_map(|f| &mut f.groups).for_each(|g| self.newest_first(&mut g.records));
        let pairs = if kind.register { pairs(&made, shown.len()) } else { Vec::new() };
        let listing = in_order(kind, self.records, shown);
        Part { listing, facets: made, pairs, years, naming, everywhere }
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

/// The records that are values of a facet, by title. Names of several kinds may be alike, so there the kind goes before.
fn named(records: &Records, shown: &[Ix], path: &str, several: bool) -> Vec<Group> {
    let mut lists: BTreeMap<Ix, Vec<Ix>> = BTreeMap::new();
    for ix in shown {
        let texts = records[*ix].fields.all_at(path).into_iter().filter_map(Value::text);
        for to in texts.filter_map(|text| records.find(text.split('#').next().unwrap_or(text))) {
            let list = lists.entry(to).or_default();
            if list.last() != Some(ix) {
                list.push(*ix);
            }
        }
    }
    let mut lists: Vec<(String, Ix, Vec<Ix>)> =
        lists.into_iter().map(|(to, list)| (records[to].title().to_lowercase(), to, list)).collect();
    lists.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
    let group = |(_, to, list): (String, Ix, Vec<Ix>)| {
        let record = &records[to];
        let name = &record.name;
        let value = if several { format!("{}-{name}", record.kind.name).into() } else { Arc::from(&**name) };
        Group { value, words: record.title().into(), of: Some(to), records: list }
    };
    lists.into_iter().map(group).collect()
}

/// The pairs of values of two facets that more than a few of a kind's `total` records have, the largest as far as there are records for
/// their lists.
fn pairs(facets: &[Facet], total: usize) -> Vec<Pair> {
    let values = facets.iter().enumerate().flat_map(|(f, facet)| {
        let large = facet.groups.iter().enumerate().filter(|(_, group)| group.records.len() > FEW);
        large.map(move |(v, group)| ((f, v), group))
    });
    let mut of: BTreeMap<Ix, Vec<At>> = BTreeMap::new();
    values.for_each(|(at, group)| group.records.iter().for_each(|ix| of.entry(*ix).or_default().push(at)));
    let mut counts: HashMap<[At; 2], usize> = HashMap::default();
    let both = |values: &[At]| {
        let pairs = values.iter().enumerate().flat_map(|(i, a)| values[i + 1..].iter().map(|b| [*a, *b]));
        pairs.filter(|[a, b]| a.0 != b.0).collect::<Vec<_>>()
    };
    of.values().flat_map(|values| both(values)).for_each(|pair| *counts.entry(pair).or_default() += 1);
    // One that leaves nothing out of the other's list is no narrower.
    let narrows =
        |pair: &[At; 2], n: usize| pair.iter().all(|(f, v)| n < facets[*f].groups[*v].records.len());
    let mut large: Vec<([At; 2], usize)> =
        counts.into_iter().filter(|(pair, n)| *n > FEW && narrows(pair, *n)).collect();
    large.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let lists = facets.iter().flat_map(|facet| &facet.groups).filter(|group| group.has_list()).count();
    large.truncate(total.saturating_sub(lists + 1));
    large.sort_unstable();
    let made = large.into_iter().map(|(pair, _)| {
        let [a, b] = pair.map(|(f, v)| &facets[f].groups[v].records);
        let held: HashSet<Ix> = b.iter().copied().collect();
        Pair { of: pair, records: a.iter().copied().filter(|ix| held.contains(ix)).collect() }
    });
    made.collect()
}

/// Whether a record says "all" in place of the list at a path.
fn says_all(record: &Record, path: &str) -> bool {
    record.fields.at(&format!("{path}_stated")).and_then(Value::text) == Some("all")
}

/// The words that are values of a facet, with their records.
fn words_groups(records: &Records, shown: &[Ix], path: &str, field: &Field) -> Vec<Group> {
    let mut groups: BTreeMap<(Arc<str>, Arc<str>), Vec<Ix>> = BTreeMap::new();
    for ix in shown {
        for value in values_in_words(&records[*ix], path, field) {
            let list = groups.entry(value).or_default();
            if list.last() != Some(ix) {
                list.push(*ix);
            }
        }
    }
    let group = |((words, value), records)| Group { value, words, of: None, records };
    groups.into_iter().map(group).collect()
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
