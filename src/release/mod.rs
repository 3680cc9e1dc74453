//! Records what changed since the last release in the site's ledger.
//!
//! In: a site's folder. Out: [`Outcome`], and the events appended to `data/ledger.ndjson`. The checks come first: with an error nothing
//! is recorded. Publishes nothing.

mod compare;
mod content;
mod words;

pub use words::summary;

use crate::diagnostic::{Diagnostics, Severity};
use crate::edition::{self, stability};
use crate::emit::{self, EmitError};
use crate::ledger::{self, Event, Ledger, Salts};
use crate::render::{Problem, Renderer};
use crate::site::load;
use crate::site::places::Masks;
use crate::theme;
use crate::world::World;
use std::collections::BTreeSet;
use std::io;
use std::path::Path;

/// How to release.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Treat warnings as errors.
    pub strict: bool,
    /// Record what breaks a promise, too: lost addresses, and columns in a new major version of the tables.
    pub allow_breaking: bool,
}

/// What came of it.
pub struct Outcome {
    /// Every problem found.
    pub diagnostics: Diagnostics,
    /// What a report must mask.
    pub masks: Masks,
    /// Whether errors stopped it.
    pub refused: bool,
    /// What was recorded; nothing where nothing had changed.
    pub recorded: Vec<Event>,
    /// The major version of the tables, where a new one was begun.
    pub anew: Option<u32>,
}

/// Why it could not be carried out, the site's own errors apart.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The site is held by another command, or its state folder cannot be written.
    #[error(transparent)]
    Held(#[from] EmitError),
    /// The ledger cannot be written.
    #[error("the ledger cannot be written: {0}")]
    Write(#[source] io::Error),
    /// The day is before that of the last release.
    #[error(
        "the last release was on {last}, so none can be recorded for {today}; give a later day with --today"
    )]
    Earlier {
        /// The day of the last event.
        last: jiff::civil::Date,
        /// The day asked for.
        today: jiff::civil::Date,
    },
    /// A file changed while it was read.
    #[error("{0}")]
    Changed(String),
}

/// Records what changed in the site at `root` since its last release.
///
/// # Errors
/// [`Failure`]; the ledger is then as it was.
pub fn release(root: &Path, world: &dyn World, options: Options) -> Result<Outcome, Failure> {
    let _held = emit::hold(root)?;
    let mut checked = load::check(world);
    let mut diagnostics = checked.take_diagnostics();
    let masks = checked.masks.clone();
    let before = checked.ledger.clone();
    let refused = |diagnostics, masks| {
        Ok(Outcome { diagnostics, masks, refused: true, recorded: Vec::new(), anew: None })
    };
    let Some(mut site) = checked.site(world, &BTreeSet::new()) else { return refused(diagnostics, masks) };
    let anew = options.allow_breaking && stability::start_anew(&mut site);
    let theme = theme::load(world, &site.settings, &mut diagnostics);
    let plan = edition::plan(&site, &theme, &mut diagnostics);
    if options.allow_breaking {
        diagnostics.retain(|diagnostic| !stability::is_promise(diagnostic.code));
    }
    let stops = |d: &Diagnostics| d.iter().any(|d| d.severity == Severity::Error || options.strict);
    if stops(&diagnostics) {
        return refused(diagnostics, masks);
    }
    ledger::store::finish(root, &before).map_err(Failure::Write)?;
    let salts = match Salts::of(world, &before) {
        Ok(salts) => salts,
        Err(fault) => {
            diagnostics.push(fault.diagnostic());
            return refused(diagnostics, masks);
        }
    };
    let renderer = Renderer::new(world, &site, &theme, &plan);
    let drafts =
        compare::compare(&site, &plan, &salts, &|ix| content::of(&site, &renderer, ix)).map_err(changed)?;
    if drafts.is_empty() {
        return Ok(Outcome { diagnostics, masks, refused: false, recorded: Vec::new(), anew: None });
    }
    let today = world.today();
    if let Some(last) = before.events().last().map(|event| event.at).filter(|last| *last > today) {
        return Err(Failure::Earlier { last, today });
    }
    let after = ledger::store::append(root, &before, &salts, drafts, today).map_err(Failure::Write)?;
    let recorded = since(&before, &after);
    let anew = anew.then(|| after.major());
    Ok(Outcome { diagnostics, masks, refused: false, recorded, anew })
}

/// The events of a ledger that another does not have yet.
fn since(before: &Ledger, after: &Ledger) -> Vec<Event> {
    after.events()[before.events().len()..].to_vec()
}

fn changed(problem: Problem) -> Failure {
    Failure::Changed(match problem {
        Problem::Site(diagnostic) => diagnostic.message,
        Problem::Machine(words) => words,
    })
}
