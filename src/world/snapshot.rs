//! A world as it was at one moment: its texts are held, so that an edition made from it stays whole while people edit on.
//!
//! In: a [`DiskWorld`], and the snapshot before. Out: a [`World`] whose texts never change. Files that are no text, such as attachments,
//! are read from the disk when they are asked for. Never writes.

use super::disk::DiskWorld;
use super::{Entry, Listing, Stamp, World};
use crate::diagnostic::Diagnostic;
use jiff::Timestamp;
use jiff::civil::Date;
use rayon::prelude::*;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

/// A file as it was.
#[derive(Debug, Clone)]
struct Held {
    stamp: Stamp,
    /// The bytes of a text; none for other files and for those that cannot be read.
    text: Option<Arc<[u8]>>,
}

/// Some folders and files of a [`DiskWorld`] at one moment.
#[derive(Debug, Clone)]
pub struct Snapshot {
    disk: DiskWorld,
    /// Those whose files are held.
    folders: Arc<[String]>,
    files: Arc<BTreeMap<Arc<str>, Held>>,
    problems: Arc<Vec<(String, Diagnostic)>>,
}

/// Endings of files whose bytes are held: what records, settings and themes are written in.
const TEXTS: [&str; 8] = [".md", ".csv", ".json", ".toml", ".html", ".css", ".svg", ".ics"];

impl Snapshot {
    /// What lies in these folders, and these files, now. Files that are as they were in `before` are not read again.
    pub fn take(disk: DiskWorld, folders: &[&str], files: &[&str], before: Option<&Snapshot>) -> Snapshot {
        let mut entries = Vec::new();
        let mut problems = Vec::new();
        for folder in folders {
            let listing = disk.list(folder);
            entries.extend(listing.entries);
            problems.extend(listing.problems.into_iter().map(|problem| ((*folder).to_owned(), problem)));
        }
        let single = |path: &&str| Some(Entry { path: (*path).into(), stamp: disk.stamp(path)? });
        entries.extend(files.iter().filter_map(single));
        let held = entries.into_par_iter().map(|entry| {
            let path = entry.path;
            let held = before.and_then(|before| before.files.get(&path));
            match held.filter(|held| held.stamp == entry.stamp) {
                Some(held) => (path, held.clone()),
                None => (path.clone(), read(&disk, &path, entry.stamp, held)),
            }
        });
        let files = held.collect();
        let folders = folders.iter().map(|folder| (*folder).to_owned()).collect();
        Snapshot { folders, files: Arc::new(files), problems: Arc::new(problems), disk }
    }

    /// What lies there now, looking only at these paths (relative to the root) and what is below them; at everything where something
    /// could not be listed.
    #[must_use]
    pub fn renewed(
        &self,
        disk: DiskWorld,
        paths: &BTreeSet<String>,
        folders: &[&str],
        files: &[&str],
    ) -> Snapshot {
        let mut found = Vec::new();
        let mut problems = !self.problems.is_empty();
        for path in paths {
            if files.contains(&path.as_str()) {
                found.extend(disk.stamp(path).map(|stamp| Entry { path: path.as_str().into(), stamp }));
            } else if folders.iter().any(|folder| path == folder || path.starts_with(&format!("{folder}/"))) {
                let listing = disk.list(path);
                problems |= !listing.problems.is_empty();
                found.extend(listing.entries);
            }
        }
        // A link further up may lead out of the root: only a walk from the top sees that.
        if problems || paths.iter().any(|path| !disk.is_inside(path)) {
            return Snapshot::take(disk, folders, files, Some(self));
        }
        let mut all = (*self.files).clone();
        for path in paths {
            let below = format!("{path}/");
            let gone: Vec<Arc<str>> = (all.range(Arc::from(path.as_str())..).map(|(path, _)| path))
                .take_while(|other| ***other == **path || other.starts_with(path.as_str()))
                .filter(|other| ***other == **path || other.starts_with(&below))
                .cloned()
                .collect();
            gone.iter().for_each(|path| drop(all.remove(path)));
        }
        for entry in found {
            let held = read(&disk, &entry.path, entry.stamp, self.files.get(&entry.path));
            all.insert(entry.path, held);
        }
        Snapshot { folders: self.folders.clone(), files: Arc::new(all), problems: Arc::default(), disk }
    }

    /// The same moment with other texts in some files, or without them.
    #[must_use]
    pub fn with(&self, other: impl IntoIterator<Item = (Arc<str>, Option<Arc<[u8]>>)>) -> Snapshot {
        let mut files = (*self.files).clone();
        for (path, text) in other {
            match text {
                Some(text) => {
                    // A stamp of its own, as long as these bytes are held: no file on a disk has it.
                    let size = text.len() as u64;
                    let inode = Arc::as_ptr(&text).cast::<u8>() as usize as u64;
                    let stamp = Stamp { size, modified_ns: -1, changed_ns: -1, inode };
                    files.insert(path, Held { stamp, text: Some(text) });
                }
                None => drop(files.remove(&path)),
            }
        }
        Snapshot { files: Arc::new(files), ..self.clone() }
    }

    /// The text of a file; none where it is not there or is no text.
    pub fn text(&self, path: &str) -> Option<&Arc<[u8]>> {
        self.files.get(path)?.text.as_ref()
    }

    /// Paths of files that came, went or have other bytes than in `before`, and of what came or went that cannot be listed.
    pub fn changed(&self, before: &Snapshot) -> Vec<Arc<str>> {
        // Both are sorted: one walk along them is much less than looking each path up.
        let (mut new, mut old) = (self.files.iter().peekable(), before.files.iter().peekable());
        let mut changed = Vec::new();
        loop {
            let order = match (new.peek(), old.peek()) {
                (None, None) => break,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some((a, _)), Some((b, _))) if Arc::ptr_eq(a, b) => Ordering::Equal,
                (Some((a, _)), Some((b, _))) => a.cmp(b),
            };
            let came = if order.is_le() { new.next() } else { None };
            let went = if order.is_ge() { old.next() } else { None };
            match (came, went) {
                (Some((_, held)), Some((_, was))) if same(was, held) => {}
                (Some((path, _)), _) | (None, Some((path, _))) => changed.push(path.clone()),
                (None, None) => {}
            }
        }
        for (some, others) in [(&self.problems, &before.problems), (&before.problems, &self.problems)] {
            let odd = some.iter().filter(|problem| !others.contains(problem));
            changed.extend(odd.filter_map(|(_, problem)| Some(problem.place.as_ref()?.path().clone())));
        }
        changed
    }

    /// The folder itself.
    pub fn disk(&self) -> &DiskWorld {
        &self.disk
    }
}

/// Reads a file anew; bytes that are as before are shared with it, so that what was made of them can be kept.
fn read(disk: &DiskWorld, path: &str, stamp: Stamp, before: Option<&Held>) -> Held {
    let is_text = TEXTS.iter().any(|ending| path.ends_with(ending)) && stamp.size <= super::TEXT_MAX_BYTES;
    let bytes = if is_text { disk.read(path).ok() } else { None };
    let text = bytes.map(|bytes| match before.and_then(|held| held.text.as_ref()) {
        Some(old) if **old == *bytes => old.clone(),
        _ => bytes.into(),
    });
    Held { stamp, text }
}

/// Whether a file has the same bytes, as far as they are held.
fn same(a: &Held, b: &Held) -> bool {
    match (&a.text, &b.text) {
        (Some(a), Some(b)) => Arc::ptr_eq(a, b) || a == b,
        (None, None) => a.stamp == b.stamp,
        _ => false,
    }
}

impl World for Snapshot {
    fn today(&self) -> Date {
        self.disk.today()
    }

    fn latest(&self) -> Date {
        self.disk.latest()
    }

    fn now(&self) -> Timestamp {
        self.disk.now()
    }

    /// What lies in other folders than its own is listed as it is now.
    fn list(&self, folder: &str) -> Listing {
        let held = |of: &String| {
            folder.strip_prefix(of.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if !self.folders.iter().any(held) {
            return self.disk.list(folder);
        }
        let below = format!("{}/", folder.trim_end_matches('/'));
        let inside = self.files.range(Arc::from(&*below)..).take_while(|(path, _)| path.starts_with(&below));
        let entries = inside.map(|(path, held)| Entry { path: path.clone(), stamp: held.stamp }).collect();
        let within = |of: &str| folder == of || folder.starts_with(&format!("{of}/"));
        let problems = self.problems.iter().filter(|(of, _)| within(of)).map(|(_, problem)| problem.clone());
        Listing { entries, problems: problems.collect() }
    }

    /// As it is now: only what lies in its folders is held.
    fn top(&self) -> Vec<String> {
        self.disk.top()
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        match self.files.get(path) {
            Some(Held { text: Some(text), .. }) => Ok(text.to_vec()),
            _ => self.disk.read(path),
        }
    }

    fn stamp(&self, path: &str) -> Option<Stamp> {
        self.files.get(path).map(|held| held.stamp).or_else(|| self.disk.stamp(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn taken(root: &std::path::Path, before: Option<&Snapshot>) -> Snapshot {
        let disk = DiskWorld::new(root, jiff::civil::date(2026, 1, 1)).unwrap();
        Snapshot::take(disk, &["content"], &["crier.toml"], before)
    }

    #[test]
    fn texts_stay_as_they_were_and_changes_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir_all(path("content/pages")).unwrap();
        fs::write(path("content/pages/a.md"), "one").unwrap();
        fs::write(path("content/pages/b.md"), "two").unwrap();
        fs::write(path("content/pages/map.png"), "bytes").unwrap();
        let first = taken(folder.path(), None);
        fs::write(path("content/pages/a.md"), "three").unwrap();
        fs::remove_file(path("content/pages/b.md")).unwrap();
        fs::write(path("crier.toml"), "title = 1").unwrap();
        assert_eq!(first.read("content/pages/a.md").unwrap(), b"one");
        assert_eq!(first.read("content/pages/b.md").unwrap(), b"two");
        assert_eq!(first.read("content/pages/map.png").unwrap(), b"bytes");
        let second = taken(folder.path(), Some(&first));
        let changed: Vec<String> = second.changed(&first).iter().map(ToString::to_string).collect();
        assert_eq!(changed, ["content/pages/a.md", "content/pages/b.md", "crier.toml"]);
        assert_eq!(second.list("content").entries.len(), 2);
        assert!(taken(folder.path(), Some(&second)).changed(&second).is_empty());
    }

    #[test]
    fn looking_at_some_paths_sees_what_looking_at_all_does() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir_all(path("content/pages/old")).unwrap();
        for name in [
            "content/pages/a.md",
            "content/pages/a.md.md",
            "content/pages/old/b.md",
            "content/pages/old-c.md",
        ] {
            fs::write(path(name), name).unwrap();
        }
        let first = taken(folder.path(), None);
        fs::remove_dir_all(path("content/pages/old")).unwrap();
        fs::write(path("content/pages/a.md"), "other").unwrap();
        fs::create_dir_all(path("content/pages/new/deep")).unwrap();
        fs::write(path("content/pages/new/deep/d.md"), "new").unwrap();
        fs::write(path("crier.toml"), "title = 1").unwrap();
        let changed =
            ["content/pages/old", "content/pages/a.md", "content/pages/new", "crier.toml", "public/x"];
        let disk = DiskWorld::new(folder.path(), jiff::civil::date(2026, 1, 1)).unwrap();
        let some = first.renewed(disk, &changed.map(str::to_owned).into(), &["content"], &["crier.toml"]);
        let all = taken(folder.path(), Some(&first));
        assert!(some.changed(&all).is_empty());
        assert_eq!(some.files.keys().collect::<Vec<_>>(), all.files.keys().collect::<Vec<_>>());
        assert_eq!(some.changed(&first).len(), 4);
    }

    #[test]
    fn what_cannot_be_listed_is_a_change_when_it_comes_and_goes() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("content")).unwrap();
        let first = taken(folder.path(), None);
        let link =
            |name: &str| std::os::unix::fs::symlink("nowhere", folder.path().join("content").join(name));
        // An editor's lock is a link that leads nowhere.
        link(".#a.md").unwrap();
        assert!(taken(folder.path(), Some(&first)).list("content").problems.is_empty());
        link("a.md").unwrap();
        let second = taken(folder.path(), Some(&first));
        assert_eq!(second.list("content").problems.len(), 1);
        assert_eq!(second.changed(&first), [Arc::from("content/a.md")]);
        assert_eq!(first.changed(&second), [Arc::from("content/a.md")]);
        let disk = DiskWorld::new(folder.path(), jiff::civil::date(2026, 1, 1)).unwrap();
        let told = first.renewed(disk, &["content/a.md".to_owned()].into(), &["content"], &[]);
        assert_eq!(told.changed(&first), [Arc::from("content/a.md")]);
    }

    #[test]
    fn a_file_written_again_with_the_same_bytes_is_shared() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("content")).unwrap();
        let file = folder.path().join("content/a.md");
        fs::write(&file, "one").unwrap();
        let first = taken(folder.path(), None);
        fs::remove_file(&file).unwrap();
        fs::write(&file, "one").unwrap();
        let second = taken(folder.path(), Some(&first));
        assert!(Arc::ptr_eq(first.text("content/a.md").unwrap(), second.text("content/a.md").unwrap()));
        assert!(second.changed(&first).is_empty());
    }

    #[test]
    fn last_good_texts_can_stand_in() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("content")).unwrap();
        fs::write(folder.path().join("content/a.md"), "broken").unwrap();
        fs::write(folder.path().join("content/new.md"), "broken").unwrap();
        let now = taken(folder.path(), None);
        let good: Arc<[u8]> = Arc::from(&b"good"[..]);
        let mended = now.with([(Arc::from("content/a.md"), Some(good)), (Arc::from("content/new.md"), None)]);
        assert_eq!(mended.read("content/a.md").unwrap(), b"good");
        assert_eq!(mended.list("content").entries.len(), 1);
        assert_eq!(now.read("content/a.md").unwrap(), b"broken");
    }
}
