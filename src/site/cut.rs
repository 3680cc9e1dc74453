//! Takes out of public records what they say of those that are not there: references, parts, targets of links.

use crate::graph::{self, FaultKind, Graph};
use crate::kind::{Field, Role, Type};
use crate::prose;
use crate::record::{Ix, Map, Record, Records, Value};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Takes out what is left of hidden records in those that name them. `graph` is that of `records`.
pub(super) fn cut(records: &mut Records, graph: &Graph) {
    cut_dangling(records, graph);
    cut_targets(records);
}

/// Takes out references to what is not there, and parts that are not there, so that no renderer meets one.
fn cut_dangling(records: &mut Records, graph: &Graph) {
    let mut cuts: BTreeMap<Ix, Vec<(String, bool)>> = BTreeMap::new();
    for fault in graph.faults().cloned() {
        if let graph::At::Field(pointer) = fault.place {
            let whole = !matches!(fault.kind, FaultKind::UnknownPart | FaultKind::AmbiguousPart(_));
            let step = if whole { step_of(&records[fault.from], &pointer) } else { None };
            let list = cuts.entry(fault.from).or_default();
            match step {
                // The step goes with all that was to be cut in it.
                Some(step) => {
                    let inside = format!("{step}/");
                    list.retain(|(other, _)| !other.starts_with(&inside));
                    list.push((step, true));
                }
                None if list.iter().any(|(cut, _)| pointer.starts_with(&format!("{cut}/"))) => {}
                None => list.push((pointer, whole)),
            }
        }
    }
    for (ix, cuts) in cuts {
        let record = records.change(ix);
        // From the last to the first, so that positions in lists stay true while items leave.
        for (pointer, whole) in cuts.iter().rev() {
            let steps: Vec<&str> = pointer.split('/').skip(1).collect();
            cut_at(&mut record.fields, &steps, *whole);
        }
    }
}

/// The step of a timeline that a pointer to the record it tells of leads through: without that record it is no step.
fn step_of(record: &Record, pointer: &str) -> Option<String> {
    let steps = pointer.strip_prefix("/steps/").filter(|_| record.kind.role == Some(Role::Timeline))?;
    let (index, key) = steps.split_once('/')?;
    (key == "record").then(|| format!("/steps/{index}"))
}

/// Takes out of Markdown fields what links in them would say of records and parts that are not there.
fn cut_targets(records: &mut Records) {
    let marked: Vec<(Ix, &Record)> = records.iter().filter(|(_, record)| record.marked).collect();
    let changed = marked.into_par_iter().filter_map(|(ix, record)| {
        let shown = |target: &str| graph::resolve(records, ix, target, &[]).is_ok();
        Some((ix, relinked(&record.kind.fields, &record.fields, &shown)?))
    });
    let changed: Vec<(Ix, Map)> = changed.collect();
    for (ix, fields) in changed {
        records.change(ix).fields = fields;
    }
}

/// The fields with their Markdown changed; none where nothing had to be.
fn relinked(fields: &[Field], map: &Map, shown: &dyn Fn(&str) -> bool) -> Option<Map> {
    let mut new: Option<Map> = None;
    for (field, value) in map.along(fields) {
        if let Some(value) = relinked_value(field, value, shown) {
            new.get_or_insert_with(|| map.clone()).set(field.name.clone(), value);
        }
    }
    new
}

fn relinked_value(field: &Field, value: &Value, shown: &dyn Fn(&str) -> bool) -> Option<Value> {
    match (&field.ty, value) {
        (Type::Object(fields), Value::Map(map)) => relinked(fields, map, shown).map(Value::Map),
        (Type::List(item), Value::List(items)) => {
            let new: Vec<Option<Value>> = items.iter().map(|v| relinked_value(item, v, shown)).collect();
            new.iter().any(Option::is_some).then(|| {
                Value::List(new.into_iter().zip(items).map(|(new, old)| new.unwrap_or(old.clone())).collect())
            })
        }
        (_, Value::Text(text)) if field.markdown.is_some() => match prose::without_targets(text, shown) {
            Cow::Owned(text) => Some(Value::from_text(text)),
            Cow::Borrowed(_) => None,
        },
        _ => None,
    }
}

fn cut_at(map: &mut Map, steps: &[&str], whole: bool) {
    let Some((first, rest)) = steps.split_first() else { return };
    match (map.get_mut(first), rest) {
        (Some(value), []) => {
            if !whole && strip_part(value) {
                return;
            }
            map.remove(first);
        }
        (Some(Value::Map(inner)), rest) => {
            cut_at(inner, rest, whole);
            // A source of which nothing is left would still be announced.
            if inner.is_empty() {
                map.remove(first);
            }
        }
        (Some(Value::List(items)), [index, rest @ ..]) => {
            let Ok(index) = index.parse::<usize>() else { return };
            match (items.get_mut(index), rest) {
                (Some(Value::Map(inner)), rest) if !rest.is_empty() => cut_at(inner, rest, whole),
                (Some(value), []) => {
                    if whole || !strip_part(value) {
                        items.remove(index);
                    }
                }
                _ => {}
            }
        }
        _ => {}
    }
}

/// Leaves the record of a reference and drops its part; false when nothing would be left.
fn strip_part(value: &mut Value) -> bool {
    let Some((id, _)) = value.text().and_then(|t| t.split_once('#')) else { return false };
    let id = id.to_owned();
    let kept = !id.is_empty();
    *value = Value::from_text(id);
    kept
}
