//! `release`: the command that writes the memory of a site.

use super::site::{anew, located, print, told, world};
use super::{End, Global, complain};
use crate::diagnostic::report;
use crate::ledger;
use crate::release::{self, Failure, Options};

/// Records what changed since the last release.
pub(super) fn release(global: &Global, allow_breaking: bool) -> End {
    let Some(world) = world(global) else { return End::Failed };
    let outcome =
        match release::release(&global.root, &world, Options { strict: global.strict, allow_breaking }) {
            Ok(outcome) => outcome,
            Err(error) => {
                complain(&error.to_string());
                return if matches!(error, Failure::Earlier { .. }) { End::Usage } else { End::Failed };
            }
        };
    let report = located(global, &world, &outcome.masks, outcome.diagnostics);
    print(global, &report);
    if outcome.refused {
        told(&format!("Nothing was recorded: {}", report::summary(&report)));
        return End::SiteErrors;
    }
    if outcome.recorded.is_empty() {
        told("Nothing has changed since the last release, so nothing was recorded.");
        return End::Fine;
    }
    told(&format!("Recorded: {}", release::summary(&outcome.recorded)));
    if let Some(major) = outcome.anew {
        told(&anew(major));
    }
    told(&format!(
        "Commit {} and {} with your records, then publish: crier build",
        ledger::FILE,
        ledger::SALTS
    ));
    End::Fine
}
