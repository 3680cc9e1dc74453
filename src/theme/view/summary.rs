//! A record in a list: small, never its prose.

use super::View;
use super::record::Builder;
use crate::graph::Link;
use crate::record::Ix;
use crate::site::claim::Standing;
use crate::theme::object::{Kept, map, none, text_or_none};
use minijinja::Value;
use std::sync::Arc;

/// A record as listings and the home page show it.
pub(super) fn summary(view: &View<'_>, ix: Ix) -> Value {
    Value::from_dyn_object(whole(view, ix).clone())
}

/// The record that a link comes from, as its target lists it: with the part that matters, where it stands in one. A link that claims
/// what does not stand says so, whatever may be said of the record itself: "Named to monitor" is only proposed.
pub(super) fn linking(view: &View<'_>, link: &Link) -> Value {
    let mut other = Vec::new();
    if let Some(anchor) = link.from_anchor.as_deref() {
        let record = view.site.record(link.from);
        let address = record.address().map(|address| format!("{address}#{anchor}"));
        other.push(("address", text_or_none(address.as_deref())));
        other.push(("part", text_or_none(super::part_words(record, anchor).as_deref())));
    }
    match link.basis.map(Standing::from) {
        None | Some(Standing::Stands) => {}
        Some(standing) => other.push(("claim", super::answer::open(standing))),
    }
    match other.is_empty() {
        true => summary(view, link.from),
        false => map(whole(view, link.from).with(other)),
    }
}

fn whole<'v>(view: &'v View<'_>, ix: Ix) -> &'v Arc<Kept> {
    view.summaries[ix.0 as usize].get_or_init(|| Arc::new(made(view, ix)))
}

fn made(view: &View<'_>, ix: Ix) -> Kept {
    let record = view.site.record(ix);
    let fields = if record.kind.page { none() } else { Builder { view, ix, root: "" }.root() };
    Kept::new(vec![
        ("id", Value::from(&*record.id)),
        ("kind", Value::from(&*record.kind.name)),
        ("kind_label", Value::from(record.kind.label.as_str())),
        ("title", Value::from(record.title())),
        ("address", text_or_none(record.address().as_deref())),
        ("summary", text_or_none(record.fields.text("summary"))),
        ("date", text_or_none(record.date())),
        ("body", view.body_of(ix)),
        ("claim", view.standing_of(ix)),
        ("facts", super::facts::list_facts(view, ix)),
        ("part", none()),
        ("record", fields),
    ])
}
