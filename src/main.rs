//! The program. Everything is in the library; this reads the arguments and ends with an exit code.

use clap::Parser;
use mimalloc::MiMalloc;
use std::process::ExitCode;

// Pages are made of many small values on several threads; the system's allocator takes a sixth of a build.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    crier::cli::run(&crier::cli::Args::parse())
}
