//! What must hold between kinds: references name kinds, folders and tables have one owner each.

use super::Kind;
use super::field::Field;
use super::keywords;
use super::tables::tables;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::source::Span;
use crate::tree::{Node, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What must hold between kinds: references name kinds, folders and tables have one owner each.
pub(super) fn across(list: &[Kind], at: &BTreeMap<&str, (&Arc<str>, &Node)>, out: &mut Diagnostics) {
    let names: BTreeSet<&str> = list.iter().map(|k| &*k.name).collect();
    let mut plurals: BTreeMap<&str, &str> = BTreeMap::new();
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    for kind in list {
        let Some((path, root)) = at.get(&*kind.name) else { continue };
        let x = root.entry("x-kind").map_or(root.span, |e| e.key_span);
        let mut bad_at = |span: Span, message: String, help: &str| {
            out.push(Diagnostic::new(Code::BadKind, message).at_span(path, span).help(help));
        };
        for target in named_kinds(&kind.fields) {
            if !names.contains(&*target) {
                let near = did_you_mean(&target, names.iter().copied());
                let help = near.map_or("add a file for it to data/kinds/".to_owned(), |n| {
                    format!("did you mean `{n}`?")
                });
                let message = format!("a field refers to the kind `{target}`, which does not exist");
                bad_at(reference_to(root, &target).unwrap_or(x), message, &help);
            }
        }
        let mut bad = |message: String, help: &str| bad_at(x, message, help);
        let slug_like =
            kind.plural.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if keywords::RESERVED.contains(&&*kind.plural) || !slug_like || kind.plural.is_empty() {
            bad(
                format!("`{}` cannot be the folder of a kind", kind.plural),
                "use lower-case letters and hyphens, and none of crier's own folder names",
            );
        }
        if let Some(other) = plurals.insert(&kind.plural, &kind.name) {
            bad(
                format!("the kinds `{other}` and `{}` share the folder `{}`", kind.name, kind.plural),
                "give one of them another `plural`",
            );
        }
        for table in tables(kind) {
            if let Some(column) = table.doubled_column() {
                bad(
                    format!("the table `{}.csv` would have two columns `{column}`", table.name),
                    "give the field in that list another name",
                );
            }
            let name = table.name;
            if let Some(other) = taken.insert(name.clone(), &kind.name) {
                bad(
                    format!("two tables would be called `{name}.csv` (kinds `{other}` and `{}`)", kind.name),
                    "rename one of the fields or kinds",
                );
            }
        }
        for (target, path) in asked_by(&kind.fields) {
            let there = list.iter().find(|k| k.name == target);
            if there.is_some_and(|k| k.field_at(&path).is_none_or(|f| !f.has_parts())) {
                bad(
                    format!(
                        "`x-answers` names `{path}`, and the kind `{target}` has no such list of numbered items"
                    ),
                    "write the path of the list whose items ask for an answer, such as \"recommendations.items\"",
                );
            }
        }
    }
}

/// What the references of a kind say they answer: each kind they may name, and the list of it whose items ask.
pub fn asked_by(fields: &[Field]) -> Vec<(Arc<str>, String)> {
    let mut found = Vec::new();
    for field in fields {
        let item = field.item();
        if let (Some(reference), Some(path)) = (&item.reference, &item.answers) {
            found.extend(reference.kinds.iter().map(|kind| (kind.clone(), path.clone())));
        }
        found.extend(asked_by(field.fields()));
    }
    found
}

/// Where a kind file first writes that a field names records of this kind.
fn reference_to(node: &Node, target: &str) -> Option<Span> {
    let inside: Vec<&Node> = match &node.value {
        Value::Map(entries) => entries.iter().map(|entry| &entry.node).collect(),
        Value::List(items) => items.iter().collect(),
        _ => Vec::new(),
    };
    let named = node.entry("x-reference").and_then(|entry| match &entry.node.value {
        Value::List(items) => items.iter().find(|item| item.scalar() == Some(target)),
        _ => Some(&entry.node).filter(|node| node.scalar() == Some(target)),
    });
    named.map(|node| node.span).or_else(|| inside.into_iter().find_map(|node| reference_to(node, target)))
}

fn named_kinds(fields: &[Field]) -> Vec<Arc<str>> {
    let mut found = Vec::new();
    for field in fields {
        let item = field.item();
        let own = item.reference.iter().chain(&field.reference).flat_map(|r| r.kinds.iter().cloned());
        found.extend(own);
        found.extend(named_kinds(field.fields()));
    }
    found.sort();
    found.dedup();
    found
}
