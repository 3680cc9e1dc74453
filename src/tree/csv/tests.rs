//! Tests of the CSV reader: spans, nesting, hostile input, the words for mistakes.

use super::*;
use crate::diagnostic::Place;
use std::time::{Duration, Instant};

struct Read {
    columns: Option<Vec<Column>>,
    rows: Vec<(u32, Node)>,
    problems: Vec<Diagnostic>,
}

fn table(text: &str) -> Read {
    let mut out = Diagnostics::new();
    let mut rows = Vec::new();
    let columns = read(&Source::new("a.csv", text), &mut out, &mut |row, node| rows.push((row, node)));
    Read { columns, rows, problems: out.into_iter().collect() }
}

/// The message, the label and the text it points at, of the only problem.
fn told(text: &str) -> (String, String, String) {
    let problems = table(text).problems;
    let [problem] = &problems[..] else { panic!("{text:?} gave {problems:?}") };
    assert!(problem.help.is_some());
    let Some(Place::Span(_, span)) = &problem.place else { panic!("no span") };
    (problem.message.clone(), problem.label.clone().unwrap_or_default(), text[span.range()].to_owned())
}

fn at<'a>(node: &'a Node, text: &'a str, pointer: &str) -> (Option<&'a str>, &'a str) {
    let (key, node) = node.at_pointer(pointer).unwrap();
    (key.map(|key| &text[key.range()]), &text[node.span.range()])
}

#[test]
fn every_cell_has_its_place() {
    let text = "name,a.b, a.c.d ,\"q\"\r\nü,1,x y,\"say \"\"no\"\",\r\nö\"\r\n\r\n,,\"\", \r\nz,,,5\" pipe";
    let read = table(text);
    assert_eq!(read.problems, []);
    let names: Vec<_> =
        read.columns.unwrap().iter().map(|c| (c.name.clone(), text[c.span.range()].to_owned())).collect();
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(names, [pair("name", "name"), pair("a.b", "a.b"), pair("a.c.d", "a.c.d"), pair("q", "\"q\"")]);
    let [(0, first), (1, second), (2, third)] = &read.rows[..] else { panic!("{:?}", read.rows) };
    assert_eq!(&text[first.span.range()], "ü,1,x y,\"say \"\"no\"\",\r\nö\"");
    assert_eq!(at(first, text, "/name"), (Some("name"), "ü"));
    assert_eq!(at(first, text, "/a"), (Some("a"), "1,x y"));
    assert_eq!(at(first, text, "/a/b"), (Some("b"), "1"));
    assert_eq!(at(first, text, "/a/c/d"), (Some("d"), "x y"));
    assert_eq!(at(first, text, "/q"), (Some("\"q\""), "\"say \"\"no\"\",\r\nö\""));
    let value = |node: &Node, pointer| node.at_pointer(pointer).map(|found| found.1.value.clone());
    assert_eq!(value(first, "/q"), Some(Value::Text("say \"no\",\r\nö".into())));
    assert_eq!(value(first, "/a/b"), Some(Value::Plain("1".into())));
    assert_eq!(value(second, "/a/c/d"), Some(Value::Text(String::new())));
    assert_eq!(value(second, "/name"), None);
    assert_eq!(value(third, "/a"), None);
    assert_eq!(value(third, "/q"), Some(Value::Plain("5\" pipe".into())));
    assert_eq!(&text[third.span.range()], "z,,,5\" pipe");
}

#[test]
fn lines_with_nothing_in_them_are_not_counted() {
    let read = table("\n\na,b\n\n1,2\n,\n  \n3,4\n\n");
    assert_eq!(read.problems, []);
    assert_eq!(read.rows.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn ragged_rows_are_told_left_out_and_counted() {
    let read = table("a,b,c\n1,2\n1,2,3\n1,2,3,4,5\n6,7,8\n");
    assert_eq!(read.rows.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [1, 3]);
    assert_eq!(read.problems.len(), 2);
    let triple = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
    assert_eq!(told("a,b,c\nü,2\n"), triple("this row has 2 cells, but there are 3 columns", "", "ü,2"));
    assert_eq!(
        told("a,b\r\nü,2, x,4\r\n"),
        triple("this row has 4 cells, but there are 2 columns", "cell 3 has no column", " x")
    );
}

#[test]
fn mistakes_are_told_in_plain_words() {
    let cases = [
        ("", "this file has no header line", ""),
        ("\n\n", "this file has no header line", ""),
        ("a;b;c\n1;2;3\n", "this file separates its cells by semicolons, not by commas", ";"),
        ("a\tb\n1\t2\n", "this file separates its cells by tabs, not by commas", "\t"),
        ("a,,c\n1,2,3\n", "column 2 has no name", ""),
        ("a,b.\n1,2\n", "the column name `b.` has nothing before or after a point", "b."),
        ("a,b, a\n1,2,3\n", "`a` stands here for the second time", "a"),
        ("a.b,a\n1,2\n", "the column `a` does not go with another column of this file", "a"),
        ("a,a.b\n1,2\n", "the column `a.b` does not go with another column of this file", "a.b"),
        ("a,b\n1,\"x\n2,3\n", "this quote is never closed, so all below it is read as one cell", "\"x"),
        ("a,b\n1,\"x\" y\n2,3\n", "there is more text in this cell after the closing quote", " y"),
    ];
    for (text, message, place) in cases {
        let (said, _, pointed) = told(text);
        assert_eq!((said.as_str(), pointed.as_str()), (message, place), "{text:?}");
    }
}

#[test]
fn a_column_that_cannot_be_used_is_left_out() {
    let read = table("a,b,a,,b.c\n1,2,3,4,5\n");
    assert_eq!(
        read.problems.iter().map(|p| p.code).collect::<Vec<_>>(),
        [Code::DuplicateKey, Code::BadCsv, Code::BadCsv]
    );
    assert_eq!(read.columns.unwrap().iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    let Value::Map(entries) = &read.rows[0].1.value else { panic!("no map") };
    assert_eq!(entries.iter().map(|e| e.node.scalar().unwrap()).collect::<Vec<_>>(), ["1", "2"]);
}

#[test]
fn hostile_input_ends_at_once() {
    let started = Instant::now();
    assert_eq!(told(&format!("{}a\n1\n", "a.".repeat(100_000))).0, "this is nested more than 64 levels deep");
    assert_eq!(told(&format!("{}a\n1\n", "a,".repeat(100_000))).0, "this file has more than 2000 columns");
    let quotes = format!("a,b\n{}", "\"".repeat(100_001));
    assert_eq!(told(&quotes).0, "this quote is never closed, so all below it is read as one cell");
    let read = table(&format!("a,b\n{}", "1\n".repeat(100_000)));
    assert_eq!(read.problems.len(), REPORTS_MAX + 1);
    assert_eq!(read.problems[REPORTS_MAX].message, "99900 more rows of this file are wrong in such ways");
    assert!(started.elapsed() < Duration::from_secs(20));
}
