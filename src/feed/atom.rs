//! A feed as Atom (RFC 4287).

use super::entry::{self, Entry, Feed};
use super::{Output, xml};
use crate::site::{Site, settings};
use std::io::{self, Write};

/// Writes the feed.
///
/// # Errors
/// What `out` refuses.
pub(super) fn write(site: &Site, output: &Output, out: &mut dyn Write) -> io::Result<()> {
    let feed = entry::feed(site, output);
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    head(site, &feed, &mut text);
    feed.entries.iter().for_each(|entry| one(entry, &mut text));
    text.push_str("</feed>\n");
    out.write_all(text.as_bytes())
}

/// Section 4.1.1: id, title and updated must be there, and an author where an entry has none.
fn head(site: &Site, feed: &Feed<'_>, out: &mut String) {
    let settings = &site.settings;
    out.push_str("<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"");
    xml::text(&settings.language, out);
    out.push_str("\">\n");
    xml::element("id", &feed.own, out);
    xml::element("title", &format!("{} \u{2013} {}", feed.title, settings.title), out);
    xml::element("updated", &feed.updated, out);
    xml::empty("link", &[("rel", "self"), ("type", "application/atom+xml"), ("href", &feed.own)], out);
    xml::empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &feed.page)], out);
    let (licence, url) = settings::licence_name(&settings.licence);
    if let Some(url) = url {
        xml::empty("link", &[("rel", "license"), ("href", &url)], out);
    }
    xml::element("rights", &rights(settings.attribution.as_deref(), &licence), out);
    out.push_str("<author>");
    xml::element("name", &settings.publisher, out);
    out.push_str("</author>\n");
}

fn rights(attribution: Option<&str>, licence: &str) -> String {
    attribution.map_or_else(|| licence.to_owned(), |attribution| format!("{attribution} ({licence})"))
}

fn one(entry: &Entry<'_>, out: &mut String) {
    let kind = &entry.record.kind;
    match entry.record.fields.text("language") {
        Some(language) => {
            out.push_str("<entry xml:lang=\"");
            xml::text(language, out);
            out.push_str("\">\n");
        }
        None => out.push_str("<entry>\n"),
    }
    xml::element("id", entry.url, out);
    xml::element("title", &entry.title, out);
    xml::empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", entry.url)], out);
    if let Some(json) = &entry.json {
        xml::empty("link", &[("rel", "alternate"), ("type", "application/json"), ("href", json)], out);
    }
    if let Some(published) = &entry.published {
        xml::element("published", published, out);
    }
    xml::element("updated", &entry.updated, out);
    xml::empty("category", &[("term", &kind.name), ("label", &kind.label)], out);
    xml::element("summary", &entry.words, out);
    out.push_str("</entry>\n");
}
