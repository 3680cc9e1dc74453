//! Words of the glossary in finished prose: the first use of each becomes a link, and the page gets its short meaning.
//!
//! One pass over the HTML. Not in links, headings and code; the longest word first; short forms in capitals as they are written, others
//! in any letters, with or without an `s`. A word that the author linked is not linked again.

use crate::kind::Role;
use crate::record::{Ix, Record};
use crate::site::{Site, State};
use crate::theme::filters::first_sentence;
use crate::theme::object::{map, none};
use minijinja::Value;
use std::collections::BTreeMap;

/// Names of the fields that a glossary has besides those of every record.
const SHORT: &str = "short";
const MEANING: &str = "meaning";

/// One way to write a word of the glossary.
struct Entry {
    /// As HTML has it; in small letters where any letters will do.
    text: Box<str>,
    exact: bool,
    word: usize,
}

/// The words of a site's glossary.
pub struct Glossary {
    words: Vec<Ix>,
    /// By the first four bytes in small letters, the longest of each first.
    entries: BTreeMap<u32, Vec<Entry>>,
    /// Those that are shorter.
    brief: Vec<Entry>,
    /// A bit for the first two bytes of each of these.
    brief_first: u64,
    /// Bits for the first bytes of all entries, so that most words of a text cost next to nothing.
    first: [u64; 64],
    /// By address.
    addresses: BTreeMap<String, usize>,
}

/// The first four bytes of a word in small letters, other signs made alike.
fn key(bytes: &[u8]) -> Option<u32> {
    let first = bytes.first_chunk::<4>()?;
    Some(u32::from_le_bytes(*first) | 0x2020_2020)
}

/// One of 4,096 bits for a key.
fn bit(key: u32) -> (usize, u64) {
    let at = key.wrapping_mul(0x9E37_79B1) >> 20;
    (at as usize / 64, 1 << (at % 64))
}

/// One of 64 bits for the first two bytes.
fn brief_bit(bytes: &[u8]) -> u64 {
    let at = |nth: usize| bytes.get(nth).map_or(0, |byte| u32::from(byte | 0x20));
    1 << ((at(0) * 7 + at(1)) % 64)
}

/// Whether a byte belongs to a word: letters beyond ASCII have several.
static LETTER: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = byte >= 0x80 || (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    table
};

impl Glossary {
    /// The public records of kinds with the role of a glossary that have pages.
    pub fn of(site: &Site) -> Glossary {
        let mut made = Glossary::empty();
        for kind in site.kinds.iter().filter(|kind| kind.role == Some(Role::Glossary) && kind.page) {
            for (ix, record) in site.records.of_kind(kind).filter(|(ix, _)| site.state(*ix) == State::Public)
            {
                made.add(ix, record);
            }
        }
        made.in_order();
        made
    }

    fn empty() -> Glossary {
        Glossary {
            words: Vec::new(),
            entries: BTreeMap::new(),
            brief: Vec::new(),
            brief_first: 0,
            first: [0; 64],
            addresses: BTreeMap::new(),
        }
    }

    fn in_order(&mut self) {
        let lists = self.entries.values_mut().chain([&mut self.brief]);
        lists.for_each(|list| list.sort_by_key(|entry| std::cmp::Reverse(entry.text.len())));
    }

    fn add(&mut self, ix: Ix, record: &Record) {
        let word = self.words.len();
        self.words.push(ix);
        self.addresses.extend(record.address().map(|address| (address, word)));
        // "Transfer of undertakings (TUPE)": what stands in brackets is the short form.
        let title = record.title().split(" (").next().unwrap_or_default();
        self.write(title, false, word);
        if let Some(short) = record.fields.text(SHORT) {
            self.write(short, true, word);
        }
    }

    fn write(&mut self, text: &str, exact: bool, word: usize) {
        // As the prose has it: its quotation marks stay as they are.
        let html = text.trim().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        if html.len() < 2 || !html.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            return;
        }
        let text = if exact { html } else { html.to_ascii_lowercase() };
        let entry = Entry { text: text.into(), exact, word };
        match key(entry.text.as_bytes()) {
            Some(key) => {
                let (at, mask) = bit(key);
                self.first[at] |= mask;
                self.entries.entry(key).or_default().push(entry);
            }
            None => {
                self.brief_first |= brief_bit(entry.text.as_bytes());
                self.brief.push(entry);
            }
        }
    }

    /// Whether there is no word to explain.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Makes links of the first uses in a page of prose; `root` is the way from the page to the site's root, `own` the page's record. Gives
    /// back the words that the page uses, in their order.
    pub fn explain(&self, site: &Site, html: &mut String, own: Ix, root: &str) -> Vec<Ix> {
        let mut reader = Reader { glossary: self, html, used: Vec::new(), links: Vec::new() };
        reader.read(root);
        let Reader { used, links, .. } = reader;
        let links: Vec<_> = links.into_iter().filter(|(_, _, word)| self.words[*word] != own).collect();
        if !links.is_empty() {
            let mut linked = String::with_capacity(html.len() + links.len() * 96);
            let mut from = 0;
            for (start, end, word) in links {
                let record = site.record(self.words[word]);
                linked.push_str(&html[from..start]);
                let address = record.address().unwrap_or_default();
                let address = address.trim_start_matches('/');
                linked.push_str(&format!(
                    "<a class=\"term\" href=\"{root}{address}\" aria-describedby=\"word.{}\">",
                    record.name
                ));
                linked.push_str(&html[start..end]);
                linked.push_str("</a>");
                from = end;
            }
            linked.push_str(&html[from..]);
            *html = linked;
        }
        used.into_iter().map(|word| self.words[word]).filter(|ix| *ix != own).collect()
    }
}

struct Reader<'g, 'h> {
    glossary: &'g Glossary,
    html: &'h str,
    /// Words that the text uses, in their order.
    used: Vec<usize>,
    /// Where links go: from, to, word.
    links: Vec<(usize, usize, usize)>,
}

impl Reader<'_, '_> {
    fn read(&mut self, root: &str) {
        let bytes = self.html.as_bytes();
        // How many elements are open in which nothing is linked.
        let (mut at, mut closed) = (0, 0_usize);
        while let Some(open) = memchr::memchr(b'<', &bytes[at..]).map(|found| at + found) {
            if closed == 0 {
                self.text(at, open);
            }
            let end = memchr::memchr(b'>', &bytes[open..]).map_or(bytes.len(), |found| open + found + 1);
            let tag = &self.html[open..end];
            if let Some(name) = tag.strip_prefix("</") {
                closed = closed.saturating_sub(usize::from(is_closed(name)));
            } else if is_closed(&tag[1..]) {
                closed += 1;
                self.linked(tag, root);
            }
            at = end;
        }
        if closed == 0 {
            self.text(at, bytes.len());
        }
    }

    /// Takes in a word that the author linked.
    fn linked(&mut self, tag: &str, root: &str) {
        let Some(href) = tag.strip_prefix("<a href=\"").and_then(|rest| rest.split('"').next()) else {
            return;
        };
        let address = href.trim_start_matches(crate::theme::filters::ROOT_MARK);
        let address =
            address.strip_prefix(root).map_or_else(|| address.to_owned(), |rest| format!("/{rest}"));
        if let Some(word) = self.glossary.addresses.get(address.split('#').next().unwrap_or_default())
            && !self.used.contains(word)
        {
            self.used.push(*word);
        }
    }

    fn text(&mut self, from: usize, to: usize) {
        let bytes = &self.html.as_bytes()[..to];
        let is_letter = |at: usize| bytes.get(at).is_some_and(|byte| LETTER[usize::from(*byte)]);
        let mut at = from;
        while at < to {
            if !is_letter(at) {
                at += 1;
                continue;
            }
            // What follows an ampersand is an entity and no word.
            let found = if at > from && bytes[at - 1] == b'&' { None } else { self.entry_at(&bytes[at..]) };
            if let Some((length, word)) = found {
                if !self.used.contains(&word) {
                    self.used.push(word);
                    self.links.push((at, at + length, word));
                }
                at += length;
            }
            while is_letter(at) {
                at += 1;
            }
        }
    }

    /// The longest entry that the bytes begin with, and how many bytes it takes.
    fn entry_at(&self, bytes: &[u8]) -> Option<(usize, usize)> {
        let glossary = self.glossary;
        let known = key(bytes).filter(|key| {
            let (at, mask) = bit(*key);
            glossary.first[at] & mask != 0
        });
        let begins = |list: &[Entry]| {
            list.iter().find_map(|entry| entry.length_in(bytes).map(|length| (length, entry.word)))
        };
        let found = known.and_then(|key| begins(glossary.entries.get(&key)?));
        if found.is_some() || glossary.brief_first & brief_bit(bytes) == 0 {
            return found;
        }
        begins(&glossary.brief)
    }
}

impl Entry {
    /// How many bytes it takes where the bytes begin with it, as a whole word, in the plural too.
    fn length_in(&self, bytes: &[u8]) -> Option<usize> {
        let text = self.text.as_bytes();
        let same = |(a, b): (&u8, &u8)| {
            a == b || !self.exact && a.to_ascii_lowercase() == *b || a.is_ascii_whitespace() && *b == b' '
        };
        if bytes.len() < text.len() || !bytes.iter().zip(text).all(same) {
            return None;
        }
        let rest = &bytes[text.len()..];
        let more = usize::from(rest.first() == Some(&b's'));
        let ends = rest.get(more).is_none_or(|byte| !LETTER[usize::from(*byte)]);
        ends.then_some(text.len() + more)
    }
}

/// Whether nothing is linked in an element of this name: links, headings, code and captions.
fn is_closed(tag: &str) -> bool {
    let end = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
    matches!(&tag[..end], "a" | "code" | "pre" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "th" | "caption")
}

/// The words of a page for its template, each with its short meaning.
pub fn words(site: &Site, used: &[Ix]) -> Value {
    let one = |ix: &Ix| {
        let record = site.record(*ix);
        let meaning =
            || record.fields.text(MEANING).map(|text| first_sentence(&crate::prose::plain(text)).to_owned());
        let short = record.fields.text("summary").map(str::to_owned).or_else(meaning);
        map(vec![
            ("id", Value::from(format!("word.{}", record.name))),
            ("title", Value::from(record.title())),
            ("address", record.address().map_or_else(none, Value::from)),
            ("meaning", short.map_or_else(none, Value::from)),
        ])
    };
    Value::from(used.iter().map(one).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is linked of some HTML by a glossary of a few words.
    fn linked(html: &str) -> Vec<&str> {
        let mut glossary = Glossary::empty();
        glossary.addresses.insert("/terms/cabinet/".to_owned(), 0);
        for (text, exact, word) in [
            ("Cabinet", false, 0),
            ("Council", false, 1),
            ("Full Council", false, 2),
            ("HR", true, 3),
            ("O&S", true, 4),
            ("Council's plan", false, 5),
        ] {
            glossary.write(text, exact, word);
        }
        glossary.in_order();
        let mut reader = Reader { glossary: &glossary, html, used: Vec::new(), links: Vec::new() };
        reader.read("../../");
        reader.links.iter().map(|(from, to, _)| &html[*from..*to]).collect()
    }

    #[test]
    fn the_first_use_is_linked_and_the_longest_word_goes_first() {
        assert_eq!(linked("<p>The full\nCouncil and councils, Council.</p>"), ["full\nCouncil", "councils"]);
        assert_eq!(linked("the council's plan, the council"), ["council's plan", "council"]);
        assert_eq!(linked("HR, hr, O&amp;S, &hr; Cabinets"), ["HR", "O&amp;S", "Cabinets"]);
        assert_eq!(linked("cabinetry, precouncil, Councilé, é-council"), ["council"]);
    }

    #[test]
    fn nothing_is_linked_in_links_headings_and_code_nor_what_the_author_linked() {
        assert_eq!(
            linked("<h2>Cabinet</h2><p><code>HR</code> <a href=\"x\">Full Council</a> council</p>"),
            ["council"]
        );
        assert_eq!(linked("<p><a href=\"../../terms/cabinet/\">it</a> is the Cabinet</p>"), [""; 0]);
    }
}
