//! Groupings of records by facet and year, computed once.

use crate::kind::Kind;
use crate::record::Ix;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One value of a facet and the records that have it, in the order of listings.
#[derive(Debug, Clone)]
pub struct Group {
    /// The value.
    pub value: FacetValue,
    /// Its records.
    pub records: Vec<Ix>,
}

/// A value of a facet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum FacetValue {
    /// A record: its own page lists what names it.
    Record(Ix),
    /// A choice: value and words.
    Choice(Arc<str>, Arc<str>),
}

/// All groupings of a site.
#[derive(Debug, Default)]
pub struct Groups {
    /// Records of each kind with pages, in the order of its listing, by the kind's position.
    pub kinds: Vec<Vec<Ix>>,
    /// Records that name a record in a facet, all kinds together, newest first.
    pub naming: BTreeMap<Ix, Vec<Ix>>,
    /// By kind and facet path: the values that are choices, each with its records.
    pub choices: BTreeMap<(usize, String), Vec<Group>>,
    /// Records of kinds with pages by the year of their date, newest first.
    pub years: BTreeMap<i16, Vec<Ix>>,
}

impl Groups {
    /// The listing of a kind.
    pub fn of_kind(&self, kind: &Kind) -> &[Ix] {
        self.kinds.get(kind.index).map_or(&[], Vec::as_slice)
    }
}
