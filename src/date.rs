//! Dates as councils write them: a day, a month, a year, a quarter, a span; each with its precision.
//!
//! In: text. Out: [`Period`], or [`Fault`] in words that help. Text stays as written everywhere else; nothing is padded.

mod meant;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use std::fmt;

/// How exact a date is, the coarsest first: where two dates start on one day, that order decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// Several years, or from one day to another.
    Span,
    /// A calendar year.
    Year,
    /// A financial year, April to March.
    FinancialYear,
    /// Three months.
    Quarter,
    /// A month.
    Month,
    /// A day.
    Day,
    /// A moment with its zone.
    Instant,
}

/// A stretch of time with its first and last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub start: Date,
    /// Last day, included.
    pub end: Date,
    /// How exact.
    pub precision: Precision,
    /// Seconds since 1970, for an instant only.
    pub instant: Option<Timestamp>,
}

/// Why a text is not a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Not written in a form crier reads; perhaps with the form it should have.
    Form(Option<String>),
    /// No time of day; with those that it may mean, the likeliest first.
    Time(Vec<String>),
    /// There is no such day or month; perhaps with the reason.
    NoSuchDay(Option<String>),
    /// A span whose end lies before its start.
    Backwards,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Fault::Form(_) => "is not a date crier reads",
            Fault::Time(_) => "is not a time crier reads",
            Fault::NoSuchDay(_) => "is not in the calendar",
            Fault::Backwards => "ends before it begins",
        })
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Period {
    /// Order of the whole site: first day, then the coarser first.
    pub fn order(&self) -> (Date, Precision, Option<Timestamp>) {
        (self.start, self.precision, self.instant)
    }
}

/// A full date, `2010-06-28`.
///
/// # Errors
/// [`Fault`] says what is wrong, with a suggestion where the text is a date in another form.
pub fn day(text: &str) -> Result<Period, Fault> {
    day_as_written(text).map_err(|fault| match fault {
        Fault::Form(_) => meant::day_meant(text),
        other => other,
    })
}

/// As [`day`], without a suggestion.
fn day_as_written(text: &str) -> Result<Period, Fault> {
    let [_, _, _, _, b'-', _, _, b'-', _, _] = text.as_bytes() else { return Err(Fault::Form(None)) };
    let part = |from: usize, to: usize| text.get(from..to).and_then(|part| digits(part, to - from));
    let (Some(y), Some(m), Some(d)) = (part(0, 4), part(5, 7), part(8, 10)) else {
        return Err(Fault::Form(None));
    };
    let date = date(y, m, d).ok_or_else(|| meant::no_such_day(y, m, d))?;
    Ok(Period { start: date, end: date, precision: Precision::Day, instant: None })
}

/// The day of these numbers; years are counted from 1.
fn date(y: i16, m: i16, d: i16) -> Option<Date> {
    let day = Date::new(y, i8::try_from(m).ok()?, i8::try_from(d).ok()?).ok();
    day.filter(|date| date.year() > 0)
}

/// A date of any precision: `2010-06-28`, `2012-04` or `2012`.
///
/// # Errors
/// As [`day`].
pub fn partial(text: &str) -> Result<Period, Fault> {
    match text.len() {
        4 => year(text),
        7 => month(text),
        _ => day(text),
    }
}

/// A moment with its zone: `2026-12-01T09:00:00Z` or `2026-12-01T09:00:00+01:00` (RFC 3339: published data are typed, and their readers
/// take no shorter form).
///
/// # Errors
/// As [`day`].
pub fn instant(text: &str) -> Result<Period, Fault> {
    let timestamp = text.parse::<Timestamp>().ok().filter(|_| is_rfc3339(text));
    let timestamp = timestamp.ok_or_else(|| better_instant(text))?;
    let start = timestamp.to_zoned(jiff::tz::TimeZone::UTC).date();
    Ok(Period { start, end: start, precision: Precision::Instant, instant: Some(timestamp) })
}

/// Whether a moment has the letters and digits of RFC 3339, in their places, to the second.
fn is_rfc3339(text: &str) -> bool {
    let bytes = text.as_bytes();
    let fits = |at: usize, form: &str| {
        form.bytes().enumerate().all(|(i, wanted)| match (wanted, bytes.get(at + i)) {
            (b'0', Some(found)) => found.is_ascii_digit(),
            (wanted, found) => found == Some(&wanted),
        })
    };
    let zone = match bytes.get(19) {
        Some(b'.') => bytes.iter().skip(20).position(|b| !b.is_ascii_digit()).map_or(0, |n| 20 + n),
        _ => 19,
    };
    let offset = fits(zone, "+00:00") || fits(zone, "-00:00");
    fits(0, "0000-00-00T00:00:00")
        && zone != 20
        && (&bytes[zone.min(bytes.len())..] == b"Z" || offset && bytes.len() == zone + 6)
}

/// What is wrong with a moment: its day is not in the calendar, it has no seconds, or it is a day without a time.
fn better_instant(text: &str) -> Fault {
    let of_day = |text: &str| format!("{text}T09:00:00Z");
    match day(text.split_once('T').map_or(text, |(day, _)| day)) {
        Err(fault @ Fault::NoSuchDay(_)) => return fault,
        Ok(_) if !text.contains('T') => return Fault::Form(Some(of_day(text))),
        Err(Fault::Form(Some(better))) if !text.contains('T') => return Fault::Form(Some(of_day(&better))),
        _ => {}
    }
    let seconds = text.get(..16).zip(text.get(16..)).map(|(minute, zone)| format!("{minute}:00{zone}"));
    Fault::Form(seconds.filter(|better| is_rfc3339(better) && better.parse::<Timestamp>().is_ok()))
}

/// A time of day, `18:00`.
///
/// # Errors
/// As [`day`].
pub fn time(text: &str) -> Result<Time, Fault> {
    let shape = text.len() == 5 && text.as_bytes()[2] == b':';
    let parsed = shape.then(|| Time::strptime("%H:%M", text).ok()).flatten();
    parsed.ok_or_else(|| Fault::Time(meant::times(text)))
}

/// Any period: a date of any precision, `2025-Q3`, `2011/12`, `2009 to 2011` or `2025-08-27 to 2026-06-26`.
///
/// # Errors
/// As [`day`]; [`Fault::Backwards`] when the end lies before the start.
pub fn period(text: &str) -> Result<Period, Fault> {
    period_as_written(text).map_err(|fault| match fault {
        Fault::Form(Some(_)) | Fault::Backwards => fault,
        _ => meant::period_meant(text).map_or(fault, |better| Fault::Form(Some(better))),
    })
}

/// As [`period`], without a suggestion for all that it may be.
fn period_as_written(text: &str) -> Result<Period, Fault> {
    if let Some((from, to)) = text.split_once(" to ") {
        let (from, to) = (partial(from)?, partial(to)?);
        if to.end < from.start {
            return Err(Fault::Backwards);
        }
        return Ok(Period { start: from.start, end: to.end, precision: Precision::Span, instant: None });
    }
    if let Some((first, quarter)) = text.split_once("-Q") {
        return quarter_of(first, quarter);
    }
    if let Some((first, second)) = text.split_once('/')
        && first.len() == 4
        && second.len() == 2
    {
        return financial_year(first, second);
    }
    partial(text)
}

/// The financial year that a month looks like: 2011/12 for `2011-12`, which is December 2011.
pub fn looks_financial(text: &str) -> Option<String> {
    let (y, m) = text.split_once('-')?;
    let (y, m) = (digits(y, 4)?, digits(m, 2)?);
    ((1..=12).contains(&m) && (y + 1) % 100 == m).then(|| format!("{y}/{m:02}"))
}

/// What a date of any sort starts with; used for order and for the year pages.
pub fn any(text: &str) -> Option<Period> {
    // Nearly every date is a whole day, and pages ask for many.
    if let Ok(period) = day_as_written(text) {
        return Some(period);
    }
    if text.contains('T') { instant(text).ok() } else { period(text).ok() }
}

fn digits(text: &str, count: usize) -> Option<i16> {
    (text.len() == count && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

fn year(text: &str) -> Result<Period, Fault> {
    let y = digits(text, 4).filter(|y| *y > 0).ok_or(Fault::Form(None))?;
    span(Date::new(y, 1, 1), Date::new(y, 12, 31), Precision::Year)
}

fn month(text: &str) -> Result<Period, Fault> {
    let (y, m) = text.split_once('-').ok_or(Fault::Form(None))?;
    let (Some(y), Some(m)) = (digits(y, 4), digits(m, 2)) else { return Err(meant::day_meant(text)) };
    let start = date(y, m, 1).ok_or_else(|| meant::no_such_day(y, m, 1))?;
    Ok(Period { start, end: start.last_of_month(), precision: Precision::Month, instant: None })
}

fn quarter_of(first: &str, quarter: &str) -> Result<Period, Fault> {
    let (Some(y), Some(q @ 1..=4)) = (digits(first, 4), digits(quarter, 1)) else {
        return Err(Fault::Form(None));
    };
    let month = |m: i16| i8::try_from(m).unwrap_or(1);
    let end = Date::new(y, month(q * 3), 1).map(Date::last_of_month);
    span(Date::new(y, month(q * 3 - 2), 1), end, Precision::Quarter)
}

fn financial_year(first: &str, second: &str) -> Result<Period, Fault> {
    let (Some(y), Some(next)) = (digits(first, 4), digits(second, 2)) else { return Err(Fault::Form(None)) };
    if (y + 1) % 100 != next {
        return Err(Fault::Form(Some(format!("{y}/{:02}", (y + 1) % 100))));
    }
    span(Date::new(y, 4, 1), Date::new(y + 1, 3, 31), Precision::FinancialYear)
}

fn span(
    start: Result<Date, jiff::Error>,
    end: Result<Date, jiff::Error>,
    precision: Precision,
) -> Result<Period, Fault> {
    match (start, end) {
        (Ok(start), Ok(end)) => Ok(Period { start, end, precision, instant: None }),
        _ => Err(Fault::NoSuchDay(None)),
    }
}

/// The number of a month from its name, or from three letters of it or more.
fn month_named(name: &str) -> Option<usize> {
    let wanted = name.to_lowercase();
    let is = |month: &str| wanted.len() >= 3 && month.to_lowercase().starts_with(&wanted);
    MONTHS.iter().position(|month| is(month)).map(|i| i + 1)
}

/// A date as people read it: `28 June 2010`, `April 2012`, `July to September 2025`, `27 August 2025 to 26 June 2026`.
/// Text that is no date comes back as it is.
pub fn words(text: &str) -> String {
    if let Ok(p) = day_as_written(text) {
        return words_of(text, &p);
    }
    if let Some((from, to)) = text.split_once(" to ") {
        return format!("{} to {}", words(from), words(to));
    }
    any(text).map_or_else(|| text.to_owned(), |p| words_of(text, &p))
}

/// The words of a text that is known to be this period.
fn words_of(text: &str, p: &Period) -> String {
    let name = |d: Date| MONTHS[usize::from(d.month().unsigned_abs()) - 1];
    match p.precision {
        Precision::Day => {
            [&*p.start.day().to_string(), " ", name(p.start), " ", &p.start.year().to_string()].concat()
        }
        Precision::Month => [name(p.start), " ", &p.start.year().to_string()].concat(),
        Precision::Quarter => format!("{} to {} {}", name(p.start), name(p.end), p.start.year()),
        Precision::Instant => moment_words(text, p),
        Precision::Year | Precision::FinancialYear | Precision::Span => text.to_owned(),
    }
}

/// The wall clock as written, for the zone is the author's own.
fn moment_words(text: &str, p: &Period) -> String {
    let clock = text.split_once('T').map(|(_, t)| t).and_then(|t| t.get(..5)).unwrap_or_default();
    let date = text.get(..10).map_or_else(|| p.start.to_string(), words);
    format!("{date}, {}", clock_words(clock))
}

/// A time of day as people read it: `6pm`, `5:30pm`.
pub fn clock_words(text: &str) -> String {
    let Ok(time) = time(text) else { return text.to_owned() };
    let half = if time.hour() < 12 { "am" } else { "pm" };
    let hour = if time.hour() % 12 == 0 { 12 } else { time.hour() % 12 };
    match (time.hour(), time.minute()) {
        (0, 0) => "midnight".into(),
        (12, 0) => "noon".into(),
        (_, 0) => format!("{hour}{half}"),
        (_, minute) => format!("{hour}:{minute:02}{half}"),
    }
}

/// What the `datetime` attribute of `<time>` may hold, or none where HTML has no form for it (quarters, spans).
pub fn machine(text: &str) -> Option<String> {
    let p = any(text)?;
    match p.precision {
        Precision::Day | Precision::Month | Precision::Year | Precision::Instant => Some(text.to_owned()),
        Precision::Quarter | Precision::FinancialYear | Precision::Span => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precision_is_kept_and_said_in_words() {
        for (text, said) in [
            ("2010-06-28", "28 June 2010"),
            ("2012-04", "April 2012"),
            ("2012", "2012"),
            ("2025-Q3", "July to September 2025"),
            ("2011/12", "2011/12"),
            ("2009 to 2011", "2009 to 2011"),
            ("2025-08-27 to 2026-06-26", "27 August 2025 to 26 June 2026"),
            ("2026-12-01T09:30:00Z", "1 December 2026, 9:30am"),
        ] {
            assert!(any(text).is_some(), "{text}");
            assert_eq!(words(text), said);
        }
    }

    #[test]
    fn faults_say_what_to_type() {
        let none = |reason: &str| Fault::NoSuchDay(Some(reason.to_owned()));
        let february = none("February 2010 has 28 days");
        for text in ["2010-02-30", "30/2/2010", "30 February 2010", "30th Feb 2010", "2010/02/30"] {
            assert_eq!(day(text), Err(february.clone()), "{text}");
        }
        assert_eq!(instant("2010-02-30"), Err(february.clone()));
        assert_eq!(instant("2010-02-30T09:00:00Z"), Err(february));
        assert_eq!(day("2012-02-30"), Err(none("February 2012 has 29 days")));
        assert_eq!(day("2010-13-32"), Err(none("the months are 01 to 12")));
        assert_eq!(day("06/31/2010"), Err(none("the months are 01 to 12")));
        assert_eq!(day("2010-01-00"), Err(none("the days begin at 01")));
        let none = Err(Fault::NoSuchDay(None));
        assert_eq!((day("0000-01-01"), partial("0000-01")), (none.clone(), none));
        assert_eq!(instant("28/06/2010"), Err(Fault::Form(Some("2010-06-28T09:00:00Z".into()))));
        assert_eq!(day("28/06/2010"), Err(Fault::Form(Some("2010-06-28".into()))));
        assert_eq!(day("28th June 2010"), Err(Fault::Form(Some("2010-06-28".into()))));
        assert_eq!(partial("2010-13"), Err(Fault::NoSuchDay(Some("the months are 01 to 12".into()))));
        assert_eq!(partial("soon"), Err(Fault::Form(None)));
        assert_eq!(period("2012 to 2010"), Err(Fault::Backwards));
        assert_eq!(period("2011/13"), Err(Fault::Form(Some("2011/12".into()))));
        assert_eq!(instant("2026-12-01"), Err(Fault::Form(Some("2026-12-01T09:00:00Z".into()))));
        let seconds = "2026-12-01T09:00:00+01:00";
        assert_eq!(instant("2026-12-01T09:00+01:00"), Err(Fault::Form(Some(seconds.into()))));
        for text in
            [seconds, "2026-12-01T09:00:00Z", "2026-12-01T09:00:00.25Z", "2026-12-01T09:00:00.25-01:00"]
        {
            assert!(instant(text).is_ok(), "{text}");
        }
        for text in [
            "2026-12-01 09:00:00Z",
            "20261201T090000Z",
            "2026-12-01T09:00:00",
            "2026-12-01T09:00:00.Z",
            "2026-12-01T09:00:00+01",
        ] {
            assert!(instant(text).is_err(), "{text}");
        }
        assert!(time("18:00").is_ok());
        assert_eq!(time("6pm"), Err(Fault::Time(vec!["18:00".into()])));
    }

    #[test]
    fn coarser_comes_first_on_one_start() {
        let mut texts = ["2012-01-01", "2012", "2012-01", "2012-Q1", "2011-12-31"];
        texts.sort_by_key(|t| any(t).map(|p| p.order()));
        assert_eq!(texts, ["2011-12-31", "2012", "2012-Q1", "2012-01", "2012-01-01"]);
    }
}
