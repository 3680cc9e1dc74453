//! The rows of a table: records, or the items of a list in them.

use super::reference::named;
use super::values::reference_in;
use crate::kind::{Field, Kind, List, Only, Table};
use crate::record::{Ix, Map, Record, Value};
use crate::site::Site;

/// One row.
pub struct Row<'r> {
    /// The record's position.
    pub ix: Ix,
    /// The record.
    pub record: &'r Record,
    /// The item's place in each list, outermost first, from 1; none where the row is the record.
    pub places: &'r [u32],
    /// The item, where it is one.
    pub item: Option<&'r Value>,
    /// The fields of the record or the item; none for an item that is no object.
    pub fields: Option<&'r Map>,
}

/// Calls `each` for every row of a table that these records have, by record, then in the order of the lists.
///
/// # Errors
/// The first that `each` returns.
pub fn each<'r, E>(
    site: &Site,
    records: impl IntoIterator<Item = (Ix, &'r Record)>,
    table: &Table<'_>,
    each: &mut dyn FnMut(&Row<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let mut places = Vec::with_capacity(table.lists.len());
    for (ix, record) in records {
        let row = Row { ix, record, places: &[], item: None, fields: Some(&record.fields) };
        if table.lists.is_empty() {
            each(&row)?;
        } else {
            items(site, &row, &table.lists, &mut places, each)?;
        }
    }
    Ok(())
}

/// The records of a kind that a table is made of, in order.
pub fn records<'s>(site: &'s Site, kind: &Kind, table: &Table<'_>) -> Vec<(Ix, &'s Record)> {
    match &table.only {
        None => super::listed(site, kind).collect(),
        Some(only) => naming(site, kind, only).into_iter().map(|ix| (ix, site.record(ix))).collect(),
    }
}

/// The records of a kind that stand in tables and name a record, in order: found from its end, for they are few among all.
fn naming(site: &Site, kind: &Kind, only: &Only<'_>) -> Vec<Ix> {
    let Some(named) = site.records.find(&only.id) else { return Vec::new() };
    let mut found: Vec<Ix> = site.graph.links_to(named).map(|link| link.from).collect();
    found.dedup();
    let names = |ix: &Ix| {
        let record = site.record(*ix);
        record.kind.index == kind.index && record.fields.text(&only.field.name).map(whole) == Some(&*only.id)
    };
    found.into_iter().filter(|ix| names(ix) && site.is_listed(*ix)).collect()
}

fn items<E>(
    site: &Site,
    above: &Row<'_>,
    lists: &[List<'_>],
    places: &mut Vec<u32>,
    each: &mut dyn FnMut(&Row<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let Some((list, deeper)) = lists.split_first() else { return Ok(()) };
    let Some(values) = above.fields.and_then(|map| at(map, &list.way)) else { return Ok(()) };
    let item_field = list.way.last().map(|field| field.item());
    places.push(0);
    for value in values.items() {
        // What a reference names may not be public; then there is no such item.
        let lost = item_field
            .and_then(|f| reference_in(f, value))
            .is_some_and(|t| named(site, above.ix, t).is_none());
        if lost {
            continue;
        }
        if let Some(place) = places.last_mut() {
            *place += 1;
        }
        let fields = value.map();
        if deeper.is_empty() {
            each(&Row { places, item: Some(value), fields, ..*above })?;
        } else {
            let holder = Row { ix: above.ix, record: above.record, places: &[], item: Some(value), fields };
            items(site, &holder, deeper, places, each)?;
        }
    }
    places.pop();
    Ok(())
}

/// The id in a reference, without a part.
pub fn whole(reference: &str) -> &str {
    &reference[..memchr::memchr(b'#', reference.as_bytes()).unwrap_or(reference.len())]
}

/// The value at the end of a way through objects.
pub fn at<'v>(map: &'v Map, way: &[&Field]) -> Option<&'v Value> {
    let (last, objects) = way.split_last()?;
    objects.iter().try_fold(map, |map, field| map.map(&field.name))?.get(&last.name)
}
