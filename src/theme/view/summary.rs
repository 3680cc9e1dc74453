//! A record in a list: small, never its prose.

use super::View;
use super::record::Builder;
use crate::record::Ix;
use crate::theme::object::{Kept, map, none, text_or_none};
use minijinja::Value;
use std::sync::Arc;

/// A record as listings, backlinks and the home page show it. `part` is the anchor of the part that matters here.
pub(super) fn summary(view: &View<'_>, ix: Ix, part: Option<&str>) -> Value {
    let whole = view.summaries[ix.0 as usize].get_or_init(|| Arc::new(made(view, ix)));
    let Some(anchor) = part else { return Value::from_dyn_object(whole.clone()) };
    let record = view.site.record(ix);
    let address = record.address().map(|address| format!("{address}#{anchor}"));
    let shown = super::part_words(record, anchor);
    map(whole
        .with(vec![("address", text_or_none(address.as_deref())), ("part", text_or_none(shown.as_deref()))]))
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
