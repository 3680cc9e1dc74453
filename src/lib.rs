//! crier publishes a council's records as an accessible website with open data beside every page.
//!
//! The stages, in order; each module uses only those above it:
//! [`source`], [`diagnostic`], [`world`], [`tree`], [`kind`], [`record`] and so on. ARCHITECTURE.md tells the whole.

pub mod check;
pub mod dataset;
pub mod date;
pub mod diagnostic;
pub mod emit;
pub mod graph;
pub mod kind;
pub mod prose;
pub mod record;
pub mod site;
pub mod source;
pub mod tree;
pub mod world;
