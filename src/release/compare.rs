//! The difference between a site and its ledger, as events to be recorded.

use crate::edition::alias_address;
use crate::ledger::{Action, Content, Draft, Known, Salts, Stand};
use crate::record::{Ix, Record, Value};
use crate::render::Problem;
use crate::site::{Site, State};
use rayon::prelude::*;

/// What makes the content of a record.
pub(super) type Contents<'a> = &'a (dyn Fn(Ix) -> Result<Content, Problem> + Sync);

/// The events that bring the ledger to the site as it is: records in their order.
///
/// # Errors
/// The first that `content` returns.
pub(super) fn compare(site: &Site, salts: &Salts, content: Contents<'_>) -> Result<Vec<Draft>, Problem> {
    let all: Vec<(Ix, &Record)> = site.records.iter().collect();
    let found = all.into_par_iter().map(|(ix, record)| of_record(site, salts, content, ix, record));
    let found: Result<Vec<Option<Draft>>, Problem> = found.collect();
    Ok(found?.into_iter().flatten().collect())
}

fn of_record(
    site: &Site,
    salts: &Salts,
    content: Contents<'_>,
    ix: Ix,
    record: &Record,
) -> Result<Option<Draft>, Problem> {
    let known = site.ledger.record(&record.id);
    let stand = known.map(|known| known.stand);
    let action = match (site.state(ix), stand) {
        (_, Some(Stand::Redacted | Stand::Retired)) => return Ok(None),
        (State::Redacted, _) => Action::Redact,
        (State::Withdrawn, _) => Action::Withdraw,
        (_, None) => Action::Add,
        (_, Some(Stand::Live)) => Action::Update,
        (_, Some(Stand::Withdrawn | Stand::Lost)) => Action::Restore,
    };
    let address = record.address();
    let mut draft = Draft::new(action, &record.id, &record.kind.name, address.as_deref());
    if action == Action::Redact {
        return Ok(Some(draft));
    }
    let content = content(ix)?;
    draft.also = also(record);
    let as_before = match action {
        Action::Update => true,
        Action::Withdraw => stand == Some(Stand::Withdrawn),
        _ => false,
    };
    if let Some(known) = known.filter(|_| as_before) {
        if same(site, salts, known, &draft, &content) {
            return Ok(None);
        }
        if action == Action::Update {
            draft.fields = salts.changed(&known.id, known.version, &content);
            if known.url != draft.url {
                draft.fields.push("url".into());
            }
        }
    }
    draft.content = Some(content);
    Ok(Some(draft))
}

/// Whether a record is as it was at its last event.
fn same(site: &Site, salts: &Salts, known: &Known, draft: &Draft, content: &Content) -> bool {
    let hash = site.ledger.event(known.seq).and_then(|event| event.hash);
    known.url == draft.url
        && known.also == draft.also
        && known.moved_to.is_none()
        && hash.is_some_and(|hash| salts.matches(&known.id, known.version, &hash, content) == Some(true))
}

/// The old addresses that lead to a record's page.
fn also(record: &Record) -> Vec<Box<str>> {
    if record.address().is_none() {
        return Vec::new();
    }
    record
        .fields
        .list("aliases")
        .iter()
        .filter_map(Value::text)
        .map(|alias| alias_address(alias).into())
        .collect()
}
