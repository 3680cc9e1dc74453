//! Records: a tree checked against its kind.
//!
//! In: a [`Node`](crate::tree::Node) and a [`Kind`]. Out: a [`Record`], or diagnostics. [`convert`] is the only constructor. Never reads a file.

pub mod claim;
pub mod columns;
pub mod convert;
pub mod files;
pub(crate) mod format;
mod hiding;
pub mod locate;
mod meant;
mod missing;
pub mod name;
pub mod placeholder;
mod rules;
pub mod value;
mod values;
pub mod walk;

pub use crate::kind::part_list;
pub use convert::{Input, convert};
pub use value::{Map, Value};

use crate::diagnostic::{FieldPlace, On, Place, Within};
use crate::kind::{Kind, Type};
use crate::prose::Facts;
use foldhash::HashMap;
use std::collections::HashSet;
use std::sync::Arc;

/// How a source holds records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A Markdown file with front matter: one record.
    Document,
    /// A CSV file: a record a row.
    Row,
    /// A JSON file: one object, or an array of them.
    Element,
}

/// Where a record was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The file, relative to the site root.
    pub path: Arc<str>,
    /// Which record of the file, from 0.
    pub item: u32,
    /// How the file holds it.
    pub form: Form,
}

/// One checked item of one kind.
#[derive(Debug, Clone)]
pub struct Record {
    /// Its kind.
    pub kind: Arc<Kind>,
    /// Its name, unique in the kind.
    pub name: Arc<str>,
    /// `kind/name`.
    pub id: Arc<str>,
    /// Its values, in the order of the kind's fields. References are stored as `kind/name#part`.
    pub fields: Map,
    /// What its prose holds, when it is a document with prose.
    pub prose: Option<Facts>,
    /// Whether a Markdown field of it may hold a link, a tag or a heading: those of others are not looked at again.
    pub marked: bool,
    /// Whether it says anything of who may see it, and from when: of others that is not asked again.
    pub guarded: bool,
    /// JSON pointers to fields with something wrong in them, and to those that a misspelt key most likely meant.
    pub unsound: Box<[String]>,
    /// Where it was read.
    pub origin: Origin,
}

/// The field at the root that says whether a record is published.
pub const STATUS: &str = "status";

/// Fields at the root that hide a record, or parts of it.
pub const HIDING: [&str; 5] = [STATUS, "publish_from", "withdrawn", "redacted", "exempt"];

/// An addressable item of a list of objects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its id as printed.
    pub id: Box<str>,
    /// Its anchor.
    pub anchor: String,
    /// Where it stands in the record.
    pub pointer: String,
}

impl Record {
    /// Whether another is of the same kind and says the same, at the same place.
    pub fn is(&self, other: &Record) -> bool {
        let Record { kind, name, id: _, fields, prose, marked: _, guarded: _, unsound, origin } = self;
        Arc::ptr_eq(kind, &other.kind)
            && *name == other.name
            && *fields == other.fields
            && *prose == other.prose
            && *unsound == other.unsound
            && *origin == other.origin
    }

    /// What people read.
    pub fn title(&self) -> &str {
        self.fields.text("title").unwrap_or(&self.name)
    }

    /// The id; none of a record with errors whose name is not known.
    pub fn known_id(&self) -> Option<&Arc<str>> {
        (!self.name.is_empty()).then_some(&self.id)
    }

    /// The date its kind goes by.
    pub fn date(&self) -> Option<&str> {
        self.kind.date.as_deref().and_then(|path| self.fields.at(path)).and_then(Value::text)
    }

    /// Whether something is wrong with the field that a JSON pointer leads to, with what holds it or with what it holds.
    pub fn is_unsound(&self, pointer: &str) -> bool {
        let below = |long: &str, short: &str| {
            long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        // What is wrong with the record as a whole is wrong with none of its fields.
        let fields = self.unsound.iter().filter(|at| !at.is_empty());
        fields.into_iter().any(|at| below(at, pointer) || below(pointer, at))
    }

    /// The address of its page.
    pub fn address(&self) -> Option<String> {
        self.kind.address_of(&self.name)
    }

    /// The address of its JSON.
    pub fn json_address(&self) -> Option<String> {
        self.kind.json_address_of(&self.name)
    }

    /// Where it stands: its file, or its name in a file of many.
    pub fn own_place(&self) -> Place {
        match self.origin.form {
            Form::Document => Place::File(self.origin.path.clone()),
            Form::Row | Form::Element => self.place("/name"),
        }
    }

    /// The place of one of its fields, by JSON pointer.
    pub fn place(&self, pointer: &str) -> Place {
        self.place_on(pointer, On::Value)
    }

    /// The place of a field's key or value.
    pub fn place_on(&self, pointer: &str, on: On) -> Place {
        Place::Field(FieldPlace {
            path: self.origin.path.clone(),
            item: self.origin.item,
            pointer: pointer.to_owned(),
            on,
            within: None,
        })
    }

    /// The place of a text within one of its fields; the whole field where the file writes it otherwise.
    pub fn place_within(&self, pointer: &str, text: Within) -> Place {
        let mut place = self.place(pointer);
        if let Place::Field(field) = &mut place {
            field.within = Some(text);
        }
        place
    }

    /// Its parts, in order of the kind's fields: items with an id of lists at the root or in an object there.
    pub fn parts(&self) -> Vec<Part> {
        let mut parts = Vec::new();
        for field in &self.kind.fields {
            let Some(value) = self.fields.get(&field.name) else { continue };
            match &field.ty {
                Type::List(_) if field.has_parts() => {
                    parts_of(&field.name, value, &["/", &field.name], &mut parts);
                }
                Type::Object(inner) => {
                    let Some(map) = value.map() else { continue };
                    for list in inner.iter().filter(|f| f.has_parts()) {
                        let Some(value) = map.get(&list.name) else { continue };
                        let pointer = ["/", &*field.name, "/", &*list.name];
                        parts_of(part_list(field, list), value, &pointer, &mut parts);
                    }
                }
                _ => {}
            }
        }
        parts
    }
}

fn parts_of(list: &str, value: &Value, pointer: &[&str], parts: &mut Vec<Part>) {
    for (i, item) in value.items().iter().enumerate() {
        if let Some(id) = item.map().and_then(|m| m.text("id")) {
            parts.push(Part {
                id: id.into(),
                anchor: name::anchor(list, id),
                pointer: [pointer.concat().as_str(), "/", &i.to_string()].concat(),
            });
        }
    }
}

/// A record's position among the [`Records`] of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ix(pub u32);

/// All records of a site: by kind, then by name.
///
/// Records are shared: a site is made again and again while people edit, and most of them stay what they were.
#[derive(Debug, Default, Clone)]
pub struct Records {
    list: Arc<Vec<Arc<Record>>>,
    by_id: Arc<HashMap<Arc<str>, Ix>>,
    missing: Arc<Missing>,
}

/// Records that exist, or may exist, but could not be made.
#[derive(Debug, Default)]
pub struct Missing {
    /// Ids of those with errors.
    ids: HashSet<Arc<str>>,
    /// Kinds of which some file could not be read whole.
    kinds: HashSet<Arc<str>>,
}

impl Missing {
    /// Whether a record of this id may be one of them.
    pub fn may_hold(&self, id: &str) -> bool {
        self.ids.contains(id) || id.split_once('/').is_some_and(|(kind, _)| self.kinds.contains(kind))
    }

    /// Whether records of this kind may be among them, known or not.
    pub fn may_hold_kind(&self, kind: &str) -> bool {
        self.kinds.contains(kind)
    }
}

impl Records {
    /// Puts records in order. Ids must be unique; `broken` are ids of records that exist but have errors, `incomplete` kinds of which
    /// some file could not be read whole. With the ids of `before`, the index of these is shared.
    pub fn new(
        mut list: Vec<Arc<Record>>,
        broken: HashSet<Arc<str>>,
        incomplete: HashSet<Arc<str>>,
        before: &Records,
    ) -> Records {
        list.sort_by(|a, b| (a.kind.index, &a.name).cmp(&(b.kind.index, &b.name)));
        let by_id = by_id(&list, &[before]);
        let missing = Arc::new(Missing { ids: broken, kinds: incomplete });
        Records { list: Arc::new(list), by_id, missing }
    }

    /// Some of these, in the same order; `before` as in [`Records::new`].
    pub fn kept(&self, list: Vec<Arc<Record>>, before: &Records) -> Records {
        let by_id = by_id(&list, &[before, self]);
        Records { list: Arc::new(list), by_id, missing: Arc::default() }
    }

    /// Puts records in the places of those of the same ids.
    pub fn replace(&mut self, records: impl IntoIterator<Item = Arc<Record>>) {
        for record in records {
            if let Some(ix) = self.find(&record.id) {
                Arc::make_mut(&mut self.list)[ix.0 as usize] = record;
            }
        }
    }

    /// Takes the place of its own records that came to what those of `before` are, so that both share them.
    pub fn share(&mut self, before: &Records) {
        for ix in self.changed_since(before).unwrap_or_default() {
            let at = ix.0 as usize;
            if self.list[at].is(&before.list[at]) {
                Arc::make_mut(&mut self.list)[at] = before.list[at].clone();
            }
        }
    }

    /// Whether the ids are those of `before`, and stand in the same places.
    pub fn has_ids_of(&self, before: &Records) -> bool {
        Arc::ptr_eq(&self.by_id, &before.by_id)
    }

    /// The kinds that have records, each with its records.
    pub fn by_kind(&self) -> impl Iterator<Item = (&Arc<Kind>, impl Iterator<Item = (Ix, &Record)>)> {
        let mut rest = 0..self.list.len();
        std::iter::from_fn(move || {
            let start = rest.start;
            let kind = &self.list.get(start)?.kind;
            rest.start += self.list[start..].partition_point(|r| r.kind.index <= kind.index);
            let at = u32::try_from(start).expect("positions are counted in 32 bits");
            Some((kind, self.list[start..rest.start].iter().zip(at..).map(|(r, i)| (Ix(i), &**r))))
        })
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All, with their positions.
    pub fn iter(&self) -> impl Iterator<Item = (Ix, &Record)> {
        self.list.iter().zip(0u32..).map(|(record, i)| (Ix(i), &**record))
    }

    /// Those of one kind.
    pub fn of_kind(&self, kind: &Kind) -> impl DoubleEndedIterator<Item = (Ix, &Record)> {
        let start = self.list.partition_point(|r| r.kind.index < kind.index);
        let end = self.list.partition_point(|r| r.kind.index <= kind.index);
        self.list[start..end]
            .iter()
            .zip(start..end)
            .map(|(r, i)| (Ix(u32::try_from(i).unwrap_or(u32::MAX)), &**r))
    }

    /// The position of an id.
    pub fn find(&self, id: &str) -> Option<Ix> {
        self.by_id.get(id).copied()
    }

    /// Whether a record of this id exists, or may exist, but could not be made: references to it stay silent.
    pub fn is_broken(&self, id: &str) -> bool {
        self.missing.may_hold(id)
    }

    /// What could not be made.
    pub fn missing(&self) -> &Arc<Missing> {
        &self.missing
    }

    /// Whether records of a kind may exist that are not known: a file of it could not be read whole.
    pub fn is_incomplete(&self, kind: &str) -> bool {
        self.missing.kinds.contains(kind)
    }

    /// Which records are others than in `before`; none where records came, went or changed their places.
    pub fn changed_since(&self, before: &Records) -> Option<Vec<Ix>> {
        let same_ids = self.has_ids_of(before) || same_ids(&self.list, &before.list);
        let pairs = self.list.iter().zip(&*before.list).zip(0u32..);
        let changed = pairs.filter(|((a, b), _)| !Arc::ptr_eq(a, b)).map(|(_, i)| Ix(i));
        same_ids.then(|| changed.collect())
    }

    /// A record to be changed; whoever shares it keeps it as it was. Kind and name must stay, for the order goes by them.
    pub fn change(&mut self, ix: Ix) -> &mut Record {
        Arc::make_mut(&mut Arc::make_mut(&mut self.list)[ix.0 as usize])
    }

    /// The records as they are shared, in order.
    pub fn list(&self) -> &[Arc<Record>] {
        &self.list
    }
}

/// The positions of ids; those of another list that has the same.
fn by_id(list: &[Arc<Record>], others: &[&Records]) -> Arc<HashMap<Arc<str>, Ix>> {
    match others.iter().find(|other| same_ids(list, &other.list)) {
        Some(other) => other.by_id.clone(),
        None => Arc::new(list.iter().zip(0u32..).map(|(record, i)| (record.id.clone(), Ix(i))).collect()),
    }
}

fn same_ids(a: &[Arc<Record>], b: &[Arc<Record>]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| Arc::ptr_eq(a, b) || a.id == b.id)
}

impl std::ops::Index<Ix> for Records {
    type Output = Record;
    fn index(&self, ix: Ix) -> &Record {
        &self.list[ix.0 as usize]
    }
}
