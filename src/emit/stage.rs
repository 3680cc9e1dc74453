//! Where a new edition waits: `.crier/stage/`, on the file system of `public/`.

use super::EmitError;
use super::failpoint::{Failpoint, Step};
use super::places::Places;
use super::survey::{Stamp, Survey};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// So many bytes are staged before the disk is told to begin with them: while pages are made it has nothing else to do,
/// and the sync before the commit then waits for the last of them alone.
const AHEAD: u64 = 32 << 20;

/// The stage of one session. Its threads create files themselves: a writer thread between them and the disk
/// was measured, and took a third more processor time for the same wall time.
#[derive(Debug)]
pub(super) struct Stage {
    folder: PathBuf,
    next: AtomicU64,
    bytes: AtomicU64,
    syncing: Arc<AtomicBool>,
}

/// Which staged file belongs to an output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    /// `changed/<number>`: its folder is in `public/`, and it will be renamed on its own.
    Changed(u64),
    /// `new/<path>`: its folder is new, and will be renamed with all that is in it.
    New,
}

impl Slot {
    /// The staged file, relative to the stage.
    pub(super) fn name(self, path: &str) -> String {
        match self {
            Slot::Changed(number) => format!("changed/{number}"),
            Slot::New => format!("new/{path}"),
        }
    }
}

impl Stage {
    /// An empty stage. The old one must have been discarded.
    pub(super) fn new(places: &Places) -> Result<Stage, EmitError> {
        let folder = places.stage();
        for part in ["changed", "new"] {
            let part = folder.join(part);
            fs::create_dir_all(&part).map_err(|e| EmitError::disk(places, &part, e))?;
        }
        Ok(Stage { folder, next: AtomicU64::new(0), bytes: AtomicU64::new(0), syncing: Arc::default() })
    }

    /// Counts staged bytes, and lets the disk begin when there are many new ones.
    fn count(&self, bytes: u64) {
        let before = self.bytes.fetch_add(bytes, Ordering::Relaxed);
        if before / AHEAD == (before + bytes) / AHEAD || self.syncing.swap(true, Ordering::Relaxed) {
            return;
        }
        let (folder, syncing) = (self.folder.clone(), self.syncing.clone());
        std::thread::spawn(move || {
            // A disk that refuses says so again to the sync that counts.
            let _ = sync_all(&folder);
            syncing.store(false, Ordering::Relaxed);
        });
    }

    /// Creates the staged file of an output. `opens`: it is the first of its folder, as a page is.
    pub(super) fn create(&self, path: &str, opens: bool, survey: &Survey) -> io::Result<(Slot, File)> {
        let folder = path.rfind('/').map_or("", |at| &path[..at]);
        let slot = if survey.has_folder(folder) {
            Slot::Changed(self.next.fetch_add(1, Ordering::Relaxed))
        } else {
            Slot::New
        };
        let file = self.folder.join(slot.name(path));
        if opens && slot == Slot::New {
            // Another thread may have made it, and those above it may not be there: then the next steps find out.
            let _ = fs::create_dir(file.parent().expect("it lies in the stage"));
        }
        // Trying first costs less than asking: most folders get several files.
        match File::create_new(&file) {
            Err(e) if e.kind() == ErrorKind::NotFound => {
                fs::create_dir_all(file.parent().expect("it lies in the stage"))?;
                File::create_new(&file)
            }
            created => created,
        }
        .map(|created| (slot, created))
    }

    /// A staged file, to be read.
    pub(super) fn open(&self, slot: Slot, path: &str) -> Option<File> {
        File::open(self.folder.join(slot.name(path))).ok()
    }

    /// Stages a whole output.
    pub(super) fn put(
        &self,
        path: &str,
        bytes: &[u8],
        opens: bool,
        survey: &Survey,
        failpoint: &Failpoint,
    ) -> io::Result<(Slot, Stamp)> {
        let (slot, mut file) = self.create(path, opens, survey)?;
        file.write_all(bytes)?;
        self.count(bytes.len() as u64);
        failpoint.pass(Step::Staged)?;
        Ok((slot, Stamp::of(&file.metadata()?)?))
    }
}

/// Waits until the disk has all that was written on the file system of `folder`. Elsewhere than on Linux it does nothing.
pub(super) fn sync_all(folder: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    rustix::fs::syncfs(File::open(folder)?)?;
    let _ = folder;
    Ok(())
}

/// Puts away the stage of a build that did not get as far as its commit.
///
/// It is set aside, not deleted: on ext4 creating files right after deleting as many costs ten times more.
/// [`sweep`] deletes it after the next commit. There is never more than one set aside.
pub(super) fn discard(places: &Places) -> Result<(), EmitError> {
    let (stage, waste) = (places.stage(), places.waste());
    if !stage.exists() {
        return Ok(());
    }
    remove(&waste).map_err(|e| EmitError::disk(places, &waste, e))?;
    fs::rename(&stage, &waste).map_err(|e| EmitError::disk(places, &stage, e))
}

/// Deletes the stage and what was set aside.
pub(super) fn sweep(places: &Places) -> Result<(), EmitError> {
    for folder in [places.stage(), places.waste()] {
        remove(&folder).map_err(|e| EmitError::disk(places, &folder, e))?;
    }
    Ok(())
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}
