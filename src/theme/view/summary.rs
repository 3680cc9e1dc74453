//! A record in a list: small, never its prose.

use super::View;
use super::record::Builder;
use crate::record::Ix;
use crate::theme::object::{map, none, text_or_none};
use minijinja::Value;

/// A record as listings, backlinks and the home page show it. `part` is the anchor of the part that matters here.
pub(super) fn summary(view: &View<'_>, ix: Ix, part: Option<&str>) -> Value {
    match part {
        None => view.summaries[ix.0 as usize].get_or_init(|| made(view, ix, None)).clone(),
        part => made(view, ix, part),
    }
}

fn made(view: &View<'_>, ix: Ix, part: Option<&str>) -> Value {
    let record = view.site.record(ix);
    let shown_part = part.and_then(|anchor| super::part_words(record, anchor));
    let address = record.address().map(|address| match part {
        Some(anchor) => format!("{address}#{anchor}"),
        None => address,
    });
    let fields = if record.kind.page { none() } else { Builder { view, ix, root: "" }.root() };
    map(vec![
        ("id", Value::from(&*record.id)),
        ("kind", Value::from(&*record.kind.name)),
        ("kind_label", Value::from(record.kind.label.as_str())),
        ("title", Value::from(record.title())),
        ("address", text_or_none(address.as_deref())),
        ("summary", text_or_none(record.fields.text("summary"))),
        ("date", text_or_none(record.date())),
        ("body", view.body_of(ix)),
        ("claim", view.standing_of(ix)),
        ("facts", super::facts::list_facts(view, ix)),
        ("part", text_or_none(shown_part.as_deref())),
        ("record", fields),
    ])
}
