//! The integration tests: one program, one module a topic.

#![allow(missing_docs, clippy::unwrap_used)]

mod commands;
mod kill;
