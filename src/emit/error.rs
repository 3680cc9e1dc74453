//! What can go wrong while publishing, in plain words.

use super::places::Places;
use std::io::{self, ErrorKind};
use std::path::Path;

/// How many foreign files a message lists.
const FOREIGN_SHOWN: usize = 10;

/// Why an edition was not published. Unless it says otherwise, `public/` is as it was.
#[derive(Debug, thiserror::Error)]
pub enum EmitError {
    /// Another build of this site runs.
    #[error("another crier build of this site is running{}; wait until it has ended, or end it, and build again", process(*.pid))]
    Locked {
        /// Its process id, when it could be read.
        pid: Option<u32>,
    },
    /// Files in `public/` that crier did not write, all of them, as paths relative to the root.
    /// Shown as diagnostic `foreign-file`.
    #[error("{}", foreign(.0))]
    Foreign(Vec<String>),
    /// An address that no file can have.
    #[error("`{address}` cannot be an address: {why}")]
    Address {
        /// The address as given.
        address: String,
        /// What is the matter with it.
        why: &'static str,
    },
    /// Two outputs of one edition have the same file.
    #[error("two outputs have the address `{0}`")]
    Twice(String),
    /// One output's file would have to be another one's folder.
    #[error("`{file}` cannot be both a file and the folder of `{inside}`")]
    Clash {
        /// Path of the file in `public/`.
        file: String,
        /// Path of the output that needs it as a folder.
        inside: String,
    },
    /// An [`OutputWriter`](super::OutputWriter) was dropped before its end.
    #[error("the output `{0}` was not written to its end")]
    Unfinished(String),
    /// `public/` and `.crier/` lie on different file systems, between which nothing can be renamed.
    #[error(
        "{public} and .crier lie on different disks, so an edition cannot be put in place at one stroke; move {public} beside crier.toml"
    )]
    OtherDisk {
        /// The folder as shown to people.
        public: String,
    },
    /// Outputs could not be staged.
    #[error("{}: {} could not be written, {} in all, the first {path}; public/ is as it was", reason(.source), count(*.files), size(*.bytes))]
    Unwritten {
        /// The first of them, relative to the root.
        path: String,
        /// How many.
        files: u64,
        /// How many bytes they have.
        bytes: u64,
        /// What the disk said about the first.
        source: io::Error,
    },
    /// The commit stopped half-way. `public/` is a mixture until the next build has finished it.
    #[error("{}: stopped at {path} while putting the new edition in place; put this right and build again, which finishes it first", reason(.source))]
    Commit {
        /// Where it stopped, relative to the root.
        path: String,
        /// What the disk said.
        source: io::Error,
    },
    /// A file that crier needs could not be read or written.
    #[error("{}: {path}", reason(.source))]
    Disk {
        /// Which, relative to the root.
        path: String,
        /// What the disk said.
        source: io::Error,
    },
    /// `CRIER_FAILPOINT` is set to something else than `<step>:<n>`.
    #[error("`CRIER_FAILPOINT={0}` is not a step and a number")]
    Failpoint(String),
}

impl EmitError {
    pub(super) fn disk(places: &Places, path: &Path, source: io::Error) -> EmitError {
        EmitError::Disk { path: places.shown(path), source }
    }
}

fn process(pid: Option<u32>) -> String {
    pid.map(|pid| format!(" (process {pid})")).unwrap_or_default()
}

fn foreign(files: &[String]) -> String {
    let mut text = String::from("public/ holds what crier did not write: ");
    text.push_str(&files[..files.len().min(FOREIGN_SHOWN)].join(", "));
    if files.len() > FOREIGN_SHOWN {
        text.push_str(&format!(" and {} more", files.len() - FOREIGN_SHOWN));
    }
    text
}

fn count(files: u64) -> String {
    if files == 1 { "1 file".to_owned() } else { format!("{files} files") }
}

/// A number of bytes as people read it.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

/// The commonest refusals in plain words, else the system's own.
fn reason(error: &io::Error) -> String {
    let plain = match error.kind() {
        ErrorKind::StorageFull => "the disk is full",
        ErrorKind::QuotaExceeded => "your share of the disk is used up",
        ErrorKind::FileTooLarge => "a file is larger than the disk allows",
        ErrorKind::ReadOnlyFilesystem => "the disk can only be read",
        ErrorKind::PermissionDenied => "you have no permission",
        ErrorKind::NotFound => "a file or folder is not there",
        ErrorKind::NotADirectory => "a file is where a folder should be",
        ErrorKind::IsADirectory => "a folder is where a file should be",
        ErrorKind::DirectoryNotEmpty => "a folder that must go is not empty",
        ErrorKind::InvalidFilename => "a name is too long for this disk",
        _ => return error.to_string(),
    };
    plain.to_owned()
}
