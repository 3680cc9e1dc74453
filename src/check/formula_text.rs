//! `formula-text`: text that a spreadsheet would run when somebody opens a table of this site (CWE-1236).
//!
//! Settings: none in kind files; `allow_formula_text` in `crier.toml` switches it off for a site, and the CSV then has an apostrophe
//! before such text. Looks at every text that stands in a table. A Markdown list in a `block` field begins with a hyphen by right: of that
//! nothing is said, and the CSV has the apostrophe.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::kind::{Field, Markdown, Type};
use crate::record::{Map, Record, Value};
use crate::spreadsheet;

/// Reports each such text of a record whose kind is published as tables.
pub fn check(record: &Record, out: &mut Diagnostics) {
    if record.kind.dataset {
        Search { record, out }.object(&record.kind.fields, &record.fields, &Way::Record);
    }
}

struct Search<'a> {
    record: &'a Record,
    out: &'a mut Diagnostics,
}

/// How a value was reached. Most records have nothing to report, so their places are never written out.
enum Way<'a> {
    Record,
    Member(&'a Way<'a>, &'a str),
    Item(&'a Way<'a>, usize),
}

impl Way<'_> {
    /// As a JSON Pointer (RFC 6901).
    fn pointer(&self) -> String {
        match self {
            Way::Record => String::new(),
            Way::Member(holder, name) => {
                format!("{}/{}", holder.pointer(), name.replace('~', "~0").replace('/', "~1"))
            }
            Way::Item(list, at) => format!("{}/{at}", list.pointer()),
        }
    }
}

impl Search<'_> {
    fn object(&mut self, fields: &[Field], map: &Map, way: &Way<'_>) {
        for (field, value) in map.along(fields).filter(|(field, _)| !field.private) {
            self.value(field, value, &Way::Member(way, &field.name));
        }
    }

    fn value(&mut self, field: &Field, value: &Value, way: &Way<'_>) {
        match (&field.ty, value) {
            (_, Value::Text(text)) if spreadsheet::is_formula(text) => {
                let list = field.markdown == Some(Markdown::Block) && spreadsheet::is_list(text);
                if !list && field.reference.is_none() {
                    self.report(text, &way.pointer());
                }
            }
            (Type::Object(fields), Value::Map(map)) => self.object(fields, map, way),
            (Type::Words, Value::Map(map)) => {
                for (key, text) in map.iter() {
                    self.value(field, text, &Way::Member(way, key));
                }
            }
            (Type::List(item), Value::List(values)) if !item.private => {
                for (i, value) in values.iter().enumerate() {
                    self.value(item, value, &Way::Item(way, i));
                }
            }
            _ => {}
        }
    }

    fn report(&mut self, text: &str, pointer: &str) {
        // The sign itself is not named: the text may not be public.
        let message = "this text begins with a sign that makes it a formula in a spreadsheet";
        let list = if spreadsheet::is_list(text) { "; this field holds no lists" } else { "" };
        let help = format!(
            "begin with a letter, a digit or a quotation mark{list}; or write `allow_formula_text = true` in crier.toml"
        );
        let place = self.record.place(pointer);
        self.out
            .push(Diagnostic::new(Code::FormulaText, message).at(place).about(&self.record.id).help(help));
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Site, pointer};
    use super::check;
    use crate::diagnostic::Diagnostics;

    /// The fields of a record at which something is said.
    fn told(kind: &str, record: &str) -> Vec<String> {
        let records = Site::with_defaults().record(kind, "a", record).records();
        let mut out = Diagnostics::new();
        records.iter().for_each(|(_, record)| check(record, &mut out));
        out.iter().map(|d| pointer(d).to_owned()).collect()
    }

    #[test]
    fn free_text_is_looked_at_wherever_it_stands() {
        let report = r#"{ "title": "=A", "date": "2031-04-01", "body": "b", "contacts": [{ "role": "Officer", "email": "=a@b.example" }],
            "recommendations": { "lead_in": "+ That", "items": [{ "id": "-", "text": "@x", "verbs": ["agree", "=note"] }] } }"#;
        let expected = [
            "/title",
            "/contacts/0/email",
            "/recommendations/lead_in",
            "/recommendations/items/0/id",
            "/recommendations/items/0/text",
            "/recommendations/items/0/verbs/1",
        ];
        let mut found = told("report", report);
        found.sort();
        let mut expected = expected.map(str::to_owned).to_vec();
        expected.sort();
        assert_eq!(found, expected);
    }

    #[test]
    fn an_open_map_is_text_too() {
        let figure = r#"{ "indicator": "i", "area": "w", "period": "2031", "value": -5, "value_status": "ok", "category": { "a/b": "=x" } }"#;
        assert_eq!(told("observation", figure), ["/category/a~1b"]);
    }

    #[test]
    fn lists_numbers_telephones_and_what_is_private_pass() {
        let report = r#"{ "title": "A", "date": "2031-04-01", "body": "b", "internal_note": "=A", "reasons": "- one\n- two",
            "contacts": [{ "role": "Officer", "phone": "+44 1632 960000" }], "background_papers": [{ "record": "c" }] }"#;
        assert_eq!(told("report", report), [""; 0]);
        // A block that begins otherwise is as dangerous as any text.
        assert_eq!(
            told("report", r#"{ "title": "A", "date": "2031-04-01", "body": "b", "reasons": "-2+3" }"#),
            ["/reasons"]
        );
        // Pages are in no table.
        assert_eq!(told("page", r#"{ "title": "=A" }"#), [""; 0]);
    }
}
