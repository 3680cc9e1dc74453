//! A table as CSV (RFC 4180): commas, CRLF, a heading line always, UTF-8.

use super::columns::{self, Written};
use super::reference::named;
use super::rows::{self, Row};
use super::values::reference_in;
use crate::kind::{Field, Fill, Kind, Table};
use crate::record::{Value, name};
use crate::site::Site;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Writes the table; its heading alone when there are no rows. The setting `csv_bom` puts a byte order mark first.
///
/// # Errors
/// What `out` refuses.
pub fn write(site: &Site, kind: &Kind, table: &Table<'_>, out: &mut dyn Write) -> io::Result<()> {
    if site.settings.csv_bom {
        out.write_all("\u{feff}".as_bytes())?;
    }
    let columns = columns::written(site, kind, table);
    let csv = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .buffer_capacity(64 * 1024)
        .from_writer(out);
    let mut lines = Lines { site, csv, text: String::new() };
    lines.csv.write_record(columns.iter().map(|c| c.name.as_bytes()))?;
    rows::each(site, kind, table, &mut |row| lines.row(row, &columns))?;
    lines.csv.flush()
}

/// The ids in a table of records, as [`write`] wrote it: they stand first in each row.
pub fn ids(table: &[u8]) -> BTreeSet<String> {
    let rows = csv::ReaderBuilder::new().flexible(true).from_reader(table).into_records();
    rows.filter_map(|row| row.ok()?.get(0).map(str::to_owned)).collect()
}

struct Lines<'a, W: Write> {
    site: &'a Site,
    csv: csv::Writer<W>,
    /// The cell in the making, kept to save allocations.
    text: String,
}

impl<W: Write> Lines<'_, W> {
    fn row(&mut self, row: &Row<'_>, columns: &[Written<'_>]) -> io::Result<()> {
        for column in columns {
            self.cell(row, column)?;
        }
        self.csv.write_record(None::<&[u8]>)?;
        Ok(())
    }

    fn cell(&mut self, row: &Row<'_>, column: &Written<'_>) -> io::Result<()> {
        self.text.clear();
        match column.fill {
            Fill::Id | Fill::Parent => return self.put(&row.record.id),
            Fill::Publisher => return self.put(&self.site.settings.publisher),
            Fill::Url => {
                if let Some(address) = row.record.address() {
                    self.text = self.site.url(&address);
                }
            }
            Fill::Place(depth) => {
                if let Some(place) = row.places.get(*depth) {
                    let _ = write!(self.text, "{place}");
                }
            }
            Fill::Anchor(list) => {
                if let Some(id) = row.fields.and_then(|map| map.text("id")) {
                    self.text = name::anchor(list, id);
                }
            }
            Fill::Item(field) => return self.value(row, field, row.item),
            Fill::Field(way) => {
                let value = row.fields.and_then(|map| rows::at(map, way));
                return way.last().map_or(Ok(()), |field| self.value(row, field, value));
            }
            Fill::Root(field) => return self.value(row, field, row.record.fields.get(&field.name)),
            Fill::Words(way) => {
                let words = columns::words(row, way);
                let text = words.zip(column.key.as_deref()).and_then(|(map, key)| map.text(key));
                return self.put(text.unwrap_or_default());
            }
        }
        self.made()
    }

    /// A value in the same form as in JSON; a reference as its id.
    fn value(&mut self, row: &Row<'_>, field: &Field, value: Option<&Value>) -> io::Result<()> {
        let Some(value) = value else { return self.put("") };
        if let Some(text) = reference_in(field, value) {
            if let Some(named) = named(self.site, row.ix, text) {
                named.push_to(&mut self.text);
            }
            return self.made();
        }
        match value {
            Value::Text(text) => return self.put(text),
            Value::Bool(true) => return self.put("true"),
            Value::Bool(false) => return self.put("false"),
            Value::Integer(n) => {
                let _ = write!(self.text, "{n}");
            }
            Value::Number(_) => self.text = value.to_plain(),
            // A list in a list of plain values has no other form.
            Value::List(_) | Value::Map(_) => self.text = serde_json::to_string(value)?,
        }
        self.made()
    }

    fn put(&mut self, text: &str) -> io::Result<()> {
        self.csv.write_field(text)?;
        Ok(())
    }

    fn made(&mut self) -> io::Result<()> {
        self.csv.write_field(&self.text)?;
        Ok(())
    }
}
