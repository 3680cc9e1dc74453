//! The world of real files below one folder.

use super::{Entry, Listing, Stamp, World, is_dropping};
use crate::diagnostic::{Code, Diagnostic, Place};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rayon::prelude::*;
use std::ffi::OsStr;
use std::fs::Metadata;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// So many stamps one thread asks for at once.
const STAMPS: usize = 64;

/// Real files below a site root, and the day given at the start.
#[derive(Debug, Clone)]
pub struct DiskWorld {
    root: PathBuf,
    today: Date,
    now: Option<Timestamp>,
    /// The day on the clock, where it was read.
    clock: Option<Date>,
}

impl DiskWorld {
    /// The world below `root`, which is resolved once: links inside may not lead out of it.
    ///
    /// # Errors
    /// When the folder is not there.
    pub fn new(root: &Path, today: Date) -> io::Result<DiskWorld> {
        Ok(DiskWorld { root: root.canonicalize()?, today, now: None, clock: None })
    }

    /// The same world as of the first moment of a day in a time zone.
    #[must_use]
    pub fn on(self, today: Date, zone: &TimeZone) -> DiskWorld {
        let now = today.to_zoned(zone.clone()).ok().map(|first| first.timestamp());
        DiskWorld { today, now, ..self }
    }

    /// The same world at a moment, and on the day that it is then in a time zone.
    #[must_use]
    pub fn at(self, now: Timestamp, zone: &TimeZone) -> DiskWorld {
        let today = zone.to_datetime(now).date();
        DiskWorld { today, now: Some(now), clock: Some(today), ..self }
    }

    /// Whether a path, if it is there, lies in the root when all links are followed.
    pub fn is_inside(&self, path: &str) -> bool {
        self.root.join(path).canonicalize().map_or(true, |real| real.starts_with(&self.root))
    }

    /// The site root, without links in it.
    pub fn root(&self) -> &Path {
        &self.root
    }
}

impl World for DiskWorld {
    fn today(&self) -> Date {
        self.today
    }

    fn latest(&self) -> Date {
        self.clock.map_or(self.today, |clock| clock.max(self.today))
    }

    fn now(&self) -> Timestamp {
        self.now
            .unwrap_or_else(|| self.today.to_zoned(TimeZone::UTC).map_or(Timestamp::MIN, |z| z.timestamp()))
    }

    fn list(&self, folder: &str) -> Listing {
        let mut listing = Listing::default();
        let start = self.root.join(folder);
        // A link that leads nowhere is there.
        if start.symlink_metadata().is_err() {
            return listing;
        }
        // What lies in a folder that is itself such a link leads out too.
        let above = Path::new(folder).ancestors().skip(1).filter(|above| !above.as_os_str().is_empty());
        if let Some(link) = above.filter(|above| !self.is_inside(&above.to_string_lossy())).last() {
            listing.problems.push(outside(link.to_string_lossy().into_owned()));
            return listing;
        }
        let mut files = Vec::new();
        let walk = WalkDir::new(&start).follow_links(true).into_iter();
        let mut walk = walk.filter_entry(|e| e.depth() == 0 || shown(e.file_name()));
        while let Some(found) = walk.next() {
            match found {
                Ok(entry) if self.leads_out(&entry) => {
                    listing.problems.push(outside(relative(&self.root, entry.path())));
                    if entry.file_type().is_dir() {
                        walk.skip_current_dir();
                    }
                }
                Ok(entry) if entry.file_type().is_file() => files.push(entry),
                Ok(_) => {}
                Err(error) if error.path().is_some_and(passes) => {}
                Err(error) => listing.problems.push(unlisted(&self.root, &error)),
            }
        }
        // To ask for the stamps of many files takes longer than to find the files.
        let stamped: Vec<_> = files.par_iter().with_min_len(STAMPS).map(|file| self.entry(file)).collect();
        for entry in stamped {
            match entry {
                Ok(entry) => listing.entries.push(entry),
                Err(error) if error.path().is_some_and(passes) => {}
                Err(error) => listing.problems.push(unlisted(&self.root, &error)),
            }
        }
        listing.entries.par_sort_unstable();
        listing
    }

    fn top(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.root).into_iter().flatten().flatten();
        let mut names: Vec<String> = entries
            .filter(|entry| shown(&entry.file_name()))
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort_unstable();
        names
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        std::fs::read(self.root.join(path))
    }

    fn stamp(&self, path: &str) -> Option<Stamp> {
        std::fs::metadata(self.root.join(path)).ok().map(|m| stamp(&m))
    }
}

impl DiskWorld {
    fn leads_out(&self, entry: &walkdir::DirEntry) -> bool {
        entry.path_is_symlink() && !entry.path().canonicalize().is_ok_and(|real| real.starts_with(&self.root))
    }

    fn entry(&self, file: &walkdir::DirEntry) -> walkdir::Result<Entry> {
        let metadata = file.metadata()?;
        Ok(Entry { path: relative(&self.root, file.path()).into(), stamp: stamp(&metadata) })
    }
}

fn shown(name: &OsStr) -> bool {
    !is_dropping(&name.to_string_lossy())
}

/// Whether what cannot be read at a path is no problem: it went away in this very moment, or is a dropping: Emacs locks a file with a link
/// beside it that leads nowhere.
fn passes(path: &Path) -> bool {
    let gone = path.symlink_metadata().is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
    gone || path.file_name().is_some_and(|name| !shown(name))
}

fn outside(path: String) -> Diagnostic {
    Diagnostic::new(Code::Unreadable, "this link leads out of the site's folder")
        .at(Place::File(path.into()))
        .help("copy the file or folder into the site instead of linking to it")
}

fn unlisted(root: &Path, error: &walkdir::Error) -> Diagnostic {
    let path = error.path().map(|p| relative(root, p)).unwrap_or_default();
    let why = if error.loop_ancestor().is_some() {
        "this link leads back to a folder it lies in".to_owned()
    } else {
        "this file or folder cannot be read".to_owned()
    };
    Diagnostic::new(Code::Unreadable, why)
        .at(Place::File(path.into()))
        .help("remove it, or mend its permissions")
}

fn relative(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned()
}

fn stamp(metadata: &Metadata) -> Stamp {
    let ns = |seconds: i64, rest: i64| i128::from(seconds) * 1_000_000_000 + i128::from(rest);
    Stamp {
        size: metadata.len(),
        modified_ns: ns(metadata.mtime(), metadata.mtime_nsec()),
        changed_ns: ns(metadata.ctime(), metadata.ctime_nsec()),
        inode: metadata.ino(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;

    #[test]
    fn many_files_are_listed_in_order_whatever_stands_among_them() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().join("site");
        let folder = root.join("content/reports");
        fs::create_dir_all(&folder).unwrap();
        for n in 0..200 {
            fs::write(folder.join(format!("{n:03}.md")), "x".repeat(n)).unwrap();
        }
        fs::write(place.path().join("secret.md"), "").unwrap();
        symlink(place.path().join("secret.md"), folder.join("100-out.md")).unwrap();
        symlink(folder.join("007.md"), folder.join("150-in.md")).unwrap();
        symlink("nowhere.md", folder.join("050-gone.md")).unwrap();
        symlink("nowhere.md", folder.join(".#050.md")).unwrap();
        let listing = DiskWorld::new(&root, jiff::civil::date(2026, 1, 1)).unwrap().list("content");
        let mut expected: Vec<(String, u64)> =
            (0..200).map(|n| (format!("content/reports/{n:03}.md"), n)).collect();
        expected.push(("content/reports/150-in.md".to_owned(), 7));
        expected.sort();
        let found: Vec<(String, u64)> =
            listing.entries.iter().map(|entry| (entry.path.to_string(), entry.stamp.size)).collect();
        assert_eq!(found, expected);
        let mut problems: Vec<String> = listing.problems.iter().map(|p| format!("{:?}", p.place)).collect();
        problems.sort();
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(problems[0].contains("050-gone.md") && problems[1].contains("100-out.md"), "{problems:?}");
    }

    #[test]
    fn a_folder_within_a_link_that_leads_out_leads_out_too() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().join("site");
        fs::create_dir_all(place.path().join("elsewhere/civic/templates")).unwrap();
        fs::write(place.path().join("elsewhere/civic/templates/home.html"), "").unwrap();
        fs::create_dir_all(root.join("own/civic")).unwrap();
        fs::write(root.join("own/civic/a.css"), "").unwrap();
        symlink(place.path().join("elsewhere"), root.join("themes")).unwrap();
        symlink("own", root.join("within")).unwrap();
        let world = DiskWorld::new(&root, jiff::civil::date(2026, 1, 1)).unwrap();
        let listing = world.list("themes/civic");
        assert!(listing.entries.is_empty(), "{listing:?}");
        assert_eq!(listing.problems[0].place, Some(Place::File("themes".into())));
        assert_eq!(world.list("within/civic").entries.len(), 1, "that one stays in the site");
    }
}
