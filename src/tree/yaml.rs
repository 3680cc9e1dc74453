//! YAML front matter to a tree.
//!
//! In: a span of a source. Out: a [`Node`] whose spans count from the start of the source. Plain scalars
//! keep their letters: what `no`, `00123` or `2012-04-01` mean is for the kind to say. Anchors, aliases,
//! tags, directives and keys that are no text are refused; [`mistake`] has the words for what is wrong.

mod comment;
mod mistake;
#[cfg(test)]
mod tests;

use super::build::{Builder, Limit, REPORTS_MAX};
use super::{DEPTH_MAX, Node, Value};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::source::{Source, Span};
use granit_parser::{Event, Options, Parser, ScalarStyle, ScanError, Span as Mark, StructureStyle};
use mistake::Scene;

/// How many uses of one anchor its diagnostic points at.
const USES_MAX: usize = 5;

/// Reads the YAML in `span` of a source. Spans in the tree count from the start of the source.
///
/// Plain scalars keep their letters ([`super::Value::Plain`]); `~`, `null` and nothing at all are
/// [`super::Value::Null`]; an empty document is an empty map. Problems go to `out`: `lost-comment`, `duplicate-key`, after
/// which the first of the two stands, and `bad-yaml`, after which none is returned.
pub fn read(source: &Source, span: Span, out: &mut Diagnostics) -> Option<Node> {
    let text = source.slice(span);
    let mut reader = Reader::new(source, span, out);
    for event in Parser::new_from_str_with_options(text, options()) {
        let going = match event {
            Ok((event, mark)) => reader.event(event, &mark),
            Err(error) => reader.failed(&error),
        };
        if !going {
            break;
        }
    }
    reader.finish()
}

/// Bounds on nesting lie one above ours, so that ours gives the words.
fn options() -> Options {
    granit_parser::options! {
        emit_comments: false,
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        disallow_directives: true,
        flow_nesting_limit: DEPTH_MAX + 1,
        block_nesting_limit: DEPTH_MAX + 1,
    }
}

struct Reader<'a, 'o> {
    source: &'a Source,
    region: Span,
    out: &'o mut Diagnostics,
    builder: Builder<'a>,
    /// The scalar read last, and whether it was plain.
    last: Option<(Span, bool)>,
    /// The end of what was read last.
    last_end: usize,
    documents: u32,
    /// Problems that end in no tree although reading goes on.
    bad: Vec<Diagnostic>,
    /// The anchors among them: the parser's number, the place in `bad`.
    anchors: Vec<(usize, usize)>,
}

impl<'a, 'o> Reader<'a, 'o> {
    fn new(source: &'a Source, region: Span, out: &'o mut Diagnostics) -> Reader<'a, 'o> {
        Reader {
            source,
            region,
            out,
            builder: Builder::new(source),
            last: None,
            last_end: region.start as usize,
            documents: 0,
            bad: Vec::new(),
            anchors: Vec::new(),
        }
    }

    /// Takes one event; false when reading must stop.
    fn event(&mut self, event: Event<'_>, mark: &Mark) -> bool {
        let span = self.place(mark);
        match event {
            Event::Scalar(text, style, _, tag) => {
                if tag.is_some() {
                    self.tag(mark);
                }
                self.scalar(text.into_owned(), style, span)
            }
            Event::MappingStart(style, _, tag) => self.open(true, style, tag.is_some(), mark),
            Event::SequenceStart(style, _, tag) => self.open(false, style, tag.is_some(), mark),
            Event::MappingEnd | Event::SequenceEnd => {
                // Where indentation ends something, the parser names the place of what follows.
                self.builder.close((span.end > span.start).then_some(span.end as usize));
                self.last_end = self.last_end.max(span.end as usize);
                true
            }
            Event::Alias(id) => {
                self.used(id, span);
                self.hold(span)
            }
            Event::UnresolvedAlias(_) => {
                self.report(self.scene().sign(span));
                self.hold(span)
            }
            Event::Anchor(id, _) => {
                self.anchors.push((id, self.bad.len()));
                self.report(self.scene().sign(span));
                true
            }
            Event::DocumentStart(..) => self.document(span),
            _ => true,
        }
    }

    /// A parser's mark as a span of the source.
    fn place(&self, mark: &Mark) -> Span {
        let range = mark.byte_range().unwrap_or_default();
        Span::new(range.start, range.end).shifted(self.region.start as usize)
    }

    fn document(&mut self, span: Span) -> bool {
        self.documents += 1;
        if self.documents > 1 {
            self.report(self.scene().second_document(span));
        }
        self.documents == 1
    }

    fn open(&mut self, map: bool, style: StructureStyle, tagged: bool, mark: &Mark) -> bool {
        let span = self.place(mark);
        if tagged {
            self.tag(mark);
        }
        if self.builder.wants_key() {
            self.report(self.scene().complex_key(span));
            return false;
        }
        let bracketed = matches!(style, StructureStyle::Flow) && span.end > span.start;
        let opened = self.builder.open(map, bracketed, span.start as usize);
        self.within(opened, span)
    }

    fn scalar(&mut self, text: String, style: ScalarStyle, span: Span) -> bool {
        let plain = matches!(style, ScalarStyle::Plain);
        if self.builder.wants_key() {
            return self.key(text, plain, span);
        }
        // A text of one line is as long as what is written.
        let long = plain && span.range().len() > text.len() && self.builder.in_hyphens();
        if let Some(hyphen) = long.then(|| self.scene().hyphen_within(span)).flatten() {
            self.report(hyphen);
            return self.hold(span);
        }
        let empty = plain && span.start == span.end;
        let span = match style {
            ScalarStyle::Literal | ScalarStyle::Folded => self.block(span),
            _ if empty => self.nothing(span),
            _ => span,
        };
        let value = match text.as_str() {
            _ if !plain => Value::Text(text),
            "~" | "null" | "" => Value::Null,
            _ => Value::Plain(text),
        };
        self.passed(span, plain);
        let held = self.builder.scalar(value, span);
        self.within(held, span)
    }

    fn key(&mut self, text: String, plain: bool, span: Span) -> bool {
        if plain && span.start == span.end {
            self.report(self.scene().no_key(span));
            return false;
        }
        let before = self.source.text[self.region.start as usize..span.start as usize].trim_end_matches(' ');
        if before.len() < span.start as usize - self.region.start as usize && before.ends_with('?') {
            let mark = self.region.start as usize + before.len();
            self.report(self.scene().complex_key(Span::new(mark - 1, mark)));
            return false;
        }
        self.passed(span, plain);
        self.builder.key(text, span, self.out);
        true
    }

    fn passed(&mut self, span: Span, plain: bool) {
        self.last = Some((span, plain));
        self.last_end = self.last_end.max(span.end as usize);
    }

    /// A block's text without the blanks that follow it.
    fn block(&self, span: Span) -> Span {
        let text = self.source.slice(span).trim_end();
        Span::new(span.start as usize, span.start as usize + text.len())
    }

    /// The place of a value that is not there: right after the colon.
    fn nothing(&self, span: Span) -> Span {
        let Some(key) = self.builder.waiting_key() else { return span };
        let end = key.end as usize;
        let rest = &self.source.text[end..self.region.end as usize];
        let blanks = rest.len() - rest.trim_start().len();
        let at = if rest[blanks..].starts_with(':') { end + blanks + 1 } else { end };
        Span::new(at, at)
    }

    /// Stands in for a value that was refused, so that the rest can be read.
    fn hold(&mut self, span: Span) -> bool {
        self.last_end = self.last_end.max(span.end as usize);
        if self.builder.wants_key() {
            return false;
        }
        let held = self.builder.scalar(Value::Null, span);
        self.within(held, span)
    }

    fn tag(&mut self, mark: &Mark) {
        let span = mark.tag_span().map_or_else(|| self.place(mark), |tag| self.place(&tag));
        self.report(self.scene().sign(span));
    }

    /// An alias is one cause with its anchor, so it is told there.
    fn used(&mut self, id: usize, span: Span) {
        let Some(&(_, at)) = self.anchors.iter().find(|(anchor, _)| *anchor == id) else { return };
        if let Some(anchor) = self.bad.get_mut(at).filter(|anchor| anchor.related.len() < USES_MAX) {
            anchor.related.push((Place::Span(self.source.path.clone(), span), "it is used here".into()));
        }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        if self.bad.len() < REPORTS_MAX {
            self.bad.push(diagnostic);
        }
    }

    fn within(&mut self, done: Result<(), Limit>, span: Span) -> bool {
        match done {
            Ok(()) => self.bad.len() < REPORTS_MAX,
            Err(limit) => {
                self.report(limit.diagnostic(Code::BadYaml, self.source, span));
                false
            }
        }
    }

    /// A parser's error follows from what was already reported, if anything was.
    fn failed(&mut self, error: &ScanError) -> bool {
        if self.bad.is_empty() {
            self.report(self.scene().explain(error));
        }
        false
    }

    fn scene(&self) -> Scene<'a> {
        Scene {
            source: self.source,
            region: self.region,
            last: self.last,
            last_end: self.last_end,
            at_root: self.builder.at_root(),
            bracket: self.builder.open_bracket(),
        }
    }

    fn finish(self) -> Option<Node> {
        let scene = self.scene();
        if !self.bad.is_empty() {
            self.bad.into_iter().for_each(|diagnostic| self.out.push(diagnostic));
            return None;
        }
        let Some(mut root) = self.builder.finish() else { return Some(Node::empty_map(self.region)) };
        match root.value {
            Value::Map(_) => {
                comment::lost(self.source, self.region, &mut root, self.out);
                Some(root)
            }
            Value::Null => Some(Node::empty_map(root.span)),
            _ => {
                self.out.push(scene.not_a_map(&root));
                None
            }
        }
    }
}
