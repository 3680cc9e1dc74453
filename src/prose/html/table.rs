//! Tables of prose: in a region that scrolls, with a caption when the paragraph before is one.

use super::super::text::escape_attribute;
use super::super::{Node, words};
use super::Writer;
use comrak::nodes::{NodeValue, TableAlignment};
use std::fmt::Write;

/// The table being written; tables hold no tables.
#[derive(Default)]
pub(super) struct State<'a> {
    /// The paragraph that captions the next table.
    pub caption: Option<Node<'a>>,
    /// How many tables the text has had.
    count: u32,
    columns: Vec<TableAlignment>,
    /// The column of the next cell, from 0.
    column: usize,
    /// Whether the row is the head, and whether the cell being written is a heading.
    head: bool,
    heading: bool,
    body: bool,
}

/// Whether a paragraph is the caption of the table after it: it begins with "Table 1" in strong letters.
pub(super) fn is_caption(paragraph: Node<'_>) -> bool {
    let (Some(first), Some(next)) = (paragraph.first_child(), paragraph.next_sibling()) else { return false };
    if !matches!(first.data().value, NodeValue::Strong) || !matches!(next.data().value, NodeValue::Table(_)) {
        return false;
    }
    let words = words(first);
    let Some(number) = words.strip_prefix("Table ") else { return false };
    let number = number.trim_end_matches(['.', ':']);
    number.starts_with(|c: char| c.is_ascii_alphanumeric())
        && number.len() <= 12
        && number.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.')
}

impl<'a> Writer<'a, '_> {
    pub(super) fn begin_table(&mut self, node: Node<'a>, columns: &[TableAlignment]) {
        self.table.count += 1;
        self.table.columns = columns.to_vec();
        self.table.body = false;
        let n = self.table.count;
        self.open("<div class=\"table-wrap\" role=\"region\" tabindex=\"0\" aria-label");
        if let Some(caption) = self.table.caption.take() {
            let _ = write!(self.out, "ledby=\"table.{n}\"><table>\n<caption id=\"table.{n}\">");
            self.walk(caption);
            self.out.push_str("</caption>\n");
        } else {
            // The region and the table in it have one name, for each is met by itself.
            let name = self.table_name(node);
            let _ = writeln!(self.out, "=\"{name}\"><table aria-label=\"{name}\">");
        }
    }

    /// What a table without a caption is called, as an attribute has it.
    fn table_name(&self, node: Node<'a>) -> String {
        if self.page.is_some() {
            return format!("Table {}", self.table.count);
        }
        // Several fields with tables may stand on one page: their columns tell them apart.
        let mut name = String::from("Table: ");
        let cells = node.first_child().into_iter().flat_map(comrak::arena_tree::Node::children);
        for (nth, cell) in cells.enumerate() {
            if nth > 0 {
                name.push_str(", ");
            }
            escape_attribute(&mut name, &words(cell));
        }
        name
    }

    pub(super) fn end_table(&mut self) {
        self.out.push_str(if self.table.body { "</tbody>\n</table></div>\n" } else { "</table></div>\n" });
    }

    pub(super) fn begin_row(&mut self, head: bool) {
        self.table.head = head;
        self.table.column = 0;
        if head {
            self.out.push_str("<thead>\n");
        } else if !self.table.body {
            self.table.body = true;
            self.out.push_str("<tbody>\n");
        }
        self.out.push_str("<tr>");
    }

    pub(super) fn end_row(&mut self, head: bool) {
        self.out.push_str(if head { "</tr>\n</thead>\n" } else { "</tr>\n" });
    }

    pub(super) fn begin_cell(&mut self, node: Node<'a>) {
        // The empty corner of a table heads nothing.
        self.table.heading = self.table.head && node.first_child().is_some();
        self.out.push_str(if self.table.heading { "<th scope=\"col\"" } else { "<td" });
        let class = match self.table.columns.get(self.table.column) {
            Some(TableAlignment::Right) => " class=\"right\">",
            Some(TableAlignment::Center) => " class=\"centre\">",
            _ => ">",
        };
        self.out.push_str(class);
        self.table.column += 1;
    }

    pub(super) fn end_cell(&mut self) {
        self.out.push_str(if self.table.heading { "</th>" } else { "</td>" });
    }
}
