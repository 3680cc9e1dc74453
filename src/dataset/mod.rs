//! The data published beside the pages: tables, and what describes them (records.md §5).
//!
//! In: a [`Site`]. Out: [`plan`], which addresses there are, and [`write`], the bytes of one; [`record_json`] writes what lies beside a
//! page. Everything follows from the kinds' declarations. Nothing here decides what is public: the site holds nothing else.
//!
//! One module a format, each of the same shape: `plan(site, files)` adds its outputs, `write(site, …, out)` makes the bytes of one. What
//! describes other files asks [`Others`] for their digests, and says by its [`Turn`] that it comes after them.

pub mod changes;
mod columns;
pub mod describe;
mod digest;
pub mod record_json;
mod reference;
mod rows;
pub mod shape;
mod table_csv;
mod table_json;
#[cfg(test)]
mod tests;
pub mod tombstone;
mod values;

pub use digest::{Digest, Digesting};

use crate::kind::{Kind, tables};
use crate::record::{Ix, Record};
use crate::site::Site;
use std::io::{self, Write};

/// A file of data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Site-absolute address.
    pub address: String,
    /// What is in it.
    pub what: What,
}

/// What a file of data holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The records of the kind at this position, as an array.
    Json(usize),
    /// Of the kind at this position the table at that of [`tables`]: that of the records is 0.
    Csv(usize, usize),
    /// What changed from release to release.
    Changes(changes::File),
}

/// When a file can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// It needs the site alone.
    First,
    /// It describes or holds files of the first turn.
    Second,
    /// It describes all others.
    Last,
}

impl What {
    /// When it can be made.
    pub fn turn(self) -> Turn {
        match self {
            What::Json(_) | What::Csv(..) | What::Changes(_) => Turn::First,
        }
    }
}

/// The other files of data of the same edition. What is asked for may have to be made for the answer.
pub trait Others: Sync {
    /// The digest of the file at an address.
    ///
    /// # Errors
    /// When there is no such file, or it cannot be made.
    fn digest(&self, address: &str) -> io::Result<Digest>;

    /// Writes the file at an address.
    ///
    /// # Errors
    /// As [`Others::digest`], and what `out` refuses.
    fn copy(&self, address: &str, out: &mut dyn Write) -> io::Result<()>;
}

/// The files of data of every kind that is published as data. A kind without records has them too, so that a script that reads
/// them does not break.
pub fn plan(site: &Site) -> Vec<Output> {
    let mut files: Vec<Output> = site.kinds.iter().flat_map(|kind| outputs(site, kind)).collect();
    changes::plan(site, &mut files);
    files
}

fn outputs(site: &Site, kind: &Kind) -> Vec<Output> {
    let tables = tables(kind);
    let output =
        |name: &str, ending: &str, what| Output { address: site.data(&format!("{name}.{ending}")), what };
    let json = tables.first().map(|table| output(&table.name, "json", What::Json(kind.index)));
    let csv =
        tables.iter().enumerate().map(|(at, table)| output(&table.name, "csv", What::Csv(kind.index, at)));
    json.into_iter().chain(csv).collect()
}

/// Writes one file of data, piece by piece: no table is held whole.
///
/// # Errors
/// What `out` refuses.
pub fn write(site: &Site, _others: &dyn Others, output: &Output, out: &mut dyn Write) -> io::Result<()> {
    let kind = |at: usize| site.kinds.iter().find(|k| k.index == at).ok_or(io::ErrorKind::NotFound);
    match output.what {
        What::Json(at) => table_json::write(site, kind(at)?, out),
        What::Csv(at, table) => {
            let kind = kind(at)?;
            tables(kind).get(table).map_or(Ok(()), |table| table_csv::write(site, kind, table, out))
        }
        What::Changes(file) => changes::write(site, file, out),
    }
}

/// The records of a kind that stand in tables, by name.
fn listed<'s>(site: &'s Site, kind: &Kind) -> impl Iterator<Item = (Ix, &'s Record)> {
    site.records.of_kind(kind).filter(|(ix, _)| site.is_listed(*ix))
}
