//! Kinds that cannot be used: what rests on them stays silent, for their files are reported.

use std::collections::BTreeSet;
use std::sync::Arc;

/// The names and folders of kinds whose files have errors.
#[derive(Debug, Default)]
pub struct Broken {
    names: BTreeSet<Arc<str>>,
    plurals: BTreeSet<String>,
    /// Whether the folder of one of them is not known.
    any_folder: bool,
}

impl Broken {
    /// Adds a kind, with its folder where the file could be read that far.
    pub(super) fn add(&mut self, name: &str, plural: Option<&str>) {
        self.names.insert(name.into());
        self.any_folder |= plural.is_none();
        self.plurals.extend(plural.map(str::to_owned));
    }

    /// Adds a name to which no kind belongs: what refers to it has been reported.
    pub(super) fn add_name(&mut self, name: &str) {
        self.names.insert(name.into());
    }

    /// Whether a kind of this name cannot be used.
    pub fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// The names.
    pub fn names(&self) -> impl Iterator<Item = &Arc<str>> {
        self.names.iter()
    }

    /// Whether a folder is that of such a kind, or may be.
    pub fn may_keep(&self, plural: &str) -> bool {
        self.any_folder || self.plurals.contains(plural)
    }
}
