//! `no-basis`: a claim says what it rests on (records.md §1).
//!
//! Looks at the fields at the root that declare `x-basis`. One diagnostic a record, at the first claim that says nothing.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::kind::{Kind, Type};
use crate::record::{Form, Record};
use crate::source::Source;
use crate::tree::csv::Column;

/// Says of a file of rows that has no column for what a claim rests on that it needs one: once, in place of what each row said.
pub fn in_table(kind: &Kind, source: &Source, columns: &[Column], out: &mut Diagnostics) {
    let mut told: Vec<&str> = Vec::new();
    for column in columns {
        let Some(basis) = kind.field(&column.name).and_then(|field| field.basis.as_deref()) else { continue };
        let basis = basis.trim_start_matches('/');
        if has_column(columns, basis) {
            continue;
        }
        let before = out.len();
        out.retain(|problem| !is_of(problem, &column.name));
        if out.len() == before || told.contains(&basis) {
            continue;
        }
        told.push(basis);
        let message = format!(
            "no column says what `{}` rests on, so pages print \"no record held here\" beside it",
            column.name
        );
        let list = choices(kind, basis);
        let help = format!("add a column `{basis}`, and write one of these in each row: {list}");
        out.push(Diagnostic::new(Code::NoBasis, message).at_span(&source.path, column.span).help(help));
    }
}

/// Whether a problem is what [`check`] says of this field.
fn is_of(problem: &Diagnostic, field: &str) -> bool {
    let at = |pointer: &str| pointer.strip_prefix('/') == Some(field);
    problem.code == Code::NoBasis && matches!(&problem.place, Some(Place::Field(place)) if at(&place.pointer))
}

/// Whether one of these columns is that of a field, or of a field in it.
fn has_column(columns: &[Column], path: &str) -> bool {
    let of =
        |name: &str| name.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    columns.iter().any(|column| of(&column.name))
}

pub(super) fn check(record: &Record, out: &mut Diagnostics) {
    for field in &record.kind.fields {
        let Some(basis) = field.basis.as_deref().map(|b| b.trim_start_matches('/')) else { continue };
        if record.fields.get(&field.name).is_none() || record.fields.at(basis).is_some() {
            continue;
        }
        let unsound = |path: &str| record.is_unsound(&format!("/{}", path.replace('.', "/")));
        if unsound(&field.name) || unsound(basis) {
            continue;
        }
        let message = format!(
            "`{}` does not say what it rests on, so pages print \"no record held here\" beside it",
            field.name
        );
        let list = choices(&record.kind, basis);
        let help = match record.origin.form {
            Form::Document => format!("add `{basis}: …` with one of: {list}"),
            Form::Element => format!("add \"{basis}\": \"…\" with one of: {list}"),
            Form::Row => format!("write one of these in the column `{basis}`: {list}"),
        };
        let diagnostic =
            Diagnostic::new(Code::NoBasis, message).at(record.place(&format!("/{}", field.name))).help(help);
        out.push(diagnostic);
        return;
    }
}

fn choices(kind: &Kind, basis: &str) -> String {
    match kind.field_at(basis).map(|f| &f.ty) {
        Some(Type::Choice(choices)) => choices.iter().map(|c| &*c.value).collect::<Vec<_>>().join(", "),
        _ => "what shows it".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Site, pointer};
    use crate::diagnostic::Code;

    fn told(rest: &str) -> Vec<(String, String)> {
        let decision = format!(
            r#"{{ "title": "T", "date": "2010-05-27", "decision_maker": {{ "type": "council" }}, "lead_in": "That:"{rest} }}"#
        );
        let found = Site::with_defaults().record("resolution", "a", &decision).run();
        found
            .iter()
            .map(|d| (pointer(d).to_owned(), format!("{}; {}", d.message, d.help.as_deref().unwrap())))
            .collect()
    }

    #[test]
    fn a_claim_without_basis_is_told_once() {
        let said = "`outcome` does not say what it rests on, so pages print \"no record held here\" beside it; \
                    add \"basis\": \"…\" with one of: minute, decision-record, later-paper, proposal, none-held";
        assert_eq!(
            told(r#", "outcome": "agreed", "effective_from": "2010-06-01""#),
            [("/outcome".to_owned(), said.to_owned())]
        );
    }

    #[test]
    fn a_basis_or_no_claim_passes() {
        assert_eq!(told(r#", "outcome": "agreed", "basis": "minute""#), []);
        assert_eq!(told(""), []);
        assert_eq!(Site::with_defaults().record("body", "b", r#"{ "title": "B" }"#).run().iter().count(), 0);
        assert_eq!(
            Site::with_defaults()
                .record("body", "b", r#"{ "title": "B", "formed": "2010" }"#)
                .run()
                .iter()
                .map(|d| d.code)
                .collect::<Vec<_>>(),
            [Code::NoBasis]
        );
    }
}
