//! `changes.csv`: an event a row, oldest first.

use super::Told;
use crate::site::Site;
use std::io::{self, Write};

/// Headings, in their order for ever.
pub(super) const HEADINGS: [&str; 10] =
    ["seq", "at", "action", "kind", "id", "url", "title", "version", "fields", "reason"];

/// Writes the table; its headings alone where nothing was released.
pub(super) fn write(site: &Site, out: &mut dyn Write) -> io::Result<()> {
    let mut csv = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(out);
    csv.write_record(HEADINGS)?;
    for event in site.ledger.events() {
        let told = Told::of(site, event);
        let columns = event.columns.iter().map(|(name, _)| &**name);
        let fields: Vec<&str> = event.fields.iter().map(|name| &**name).chain(columns).collect();
        csv.write_record([
            &event.seq.to_string(),
            &event.at.to_string(),
            event.action.word(),
            &event.kind,
            told.id.unwrap_or_default(),
            told.url.as_deref().unwrap_or_default(),
            told.title().unwrap_or_default(),
            &event.version.to_string(),
            &fields.join(";"),
            told.reason().unwrap_or_default(),
        ])?;
    }
    csv.flush()
}
