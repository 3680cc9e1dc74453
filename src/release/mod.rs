//! The memory of a site, written and proven: what changed since the last release, what is taken down, and whether the ledger is whole.
//!
//! In: a site's folder. Out: events appended to `data/ledger.ndjson`. The checks come first: with an error nothing is released.
//! Publishes nothing.

mod compare;
mod content;
mod mark;
mod purge;
mod redact;
mod verify;
mod words;

pub use redact::{Asked, Redacted, redact};
pub use verify::{Verified, verify};
pub use words::summary;

use crate::diagnostic::{Diagnostics, Severity};
use crate::edition::{self, Edition, stability};
use crate::emit::{self, EmitError};
use crate::ledger::{self, Event, Fault, Ledger, Salts};
use crate::render::{Problem, Renderer};
use crate::site::load;
use crate::site::places::Masks;
use crate::site::{Opening, Site};
use crate::theme::{self, Theme};
use crate::world::World;
use jiff::civil::Date;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

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
    /// What time alone makes public, now or soon.
    pub openings: Vec<Opening>,
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
    /// A file cannot be written.
    #[error("{path} cannot be written: {source}")]
    Write {
        /// Which.
        path: String,
        /// What the disk said.
        #[source]
        source: io::Error,
    },
    /// The salts are not those of the ledger.
    #[error("{}: {}; {}", .0.path, .0.message, .0.help)]
    Salts(Fault),
    /// The day is before that of the last release.
    #[error(
        "the last release was on {last}, so nothing can be recorded for {today}; give a later day with --today"
    )]
    Earlier {
        /// The day of the last event.
        last: Date,
        /// The day asked for.
        today: Date,
    },
    /// A file changed while it was read.
    #[error("{0}")]
    Changed(String),
    /// The command cannot be carried out as typed.
    #[error("{0}")]
    Usage(String),
}

impl Failure {
    fn ledger(source: io::Error) -> Failure {
        Failure::Write { path: ledger::FILE.to_owned(), source }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Failure {
        Failure::Changed(match problem {
            Problem::Site(diagnostic) => diagnostic.message,
            Problem::Machine(words) => words,
        })
    }
}

/// A site ready to be published.
struct Ready {
    site: Site,
    theme: Theme,
    plan: Edition,
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
    let openings = checked.openings();
    let outcome = |diagnostics, refused| Outcome {
        diagnostics,
        masks: masks.clone(),
        refused,
        openings: openings.clone(),
        recorded: Vec::new(),
        anew: None,
    };
    let Some(mut site) = checked.site(world, &BTreeSet::new()) else { return Ok(outcome(diagnostics, true)) };
    let anew = options.allow_breaking && stability::start_anew(&mut site);
    let ready = ready(world, site, &mut diagnostics);
    if options.allow_breaking {
        diagnostics.retain(|diagnostic| !stability::is_promise(diagnostic.code));
    }
    if diagnostics.iter().any(|d| d.severity == Severity::Error || options.strict) {
        return Ok(outcome(diagnostics, true));
    }
    let salts = salts(root, world, &before)?;
    let renderer = ready.renderer(world);
    let content = |ix| content::of(&ready.site, &renderer, ix);
    let drafts = compare::compare(&ready.site, &ready.plan, &salts, &content)?;
    if drafts.is_empty() {
        return Ok(outcome(diagnostics, false));
    }
    in_time(&before, world.today())?;
    let after =
        ledger::store::append(root, &before, &salts, drafts, world.today()).map_err(Failure::ledger)?;
    let anew = anew.then(|| after.major());
    Ok(Outcome { recorded: since(&before, &after), anew, ..outcome(diagnostics, false) })
}

fn ready(world: &dyn World, site: Site, diagnostics: &mut Diagnostics) -> Ready {
    let theme = theme::load(world, &site.settings, diagnostics);
    let plan = edition::plan(&site, &theme, diagnostics);
    Ready { site, theme, plan }
}

impl Ready {
    fn renderer<'a>(&'a self, world: &'a dyn World) -> Renderer<'a> {
        Renderer::new(world, &self.site, &self.theme, &self.plan)
    }
}

/// Does `work` for each number below `n`, on all threads, and gives the results in order.
fn all<T: Send>(n: usize, work: &(dyn Fn(usize) -> Result<T, Problem> + Sync)) -> Result<Vec<T>, Problem> {
    let mut results: Vec<Mutex<Option<Result<T, Problem>>>> = Vec::new();
    results.resize_with(n, Mutex::default);
    let keep = |at: usize| *results[at].lock().unwrap_or_else(PoisonError::into_inner) = Some(work(at));
    each(n, &keep);
    results
        .into_iter()
        .filter_map(|result| result.into_inner().unwrap_or_else(PoisonError::into_inner))
        .collect()
}

fn each(n: usize, work: &(dyn Fn(usize) + Sync)) {
    (0..n).into_par_iter().for_each(work);
}

/// The salts of a ledger, after a release that was cut off has been finished.
fn salts(root: &Path, world: &dyn World, ledger: &Ledger) -> Result<Salts, Failure> {
    ledger::store::finish(root, ledger).map_err(Failure::ledger)?;
    Salts::of(world, ledger).map_err(Failure::Salts)
}

/// Days of a ledger only go forward.
fn in_time(ledger: &Ledger, today: Date) -> Result<(), Failure> {
    match ledger.events().last().map(|event| event.at).filter(|last| *last > today) {
        Some(last) => Err(Failure::Earlier { last, today }),
        None => Ok(()),
    }
}

/// The events of a ledger that another does not have yet.
fn since(before: &Ledger, after: &Ledger) -> Vec<Event> {
    after.events()[before.events().len()..].to_vec()
}
