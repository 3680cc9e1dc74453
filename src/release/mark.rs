//! Marks a record as redacted in the text of its file, and leaves the rest of the file as it is.
//!
//! In: the file's text and which record of it. Out: the new text. Whether the mark says what it should is for the caller to check, by
//! reading it again: people write files in more ways than are looked for here.

use crate::record::Form;
use crate::record::locate::{self, Reading};
use crate::source::{Source, Span};
use crate::tree::{Entry, Node, Value, front_matter};
use jiff::civil::Date;
use std::ops::Range;

/// The field.
const FIELD: &str = "redacted";

/// What the mark says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The day.
    pub date: Date,
    /// Why, in words fit to be read by anyone.
    pub reason: Option<String>,
    /// Whether the name is retired.
    pub retired: bool,
}

/// The text of a file with a record marked. None where the file is written in a way that this cannot change.
pub fn marked(source: &Source, form: Form, item: u32, mark: &Mark) -> Option<String> {
    let reading = locate::read(source);
    let node = reading.items.iter().find(|(number, _)| *number == item).map(|(_, node)| node)?;
    match form {
        Form::Document => document(source, node, mark),
        Form::Element => Some(element(source, node, mark)),
        Form::Row => row(source, &reading, node, mark),
    }
}

/// What to type where the file could not be changed.
pub fn to_type(form: Form, mark: &Mark) -> String {
    match form {
        Form::Document => format!("{FIELD}: {}", yaml(mark)),
        Form::Element => format!("\"{FIELD}\": {}", json(mark)),
        Form::Row => cells(mark)
            .iter()
            .map(|(column, cell)| format!("{column} = {cell}"))
            .collect::<Vec<_>>()
            .join(", "),
    }
}

fn members(mark: &Mark) -> Vec<(&'static str, String)> {
    let text = |text: &str| serde_json::Value::from(text).to_string();
    let mut members = vec![("date", mark.date.to_string())];
    members.extend(mark.reason.as_deref().map(|reason| ("reason", text(reason))));
    members.extend(mark.retired.then(|| ("retired", "true".to_owned())));
    members
}

fn yaml(mark: &Mark) -> String {
    let members: Vec<String> = members(mark).iter().map(|(key, value)| format!("{key}: {value}")).collect();
    format!("{{ {} }}", members.join(", "))
}

fn json(mark: &Mark) -> String {
    let quoted =
        |key: &str, value: &str| if key == "date" { format!("\"{value}\"") } else { value.to_owned() };
    let members: Vec<String> =
        members(mark).iter().map(|(key, value)| format!("\"{key}\": {}", quoted(key, value))).collect();
    format!("{{ {} }}", members.join(", "))
}

fn cells(mark: &Mark) -> Vec<(String, String)> {
    let mut cells = vec![(format!("{FIELD}.date"), mark.date.to_string())];
    cells.extend(mark.reason.clone().map(|reason| (format!("{FIELD}.reason"), reason)));
    cells.extend(mark.retired.then(|| (format!("{FIELD}.retired"), "true".to_owned())));
    cells
}

/// A text with some of its ranges replaced; they come in order.
fn replaced(text: &str, edits: impl IntoIterator<Item = (Range<usize>, String)>) -> String {
    let mut new = String::with_capacity(text.len() + 64);
    let mut at = 0;
    for (range, with) in edits {
        new.push_str(&text[at..range.start]);
        new.push_str(&with);
        at = range.end;
    }
    new.push_str(&text[at..]);
    new
}

fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

fn document(source: &Source, node: &Node, mark: &Mark) -> Option<String> {
    let new = format!("{FIELD}: {}", yaml(mark));
    let edit = match node.entry(FIELD) {
        Some(entry) => (whole(source, entry), new),
        None => {
            let end = front_matter::split(source).ok()?.yaml.range().end;
            (end..end, format!("{new}{}", line_end(&source.text)))
        }
    };
    Some(replaced(&source.text, [edit]))
}

/// An entry from its key to the end of its value, without what is blank after it.
fn whole(source: &Source, entry: &Entry) -> Range<usize> {
    let span = Span { start: entry.key_span.start, end: entry.node.span.end };
    let start = span.range().start;
    start..start + source.slice(span).trim_end().len()
}

fn element(source: &Source, node: &Node, mark: &Mark) -> String {
    let edit = match (node.entry(FIELD), &node.value) {
        (Some(entry), _) => (entry.node.span.range(), json(mark)),
        (None, Value::Map(entries)) if !entries.is_empty() => {
            let last = &entries[entries.len() - 1];
            let end = last.node.span.range().end;
            (end..end, format!(",{}\"{FIELD}\": {}", before(source, last.key_span), json(mark)))
        }
        _ => {
            let start = node.span.range().start + 1;
            (start..start, format!(" \"{FIELD}\": {} ", json(mark)))
        }
    };
    replaced(&source.text, [edit])
}

/// What stands between the line end before a key and the key, where that is blank; else a space.
fn before(source: &Source, key: Span) -> String {
    let start = source.text[..key.range().start].rfind('\n').map(|at| at + 1);
    let indent = start.map(|start| &source.text[start..key.range().start]);
    match indent.filter(|indent| indent.trim().is_empty()) {
        Some(indent) => format!("{}{indent}", line_end(&source.text)),
        None => " ".to_owned(),
    }
}

/// Cells whose columns are there are written into the row; other columns are added to the end of every line.
fn row(source: &Source, reading: &Reading, row: &Node, mark: &Mark) -> Option<String> {
    if !reading.faults.is_empty() {
        return None;
    }
    let header = reading.columns.iter().map(|column| column.span.range()).max_by_key(|range| range.end)?;
    let there = |name: &str| reading.columns.iter().position(|column| column.name == name);
    let (old, new): (Vec<_>, Vec<_>) = cells(mark).into_iter().partition(|(name, _)| there(name).is_some());
    let names: String = new.iter().map(|(name, _)| format!(",{name}")).collect();
    let empty = ",".repeat(new.len());
    let mut edits = vec![(header.end..header.end, names)];
    for (_, node) in &reading.items {
        let range = node.span.range();
        if node.span != row.span {
            edits.push((range.end..range.end, empty.clone()));
            continue;
        }
        let mut cells =
            ::csv::ReaderBuilder::new().has_headers(false).from_reader(source.slice(node.span).as_bytes());
        let read: Option<::csv::StringRecord> = cells.records().next().and_then(Result::ok);
        let mut written: Vec<String> = read?.iter().map(str::to_owned).collect();
        for (name, cell) in &old {
            *written.get_mut(there(name)?)? = cell.clone();
        }
        written.extend(new.iter().map(|(_, cell)| cell.clone()));
        edits.push((range, written.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(",")));
    }
    Some(replaced(&source.text, edits))
}

/// A cell as CSV (RFC 4180, section 2).
fn quoted(cell: &str) -> String {
    let plain = !cell.contains([',', '"', '\r', '\n']);
    if plain { cell.to_owned() } else { format!("\"{}\"", cell.replace('"', "\"\"")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(reason: Option<&str>, retired: bool) -> Mark {
        Mark { date: jiff::civil::date(2026, 12, 1), reason: reason.map(str::to_owned), retired }
    }

    fn done(path: &str, text: &str, item: u32, mark: &Mark) -> String {
        marked(&Source::new(path, text), locate::form_of(path).unwrap(), item, mark).unwrap()
    }

    #[test]
    fn a_document_gets_a_line_at_the_end_of_its_front_matter() {
        let mark = mark(Some("Personal data"), false);
        assert_eq!(
            done("content/pages/a.md", "---\ntitle: A # kept\n---\nWords.\n", 0, &mark),
            "---\ntitle: A # kept\nredacted: { date: 2026-12-01, reason: \"Personal data\" }\n---\nWords.\n"
        );
        let crlf = done("content/pages/a.md", "---\r\ntitle: A\r\n---\r\n", 0, &mark);
        assert_eq!(
            crlf,
            "---\r\ntitle: A\r\nredacted: { date: 2026-12-01, reason: \"Personal data\" }\r\n---\r\n"
        );
    }

    #[test]
    fn a_mark_that_is_there_is_replaced() {
        let mark = mark(None, true);
        let new = "redacted: { date: 2026-12-01, retired: true }";
        for old in ["redacted: { date: 2026-11-01 }", "redacted:\n  date: 2026-11-01\n  reason: Words"] {
            let text = format!("---\ntitle: A\n{old}\nsummary: B\n---\n");
            assert_eq!(
                done("content/pages/a.md", &text, 0, &mark),
                format!("---\ntitle: A\n{new}\nsummary: B\n---\n")
            );
        }
    }

    #[test]
    fn an_element_gets_a_member_written_like_the_last() {
        let mark = mark(None, false);
        let text = "[\n  { \"name\": \"a\" },\n  {\n    \"name\": \"b\",\n    \"title\": \"B\"\n  }\n]\n";
        assert_eq!(
            done("data/wards.json", text, 1, &mark),
            "[\n  { \"name\": \"a\" },\n  {\n    \"name\": \"b\",\n    \"title\": \"B\",\n    \"redacted\": { \"date\": \"2026-12-01\" }\n  }\n]\n"
        );
        assert_eq!(
            done("data/wards.json", "[{ \"name\": \"a\" }]", 0, &mark),
            "[{ \"name\": \"a\", \"redacted\": { \"date\": \"2026-12-01\" } }]"
        );
    }

    #[test]
    fn a_row_gets_cells_and_every_other_line_the_columns() {
        let text = "name,title\r\na,\"A, \"\"one\"\"\"\r\nb,\"B\r\ntwo\"\r\n";
        assert_eq!(
            done("data/wards.csv", text, 1, &mark(Some("Personal data"), false)),
            "name,title,redacted.date,redacted.reason\r\na,\"A, \"\"one\"\"\",,\r\nb,\"B\r\ntwo\",2026-12-01,Personal data\r\n"
        );
        let text = "name,redacted.date,title\na,,A\nb,,B\n";
        assert_eq!(
            done("data/wards.csv", text, 0, &mark(None, true)),
            "name,redacted.date,title,redacted.retired\na,2026-12-01,A,true\nb,,B,\n"
        );
    }
}
