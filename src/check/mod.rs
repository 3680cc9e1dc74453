//! The named rules beyond JSON Schema: one rule, one file, one family of diagnostics.
//!
//! In: all records, linked, and the settings. Out: diagnostics. A rule reads the fields its kind names; it never names a kind.
pub mod suppressed;
