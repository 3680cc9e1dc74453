//! Markdown as councils write it: numbered paragraphs, tables, footnotes, links to records.
//!
//! In: the Markdown body of a document, or a Markdown field. Out: what the rest of crier must know of it
//! ([`read`]: anchors, links, words, problems), its page ([`html`]), a field's HTML ([`inline`], [`block`])
//! its bare words ([`plain`]), its links ([`targets`], [`addresses`]) and problems ([`problems`]), or the text without some targets ([`without_targets`]). Nothing an author writes becomes a script, a style or an HTML tag.
//! Never touches templates, never looks a record up, never reads a file: the caller resolves links.
//!
//! Depth is never a matter of the stack: every walk over the tree is a loop.

mod html;
mod link;
mod number;
mod read;
mod shelf;
mod text;
mod unlink;

pub use html::{Heading, Page, Target, block, html, inline};
pub use read::{
    Acronym, Facts, Reference, acronyms, addresses, is_marked, problems, read, read_once, targets,
};
pub use shelf::Shelf;
pub use text::plain;
pub use unlink::without_targets;

use comrak::nodes::{AstNode, NodeValue};
use foldhash::{HashMap, HashSet};
use std::sync::LazyLock;

/// How a kind's prose is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Whether a paragraph that begins with a printed number ("2.3", "1.1.1", "2.3.", "**2.3**") gets the
    /// anchor `para-2.3`. The number has two to six parts of up to three digits.
    pub numbered: bool,
    /// The level that the shallowest heading of the text becomes, 1 to 6; 2 on a record's page.
    pub top_level: u8,
}

impl Default for Options {
    /// Unnumbered, headings from level 2.
    fn default() -> Options {
        Options { numbered: false, top_level: 2 }
    }
}

/// Ids that every page uses for itself: no heading gets them.
pub const RESERVED: &[&str] = &["main", "contents", "top"];

type Node<'a> = &'a AstNode<'a>;

/// How a text is parsed, without tables and with them: looking for those costs a fifth of the parser's time, and a table has a `|`.
type Dialect = LazyLock<[comrak::Options<'static>; 2]>;

/// Prose: tables and footnotes. No task lists, no smart punctuation, no bare addresses made into links.
static PROSE: Dialect = LazyLock::new(|| {
    [false, true].map(|table| {
        let mut options = comrak::Options::default();
        options.extension.table = table;
        options.extension.footnotes = true;
        options
    })
});

/// Prose with its footnotes where they were written: [`read`] sees those that nothing points to, and in fields
/// they stay plain text, for the ids of notes would clash between the fields of a page.
static IN_PLACE: Dialect = LazyLock::new(|| {
    PROSE.clone().map(|mut options| {
        options.parse.leave_footnote_definitions = true;
        options
    })
});

/// The tree of a text.
fn parse<'a>(arena: &'a comrak::Arena<'a>, text: &str, dialect: &'static Dialect) -> Node<'a> {
    comrak::parse_document(arena, text, &dialect[usize::from(text.contains('|'))])
}

/// An arena large enough that one page seldom asks for a second block.
fn arena<'a>(text: &str) -> comrak::Arena<'a> {
    comrak::Arena::with_capacity(16 + text.len() / 48)
}

/// Gives headings their ids, each once in a page.
struct Ids {
    given: HashSet<String>,
    /// By ids that were asked for again, the number to try next.
    next: HashMap<String, usize>,
    /// Those of the first headings, where they are known already.
    known: std::vec::IntoIter<String>,
}

impl Ids {
    fn new() -> Ids {
        Ids::known(Vec::new())
    }

    /// The ids that another reading of the whole text gave its headings.
    fn known(ids: Vec<String>) -> Ids {
        Ids { given: HashSet::default(), next: HashMap::default(), known: ids.into_iter() }
    }

    /// The id of a heading with these words. It never holds a dot, so it never meets a paragraph's anchor,
    /// a table's or a note's, which all do.
    fn next(&mut self, words: &str) -> String {
        if let Some(known) = self.known.next() {
            return known;
        }
        let words = if words.chars().any(char::is_alphanumeric) { words } else { "section" };
        let id = self.unique(words);
        if RESERVED.contains(&&*id) { self.unique(words) } else { id }
    }

    /// An id that was not given yet, numbered as GitHub numbers the anchors of headings.
    fn unique(&mut self, words: &str) -> String {
        let mut bare = anchor(words);
        if bare.is_empty() {
            // A sign that counts as a letter and is none, such as a letter in a circle.
            bare.push_str("section");
        }
        if self.given.insert(bare.clone()) {
            return bare;
        }
        let next = self.next.entry(bare.clone()).or_insert(1);
        loop {
            let id = format!("{bare}-{next}");
            *next += 1;
            if self.given.insert(id.clone()) {
                return id;
            }
        }
    }
}

/// Words as an anchor, as GitHub makes them: letters, marks, numbers, hyphens and underscores stay, spaces become hyphens.
fn anchor(words: &str) -> String {
    if !words.is_ascii() {
        // It knows the classes of all signs (Unicode, general category).
        return comrak::Anchorizer::new().anchorize(words);
    }
    let mut anchor = words.to_ascii_lowercase().replace(' ', "-");
    anchor.retain(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    anchor
}

/// The node after `node` in reading order within `root`, not going into `node` when `into` is false.
fn following<'a>(root: Node<'a>, node: Node<'a>, into: bool) -> Option<Node<'a>> {
    if into && let Some(child) = node.first_child() {
        return Some(child);
    }
    let mut at = node;
    loop {
        if at.same_node(root) {
            return None;
        }
        if let Some(next) = at.next_sibling() {
            return Some(next);
        }
        at = at.parent()?;
    }
}

/// The words within a node as a reader hears them: no markup, no note numbers, breaks as spaces.
fn words(node: Node<'_>) -> String {
    let mut out = String::new();
    let mut at = following(node, node, true);
    while let Some(inner) = at {
        match &inner.data().value {
            NodeValue::Text(text) => out.push_str(text),
            NodeValue::Code(code) => out.push_str(&code.literal),
            NodeValue::HtmlInline(html) => out.push_str(html),
            NodeValue::SoftBreak | NodeValue::LineBreak => out.push(' '),
            _ => {}
        }
        at = following(node, inner, true);
    }
    out
}

#[cfg(test)]
mod tests;
