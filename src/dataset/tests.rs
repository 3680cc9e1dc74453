//! Whole files of data from a small site made of kind files and records as a council writes them.

use super::*;
use crate::diagnostic::Diagnostics;
use crate::embedded;
use crate::graph;
use crate::kind::{self, KindFile, Kinds};
use crate::record::{Form, Input, Origin, Records, convert, convert::Outcome};
use crate::site::{Settings, State};
use crate::source::Source;
use crate::tree;
use std::collections::HashSet;
use std::sync::Arc;

mod described;
mod files;

const COMMON: &str = r#"{ "type": "object", "properties": {
    "title": { "title": "Title", "description": "d", "type": "string" },
    "wards": { "title": "Wards", "description": "d", "type": "array", "x-none": true, "x-all": true,
               "items": { "type": "string", "x-reference": "ward" } },
    "internal_note": { "title": "Note", "description": "d", "type": "string", "x-private": true } } }"#;

const WARD: &str = r#"{ "description": "d", "type": "object", "allOf": [{ "$ref": "common.json" }],
    "x-kind": { "plural": "wards", "label": "Ward", "label_plural": "Wards" },
    "properties": { "licence": { "title": "Licence", "description": "d", "type": "string" } } }"#;

/// Something of everything: nested objects, a list in a list, a holder with `items`, links, an open map, a private list.
const PETITION: &str = r#"{ "description": "d", "type": "object", "allOf": [{ "$ref": "common.json" }],
    "x-kind": { "plural": "petitions", "label": "Petition", "label_plural": "Petitions", "date": "date" },
    "properties": {
      "date": { "title": "Date", "description": "d", "type": "string", "format": "partial-date" },
      "answers": { "title": "Answers", "description": "d", "type": "string", "x-reference": ["petition"],
                   "x-backlink": { "name": "answered_by", "label": "Answered by" } },
      "lead": { "title": "Lead", "description": "d", "type": "object", "properties": {
        "ward": { "title": "Ward", "description": "d", "type": "string", "x-reference": "ward",
                  "x-backlink": { "name": "led_from", "label": "Led from" } },
        "capacity": { "title": "Capacity", "description": "d", "type": "string" },
        "grounds": { "title": "Grounds", "description": "d", "type": "array", "items": { "type": "string" } } } },
      "category": { "title": "Category", "description": "d", "type": "object" },
      "signatures": { "title": "Signatures", "description": "d", "type": "integer" },
      "share": { "title": "Share", "description": "d", "type": "number" },
      "open": { "title": "Open", "description": "d", "type": "boolean" },
      "asks": { "title": "Asks", "description": "d", "type": "object", "properties": {
        "lead_in": { "title": "Lead-in", "description": "d", "type": "string" },
        "items": { "title": "Asks", "description": "d", "type": "array", "items": { "type": "object", "properties": {
          "text": { "title": "Text", "description": "d", "type": "string", "x-markdown": "inline" },
          "id": { "title": "Number", "description": "d", "type": "string" },
          "to": { "title": "To", "description": "d", "type": "object", "properties": {
            "ward": { "title": "Ward", "description": "d", "type": "string", "x-reference": "ward" } } },
          "words": { "title": "Words", "description": "d", "type": "array", "items": { "type": "string" } },
          "replies": { "title": "Replies", "description": "d", "type": "array", "items": { "type": "object", "properties": {
            "id": { "title": "Number", "description": "d", "type": "string" },
            "view": { "title": "View", "description": "d", "type": "string" } } } } } } } } },
      "signers": { "title": "Signers", "description": "d", "type": "array", "x-private": true, "x-none": true,
                   "items": { "type": "object", "properties": {
                     "name": { "title": "Name", "description": "d", "type": "string" } } } } } }"#;

const ROW: &str = r#"{ "description": "d", "type": "object", "allOf": [{ "$ref": "common.json" }],
    "x-kind": { "plural": "rows", "label": "Row", "label_plural": "Rows", "page": false },
    "properties": { "tags": { "title": "Tags", "description": "d", "type": "array", "items": { "type": "object" } } } }"#;

const ASKS: &str = r#""asks": { "lead_in": "We ask:", "items": [
    { "text": "Keep it, \"always\"", "id": "(ii)", "to": { "ward": "oak" }, "words": ["keep", "fund"],
      "replies": [{ "id": "a", "view": "Yes" }, { "view": "Żółty\nline" }] },
    { "text": "Unnumbered", "words": ["note"], "replies": [{ "id": "b", "view": "No" }] }] }"#;

fn kinds(files: &[(&str, &str)]) -> (Kinds, Diagnostics) {
    let mut out = Diagnostics::new();
    let files: Vec<KindFile> = files
        .iter()
        .map(|(name, text)| KindFile {
            name: (*name).to_owned(),
            source: Source::new(format!("data/kinds/{name}.json"), *text),
        })
        .collect();
    let kinds = kind::read_kinds(&files, &mut out);
    (kinds, out)
}

fn record(kinds: &Kinds, id: &str, text: &str) -> Arc<Record> {
    let (kind, name) = id.split_once('/').unwrap();
    let mut out = Diagnostics::new();
    let source = Source::new(format!("data/{id}.json"), text);
    let node = tree::json::read(&source, &mut out).unwrap();
    let origin = Origin { path: source.path, item: 0, form: Form::Element };
    let input = Input { kind: kinds.get(kind).unwrap(), node: &node, stem: Some(name), origin, prose: None };
    match convert(input, &mut out) {
        Outcome::Sound(record) => record,
        _ => panic!("{:?}", out.iter().collect::<Vec<_>>()),
    }
}

fn site(records: &[(&str, &str)]) -> Site {
    of_kinds(records, PETITION)
}

/// As [`site`], with another kind of petition.
fn of_kinds(records: &[(&str, &str)], petition: &str) -> Site {
    let (kinds, out) = kinds(&[("common", COMMON), ("ward", WARD), ("petition", petition), ("row", ROW)]);
    assert!(out.is_empty(), "{:?}", out.iter().collect::<Vec<_>>());
    let records = records.iter().map(|(id, text)| record(&kinds, id, text)).collect();
    from(kinds, records)
}

fn from(kinds: Kinds, records: Vec<Arc<Record>>) -> Site {
    let records = Records::new(records, HashSet::new(), HashSet::new(), &Records::default());
    let graph = Arc::new(graph::link(&records));
    let states = vec![State::Public; records.len()];
    let today = jiff::civil::date(2031, 4, 1);
    let settings = settings();
    let urls = Arc::new(crate::site::urls(&settings, &records));
    let kinds = Arc::new(kinds);
    let early = std::collections::BTreeMap::new();
    let (groups, ledger, missing) = (Arc::default(), Arc::default(), Arc::default());
    let retired = std::collections::BTreeSet::new();
    Site {
        settings,
        kinds,
        records,
        urls,
        states,
        early,
        graph,
        groups,
        ledger,
        missing,
        called_back: std::collections::BTreeMap::new(),
        retired,
        today,
    }
}

fn settings() -> Settings {
    Settings {
        council: "Oakham Vale".into(),
        publisher: "The project".into(),
        base_url: "https://example.org/vale/".into(),
        licence: "CC-BY-4.0".into(),
        ..Settings::unread()
    }
}

/// The library's petition, one that answers a part of it, and an empty one.
fn three() -> Site {
    let library = format!(
        r#"{{ "title": "Keep the library", "date": "2031-03", "lead": {{ "ward": "oak", "capacity": "Friend, \"of\" it",
            "grounds": ["Hours", "Cost; really"] }}, "category": {{ "size": "large", "Alter": "neu" }}, "signatures": 1200,
            "share": 0.5, "open": true, "wards": ["oak", "elm"], "internal_note": "CANARY",
            "signers": [{{ "name": "CANARY" }}], {ASKS} }}"#
    );
    site(&[
        ("ward/oak", r#"{ "title": "Oak" }"#),
        ("ward/elm", r#"{ "title": "Elm", "licence": "OGL-UK-3.0" }"#),
        ("petition/library", &library),
        (
            "petition/b",
            r#"{ "title": "B", "answers": "library#(ii)", "wards": "none", "open": false, "share": 3, "category": { "kind": "x" } }"#,
        ),
        ("petition/c", r#"{ "title": "C", "answers": "library" }"#),
    ])
}

/// Makes each file again whenever another asks about it.
struct Alone<'a>(&'a Site);

impl Others for Alone<'_> {
    fn addresses(&self, folder: &str) -> Vec<String> {
        plan(self.0)
            .into_iter()
            .map(|file| file.address)
            .filter(|address| address.starts_with(folder))
            .collect()
    }

    fn digest(&self, address: &str) -> io::Result<Digest> {
        let mut nowhere = io::sink();
        let mut digesting = Digesting::new(&mut nowhere);
        self.copy(address, &mut digesting)?;
        Ok(digesting.finish())
    }

    fn copy(&self, address: &str, out: &mut dyn Write) -> io::Result<()> {
        let output = plan(self.0).into_iter().find(|o| o.address == address);
        write(self.0, self, &output.ok_or(io::ErrorKind::NotFound)?, out)
    }
}

fn bytes(site: &Site, address: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    Alone(site).copy(address, &mut bytes).unwrap();
    bytes
}

fn text(site: &Site, address: &str) -> String {
    String::from_utf8(bytes(site, &site.data(address))).unwrap()
}

/// A text, or all texts in an archive and in the archives in it.
fn texts(bytes: Vec<u8>) -> Vec<String> {
    if !bytes.starts_with(b"PK") {
        return vec![String::from_utf8(bytes).unwrap()];
    }
    members(bytes).into_iter().flat_map(|(_, bytes)| texts(bytes)).collect()
}

/// The files in an archive, in their order.
fn members(bytes: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(io::Cursor::new(bytes)).unwrap();
    let n_members = archive.len();
    let read = |at: usize| {
        let mut member = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        io::Read::read_to_end(&mut member, &mut bytes).unwrap();
        (member.name().unwrap().into_owned(), bytes)
    };
    (0..n_members).map(read).collect()
}

fn one(site: &Site, id: &str, prose: Option<&str>) -> String {
    String::from_utf8(record_json::write(site, site.records.find(id).unwrap(), prose).unwrap()).unwrap()
}

#[test]
fn every_list_is_planned_as_a_table() {
    let described = ["-metadata.json", ".xlsx", ".zip", "datapackage.json", "SHA256SUMS"];
    let tables = plan(&three()).into_iter().map(|o| o.address);
    let addresses: Vec<String> = tables
        .filter(|address| {
            address.starts_with("/data/v1/") && !described.iter().any(|end| address.ends_with(end))
        })
        .collect();
    let expected = [
        "petitions.json",
        "petitions.csv",
        "petitions-lead-grounds.csv",
        "petitions-asks.csv",
        "petitions-asks-words.csv",
        "petitions-asks-replies.csv",
        "petitions-wards.csv",
        "rows.json",
        "rows.csv",
        "rows-tags.csv",
        "rows-wards.csv",
        "wards.json",
        "wards.csv",
        "wards-wards.csv",
        "changes.csv",
        "changes.atom",
        "changes.json",
        "withdrawn.csv",
    ];
    assert_eq!(addresses, expected.map(|name| format!("/data/v1/{name}")));
}

#[test]
fn records_are_rows_with_nested_fields_dotted() {
    assert_eq!(
        text(&three(), "petitions.csv"),
        "id,url,title,date,answers,lead.ward,lead.capacity,category.Alter,category.kind,category.size,signatures,share,open,\
         asks.lead_in,wards_stated,wards_words,publisher\r\n\
         petition/b,https://example.org/vale/petitions/b/,B,,petition/library#asks-ii,,,,x,,,3,false,,none,,The project\r\n\
         petition/c,https://example.org/vale/petitions/c/,C,,petition/library,,,,,,,,,,,,The project\r\n\
         petition/library,https://example.org/vale/petitions/library/,Keep the library,2031-03,,ward/oak,\"Friend, \"\"of\"\" it\",\
         neu,,large,1200,0.5,true,We ask:,listed,,The project\r\n"
    );
}

#[test]
fn lists_are_tables_of_their_own() {
    let site = three();
    assert_eq!(
        text(&site, "petitions-asks.csv"),
        "petition,n,id,anchor,text,to.ward,publisher\r\n\
         petition/library,1,(ii),asks-ii,\"Keep it, \"\"always\"\"\",ward/oak,The project\r\n\
         petition/library,2,,,Unnumbered,,The project\r\n"
    );
    assert_eq!(
        text(&site, "petitions-asks-words.csv"),
        "petition,asks_n,n,value,publisher\r\n\
         petition/library,1,1,keep,The project\r\npetition/library,1,2,fund,The project\r\npetition/library,2,1,note,The project\r\n"
    );
    assert_eq!(
        text(&site, "petitions-asks-replies.csv"),
        "petition,asks_n,n,id,view,publisher\r\n\
         petition/library,1,1,a,Yes,The project\r\npetition/library,1,2,,\"Żółty\nline\",The project\r\npetition/library,2,1,b,No,The project\r\n"
    );
    assert_eq!(
        text(&site, "petitions-wards.csv"),
        "petition,n,value,publisher\r\npetition/library,1,ward/oak,The project\r\npetition/library,2,ward/elm,The project\r\n"
    );
    assert_eq!(
        text(&site, "petitions-lead-grounds.csv"),
        "petition,n,value,publisher\r\npetition/library,1,Hours,The project\r\npetition/library,2,Cost; really,The project\r\n"
    );
}

#[test]
fn a_record_says_all_in_json() {
    let asks = concat!(
        r##""asks":{"lead_in":"We ask:","items":[{"text":"Keep it, \"always\"","id":"(ii)","anchor":"asks-ii","##,
        r##""to":{"ward":{"id":"ward/oak","title":"Oak","url":"https://example.org/vale/wards/oak/"}},"words":["keep","fund"],"##,
        r##""replies":[{"id":"a","view":"Yes"},{"view":"Żółty\nline"}]},{"text":"Unnumbered","words":["note"],"##,
        r##""replies":[{"id":"b","view":"No"}]}]},"##,
    );
    let head = concat!(
        r##"{"$schema":"https://example.org/vale/schema/v1/petition.json","##,
        r##""@context":"https://example.org/vale/context/v1.jsonld","##,
        r##""id":"petition/library","kind":"petition","url":"https://example.org/vale/petitions/library/","##,
        r##""publisher":"The project","council":"Oakham Vale","licence":"CC-BY-4.0","title":"Keep the library","##,
        r##""date":"2031-03","lead":{"ward":{"id":"ward/oak","title":"Oak","url":"https://example.org/vale/wards/oak/"},"##,
        r##""capacity":"Friend, \"of\" it","grounds":["Hours","Cost; really"]},"category":{"size":"large","Alter":"neu"},"##,
        r##""signatures":1200,"share":0.5,"open":true,"##,
    );
    let tail = concat!(
        r##""wards":[{"id":"ward/oak","title":"Oak","url":"https://example.org/vale/wards/oak/"},"##,
        r##"{"id":"ward/elm","title":"Elm","url":"https://example.org/vale/wards/elm/"}],"wards_stated":"listed","##,
    );
    let links = concat!(
        r##""links_in":[{"name":"answered_by","label":"Answered by","records":["##,
        r##"{"id":"petition/b","title":"B","url":"https://example.org/vale/petitions/b/","part":"asks-ii"},"##,
        r##"{"id":"petition/c","title":"C","url":"https://example.org/vale/petitions/c/"}]}]}"##,
    );
    let site = three();
    let expected = format!("{head}{asks}{tail}\"prose\":\"Its *words*.\\n\",{links}\n");
    assert_eq!(one(&site, "petition/library", Some("Its *words*.\n")), expected);
}

#[test]
fn a_reference_to_a_part_leads_to_it() {
    let json = one(&three(), "petition/b", None);
    let expected = concat!(
        r##""answers":{"id":"petition/library","title":"Keep the library","##,
        r##""url":"https://example.org/vale/petitions/library/#asks-ii","anchor":"asks-ii"}"##,
    );
    assert!(json.contains(expected), "{json}");
    assert!(
        json.contains(r#""wards":[],"wards_stated":"none""#) && json.ends_with("\"links_in\":[]}\n"),
        "{json}"
    );
}

#[test]
fn the_array_has_a_record_a_line_without_prose_and_links() {
    let site = three();
    let lines = text(&site, "wards.json");
    let oak = concat!(
        r#"{"id":"ward/oak","kind":"ward","url":"https://example.org/vale/wards/oak/","publisher":"The project","#,
        r#""council":"Oakham Vale","title":"Oak"}"#,
    );
    let elm = concat!(
        r#"{"id":"ward/elm","kind":"ward","url":"https://example.org/vale/wards/elm/","publisher":"The project","#,
        r#""council":"Oakham Vale","title":"Elm","licence":"OGL-UK-3.0"}"#,
    );
    assert_eq!(lines, format!("[\n{elm},\n{oak}\n]\n"));
    let array: serde_json::Value = serde_json::from_str(&text(&site, "petitions.json")).unwrap();
    assert_eq!(array.as_array().unwrap().len(), 3);
}

#[test]
fn private_fields_are_nowhere() {
    let site = three();
    for output in plan(&site) {
        for all in texts(bytes(&site, &output.address)) {
            assert!(
                !all.contains("CANARY") && !all.contains("signers") && !all.contains("internal_note"),
                "{}",
                output.address
            );
        }
    }
    assert!(!one(&site, "petition/library", None).contains("CANARY"));
}

#[test]
fn columns_do_not_wait_for_data() {
    let site = site(&[]);
    assert_eq!(text(&site, "petitions.json"), "[]\n");
    assert_eq!(
        text(&site, "petitions.csv"),
        "id,url,title,date,answers,lead.ward,lead.capacity,signatures,share,open,asks.lead_in,wards_stated,wards_words,publisher\r\n"
    );
    assert_eq!(text(&site, "petitions-asks.csv"), "petition,n,id,anchor,text,to.ward,publisher\r\n");
}

#[test]
fn kinds_without_pages_have_no_url_and_open_items_a_column_a_key() {
    let site = site(&[("row/a", r#"{ "title": "A", "tags": [{ "b": "1", "a": "=2" }, { "c": "é" }] }"#)]);
    assert_eq!(
        text(&site, "rows.csv"),
        "id,url,title,wards_stated,wards_words,publisher\r\nrow/a,,A,,,The project\r\n"
    );
    assert_eq!(
        text(&site, "rows-tags.csv"),
        "row,n,value.a,value.b,value.c,publisher\r\nrow/a,1,'=2,1,,The project\r\nrow/a,2,,,é,The project\r\n"
    );
    assert!(one(&site, "row/a", None).contains(r#","id":"row/a","kind":"row","publisher":"#));
}

#[test]
fn withdrawn_and_redacted_records_are_in_no_table() {
    let mut site = three();
    let at = |site: &Site, id| site.records.find(id).unwrap().0 as usize;
    let (b, c, library) = (at(&site, "petition/b"), at(&site, "petition/c"), at(&site, "petition/library"));
    (site.states[b], site.states[c], site.states[library]) =
        (State::Withdrawn, State::Exempt, State::Redacted);
    let csv = text(&site, "petitions.csv");
    assert_eq!(csv.lines().skip(1).count(), 1, "{csv}");
    assert!(csv.contains("petition/c") && !csv.contains("category."), "{csv}");
    assert_eq!(text(&site, "petitions-asks.csv").lines().count(), 1);
}

#[test]
fn what_a_reference_names_is_left_out_when_it_is_not_in_the_site() {
    let site = site(&[
        ("ward/elm", r#"{ "title": "Elm" }"#),
        (
            "petition/a",
            r#"{ "title": "A", "answers": "hidden", "wards": ["hidden", "elm"], "lead": { "ward": "hidden" } }"#,
        ),
    ]);
    assert_eq!(
        text(&site, "petitions-wards.csv"),
        "petition,n,value,publisher\r\npetition/a,1,ward/elm,The project\r\n"
    );
    let all = text(&site, "petitions.csv") + &text(&site, "petitions.json") + &one(&site, "petition/a", None);
    assert!(!all.contains("hidden"), "{all}");
}

#[test]
fn a_byte_order_mark_comes_on_request() {
    let mut site = site(&[]);
    site.settings.csv_bom = true;
    assert!(text(&site, "wards-wards.csv").starts_with("\u{feff}ward,n,value,publisher\r\n"));
    assert!(text(&site, "wards.json").starts_with('['));
}
