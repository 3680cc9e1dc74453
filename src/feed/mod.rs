//! What people follow: news as Atom (RFC 4287) and JSON Feed 1.1, days to come as iCalendar (RFC 5545).
//!
//! In: a [`Site`]. Out: [`plan`], which addresses there are, and [`write`], the bytes of one. A kind that declares `feed` has one of its own,
//! and so has each record that others are listed under or whose pages join others by date; what is followed in a calendar follows from the
//! role. One module a format. Nothing here reads the clock: what a record says of its last change counts.

mod atom;
mod calendar;
mod entry;
mod json;
mod xml;

pub use entry::moment;

use crate::kind::{Field, Kind, Role};
use crate::record::Ix;
use crate::site::{Site, State};
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::Arc;

/// Entries in a feed; all days are in a calendar.
pub const ENTRIES_MAX: usize = 50;

/// A file to follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Site-absolute address.
    pub address: String,
    /// What is followed.
    pub subject: Subject,
    /// How.
    pub format: Format,
}

/// What is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// All records of the kind at this position.
    Kind(usize),
    /// What names this record.
    Naming(Ix),
    /// This record alone: one day, to put into a calendar by hand.
    Day(Ix),
}

/// In which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Atom.
    Atom,
    /// JSON Feed.
    Json,
    /// iCalendar.
    Calendar,
}

impl Format {
    /// The file's name in the folder of what is followed.
    fn file(self) -> &'static str {
        match self {
            Format::Atom => "feed.atom",
            Format::Json => "feed.json",
            Format::Calendar => "calendar.ics",
        }
    }

    /// What a link to it says, and its media type.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Format::Atom => ("news feed (Atom)", "application/atom+xml"),
            Format::Json => ("news feed (JSON)", "application/feed+json"),
            Format::Calendar => ("calendar", "text/calendar"),
        }
    }
}

/// The kinds whose records are followed, by name. It goes by the kind, so that an address does not come and go with what happens to name
/// a record.
#[derive(Debug)]
pub struct Followed {
    /// Those that others are listed under, and those whose pages join others by date.
    news: BTreeSet<Arc<str>>,
    /// Those that a kind of days is listed under by its own reference.
    days: BTreeSet<Arc<str>>,
}

impl Followed {
    /// As the kinds of a site declare it.
    pub fn of(site: &Site) -> Followed {
        let of_role = |role| site.kinds.iter().filter(move |kind| kind.role == Some(role));
        let mut news: BTreeSet<Arc<str>> = of_role(Role::Timeline).map(|kind| kind.name.clone()).collect();
        site.kinds.iter().for_each(|kind| targets(&kind.fields, &mut news));
        let own = of_role(Role::Calendar).flat_map(|kind| &kind.fields);
        let own = own.filter(|field| field.facet).filter_map(|field| field.reference.as_ref());
        let days = own.flat_map(|reference| reference.kinds.iter().cloned()).collect();
        Followed { news, days }
    }

    /// What may be followed at a record's page.
    pub fn at(&self, site: &Site, ix: Ix) -> Vec<Output> {
        let record = site.record(ix);
        if !self.news.contains(&record.kind.name) || site.state(ix) != State::Public {
            return Vec::new();
        }
        match record.address() {
            Some(address) if record.kind.address.is_none() => {
                outputs(&address, Subject::Naming(ix), self.days.contains(&record.kind.name))
            }
            _ => Vec::new(),
        }
    }
}

/// All files to follow, by kind, then by record.
pub fn plan(site: &Site) -> Vec<Output> {
    let followed = Followed::of(site);
    let of_kinds = site.kinds.iter().flat_map(|kind| of_kind(site, kind));
    let of_records = site.records.iter().flat_map(|(ix, _)| followed.at(site, ix));
    let days = site.kinds.iter().filter(|kind| kind.role == Some(Role::Calendar));
    let days = days.flat_map(|kind| site.records.of_kind(kind)).filter_map(|(ix, _)| day(site, ix));
    of_kinds.chain(of_records).chain(days).collect()
}

/// The calendar file of one day that is still to come and was not called off; none for all else.
pub fn day(site: &Site, ix: Ix) -> Option<Output> {
    let record = site.record(ix);
    if !record.kind.page || site.state(ix) != State::Public || calendar::is_off(record) {
        return None;
    }
    let ahead = calendar::day_of(record).is_some_and(|day| day >= site.today);
    let address = [&record.address().filter(|_| ahead)?, Format::Calendar.file()].concat();
    Some(Output { address, subject: Subject::Day(ix), format: Format::Calendar })
}

/// What may be followed at a kind's list.
pub fn of_kind(site: &Site, kind: &Kind) -> Vec<Output> {
    if !kind.feed || !kind.page || kind.address.is_some() || site.groups.of_kind(kind).is_empty() {
        return Vec::new();
    }
    let days = kind.role == Some(Role::Calendar);
    outputs(&format!("/{}/", kind.plural), Subject::Kind(kind.index), days)
}

fn outputs(folder: &str, subject: Subject, days: bool) -> Vec<Output> {
    let formats = [Some(Format::Atom), Some(Format::Json), days.then_some(Format::Calendar)];
    let output = |format: Format| Output { address: [folder, format.file()].concat(), subject, format };
    formats.into_iter().flatten().map(output).collect()
}

fn targets(fields: &[Field], names: &mut BTreeSet<Arc<str>>) {
    for field in fields {
        if field.facet
            && let Some(reference) = &field.item().reference
        {
            names.extend(reference.kinds.iter().cloned());
        }
        targets(field.fields(), names);
    }
}

/// Writes one file.
///
/// # Errors
/// What `out` refuses.
pub fn write(site: &Site, output: &Output, out: &mut dyn Write) -> io::Result<()> {
    match output.format {
        Format::Atom => atom::write(site, output, out),
        Format::Json => json::write(site, output, out),
        Format::Calendar => calendar::write(site, output, out),
    }
}

/// The records that name one or that stand in a list, newest first; equal dates by id.
fn records(site: &Site, subject: Subject) -> Vec<Ix> {
    match subject {
        Subject::Kind(at) => newest(site, site.groups.kinds.get(at).map_or(&[], Vec::as_slice), &[]),
        Subject::Naming(ix) => {
            let everywhere = site.groups.everywhere.get(&site.record(ix).kind.name);
            everywhere.map_or_else(|| naming(site, ix), |all| newest(site, &naming(site, ix), all))
        }
        Subject::Day(ix) => vec![ix],
    }
}

/// Both lists as one, newest first.
fn newest(site: &Site, one: &[Ix], other: &[Ix]) -> Vec<Ix> {
    let mut own = [one, other].concat();
    own.sort_unstable();
    own.dedup();
    let date = |ix: &Ix| site.record(*ix).date().and_then(crate::date::any).map(|period| period.order());
    own.sort_by_cached_key(|ix| std::cmp::Reverse(date(ix)));
    own
}

/// The records that name one.
fn naming(site: &Site, ix: Ix) -> Vec<Ix> {
    match site.groups.naming.get(&ix) {
        // Lists are in this order already.
        Some(records) => records.clone(),
        // What joins others by date is named by them without being a list of its own.
        None => {
            let from = site.graph.links_to(ix).map(|link| link.from);
            let own: Vec<Ix> = from
                .filter(|from| *from != ix && site.record(*from).kind.page && site.is_listed(*from))
                .collect();
            newest(site, &own, &[])
        }
    }
}

/// The title of what is followed, and the address of its page.
fn heading(site: &Site, subject: Subject) -> (String, String) {
    match subject {
        Subject::Kind(at) => {
            let kind = site.kinds.iter().find(|kind| kind.index == at);
            kind.map_or_else(Default::default, |kind| {
                (kind.label_plural.clone(), format!("/{}/", kind.plural))
            })
        }
        Subject::Naming(ix) | Subject::Day(ix) => {
            let record = site.record(ix);
            (record.title().to_owned(), record.address().unwrap_or_default())
        }
    }
}
