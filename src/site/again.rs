//! What a site came to the last time, kept so that only what changed is made again.
//!
//! In: the records of a new edition. Out: the same, with links, groups and addresses, shared with the last edition as far as they are as they
//! were there. What is shared is what would have been made: the preview's tests compare both.

use super::hide::{Reduced, State};
use super::{Groups, Settings, groups};
use crate::graph::{Graph, Linked};
use crate::kind::Kinds;
use crate::record::Records;
use std::sync::Arc;

/// What is kept from one site to the next. All of it is shared with the sites.
#[derive(Default)]
pub struct Before {
    pub(super) reduced: Reduced,
    /// How the reduced records were linked.
    pub(super) linked: Linked,
    /// How those were that the last site had.
    public: Linked,
    last: Option<Last>,
}

/// The last site, and what its addresses go by.
struct Last {
    base_url: String,
    kinds: Arc<Kinds>,
    public: Public,
}

/// The public records and what follows from them.
#[derive(Clone)]
pub(super) struct Public {
    pub(super) records: Records,
    pub(super) states: Vec<State>,
    pub(super) graph: Arc<Graph>,
    pub(super) groups: Arc<Groups>,
    pub(super) urls: Arc<Vec<Option<Box<str>>>>,
}

impl Before {
    /// Links and groups public records. `reduced` are those that they were made from, with their graph.
    pub(super) fn public(
        &mut self,
        settings: &Settings,
        kinds: &Arc<Kinds>,
        (mut records, states): (Records, Vec<State>),
        reduced: (&Records, &Arc<Graph>),
    ) -> &Public {
        records.share(&self.public.records());
        let graph = self.public.link(&records, Some(reduced));
        let last = self.last.take().filter(|last| {
            Arc::ptr_eq(&last.kinds, kinds)
                && records.has_ids_of(&last.public.records)
                && states == last.public.states
        });
        let urls = match &last {
            Some(last) if last.base_url == settings.base_url => last.public.urls.clone(),
            _ => Arc::new(super::urls(settings, &records)),
        };
        let groups = last.and_then(|last| {
            let Public { records: before, graph: links, groups, .. } = last.public;
            if graph.has_facets_of(&links) { groups::again(groups, &before, &records) } else { None }
        });
        let groups = groups.unwrap_or_else(|| Arc::new(groups::group(kinds, &records, &states, &graph)));
        let public = Public { records, states, graph, groups, urls };
        &self.last.insert(Last { base_url: settings.base_url.clone(), kinds: kinds.clone(), public }).public
    }
}
