//! What files of data may ask about each other.

use super::{Problem, Renderer, Sink, Writing, machine};
use crate::dataset::{self, Digest, Digesting, Others};
use crate::edition::Unit;
use crate::record::Ix;
use crate::search;
use rayon::prelude::*;
use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

/// What was made of one edition and may be asked for again: digests of the files of data, and the search index.
#[derive(Debug, Default)]
pub struct Digests {
    data: Mutex<HashMap<Box<str>, Digest>>,
    index: OnceLock<search::Index>,
    /// Whether every record is in the index.
    whole: Mutex<bool>,
}

impl Digests {
    fn get(&self, address: &str) -> Option<Digest> {
        self.data.lock().unwrap_or_else(PoisonError::into_inner).get(address).copied()
    }

    fn keep(&self, address: &str, digest: Digest) {
        self.data.lock().unwrap_or_else(PoisonError::into_inner).insert(address.into(), digest);
    }
}

impl Renderer<'_> {
    /// Writes a file of data, and keeps its digest for those that describe it.
    pub(super) fn data(&self, file: &dataset::Output, out: &mut dyn Write) -> io::Result<()> {
        let mut digesting = Digesting::new(out);
        dataset::write(self.site, self, file, &mut digesting)?;
        self.digests.keep(&file.address, digesting.finish());
        Ok(())
    }

    /// The search index, with the records that were rendered on the way.
    pub(super) fn gathering(&self) -> &search::Index {
        self.digests.index.get_or_init(|| search::Index::new(self.site))
    }

    /// Looks through the words of the records that were rendered, on all threads. Gives back how long this took with their pages, and now,
    /// all threads together.
    pub fn gathered(&self) -> [Duration; 2] {
        if !self.site.settings.search {
            return [Duration::ZERO; 2];
        }
        let index = self.gathering();
        let with_pages = index.took();
        index.finish(self.site);
        [with_pages, index.took() - with_pages]
    }

    /// The search index with every record: a build has added them with their pages, the preview adds them when somebody searches.
    pub(super) fn index(&self) -> Result<&search::Index, Problem> {
        let index = self.gathering();
        let mut whole = self.digests.whole.lock().unwrap_or_else(PoisonError::into_inner);
        if !*whole {
            index.finish(self.site);
            let missing: Vec<_> = index.missing().collect();
            let add = |ix: &Ix| {
                index.add(self.site, *ix, self.prose(*ix)?.as_deref());
                Ok::<_, Problem>(())
            };
            // A thread of the pool that waits for others may be given a file of the index to write: it would wait for itself.
            match rayon::current_thread_index() {
                None => missing.par_iter().try_for_each(add)?,
                Some(_) => missing.iter().try_for_each(add)?,
            }
            index.finish(self.site);
            *whole = true;
        }
        Ok(index)
    }
}

impl Others for Renderer<'_> {
    fn addresses(&self, folder: &str) -> Vec<String> {
        let inside = self.edition.outputs.iter().filter(|output| output.address.starts_with(folder));
        inside.map(|output| output.address.to_string()).collect()
    }

    fn digest(&self, address: &str) -> io::Result<Digest> {
        if let Some(digest) = self.digests.get(address) {
            return Ok(digest);
        }
        let mut nowhere = io::sink();
        let mut digesting = Digesting::new(&mut nowhere);
        self.copy(address, &mut digesting)?;
        let digest = digesting.finish();
        self.digests.keep(address, digest);
        Ok(digest)
    }

    fn copy(&self, address: &str, out: &mut dyn Write) -> io::Result<()> {
        if let Some(mut file) = self.made.and_then(|made| made(address)) {
            return io::copy(&mut file, out).map(drop);
        }
        let missing = || io::Error::new(io::ErrorKind::NotFound, format!("there is no `{address}`"));
        match self.edition.unit_at(address).ok_or_else(missing)? {
            Unit::Data(file) => self.data(file, out),
            unit => self.render(unit, &mut Only { address, out }).map_err(|problem| match problem {
                Problem::Site(diagnostic) => io::Error::other(diagnostic.message),
                Problem::Machine(words) => io::Error::other(words),
            }),
        }
    }
}

/// Takes what stands at one address, of all that a unit makes.
struct Only<'a> {
    address: &'a str,
    out: &'a mut dyn Write,
}

impl Sink for Only<'_> {
    fn put(&mut self, address: &str, bytes: Vec<u8>) -> Result<(), Problem> {
        if address == self.address { self.out.write_all(&bytes).map_err(|e| machine(&e)) } else { Ok(()) }
    }

    fn stream(&mut self, address: &str, write: Writing<'_>) -> Result<(), Problem> {
        if address == self.address { write(self.out).map_err(|e| machine(&e)) } else { Ok(()) }
    }
}
