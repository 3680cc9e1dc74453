//! Listings: fifty records a page, newest first, with links to narrower ones.

use super::View;
use crate::kind::Kind;
use crate::record::Ix;
use crate::theme::object::{map, none, text_or_none};
use minijinja::Value;

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

/// Links to narrower listings, with how many records each has.
fn groups(view: &View<'_>, listing: &Listing<'_>) -> Value {
    let Some(kind) = listing.kind else { return Value::from(Vec::<Value>::new()) };
    let all = &view.site.groups;
    let mut groups = Vec::new();
    for (label, values) in all.named.get(kind.index).into_iter().flatten() {
        let values = values.iter().take(VALUES_MAX).filter_map(|(ix, count)| {
            let record = view.site.record(*ix);
            Some(value(record.title(), &record.address()?, *count, listing.address))
        });
        groups.push((label.as_str(), values.collect::<Vec<_>>()));
    }
    for facet in all.choices.get(kind.index).into_iter().flatten() {
        let values = facet.groups.iter().map(|group| {
            let address = choice_address(kind, &facet.name, &group.value);
            value(&crate::theme::filters::cap(&group.words), &address, group.records.len(), listing.address)
        });
        // "All" stands beside the records that the same facet names.
        match groups.iter_mut().find(|(label, _)| *label == facet.label) {
            Some((_, named)) => named.splice(0..0, values).for_each(drop),
            None => groups.push((facet.label.as_str(), values.collect())),
        }
    }
    let groups = groups.into_iter().filter(|(_, values)| !values.is_empty());
    let groups = groups
        .map(|(label, values)| map(vec![("label", Value::from(label)), ("values", Value::from(values))]));
    Value::from(groups.collect::<Vec<_>>())
}

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
        for (path, field) in crate::site::facets(&kind.fields, "") {
            let name = path.rsplit('.').next().unwrap_or(&path);
            let names = field.item().reference.as_ref().is_some_and(|r| r.kinds.contains(to));
            let facet = site.groups.choices[kind.index].iter().find(|facet| names && *facet.name == *name);
            let group = facet.and_then(|facet| facet.groups.iter().find(|group| &*group.value == "all"));
            lists.extend(group.map(|group| {
                map(vec![
                    ("label", Value::from(kind.label_plural.as_str())),
                    ("count", Value::from(group.records.len())),
                    ("address", Value::from(choice_address(kind, name, "all"))),
                ])
            }));
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

/// The address of the listing of one choice of a facet.
pub fn choice_address(kind: &Kind, facet: &str, value: &str) -> String {
    format!("/{}/by/{facet}/{value}/", kind.plural)
}
