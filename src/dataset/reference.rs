//! A reference as data give it: the record it names and the part of it.

use crate::graph;
use crate::record::{Ix, Record};
use crate::site::Site;
use serde::ser::{Serialize, SerializeMap, Serializer};

/// What a reference names.
pub struct Named<'s> {
    record: &'s Record,
    url: Option<&'s str>,
    anchor: Option<Box<str>>,
}

/// Finds what a reference of the record `from` names. None when that is no record of the site: then nothing is said of it. A part that
/// the site does not hold is left off.
pub fn named<'s>(site: &'s Site, from: Ix, text: &str) -> Option<Named<'s>> {
    let whole = |id: &str| {
        let ix = if id.is_empty() { Some(from) } else { site.records.find(id) };
        ix.map(|ix| Named::new(site, ix, None))
    };
    let Some(end) = memchr::memchr(b'#', text.as_bytes()) else { return whole(text) };
    match graph::resolve(&site.records, from, text, &[]) {
        Ok(target) => Some(Named::new(site, target.ix, target.anchor)),
        Err(_) => whole(&text[..end]),
    }
}

impl<'s> Named<'s> {
    /// A record, or the part of it with this anchor.
    pub fn new(site: &'s Site, ix: Ix, anchor: Option<Box<str>>) -> Named<'s> {
        Named { record: site.record(ix), url: site.urls[ix.0 as usize].as_deref(), anchor }
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
        match (self.url, &self.anchor) {
            (Some(url), Some(anchor)) => out.serialize_entry("url", &[url, "#", anchor].concat())?,
            (Some(url), None) => out.serialize_entry("url", url)?,
            (None, _) => {}
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
