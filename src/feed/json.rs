//! A feed as JSON Feed 1.1 (jsonfeed.org/version/1.1).

use super::Output;
use super::entry::{self, Entry};
use crate::site::Site;
use serde::Serialize;
use std::io::{self, Write};

/// A feed's members, in this order.
#[derive(Serialize)]
struct Feed<'a> {
    version: &'a str,
    title: String,
    home_page_url: &'a str,
    feed_url: &'a str,
    language: &'a str,
    authors: [Author<'a>; 1],
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
}

/// The members of an item.
#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    url: &'a str,
    title: &'a str,
    content_text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<&'a str>,
    date_modified: &'a str,
    tags: [&'a str; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
}

/// Writes the feed.
///
/// # Errors
/// What `out` refuses.
pub(super) fn write(site: &Site, output: &Output, out: &mut dyn Write) -> io::Result<()> {
    let feed = entry::feed(site, output);
    let whole = Feed {
        version: "https://jsonfeed.org/version/1.1",
        title: format!("{} \u{2013} {}", feed.title, site.settings.title),
        home_page_url: &feed.page,
        feed_url: &feed.own,
        language: &site.settings.language,
        authors: [Author { name: &site.settings.publisher }],
        items: feed.entries.iter().map(item).collect(),
    };
    serde_json::to_writer(&mut *out, &whole)?;
    out.write_all(b"\n")
}

fn item<'a>(entry: &'a Entry<'_>) -> Item<'a> {
    Item {
        id: entry.url,
        url: entry.url,
        title: &entry.title,
        content_text: &entry.words,
        date_published: entry.published.as_deref(),
        date_modified: &entry.updated,
        tags: [&entry.record.kind.label],
        language: entry.record.fields.text("language"),
    }
}
