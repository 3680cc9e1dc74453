//! A time zone (RFC 5545, section 3.6.5), from the zone's own changes of the clock.

use super::text::Lines;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};

/// Adds the zone with every change of its clock that matters between two days. Nothing for a zone that is not known: settings are checked.
pub(super) fn write(name: &str, first: Date, last: Date, lines: &mut Lines) {
    let Ok(zone) = TimeZone::get(name) else { return };
    let at = |day: Date| day.to_zoned(zone.clone()).map(|zoned| zoned.timestamp());
    // A day more at the end: what lasts past midnight is in it.
    let (Ok(first), Ok(last)) = (at(first), at(last.tomorrow().unwrap_or(last))) else { return };
    lines.plain("BEGIN", "VTIMEZONE");
    lines.plain("TZID", name);
    let before = zone.preceding(first).next().map(|change| change.timestamp());
    let from = before.unwrap_or(first);
    let mut offset =
        zone.preceding(from).next().map_or_else(|| zone.to_offset(from), |change| change.offset());
    let mut changes = 0;
    let start = before
        .into_iter()
        .map(|at| (at, zone.to_offset_info(at).offset(), zone.to_offset_info(at).dst().is_dst()));
    let after = zone.following(from).take_while(|change| change.timestamp() <= last);
    let after = after.map(|change| (change.timestamp(), change.offset(), change.dst().is_dst()));
    for (instant, to, summer) in start.chain(after) {
        // The clock that is read at the change is the one before it.
        observance(offset.to_datetime(instant), offset, to, summer, lines);
        offset = to;
        changes += 1;
    }
    if changes == 0 {
        observance(jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0), offset, offset, false, lines);
    }
    lines.plain("END", "VTIMEZONE");
}

fn observance(at: jiff::civil::DateTime, from: Offset, to: Offset, summer: bool, lines: &mut Lines) {
    let part = if summer { "DAYLIGHT" } else { "STANDARD" };
    lines.plain("BEGIN", part);
    lines.plain("DTSTART", &at.strftime("%Y%m%dT%H%M%S").to_string());
    lines.plain("TZOFFSETFROM", &offset(from));
    lines.plain("TZOFFSETTO", &offset(to));
    lines.plain("END", part);
}

/// Section 3.3.14: `+0100`.
fn offset(offset: Offset) -> String {
    let minutes = offset.seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}{:02}", minutes.abs() / 60, minutes.abs() % 60)
}
