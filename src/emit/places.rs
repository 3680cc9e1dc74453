//! Where everything lies, and how it is shown to people.

use super::EmitError;
use std::fs;
use std::path::{Path, PathBuf};

/// The folders of one site.
#[derive(Debug, Clone)]
pub(super) struct Places {
    root: PathBuf,
    /// `public/` relative to the root where it lies inside, as journal and manifest record it.
    public_name: String,
}

impl Places {
    pub(super) fn new(root: &Path, public: &Path) -> Result<Places, EmitError> {
        let inside = public.strip_prefix(root).unwrap_or(public);
        let name = inside.to_str().filter(|name| !name.contains(char::is_control)).map(str::to_owned);
        let public_name = name.ok_or_else(|| EmitError::Address {
            address: inside.to_string_lossy().into_owned(),
            why: "the folder's name must be plain text",
        })?;
        Ok(Places { root: root.to_owned(), public_name })
    }

    /// The same site with another `public/`, as a journal or manifest names it.
    pub(super) fn with_public(&self, name: &str) -> Places {
        Places { root: self.root.clone(), public_name: name.to_owned() }
    }

    pub(super) fn public(&self) -> PathBuf {
        self.root.join(&self.public_name)
    }

    pub(super) fn public_name(&self) -> &str {
        &self.public_name
    }

    /// The file of an output, from its path in `public/`.
    pub(super) fn output(&self, path: &str) -> PathBuf {
        self.public().join(path)
    }

    pub(super) fn state(&self) -> PathBuf {
        self.root.join(".crier")
    }

    pub(super) fn scratch(&self) -> PathBuf {
        self.state().join("scratch")
    }

    pub(super) fn lock(&self) -> PathBuf {
        self.state().join("lock")
    }

    pub(super) fn journal(&self) -> PathBuf {
        self.state().join("journal")
    }

    pub(super) fn manifest(&self) -> PathBuf {
        self.state().join("manifest")
    }

    pub(super) fn stage(&self) -> PathBuf {
        self.state().join("stage")
    }

    pub(super) fn waste(&self) -> PathBuf {
        self.state().join("waste")
    }

    /// A path as shown to people: relative to the root, with `/`.
    pub(super) fn shown(&self, path: &Path) -> String {
        let inside = path.strip_prefix(&self.root).unwrap_or(path);
        inside.to_string_lossy().replace('\\', "/")
    }

    /// Makes `.crier/`, which tells git to leave it alone, and sees that renames into `public/` will work.
    pub(super) fn make_state(&self) -> Result<(), EmitError> {
        let state = self.state();
        if !state.is_dir() {
            fs::create_dir_all(&state).map_err(|e| EmitError::disk(self, &state, e))?;
            let ignore = state.join(".gitignore");
            fs::write(&ignore, "*\n").map_err(|e| EmitError::disk(self, &ignore, e))?;
        }
        if on_other_disk(&state, &self.public()) {
            return Err(EmitError::OtherDisk { public: self.shown(&self.public()) });
        }
        Ok(())
    }
}

/// Whether the two lie on different file systems; of an absent folder its nearest parent counts.
#[cfg(unix)]
fn on_other_disk(state: &Path, public: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let device = |path: &Path| path.ancestors().find_map(|p| fs::metadata(p).ok()).map(|m| m.dev());
    device(state) != device(public)
}

#[cfg(not(unix))]
fn on_other_disk(_: &Path, _: &Path) -> bool {
    false
}
