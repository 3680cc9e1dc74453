//! The site: everything that may be published, for one audience, linked and grouped.
//!
//! In: checked records. Out: [`Site`], immutable. What the audience may not see has left it before any renderer, feed or
//! index can ask; [`hide`] does that and nothing else.

mod again;
mod attached;
pub mod computed;
mod copies;
mod cut;
pub mod due;
mod folder;
pub mod groups;
pub mod hide;
mod links;
pub mod load;
pub mod notice;
mod opening;
pub mod places;
pub mod settings;
mod slips;
mod sources;
pub mod stray;
mod unique;
mod unread;

pub use crate::record::claim;
pub use again::Before;
pub use groups::{Facet, Group, Groups, facets};
pub use hide::{Audience, State};
pub use opening::Opening;
pub use settings::Settings;

use crate::diagnostic::Place;
use crate::graph::Graph;
use crate::kind::Kinds;
use crate::ledger::Ledger;
use crate::record::{Ix, Missing, Record, Records};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A whole site as one audience may see it.
pub struct Site {
    /// The settings.
    pub settings: Settings,
    /// The kinds.
    pub kinds: Arc<Kinds>,
    /// The records, reduced to what is public.
    pub records: Records,
    /// The full web address of each record that has a page, by position: data name records often.
    pub urls: Arc<Vec<Option<Box<str>>>>,
    /// What became of each record, by position.
    pub states: Vec<State>,
    /// Records that this audience sees and residents do not, or not whole, by id.
    pub early: BTreeMap<Arc<str>, State>,
    /// Links and backlinks among them.
    pub graph: Arc<Graph>,
    /// Groupings by facet and year, computed once.
    pub groups: Arc<Groups>,
    /// What was released so far.
    pub ledger: Arc<Ledger>,
    /// Records that have errors, or may be in files that could not be read: they are not here, and not gone either.
    pub missing: Arc<Missing>,
    /// Where released records that residents may not see now say so: drafts and embargoed ones, by id.
    pub called_back: BTreeMap<Arc<str>, Place>,
    /// Ids of records that were taken down with their names.
    pub retired: BTreeSet<Arc<str>>,
    /// The day it is made for.
    pub today: Date,
}

impl Site {
    /// A record by position.
    pub fn record(&self, ix: Ix) -> &Record {
        &self.records[ix]
    }

    /// What became of a record.
    pub fn state(&self, ix: Ix) -> State {
        self.states[ix.0 as usize]
    }

    /// Whether a record stands in listings and tables: those redacted or withdrawn do not.
    pub fn is_listed(&self, ix: Ix) -> bool {
        matches!(self.state(ix), State::Public | State::Exempt)
    }

    /// The address of a file of data. The number in it changes when a reader of the old files would break.
    pub fn data(&self, file: &str) -> String {
        self.ledger.data(file)
    }

    /// The full web address of a site-absolute one.
    pub fn url(&self, address: &str) -> String {
        self.settings.url(address)
    }
}

/// The full web address of each record that has a page, by position.
pub fn urls(settings: &Settings, records: &Records) -> Vec<Option<Box<str>>> {
    records.iter().map(|(_, record)| record.address().map(|address| settings.url(&address).into())).collect()
}
