//! Links that are written as addresses of pages, as a browser shows them: what to type instead.

use crate::diagnostic::{Code, Diagnostics};
use crate::kind::Kinds;
use crate::record::{Ix, Records};
use std::sync::Arc;

/// Answers each link that leads nowhere and is the address of a public record's page with the id of that record.
pub(super) fn answer(records: &Records, kinds: &Kinds, hidden: &dyn Fn(Ix) -> bool, out: &mut Diagnostics) {
    out.retain(|problem| {
        if problem.code == Code::BrokenLink
            && let Some(id) = problem.quotes.first().and_then(|target| meant(target, records, kinds, hidden))
        {
            Arc::make_mut(problem).help = Some(format!("write {id}: links to records keep when pages move"));
        }
        true
    });
}

/// The record whose page an address is, with the part that it names.
fn meant(target: &str, records: &Records, kinds: &Kinds, hidden: &dyn Fn(Ix) -> bool) -> Option<String> {
    let path = match target.split_once("://") {
        Some((_, rest)) => &rest[rest.find('/')?..],
        None => target,
    };
    let (path, part) = path.split_once('#').map_or((path, ""), |(path, part)| (path, part));
    let path = path.split('?').next().unwrap_or_default();
    let path = path.strip_suffix("index.html").or_else(|| path.strip_suffix(".json")).unwrap_or(path);
    let name = path.trim_matches('/').rsplit('/').next()?;
    let address = format!("/{}/", path.trim_matches('/'));
    let kind = kinds.iter().find(|kind| kind.address_of(name).as_deref() == Some(&address))?;
    let id = format!("{}/{name}", kind.name);
    let ix = records.find(&id).filter(|ix| !hidden(*ix))?;
    let part = if part.is_empty() { String::new() } else { format!("#{part}") };
    Some(format!("{}{part}", records[ix].id))
}
