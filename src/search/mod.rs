//! What people search in: a static index of all public text, in files small enough that a browser asks for those it needs.
//!
//! In: a reduced [`Site`] and the public prose of its records, one record at a time and from any thread. Out: [`plan`], which files there are,
//! and [`Index`], which gathers and writes them. Records stand newest first. Three sorts of JSON files:
//! - `words/<n>.json`: term to `record.weight.place…` by commas, in base 36, records as the distance from the one before. A term that
//!   most records have begins with `*` and names those alone that have it in their titles. A term is in the file of its FNV-1a hash. The
//!   address of a listing is a term too, which filters by it.
//! - `rows/<n>.json`: [`ROWS`] records each: address, title, what it is, summary, and for each place after the page its anchor and label.
//! - `like/<letter>.json`: the words with that first letter, the commonest first, for those who mistype.

mod index;
mod passages;
mod run;
pub mod words;

pub use index::Index;

use crate::date;
use crate::kind::Role;
use crate::record::{Ix, Record, Value as Data};
use crate::site::Site;
use passages::Place;
use serde_json::{Value, json};
use std::cmp::Reverse;

/// Records in a file of rows.
pub const ROWS: usize = 50;

/// The page that searches, and has the names from A to Z.
pub const PAGE: &str = "/search/";

/// Letters of a summary in a row.
const SUMMARY_MAX: usize = 160;

/// A file of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Site-absolute address.
    pub address: String,
    /// What it holds.
    pub what: What,
}

/// What a file of the index holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Terms whose hash leaves this rest.
    Words(usize),
    /// The records of this file, counted from the newest.
    Rows(usize),
    /// Words with this first letter.
    Like(char),
}

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

/// All files.
pub fn plan(site: &Site) -> Vec<Output> {
    let size = size(site);
    let words = (0..parts(size)).map(|n| (format!("words/{n}"), What::Words(n)));
    let rows = (0..size.div_ceil(ROWS)).map(|n| (format!("rows/{n}"), What::Rows(n)));
    let like = ('a'..='z').chain([words::OTHER]).map(|c| (format!("like/{c}"), What::Like(c)));
    let all = words.chain(rows).chain(like);
    all.map(|(name, what)| Output { address: format!("/search/{name}.json"), what }).collect()
}

/// What a result shows of a record.
fn row(record: &Record, places: &[Place]) -> String {
    let summary = record.fields.text("summary").unwrap_or_default();
    let what = [Some(record.kind.label.clone()), record.date().map(date::words)];
    let what = what.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let mut row = vec![
        json!(record.address()),
        json!(record.title()),
        json!(what),
        json!(passages::short(summary, SUMMARY_MAX)),
    ];
    row.extend(places[1..].iter().flat_map(|place| [json!(place.anchor), json!(place.label)]));
    Value::Array(row).to_string()
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

/// Two names of the same, each as terms: whoever looks for the second finds what has the first.
type Names = [Vec<String>; 2];

/// The names of what glossaries explain, as terms, in pairs that mean the same: title, short form and other names.
fn names(site: &Site) -> Vec<Names> {
    let terms = |text: &str| {
        let mut all = Vec::new();
        words::terms(text, &mut |term| all.push(term.to_owned()));
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
