//! A world whose folders are listed once: a build asks for them twice, to see whether anything changed and to read it.

use super::{Listing, Stamp, World};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, PoisonError};

/// Another world, and the folders of it that were listed.
pub struct ListedOnce<'w> {
    world: &'w dyn World,
    listings: Mutex<BTreeMap<String, Listing>>,
}

impl<'w> ListedOnce<'w> {
    /// Of nothing listed yet.
    pub fn new(world: &'w dyn World) -> ListedOnce<'w> {
        ListedOnce { world, listings: Mutex::default() }
    }
}

impl World for ListedOnce<'_> {
    fn today(&self) -> Date {
        self.world.today()
    }

    fn latest(&self) -> Date {
        self.world.latest()
    }

    fn now(&self) -> Timestamp {
        self.world.now()
    }

    fn list(&self, folder: &str) -> Listing {
        let listings = || self.listings.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(listing) = listings().get(folder) {
            return listing.clone();
        }
        // Not under the lock: a thread that waits for stamps may be given what lists as well.
        let listing = self.world.list(folder);
        listings().entry(folder.to_owned()).or_insert(listing).clone()
    }

    fn top(&self) -> Vec<String> {
        self.world.top()
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.world.read(path)
    }

    fn stamp(&self, path: &str) -> Option<Stamp> {
        self.world.stamp(path)
    }
}
