//! The only writer of `public/`: an edition is published whole, or not at all.
//!
//! In: addresses and their bytes, from any number of threads. Out: `public/` holding exactly those outputs,
//! and what was written, left alone and removed. Never touches a file in `public/` that crier did not write,
//! never clears and rewrites, never prints.
//!
//! # How an edition is published
//! State lives in `.crier/` beside the records: `lock`, `stage/`, `journal`, `manifest`, and `waste/`.
//! 1. [`Emit::open`] takes the lock, and finishes the commit of a build that was killed.
//! 2. [`Session::write`] compares each output with the file that is there. Equal ones are left alone, inode
//!    and mtime included. Others are staged: under `stage/changed/` by number where their folder exists in
//!    `public/`, under `stage/new/` in their folders where it does not.
//! 3. [`Session::commit`] stages the new manifest, writes the journal (every operation, a count, a checksum),
//!    syncs all of it, moves the journal into its place, and runs it: removals that stand in the way, renames
//!    (a new folder moves whole, so a first edition is a few dozen renames), other removals, the manifest.
//!
//! Killed before the journal is in place, `public/` is the complete old edition. Killed later, the next
//! [`Emit::open`] runs the journal again; each operation may be done already. Between two operations `public/`
//! is a mixture of whole files of both editions.
//!
//! # Power loss
//! What is staged is on the disk before the first rename, by one sync: 1 to 2 s for 20,000 files of 150 MB,
//! against 11 s when each is synced alone. The renames need none of their own on file systems that keep such
//! changes in order (XFS, Btrfs, ext4 with its journal): after a power loss either crier's journal is there or all
//! renames are. On others (ext4 without a journal) a power loss just after a commit can undo some of its renames;
//! the next build sees that from sizes and mtimes, and restores them.
//!
//! # Failpoints
//! For tests of the program, `CRIER_FAILPOINT=<step>:<n>` aborts the process at the n-th time it has
//! passed a step: `staged` (a file was staged), `journal-partial` (half of it is written), `journal-written`
//! (it is in place, nothing renamed yet), `rename`, `remove` (one was done), `manifest` (it was replaced),
//! `journal-removed` (all was done). Read once, in [`Emit::open`].

mod address;
mod commit;
mod error;
mod failpoint;
mod journal;
mod lock;
mod manifest;
mod output;
mod places;
mod session;
mod stage;
mod survey;
#[cfg(test)]
mod tests;

pub use error::EmitError;
pub use output::OutputWriter;
pub use session::{Session, Summary};

use failpoint::Failpoint;
use journal::Journal;
use lock::Lock;
use manifest::Manifest;
use places::Places;
use std::collections::HashSet;
use std::fs::File;
use std::path::Path;
use std::sync::OnceLock;
use survey::Survey;

/// The edition as it stands in `public/`, locked against other builds until this value, or the [`Session`]
/// made from it, is dropped.
#[derive(Debug)]
pub struct Emit {
    places: Places,
    manifest: Option<Manifest>,
    survey: OnceLock<Survey>,
    finished: bool,
    failpoint: Failpoint,
    _lock: Lock,
}

impl Emit {
    /// Takes the lock of the site at `root`, and first finishes a commit that was interrupted.
    ///
    /// `public` is the folder of the edition, normally `<root>/public`. It may be absent; it must lie on the
    /// file system of `<root>/.crier/`, which is made if need be.
    ///
    /// # Errors
    /// [`EmitError::Locked`] when another build runs; [`EmitError::OtherDisk`]; [`EmitError::Commit`] when the
    /// interrupted commit cannot be finished; [`EmitError::Disk`] for anything else the disk refuses.
    pub fn open(root: &Path, public: &Path) -> Result<Emit, EmitError> {
        Emit::open_with(root, public, Failpoint::from_environment()?)
    }

    fn open_with(root: &Path, public: &Path, failpoint: Failpoint) -> Result<Emit, EmitError> {
        let places = Places::new(root, public)?;
        places.make_state()?;
        let lock = Lock::take(&places)?;
        let finished = match Journal::read(&places)? {
            Some(journal) => {
                journal.run(&places, &failpoint)?;
                true
            }
            None => false,
        };
        journal::discard(&places)?;
        stage::discard(&places)?;
        let manifest = Manifest::read(&places)?;
        Ok(Emit { places, manifest, survey: OnceLock::new(), finished, failpoint, _lock: lock })
    }

    /// An empty file to write to and read from that is gone with this run, however it ends; none where the disk refuses.
    pub fn scratch(&self) -> Option<File> {
        let path = self.places.scratch();
        let file = File::options().read(true).write(true).create(true).truncate(true).open(&path).ok()?;
        // It has no name any more: what is left of it goes when the last who has it open ends.
        std::fs::remove_file(&path).ok()?;
        Some(file)
    }

    /// Whether [`Emit::open`] found an interrupted commit and finished it.
    pub fn finished_commit(&self) -> bool {
        self.finished
    }

    /// Whether `public/` is the whole edition made for this fingerprint: every output has the size and mtime
    /// that the manifest recorded, and nothing else is there but the top `.gitignore` and empty folders.
    ///
    /// False also when `public/` cannot be read; [`Emit::begin`] then says why.
    pub fn is_current(&self, fingerprint: &str) -> bool {
        let Some(manifest) = &self.manifest else { return false };
        manifest.is_for(fingerprint)
            && (manifest.is_untouched(&self.places)
                || self.survey().is_ok_and(|survey| manifest.describes(survey)))
    }

    /// How many files the edition in `public/` has, by its manifest; 0 without one.
    pub fn current_files(&self) -> usize {
        self.manifest.as_ref().map_or(0, Manifest::len)
    }

    /// The files of the edition in `public/`, by its manifest.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.manifest.iter().flat_map(Manifest::paths)
    }

    /// The bytes at an address of the edition in `public/`; none where it has no such output or it cannot be read.
    pub fn read(&self, address: &str) -> Option<Vec<u8>> {
        let file = address::file_of(address).ok()?;
        let listed = self.manifest.as_ref().is_some_and(|manifest| manifest.lists(&file));
        listed.then(|| std::fs::read(self.places.output(&file)).ok()).flatten()
    }

    /// Files of the edition in `public/`, by its manifest, that stand at none of these addresses.
    pub fn lost<'a>(&self, addresses: impl Iterator<Item = &'a str>) -> Vec<String> {
        let planned: HashSet<String> =
            addresses.filter_map(|address| address::file_of(address).ok()).collect();
        self.paths().filter(|path| !planned.contains(*path)).map(str::to_owned).collect()
    }

    /// Starts a new edition. `fingerprint` is a line of text that changes whenever an output may change.
    ///
    /// # Errors
    /// [`EmitError::Disk`] when `public/` cannot be listed or the stage cannot be made.
    pub fn begin(self, fingerprint: &str) -> Result<Session, EmitError> {
        Session::new(self, fingerprint)
    }

    /// What is in `public/`, looked at once.
    fn survey(&self) -> Result<&Survey, EmitError> {
        if self.survey.get().is_none() {
            // A second thread may have been quicker; its survey is as good.
            let _ = self.survey.set(Survey::of(&self.places)?);
        }
        Ok(self.survey.get().expect("set just above"))
    }

    fn take_survey(&mut self) -> Result<Survey, EmitError> {
        self.survey.take().map_or_else(|| Survey::of(&self.places), Ok)
    }
}

/// Keeps builds and releases of a site away while it lives.
#[derive(Debug)]
pub struct Held {
    _lock: Lock,
}

/// Holds the site at `root` for a command that writes something else than `public/`.
///
/// # Errors
/// [`EmitError::Locked`] when a build or release runs; [`EmitError::Disk`] for what the disk refuses.
pub fn hold(root: &Path) -> Result<Held, EmitError> {
    let places = Places::new(root, &root.join("public"))?;
    places.make_state()?;
    Ok(Held { _lock: Lock::take(&places)? })
}

/// Whether a build of the site at `root` was interrupted in its commit, so that `public/` is a mixture until
/// the next build. Takes no lock and changes nothing; true also while another build is committing.
pub fn needs_finishing(root: &Path) -> bool {
    Places::new(root, &root.join("public")).is_ok_and(|places| matches!(Journal::read(&places), Ok(Some(_))))
}
