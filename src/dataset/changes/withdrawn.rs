//! `withdrawn.csv`: every record that is not in the tables any more, by day. Of what was taken down it says only that and when.

use crate::dataset::tombstone::replacement;
use crate::ledger::{Known, Stand};
use crate::record::Ix;
use crate::site::{Site, State};
use std::io::{self, Write};

/// Headings, in their order for ever.
pub(super) const HEADINGS: [&str; 6] = ["id", "kind", "url", "withdrawn", "reason", "replaced_by"];

/// A row: the day first, for the order.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    day: String,
    id: String,
    kind: String,
    url: String,
    reason: String,
    replaced_by: String,
}

/// Writes the table; its headings alone where nothing is withdrawn.
///
/// # Errors
/// What `out` refuses.
pub(super) fn write(site: &Site, out: &mut dyn Write) -> io::Result<()> {
    let present = site.records.iter().filter(|(ix, _)| !site.is_listed(*ix)).map(|(ix, _)| marked(site, ix));
    let gone = site.ledger.records().iter().filter(|known| site.records.find(&known.id).is_none());
    let mut rows: Vec<Row> = present.chain(gone.filter_map(|known| recorded(site, known))).collect();
    rows.sort_unstable();
    let mut csv = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(out);
    csv.write_record(HEADINGS)?;
    for row in &rows {
        csv.write_record([&row.id, &row.kind, &row.url, &row.day, &row.reason, &row.replaced_by])?;
    }
    csv.flush()
}

/// A record whose file says that it is withdrawn or redacted.
fn marked(site: &Site, ix: Ix) -> Row {
    let record = site.record(ix);
    let redacted = site.state(ix) == State::Redacted;
    let why = record.fields.map(if redacted { "redacted" } else { "withdrawn" });
    let shown = why.filter(|_| !redacted);
    let mut replaced_by = String::new();
    if let Some(named) = shown.and_then(|why| replacement(site, ix, why)) {
        named.push_to(&mut replaced_by);
    }
    let known = site.ledger.record(&record.id);
    Row {
        day: why.and_then(|why| why.text("date")).map(str::to_owned).unwrap_or_else(|| day(site, known)),
        id: record.id.to_string(),
        kind: record.kind.name.to_string(),
        url: site.urls[ix.0 as usize].as_deref().unwrap_or_default().to_owned(),
        reason: shown.and_then(|why| why.text("reason")).unwrap_or_default().to_owned(),
        replaced_by,
    }
}

/// A record that is in no file any more, as the ledger has it. None where it is not withdrawn.
fn recorded(site: &Site, known: &Known) -> Option<Row> {
    let retired = known.stand == Stand::Retired || site.retired.contains(&*known.id);
    if known.stand == Stand::Live && !retired {
        return None;
    }
    let named = |text: &str| if retired { String::new() } else { text.to_owned() };
    let url = known.url.as_deref().filter(|_| known.stand.keeps_address()).map(|address| site.url(address));
    // What it is called now, where that is public.
    let moved_to = known.moved_to.as_deref().filter(|id| site.records.find(id).is_some());
    Some(Row {
        day: day(site, Some(known)),
        id: named(&known.id),
        kind: known.kind.to_string(),
        url: named(url.as_deref().unwrap_or_default()),
        reason: String::new(),
        replaced_by: named(moved_to.unwrap_or_default()),
    })
}

fn day(site: &Site, known: Option<&Known>) -> String {
    let event = known.and_then(|known| site.ledger.event(known.seq));
    event.map(|event| event.at.to_string()).unwrap_or_default()
}
