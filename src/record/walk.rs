//! Walks a record's references along its kind's fields.

use super::Record;
use super::value::{Map, Value};
use crate::kind::{Backlink, Field, Format, Type};
use std::fmt::Write;
use std::sync::Arc;

/// One step of a path into a record.
#[derive(Debug, Clone, Copy)]
pub enum Step<'a> {
    /// A field.
    Key(&'a Arc<str>),
    /// An item of a list, from 0.
    Index(usize),
}

/// A reference as it stands in a record.
pub struct Found<'a> {
    /// The field that holds it.
    pub field: &'a Field,
    /// How its target sees it: its own words, or those of a container around it.
    pub backlink: Option<&'a Backlink>,
    /// `kind/name#part`.
    pub text: &'a str,
    /// The way to it.
    pub steps: &'a [Step<'a>],
    /// The map it stands in, for what a claim rests on.
    pub holder: &'a Map,
}

impl Found<'_> {
    /// The way to it as a JSON pointer.
    pub fn pointer(&self) -> String {
        pointer(self.steps)
    }

    /// The field of this name beside the reference, in the record that it stands in.
    pub fn beside<'k>(&self, record: &'k Record, name: &str) -> Option<&'k Field> {
        let keys = self.steps.iter().filter_map(|step| match step {
            Step::Key(key) => Some(&***key),
            Step::Index(_) => None,
        });
        let mut path: Vec<&str> = keys.collect();
        *path.last_mut()? = name;
        record.kind.field_at(&path.join("."))
    }
}

/// Steps as a JSON pointer.
pub fn pointer(steps: &[Step<'_>]) -> String {
    let mut text = String::new();
    for step in steps {
        let _ = match step {
            Step::Key(key) => write!(text, "/{key}"),
            Step::Index(i) => write!(text, "/{i}"),
        };
    }
    text
}

/// A text as it stands in a record.
pub struct Passage<'a> {
    /// The field that holds it.
    pub field: &'a Field,
    /// The text.
    pub text: &'a str,
    /// The way to it.
    pub steps: &'a [Step<'a>],
}

/// Who looks at a record's values on a walk along its fields, in their order.
pub trait Visitor {
    /// A reference.
    fn reference(&mut self, found: Found<'_>);
    /// A Markdown text.
    fn passage(&mut self, passage: Passage<'_>);
    /// An address on the web.
    fn address(&mut self, _: Passage<'_>) {}
}

/// Calls `each` for every reference of a record, in the order of its fields. Prose and Markdown fields are not looked at.
pub fn references(record: &Record, each: &mut dyn FnMut(Found<'_>)) {
    struct References<'f>(&'f mut dyn FnMut(Found<'_>));
    impl Visitor for References<'_> {
        fn reference(&mut self, found: Found<'_>) {
            (self.0)(found);
        }
        fn passage(&mut self, _: Passage<'_>) {}
    }
    visit(record, &mut References(each));
}

/// Calls `each` for every Markdown text of a record's fields, in their order, if any may hold a link or a tag.
pub fn passages(record: &Record, each: &mut dyn FnMut(Passage<'_>)) {
    struct Passages<'f>(&'f mut dyn FnMut(Passage<'_>));
    impl Visitor for Passages<'_> {
        fn reference(&mut self, _: Found<'_>) {}
        fn passage(&mut self, passage: Passage<'_>) {
            (self.0)(passage);
        }
    }
    if record.marked {
        visit(record, &mut Passages(each));
    }
}

/// Shows a record's references and Markdown texts to a visitor.
pub fn visit(record: &Record, visitor: &mut dyn Visitor) {
    inside(&record.kind.fields, &record.fields, None, &mut Vec::new(), visitor);
}

fn inside<'a>(
    fields: &'a [Field],
    map: &'a Map,
    outer: Option<&'a Backlink>,
    steps: &mut Vec<Step<'a>>,
    visitor: &mut dyn Visitor,
) {
    for (field, value) in map.along(fields) {
        steps.push(Step::Key(&field.name));
        value_of(field, value, map, outer.or(container_backlink(field)), steps, visitor);
        steps.pop();
    }
}

/// A backlink on a container speaks for the references inside; on a reference it is its own.
fn container_backlink(field: &Field) -> Option<&Backlink> {
    if field.reference.is_some() { None } else { field.backlink.as_ref() }
}

fn value_of<'a>(
    field: &'a Field,
    value: &'a Value,
    holder: &'a Map,
    outer: Option<&'a Backlink>,
    steps: &mut Vec<Step<'a>>,
    visitor: &mut dyn Visitor,
) {
    match (&field.ty, value) {
        (Type::List(item), Value::List(values)) => {
            for (i, value) in values.iter().enumerate() {
                steps.push(Step::Index(i));
                value_of(item, value, holder, outer.or(container_backlink(item)), steps, visitor);
                steps.pop();
            }
        }
        (Type::Object(fields), Value::Map(map)) => inside(fields, map, outer, steps, visitor),
        (_, Value::Text(text)) if field.reference.is_some() => {
            let backlink = outer.or(field.backlink.as_ref());
            visitor.reference(Found { field, backlink, text, steps, holder });
        }
        (_, Value::Text(text)) if field.markdown.is_some() => {
            visitor.passage(Passage { field, text, steps });
        }
        (Type::Text(Format::Uri), Value::Text(text)) => visitor.address(Passage { field, text, steps }),
        _ => {}
    }
}
