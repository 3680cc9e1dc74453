//! Footnotes: references in the text, the notes at its end, and the ways back.

use super::super::Node;
use super::super::text::escape;
use super::Writer;
use comrak::nodes::{NodeFootnoteReference, NodeValue};
use std::fmt::Write;

impl<'a> Writer<'a, '_> {
    pub(super) fn note_reference(&mut self, note: &NodeFootnoteReference) {
        if self.page.is_none() {
            self.out.push_str("[^");
            escape(&mut self.out, &note.name);
            return self.out.push(']');
        }
        let n = note.ix;
        let _ = write!(self.out, "<sup class=\"note\" id=\"note-ref.{n}");
        if note.ref_num > 1 {
            let _ = write!(self.out, ".{}", note.ref_num);
        }
        self.out.push_str("\">");
        let _ = if self.links.contains(&true) {
            write!(self.out, "{n}</sup>")
        } else {
            write!(self.out, "<a href=\"#note.{n}\" aria-label=\"Note {n}\">{n}</a></sup>")
        };
    }

    pub(super) fn note(&mut self, node: Node<'a>) {
        let Some(page) = &mut self.page else { return };
        page.notes += 1;
        let n = page.notes;
        if n == 1 {
            self.open("<div class=\"notes\" role=\"doc-endnotes\" aria-label=\"Notes\">\n<ol>\n");
        }
        self.open("<li id=\"note.");
        let _ = write!(self.out, "{n}\">");
        if node.first_child().is_none() {
            self.ways_back(Some(node));
        }
    }

    pub(super) fn end_note(&mut self, node: Node<'a>) {
        if node.last_child().is_some_and(|last| !matches!(last.data().value, NodeValue::Paragraph)) {
            self.open("<p>");
            self.ways_back(Some(node));
            self.out.push_str("</p>\n");
        }
        self.out.push_str("</li>\n");
        if node.next_sibling().is_none() {
            self.out.push_str("</ol>\n</div>\n");
        }
    }

    /// Writes links from the end of a note to every place in the text that points to it.
    pub(super) fn ways_back(&mut self, note: Option<Node<'a>>) {
        let (Some(note), Some(page)) = (note, &self.page) else { return };
        let n = page.notes;
        let NodeValue::FootnoteDefinition(definition) = &note.data().value else { return };
        let _ = write!(
            self.out,
            " <a href=\"#note-ref.{n}\" aria-label=\"Back to the text of note {n}\">Back to the text</a>"
        );
        for nth in 2..=definition.total_references {
            let _ = write!(
                self.out,
                " <a href=\"#note-ref.{n}.{nth}\" aria-label=\"Back to the text of note {n}, place {nth}\">place {nth}</a>"
            );
        }
    }
}

/// Whether a footnote is one of those that comrak put at the end, in the order of the text. A second one of the
/// same name, or one inside another, stays where it was and is shown as plain paragraphs.
pub(super) fn is_note(node: Node<'_>) -> bool {
    let NodeValue::FootnoteDefinition(note) = &node.data().value else { return false };
    note.total_references > 0 && node.parent().is_some_and(|p| matches!(p.data().value, NodeValue::Document))
}

/// Whether a paragraph is the last of a note.
pub(super) fn ends_note(paragraph: Node<'_>) -> bool {
    paragraph.next_sibling().is_none() && paragraph.parent().is_some_and(is_note)
}
