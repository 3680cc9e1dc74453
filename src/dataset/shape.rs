//! The shape of the tables that readers rely on: columns in their order, and what kind of value each holds.

use super::{columns, describe};
use crate::dataset::describe::Holds;
use crate::kind::{Format, Kind, Table, tables};
use crate::site::Site;

/// A table as its readers' scripts see it.
pub struct Shape<'s> {
    /// The kind whose table it is.
    pub kind: &'s Kind,
    /// File name without its ending.
    pub name: String,
    /// Headings in their order, each with its type.
    pub columns: Vec<(String, &'static str)>,
}

/// The shapes of all tables.
pub fn shapes(site: &Site) -> Vec<Shape<'_>> {
    let of_kind =
        |kind: &'_ Kind| tables(kind).into_iter().map(|table| columns_of(site, kind, &table)).collect();
    let mut all = Vec::new();
    for kind in site.kinds.iter() {
        let described: Vec<(String, Vec<(String, &'static str)>)> = of_kind(kind);
        all.extend(described.into_iter().map(|(name, columns)| Shape { kind, name, columns }));
    }
    all
}

fn columns_of(site: &Site, kind: &Kind, table: &Table<'_>) -> (String, Vec<(String, &'static str)>) {
    let written = columns::written(site, kind, table);
    let columns = written.into_iter().map(|column| {
        let ty = type_of(&describe::holds_in(&column));
        (column.name, ty)
    });
    (table.name.clone(), columns.collect())
}

/// What a program that reads a column makes of its cells. Dates that may be a year or a month alone are text to it.
pub fn type_of(holds: &Holds) -> &'static str {
    match holds {
        Holds::Text(Format::Day) => "date",
        Holds::Text(Format::Instant) => "datetime",
        Holds::Text(Format::Time) => "time",
        Holds::Text(_) | Holds::Choice(_) => "text",
        Holds::Integer => "integer",
        Holds::Number => "number",
        Holds::Boolean => "boolean",
    }
}
