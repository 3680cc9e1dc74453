//! What `--hold-back` leaves out: records and whole files with errors of which nothing was ever published.
//!
//! In: what checking found, and the edition in `public/`. Out: [`Held`]. Leaving it out takes nothing away from residents.

use crate::dataset;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Severity};
use crate::emit::Emit;
use crate::kind::{self, Kind};
use crate::ledger::Ledger;
use crate::site::load::{Checked, Unusable};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What is left out.
#[derive(Debug, Clone, Default)]
pub struct Held {
    /// Ids of records with errors.
    pub records: BTreeSet<Arc<str>>,
    /// Files of which nothing can be used, not even the name of a record.
    pub files: BTreeSet<Arc<str>>,
}

impl Held {
    /// Whether nothing is left out.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty() && self.files.is_empty()
    }

    /// Whether a problem is one of something left out.
    pub(super) fn has(&self, diagnostic: &Diagnostic) -> bool {
        let record = diagnostic.about.as_ref().is_some_and(|id| self.records.contains(id));
        record || diagnostic.place.as_ref().is_some_and(|place| self.files.contains(place.path()))
    }
}

/// Chooses what is left out. A table that cannot be used is `lost-address` in `out` where what was published may stand in it.
pub(super) fn choose(checked: &Checked, emit: &Emit, out: &mut Diagnostics) -> Held {
    let mut edition = Published { emit, ledger: &checked.ledger, known: BTreeMap::new() };
    let records = records(checked, out, &mut edition);
    let mut files = BTreeSet::new();
    let leaks = |path: &Arc<str>, found: &Diagnostics| {
        found.iter().any(|d| is_leak(d) && d.place.as_ref().is_some_and(|place| place.path() == path))
    };
    for file in checked.unusable.iter().filter(|file| leaves_traces(&file.kind)) {
        if leaks(&file.path, out) {
            continue;
        }
        // A document without a usable name never had an address; under another name its page is missed later.
        let may_hold_more = file.is_table || !file.kind.page;
        let lost = if may_hold_more { edition.lost_with(file, checked) } else { None };
        match lost {
            Some(problem) => out.push(problem),
            None => drop(files.insert(file.path.clone())),
        }
    }
    files.extend(strays(checked, out, &mut edition));
    Held { records, files }
}

/// Files in folders of no kind: nothing of them was ever published. Only where rows are gone may they be in such a file; a page that is gone
/// is missed later.
fn strays(checked: &Checked, found: &Diagnostics, edition: &mut Published<'_>) -> Vec<Arc<str>> {
    let strays = found.iter().filter(|d| d.code == Code::UnknownFolder && d.severity == Severity::Error);
    let strays: Vec<Arc<str>> = strays.filter_map(|d| Some(d.place.as_ref()?.path().clone())).collect();
    let mut rows = checked.kinds.iter().filter(|kind| leaves_traces(kind) && !kind.page);
    let rows_are_gone = !strays.is_empty() && rows.any(|kind| edition.lost(kind, checked).next().is_some());
    if rows_are_gone { Vec::new() } else { strays }
}

fn records(checked: &Checked, found: &Diagnostics, edition: &mut Published<'_>) -> BTreeSet<Arc<str>> {
    let errors = || found.iter().filter(|d| d.severity == Severity::Error);
    let leaking: BTreeSet<&Arc<str>> =
        errors().filter(|d| is_leak(d)).filter_map(|d| d.about.as_ref()).collect();
    let faulty: BTreeSet<&Arc<str>> = errors().filter_map(|d| d.about.as_ref()).collect();
    let mut fresh = |id: &str| {
        // What was released was published, on this machine or another.
        if checked.ledger.record(id).is_some_and(|known| known.stand.keeps_address()) {
            return false;
        }
        let kind = id.split_once('/').and_then(|(kind, _)| checked.kinds.get(kind));
        kind.is_some_and(|kind| {
            // A page under another name is missed later; a row is not, so none of them may be.
            let stay = kind.page || edition.lost(kind, checked).next().is_none();
            leaves_traces(kind) && stay && !edition.ids(kind).contains(id)
        })
    };
    faulty.into_iter().filter(|id| !leaking.contains(id) && fresh(id)).cloned().collect()
}

/// What protects residents is never held back: it stops everything.
fn is_leak(diagnostic: &Diagnostic) -> bool {
    diagnostic.code == Code::Suppressed
}

/// Whether it can be told which of a kind's records are published.
fn leaves_traces(kind: &Kind) -> bool {
    kind.page || kind.dataset
}

/// The edition in `public/`, asked for records by kind.
struct Published<'a> {
    emit: &'a Emit,
    ledger: &'a Ledger,
    known: BTreeMap<Arc<str>, BTreeSet<String>>,
}

impl Published<'_> {
    /// The ids of a kind's records: of those with pages each has its JSON beside the listing, the others stand in a table.
    fn ids(&mut self, kind: &Kind) -> &BTreeSet<String> {
        self.known.entry(kind.name.clone()).or_insert_with(|| match kind.page {
            true => with_json(kind, self.emit),
            false => dataset::ids(
                &self.emit.read(&self.ledger.data(&format!("{}.csv", kind.plural))).unwrap_or_default(),
            ),
        })
    }

    /// Those of them that no file has any more.
    fn lost<'s>(&'s mut self, kind: &Kind, checked: &'s Checked) -> impl Iterator<Item = &'s String> {
        self.ids(kind).iter().filter(|id| !checked.has(id))
    }

    /// The problem of a table that may hold what was published.
    fn lost_with(&mut self, file: &Unusable, checked: &Checked) -> Option<Diagnostic> {
        let mut lost = self.lost(&file.kind, checked);
        let first = lost.next()?;
        let were = match lost.count() {
            0 => "was published and may be".to_owned(),
            n => format!("and {n} more were published and may be"),
        };
        let message = format!("`{first}` {were} in this file: without it they would be gone");
        let help = "mend the file: only what was never published is held back";
        Some(Diagnostic::new(Code::LostAddress, message).at(Place::File(file.path.clone())).help(help))
    }
}

fn with_json(kind: &Kind, emit: &Emit) -> BTreeSet<String> {
    let folder = format!("{}/", kind.plural);
    let name = |path: &str| {
        let name = path.strip_prefix(&folder)?.strip_suffix(".json")?;
        (!name.contains('/') && !kind::is_reserved(name)).then(|| format!("{}/{name}", kind.name))
    };
    emit.paths().filter_map(name).collect()
}
