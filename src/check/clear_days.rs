//! `clear-days`: the agenda was open long enough before the meeting.
//!
//! Local Government Act 1972, section 100B, as amended by SI 2002/715: five clear days, unless the item is urgent. Neither the
//! day of publication nor that of the meeting counts. Settings: `date`, `published`, `urgent`, `type` (of the body) and `only`
//! (the types that the rule binds). How many days, and which count, is the site's choice.

use super::{Days, Subject};
use crate::date::{self, Precision};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use jiff::civil::Date;

pub(super) fn check(subject: &Subject<'_>, days: &Days, out: &mut Diagnostics) {
    if subject.any_unsound(&["date", "published", "urgent", "type"]) {
        return;
    }
    let bound = subject.text("type").is_some_and(|ty| subject.paths("only").contains(&ty));
    if !bound || subject.value("urgent").is_some() {
        return;
    }
    let (Some(meeting), Some(published)) = (day(subject, "date"), day(subject, "published")) else { return };
    let found = days.between(published, meeting);
    if found >= days.clear {
        return;
    }
    let sort = if days.working { "clear working days" } else { "clear days" };
    let message = if published > meeting {
        "the agenda was published after the meeting".to_owned()
    } else {
        let sort = if found == 1 { sort.trim_end_matches('s') } else { sort };
        format!("the agenda was published {found} {sort} before the meeting; the rule is {}", days.clear)
    };
    let latest = days.latest_before(meeting).map_or_else(
        || "publish it earlier".to_owned(),
        |day| format!("the latest day for it was {}", date::words(&day.to_string())),
    );
    let urgent = subject.path("urgent").unwrap_or_default();
    let diagnostic = Diagnostic::new(Code::ClearDays, message)
        .at(subject.record.place(&subject.pointer_to(subject.path("published").unwrap_or_default())))
        .help(format!(
            "{latest} (Local Government Act 1972, section 100B); where it was urgent, say why: `{urgent}: …`"
        ));
    out.push(diagnostic);
}

/// A date that is exact to the day; what is vaguer cannot be counted from.
fn day(subject: &Subject<'_>, setting: &str) -> Option<Date> {
    let period = date::any(subject.text(setting)?)?;
    matches!(period.precision, Precision::Day | Precision::Instant).then_some(period.start)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Site, pointer};

    fn told(body_type: &str, rest: &str) -> Vec<(String, String)> {
        let body = format!(r#"{{ "title": "B", "type": "{body_type}" }}"#);
        let meeting =
            format!(r#"{{ "title": "M", "body": "b", "date": "2010-06-28", "state": "held"{rest} }}"#);
        let found = Site::with_defaults().record("body", "b", &body).record("meeting", "m", &meeting).run();
        let told = found.iter().map(|d| {
            assert_eq!(pointer(d), "/agenda_published");
            (d.message.clone(), d.help.clone().unwrap())
        });
        told.collect()
    }

    #[test]
    fn too_few_days_are_counted_and_the_latest_day_named() {
        // Monday 28 June 2010: the five working days before it begin on Monday 21.
        let told = told("council", r#", "agenda_published": "2010-06-22""#);
        assert_eq!(
            told,
            [(
                "the agenda was published 3 clear working days before the meeting; the rule is 5".to_owned(),
                "the latest day for it was 18 June 2010 (Local Government Act 1972, section 100B); \
                 where it was urgent, say why: `urgent_reason: …`"
                    .to_owned()
            )]
        );
        let one = self::told("committee", r#", "agenda_published": "2010-06-24""#);
        assert!(one[0].0.starts_with("the agenda was published 1 clear working day before"));
        let late = self::told("committee", r#", "agenda_published": "2010-06-29""#);
        assert_eq!(late[0].0, "the agenda was published after the meeting");
    }

    #[test]
    fn enough_days_urgency_and_other_bodies_pass() {
        assert_eq!(told("council", r#", "agenda_published": "2010-06-18""#), []);
        assert_eq!(told("council", ""), []);
        assert_eq!(told("partnership", r#", "agenda_published": "2010-06-27""#), []);
        assert_eq!(told("council", r#", "agenda_published": "2010-06-27", "urgent_reason": "flood""#), []);
    }
}
