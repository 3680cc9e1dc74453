//! The named rules beyond JSON Schema: one rule, one file, one family of diagnostics.
//!
//! In: all records, linked, and the settings. Out: diagnostics. A rule reads the fields its kind names; it never names a kind.
pub mod suppressed;
use crate::diagnostic::Diagnostics;
use crate::graph::Graph;
use crate::record::Records;
use crate::site::Settings;
use crate::source::Source;
use jiff::civil::Date;
use std::collections::BTreeSet;
/// stub
pub fn run(_r: &Records, _g: &Graph, _s: &Settings, _h: &BTreeSet<Date>, _t: Date, _o: &mut Diagnostics) {}
/// stub
pub fn holidays(_s: &Source, _o: &mut Diagnostics) -> BTreeSet<Date> { BTreeSet::new() }
