//! The takedown: one record, marked in its file, recorded in the ledger, its salts destroyed.

use super::mark::{self, Mark};
use super::{Failure, Ready, compare, in_time, purge, ready, salts, since};
use crate::diagnostic::{Diagnostics, Severity, did_you_mean};
use crate::emit;
use crate::ledger::{self, Event};
use crate::record::Record;
use crate::site::load::{self, Checked};
use crate::site::{State, settings};
use crate::world::{World, read_text};
use std::collections::BTreeSet;
use std::path::Path;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// The record's id.
    pub id: &'a str,
    /// Why, in words fit to be read by anyone.
    pub reason: Option<&'a str>,
    /// Whether its name is retired too.
    pub retire_name: bool,
}

/// What was done.
pub struct Redacted {
    /// The file the record stands in.
    pub path: String,
    /// Files attached to it.
    pub attachments: Vec<String>,
    /// Records that lead to it and are public, each with its file: their own words may tell what it said.
    pub told_by: Vec<String>,
    /// What was recorded; nothing where the site never released.
    pub recorded: Vec<Event>,
    /// Full web addresses that held something of it, each once, sorted.
    pub purge: Vec<String>,
    /// How many errors keep the site from being published without it.
    pub errors: usize,
}

/// Takes a record down in the site at `root`. What is published changes with the next build.
///
/// # Errors
/// [`Failure`]. Where the mark could not be written, the file is as it was.
pub fn redact(root: &Path, world: &dyn World, asked: &Asked<'_>) -> Result<Redacted, Failure> {
    let _held = emit::hold(root)?;
    let checked = load::check(world);
    let record = find(&checked, asked)?.clone();
    in_time(&checked.ledger, world.today())?;
    let told_by = checked.leading_to(asked.id);
    let told_by = told_by.iter().map(|record| format!("{} ({})", record.id, record.origin.path)).collect();
    let before = edition(world, checked, &mut Diagnostics::new())?;
    let held = purge::bytes(&before, world)?;
    // Known before anything is written, so that nothing is left half done.
    let salts = salts(root, world, &before.site.ledger)?;
    write_mark(root, world, &record, asked)?;
    let mut diagnostics = Diagnostics::new();
    let after = edition(world, load::check(world), &mut diagnostics)?;
    let drafts = compare::redactions(&after.site, &after.plan);
    let recorded = if after.site.ledger.is_empty() || drafts.is_empty() {
        Vec::new()
    } else {
        let now = ledger::store::append(root, &after.site.ledger, &salts, drafts, world.today());
        since(&after.site.ledger, &now.map_err(Failure::ledger)?)
    };
    // Once more, for the change log holds the record too.
    let after = edition(world, load::check(world), &mut Diagnostics::new())?;
    let changed = purge::changed(&held, &purge::bytes(&after, world)?);
    let folder = record.origin.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let files = record.fields.list("attachments").iter().filter_map(|item| item.map()?.text("file"));
    Ok(Redacted {
        path: record.origin.path.to_string(),
        attachments: files.map(|file| format!("{folder}/{file}")).collect(),
        told_by,
        recorded,
        purge: changed.iter().map(|address| after.site.url(address)).collect(),
        errors: diagnostics.count(Severity::Error),
    })
}

/// The record to be taken down.
fn find<'c>(checked: &'c Checked, asked: &Asked<'_>) -> Result<&'c Record, Failure> {
    let Some((record, state)) = checked.record(asked.id) else {
        if checked.broken.contains_key(asked.id) {
            return Err(Failure::Usage(format!(
                "`{}` has errors; put them right first, for what cannot be read cannot be marked: crier check",
                asked.id
            )));
        }
        let ids: Vec<&str> = checked.ids().collect();
        let near = did_you_mean(asked.id, ids.iter().copied());
        let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        return Err(Failure::Usage(format!("there is no record `{}`{near}", asked.id)));
    };
    match state {
        State::Draft | State::Embargoed => Err(Failure::Usage(format!(
            "`{}` is not public: it is a draft, or its time has not come",
            asked.id
        ))),
        State::Retired => Err(Failure::Usage(format!("`{}` is taken down already, with its name", asked.id))),
        State::Redacted if !asked.retire_name => Err(Failure::Usage(format!(
            "`{}` is taken down already; crier release records it, and --retire-name takes its name down too",
            asked.id
        ))),
        _ => Ok(record),
    }
}

fn edition(world: &dyn World, mut checked: Checked, diagnostics: &mut Diagnostics) -> Result<Ready, Failure> {
    diagnostics.append(checked.take_diagnostics());
    let site = checked.site(world, &BTreeSet::new()).ok_or_else(|| {
        Failure::Usage(format!("{} has errors; put them right first: crier check", settings::FILE))
    })?;
    Ok(ready(world, site, diagnostics))
}

/// Writes the mark, and sees that it says what it should; else the file is put back as it was.
fn write_mark(root: &Path, world: &dyn World, record: &Record, asked: &Asked<'_>) -> Result<(), Failure> {
    let path = &record.origin.path;
    let source = read_text(world, path).map_err(|diagnostic| Failure::Changed(diagnostic.message))?;
    let own = |key: &str| record.fields.map("redacted").and_then(|map| map.text(key));
    let mark = Mark {
        date: own("date")
            .and_then(|date| date.parse().ok())
            .filter(|day| *day <= world.today())
            .unwrap_or(world.today()),
        reason: asked.reason.or(own("reason")).map(str::to_owned),
        retired: asked.retire_name,
    };
    let form = record.origin.form;
    let unmarked = || {
        Failure::Usage(format!(
            "{path} is written in a way that crier cannot change by itself, and is as it was; write this into the record, then run crier release: {}",
            mark::to_type(form, &mark)
        ))
    };
    let new = mark::marked(&source, form, record.origin.item, &mark).ok_or_else(unmarked)?;
    let write = |bytes: &[u8]| {
        let written = ledger::store::replace(&root.join(&**path), bytes);
        written.map_err(|source| Failure::Write { path: path.to_string(), source })
    };
    let old = world.read(path).map_err(|source| Failure::Write { path: path.to_string(), source })?;
    let mark_bytes = if old.starts_with("\u{feff}".as_bytes()) { format!("\u{feff}{new}") } else { new };
    write(mark_bytes.as_bytes())?;
    let wanted = if asked.retire_name { State::Retired } else { State::Redacted };
    let checked = load::check(world);
    if checked.record(asked.id).is_some_and(|(_, state)| state == wanted) {
        return Ok(());
    }
    write(&old)?;
    Err(unmarked())
}
