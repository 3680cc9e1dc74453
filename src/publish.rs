//! From a world to public/: check, plan, render, emit.
//!
//! In: a [`World`] and where it lies. Out: [`Outcome`], with every problem found. Nothing is written where there is an error.

use crate::dataset::Turn;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Severity};
use crate::edition::{self, Edition, Unit, stability};
use crate::emit::{Emit, EmitError, Session, Summary};
use crate::render::{Problem, Renderer, Sink, Writing};
use crate::site::Site;
use crate::site::load::{self, Checked};
use crate::site::places::Masks;
use crate::theme::{self, Theme};
use crate::world::World;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// How to build.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Leave out never-published records that have errors, and publish the rest.
    pub hold_back: bool,
    /// Treat warnings as errors.
    pub strict: bool,
    /// Break what was promised: publish without addresses that were released, and tables with other columns as a new major version.
    pub allow_breaking: bool,
}

/// What a build did.
pub struct Outcome {
    /// Every problem found.
    pub diagnostics: Diagnostics,
    /// What a report must mask.
    pub masks: Masks,
    /// What became of public/.
    pub result: Fate,
    /// Records read.
    pub n_records: usize,
    /// Ids that were left out for their errors.
    pub held: BTreeSet<Arc<str>>,
    /// Whether an interrupted commit was finished first.
    pub finished_commit: bool,
    /// The major version of the tables, where this build began one.
    pub anew: Option<u32>,
    /// How long each phase took.
    pub timings: Timings,
}

/// What became of public/.
pub enum Fate {
    /// Nothing had changed; this many files are there.
    Current(usize),
    /// A new edition was published.
    Published(Summary),
    /// There are errors; public/ is as it was.
    Refused,
}

/// Phases and how long they took.
#[derive(Debug, Default)]
pub struct Timings(pub Vec<(&'static str, Duration)>);

impl Timings {
    fn add(&mut self, phase: &'static str, since: Instant) -> Instant {
        self.0.push((phase, since.elapsed()));
        Instant::now()
    }
}

/// Builds the site in `root` into `root/public`.
///
/// # Errors
/// [`EmitError`] when the machine is at fault: a lock, a full disk.
pub fn build(root: &Path, world: &dyn World, options: Options) -> Result<Outcome, EmitError> {
    let mut timings = Timings::default();
    let clock = Instant::now();
    let emit = Emit::open(root, &root.join("public"))?;
    let finished_commit = emit.finished_commit();
    let print = fingerprint(root, world);
    let current = emit.is_current(&print) && !options.strict;
    let clock = timings.add("look for changes", clock);
    if current {
        let result = Fate::Current(emit.current_files());
        let (diagnostics, masks) = (Diagnostics::new(), Masks::default());
        return Ok(Outcome {
            diagnostics,
            masks,
            result,
            n_records: 0,
            held: BTreeSet::new(),
            finished_commit,
            anew: None,
            timings,
        });
    }
    let mut checked = load::check(world);
    let mut diagnostics = checked.take_diagnostics();
    let (n_records, masks, next_embargo) = (checked.n_records, checked.masks.clone(), checked.next_embargo);
    let held = if options.hold_back { held_back(&checked, &diagnostics, &emit) } else { BTreeSet::new() };
    let clock = timings.add("read and check", clock);
    let stops = |d: &Diagnostics| {
        d.iter().any(|d| (d.severity == Severity::Error || options.strict) && !is_held(d, &held))
    };
    let refused = |diagnostics, timings| Outcome {
        diagnostics,
        masks: masks.clone(),
        result: Fate::Refused,
        n_records,
        held: BTreeSet::new(),
        finished_commit,
        anew: None,
        timings,
    };
    // Templates and addresses are looked at even where records have errors: all problems come out of one run.
    let Some(mut site) = checked.site(world, &held) else { return Ok(refused(diagnostics, timings)) };
    let anew = (options.allow_breaking && stability::start_anew(&mut site)).then(|| site.ledger.major());
    let clock = timings.add("hide, link, group", clock);
    let theme = theme::load(world, &site.settings, &mut diagnostics);
    let plan = edition::plan(&site, &theme, &mut diagnostics);
    if options.allow_breaking {
        diagnostics.retain(|diagnostic| !stability::is_promise(diagnostic.code));
    }
    if !held.is_empty() {
        emit.lost(plan.outputs.iter().map(|output| &*output.address))
            .into_iter()
            .filter(|path| is_page(path, &site))
            .for_each(|path| diagnostics.push(lost(&path)));
    }
    let clock = timings.add("plan", clock);
    if stops(&diagnostics) {
        return Ok(refused(diagnostics, timings));
    }
    // What was held back is looked at again by the next build, whether or not a file changes.
    let print = if held.is_empty() { print } else { format!("{print}, held back") };
    let print = if options.allow_breaking { format!("{print}, promises broken") } else { print };
    let session = emit.begin(&print)?;
    let problems = render_all(world, &site, &theme, &plan, &session);
    let clock = timings.add("render and stage", clock);
    let problems = problems?;
    if !problems.is_empty() {
        diagnostics.append(problems);
        return Ok(refused(diagnostics, timings));
    }
    // The disk is what the commit waits for: meanwhile the memory of many small values is given back.
    std::thread::spawn(move || drop((plan, theme, site)));
    let summary = match session.commit() {
        Err(EmitError::Foreign(files)) => {
            files.iter().for_each(|path| diagnostics.push(foreign(path)));
            return Ok(refused(diagnostics, timings));
        }
        committed => committed?,
    };
    remember_embargo(root, next_embargo);
    timings.add("commit", clock);
    let result = Fate::Published(summary);
    Ok(Outcome { diagnostics, masks, result, n_records, held, finished_commit, anew, timings })
}

fn foreign(path: &str) -> Diagnostic {
    Diagnostic::new(Code::ForeignFile, "crier did not write this file, and public/ holds nothing else")
        .at(Place::File(path.into()))
        .help("move it out of public/; to publish it, attach it to a record")
}

/// Renders every unit in parallel, each result streamed to the stage. Problems of the site are gathered; the machine's stop all.
fn render_all(
    world: &dyn World,
    site: &Site,
    theme: &Theme,
    plan: &Edition,
    session: &Session,
) -> Result<Diagnostics, EmitError> {
    let renderer = Renderer::new(world, site, theme, plan);
    let machine: Mutex<Option<EmitError>> = Mutex::new(None);
    let keep = |error: EmitError| {
        if let Ok(mut slot) = machine.lock() {
            slot.get_or_insert(error);
        }
    };
    let one = |unit: &&Unit| match renderer.render(unit, &mut Staging { session, keep: &keep }) {
        Err(Problem::Site(diagnostic)) => Some(*diagnostic),
        _ => None,
    };
    let mut found: Vec<Diagnostic> = Vec::new();
    for turn in [Turn::First, Turn::Second, Turn::Last] {
        let units: Vec<&Unit> = plan.units.iter().filter(|unit| unit.turn() == turn).collect();
        found.extend(units.par_iter().filter_map(one).collect::<Vec<_>>());
    }
    match machine.into_inner() {
        Ok(Some(error)) => Err(error),
        _ => Ok(once_a_place(found)),
    }
}

/// Takes rendered bytes to the stage; what the machine refuses is kept.
struct Staging<'a> {
    session: &'a Session,
    keep: &'a dyn Fn(EmitError),
}

impl Staging<'_> {
    fn refused(&self, error: EmitError) -> Problem {
        let words = error.to_string();
        (self.keep)(error);
        Problem::Machine(words)
    }
}

impl Sink for Staging<'_> {
    fn put(&mut self, address: &str, bytes: Vec<u8>) -> Result<(), Problem> {
        self.session.write(address, &bytes).map_err(|error| self.refused(error))
    }

    fn stream(&mut self, address: &str, write: Writing<'_>) -> Result<(), Problem> {
        let mut writer = self.session.writer(address).map_err(|error| self.refused(error))?;
        // The writer keeps what the disk refuses to itself: an error is of the making.
        write(&mut writer).map_err(|error| {
            let message = format!("the file `{address}` could not be made: {error}");
            Problem::Site(Box::new(Diagnostic::new(Code::TemplateError, message)))
        })?;
        writer.finish();
        Ok(())
    }
}

/// A line of a template that fails for many records is one problem: the first of them is named, the others counted.
pub fn once_a_place(found: Vec<Diagnostic>) -> Diagnostics {
    let mut by_place: BTreeMap<String, (Diagnostic, usize)> = BTreeMap::new();
    for diagnostic in found {
        let key = format!("{:?}", diagnostic.place);
        by_place.entry(key).and_modify(|(_, more)| *more += 1).or_insert((diagnostic, 0));
    }
    let mut out = Diagnostics::new();
    for (mut diagnostic, more) in by_place.into_values() {
        if more > 0 {
            diagnostic.message.push_str(&format!(", and {more} more pages the same way"));
        }
        out.push(diagnostic);
    }
    out
}

/// Records with errors whose page was never published, so that leaving them out takes nothing away from residents.
fn held_back(checked: &Checked, diagnostics: &Diagnostics, emit: &Emit) -> BTreeSet<Arc<str>> {
    let errors = || diagnostics.iter().filter(|d| d.severity == Severity::Error);
    // What protects residents is never held back: it stops everything.
    let leaking: BTreeSet<&Arc<str>> =
        errors().filter(|d| d.code == Code::Suppressed).filter_map(|d| d.about.as_ref()).collect();
    let fresh = |id: &Arc<str>| {
        // What was released was published, on this machine or another.
        if checked.ledger.record(id).is_some_and(|known| known.stand.keeps_address()) {
            return false;
        }
        let (kind, name) = id.split_once('/').unwrap_or(("", id));
        let address = checked.kinds.get(kind).and_then(|k| k.address_of(name));
        address.is_some_and(|address| !emit.has(&address))
    };
    let faulty: BTreeSet<&Arc<str>> = errors().filter_map(|d| d.about.as_ref()).collect();
    faulty.into_iter().filter(|id| !leaking.contains(id) && fresh(id)).cloned().collect()
}

fn is_held(diagnostic: &Diagnostic, held: &BTreeSet<Arc<str>>) -> bool {
    diagnostic.about.as_ref().is_some_and(|id| held.contains(id))
}

/// Whether a file of an edition is the page of a record, or an old address of one: listings come and go by themselves.
fn is_page(path: &str, site: &Site) -> bool {
    let steps: Vec<&str> = path.split('/').collect();
    match steps[..] {
        [name, "index.html"] => name != "years" && site.kinds.by_plural(name).is_none(),
        [folder, _, "index.html"] => folder != "years",
        _ => false,
    }
}

fn lost(path: &str) -> Diagnostic {
    let address = path.strip_suffix("index.html").unwrap_or(path);
    Diagnostic::new(Code::LostAddress, format!("the page `/{address}` was published and would be gone"))
        .at(Place::File(format!("public/{path}").into()))
        .help(format!(
            "if its record has a new name, mend that record and give it `aliases: [/{address}]`; to take the page away on purpose, build without --hold-back"
        ))
}

/// The file that says when the next embargo ends; a build after it is never "nothing changed".
const UNTIL: &str = ".crier/until";

fn remember_embargo(root: &Path, next: Option<jiff::Timestamp>) {
    let path = root.join(UNTIL);
    // Losing this file costs one full build at worst, so a failure to write it is not worth a word.
    let _ = match next {
        Some(instant) => std::fs::write(path, instant.to_string()),
        None => std::fs::remove_file(path),
    };
}

/// A line that changes whenever an output may: the program, the day, every input's name, size and times.
fn fingerprint(root: &Path, world: &dyn World) -> String {
    let mut hash = Sha256::new();
    hash.update(env!("CARGO_PKG_VERSION"));
    if let Some(program) = std::env::current_exe().ok().and_then(|p| std::fs::metadata(p).ok()) {
        let modified = program.modified().ok().and_then(|t| t.duration_since(std::time::UNIX_EPOCH).ok());
        hash.update(format!("{} {:?}", program.len(), modified));
    }
    hash.update(world.today().to_string());
    let ended =
        std::fs::read_to_string(root.join(UNTIL)).ok().and_then(|text| text.parse::<jiff::Timestamp>().ok());
    if ended.is_some_and(|instant| instant <= world.now()) {
        hash.update("an embargo has ended");
    }
    for folder in [load::CONTENT, load::DATA, "themes"] {
        for entry in world.list(folder).entries {
            hash.update(format!("{}\0{:?}\n", entry.path, entry.stamp));
        }
    }
    hash.update(format!("{:?}", world.stamp(crate::site::settings::FILE)));
    hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
}
