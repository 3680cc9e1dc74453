//! Reads the fields of a kind file.

use super::field::{Backlink, Beside, Choice, Computed, Field, Format, Markdown, Reference, Type};
use super::keywords;
use super::read::{Layers, NESTING_MAX, REF_DEPTH_MAX, Reader, strings, to_json};
use crate::tree::{self, Entry, Node, Value};
use std::collections::BTreeSet;

impl<'a> Reader<'a> {
    /// The fields under `properties`, with those of an object's `required` marked.
    pub(super) fn fields(&mut self, node: &'a Node, depth: usize) -> Vec<Field> {
        let layers = self.layers(node, 0);
        let Some(properties) = layers.entry("properties") else { return Vec::new() };
        let required: BTreeSet<String> = strings(layers.entry("required")).into_iter().collect();
        let Value::Map(entries) = &properties.node.value else {
            self.bad(
                properties.node.span,
                "`properties` is not an object",
                "write \"properties\": { \"field\": { … } }",
            );
            return Vec::new();
        };
        let mut fields = Vec::new();
        for entry in entries {
            if depth == 0 && entry.key == "name" {
                self.bad(
                    entry.key_span,
                    "no kind may have a field `name` at its root: a record's name is its file or its key",
                    "call it `title`",
                );
                continue;
            }
            if depth == 0 && keywords::MEMBERS.contains(&entry.key.as_str()) {
                self.bad(
                    entry.key_span,
                    format!(
                        "no kind may have a field `{}` at its root: published data use that name",
                        entry.key
                    ),
                    "give it a longer name, such as `website` for `url`",
                );
                continue;
            }
            if self.nesting > NESTING_MAX {
                self.bad(
                    entry.key_span,
                    "these fields contain themselves",
                    "take the `$ref` that leads back out",
                );
                break;
            }
            self.nesting += 1;
            let field = self.field(entry, required.contains(&entry.key), depth);
            self.nesting -= 1;
            if let Some(field) = field {
                let stated = field.none || field.all;
                let (name, title, private) = (field.name.clone(), field.title.clone(), field.private);
                let values: &[&str] = match (field.none, field.all) {
                    (true, true) => &["listed", "none", "all"],
                    (_, false) => &["listed", "none"],
                    (false, true) => &["listed", "all"],
                };
                fields.push(field);
                if stated {
                    fields.extend(stated_fields(&name, &title, values, private));
                }
            }
        }
        fields
    }

    pub(super) fn layers(&mut self, node: &'a Node, depth: usize) -> Layers<'a> {
        let mut layers = Layers(vec![node]);
        if let Some(entry) = node.entry("$ref") {
            let target = entry.node.scalar().unwrap_or_default();
            let found = match target.split_once('#') {
                Some(("", pointer)) => self.root.at_pointer(pointer),
                Some(("common.json", pointer)) => self.common.at_pointer(pointer),
                _ => None,
            };
            match found {
                Some((_, inner)) if depth < REF_DEPTH_MAX => layers.0.extend(self.layers(inner, depth + 1).0),
                _ => self.bad(
                    entry.node.span,
                    format!("`{target}` leads nowhere"),
                    "write \"common.json#/$defs/…\" or \"#/$defs/…\"",
                ),
            }
        }
        layers
    }

    fn field(&mut self, entry: &'a Entry, required: bool, depth: usize) -> Option<Field> {
        let layers = self.layers(&entry.node, 0);
        self.known_keys(&entry.node, &keywords::FIELD);
        for key in ["title", "description"] {
            if layers.text(key).is_none() && depth < tree::DEPTH_MAX {
                let help = if key == "title" {
                    "add the words residents read"
                } else {
                    "add a sentence for the data dictionary"
                };
                self.bad(entry.key_span, format!("the field `{}` has no `{key}`", entry.key), help);
            }
        }
        let ty = self.field_type(entry, &layers, depth)?;
        let reference = layers.entry("x-reference").map(|e| Reference {
            kinds: match &e.node.value {
                Value::List(_) => strings(Some(e)).into_iter().map(Into::into).collect(),
                _ => vec![e.node.scalar().unwrap_or_default().into()],
            },
        });
        Some(Field {
            name: entry.key.as_str().into(),
            title: layers.text("title").unwrap_or_else(|| entry.key.clone()),
            description: layers.text("description").unwrap_or_default(),
            ty,
            required,
            facet: layers.flag("x-facet"),
            reference,
            backlink: self.backlink(&layers),
            step: layers.text("x-step"),
            default: layers.text("x-default"),
            computed: self.computed(&layers),
            beside: None,
            none: layers.flag("x-none"),
            all: layers.flag("x-all"),
            unit: layers.text("x-unit"),
            markdown: match layers.text("x-markdown").as_deref() {
                Some("inline") => Some(Markdown::Inline),
                Some("block") => Some(Markdown::Block),
                Some(other) => {
                    let span = layers.entry("x-markdown").map_or(entry.key_span, |e| e.node.span);
                    self.bad(
                        span,
                        format!("`x-markdown` cannot be `{other}`"),
                        "use \"inline\" or \"block\"",
                    );
                    None
                }
                None => None,
            },
            private: layers.flag("x-private"),
            basis: layers.text("x-basis"),
            proposed: self.proposed(&layers),
            answers: layers.text("x-answers"),
            menu: layers.flag("x-menu"),
            keep: layers.flag("x-keep"),
        })
    }

    fn backlink(&mut self, layers: &Layers<'a>) -> Option<Backlink> {
        let entry = layers.entry("x-backlink")?;
        let get = |key: &str| entry.node.entry(key).and_then(|e| e.node.scalar());
        let pair = get("name").zip(get("label"));
        if pair.is_none() {
            self.bad(
                entry.node.span,
                "`x-backlink` needs a name and a label",
                "write { \"name\": \"…\", \"label\": \"…\" }",
            );
        }
        pair.map(|(name, label)| Backlink { name: name.into(), label: label.into() })
    }

    /// The value of a choice that says that a record is only proposed.
    fn proposed(&mut self, layers: &Layers<'a>) -> Option<String> {
        let entry = layers.entry("x-proposed")?;
        let value = entry.node.scalar().unwrap_or_default();
        if !strings(layers.entry("enum")).iter().any(|choice| choice == value) {
            self.bad(
                entry.node.span,
                format!("`x-proposed` names `{value}`, and the field cannot have that value"),
                "name one of the values of its `enum`",
            );
        }
        Some(value.to_owned())
    }

    fn computed(&mut self, layers: &Layers<'a>) -> Option<Computed> {
        let entry = layers.entry("x-computed")?;
        let rule = entry.node.entry("rule").and_then(|e| e.node.scalar()).unwrap_or_default().to_owned();
        if !keywords::COMPUTED.contains(&rule.as_str()) {
            let help = format!("use one of: {}", keywords::COMPUTED.join(", "));
            self.bad(entry.node.span, format!("there is no way to work out `{rule}`"), help);
            return None;
        }
        Some(Computed { rule, from: strings(entry.node.entry("from")), settings: to_json(&entry.node) })
    }

    fn field_type(&mut self, entry: &'a Entry, layers: &Layers<'a>, depth: usize) -> Option<Type> {
        if layers.entry("enum").is_some() {
            let labels = layers.entry("x-labels");
            return Some(Type::Choice(
                strings(layers.entry("enum")).iter().map(|v| choice(v, labels)).collect(),
            ));
        }
        match layers.text("type").as_deref() {
            Some("string") => Some(Type::Text(self.format(layers))),
            Some("integer") => Some(Type::Integer),
            Some("number") => Some(Type::Number),
            Some("boolean") => Some(Type::Boolean),
            Some("array") => {
                let Some(items) = layers.entry("items") else {
                    self.bad(
                        entry.key_span,
                        format!("the list `{}` does not say what it holds", entry.key),
                        "add \"items\": { … }",
                    );
                    return None;
                };
                // The words for a list stand on the list; its items need none.
                let item = self.field(items, false, depth + tree::DEPTH_MAX)?;
                Some(Type::List(Box::new(item)))
            }
            Some("object") => match layers.entry("properties") {
                Some(_) => {
                    let holder = layers.0.iter().find(|n| n.entry("properties").is_some()).copied()?;
                    Some(Type::Object(self.fields(holder, 1)))
                }
                None => Some(Type::Words),
            },
            other => {
                let said = other.map_or("no type".to_owned(), |o| format!("the type `{o}`"));
                self.bad(
                    entry.key_span,
                    format!("the field `{}` has {said}", entry.key),
                    "use string, integer, number, boolean, array or object",
                );
                None
            }
        }
    }

    fn format(&mut self, layers: &Layers<'a>) -> Format {
        let Some(entry) = layers.entry("format") else { return Format::Plain };
        let name = entry.node.scalar().unwrap_or_default();
        match Format::ALL.iter().find(|(n, _)| *n == name) {
            Some((_, format)) => *format,
            None => {
                let names = Format::ALL.map(|(n, _)| n).join(", ");
                self.bad(
                    entry.node.span,
                    format!("there is no format `{name}`"),
                    format!("use one of: {names}"),
                );
                Format::Plain
            }
        }
    }
}

fn choice(value: &str, labels: Option<&Entry>) -> Choice {
    let given = labels.and_then(|e| e.node.entry(value)).and_then(|e| e.node.scalar());
    Choice { value: value.into(), words: given.map_or_else(|| value.replace('-', " ").into(), Into::into) }
}

fn stated_fields(name: &str, title: &str, values: &[&str], private: bool) -> [Field; 2] {
    let field = |suffix: &str, beside: Beside, title: String, description: &str, ty: Type| Field {
        name: format!("{name}_{suffix}").into(),
        title,
        description: description.to_owned(),
        ty,
        required: false,
        facet: false,
        reference: None,
        backlink: None,
        step: None,
        default: None,
        computed: None,
        beside: Some(beside),
        none: false,
        all: false,
        unit: None,
        markdown: None,
        private,
        basis: None,
        proposed: None,
        answers: None,
        menu: false,
        keep: false,
    };
    let choices = values.iter().map(|v| Choice { value: (*v).into(), words: (*v).into() }).collect();
    [
        field(
            "stated",
            Beside::Stated,
            format!("{title}: what was stated"),
            "Whether the paper lists values, says none or all, or (empty) does not say.",
            Type::Choice(choices),
        ),
        field(
            "words",
            Beside::Words,
            format!("{title}: as printed"),
            "The paper's own words in place of a list.",
            Type::Text(Format::Plain),
        ),
    ]
}
