//! What crier must know of a text before it is shown: anchors, links, words, problems.

mod field;
mod pasted;
mod places;
mod plain;

use super::link::{self, Sort};
use super::{IN_PLACE, Ids, Node, Options, Shelf, Target, arena, following, html, number, parse, words};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::source::{Source, Span};
use comrak::nodes::{LineColumn, NodeValue, Sourcepos};
use places::Places;

pub use field::{addresses, is_marked, problems, targets};
pub use plain::{Acronym, acronyms};

pub(super) use field::may_link;

/// What a text holds, apart from its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The anchors of the text, one a line, in its order: ids of headings and `para-` anchors.
    pub anchors: Box<str>,
    /// Links and images that may name records: `kind/name` or `kind/name#part`.
    pub references: Vec<Reference>,
    /// Links to `#anchor` where the text has no such anchor; the record may have such a part.
    pub links: Vec<Reference>,
    /// Links to web addresses.
    pub outside: Box<[Reference]>,
    /// How many words the text has, split at spaces.
    pub words: u32,
    /// Short forms that the text does not explain, each where it stands first.
    pub acronyms: Vec<Acronym>,
}

/// The target of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The target as written; that of a link to the same page begins with `#`.
    pub target: Box<str>,
    /// Where the target stands in the source; the whole link where it stands elsewhere.
    pub span: Span,
}

/// Reads the Markdown in `span` of a source. Problems are pushed to `out` with their places in the source.
///
/// Codes: `raw-html`, `html-comment`, `skipped-heading`, `broken-link`, `duplicate-anchor`, `vague-link`, `no-alt`, `no-table-header`,
/// `run-on-lines`, `missing-note`.
pub fn read(source: &Source, span: Span, options: &Options, out: &mut Diagnostics) -> Facts {
    let arena = arena(source.slice(span));
    read_tree(&arena, source, span, options, out).0
}

/// As [`read`]; and puts the page of the text on a shelf, so that it need not be parsed again. Not there are pages that depend on
/// other records, with a link that is looked up, and those with notes, for which the tree is another.
pub fn read_once(
    source: &Source,
    span: Span,
    options: &Options,
    shelf: &Shelf,
    out: &mut Diagnostics,
) -> Facts {
    let text = source.slice(span);
    let arena = arena(text);
    let (facts, tree) = read_tree(&arena, source, span, options, out);
    if tree.stands_alone && shelf.takes(text) {
        let ids = Ids::known(tree.ids);
        shelf.put(&source.path, html::page(tree.root, text.len(), options, ids, &|_| Target::Unchanged));
    }
    facts
}

/// A text that was read.
struct Tree<'a> {
    root: Node<'a>,
    /// The ids of its headings.
    ids: Vec<String>,
    /// Whether all its links lead outside, and it has no notes.
    stands_alone: bool,
}

fn read_tree<'a>(
    arena: &'a comrak::Arena<'a>,
    source: &Source,
    span: Span,
    options: &Options,
    out: &mut Diagnostics,
) -> (Facts, Tree<'a>) {
    let text = source.slice(span);
    let root = parse(arena, text, &IN_PLACE);
    let mut reader = Reader {
        source,
        places: Places::new(text, span.start as usize),
        numbered: options.numbered,
        out,
        ids: Ids::new(),
        given: Vec::new(),
        anchors: String::new(),
        numbers: Vec::new(),
        headings: Vec::new(),
        references: Vec::new(),
        links: Vec::new(),
        outside: Vec::new(),
        words: 0,
        acronyms: Vec::new(),
        in_word: false,
        html: false,
        looks_up: false,
        bars: memchr::memchr(b'|', text.as_bytes()).is_some(),
        notes: memchr::memmem::find(text.as_bytes(), b"[^").is_some(),
    };
    let mut at = Some(root);
    while let Some(node) = at {
        reader.node(node);
        at = following(root, node, true);
    }
    // With notes the page is made of another tree.
    let stands_alone = !reader.looks_up && !reader.notes;
    let tree = Tree { root, ids: std::mem::take(&mut reader.given), stands_alone };
    (reader.finish(), tree)
}

/// What to do about an image that is not found.
const IMAGE_HELP: &str = "write the whole address of the image, from https:// on, or take the image out";

struct Reader<'s, 'o> {
    source: &'s Source,
    places: Places<'s>,
    numbered: bool,
    out: &'o mut Diagnostics,
    ids: Ids,
    /// The ids that headings were given.
    given: Vec<String>,
    anchors: String,
    /// Numbers of paragraphs and where their paragraphs are.
    numbers: Vec<(String, Sourcepos)>,
    headings: Vec<(u8, Sourcepos)>,
    references: Vec<Reference>,
    links: Vec<Reference>,
    outside: Vec<Reference>,
    words: u32,
    acronyms: Vec<Acronym>,
    in_word: bool,
    /// Whether an opening tag was reported: the closing ones are not.
    html: bool,
    /// Whether a link or image leads elsewhere than outside.
    looks_up: bool,
    /// Whether there may be a table, and whether there may be marks of notes.
    bars: bool,
    notes: bool,
}

impl Reader<'_, '_> {
    fn node(&mut self, node: Node<'_>) {
        let data = node.data();
        let place = data.sourcepos;
        match &data.value {
            NodeValue::Text(text) => {
                self.count(text);
                self.short_forms(text, place);
                if self.notes {
                    self.note_marks(text, place);
                }
            }
            NodeValue::Code(code) => self.count(&code.literal),
            NodeValue::CodeBlock(code) => {
                self.in_word = false;
                self.count(&code.literal);
            }
            NodeValue::SoftBreak | NodeValue::LineBreak => self.in_word = false,
            NodeValue::Paragraph => {
                self.in_word = false;
                if self.numbered
                    && let Some(number) = number::of(node)
                {
                    self.anchor("para-");
                    self.anchors.push_str(&number.digits);
                    self.numbers.push((number.digits, place));
                }
                self.run_on(node);
            }
            NodeValue::Heading(heading) => {
                self.in_word = false;
                let id = self.ids.next(&words(node));
                self.anchor(&id);
                self.given.push(id);
                self.headings.push((heading.level, place));
            }
            NodeValue::Link(link) => {
                let words_end = node.last_child().map(|last| last.data().sourcepos.end);
                self.link(&link.url, place, words_end, true);
                self.link_words(node, &link.url, place);
            }
            NodeValue::Image(image) => {
                let words_end = node.last_child().map(|last| last.data().sourcepos.end);
                self.link(&image.url, place, words_end, false);
                self.image_words(node, place);
            }
            NodeValue::HtmlInline(html) => self.raw_html(html, place),
            NodeValue::HtmlBlock(html) => {
                self.in_word = false;
                self.html = false;
                self.raw_html(&html.literal, place);
            }
            NodeValue::FootnoteDefinition(note) if note.total_references == 0 => {
                self.lost_note(&note.name, place);
            }
            NodeValue::Table(_) => {
                self.in_word = false;
                self.table_heads(node, place);
            }
            value if value.block() => self.in_word = false,
            _ => {}
        }
    }

    fn count(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return };
        let space = |byte: u8| byte <= b' ';
        let begun =
            bytes.iter().zip(&bytes[1..]).map(|(a, b)| u32::from(space(*a) & !space(*b))).sum::<u32>();
        self.words += begun + u32::from(!self.in_word && !space(*first));
        self.in_word = !space(*last);
    }

    fn anchor(&mut self, anchor: &str) {
        if !self.anchors.is_empty() {
            self.anchors.push('\n');
        }
        self.anchors.push_str(anchor);
    }

    fn link(&mut self, target: &str, place: Sourcepos, words_end: Option<LineColumn>, is_link: bool) {
        let sort = link::sort(target);
        let is_far = sort == Sort::Outside && !link::is_local(target);
        if is_far && !(is_link && target.contains("://")) {
            return;
        }
        let span = self.places.target(target, place, words_end);
        let reference = || Reference { target: target.into(), span };
        if is_far {
            self.outside.push(reference());
            return;
        }
        self.looks_up = true;
        match sort {
            Sort::Record => self.references.push(reference()),
            Sort::Fragment if is_link => self.links.push(reference()),
            _ => {
                let what = if is_link { "link" } else { "image" };
                let message = if target.is_empty() {
                    format!("this {what} has no address")
                } else if sort == Sort::Outside {
                    format!(
                        "the {what} \"{target}\" leads to your own computer, where nobody else can follow it"
                    )
                } else {
                    format!("the {what} \"{target}\" leads nowhere")
                };
                let problem = Diagnostic::new(Code::BrokenLink, message)
                    .at_span(&self.source.path, span)
                    .help(if is_link { link::help(target) } else { IMAGE_HELP.into() })
                    .quoting(target);
                self.out.push(problem);
            }
        }
    }

    fn raw_html(&mut self, html: &str, place: Sourcepos) {
        if self.html && html.starts_with("</") {
            return;
        }
        self.html = true;
        let whole = self.places.span(place);
        // Of a block, the tag it begins with.
        let text = &self.source.text[whole.range()];
        let line = text.find(['\n', '\r']).unwrap_or(text.len());
        let end =
            if text.starts_with("<!--") { line } else { text[..line].find('>').map_or(line, |at| at + 1) };
        let span = Span::new(whole.start as usize, whole.start as usize + end);
        let problem = if text.starts_with("<!--") {
            Diagnostic::new(Code::HtmlComment, "this note would be published: readers would see it as text")
        } else {
            Diagnostic::new(Code::RawHtml, "HTML is not used here: readers will see it as text")
        };
        let problem = problem.at_span(&self.source.path, span).help(in_markdown(html));
        self.out.push(problem);
    }

    fn lost_note(&mut self, name: &str, place: Sourcepos) {
        self.in_word = false;
        let start = self.places.offset(place.start);
        let text = &self.source.text[start..];
        let end = start + text.find("]:").map_or(0, |at| at + 2);
        let problem = Diagnostic::new(Code::BrokenLink, format!("nothing points to the note \"{name}\""))
            .at_span(&self.source.path, Span::new(start, end))
            .help(format!("write [^{name}] in the text where the note belongs, or take the note out"))
            .quoting(name);
        self.out.push(problem);
    }

    /// Looks at the headings and numbers as a whole.
    fn finish(mut self) -> Facts {
        self.skipped_headings();
        self.duplicate_numbers();
        let mut links = std::mem::take(&mut self.links);
        if !links.is_empty() {
            let mut anchors: Vec<&str> = self.anchors.split('\n').collect();
            anchors.sort_unstable();
            links.retain(|link| anchors.binary_search(&&link.target[1..]).is_err());
        }
        Facts {
            anchors: self.anchors.into(),
            references: self.references,
            links,
            outside: self.outside.into(),
            words: self.words,
            acronyms: self.acronyms,
        }
    }

    fn skipped_headings(&mut self) {
        let Some(shallowest) = self.headings.iter().map(|(level, _)| *level).min() else { return };
        let mut before = shallowest - 1;
        for (level, place) in &self.headings {
            if *level > before + 1 {
                let wanted = usize::from(before) + 1;
                let message = if before < shallowest {
                    "the first heading is deeper than a later one".to_owned()
                } else {
                    format!("a heading of level {level} follows one of level {before}")
                };
                let problem = Diagnostic::new(Code::SkippedHeading, message)
                    .at_span(&self.source.path, self.places.span(*place))
                    .help(format!("begin it with {} (level {wanted})", "#".repeat(wanted)));
                self.out.push(problem);
            }
            before = *level;
        }
    }

    fn duplicate_numbers(&mut self) {
        self.numbers.sort_by(|a, b| a.0.cmp(&b.0));
        for same in self.numbers.chunk_by(|a, b| a.0 == b.0) {
            let (number, first) = &same[0];
            for (_, place) in &same[1..] {
                let at = |place| Place::Span(self.source.path.clone(), self.places.number(number, place));
                let problem =
                    Diagnostic::new(Code::DuplicateAnchor, format!("two paragraphs are numbered {number}"))
                        .at(at(*place))
                        .related(at(*first), "the first one")
                        .help(
                            "give each paragraph a number of its own, or write the number after other words",
                        )
                        .quoting(number);
                self.out.push(problem);
            }
        }
    }
}

/// How to write in Markdown what a tag is for.
fn in_markdown(html: &str) -> &'static str {
    let name = html.trim_start_matches(['<', '/']);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '!' && c != '-').unwrap_or(name.len());
    match name[..end].to_ascii_lowercase().as_str() {
        "b" | "strong" => "write **words** for strong words",
        "i" | "em" => "write *words* for stressed words",
        "a" => "write a link as [words](address)",
        "br" => "end the line with a backslash to break it there",
        "p" | "div" => "leave an empty line between paragraphs",
        "ul" | "ol" | "li" => "begin each line of a list with a hyphen or a number and a full stop",
        "table" | "tr" | "td" | "th" => {
            "write a table with | between the cells and a line of --- under the first row"
        }
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => "begin the line with ## for a heading",
        "img" => "write an image as ![what it shows](address)",
        "hr" => "write --- on a line of its own",
        "blockquote" => "begin each line of a quotation with >",
        "code" | "pre" => "put the words between backticks",
        name if name.starts_with("!--") => "take the comment out: it would be read by everyone",
        _ => "write it in Markdown, or put a backslash before < if the sign is meant",
    }
}
