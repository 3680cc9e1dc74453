//! How days are counted: working days, bank holidays, clear days.

use crate::date;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Source, Span};
use jiff::civil::{Date, Weekday};
use std::collections::BTreeSet;

/// How a site counts clear days.
#[derive(Debug, Clone, Default)]
pub struct Days {
    /// How many must lie between publication and meeting.
    pub clear: u32,
    /// Whether only working days count: neither weekends nor bank holidays.
    pub working: bool,
    /// Bank holidays.
    pub holidays: BTreeSet<Date>,
    /// The last day that has begun; what is later has not happened.
    pub latest: Date,
}

/// More days than any notice needs; a bound on every walk along the calendar.
const WALK_MAX: u32 = 400;

impl Days {
    /// Whether a day counts.
    fn counts(&self, day: Date) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        !self.working || !(weekend || self.holidays.contains(&day))
    }

    /// How many days that count lie between two days, neither of them included; at most as many as are asked for.
    pub(super) fn between(&self, from: Date, to: Date) -> u32 {
        let mut found = 0;
        let mut day = from;
        for _ in 0..WALK_MAX {
            let Ok(next) = day.tomorrow() else { break };
            if next >= to || found >= self.clear {
                break;
            }
            found += u32::from(self.counts(next));
            day = next;
        }
        // A walk this long has met more than enough of them.
        if day < to && to.duration_since(from).as_hours() / 24 > i64::from(WALK_MAX) {
            self.clear
        } else {
            found
        }
    }

    /// The last day that counts from which there are enough clear days to `meeting`.
    pub(super) fn latest_before(&self, meeting: Date) -> Option<Date> {
        let mut day = meeting;
        let mut left = self.clear;
        for _ in 0..WALK_MAX {
            day = day.yesterday().ok()?;
            match (self.counts(day), left) {
                (true, 0) => return Some(day),
                (true, _) => left -= 1,
                (false, _) => {}
            }
        }
        None
    }
}

/// Reads a file of bank holidays: a day such as `2026-12-25` on each line, a comment after `#` or a space. What is no day is
/// reported as `bad-setting` and left out.
pub fn holidays(source: &Source, out: &mut Diagnostics) -> BTreeSet<Date> {
    let mut days = BTreeSet::new();
    let mut start = 0;
    for line in source.text.split_inclusive('\n') {
        let written = line.split('#').next().unwrap_or_default();
        let lead = written.len() - written.trim_start().len();
        let word = written.split_whitespace().next().unwrap_or_default();
        if !word.is_empty() {
            match date::day(word) {
                Ok(period) => {
                    days.insert(period.start);
                }
                Err(fault) => {
                    let span = Span::new(start + lead, start + lead + written.trim().len());
                    out.push(unread(source, span, &fault));
                }
            }
        }
        start += line.len();
    }
    days
}

fn unread(source: &Source, span: Span, fault: &date::Fault) -> Diagnostic {
    let line = source.slice(span);
    // The line may hold a date in another form: "25 December 2026".
    let better = match (date::day(line), fault) {
        (Err(date::Fault::Form(Some(better))), _) => Some(better),
        (_, date::Fault::Form(better)) => better.clone(),
        _ => None,
    };
    let help = match (better, fault) {
        (Some(better), _) => format!("write {better}"),
        (None, date::Fault::NoSuchDay(why)) => {
            let why = why.as_deref().unwrap_or("check the day, the month and the year");
            format!("{why}: write each bank holiday as 2026-12-25 on its own line")
        }
        (None, _) => "write each bank holiday as 2026-12-25 on its own line, comments after #".to_owned(),
    };
    Diagnostic::new(Code::BadSetting, format!("`{line}` {fault}")).at_span(&source.path, span).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn easter_2026() -> Days {
        let holidays = [date("2026-04-03"), date("2026-04-06")].into();
        Days { clear: 5, working: true, holidays, ..Days::default() }
    }

    #[test]
    fn neither_end_counts_nor_weekends_nor_bank_holidays() {
        let days = easter_2026();
        // Thursday 2 to Monday 13 April: the 7th, 8th, 9th and 10th.
        assert_eq!(days.between(date("2026-04-02"), date("2026-04-13")), 4);
        assert_eq!(days.between(date("2026-04-01"), date("2026-04-13")), 5);
        assert_eq!(days.latest_before(date("2026-04-13")), Some(date("2026-04-01")));
        let all = Days { clear: 5, ..Days::default() };
        assert_eq!(all.between(date("2026-04-07"), date("2026-04-13")), 5);
        assert_eq!(all.latest_before(date("2026-04-13")), Some(date("2026-04-07")));
    }

    #[test]
    fn a_day_after_the_meeting_gives_no_notice_and_years_give_enough() {
        let days = easter_2026();
        assert_eq!(days.between(date("2026-04-14"), date("2026-04-13")), 0);
        assert_eq!(days.between(date("2026-04-13"), date("2026-04-13")), 0);
        assert_eq!(days.between(date("1900-01-01"), date("2026-04-13")), 5);
    }

    #[test]
    fn holidays_are_read_a_line_each() {
        let text = "# England\n2026-12-25  # Christmas Day\n\n2026-12-28 Boxing Day (substitute)\n26 December 2026\n2026-02-30\n";
        let source = Source::new("data/bank-holidays.txt", text);
        let mut out = Diagnostics::new();
        assert_eq!(holidays(&source, &mut out), [date("2026-12-25"), date("2026-12-28")].into());
        let told: Vec<_> = out.iter().map(|d| (d.code, &*d.message, d.help.as_deref().unwrap())).collect();
        assert_eq!(
            told,
            [
                (Code::BadSetting, "`26 December 2026` is not a date crier reads", "write 2026-12-26"),
                (
                    Code::BadSetting,
                    "`2026-02-30` is not in the calendar",
                    "February 2026 has 28 days: write each bank holiday as 2026-12-25 on its own line"
                ),
            ]
        );
    }
}
