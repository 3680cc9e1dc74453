//! What crier wrote: the list of an edition's files.
//!
//! One line a file: size, mtime, path, sorted by path; between them a head and an end that gives the count.
//! No hash of the bytes: a build compares with the bytes themselves, and a file changed behind crier's back
//! has another size or mtime.

use super::EmitError;
use super::address::folders_of;
use super::places::Places;
use super::survey::{Stamp, Survey};
use rayon::prelude::*;
use std::fmt::Write;
use std::fs;
use std::io::ErrorKind;
use std::ops::Range;
use std::path::Path;

const HEAD: &str = "crier manifest 1";

/// The files of the edition in `public/`.
#[derive(Debug)]
pub(super) struct Manifest {
    text: String,
    fingerprint: Range<usize>,
    /// Sorted by path; the range is the path's in `text`.
    files: Vec<(Range<usize>, Stamp)>,
}

impl Manifest {
    /// Reads it; none when there is none, when it is damaged, or when it is for another folder than `public/`.
    pub(super) fn read(places: &Places) -> Result<Option<Manifest>, EmitError> {
        let path = places.manifest();
        match fs::read(&path) {
            Ok(bytes) => Ok(String::from_utf8(bytes).ok().and_then(|text| parse(text, places.public_name()))),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
            Err(e) => Err(EmitError::disk(places, &path, e)),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether it was written for this fingerprint.
    pub(super) fn is_for(&self, fingerprint: &str) -> bool {
        self.text[self.fingerprint.clone()] == one_line(fingerprint)
    }

    /// Whether these files are unchanged in `public/`, and no folder was changed since the manifest was put in
    /// place, so that no file can have come. Cheaper than a survey: no folder is listed. When false, the survey
    /// still decides: a folder also changes when a file that came goes again.
    #[cfg(unix)]
    pub(super) fn is_untouched(&self, places: &Places) -> bool {
        use std::os::unix::fs::MetadataExt;
        // A rename sets the time of the inode's last change, and the manifest was the commit's last rename.
        let Ok(placed) = fs::metadata(places.manifest()).map(|found| (found.ctime(), found.ctime_nsec()))
        else {
            return false;
        };
        let public = places.public();
        let still = |folder: &Path| {
            let found = fs::symlink_metadata(folder);
            found.is_ok_and(|found| found.is_dir() && (found.mtime(), found.mtime_nsec()) < placed)
        };
        let unchanged = |at: usize| {
            let (path, stamp) = (self.path(at), self.files[at].1);
            let found = fs::symlink_metadata(public.join(path)).ok().filter(fs::Metadata::is_file);
            // Sorted by path, the files of a folder stand together: the first of them looks at it.
            let before = at.checked_sub(1).map_or("", |before| self.path(before));
            found.and_then(|found| Stamp::of(&found).ok()) == Some(stamp)
                && folders_of(path)
                    .take_while(|folder| !lies_in(before, folder))
                    .all(|folder| still(&public.join(folder)))
        };
        still(&public) && (0..self.files.len()).into_par_iter().all(unchanged)
    }

    #[cfg(not(unix))]
    pub(super) fn is_untouched(&self, _: &Places) -> bool {
        false
    }

    /// Whether `public/` holds these files, unchanged, and no others.
    pub(super) fn describes(&self, survey: &Survey) -> bool {
        survey.unnamable.is_empty()
            && survey.files.len() == self.files.len()
            && (survey.files.iter().zip(&self.files)).all(|((path, found), (range, stamp))| {
                **path == self.text[range.clone()] && *found == Some(*stamp)
            })
    }

    fn path(&self, at: usize) -> &str {
        &self.text[self.files[at].0.clone()]
    }

    /// The paths of the files, sorted.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        (0..self.files.len()).map(|at| self.path(at))
    }

    /// Whether crier wrote this file.
    pub(super) fn lists(&self, path: &str) -> bool {
        self.files.binary_search_by(|(range, _)| self.text[range.clone()].cmp(path)).is_ok()
    }
}

/// The text of a manifest. `files` come sorted by path.
pub(super) fn text<'a>(
    places: &Places,
    fingerprint: &str,
    files: impl ExactSizeIterator<Item = (&'a str, Stamp)>,
) -> String {
    let count = files.len();
    let mut text = format!("{HEAD}\n{}\n{}\n", places.public_name(), one_line(fingerprint));
    text.reserve(count * 90);
    for (path, stamp) in files {
        writeln!(text, "{} {} {path}", stamp.size, stamp.modified_ns).expect("a string takes all text");
    }
    writeln!(text, "end {count}").expect("a string takes all text");
    text
}

#[cfg(unix)]
fn lies_in(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

fn one_line(fingerprint: &str) -> String {
    fingerprint.replace(['\n', '\r'], " ")
}

fn parse(text: String, public: &str) -> Option<Manifest> {
    let body = text.strip_suffix('\n')?;
    let mut lines = Lines { text: body, at: 0 };
    let head = lines.next()?;
    let folder = lines.next()?;
    if &text[head] != HEAD || &text[folder] != public {
        return None;
    }
    let fingerprint = lines.next()?;
    let last = body.rfind('\n')? + 1;
    let count: usize = body[last..].strip_prefix("end ")?.parse().ok()?;
    let mut files = Vec::with_capacity(count.min(text.len()));
    for line in lines.take_while(|line| line.start < last) {
        let (size, rest) = text[line.clone()].split_once(' ')?;
        let (modified_ns, path) = rest.split_once(' ')?;
        let stamp = Stamp { size: size.parse().ok()?, modified_ns: modified_ns.parse().ok()? };
        files.push((line.end - path.len()..line.end, stamp));
    }
    let sorted = files.is_sorted_by(|a, b| text[a.0.clone()] < text[b.0.clone()]);
    (sorted && files.len() == count).then_some(Manifest { text, fingerprint, files })
}

/// The ranges of a text's lines.
struct Lines<'a> {
    text: &'a str,
    at: usize,
}

impl Iterator for Lines<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let end = self.at + rest.find('\n').unwrap_or(rest.len());
        let line = self.at..end;
        self.at = end + 1;
        Some(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    fn places() -> Places {
        Places::new(Path::new("/site"), Path::new("/site/public")).unwrap()
    }

    fn sample() -> String {
        let stamp = |size, modified_ns| Stamp { size, modified_ns };
        let files = [("a b.html", stamp(3, 7)), ("c/index.html", stamp(0, -7))];
        text(&places(), "finger\nprint", files.into_iter())
    }

    #[test]
    fn a_manifest_is_read_as_it_was_written() {
        let manifest = parse(sample(), "public").unwrap();
        assert_eq!(manifest.len(), 2);
        assert!(manifest.is_for("finger\nprint") && !manifest.is_for("finger"));
        assert!(manifest.lists("a b.html") && manifest.lists("c/index.html") && !manifest.lists("c"));
        assert_eq!(manifest.files[1].1, Stamp { size: 0, modified_ns: -7 });
    }

    #[test]
    fn a_damaged_manifest_is_none() {
        let whole = sample();
        for end in 0..whole.len() {
            if whole.is_char_boundary(end) {
                assert!(parse(whole[..end].to_owned(), "public").is_none(), "cut at {end}");
            }
        }
        assert!(parse(whole.replace("end 2", "end 3"), "public").is_none());
        assert!(parse(whole.replace("a b.html", "d.html"), "public").is_none(), "out of order");
        assert!(parse(whole, "elsewhere").is_none());
    }
}
