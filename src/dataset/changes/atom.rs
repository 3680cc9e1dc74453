//! `changes.atom` (RFC 4287) and its archives (RFC 5005, section 4), newest first.
//!
//! What was withdrawn or taken down is told twice: by an entry that people read, and by a tombstone for each entry it takes back
//! (RFC 6721), which few programs know. An entry's id comes from its line in the ledger: it is the same wherever the site stands, and
//! says nothing of the record, so that a tombstone can name the entry of a record whose name is not said any more.

use super::{Archive, Told, archives, instant, newest, updated};
use crate::ledger::Event;
use crate::site::Site;
use std::io::{self, Write};

const HEAD: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
    "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:at=\"http://purl.org/atompub/tombstones/1.0\" ",
    "xmlns:fh=\"http://purl.org/syndication/history/1.0\" xml:lang=\"",
);

/// Writes the feed of the newest events, or an archive.
///
/// # Errors
/// What `out` refuses.
pub(super) fn write(site: &Site, archive: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
    let all = site.ledger.events();
    let archives = archives(all);
    let own = archive.and_then(|at| archives.get(at));
    let events = own.map_or_else(|| newest(all), |own| &all[own.events.clone()]);
    let mut text = String::from(HEAD);
    escape(&site.settings.language, &mut text);
    text.push_str("\">\n");
    head(site, events, &archives, archive, &mut text);
    for event in events.iter().rev() {
        let told = Told::of(site, event);
        for back in told.takes_back() {
            let (id, when) = (back.urn(), instant(&event.at.to_string()));
            text.push_str(&format!("<at:deleted-entry ref=\"{id}\" when=\"{when}\"/>\n"));
        }
        if told.is_shown() {
            entry(&told, &mut text);
        }
    }
    text.push_str("</feed>\n");
    out.write_all(text.as_bytes())
}

fn head(site: &Site, events: &[Event], archives: &[Archive], own: Option<usize>, out: &mut String) {
    let settings = &site.settings;
    let feed = site.url(&site.data("changes.atom"));
    let address = |at: usize| archives.get(at).map(|archive| site.url(&site.data(&archive.file())));
    element("id", &feed, out);
    element("title", &format!("{}: what changed", settings.title), out);
    element("updated", &updated(site, events), out);
    out.push_str("<author>");
    element("name", &settings.publisher, out);
    out.push_str("</author>\n");
    element("rights", &settings.licence, out);
    link("alternate", &site.url("/"), out);
    let before = match own {
        None => archives.len().checked_sub(1),
        Some(at) => at.checked_sub(1),
    };
    match own.and_then(address) {
        Some(own) => {
            out.push_str("<fh:archive/>\n");
            link("self", &own, out);
            link("current", &feed, out);
        }
        None => link("self", &feed, out),
    }
    if let Some(before) = before.and_then(address) {
        link("prev-archive", &before, out);
    }
    if let Some(after) = own.and_then(|at| address(at + 1)) {
        link("next-archive", &after, out);
    }
}

fn entry(told: &Told<'_>, out: &mut String) {
    let event = told.event;
    out.push_str("<entry>\n");
    element("id", &event.urn(), out);
    element("title", &told.heading(), out);
    element("updated", &instant(&event.at.to_string()), out);
    if let Some(url) = &told.url {
        link("alternate", url, out);
    }
    out.push_str(&format!("<category term=\"{}\"/>\n", event.action.word()));
    element("content", &told.words(), out);
    out.push_str("</entry>\n");
}

fn element(name: &str, text: &str, out: &mut String) {
    out.push_str(&format!("<{name}>"));
    escape(text, out);
    out.push_str(&format!("</{name}>\n"));
}

fn link(rel: &str, href: &str, out: &mut String) {
    out.push_str(&format!("<link rel=\"{rel}\" href=\""));
    escape(href, out);
    out.push_str("\"/>\n");
}

/// Adds a text with what XML reserves written otherwise, and without what no XML document may hold (XML 1.0, section 2.2).
fn escape(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(character),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c < ' ' => {}
            c => out.push(c),
        }
    }
}
