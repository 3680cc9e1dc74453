//! The program. Everything is in the library; this reads the arguments and ends with an exit code.

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    crier_heap::keep_free_memory();
    crier::cli::run(&crier::cli::Args::parse())
}
