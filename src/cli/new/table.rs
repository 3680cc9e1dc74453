//! Kinds kept as rows: their table, and what to fill in.

use super::sample::Samples;
use super::{New, NewError, write_new};
use crate::kind::{Field, Kind, Kinds, Type};
use jiff::civil::Date;
use std::path::Path;

/// A column to fill in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name, dotted for nested fields.
    pub name: String,
    /// Whether a row must have it.
    pub needed: bool,
    /// What it is for, and what may be written.
    pub words: String,
}

/// Makes the kind's table with its first line where there is none. A row names other records, so people write it themselves.
pub(super) fn new(kinds: &Kinds, root: &Path, kind: &Kind, today: Date) -> Result<New, NewError> {
    let samples = Samples { kinds, schema: &kind.schema, today };
    let columns = columns(kind, &samples);
    let path = format!("data/{}.csv", kind.plural);
    let made = !root.join(&path).exists();
    if made {
        let names: Vec<&str> = columns.iter().map(|c| c.name.as_str()).collect();
        write_new(root, &path, &format!("{}\n", names.join(",")))?;
    }
    Ok(New::Table { path, made, columns })
}

/// The name first where a row has no key, then what a row must have, then the kind's other plain fields.
fn columns(kind: &Kind, samples: &Samples<'_>) -> Vec<Column> {
    let mut columns = Vec::new();
    if kind.key.is_empty() {
        let words =
            "Name: Short name of the record, in small letters with hyphens. Never used twice.".to_owned();
        columns.push(Column { name: "name".into(), needed: true, words });
    }
    let own = |field: &Field| field.required || !kind.schema["properties"][&*field.name].is_null();
    for field in kind.fields.iter().filter(|f| own(f)) {
        push(field, "", field.required, samples, &mut columns);
    }
    columns.sort_by_key(|column| !column.needed);
    columns
}

fn push(field: &Field, before: &str, needed: bool, samples: &Samples<'_>, columns: &mut Vec<Column>) {
    if field.is_worked_out() || field.is_table() {
        return;
    }
    let name = format!("{before}{}", field.name);
    match &field.ty {
        Type::Object(fields) => {
            for inner in fields {
                push(inner, &format!("{name}."), needed && inner.required, samples, columns);
            }
        }
        // Its columns are for the author to name: `category.property_type`.
        Type::Words => {}
        Type::List(_) => {
            let words = format!("{} Several are separated by ;", samples.comment(field));
            columns.push(Column { name, needed, words });
        }
        _ => columns.push(Column { name, needed, words: samples.comment(field) }),
    }
}
