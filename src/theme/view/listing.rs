//! Listings: fifty records a page, newest first, with links to narrower ones.

use super::View;
use crate::kind::{Kind, Role};
use crate::record::Ix;
use crate::site::groups::{At, Pair};
use crate::site::{Facet, Group};
use crate::theme::filters::cap;
use crate::theme::object::{map, none, text_or_none};
use minijinja::Value;
use std::collections::BTreeMap;

/// One page of a listing.
pub struct Listing<'a> {
    /// Heading.
    pub label: &'a str,
    /// The address of its first page.
    pub address: &'a str,
    /// All its records, in order.
    pub records: &'a [Ix],
    /// Which page, from 1.
    pub page: usize,
    /// The kind, for its facets and data; none for listings across kinds.
    pub kind: Option<&'a Kind>,
    /// The values of its facets that all of it has.
    pub having: &'a [At],
}

/// How many pages a listing has; an empty one has one.
pub fn pages(total: usize, size: usize) -> usize {
    total.div_ceil(size).max(1)
}

/// The address of a page of a listing.
pub fn page_address(first: &str, page: usize) -> String {
    if page == 1 { first.to_owned() } else { format!("{first}page/{page}/") }
}

/// A listing's page as its template sees it.
pub fn listing(view: &View<'_>, listing: &Listing<'_>) -> Value {
    let size = view.site.settings.page_size;
    let n_pages = pages(listing.records.len(), size);
    let from = (listing.page - 1) * size;
    let to = (from + size).min(listing.records.len());
    let items: Vec<Value> =
        listing.records[from..to].iter().map(|ix| super::summary::summary(view, *ix)).collect();
    let near = |page: usize| (1..=n_pages).contains(&page).then(|| page_address(listing.address, page));
    let data = |extension: &str| {
        let kind = listing.kind.filter(|k| k.dataset);
        kind.map(|k| view.site.data(&format!("{}.{extension}", k.plural)))
    };
    map(vec![
        ("label", Value::from(listing.label)),
        ("total", Value::from(listing.records.len())),
        ("page", Value::from(listing.page)),
        ("pages", Value::from(n_pages)),
        ("first", Value::from(if items.is_empty() { 0 } else { from + 1 })),
        ("last", Value::from(to)),
        ("address", Value::from(listing.address)),
        ("prev", text_or_none(near(listing.page - 1).as_deref())),
        ("next", text_or_none(near(listing.page + 1).as_deref())),
        ("numbers", numbers(listing.address, listing.page, n_pages)),
        ("items", Value::from(items)),
        ("groups", groups(view, listing)),
        ("csv", text_or_none(data("csv").as_deref())),
        ("json", text_or_none(data("json").as_deref())),
    ])
}

/// Page numbers around the current one, the first and the last always there; a gap has no address.
fn numbers(first: &str, current: usize, n_pages: usize) -> Value {
    let mut items = Vec::new();
    let mut last = 0;
    for n in (1..=n_pages).filter(|n| *n == 1 || *n == n_pages || n.abs_diff(current) <= 2) {
        if n > last + 1 {
            items.push(map(vec![("n", none()), ("address", none()), ("current", Value::from(false))]));
        }
        items.push(map(vec![
            ("n", Value::from(n)),
            ("address", Value::from(page_address(first, n))),
            ("current", Value::from(n == current)),
        ]));
        last = n;
    }
    Value::from(items)
}

/// The most values of a facet that a listing links to; the rest are found through the records themselves.
const VALUES_MAX: usize = 60;

/// Links to other listings, with how many records each has: of a whole kind those of each value; of a value the others of its facet, and
/// what it has in common with values of other facets. They stand on its first page.
fn groups(view: &View<'_>, listing: &Listing<'_>) -> Value {
    let Some(kind) = listing.kind.filter(|_| listing.having.len() < 2 && listing.page == 1) else {
        return Value::from(Vec::<Value>::new());
    };
    let all = &view.site.groups;
    let facets = &all.facets[kind.index];
    let had = listing.having.first();
    let mut shown = Vec::new();
    for (f, facet) in facets.iter().enumerate() {
        let own = had.is_none_or(|had| had.0 == f);
        let mut values = Vec::new();
        for (v, group) in facet.groups.iter().enumerate() {
            let (address, count) = match had.filter(|_| !own) {
                None => (way_to(view, kind, facet, group), group.records.len()),
                Some(had) => {
                    let mut both = [*had, (f, v)];
                    both.sort_unstable();
                    let pairs = &all.pairs[kind.index];
                    let Ok(at) = pairs.binary_search_by_key(&both, |pair| pair.of) else { continue };
                    let pair = &pairs[at];
                    (Some(pair_address(kind, facets, pair)), pair.records.len())
                }
            };
            let words = if group.of.is_some() { group.words.to_string() } else { cap(&group.words) };
            values.extend(address.map(|address| value(&words, &address, count, listing.address)));
        }
        values.truncate(VALUES_MAX);
        if !values.is_empty() {
            shown.push(map(vec![
                ("label", Value::from(facet.label.as_str())),
                ("values", Value::from(values)),
            ]));
        }
    }
    Value::from(shown)
}

/// Where the records of a value are: in a list of their own, on the page of the record that the value is, or the one there is.
fn way_to(view: &View<'_>, kind: &Kind, facet: &Facet, group: &Group) -> Option<String> {
    match group.of {
        _ if group.has_list() => Some(value_address(kind, facet, group)),
        Some(of) => Some(format!("{}#{}", view.site.record(of).address()?, kind.plural)),
        None => view.site.record(*group.records.first()?).address(),
    }
}

/// What names a record in a facet, by kind: in the order of the menu, then of the kinds.
///
/// Of each kind a few, the newest first, and where the others are. Of one that meets or decides none may be held: that is told, too.
pub fn listed(view: &View<'_>, ix: Ix) -> Value {
    let site = view.site;
    let place = |kind: &Kind| (kind.menu.unwrap_or(u8::MAX), kind.index);
    let mut kinds: BTreeMap<(u8, usize), (&Kind, Vec<Ix>)> = BTreeMap::new();
    for kind in site.kinds.iter().filter(|kind| view.is_told_of(kind, &site.record(ix).kind)) {
        kinds.insert(place(kind), (kind, Vec::new()));
    }
    for from in site.groups.naming.get(&ix).into_iter().flatten() {
        let kind = &site.record(*from).kind;
        kinds.entry(place(kind)).or_insert_with(|| (kind, Vec::new())).1.push(*from);
    }
    let lists = kinds.into_values().map(|(kind, records)| {
        let facets = &site.groups.facets[kind.index];
        let groups = facets.iter().flat_map(|f| f.groups.iter().map(move |g| (f, g)));
        let lists: Vec<Value> = groups
            .filter(|(_, group)| group.of == Some(ix) && group.has_list())
            .map(|(facet, group)| {
                let address = value_address(kind, facet, group);
                super::home::way(&kind.label_plural, group.records.len(), &address)
            })
            .collect();
        // Without a list of their own all of them stand here.
        let most = if lists.is_empty() { records.len() } else { LISTED_MAX };
        let items = records.iter().take(most).map(|ix| super::summary::summary(view, *ix));
        map(vec![
            ("meets", Value::from(kind.role == Some(Role::Calendar))),
            ("anchor", Value::from(&*kind.plural)),
            ("label", Value::from(kind.label_plural.as_str())),
            ("total", Value::from(records.len())),
            ("items", Value::from(items.collect::<Vec<_>>())),
            ("lists", Value::from(lists)),
        ])
    });
    Value::from(lists.collect::<Vec<_>>())
}

/// How many of a kind a record's own page shows of those that have a list.
const LISTED_MAX: usize = 10;

/// How many of what concerns each record of a kind stand on a record's own page.
const EVERYWHERE_MAX: usize = 8;

/// What says "all" where it might have named this record: it concerns it too. None where nothing does.
pub fn everywhere(view: &View<'_>, ix: Ix) -> Value {
    let site = view.site;
    let to = &site.record(ix).kind.name;
    let Some(records) = site.groups.everywhere.get(to).filter(|_| site.is_listed(ix)) else { return none() };
    let items: Vec<Value> =
        records.iter().take(EVERYWHERE_MAX).map(|ix| super::summary::summary(view, *ix)).collect();
    let mut lists = Vec::new();
    for kind in site.kinds.iter().filter(|kind| kind.page && kind.address.is_none()) {
        for facet in site.groups.facets[kind.index].iter().filter(|facet| facet.kinds.contains(to)) {
            let all = facet.groups.first().filter(|group| group.of.is_none());
            let way = all.and_then(|all| Some((way_to(view, kind, facet, all)?, all.records.len())));
            lists.extend(way.map(|(address, count)| super::home::way(&kind.label_plural, count, &address)));
        }
    }
    map(vec![
        ("items", Value::from(items)),
        ("total", Value::from(records.len())),
        ("lists", Value::from(lists)),
    ])
}

fn value(label: &str, address: &str, count: usize, current: &str) -> Value {
    map(vec![
        ("label", Value::from(label)),
        ("count", Value::from(count)),
        ("address", Value::from(address)),
        ("current", Value::from(address == current)),
    ])
}

/// The address of the listing of a value of a facet.
pub fn value_address(kind: &Kind, facet: &Facet, group: &Group) -> String {
    format!("/{}/by/{}/{}/", kind.plural, facet.name, group.value)
}

/// The address of the listing of two values.
pub fn pair_address(kind: &Kind, facets: &[Facet], pair: &Pair) -> String {
    let [a, b] = pair.of.map(|(f, v)| format!("{}/{}", facets[f].name, facets[f].groups[v].value));
    format!("/{}/by/{a}/{b}/", kind.plural)
}
