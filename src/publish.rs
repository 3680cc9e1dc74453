//! From a world to public/: check, plan, render, emit.
//!
//! In: a [`World`] and where it lies. Out: [`Outcome`], with every problem found. Nothing is written where there is an error.

mod hold_back;
mod left_out;
pub mod weigh;

pub use hold_back::Held;

use crate::dataset::Turn;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Severity};
use crate::edition::{self, Edition, Unit, stability};
use crate::emit::{Emit, EmitError, Session, Summary};
use crate::kind::Kinds;
use crate::prose::Shelf;
use crate::record::Ix;
use crate::render::{Problem, Renderer, Sink, Writing};
use crate::site::load;
use crate::site::places::Masks;
use crate::site::{Opening, Site};
use crate::theme;
use crate::world::World;
use crate::world::listed::ListedOnce;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use weigh::{Scales, Weights};

/// Room for the prose of some ten thousand papers; that of more waits in a file, as memory stays bounded.
const SHELF: usize = 96 << 20;

/// Units that one thread takes at a time. Left to itself rayon makes pieces so large that at the end one thread works alone; and one
/// file of data takes as long as hundreds of pages.
const AT_ONCE: usize = 1;

/// How to build.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Leave out records and files with errors of which nothing was ever published, and publish the rest.
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
    /// The kinds, for a report; none where nothing was read.
    pub kinds: Arc<Kinds>,
    /// What became of public/.
    pub result: Fate,
    /// Records read.
    pub n_records: usize,
    /// What was left out for its errors.
    pub held: Held,
    /// What time alone makes public, now or soon.
    pub openings: Vec<Opening>,
    /// Whether an interrupted commit was finished first.
    pub finished_commit: bool,
    /// The major version of the tables, where this build began one.
    pub anew: Option<u32>,
    /// How long each phase took.
    pub timings: Timings,
    /// What the pages weigh; none where nothing was made.
    pub weights: Option<Weights>,
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
pub struct Timings {
    /// One after the other.
    pub phases: Vec<(&'static str, Duration)>,
    /// Rendering and staging by sort of output, the times of all threads together: the longest first.
    pub sorts: Vec<(&'static str, Duration)>,
}

impl Timings {
    fn add(&mut self, phase: &'static str, since: Instant) -> Instant {
        self.phases.push((phase, since.elapsed()));
        Instant::now()
    }
}

/// How long each sort of output took, counted by all threads.
#[derive(Default)]
struct Sorts(Mutex<BTreeMap<&'static str, Duration>>);

impl Sorts {
    fn add(&self, sort: &'static str, time: Duration) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(sort).or_default() += time;
    }

    /// Time of one sort that was spent for another.
    fn shift(&self, from: &'static str, to: &'static str, time: Duration) {
        if let Some(whole) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get_mut(from) {
            *whole = whole.saturating_sub(time);
        }
        self.add(to, time);
    }

    fn longest_first(self) -> Vec<(&'static str, Duration)> {
        let sorts = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut sorts: Vec<(&'static str, Duration)> = sorts.into_iter().collect();
        sorts.sort_by_key(|(_, time)| Reverse(*time));
        sorts
    }
}

/// Builds the site in `root` into `root/public`.
///
/// # Errors
/// [`EmitError`] when the machine is at fault: a lock, a full disk.
pub fn build(root: &Path, world: &dyn World, options: Options) -> Result<Outcome, EmitError> {
    let mut timings = Timings::default();
    let clock = Instant::now();
    let world = &ListedOnce::new(world);
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
            kinds: Arc::default(),
            result,
            n_records: 0,
            held: Held::default(),
            openings: Vec::new(),
            finished_commit,
            anew: None,
            timings,
            weights: None,
        });
    }
    let shelf = Shelf::new(SHELF);
    let shelf = match emit.scratch() {
        Some(file) => shelf.with_overflow(file),
        None => shelf,
    };
    let mut checked = load::check_to_build(world, &shelf);
    let mut diagnostics = checked.take_diagnostics();
    let (n_records, masks, next_embargo) = (checked.n_records, checked.masks.clone(), checked.next_embargo);
    let (kinds, openings) = (checked.kinds.clone(), checked.openings());
    let held = match options.hold_back {
        true => hold_back::choose(&checked, &emit, &mut diagnostics),
        false => Held::default(),
    };
    let clock = timings.add("read and check", clock);
    let stops =
        |d: &Diagnostics| d.iter().any(|d| (d.severity == Severity::Error || options.strict) && !held.has(d));
    let refused = |diagnostics, timings| Outcome {
        diagnostics,
        masks: masks.clone(),
        kinds: kinds.clone(),
        result: Fate::Refused,
        n_records,
        held: Held::default(),
        openings: Vec::new(),
        finished_commit,
        anew: None,
        timings,
        weights: None,
    };
    // Templates and addresses are looked at even where records have errors: all problems come out of one run.
    let Some(mut site) = checked.site(world, &held.records) else { return Ok(refused(diagnostics, timings)) };
    let anew = (options.allow_breaking && stability::start_anew(&mut site)).then(|| site.ledger.major());
    let clock = timings.add("hide, link, group", clock);
    let theme = theme::load(world, &site.settings, &mut diagnostics);
    let plan = edition::plan(&site, &theme, &mut diagnostics);
    left_out::check(&site, &emit, &plan, &mut diagnostics);
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
    let made = |address: &str| session.open(address).map(|file| Box::new(file) as Box<dyn Read>);
    let renderer = Renderer::new(world, &site, &theme, &plan).with_shelf(&shelf).reading(&made);
    let sorts = Sorts::default();
    let scales = Scales::default();
    let problems = render_all(&renderer, &plan, &session, &sorts, &scales);
    renderer.end();
    let clock = timings.add("render and stage", clock);
    timings.sorts = sorts.longest_first();
    let problems = problems?;
    if !problems.is_empty() {
        diagnostics.append(problems);
        return Ok(refused(diagnostics, timings));
    }
    let read = |address: &str| {
        let mut bytes = Vec::new();
        session.open(address)?.read_to_end(&mut bytes).ok().map(|_| bytes)
    };
    let mut heavy = Diagnostics::new();
    let weights = scales.weigh((&site, &theme, &plan), &read, &mut heavy);
    let refuses = stops(&heavy);
    diagnostics.append(heavy);
    if refuses {
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
    Ok(Outcome {
        diagnostics,
        masks,
        kinds,
        result,
        n_records,
        held,
        openings,
        finished_commit,
        anew,
        timings,
        weights: Some(weights),
    })
}

fn foreign(path: &str) -> Diagnostic {
    Diagnostic::new(Code::ForeignFile, "crier did not write this file, and public/ holds nothing else")
        .at(Place::File(path.into()))
        .help("move it out of public/; to publish it, attach it to a record")
}

/// Renders every unit in parallel, each result streamed to the stage. Problems of the site are gathered; the machine's stop all.
fn render_all(
    renderer: &Renderer<'_>,
    plan: &Edition,
    session: &Session,
    sorts: &Sorts,
    scales: &Scales,
) -> Result<Diagnostics, EmitError> {
    let machine: Mutex<Option<EmitError>> = Mutex::new(None);
    let keep = |error: EmitError| {
        if let Ok(mut slot) = machine.lock() {
            slot.get_or_insert(error);
        }
    };
    let one = |unit: &&Unit| {
        let begun = Instant::now();
        let rendered = renderer.render(unit, &mut Staging { session, scales, keep: &keep });
        sorts.add(unit.sort(), begun.elapsed());
        match rendered {
            Err(Problem::Site(diagnostic)) => Some(*diagnostic),
            _ => None,
        }
    };
    let mut found: Vec<Diagnostic> = Vec::new();
    for turn in [Turn::First, Turn::Second, Turn::Last] {
        let mut units: Vec<&Unit> = plan.units.iter().filter(|unit| unit.turn() == turn).collect();
        if turn == Turn::Last {
            // Words are gathered on the way, for then no text is read twice.
            let [with_pages, now] = renderer.gathered();
            sorts.shift(Unit::Record(Ix(0)).sort(), Unit::Search.sort(), with_pages);
            sorts.add(Unit::Search.sort(), now);
        }
        // The archive takes longest, so it is begun first.
        units.sort_by_key(|unit| !matches!(unit, Unit::Data(_)));
        found.extend(units.par_iter().with_max_len(AT_ONCE).filter_map(one).collect::<Vec<_>>());
    }
    match machine.into_inner() {
        Ok(Some(error)) => Err(error),
        _ => Ok(once_a_place(found)),
    }
}

/// Takes rendered bytes to the stage; what the machine refuses is kept.
struct Staging<'a> {
    session: &'a Session,
    scales: &'a Scales,
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
        self.scales.take(address, &bytes);
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
    // Records that somebody puts beside the folders are read by nothing, and told of.
    world.top().iter().filter(|name| *name != "public").for_each(|name| hash.update(format!("{name}\0")));
    hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
}
