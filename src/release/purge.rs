//! Which addresses a change of the site changes: what caches have to forget.
//!
//! Found by making both editions, not by rules: whatever form of data there will be, an address that held a record is one whose bytes
//! are others without it.

use super::{Ready, all};
use crate::ledger::Hash;
use crate::render::{Problem, Sink, Writing};
use crate::world::World;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// What stands at each address.
pub(super) type Bytes = BTreeMap<String, Hash>;

/// Renders a whole edition and keeps the hashes of its bytes. What cannot be rendered is left out: it cannot be published either.
///
/// # Errors
/// When the machine is at fault.
pub(super) fn bytes(ready: &Ready, world: &dyn World) -> Result<Bytes, Problem> {
    let renderer = ready.renderer(world);
    let one = |at: usize| {
        let unit = &ready.plan.units[at];
        let mut hashes = Hashes(Vec::new());
        match renderer.render(unit, &mut hashes) {
            Err(Problem::Machine(words)) => Err(Problem::Machine(words)),
            _ => Ok(hashes.0),
        }
    };
    let mut bytes = Bytes::new();
    for (address, hash) in all(ready.plan.units.len(), &one)?.into_iter().flatten() {
        bytes.insert(address, hash);
    }
    Ok(bytes)
}

/// The addresses of an edition that are gone or hold other bytes in the next.
pub(super) fn changed(before: &Bytes, after: &Bytes) -> Vec<String> {
    before
        .iter()
        .filter(|(address, hash)| after.get(*address) != Some(hash))
        .map(|(a, _)| a.clone())
        .collect()
}

struct Hashes(Vec<(String, Hash)>);

impl Sink for Hashes {
    fn put(&mut self, address: &str, bytes: Vec<u8>) -> Result<(), Problem> {
        self.0.push((address.to_owned(), Hash::of(&bytes)));
        Ok(())
    }

    fn stream(&mut self, address: &str, write: Writing<'_>) -> Result<(), Problem> {
        let mut hashing = Hashing(Sha256::new());
        write(&mut hashing).map_err(|error| Problem::Machine(error.to_string()))?;
        self.0.push((address.to_owned(), Hash(hashing.0.finalize().into())));
        Ok(())
    }
}

struct Hashing(Sha256);

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
