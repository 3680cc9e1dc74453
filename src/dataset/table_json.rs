//! All records of a kind as a JSON array, a record a line, without prose and backlinks.

use super::{in_runs, listed, record_json};
use crate::kind::Kind;
use crate::site::Site;
use serde::ser::{SerializeMap, Serializer};
use std::io::{self, Write};

/// Writes the table; `[]` for a kind without records.
///
/// # Errors
/// What `out` refuses.
pub fn write(site: &Site, kind: &Kind, out: &mut dyn Write) -> io::Result<()> {
    let records: Vec<_> = listed(site, kind).collect();
    let first = records.first().map(|(ix, _)| *ix);
    out.write_all(b"[")?;
    in_runs(&records, out, &|records| {
        let mut bytes = Vec::new();
        for (ix, _) in records {
            bytes.extend_from_slice(if Some(*ix) == first { b"\n" } else { b",\n" });
            let mut json = serde_json::Serializer::new(&mut bytes);
            let mut map = json.serialize_map(None)?;
            record_json::members(&mut map, site, *ix)?;
            SerializeMap::end(map)?;
        }
        Ok(bytes)
    })?;
    out.write_all(if first.is_some() { b"\n]\n" } else { b"]\n" })
}
