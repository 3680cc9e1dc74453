//! The accessibility statement: the slots of the settings, and the site's own files that are no web pages.

use crate::kind::Kind;
use crate::media;
use crate::prose::{self, Target};
use crate::record::{Ix, Map, Record, Value as Data};
use crate::site::settings::statement::SLOTS;
use crate::site::{Site, State};
use crate::theme::object::{map, none, text_or_none};
use minijinja::Value;

/// Slots that are Markdown: lists of what cannot be used.
const MARKED: [&str; 4] = ["not_compliant", "disproportionate_burden", "out_of_scope", "alternatives"];

/// Most files named; of more the number is told.
const FILES_MAX: usize = 50;

/// Files that are read as a web page is, or are data.
const PLAIN: [&str; 5] =
    ["text/", "application/json", "application/ld+json", "application/xml", "text/calendar"];

/// The members of `statement`.
pub fn statement(site: &Site) -> Value {
    let settings = &site.settings;
    let mut members: Vec<(&'static str, Value)> = SLOTS
        .iter()
        .map(|slot| match settings.statement.get(*slot) {
            None => (*slot, none()),
            Some(text) if MARKED.contains(slot) => {
                let html = prose::block(text, &|_| Target::Unchanged);
                (*slot, Value::from_safe_string(html))
            }
            Some(text) => (*slot, Value::from(text.as_str())),
        })
        .collect();
    let mut files: Vec<(&Record, &Map, &str)> =
        site.kinds.iter().filter(|kind| kind.page).flat_map(|kind| of_kind(site, kind)).collect();
    files.sort_by(|a, b| (b.0.date(), &a.0.id).cmp(&(a.0.date(), &b.0.id)));
    members.push(("total", Value::from(files.len())));
    let shown = files.iter().take(FILES_MAX).map(|(record, attachment, file)| one(record, attachment, file));
    members.push(("files", Value::from(shown.collect::<Vec<_>>())));
    map(members)
}

/// The files here of a kind's public records that are no web pages.
fn of_kind<'s>(site: &'s Site, kind: &'s Kind) -> impl Iterator<Item = (&'s Record, &'s Map, &'s str)> {
    let public = |(ix, _): &(Ix, &Record)| site.state(*ix) == State::Public;
    site.records.of_kind(kind).filter(public).flat_map(|(_, record)| {
        let attachments = record.fields.list("attachments").iter().filter_map(Data::map);
        let here =
            attachments.filter_map(move |attachment| Some((record, attachment, attachment.text("file")?)));
        here.filter(|(_, _, file)| !PLAIN.iter().any(|plain| media::type_of(file).starts_with(plain)))
    })
}

fn one(record: &Record, attachment: &Map, file: &str) -> Value {
    map(vec![
        ("title", Value::from(attachment.text("title").unwrap_or(file))),
        ("address", Value::from(format!("/{}/{}/files/{file}", record.kind.plural, record.name))),
        ("size", attachment.get("size").and_then(Data::integer).map_or_else(none, Value::from)),
        ("record", Value::from(record.title())),
        ("record_address", text_or_none(record.address().as_deref())),
        ("date", text_or_none(record.date())),
    ])
}
