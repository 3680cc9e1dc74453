//! crier publishes a council's records as an accessible website with open data beside every page.
//!
//! The stages, in order; each module uses only those named before it:
//! [`source`], [`date`], [`diagnostic`], [`world`], [`tree`], [`kind`], [`prose`], [`record`], [`graph`], [`check`], [`site`]
//! and so on. ARCHITECTURE.md tells the whole.

pub mod check;
pub mod cli;
pub mod date;
pub mod diagnostic;
pub mod embedded;
pub mod emit;
pub mod graph;
pub mod kind;
pub mod media;
pub mod prose;
pub mod record;
pub mod serve;
pub mod site;
pub mod source;
pub mod tree;
pub mod world;
