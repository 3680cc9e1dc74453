//! `SHA256SUMS`: the digest of every file of data, for `sha256sum -c`.

use super::{FOLDER, Others};
use std::io::{self, Write};

/// Where it stands.
pub fn address() -> String {
    format!("{FOLDER}SHA256SUMS")
}

/// Writes a line for each other file in the folder of the tables, named from there.
///
/// # Errors
/// What `out` and `others` refuse.
pub fn write(others: &dyn Others, out: &mut dyn Write) -> io::Result<()> {
    let own = address();
    let mut addresses = others.addresses(FOLDER);
    addresses.sort();
    for address in addresses.iter().filter(|address| **address != own) {
        writeln!(out, "{}  {}", others.digest(address)?.hex(), address.trim_start_matches(FOLDER))?;
    }
    Ok(())
}
