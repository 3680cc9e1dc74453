//! A table as Parquet: the columns and rows of the CSV, with their types.
//!
//! Only with the cargo feature `parquet`: see ARCHITECTURE.md for what it costs. Rows are written in groups, and a group of them is held;
//! so is the packed file, for its writer wants to go to another thread than the outputs of a build may.

use super::cells::{Cell, Cells};
use super::columns;
use super::describe::{self, Facts, Holds};
use super::rows;
use crate::date;
use crate::kind::{Format, Kind, Table};
use crate::site::Site;
use jiff::civil::date;
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;
use std::io::{self, Write};
use std::sync::Arc;

/// Rows of a group: readers in parallel take a group each, and what is packed together packs better.
const GROUP: usize = 64 * 1024;

/// Writes the table.
///
/// # Errors
/// What `out` refuses.
pub fn write(site: &Site, kind: &Kind, table: &Table<'_>, out: &mut dyn Write) -> io::Result<()> {
    let bytes = file(site, kind, table).map_err(|error| io::Error::other(error.to_string()))?;
    out.write_all(&bytes)
}

fn file(site: &Site, kind: &Kind, table: &Table<'_>) -> Result<Vec<u8>> {
    let described = describe::describe(site, kind, table);
    let fields = described.columns.iter().map(|facts| field(facts).map(Arc::new));
    let schema =
        Type::group_type_builder("table").with_fields(fields.collect::<Result<Vec<_>>>()?).build()?;
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))?;
    let written = columns::written(site, kind, table);
    let empty = || described.columns.iter().map(|facts| Column::of(&facts.holds)).collect::<Vec<_>>();
    let (mut held, mut n_rows) = (empty(), 0);
    let mut cells = Cells::new(site);
    rows::each::<ParquetError>(site, rows::records(site, kind, table), table, &mut |row| {
        held.iter_mut().zip(&written).for_each(|(column, at)| column.push(cells.cell(row, at)));
        n_rows += 1;
        if n_rows == GROUP {
            n_rows = 0;
            group(&mut writer, std::mem::replace(&mut held, empty()))?;
        }
        Ok(())
    })?;
    if n_rows > 0 {
        group(&mut writer, held)?;
    }
    writer.into_inner()
}

/// A column as its schema declares it. All may be empty: that a value is required is for `datapackage.json` to say.
fn field(facts: &Facts) -> Result<Type> {
    let (physical, logical) = match &facts.holds {
        Holds::Integer => (Physical::INT64, None),
        Holds::Number => (Physical::DOUBLE, None),
        Holds::Boolean => (Physical::BOOLEAN, None),
        Holds::Text(Format::Day) => (Physical::INT32, Some(LogicalType::Date)),
        Holds::Text(Format::Instant) => {
            (Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::MICROS)))
        }
        Holds::Text(_) | Holds::Choice(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
    };
    Type::primitive_type_builder(&facts.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical)
        .build()
}

/// The values of a group in one column, and for each of its rows whether it has one.
struct Column {
    there: Vec<i16>,
    values: Values,
}

enum Values {
    Integers(Vec<i64>),
    Numbers(Vec<f64>),
    Booleans(Vec<bool>),
    /// Days since 1 January 1970.
    Days(Vec<i32>),
    /// Microseconds since then, in UTC.
    Instants(Vec<i64>),
    Texts(Vec<ByteArray>),
}

impl Column {
    fn of(holds: &Holds) -> Column {
        let values = match holds {
            Holds::Integer => Values::Integers(Vec::new()),
            Holds::Number => Values::Numbers(Vec::new()),
            Holds::Boolean => Values::Booleans(Vec::new()),
            Holds::Text(Format::Day) => Values::Days(Vec::new()),
            Holds::Text(Format::Instant) => Values::Instants(Vec::new()),
            Holds::Text(_) | Holds::Choice(_) => Values::Texts(Vec::new()),
        };
        Column { there: Vec::new(), values }
    }

    fn push(&mut self, cell: Cell<'_>) {
        let there = match (&mut self.values, cell) {
            (Values::Integers(all), Cell::Integer(n)) => keep(all, Some(n)),
            (Values::Numbers(all), Cell::Number(n)) => keep(all, Some(n)),
            // No number has more digits than this holds.
            (Values::Numbers(all), Cell::Integer(n)) => keep(all, Some(n as f64)),
            (Values::Booleans(all), Cell::Boolean(flag)) => keep(all, Some(flag)),
            (Values::Texts(all), Cell::Text(text)) => keep(all, Some(ByteArray::from(text))),
            (Values::Days(all), Cell::Text(text)) => keep(all, days(text)),
            (Values::Instants(all), Cell::Text(text)) => keep(all, micros(text)),
            _ => false,
        };
        self.there.push(i16::from(there));
    }
}

/// Adds a value, if there is one, and says so.
fn keep<T>(all: &mut Vec<T>, value: Option<T>) -> bool {
    let there = value.is_some();
    all.extend(value);
    there
}

fn days(text: &str) -> Option<i32> {
    let day = date::day(text).ok()?.start;
    day.since(date(1970, 1, 1)).ok().map(|span| span.get_days())
}

fn micros(text: &str) -> Option<i64> {
    Some(date::instant(text).ok()?.instant?.as_microsecond())
}

fn group(writer: &mut SerializedFileWriter<Vec<u8>>, columns: Vec<Column>) -> Result<()> {
    let mut group = writer.next_row_group()?;
    for Column { there, values } in columns {
        match values {
            Values::Integers(all) | Values::Instants(all) => put::<Int64Type>(&mut group, &all, &there)?,
            Values::Numbers(all) => put::<DoubleType>(&mut group, &all, &there)?,
            Values::Booleans(all) => put::<BoolType>(&mut group, &all, &there)?,
            Values::Days(all) => put::<Int32Type>(&mut group, &all, &there)?,
            Values::Texts(all) => put::<ByteArrayType>(&mut group, &all, &there)?,
        }
    }
    group.close().map(drop)
}

fn put<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    values: &[T::T],
    there: &[i16],
) -> Result<()> {
    let Some(mut column) = group.next_column()? else { return Ok(()) };
    column.typed::<T>().write_batch(values, Some(there), None)?;
    column.close()
}
