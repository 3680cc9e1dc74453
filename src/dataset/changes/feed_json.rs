//! `changes.json`: the newest events as a JSON Feed 1.1, newest first. The format has no word for what is gone: such an item is left out,
//! and the one that says so stands there.

use super::{Told, instant, newest};
use crate::site::Site;
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// Writes the feed.
///
/// # Errors
/// What `out` refuses.
pub(super) fn write(site: &Site, out: &mut dyn Write) -> io::Result<()> {
    let told = newest(site.ledger.events()).iter().rev().map(|event| Told::of(site, event));
    let items: Vec<Value> = told.filter(Told::is_shown).map(|told| item(&told)).collect();
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": format!("{}: what changed", site.settings.title),
        "home_page_url": site.url("/"),
        "feed_url": site.url(&site.data("changes.json")),
        "language": site.settings.language,
        "authors": [{ "name": site.settings.publisher }],
        "items": items,
    });
    serde_json::to_writer(&mut *out, &feed)?;
    out.write_all(b"\n")
}

fn item(told: &Told<'_>) -> Value {
    let event = told.event;
    let mut own = Map::new();
    own.insert("seq".into(), event.seq.into());
    own.insert("action".into(), event.action.word().into());
    own.insert("kind".into(), (&*event.kind).into());
    if let Some(id) = told.id {
        own.insert("id".into(), id.into());
    }
    own.insert("version".into(), event.version.into());
    if !event.fields.is_empty() {
        own.insert("fields".into(), event.fields.iter().map(|name| Value::from(&**name)).collect());
    }
    let mut item = Map::new();
    item.insert("id".into(), event.urn().into());
    if let Some(url) = &told.url {
        item.insert("url".into(), url.as_str().into());
    }
    item.insert("title".into(), told.heading().into());
    item.insert("content_text".into(), told.words().into());
    item.insert("date_published".into(), instant(&event.at.to_string()).into());
    item.insert("_crier".into(), own.into());
    item.into()
}
