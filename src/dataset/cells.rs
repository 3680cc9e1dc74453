//! The cells of a row, typed: every format writes the same values.

use super::columns::{self, Written};
use super::reference::named;
use super::rows::{self, Row};
use super::values::reference_in;
use crate::kind::{Field, Fill};
use crate::record::{Value, name};
use crate::site::Site;

/// What stands in a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// Nothing: no value is held.
    Empty,
    /// Text, dates among it.
    Text(&'a str),
    /// A whole number.
    Integer(i64),
    /// A finite number.
    Number(f64),
    /// True or false.
    Boolean(bool),
}

/// Makes cells. Text that stands nowhere else is put together in one place, to save allocations.
pub struct Cells<'a> {
    site: &'a Site,
    text: String,
}

impl<'a> Cells<'a> {
    /// For the tables of a site.
    pub fn new(site: &'a Site) -> Cells<'a> {
        Cells { site, text: String::new() }
    }

    /// The cell of a row in a column. A reference is the id of what it names, with `#anchor` for a part.
    pub fn cell<'c>(&'c mut self, row: &Row<'c>, column: &'c Written<'_>) -> Cell<'c> {
        match column.fill {
            Fill::Id | Fill::Parent => Cell::Text(&row.record.id),
            Fill::Publisher => Cell::Text(&self.site.settings.publisher),
            Fill::Url => self.site.urls[row.ix.0 as usize].as_deref().map_or(Cell::Empty, Cell::Text),
            Fill::Place(depth) => {
                row.places.get(*depth).map_or(Cell::Empty, |place| Cell::Integer(i64::from(*place)))
            }
            Fill::Anchor(list) => match row.fields.and_then(|map| map.text("id")) {
                Some(id) => {
                    self.text = name::anchor(list, id);
                    Cell::Text(&self.text)
                }
                None => Cell::Empty,
            },
            Fill::Item(field) => self.value(row, field, row.item),
            Fill::Field(way) => match way.last() {
                Some(field) => self.value(row, field, row.fields.and_then(|map| rows::at(map, way))),
                None => Cell::Empty,
            },
            Fill::Root(field) => self.value(row, field, row.record.fields.get(&field.name)),
            Fill::Words(way) => {
                let words = columns::words(row, way);
                let text = words.zip(column.key.as_deref()).and_then(|(map, key)| map.text(key));
                text.map_or(Cell::Empty, Cell::Text)
            }
            Fill::Of(field, member) => {
                let id = row.record.fields.text(&field.name);
                let named =
                    id.and_then(|id| self.site.records.find(rows::whole(id))).map(|ix| self.site.record(ix));
                let text = named.and_then(|named| match *member {
                    "title" => Some(named.title()),
                    member => named.fields.text(member),
                });
                text.map_or(Cell::Empty, Cell::Text)
            }
        }
    }

    fn value<'c>(&'c mut self, row: &Row<'c>, field: &Field, value: Option<&'c Value>) -> Cell<'c> {
        let Some(value) = value else { return Cell::Empty };
        if let Some(text) = reference_in(field, value) {
            let Some(named) = named(self.site, row.ix, text) else { return Cell::Empty };
            self.text.clear();
            named.push_to(&mut self.text);
            return Cell::Text(&self.text);
        }
        match value {
            Value::Text(text) => Cell::Text(text),
            Value::Bool(flag) => Cell::Boolean(*flag),
            Value::Integer(n) => Cell::Integer(*n),
            Value::Number(n) => Cell::Number(*n),
            // No column holds lists or objects: they are tables and columns of their own.
            Value::List(_) | Value::Map(_) => Cell::Empty,
        }
    }
}
