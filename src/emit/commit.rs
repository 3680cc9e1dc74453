//! From what is staged to what is published.

use super::address::folders_of;
use super::failpoint::Step;
use super::journal::{self, Journal, Operation};
use super::manifest::{self, Manifest};
use super::places::Places;
use super::session::{Output, Plan, Summary};
use super::stage::{self, Slot};
use super::survey::{Stamp, Survey};
use super::{Emit, EmitError};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// Up to so many staged files are synced one by one, more by one call for the whole file system. One file
/// costs about half a millisecond; the one call also waits for what other programs have written.
const FEW: usize = 64;

/// Publishes a finished plan.
pub(super) fn commit(
    emit: &Emit,
    survey: &Survey,
    fingerprint: &str,
    plan: &Plan,
) -> Result<Summary, EmitError> {
    let places = &emit.places;
    let files = stamps(plan)?;
    let foreign = foreign(plan, survey, emit.manifest.as_ref(), places);
    if !foreign.is_empty() {
        return Err(EmitError::Foreign(foreign));
    }
    let stale: Vec<&str> =
        survey.files.keys().map(|p| &**p).filter(|p| !plan.outputs.contains_key(*p)).collect();
    let summary = summary(plan, stale.len());
    let journal =
        Journal { public: places.public_name().to_owned(), operations: operations(plan, survey, &stale) };

    let path = places.stage().join("manifest");
    let text = manifest::text(places, fingerprint, files.into_iter());
    fs::write(&path, text).map_err(|e| EmitError::disk(places, &path, e))?;
    journal.stage(places, &emit.failpoint)?;
    sync(&places.stage(), summary.written).map_err(|e| EmitError::disk(places, &places.stage(), e))?;
    journal::place(places)?;
    let placed = emit.failpoint.pass(Step::JournalWritten);
    placed.map_err(|e| EmitError::Commit { path: places.shown(&places.journal()), source: e })?;
    journal.run(places, &emit.failpoint)?;
    stage::sweep(places)?;
    Ok(summary)
}

/// The files of the new edition, sorted by path.
fn stamps(plan: &Plan) -> Result<Vec<(&str, Stamp)>, EmitError> {
    let all = plan.outputs.iter().map(|(path, output)| match output {
        Output::Kept(stamp) | Output::Staged(_, stamp) => Ok((&**path, *stamp)),
        Output::Open | Output::Lost => Err(EmitError::Unfinished(path.to_string())),
    });
    all.collect()
}

/// What crier did not write: neither in its manifest nor equal to the output that belongs there.
fn foreign(plan: &Plan, survey: &Survey, manifest: Option<&Manifest>, places: &Places) -> Vec<String> {
    let ours = |path: &str| {
        manifest.is_some_and(|manifest| manifest.lists(path))
            || matches!(plan.outputs.get(path), Some(Output::Kept(_)))
    };
    let files = survey.files.keys().filter(|path| !ours(path)).map(|path| &**path);
    let all = files.chain(survey.unnamable.iter().map(String::as_str));
    all.map(|path| places.shown(&places.output(path))).collect()
}

fn summary(plan: &Plan, removed: usize) -> Summary {
    let mut summary = Summary { removed, ..Summary::default() };
    for output in plan.outputs.values() {
        match output {
            Output::Staged(_, stamp) => {
                summary.written += 1;
                summary.bytes += stamp.size;
            }
            _ => summary.unchanged += 1,
        }
    }
    summary
}

/// What is to be done, in order: first what stands where a folder or file must come, then the renames, then
/// the other removals, so that a page is there before its predecessor goes; the manifest last.
fn operations(plan: &Plan, survey: &Survey, stale: &[&str]) -> Vec<Operation> {
    let becomes_file = |folder: &str| plan.outputs.contains_key(folder);
    let (early, late): (Vec<&str>, Vec<&str>) =
        stale.iter().partition(|path| plan.folders.contains(**path) || folders_of(path).any(becomes_file));
    let in_the_way: BTreeSet<&str> = (survey.folders.iter().map(|folder| &**folder))
        .filter(|folder| becomes_file(folder) || folders_of(folder).any(becomes_file))
        .collect();
    let emptied: BTreeSet<&str> = (stale.iter().flat_map(|path| folders_of(path)))
        .filter(|folder| !plan.folders.contains(*folder) && !in_the_way.contains(folder))
        .collect();

    let remove = |path: &str| Operation::Remove(path.to_owned());
    // Backwards, so that a folder comes after those in it.
    let folds = |folders: BTreeSet<&str>| {
        folders.into_iter().rev().map(|f| Operation::Fold(f.to_owned())).collect::<Vec<_>>()
    };
    let mut all: Vec<Operation> = early.into_iter().map(remove).collect();
    all.extend(folds(in_the_way));
    all.extend(renames(plan, survey));
    all.extend(late.into_iter().map(remove));
    all.extend(folds(emptied));
    all.push(Operation::Manifest);
    all
}

/// Each staged file whose folder is in `public/`, and each topmost folder that is not.
fn renames(plan: &Plan, survey: &Survey) -> Vec<Operation> {
    let mut folders = BTreeSet::new();
    let mut all = Vec::new();
    for (path, output) in &plan.outputs {
        let Output::Staged(slot, _) = output else { continue };
        match slot {
            Slot::Changed(_) => {
                all.push(Operation::Rename { staged: slot.name(path), path: path.to_string() });
            }
            Slot::New => {
                let top = folders_of(path).filter(|folder| !survey.has_folder(folder)).last();
                folders.insert(top.expect("its folder was not there when it was staged"));
            }
        }
    }
    all.extend(
        folders
            .into_iter()
            .map(|top| Operation::Rename { staged: Slot::New.name(top), path: top.to_owned() }),
    );
    all
}

/// Waits until all that is staged is on the disk.
fn sync(stage_folder: &Path, files: usize) -> io::Result<()> {
    if cfg!(target_os = "linux") && files > FEW {
        return stage::sync_all(stage_folder);
    }
    let mut all = Vec::new();
    list(stage_folder.to_owned(), &mut all)?;
    all.par_iter().try_for_each(|path| File::open(path)?.sync_all())
}

fn list(path: PathBuf, all: &mut Vec<PathBuf>) -> io::Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(&path)? {
            list(entry?.path(), all)?;
        }
    }
    all.push(path);
    Ok(())
}
