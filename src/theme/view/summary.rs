//! A record in a list: small, never its prose.

use super::View;
use super::record::Builder;
use crate::graph::{self, Link};
use crate::kind::{Field, Format, Type};
use crate::record::walk::{self, Step};
use crate::record::{Ix, Map, Record, Value as Data};
use crate::site::claim::Standing;
use crate::theme::object::{Kept, map, none, text_or_none};
use minijinja::Value;
use std::sync::Arc;

/// A record as listings and the home page show it.
pub(super) fn summary(view: &View<'_>, ix: Ix) -> Value {
    Value::from_dyn_object(whole(view, ix).clone())
}

/// The record that a link comes from, as its target lists it: with the part that matters, where it stands in one. A link that claims
/// what does not stand says so, whatever may be said of the record itself: "Named to monitor" is only proposed. Several, where the record
/// says several things of the target in parts that have no ids: two votes are two lines.
pub(super) fn linking(view: &View<'_>, link: &Link) -> Vec<Value> {
    let mut other = Vec::new();
    if let Some(anchor) = link.from_anchor.as_deref() {
        let record = view.site.record(link.from);
        let address = record.address().map(|address| format!("{address}#{anchor}"));
        other.push(("address", text_or_none(address.as_deref())));
        // Ids that are made for addresses mean nothing to a reader.
        let part = super::part_words(record, anchor).filter(|(_, printed)| *printed);
        other.push(("part", text_or_none(part.as_ref().map(|(words, _)| words.as_str()))));
    }
    match link.basis.map(Standing::from) {
        None | Some(Standing::Stands) => {}
        Some(standing) => other.push(("claim", super::answer::open(standing))),
    }
    if let Some(with) = link.backlink.as_ref().and_then(|b| b.with.as_deref()) {
        // The heading tells of the one who is named, and so must the words: a decision was agreed whoever voted against it.
        other.push(("claim", none()));
        let told = said(view, link, with).into_iter().map(|(words, on)| {
            let more = [("said", Value::from(words)), ("on", text_or_none(on.as_deref()))];
            map(whole(view, link.from).with(other.iter().cloned().chain(more).collect()))
        });
        return told.collect();
    }
    vec![match other.is_empty() {
        true => summary(view, link.from),
        false => map(whole(view, link.from).with(other)),
    }]
}

/// What stands in the field `with` beside the references that a link was made from, each with what it was said on.
fn said(view: &View<'_>, link: &Link, with: &str) -> Vec<(String, Option<String>)> {
    let record = view.site.record(link.from);
    let mut words: Vec<(String, Option<String>)> = Vec::new();
    walk::references(record, &mut |found| {
        let leads = || graph::resolve(&view.site.records, link.from, found.text, &[]);
        if found.backlink != link.backlink.as_ref()
            || graph::holding_part(record, found.steps) != link.from_anchor
            || !leads().is_ok_and(|target| target.ix == link.to)
        {
            return;
        }
        let beside = found.beside(record, with);
        let text =
            beside.and_then(|field| Some(view.choice_words(field, found.holder.text(with)?, found.holder)));
        let told = (text.unwrap_or_else(|| "not stated".to_owned()), said_on(record, &found));
        if !words.contains(&told) {
            words.push(told);
        }
    });
    words
}

/// What a reference was made on, where it stands further in than the item of a list around it: that item's first plain text, as a vote has
/// its motion. Whoever was against an amendment was not against what was decided.
fn said_on(record: &Record, found: &walk::Found<'_>) -> Option<String> {
    let (fields, item) = outer_item(record, found.steps)?;
    if std::ptr::eq(item, found.holder) {
        return None;
    }
    let plain = |f: &&Field| {
        matches!(f.ty, Type::Text(Format::Plain))
            && f.reference.is_none()
            && f.markdown.is_none()
            && &*f.name != "id"
    };
    let field = fields.iter().find(plain)?;
    Some(match item.text(&field.name) {
        Some(text) => format!("on \u{201c}{text}\u{201d}"),
        None => format!("{} not stated", field.title.to_lowercase()),
    })
}

/// The outermost item of a list on a way into a record, with its fields.
fn outer_item<'r>(record: &'r Record, steps: &[Step<'_>]) -> Option<(&'r [Field], &'r Map)> {
    let (mut fields, mut map) = (&record.kind.fields[..], &record.fields);
    let mut list: &[Data] = &[];
    for step in steps {
        match step {
            Step::Index(at) => return Some((fields, list.get(*at)?.map()?)),
            Step::Key(key) => {
                let field = fields.iter().find(|f| f.name == **key)?;
                fields = field.fields();
                match map.get(key)? {
                    Data::List(items) => list = items,
                    Data::Map(inner) => map = inner,
                    _ => return None,
                }
            }
        }
    }
    None
}

fn whole<'v>(view: &'v View<'_>, ix: Ix) -> &'v Arc<Kept> {
    view.summaries[ix.0 as usize].get_or_init(|| Arc::new(made(view, ix)))
}

/// What a list is divided by: the year, or of what has no date the first letter.
fn under(record: &Record) -> String {
    match record.date() {
        Some(date) => date.chars().take(4).collect(),
        None => record.title().chars().take(1).flat_map(char::to_uppercase).collect(),
    }
}

fn made(view: &View<'_>, ix: Ix) -> Kept {
    let record = view.site.record(ix);
    let fields = if record.kind.page { none() } else { Builder { view, ix, root: "", page: None }.root() };
    Kept::new(vec![
        ("id", Value::from(&*record.id)),
        ("kind", Value::from(&*record.kind.name)),
        ("kind_label", Value::from(record.kind.label.as_str())),
        ("title", Value::from(record.title())),
        ("address", text_or_none(record.address().as_deref())),
        ("summary", text_or_none(record.fields.text("summary"))),
        ("date", text_or_none(record.date())),
        ("under", Value::from(under(record))),
        ("body", view.body_of(ix)),
        ("claim", view.standing_of(ix)),
        ("facts", super::facts::list_facts(view, ix)),
        ("flags", super::notice::flags(view, ix)),
        ("part", none()),
        ("said", none()),
        ("on", none()),
        ("record", fields),
    ])
}
