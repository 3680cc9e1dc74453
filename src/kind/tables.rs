//! The tables a kind is published in: their names and columns (records.md §5).
//!
//! In: a [`Kind`]. Out: [`Table`]s, the same for any data. Never looks at a record: an open map stays one [`Fill::Words`]
//! until its keys are known.

use super::{Field, Kind, Type};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A table of records, or of the items of a list in them.
#[derive(Debug, Clone)]
pub struct Table<'k> {
    /// File name without its ending: `reports`, `reports-recommendations`.
    pub name: String,
    /// The lists that lead to a row, outermost first; none where a row is a record.
    pub lists: Vec<List<'k>>,
    /// In order.
    pub columns: Vec<Column<'k>>,
    /// Which of the kind's records stand in it; none where all do.
    pub only: Option<Only<'k>>,
}

/// The records of a kind that name one record.
#[derive(Debug, Clone)]
pub struct Only<'k> {
    /// The field that names it.
    pub field: &'k Field,
    /// Its id.
    pub id: Arc<str>,
}

/// A list on the way to a row.
#[derive(Debug, Clone)]
pub struct List<'k> {
    /// Its name in tables and anchors: see [`part_list`].
    pub name: &'k str,
    /// The objects that hold it, from the record or the item of the list before, and last the list itself.
    pub way: Vec<&'k Field>,
}

/// A column of a table.
#[derive(Debug, Clone)]
pub struct Column<'k> {
    /// Heading. For [`Fill::Words`] what stands before the key.
    pub name: String,
    /// What stands in it.
    pub fill: Fill<'k>,
}

/// What stands in a column. A way leads from the row's record or item through objects to a field.
#[derive(Debug, Clone)]
pub enum Fill<'k> {
    /// The record's id.
    Id,
    /// The full web address of the record's page; empty where its kind has no pages.
    Url,
    /// Who publishes.
    Publisher,
    /// The id of the record that holds the item.
    Parent,
    /// The place in the list of this depth, outermost 0; places count from 1.
    Place(usize),
    /// The anchor of the part, for a list of this name.
    Anchor(&'k str),
    /// The item itself.
    Item(&'k Field),
    /// A field.
    Field(Vec<&'k Field>),
    /// A field of the record that holds the item.
    Root(&'k Field),
    /// An open map: one column a key. With no way, the item itself.
    Words(Vec<&'k Field>),
    /// A text of the record that a field names: the member of this name.
    Of(&'k Field, &'static str),
}

impl Table<'_> {
    /// The first heading that stands twice. Such a table would lose a value for most who read it.
    pub fn doubled_column(&self) -> Option<&str> {
        let mut seen = BTreeSet::new();
        self.columns.iter().map(|c| c.name.as_str()).find(|name| !seen.insert(*name))
    }
}

/// The list's name in anchors and tables: its own, but `recommendations.items` counts as `recommendations`.
pub fn part_list<'a>(holder: &'a Field, list: &'a Field) -> &'a str {
    if &*list.name == "items" { &holder.name } else { &list.name }
}

/// The fields that are published at all.
pub fn published(fields: &[Field]) -> impl Iterator<Item = &Field> {
    fields.iter().filter(|f| !f.private && !f.item().private)
}

/// The tables of a kind, that of its records first; none for a kind that is not published as data.
pub fn tables(kind: &Kind) -> Vec<Table<'_>> {
    if !kind.dataset {
        return Vec::new();
    }
    let name = kind.plural.to_string();
    let mut tables =
        vec![Table { name: name.clone(), lists: Vec::new(), columns: record_columns(kind), only: None }];
    let root = Spot { kind, name, lists: Vec::new(), way: Vec::new() };
    root.lists(&kind.fields, &mut tables);
    tables
}

/// A record's columns. The publisher comes last, as in every table: `id`, `url` and the fields keep their places for those who count them.
fn record_columns(kind: &Kind) -> Vec<Column<'_>> {
    let mut columns = vec![column("id", Fill::Id), column("url", Fill::Url)];
    plain(&kind.fields, "", &[], &mut columns);
    columns.push(column("publisher", Fill::Publisher));
    columns
}

/// Where the search for lists stands.
struct Spot<'k> {
    kind: &'k Kind,
    /// What the names of tables from here on start with.
    name: String,
    lists: Vec<List<'k>>,
    /// The objects stepped through since the last list.
    way: Vec<&'k Field>,
}

impl<'k> Spot<'k> {
    /// Adds the table of each list here, and those of the lists inside it.
    fn lists(&self, fields: &'k [Field], tables: &mut Vec<Table<'k>>) {
        for field in published(fields) {
            match &field.ty {
                Type::Object(inner) => self.in_object(field).lists(inner, tables),
                Type::List(item) => {
                    let (below, table) = self.in_list(field, item);
                    tables.push(table);
                    if let Type::Object(inner) = &item.ty {
                        below.lists(inner, tables);
                    }
                }
                _ => {}
            }
        }
    }

    fn in_object(&self, field: &'k Field) -> Spot<'k> {
        let mut way = self.way.clone();
        way.push(field);
        Spot {
            kind: self.kind,
            name: format!("{}-{}", self.name, field.name),
            lists: self.lists.clone(),
            way,
        }
    }

    fn in_list(&self, list: &'k Field, item: &'k Field) -> (Spot<'k>, Table<'k>) {
        let (name, own) = match self.way.last() {
            // The holder's name, which `self.name` ends with already, stands for both.
            Some(holder) if part_list(holder, list) != &*list.name => (self.name.clone(), &*holder.name),
            _ => (format!("{}-{}", self.name, list.name), &*list.name),
        };
        let mut way = self.way.clone();
        way.push(list);
        let mut lists = self.lists.clone();
        lists.push(List { name: own, way });
        // Only lists at the root or in an object there have addressable parts (records.md §1).
        let addressable = self.lists.is_empty() && self.way.len() <= 1;
        let columns = item_columns(self.kind, &lists, item, addressable);
        let table = Table { name: name.clone(), lists: lists.clone(), columns, only: None };
        (Spot { kind: self.kind, name, lists, way: Vec::new() }, table)
    }
}

fn item_columns<'k>(
    kind: &'k Kind,
    lists: &[List<'k>],
    item: &'k Field,
    addressable: bool,
) -> Vec<Column<'k>> {
    let mut columns = vec![column(&kind.name, Fill::Parent)];
    let last = lists.len() - 1;
    for (depth, list) in lists[..last].iter().enumerate() {
        columns.push(column(&format!("{}_n", list.name), Fill::Place(depth)));
    }
    columns.push(column("n", Fill::Place(last)));
    match &item.ty {
        Type::Object(fields) => {
            if let Some(id) = published(fields).find(|f| &*f.name == "id") {
                columns.push(column("id", Fill::Field(vec![id])));
                if addressable {
                    columns.push(column("anchor", Fill::Anchor(lists[last].name)));
                }
            }
            let mut rest = Vec::new();
            plain(fields, "", &[], &mut rest);
            columns.extend(rest.into_iter().filter(|c| c.name != "id"));
        }
        Type::Words => columns.push(column("value", Fill::Words(Vec::new()))),
        _ => columns.push(column("value", Fill::Item(item))),
    }
    columns.extend(bases(kind, item, &columns));
    columns.push(column("publisher", Fill::Publisher));
    columns
}

/// What claims in an item rest on where the record says it for all of them: a row must not claim more than its record.
fn bases<'k>(kind: &'k Kind, item: &'k Field, there: &[Column<'k>]) -> Vec<Column<'k>> {
    let names: BTreeSet<&str> =
        item.fields().iter().filter_map(|field| field.basis.as_deref()?.strip_prefix('/')).collect();
    let apart = names.into_iter().filter(|name| there.iter().all(|column| column.name != *name));
    apart.filter_map(|name| Some(column(name, Fill::Root(kind.field(name)?)))).collect()
}

/// The columns of one field at the root of a kind; none for a list, and for what is not published.
pub fn columns_of(field: &Field) -> Vec<Column<'_>> {
    let mut columns = Vec::new();
    plain(std::slice::from_ref(field), "", &[], &mut columns);
    columns
}

/// Columns of what is no list: objects dotted, in the order of the kind file.
fn plain<'k>(fields: &'k [Field], before: &str, way: &[&'k Field], columns: &mut Vec<Column<'k>>) {
    for field in published(fields) {
        let name = format!("{before}{}", field.name);
        let mut way = way.to_vec();
        way.push(field);
        match &field.ty {
            Type::List(_) => {}
            Type::Object(inner) => plain(inner, &format!("{name}."), &way, columns),
            Type::Words => columns.push(Column { name, fill: Fill::Words(way) }),
            _ => columns.push(Column { name, fill: Fill::Field(way) }),
        }
    }
}

fn column<'k>(name: &str, fill: Fill<'k>) -> Column<'k> {
    Column { name: name.to_owned(), fill }
}
