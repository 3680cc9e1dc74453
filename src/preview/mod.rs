//! The workbench of `crier serve`: the site as it would be published, made again whenever a file changes.
//!
//! In: a site's folder. Out: [`Workbench`], which is the [`Pages`] of the preview. A change makes one new [`Shown`], which takes the
//! place of the one before as a whole: a request sees one edition, never half of two. With an error in a file the edition stays up with
//! the last version of that file that had none. Never writes, never prints: `on_update` tells what happened.

mod batch;
mod desk;
mod due;
mod frame;
mod shown;
#[cfg(test)]
mod tests;
mod trial;
mod watch;

pub use shown::{Audience, Shown};
pub use watch::POLL;

use crate::diagnostic::report::Report;
use crate::serve::{Answer, Hub, Pages};
use crate::site::load;
use crate::world::disk::DiskWorld;
use batch::Batcher;
use jiff::civil::Date;
use shown::Kept;
use std::collections::BTreeSet;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};
use watch::{Change, Watch};

/// How a preview is made.
#[derive(Debug, Clone)]
pub struct Options {
    /// The site's folder.
    pub root: PathBuf,
    /// The day it is made for; the present moment where none is given.
    pub today: Option<Date>,
    /// Who it is made for.
    pub audience: Audience,
    /// Look at the files every [`POLL`] instead of being told by the system: for network drives.
    pub poll: bool,
}

/// What an update did.
pub struct Update<'a> {
    /// Paths of the files that changed; none where the day or an embargo passed.
    pub changed: &'a [Arc<str>],
    /// How long it took, from the moment the change was complete.
    pub took: Duration,
    /// Every problem the site now has.
    pub report: &'a Report,
    /// Whether the problems are others than before.
    pub news: bool,
}

/// A preview that stays up to date.
pub struct Workbench {
    options: Options,
    shown: RwLock<Arc<Shown>>,
    memory: Mutex<Kept>,
    hub: Hub,
    /// How long nothing may happen until everything is looked at.
    tick: Duration,
}

impl Workbench {
    /// Makes the first edition.
    ///
    /// # Errors
    /// When the folder is not there.
    pub fn open(options: Options) -> io::Result<Workbench> {
        let disk = world(&options)?;
        let mut memory = Kept::default();
        let shown = Shown::first(disk, options.audience, &mut memory);
        let (shown, memory) = (RwLock::new(Arc::new(shown)), Mutex::new(memory));
        let tick = if options.poll { POLL } else { TICK };
        Ok(Workbench { options, shown, memory, hub: Hub::default(), tick })
    }

    /// The edition shown now.
    pub fn shown(&self) -> Arc<Shown> {
        self.shown.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Looks at the files, and makes a new edition if any of them, the day or an embargo asks for one. True when it did.
    ///
    /// # Errors
    /// When the folder is not there any more.
    pub fn update(&self, on_update: &mut dyn FnMut(&Update<'_>)) -> io::Result<bool> {
        self.look(None, on_update)
    }

    /// Looks at these paths, at everything where none are given.
    fn look(
        &self,
        paths: Option<&BTreeSet<String>>,
        on_update: &mut dyn FnMut(&Update<'_>),
    ) -> io::Result<bool> {
        let clock = Instant::now();
        let before = self.shown();
        let made = {
            let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
            let disk = world(&self.options).map_err(|error| gone(&self.options.root, &error))?;
            before.next(disk, paths, &mut memory)
        };
        let Some((next, changed)) = made else { return Ok(false) };
        let next = Arc::new(next);
        *self.shown.write().unwrap_or_else(PoisonError::into_inner) = next.clone();
        self.hub.send(&next.event());
        let news = before.report != next.report;
        on_update(&Update { changed: &changed, took: clock.elapsed(), report: &next.report, news });
        Ok(true)
    }

    /// Keeps the preview up to date until the process ends.
    ///
    /// # Errors
    /// When the folder cannot be watched or is gone.
    pub fn keep(&self, on_update: &mut dyn FnMut(&Update<'_>)) -> io::Result<()> {
        let (signal, signals) = channel();
        let root = self.shown().root().to_owned();
        let mut watch = if self.options.poll { None } else { Some(watched(&root, signal.clone())?) };
        // At first everything: a file may have been saved while the watch was being set up.
        let mut paths = None;
        loop {
            // A panic is said on the terminal; the edition shown stays, and the next is made from nothing.
            match catch_unwind(AssertUnwindSafe(|| self.look(paths.as_ref(), on_update))) {
                Ok(looked) => _ = looked?,
                Err(_) => *self.memory.lock().unwrap_or_else(PoisonError::into_inner) = Kept::default(),
            }
            paths = self.wait(&signals);
            if let Some(watch) = &mut watch {
                if paths.is_none() {
                    watch.forget();
                }
                if watch.renew().map_err(|error| unwatched(&error))? {
                    paths = None;
                }
            }
        }
    }

    /// Waits until a batch of changes is complete, or time alone may have changed something. The paths that may have changed; none
    /// where anything may have.
    fn wait(&self, signals: &Receiver<Change>) -> Option<BTreeSet<String>> {
        let start = Instant::now();
        let mut batch = Batcher::default();
        let mut paths = Some(BTreeSet::new());
        loop {
            let until = batch.due().unwrap_or(self.tick);
            match signals.recv_timeout(until.saturating_sub(start.elapsed())) {
                Ok(change) => {
                    batch.add(start.elapsed());
                    match (change, &mut paths) {
                        (Change::Paths(more), Some(paths)) => paths.extend(more),
                        _ => paths = None,
                    }
                }
                Err(RecvTimeoutError::Timeout) if batch.due().is_none() => return None,
                // Without a sender nothing will come; `keep` holds one.
                Err(_) => {}
            }
            if batch.take(start.elapsed()) {
                return paths;
            }
        }
    }
}

/// How often everything is looked at while nothing seems to change: the day, embargoes, and what the system may have kept quiet about.
const TICK: Duration = Duration::from_secs(10);

fn watched(root: &Path, signal: std::sync::mpsc::Sender<Change>) -> io::Result<Watch> {
    Watch::start(root, &shown::FOLDERS, signal).map_err(|error| unwatched(&error))
}

fn unwatched(error: &notify::Error) -> io::Error {
    io::Error::other(format!(
        "the system cannot watch this folder ({error}); crier serve --poll looks at the files by itself instead"
    ))
}

fn gone(root: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("the folder {} cannot be read: {error}", root.display()))
}

fn world(options: &Options) -> io::Result<DiskWorld> {
    load::open(&options.root, options.today)
}

impl Pages for Workbench {
    fn get(&self, address: &str, query: Option<&str>) -> Answer {
        let shown = self.shown();
        match address.strip_prefix(desk::FOLDER) {
            Some(name) => desk::answer(&shown, name, query),
            None => shown.answer(address),
        }
    }

    fn hub(&self) -> Option<(&Hub, String)> {
        Some((&self.hub, self.shown().event()))
    }
}
