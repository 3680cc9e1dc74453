//! What was recorded, in words.

use crate::ledger::{Action, Event};
use std::collections::BTreeSet;

/// So many fields are named.
const FIELDS_MAX: usize = 8;

/// As in `3 added, 1 changed (summary, wards), 1 withdrawn`; tables come first.
pub fn summary(events: &[Event]) -> String {
    let of = |action: Action| events.iter().filter(move |event| event.action == action);
    let said = [
        (Action::Add, "added"),
        (Action::Update, "changed"),
        (Action::Withdraw, "withdrawn"),
        (Action::Redact, "redacted"),
        (Action::Restore, "published again"),
    ];
    let mut parts = Vec::new();
    let (new, longer): (Vec<&Event>, Vec<&Event>) = of(Action::Schema).partition(|event| event.version == 1);
    if !new.is_empty() {
        parts.push(counted(new.len(), "table"));
    }
    if !longer.is_empty() {
        let columns: BTreeSet<&str> =
            longer.iter().flat_map(|event| &event.columns).map(|(name, _)| &**name).collect();
        parts.push(format!("{} with new columns{}", counted(longer.len(), "table"), listed(&columns)));
    }
    for (action, word) in said {
        match of(action).count() {
            0 => {}
            n if action == Action::Update => {
                let fields: BTreeSet<&str> =
                    of(action).flat_map(|event| event.fields.iter().map(|name| &**name)).collect();
                parts.push(format!("{n} {word}{}", listed(&fields)));
            }
            n => parts.push(format!("{n} {word}")),
        }
    }
    parts.join(", ")
}

fn listed(fields: &BTreeSet<&str>) -> String {
    let shown: Vec<&str> = fields.iter().take(FIELDS_MAX).copied().collect();
    match fields.len().saturating_sub(FIELDS_MAX) {
        _ if fields.is_empty() => String::new(),
        0 => format!(" ({})", shown.join(", ")),
        more => format!(" ({} and {more} more)", shown.join(", ")),
    }
}

fn counted(n: usize, word: &str) -> String {
    if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") }
}
