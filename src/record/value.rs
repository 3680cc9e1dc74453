//! Typed values of a record: compact, in the order of the kind's fields, without places.

use crate::kind::Field;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use std::sync::Arc;

/// A value as the kind's field directs.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// True or false.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A finite number.
    Number(f64),
    /// Text; dates and references too, as written.
    Text(Box<str>),
    /// A list.
    List(Vec<Value>),
    /// Named values.
    Map(Map),
}

/// Named values, in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Map(Vec<(Arc<str>, Value)>);

impl Map {
    /// Nothing yet, with room for `values` values.
    pub fn with_room(values: usize) -> Map {
        Map(Vec::with_capacity(values))
    }

    /// The value of this name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(key, _)| &**key == name).map(|(_, value)| value)
    }

    /// The value of this name, to change.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Value> {
        self.0.iter_mut().find(|(key, _)| &**key == name).map(|(_, value)| value)
    }

    /// The text of this name.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::text)
    }

    /// The map of this name.
    pub fn map(&self, name: &str) -> Option<&Map> {
        self.get(name).and_then(Value::map)
    }

    /// The items of the list of this name; none when it is absent.
    pub fn list(&self, name: &str) -> &[Value] {
        self.get(name).map_or(&[], Value::items)
    }

    /// Adds a value at the end, or replaces the one of that name.
    pub fn set(&mut self, name: Arc<str>, value: Value) {
        match self.get_mut(&name) {
            Some(old) => *old = value,
            None => self.0.push((name, value)),
        }
    }

    /// Takes a value out.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        let at = self.0.iter().position(|(key, _)| &**key == name)?;
        Some(self.0.remove(at).1)
    }

    /// Keeps the values for which `keep` says so; it may change them.
    pub fn retain(&mut self, mut keep: impl FnMut(&str, &mut Value) -> bool) {
        self.0.retain_mut(|(key, value)| keep(key, value));
    }

    /// All, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&Arc<str>, &Value)> {
        self.0.iter().map(|(key, value)| (key, value))
    }

    /// The declared fields that have a value, in the order of their declaration.
    pub fn along<'f>(&self, fields: &'f [Field]) -> impl Iterator<Item = (&'f Field, &Value)> {
        // Both sides stand in the kind's order, so one pass finds nearly all; a value that does not is looked up.
        let mut ahead = self.0.iter().peekable();
        fields.iter().filter_map(move |field| {
            let value = match ahead.next_if(|(name, _)| *name == field.name) {
                Some((_, value)) => value,
                None => self.get(&field.name)?,
            };
            Some((field, value))
        })
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value at a dotted path of maps.
    pub fn at(&self, path: &str) -> Option<&Value> {
        match path.split_once('.') {
            Some((first, rest)) => self.map(first)?.at(rest),
            None => self.get(path),
        }
    }

    /// Every value at a dotted path, lists stepped through.
    pub fn all_at<'a>(&'a self, path: &str) -> Vec<&'a Value> {
        let (first, rest) = path.split_once('.').map_or((path, None), |(f, r)| (f, Some(r)));
        let Some(value) = self.get(first) else { return Vec::new() };
        let items: Vec<&Value> = match value {
            Value::List(items) => items.iter().collect(),
            other => vec![other],
        };
        match rest {
            None => items,
            Some(rest) => items.into_iter().filter_map(Value::map).flat_map(|m| m.all_at(rest)).collect(),
        }
    }
}

impl FromIterator<(Arc<str>, Value)> for Map {
    fn from_iter<I: IntoIterator<Item = (Arc<str>, Value)>>(iter: I) -> Map {
        Map(iter.into_iter().collect())
    }
}

impl Value {
    /// A text.
    pub fn from_text(text: impl Into<Box<str>>) -> Value {
        Value::Text(text.into())
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The map, if it is one.
    pub fn map(&self) -> Option<&Map> {
        match self {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The items, none if it is no list.
    pub fn items(&self) -> &[Value] {
        match self {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The number, whole or not.
    pub fn number(&self) -> Option<f64> {
        match self {
            Value::Integer(n) => Some(*n as f64),
            Value::Number(n) => Some(*n),
            _ => None,
        }
    }

    /// The whole number.
    pub fn integer(&self) -> Option<i64> {
        match self {
            Value::Integer(n) => Some(*n),
            _ => None,
        }
    }

    /// Scalars as data files write them; empty for lists and maps.
    pub fn to_plain(&self) -> String {
        match self {
            Value::Bool(b) => b.to_string(),
            Value::Integer(n) => n.to_string(),
            // The same digits as in JSON, so that the two feeds agree.
            Value::Number(n) => serde_json::Number::from_f64(*n).map(|n| n.to_string()).unwrap_or_default(),
            Value::Text(text) => text.to_string(),
            Value::List(_) | Value::Map(_) => String::new(),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Bool(b) => serializer.serialize_bool(*b),
            Value::Integer(n) => serializer.serialize_i64(*n),
            Value::Number(n) => serializer.serialize_f64(*n),
            Value::Text(text) => serializer.serialize_str(text),
            Value::List(items) => {
                let mut seq = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    seq.serialize_element(item)?;
                }
                seq.end()
            }
            Value::Map(map) => map.serialize(serializer),
        }
    }
}

impl Serialize for Map {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            out.serialize_entry(&**key, value)?;
        }
        out.end()
    }
}
