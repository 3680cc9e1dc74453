//! Links and images, with the targets that the caller gives them.

use super::super::text::{escape, escape_address, escape_attribute};
use super::super::{Node, following, words};
use super::Writer;
use comrak::nodes::{NodeLink, NodeValue};

impl<'a> Writer<'a, '_> {
    pub(super) fn link(&mut self, target: &str) {
        // Markdown allows <https://...> within the words of a link; HTML does not.
        let address = if self.links.contains(&true) { None } else { self.address(target) };
        if let Some(address) = &address {
            self.out.push_str("<a href=\"");
            escape_address(&mut self.out, address);
            self.out.push_str("\">");
        }
        self.links.push(address.is_some());
    }

    pub(super) fn end_link(&mut self) {
        if self.links.pop() == Some(true) {
            self.out.push_str("</a>");
        }
    }

    pub(super) fn image(&mut self, node: Node<'a>, image: &NodeLink) {
        let text = words(node);
        if let Some(address) = self.address(&image.url) {
            self.out.push_str("<img src=\"");
            escape_address(&mut self.out, &address);
            self.out.push_str("\" alt=\"");
            escape_attribute(&mut self.out, &text);
            self.out.push_str("\">");
        } else {
            escape(&mut self.out, &text);
        }
        // Notes within the text of an image stand after it: the ways back from them need a place.
        let mut at = following(node, node, true);
        while let Some(inner) = at {
            if let NodeValue::FootnoteReference(note) = &inner.data().value {
                self.note_reference(note);
            }
            at = following(node, inner, true);
        }
    }
}
