//! `period-order`: nothing ends before it begins.
//!
//! Settings: `fields`, the paths of the two dates. Dates may differ in precision: only an end that lies wholly before the start
//! is wrong, so that "2012 to 3 May 2012" passes. `excludes`, the path of the end where its own day is outside: then it must come later.

use super::Subject;
use crate::date;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::record::Value;

pub(super) fn check(subject: &Subject<'_>, out: &mut Diagnostics) {
    let [from, to] = subject.paths("fields")[..] else { return };
    let text = |path: &str| subject.fields.at(path).and_then(Value::text);
    // Most records lack one of the two.
    let (Some(first), Some(last)) = (text(from), text(to)) else { return };
    if subject.any_unsound(&["fields"]) {
        return;
    }
    let (Some(start), Some(end)) = (date::any(first), date::any(last)) else {
        return times(subject, (from, first), (to, last), out);
    };
    let backwards = match (start.instant, end.instant) {
        (Some(start), Some(end)) => end < start,
        _ => end.end < start.start,
    };
    if !backwards && is_outside(subject, to) && end.end <= start.start {
        let message = format!("`{to}` is {last}, the day of `{from}`: no day lies between them");
        let diagnostic = Diagnostic::new(Code::PeriodOrder, message)
            .at(subject.record.place(&subject.pointer_to(to)))
            .related(subject.record.place(&subject.pointer_to(from)), "the beginning")
            .help(format!("write the day after the last one, or take `{to}` out where none is known"))
            .quoting(last)
            .quoting(first);
        out.push(diagnostic);
    }
    if backwards {
        let message = format!("`{to}` is {last}, which is before `{from}`, {first}");
        let diagnostic = Diagnostic::new(Code::PeriodOrder, message)
            .at(subject.record.place(&subject.pointer_to(to)))
            .related(subject.record.place(&subject.pointer_to(from)), "the beginning")
            .help("check both dates: one of them is wrong, or they have changed places")
            .quoting(last)
            .quoting(first);
        out.push(diagnostic);
    }
}

/// Nothing goes on for so many hours or more: an end on the clock that would be so late is no end after midnight.
const HOURS_MAX: i32 = 12;

/// Two times on the clock. What ends after midnight ends earlier on the clock than it began.
fn times(
    subject: &Subject<'_>,
    (from, first): (&str, &str),
    (to, last): (&str, &str),
    out: &mut Diagnostics,
) {
    let (Ok(start), Ok(end)) = (date::time(first), date::time(last)) else { return };
    let back = start - end;
    if end > start || back.get_hours() >= HOURS_MAX {
        return;
    }
    let diagnostic =
        Diagnostic::new(Code::PeriodOrder, format!("`{to}` is {last}, which is not after `{from}`, {first}"))
            .at(subject.record.place(&subject.pointer_to(to)))
            .related(subject.record.place(&subject.pointer_to(from)), "the beginning")
            .help("check both times: they are on the 24-hour clock, so nine in the evening is 21:00")
            .quoting(last)
            .quoting(first);
    out.push(diagnostic);
}

fn is_outside(subject: &Subject<'_>, to: &str) -> bool {
    subject.path("excludes") == Some(to)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Site, pointer};
    use crate::diagnostic::Code;

    const KIND: &str = r#"{ "title": "Thing", "description": "A thing.",
        "x-kind": { "plural": "things", "label": "Thing", "label_plural": "Things", "page": false },
        "type": "object", "x-check": { "rule": "period-order", "fields": ["opens", "span.closes"] },
        "properties": {
            "opens": { "title": "Opens", "description": "First day.", "type": "string", "format": "partial-date" },
            "span": { "title": "Span", "description": "Its end.", "type": "object", "properties": {
                "closes": { "title": "Closes", "description": "Last day.", "type": "string", "format": "partial-date" } } } } }"#;

    fn told(opens: &str, closes: &str) -> Vec<String> {
        let json = format!(r#"{{ "opens": "{opens}", "span": {{ "closes": "{closes}" }} }}"#);
        let found = Site::new().kind("thing", KIND).record("thing", "a", &json).run();
        found
            .iter()
            .map(|d| {
                assert_eq!((d.code, pointer(d)), (Code::PeriodOrder, "/span/closes"));
                assert_eq!(d.quotes, [closes, opens]);
                d.message.clone()
            })
            .collect()
    }

    #[test]
    fn an_end_before_the_beginning_is_told_at_the_end() {
        assert_eq!(
            told("2012-05-03", "2012-05-02"),
            ["`span.closes` is 2012-05-02, which is before `opens`, 2012-05-03"]
        );
        assert_eq!(told("2012-05", "2012-04-30").len(), 1);
        assert_eq!(told("2012", "2011").len(), 1);
    }

    #[test]
    fn an_end_whose_own_day_is_outside_comes_later() {
        let kind = KIND.replace(r#""fields": ["opens""#, r#""excludes": "span.closes", "fields": ["opens""#);
        let told = |closes: &str| {
            let json = format!(r#"{{ "opens": "2012-05-03", "span": {{ "closes": "{closes}" }} }}"#);
            Site::new().kind("thing", &kind).record("thing", "a", &json).run().len()
        };
        assert_eq!(["2012-05-02", "2012-05-03", "2012-05-04"].map(told), [1, 1, 0]);
    }

    #[test]
    fn an_exemption_is_not_over_before_the_day_of_its_record() {
        let told = |until: &str| {
            let report = format!(
                r#"{{ "title": "R", "body": "b", "date": "2026-12-03", "exempt": {{ "kind": "exempt", "until": "{until}" }} }}"#
            );
            let site = Site::with_defaults().record("body", "b", r#"{ "title": "B" }"#);
            let found = site.record("report", "r", &report).run();
            found.iter().map(|d| (d.code, pointer(d).to_owned())).collect::<Vec<_>>()
        };
        assert_eq!(told("2025-12-31"), [(Code::PeriodOrder, "/exempt/until".to_owned())]);
        assert_eq!(told("2026-12-03"), []);
    }

    #[test]
    fn what_may_be_right_passes() {
        for (opens, closes) in [
            ("2012-05-03", "2012-05-03"),
            ("2012-05-03", "2012"),
            ("2012", "2012-01-01"),
            ("2012-05", "2012-05"),
        ] {
            assert_eq!(told(opens, closes), [] as [&str; 0]);
        }
    }

    #[test]
    fn what_ends_after_midnight_is_told_from_what_ends_before_it_starts() {
        let told = |starts: &str, ends: &str| {
            let meeting = format!(
                r#"{{ "title": "M", "body": "b", "date": "2012-05-03", "state": "held", "starts": "{starts}", "ends": "{ends}" }}"#
            );
            let site = Site::with_defaults().record("body", "b", r#"{ "title": "B" }"#);
            let found = site.record("meeting", "m", &meeting).run();
            found.iter().map(|d| (pointer(d).to_owned(), d.message.clone())).collect::<Vec<_>>()
        };
        let message = "`ends` is 17:30, which is not after `starts`, 18:00";
        assert_eq!(told("18:00", "17:30"), [("/ends".to_owned(), message.to_owned())]);
        assert_eq!(told("19:00", "09:00").len(), 1, "nine in the evening");
        assert_eq!(told("18:00", "18:00").len(), 1);
        assert_eq!(told("18:00", "20:30"), []);
        assert_eq!(told("18:00", "00:30"), []);
        assert_eq!(told("14:00", "01:45"), []);
    }

    #[test]
    fn a_rule_on_a_field_every_kind_has_is_kept_to() {
        let ward = r#"{ "title": "W", "exempt": { "kind": "exempt", "from": "2012-05-03", "until": "2011-05-03" } }"#;
        let found = Site::with_defaults().record("ward", "w", ward).run();
        let told: Vec<_> = found.iter().map(|d| (pointer(d), &*d.message)).collect();
        assert_eq!(told, [("/exempt/until", "`until` is 2011-05-03, which is before `from`, 2012-05-03")]);
    }
}
