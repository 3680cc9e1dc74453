//! What the tables hold, for every format that describes them: columns with their types, keys, and how tables join.
//!
//! In: a kind and a site. Out: [`Described`]. All of it follows from the kind file: a description changes only when that does, or when
//! an open map gets a new key.

use super::columns::{self, Written};
use crate::kind::{Choice, Field, Fill, Format, Kind, Table, Type};
use crate::site::Site;
use std::sync::Arc;

/// A table as it is published.
pub struct Described {
    /// File name without its ending: `reports-recommendations`.
    pub name: String,
    /// What people read: "Reports: Recommendations".
    pub title: String,
    /// What a row is, in a sentence.
    pub description: String,
    /// In the order they are written.
    pub columns: Vec<Facts>,
    /// Columns that tell rows apart: no two rows have the same in all of them.
    pub key: Vec<String>,
    /// Whether its rows are items of a list in a record, and not the records themselves.
    pub is_part: bool,
}

/// A column.
pub struct Facts {
    /// Heading.
    pub name: String,
    /// What people read.
    pub title: String,
    /// What it means.
    pub description: String,
    /// What its cells hold.
    pub holds: Holds,
    /// Whether every row has a value.
    pub required: bool,
    /// Unit of a number.
    pub unit: Option<String>,
    /// The names of the kinds whose ids stand in it, where it names records.
    pub names: Vec<Arc<str>>,
}

/// What the cells of a column hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holds {
    /// Text of some form.
    Text(Format),
    /// One of these.
    Choice(Vec<Arc<str>>),
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
}

/// Describes a table of a kind.
pub fn describe(site: &Site, kind: &Kind, table: &Table<'_>) -> Described {
    let columns = columns::written(site, kind, table).into_iter().map(|column| facts(kind, table, &column));
    let depth = table.lists.len();
    let outer = table.lists.iter().take(depth.saturating_sub(1)).map(|list| format!("{}_n", list.name));
    let key = match depth {
        0 => vec!["id".to_owned()],
        _ => [kind.name.to_string()].into_iter().chain(outer).chain(["n".to_owned()]).collect(),
    };
    let names = table.lists.iter().filter_map(|list| list.way.last());
    let words: Vec<&str> = names.map(|field| field.title.as_str()).collect();
    let (title, description) = match table.lists.last().and_then(|list| list.way.last()) {
        None => (kind.label_plural.clone(), kind.description.clone()),
        Some(field) => {
            (format!("{}: {}", kind.label_plural, words.join(": ").to_lowercase()), field.description.clone())
        }
    };
    Described {
        name: table.name.clone(),
        title,
        description,
        columns: columns.collect(),
        key,
        is_part: depth > 0,
    }
}

fn facts(kind: &Kind, table: &Table<'_>, column: &Written<'_>) -> Facts {
    let plain = |title: &str, description: String, holds, required| Facts {
        name: column.name.clone(),
        title: title.to_owned(),
        description,
        holds,
        required,
        unit: None,
        names: Vec::new(),
    };
    let text = || Holds::Text(Format::Plain);
    let label = kind.label.to_lowercase();
    match column.fill {
        Fill::Id => {
            plain("Id", format!("The {label}'s id: it never changes and is never used again."), text(), true)
        }
        Fill::Url => {
            plain("Web address", format!("The {label}'s page."), Holds::Text(Format::Uri), kind.page)
        }
        Fill::Publisher => plain("Publisher", "Who publishes this table.".into(), text(), true),
        Fill::Parent => Facts {
            names: vec![kind.name.clone()],
            ..plain(&kind.label, format!("The id of the {label} the row belongs to."), text(), true)
        },
        Fill::Place(depth) => {
            let list = table.lists.get(*depth).and_then(|list| list.way.last());
            let list = list.map_or(String::new(), |field| field.title.to_lowercase());
            plain("Number", format!("The row's place in its list ({list}), from 1."), Holds::Integer, true)
        }
        Fill::Anchor(_) => plain(
            "Anchor",
            "The part's own address: put it after # and the page's address.".into(),
            text(),
            false,
        ),
        Fill::Item(field) => of_field(&column.name, &[field], true),
        Fill::Field(way) => of_field(&column.name, way, way.iter().all(|field| field.required)),
        Fill::Root(field) => {
            let described = of_field(&column.name, &[field], false);
            Facts { description: format!("As the {label} says: {}", described.description), ..described }
        }
        Fill::Words(way) => {
            let key = column.key.as_deref().unwrap_or_default();
            let field = way.last();
            let title = field.map_or_else(|| key.to_owned(), |field| format!("{}: {key}", field.title));
            plain(&title, field.map(|field| field.description.clone()).unwrap_or_default(), text(), false)
        }
    }
}

/// What the field at the end of a way says of its column.
fn of_field(name: &str, way: &[&Field], required: bool) -> Facts {
    let titles: Vec<&str> = way.iter().map(|field| field.title.as_str()).collect();
    let last = way.last();
    Facts {
        name: name.to_owned(),
        title: titles.join(": "),
        description: last.map(|field| field.description.clone()).unwrap_or_default(),
        holds: last.map_or(Holds::Text(Format::Plain), |field| holds(field)),
        required,
        unit: last.and_then(|field| field.unit.clone()),
        names: last.and_then(|field| field.reference.as_ref()).map(|r| r.kinds.clone()).unwrap_or_default(),
    }
}

/// What the cells of a column as written hold.
pub(super) fn holds_in(column: &Written<'_>) -> Holds {
    match column.fill {
        Fill::Url => Holds::Text(Format::Uri),
        Fill::Place(_) => Holds::Integer,
        Fill::Item(field) | Fill::Root(field) => holds(field),
        Fill::Field(way) => way.last().map_or(Holds::Text(Format::Plain), |field| holds(field)),
        Fill::Id | Fill::Publisher | Fill::Parent | Fill::Anchor(_) | Fill::Words(_) => {
            Holds::Text(Format::Plain)
        }
    }
}

fn holds(field: &Field) -> Holds {
    match &field.ty {
        Type::Text(format) => Holds::Text(*format),
        Type::Choice(choices) => {
            Holds::Choice(choices.iter().map(|Choice { value, .. }| value.clone()).collect())
        }
        Type::Integer => Holds::Integer,
        Type::Number => Holds::Number,
        Type::Boolean => Holds::Boolean,
        // A list in a list of plain values is written as JSON in its cell.
        Type::List(_) | Type::Object(_) | Type::Words => Holds::Text(Format::Plain),
    }
}
