//! Tests of what is said about kind files: one slip, one problem, at what is to be changed.

use super::*;
use crate::diagnostic::Diagnostics;
use crate::source::Source;

mod slips;

const COMMON_TEXT: &str = r#"{ "type": "object", "properties": {
    "title": { "title": "Title", "description": "d", "type": "string" },
    "meeting": { "title": "Meeting", "description": "d", "type": "string", "x-reference": "meeting" } },
  "$defs": { "person": { "type": "object", "properties": {
    "who": { "title": "Who", "description": "d", "type": "string", "x-reference": "meeting" } } } } }"#;

const MEETING: &str = r#"{ "x-kind": { "plural": "meetings", "label": "M", "label_plural": "Ms" }, "type": "object",
  "allOf": [{ "$ref": "common.json" }],
  "properties": { "body": { "title": "Body", "description": "d", "type": "string" },
    "sort": { "title": "Sort", "description": "d", "type": "string", "enum": ["council", "board"] } } }"#;

/// Every keyword in its place.
const SOUND: &str = r##"{ "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "P", "description": "d",
  "x-kind": { "plural": "petitions", "label": "P", "label_plural": "Ps", "date": "date", "sort": "-date", "list": ["date"],
    "key": ["date"], "page": true, "feed": true, "register": true, "dataset": true, "template": "record", "address": "/petitions/{name}/",
    "role": "glossary", "menu": 3, "numbered": false },
  "type": "object", "required": ["title"], "allOf": [{ "$ref": "common.json" }],
  "x-check": [{ "rule": "period-order", "fields": ["date", "span.until"] },
    { "rule": "vote-tally", "votes": "votes", "id": "id", "named": "named", "vote": "vote", "counts": { "for": "yes", "against": "no" },
      "unlisted": ["absent"] },
    { "rule": "item-order", "list": "votes", "after": "before" },
    { "rule": "clear-days", "date": "date", "published": "date", "type": "meeting.sort", "only": ["council"] }],
  "properties": {
    "date": { "title": "D", "description": "d", "type": "string", "format": "day", "x-step": "Petition", "x-facet": true },
    "term": { "title": "T", "description": "d", "type": "string", "format": "day", "x-due": { "label": "Term ends", "unless": { "state": ["closed"] } } },
    "state": { "title": "S", "description": "d", "type": "string", "enum": ["open", "closed"], "x-labels": { "open": "Open" } },
    "ends": { "title": "E", "description": "d", "type": "string", "format": "day" },
    "stage": { "title": "S", "description": "d", "type": "string", "enum": ["new", "old"],
      "x-lapses": { "new": { "after": "ends", "words": "Was new" } } },
    "body": { "title": "B", "description": "d", "type": "string", "x-default": "meeting.body", "x-basis": "state" },
    "until": { "title": "U", "description": "d", "type": "string",
      "x-computed": { "rule": "inspection-until", "from": ["date", "meeting.body"], "years": 6, "only": ["x"] } },
    "organiser": { "title": "O", "description": "d", "type": "string", "x-private": true, "x-unit": "people", "x-markdown": "inline" },
    "lead": { "title": "L", "description": "d", "$ref": "common.json#/$defs/person", "x-backlink": { "name": "led", "label": "Led" } },
    "span": { "title": "N", "description": "d", "type": "object", "properties": {
      "until": { "title": "U", "description": "d", "type": "string", "format": "day" } } },
    "votes": { "title": "V", "description": "d", "type": "array", "items": { "type": "object", "properties": {
      "id": { "title": "I", "description": "d", "type": "string" },
      "before": { "title": "I", "description": "d", "type": "string" },
      "yes": { "title": "Y", "description": "d", "type": "integer" },
      "no": { "title": "N", "description": "d", "type": "integer" },
      "named": { "title": "N", "description": "d", "type": "array", "items": { "type": "object", "properties": {
        "vote": { "title": "V", "description": "d", "type": "string", "enum": ["for", "against", "absent"] } } } } } } },
    "wanted": { "title": "W", "description": "d", "type": "array", "x-none": true, "x-all": true, "items": { "type": "string" } }
  } }"##;

fn read(files: &[(&str, &str)]) -> (Kinds, Vec<(String, String)>) {
    let usual = [("common", COMMON_TEXT), ("meeting", MEETING)];
    let usual = usual.into_iter().filter(|(name, _)| !files.iter().any(|(own, _)| own == name));
    let files: Vec<KindFile> = usual
        .chain(files.iter().copied())
        .map(|(name, text)| KindFile {
            name: name.to_owned(),
            source: Source::new(format!("data/kinds/{name}.json"), text),
        })
        .collect();
    let mut out = Diagnostics::new();
    let kinds = read_kinds(&files, &mut out);
    let told = out.iter().map(|d| {
        let at = match d.place.as_ref().expect("a place") {
            Place::Span(path, span) => {
                let file = files.iter().find(|f| f.source.path == *path).expect("a file of the site");
                file.source.slice(*span).to_owned()
            }
            place => place.path().to_string(),
        };
        (at, format!("{}; {}", d.message, d.help.as_deref().unwrap_or_default()))
    });
    (kinds, told.collect())
}

#[test]
fn a_kind_with_every_keyword_is_sound() {
    let (kinds, told) = read(&[("petition", SOUND)]);
    assert_eq!(told, []);
    let kind = kinds.get("petition").expect("it is read");
    assert!(kind.field("organiser").expect("declared").private);
    assert_eq!(kinds.broken().names().count(), 0);
}

#[test]
fn slips_in_what_is_referred_to_are_told_in_their_own_file() {
    let slip = COMMON_TEXT.replace(
        r#""x-reference": "meeting" } } } }"#,
        r#""x-reference": "meeting", "x-privat": true } } } }"#,
    );
    let (kinds, told) = read(&[("petition", SOUND), ("common", &slip)]);
    assert_eq!(told.len(), 1, "{told:#?}");
    assert_eq!(told[0].0, "\"x-privat\"");
    assert!(kinds.iter().next().is_none() && kinds.broken().has("petition") && kinds.broken().has("meeting"));
}

#[test]
fn what_a_reference_brings_into_a_field_inside_another_is_told_at_that_field() {
    let brought =
        SOUND.replacen(r#""type": "string", "format": "day" } } }"#, r##""$ref": "#/$defs/ended" } } }"##, 1);
    let ended =
        r#""$defs": { "ended": { "type": "string", "format": "day", "x-step": "Ended" } }, "properties": {"#;
    let (_, told) = read(&[("petition", &brought.replacen("\"properties\": {", ended, 1))]);
    assert!(
        matches!(&told[..], [(at, words)] if at == "\"until\"" && words.starts_with("`x-step` works")),
        "{told:#?}"
    );
}

#[test]
fn a_rule_on_what_a_reference_leads_to_is_kept_to() {
    let span = r##""$defs": { "span": { "type": "object", "x-check": { "rule": "period-order", "fields": ["from", "to"] }, "properties": {
        "from": { "title": "F", "description": "d", "type": "string", "format": "day" },
        "to": { "title": "T", "description": "d", "type": "string", "format": "day" } } } },
      "properties": { "terms": { "title": "T", "description": "d", "type": "array", "items": { "$ref": "#/$defs/span" } },"##;
    let (kinds, told) = read(&[("petition", &SOUND.replacen("\"properties\": {", span, 1))]);
    assert_eq!(told, []);
    let checks = &kinds.get("petition").expect("it is read").checks;
    assert!(checks.iter().any(|check| check.path == "terms" && check.rule == "period-order"), "{checks:#?}");
}

#[test]
fn fields_that_contain_themselves_are_told_once() {
    let circle = SOUND.replacen(
        "\"properties\": {",
        r##""$defs": { "a": { "type": "object", "properties": { "b": { "title": "B", "description": "d", "$ref": "#/$defs/c" } } },
            "c": { "type": "object", "properties": { "a": { "title": "A", "description": "d", "$ref": "#/$defs/a" } } } },
          "properties": { "a": { "title": "A", "description": "d", "$ref": "#/$defs/a" },"##,
        1,
    );
    let (_, told) = read(&[("petition", &circle)]);
    assert!(
        matches!(&told[..], [(_, words)] if words.starts_with("these fields contain themselves")),
        "{told:#?}"
    );
}

#[test]
fn a_name_that_no_reference_could_hold_is_told_at_the_file() {
    let (kinds, told) = read(&[("Bad Name", SOUND)]);
    assert!(
        matches!(&told[..], [(at, words)] if at == "data/kinds/Bad Name.json" && words.contains("`Bad Name`"))
    );
    assert!(kinds.get("Bad Name").is_none());
}

#[test]
fn a_broken_kind_is_not_missing_as_well() {
    let doubled = MEETING.replace("\"type\": \"object\",", "\"type\": \"object\", \"type\": \"object\",");
    for text in ["{", "[1]", &doubled, &MEETING.replace("\"label\": \"M\", ", "")] {
        let (kinds, told) = read(&[("petition", SOUND), ("meeting", text)]);
        assert_eq!(told.len(), 1, "{told:#?}");
        assert!(kinds.broken().has("meeting") && kinds.get("petition").is_some());
    }
}

#[test]
fn a_kind_taken_away_is_missed_once() {
    let (kinds, told) = read(&[("petition", SOUND), ("meeting", "false")]);
    let said = "the kind `meeting` is taken away, and fields of other kinds still name it; \
                keep it, or take it out of `x-reference` in data/kinds/common.json";
    assert_eq!(told, [("data/kinds/meeting.json".to_owned(), said.to_owned())]);
    assert!(kinds.broken().has("meeting"), "what names its records stays silent");
}

#[test]
fn two_kinds_of_one_folder_are_told_once() {
    let other = SOUND.replace("/petitions/{name}/", "/others/{name}/");
    let (kinds, told) = read(&[("petition", SOUND), ("request", &other)]);
    let said =
        "the kinds `petition` and `request` share the folder `petitions`; give one of them another `plural`";
    assert_eq!(told, [("\"petitions\"".to_owned(), said.to_owned())]);
    assert!(kinds.broken().may_keep("petitions") && kinds.get("request").is_none());
}
