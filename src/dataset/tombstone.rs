//! What is left of a record as JSON (OParl 1.1, section 2.8: the address keeps answering, the object says that it is deleted and when).
//!
//! Of a withdrawn record its title, the reason and what replaced it; of a redacted one that it was taken down and when, and nothing else;
//! of one that has another name now, that name.

use super::reference::{Named, named};
use crate::ledger::Known;
use crate::record::{Ix, Map};
use crate::site::{Site, State};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::io::{self, Write};

/// Writes what is left of a record that is withdrawn or redacted.
///
/// # Errors
/// What `out` refuses.
pub(super) fn write(site: &Site, ix: Ix, out: &mut dyn Write) -> io::Result<()> {
    let record = site.record(ix);
    let text = |name: &str| record.fields.text(name);
    let redacted = site.state(ix) == State::Redacted;
    let why = record.fields.map(if redacted { "redacted" } else { "withdrawn" });
    let day = why.and_then(|why| why.text("date")).map(str::to_owned).or_else(|| recorded(site, &record.id));
    object(out, |map| {
        map.serialize_entry("id", &*record.id)?;
        map.serialize_entry("kind", &*record.kind.name)?;
        if let Some(url) = &site.urls[ix.0 as usize] {
            map.serialize_entry("url", url)?;
        }
        if let Some(title) = text("title").filter(|_| !redacted) {
            map.serialize_entry("title", title)?;
        }
        if let Some(created) = text("created") {
            map.serialize_entry("created", created)?;
        }
        deleted(map, day.as_deref())?;
        let reason = why.and_then(|why| why.text("reason")).filter(|_| !redacted);
        let replaced_by = why.filter(|_| !redacted).and_then(|why| replacement(site, ix, why));
        let name = if redacted { "redacted" } else { "withdrawn" };
        map.serialize_entry(name, &Why { day: day.as_deref(), reason, replaced_by })
    })
}

/// Writes what stands at the JSON address of a record that has another name now. Its address is [`Kind::json_address_of`].
///
/// [`Kind::json_address_of`]: crate::kind::Kind::json_address_of
///
/// # Errors
/// What `out` refuses.
pub fn moved(site: &Site, known: &Known, to: Ix, out: &mut dyn Write) -> io::Result<()> {
    let day = known.moved_to.as_ref().and_then(|_| recorded(site, &known.id));
    object(out, |map| {
        map.serialize_entry("id", &known.id)?;
        map.serialize_entry("kind", &known.kind)?;
        if let Some(address) = &known.url {
            map.serialize_entry("url", &site.url(address))?;
        }
        deleted(map, day.as_deref())?;
        let replaced_by = Some(Named::new(site, to, None));
        map.serialize_entry("withdrawn", &Why { day: day.as_deref(), reason: None, replaced_by })
    })
}

fn object<F>(out: &mut dyn Write, members: F) -> io::Result<()>
where
    F: FnOnce(
        &mut serde_json::ser::Compound<'_, &mut Vec<u8>, serde_json::ser::CompactFormatter>,
    ) -> serde_json::Result<()>,
{
    let mut bytes = Vec::with_capacity(512);
    let mut json = serde_json::Serializer::new(&mut bytes);
    let mut map = json.serialize_map(None)?;
    members(&mut map)?;
    SerializeMap::end(map)?;
    bytes.push(b'\n');
    out.write_all(&bytes)
}

fn deleted<M: SerializeMap>(map: &mut M, day: Option<&str>) -> Result<(), M::Error> {
    if let Some(day) = day {
        map.serialize_entry("modified", day)?;
    }
    map.serialize_entry("deleted", &true)
}

/// The day of the last event of a record.
fn recorded(site: &Site, id: &str) -> Option<String> {
    site.ledger.record(id).and_then(|known| site.ledger.event(known.seq)).map(|event| event.at.to_string())
}

/// The record to read in the place of a withdrawn one.
pub(super) fn replacement<'s>(site: &'s Site, ix: Ix, withdrawn: &Map) -> Option<Named<'s>> {
    named(site, ix, withdrawn.text("replaced_by")?)
}

/// Why and when.
struct Why<'s> {
    day: Option<&'s str>,
    reason: Option<&'s str>,
    replaced_by: Option<Named<'s>>,
}

impl Serialize for Why<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_map(None)?;
        if let Some(day) = self.day {
            out.serialize_entry("date", day)?;
        }
        if let Some(reason) = self.reason {
            out.serialize_entry("reason", reason)?;
        }
        if let Some(named) = &self.replaced_by {
            out.serialize_entry("replaced_by", named)?;
        }
        out.end()
    }
}
