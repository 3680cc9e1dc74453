//! The search page: what its script must know of the index, and the names from A to Z, which need no script.

use super::View;
use super::home::{kinds, way, ways};
use crate::kind::Role;
use crate::record::Ix;
use crate::theme::object::map;
use minijinja::Value;
use std::cmp::Reverse;

/// Names of one kind on the page; of more, those that most is listed under.
const NAMES_MAX: usize = 300;

/// What the search page's template sees as `search`; `size`, `parts` and `rows` are those of the index.
pub fn search(view: &View<'_>, [size, parts, rows]: [usize; 3]) -> Value {
    map(vec![
        ("size", Value::from(size)),
        ("parts", Value::from(parts)),
        ("rows", Value::from(rows)),
        ("ways", ways(view, NAMES_MAX)),
        ("names", names(view)),
        ("words", words(view)),
        ("kinds", kinds(view)),
    ])
}

/// Records that people know by name, by kind: of kinds whose lists go by title, and of those that others are listed under. The words that are
/// explained stand for themselves.
fn names(view: &View<'_>) -> Value {
    let site = view.site;
    let kinds = site
        .kinds
        .iter()
        .filter(|kind| kind.page && kind.address.is_none() && kind.role != Some(Role::Glossary));
    let lists = kinds.filter_map(|kind| {
        let all = site.groups.of_kind(kind);
        let count = |ix: &Ix| site.groups.naming.get(ix).map_or(0, Vec::len);
        if all.is_empty() || &*kind.sort.field != "title" && all.iter().all(|ix| count(ix) == 0) {
            return None;
        }
        let mut shown: Vec<(Ix, usize)> = all.iter().map(|ix| (*ix, count(ix))).collect();
        shown.sort_by_key(|(_, count)| Reverse(*count));
        shown.truncate(NAMES_MAX);
        shown.sort_by_cached_key(|(ix, _)| (site.record(*ix).title().to_lowercase(), *ix));
        let values = shown.iter().filter_map(|(ix, count)| {
            let record = site.record(*ix);
            Some(way(record.title(), *count, &record.address()?))
        });
        Some(map(vec![
            ("label", Value::from(kind.label_plural.as_str())),
            ("address", Value::from(format!("/{}/", kind.plural))),
            ("values", Value::from(values.collect::<Vec<_>>())),
            ("more", Value::from(all.len().saturating_sub(NAMES_MAX))),
        ]))
    });
    Value::from(lists.collect::<Vec<_>>())
}

/// The words that are explained, in the order of their listing.
fn words(view: &View<'_>) -> Value {
    let site = view.site;
    let glossary = site.kinds.iter().filter(|kind| kind.page && kind.role == Some(Role::Glossary));
    let records = glossary.flat_map(|kind| site.groups.of_kind(kind)).take(NAMES_MAX);
    let words = records.filter_map(|ix| {
        let record = site.record(*ix);
        let count = site.groups.naming.get(ix).map_or(0, Vec::len);
        Some(way(record.title(), count, &record.address()?))
    });
    Value::from(words.collect::<Vec<_>>())
}
