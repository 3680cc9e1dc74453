//! What the events come to: how each record and table stands now.

use super::{Action, Event};
use std::collections::{BTreeMap, HashMap};

/// All that stands.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub(super) records: Vec<Known>,
    pub(super) by_id: HashMap<Box<str>, usize>,
    pub(super) tables: BTreeMap<Box<str>, Table>,
    pub(super) major: u32,
}

/// What is known of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Its id.
    pub id: Box<str>,
    /// Its kind.
    pub kind: Box<str>,
    /// How it stands.
    pub stand: Stand,
    /// The address of its page.
    pub url: Option<Box<str>>,
    /// Old addresses that lead there.
    pub also: Vec<Box<str>>,
    /// How many events there are of it.
    pub version: u32,
    /// The last of them.
    pub seq: u64,
    /// The last that took it out of the tables; 0 where none did.
    pub withdrawn: u64,
    /// The last that took it down; 0 where none did.
    pub redacted: u64,
    /// The record it became under another name.
    pub moved_to: Option<Box<str>>,
}

/// How a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    /// In the tables.
    Live,
    /// Out of the tables; its address remains.
    Withdrawn,
    /// Withdrawn, and its address was given up.
    Lost,
    /// Taken down; its address remains.
    Redacted,
    /// Taken down, its name too.
    Retired,
}

impl Stand {
    /// Whether its addresses must stay.
    pub fn keeps_address(self) -> bool {
        matches!(self, Stand::Live | Stand::Withdrawn | Stand::Redacted)
    }

    /// Whether nothing of it may ever be published again under its name.
    pub fn is_taken_down(self) -> bool {
        matches!(self, Stand::Redacted | Stand::Retired)
    }
}

/// What is known of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The kind whose table it is.
    pub kind: Box<str>,
    /// Its address.
    pub url: Box<str>,
    /// Its columns in their order, each with its type and the event that brought it.
    pub columns: Vec<Column>,
    /// How many events there are of it.
    pub version: u32,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Heading.
    pub name: Box<str>,
    /// What its cells hold.
    pub ty: Box<str>,
    /// The event that brought it.
    pub seq: u64,
}

impl Default for State {
    fn default() -> State {
        State { records: Vec::new(), by_id: HashMap::new(), tables: BTreeMap::new(), major: 1 }
    }
}

impl State {
    /// Takes in the next event.
    ///
    /// # Errors
    /// Says why it cannot follow from those before.
    pub(super) fn apply(&mut self, event: &Event) -> Result<(), String> {
        if event.action == Action::Schema { self.schema(event) } else { self.record(event) }
    }

    fn record(&mut self, event: &Event) -> Result<(), String> {
        let at = self.by_id.get(&event.id).copied();
        let before = at.map(|at| &self.records[at]);
        let follows = |stands: &[Stand]| before.is_none_or(|known| stands.contains(&known.stand));
        let may = match event.action {
            Action::Add => before.is_none(),
            Action::Update => before.is_some() && follows(&[Stand::Live]),
            Action::Restore => before.is_some() && follows(&[Stand::Withdrawn, Stand::Lost]),
            Action::Withdraw => follows(&[Stand::Live, Stand::Withdrawn, Stand::Lost]),
            Action::Redact | Action::Schema => before.is_none_or(|known| known.stand != Stand::Retired),
        };
        let version = before.map_or(0, |known| known.version) + 1;
        if !may {
            return Err(format!("`{}` cannot come next for `{}`", event.action.word(), event.id));
        }
        if event.version != version {
            return Err(format!("the version of `{}` should be {version}, not {}", event.id, event.version));
        }
        let stand = match event.action {
            Action::Withdraw if event.lost => Stand::Lost,
            Action::Withdraw => Stand::Withdrawn,
            Action::Redact if event.retired => Stand::Retired,
            Action::Redact => Stand::Redacted,
            _ => Stand::Live,
        };
        let last = |action: Action, before: Option<u64>| match event.action == action {
            true => event.seq,
            false => before.unwrap_or(0),
        };
        let known = Known {
            withdrawn: last(Action::Withdraw, before.map(|known| known.withdrawn)),
            redacted: last(Action::Redact, before.map(|known| known.redacted)),
            id: event.id.clone(),
            kind: event.kind.clone(),
            stand,
            url: event.url.clone(),
            also: event.also.clone(),
            version,
            seq: event.seq,
            moved_to: event.moved_to.clone(),
        };
        match at {
            Some(at) => self.records[at] = known,
            None => {
                self.by_id.insert(event.id.clone(), self.records.len());
                self.records.push(known);
            }
        }
        Ok(())
    }

    /// Begins a major version of the tables.
    pub(super) fn start_anew(&mut self, major: u32) {
        self.major = major;
        self.tables.values_mut().for_each(|table| table.columns.clear());
    }

    fn schema(&mut self, event: &Event) -> Result<(), String> {
        let Some(url) = &event.url else { return Err(format!("the table `{}` has no address", event.id)) };
        if event.major < self.major {
            return Err(format!("version {} of the tables comes after {}", event.major, self.major));
        }
        if event.major > self.major {
            self.start_anew(event.major);
        }
        let table = self.tables.entry(event.id.clone()).or_insert_with(|| Table {
            kind: event.kind.clone(),
            url: url.clone(),
            columns: Vec::new(),
            version: 0,
        });
        table.version += 1;
        if event.version != table.version {
            return Err(format!(
                "the version of `{}` should be {}, not {}",
                event.id, table.version, event.version
            ));
        }
        table.url = url.clone();
        for (name, ty) in &event.columns {
            if table.columns.iter().any(|column| column.name == *name) {
                return Err(format!("`{}` has the column `{name}` already", event.id));
            }
            table.columns.push(Column { name: name.clone(), ty: ty.clone(), seq: event.seq });
        }
        Ok(())
    }
}
