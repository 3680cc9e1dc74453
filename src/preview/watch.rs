//! Tells that something in a site's folder changed.
//!
//! In: the folder. Out: a signal for each change that could matter; whoever gets it looks at the files themselves. Folders are watched,
//! never single files: an editor that saves by renaming would end such a watch. What crier writes, and what editors drop, is no change.

use crate::world::is_dropping;
use notify::{ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::BTreeMap;
use std::iter;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::time::{Duration, SystemTime};

/// How often `--poll` looks. Network drives answer slowly: looking more often would keep them busy.
pub const POLL: Duration = Duration::from_millis(500);

/// A running watch; it ends when this is dropped.
pub struct Watch {
    watcher: RecommendedWatcher,
    root: PathBuf,
    folders: Vec<String>,
    /// The folders now watched.
    watched: BTreeMap<PathBuf, Identity>,
}

/// Tells a folder from another that took its place: the inode alone may be given to both.
type Identity = (u64, Option<SystemTime>);

impl Watch {
    /// Watches the root itself and these folders in it, with all that is below them. `signal` gets a message for each change; it may get
    /// several for one.
    ///
    /// # Errors
    /// When the system cannot watch, for example because too many files are watched already.
    pub fn start(root: &Path, folders: &[&str], signal: Sender<Change>) -> notify::Result<Watch> {
        let base = root.to_owned();
        let names: Vec<String> = folders.iter().map(|folder| (*folder).to_owned()).collect();
        let inside = names.clone();
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            // An error (an overflow, a folder gone) means that something may have been missed: then all is looked at.
            if let Some(change) = event.map_or(Some(Change::All), |event| change(&event, &base, &inside)) {
                // The preview has ended when nobody listens.
                let _ = signal.send(change);
            }
        })?;
        let mut watch = Watch { watcher, root: root.to_owned(), folders: names, watched: BTreeMap::new() };
        watch.renew()?;
        Ok(watch)
    }

    /// Forgets which folders are watched: [`Watch::renew`] watches all that is there again. For when the system may have kept quiet about
    /// new ones, as it does when it has too much to tell.
    pub fn forget(&mut self) {
        self.watched.clear();
    }

    /// Watches folders that came, or came again, since it was last called; true when there were any.
    ///
    /// # Errors
    /// As [`Watch::start`].
    pub fn renew(&mut self) -> notify::Result<bool> {
        let mut renewed = false;
        let below = self.folders.iter().map(|folder| (self.root.join(folder), RecursiveMode::Recursive));
        for (path, mode) in iter::once((self.root.clone(), RecursiveMode::NonRecursive)).chain(below) {
            let found = std::fs::metadata(&path).ok().map(|found| (found.ino(), found.created().ok()));
            if found == self.watched.get(&path).copied() {
                continue;
            }
            if self.watched.remove(&path).is_some() {
                // It is gone, and its watch with it.
                let _ = self.watcher.unwatch(&path);
            }
            let Some(found) = found else { continue };
            match self.watcher.watch(&path, mode) {
                // It went in this very moment; its coming again will be told.
                Err(error) if is_gone(&error) => continue,
                other => other?,
            }
            self.watched.insert(path, found);
            renewed = true;
        }
        Ok(renewed)
    }
}

fn is_gone(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::PathNotFound => true,
        ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::NotFound,
        _ => false,
    }
}

/// What may have changed.
#[derive(Debug, PartialEq, Eq)]
pub enum Change {
    /// These paths, relative to the root, and what is below them.
    Paths(Vec<String>),
    /// Anything.
    All,
}

/// What an event says, if it could change what is shown.
fn change(event: &Event, root: &Path, folders: &[String]) -> Option<Change> {
    if matches!(event.kind, EventKind::Access(_)) {
        return None;
    }
    if event.need_rescan() || event.paths.is_empty() {
        return Some(Change::All);
    }
    let sources = event.paths.iter().filter(|path| is_source(path, root, folders));
    let inside = |path: &PathBuf| path.strip_prefix(root).ok()?.to_str().map(str::to_owned);
    let paths: Option<Vec<String>> = sources.map(inside).collect();
    match paths {
        Some(paths) if paths.is_empty() => None,
        // The root itself, or a name that is no text.
        Some(paths) if !paths.contains(&String::new()) => Some(Change::Paths(paths)),
        _ => Some(Change::All),
    }
}

/// Whether a path is the site's: in one of its folders, or in the root and perhaps meant to be, and no dropping.
fn is_source(path: &Path, root: &Path, folders: &[String]) -> bool {
    let Ok(inside) = path.strip_prefix(root) else { return false };
    let names: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    let Some(first) = names.first() else { return true };
    // A record beside its folder is told of, and so is a folder of records.
    let beside = || match first.rsplit_once('.') {
        Some((_, ending)) => ["toml", "json", "csv", "md"].contains(&ending),
        None => *first != "public",
    };
    let known = folders.iter().any(|folder| folder.as_str() == *first) || names.len() == 1 && beside();
    known && !names.iter().any(|name| is_dropping(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::sync::mpsc::{Receiver, channel};

    fn source(path: &str) -> bool {
        let folders = ["content", "data", "themes"].map(str::to_owned);
        is_source(&Path::new("/site").join(path), Path::new("/site"), &folders)
    }

    #[test]
    fn only_sources_matter() {
        for path in [
            "content/reports/a.md",
            "data/wards.csv",
            "themes/civic/assets/civic.css",
            "crier.toml",
            "content",
            "report.md",
            "reports",
        ] {
            assert!(source(path), "{path}");
        }
        for path in [
            "public/index.html",
            "public",
            "reports/a.md",
            ".crier/manifest",
            ".git/index",
            "target/debug/x",
            "content/reports/a.md~",
            "content/reports/.a.md.swp",
            "content/reports/4913",
            "content/#a.md#",
            "content/.~lock.a.csv#",
            "data/~$wards.csv",
            "data/wards.csv___jb_tmp___",
            "data/Thumbs.db",
        ] {
            assert!(!source(path), "{path}");
        }
    }

    fn heard(signals: &Receiver<Change>) -> bool {
        let heard = signals.recv_timeout(Duration::from_secs(5)).is_ok();
        while signals.recv_timeout(Duration::from_millis(100)).is_ok() {}
        heard
    }

    #[test]
    fn every_way_of_saving_is_heard() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        fs::create_dir_all(root.join("content/reports")).unwrap();
        let file = root.join("content/reports/a.md");
        fs::write(&file, "one").unwrap();
        let (signal, signals) = channel();
        let mut watch = Watch::start(&root, &["content", "data"], signal).unwrap();
        fs::write(&file, "in place").unwrap();
        assert!(heard(&signals), "in place");
        fs::write(root.join("content/reports/.a.tmp"), "over").unwrap();
        fs::rename(root.join("content/reports/.a.tmp"), &file).unwrap();
        assert!(heard(&signals), "renamed over");
        fs::create_dir_all(root.join("content/pages/deep")).unwrap();
        fs::write(root.join("content/pages/deep/b.md"), "new").unwrap();
        assert!(heard(&signals), "a new folder");
        fs::write(root.join("content/pages/deep/b.md"), "again").unwrap();
        assert!(heard(&signals), "in a new folder");
        fs::remove_file(&file).unwrap();
        assert!(heard(&signals), "deleted");
        // A folder that comes later, and one that is made again.
        fs::create_dir_all(root.join("data")).unwrap();
        assert!(heard(&signals), "a folder of the root");
        watch.renew().unwrap();
        fs::write(root.join("data/wards.csv"), "name,title\n").unwrap();
        assert!(heard(&signals), "in a folder that came later");
        fs::remove_dir_all(root.join("content")).unwrap();
        fs::create_dir_all(root.join("content/reports")).unwrap();
        assert!(heard(&signals), "made again");
        watch.renew().unwrap();
        fs::write(&file, "again").unwrap();
        assert!(heard(&signals), "in a folder made again");
        // One that the system said nothing of.
        watch.watcher.unwatch(&root.join("content/reports")).unwrap();
        fs::write(&file, "unheard").unwrap();
        assert!(signals.recv_timeout(Duration::from_millis(300)).is_err());
        watch.forget();
        assert!(watch.renew().unwrap());
        fs::write(&file, "heard again").unwrap();
        assert!(heard(&signals), "in a folder that was lost");
        // Nothing of ours.
        fs::create_dir_all(root.join("public")).unwrap();
        while signals.recv_timeout(Duration::from_millis(100)).is_ok() {}
        fs::write(root.join("public/index.html"), "x").unwrap();
        fs::write(root.join("content/reports/a.md~"), "x").unwrap();
        assert!(signals.recv_timeout(Duration::from_millis(300)).is_err());
    }
}
