//! What a feed says of a record: the same in every format.

use super::{ENTRIES_MAX, Output, heading, records};
use crate::date::{self, Precision};
use crate::kind::{Choice, Field, Type};
use crate::record::{Ix, Record};
use crate::site::Site;
use crate::site::claim::{self, Standing};
use crate::site::notice;

/// A feed as every format writes it.
pub(super) struct Feed<'s> {
    /// Title of what is followed.
    pub(super) title: String,
    /// Full address of its page.
    pub(super) page: String,
    /// Full address of the feed.
    pub(super) own: String,
    /// Newest first.
    pub(super) entries: Vec<Entry<'s>>,
    /// When the newest of them changed.
    pub(super) updated: String,
}

/// A record in a feed.
pub(super) struct Entry<'s> {
    pub(super) record: &'s Record,
    /// Full address of its page: also its id, for addresses never change.
    pub(super) url: &'s str,
    /// Full address of its JSON.
    pub(super) json: Option<String>,
    /// Title, marked where the record is a proposal only.
    pub(super) title: String,
    /// Plain words: the date and what the record says in short.
    pub(super) words: String,
    pub(super) published: Option<String>,
    pub(super) updated: String,
}

/// A moment for a date of any precision: the start of its period, in Universal Time. Feeds have no other form for dates.
pub fn moment(text: &str) -> Option<String> {
    let period = date::any(text)?;
    Some(match period.instant {
        Some(instant) => instant.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        None if period.precision == Precision::Day => [text, "T00:00:00Z"].concat(),
        None => format!("{}T00:00:00Z", period.start),
    })
}

/// What stands for a moment of which nothing is known: a feed must give one, and the clock would change it with every build.
const UNKNOWN: &str = "1970-01-01T00:00:00Z";

pub(super) fn feed<'s>(site: &'s Site, output: &Output) -> Feed<'s> {
    let (title, page) = heading(site, output.subject);
    let mut newest = records(site, output.subject);
    newest.truncate(ENTRIES_MAX);
    let entries: Vec<Entry<'_>> = newest.into_iter().filter_map(|ix| entry(site, ix)).collect();
    let updated = entries.iter().map(|entry| &entry.updated).max();
    let updated = updated.cloned().unwrap_or_else(|| newest_of(site));
    Feed { title, page: site.url(&page), own: site.url(&output.address), entries, updated }
}

/// The newest change of any record: when a feed without entries last changed.
fn newest_of(site: &Site) -> String {
    let changes = site.records.iter().filter_map(|(_, record)| changed(site, record));
    changes.max().unwrap_or_else(|| UNKNOWN.to_owned())
}

/// When a record last changed: as it says itself, or as a release after its first found it to be another. One that says nothing counts from
/// its date, but no later than it was released: that of a meeting may be to come.
fn changed(site: &Site, record: &Record) -> Option<String> {
    let own = record.fields.text("updated").or_else(|| record.fields.text("created")).and_then(moment);
    let known = site.ledger.record(&record.id);
    let event = known.and_then(|known| Some((known, site.ledger.event(known.seq)?)));
    let Some((known, event)) = event else { return own.or_else(|| record.date().and_then(moment)) };
    let released = Some(format!("{}T00:00:00Z", event.at));
    if known.version > 1 {
        return own.max(released);
    }
    own.or_else(|| record.date().and_then(moment).into_iter().chain(released).min())
}

/// The choices at the root of a record, each with its field.
fn choices(record: &Record) -> impl Iterator<Item = (&Field, &Choice)> {
    record.kind.fields.iter().filter_map(|field| {
        let Type::Choice(choices) = &field.ty else { return None };
        let text = record.fields.text(&field.name)?;
        choices.iter().find(|choice| *choice.value == *text).map(|choice| (field, choice))
    })
}

fn entry(site: &Site, ix: Ix) -> Option<Entry<'_>> {
    let record = site.record(ix);
    let url = site.urls[ix.0 as usize].as_deref()?;
    let date = record.date().map(date::words);
    let summary = record.fields.text("summary").map(str::to_owned);
    let standing = claim::of_record(record).and_then(Standing::words);
    // What its page says at the top: that it is cancelled, say.
    let noticed = choices(record).filter(|(field, choice)| field.has_notice && choice.notice.is_some());
    let said: Vec<&str> = standing.into_iter().chain(noticed.map(|(_, choice)| &*choice.words)).collect();
    let title = match &said[..] {
        [] => record.title().to_owned(),
        said => format!("{} ({})", record.title(), said.join(", ")),
    };
    // Of what does not stand the title says how it stands, and nothing else is said.
    let claims = claim::main(record).filter(|_| standing.is_none());
    let claims = choices(record).find(|(field, _)| claims.is_some_and(|main| std::ptr::eq(main, *field)));
    let claims = claims.map(|(field, choice)| {
        let basis = field.basis.as_deref().and_then(|name| record.fields.text(name));
        let caution = notice::caution(site, ix, basis).map(|words| format!(" {words}."));
        format!("{}: {}.{}", field.title, choice.words, caution.unwrap_or_default())
    });
    let first = [Some(record.kind.label.clone()), date].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let words =
        [Some(format!("{first}.")), claims, summary].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let published = record.fields.text("created").or_else(|| record.date()).and_then(moment);
    let updated = changed(site, record).unwrap_or_else(|| UNKNOWN.to_owned());
    // A change cannot come before the first publication, whatever is written of it.
    let published = published.filter(|published| *published <= updated);
    Some(Entry {
        record,
        url,
        json: record.json_address().map(|address| site.url(&address)),
        title,
        words,
        published,
        updated,
    })
}
