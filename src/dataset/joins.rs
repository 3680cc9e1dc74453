//! How tables join: which columns lead to a row of another table.
//!
//! In: a table as described. Out: [`Joins`], true of this edition: a reference may name a part of a record, or a record that is in no
//! table, such as one that was withdrawn. A column with such a value is no foreign key, and its description says so.

use super::cells::{Cell, Cells};
use super::columns;
use super::describe::Described;
use super::rows;
use crate::kind::{Fill, Kind, Table, tables};
use crate::site::Site;
use std::convert::Infallible;

/// What a table's columns lead to.
#[derive(Debug, Default)]
pub struct Joins {
    /// Its foreign keys.
    pub keys: Vec<Key>,
    /// Columns that name records of one kind, but not only whole ones that are in its table.
    pub loose: Vec<String>,
}

/// A foreign key: in each row these columns have the values of a row elsewhere, or none.
#[derive(Debug, PartialEq, Eq)]
pub struct Key {
    /// Columns here.
    pub columns: Vec<String>,
    /// The table they lead to, by its file name without ending.
    pub table: String,
    /// Its columns.
    pub to: Vec<String>,
}

impl Key {
    fn id(column: &str, table: &str) -> Key {
        Key { columns: vec![column.to_owned()], table: table.to_owned(), to: vec!["id".to_owned()] }
    }
}

/// Finds how a table joins others.
pub fn joins(site: &Site, kind: &Kind, table: &Table<'_>, described: &Described) -> Joins {
    let mut joins = Joins::default();
    joins.keys.extend(outer(kind, table));
    if table.only.is_some() {
        joins.keys.push(Key::id("id", &kind.plural));
    }
    let written = columns::written(site, kind, table);
    // Each column that names records of one kind that has a table, and whether all its values are in it.
    let mut candidates: Vec<(usize, &Kind, bool)> = Vec::new();
    for (at, facts) in described.columns.iter().enumerate() {
        let [name] = &facts.names[..] else { continue };
        match site.kinds.get(name).filter(|kind| kind.dataset) {
            // What a row belongs to is there, or the row would not be.
            Some(target) if matches!(written[at].fill, Fill::Parent) => {
                joins.keys.push(Key::id(&facts.name, &target.plural));
            }
            Some(target) => candidates.push((at, target, true)),
            None => {}
        }
    }
    if !candidates.is_empty() {
        let mut cells = Cells::new(site);
        let Ok(()) = rows::each::<Infallible>(site, rows::records(site, kind, table), table, &mut |row| {
            for (at, target, whole) in candidates.iter_mut().filter(|(.., whole)| *whole) {
                if let Cell::Text(id) = cells.cell(row, &written[*at]) {
                    let found = site.records.find(id).filter(|ix| site.is_listed(*ix));
                    *whole = found.is_some_and(|ix| site.record(ix).kind.index == target.index);
                }
            }
            Ok(())
        });
    }
    for (at, target, whole) in candidates {
        let name = &described.columns[at].name;
        if whole {
            joins.keys.push(Key::id(name, &target.plural));
        } else {
            joins.loose.push(name.clone());
        }
    }
    joins
}

/// The row of the list around a list: the one that the outer numbers give.
fn outer(kind: &Kind, table: &Table<'_>) -> Option<Key> {
    let depth = table.lists.len().checked_sub(1).filter(|depth| *depth > 0)?;
    let same = |other: &Table<'_>| {
        let mut pairs = other.lists.iter().zip(&table.lists);
        other.lists.len() == depth
            && pairs.all(|(a, b)| {
                a.way.iter().zip(&b.way).all(|(a, b)| std::ptr::eq(*a, *b)) && a.way.len() == b.way.len()
            })
    };
    let holder = tables(kind).into_iter().find(same)?;
    let numbers: Vec<String> = table.lists[..depth].iter().map(|list| format!("{}_n", list.name)).collect();
    let parent = kind.name.to_string();
    let to = numbers[..depth - 1].iter().cloned().chain(["n".to_owned()]);
    Some(Key {
        to: [parent.clone()].into_iter().chain(to).collect(),
        columns: [parent].into_iter().chain(numbers).collect(),
        table: holder.name,
    })
}
