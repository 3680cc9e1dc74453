//! Which records a file holds.
//!
//! In: a [`Source`] and how it holds records. Out: one tree a record, in the order of the file.

use super::Form;
use super::convert::NAME;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Source, Span};
use crate::tree::{self, Node, csv::Column};

/// One record as its file gives it.
#[derive(Debug)]
pub struct Item {
    /// Which of the file, from 0.
    pub item: u32,
    /// What it says.
    pub node: Node,
    /// Where its prose stands, for a document.
    pub prose: Option<Span>,
    /// Whether the file's stem is its name: a document, or a JSON file of one object.
    pub named_by_file: bool,
}

/// Reads a file's records one after the other. Columns are given back for CSV, to be checked once for the whole file.
pub fn read(
    source: &Source,
    form: Form,
    out: &mut Diagnostics,
    each: &mut dyn FnMut(Item, &mut Diagnostics),
) -> Vec<Column> {
    match form {
        Form::Document => document(source, out, each),
        Form::Element => elements(source, out, each),
        Form::Row => return rows(source, out, each),
    }
    Vec::new()
}

fn document(source: &Source, out: &mut Diagnostics, each: &mut dyn FnMut(Item, &mut Diagnostics)) {
    match tree::front_matter::split(source) {
        Ok(halves) => {
            if let Some(node) = tree::yaml::read(source, halves.yaml, out) {
                each(Item { item: 0, node, prose: Some(halves.prose), named_by_file: true }, out);
            }
        }
        Err(diagnostic) => out.push(*diagnostic),
    }
}

fn elements(source: &Source, out: &mut Diagnostics, each: &mut dyn FnMut(Item, &mut Diagnostics)) {
    let Some(root) = tree::json::read(source, out) else { return };
    match root.value {
        tree::Value::List(items) => {
            for (item, node) in (0u32..).zip(items) {
                if !matches!(node.value, tree::Value::Map(_)) {
                    // Not even its name is known: nothing else is said of it.
                    let message = "each item of this list has to be a record";
                    let help = "write { \"name\": \"…\", \"title\": \"…\" } for each record";
                    out.push(
                        Diagnostic::new(Code::WrongType, message).at_span(&source.path, node.span).help(help),
                    );
                    continue;
                }
                each(Item { item, node, prose: None, named_by_file: false }, out);
            }
        }
        tree::Value::Map(_) if is_for_many(&source.path) && root.entry(NAME).is_some() => {
            let brace = Span::new(root.span.start as usize, root.span.start as usize + 1);
            out.push(
                Diagnostic::new(Code::WrongType, "this file holds one record where a list of them is meant")
                    .at_span(&source.path, brace)
                    .help("put [ before it and ] after it; more records follow after a comma"),
            );
            each(Item { item: 0, node: root, prose: None, named_by_file: false }, out);
        }
        tree::Value::Map(_) => each(Item { item: 0, node: root, prose: None, named_by_file: true }, out),
        _ => out.push(
            Diagnostic::new(Code::BadJson, "this file holds neither a record nor a list of records")
                .at_span(&source.path, root.span)
                .help("start with [ for a list of records or with { for one"),
        ),
    }
}

/// Whether a file is called after a kind, so that it is for all its records: it lies in no folder of the kind.
fn is_for_many(path: &str) -> bool {
    path.matches('/').count() == 1
}

fn rows(source: &Source, out: &mut Diagnostics, each: &mut dyn FnMut(Item, &mut Diagnostics)) -> Vec<Column> {
    // The reader reports into its own collection while rows are handed on into the caller's.
    let mut own = Diagnostics::new();
    let columns = tree::csv::read(source, &mut own, &mut |item, node| {
        each(Item { item, node, prose: None, named_by_file: false }, out);
    });
    out.append(own);
    columns.unwrap_or_default()
}
