//! `not-yet`: nothing is said to have happened on a day that is still to come.
//!
//! Settings: `date`, the path of the day; `field`, the path of a choice; `only`, its values that say that the day has been. What residents do
//! not see is left alone: people prepare it.

use super::Subject;
use crate::date;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::record::{Ix, Value};
use jiff::civil::Date;

pub(super) fn check(subject: &Subject<'_>, latest: Date, hidden: &dyn Fn(Ix) -> bool, out: &mut Diagnostics) {
    let (Some(date), Some(field)) = (subject.path("date"), subject.path("field")) else { return };
    let day = subject.text("date").and_then(date::any);
    // Nearly every day has been.
    if day.is_none_or(|day| day.start <= latest) || subject.any_unsound(&["date", "field"]) {
        return;
    }
    let Some(said) = subject.fields.at(field).and_then(Value::text) else { return };
    let record = subject.record;
    let is_public = |ix: Ix| !hidden(ix);
    if !subject.paths("only").contains(&said) || !subject.records.find(&record.id).is_some_and(is_public) {
        return;
    }
    let when = subject.text("date").unwrap_or_default();
    let message = format!("`{field}` is `{said}`, but `{date}`, {when}, is still to come");
    let diagnostic = Diagnostic::new(Code::NotYet, message)
        .at(record.place(&subject.pointer_to(field)))
        .related(record.place(&subject.pointer_to(date)), "the day")
        .help("put the day right, or say what is so today; what is prepared for that day waits with `status: draft`")
        .quoting(said)
        .quoting(when);
    out.push(diagnostic);
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Site, pointer};
    use crate::diagnostic::Code;

    fn told(kind: &str, json: &str) -> Vec<(String, String)> {
        let site = Site::with_defaults()
            .record("body", "council", r#"{ "title": "Council" }"#)
            .record(kind, "a", json);
        let found = site.run();
        let found = found.iter().filter(|d| d.code == Code::NotYet);
        found.map(|d| (pointer(d).to_owned(), d.message.clone())).collect()
    }

    fn meeting(date: &str, rest: &str) -> Vec<(String, String)> {
        told("meeting", &format!(r#"{{ "title": "M", "body": "council", "date": "{date}", {rest} }}"#))
    }

    #[test]
    fn a_meeting_to_come_was_not_held_and_has_no_minutes() {
        let said = meeting("2026-01-02", r#""state": "held""#);
        let message = "`state` is `held`, but `date`, 2026-01-02, is still to come";
        assert_eq!(said, [("/state".to_owned(), message.to_owned())]);
        let minutes = meeting("2026-01-02", r#""state": "scheduled", "minutes": { "state": "draft" }"#);
        assert_eq!(minutes[0].0, "/minutes/state");
        assert_eq!(meeting("2026-01-01", r#""state": "held""#), [], "that is today");
        assert_eq!(meeting("2026", r#""state": "held""#), [], "it may have been");
        assert_eq!(meeting("2026-01-02", r#""state": "scheduled", "minutes": { "state": "expected" }"#), []);
    }

    #[test]
    fn a_decision_to_come_rests_on_no_minutes_yet() {
        let decision = |basis: &str, rest: &str| {
            let json = format!(
                r#"{{ "title": "D", "date": "2026-01-02", "decision_maker": {{ "type": "council" }}, "outcome": "agreed", "basis": "{basis}"{rest} }}"#
            );
            told("resolution", &json).len()
        };
        assert_eq!(
            ["minute", "decision-record", "proposal", "none-held"].map(|b| decision(b, "")),
            [1, 1, 0, 0]
        );
        assert_eq!(decision("minute", r#", "status": "draft""#), 0, "it is prepared");
    }
}
