//! The columns of a CSV file against its kind: one problem a column, whatever its rows hold.

use super::Form;
use super::convert::NAME;
use super::meant::{better, meant_by};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::kind::{Field, Kind, Type};
use crate::source::{Source, Span};
use crate::tree::csv::Column;

/// The problem of a file whose first line names no field of the kind, nor nearly: its header is missing.
pub fn no_header(kind: &Kind, source: &Source, columns: &[Column]) -> Option<Diagnostic> {
    let (first, last) = (columns.first()?, columns.last()?);
    let named = |column: &Column| {
        let step = column.name.split('.').next().unwrap_or_default();
        step == NAME || kind.field(step).is_some() || meant_by(step, &kind.fields, Some(NAME)).is_some()
    };
    if columns.iter().any(named) {
        return None;
    }
    let needed = kind.fields.iter().filter(|field| field.required).map(|field| &*field.name);
    let example = std::iter::once(NAME).chain(needed).collect::<Vec<_>>().join(",");
    let message = format!("the first line names no column of {}", kind.label_plural.to_lowercase());
    Some(
        Diagnostic::new(Code::BadCsv, message)
            .at_span(&source.path, Span::new(first.span.start as usize, last.span.end as usize))
            .help(format!("begin the file with a line of names, such as {example}")),
    )
}

/// Reports every column that is no field of the kind, at the part of its name that is wrong.
pub fn check(kind: &Kind, source: &Source, columns: &[Column], out: &mut Diagnostics) {
    for column in columns.iter().filter(|column| column.name != NAME) {
        let mut fields: &[Field] = &kind.fields;
        let mut before = 0;
        for step in column.name.split('.') {
            let Some(field) = fields.iter().find(|field| &*field.name == step) else {
                out.push(unknown(source, column, before, step, fields));
                break;
            };
            before += step.len() + 1;
            match &field.ty {
                Type::Object(inner) => fields = inner,
                // Its columns are for the author to name; of the others the rows tell what is wrong.
                _ => break,
            }
        }
    }
}

fn unknown(source: &Source, column: &Column, before: usize, step: &str, fields: &[Field]) -> Diagnostic {
    // Inside quotes a name may be written otherwise than it reads.
    let plain = source.slice(column.span) == column.name;
    let start = column.span.start as usize + before;
    let span = if plain { Span::new(start, start + step.len()) } else { column.span };
    let inside = match before {
        0 => String::new(),
        end => format!(" in `{}`", &column.name[..end - 1]),
    };
    Diagnostic::new(Code::UnknownColumn, format!("there is no column `{step}`{inside}"))
        .at_span(&source.path, span)
        .help(better(step, fields, (before == 0).then_some(NAME), Form::Row))
        .help_is_public()
        .quoting(step)
        .for_curly_quotes_if_any()
}
