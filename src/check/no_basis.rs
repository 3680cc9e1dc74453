//! `no-basis`: a claim says what it rests on (records.md §1).
//!
//! Looks at the fields at the root that declare `x-basis`. One diagnostic a record, at the first claim that says nothing.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::kind::Type;
use crate::record::Record;

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
        let diagnostic = Diagnostic::new(Code::NoBasis, message)
            .at(record.place(&format!("/{}", field.name)))
            .help(format!("add `{basis}: …` with one of: {}", choices(record, basis)));
        out.push(diagnostic);
        return;
    }
}

fn choices(record: &Record, basis: &str) -> String {
    match record.kind.field_at(basis).map(|f| &f.ty) {
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
                    add `basis: …` with one of: minute, decision-record, later-paper, proposal, none-held";
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
