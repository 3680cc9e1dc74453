//! Prose and Markdown fields as HTML.
//!
//! One walk over comrak's tree writes the small set of elements that crier knows. What it does not know is
//! shown as text. Ids on a page: headings (from their words), `para-2.3` (numbered paragraphs), `table.1`
//! (captions), `note.1` and `note-ref.1` (notes); fields give none.

mod link;
mod note;
mod table;

use super::link::harmless;
use super::number;
use super::text::{escape, escape_attribute, unmarked};
use super::{IN_PLACE, Ids, Node, Options, PROSE, arena, parse, words};
use comrak::nodes::{ListType, NodeList, NodeValue};
use note::{ends_note, is_note};
use std::collections::BTreeSet;
use std::fmt::Write;

/// What becomes of the target of a link or image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// This address instead, relative or absolute, not yet escaped.
    Address(String),
    /// No link: the words alone (of an image its text).
    Hidden,
    /// The target as it was written. It loses the link when it is neither relative nor `http(s):`, `mailto:`
    /// or `tel:`.
    Unchanged,
}

/// Prose as it stands on a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// HTML without inline styles and scripts; every id in it is there once.
    pub html: String,
    /// The headings in their order, those inside quotations and lists left out.
    pub contents: Vec<Heading>,
}

/// A heading of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// Its id.
    pub id: String,
    /// Its words, plain text.
    pub text: String,
    /// Its level as shown, from [`Options::top_level`] to 6.
    pub level: u8,
}

/// The HTML and contents of a Markdown text. `resolve` is asked for the target of every link and image.
pub fn html(text: &str, options: &Options, resolve: &dyn Fn(&str) -> Target) -> Page {
    let arena = arena(text);
    page(parse(&arena, text, &PROSE), text.len(), options, Ids::new(), resolve)
}

/// The page of a tree, which is changed. `length` is that of its text.
pub(super) fn page<'a>(
    root: Node<'a>,
    length: usize,
    options: &Options,
    ids: Ids,
    resolve: &dyn Fn(&str) -> Target,
) -> Page {
    let mut writer = Writer::new(length, resolve);
    writer.page = Some(PageState::new(options, ids));
    writer.walk(root);
    writer.finish()
}

/// A one-line Markdown field as HTML, without an element around it. Line breaks count as spaces and nothing
/// at its beginning makes a heading or list: "2. Approve" stays as it is.
pub fn inline(text: &str, resolve: &dyn Fn(&str) -> Target) -> String {
    let text = text.trim();
    let mut writer = Writer::new(text.len(), resolve);
    if unmarked(text) {
        escape(&mut writer.out, text);
        return writer.out;
    }
    // A space that Markdown does not take for indentation: what follows cannot begin a block.
    let mut line = String::with_capacity(text.len() + 2);
    line.push('\u{a0}');
    for (nth, part) in text.split(['\r', '\n']).enumerate() {
        if nth > 0 {
            line.push(' ');
        }
        line.push_str(part);
    }
    let arena = arena(&line);
    let root = parse(&arena, &line, &IN_PLACE);
    if let Some(paragraph) = root.first_child() {
        writer.walk(paragraph);
    }
    let space = writer.out.len() - writer.out.trim_start().len();
    writer.out.drain(..space);
    writer.out
}

/// A Markdown field of several paragraphs as HTML: as prose, but headings become strong paragraphs, nothing
/// has an id and there are no notes, for several fields stand on one page.
pub fn block(text: &str, resolve: &dyn Fn(&str) -> Target) -> String {
    let mut writer = Writer::new(text.len() + 8, resolve);
    let line = text.trim();
    if unmarked(line) && !line.starts_with(|c: char| c.is_ascii_digit()) {
        writer.out.push_str("<p>");
        escape(&mut writer.out, line);
        writer.out.push_str("</p>\n");
        return writer.out;
    }
    let arena = arena(text);
    writer.walk(parse(&arena, text, &IN_PLACE));
    writer.out
}

/// What only a page has.
struct PageState {
    options: Options,
    ids: Ids,
    paragraphs: BTreeSet<String>,
    headings: Vec<Place>,
    contents: Vec<Heading>,
    notes: u32,
}

/// A heading in the output whose level is not final before the shallowest is known.
struct Place {
    /// Level as written.
    level: u8,
    /// Where the digits of its opening and closing tags are.
    digits: [usize; 2],
    /// Its place in the contents, if it is there.
    entry: Option<usize>,
}

impl PageState {
    fn new(options: &Options, ids: Ids) -> PageState {
        PageState {
            options: *options,
            ids,
            paragraphs: BTreeSet::new(),
            headings: Vec::new(),
            contents: Vec::new(),
            notes: 0,
        }
    }
}

struct Writer<'a, 'r> {
    out: String,
    resolve: &'r dyn Fn(&str) -> Target,
    /// None in a field.
    page: Option<PageState>,
    /// The links we are in, and whether each was written as one.
    links: Vec<bool>,
    table: table::State<'a>,
}

impl<'a, 'r> Writer<'a, 'r> {
    fn new(length: usize, resolve: &'r dyn Fn(&str) -> Target) -> Writer<'a, 'r> {
        Writer {
            // Links, ids and tags add a third to most papers.
            out: String::with_capacity(length + length / 2),
            resolve,
            page: None,
            links: Vec::new(),
            table: table::State::default(),
        }
    }

    /// Writes all that is in `root`, but not `root` itself.
    fn walk(&mut self, root: Node<'a>) {
        let Some(mut node) = root.first_child() else { return };
        loop {
            if self.enter(node) {
                if let Some(child) = node.first_child() {
                    node = child;
                    continue;
                }
                self.leave(node);
            }
            node = loop {
                if let Some(next) = node.next_sibling() {
                    break next;
                }
                match node.parent() {
                    Some(parent) if !parent.same_node(root) => {
                        self.leave(parent);
                        node = parent;
                    }
                    _ => return,
                }
            };
        }
    }

    /// Begins a node. False when all of it is written: its children are passed over and it is not left.
    fn enter(&mut self, node: Node<'a>) -> bool {
        let data = node.data();
        match &data.value {
            NodeValue::Text(text) => escape(&mut self.out, text),
            NodeValue::SoftBreak => self.out.push('\n'),
            NodeValue::LineBreak => self.out.push_str("<br>\n"),
            NodeValue::Code(code) => {
                self.out.push_str("<code>");
                escape(&mut self.out, &code.literal);
                self.out.push_str("</code>");
            }
            NodeValue::HtmlInline(html) => escape(&mut self.out, html),
            NodeValue::Image(image) => self.image(node, image),
            NodeValue::FootnoteReference(note) => self.note_reference(note),
            NodeValue::HtmlBlock(html) => {
                self.open("<p>");
                escape(&mut self.out, html.literal.trim_end());
                self.out.push_str("</p>\n");
            }
            NodeValue::CodeBlock(code) => {
                // A wide block scrolls, so it can be reached by keyboard.
                self.open("<pre tabindex=\"0\"><code>");
                escape(&mut self.out, &code.literal);
                self.out.push_str("</code></pre>\n");
            }
            NodeValue::ThematicBreak => self.open("<hr>\n"),
            NodeValue::Paragraph => {
                drop(data);
                return self.paragraph(node);
            }
            value => {
                self.begin(node, value);
                return true;
            }
        }
        false
    }

    /// Writes the opening tag of a node that has children.
    fn begin(&mut self, node: Node<'a>, value: &NodeValue) {
        match value {
            NodeValue::Emph => self.out.push_str("<em>"),
            NodeValue::Strong => self.out.push_str("<strong>"),
            NodeValue::Link(link) => self.link(&link.url),
            NodeValue::Heading(heading) => self.heading(node, heading.level),
            NodeValue::BlockQuote => self.open("<blockquote>\n"),
            NodeValue::List(list) => self.list(list),
            NodeValue::Item(_) => self.open("<li>"),
            NodeValue::Table(table) => self.begin_table(node, &table.alignments),
            NodeValue::TableRow(head) => self.begin_row(*head),
            NodeValue::TableCell => self.begin_cell(node),
            NodeValue::FootnoteDefinition(_) if self.page.is_some() && is_note(node) => self.note(node),
            _ => {}
        }
    }

    /// Writes the closing tag of a node that was entered.
    fn leave(&mut self, node: Node<'a>) {
        match &node.data().value {
            NodeValue::Paragraph if is_tight(node) => {}
            NodeValue::Paragraph => {
                if ends_note(node) {
                    self.ways_back(node.parent());
                }
                self.out.push_str("</p>\n");
            }
            NodeValue::Emph => self.out.push_str("</em>"),
            NodeValue::Strong => self.out.push_str("</strong>"),
            NodeValue::Link(_) => self.end_link(),
            NodeValue::Heading(_) => self.end_heading(),
            NodeValue::BlockQuote => self.out.push_str("</blockquote>\n"),
            NodeValue::List(list) if list.list_type == ListType::Ordered => self.out.push_str("</ol>\n"),
            NodeValue::List(_) => self.out.push_str("</ul>\n"),
            NodeValue::Item(_) => self.out.push_str("</li>\n"),
            NodeValue::Table(_) => self.end_table(),
            NodeValue::TableRow(head) => self.end_row(*head),
            NodeValue::TableCell => self.end_cell(),
            NodeValue::FootnoteDefinition(_) if self.page.is_some() && is_note(node) => self.end_note(node),
            _ => {}
        }
    }

    /// Writes a tag on a line of its own.
    fn open(&mut self, tag: &str) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
        self.out.push_str(tag);
    }

    fn paragraph(&mut self, node: Node<'a>) -> bool {
        if is_tight(node) {
            return true;
        }
        let Some(page) = &mut self.page else {
            self.open("<p>");
            return true;
        };
        if table::is_caption(node) {
            self.table.caption = Some(node);
            return false;
        }
        let number = if page.options.numbered { number::of(node) } else { None };
        match number {
            Some(number) if page.paragraphs.insert(number.digits.clone()) => {
                number::take(node, &number);
                self.open("<p id=\"para-");
                for after in [
                    "\" class=\"numbered\"><a class=\"para\" href=\"#para-",
                    "\" aria-label=\"",
                    "\">",
                    "</a>",
                ] {
                    self.out.push_str(&number.digits);
                    self.out.push_str(after);
                }
                if node.first_child().is_some() {
                    self.out.push(' ');
                }
            }
            _ => self.open("<p>"),
        }
        true
    }

    fn heading(&mut self, node: Node<'a>, level: u8) {
        let Some(page) = &mut self.page else {
            return self.open("<p><strong>");
        };
        let text = words(node);
        let id = page.ids.next(&text);
        let in_contents = node.parent().is_some_and(|p| matches!(p.data().value, NodeValue::Document));
        let entry = in_contents.then_some(page.contents.len());
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
        page.headings.push(Place { level, digits: [self.out.len() + 2, 0], entry });
        self.out.push_str("<h2 id=\"");
        escape_attribute(&mut self.out, &id);
        self.out.push_str("\">");
        if in_contents {
            page.contents.push(Heading { id, text, level });
        }
    }

    fn end_heading(&mut self) {
        let Some(page) = &mut self.page else {
            return self.out.push_str("</strong></p>\n");
        };
        // Headings hold no headings: the last one begun is the one that ends.
        if let Some(place) = page.headings.last_mut() {
            place.digits[1] = self.out.len() + 3;
        }
        self.out.push_str("</h2>\n");
    }

    fn list(&mut self, list: &NodeList) {
        match (list.list_type, list.start) {
            (ListType::Bullet, _) => self.open("<ul>\n"),
            (ListType::Ordered, 1) => self.open("<ol>\n"),
            (ListType::Ordered, start) => {
                self.open("<ol start=\"");
                let _ = writeln!(self.out, "{start}\">");
            }
        }
    }

    /// The address that a target becomes, none when it is to be no link.
    fn address(&self, target: &str) -> Option<String> {
        let address = match (self.resolve)(target) {
            Target::Address(address) => address,
            Target::Hidden => return None,
            Target::Unchanged => target.to_owned(),
        };
        (!address.is_empty() && harmless(&address)).then_some(address)
    }

    /// Gives the headings their levels and hands the page over.
    fn finish(self) -> Page {
        let Some(page) = self.page else { return Page { html: self.out, contents: Vec::new() } };
        let mut contents = page.contents;
        let mut html = self.out;
        let shallowest = page.headings.iter().map(|place| place.level).min().unwrap_or(1);
        let top = page.options.top_level.clamp(1, 6);
        for place in &page.headings {
            let level = (place.level - shallowest + top).min(6);
            if level != 2 {
                let digit = char::from(b'0' + level).to_string();
                for at in place.digits {
                    html.replace_range(at..at + 1, &digit);
                }
            }
            if let Some(entry) = place.entry.and_then(|at| contents.get_mut(at)) {
                entry.level = level;
            }
        }
        Page { html, contents }
    }
}

/// Whether a paragraph stands in a list without space between its items: it has no element of its own.
fn is_tight(paragraph: Node<'_>) -> bool {
    let Some(item) = paragraph.parent() else { return false };
    matches!(item.data().value, NodeValue::Item(_))
        && item.parent().is_some_and(|list| matches!(&list.data().value, NodeValue::List(list) if list.tight))
}
