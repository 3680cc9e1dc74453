//! TOML settings to a tree.
//!
//! In: a source. Out: a [`Node`] in the order written; numbers and dates keep their letters. The toml crate
//! decides validity and reads on after an error; [`mistake`] has the words for what is wrong.

mod mistake;
#[cfg(test)]
mod tests;

use super::build::Limit;
use super::{DEPTH_MAX, Entry, NODES_MAX, Node, Value};
use crate::diagnostic::{Code, Diagnostics};
use crate::source::{Source, Span};
use mistake::{Outline, outline};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// How many lines may be wrong before reading gives up: each costs another look at the whole text.
const PASSES_MAX: usize = 20;

/// How many bytes may be looked at again for that; real settings are a few thousand long.
const AGAIN_MAX_BYTES: usize = 1024 * 1024;

/// Reads a whole TOML source. All problems go to `out` as `bad-toml`, one for each line; the other lines are
/// returned, so a setting may be missing because its line is wrong. None when that cannot be said of single
/// lines: nesting too deep, a bracket or long text never closed, a table's name that cannot be read.
pub fn read(source: &Source, out: &mut Diagnostics) -> Option<Node> {
    // The crate recurses over what it has read, so depth is bounded before it sees the text.
    let Outline { too_deep, unclosed } = outline(&source.text);
    if let Some(at) = too_deep {
        out.push(Limit::Depth.diagnostic(Code::BadToml, source, Span::new(at, at + 1)));
        return None;
    }
    // After some errors the crate loses all that follows, so each wrong line is blanked and the rest read anew.
    let mut text = source.text.to_string();
    for _ in 0..(AGAIN_MAX_BYTES / text.len().max(1)).clamp(1, PASSES_MAX) {
        let (table, errors) = DeTable::parse_recoverable(&text);
        let Some(found) = mistake::first(source, &errors, unclosed) else {
            return tree(source, table.get_ref(), out);
        };
        drop(table);
        out.push(found.diagnostic);
        let blank = " ".repeat(found.line?.range().len());
        text.replace_range(found.line?.range(), &blank);
    }
    None
}

fn tree(source: &Source, table: &DeTable<'_>, out: &mut Diagnostics) -> Option<Node> {
    let mut reader = Reader { text: &source.text, nodes: 0 };
    let read = reader.table(table, 0..source.text.len(), 1);
    read.map_err(|limit| out.push(limit.diagnostic(Code::BadToml, source, Span::new(0, 0)))).ok()
}

struct Reader<'a> {
    text: &'a str,
    nodes: usize,
}

impl Reader<'_> {
    /// A table, its end moved to that of its last setting: the crate gives the header only.
    fn table(&mut self, table: &DeTable<'_>, at: Range<usize>, depth: usize) -> Result<Node, Limit> {
        if depth > DEPTH_MAX {
            return Err(Limit::Depth);
        }
        let mut entries = Vec::with_capacity(table.len());
        let mut end = at.end;
        for (key, value) in table {
            let node = self.value(value, depth + 1)?;
            end = end.max(node.span.end as usize);
            let key_span = span(&key.span());
            entries.push(Entry { key: key.get_ref().to_string(), key_span, doubled: false, node });
        }
        entries.sort_by_key(|entry| entry.key_span.start);
        Ok(Node { span: Span::new(at.start, end), value: Value::Map(entries) })
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>, depth: usize) -> Result<Node, Limit> {
        self.nodes += 1;
        if self.nodes > NODES_MAX {
            return Err(Limit::Nodes);
        }
        let at = value.span();
        let letters = || self.text.get(at.clone()).unwrap_or("").trim().to_owned();
        let read = match value.get_ref() {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Integer(_) | DeValue::Float(_) => Value::Number(letters()),
            DeValue::Boolean(truth) => Value::Bool(*truth),
            DeValue::Datetime(_) => Value::Text(letters()),
            DeValue::Array(_) if depth > DEPTH_MAX => return Err(Limit::Depth),
            DeValue::Array(items) => {
                Value::List(items.iter().map(|item| self.value(item, depth + 1)).collect::<Result<_, _>>()?)
            }
            DeValue::Table(table) => return self.table(table, at, depth),
        };
        let end = match &read {
            Value::List(items) => items.last().map_or(at.end, |last| at.end.max(last.span.end as usize)),
            _ => at.end,
        };
        Ok(Node { span: Span::new(at.start, end), value: read })
    }
}

fn span(range: &Range<usize>) -> Span {
    Span::new(range.start, range.end)
}
