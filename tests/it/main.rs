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
