//! Values a template meets that are more than text: they print their words and have members.

use minijinja::Value;
use minijinja::value::{Enumerator, Object, ObjectRepr};
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

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
        self.members.iter().find(|(name, _)| *name == key).map(|(_, value)| value.clone())
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.members.iter().map(|(name, _)| Value::from(*name)).collect())
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
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
        self.0.iter().find(|(name, _)| *name == key).map(|(_, value)| value.clone())
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.0.iter().map(|(name, _)| Value::from(*name)).collect())
    }
}

/// The names of an object's declared fields, shared by all that are made from one declaration.
#[derive(Debug, Default)]
pub struct Shape {
    names: Vec<Arc<str>>,
    index: HashMap<Arc<str>, usize>,
}

impl Shape {
    /// The shape of these names, in order.
    pub fn new(names: impl Iterator<Item = Arc<str>>) -> Shape {
        let names: Vec<Arc<str>> = names.collect();
        let index = names.iter().enumerate().map(|(i, name)| (name.clone(), i)).collect();
        Shape { names, index }
    }
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

impl Object for Fields {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        let declared = self.shape.index.get(key).map(|i| &self.values[*i]);
        let added = || self.extra.iter().find(|(name, _)| *name == key).map(|(_, value)| value);
        declared.or_else(added).cloned()
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        let declared = self.shape.names.iter().map(|name| Value::from(&**name));
        Enumerator::Values(declared.chain(self.extra.iter().map(|(name, _)| Value::from(*name))).collect())
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
