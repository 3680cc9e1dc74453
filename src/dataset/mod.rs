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

use crate::kind::{Kind, tables};
use crate::record::{Ix, Record};
use crate::site::Site;
use rayon::prelude::*;
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

/// So many records are written by one thread in a row: one alone costs less than a task.
const RUN: usize = 256;

/// So many runs are made at once, and held until they are written.
const RUNS: usize = 16;

/// Writes what `run` makes of the records of a kind that stand in tables, in order, whatever the threads do.
fn in_runs(
    site: &Site,
    kind: &Kind,
    out: &mut dyn Write,
    run: &(dyn Fn(&[(Ix, &Record)]) -> io::Result<Vec<u8>> + Sync),
) -> io::Result<()> {
    let records: Vec<(Ix, &Record)> = listed(site, kind).collect();
    for some in records.chunks(RUN * RUNS) {
        let runs: Vec<io::Result<Vec<u8>>> = some.par_chunks(RUN).map(run).collect();
        runs.into_iter().try_for_each(|bytes| out.write_all(&bytes?))?;
    }
    Ok(())
}

/// The records of a kind that stand in tables, by name.
fn listed<'s>(site: &'s Site, kind: &Kind) -> impl Iterator<Item = (Ix, &'s Record)> {
    site.records.of_kind(kind).filter(|(ix, _)| site.is_listed(*ix))
}
