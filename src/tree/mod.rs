//! What a source says, unchecked: maps, lists and scalars, each with its span.
//!
//! In: a [`Source`](crate::source::Source). Out: [`Node`]s. One tree for YAML, TOML, JSON and CSV; it
//! knows no kinds, so a plain scalar keeps its letters and the kind decides what they mean.

mod build;
pub mod csv;
pub mod front_matter;
pub mod json;
#[cfg(test)]
mod tests;
pub mod toml;
pub mod yaml;

use crate::source::Span;

/// The deepest nesting any tree may have.
pub const DEPTH_MAX: usize = 64;

/// The most nodes one source may have; a bound on memory, far above any real file.
pub const NODES_MAX: usize = 2_000_000;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where, quotes included.
    pub span: Span,
    /// What.
    pub value: Value,
}

/// What a node holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing: `key:` in YAML, `null` in JSON.
    Null,
    /// `true` or `false` where the format has them (JSON, TOML).
    Bool(bool),
    /// A number where the format has them (JSON, TOML), as written.
    Number(String),
    /// An unquoted scalar (YAML, CSV): letters whose meaning the kind decides.
    Plain(String),
    /// Text that says so by its quotes or block.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A map, in the order written. Keys are unique: a second one is reported and left out.
    Map(Vec<Entry>),
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key as written.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// Whether the key stands again, which is reported: it is not known which of the two is meant.
    pub doubled: bool,
    /// The value.
    pub node: Node,
}

impl Node {
    /// An empty map at a span.
    pub fn empty_map(span: Span) -> Node {
        Node { span, value: Value::Map(Vec::new()) }
    }

    /// The entry of a map by key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        match &self.value {
            Value::Map(entries) => entries.iter().find(|e| e.key == key),
            _ => None,
        }
    }

    /// The text of a scalar of any sort.
    pub fn scalar(&self) -> Option<&str> {
        match &self.value {
            Value::Plain(text) | Value::Text(text) | Value::Number(text) => Some(text),
            Value::Bool(true) => Some("true"),
            Value::Bool(false) => Some("false"),
            _ => None,
        }
    }

    /// The node at a JSON pointer, and the span of the key that leads to it.
    pub fn at_pointer(&self, pointer: &str) -> Option<(Option<Span>, &Node)> {
        let mut node = self;
        let mut key_span = None;
        for step in pointer.split('/').skip(1) {
            let step = step.replace("~1", "/").replace("~0", "~");
            match &node.value {
                Value::Map(entries) => {
                    let entry = entries.iter().find(|e| e.key == step)?;
                    key_span = Some(entry.key_span);
                    node = &entry.node;
                }
                Value::List(items) => {
                    node = items.get(step.parse::<usize>().ok()?)?;
                    key_span = None;
                }
                _ => return None,
            }
        }
        Some((key_span, node))
    }
}
