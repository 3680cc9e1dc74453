//! One new edition in the making: takes its outputs from any number of threads.

use super::address::{file_of, folders_of};
use super::commit;
use super::output::OutputWriter;
use super::stage::{Slot, Stage};
use super::survey::{Stamp, Survey};
use super::{Emit, EmitError};
use foldhash::{HashMap, HashSet};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How much of a file is read at a time.
pub(super) const CHUNK: usize = 64 * 1024;

/// What a commit did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Files that are new or whose bytes changed.
    pub written: usize,
    /// Files that were left alone.
    pub unchanged: usize,
    /// Files of the old edition that the new one does not have.
    pub removed: usize,
    /// Bytes of the files written.
    pub bytes: u64,
}

/// A new edition in the making. Give it every output once, then [`Session::commit`]. Dropped before that,
/// it leaves `public/` and the manifest as they were, and its stage to the next build.
///
/// A disk that refuses (full, say) does not stop the outputs: the first refusal is kept, what comes after is
/// only counted, and the commit says how much did not fit.
#[derive(Debug)]
pub struct Session {
    pub(super) emit: Emit,
    pub(super) survey: Survey,
    fingerprint: String,
    pub(super) stage: Stage,
    claims: Mutex<Claims>,
    losses: Mutex<Losses>,
}

/// The outputs so far, by path in `public/`. Every output is looked for several times: only the commit needs them in order.
#[derive(Debug, Default)]
struct Claims {
    outputs: HashMap<Box<str>, Output>,
    folders: HashSet<Box<str>>,
}

/// All outputs, by path in `public/`, and the folders they lie in.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) outputs: BTreeMap<Box<str>, Output>,
    pub(super) folders: BTreeSet<Box<str>>,
}

/// How far an output is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Output {
    /// Being written.
    Open,
    /// Equal to the file in `public/`.
    Kept(Stamp),
    /// Waits in the stage.
    Staged(Slot, Stamp),
    /// Could not be staged.
    Lost,
}

#[derive(Debug, Default)]
struct Losses {
    first: Option<(String, io::Error)>,
    files: u64,
    bytes: u64,
}

impl Session {
    pub(super) fn new(mut emit: Emit, fingerprint: &str) -> Result<Session, EmitError> {
        let survey = emit.take_survey()?;
        let stage = Stage::new(&emit.places)?;
        let fingerprint = fingerprint.to_owned();
        Ok(Session { emit, survey, fingerprint, stage, claims: Mutex::default(), losses: Mutex::default() })
    }

    /// Takes the bytes of one output. `/reports/a/` is the file `reports/a/index.html`,
    /// `/data/v1/reports.csv` that file.
    ///
    /// # Errors
    /// [`EmitError::Address`], [`EmitError::Twice`], [`EmitError::Clash`]. What the disk refuses is
    /// [`Session::commit`]'s to say.
    pub fn write(&self, address: &str, bytes: &[u8]) -> Result<(), EmitError> {
        let (path, opens) = self.claim(address)?;
        let output = match self.old(&path) {
            Some((stamp, file)) if stamp.size == bytes.len() as u64 && same(&file, bytes) => {
                Output::Kept(stamp)
            }
            _ => self.put(&path, bytes, opens),
        };
        self.settle(&path, output);
        Ok(())
    }

    /// Takes one output from a file, which is read in pieces.
    ///
    /// # Errors
    /// As [`Session::write`], and [`EmitError::Disk`] when `from` cannot be read.
    pub fn copy(&self, address: &str, from: &Path) -> Result<(), EmitError> {
        let unread = |e| EmitError::disk(&self.emit.places, from, e);
        let mut source = File::open(from).map_err(unread)?;
        let size = source.metadata().map_err(unread)?.len();
        let mut writer = OutputWriter::new(self, self.claim(address)?.0, Some(size));
        let mut chunk = vec![0; CHUNK];
        loop {
            match source.read(&mut chunk) {
                Ok(0) => break,
                Ok(n) => writer.take(&chunk[..n]),
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(unread(e)),
            }
        }
        writer.finish();
        Ok(())
    }

    /// Takes one output piece by piece, for tables too big to hold. End it with [`OutputWriter::finish`].
    ///
    /// # Errors
    /// As [`Session::write`].
    pub fn writer(&self, address: &str) -> Result<OutputWriter<'_>, EmitError> {
        Ok(OutputWriter::new(self, self.claim(address)?.0, None))
    }

    /// An output that is whole, to be read again: what holds others need not make them again. None while it is not, or could not be staged.
    pub fn open(&self, address: &str) -> Option<File> {
        let path = file_of(address).ok()?;
        let output = self.claims().outputs.get(&*path).copied()?;
        match output {
            Output::Staged(slot, _) => self.stage.open(slot, &path),
            Output::Kept(_) => self.old(&path).map(|(_, file)| file),
            Output::Open | Output::Lost => None,
        }
    }

    /// Puts the new edition in place of the old one.
    ///
    /// # Errors
    /// [`EmitError::Unfinished`], [`EmitError::Foreign`], [`EmitError::Unwritten`] and [`EmitError::Disk`]:
    /// `public/` is as it was. [`EmitError::Commit`]: the next [`Emit::open`] has to finish it.
    pub fn commit(self) -> Result<Summary, EmitError> {
        let Session { emit, survey, fingerprint, stage: _, claims, losses } = self;
        let losses = losses.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some((path, source)) = losses.first {
            let full = matches!(source.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded);
            if full {
                // What did fit is of no use, and its space may be what others wait for.
                super::stage::sweep(&emit.places)?;
            }
            return Err(EmitError::Unwritten { path, files: losses.files, bytes: losses.bytes, source });
        }
        let claims = claims.into_inner().unwrap_or_else(PoisonError::into_inner);
        let plan = Plan {
            outputs: claims.outputs.into_iter().collect(),
            folders: claims.folders.into_iter().collect(),
        };
        commit::commit(&emit, &survey, &fingerprint, &plan)
    }

    /// Books the file of an address, so that no other output can have it; and says whether it is the first in its folder.
    fn claim(&self, address: &str) -> Result<(String, bool), EmitError> {
        let path = file_of(address)?;
        let mut claims = self.claims();
        if claims.outputs.contains_key(&*path) {
            return Err(EmitError::Twice(address.to_owned()));
        }
        if claims.folders.contains(&*path) {
            let below = format!("{path}/");
            let inside = claims.outputs.keys().filter(|other| other.starts_with(&below)).min();
            let inside = inside.map(ToString::to_string).unwrap_or_default();
            return Err(EmitError::Clash { inside, file: path });
        }
        let mut opens = false;
        for folder in folders_of(&path) {
            if claims.folders.contains(folder) {
                break;
            }
            if claims.outputs.contains_key(folder) {
                return Err(EmitError::Clash { file: folder.to_owned(), inside: path.clone() });
            }
            opens = true;
            claims.folders.insert(folder.into());
        }
        claims.outputs.insert(path.as_str().into(), Output::Open);
        Ok((path, opens))
    }

    /// Says what became of a claimed output.
    pub(super) fn settle(&self, path: &str, output: Output) {
        if let Some(claimed) = self.claims().outputs.get_mut(path) {
            *claimed = output;
        }
    }

    /// The file now in `public/`, when it is an ordinary one that can be read.
    pub(super) fn old(&self, path: &str) -> Option<(Stamp, File)> {
        let stamp = self.survey.stamp(path)?;
        Some((stamp, File::open(self.emit.places.output(path)).ok()?))
    }

    fn put(&self, path: &str, bytes: &[u8], opens: bool) -> Output {
        if !self.refused() {
            match self.stage.put(path, bytes, opens, &self.survey, &self.emit.failpoint) {
                Ok((slot, stamp)) => return Output::Staged(slot, stamp),
                Err(e) => self.refuse(path, e),
            }
        }
        self.lose(bytes.len() as u64)
    }

    /// Whether the disk has refused something.
    pub(super) fn refused(&self) -> bool {
        self.losses().first.is_some()
    }

    /// Keeps the disk's first refusal.
    pub(super) fn refuse(&self, path: &str, error: io::Error) {
        let shown = self.emit.places.shown(&self.emit.places.output(path));
        self.losses().first.get_or_insert((shown, error));
    }

    /// Counts an output that could not be staged.
    pub(super) fn lose(&self, bytes: u64) -> Output {
        let mut losses = self.losses();
        losses.files += 1;
        losses.bytes += bytes;
        Output::Lost
    }

    // A thread that panicked in between left nothing half done: both are changed by single steps.
    fn claims(&self) -> MutexGuard<'_, Claims> {
        self.claims.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn losses(&self) -> MutexGuard<'_, Losses> {
        self.losses.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether the file goes on with exactly these bytes; not so when it cannot be read.
pub(super) fn same(mut file: &File, bytes: &[u8]) -> bool {
    let mut there = [0; 16 * 1024];
    bytes.chunks(there.len()).all(|chunk| {
        let there = &mut there[..chunk.len()];
        file.read_exact(there).is_ok() && there == chunk
    })
}
