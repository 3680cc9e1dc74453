//! Figures as one tidy table for each thing they measure: a row a figure, with the names of its area in it, ready for a chart.
//!
//! Follows from the role `figures`: the first record in the key of such a kind says what is measured, the second for where.

use crate::kind::{Column, Field, Fill, Kind, Only, Role, Table, Type, columns_of};
use crate::record::Record;
use crate::site::Site;

/// The fields of the key that name records: what is measured, and where.
struct Axes<'k> {
    of: &'k Field,
    place: Option<&'k Field>,
}

fn axes(kind: &Kind) -> Option<Axes<'_>> {
    if kind.role != Some(Role::Figures) || !kind.dataset {
        return None;
    }
    let mut named =
        kind.key.iter().filter_map(|name| kind.field(name)).filter(|field| field.reference.is_some());
    Some(Axes { of: named.next()?, place: named.next() })
}

/// The kinds a field may name.
fn named<'s>(site: &'s Site, field: &Field) -> Vec<&'s Kind> {
    let names = field.reference.iter().flat_map(|reference| &reference.kinds);
    names.filter_map(|name| site.kinds.get(name)).map(|kind| &**kind).collect()
}

/// The records that have a table of figures, in order; each has one even without a figure, so that a script that reads it does not break.
pub fn measured<'s>(site: &'s Site, kind: &'s Kind) -> impl Iterator<Item = &'s Record> {
    let kinds = axes(kind).map(|axes| named(site, axes.of)).unwrap_or_default();
    kinds.into_iter().flat_map(|kind| super::listed(site, kind)).map(|(_, record)| record)
}

/// The table of the record at this place among those measured.
pub fn table<'s>(site: &'s Site, kind: &'s Kind, nth: usize) -> Option<Table<'s>> {
    let Axes { of, place } = axes(kind)?;
    let record = measured(site, kind).nth(nth)?;
    let many = named(site, of).len() > 1;
    let name = match many {
        true => format!("{}/{}-{}", kind.plural, record.kind.name, record.name),
        false => format!("{}/{}", kind.plural, record.name),
    };
    let only = Some(Only { field: of, id: record.id.clone() });
    Some(Table { name, lists: Vec::new(), columns: columns(site, kind, of, place), only })
}

fn columns<'s>(site: &Site, kind: &'s Kind, of: &'s Field, place: Option<&'s Field>) -> Vec<Column<'s>> {
    let mut columns = vec![Column { name: "id".into(), fill: Fill::Id }];
    if let Some(place) = place {
        columns.extend(columns_of(place));
        columns.push(joined(place, "title"));
        columns.extend(has(site, place, "code").then(|| joined(place, "code")));
    }
    let is_axis =
        |field: &Field| field.name == of.name || place.is_some_and(|place| place.name == field.name);
    let in_key = |field: &&Field| kind.key.iter().any(|name| **name == *field.name);
    let keys = kind.key.iter().filter_map(|name| kind.field(name));
    let own = kind.fields.iter().filter(|field| !field.shared && !in_key(field));
    columns.extend(keys.chain(own).filter(|field| !is_axis(field)).flat_map(columns_of));
    columns.extend(has(site, of, "unit").then(|| Column { name: "unit".into(), ..joined(of, "unit") }));
    columns.push(Column { name: "publisher".into(), fill: Fill::Publisher });
    // A kind may have a field of such a name itself: then its own stands.
    let mut seen = Vec::new();
    columns.retain(|column| {
        !seen.contains(&column.name) && {
            seen.push(column.name.clone());
            true
        }
    });
    columns
}

fn joined<'k>(field: &'k Field, member: &'static str) -> Column<'k> {
    Column { name: format!("{}_{member}", field.name), fill: Fill::Of(field, member) }
}

/// Whether a kind that a field names has a text of this name.
fn has(site: &Site, field: &Field, member: &str) -> bool {
    let text = |kind: &&Kind| kind.field(member).is_some_and(|f| matches!(f.ty, Type::Text(_)) && !f.private);
    named(site, field).iter().any(text)
}
