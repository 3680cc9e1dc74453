//! What was added, changed, withdrawn and taken down since the first release, from the ledger.
//!
//! Titles are looked up in the present site: what is not public now is named nowhere, however long ago it was published. A record whose
//! name was retired is told without its id and address. A site that never released has the same files with nothing in them, so that no
//! address comes or goes.

mod csv;

use super::{FOLDER, Output, What};
use crate::ledger::{Action, Event, Stand};
use crate::record::Record;
use crate::site::{Site, State};
use std::io::{self, Write};

/// A file of the change log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum File {
    /// All events as a table.
    Csv,
}

/// Adds the files.
pub(super) fn plan(files: &mut Vec<Output>) {
    files.push(Output { address: format!("{FOLDER}changes.csv"), what: What::Changes(File::Csv) });
}

/// Writes one.
///
/// # Errors
/// What `out` refuses.
pub(super) fn write(site: &Site, file: File, out: &mut dyn Write) -> io::Result<()> {
    match file {
        File::Csv => csv::write(site, out),
    }
}

/// What may be said of an event today.
struct Told<'s> {
    event: &'s Event,
    /// The record's id or the table's name; none where the name was retired.
    id: Option<&'s str>,
    /// Full web address, where something stands there.
    url: Option<String>,
    /// The record as it is now; none where residents see nothing of it.
    record: Option<&'s Record>,
}

impl<'s> Told<'s> {
    fn of(site: &'s Site, event: &'s Event) -> Told<'s> {
        let stand = site.ledger.record(&event.id).map(|known| known.stand);
        let ix = site.records.find(&event.id);
        // A redaction counts from the moment the record says so, recorded or not.
        let state = ix.map(|ix| site.state(ix));
        let retired = stand == Some(Stand::Retired);
        let silent = retired || state == Some(State::Redacted) || stand == Some(Stand::Redacted);
        let there = event.action == Action::Schema || stand.is_some_and(Stand::keeps_address);
        Told {
            event,
            id: (!retired).then_some(&*event.id),
            url: event.url.as_deref().filter(|_| there).map(|address| site.url(address)),
            record: ix.filter(|_| !silent).map(|ix| site.record(ix)),
        }
    }

    /// The record's title as it is now.
    fn title(&self) -> Option<&'s str> {
        self.record?.fields.text("title")
    }

    /// Why the record is withdrawn, where it is now.
    fn reason(&self) -> Option<&'s str> {
        self.record?.fields.map("withdrawn")?.text("reason").filter(|_| self.event.action == Action::Withdraw)
    }
}
