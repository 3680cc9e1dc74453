//! `date-order`: one day does not come before another that it follows from, in this record or in those it names.
//!
//! Settings: `fields`, the paths of the two days, the earlier first; either may lead through references and lists of them. `within_days`, a number
//! of days: the later day is not further from the earlier one. Dates may differ in precision: what may be right passes.

use super::Subject;
use crate::date;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::record::{Map, Record, Records, Value};
use jiff::ToSpan;

/// A text that a path leads to.
pub(super) struct Found<'a> {
    pub(super) text: &'a str,
    /// Where it stands in the record that is looked at, or the reference that leads to it.
    pointer: String,
    /// The record it is read in, where that is another.
    of: Option<&'a Record>,
}

pub(super) fn check(subject: &Subject<'_>, out: &mut Diagnostics) {
    let [first, then] = subject.paths("fields")[..] else { return };
    // Most records lack one of the two, or hold one day for both.
    let own = |path: &str| subject.fields.get(path.split('.').next().unwrap_or_default()).is_some();
    if !own(first) || !own(then) || subject.any_unsound(&["fields"]) {
        return;
    }
    let within = subject.check.settings.get("within_days").and_then(serde_json::Value::as_i64);
    let mut at = (Vec::new(), Vec::new());
    find(subject.records, subject.fields, first, (subject.pointer.clone(), None), &mut at.0);
    find(subject.records, subject.fields, then, (subject.pointer.clone(), None), &mut at.1);
    for earlier in &at.0 {
        for later in &at.1 {
            compare(subject, (first, earlier), (then, later), within, out);
        }
    }
}

fn compare(
    subject: &Subject<'_>,
    (first, earlier): (&str, &Found<'_>),
    (then, later): (&str, &Found<'_>),
    within: Option<i64>,
    out: &mut Diagnostics,
) {
    let (Some(start), Some(end)) = (date::any(earlier.text), date::any(later.text)) else { return };
    let far = within.and_then(|days| start.end.checked_add(days.days()).ok());
    let way = match far {
        _ if end.end < start.start => "before",
        Some(far) if end.start > far => "long after",
        _ => return,
    };
    let (a, b) = (told(then, later), told(first, earlier));
    let comma = if a.contains(", ") { "," } else { "" };
    let diagnostic = Diagnostic::new(Code::OutOfOrder, format!("{a}{comma} is {way} {b}"))
        .at(subject.record.place(&later.pointer))
        .related(subject.record.place(&earlier.pointer), "the day that comes first")
        .help("compare both days with the papers: one of them is wrong, or another record is meant");
    out.push([earlier, later].into_iter().fold(diagnostic, |told, found| told.quoting(found.text)));
}

/// A date with whose it is. That of a record which may not be public is not repeated.
fn told(path: &str, found: &Found<'_>) -> String {
    match found.of {
        None => format!("`{path}`, {}", found.text),
        Some(record) if record.guarded => format!("the day of `{}`", record.id),
        Some(record) => format!("the day of `{}`, {}", record.id, found.text),
    }
}

/// Every text at a dotted path that may lead through lists and references.
pub(super) fn find<'a>(
    records: &'a Records,
    fields: &'a Map,
    path: &str,
    (pointer, of): (String, Option<&'a Record>),
    out: &mut Vec<Found<'a>>,
) {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    // A place in another record is that of the reference which leads there.
    let at = if of.is_some() { pointer } else { format!("{pointer}/{first}") };
    let Some(value) = fields.get(first) else { return };
    let mut one = |value: &'a Value, at: String| match (value, rest) {
        (Value::Text(_), None) => {
            out.extend(value.text().map(|text| Found { text, pointer: at, of }));
        }
        (Value::Map(inner), Some(rest)) => find(records, inner, rest, (at, of), out),
        (Value::Text(id), Some(rest)) => {
            let id = id.split('#').next().unwrap_or_default();
            if let Some(ix) = records.find(id) {
                find(records, &records[ix].fields, rest, (at, Some(&records[ix])), out);
            }
        }
        _ => {}
    };
    match value {
        Value::List(items) if of.is_some() => items.iter().for_each(|item| one(item, at.clone())),
        Value::List(items) => {
            items.iter().enumerate().for_each(|(i, item)| one(item, format!("{at}/{i}")));
        }
        value => one(value, at),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Site, pointer};

    fn told(records: &[(&str, &str, &str)]) -> Vec<(String, String)> {
        let base = Site::with_defaults()
            .record("body", "council", r#"{ "title": "Council" }"#)
            .record(
                "meeting",
                "may",
                r#"{ "title": "M", "body": "council", "date": "2012-05-03", "state": "held" }"#,
            )
            .record("report", "hours", r#"{ "title": "R", "body": "council", "date": "2012-05-03" }"#);
        let site = records.iter().fold(base, |site, (kind, name, json)| site.record(kind, name, json));
        site.run().iter().map(|d| (pointer(d).to_owned(), d.message.clone())).collect()
    }

    fn decision(date: &str, rest: &str) -> Vec<(String, String)> {
        let json = format!(
            r#"{{ "title": "D", "date": "{date}", "decision_maker": {{ "type": "council" }}{rest} }}"#
        );
        told(&[("resolution", "d", &json)])
    }

    #[test]
    fn a_decision_is_not_older_than_what_it_decides_on() {
        let said = decision("2011-05-03", r#", "considers": ["hours"]"#);
        let message = "`date`, 2011-05-03, is before the day of `report/hours`, 2012-05-03";
        assert_eq!(said, [("/date".to_owned(), message.to_owned())]);
        assert_eq!(decision("2012-05-03", r#", "considers": ["hours"]"#), []);
        assert_eq!(decision("2013-05-03", r#", "considers": ["hours"]"#), []);
    }

    #[test]
    fn a_decision_is_of_about_the_day_of_its_meeting() {
        let told = ["2011-05-03", "2012-05-02", "2012-05-03", "2012-05-10", "2013-05-03"];
        let told = told.map(|date| decision(date, r#", "meeting": "may""#).len());
        assert_eq!(told, [1, 1, 0, 0, 1]);
        assert!(decision("2013-05-03", r#", "meeting": "may""#)[0].1.contains("is long after the day of"));
    }

    #[test]
    fn a_day_in_another_record_is_told_at_the_reference() {
        let later = r#"{ "title": "R2", "body": "council", "date": "2011-05-03", "supersedes": "hours" }"#;
        let said = told(&[("report", "b", later)]);
        assert_eq!(said.len(), 1, "{said:?}");
        let approved = r#"{ "title": "J", "body": "council", "date": "2012-06-07", "state": "held",
            "minutes": { "state": "approved", "approved_at": "may" } }"#;
        let said = told(&[("meeting", "june", approved)]);
        let message = "the day of `meeting/may`, 2012-05-03, is before `date`, 2012-06-07";
        assert_eq!(said, [("/minutes/approved_at".to_owned(), message.to_owned())]);
    }

    #[test]
    fn a_day_of_a_record_that_may_be_hidden_is_not_repeated() {
        let draft = r#"{ "title": "R2", "body": "council", "date": "2012-05-03", "status": "draft" }"#;
        let decision = r#"{ "title": "D", "date": "2011-05-03", "decision_maker": { "type": "council" }, "considers": ["b"] }"#;
        let said = told(&[("report", "b", draft), ("resolution", "d", decision)]);
        assert_eq!(said[0].1, "`date`, 2011-05-03, is before the day of `report/b`");
    }
}
