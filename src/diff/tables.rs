//! Tables: their columns, the types these are described with, and how many rows there are.

use super::{Difference, Edition, listed};
use crate::diagnostic::did_you_mean;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io;

/// A table as its file has it.
struct Table {
    path: String,
    columns: Vec<String>,
    rows: usize,
    /// Types of columns, where the edition describes them.
    types: BTreeMap<String, String>,
}

pub(super) fn compare(old: &dyn Edition, new: &dyn Edition, found: &mut Difference) -> io::Result<()> {
    let (before, after) = (tables(old)?, tables(new)?);
    for (name, was) in &before {
        match after.get(name) {
            Some(is) => table(name, was, is, found),
            // The address says it.
            None => found.changes.push(format!("the table {name} is gone")),
        }
    }
    let added: Vec<&String> = after.keys().filter(|name| !before.contains_key(*name)).collect();
    if !added.is_empty() {
        found.changes.push(format!("new tables: {}", listed(&added)));
    }
    Ok(())
}

fn table(name: &str, was: &Table, is: &Table, found: &mut Difference) {
    let lost: Vec<&String> = was.columns.iter().filter(|column| !is.columns.contains(column)).collect();
    let new: Vec<&String> = is.columns.iter().filter(|column| !was.columns.contains(column)).collect();
    for column in &lost {
        let names: Vec<&str> = new.iter().map(|name| name.as_str()).collect();
        let near = did_you_mean(column, names.iter().copied());
        let near = near.map(|near| format!("; it may be called {near} now")).unwrap_or_default();
        found.breaks.push(format!("{name}: the column {column} is gone{near}"));
    }
    let kept = |columns: &[String], others: &[String]| -> Vec<String> {
        columns.iter().filter(|column| others.contains(column)).cloned().collect()
    };
    let (order, now) = (kept(&was.columns, &is.columns), kept(&is.columns, &was.columns));
    // Who counts columns reads another where a new one stands before it.
    let pushed = is.columns.iter().zip(&was.columns).position(|(is, was)| is != was);
    if order != now {
        found.breaks.push(format!("{name}: the columns stand in another order"));
    } else if let Some(at) = pushed.filter(|_| lost.is_empty()) {
        found.breaks.push(format!("{name}: the columns from {} on have moved", was.columns[at]));
    } else if !new.is_empty() {
        found.changes.push(format!("{name}: new columns at the end: {}", listed(&new)));
    }
    for (column, before) in &was.types {
        if let Some(now) = is.types.get(column).filter(|now| *now != before) {
            found.breaks.push(format!("{name}: the column {column} was {before} and is {now}"));
        }
    }
    if was.rows != is.rows {
        found.changes.push(format!("{name}: {} rows, before {}", is.rows, was.rows));
    }
    if was.path != is.path {
        found.changes.push(format!("{name}: it stands at /{} now", is.path));
    }
}

/// The tables of an edition by name, whatever version of the data they are in.
fn tables(edition: &dyn Edition) -> io::Result<BTreeMap<String, Table>> {
    let types = types(edition)?;
    let mut tables = BTreeMap::new();
    for path in edition.files().iter().filter(|path| path.starts_with("data/") && path.ends_with(".csv")) {
        let name = path.splitn(3, '/').nth(2).unwrap_or(path);
        let bytes = edition.read(path)?;
        let mut reader = ::csv::ReaderBuilder::new().flexible(true).from_reader(&bytes[..]);
        let headings = reader.headers().map_err(io::Error::other)?;
        let columns =
            headings.iter().map(|heading| heading.trim_start_matches('\u{feff}').to_owned()).collect();
        let mut row = ::csv::ByteRecord::new();
        let mut rows = 0;
        while reader.read_byte_record(&mut row).map_err(io::Error::other)? {
            rows += 1;
        }
        let types = types.get(path).cloned().unwrap_or_default();
        tables.insert(name.to_owned(), Table { path: path.clone(), columns, rows, types });
    }
    Ok(tables)
}

/// What `datapackage.json` says of the types of columns, by the path of their table; nothing where there is none.
fn types(edition: &dyn Edition) -> io::Result<BTreeMap<String, BTreeMap<String, String>>> {
    let mut found = BTreeMap::new();
    for path in edition.files().iter().filter(|path| path.ends_with("datapackage.json")) {
        let Ok(package) = serde_json::from_slice::<Value>(&edition.read(path)?) else { continue };
        let folder = path.strip_suffix("datapackage.json").unwrap_or_default();
        for resource in package["resources"].as_array().into_iter().flatten() {
            let Some(table) = resource["path"].as_str() else { continue };
            let mut types = BTreeMap::new();
            for field in resource["schema"]["fields"].as_array().into_iter().flatten() {
                let ty = field["type"].as_str().unwrap_or("string");
                types.extend(field["name"].as_str().map(|name| (name.to_owned(), ty.to_owned())));
            }
            found.insert(format!("{folder}{table}"), types);
        }
    }
    Ok(found)
}
