//! A table as CSV (RFC 4180): commas, CRLF, a heading line always, UTF-8.

use super::cells::{Cell, Cells};
use super::columns::{self, Written};
use super::in_runs;
use super::rows::{self, Row};
use crate::kind::{Kind, Table};
use crate::record::Value;
use crate::site::Site;
use crate::spreadsheet;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, Write};

/// What stands before text that a spreadsheet would run as a formula (OWASP, CSV injection). Other formats need no such thing.
const GUARD: &str = "'";

/// Writes the table; its heading alone when there are no rows. The setting `csv_bom` puts a byte order mark first.
///
/// # Errors
/// What `out` refuses.
pub fn write(site: &Site, kind: &Kind, table: &Table<'_>, out: &mut dyn Write) -> io::Result<()> {
    if site.settings.csv_bom {
        out.write_all("\u{feff}".as_bytes())?;
    }
    let columns = columns::written(site, kind, table);
    let mut heading = Lines::new(site);
    heading.csv.write_record(columns.iter().map(|c| c.name.as_bytes()))?;
    out.write_all(&heading.bytes()?)?;
    in_runs(&rows::records(site, kind, table), out, &|records| {
        let mut lines = Lines::new(site);
        rows::each(site, records.iter().copied(), table, &mut |row| lines.row(row, &columns))?;
        lines.bytes()
    })
}

/// The ids in a table of records, as [`write`] wrote it: they stand first in each row.
pub fn ids(table: &[u8]) -> BTreeSet<String> {
    let rows = csv::ReaderBuilder::new().flexible(true).from_reader(table).into_records();
    rows.filter_map(|row| row.ok()?.get(0).map(str::to_owned)).collect()
}

struct Lines<'a> {
    csv: csv::Writer<Vec<u8>>,
    cells: Cells<'a>,
    /// The cell in the making, kept to save allocations.
    text: String,
}

impl Lines<'_> {
    fn new(site: &Site) -> Lines<'_> {
        let csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        Lines { csv, cells: Cells::new(site), text: String::new() }
    }

    fn bytes(self) -> io::Result<Vec<u8>> {
        self.csv.into_inner().map_err(csv::IntoInnerError::into_error)
    }

    fn row(&mut self, row: &Row<'_>, columns: &[Written<'_>]) -> io::Result<()> {
        for column in columns {
            self.text.clear();
            let text: &str = match self.cells.cell(row, column) {
                Cell::Empty => "",
                Cell::Text(text) if spreadsheet::is_formula(text) => {
                    self.text.push_str(GUARD);
                    self.text.push_str(text);
                    &self.text
                }
                Cell::Text(text) => text,
                Cell::Boolean(flag) => ["false", "true"][usize::from(flag)],
                Cell::Integer(n) => {
                    let _ = write!(self.text, "{n}");
                    &self.text
                }
                Cell::Number(n) => {
                    self.text = Value::Number(n).to_plain();
                    &self.text
                }
            };
            self.csv.write_field(text)?;
        }
        self.csv.write_record(None::<&[u8]>)?;
        Ok(())
    }
}
