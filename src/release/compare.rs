//! The difference between a site and its ledger, as events to be recorded.

use super::all;
use crate::dataset::shape::{Shape, shapes};
use crate::edition::{Edition, Unit, alias_address, stability};
use crate::ledger::{Action, Content, Draft, Known, Salts, Stand};
use crate::record::{Ix, Record, Value};
use crate::render::Problem;
use crate::site::{Site, State};

/// What makes the content of a record.
pub(super) type Contents<'a> = &'a (dyn Fn(Ix) -> Result<Content, Problem> + Sync);

/// The events that bring the ledger to the site as it is: tables first, then records in their order, then those that are no more.
///
/// # Errors
/// The first that `content` returns.
pub(super) fn compare(
    site: &Site,
    plan: &Edition,
    salts: &Salts,
    content: Contents<'_>,
) -> Result<Vec<Draft>, Problem> {
    let one = |at: usize| {
        let ix = Ix(u32::try_from(at).unwrap_or(u32::MAX));
        of_record(site, salts, content, ix, site.record(ix))
    };
    let found: Vec<Option<Draft>> = all(site.records.len(), &one)?;
    let gone = site.ledger.records().iter().filter_map(|known| gone(site, plan, known));
    let mut drafts: Vec<Draft> = shapes(site).iter().filter_map(|shape| of_table(site, shape)).collect();
    drafts.extend(found.into_iter().flatten().chain(gone));
    Ok(drafts)
}

/// Of these events the redactions alone: no content is looked at.
pub(super) fn redactions(site: &Site, plan: &Edition) -> Vec<Draft> {
    let down = |id: &str| site.ledger.record(id).is_some_and(|known| known.stand.is_taken_down());
    let marked = site.records.iter().filter(|(ix, r)| site.state(*ix) == State::Redacted && !down(&r.id));
    let marked = marked.map(|(_, r)| Draft::new(Action::Redact, &r.id, &r.kind.name, r.address().as_deref()));
    let gone = site.ledger.records().iter().filter_map(|known| gone(site, plan, known));
    marked.chain(gone.filter(|draft| draft.action == Action::Redact)).collect()
}

/// Columns that were not released yet.
fn of_table(site: &Site, shape: &Shape<'_>) -> Option<Draft> {
    let released = site.ledger.table(&shape.name);
    let known = |name: &str| released.is_some_and(|table| table.columns.iter().any(|c| &*c.name == name));
    let new = shape.columns.iter().filter(|(name, _)| !known(name));
    let columns: Vec<(Box<str>, Box<str>)> =
        new.map(|(name, ty)| (name.as_str().into(), (*ty).into())).collect();
    let url = site.data(&format!("{}.csv", shape.name));
    let draft = Draft::new(Action::Schema, &shape.name, &shape.kind.name, Some(&url));
    (!columns.is_empty()).then(|| Draft { columns, major: site.ledger.major(), ..draft })
}

/// A record that was released and is not in the site.
fn gone(site: &Site, plan: &Edition, known: &Known) -> Option<Draft> {
    let event = |action| Draft::new(action, &known.id, &known.kind, known.url.as_deref());
    let down = || Some(Draft { retired: true, ..event(Action::Redact) });
    if known.stand == Stand::Retired || site.missing.may_hold(&known.id) {
        return None;
    }
    if site.retired.contains(&*known.id) {
        return down();
    }
    if site.records.find(&known.id).is_some() {
        return None;
    }
    if known.moved_to.as_deref().is_some_and(|id| stability::is_taken_down(site, id)) {
        return down();
    }
    let leads_to = known.url.as_deref().and_then(|address| match plan.unit_at(address)? {
        Unit::Redirect(to) => site.records.iter().find(|(_, r)| r.address().as_deref() == Some(to)),
        _ => None,
    });
    match (known.stand, leads_to) {
        (Stand::Redacted, _) if known.url.is_none() => None,
        (Stand::Redacted, _) => down(),
        (Stand::Lost | Stand::Retired, None) => None,
        (_, Some((_, to))) => {
            let moved_to = Some(Box::from(&*to.id));
            let as_before = known.stand == Stand::Withdrawn && known.moved_to == moved_to;
            (!as_before).then(|| Draft { moved_to, also: known.also.clone(), ..event(Action::Withdraw) })
        }
        // A row that is no more has no address to lose.
        (Stand::Live, None) => Some(Draft { lost: known.url.is_some(), ..event(Action::Withdraw) }),
        (Stand::Withdrawn, None) => {
            known.url.as_ref().map(|_| Draft { lost: true, ..event(Action::Withdraw) })
        }
    }
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
