//! What people search in: a static index of all public text, in files small enough that a browser asks for those it needs.
//!
//! In: a reduced [`Site`] and the public prose of its records. Out: [`plan`], which files there are, and [`make`], their bytes. Records stand newest
//! first. Three sorts of JSON files:
//! - `words/<n>.json`: term to `record.weight.place…` by commas, in base 36, records as the distance from the one before. `*` stands for a term
//!   that most records have. A term is in the file of its FNV-1a hash. The address of a listing is a term too, which filters by it.
//! - `rows/<n>.json`: [`ROWS`] records each: address, title, what it is, summary, and for each place after the page its anchor and label.
//! - `like/<letter>.json`: the terms with that first letter, the commonest first, for those who mistype.

mod passages;
pub mod words;

use crate::date;
use crate::kind::Role;
use crate::record::{Ix, Record, Value as Data};
use crate::site::Site;
use passages::{Place, places};
use rayon::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;
use words::Piece;

/// Records in a file of rows.
pub const ROWS: usize = 50;

/// Records that one thread takes at a time.
const RUN: usize = 10 * ROWS;

/// What is written for a term that most records have.
const EVERYWHERE: &str = "*";

/// Places that are told of a term in a record.
const PLACES_MAX: usize = 4;

/// Letters of a summary in a row.
const SUMMARY_MAX: usize = 160;

/// Each file, by its address.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The records that are found, newest first: those in listings that have a page.
fn found(site: &Site) -> Vec<Ix> {
    let all = site.records.iter().filter(|(ix, record)| site.is_listed(*ix) && record.kind.page);
    let order = |(ix, record): (Ix, &Record)| {
        (Reverse(record.date().and_then(date::any).map(|period| period.order())), ix)
    };
    let mut all: Vec<_> = all.map(order).collect();
    all.sort_unstable();
    all.into_iter().map(|(_, ix)| ix).collect()
}

/// How many records are found.
pub fn size(site: &Site) -> usize {
    site.records.iter().filter(|(ix, record)| site.is_listed(*ix) && record.kind.page).count()
}

/// How many files of words there are for so many records.
pub fn parts(size: usize) -> usize {
    (size / 24).next_power_of_two().clamp(4, 512)
}

fn address(folder: &str, name: impl std::fmt::Display) -> String {
    format!("/search/{folder}/{name}.json")
}

/// The addresses of all files.
pub fn plan(site: &Site) -> Vec<String> {
    let size = size(site);
    let words = (0..parts(size)).map(|n| address("words", n));
    let rows = (0..size.div_ceil(ROWS)).map(|n| address("rows", n));
    words.chain(rows).chain(('a'..='z').chain(['0']).map(|c| address("like", c))).collect()
}

/// Makes all files. `prose` gives a record's public prose; threads ask for it.
///
/// # Errors
/// What `prose` returns.
pub fn make<E: Send>(
    site: &Site,
    prose: &(dyn Fn(Ix) -> Result<Option<String>, E> + Sync),
) -> Result<Files, E> {
    let (names, found) = (names(site), found(site));
    let runs = found.par_chunks(RUN).enumerate().map(|(n, run)| {
        let mut index = Index { names: &names, ..Index::default() };
        let mut rows = Vec::with_capacity(run.len());
        for (at, ix) in (n * RUN..).zip(run) {
            let (record, prose) = (site.record(*ix), prose(*ix)?);
            let places = places(record, prose.as_deref());
            index.add(at, &places, &listings(site, *ix));
            rows.push(row(record, &places));
        }
        let files: Vec<Vec<u8>> = rows.chunks(ROWS).map(bytes).collect();
        Ok((index, files))
    });
    let runs: Vec<(Index<'_>, Vec<Vec<u8>>)> = runs.collect::<Result<_, E>>()?;
    let mut whole = Index::default();
    let mut files = Files::new();
    for (index, rows) in runs {
        let n_before = files.len();
        files.extend(rows.into_iter().enumerate().map(|(n, bytes)| (address("rows", n_before + n), bytes)));
        whole.append(index);
    }
    whole.write(found.len(), &mut files);
    Ok(files)
}

fn bytes(value: &(impl Serialize + ?Sized)) -> Vec<u8> {
    // Nothing in it can fail: texts, lists, and maps with texts for keys.
    let mut bytes = serde_json::to_vec(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn row(record: &Record, places: &[Place]) -> Value {
    let summary = record.fields.text("summary").unwrap_or_default();
    let short = summary.char_indices().nth(SUMMARY_MAX).map(|(at, _)| {
        let end = summary[..at].rfind(' ').unwrap_or(at);
        format!("{}…", &summary[..end])
    });
    let what = [Some(record.kind.label.clone()), record.date().map(date::words)];
    let what = what.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let mut row = vec![
        json!(record.address()),
        json!(record.title()),
        json!(what),
        json!(short.as_deref().unwrap_or(summary)),
    ];
    row.extend(places[1..].iter().flat_map(|place| [json!(place.anchor), json!(place.label)]));
    Value::Array(row)
}

/// The listings a record stands in, by address.
fn listings(site: &Site, ix: Ix) -> Vec<String> {
    let record = site.record(ix);
    let links = site.graph.links_from(ix).iter().filter(|link| link.facet);
    let mut all: Vec<String> = links.filter_map(|link| site.record(link.to).address()).collect();
    all.push(format!("/{}/", record.kind.plural));
    all.extend(record.date().and_then(date::any).map(|period| format!("/years/{}/", period.start.year())));
    all
}

/// The names of what glossaries explain, as terms, in pairs that mean the same: title, short form and other names.
fn names(site: &Site) -> Vec<[Vec<String>; 2]> {
    let terms = |text: &str| {
        let mut all = Vec::new();
        words::terms(text, &mut |term| all.push(term.to_owned()));
        all.retain(|term| !words::is_everywhere(term));
        all
    };
    let glossary = site.kinds.iter().filter(|kind| kind.role == Some(Role::Glossary));
    let records = glossary.flat_map(|kind| site.records.of_kind(kind));
    let named = records.filter(|(ix, _)| site.is_listed(*ix));
    let sets = named.map(|(_, r)| {
        let others = r.fields.list("other_names").iter().filter_map(Data::text);
        let all = [r.title()].into_iter().chain(r.fields.text("short")).chain(others);
        all.map(terms).filter(|name| !name.is_empty()).collect::<Vec<_>>()
    });
    let mut pairs = Vec::new();
    for set in sets {
        for (i, from) in set.iter().enumerate() {
            let others = set.iter().enumerate().filter(|(j, _)| *j != i);
            pairs.extend(others.map(|(_, to)| [from.clone(), to.clone()]));
        }
    }
    pairs
}

/// The terms of some records that stand one after the other.
#[derive(Default)]
struct Index<'n> {
    known: Table,
    /// Words as texts have them, with the terms they come to: most come again and again.
    words: Table,
    terms: Vec<Term>,
    /// What was seen of each term in the record of now: apart from what is kept of it, for it is touched at every word.
    now: Vec<Now>,
    /// Terms that the record of now has.
    here: Vec<u32>,
    /// Names that mean the same, one way.
    names: &'n [[Vec<String>; 2]],
}

/// Texts with the places of their terms.
type Table = HashMap<Box<str>, u32, BuildHasherDefault<words::Hash>>;

/// Stands for the words that are everywhere.
const EVERY: u32 = u32::MAX;

/// A term, with its records as they are written, but for the number of the first.
#[derive(Default)]
struct Term {
    records: String,
    first: usize,
    last: usize,
    count: usize,
}

/// What was seen of a term in the record of now.
#[derive(Clone, Copy, Default)]
struct Now {
    /// How often, as far as it counts.
    times: u8,
    /// How much it counts where it counts most.
    weight: u8,
    places: [u16; PLACES_MAX],
    n_places: u8,
}

impl<'n> Index<'n> {
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

    fn word(&mut self, word: &str) -> u32 {
        if let Some(id) = self.words.get(word) {
            return *id;
        }
        let id = if words::is_everywhere(word) { EVERY } else { self.id(&words::stem(word)) };
        self.words.insert(word.into(), id);
        id
    }

    fn see(&mut self, id: u32, place: u16, weight: u8) {
        let now = &mut self.now[id as usize];
        if now.times == 0 {
            self.here.push(id);
        }
        now.times = now.times.saturating_add(1);
        now.weight = now.weight.max(weight);
        let n = usize::from(now.n_places);
        if n < PLACES_MAX && now.places[..n].last() != Some(&place) {
            now.places[n] = place;
            now.n_places += 1;
        }
    }

    fn add(&mut self, at: usize, places: &[Place<'_>], listings: &[String]) {
        for (p, place) in (0..=u16::MAX).zip(places) {
            for (weight, text) in &place.texts {
                words::pieces(text, |piece| {
                    let id = match piece {
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
        let names = self.names;
        let place = |index: &Self, term: &String| {
            let now = index.now[*index.known.get(term.as_str())? as usize];
            (now.times > 0).then_some(now.places[0])
        };
        for [has, means] in names {
            let Some(Some(at)) = has.iter().map(|term| place(self, term)).reduce(Option::and) else {
                continue;
            };
            let missing: Vec<_> = means.iter().filter(|term| place(self, term).is_none()).collect();
            for term in missing {
                let id = self.id(term);
                self.see(id, at, 1);
            }
        }
        for id in self.here.drain(..) {
            let now = std::mem::take(&mut self.now[id as usize]);
            self.terms[id as usize].add(at, now);
        }
    }

    /// Adds the records that follow.
    fn append(&mut self, next: Index<'_>) {
        let mut known: Vec<_> = next.known.into_iter().collect();
        known.sort_unstable_by_key(|(_, id)| *id);
        for ((term, _), told) in known.into_iter().zip(next.terms) {
            let id = self.id(&term);
            self.terms[id as usize].append(told);
        }
    }

    fn write(self, size: usize, files: &mut Files) {
        let n_parts = parts(size);
        let mut words: Vec<BTreeMap<Cow<'_, str>, String>> = vec![BTreeMap::new(); n_parts];
        for term in words::EVERYWHERE.map(words::stem) {
            words[words::hash(&term) as usize % n_parts].insert(term, EVERYWHERE.to_owned());
        }
        let mut like: BTreeMap<char, Vec<(Reverse<usize>, &str)>> = BTreeMap::new();
        let mut known: Vec<_> = self.known.iter().collect();
        known.sort_unstable();
        for (term, id) in known {
            let told = &self.terms[*id as usize];
            let listing = term.starts_with('/');
            let common = !listing && told.count * 2 > size && size > ROWS;
            let records = if common { EVERYWHERE.to_owned() } else { told.written() };
            words[words::hash(term) as usize % n_parts].insert(Cow::Borrowed(&**term), records);
            if !listing {
                like.entry(words::letter(term)).or_default().push((Reverse(told.count), term));
            }
        }
        files.extend(words.iter().enumerate().map(|(n, part)| (address("words", n), bytes(part))));
        for letter in ('a'..='z').chain(['0']) {
            let mut terms = like.remove(&letter).unwrap_or_default();
            terms.sort_unstable();
            let terms: Vec<&str> = terms.into_iter().map(|(_, term)| term).collect();
            files.insert(address("like", letter), bytes(&terms));
        }
    }
}

impl Term {
    /// Adds the record of now.
    fn add(&mut self, at: usize, now: Now) {
        match self.count {
            0 => self.first = at,
            _ => {
                self.records.push(',');
                push_base36(&mut self.records, at - self.last);
            }
        }
        self.records.push('.');
        push_base36(&mut self.records, usize::from(now.weight) * 2 + usize::from(now.times.min(4)));
        for place in &now.places[..usize::from(now.n_places)] {
            self.records.push('.');
            push_base36(&mut self.records, usize::from(*place));
        }
        self.last = at;
        self.count += 1;
    }

    /// Adds the records that follow.
    fn append(&mut self, next: Term) {
        if self.count == 0 {
            *self = next;
            return;
        }
        self.records.push(',');
        push_base36(&mut self.records, next.first - self.last);
        self.records.push_str(&next.records);
        self.last = next.last;
        self.count += next.count;
    }

    fn written(&self) -> String {
        let mut out = String::with_capacity(self.records.len() + 4);
        push_base36(&mut out, self.first);
        out.push_str(&self.records);
        out
    }
}

fn push_base36(out: &mut String, n: usize) {
    if n >= 36 {
        push_base36(out, n / 36);
    }
    out.push(char::from(b"0123456789abcdefghijklmnopqrstuvwxyz"[n % 36]));
}
