//! Values a template meets that are more than text: they print their words and have members.

use minijinja::Value;
use minijinja::value::{Enumerator, Object, ObjectRepr};
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

/// Declared fields by name, absent ones as none.
#[derive(Debug)]
pub struct Fields(pub Vec<(Arc<str>, Value)>);

impl Object for Fields {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        self.0.iter().find(|(name, _)| &**name == key).map(|(_, value)| value.clone())
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.0.iter().map(|(name, _)| Value::from(&**name)).collect())
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
