//! The integration tests: one program, one module a topic.

#![allow(missing_docs, clippy::unwrap_used)]

mod agenda;
mod answers;
mod cases;
mod claims;
mod commands;
mod contract;
mod diagnostics;
mod due;
mod edition;
mod feeds;
mod kill;
mod kinds;
mod leaks;
mod ledger;
mod linked;
mod masks;
mod members;
mod mistakes;
mod notices;
mod pages;
mod register;
mod restyle;
mod search;
mod stable;
mod statement;
mod states;
mod takedown;
mod tidy;
mod timeline;
mod ways;
mod words;

use std::path::PathBuf;

// Hundreds of sites are made: the system's allocator takes a sixth of that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The program: the release one where `CRIER_BIN` names it, as `make test` does. It is what people run, and many times faster.
fn program() -> PathBuf {
    std::env::var_os("CRIER_BIN").map_or_else(|| env!("CARGO_BIN_EXE_crier").into(), PathBuf::from)
}
