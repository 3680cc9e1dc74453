//! The columns of a table as written: as declared, and one for each key an open map has in this site.

use super::listed;
use super::rows::{self, Row};
use crate::kind::{Column, Field, Fill, Kind, Table};
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
pub fn written<'t>(site: &Site, kind: &Kind, table: &'t Table<'t>) -> Vec<Written<'t>> {
    let mut columns = Vec::with_capacity(table.columns.len());
    for column in &table.columns {
        match &column.fill {
            Fill::Words(way) => {
                for key in keys(site, kind, table, way) {
                    let name = format!("{}.{key}", column.name);
                    columns.push(Written { name, fill: &column.fill, key: Some(key) });
                }
            }
            fill => columns.push(declared(column, fill)),
        }
    }
    columns
}

fn declared<'t>(column: &Column<'_>, fill: &'t Fill<'t>) -> Written<'t> {
    Written { name: column.name.clone(), fill, key: None }
}

fn keys(site: &Site, kind: &Kind, table: &Table<'_>, way: &[&Field]) -> BTreeSet<Box<str>> {
    let mut keys = BTreeSet::new();
    let Ok(()) = rows::each::<Infallible>(site, listed(site, kind), table, &mut |row| {
        for (key, _) in words(row, way).into_iter().flat_map(Map::iter) {
            if !keys.contains(&**key) {
                keys.insert(Box::from(&**key));
            }
        }
        Ok(())
    });
    keys
}

/// The open map of a row: at the end of a way, or the item itself.
pub fn words<'r>(row: &Row<'r>, way: &[&Field]) -> Option<&'r Map> {
    if way.is_empty() { row.fields } else { rows::at(row.fields?, way)?.map() }
}
