//! What the tables hold, for every format that describes them: columns with their types, keys, and how tables join.
//!
//! In: a kind and a site. Out: [`Described`]. All of it follows from the kind file: a description changes only when that does, or when
//! an open map gets a new key.

use super::columns::{self, Written};
use crate::check::suppressed;
use crate::kind::{Choice, Field, Fill, Format, Kind, Markdown, Table, Type};
use crate::site::Site;
use crate::site::hide::stays_when_exempt;
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
    /// The pattern all its texts match (ECMA-262).
    pub pattern: Option<String>,
    /// Whether a CSV may have an apostrophe before a text, so that no spreadsheet runs it.
    pub guarded: bool,
    /// The names of the kinds whose ids stand in it, where it names records.
    pub names: Vec<Arc<str>>,
    /// Whether what stands in it is a claim: it means nothing without what it rests on.
    pub claims: bool,
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

impl Holds {
    /// Whether people write the text as they like.
    pub fn is_free_text(&self) -> bool {
        matches!(self, Holds::Text(Format::Plain | Format::Email))
    }
}

/// What people call a table, and what a row of it is.
fn headed(site: &Site, kind: &Kind, table: &Table<'_>) -> (String, String) {
    if let Some(record) =
        table.only.as_ref().and_then(|only| site.records.find(&only.id)).map(|ix| site.record(ix))
    {
        let summary = record.fields.text("summary").unwrap_or_default();
        let title = format!("{}: {}", kind.label_plural, record.title());
        return (title, format!("{} {summary}", kind.description).trim_end().to_owned());
    }
    let words = table.lists.iter().filter_map(|list| list.way.last()).map(|field| field.title.to_lowercase());
    match table.lists.last().and_then(|list| list.way.last()) {
        None => (kind.label_plural.clone(), kind.description.clone()),
        Some(field) => {
            let words = [kind.label_plural.clone()].into_iter().chain(words).collect::<Vec<_>>().join(": ");
            (words, field.description.clone())
        }
    }
}

/// Describes a table of a kind.
pub fn describe(site: &Site, kind: &Kind, table: &Table<'_>) -> Described {
    let columns =
        columns::written(site, kind, table).into_iter().map(|column| facts(site, kind, table, &column));
    let depth = table.lists.len();
    let outer = table.lists.iter().take(depth.saturating_sub(1)).map(|list| format!("{}_n", list.name));
    let key = match depth {
        0 => vec!["id".to_owned()],
        _ => [kind.name.to_string()].into_iter().chain(outer).chain(["n".to_owned()]).collect(),
    };
    let (title, description) = headed(site, kind, table);
    Described {
        name: table.name.clone(),
        title,
        description,
        columns: columns.collect(),
        key,
        is_part: depth > 0,
    }
}

fn facts(site: &Site, kind: &Kind, table: &Table<'_>, column: &Written<'_>) -> Facts {
    let free = site.settings.allow_formula_text;
    let plain = |title: &str, description: String, holds, required| Facts {
        name: column.name.clone(),
        title: title.to_owned(),
        description,
        holds,
        required,
        unit: None,
        pattern: None,
        guarded: false,
        names: Vec::new(),
        claims: false,
    };
    let of_field = |way: &[&Field], required: bool| {
        let facts = of_field(&column.name, way, required);
        let block = way.last().is_some_and(|field| field.markdown == Some(Markdown::Block));
        let guarded = facts.holds.is_free_text() && facts.names.is_empty() && (block || free);
        Facts { guarded, ..facts }
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
        Fill::Item(item) => of_item(table, item, of_field(&[item], true)),
        Fill::Field(way) => of_field(way, is_required(kind, table, way)),
        Fill::Root(field) => {
            let described = of_field(&[field], false);
            Facts { description: format!("As the {label} says: {}", described.description), ..described }
        }
        Fill::Of(field, member) => {
            let title = format!("{}: {member}", field.title);
            let description = format!("The {member} of what `{}` names.", field.name);
            let required = *member == "title" && is_required(kind, table, &[field]);
            Facts { guarded: free, ..plain(&title, description, text(), required) }
        }
        Fill::Words(way) => {
            let key = column.key.as_deref().unwrap_or_default();
            let field = way.last();
            let title = field.map_or_else(|| key.to_owned(), |field| format!("{}: {key}", field.title));
            let description = field.map(|field| field.description.clone()).unwrap_or_default();
            Facts { guarded: free, ..plain(&title, description, text(), false) }
        }
    }
}

/// What stands in a list of plain values. An item seldom says what it is: its list does.
fn of_item(table: &Table<'_>, item: &Field, described: Facts) -> Facts {
    match table.lists.last().and_then(|list| list.way.last()) {
        Some(list) if item.description.is_empty() => {
            Facts { title: list.title.clone(), description: list.description.clone(), ..described }
        }
        _ => described,
    }
}

/// Whether every row of a table has a value at the end of a way: its record must, and nothing takes it away where a record is not
/// public whole (records.md §3).
fn is_required(kind: &Kind, table: &Table<'_>, way: &[&Field]) -> bool {
    let asked = way.iter().all(|field| field.required);
    // Items stay or go with their list: of a record that is exempt, what is there is whole.
    let in_item = !table.lists.is_empty();
    let own_title = matches!(way, [field] if &*field.name == "title");
    let exempt = in_item || kind.field("exempt").is_none() || own_title || stays_when_exempt(way);
    // What names a record that is not public is left out, but for rows that are nothing without it.
    let names = way.last().is_some_and(|field| field.reference.is_some());
    let kept = !names || (!in_item && !kind.page && way.len() == 1);
    let path: Vec<&str> = way.iter().map(|field| &*field.name).collect();
    let hidden = !in_item && suppressed::figures(kind).contains(&path.join(".").as_str());
    // A document that is not published has neither.
    let closed = table.lists.last().is_some_and(|list| list.name == "attachments")
        && matches!(path[..], ["file" | "url"]);
    asked && exempt && kept && !hidden && !closed
}

/// What the field at the end of a way says of its column.
fn of_field(name: &str, way: &[&Field], required: bool) -> Facts {
    let titles: Vec<&str> = way.iter().map(|field| field.title.as_str()).collect();
    let last = way.last();
    Facts {
        name: name.to_owned(),
        title: titles.join(": "),
        description: match (last, basis_of(way)) {
            (Some(field), Some(basis)) => format!(
                "{} It counts only with \u{201c}{basis}\u{201d}: where that says proposal it was only proposed, and where that is empty or says none-held no record shows it.",
                field.description
            ),
            (field, _) => field.map(|field| field.description.clone()).unwrap_or_default(),
        },
        holds: last.map_or(Holds::Text(Format::Plain), |field| holds(field)),
        required,
        unit: last.and_then(|field| field.unit.clone()),
        claims: way.iter().any(|field| field.basis.is_some()),
        pattern: last.and_then(|field| field.pattern.clone()),
        guarded: false,
        names: last.and_then(|field| field.reference.as_ref()).map(|r| r.kinds.clone()).unwrap_or_default(),
    }
}

/// The column that says what the claim at the end of a way rests on; none where it claims nothing.
fn basis_of(way: &[&Field]) -> Option<String> {
    let at = way.iter().position(|field| field.basis.is_some())?;
    let basis = way[at].basis.as_deref()?;
    let holder: Vec<&str> = way[..at].iter().map(|field| &*field.name).collect();
    let beside = || holder.iter().copied().chain([basis]).collect::<Vec<_>>().join(".");
    Some(basis.strip_prefix('/').map_or_else(beside, str::to_owned))
}

/// What the cells of a column as written hold.
pub(super) fn holds_in(column: &Written<'_>) -> Holds {
    match column.fill {
        Fill::Url => Holds::Text(Format::Uri),
        Fill::Place(_) => Holds::Integer,
        Fill::Item(field) | Fill::Root(field) => holds(field),
        Fill::Field(way) => way.last().map_or(Holds::Text(Format::Plain), |field| holds(field)),
        Fill::Id | Fill::Publisher | Fill::Parent | Fill::Anchor(_) | Fill::Words(_) | Fill::Of(..) => {
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
        // No column holds these: they are tables and columns of their own.
        Type::List(_) | Type::Object(_) | Type::Words => Holds::Text(Format::Plain),
    }
}
