//! The memory of a site: what was released, in `data/ledger.ndjson`.
//!
//! One line an event, each holding the hash of the line before, so that no line can be changed, taken out or put in without the next one
//! showing it. A line says that a record changed and in which fields; it never holds a title, a reason or any other text of a record, so
//! that a redaction has nothing to take out of it. Of the content there is a hash with a random salt. The salts lie apart, in
//! `data/ledger-salts.ndjson`: without its salt a short text cannot be guessed from its hash, so a redaction destroys it.
//!
//! In: a [`World`]. Out: [`Ledger`], which checks and data read. [`store::append`] adds to it, for `release` and `redact` alone.

mod event;
mod hash;
mod read;
pub mod salts;
mod state;
pub mod store;
#[cfg(test)]
mod tests;

pub use event::{Action, Event};
pub use hash::{Hash, hex, unhex};
pub use read::Fault;
pub use salts::{Content, Salts};
pub use state::{Column, Known, Stand, Table};
pub use store::Draft;

use crate::diagnostic::{Diagnostics, Place};
use crate::source::Span;
use crate::world::World;

/// The events.
pub const FILE: &str = "data/ledger.ndjson";
/// The salts of their hashes, and the hashes of single fields.
pub const SALTS: &str = "data/ledger-salts.ndjson";

/// Whether a file of the site is the ledger's own: nothing else reads it.
pub fn is_own(path: &str) -> bool {
    path == FILE || path == SALTS
}

/// What was released so far. Empty for a site that never released.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    events: Vec<Event>,
    state: state::State,
    /// The hash of the last line.
    head: Hash,
    /// Where each line starts.
    starts: Vec<usize>,
}

impl Ledger {
    /// Reads the ledger of a site; an empty one where it has none. A line that does not follow from the ones before is
    /// [`Code::ChangedLedger`](crate::diagnostic::Code::ChangedLedger) in `out`, and then the ledger counts as empty: nothing is known for certain.
    pub fn of(world: &dyn World, out: &mut Diagnostics) -> Ledger {
        if world.stamp(FILE).is_none() {
            return Ledger::default();
        }
        match world
            .read(FILE)
            .map_err(|error| Fault::unreadable(FILE, &error))
            .and_then(|bytes| Ledger::read(&bytes))
        {
            Ok(ledger) => ledger,
            Err(fault) => {
                out.push(fault.diagnostic());
                Ledger::default()
            }
        }
    }

    /// Reads the text of a ledger.
    ///
    /// # Errors
    /// The first line that cannot be right.
    pub fn read(bytes: &[u8]) -> Result<Ledger, Fault> {
        read::read(bytes)
    }

    /// Whether nothing was ever released.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// Everything that happened, oldest first. The line of an event is its `seq`.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The event of a number.
    pub fn event(&self, seq: u64) -> Option<&Event> {
        self.events.get(usize::try_from(seq).ok()?.checked_sub(1)?)
    }

    /// Every record that was ever published, in the order of their first events.
    pub fn records(&self) -> &[Known] {
        &self.state.records
    }

    /// What is known of a record.
    pub fn record(&self, id: &str) -> Option<&Known> {
        self.state.by_id.get(id).map(|at| &self.state.records[*at])
    }

    /// Every table that was published in the present major version, by name.
    pub fn tables(&self) -> impl Iterator<Item = (&str, &Table)> {
        let all = self.state.tables.iter().map(|(name, table)| (&**name, table));
        all.filter(|(_, table)| !table.columns.is_empty())
    }

    /// The table of this name.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.state.tables.get(name).filter(|table| !table.columns.is_empty())
    }

    /// How many events there are of a record or a table.
    pub fn version_of(&self, id: &str) -> u32 {
        let of_table = || self.state.tables.get(id).map(|table| table.version);
        self.record(id).map(|known| known.version).or_else(of_table).unwrap_or(0)
    }

    /// The major version of the tables: the number in their addresses.
    pub fn major(&self) -> u32 {
        self.state.major
    }

    /// The address of a file of data. The number in it changes when a reader of the old files would break.
    pub fn data(&self, file: &str) -> String {
        format!("/data/v{}/{file}", self.major())
    }

    /// The same ledger in which nothing is promised of the tables yet, for the next major version.
    pub fn next_major(&self) -> Ledger {
        let mut next = self.clone();
        next.state.start_anew(self.major() + 1);
        next
    }

    /// The hash of the last line: the next one names it.
    pub fn head(&self) -> &Hash {
        &self.head
    }

    /// The place of an event in the file: the id in its line.
    pub fn place(&self, seq: u64) -> Place {
        let start = usize::try_from(seq).ok().and_then(|seq| self.starts.get(seq.checked_sub(1)?));
        let Some((event, start)) = self.event(seq).zip(start) else { return Place::File(FILE.into()) };
        let id = start + event.before_id().len();
        Place::Span(FILE.into(), Span::new(id, id + event.id.len()))
    }
}
