//! crier publishes a council's records as an accessible website with open data beside every page.
//!
//! The stages, in order; each module uses only those named before it. ARCHITECTURE.md tells the whole.

pub mod check;
pub mod cli;
pub mod dataset;
pub mod date;
pub mod diagnostic;
pub mod diff;
pub mod edition;
pub mod embedded;
pub mod emit;
pub mod feed;
pub mod graph;
pub mod host;
pub mod kind;
pub mod ledger;
pub mod media;
pub mod preview;
pub mod prose;
pub mod publish;
pub mod record;
pub mod release;
pub mod render;
pub mod search;
pub mod serve;
pub mod site;
pub mod source;
pub mod spreadsheet;
pub mod theme;
pub mod tree;
pub mod world;

// The tests make hundreds of sites: the system's allocator takes a sixth of that.
#[cfg(test)]
use crier_heap as _;
