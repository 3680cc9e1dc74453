//! Values worked out from others: `x-default` and `x-computed`. They are filled in once, on the public records.

use crate::date;
use crate::kind::{Computed, Field, Kind, Type};
use crate::record::{Ix, Map, Record, Records, Value};
use crate::world::World;
use jiff::ToSpan;
use std::collections::BTreeMap;

/// Fills in every default and computed value. `media_type` tells a file's type from its name.
pub fn fill(records: &mut Records, world: &dyn World, media_type: &dyn Fn(&str) -> &'static str) {
    let mut found: Vec<(Ix, String, Value)> = Vec::new();
    let neighbours = neighbours(records);
    for (ix, record) in records.iter() {
        for field in record.kind.work.filled.iter().map(|at| &record.kind.fields[*at]) {
            if let Some(path) = &field.default
                && record.fields.get(&field.name).is_none()
                && let Some(value) = follow(records, record, path)
            {
                found.push((ix, field.name.to_string(), value));
            }
            if let Some(computed) = &field.computed
                && let Some(value) = work_out(records, &neighbours, ix, record, field, computed)
            {
                found.push((ix, field.name.to_string(), value));
            }
        }
    }
    for (ix, name, value) in found {
        insert(records.change(ix), &name, value);
    }
    let with_files: Vec<Ix> = records.iter().filter(|(_, r)| has_files(r)).map(|(ix, _)| ix).collect();
    for ix in with_files {
        let record = records.change(ix);
        let kind = record.kind.clone();
        let folder = record.origin.path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        files(&kind.fields, &mut record.fields, &folder, world, media_type);
    }
}

/// Puts a value where its field stands in the kind's order, so that data keep their order.
fn insert(record: &mut Record, name: &str, value: Value) {
    record.fields.set(name.into(), value);
    let kind = record.kind.clone();
    record.fields = in_order(&kind, std::mem::take(&mut record.fields));
}

fn in_order(kind: &Kind, mut map: Map) -> Map {
    kind.fields.iter().filter_map(|f| map.remove(&f.name).map(|v| (f.name.clone(), v))).collect()
}

/// The value at a path whose steps but the last are references: `meeting.body.type`.
fn follow(records: &Records, record: &Record, path: &str) -> Option<Value> {
    if let Some(value) = record.fields.at(path) {
        return Some(value.clone());
    }
    let (first, rest) = path.split_once('.')?;
    let id = record.fields.text(first)?;
    let target = records.find(id.split('#').next().unwrap_or(id))?;
    follow(records, &records[target], rest)
}

/// For each kind with a `previous` or `next` rule: its records in order within their group.
type Neighbours = BTreeMap<(usize, String), Vec<Ix>>;

fn neighbours(records: &Records) -> Neighbours {
    let mut groups: Neighbours = BTreeMap::new();
    for (kind, own) in records.by_kind() {
        let mut rules = kind.fields.iter().filter_map(|f| f.computed.as_ref());
        let rule = rules.find(|c| c.rule == "previous" || c.rule == "next");
        let Some([group, _date]) = rule.map(|c| &c.from[..]) else { continue };
        for (ix, record) in own {
            if let Some(value) = record.fields.text(group) {
                groups.entry((kind.index, value.to_owned())).or_default().push(ix);
            }
        }
    }
    for list in groups.values_mut() {
        list.sort_by_key(|ix| (records[*ix].date().and_then(date::any).map(|p| p.order()), *ix));
    }
    groups
}

fn work_out(
    records: &Records,
    neighbours: &Neighbours,
    ix: Ix,
    record: &Record,
    field: &Field,
    computed: &Computed,
) -> Option<Value> {
    match computed.rule.as_str() {
        "inspection-until" => inspection_until(records, record, computed),
        "previous" | "next" => {
            let value = record.fields.text(computed.from.first()?)?;
            let list = neighbours.get(&(record.kind.index, value.to_owned()))?;
            let at = list.iter().position(|i| *i == ix)?;
            let other = if computed.rule == "next" { at + 1 } else { at.checked_sub(1)? };
            list.get(other).map(|i| Value::from_text(&*records[*i].id))
        }
        _ => {
            let _ = field;
            None
        }
    }
}

/// Some years after a meeting, for the bodies the law names (Local Government Act 1972 s100C: six years for a council's
/// meetings and those of its committees).
fn inspection_until(records: &Records, record: &Record, computed: &Computed) -> Option<Value> {
    let day = follow(records, record, computed.from.first()?)?;
    let kind_of_body = computed.from.get(1).and_then(|path| follow(records, record, path))?;
    let only = computed.settings.get("only").and_then(|o| o.as_array())?;
    if !only.iter().any(|o| o.as_str() == kind_of_body.text()) {
        return None;
    }
    let years = computed.settings.get("years").and_then(serde_json::Value::as_i64)?;
    let start = date::day(day.text()?).ok()?.start;
    let until = start.checked_add(i16::try_from(years).ok()?.years()).ok()?;
    Some(Value::from_text(until.to_string()))
}

/// Whether a record has a list whose items may name files.
fn has_files(record: &Record) -> bool {
    let kind = &record.kind;
    kind.work.files.iter().any(|at| record.fields.get(&kind.fields[*at].name).is_some())
}

/// Sizes and types of files named in lists of objects, such as attachments.
fn files(
    fields: &[Field],
    map: &mut Map,
    folder: &str,
    world: &dyn World,
    media_type: &dyn Fn(&str) -> &'static str,
) {
    for field in fields.iter().filter(|f| f.is_table()) {
        let Some(Value::List(items)) = map.get_mut(&field.name) else { continue };
        for item in items {
            let Value::Map(item) = item else { continue };
            for inner in field.fields() {
                let Some(computed) = &inner.computed else { continue };
                let file = computed.from.first().and_then(|from| item.text(from)).map(str::to_owned);
                let Some(file) = file else { continue };
                let value = match computed.rule.as_str() {
                    "file-size" => world
                        .stamp(&format!("{folder}/{file}"))
                        .and_then(|s| i64::try_from(s.size).ok())
                        .map(Value::Integer),
                    "media-type" => Some(Value::from_text(media_type(&file))),
                    _ => None,
                };
                if let (Some(value), true) = (value, matches!(inner.ty, Type::Integer | Type::Text(_))) {
                    item.set(inner.name.clone(), value);
                }
            }
        }
    }
}
