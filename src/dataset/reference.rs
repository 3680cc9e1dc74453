//! A reference as data give it: the record it names and the part of it.

use crate::graph;
use crate::record::{Ix, Record};
use crate::site::Site;
use serde::ser::{Serialize, SerializeMap, Serializer};

/// What a reference names.
pub struct Named<'s> {
    site: &'s Site,
    record: &'s Record,
    anchor: Option<Box<str>>,
}

/// Finds what a reference of the record `from` names. None when that is no record of the site: then nothing is said of it. A part that
/// the site does not hold is left off.
pub fn named<'s>(site: &'s Site, from: Ix, text: &str) -> Option<Named<'s>> {
    let whole = |id: &str| {
        let ix = if id.is_empty() { Some(from) } else { site.records.find(id) };
        ix.map(|ix| Named { site, record: site.record(ix), anchor: None })
    };
    let Some((id, _)) = text.split_once('#') else { return whole(text) };
    match graph::resolve(&site.records, from, text, &[]) {
        Ok(target) => Some(Named { site, record: site.record(target.ix), anchor: target.anchor }),
        Err(_) => whole(id),
    }
}

impl<'s> Named<'s> {
    /// A record, or the part of it with this anchor.
    pub fn new(site: &'s Site, ix: Ix, anchor: Option<Box<str>>) -> Named<'s> {
        Named { site, record: site.record(ix), anchor }
    }

    /// Adds `kind/name`, with `#anchor` for a part: how tables write it.
    pub fn push_to(&self, text: &mut String) {
        text.push_str(&self.record.id);
        if let Some(anchor) = &self.anchor {
            text.push('#');
            text.push_str(anchor);
        }
    }

    /// Adds `id`, `title`, `url` where the record has a page, and `anchor` for a part.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn members<M: SerializeMap>(&self, out: &mut M) -> Result<(), M::Error> {
        out.serialize_entry("id", &*self.record.id)?;
        out.serialize_entry("title", self.record.title())?;
        if let Some(address) = self.record.address() {
            let mut url = self.site.url(&address);
            if let Some(anchor) = &self.anchor {
                url.push('#');
                url.push_str(anchor);
            }
            out.serialize_entry("url", &url)?;
        }
        match &self.anchor {
            Some(anchor) => out.serialize_entry("anchor", &**anchor),
            None => Ok(()),
        }
    }
}

impl Serialize for Named<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_map(None)?;
        self.members(&mut out)?;
        out.end()
    }
}
