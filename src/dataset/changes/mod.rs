//! What was added, changed, withdrawn and taken down since the first release, from the ledger.
//!
//! Titles are looked up in the present site: what is not public now is named nowhere, however long ago it was published. A record whose
//! name was retired is told without its id and address. A site that never released has the same files with nothing in them, so that no
//! address comes or goes. Days are those of releases, never the clock's.

mod atom;
mod csv;
mod described;
mod feed_json;
#[cfg(test)]
mod tests;
mod told;
mod withdrawn;

pub use described::described;

use super::{Output, What};
use crate::ledger::Event;
use crate::site::Site;
use std::io::{self, Write};
use std::ops::Range;
use told::Told;

/// A file of the change log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum File {
    /// All events as a table.
    Csv,
    /// The newest as an Atom feed.
    Atom,
    /// Older ones as an Atom feed: the archive of this position.
    Archive(usize),
    /// The newest as a JSON Feed.
    Json,
    /// What is withdrawn or taken down now, as a table.
    Withdrawn,
}

/// Events in a feed, and in one archive at most.
const NEWEST: usize = 50;

/// Events that stand together in an archive for good.
struct Archive {
    year: i16,
    month: i8,
    /// Which of its month, from 1.
    part: usize,
    events: Range<usize>,
}

/// Adds the files.
pub(super) fn plan(site: &Site, files: &mut Vec<Output>) {
    let fixed = [
        ("changes.csv", File::Csv),
        ("changes.atom", File::Atom),
        ("changes.json", File::Json),
        ("withdrawn.csv", File::Withdrawn),
    ];
    let output = |name: &str, file| Output { address: site.data(name), what: What::Changes(file) };
    files.extend(fixed.map(|(name, file)| output(name, file)));
    let archives = archives(site.ledger.events());
    files.extend(archives.iter().enumerate().map(|(at, archive)| output(&archive.file(), File::Archive(at))));
}

/// Writes one.
///
/// # Errors
/// What `out` refuses.
pub(super) fn write(site: &Site, file: File, out: &mut dyn Write) -> io::Result<()> {
    match file {
        File::Csv => csv::write(site, out),
        File::Atom => atom::write(site, None, out),
        File::Archive(at) => atom::write(site, Some(at), out),
        File::Json => feed_json::write(site, out),
        File::Withdrawn => withdrawn::write(site, out),
    }
}

impl Archive {
    /// Its file: `changes/2026-12.atom`, then `changes/2026-12-2.atom`.
    fn file(&self) -> String {
        let Archive { year, month, part, .. } = self;
        let number = if *part == 1 { String::new() } else { format!("-{part}") };
        format!("changes/{year:04}-{month:02}{number}.atom")
    }
}

/// The archives (RFC 5005, section 4): the events of each month, [`NEWEST`] at a time.
///
/// One is there once nothing more can come into it: it is full, or a later month has begun. So an archive never gets another event, and
/// what is in none of them yet is among the newest: who reads the feed and follows its archives until one they know misses nothing.
fn archives(events: &[Event]) -> Vec<Archive> {
    let month = |event: &Event| (event.at.year(), event.at.month());
    let mut archives = Vec::new();
    let mut start = 0;
    while let Some(first) = events.get(start) {
        let end = start + events[start..].partition_point(|event| month(event) == month(first));
        let (year, month) = month(first);
        for (part, from) in (1..).zip((start..end).step_by(NEWEST)) {
            let to = (from + NEWEST).min(end);
            if to == from + NEWEST || end < events.len() {
                archives.push(Archive { year, month, part, events: from..to });
            }
        }
        start = end;
    }
    archives
}

/// The newest events, oldest first.
fn newest(events: &[Event]) -> &[Event] {
    &events[events.len().saturating_sub(NEWEST)..]
}

/// The day a feed was last changed: that of its last event; where there is none, that of the newest record.
fn updated(site: &Site, events: &[Event]) -> String {
    if let Some(event) = events.last() {
        return instant(&event.at.to_string());
    }
    let day = |text: Option<&str>| text.and_then(crate::date::any).map(|period| period.start);
    let of_record = |record: &crate::record::Record| {
        let text = |name: &str| record.fields.text(name);
        day(text("updated")).or(day(text("created"))).or(day(record.date())).filter(|day| *day <= site.today)
    };
    let newest = site.records.iter().filter_map(|(_, record)| of_record(record)).max();
    instant(&newest.unwrap_or(jiff::civil::date(1970, 1, 1)).to_string())
}

/// A day as a moment: its first in the zone of universal time.
fn instant(day: &str) -> String {
    format!("{day}T00:00:00Z")
}
