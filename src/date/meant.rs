//! What to type for a time or a period that people write in another form. Only what is plain is proposed: a guess that is followed would
//! publish a wrong hour or year.

use super::{Fault, MONTHS, date, digits, month_named, partial, period_as_written};

/// The year, month and day of a date in another style: `28/06/2010`, `28 June 2010`, `28.6.2010`.
fn parts(text: &str) -> Option<[i16; 3]> {
    let parts: Vec<&str> = text.split(['/', '.', ' ', '-']).filter(|p| !p.is_empty()).collect();
    let &[d, m, y] = parts.as_slice() else { return None };
    let (d, y) = if digits(d, 4).is_some() { (y, d) } else { (d, y) };
    let short = |text: &str| digits(text, 1).or_else(|| digits(text, 2));
    let d = short(d.trim_end_matches(|c: char| c.is_ascii_alphabetic()))?;
    let m = short(m).or_else(|| month_named(m).and_then(|m| i16::try_from(m).ok()))?;
    Some([digits(y, 4)?, m, d])
}

/// What is wrong with a day in another style: the form it should have, or that there is no such day.
pub(super) fn day_meant(text: &str) -> Fault {
    match parts(text) {
        Some([y, m, d]) => {
            date(y, m, d).map_or_else(|| no_such_day(y, m, d), |day| Fault::Form(Some(day.to_string())))
        }
        None => Fault::Form(None),
    }
}

/// Why there is no such day.
pub(super) fn no_such_day(y: i16, m: i16, d: i16) -> Fault {
    let name = usize::try_from(m - 1).ok().and_then(|at| MONTHS.get(at));
    Fault::NoSuchDay(match (name, date(y, m, 1)) {
        (None, _) => Some("the months are 01 to 12".to_owned()),
        (Some(_), None) => None,
        (Some(_), Some(_)) if d == 0 => Some("the days begin at 01".to_owned()),
        (Some(name), Some(first)) => Some(format!("{name} {y} has {} days", first.days_in_month())),
    })
}

/// The times of day that a text may mean: one, two where morning or evening is not said, or none that is plain.
pub(super) fn times(text: &str) -> Vec<String> {
    let text = text.trim().to_lowercase();
    match text.trim_start_matches("12").trim() {
        "noon" | "midday" => return vec!["12:00".into()],
        "midnight" => return vec!["00:00".into()],
        _ => {}
    }
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (clock, half) = half_of_day(&plain);
    let Some((hour, minute)) = hour_and_minute(clock) else { return Vec::new() };
    let written = |hour: i16| format!("{hour:02}:{minute:02}");
    let padded = clock.starts_with('0') || clock.len() == 4 && !clock.contains([':', '.']);
    match (half, hour) {
        (Some(Half::Morning), 1..=11) | (Some(Half::Evening), 12..=23) => vec![written(hour)],
        (Some(Half::Morning), 12) => vec![written(0)],
        (Some(Half::Evening), 1..=11) => vec![written(hour + 12)],
        (None, 1..=11) if !padded => vec![written(hour), written(hour + 12)],
        (None, 0..=23) => vec![written(hour)],
        _ => Vec::new(),
    }
}

#[derive(Clone, Copy)]
enum Half {
    Morning,
    Evening,
}

/// The clock of a text, and the half of the day that stands after it: `7.30p.m.`, `19:00hours`.
fn half_of_day(text: &str) -> (&str, Option<Half>) {
    for (ends, half) in [
        (&["a.m.", "a.m", "am"][..], Some(Half::Morning)),
        (&["p.m.", "p.m", "pm"], Some(Half::Evening)),
        (&["hours", "hrs", "h"], None),
    ] {
        if let Some(clock) = ends.iter().find_map(|end| text.strip_suffix(end)) {
            return (clock, half);
        }
    }
    (text, None)
}

/// `7`, `7.30`, `19:00`, `19:00:00`, `1900`.
fn hour_and_minute(clock: &str) -> Option<(i16, i16)> {
    let clock = clock.strip_suffix(":00").filter(|rest| rest.contains(':')).unwrap_or(clock);
    let (hour, minute) = match clock.split_once([':', '.', 'h']) {
        Some(parts) => parts,
        None if clock.len() == 4 && clock.is_ascii() => clock.split_at(2),
        None => (clock, "00"),
    };
    let hour = digits(hour, 1).or_else(|| digits(hour, 2)).filter(|hour| *hour < 24)?;
    Some((hour, digits(minute, 2).filter(|minute| *minute < 60)?))
}

/// The period that a text plainly means, in a form that is read: `2025–2026` is 2025 to 2026, and `2011–12` the financial year 2011/12.
pub(super) fn period_meant(text: &str) -> Option<String> {
    let text = text.trim();
    let found = financial(text).or_else(|| quarter(text)).or_else(|| ends(text)).or_else(|| one(text));
    found.filter(|better| period_as_written(better).is_ok())
}

/// A financial year with its years joined by another mark: `2025-26`, `2011–12`, `2025/2026`, `2025-2026`.
fn financial(text: &str) -> Option<String> {
    let text = text.strip_prefix("FY").unwrap_or(text).trim();
    let (first, second) = text.split_once(['-', '–', '—', '/'])?;
    let (first, second) = (first.trim(), second.trim());
    let y = digits(first, 4).filter(|y| *y < 9999)?;
    let next =
        digits(second, 2).map_or_else(|| digits(second, 4), |next| Some((y + 1) / 100 * 100 + next))?;
    (next == y + 1).then(|| format!("{y}/{:02}", next % 100))
}

/// `Q3 2025`, `2025 Q3`, `2025Q3`, `2025/Q3`.
fn quarter(text: &str) -> Option<String> {
    let plain: String =
        text.to_uppercase().chars().filter(|c| !c.is_whitespace() && !"-–/".contains(*c)).collect();
    let (q, y) = match plain.strip_prefix('Q') {
        Some(rest) => rest.split_at_checked(1)?,
        None => plain.split_once('Q').map(|(y, q)| (q, y))?,
    };
    Some(format!("{y}-Q{q}"))
}

/// Two dates joined by another mark or word: `1 April 2025 – 31 March 2026`, `April 2025 to June 2025`, `2009-2011`.
fn ends(text: &str) -> Option<String> {
    let years = |mark: char| {
        text.split_once(mark).filter(|(a, b)| [a, b].iter().all(|y| digits(y.trim(), 4).is_some()))
    };
    let (from, to) = [" to ", " until ", " - ", "–", "—"]
        .iter()
        .find_map(|mark| text.split_once(mark))
        .or_else(|| years('-'))
        .or_else(|| years('/'))?;
    Some(format!("{} to {}", one(from)?, one(to)?))
}

/// One date: as it is where it can be read, a day or a month in words or the other way round.
fn one(text: &str) -> Option<String> {
    let text = text.trim();
    if partial(text).is_ok() {
        return Some(text.to_owned());
    }
    let month = || {
        let (m, y) = text.split_once([' ', '/', '-', '.'])?;
        let number =
            m.parse::<usize>().ok().filter(|m| (1..=MONTHS.len()).contains(m)).or_else(|| month_named(m))?;
        Some(format!("{:04}-{number:02}", digits(y.trim(), 4)?))
    };
    match day_meant(text) {
        Fault::Form(Some(better)) => Some(better),
        _ => month(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_is_proposed_only_where_it_is_plain() {
        for (text, meant) in [
            ("7pm", "19:00"),
            ("7.30pm", "19:30"),
            ("7:30 PM", "19:30"),
            ("7 p.m.", "19:00"),
            ("12pm", "12:00"),
            ("12.30 am", "00:30"),
            ("10am", "10:00"),
            ("19.00", "19:00"),
            ("1900", "19:00"),
            ("0930", "09:30"),
            ("19:00:00", "19:00"),
            ("1900 hrs", "19:00"),
            ("18h30", "18:30"),
            ("noon", "12:00"),
            ("12 noon", "12:00"),
            ("Midnight", "00:00"),
            ("7.30", "07:30 19:30"),
            ("7", "07:00 19:00"),
            ("evening", ""),
            ("7pm to 9pm", ""),
            ("25:00", ""),
            ("19:75", ""),
            ("13am", ""),
            ("ü", ""),
        ] {
            assert_eq!(times(text).join(" "), meant, "{text}");
        }
    }

    #[test]
    fn a_period_is_proposed_only_where_it_is_plain() {
        for (text, meant) in [
            ("2025-26", Some("2025/26")),
            ("2011–12", Some("2011/12")),
            ("2025–2026", Some("2025/26")),
            ("2025/2026", Some("2025/26")),
            ("1999-00", Some("1999/00")),
            ("2009-2011", Some("2009 to 2011")),
            ("Q3 2025", Some("2025-Q3")),
            ("2025 q3", Some("2025-Q3")),
            ("2025Q3", Some("2025-Q3")),
            ("Q5 2025", None),
            ("April 2025", Some("2025-04")),
            ("04/2025", Some("2025-04")),
            ("Sept 2025", Some("2025-09")),
            ("1 April 2025 – 31 March 2026", Some("2025-04-01 to 2026-03-31")),
            ("01/04/2025 to 31/03/2026", Some("2025-04-01 to 2026-03-31")),
            ("April 2025 - June 2025", Some("2025-04 to 2025-06")),
            ("2025-13", None),
            ("2025-27", None),
            ("last year", None),
            ("Qü", None),
        ] {
            assert_eq!(period_meant(text).as_deref(), meant, "{text}");
        }
    }
}
