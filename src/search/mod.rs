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
use crate::record::{Ix, Record};
use crate::site::Site;
use passages::{Place, places};
use serde_json::{Value, json};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

/// Records in a file of rows.
pub const ROWS: usize = 50;

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

/// Makes all files. `prose` gives a record's public prose.
///
/// # Errors
/// What `prose` returns.
pub fn make<E>(site: &Site, prose: &dyn Fn(Ix) -> Result<Option<String>, E>) -> Result<Files, E> {
    let mut index = Index { names: names(site), ..Index::default() };
    let mut files = Files::new();
    let found = found(site);
    for (n, chunk) in found.chunks(ROWS).enumerate() {
        let mut rows = Vec::with_capacity(chunk.len());
        for (i, ix) in (n * ROWS..).zip(chunk) {
            let record = site.record(*ix);
            let places = places(record, prose(*ix)?.as_deref());
            index.add(i, &places, &listings(site, *ix));
            rows.push(row(record, &places));
        }
        files.insert(address("rows", n), bytes(&Value::Array(rows)));
    }
    index.write(found.len(), &mut files);
    Ok(files)
}

fn bytes(value: &Value) -> Vec<u8> {
    let mut bytes = value.to_string().into_bytes();
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

/// The names of what glossaries explain, each set as terms: title and short form mean the same.
fn names(site: &Site) -> Vec<[Vec<String>; 2]> {
    let terms = |text: &str| {
        let mut all = Vec::new();
        words::terms(text, &mut |term| all.push(term.to_owned()));
        all
    };
    let glossary = site.kinds.iter().filter(|kind| kind.role == Some(Role::Glossary));
    let records = glossary.flat_map(|kind| site.records.of_kind(kind));
    let named = records.filter(|(ix, _)| site.is_listed(*ix));
    let pairs = named.filter_map(|(_, r)| Some([terms(r.title()), terms(r.fields.text("short")?)]));
    pairs.flat_map(|[long, short]| [[long.clone(), short.clone()], [short, long]]).collect()
}

#[derive(Default)]
struct Index {
    /// Words as written, to their terms: most words come again and again.
    known: HashMap<Box<str>, usize>,
    terms: Vec<Term>,
    /// Names that mean the same, one way.
    names: Vec<[Vec<String>; 2]>,
}

/// A term, with its records as they are written.
#[derive(Default)]
struct Term {
    records: String,
    last: usize,
    count: usize,
}

impl Index {
    fn id(&mut self, term: &str) -> usize {
        if let Some(id) = self.known.get(term) {
            return *id;
        }
        self.known.insert(term.into(), self.terms.len());
        self.terms.push(Term::default());
        self.terms.len() - 1
    }

    fn add(&mut self, at: usize, places: &[Place], listings: &[String]) {
        let mut seen: Vec<(usize, usize, u8)> = Vec::new();
        for (p, place) in places.iter().enumerate() {
            for (weight, text) in &place.texts {
                words::terms(text, &mut |term| seen.push((self.id(term), p, *weight)));
            }
        }
        seen.extend(listings.iter().map(|address| (self.id(address), 0, 0)));
        seen.sort_unstable();
        let mut also = Vec::new();
        let place = |term: &String| {
            let id = *self.known.get(term.as_str())?;
            seen.get(seen.partition_point(|(of, ..)| *of < id)).filter(|(of, ..)| *of == id).map(|s| s.1)
        };
        for [has, means] in &self.names {
            if let Some(Some(at)) = has.iter().map(place).reduce(Option::and) {
                also.extend(means.iter().filter(|term| place(term).is_none()).map(|term| (term.clone(), at)));
            }
        }
        also.into_iter().for_each(|(term, at)| seen.push((self.id(&term), at, 1)));
        seen.sort_unstable();
        seen.chunk_by(|a, b| a.0 == b.0).for_each(|of| self.terms[of[0].0].add(at, of));
    }

    fn write(self, size: usize, files: &mut Files) {
        let n_parts = parts(size);
        let mut words = vec![BTreeMap::new(); n_parts];
        let mut like: BTreeMap<char, Vec<(Reverse<usize>, Box<str>)>> = BTreeMap::new();
        let mut known: Vec<_> = self.known.into_iter().collect();
        known.sort_unstable();
        for (term, id) in known {
            let Term { records, count, .. } = &self.terms[id];
            let listing = term.starts_with('/');
            let told = if !listing && *count * 2 > size && size > ROWS { "*" } else { records.as_str() };
            words[words::hash(&term) as usize % n_parts].insert(term.clone(), told);
            if !listing {
                like.entry(words::letter(&term)).or_default().push((Reverse(*count), term));
            }
        }
        files.extend(words.iter().enumerate().map(|(n, part)| (address("words", n), bytes(&json!(part)))));
        for letter in ('a'..='z').chain(['0']) {
            let mut terms = like.remove(&letter).unwrap_or_default();
            terms.sort_unstable();
            let terms: Vec<_> = terms.iter().map(|(_, term)| &**term).collect();
            files.insert(address("like", letter), bytes(&json!(terms)));
        }
    }
}

impl Term {
    /// Adds a record: what was seen of the term there, by place.
    fn add(&mut self, at: usize, seen: &[(usize, usize, u8)]) {
        let weight = seen.iter().map(|(.., weight)| usize::from(*weight)).max().unwrap_or_default();
        let weight = weight * 2 + seen.len().min(4);
        let comma = if self.count == 0 { "" } else { "," };
        // Writing to a text cannot fail.
        let _ = write!(self.records, "{comma}{}.{}", base36(at - self.last), base36(weight));
        let mut places: Vec<usize> = seen.iter().map(|(_, place, _)| *place).collect();
        places.dedup();
        places.iter().take(PLACES_MAX).for_each(|place| {
            let _ = write!(self.records, ".{}", base36(*place));
        });
        self.last = at;
        self.count += 1;
    }
}

fn base36(mut n: usize) -> String {
    let mut digits = Vec::new();
    while n > 0 || digits.is_empty() {
        digits.push(char::from(b"0123456789abcdefghijklmnopqrstuvwxyz"[n % 36]));
        n /= 36;
    }
    digits.iter().rev().collect()
}
