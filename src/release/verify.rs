//! Proves that nothing in the ledger was changed, and that the records are those that were released.

use super::{Failure, compare, content, ready};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ledger::{Known, Ledger, Salts, store};
use crate::site::load;
use crate::site::places::Masks;
use crate::world::World;
use std::collections::BTreeSet;
use std::path::Path;

/// What could be proven.
pub struct Verified {
    /// The first line that was changed; records that are not as they were released.
    pub diagnostics: Diagnostics,
    /// What a report must mask.
    pub masks: Masks,
    /// Lines that follow one from the other.
    pub events: usize,
    /// Records that are as they were released.
    pub as_released: usize,
    /// Records of which nothing can be proven: what was taken down has no salt any more, and what left the site is not there.
    pub unproven: usize,
    /// Whether a release was cut off, and the next one has to finish it.
    pub unfinished: bool,
}

/// Verifies the ledger of the site at `root`, writing nothing.
///
/// # Errors
/// When a file changes meanwhile.
pub fn verify(root: &Path, world: &dyn World) -> Result<Verified, Failure> {
    let mut diagnostics = Diagnostics::new();
    let unfinished = store::is_unfinished(root);
    let ledger = Ledger::of(world, &mut diagnostics);
    let mut verified = Verified {
        events: ledger.events().len(),
        masks: Masks::default(),
        as_released: 0,
        unproven: 0,
        unfinished,
        diagnostics,
    };
    if unfinished || !verified.diagnostics.is_empty() {
        return Ok(verified);
    }
    let salts = match Salts::of(world, &ledger) {
        Ok(salts) => salts,
        Err(fault) => {
            verified.diagnostics.push(fault.diagnostic());
            return Ok(verified);
        }
    };
    let checked = load::check(world);
    verified.masks = checked.masks.clone();
    let Some(site) = checked.site(world, &BTreeSet::new()) else { return Ok(verified) };
    let ready = ready(world, site, &mut Diagnostics::new());
    let renderer = ready.renderer(world);
    let content = |ix| content::of(&ready.site, &renderer, ix);
    // What a release would record now is what is not as it was released; what was never released was not changed either.
    let drafts = compare::compare(&ready.site, &ready.plan, &salts, &content)?;
    let changed: BTreeSet<&str> = drafts.iter().map(|draft| &*draft.id).collect();
    for known in ledger.records() {
        let hashed = ledger.event(known.seq).is_some_and(|event| event.hash.is_some());
        if changed.contains(&*known.id) {
            verified.diagnostics.push(differs(&ledger, known));
        } else if hashed && !ready.site.missing.may_hold(&known.id) {
            verified.as_released += 1;
        } else {
            verified.unproven += 1;
        }
    }
    Ok(verified)
}

fn differs(ledger: &Ledger, known: &Known) -> Diagnostic {
    let message = format!("`{}` is not as it was released (version {})", known.id, known.version);
    Diagnostic::new(Code::ChangedLedger, message)
        .at(ledger.place(known.seq))
        .label("released here")
        .help("if you edited the record, record that with: crier release; if nobody did, its file or this line was changed")
}
