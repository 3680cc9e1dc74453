//! A world in a map, for tests.

use super::{Entry, Listing, Stamp, World, is_dropping};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// Files held in memory, and a fixed day.
#[derive(Debug, Clone)]
pub struct MemoryWorld {
    files: BTreeMap<String, Vec<u8>>,
    today: Date,
}

impl MemoryWorld {
    /// An empty world on this day.
    pub fn new(today: Date) -> MemoryWorld {
        MemoryWorld { files: BTreeMap::new(), today }
    }

    /// Adds or replaces a file.
    #[must_use]
    pub fn with(mut self, path: &str, content: impl Into<Vec<u8>>) -> MemoryWorld {
        self.files.insert(path.to_owned(), content.into());
        self
    }
}

impl World for MemoryWorld {
    fn today(&self) -> Date {
        self.today
    }

    fn list(&self, folder: &str) -> Listing {
        let prefix = format!("{folder}/");
        let hidden = |path: &str| path.split('/').any(is_dropping);
        let entries = self
            .files
            .iter()
            .filter(|(path, _)| path.starts_with(&prefix) && !hidden(path))
            .map(|(path, content)| Entry { path: path.as_str().into(), stamp: stamp(content) })
            .collect();
        Listing { entries, problems: Vec::new() }
    }

    fn top(&self) -> Vec<String> {
        let names = self.files.keys().map(|path| path.split('/').next().unwrap_or_default());
        let names: BTreeSet<&str> = names.filter(|name| !is_dropping(name)).collect();
        names.into_iter().map(str::to_owned).collect()
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.files.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn stamp(&self, path: &str) -> Option<Stamp> {
        self.files.get(path).map(|content| stamp(content))
    }
}

fn stamp(content: &[u8]) -> Stamp {
    Stamp { size: content.len() as u64, ..Stamp::default() }
}
