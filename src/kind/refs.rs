//! Where the `$ref` of a kind file leads: into the file itself, or into the file of what every kind has.

use super::keywords::COMMON_FILE;
use crate::tree::{Entry, Node, Value};

/// How deep `$ref` may lead to `$ref`.
const DEPTH_MAX: usize = 8;

/// The two files that a `$ref` may lead into.
#[derive(Debug, Clone, Copy)]
pub(super) struct Refs<'a> {
    pub(super) root: &'a Node,
    pub(super) common: &'a Node,
}

/// A schema node with what its `$ref` leads to; the nearer one wins.
pub(super) struct Layers<'n>(pub(super) Vec<&'n Node>);

impl<'a> Refs<'a> {
    /// A node and what it refers to. A `$ref` that leads nowhere adds nothing: inspection has reported it.
    pub(super) fn layers(&self, node: &'a Node) -> Layers<'a> {
        let mut layers = Layers(vec![node]);
        while layers.0.len() <= DEPTH_MAX {
            let last = layers.0[layers.0.len() - 1];
            let Some(next) = last.entry("$ref").and_then(|e| self.target(e.node.scalar()?)) else { break };
            layers.0.push(next);
        }
        layers
    }

    /// What a `$ref` names.
    pub(super) fn target(&self, reference: &str) -> Option<&'a Node> {
        let (file, pointer) = reference.split_once('#').unwrap_or((reference, ""));
        let at = |root: &'a Node| root.at_pointer(pointer).map(|(_, node)| node);
        match file {
            COMMON_FILE => at(self.common),
            // Written in the shared file, it means that file.
            "" if reference.starts_with('#') => at(self.root).or_else(|| at(self.common)),
            _ => None,
        }
    }
}

impl<'n> Layers<'n> {
    pub(super) fn entry(&self, key: &str) -> Option<&'n Entry> {
        self.0.iter().find_map(|node| node.entry(key))
    }

    pub(super) fn text(&self, key: &str) -> Option<String> {
        self.entry(key).and_then(|e| e.node.scalar()).map(str::to_owned)
    }

    pub(super) fn flag(&self, key: &str) -> bool {
        self.entry(key).is_some_and(|e| e.node.value == Value::Bool(true))
    }

    /// Whether a flag is set or might be meant: what is malformed is not taken for false.
    pub(super) fn unless_false(&self, key: &str) -> bool {
        self.entry(key).is_some_and(|e| e.node.value != Value::Bool(false))
    }
}

/// The texts of a list; empty for anything else.
pub(super) fn strings(entry: Option<&Entry>) -> Vec<String> {
    texts(entry).into_iter().map(|(text, _)| text.to_owned()).collect()
}

/// The texts of a list, each with its node.
pub(super) fn texts(entry: Option<&Entry>) -> Vec<(&str, &Node)> {
    match entry.map(|e| &e.node) {
        Some(Node { value: Value::List(items), .. }) => {
            items.iter().filter_map(|node| Some((node.scalar()?, node))).collect()
        }
        _ => Vec::new(),
    }
}
