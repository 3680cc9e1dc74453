//! The two forms of an edition that can be compared: a folder, and what would be made.

use crate::edition;
use crate::render::{Problem, Renderer, Sink};
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// An edition as files.
pub trait Edition: Sync {
    /// Paths of the files, such as `reports/a/index.html`, sorted.
    fn files(&self) -> &BTreeSet<String>;

    /// The bytes of a file.
    ///
    /// # Errors
    /// When it is not there or cannot be made.
    fn read(&self, path: &str) -> io::Result<Vec<u8>>;
}

/// A folder on the disk.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    files: BTreeSet<String>,
}

impl Folder {
    /// Lists a folder. Hidden files at its top are no part of the edition.
    ///
    /// # Errors
    /// When it cannot be listed.
    pub fn open(root: &Path) -> io::Result<Folder> {
        let mut files = BTreeSet::new();
        for entry in walkdir::WalkDir::new(root) {
            let entry = entry?;
            let inside = entry.path().strip_prefix(root).unwrap_or(entry.path());
            let path = inside
                .components()
                .map(|part| part.as_os_str().to_string_lossy())
                .collect::<Vec<_>>()
                .join("/");
            if entry.file_type().is_file() && !path.starts_with('.') {
                files.insert(path);
            }
        }
        Ok(Folder { root: root.to_owned(), files })
    }

    /// Whether it holds no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

impl Edition for Folder {
    fn files(&self) -> &BTreeSet<String> {
        &self.files
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let named = |error: io::Error| {
            io::Error::new(error.kind(), format!("{}: {error}", self.root.join(path).display()))
        };
        fs::read(self.root.join(path)).map_err(named)
    }
}

/// What a build would publish.
pub struct Next<'a> {
    renderer: &'a Renderer<'a>,
    plan: &'a edition::Edition,
    files: BTreeSet<String>,
}

impl<'a> Next<'a> {
    /// The edition of a plan, made file by file as it is asked for.
    pub fn new(renderer: &'a Renderer<'a>, plan: &'a edition::Edition) -> Next<'a> {
        let files = plan.outputs.iter().map(|output| file_of(&output.address)).collect();
        Next { renderer, plan, files }
    }
}

impl Edition for Next<'_> {
    fn files(&self) -> &BTreeSet<String> {
        &self.files
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let address = address_of(path);
        let missing = || io::Error::new(io::ErrorKind::NotFound, format!("there is no `{address}`"));
        let unit = self.plan.unit_at(&address).ok_or_else(missing)?;
        let mut only = Only { address: &address, bytes: None };
        self.renderer.render(unit, &mut only).map_err(|problem| match problem {
            Problem::Site(diagnostic) => io::Error::other(diagnostic.message),
            Problem::Machine(words) => io::Error::other(words),
        })?;
        only.bytes.ok_or_else(missing)
    }
}

/// Keeps what stands at one address.
struct Only<'a> {
    address: &'a str,
    bytes: Option<Vec<u8>>,
}

impl Sink for Only<'_> {
    fn put(&mut self, address: &str, bytes: Vec<u8>) -> Result<(), Problem> {
        if address == self.address {
            self.bytes = Some(bytes);
        }
        Ok(())
    }
}

/// The file of an address.
fn file_of(address: &str) -> String {
    let inside = address.trim_start_matches('/');
    if inside.is_empty() || inside.ends_with('/') { format!("{inside}index.html") } else { inside.to_owned() }
}

/// The address of a file.
pub(super) fn address_of(path: &str) -> String {
    let page = path.strip_suffix("index.html").filter(|folder| folder.is_empty() || folder.ends_with('/'));
    format!("/{}", page.unwrap_or(path))
}
