//! Tests of the JSON reader: spans, agreement with serde_json, hostile input, the words for mistakes.

use super::*;
use crate::diagnostic::{Diagnostic, Place};
use proptest::prelude::*;
use serde_json::Value as Json;
use std::time::{Duration, Instant};

fn tree(text: &str) -> (Option<Node>, Vec<Diagnostic>) {
    let mut out = Diagnostics::new();
    let node = read(&Source::new("a.json", text), &mut out);
    (node, out.into_iter().collect())
}

/// The message and the text it points at, of the only problem.
fn told(text: &str) -> (String, String) {
    let (node, problems) = tree(text);
    assert!(node.is_none(), "{text:?} was read");
    let [problem] = &problems[..] else { panic!("{text:?} gave {problems:?}") };
    assert_eq!(problem.code, Code::BadJson);
    assert!(problem.help.is_some());
    let Some(Place::Span(_, span)) = &problem.place else { panic!("no span") };
    (problem.message.clone(), text[span.range()].to_owned())
}

fn at<'a>(node: &'a Node, text: &'a str, pointer: &str) -> (Option<&'a str>, &'a str) {
    let (key, node) = node.at_pointer(pointer).unwrap();
    (key.map(|key| &text[key.range()]), &text[node.span.range()])
}

#[test]
fn every_key_and_value_has_its_place() {
    let text =
        "{\r\n  \"é\": [1, {\"b\": \"x\\u00e9\"}],\r\n  \"c\" : {},\"d\":[ ] , \"e\": -1.5e+3\r\n}\r\n";
    let (node, problems) = tree(text);
    let node = node.unwrap();
    assert_eq!(problems, []);
    assert_eq!(&text[node.span.range()], text.trim_end());
    assert_eq!(at(&node, text, "/é"), (Some("\"é\""), "[1, {\"b\": \"x\\u00e9\"}]"));
    assert_eq!(at(&node, text, "/é/1/b"), (Some("\"b\""), "\"x\\u00e9\""));
    assert_eq!(at(&node, text, "/c"), (Some("\"c\""), "{}"));
    assert_eq!(at(&node, text, "/d"), (Some("\"d\""), "[ ]"));
    assert_eq!(at(&node, text, "/e"), (Some("\"e\""), "-1.5e+3"));
    assert_eq!(node.at_pointer("/é/1/b").unwrap().1.value, Value::Text("xé".into()));
    assert_eq!(node.at_pointer("/e").unwrap().1.value, Value::Number("-1.5e+3".into()));
}

#[test]
fn scalars_stand_alone_too() {
    assert_eq!(tree(" true ").0.unwrap().value, Value::Bool(true));
    assert_eq!(tree("null").0.unwrap().value, Value::Null);
    assert_eq!(tree("1e999").0.unwrap().value, Value::Number("1e999".into()));
    assert_eq!(tree("\"\"").0.unwrap().value, Value::Text(String::new()));
}

#[test]
fn a_second_key_is_reported_and_left_out() {
    let text = "{\"a\": 1, \"b\": {\"x\": 1, \"\\u0078\": {\"y\": 2}}, \"a\": 3}";
    let (node, problems) = tree(text);
    let node = node.unwrap();
    assert_eq!(node.at_pointer("/a").unwrap().1.value, Value::Number("1".into()));
    assert_eq!(node.at_pointer("/b/x").unwrap().1.value, Value::Number("1".into()));
    let seen: Vec<_> = problems
        .iter()
        .map(|problem| {
            let (Some(Place::Span(_, second)), [(Place::Span(_, first), words)]) =
                (&problem.place, &problem.related[..])
            else {
                panic!("no places")
            };
            assert_eq!((problem.code, words.as_str()), (Code::DuplicateKey, "the first one"));
            (second.start as usize, first.start as usize)
        })
        .collect();
    let (x, a) = (text.find("\"\\u0078").unwrap(), text.rfind("\"a\"").unwrap());
    assert_eq!(seen, [(x, text.find("\"x").unwrap()), (a, text.find("\"a\"").unwrap())]);
}

#[test]
fn mistakes_are_told_in_plain_words() {
    let cases = [
        ("", "this file is empty", ""),
        ("[1, 2,]", "there is a comma after the last item", ","),
        ("{\"a\": 1,\n}", "there is a comma after the last item", ","),
        ("{\"a\": 1\n \"b\": 2}", "there is no comma after this value", "1"),
        ("[\"é\" \"b\"]", "there is no comma after this value", "\""),
        ("{'a': 1}", "JSON puts texts between double quotes, not single ones", "'a'"),
        ("[\n  'it is'\n]", "JSON puts texts between double quotes, not single ones", "'it is'"),
        (
            "[\u{201c}a\u{201d}]",
            "these are curly quotes, and JSON knows straight ones only",
            "\u{201c}a\u{201d}",
        ),
        ("{title: 1}", "this key is not in quotes", "title"),
        ("{\"a\": 1, [2]}", "there must be a key here, in double quotes", "["),
        ("[ready to go, 1]", "this text is not in quotes", "ready to go"),
        ("{\"a\": True}", "JSON writes this word in other letters", "True"),
        ("{\"a\" 1}", "there is no colon after this key", "\"a\""),
        ("{\"a\": }", "a value is missing here", "}"),
        ("[1,,2]", "a value is missing here", ","),
        ("// x\n[1]", "JSON has no comments", "// x"),
        ("[1, // x\n2]", "JSON has no comments", "// x"),
        ("[1 /* x */, 2]", "JSON has no comments", "/* x */"),
        ("{\n# x\n\"a\": 1}", "JSON has no comments", "# x"),
        ("[\"abc\n]", "this text is not closed on its line", "\"abc"),
        ("[\"abc", "this text is never closed", "\"abc"),
        ("[\"a\tb\"]", "there is a tab or a sign that cannot be seen inside this text", "\t"),
        ("[\"a\\qb\"]", "a backslash starts a special sign, and this one is not known", "\\q"),
        ("[\"\\n\\ud800\"]", "a backslash starts a special sign, and this one is not known", "\\ud800"),
        ("{\"a\": [1, 2}", "this bracket closes another sort of bracket", "}"),
        ("{\"a\": [1, 2]", "this bracket is never closed", "{"),
        ("[1, [2", "this bracket is never closed", "["),
        ("[007]", "this number is not written as JSON wants it", "007"),
        ("[1.]", "this number is not written as JSON wants it", "1."),
        ("[+1]", "this number is not written as JSON wants it", "+1"),
        ("[2010-06-28]", "this number is not written as JSON wants it", "2010-06-28"),
        ("{} {}", "there is more text after the end", "{}"),
    ];
    for (text, message, place) in cases {
        assert_eq!(told(text), (message.to_owned(), place.to_owned()), "{text:?}");
    }
}

#[test]
fn hostile_input_ends_at_once() {
    let started = Instant::now();
    let (message, place) = told(&"[".repeat(100_000));
    assert_eq!((message.as_str(), place.as_str()), ("this is nested more than 64 levels deep", "["));
    assert_eq!(told(&"{\"a\":".repeat(100_000)).0, "this is nested more than 64 levels deep");
    let keys: Vec<String> = (0..100_000).map(|n| format!("\"{n}\":0")).collect();
    assert_eq!(tree(&format!("{{{}}}", keys.join(","))).1, []);
    let (_, problems) = tree(&format!("{{{}}}", vec!["\"a\":0"; 100_000].join(",")));
    assert_eq!(problems.len(), super::super::build::REPORTS_MAX);
    assert!(started.elapsed() < Duration::from_secs(20));
}

#[test]
fn the_number_of_values_is_bounded() {
    let long = format!("[{}]", vec!["1"; super::super::NODES_MAX].join(","));
    assert_eq!(told(&long).0, "this file holds more than 2000000 values");
}

#[test]
fn depth_is_counted_exactly() {
    assert!(tree(&format!("{}{}", "[".repeat(64), "]".repeat(64))).0.is_some());
    assert!(tree(&format!("{}{}", "[".repeat(65), "]".repeat(65))).0.is_none());
}

/// What a tree says, as serde_json would have it.
fn plain(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(truth) => Json::Bool(*truth),
        Value::Number(text) => serde_json::from_str(text).unwrap(),
        Value::Plain(text) | Value::Text(text) => Json::String(text.clone()),
        Value::List(items) => items.iter().map(plain).collect(),
        Value::Map(entries) => entries.iter().map(|e| (e.key.clone(), plain(&e.node))).collect(),
    }
}

fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        any::<i64>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        any::<String>().prop_map(Json::String),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Json::Array),
            prop::collection::vec((any::<String>(), inner), 0..6)
                .prop_map(|entries| Json::Object(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn the_scanner_agrees_with_serde_json(json in any_json(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&json) } else { serde_json::to_string(&json) }.unwrap();
        let (node, problems) = tree(&text);
        prop_assert_eq!(problems, vec![]);
        prop_assert_eq!(plain(&node.unwrap()), json);
    }

    #[test]
    fn spoilt_json_is_refused_by_both_or_neither(json in any_json(), at in any::<prop::sample::Index>(), with in any::<char>()) {
        let text = serde_json::to_string(&json).unwrap();
        let mut signs: Vec<char> = text.chars().collect();
        let at = at.index(signs.len());
        signs[at] = if with.is_control() { ',' } else { with };
        let text: String = signs.into_iter().collect();
        let grammatical = serde_json::from_str::<IgnoredAny>(&text).is_ok();
        let readable = serde_json::from_str::<Json>(&text).is_ok();
        let (node, problems) = tree(&text);
        // Numbers too large for serde_json keep their letters here.
        prop_assert!(node.is_some() || !readable, "{text:?}: {problems:?}");
        prop_assert!(node.is_none() || grammatical, "{text:?}");
        prop_assert_eq!(node.is_none(), problems.iter().any(|problem| problem.code == Code::BadJson));
    }
}
