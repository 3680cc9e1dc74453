//! The data published beside the pages: JSON and CSV (records.md §5).
//!
//! In: a [`Site`]. Out: [`plan`], which addresses there are, and [`write`], the bytes of one; [`record_json`] writes what lies beside a
//! page. Everything follows from the kinds' declarations. Nothing here decides what is public: the site holds nothing else.

mod columns;
pub mod record_json;
mod reference;
mod rows;
mod table_csv;
mod table_json;
#[cfg(test)]
mod tests;
mod values;

pub use table_csv::ids;

use crate::kind::{Kind, tables};
use crate::record::{Ix, Record};
use crate::site::Site;
use std::io::{self, Write};

/// The folder of the tables. The number changes when a reader of the old files would break.
pub const FOLDER: &str = "/data/v1/";

/// A file of data about all records of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Site-absolute address.
    pub address: String,
    /// The kind's position.
    pub kind: usize,
    /// What is in it.
    pub what: What,
}

/// What a file of data holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The records, as an array.
    Json,
    /// The table at this position of [`tables`]: that of the records is 0.
    Csv(usize),
}

/// The files of data of every kind that is published as data. A kind without records has them too, so that a script that reads
/// them does not break.
pub fn plan(site: &Site) -> Vec<Output> {
    site.kinds.iter().flat_map(|kind| outputs(kind)).collect()
}

fn outputs(kind: &Kind) -> Vec<Output> {
    let tables = tables(kind);
    let output = |name: &str, ending: &str, what| Output {
        address: format!("{FOLDER}{name}.{ending}"),
        kind: kind.index,
        what,
    };
    let json = tables.first().map(|table| output(&table.name, "json", What::Json));
    let csv = tables.iter().enumerate().map(|(at, table)| output(&table.name, "csv", What::Csv(at)));
    json.into_iter().chain(csv).collect()
}

/// The address of the table of a kind's records.
pub fn address(kind: &Kind) -> String {
    format!("{FOLDER}{}.csv", kind.plural)
}

/// Writes one file of data, piece by piece: no table is held whole.
///
/// # Errors
/// What `out` refuses.
pub fn write(site: &Site, output: &Output, out: &mut dyn Write) -> io::Result<()> {
    let Some(kind) = site.kinds.iter().find(|k| k.index == output.kind) else { return Ok(()) };
    match output.what {
        What::Json => table_json::write(site, kind, out),
        What::Csv(at) => {
            tables(kind).get(at).map_or(Ok(()), |table| table_csv::write(site, kind, table, out))
        }
    }
}

/// The records of a kind that stand in tables, by name.
fn listed<'s>(site: &'s Site, kind: &Kind) -> impl Iterator<Item = (Ix, &'s Record)> {
    site.records.of_kind(kind).filter(|(ix, _)| site.is_listed(*ix))
}
