//! Values a template meets that are more than text: they print their words and have members.

use minijinja::value::{Enumerator, Object, ObjectRepr};
use minijinja::{Error, Value};
use std::cmp::Ordering;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// A map that prints as words: a reference prints its title, a choice its words, a claim what may be said of it.
#[derive(Debug)]
pub struct Named {
    words: Arc<str>,
    members: Vec<(&'static str, Value)>,
}

impl Object for Named {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        member(&self.members, key)
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.members.iter().map(|(name, _)| Value::from(*name)).collect())
    }

    fn is_true(self: &Arc<Self>) -> bool {
        true
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

/// The member of this name. Templates ask hundreds of times a page: length and first letter tell most names apart without a call.
fn member(members: &[(&'static str, Value)], key: &str) -> Option<Value> {
    let first = key.as_bytes().first();
    let named = |name: &str| name.len() == key.len() && name.as_bytes().first() == first && name == key;
    members.iter().find(|(name, _)| named(name)).map(|(_, value)| value.clone())
}

/// A value that prints `words` and has `members`.
pub fn named(words: impl Into<Arc<str>>, members: Vec<(&'static str, Value)>) -> Value {
    Value::from_object(Named { words: words.into(), members })
}

/// A plain map.
pub fn map(members: Vec<(&'static str, Value)>) -> Value {
    Value::from_object(Members(members))
}

/// A map with fixed members: cheaper to make than a general one, and pages make many.
#[derive(Debug)]
struct Members(Vec<(&'static str, Value)>);

impl Object for Members {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        member(&self.0, key)
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.0.iter().map(|(name, _)| Value::from(*name)).collect())
    }

    fn is_true(self: &Arc<Self>) -> bool {
        !self.0.is_empty()
    }
}

/// A map that also keeps what templates made of it: a record stands in many lists and looks the same in all of them.
#[derive(Debug)]
pub struct Kept {
    members: Vec<(&'static str, Value)>,
    made: Mutex<Vec<(Box<str>, Value)>>,
}

impl Kept {
    /// A map with these members, of which nothing is made yet.
    pub fn new(members: Vec<(&'static str, Value)>) -> Kept {
        Kept { members, made: Mutex::default() }
    }

    /// The members, with some of them exchanged.
    pub fn with(&self, other: Vec<(&'static str, Value)>) -> Vec<(&'static str, Value)> {
        let mut members = self.members.clone();
        for (name, value) in other {
            members.iter_mut().filter(|(n, _)| *n == name).for_each(|slot| slot.1 = value.clone());
        }
        members
    }

    /// What `make` made the first time it was asked for by this name.
    ///
    /// # Errors
    /// Those of `make`; nothing is kept then.
    pub fn once(&self, name: &str, make: impl FnOnce() -> Result<Value, Error>) -> Result<Value, Error> {
        let made = || self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, value)) = made().iter().find(|(n, _)| **n == *name) {
            return Ok(value.clone());
        }
        // Not under the lock: `make` may ask for other things of the same record. Two threads make the same.
        let value = make()?;
        made().push((name.into(), value.clone()));
        Ok(value)
    }
}

impl Object for Kept {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        member(&self.members, key)
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.members.iter().map(|(name, _)| Value::from(*name)).collect())
    }

    fn is_true(self: &Arc<Self>) -> bool {
        true
    }
}

/// The names of an object's declared fields, shared by all that are made from one declaration.
#[derive(Debug, Default)]
pub struct Shape {
    names: Vec<Arc<str>>,
    /// Positions in `names`, sorted by length, then by name: few names have one length.
    sorted: Vec<usize>,
}

impl Shape {
    /// The shape of these names, in order.
    pub fn new(names: impl Iterator<Item = Arc<str>>) -> Shape {
        let names: Vec<Arc<str>> = names.collect();
        let mut sorted: Vec<usize> = (0..names.len()).collect();
        sorted.sort_by(|a, b| by_length(&names[*a], &names[*b]));
        Shape { names, sorted }
    }

    fn find(&self, name: &str) -> Option<usize> {
        self.sorted.binary_search_by(|i| by_length(&self.names[*i], name)).ok().map(|at| self.sorted[at])
    }
}

fn by_length(one: &str, other: &str) -> Ordering {
    one.len().cmp(&other.len()).then_with(|| one.cmp(other))
}

/// Declared fields by name, absent ones as none; and members that the view adds.
#[derive(Debug)]
pub struct Fields {
    /// The names.
    pub shape: Arc<Shape>,
    /// A value for each name.
    pub values: Vec<Value>,
    /// What is not declared: they win over nothing and hide nothing.
    pub extra: Vec<(&'static str, Value)>,
}

impl Fields {
    /// Puts a value under a name, in place of what is declared under it: every kind has a title, and most rows leave it out.
    pub fn put(&mut self, name: &'static str, value: Value) {
        match self.shape.find(name) {
            Some(at) => self.values[at] = value,
            None => self.extra.push((name, value)),
        }
    }
}

impl Object for Fields {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        let declared = self.shape.find(key).map(|i| &self.values[i]);
        let added = || self.extra.iter().find(|(name, _)| *name == key).map(|(_, value)| value);
        declared.or_else(added).cloned()
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        let declared = self.shape.names.iter().map(|name| Value::from(&**name));
        Enumerator::Values(declared.chain(self.extra.iter().map(|(name, _)| Value::from(*name))).collect())
    }

    fn is_true(self: &Arc<Self>) -> bool {
        true
    }
}

/// Text, or none.
pub fn text_or_none(text: Option<&str>) -> Value {
    text.map_or(Value::from(()), Value::from)
}

/// The value that stands for nothing.
pub fn none() -> Value {
    Value::from(())
}
