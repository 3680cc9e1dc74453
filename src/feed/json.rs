//! A feed as JSON Feed 1.1 (jsonfeed.org/version/1.1).

use super::Output;
use super::entry::{self, Entry};
use crate::site::Site;
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// Writes the feed.
///
/// # Errors
/// What `out` refuses.
pub(super) fn write(site: &Site, output: &Output, out: &mut dyn Write) -> io::Result<()> {
    let feed = entry::feed(site, output);
    let items: Vec<Value> = feed.entries.iter().map(one).collect();
    let whole = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": format!("{} \u{2013} {}", feed.title, site.settings.title),
        "home_page_url": feed.page,
        "feed_url": feed.own,
        "language": site.settings.language,
        "authors": [{ "name": site.settings.publisher }],
        "items": items,
    });
    serde_json::to_writer(&mut *out, &whole)?;
    out.write_all(b"\n")
}

fn one(entry: &Entry<'_>) -> Value {
    let mut item = Map::new();
    let mut put = |name: &str, value: Value| item.insert(name.to_owned(), value);
    put("id", entry.url.into());
    put("url", entry.url.into());
    put("title", entry.title.as_str().into());
    put("content_text", entry.words.as_str().into());
    if let Some(published) = &entry.published {
        put("date_published", published.as_str().into());
    }
    put("date_modified", entry.updated.as_str().into());
    put("tags", json!([entry.record.kind.label]));
    if let Some(language) = entry.record.fields.text("language") {
        put("language", language.into());
    }
    Value::Object(item)
}
