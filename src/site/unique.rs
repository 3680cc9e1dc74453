//! Ids are unique: a record whose id stands twice is none of the sound ones.

use super::sources::{Came, Memory, stem_of};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::record::{Form, Origin, Record, Records, convert::Outcome, name::slug};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// What was read.
#[derive(Clone)]
pub(super) struct Read {
    /// The sound records.
    pub(super) records: Records,
    /// Records with errors, as far as they could be made: their references are checked, and they go no further.
    pub(super) faulty: Vec<Arc<Record>>,
    /// The ids of those with their files, and of documents that could not be read.
    pub(super) broken: BTreeMap<Arc<str>, Arc<str>>,
}

/// Sound records with their ids checked for being unique, and those with errors. They are kept where no id stands twice.
pub(super) fn again(came: Came, memory: &mut Memory, out: &mut Diagnostics) -> Read {
    let told = out.len();
    let read = match came {
        Came::Some(mut read, records) => {
            read.records.replace(records);
            read
        }
        Came::All(outcomes, incomplete) => unique(outcomes, incomplete, &memory.linked.records(), out),
    };
    memory.read = (out.len() == told).then(|| read.clone());
    read
}

fn unique(
    outcomes: Vec<Outcome>,
    incomplete: HashSet<Arc<str>>,
    before: &Records,
    out: &mut Diagnostics,
) -> Read {
    let mut broken = BTreeMap::new();
    let mut sound: Vec<Arc<Record>> = Vec::with_capacity(outcomes.len());
    let (mut faulty, mut nameless) = (Vec::new(), Vec::new());
    let doubled = doubled(&outcomes);
    for outcome in outcomes {
        match outcome {
            Outcome::Sound(record) => sound.push(record),
            Outcome::Broken(record) => {
                broken.insert(record.id.clone(), record.origin.path.clone());
                faulty.push(record);
            }
            Outcome::Unread(id, path) => drop(broken.insert(id, path)),
            Outcome::Nameless(record) => {
                nameless.extend(meant_ids(&record));
                faulty.push(record);
            }
        }
    }
    for (id, places) in &doubled {
        let keyed = sound.iter().chain(&faulty).find(|r| r.id == *id && r.origin.form == Form::Row);
        let keys = keyed.map_or(&[][..], |record| &record.kind.key);
        let help = match keys {
            [] => "rename one of them; a name is never used twice".to_owned(),
            keys => format!(
                "take one of them out, or correct what makes them the same record: {}",
                keys.join(", ")
            ),
        };
        for place in &places[1..] {
            out.push(
                Diagnostic::new(Code::DuplicateId, format!("two records are called `{id}`"))
                    .at(place.clone())
                    .related(places[0].clone(), "the first one")
                    .about(id)
                    .help(help.clone())
                    .quoting(id.to_string()),
            );
        }
        broken.insert(id.clone(), places[0].path().clone());
    }
    if !doubled.is_empty() {
        faulty.extend(sound.extract_if(.., |record| broken.contains_key(&record.id)));
    }
    let missing = broken.keys().cloned().chain(nameless).collect();
    let records = Records::new(sound, missing, incomplete, before);
    Read { records, faulty, broken }
}

/// Ids by which others may name a document whose file has a name that is none: as it is called, and as it should be.
fn meant_ids(record: &Record) -> Vec<Arc<str>> {
    let Origin { path, form: Form::Document, .. } = &record.origin else { return Vec::new() };
    let stem = stem_of(path);
    [stem, &slug(stem)].map(|name| format!("{}/{name}", record.kind.name).into()).into()
}

/// Ids that stand twice or more, sorted, with the places of their records.
fn doubled(outcomes: &[Outcome]) -> BTreeMap<Arc<str>, Vec<Place>> {
    // Files are listed in order, so that there is little to sort.
    let mut ids: Vec<&Arc<str>> = outcomes.iter().filter_map(Outcome::id).collect();
    ids.sort();
    let again = ids.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[1].clone());
    let mut places: BTreeMap<Arc<str>, Vec<Place>> = again.map(|id| (id, Vec::new())).collect();
    if !places.is_empty() {
        for outcome in outcomes {
            let place = match outcome {
                Outcome::Sound(record) | Outcome::Broken(record) => record.own_place(),
                Outcome::Unread(_, path) => Place::File(path.clone()),
                Outcome::Nameless(_) => continue,
            };
            outcome
                .id()
                .and_then(|id| places.get_mut(id))
                .into_iter()
                .for_each(|all| all.push(place.clone()));
        }
    }
    places
}
