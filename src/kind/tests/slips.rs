//! Slips in kind files: each is told once, where it is.

use super::*;

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
