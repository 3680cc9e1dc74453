//! The columns of a table as written: as declared, and one for each key an open map has in this site.

use super::rows::{self, Row};
use crate::kind::{Column, Field, Fill, Kind, Table};
use crate::ledger;
use crate::record::Map;
use crate::site::Site;
use std::collections::BTreeSet;
use std::convert::Infallible;

/// A column as written.
pub struct Written<'t> {
    /// Heading.
    pub name: String,
    /// What stands in it.
    pub fill: &'t Fill<'t>,
    /// The key, in a column of an open map.
    pub key: Option<Box<str>>,
}

/// The columns of a table. Only those of open maps depend on the data; their keys are sorted.
///
/// Columns that were released come first, in their old order, and those of keys that no record has any more stay: a field put into the
/// middle of a kind file, or a new key, moves no column of those who count them.
pub fn written<'t>(site: &Site, kind: &Kind, table: &'t Table<'t>) -> Vec<Written<'t>> {
    let mut columns = Vec::with_capacity(table.columns.len());
    for column in &table.columns {
        match &column.fill {
            Fill::Words(way) => {
                let mut keys = keys(site, kind, table, way);
                keys.extend(released_keys(site, table, &column.name));
                for key in keys {
                    let name = format!("{}.{key}", column.name);
                    columns.push(Written { name, fill: &column.fill, key: Some(key) });
                }
            }
            fill => columns.push(declared(column, fill)),
        }
    }
    if let Some(released) = site.ledger.table(&table.name) {
        columns = in_order(columns, released);
    }
    columns
}

fn declared<'t>(column: &Column<'_>, fill: &'t Fill<'t>) -> Written<'t> {
    Written { name: column.name.clone(), fill, key: None }
}

fn keys(site: &Site, kind: &Kind, table: &Table<'_>, way: &[&Field]) -> BTreeSet<Box<str>> {
    let mut keys = BTreeSet::new();
    let Ok(()) = rows::each::<Infallible>(site, rows::records(site, kind, table), table, &mut |row| {
        for (key, _) in words(row, way).into_iter().flat_map(Map::iter) {
            if !keys.contains(&**key) {
                keys.insert(Box::from(&**key));
            }
        }
        Ok(())
    });
    keys
}

/// Columns in the order of those that were released, and then the others.
fn in_order<'t>(columns: Vec<Written<'t>>, released: &ledger::Table) -> Vec<Written<'t>> {
    let mut new: Vec<Option<Written<'t>>> = columns.into_iter().map(Some).collect();
    let mut ordered = Vec::with_capacity(new.len());
    for old in &released.columns {
        let mut found =
            new.iter_mut().filter(|slot| slot.as_ref().is_some_and(|column| *column.name == *old.name));
        ordered.extend(found.next().and_then(Option::take));
    }
    ordered.extend(new.into_iter().flatten());
    ordered
}

/// The keys of an open map whose columns were released.
fn released_keys<'s>(
    site: &'s Site,
    table: &Table<'_>,
    map: &str,
) -> impl Iterator<Item = Box<str>> + use<'s> {
    let before = format!("{map}.");
    let columns = site.ledger.table(&table.name).map_or(&[][..], |released| &released.columns);
    columns.iter().filter_map(move |column| column.name.strip_prefix(&before).map(Box::from))
}

/// The open map of a row: at the end of a way, or the item itself.
pub fn words<'r>(row: &Row<'r>, way: &[&Field]) -> Option<&'r Map> {
    if way.is_empty() { row.fields } else { rows::at(row.fields?, way)?.map() }
}
