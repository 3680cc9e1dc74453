//! Gathers the terms of some records, as one thread comes by them.

use super::Names;
use super::passages::{PLACES_MAX, Place};
use super::words::{self, Piece};
use foldhash::HashMap;

/// Stands for the words that are everywhere.
const EVERY: u32 = u32::MAX;

/// The terms of some records.
#[derive(Debug, Default)]
pub(super) struct Run {
    /// Texts with the places of their terms.
    known: HashMap<Box<str>, u32>,
    /// Short words with the terms they come to. Nearly every word is one of them and has come before.
    words: HashMap<u128, u32>,
    /// The shorter half of them apart, in half the space: the processor's cache is what a table costs.
    short: HashMap<u64, u32>,
    terms: Vec<Term>,
    /// What was seen of each term in the record of now: apart from what is kept of it, for it is touched at every word.
    now: Vec<Now>,
    /// Terms that the record of now has.
    here: Vec<u32>,
    /// Names that mean the same, one way, as terms.
    names: Vec<[Vec<u32>; 2]>,
}

/// A term with its records as they came.
#[derive(Debug, Default)]
pub(super) struct Term {
    bytes: Vec<u8>,
    /// How many records have it.
    pub(super) count: u32,
}

/// What is kept of a term in one record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Told {
    /// Where the record stands.
    pub(super) at: u32,
    /// Twice how much it counts where it counts most, and how often it comes, up to 4.
    pub(super) weight: u8,
    places: [u16; PLACES_MAX],
    n_places: u8,
}

/// What was seen of a term in the record of now.
#[derive(Debug, Clone, Copy, Default)]
struct Now {
    /// How often, as far as it counts.
    times: u8,
    weight: u8,
    n_places: u8,
    /// The place it was seen in last.
    last: u16,
    /// The last one is no place: what is one too many is put there.
    places: [u16; PLACES_MAX + 1],
}

impl Run {
    /// A run without records, which knows the names that mean the same.
    pub(super) fn new(names: &[Names]) -> Run {
        let mut run = Run::default();
        let mut ids = |terms: &[String]| terms.iter().map(|term| run.id(term)).collect::<Vec<_>>();
        let names = names.iter().map(|[has, means]| [ids(has), ids(means)]).collect();
        Run { names, ..run }
    }

    fn id(&mut self, term: &str) -> u32 {
        if let Some(id) = self.known.get(term) {
            return *id;
        }
        let id = u32::try_from(self.terms.len()).unwrap_or(EVERY);
        self.known.insert(term.into(), id);
        self.terms.push(Term::default());
        self.now.push(Now::default());
        id
    }

    fn short(&mut self, word: &str, small: u128) -> u32 {
        let half = u64::try_from(small);
        let known = half.map_or_else(|_| self.words.get(&small), |half| self.short.get(&half));
        if let Some(id) = known {
            return *id;
        }
        let id = self.word(&word.to_ascii_lowercase());
        match half {
            Ok(half) => self.short.insert(half, id),
            Err(_) => self.words.insert(small, id),
        };
        id
    }

    fn word(&mut self, word: &str) -> u32 {
        if words::is_everywhere(word) { EVERY } else { self.id(&words::stem(word)) }
    }

    /// Notes a term in a place. It is called for every word: what would be branches, and half of them taken, are sums.
    fn see(&mut self, id: u32, place: u16, weight: u8) {
        let now = &mut self.now[id as usize];
        if now.times == 0 {
            self.here.push(id);
        }
        now.times = now.times.saturating_add(1);
        now.weight = now.weight.max(weight);
        let n = usize::from(now.n_places).min(PLACES_MAX);
        let is_new = (n == 0) | (now.last != place);
        now.places[n] = place;
        now.last = place;
        now.n_places = (n + usize::from(is_new)).min(PLACES_MAX) as u8;
    }

    /// Adds the record that stands at `at`.
    pub(super) fn add(&mut self, at: u32, places: &[Place<'_>], listings: &[String]) {
        for (p, place) in (0..=u16::MAX).zip(places) {
            for (weight, text) in &place.texts {
                words::pieces(text, |piece| {
                    let id = match piece {
                        Piece::Short(word, small) => self.short(word, small),
                        Piece::Word(word) => self.word(word),
                        Piece::Whole(term) | Piece::Day(term) => self.id(term),
                    };
                    if id != EVERY {
                        self.see(id, p, *weight);
                    }
                });
            }
        }
        for address in listings {
            let id = self.id(address);
            self.see(id, 0, 0);
        }
        self.add_names();
        for id in self.here.drain(..) {
            self.terms[id as usize].add(at, std::mem::take(&mut self.now[id as usize]));
        }
    }

    /// Adds the other names of what is named.
    fn add_names(&mut self) {
        let names = std::mem::take(&mut self.names);
        for [has, means] in &names {
            let named = |id: &u32| self.now[*id as usize].times > 0;
            if !has.iter().all(named) {
                continue;
            }
            let place = has.last().map_or(0, |id| self.now[*id as usize].places[0]);
            for id in means {
                if self.now[*id as usize].times == 0 {
                    self.see(*id, place, 1);
                }
            }
        }
        self.names = names;
    }

    /// Its terms with their names.
    pub(super) fn into_terms(mut self) -> impl Iterator<Item = (Box<str>, Term)> {
        let known = self.known.into_iter();
        known.map(move |(name, id)| (name, std::mem::take(&mut self.terms[id as usize])))
    }
}

impl Term {
    fn add(&mut self, at: u32, now: Now) {
        self.count += 1;
        push(&mut self.bytes, at);
        self.bytes.push((now.weight * 2 + now.times.min(4)) << 3 | now.n_places);
        for place in &now.places[..usize::from(now.n_places)] {
            push(&mut self.bytes, u32::from(*place));
        }
    }

    /// Its records, in the order they came.
    pub(super) fn told(&self) -> impl Iterator<Item = Told> {
        let mut bytes = self.bytes.iter();
        std::iter::from_fn(move || {
            let mut told = Told { at: take(&mut bytes)?, ..Told::default() };
            let both = *bytes.next()?;
            (told.weight, told.n_places) = (both >> 3, both & 7);
            for place in &mut told.places[..usize::from(told.n_places)] {
                *place = take(&mut bytes)? as u16;
            }
            Some(told)
        })
    }
}

impl Told {
    /// The places where it has the term, the first of them.
    pub(super) fn places(&self) -> &[u16] {
        &self.places[..usize::from(self.n_places)]
    }
}

/// Writes a number in 7 bits a byte, the lowest first; the eighth says that more follow. All records of all terms are held at once.
fn push(bytes: &mut Vec<u8>, mut number: u32) {
    while number > 127 {
        bytes.push(number as u8 | 128);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn take<'b>(bytes: &mut impl Iterator<Item = &'b u8>) -> Option<u32> {
    let mut number = 0;
    for shift in (0..32).step_by(7) {
        let byte = *bytes.next()?;
        number |= u32::from(byte & 127) << shift;
        if byte < 128 {
            break;
        }
    }
    Some(number)
}
