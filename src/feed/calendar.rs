//! Days to come and gone as iCalendar (RFC 5545): what a calendar program subscribes to, and the file of one day.
//!
//! Beside the days stands what is due on a day ([`due`]): a whole day each, which keeps nobody's time busy.
//!
//! Of a kind whose role is `calendar` these fields are read: the date the kind goes by, `starts`, `ends`, `venue` and `state`. A day of which
//! only the month is known has no place in a calendar and is left out.

mod due;
mod text;
mod zone;

use super::{Output, Subject, entry, heading, records};
use crate::date::{self, Precision};
use crate::kind::Role;
use crate::record::{Ix, Record};
use crate::site::Site;
use jiff::civil::{Date, Time};
use std::io::{self, Write};
use text::Lines;

/// States of a day that did not take place: it stays in the calendar, marked, so that those who noted it learn of it.
const CANCELLED: [&str; 2] = ["cancelled", "postponed"];

/// The day of the time zone in a calendar that has none: without any part it would be no calendar (section 3.6), and programs refuse it.
const NO_DAY: Date = jiff::civil::date(2000, 1, 1);

/// Writes the calendar.
///
/// # Errors
/// What `out` refuses.
pub(super) fn write(site: &Site, output: &Output, out: &mut dyn Write) -> io::Result<()> {
    let (title, _) = heading(site, output.subject);
    let mut days: Vec<(Date, Ix)> = records(site, output.subject)
        .into_iter()
        .filter_map(|ix| Some((day_of(site.record(ix))?, ix)))
        .collect();
    days.sort_unstable();
    let mut lines = Lines::default();
    lines.plain("BEGIN", "VCALENDAR");
    lines.plain("VERSION", "2.0");
    lines.text("PRODID", &format!("-//crier//{}//EN", site.settings.publisher));
    lines.plain("CALSCALE", "GREGORIAN");
    lines.plain("METHOD", "PUBLISH");
    let name = format!("{title} \u{2013} {}", site.settings.council);
    // NAME is RFC 7986's; many programs know only the older one.
    lines.text("NAME", &name);
    lines.text("X-WR-CALNAME", &name);
    if !matches!(output.subject, Subject::Day(_)) {
        lines.plain("REFRESH-INTERVAL;VALUE=DURATION", "P1D");
    }
    let zone = &site.settings.calendar.time_zone;
    let [first, last] = [days.first(), days.last()].map(|at| at.map_or(NO_DAY, |(day, _)| *day));
    zone::write(zone, first, last, &mut lines);
    days.iter().for_each(|(day, ix)| event(site, *ix, *day, zone, &mut lines));
    due::write(site, output.subject, &mut lines);
    lines.plain("END", "VCALENDAR");
    out.write_all(lines.done().as_bytes())
}

/// The day of a record of a kind of days.
pub(super) fn day_of(record: &Record) -> Option<Date> {
    let period = (record.kind.role == Some(Role::Calendar)).then(|| record.date().and_then(date::any))??;
    matches!(period.precision, Precision::Day | Precision::Instant).then_some(period.start)
}

/// Whether a day did not take place.
pub(super) fn is_off(record: &Record) -> bool {
    record.fields.text("state").is_some_and(|state| CANCELLED.contains(&state))
}

/// The first lines of an event (section 3.6.1). The UID goes by ids, which never change; SEQUENCE grows with each change that the record or
/// the ledger tells of.
fn begin(site: &Site, (record, place): (&Record, &str), day: Date, lines: &mut Lines) {
    let host = site.settings.base_url.split("://").nth(1).unwrap_or_default();
    let host = host.split(['/', ':']).next().unwrap_or_default();
    let released = site.ledger.record(&record.id);
    let at = released.and_then(|known| site.ledger.event(known.seq)).map(|event| event.at);
    let own =
        ["updated", "created"].into_iter().find_map(|name| record.fields.text(name).and_then(entry::moment));
    let at_moment = at.map(|at| format!("{at}T00:00:00Z"));
    let changed = own.max(at_moment).unwrap_or_else(|| format!("{day}T00:00:00Z"));
    let stamp: String = changed.chars().filter(|c| !matches!(c, '-' | ':')).collect();
    lines.plain("BEGIN", "VEVENT");
    lines.text("UID", &format!("{}{place}@{host}", record.id));
    lines.plain("DTSTAMP", &stamp);
    lines.plain("LAST-MODIFIED", &stamp);
    lines.plain("SEQUENCE", &sequence(record, at, released.map_or(0, |known| known.version)).to_string());
}

fn event(site: &Site, ix: Ix, day: Date, zone: &str, lines: &mut Lines) {
    let record = site.record(ix);
    begin(site, (record, ""), day, lines);
    when(record, day, zone, lines);
    let (state, off) = (record.fields.text("state"), is_off(record));
    match state {
        _ if off => lines.plain("STATUS", "CANCELLED"),
        Some("scheduled" | "held") => lines.plain("STATUS", "CONFIRMED"),
        // Where it is not known whether it took place, nothing is said.
        _ => {}
    }
    let words = state.filter(|_| off).map(|state| format!(" ({state})")).unwrap_or_default();
    lines.text("SUMMARY", &format!("{}{words}", record.title()));
    if let Some(venue) = record.fields.text("venue") {
        lines.text("LOCATION", venue);
    }
    if let Some(summary) = record.fields.text("summary") {
        lines.text("DESCRIPTION", summary);
    }
    if let Some(url) = &site.urls[ix.0 as usize] {
        lines.plain("URL", url);
    }
    lines.plain("END", "VEVENT");
}

/// Days since 1970 at the last change, as the record tells it (`updated`) or as it was released, and how often it was: so it never goes back
/// while `updated` does not, and two changes on one day are two.
fn sequence(record: &Record, released: Option<Date>, version: u32) -> i64 {
    let own = record.fields.text("updated").and_then(date::any).map(|period| period.start);
    let days = own.max(released).map_or(0, |day| (day - jiff::civil::date(1970, 1, 1)).get_days());
    i64::from(days.max(0)) + i64::from(version)
}

/// With a time where one is held; else the whole day, which claims no more than is known.
fn when(record: &Record, day: Date, zone: &str, lines: &mut Lines) {
    let time = |name: &str| record.fields.text(name).and_then(|text| date::time(text).ok());
    let at = |day: Date, time: Time| day.to_datetime(time).strftime("%Y%m%dT%H%M%S").to_string();
    let Some(starts) = time("starts") else {
        return lines.plain("DTSTART;VALUE=DATE", &day.strftime("%Y%m%d").to_string());
    };
    lines.plain(&format!("DTSTART;TZID={zone}"), &at(day, starts));
    if let Some(ends) = time("ends") {
        // A meeting that ends after midnight ends on the next day.
        let on = if ends > starts { day } else { day.tomorrow().unwrap_or(day) };
        lines.plain(&format!("DTEND;TZID={zone}"), &at(on, ends));
    }
}
