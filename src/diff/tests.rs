//! Two small editions and what is said of them.

use super::*;
use std::collections::{BTreeMap, BTreeSet};

struct Held(BTreeMap<String, Vec<u8>>, BTreeSet<String>);

impl Edition for Held {
    fn files(&self) -> &BTreeSet<String> {
        &self.1
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.0.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

fn held(files: &[(&str, &str)]) -> Held {
    let files: BTreeMap<String, Vec<u8>> =
        files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
    let names = files.keys().cloned().collect();
    Held(files, names)
}

fn between(old: &[(&str, &str)], new: &[(&str, &str)]) -> Difference {
    compare(&held(old), &held(new)).unwrap()
}

const PAGE: &str = "<html data-template=\"record\">";
const LIST: &str = "<html data-template=\"listing\">";

#[test]
fn nothing_is_said_of_equal_editions() {
    let files = [("reports/a/index.html", PAGE), ("reports/a.json", r#"{"id":"report/a","kind":"report"}"#)];
    let found = between(&files, &files);
    assert_eq!(found, Difference::default());
    assert_eq!(found.words(), "Who uses the data would notice nothing.\n");
}

#[test]
fn records_come_change_and_go() {
    let record = |name: &str, more: &str| format!(r#"{{"id":"report/{name}","kind":"report"{more}}}"#);
    let (a, b, c) = (record("a", r#","title":"A","links_in":[]"#), record("b", ""), record("c", ""));
    let old = [("reports/a.json", a.as_str()), ("reports/b.json", &b), ("reports/c.json", &c)];
    let (a, b, d) = (
        record("a", r#","title":"B","prose":"x","links_in":[1]"#),
        record("b", r#","deleted":true"#),
        record("d", ""),
    );
    let new = [("reports/a.json", a.as_str()), ("reports/b.json", &b), ("reports/d.json", &d)];
    let found = between(&old, &new);
    assert_eq!(
        found.changes,
        [
            "1 record added: report/d",
            "1 record withdrawn or removed, with a notice in its place: report/b",
            "1 record changed: report/a (prose, title)",
            "1 record gone without a notice: report/c",
        ]
    );
    assert_eq!(found.breaks, ["1 address gone: /reports/c.json"]);
}

#[test]
fn rows_without_pages_are_found_in_their_array() {
    let old = [("data/v1/rows.json", r#"[{"id":"row/a","kind":"row","n":1},{"id":"row/b","kind":"row"}]"#)];
    let new = [("data/v1/rows.json", r#"[{"id":"row/a","kind":"row","n":2}]"#)];
    let found = between(&old, &new);
    assert_eq!(found.changes, ["1 record changed: row/a (n)", "1 record gone without a notice: row/b"]);
    assert!(found.breaks.is_empty());
}

fn columns(old: &str, new: &str) -> Difference {
    between(&[("data/v1/wards.csv", old)], &[("data/v1/wards.csv", new)])
}

#[test]
fn columns_that_are_added_last_break_nothing() {
    let found = columns("id,title\nward/a,A\n", "id,title,code\nward/a,A,1\nward/b,B,2\n");
    assert_eq!(found.breaks, Vec::<String>::new());
    assert_eq!(found.changes, ["wards.csv: new columns at the end: code", "wards.csv: 2 rows, before 1"]);
}

#[test]
fn columns_that_move_or_go_break_programs() {
    let breaks = |old, new| columns(old, new).breaks;
    assert_eq!(breaks("id,title\n", "id,code,title\n"), ["wards.csv: the columns from title on have moved"]);
    assert_eq!(
        breaks("id,title,code\n", "id,code,title\n"),
        ["wards.csv: the columns stand in another order"]
    );
    assert_eq!(
        breaks("id,titles\n", "id,title\n"),
        ["wards.csv: the column titles is gone; it may be called title now"]
    );
    assert_eq!(breaks("id,title\n", "id\n"), ["wards.csv: the column title is gone"]);
}

#[test]
fn types_are_those_of_the_description() {
    let package = |ty: &str| {
        format!(
            r#"{{"resources":[{{"path":"wards.csv","schema":{{"fields":[{{"name":"n","type":"{ty}"}}]}}}}]}}"#
        )
    };
    let (old, new) = (package("integer"), package("string"));
    let files = |package| [("data/v1/datapackage.json", package), ("data/v1/wards.csv", "n\n")];
    let found = between(&files(old.as_str()), &files(new.as_str()));
    assert_eq!(found.breaks, ["wards.csv: the column n was integer and is string"]);
}

#[test]
fn lists_may_go_and_other_addresses_may_not() {
    let old = [
        ("wards/index.html", LIST),
        ("wards/page/2/index.html", PAGE),
        ("years/2012/index.html", PAGE),
        ("old/index.html", PAGE),
        ("reports/a/index.html", PAGE),
        ("reports/a.json", r#"{"id":"report/a","kind":"report","deleted":true}"#),
        ("data/v1/wards.csv", "id\n"),
    ];
    let found = between(&old, &[("data/v2/wards.csv", "id\n")]);
    assert_eq!(found.breaks, ["3 addresses gone: /data/v1/wards.csv, /old/, /reports/a/"]);
    assert_eq!(
        found.changes,
        [
            "wards.csv: it stands at /data/v2/wards.csv now",
            "3 pages of lists gone: /wards/, /wards/page/2/, /years/2012/"
        ]
    );
}
