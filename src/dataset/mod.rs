//! The data published beside the pages: tables, and what describes them (records.md §5).
//!
//! In: a [`Site`]. Out: [`plan`], which addresses there are, and [`write`], the bytes of one; [`record_json`] writes what lies beside a
//! page. Everything follows from the kinds' declarations. Nothing here decides what is public: the site holds nothing else.
//!
//! One module a format, each of the same shape: `plan(site, files)` adds its outputs, `write(site, …, out)` makes the bytes of one. What
//! describes other files asks [`Others`] for their digests, and says by its [`Turn`] that it comes after them.

mod archive;
mod catalog;
mod cells;
pub mod changes;
mod columns;
mod context;
mod csvw;
mod dates;
pub mod describe;
mod digest;
mod figures;
mod joins;
mod licence;
mod openapi;
mod package;
pub mod record_json;
mod reference;
mod rows;
pub mod schema;
pub mod shape;
pub mod structured;
mod sums;
mod table_csv;
mod table_json;
#[cfg(feature = "parquet")]
mod table_parquet;
#[cfg(test)]
mod tests;
pub mod tombstone;
mod values;
mod workbook;

pub use digest::{Digest, Digesting};
pub use table_csv::ids;

use crate::kind::{Kind, Table, tables};
use crate::record::{Ix, Record};
use crate::site::Site;
use rayon::prelude::*;
use std::io::{self, Write};

/// The form of the tables, where none was released yet. Which rows there are changes with every edition and is not told by it.
pub const VERSION: &str = "1";

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
    /// Of the kind at this position the table at that of [`table_at`]: that of the records is 0.
    Csv(usize, usize),
    /// What a published record of the kind at this position holds.
    Schema(usize),
    /// What members are called in linked data.
    Context,
    /// What harvesters read.
    Catalog,
    /// What can be asked for.
    OpenApi,
    /// What describes such a table beside its CSV.
    Csvw(usize, usize),
    /// Such a table as Parquet.
    #[cfg(feature = "parquet")]
    Parquet(usize, usize),
    /// All tables of the kind at this position as a workbook.
    Workbook(usize),
    /// What describes all tables.
    Package,
    /// All files of data in one.
    Archive,
    /// The digests of all files of data.
    Sums,
    /// What changed from release to release.
    Changes(changes::File),
}

/// When a file can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// It needs the site alone, and others describe or hold it.
    First,
    /// It describes or holds files of the first turn, or has nothing to do with files of data.
    Second,
    /// It describes all others.
    Last,
}

impl What {
    /// When it can be made.
    pub fn turn(self) -> Turn {
        match self {
            What::Catalog | What::Package | What::Archive => Turn::Second,
            What::Sums => Turn::Last,
            _ => Turn::First,
        }
    }

    /// What sort of file it is, for those who ask where the time goes.
    pub fn sort(self) -> &'static str {
        match self {
            What::Json(_) => "tables as JSON",
            What::Csv(..) => "tables as CSV",
            #[cfg(feature = "parquet")]
            What::Parquet(..) => "tables as Parquet",
            What::Workbook(_) => "workbooks",
            What::Archive => "all.zip",
            What::Changes(_) => "change log",
            _ => "schemas and descriptions",
        }
    }

    /// The position of the kind whose records it holds, for those that hold records.
    pub fn kind(self) -> Option<usize> {
        match self {
            What::Json(kind) | What::Csv(kind, _) | What::Workbook(kind) => Some(kind),
            #[cfg(feature = "parquet")]
            What::Parquet(kind, _) => Some(kind),
            _ => None,
        }
    }
}

/// The other files of data of the same edition. What is asked for may have to be made for the answer.
pub trait Others: Sync {
    /// The addresses of all files in a folder and in those below it.
    fn addresses(&self, folder: &str) -> Vec<String>;

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

/// The files of data of every kind that is published as data, and what describes them. A kind without records has them too, so that a
/// script that reads them does not break.
pub fn plan(site: &Site) -> Vec<Output> {
    let mut files: Vec<Output> = site.kinds.iter().flat_map(|kind| outputs(site, kind)).collect();
    let described = [
        (package::address(site), What::Package),
        (archive::address(site), What::Archive),
        (sums::address(site), What::Sums),
    ];
    let described = described.into_iter().filter(|(_, what)| site.settings.archive || *what != What::Archive);
    files.extend(described.map(|(address, what)| Output { address, what }));
    schema::plan(site, &mut files);
    context::plan(&mut files);
    catalog::plan(&mut files);
    openapi::plan(&mut files);
    changes::plan(site, &mut files);
    files
}

fn outputs(site: &Site, kind: &Kind) -> Vec<Output> {
    let output = |name: &str, ending: &str, what| Output { address: file_address(site, name, ending), what };
    let at = kind.index;
    let own = tables(kind);
    let Some(first) = own.first() else { return Vec::new() };
    let mut files = vec![output(&first.name, "json", What::Json(at))];
    if site.settings.workbooks {
        files.push(output(&first.name, "xlsx", What::Workbook(at)));
    }
    let further =
        (0..figures::measured(site, kind).count()).filter_map(|nth| figures::table(site, kind, nth));
    for (nth, table) in own.into_iter().chain(further).enumerate() {
        files.push(output(&table.name, "csv", What::Csv(at, nth)));
        files.push(output(&table.name, &format!("csv{}", csvw::ENDING), What::Csvw(at, nth)));
        #[cfg(feature = "parquet")]
        files.push(output(&table.name, "parquet", What::Parquet(at, nth)));
    }
    files
}

/// A table of a kind by its position: its own first, then those of figures.
pub fn table_at<'s>(site: &'s Site, kind: &'s Kind, at: usize) -> Option<Table<'s>> {
    let own = tables(kind);
    let n_own = own.len();
    own.into_iter().nth(at).or_else(|| figures::table(site, kind, at - n_own))
}

/// The address of the table of a kind's records.
pub fn address(site: &Site, kind: &Kind) -> String {
    site.data(&format!("{}.csv", kind.plural))
}

/// Writes one file of data, piece by piece: no table is held whole.
///
/// # Errors
/// What `out` refuses.
pub fn write(site: &Site, others: &dyn Others, output: &Output, out: &mut dyn Write) -> io::Result<()> {
    let kind = |at: usize| site.kinds.iter().find(|k| k.index == at).ok_or(io::ErrorKind::NotFound);
    match output.what {
        What::Json(at) => table_json::write(site, kind(at)?, out),
        What::Workbook(at) => workbook::write(site, kind(at)?, out),
        What::Csv(at, table) => {
            let kind = kind(at)?;
            table_csv::write(site, kind, &table_at(site, kind, table).ok_or(io::ErrorKind::NotFound)?, out)
        }
        What::Schema(at) => schema::write(site, kind(at)?, out),
        What::Context => context::write(site, out),
        What::Catalog => catalog::write(site, others, out),
        What::OpenApi => openapi::write(site, out),
        What::Csvw(at, table) => {
            let kind = kind(at)?;
            csvw::write(site, kind, &table_at(site, kind, table).ok_or(io::ErrorKind::NotFound)?, out)
        }
        #[cfg(feature = "parquet")]
        What::Parquet(at, table) => {
            let kind = kind(at)?;
            table_parquet::write(
                site,
                kind,
                &table_at(site, kind, table).ok_or(io::ErrorKind::NotFound)?,
                out,
            )
        }
        What::Package => package::write(site, others, out),
        What::Archive => archive::write(site, others, out),
        What::Sums => sums::write(site, others, out),
        What::Changes(file) => changes::write(site, file, out),
    }
}

/// So many records are written by one thread in a row: one alone costs less than a task.
const RUN: usize = 256;

/// So many runs are made at once, and held until they are written.
const RUNS: usize = 16;

/// Writes what `run` makes of records, in order, whatever the threads do.
fn in_runs(
    records: &[(Ix, &Record)],
    out: &mut dyn Write,
    run: &(dyn Fn(&[(Ix, &Record)]) -> io::Result<Vec<u8>> + Sync),
) -> io::Result<()> {
    for some in records.chunks(RUN * RUNS) {
        let runs: Vec<io::Result<Vec<u8>>> = some.par_chunks(RUN).map(run).collect();
        runs.into_iter().try_for_each(|bytes| out.write_all(&bytes?))?;
    }
    Ok(())
}

/// The address of a file of the tables' folder.
pub fn file_address(site: &Site, name: &str, ending: &str) -> String {
    site.data(&format!("{name}.{ending}"))
}

/// What the table of a kind is called where those of many sites stand together.
fn titled(site: &Site, kind: &Kind) -> String {
    let settings = &site.settings;
    match settings.publisher == settings.council {
        true => format!("{} of {}", kind.label_plural, settings.council),
        false => format!("{}, in records about {}", kind.label_plural, settings.council),
    }
}

/// The address of the page about a kind's data.
pub fn page(kind: &Kind) -> String {
    format!("/data/{}/", kind.plural)
}

/// How many records of a kind stand in tables.
pub fn rows_of(site: &Site, kind: &Kind) -> usize {
    listed(site, kind).count()
}

/// The records of a kind that stand in tables, by name.
fn listed<'s>(site: &'s Site, kind: &Kind) -> impl Iterator<Item = (Ix, &'s Record)> {
    site.records.of_kind(kind).filter(|(ix, _)| site.is_listed(*ix))
}
