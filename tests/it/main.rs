//! The integration tests: one program, one module a topic.

#![allow(missing_docs, clippy::unwrap_used)]

mod agenda;
mod answers;
mod cases;
mod claims;
mod commands;
mod contract;
mod days;
mod diagnostics;
mod due;
mod edition;
mod feeds;
mod kill;
mod kinds;
mod lapses;
mod leaks;
mod ledger;
mod left_out;
mod linked;
mod masks;
mod members;
mod mistakes;
mod notices;
mod pages;
mod papers;
mod register;
mod restyle;
mod search;
mod slips;
mod stable;
mod statement;
mod states;
mod takedown;
mod tidy;
mod timeline;
mod ways;
mod words;

use std::path::{Path, PathBuf};

// Hundreds of sites are made: the system's allocator takes a sixth of that.
use crier_heap as _;

/// The program: the release one where `CRIER_BIN` names it, as `make test` does. It is what people run, and many times faster.
fn program() -> PathBuf {
    std::env::var_os("CRIER_BIN").map_or_else(|| env!("CARGO_BIN_EXE_crier").into(), PathBuf::from)
}

/// A folder in memory where there is one: each build syncs, and a disk that syncs thousands of small files hundreds of times takes a
/// quarter of an hour.
fn scratch() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.expect("a folder")
}
