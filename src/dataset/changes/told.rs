//! What may be said of an event today.

use crate::ledger::{Action, Event, Known, Stand};
use crate::record::{Ix, Record};
use crate::site::{Site, State};

/// An event and what of its record is public now.
pub(super) struct Told<'s> {
    site: &'s Site,
    pub(super) event: &'s Event,
    known: Option<&'s Known>,
    /// The record's id or the table's name; none where the name was retired.
    pub(super) id: Option<&'s str>,
    /// Full web address, where something stands there.
    pub(super) url: Option<String>,
    /// The record as it is now; none where residents see nothing of it.
    record: Option<(Ix, &'s Record)>,
}

impl<'s> Told<'s> {
    pub(super) fn of(site: &'s Site, event: &'s Event) -> Told<'s> {
        let known = site.ledger.record(&event.id);
        let stand = known.map(|known| known.stand);
        // A redaction counts from the moment the record says so, recorded or not.
        let retired = stand == Some(Stand::Retired) || site.retired.contains(&*event.id);
        let there = event.action == Action::Schema || stand.is_some_and(Stand::keeps_address) && !retired;
        let record = site.records.find(&event.id).filter(|ix| site.state(*ix) != State::Redacted);
        let silent = retired || stand.is_some_and(Stand::is_taken_down);
        Told {
            site,
            event,
            known,
            id: (!retired).then_some(&*event.id),
            url: event.url.as_deref().filter(|_| there).map(|address| site.url(address)),
            record: record.filter(|_| !silent).map(|ix| (ix, site.record(ix))),
        }
    }

    /// The record's title as it is now.
    pub(super) fn title(&self) -> Option<&'s str> {
        self.record?.1.fields.text("title")
    }

    /// Why the record is withdrawn, where it is now.
    pub(super) fn reason(&self) -> Option<&'s str> {
        let (ix, record) = self.record.filter(|_| self.event.action == Action::Withdraw)?;
        if self.site.state(ix) != State::Withdrawn {
            return None;
        }
        record.fields.map("withdrawn")?.text("reason")
    }

    /// Whether a feed still has an entry for it: what was added or changed and then left the tables has none, and nothing of what was
    /// taken down has but the last word on it.
    pub(super) fn is_shown(&self) -> bool {
        let Event { seq, action, .. } = self.event;
        let marked = || {
            self.site.records.find(&self.event.id).is_some_and(|ix| self.site.state(ix) == State::Redacted)
        };
        let Some(known) = self.known else { return true };
        if *action == Action::Redact {
            return *seq == known.redacted;
        }
        let left = matches!(action, Action::Add | Action::Update | Action::Restore) && known.withdrawn > *seq;
        // Marked and not recorded yet: it is silent from this moment.
        !left && known.redacted < *seq && !marked() && !self.site.retired.contains(&*known.id)
    }

    /// The earlier events whose entries this one takes back.
    pub(super) fn takes_back(&self) -> Vec<&'s Event> {
        let action = self.event.action;
        let mut back = Vec::new();
        let mut at = self.event.before;
        while let Some(event) = self.site.ledger.event(at) {
            match (action, event.action) {
                (Action::Withdraw, Action::Withdraw | Action::Redact) => break,
                (Action::Withdraw | Action::Redact, _) => back.push(event),
                _ => break,
            }
            at = event.before;
        }
        back
    }

    /// A heading for people: "Changed: Fees".
    pub(super) fn heading(&self) -> String {
        let named = self.title().or(self.id).unwrap_or_default();
        let label = || self.kind_label();
        match self.event.action {
            Action::Add => format!("New: {named}"),
            Action::Update => format!("Changed: {named}"),
            Action::Restore => format!("Published again: {named}"),
            Action::Withdraw => match self.moved_to() {
                Some(record) => format!("Renamed: {}", record.title()),
                None => format!("Withdrawn: {named}"),
            },
            Action::Redact => format!("Removed: {}", label()),
            Action::Schema if self.event.version == 1 => format!("New table: {}", self.event.id),
            Action::Schema => format!("New columns: {}", self.event.id),
        }
    }

    /// What happened, in a sentence or two.
    pub(super) fn words(&self) -> String {
        let label = self.kind_label();
        let list = |names: Vec<&str>| names.join(", ");
        match self.event.action {
            Action::Add => format!("{label}: published."),
            Action::Update if self.event.fields.is_empty() => format!("{label}: changed."),
            Action::Update => {
                format!(
                    "{label}: changed in {}.",
                    list(self.event.fields.iter().map(|name| &**name).collect())
                )
            }
            Action::Restore => format!("{label}: published again after it was withdrawn."),
            Action::Withdraw => match (self.moved_to(), self.reason()) {
                (Some(record), _) => format!("{label}: now called {}.", record.id),
                (None, Some(reason)) => format!("{label}: withdrawn. {reason}"),
                (None, None) => format!("{label}: withdrawn."),
            },
            Action::Redact => format!("{label}: removed. Please remove your copies of it."),
            Action::Schema => {
                format!("Columns: {}.", list(self.event.columns.iter().map(|(name, _)| &**name).collect()))
            }
        }
    }

    fn kind_label(&self) -> &'s str {
        let kind = self.site.kinds.get(&self.event.kind);
        kind.map_or(&*self.event.kind, |kind| &kind.label)
    }

    /// The record that this one is called now.
    fn moved_to(&self) -> Option<&'s Record> {
        let id = self.event.moved_to.as_deref()?;
        self.site.records.find(id).map(|ix| self.site.record(ix))
    }
}
