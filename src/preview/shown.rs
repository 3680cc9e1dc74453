//! One edition of the preview, immutable.

use super::due::{Due, due};
use super::{frame, trial};
use crate::diagnostic::report::{self, Locate, Report};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Severity};
use crate::edition::{self, Edition, Unit};
use crate::kind::Kinds;
use crate::media;
use crate::record::Record;
use crate::render::{Digests, Problem, Renderer};
use crate::serve::Answer;
use crate::site::load::{self, Memory};
use crate::site::places::{Masks, Places};
use crate::site::{Before, Site, settings, stray};
use crate::theme::{self, Theme};
use crate::world::World;
use crate::world::disk::DiskWorld;
use crate::world::snapshot::Snapshot;
use jiff::Timestamp;
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

pub use crate::site::Audience;

/// The folders a site is made from.
pub const FOLDERS: [&str; 3] = [load::CONTENT, load::DATA, "themes"];

/// And the files beside them.
const FILES: [&str; 1] = [settings::FILE];

/// So many problems are looked up at once: what is on the screen must not wait for what nobody reads.
const ERRORS_MAX: usize = 100;
const WARNINGS_MAX: usize = 20;

/// A site, its theme and its plan.
struct Ready {
    site: Site,
    theme: Arc<Theme>,
    /// Those of the theme's files.
    problems: Diagnostics,
    plan: Arc<Edition>,
    /// Of its files of data, as far as they were asked for.
    digests: Arc<Digests>,
    /// Those of pages that could not be made when its templates were tried.
    tried: Diagnostics,
}

impl Ready {
    /// Theme and plan of a site, and what is wrong with them. `theme` tells whether the theme may be another than in the `last` edition.
    fn of(world: &Snapshot, site: Site, last: Option<&Ready>, theme: bool) -> (Ready, Diagnostics) {
        let kept = last.filter(|last| !theme && last.tried.is_empty());
        let (theme, mut found) = match kept {
            Some(last) => (last.theme.clone(), last.problems.clone()),
            None => themed(world, &site, last),
        };
        let problems = found.clone();
        let plan = planned(&site, &theme, last, &mut found);
        let mut ready =
            Ready { site, theme, problems, plan, digests: Arc::default(), tried: Diagnostics::new() };
        if kept.is_none() {
            ready.try_theme(world, last);
        }
        found.append(ready.tried.clone());
        (ready, found)
    }

    /// With a theme that fails the last one stays, as with one that cannot be read.
    fn try_theme(&mut self, world: &Snapshot, last: Option<&Ready>) {
        self.tried = trial::run(world, &self.site, &self.theme, &self.plan);
        if let (Some(last), false) = (last, self.tried.is_empty()) {
            self.theme = last.theme.clone();
            self.plan = planned(&self.site, &self.theme, Some(last), &mut Diagnostics::new());
        }
    }
}

/// The plan of a site; that of the last edition where nothing planned is another.
fn planned(site: &Site, theme: &Theme, last: Option<&Ready>, out: &mut Diagnostics) -> Arc<Edition> {
    match last {
        Some(last) => edition::plan_again(site, theme, (&last.site, &last.theme, &last.plan), out),
        None => Arc::new(edition::plan(site, theme, out)),
    }
}

/// Records beside the folders.
fn beside(now: &Snapshot, kinds: &Kinds) -> Diagnostics {
    let mut found = Diagnostics::new();
    stray::beside(now, kinds, &mut found);
    found
}

/// What is kept from one edition to the next, so that only what changed is read and checked: of the files as they are, and of those shown.
#[derive(Default)]
pub(super) struct Kept {
    now: Memory,
    shown: Memory,
    site: Before,
}

/// An edition of the preview.
pub struct Shown {
    /// Names the edition among those of all runs.
    pub id: String,
    number: u64,
    audience: Audience,
    /// The files as they are.
    now: Snapshot,
    /// The files that are shown: where one has errors, its last version without.
    world: Snapshot,
    /// Files of which an older version is shown.
    pub stale: BTreeSet<Arc<str>>,
    /// Every error and the first warnings, ready to print; the others are counted.
    pub report: Report,
    whole: OnceLock<Report>,
    diagnostics: Diagnostics,
    masks: Masks,
    kinds: Arc<Kinds>,
    /// Records that lie beside the folders, where nothing reads them.
    beside: Diagnostics,
    /// Records that residents do not see, or not whole.
    pub due: Vec<Due>,
    next_embargo: Option<Timestamp>,
    ready: Option<Ready>,
    /// The file of data that was asked for last and its address: the largest outputs, asked for again by whoever waits for a change.
    table: Mutex<Option<(String, Vec<u8>)>>,
}

impl Shown {
    /// The first edition of a run.
    pub(super) fn first(disk: DiskWorld, audience: Audience, kept: &mut Kept) -> Shown {
        let now = Snapshot::take(disk, &FOLDERS, &FILES, None);
        Shown::made(now, audience, None, true, kept)
    }

    /// The next edition and the files that changed; none when nothing did. Only these paths are looked at, where any are given, and
    /// what lies beside the folders.
    pub(super) fn next(
        &self,
        disk: DiskWorld,
        paths: Option<&BTreeSet<String>>,
        kept: &mut Kept,
    ) -> Option<(Shown, Vec<Arc<str>>)> {
        let time = disk.today() != self.now.today() || self.next_embargo.is_some_and(|at| at <= disk.now());
        let now = match paths {
            Some(paths) => self.now.renewed(disk, paths, &FOLDERS, &FILES),
            None => Snapshot::take(disk, &FOLDERS, &FILES, Some(&self.now)),
        };
        let mut changed = now.changed(&self.now);
        changed.extend(self.moved_beside(&now));
        let themes = |path: &Arc<str>| path.starts_with("themes/") || path.starts_with(load::KINDS);
        let theme = changed.iter().any(|path| themes(path) || **path == *settings::FILE);
        let next = || (Shown::made(now, self.audience, Some(self), theme, kept), changed.clone());
        (time || !changed.is_empty()).then(next)
    }

    /// Files that came to lie beside the folders, or went from there.
    fn moved_beside(&self, now: &Snapshot) -> Vec<Arc<str>> {
        let (old, new) = (&self.beside, beside(now, &self.kinds));
        let odd = |some: &Diagnostics, others: &Diagnostics| -> Vec<Arc<str>> {
            let odd = some.iter().filter(|one| !others.iter().any(|other| other == *one));
            odd.filter_map(|one| Some(one.place.as_ref()?.path().clone())).collect()
        };
        [odd(&new, old), odd(old, &new)].concat()
    }

    /// `theme` tells whether the theme may have changed.
    fn made(
        now: Snapshot,
        audience: Audience,
        before: Option<&Shown>,
        theme: bool,
        kept: &mut Kept,
    ) -> Shown {
        let mut checked = load::check_again(&now, &mut kept.now);
        let mut diagnostics = checked.take_diagnostics();
        let (due, next_embargo, kinds) = (due(&checked), checked.next_embargo, checked.kinds.clone());
        let (masks, missing) = (checked.masks.clone(), checked.missing().clone());
        let stale = faulty(&now, &diagnostics);
        let mut world = now.clone();
        if !stale.is_empty() {
            // What was never right has no version to show: then the edition goes without it.
            let last = |path: &Arc<str>| before.and_then(|before| before.world.text(path)).cloned();
            world = now.with(stale.iter().map(|path| (path.clone(), last(path))));
            checked = load::check_again(&world, &mut kept.shown);
        } else {
            kept.shown = kept.now.clone();
        }
        let last = before.and_then(|before| before.ready.as_ref());
        let located = |diagnostics: &Diagnostics| {
            shortened(diagnostics.clone(), &Places::of(&now, kinds.clone(), &masks))
        };
        let (made, mut report) = rayon::join(
            || {
                let mut site = checked.site_for(&world, audience, &BTreeSet::new(), &mut kept.site)?;
                // A record that has an error is not gone, whether or not an older version of it is shown.
                site.missing = missing;
                Some(Ready::of(&world, site, last, theme))
            },
            || located(&diagnostics),
        );
        let (ready, found) = made.unzip();
        if let Some(found) = found.filter(|found| !found.is_empty()) {
            diagnostics.append(found);
            report = located(&diagnostics);
        }
        let number = before.map_or(1, |before| before.number + 1);
        let start =
            before.map_or_else(started, |before| before.id.split('-').next().unwrap_or("").to_owned());
        let id = format!("{start}-{number}");
        let (whole, beside) = (OnceLock::new(), beside(&now, &kinds));
        Shown {
            id,
            number,
            audience,
            now,
            world,
            stale,
            report,
            whole,
            diagnostics,
            beside,
            masks,
            kinds,
            due,
            next_embargo,
            ready,
            table: Mutex::default(),
        }
    }

    /// Every problem, each at its place: made when it is asked for, for there may be thousands.
    pub(super) fn whole_report(&self) -> &Report {
        self.whole.get_or_init(|| {
            report::locate(self.diagnostics.clone(), &Places::of(&self.now, self.kinds.clone(), &self.masks))
        })
    }

    /// The site's folder.
    pub(super) fn root(&self) -> &Path {
        self.now.disk().root()
    }

    /// The day it is made for.
    pub(super) fn today(&self) -> Date {
        self.now.today()
    }

    /// Whether drafts, embargoed and exempt records are shown.
    pub(super) fn shows_drafts(&self) -> bool {
        self.audience == Audience::WebTeam
    }

    /// Where a record is written, as path and line.
    pub(super) fn place_of(&self, record: &Record) -> String {
        let masks = Masks::default();
        let places = Places::of(&self.world, self.kinds.clone(), &masks);
        let line = places.span(&record.place("")).and_then(|span| {
            let text = self.world.text(&record.origin.path)?;
            Some(
                text[..(span.start as usize).min(text.len())].iter().filter(|byte| **byte == b'\n').count()
                    + 1,
            )
        });
        format!("{}:{}", record.origin.path, line.unwrap_or(1))
    }

    /// Everything that has an address, sorted.
    pub fn addresses(&self) -> Vec<&str> {
        let outputs = self.ready.iter().flat_map(|ready| &ready.plan.outputs);
        let mut all: Vec<&str> = outputs.map(|output| &*output.address).collect();
        all.sort_unstable();
        all
    }

    /// The site; none while it has no settings that can be read.
    pub fn site(&self) -> Option<&Site> {
        self.ready.as_ref().map(|ready| &ready.site)
    }

    /// What browsers are told of this edition, as JSON.
    pub(super) fn event(&self) -> String {
        format!(
            r#"{{"edition":"{}","styles":"{}","problems":{}}}"#,
            self.id,
            self.styles(),
            self.report.problems.len() + self.report.beyond.len()
        )
    }

    /// Changes with the style sheets.
    pub(super) fn styles(&self) -> String {
        let mut hash = Sha256::new();
        for asset in self.ready.iter().flat_map(|ready| &ready.theme.assets) {
            if asset.name.ends_with(".css") {
                hash.update(&asset.bytes);
            }
        }
        hex(&hash.finalize()[..8])
    }

    /// The bytes of an address as they would be published, without anything of the preview; the problem where they cannot be made;
    /// none where the edition has no such address.
    ///
    /// # Errors
    /// The problem of the template or of a file.
    pub fn bytes(&self, address: &str) -> Option<Result<Vec<u8>, Box<Diagnostic>>> {
        self.bytes_by(&self.renderer()?, address)
    }

    /// What makes the outputs of this edition; none where there is no edition.
    pub(super) fn renderer(&self) -> Option<Renderer<'_>> {
        let ready = self.ready.as_ref()?;
        let renderer = Renderer::new(&self.world, &ready.site, &ready.theme, &ready.plan);
        Some(renderer.hosted_at("/").knowing(ready.digests.clone()))
    }

    /// As [`Shown::bytes`], with a renderer of this edition: for those who ask for many.
    pub(super) fn bytes_by(
        &self,
        renderer: &Renderer<'_>,
        address: &str,
    ) -> Option<Result<Vec<u8>, Box<Diagnostic>>> {
        let unit = self.ready.as_ref()?.plan.unit_at(address)?;
        let mut found = None;
        let result = renderer.render(unit, &mut |at: &str, bytes: Vec<u8>| {
            if at == address {
                found = Some(bytes);
            }
            Ok(())
        });
        Some(match result {
            Ok(()) => found.ok_or_else(|| failure("nothing was rendered here".to_owned())),
            Err(Problem::Site(diagnostic)) => Err(diagnostic),
            Err(Problem::Machine(words)) => Err(failure(words)),
        })
    }

    /// As [`Shown::bytes`], where a file of data is not written again as long as no other was asked for.
    fn bytes_once(&self, address: &str) -> Option<Result<Vec<u8>, Box<Diagnostic>>> {
        if !matches!(self.ready.as_ref()?.plan.unit_at(address)?, Unit::Data(_)) {
            return self.bytes(address);
        }
        let mut last = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, bytes)) = last.as_ref().filter(|(at, _)| at == address) {
            return Some(Ok(bytes.clone()));
        }
        let made = self.bytes(address)?;
        *last = made.as_ref().ok().map(|bytes| (address.to_owned(), bytes.clone()));
        Some(made)
    }

    /// The record whose page stands at an address.
    pub(super) fn record_at(&self, address: &str) -> Option<crate::record::Ix> {
        let ready = self.ready.as_ref()?;
        match ready.plan.unit_at(address)? {
            Unit::Record(ix) => Some(*ix),
            _ => None,
        }
    }

    /// The answer for an address, pages with the preview's bar around them.
    pub(super) fn answer(&self, address: &str) -> Answer {
        match self.bytes_once(address) {
            Some(Ok(bytes)) => match media::type_of(address) {
                HTML => Answer::Page { bytes: frame::page(self, address, &bytes), media_type: HTML },
                media_type => Answer::Page { bytes, media_type },
            },
            Some(Err(problem)) => {
                Answer::Failed { bytes: frame::failed(self, address, &self.located(*problem)) }
            }
            None if self.ready.is_none() => {
                Answer::Failed { bytes: frame::failed(self, address, &Report::default()) }
            }
            None => Answer::Missing { bytes: self.missing(address) },
        }
    }

    fn missing(&self, address: &str) -> Vec<u8> {
        match self.bytes("/404.html") {
            Some(Ok(bytes)) => frame::page(self, address, &bytes),
            _ => frame::failed(self, address, &Report::default()),
        }
    }

    /// A problem found while rendering, at its place.
    fn located(&self, problem: Diagnostic) -> Report {
        let mut diagnostics = Diagnostics::new();
        diagnostics.push(problem);
        report::locate(diagnostics, &Places::of(&self.now, self.kinds.clone(), &self.masks))
    }
}

const HTML: &str = "text/html; charset=utf-8";

/// The theme, and what is wrong with its files; then the last one without errors stays.
fn themed(world: &Snapshot, site: &Site, last: Option<&Ready>) -> (Arc<Theme>, Diagnostics) {
    let mut found = Diagnostics::new();
    let loaded = theme::load(world, &site.settings, &mut found);
    match last {
        Some(last) if found.has_errors() => (last.theme.clone(), found),
        _ => (Arc::new(loaded), found),
    }
}

/// All errors, and as many warnings as a person reads; the rest is counted.
fn shortened(diagnostics: Diagnostics, places: &Places<'_>) -> Report {
    let (errors, warnings) = diagnostics.partition(|diagnostic| diagnostic.severity == Severity::Error);
    let mut all = report::locate_first(errors, places, ERRORS_MAX);
    let some = report::locate_first(warnings, places, WARNINGS_MAX);
    all.problems.extend(some.problems);
    all.beyond.extend(some.beyond);
    all
}

/// The files that errors are in, and the settings where they are gone: of these the last version without errors is shown.
fn faulty(now: &Snapshot, diagnostics: &Diagnostics) -> BTreeSet<Arc<str>> {
    let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error);
    errors
        .filter_map(|d| d.place.as_ref())
        .map(Place::path)
        .filter(|path| now.text(path).is_some() || ***path == *settings::FILE)
        .cloned()
        .collect()
}

fn failure(words: String) -> Box<Diagnostic> {
    Box::new(Diagnostic::new(Code::TemplateError, words))
}

/// Tells this run from others, so that a browser that comes back after a restart knows that what it shows is old.
fn started() -> String {
    format!("{:x}", Timestamp::now().as_millisecond())
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a day is made for, in words.
pub(super) fn day(date: Date) -> String {
    crate::date::words(&date.to_string())
}
