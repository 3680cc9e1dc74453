//! A record's values as JSON, in the order of the kind file; private fields and undeclared ones are never written.

use super::reference::named;
use crate::kind::{Field, Type, part_list, published};
use crate::record::{Ix, Map, Value, name};
use crate::site::Site;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

/// The fields of a record, of an object in it, or of an item of a list.
#[derive(Clone, Copy)]
pub struct Fields<'a> {
    site: &'a Site,
    /// The record, for references to its own parts.
    ix: Ix,
    fields: &'a [Field],
    map: &'a Map,
    spot: Spot<'a>,
}

/// Where values stand: it decides which items of lists have an anchor (records.md §1).
#[derive(Clone, Copy)]
enum Spot<'a> {
    Root,
    /// In this object at the root.
    Object(&'a Field),
    /// In an item of a list of this name whose items have anchors.
    Part(&'a str),
    Inside,
}

/// One value with the field that says what it is.
struct Shown<'a> {
    fields: Fields<'a>,
    field: &'a Field,
    value: &'a Value,
    /// Where the fields inside stand.
    spot: Spot<'a>,
}

impl<'a> Fields<'a> {
    /// Those of a whole record.
    pub fn of_record(site: &'a Site, ix: Ix) -> Fields<'a> {
        let record = site.record(ix);
        Fields { site, ix, fields: &record.kind.fields, map: &record.fields, spot: Spot::Root }
    }

    /// Adds a member for each field that has a value.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn members<M: SerializeMap>(&self, out: &mut M) -> Result<(), M::Error> {
        for field in published(self.fields) {
            let Some(value) = self.map.get(&field.name) else { continue };
            if let Some(text) = reference_in(field, value) {
                if let Some(named) = named(self.site, self.ix, text) {
                    out.serialize_entry(&*field.name, &named)?;
                }
                continue;
            }
            let spot = self.spot_in(field);
            out.serialize_entry(&*field.name, &Shown { fields: *self, field, value, spot })?;
            if let (Spot::Part(list), "id", Some(id)) = (self.spot, &*field.name, value.text()) {
                out.serialize_entry("anchor", &name::anchor(list, id))?;
            }
        }
        Ok(())
    }

    fn spot_in(&self, field: &'a Field) -> Spot<'a> {
        match (self.spot, &field.ty) {
            (Spot::Root, Type::List(_)) => Spot::Part(&field.name),
            (Spot::Root, Type::Object(_)) => Spot::Object(field),
            (Spot::Object(holder), Type::List(_)) => Spot::Part(part_list(holder, field)),
            _ => Spot::Inside,
        }
    }
}

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_map(None)?;
        self.members(&mut out)?;
        out.end()
    }
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (&self.field.ty, self.value) {
            (Type::List(item), Value::List(values)) => self.list(item, values, serializer),
            (Type::Object(fields), Value::Map(map)) => {
                Fields { fields, map, spot: self.spot, ..self.fields }.serialize(serializer)
            }
            (_, value) => value.serialize(serializer),
        }
    }
}

impl Shown<'_> {
    fn list<S: Serializer>(&self, item: &Field, values: &[Value], serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_seq(None)?;
        for value in values {
            match reference_in(item, value) {
                Some(text) => {
                    if let Some(named) = named(self.fields.site, self.fields.ix, text) {
                        out.serialize_element(&named)?;
                    }
                }
                None => out.serialize_element(&Shown {
                    fields: self.fields,
                    field: item,
                    value,
                    spot: self.spot,
                })?,
            }
        }
        out.end()
    }
}

/// The text of a reference.
pub fn reference_in<'v>(field: &Field, value: &'v Value) -> Option<&'v str> {
    field.reference.as_ref().and_then(|_| value.text())
}
