//! Tests of what is said about kind files: one slip, one problem, at what is to be changed.

use super::*;
use crate::diagnostic::Diagnostics;
use crate::source::Source;

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

/// A text of [`SOUND`], what it becomes, where that is told, and how the words begin.
const SLIPS: &[(&str, &str, &str, &str)] = &[
    (
        r#""rule": "inspection-until""#,
        r#""rule": "inspection-untl""#,
        r#""inspection-untl""#,
        "there is no way to work out `inspection-untl`; did you mean",
    ),
    (
        r#""plural":"#,
        r#""plurl":"#,
        r#""plurl""#,
        "crier does not know the keyword `plurl` here; did you mean `plural`?",
    ),
    (
        r#""type": "string", "x-private""#,
        r#""typ": "string", "x-private""#,
        r#""typ""#,
        "crier does not know the keyword `typ` here; did you mean `type`?",
    ),
    (
        r#""x-private": true"#,
        r#""x-private": "yes""#,
        r#""yes""#,
        "`x-private` is either true or false; write true",
    ),
    (r#""x-private": true"#, r#""x-private": 1"#, "1", "`x-private` is either true or false"),
    (r#""x-facet": true"#, r#""x-facet": "yes""#, r#""yes""#, "`x-facet` is either true or false"),
    (r#""x-step": "Petition""#, r#""x-step": 5"#, "5", "`x-step` has to be text in quotes"),
    (
        r#""format": "day", "x-step""#,
        r#""x-step""#,
        r#""x-step""#,
        "`x-step` stands on a field that is neither a date",
    ),
    (
        r#""format": "day", "x-step""#,
        r#""format": "dya", "x-step""#,
        r#""dya""#,
        "`format` cannot be `dya`; did you mean `day`?",
    ),
    (r#""label": "Term ends""#, r#""label": """#, r#""""#, "`label` has to be text in quotes"),
    (
        r#""label": "Term ends""#,
        r#""lable": "Term ends""#,
        r#""lable""#,
        "crier does not know the keyword `lable` here",
    ),
    (r#"["closed"] } } },"#, r#""closed" } } },"#, r#""closed""#, "`state` has to be a list of texts"),
    (
        r#"["closed"] } } },"#,
        r#"["shut"] } } },"#,
        r#""shut""#,
        "`x-due` names `shut`, which the field cannot be",
    ),
    (
        r#""unless": { "state""#,
        r#""unless": { "stat""#,
        r#""stat""#,
        "`x-due` names `stat`, which is no field with values to choose from; did you mean `state`?",
    ),
    (r#""format": "day", "x-due""#, r#""x-due""#, r#""x-due""#, "`x-due` stands on a field that is no date"),
    (
        r#""x-default": "meeting.body""#,
        r#""x-default": "meting.body""#,
        r#""meting.body""#,
        "`x-default` names `meting.body`, which leads to no field",
    ),
    (
        r#""x-default": "meeting.body""#,
        r#""x-default": "meeting.bdy""#,
        r#""meeting.bdy""#,
        "`x-default` names `meeting.bdy`",
    ),
    (
        r#""x-basis": "state""#,
        r#""x-basis": "stat""#,
        r#""stat""#,
        "`x-basis` names `stat`, which leads to no field; did you mean `state`?",
    ),
    (
        r#"["date", "span.until"]"#,
        r#"["date", "zz"]"#,
        r#""zz""#,
        "`period-order` names `zz`, which leads to no field",
    ),
    (r#"["date", "span.until"]"#, "[]", "[]", "`fields` has to be a list of texts"),
    (r#"["date", "span.until"]"#, r#"["date"]"#, r#"["date"]"#, "`period-order` compares two fields"),
    (
        r#""rule": "period-order""#,
        r#""rule": "period-ordre""#,
        r#""period-ordre""#,
        "there is no rule `period-ordre`; did you mean `period-order`?",
    ),
    (
        r#""fields": ["date""#,
        r#""feilds": ["date""#,
        r#""feilds""#,
        "crier does not know the keyword `feilds` here; did you mean `fields`?",
    ),
    (r#""from": ["date", "meeting.body"]"#, r#""from": "zz""#, r#""zz""#, "`from` has to be a list of texts"),
    (
        r#""from": ["date", "meeting.body"]"#,
        r#""from": ["zz", "meeting.body"]"#,
        r#""zz""#,
        "`x-computed` names `zz`, which leads to no field",
    ),
    (r#""years": 6"#, r#""years": "6""#, r#""6""#, "`years` is not a whole number"),
    (
        r#""rule": "period-order", "fields": ["date", "span.until"]"#,
        r#""rule": "date-order", "fields": ["date", "span.until"], "within_days": "31""#,
        r#""31""#,
        "`within_days` is not a whole number",
    ),
    (
        r#""$ref": "common.json#/$defs/person", "#,
        r#""type": "string", "#,
        r#""x-backlink""#,
        "`x-backlink` stands where no record is named",
    ),
    (
        r#""label": "Led""#,
        r#""lable": "Led""#,
        r#""lable""#,
        "crier does not know the keyword `lable` here; did you mean `label`?",
    ),
    (
        r#""label": "Led""#,
        r#""label": "Led", "with": "organiser""#,
        r#""with""#,
        "`with` stands where no field names a record itself",
    ),
    (
        r#""$ref": "common.json#/$defs/person", "x-backlink": { "name": "led", "label": "Led" }"#,
        r#""type": "string", "x-reference": "meeting", "x-backlink": { "name": "led", "label": "Led", "with": "organizer" }"#,
        r#""organizer""#,
        "`x-backlink` names `organizer`, which leads to no field; did you mean `organiser`?",
    ),
    (
        r#""x-labels": { "open": "Open" }"#,
        r#""x-notice": { "opne": "It is open" }"#,
        r#""opne""#,
        "`x-notice` names `opne`, and the field cannot have that value; did you mean `open`?",
    ),
    (
        r#""x-labels": { "open": "Open" }"#,
        r#""x-notice": { "open": "It is open" }, "x-basis": "organiser""#,
        r#""x-notice""#,
        "`x-notice` stands on a claim",
    ),
    (
        r#"{ "new": { "after"#,
        r#"{ "nwe": { "after"#,
        r#""nwe""#,
        "`x-lapses` names `nwe`, and the field cannot have that value; did you mean `new`?",
    ),
    (
        r#"{ "new": { "after": "ends", "words": "Was new" } }"#,
        r#"{ "new": "ends" }"#,
        r#"{ "new": "ends" }"#,
        "`x-lapses` gives each value a date and words",
    ),
    (r#""after": "ends", "words""#, r#""words""#, r#"{ "words": "Was new" }"#, "`x-lapses` has no `after`"),
    (
        r#""words": "Was new""#,
        r#""wrods": "Was open""#,
        r#""wrods""#,
        "crier does not know the keyword `wrods` here",
    ),
    (r#""words": "Was new""#, r#""words": """#, r#""""#, "`words` has to be text in quotes"),
    (
        r#""after": "ends""#,
        r#""after": "edns""#,
        r#""edns""#,
        "`x-lapses` names `edns`, which is no date beside it; did you mean `ends`?",
    ),
    (
        r#""after": "ends""#,
        r#""after": "organiser""#,
        r#""organiser""#,
        "`x-lapses` names `organiser`, which is no date beside it",
    ),
    (
        r#""enum": ["new", "old"]"#,
        r#""enum": ["new", "old"], "x-facet": true"#,
        r#""x-lapses""#,
        "`x-lapses` stands on a facet",
    ),
    (r#""page": true"#, r#""page": "no""#, r#""no""#, "`page` is either true or false"),
    (r#""feed": true"#, r#""feed": "no""#, r#""no""#, "`feed` is either true or false"),
    (r#""dataset": true"#, r#""dataset": 5"#, "5", "`dataset` is either true or false"),
    (r#""label": "P""#, r#""label": 5"#, "5", "`label` has to be text in quotes"),
    (r#""plural": "petitions""#, r#""plural": "data""#, r#""data""#, "`data` cannot be the folder of a kind"),
    (r#""menu": 3"#, r#""menu": "3""#, r#""3""#, "`menu` is not a place in the menu"),
    (r#""key": ["date"]"#, r#""key": "date""#, r#""date""#, "`key` has to be a list of texts"),
    (
        r#""list": ["date"]"#,
        r#""list": ["dat"]"#,
        r#""dat""#,
        "`list` names the field `dat`, which this kind does not have; did you mean `date`?",
    ),
    (
        r#""/petitions/{name}/""#,
        r#""/{nam}/""#,
        r#""/{nam}/""#,
        "`address` is no pattern of an address; write steps between slashes",
    ),
    (
        r#""/petitions/{name}/""#,
        r#""petitions/{name}""#,
        r#""petitions/{name}""#,
        "`address` is no pattern of an address",
    ),
    (
        r#""/petitions/{name}/""#,
        r#""/data/{name}/""#,
        r#""/data/{name}/""#,
        "`address` is no pattern of an address; use another first step",
    ),
    (
        "2020-12/schema",
        "draft-07/schema",
        r#""https://json-schema.org/draft/draft-07/schema""#,
        "kind files are JSON Schema 2020-12",
    ),
    (r#"["open", "closed"]"#, "[]", "[]", "`enum` is not a list of words to choose from"),
    (
        r#""required": ["title"]"#,
        r#""required": ["titel"]"#,
        r#""titel""#,
        "`required` names `titel`, which is no field here; did you mean `title`?",
    ),
    (
        r#""description": "d", "type": "string", "x-private""#,
        r#""description": "d", "type": "strng", "x-private""#,
        r#""strng""#,
        "`type` cannot be `strng`; did you mean `string`?",
    ),
    (
        r#"[{ "$ref": "common.json" }]"#,
        r#"[{ "$ref": "comon.json" }]"#,
        r#""comon.json""#,
        "`comon.json` leads nowhere; did you mean `common.json`?",
    ),
    (
        "common.json#/$defs/person",
        "common.json#/$defs/persn",
        r#""common.json#/$defs/persn""#,
        "`common.json#/$defs/persn` leads nowhere",
    ),
    (r#""items": { "type": "string" }"#, r#""items": {}"#, r#""items""#, "this list's items has no type"),
    (
        r#", "items": { "type": "string" }"#,
        "",
        r#""wanted""#,
        "the field `wanted` is a list that does not say what it holds",
    ),
    (
        r#""type": "array", "x-none": true, "x-all": true, "items": { "type": "string" }"#,
        r#""type": "string", "x-none": true"#,
        r#""x-none""#,
        "`x-none` stands on a field that is no list",
    ),
    (
        r#""x-labels": { "open": "Open" }"#,
        r#""x-labels": { "opne": "Open" }"#,
        r#""opne""#,
        "`x-labels` names `opne`, and the field cannot have that value; did you mean `open`?",
    ),
    (
        r#""enum": ["open", "closed"], "x-labels""#,
        r#""x-labels""#,
        r#""x-labels""#,
        "`x-labels` stands on a field without values to choose from",
    ),
    (
        r#""format": "day" } } }"#,
        r#""format": "day", "x-default": "meeting.body" } } }"#,
        r#""x-default""#,
        "`x-default` works on the fields of the record itself, not on one inside another; take it out",
    ),
    (
        r#""format": "day" } } }"#,
        r#""format": "day", "x-step": "Ended" } } }"#,
        r#""x-step""#,
        "`x-step` works on the fields of the record itself",
    ),
    (
        r#""items": { "type": "string" }"#,
        r#""items": { "type": "string", "x-menu": true }"#,
        r#""x-menu""#,
        "`x-menu` works on the fields of the record itself",
    ),
    (
        r#""format": "day" } } }"#,
        r#""format": "day", "x-computed": { "rule": "next", "from": ["until", "until"] } } } }"#,
        r#""x-computed""#,
        "`next` works on the fields of the record itself; move this field out",
    ),
    (
        r#""rule": "inspection-until", "from": ["date", "meeting.body"], "years": 6, "only": ["x"]"#,
        r#""rule": "file-size", "from": ["date"]"#,
        r#""x-computed""#,
        "`file-size` works on the items of a list, such as attachments; move this field into that list",
    ),
    (
        r#""named": "named""#,
        r#""named": "naemd""#,
        r#""naemd""#,
        "`vote-tally` names `naemd`, which leads to no field; did you mean `named`?",
    ),
    (
        r#""vote": "vote""#,
        r#""vote": "voet""#,
        r#""voet""#,
        "`vote-tally` names `voet`, which leads to no field; did you mean `vote`?",
    ),
    (
        r#""id": "id""#,
        r#""id": "idd""#,
        r#""idd""#,
        "`vote-tally` names `idd`, which leads to no field; did you mean `id`?",
    ),
    (
        r#""for": "yes""#,
        r#""for": "yess""#,
        r#""yess""#,
        "`vote-tally` names `yess`, which leads to no field; did you mean `yes`?",
    ),
    (
        r#""against": "no" }"#,
        r#""agianst": "no" }"#,
        r#""agianst""#,
        "`vote-tally` names `agianst`, which the field cannot be; did you mean `against`?",
    ),
    (
        r#""unlisted": ["absent"]"#,
        r#""unlisted": ["absnet"]"#,
        r#""absnet""#,
        "`vote-tally` names `absnet`, which the field cannot be; did you mean `absent`?",
    ),
    (
        r#""votes": "votes""#,
        r#""votes": "vots""#,
        r#""vots""#,
        "`vote-tally` names `vots`, which leads to no field; did you mean `votes`?",
    ),
    (
        r#""after": "before""#,
        r#""after": "befor""#,
        r#""befor""#,
        "`item-order` names `befor`, which leads to no field; did you mean `before`?",
    ),
    (
        r#", "only": ["x"] }"#,
        " }",
        r#"{ "rule": "inspection-until", "from": ["date", "meeting.body"], "years": 6 }"#,
        "`inspection-until` has no `only`",
    ),
    (
        r#""from": ["date", "meeting.body"]"#,
        r#""from": ["date"]"#,
        r#"["date"]"#,
        "`inspection-until` reads 2 fields; write the paths",
    ),
    (
        r#", "type": "meeting.sort", "only": ["council"] }"#,
        r#", "type": "meeting.sort" }"#,
        r#"{ "rule": "clear-days", "date": "date", "published": "date", "type": "meeting.sort" }"#,
        "`clear-days` has no `only`; add",
    ),
    (
        r#""type": "array", "x-none": true"#,
        r#""type": "array", "x-reference": "meeting", "x-none": true"#,
        r#""x-reference""#,
        "`x-reference` stands on a field that is no text; put it into \"items\"",
    ),
    (
        r#""only": ["council"]"#,
        r#""only": ["concil"]"#,
        r#""concil""#,
        "`clear-days` names `concil`, which the field cannot be; did you mean `council`?",
    ),
    (
        r#""enum": ["open""#,
        r#""maxLength": "x", "enum": ["open""#,
        r#""x""#,
        "this part of the kind is not JSON Schema 2020-12",
    ),
];

#[test]
fn each_slip_is_told_once_where_it_is() {
    let mut wrong = Vec::new();
    for (from, to, at, said) in SLIPS {
        assert!(SOUND.contains(from), "{from}");
        let (kinds, told) = read(&[("petition", &SOUND.replacen(from, to, 1))]);
        if !matches!(&told[..], [(place, words)] if place == at && words.starts_with(said)) {
            wrong.push(format!("{to}: {told:#?}"));
        }
        assert!(kinds.get("petition").is_none() && kinds.broken().has("petition"), "{to}");
        assert!(kinds.broken().may_keep("petitions") || to.contains("plur"), "{to}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
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
