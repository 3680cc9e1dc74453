//! The search page: what its script must know of the index, and the names from A to Z, which need no script.

use super::View;
use super::home::{kinds, way, ways};
use crate::kind::Role;
use crate::theme::object::map;
use minijinja::Value;

/// Names of one kind on the page; of more, those that most is listed under.
const NAMES_MAX: usize = 300;

/// What the search page's template sees as `search`; `size`, `parts` and `rows` are those of the index.
pub fn search(view: &View<'_>, [size, parts, rows]: [usize; 3]) -> Value {
    map(vec![
        ("size", Value::from(size)),
        ("parts", Value::from(parts)),
        ("rows", Value::from(rows)),
        ("ways", ways(view, NAMES_MAX)),
        ("words", words(view)),
        ("kinds", kinds(view)),
    ])
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
