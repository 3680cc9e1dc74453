//! What must hold between kinds: references name kinds, folders and tables have one owner each.

use super::Kind;
use super::broken::Broken;
use super::field::Field;
use super::names::Names;
use super::read::{COMMON, Parsed};
use super::refs::Refs;
use super::tables::tables;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, did_you_mean};
use crate::source::Span;
use crate::tree::{Node, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The files that the kinds come from.
pub(super) struct Across<'a> {
    /// Those of the kinds, by name.
    pub(super) files: &'a BTreeMap<String, Parsed>,
    /// What every kind has.
    pub(super) common: &'a Parsed,
    /// Kinds that are taken away, and where that is said.
    pub(super) removed: &'a BTreeMap<String, Arc<str>>,
}

/// Checks what must hold between kinds. Those that cannot be used move from `list` to `broken`.
pub(super) fn across(list: &mut Vec<Kind>, broken: &mut Broken, at: &Across<'_>, out: &mut Diagnostics) {
    let mut bad: BTreeSet<Arc<str>> = shared_folders(list, at, out);
    for name in missing_kinds(list, broken, at, out) {
        broken.add_name(&name);
    }
    let shared = names_in(at.common, at, list, broken);
    let before = out.iter().count();
    shared.check(out);
    let whole = out.iter().count() == before;
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    for kind in list.iter() {
        let Some(file) = at.files.get(&*kind.name).filter(|_| !bad.contains(&kind.name)) else { continue };
        let mut found = Diagnostics::new();
        let names = names_in(file, at, list, broken);
        names.check(&mut found);
        names.of_kind(kind, &mut found);
        own_tables(kind, file, &mut taken, &mut found);
        answered(kind, file, list, &mut found);
        if !found.is_empty() || !whole {
            bad.insert(kind.name.clone());
        }
        out.append(found);
    }
    list.retain(|kind| {
        let stays = !bad.contains(&kind.name);
        if !stays {
            broken.add(&kind.name, Some(&kind.plural));
        }
        stays
    });
}

fn names_in<'a>(file: &'a Parsed, at: &Across<'a>, kinds: &'a [Kind], broken: &'a Broken) -> Names<'a> {
    Names { path: &file.path, refs: Refs { root: &file.root, common: &at.common.root }, kinds, broken }
}

/// Where a file says something of `x-kind`.
fn in_x_kind(file: &Parsed, key: &str) -> Span {
    let x = file.root.entry("x-kind");
    let member = x.and_then(|x| x.node.entry(key)).map(|e| e.node.span);
    member.or(x.map(|x| x.key_span)).unwrap_or(file.root.span)
}

/// Kinds whose records would lie in one folder: their records cannot be told apart.
fn shared_folders(list: &[Kind], at: &Across<'_>, out: &mut Diagnostics) -> BTreeSet<Arc<str>> {
    let mut owners: BTreeMap<&str, Vec<&Kind>> = BTreeMap::new();
    list.iter().for_each(|kind| owners.entry(&kind.plural).or_default().push(kind));
    owners.retain(|_, kinds| kinds.len() > 1);
    for (plural, kinds) in &owners {
        let files = kinds.iter().filter_map(|kind| at.files.get(&*kind.name));
        let mut places = files.map(|file| Place::Span(file.path.clone(), in_x_kind(file, "plural"))).rev();
        let names: Vec<String> = kinds.iter().map(|kind| format!("`{}`", kind.name)).collect();
        let message = format!("the kinds {} share the folder `{plural}`", names.join(" and "));
        let mut diagnostic =
            Diagnostic::new(Code::BadKind, message).help("give one of them another `plural`");
        diagnostic.place = places.next();
        diagnostic.related = places.map(|place| (place, "the other one".to_owned())).collect();
        out.push(diagnostic);
    }
    owners.into_values().flatten().map(|kind| kind.name.clone()).collect()
}

/// Reports the kinds that fields name and that are not there, and gives their names. A kind that was taken away is reported once, where
/// that is said.
fn missing_kinds(list: &[Kind], broken: &Broken, at: &Across<'_>, out: &mut Diagnostics) -> BTreeSet<String> {
    let mut missing = BTreeSet::new();
    let mut wanted: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let own = at.files.iter().map(|(name, file)| (name.as_str(), file));
    for (name, file) in own.chain([(COMMON, at.common)]).filter(|(name, _)| !broken.has(name)) {
        for (target, span) in names_in(file, at, list, broken).kinds_named() {
            if let Some((target, _)) = at.removed.get_key_value(&target) {
                wanted.entry(target).or_default().push(name);
            } else {
                let near = did_you_mean(&target, list.iter().map(|kind| &*kind.name));
                let help = near.map_or("add a file for it to data/kinds/".to_owned(), |near| {
                    format!("did you mean `{near}`?")
                });
                let message = format!("a field refers to the kind `{target}`, which does not exist");
                out.push(Diagnostic::new(Code::BadKind, message).at_span(&file.path, span).help(help));
            }
            missing.insert(target);
        }
    }
    for (target, by) in wanted {
        let files: Vec<String> = by.iter().map(|name| format!("data/kinds/{name}.json")).collect();
        let message = format!("the kind `{target}` is taken away, and fields of other kinds still name it");
        out.push(
            Diagnostic::new(Code::BadKind, message)
                .at(Place::File(at.removed[target].clone()))
                .help(format!("keep it, or take it out of `x-reference` in {}", files.join(", "))),
        );
    }
    missing
}

/// Every table has a name and columns of its own.
fn own_tables<'k>(
    kind: &'k Kind,
    file: &Parsed,
    taken: &mut BTreeMap<String, &'k str>,
    out: &mut Diagnostics,
) {
    let mut bad = |message: String, help: &str| {
        let place = Diagnostic::new(Code::BadKind, message).at_span(&file.path, in_x_kind(file, "plural"));
        out.push(place.help(help.to_owned()));
    };
    for table in tables(kind) {
        if let Some(column) = table.doubled_column() {
            bad(
                format!("the table `{}.csv` would have two columns `{column}`", table.name),
                "give the field in that list another name",
            );
        }
        if let Some(other) = taken.insert(table.name.clone(), &kind.name) {
            bad(
                format!(
                    "two tables would be called `{}.csv` (kinds `{other}` and `{}`)",
                    table.name, kind.name
                ),
                "rename one of the fields or kinds",
            );
        }
    }
}

/// What `x-answers` names is a list of numbered items in the kind that the reference names.
fn answered(kind: &Kind, file: &Parsed, list: &[Kind], out: &mut Diagnostics) {
    for (target, path) in asked_by(&kind.fields) {
        let there = list.iter().find(|k| k.name == target);
        if there.is_none_or(|k| k.field_at(&path).is_some_and(Field::has_parts)) {
            continue;
        }
        let message =
            format!("`x-answers` names `{path}`, and the kind `{target}` has no such list of numbered items");
        let span = answers_in(&file.root, &path).unwrap_or_else(|| in_x_kind(file, "plural"));
        out.push(Diagnostic::new(Code::BadKind, message).at_span(&file.path, span).help(
            "write the path of the list whose items ask for an answer, such as \"recommendations.items\"",
        ));
    }
}

/// Where a kind file first writes this path as what is answered.
fn answers_in(node: &Node, path: &str) -> Option<Span> {
    let inside: Vec<&Node> = match &node.value {
        Value::Map(entries) => entries.iter().map(|entry| &entry.node).collect(),
        Value::List(items) => items.iter().collect(),
        _ => Vec::new(),
    };
    let named = node.entry("x-answers").filter(|e| e.node.scalar() == Some(path));
    named.map(|e| e.node.span).or_else(|| inside.into_iter().find_map(|node| answers_in(node, path)))
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
