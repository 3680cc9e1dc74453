//! What is in `public/` now.

use super::EmitError;
use super::places::Places;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::path::Path;
use std::time::UNIX_EPOCH;

/// Size and time of a file, which tell whether anybody changed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) size: u64,
    /// Nanoseconds since 1970.
    pub(super) modified_ns: i128,
}

impl Stamp {
    pub(super) fn of(metadata: &Metadata) -> io::Result<Stamp> {
        let modified = metadata.modified()?;
        let ns = |d: std::time::Duration| {
            i128::try_from(d.as_nanos()).expect("times fit: u64 seconds of nanoseconds")
        };
        let modified_ns =
            modified.duration_since(UNIX_EPOCH).map_or_else(|before| -ns(before.duration()), ns);
        Ok(Stamp { size: metadata.len(), modified_ns })
    }
}

/// Everything in `public/` but the top `.gitignore`, by path from there with `/`.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// What is no folder. Links, devices and pipes have no stamp: crier writes none, and follows none.
    pub(super) files: BTreeMap<Box<str>, Option<Stamp>>,
    pub(super) folders: BTreeSet<Box<str>>,
    /// Names that are not text, as well as they can be shown: certainly not crier's.
    pub(super) unnamable: Vec<String>,
}

impl Survey {
    /// Looks at every file; an absent `public/` is an empty one.
    pub(super) fn of(places: &Places) -> Result<Survey, EmitError> {
        let public = places.public();
        let mut part = match walk(&public, "") {
            Err(e) if e.kind() == ErrorKind::NotFound && !public.exists() => Part::default(),
            walked => walked.map_err(|e| EmitError::disk(places, &public, e))?,
        };
        part.files.retain(|(path, _)| &**path != ".gitignore");
        Ok(Survey {
            files: part.files.into_iter().collect(),
            folders: part.folders.into_iter().collect(),
            unnamable: part.unnamable,
        })
    }

    /// The stamp of an ordinary file.
    pub(super) fn stamp(&self, path: &str) -> Option<Stamp> {
        self.files.get(path).copied().flatten()
    }

    /// Whether this folder is there; `""` is `public/` itself, made if need be.
    pub(super) fn has_folder(&self, path: &str) -> bool {
        path.is_empty() || self.folders.contains(path)
    }
}

#[derive(Default)]
struct Part {
    files: Vec<(Box<str>, Option<Stamp>)>,
    folders: Vec<Box<str>>,
    unnamable: Vec<String>,
}

impl Part {
    fn append(&mut self, mut other: Part) {
        self.files.append(&mut other.files);
        self.folders.append(&mut other.folders);
        self.unnamable.append(&mut other.unnamable);
    }
}

/// One folder and, in parallel, those in it.
fn walk(folder: &Path, path: &str) -> io::Result<Part> {
    let mut part = Part::default();
    let mut inner = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let Some(name) = name.to_str().filter(|name| !name.contains(char::is_control)) else {
            part.unnamable
                .push(join(path, &name.to_string_lossy().replace(char::is_control, "?")).into_string());
            continue;
        };
        let kind = entry.file_type()?;
        let path = join(path, name);
        if kind.is_dir() {
            inner.push((entry.path(), path));
        } else {
            let stamp = if kind.is_file() { Some(Stamp::of(&entry.metadata()?)?) } else { None };
            part.files.push((path, stamp));
        }
    }
    let parts: Vec<Part> =
        inner.par_iter().map(|(folder, path)| walk(folder, path)).collect::<io::Result<_>>()?;
    part.folders.extend(inner.into_iter().map(|(_, path)| path));
    for inner in parts {
        part.append(inner);
    }
    Ok(part)
}

fn join(folder: &str, name: &str) -> Box<str> {
    if folder.is_empty() { name.into() } else { format!("{folder}/{name}").into() }
}
