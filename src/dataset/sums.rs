//! `SHA256SUMS`: the digest of every file of data, for `sha256sum -c`.

use super::Others;
use crate::site::Site;
use std::io::{self, Write};

/// Where it stands.
pub fn address(site: &Site) -> String {
    site.data("SHA256SUMS")
}

/// Writes a line for each other file in the folder of the tables, named from there.
///
/// # Errors
/// What `out` and `others` refuse.
pub fn write(site: &Site, others: &dyn Others, out: &mut dyn Write) -> io::Result<()> {
    let (own, folder) = (address(site), site.data(""));
    let mut addresses = others.addresses(&folder);
    addresses.sort();
    for address in addresses.iter().filter(|address| **address != own) {
        writeln!(out, "{}  {}", others.digest(address)?.hex(), address.trim_start_matches(&folder))?;
    }
    Ok(())
}
