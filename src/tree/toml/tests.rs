//! Tests of the TOML reader: spans, order, hostile input, the words for mistakes.

use super::*;
use crate::diagnostic::{Diagnostic, Place};
use std::time::{Duration, Instant};

fn tree(text: &str) -> (Option<Node>, Vec<Diagnostic>) {
    let mut out = Diagnostics::new();
    let node = read(&Source::new("crier.toml", text), &mut out);
    (node, out.into_iter().collect())
}

/// Each problem's message and the text it points at.
fn told(text: &str) -> Vec<(String, String)> {
    let (_, problems) = tree(text);
    let told = problems.into_iter().map(|problem| {
        assert_eq!(problem.code, Code::BadToml);
        assert!(problem.help.is_some());
        let Some(Place::Span(_, span)) = &problem.place else { panic!("no span") };
        (problem.message, text[span.range()].to_owned())
    });
    told.collect()
}

fn at<'a>(node: &'a Node, text: &'a str, pointer: &str) -> (Option<&'a str>, &'a str) {
    let (key, node) = node.at_pointer(pointer).unwrap();
    (key.map(|key| &text[key.range()]), &text[node.span.range()])
}

#[test]
fn settings_keep_their_order_and_places() {
    let text = "title = \"é\"\r\nbase = 'x'\r\n\r\n[b.c]\r\nz = 1_000\r\na = [1, {k = true}]\r\n[a]\r\nday = 2010-06-28\r\n\r\n[[h]]\r\nn = 0x1f\r\n[[h]]\r\nn = inf\r\n";
    let (node, problems) = tree(text);
    let node = node.unwrap();
    assert_eq!(problems, []);
    let Value::Map(entries) = &node.value else { panic!("no map") };
    assert_eq!(
        entries.iter().map(|entry| entry.key.as_str()).collect::<Vec<_>>(),
        ["title", "base", "b", "a", "h"]
    );
    assert_eq!(node.span, Span::new(0, text.len()));
    assert_eq!(at(&node, text, "/title"), (Some("title"), "\"é\""));
    assert_eq!(at(&node, text, "/b/c/z"), (Some("z"), "1_000"));
    assert_eq!(at(&node, text, "/b/c/a/1/k"), (Some("k"), "true"));
    assert_eq!(at(&node, text, "/b/c"), (Some("c"), "[b.c]\r\nz = 1_000\r\na = [1, {k = true}]"));
    assert_eq!(at(&node, text, "/h/1/n"), (Some("n"), "inf"));
    let value = |pointer| node.at_pointer(pointer).unwrap().1.value.clone();
    assert_eq!(value("/title"), Value::Text("é".into()));
    assert_eq!(value("/b/c/z"), Value::Number("1_000".into()));
    assert_eq!(value("/a/day"), Value::Text("2010-06-28".into()));
    assert_eq!(value("/h/0/n"), Value::Number("0x1f".into()));
    assert_eq!(tree("").0.unwrap().value, Value::Map(Vec::new()));
}

#[test]
fn mistakes_are_told_in_plain_words() {
    let cases = [
        ("a = 1\ntitle = Fire\n", "this value is neither a number nor in quotes", "Fire"),
        ("a = True", "this word is written in small letters", "True"),
        (
            "a = \u{201c}x\u{201d}",
            "these are curly quotes, and TOML knows straight ones only",
            "\u{201c}x\u{201d}",
        ),
        ("a = \nb = 1", "there is no value after the `=`", "a ="),
        ("title = \"Fire\nx = 1", "this quote is never closed", "\"Fire"),
        ("title \"Fire\"", "there is no `=` in this line", "title \"Fire\""),
        ("title: \"x\"", "settings are written with `=`, not with a colon", ":"),
        ("base url = \"x\"", "a setting's name cannot have a space in it", "base url = \"x\""),
        ("a = 1\na = 2", "`a` is set here for the second time", "a"),
        ("a = 1\na.b = 2", "`a` is set here for the second time", "a"),
        ("a = [1, 2\nb = 3\nc = 4", "this bracket is never closed", "["),
        ("[t\na = 1", "this bracket is never closed", "["),
        ("a = 'it's'", "there is more text here after the value", "a = 'it's'"),
        ("a = 007", "a number cannot start with 0", "a = 007"),
        ("a = 2010-06-31", "there is no such day or time", "2010-06-31"),
        ("a = \"\\q\"", "a backslash starts a special sign, and this one is not known", "a = \"\\q\""),
        ("= 1", "this line cannot be read as a setting", "= 1"),
    ];
    for (text, message, place) in cases {
        assert_eq!(told(text), [(message.to_owned(), place.to_owned())], "{text:?}");
    }
}

#[test]
fn all_lines_are_told_in_one_run_and_the_rest_is_read() {
    let text = "a = x\nb = 1\nc: 2\n[d]\ne = 3\n";
    let messages: Vec<_> = told(text).into_iter().map(|(message, _)| message).collect();
    assert_eq!(
        messages,
        ["this value is neither a number nor in quotes", "settings are written with `=`, not with a colon"]
    );
    let node = tree(text).0.unwrap();
    assert_eq!(node.at_pointer("/b").unwrap().1.value, Value::Number("1".into()));
    assert_eq!(node.at_pointer("/d/e").unwrap().1.value, Value::Number("3".into()));
}

#[test]
fn hostile_input_ends_at_once() {
    let started = Instant::now();
    let deep = |text: &str| {
        let (node, problems) = tree(text);
        assert!(node.is_none());
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].message, "this is nested more than 64 levels deep");
    };
    deep(&format!("a = {}", "[".repeat(100_000)));
    deep(&format!("{}a = 1", "a.".repeat(100_000)));
    deep(&format!("[{}a]\n", "a.".repeat(100_000)));
    let tables = format!("{}a = {{ ", "a.".repeat(60));
    deep(&tables.repeat(80));
    deep(&format!("[{}a]\n{}a = 1", "a.".repeat(40), "b.".repeat(40)));
    assert!(started.elapsed() < Duration::from_secs(10));
}
