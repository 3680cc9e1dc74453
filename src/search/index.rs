//! Holds the index of a site and writes its files.

use super::passages::{TITLE, places};
use super::run::{Run, Term};
use super::{Names, ROWS, What, found, listings, names, parts, row, words};
use crate::record::Ix;
use crate::site::Site;
use rayon::prelude::*;
use std::cmp::Reverse;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// The index of a site. Threads add records in any order; the files are the same.
#[derive(Debug)]
pub struct Index {
    /// The records that are found, newest first.
    found: Vec<Ix>,
    /// Where each record stands among them, by its number.
    at: Vec<Option<u32>>,
    names: Vec<Names>,
    /// What a result shows of each record that was added.
    rows: Vec<OnceLock<Box<str>>>,
    /// What was gathered, while no thread adds to it.
    batches: Mutex<Vec<Batch>>,
    /// Everything that was gathered, by the file it is in, in the order of names; a name comes once from each run.
    parts: OnceLock<Vec<Vec<(Box<str>, Term)>>>,
    /// Time spent looking.
    micros: AtomicU64,
}

/// So many bytes of text wait before they are looked through. The tables of a run fill a processor's cache: they are fetched once for
/// many records, not between page and page.
const BATCH: usize = 1 << 21;

/// What one thread gathers.
#[derive(Debug)]
struct Batch {
    run: Run,
    /// Records with their prose.
    waiting: Vec<(Ix, Option<Box<str>>)>,
    /// Bytes of this prose.
    n_bytes: usize,
}

impl Index {
    /// An index without records. It knows which there are to be.
    pub fn new(site: &Site) -> Index {
        let found = found(site);
        let mut at = vec![None; site.records.len()];
        for (n, ix) in (0..).zip(&found) {
            at[ix.0 as usize] = Some(n);
        }
        let rows = found.iter().map(|_| OnceLock::new()).collect();
        let names = names(site);
        Index {
            found,
            at,
            names,
            rows,
            batches: Mutex::default(),
            parts: OnceLock::new(),
            micros: AtomicU64::new(0),
        }
    }

    /// The records that are found and not looked through yet.
    pub fn missing(&self) -> impl Iterator<Item = Ix> {
        self.found.iter().zip(&self.rows).filter(|(_, row)| row.get().is_none()).map(|(ix, _)| *ix)
    }

    /// Adds a record with its public prose. One that is not found, or was added before, changes nothing.
    pub fn add(&self, site: &Site, ix: Ix, prose: Option<&str>) {
        if self.at[ix.0 as usize].is_none() {
            return;
        }
        let new = || Batch { run: Run::new(&self.names), waiting: Vec::new(), n_bytes: 0 };
        let mut batch = self.batches().pop().unwrap_or_else(new);
        batch.n_bytes += prose.map_or(0, str::len);
        batch.waiting.push((ix, prose.map(Box::from)));
        if batch.n_bytes > BATCH {
            self.gather(site, &mut batch);
        }
        self.batches().push(batch);
    }

    /// Looks through everything that was added.
    pub fn finish(&self, site: &Site) {
        let mut batches = self.batches();
        // A thread of the pool that waits for others may be given what asks for the index: it would wait for itself.
        match rayon::current_thread_index() {
            None => batches.par_iter_mut().for_each(|batch| self.gather(site, batch)),
            Some(_) => batches.iter_mut().for_each(|batch| self.gather(site, batch)),
        }
    }

    /// How long the looking took so far, all threads together.
    pub fn took(&self) -> Duration {
        Duration::from_micros(self.micros.load(Ordering::Relaxed))
    }

    fn gather(&self, site: &Site, batch: &mut Batch) {
        let begun = Instant::now();
        batch.n_bytes = 0;
        for (ix, prose) in batch.waiting.drain(..) {
            let Some(at) = self.at[ix.0 as usize] else { continue };
            let record = site.record(ix);
            let places = places(site, ix, prose.as_deref());
            if self.rows[at as usize].set(row(record, &places).into()).is_ok() {
                batch.run.add(at, &places, &listings(site, ix));
            }
        }
        let micros = u64::try_from(begun.elapsed().as_micros()).unwrap_or_default();
        self.micros.fetch_add(micros, Ordering::Relaxed);
    }

    fn batches(&self) -> MutexGuard<'_, Vec<Batch>> {
        self.batches.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The bytes of a file; every record must have been added, and looked through.
    pub fn write(&self, what: What) -> Vec<u8> {
        let parts = self.parts.get_or_init(|| self.parts());
        let mut out = match what {
            What::Words(n) => self.words(&parts[n]),
            What::Rows(n) => {
                let rows = self.rows.iter().skip(n * ROWS).take(ROWS);
                let rows: Vec<&str> = rows.filter_map(|row| row.get().map(|row| &**row)).collect();
                format!("[{}]", rows.join(",\n")).into_bytes()
            }
            What::Like(letter) => like(parts, letter).into_bytes(),
        };
        out.push(b'\n');
        out
    }

    fn parts(&self) -> Vec<Vec<(Box<str>, Term)>> {
        let runs = std::mem::take(&mut *self.batches()).into_iter().map(|batch| batch.run);
        let n_parts = parts(self.found.len());
        let mut all: Vec<Vec<(Box<str>, Term)>> = (0..n_parts).map(|_| Vec::new()).collect();
        let terms = runs.flat_map(Run::into_terms);
        for (name, term) in terms.filter(|(_, term)| term.count > 0) {
            all[words::hash(&name) as usize % n_parts].push((name, term));
        }
        for part in &mut all {
            part.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        }
        all
    }

    fn words(&self, part: &[(Box<str>, Term)]) -> Vec<u8> {
        let size = self.found.len();
        let mut out = b"{".to_vec();
        for same in part.chunk_by(|(a, _), (b, _)| a == b) {
            let name = &*same[0].0;
            out.extend_from_slice(if out.len() > 1 { b",\n\"" } else { b"\"" });
            // Terms and addresses hold nothing that JSON has to escape.
            out.extend_from_slice(name.as_bytes());
            out.extend_from_slice(b"\":\"");
            let common = !name.starts_with('/') && count(same) as usize * 2 > size && size > ROWS;
            if common {
                out.push(b'*');
            }
            // Of what most records say, it counts where it stands in a title.
            write(same, if common { TITLE * 2 } else { 0 }, &mut out);
            out.push(b'"');
        }
        out.push(b'}');
        out
    }
}

/// In how many records a term is: it comes once from each run.
fn count(same: &[(Box<str>, Term)]) -> u32 {
    same.iter().map(|(_, term)| term.count).sum()
}

/// Writes the records where a term has at least this weight, in their order.
fn write(same: &[(Box<str>, Term)], least: u8, out: &mut Vec<u8>) {
    let told = same.iter().flat_map(|(_, term)| term.told());
    let mut told: Vec<_> = told.filter(|told| told.weight >= least).collect();
    told.sort_unstable_by_key(|told| told.at);
    let mut last = 0;
    for (nth, told) in told.iter().enumerate() {
        if nth > 0 {
            out.push(b',');
        }
        base36(told.at - last, out);
        out.push(b'.');
        base36(u32::from(told.weight), out);
        for place in told.places() {
            out.push(b'.');
            base36(u32::from(*place), out);
        }
        last = told.at;
    }
}

/// The words with this first letter, the commonest first. Numbers are exact: nothing is like them.
fn like(parts: &[Vec<(Box<str>, Term)>], letter: char) -> String {
    let is_like = |name: &str| {
        words::letter(name) == letter && !name.starts_with('/') && !name.contains(|c: char| c.is_numeric())
    };
    let all = parts.iter().flat_map(|part| part.chunk_by(|(a, _), (b, _)| a == b));
    let mut words: Vec<(Reverse<u32>, &str)> =
        all.filter(|same| is_like(&same[0].0)).map(|same| (Reverse(count(same)), &*same[0].0)).collect();
    words.sort_unstable();
    let words: Vec<_> = words.into_iter().map(|(_, word)| word).collect();
    if words.is_empty() { "[]".to_owned() } else { format!("[\"{}\"]", words.join("\",\"")) }
}

fn base36(mut number: u32, out: &mut Vec<u8>) {
    const SIGNS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    // No number of 32 bits has more than seven.
    let (mut signs, mut at) = ([0; 7], 7);
    loop {
        at -= 1;
        signs[at] = SIGNS[number as usize % 36];
        number /= 36;
        if number == 0 || at == 0 {
            break;
        }
    }
    out.extend_from_slice(&signs[at..]);
}
