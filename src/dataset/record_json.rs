//! One record as JSON, beside its page.

use super::reference::Named;
use super::tombstone;
use super::values::Fields;
use crate::graph::Link;
use crate::record::Ix;
use crate::site::Site;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use std::io;

/// Writes a record with its prose, as written, and the records that name it; of one that is withdrawn or redacted what is left. Its address is
/// [`Record::json_address`](crate::record::Record::json_address).
///
/// # Errors
/// None that a record can cause: memory refuses nothing.
pub fn write(site: &Site, ix: Ix, prose: Option<&str>) -> io::Result<Vec<u8>> {
    if !site.is_listed(ix) {
        let mut bytes = Vec::new();
        tombstone::write(site, ix, &mut bytes)?;
        return Ok(bytes);
    }
    let mut bytes = Vec::with_capacity(4096 + prose.map_or(0, |prose| prose.len() + prose.len() / 32));
    let mut json = serde_json::Serializer::new(&mut bytes);
    let mut map = json.serialize_map(None)?;
    map.serialize_entry("$schema", &site.url(&super::schema::address(&site.record(ix).kind)))?;
    map.serialize_entry("@context", &site.url(super::context::ADDRESS))?;
    members(&mut map, site, ix)?;
    SerializeMap::end(map)?;
    // The rest is added inside the brace, for the prose goes its own way.
    bytes.pop();
    if let Some(prose) = prose {
        bytes.extend_from_slice(b",\"prose\":");
        write_text(prose, &mut bytes)?;
    }
    bytes.extend_from_slice(b",\"links_in\":");
    serde_json::to_writer(&mut bytes, &LinksIn { site, ix })?;
    bytes.extend_from_slice(b"}\n");
    Ok(bytes)
}

/// Writes a text as `serde_json` does. That looks up each byte; most of a long text is copied here in long pieces.
fn write_text(text: &str, out: &mut Vec<u8>) -> io::Result<()> {
    // A fold, not `any`: without a way out of the loop many bytes are compared at once.
    let control = text.bytes().fold(false, |found, byte| found | ((byte < b' ') & (byte != b'\n')));
    if control {
        return Ok(serde_json::to_writer(out, text)?);
    }
    out.push(b'"');
    let mut from = 0;
    for at in memchr::memchr3_iter(b'"', b'\\', b'\n', text.as_bytes()) {
        out.extend_from_slice(&text.as_bytes()[from..at]);
        out.extend_from_slice(match text.as_bytes()[at] {
            b'"' => b"\\\"",
            b'\\' => b"\\\\",
            _ => b"\\n",
        });
        from = at + 1;
    }
    out.extend_from_slice(&text.as_bytes()[from..]);
    out.push(b'"');
    Ok(())
}

/// What every form of a record says: who it is, who publishes it, its public fields in the order of the kind file.
pub(super) fn members<M: SerializeMap>(out: &mut M, site: &Site, ix: Ix) -> Result<(), M::Error> {
    let record = site.record(ix);
    out.serialize_entry("id", &*record.id)?;
    out.serialize_entry("kind", &*record.kind.name)?;
    if let Some(url) = &site.urls[ix.0 as usize] {
        out.serialize_entry("url", url)?;
    }
    out.serialize_entry("publisher", &site.settings.publisher)?;
    out.serialize_entry("council", &site.settings.council)?;
    // A kind whose records say under which licence they stand speaks for itself.
    if record.kind.field("licence").is_none() {
        out.serialize_entry("licence", &site.settings.licence)?;
    }
    Fields::of_record(site, ix).members(out)
}

/// The records that name this one, by how it sees them.
struct LinksIn<'a> {
    site: &'a Site,
    ix: Ix,
}

/// Links under one name and label.
struct Group<'a> {
    site: &'a Site,
    name: &'a str,
    label: &'a str,
    links: Vec<&'a Link>,
}

/// A record that names this one: from which part, and which part of this.
struct Linking<'a> {
    site: &'a Site,
    link: &'a Link,
}

impl<'a> LinksIn<'a> {
    /// By label; inside, in the order of the records.
    fn groups(&self) -> Vec<Group<'a>> {
        let site = self.site;
        let mut groups: Vec<Group<'a>> = Vec::new();
        for link in site.graph.links_to(self.ix) {
            let Some(backlink) = &link.backlink else { continue };
            let (name, label) = (&*backlink.name, &*backlink.label);
            let at = groups.iter().position(|g| g.name == name && g.label == label).unwrap_or_else(|| {
                groups.push(Group { site, name, label, links: Vec::new() });
                groups.len() - 1
            });
            let links = &mut groups[at].links;
            // The links of one record follow each other: saying the same twice is not news.
            let of_record = links.iter().rev().take_while(|other| other.from == link.from);
            if !of_record.clone().any(|other| same(other, link)) {
                links.push(link);
            }
        }
        groups.sort_by_key(|g| (g.label, g.name));
        groups
    }
}

fn same(one: &Link, other: &Link) -> bool {
    one.from_anchor == other.from_anchor && one.to_anchor == other.to_anchor
}

impl Serialize for LinksIn<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.groups())
    }
}

impl Serialize for Group<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_map(Some(3))?;
        out.serialize_entry("name", self.name)?;
        out.serialize_entry("label", self.label)?;
        out.serialize_entry("records", &Records(self))?;
        out.end()
    }
}

struct Records<'a>(&'a Group<'a>);

impl Serialize for Records<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_seq(Some(self.0.links.len()))?;
        for link in &self.0.links {
            out.serialize_element(&Linking { site: self.0.site, link })?;
        }
        out.end()
    }
}

impl Serialize for Linking<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_map(None)?;
        Named::new(self.site, self.link.from, self.link.from_anchor.clone()).members(&mut out)?;
        if let Some(part) = &self.link.to_anchor {
            out.serialize_entry("part", &**part)?;
        }
        // A link that claims something says what it rests on, as the field that makes it does.
        if let Some(basis) = self.link.basis {
            out.serialize_entry("basis", &basis.text())?;
        }
        out.end()
    }
}

#[cfg(test)]
mod tests {
    use super::write_text;

    #[test]
    fn text_is_written_as_serde_json_writes_it() {
        for text in [
            "",
            "plain",
            "\"a\" \\ b\n\nc/\u{7f}é\n",
            "\n",
            "\\",
            "tab\there",
            "\r\n",
            "nul \u{0} end",
            "\u{1f}",
        ] {
            let mut written = Vec::new();
            write_text(text, &mut written).unwrap();
            assert_eq!(String::from_utf8(written).unwrap(), serde_json::to_string(text).unwrap());
        }
    }
}
