//! What was published once is kept: addresses, columns with their order and types, and the names of what was taken down.
//!
//! In: the site with its ledger, and the plan. Out: a diagnostic for each promise that the edition would break, with what to do. Only
//! ids, addresses and columns are compared; no content is looked at. Where there is no ledger nothing was promised.

use super::Edition;
use crate::dataset::shape::{Shape, shapes};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, did_you_mean};
use crate::ledger::{Known, Stand, Table};
use crate::site::load::KINDS;
use crate::site::{Site, State};
use std::sync::Arc;

/// Whether a code stands for a promise that may be broken on purpose. That a name is not used again is none of them.
pub fn is_promise(code: Code) -> bool {
    matches!(code, Code::LostAddress | Code::LostColumn | Code::RetypedColumn)
}

/// Says of each promise that an edition would break.
pub(super) fn check(site: &Site, edition: &Edition, out: &mut Diagnostics) {
    if site.ledger.is_empty() {
        return;
    }
    for known in site.ledger.records().iter().filter(|known| !site.missing.may_hold(&known.id)) {
        address(site, edition, known, out);
        name(site, known, out);
    }
    broken_tables(site).into_iter().for_each(|problem| out.push(problem));
}

/// Starts a new major version of the tables where they would break what was promised for the present one. True when it did.
pub fn start_anew(site: &mut Site) -> bool {
    let breaks = !broken_tables(site).is_empty();
    if breaks {
        site.ledger = Arc::new(site.ledger.next_major());
    }
    breaks
}

/// What became of a record that was published.
pub fn is_taken_down(site: &Site, id: &str) -> bool {
    let marked = || site.records.find(id).is_some_and(|ix| site.state(ix) == State::Redacted);
    site.retired.contains(id)
        || marked()
        || site.ledger.record(id).is_some_and(|known| known.stand.is_taken_down())
}

/// The page of a record and the old addresses that led there.
fn address(site: &Site, edition: &Edition, known: &Known, out: &mut Diagnostics) {
    if !known.stand.keeps_address() || site.retired.contains(&*known.id) {
        return;
    }
    // With the record it became, its old name goes too.
    if known.moved_to.as_deref().is_some_and(|id| is_taken_down(site, id)) {
        return;
    }
    let old = if is_taken_down(site, &known.id) { &[][..] } else { &known.also };
    let mut lost = known.url.iter().chain(old).filter(|address| !edition.has(address)).peekable();
    if let (Some(address), Some(place)) = (lost.peek(), site.called_back.get(&*known.id)) {
        return out.push(called_back(site, known, address, place));
    }
    for address in lost {
        out.push(
            Diagnostic::new(
                Code::LostAddress,
                format!("the page `{address}` was published and would be gone"),
            )
            .at(site.ledger.place(known.seq))
            .label(format!("`{}` was last released here", known.id))
            .help(advice(known, address)),
        );
    }
}

/// A released record that is a draft now, or embargoed: that is what takes its addresses away.
fn called_back(site: &Site, known: &Known, address: &str, place: &Place) -> Diagnostic {
    let field = match place {
        Place::Field(field) => field.pointer.trim_start_matches('/'),
        Place::File(_) | Place::Span(..) => "its record",
    };
    let message = format!("the page `{address}` was published, and `{field}` would take it away");
    Diagnostic::new(Code::LostAddress, message)
        .at(place.clone())
        .related(site.ledger.place(known.seq), format!("`{}` was last released here", known.id))
        .help(format!(
            "take this line out to keep the page; to leave a notice in its place, write `withdrawn` with a date and a reason; to take its text away for good: crier redact {}; to give the address up on purpose, use --allow-breaking",
            known.id
        ))
}

fn advice(known: &Known, address: &str) -> String {
    if known.stand == Stand::Redacted {
        return format!(
            "its notice must stay: put the record back with `redacted` in it, or retire its name with: crier redact {} --retire-name",
            known.id
        );
    }
    format!(
        "if its record has a new name, write `aliases: [{address}]` in that record; if it is withdrawn, put the record back with `withdrawn: {{ date: …, reason: … }}`; to give the address up on purpose, use --allow-breaking"
    )
}

/// A name that was taken down, or that leads to another record now, stands for nothing else.
fn name(site: &Site, known: &Known, out: &mut Diagnostics) {
    let Some(ix) = site.records.find(&known.id) else { return };
    let why = match (known.stand, &known.moved_to) {
        (Stand::Retired, _) => "was taken down, and its name retired".to_owned(),
        (Stand::Redacted, _) if site.state(ix) != State::Redacted => "was taken down".to_owned(),
        (Stand::Withdrawn, Some(to)) if site.records.find(to).is_some() => format!("is called `{to}` now"),
        _ => return,
    };
    out.push(
        Diagnostic::new(Code::ReusedId, format!("`{}` {why}: a name is never used again", known.id))
            .at(site.record(ix).own_place())
            .related(site.ledger.place(known.seq), "this was recorded here")
            .about(&site.record(ix).id)
            .help(
                "give the record another name; if it is the one that was taken down, leave `redacted` in it",
            ),
    );
}

/// What is wrong with the tables as they would be.
fn broken_tables(site: &Site) -> Vec<Diagnostic> {
    let shapes = shapes(site);
    let mut found = Vec::new();
    for (name, table) in site.ledger.tables() {
        match shapes.iter().find(|shape| shape.name == name) {
            Some(shape) => columns(site, shape, table, &mut found),
            None if site.missing.may_hold_kind(&table.kind) => {}
            None => found.push(lost_table(site, table)),
        }
    }
    found
}

fn lost_table(site: &Site, table: &Table) -> Diagnostic {
    let seq = table.columns.first().map_or(0, |column| column.seq);
    Diagnostic::new(Code::LostAddress, format!("the table `{}` was published and would be gone", table.url))
        .at(site.ledger.place(seq))
        .help(format!(
            "put back the list or the kind that it was made from ({}); to give the table up on purpose, use --allow-breaking",
            kind_file(&table.kind)
        ))
}

fn columns(site: &Site, shape: &Shape<'_>, table: &Table, found: &mut Vec<Diagnostic>) {
    let now = |name: &str| shape.columns.iter().find(|(of, _)| of == name).map(|(_, ty)| *ty);
    for column in &table.columns {
        let (name, before) = (&*column.name, &*column.ty);
        let problem = match now(name) {
            Some(ty) if ty == before => continue,
            Some(ty) => Diagnostic::new(
                Code::RetypedColumn,
                format!("the column `{name}` of `{}` was published as {before} and would be {ty}", shape.name),
            )
            .help(format!(
                "leave `{name}` as it was and put the new values into a field of another name; to change it on purpose, use --allow-breaking"
            )),
            None => Diagnostic::new(
                Code::LostColumn,
                format!("the column `{name}` of `{}` was published and would be gone", shape.name),
            )
            .help(without(shape, table, name)),
        };
        let kind = Place::File(kind_file(&shape.kind.name).into());
        found.push(problem.at(kind).related(site.ledger.place(column.seq), "it was first released here"));
    }
}

fn without(shape: &Shape<'_>, table: &Table, name: &str) -> String {
    let new = shape.columns.iter().map(|(name, _)| name.as_str());
    let new = new.filter(|name| table.columns.iter().all(|column| &*column.name != *name));
    let renamed =
        did_you_mean(name, new).map(|near| format!("if it is called `{near}` now, keep its old name; "));
    format!(
        "{}put the field back: it may stay empty; to give the column up on purpose, use --allow-breaking",
        renamed.unwrap_or_default()
    )
}

fn kind_file(kind: &str) -> String {
    format!("{KINDS}/{kind}.json")
}
