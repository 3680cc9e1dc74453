//! A value to show for a field, and the words that explain it.
//!
//! In: a field as declared. Out: YAML that the field accepts, and one line of words.

use crate::kind::{Field, Format, Kinds, Markdown, Type};
use crate::record::placeholder::{self, NAME_OF};
use jiff::civil::Date;
use serde_json::Value as Json;

/// What samples are made from.
pub(super) struct Samples<'a> {
    /// The kinds, for the words of references.
    pub kinds: &'a Kinds,
    /// The kind's whole schema, for its examples.
    pub schema: &'a Json,
    /// The day, for dates.
    pub today: Date,
}

/// How deep `$ref` is followed; kind files go three deep.
const REF_DEPTH_MAX: usize = 8;

impl<'a> Samples<'a> {
    /// What the schema declares of a field at the root.
    pub(super) fn declared(&self, name: &str) -> &'a Json {
        let own = &self.schema["properties"][name];
        if own.is_null() { &self.schema["$defs"]["common"]["properties"][name] } else { own }
    }

    /// What it declares of a field inside.
    pub(super) fn inside(&self, declared: &'a Json, name: &str) -> &'a Json {
        self.keyword(declared, "properties").map_or(&Json::Null, |properties| &properties[name])
    }

    /// What it declares of a list's items.
    pub(super) fn item(&self, declared: &'a Json) -> &'a Json {
        self.keyword(declared, "items").unwrap_or(&Json::Null)
    }

    fn keyword(&self, declared: &'a Json, key: &str) -> Option<&'a Json> {
        let mut node = declared;
        for _ in 0..REF_DEPTH_MAX {
            if let Some(found) = node.get(key) {
                return Some(found);
            }
            node = self.schema.pointer(node.get("$ref")?.as_str()?.strip_prefix('#')?)?;
        }
        None
    }

    fn example(&self, declared: &'a Json) -> Option<&'a Json> {
        self.keyword(declared, "examples")?.get(0)
    }

    /// A value on one line, as YAML; none for what has fields of its own.
    pub(super) fn value(&self, field: &Field, declared: &'a Json) -> Option<String> {
        Some(match &field.ty {
            Type::Object(_) | Type::Words => return None,
            Type::List(item) => format!("[{}]", self.value(item, self.item(declared))?),
            Type::Boolean => "true".to_owned(),
            Type::Integer | Type::Number => self
                .example(declared)
                .or_else(|| self.keyword(declared, "minimum"))
                .map_or_else(|| "1".to_owned(), Json::to_string),
            Type::Choice(choices) => choices.first().map_or_else(String::new, |c| quoted(&c.value)),
            Type::Text(format) => match &field.reference {
                Some(reference) => {
                    reference.kinds.first().map_or_else(String::new, |k| format!("{NAME_OF}{k}"))
                }
                None => self.text(*format, declared),
            },
        })
    }

    fn text(&self, format: Format, declared: &Json) -> String {
        let today = self.today;
        match format {
            Format::PartialDate | Format::Day | Format::Period => {
                self.example_of(declared).map_or_else(|| today.to_string(), str::to_owned)
            }
            Format::Instant => format!("{today}T09:00:00Z"),
            Format::Time => quoted(self.example_of(declared).unwrap_or("18:00")),
            Format::Language => quoted("cy"),
            Format::Plain => quoted(self.example_of(declared).unwrap_or(placeholder::WORDS)),
            _ => quoted(placeholder::of(format).unwrap_or(placeholder::WORDS)),
        }
    }

    fn example_of<'j>(&self, declared: &'j Json) -> Option<&'j str>
    where
        'a: 'j,
    {
        let mut node = declared;
        for _ in 0..REF_DEPTH_MAX {
            if let Some(found) = node.get("examples") {
                return found.get(0)?.as_str();
            }
            node = self.schema.pointer(node.get("$ref")?.as_str()?.strip_prefix('#')?)?;
        }
        None
    }

    /// A map of free words, one line each.
    pub(super) fn words(&self, declared: &'a Json) -> Vec<String> {
        let example = self.example(declared).and_then(Json::as_object);
        let lines = example.map(|map| map.iter().map(|(key, value)| format!("{key}: {value}")).collect());
        lines.unwrap_or_else(|| vec![format!("word: {}", quoted(placeholder::WORDS))])
    }

    /// What the field is for: its title, its description, and what may be written.
    pub(super) fn comment(&self, field: &Field) -> String {
        let mut comment = format!("{}: {}", field.title, field.for_authors());
        let item = field.item();
        let mut add = |words: String| {
            comment.push(' ');
            comment.push_str(&words);
        };
        match &item.ty {
            Type::Choice(choices) => {
                add(format!("One of: {}.", choices.iter().map(|c| &*c.value).collect::<Vec<_>>().join(", ")));
            }
            Type::Boolean => add("Write true or false.".to_owned()),
            _ => {}
        }
        if let Some(reference) = &item.reference {
            add(self.names(&reference.kinds));
        }
        if field.unit.is_some() || item.unit.is_some() {
            add(format!("In {}.", field.unit.as_deref().or(item.unit.as_deref()).unwrap_or_default()));
        }
        if item.markdown == Some(Markdown::Block) {
            add("For several paragraphs write | and indent the lines below.".to_owned());
        }
        if field.private {
            add("Never published.".to_owned());
        }
        comment.replace(['\n', '\r'], " ")
    }

    /// Which records a reference may name.
    fn names(&self, kinds: &[std::sync::Arc<str>]) -> String {
        let label = |name: &str| {
            self.kinds.get(name).map_or_else(|| name.to_owned(), |kind| kind.label.to_lowercase())
        };
        match kinds {
            [] => String::new(),
            [one] => format!("The name of a record: {}.", label(one)),
            [first, rest @ ..] => {
                let rest: Vec<String> = rest.iter().map(|name| format!("{name}/…")).collect();
                format!("The name of a record: {}, or with its kind: {}.", label(first), rest.join(", "))
            }
        }
    }
}

/// Text as YAML holds it, whatever is in it: JSON's strings are YAML's.
pub(super) fn quoted(text: &str) -> String {
    Json::from(text).to_string()
}
