//! Makes the fields of a kind from a file that has been inspected: nothing is reported here.

use super::field::{
    Backlink, Beside, Choice, Computed, Due, Field, Format, Lapse, Markdown, Reference, Type,
};
use super::read::to_json;
use super::refs::{Layers, Refs, strings};
use crate::tree::{Entry, Node, Value};
use std::collections::BTreeSet;

/// The fields under `properties`, with those of an object's `required` marked.
pub(super) fn fields<'a>(refs: Refs<'a>, node: &'a Node) -> Vec<Field> {
    let layers = refs.layers(node);
    let Some(Value::Map(entries)) = layers.entry("properties").map(|e| &e.node.value) else {
        return Vec::new();
    };
    let required: BTreeSet<String> = strings(layers.entry("required")).into_iter().collect();
    let mut fields = Vec::new();
    for entry in entries {
        let Some(field) = field(refs, entry, required.contains(&entry.key)) else { continue };
        let values: &[&str] = match (field.none, field.all) {
            (true, true) => &["listed", "none", "all"],
            (_, false) => &["listed", "none"],
            (false, true) => &["listed", "all"],
        };
        let stated = (field.none || field.all)
            .then(|| stated_fields(&field.name, &field.title, values, field.private));
        fields.push(field);
        fields.extend(stated.into_iter().flatten());
    }
    fields
}

fn field<'a>(refs: Refs<'a>, entry: &'a Entry, required: bool) -> Option<Field> {
    let layers = refs.layers(&entry.node);
    let ty = field_type(refs, &layers)?;
    let reference = layers.entry("x-reference").map(|e| Reference {
        kinds: match &e.node.value {
            Value::List(_) => strings(Some(e)).into_iter().map(Into::into).collect(),
            _ => vec![e.node.scalar().unwrap_or_default().into()],
        },
    });
    let due = due(&layers);
    Some(Field {
        sets_due: due.is_some() || ty.fields().iter().any(|field| field.sets_due),
        has_notice: ty.has_notice(),
        name: entry.key.as_str().into(),
        title: layers.text("title").unwrap_or_else(|| entry.key.clone()),
        description: layers.text("description").unwrap_or_default(),
        help: layers.text("x-help").unwrap_or_default(),
        ty,
        required,
        facet: layers.flag("x-facet"),
        reference,
        backlink: backlink(&layers),
        step: layers.text("x-step"),
        due,
        default: layers.text("x-default"),
        computed: computed(&layers),
        beside: None,
        none: layers.flag("x-none"),
        all: layers.flag("x-all"),
        unit: layers.text("x-unit"),
        markdown: match layers.text("x-markdown").as_deref() {
            Some("inline") => Some(Markdown::Inline),
            Some("block") => Some(Markdown::Block),
            _ => None,
        },
        private: layers.unless_false("x-private"),
        basis: layers.text("x-basis"),
        proposed: layers.text("x-proposed"),
        answers: layers.text("x-answers"),
        part: layers.text("x-part"),
        menu: layers.flag("x-menu"),
        keep: layers.flag("x-keep"),
        term: layers.text("x-term"),
        pattern: layers.text("pattern"),
        example: strings(layers.entry("examples")).into_iter().next(),
        bounds: ["minimum", "maximum"].map(|key| layers.text(key)),
        shared: false,
    })
}

fn backlink(layers: &Layers<'_>) -> Option<Backlink> {
    let entry = layers.entry("x-backlink")?;
    let get = |key: &str| entry.node.entry(key).and_then(|e| e.node.scalar());
    let (name, label) = get("name").zip(get("label"))?;
    Some(Backlink { name: name.into(), label: label.into(), with: get("with").map(Into::into) })
}

fn due(layers: &Layers<'_>) -> Option<Due> {
    let node = &layers.entry("x-due")?.node;
    let label = node.entry("label").and_then(|e| e.node.scalar())?.into();
    let unless = match node.entry("unless").map(|e| &e.node.value) {
        Some(Value::Map(fields)) => fields.as_slice(),
        _ => &[],
    };
    Some(Due { label, unless: unless.iter().map(|e| (e.key.as_str().into(), strings(Some(e)))).collect() })
}

fn computed(layers: &Layers<'_>) -> Option<Computed> {
    let entry = layers.entry("x-computed")?;
    let rule = entry.node.entry("rule").and_then(|e| e.node.scalar())?.to_owned();
    Some(Computed { rule, from: strings(entry.node.entry("from")), settings: to_json(&entry.node) })
}

fn field_type<'a>(refs: Refs<'a>, layers: &Layers<'a>) -> Option<Type> {
    if layers.entry("enum").is_some() {
        let values = strings(layers.entry("enum"));
        return Some(Type::Choice(values.iter().map(|value| choice(value, layers)).collect()));
    }
    match layers.text("type")?.as_str() {
        "string" => Some(Type::Text(format(layers))),
        "integer" => Some(Type::Integer),
        "number" => Some(Type::Number),
        "boolean" => Some(Type::Boolean),
        "array" => Some(Type::List(Box::new(field(refs, layers.entry("items")?, false)?))),
        "object" => match layers.0.iter().find(|n| n.entry("properties").is_some()) {
            Some(holder) => Some(Type::Object(fields(refs, holder))),
            None => Some(Type::Words),
        },
        _ => None,
    }
}

fn format(layers: &Layers<'_>) -> Format {
    let name = layers.text("format");
    let known = Format::ALL.iter().find(|(known, _)| Some(*known) == name.as_deref());
    known.map_or(Format::Plain, |(_, format)| *format)
}

fn choice(value: &str, layers: &Layers<'_>) -> Choice {
    let given = |key: &str| layers.entry(key)?.node.entry(value)?.node.scalar();
    Choice {
        value: value.into(),
        words: given("x-labels").map_or_else(|| value.replace('-', " ").into(), Into::into),
        notice: given("x-notice").map(Into::into),
        lapse: layers.entry("x-lapses").and_then(|e| lapse(&e.node.entry(value)?.node)),
    }
}

fn lapse(node: &Node) -> Option<Lapse> {
    let given = |key: &str| node.entry(key)?.node.scalar();
    Some(Lapse { after: given("after")?.into(), words: given("words")?.into() })
}

fn stated_fields(name: &str, title: &str, values: &[&str], private: bool) -> [Field; 2] {
    let field = |suffix: &str, beside: Beside, title: String, description: &str, ty: Type| Field {
        name: format!("{name}_{suffix}").into(),
        title,
        description: description.to_owned(),
        help: String::new(),
        ty,
        required: false,
        facet: false,
        reference: None,
        backlink: None,
        step: None,
        due: None,
        sets_due: false,
        has_notice: false,
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
        part: None,
        menu: false,
        keep: false,
        term: None,
        pattern: None,
        example: None,
        bounds: [None, None],
        shared: false,
    };
    let choice =
        |value: &&str| Choice { value: (*value).into(), words: (*value).into(), notice: None, lapse: None };
    let choices = values.iter().map(choice).collect();
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
