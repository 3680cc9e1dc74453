//! What a reader must know first of a record, from its choices (`x-notice`): that it is cancelled, that its minutes are a draft.

use super::Site;
use super::claim::Basis;
use crate::graph;
use crate::kind::{Choice, Field, Role, Type};
use crate::record::{Ix, Map, Record, Value as Data};
use std::collections::BTreeMap;

/// A choice that a notice is declared for (`x-notice`), as it stands in a record.
pub struct Stated<'a> {
    /// The field's path.
    pub path: String,
    /// The object that holds it, none at the root.
    holder: Option<&'a Field>,
    /// The value with its words.
    pub choice: &'a Choice,
}

impl Stated<'_> {
    /// In a word: "cancelled"; of a thing in the record with its name: "Minutes: draft".
    pub fn flag(&self) -> String {
        match self.holder {
            Some(holder) => format!("{}: {}", holder.title, self.choice.words),
            None => self.choice.words.to_string(),
        }
    }
}

/// The choices of a record that a notice is declared for, in the order of its fields. Items of lists are no matter of the whole record.
pub fn stated(record: &Record) -> Vec<Stated<'_>> {
    let mut found = Vec::new();
    look(&record.kind.fields, &record.fields, (None, ""), &mut found);
    found
}

fn look<'a>(
    fields: &'a [Field],
    values: &'a Map,
    (holder, prefix): (Option<&'a Field>, &str),
    found: &mut Vec<Stated<'a>>,
) {
    let noticed = fields.iter().filter(|field| field.has_notice);
    for (field, value) in noticed.filter_map(|field| Some((field, values.get(&field.name)?))) {
        let path = || format!("{prefix}{}", field.name);
        match (&field.ty, value) {
            (Type::Choice(choices), Data::Text(text)) => {
                let choice = choices.iter().find(|c| c.notice.is_some() && *c.value == **text);
                found.extend(choice.map(|choice| Stated { path: path(), holder, choice }));
            }
            (Type::Object(inner), Data::Map(values)) => {
                look(inner, values, (Some(field), &format!("{}.", path())), found);
            }
            _ => {}
        }
    }
}

/// What must be known of a thing in a record of a kind of days: that its minutes are a draft. What is said of the whole day, such as that it
/// was called off, is not among it.
fn of_things(record: &Record) -> Option<String> {
    let inside = stated(record).into_iter().filter(|stated| stated.holder.is_some());
    let words: Vec<&str> = inside.filter_map(|stated| stated.choice.notice.as_deref()).collect();
    (!words.is_empty()).then(|| words.join(". "))
}

/// What must be known of things in days, by record.
pub fn cautions(site: &Site) -> BTreeMap<Ix, String> {
    let days = site.kinds.iter().filter(|kind| kind.role == Some(Role::Calendar));
    let days = days.flat_map(|kind| site.records.of_kind(kind));
    days.filter_map(|(ix, record)| Some((ix, of_things(record)?))).collect()
}

/// The record of a kind of days that a record belongs to: a reference that stays under an exemption.
pub fn day_of(site: &Site, ix: Ix) -> Option<Ix> {
    let record = site.record(ix);
    let mut kept = record.kind.fields.iter().filter(|f| f.keep && f.reference.is_some());
    kept.find_map(|field| {
        let day = graph::resolve(&site.records, ix, record.fields.text(&field.name)?, &[]).ok()?.ix;
        (site.record(day).kind.role == Some(Role::Calendar)).then_some(day)
    })
}

/// What must be known of a claim that rests on the minutes of the day its record belongs to.
pub fn caution(site: &Site, ix: Ix, basis: Option<&str>) -> Option<String> {
    let minutes = Basis::of(basis) == Basis::Minute;
    minutes.then(|| day_of(site, ix)).flatten().and_then(|day| of_things(site.record(day)))
}
