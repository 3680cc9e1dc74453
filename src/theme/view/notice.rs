//! What a reader must know first of a record that is not simply current: notices at the top of its page, flags in lists.

use super::View;
use crate::graph::Link;
use crate::record::{Ix, Map, Record, Value as Data};
use crate::site::State;
use crate::site::notice::stated;
use crate::theme::object::{map, none, text_or_none};
use minijinja::Value;

/// The record that takes the place of this one, where one is held.
fn newer(view: &View<'_>, ix: Ix) -> Option<Ix> {
    let mut links = view.site.graph.links_to(ix);
    links.find(|l| l.backlink.as_ref().is_some_and(|b| &*b.name == "superseded_by")).map(|l| l.from)
}

/// Whether a link is that of a withdrawn record to the one to read in its place: the only way that leads to what is not listed.
pub(super) fn withdrawn_for(view: &View<'_>, link: &Link) -> bool {
    link.backlink.as_ref().is_some_and(|b| &*b.name == "replaces_withdrawn")
        && view.site.state(link.from) == State::Withdrawn
}

/// What a list says of a record beside its title, in a few words each.
pub(super) fn flags(view: &View<'_>, ix: Ix) -> Value {
    let own = match view.site.state(ix) {
        State::Exempt => Some("not open to the public".to_owned()),
        State::Withdrawn => Some("withdrawn".to_owned()),
        _ => newer(view, ix).map(|_| "replaced by a newer version".to_owned()),
    };
    let record = view.site.record(ix);
    // The web team sees what residents do not: then each list says so.
    let early = view.site.early.get(&record.id).map(|state| match state {
        State::Draft => "draft",
        State::Exempt => "exempt: residents see no more than that",
        _ => "not public yet",
    });
    let stated = stated(record).into_iter().map(|stated| stated.flag());
    Value::from(early.map(str::to_owned).into_iter().chain(own).chain(stated).collect::<Vec<String>>())
}

/// One notice, before it is a template's value.
struct Notice<'a> {
    sort: &'static str,
    title: &'a str,
    text: Option<&'a str>,
    date: Option<&'a str>,
    link: Value,
    items: Vec<Value>,
}

impl<'a> Notice<'a> {
    fn new(sort: &'static str, title: &'a str) -> Notice<'a> {
        Notice { sort, title, text: None, date: None, link: none(), items: Vec::new() }
    }

    fn value(self) -> Value {
        map(vec![
            ("type", Value::from(self.sort)),
            ("title", Value::from(self.title)),
            ("text", text_or_none(self.text)),
            ("date", text_or_none(self.date)),
            ("link", self.link),
            ("items", Value::from(self.items)),
        ])
    }
}

/// What stands at the top of a record's page, the weightiest first; nothing where it is simply current.
pub(super) fn notices(view: &View<'_>, ix: Ix) -> Value {
    let record = view.site.record(ix);
    let get = |field: &str, key: &str| record.fields.map(field).and_then(|m| m.text(key));
    let gone = |sort: &'static str, title: &'static str| Notice {
        text: get(sort, "reason"),
        date: get(sort, "date"),
        link: get(sort, "replaced_by").map_or_else(none, |text| view.reference(ix, text)),
        ..Notice::new(sort, title)
    };
    let notices = match view.site.state(ix) {
        State::Withdrawn => vec![gone("withdrawn", "This page has been withdrawn")],
        State::Redacted => vec![gone("redacted", "This record has been redacted")],
        State::Exempt => vec![Notice::new("exempt", "This item is not open to the public")],
        _ => current(view, ix),
    };
    Value::from(notices.into_iter().map(Notice::value).collect::<Vec<_>>())
}

/// Of a record that is public: what replaced it, what its choices say, what was put right.
fn current<'a>(view: &View<'a>, ix: Ix) -> Vec<Notice<'a>> {
    let record = view.site.record(ix);
    let newer = newer(view, ix).map(|newer| Notice {
        link: view.to_record(newer, None, None, Vec::new()),
        ..Notice::new("superseded", "A newer version replaces this one")
    });
    let stated = stated(record).into_iter().filter_map(|stated| stated.choice.notice.as_deref());
    let stated = stated.map(|words| Notice::new("stated", words));
    let items = corrections(record);
    let corrected = (!items.is_empty())
        .then(|| Notice { items, ..Notice::new("corrected", "This page has been corrected") });
    newer.into_iter().chain(stated).chain(corrected).collect()
}

/// What was put right, the newest first; what has no date comes last.
fn corrections(record: &Record) -> Vec<Value> {
    let mut items: Vec<&Map> = record.fields.list("corrections").iter().filter_map(Data::map).collect();
    items.sort_by_key(|item| std::cmp::Reverse(item.text("date")));
    let value = |item: &Map| {
        map(vec![("date", text_or_none(item.text("date"))), ("text", text_or_none(item.text("note")))])
    };
    items.into_iter().map(value).collect()
}
