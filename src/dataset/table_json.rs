//! All records of a kind as a JSON array, a record a line, without prose and backlinks.

use super::{listed, record_json};
use crate::kind::Kind;
use crate::site::Site;
use serde::ser::{SerializeMap, Serializer};
use std::io::{self, Write};

/// How much is gathered before it is passed on.
const CHUNK: usize = 64 * 1024;

/// Writes the table; `[]` for a kind without records.
///
/// # Errors
/// What `out` refuses.
pub fn write(site: &Site, kind: &Kind, out: &mut dyn Write) -> io::Result<()> {
    let mut bytes = Vec::with_capacity(CHUNK + CHUNK / 4);
    bytes.push(b'[');
    let mut before: &[u8] = b"\n";
    let mut end: &[u8] = b"]\n";
    for (ix, _) in listed(site, kind) {
        bytes.extend_from_slice(before);
        (before, end) = (b",\n", b"\n]\n");
        let mut json = serde_json::Serializer::new(&mut bytes);
        let mut map = json.serialize_map(None)?;
        record_json::members(&mut map, site, ix)?;
        SerializeMap::end(map)?;
        if bytes.len() >= CHUNK {
            out.write_all(&bytes)?;
            bytes.clear();
        }
    }
    bytes.extend_from_slice(end);
    out.write_all(&bytes)
}
