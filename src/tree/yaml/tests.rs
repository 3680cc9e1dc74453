//! Tests of the YAML reader: scalars, spans, hostile input and the words for mistakes.

use super::*;
use std::time::{Duration, Instant};

fn tree(text: &str) -> (Option<Node>, Vec<Diagnostic>) {
    let mut out = Diagnostics::new();
    let node = read(&Source::new("a.md", text), Span::new(0, text.len()), &mut out);
    (node, out.into_iter().collect())
}

/// The only problem, and the text it points at.
fn problem(text: &str) -> (Diagnostic, String) {
    let (node, mut problems) = tree(text);
    assert!(node.is_none(), "{text:?} was read");
    assert_eq!(problems.len(), 1, "{text:?} gave {problems:?}");
    let problem = problems.remove(0);
    assert_eq!(problem.code, Code::BadYaml);
    let Some(Place::Span(_, span)) = &problem.place else { panic!("no span") };
    let pointed = text[span.range()].to_owned();
    (problem, pointed)
}

fn at<'a>(node: &'a Node, text: &'a str, pointer: &str) -> (Option<&'a str>, &'a str) {
    let (key, node) = node.at_pointer(pointer).unwrap();
    (key.map(|key| &text[key.range()]), &text[node.span.range()])
}

#[test]
fn curly_quotes_are_named() {
    for (text, pointed, message, help) in [
        ("a: “b: c”", "“b: c”", "only straight ones are read as quotes", "write \"b: c\""),
        ("a: \"b”\nc: d", "\"b”", "the one at the end of the text is curly", "put \" in place"),
        ("a: 'b’\nc: d", "'b’", "the one at the end of the text is curly", "put ' in place"),
        ("a: \"the members’\nc: d", "\"the members’", "never closed", "put \" at the end"),
    ] {
        let (problem, found) = problem(text);
        assert_eq!(found, pointed);
        assert!(problem.message.contains(message), "{text}: {}", problem.message);
        assert!(
            problem.help.as_deref().is_some_and(|said| said.contains(help)),
            "{text}: {:?}",
            problem.help
        );
    }
    let (_, problems) = tree("a: “The #1 plan”");
    assert_eq!(problems[0].help.as_deref(), Some(crate::diagnostic::STRAIGHT_NEEDED));
}

#[test]
fn plain_scalars_keep_their_letters() {
    let plain = [
        "no",
        "No",
        "NO",
        "yes",
        "Yes",
        "on",
        "On",
        "off",
        "y",
        "n",
        "Y",
        "N",
        "true",
        "True",
        "TRUE",
        "false",
        "False",
        "Null",
        "NULL",
        "none",
        "None",
        "nil",
        "00123",
        "010",
        "0o17",
        "0x1f",
        "0xZZ",
        "0b11",
        "1_000",
        "1,000",
        "+1",
        "-1",
        "-0",
        "0",
        "1.0",
        "1.50",
        ".5",
        "5.",
        "1e3",
        "1E-3",
        "6.02e23",
        ".inf",
        "-.inf",
        ".Inf",
        ".nan",
        ".NaN",
        "2026-03-01",
        "2012-04",
        "2012",
        "2026-02-30",
        "12:30:45",
        "12:30",
        "1:1:1",
        "2026-03-01T12:30:00Z",
        "2001-12-14 21:59:43.10 -5",
        "2011/12",
        "2025-Q3",
        "24/00093",
        "(ii)",
        "1.2.4",
        "7%",
        "£5",
        "a#b",
        "it's",
        "say \"no\"",
        "<<",
        "=",
        "~x",
        "null x",
        "http://x.example/a:b",
        "-x",
        ":x",
        "?x",
        "report/2010-06-28#1.2.4",
        "x & y",
        "x * y",
        "50 @ 3",
        "Straße",
        "日本",
    ];
    assert!(plain.len() >= 60);
    for text in plain {
        let (node, problems) = tree(&format!("a: {text}\n"));
        assert_eq!(problems, [], "{text}");
        let node = node.unwrap();
        assert_eq!(node.entry("a").unwrap().node.value, Value::Plain(text.into()), "{text}");
    }
}

#[test]
fn other_scalars_say_what_they_are() {
    let text = |text: &str| Value::Text(text.into());
    let cases = [
        ("a:", Value::Null),
        ("a: ~", Value::Null),
        ("a: null", Value::Null),
        ("a: # only a comment", Value::Null),
        ("a: ''", text("")),
        ("a: \"\"", text("")),
        ("a: 'no'", text("no")),
        ("a: \"00123\"", text("00123")),
        ("a: 'it''s'", text("it's")),
        ("a: \"x\\ty\\u00e9\"", text("x\tyé")),
        ("a: \"null\"", text("null")),
        ("a: '~'", text("~")),
        ("a: |\n  x\n  y\n", text("x\ny\n")),
        ("a: |-\n  x\n   y\n", text("x\n y")),
        ("a: >-\n  x\n  y\n\n  z\n", text("x y\nz")),
        ("a: x\n  y\n", Value::Plain("x y".into())),
        ("a: x # c", Value::Plain("x".into())),
        ("a: []", Value::List(Vec::new())),
        ("a: {}", Value::Map(Vec::new())),
    ];
    for (yaml, value) in cases {
        let (node, problems) = tree(yaml);
        assert_eq!(problems, [], "{yaml:?}");
        assert_eq!(node.unwrap().entry("a").unwrap().node.value, value, "{yaml:?}");
    }
    for empty in ["", "\n\n", "# a comment\n", "---\n", "~\n"] {
        assert_eq!(tree(empty).0.unwrap().value, Value::Map(Vec::new()), "{empty:?}");
    }
}

#[test]
fn spans_count_from_the_start_of_the_source() {
    let text = "---\r\ntitle: Zoë\r\nrecs:\r\n  items:\r\n    - id: \"1.2\"\r\n      text: |\r\n        Ünë\r\n        two\r\n    - {id: 'ß', verbs: [a, b c]}\r\nnone:\r\nlast: x\r\n---\r\nText\r\n";
    let yaml = Span::new(5, text.rfind("---").unwrap());
    let mut out = Diagnostics::new();
    let node = read(&Source::new("a.md", text), yaml, &mut out).unwrap();
    assert!(out.is_empty());
    assert_eq!(&text[node.span.range()], text[yaml.range()].trim_end());
    assert_eq!(at(&node, text, "/title"), (Some("title"), "Zoë"));
    assert_eq!(at(&node, text, "/recs/items/0/id"), (Some("id"), "\"1.2\""));
    assert_eq!(at(&node, text, "/recs/items/0/text"), (Some("text"), "Ünë\r\n        two"));
    let first = "id: \"1.2\"\r\n      text: |\r\n        Ünë\r\n        two";
    assert_eq!(at(&node, text, "/recs/items/0"), (None, first));
    assert_eq!(at(&node, text, "/recs/items/1"), (None, "{id: 'ß', verbs: [a, b c]}"));
    assert_eq!(at(&node, text, "/recs/items/1/verbs"), (Some("verbs"), "[a, b c]"));
    assert_eq!(at(&node, text, "/recs/items/1/verbs/1"), (None, "b c"));
    let items = at(&node, text, "/recs/items").1;
    assert!(items.starts_with("- id") && items.ends_with("b c]}"), "{items:?}");
    assert_eq!(at(&node, text, "/last"), (Some("last"), "x"));
    let none = node.at_pointer("/none").unwrap().1;
    let after = u32::try_from(text.find("none:").unwrap() + 5).unwrap();
    assert_eq!((none.span.start, none.span.end), (after, after));
    let Value::Text(block) = &node.at_pointer("/recs/items/0/text").unwrap().1.value else {
        panic!("no text")
    };
    assert_eq!(block, "Ünë\ntwo\n");
}

#[test]
fn a_second_key_is_reported_and_left_out() {
    let text = "a: 1\nb:\n  c: x\n  \"c\":\n    d: [y]\n  e: z\na: 2\n";
    let (node, problems) = tree(text);
    let node = node.unwrap();
    let value = |pointer| node.at_pointer(pointer).unwrap().1.value.clone();
    assert_eq!(value("/a"), Value::Plain("1".into()));
    assert_eq!(value("/b/c"), Value::Plain("x".into()));
    assert_eq!(value("/b/e"), Value::Plain("z".into()));
    let places: Vec<_> = problems
        .iter()
        .map(|problem| {
            assert_eq!(problem.code, Code::DuplicateKey);
            let (Some(Place::Span(_, second)), [(Place::Span(_, first), _)]) =
                (&problem.place, &problem.related[..])
            else {
                panic!("no places")
            };
            (problem.message.as_str(), second.start as usize, first.start as usize)
        })
        .collect();
    let (c, a) = (text.find("\"c\"").unwrap(), text.rfind("a:").unwrap());
    let c_first = text.find("c:").unwrap();
    assert_eq!(
        places,
        [("`c` stands here for the second time", c, c_first), ("`a` stands here for the second time", a, 0)]
    );
}

#[test]
fn the_five_commonest_mistakes_are_told_in_full() {
    let colon = "the colon makes this look like a field inside a field";
    let column = "start fields of one group, and items of one list, in the same column";
    let cases = [
        (
            "title: Fire: a report\nx: 1\n",
            "a text with a colon in it must stand in quotes",
            "Fire: a report",
            Some(colon),
            "write \"Fire: a report\"",
        ),
        (
            "a:\n  - t: é: \"b\"\r\n",
            "a text with a colon in it must stand in quotes",
            "é: \"b\"",
            Some(colon),
            "write 'é: \"b\"'",
        ),
        (
            "a:\n\tb: 1\n",
            "this line is indented with a tab",
            "\t",
            None,
            "use spaces instead, two for each level",
        ),
        (
            "a: 1\n  \tb: 1\n",
            "this line is indented with a tab",
            "  \t",
            None,
            "use spaces instead, two for each level",
        ),
        (
            "title: \"open\nx: 1\ny: 2\n",
            "this quote is never closed",
            "\"open",
            None,
            "put \" at the end of the text as well",
        ),
        (
            "title: 'open\nx: 'y'\n",
            "this quote is never closed",
            "'open",
            None,
            "put ' at the end of the text as well",
        ),
        (
            "by: @clerk\n",
            "a value cannot start with `@` unless it stands in quotes",
            "@clerk",
            None,
            "write \"@clerk\"",
        ),
        (
            "by: `x`\n",
            "a value cannot start with a backtick unless it stands in quotes",
            "`x`",
            None,
            "write \"`x`\"",
        ),
        (
            "by: [ok, @clerk, x]\n",
            "a value cannot start with `@` unless it stands in quotes",
            "@clerk",
            None,
            "write \"@clerk\"",
        ),
        ("by: %x\n", "a value cannot start with `%` unless it stands in quotes", "%x", None, "write \"%x\""),
        (
            "a:\n    b: 1\n  c: 2\n",
            "this line starts in a column where nothing above it does",
            "c: 2",
            Some("indented by 2 spaces"),
            column,
        ),
        (
            "a:\n  - x\n - y\n",
            "this list item starts in a column where nothing above it does",
            "- y",
            Some("indented by 1 space"),
            column,
        ),
        (
            "a: 1\n  b: 2\n",
            "this line is indented as if it continued the text above, but it has a colon",
            "b: 2",
            None,
            "for a new field, start it in the same column as the field above; for more text, put the whole text in quotes",
        ),
    ];
    for (text, message, place, label, help) in cases {
        let (problem, pointed) = problem(text);
        assert_eq!((problem.message.as_str(), pointed.as_str()), (message, place), "{text:?}");
        assert_eq!((problem.label.as_deref(), problem.help.as_deref()), (label, Some(help)), "{text:?}");
    }
}

#[test]
fn other_mistakes_are_told_in_plain_words() {
    let sign = |sign: char| format!("a value cannot start with `{sign}` unless it stands in quotes");
    let (anchor, alias, tag) = (sign('&'), sign('*'), sign('!'));
    let (block, comma) = (sign('>'), sign(','));
    let cases = [
        ("t: *x\n", alias.as_str(), "*x"),
        ("t: **bold** text\n", &alias, "**bold**"),
        ("t: [*x, y]\n", &alias, "*x"),
        ("t: & y\n", &anchor, "& y"),
        ("t: !important thing\n", &tag, "!important"),
        ("t: ! thing\n", &tag, "!"),
        ("t: !!map {a: b}\n", &tag, "!!map"),
        ("t: > 5\n", &block, "> 5"),
        ("t: ,x\n", &comma, ",x"),
        ("%YAML 1.2\n", "a line cannot start with `%`", "%YAML 1.2"),
        ("title: \"open\nx: \"y\"\n", "this quote is never closed", "\"open"),
        ("t: 'it's'\n", "there is more text after the closing quote", "s'"),
        ("t: \"a\" b\n", "there is more text after the closing quote", "b"),
        (
            "t: \"a\\q\"\n",
            "a backslash between double quotes starts a special sign, and this one is not known",
            "\"a\\q\"",
        ),
        ("a: x\n- y\n", "this list item belongs to no field", "- y"),
        ("- a\nc: d\n", "this line does not go with those above it", "c: d"),
        ("a: - b\n", "a list item must start on a line of its own", "- b"),
        ("a: [1, 2\nb: 3\n", "this bracket is never closed", "["),
        ("a: {x: 1\n", "this bracket is never closed", "{"),
        ("a: [1, 2]]\n", "this bracket closes nothing", "]"),
        ("a: [1}\n", "this `[` is closed by `}`", "["),
        ("a: [b, , c]\n", "these brackets cannot be read from here on", ", c]"),
        ("a: [x] y\n", "there is more text here than one value", "y"),
        ("a: 'x'#c\n", "there must be a space before this `#`", "#"),
        ("? a\n: b\n", "a field's name must be plain text", "? a"),
        ("[a, b]: c\n", "a field's name must be plain text", "[a, b]: c"),
        (": x\n", "there is no field name before this colon", ":"),
        ("a: 1\nfoo\nb: 2\n", "there is no colon in this line", "foo"),
        ("title Fire\nx: 1\n", "there is no colon in this line", "title Fire"),
        ("title:Fire\n", "there must be a space after this colon", ":"),
        ("a: 1\nb:2\n", "there must be a space after this colon", ":"),
        (
            "title: Fire\nbody:\u{a0}council\n",
            "this is not an ordinary space, though it looks like one",
            "\u{a0}",
        ),
        ("- a\n- b\n", "these must be fields, not a list", "- a"),
        ("a: 1\n...\nb: 2\n", "the fields end above this line, and more follow here", "b: 2"),
        ("a: 1\n---\nb: 2\n", "the fields end above this line, and more follow here", "---"),
        ("a: 1\n\u{feff}b: 2\n", "there is a sign here that cannot be seen (U+FEFF)", "\u{feff}"),
        ("a: \u{1}\n", "there is a sign here that cannot be seen (U+0001)", "\u{1}"),
    ];
    for (text, message, place) in cases {
        let (problem, pointed) = problem(text);
        assert_eq!((problem.message.as_str(), pointed.as_str()), (message, place), "{text:?}");
        assert!(problem.help.is_some(), "{text:?}");
    }
}

#[test]
fn an_anchor_and_its_uses_are_one_problem() {
    let (problem, pointed) = problem("a: &x [1]\nb: *x\nc: [*x, *x]\n");
    assert_eq!((pointed.as_str(), problem.related.len()), ("&x", 3));
    assert_eq!(
        problem.label.as_deref(),
        Some("YAML reads this as a name for the value, which crier does not use")
    );
    let (_, problems) = tree("a: &x 1\nb: !t 2\nc: *y\n");
    assert_eq!(problems.len(), 3);
}

#[test]
fn what_the_words_repeat_is_named_for_masking() {
    let (problem, _) = problem("note: Private: matter\n");
    assert_eq!(problem.quotes, ["Private: matter"]);
}

#[test]
fn hostile_input_ends_at_once() {
    let started = Instant::now();
    let deep = "this is nested more than 64 levels deep";
    for text in [
        format!("a: {}", "[".repeat(100_000)),
        format!("a: {}", "{".repeat(100_000)),
        format!("a: {}", "{a: ".repeat(100_000)),
        format!("a:\n  {}x", "- ".repeat(100_000)),
        (0..2_000).fold(String::new(), |text, n| text + &" ".repeat(n) + "a:\n"),
    ] {
        assert_eq!(problem(&text).0.message, deep);
    }
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for n in 1..12 {
        let uses = vec![format!("*a{}", n - 1); 9].join(", ");
        bomb += &format!("a{n}: &a{n} [{uses}]\n");
    }
    let (node, problems) = tree(&bomb);
    assert!(node.is_none());
    assert_eq!(problems.len(), 12);
    let (_, problems) = tree(&"- *x\n".repeat(100_000));
    assert_eq!(problems.len(), REPORTS_MAX);
    let keys: String = (0..20_000).map(|n| format!("k{n}: 1\n")).collect();
    assert_eq!(tree(&keys).1, []);
    let (node, problems) = tree(&"a: 1\n".repeat(20_000));
    assert!(node.is_some());
    assert_eq!(problems.len(), REPORTS_MAX);
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}

#[test]
fn depth_is_counted_exactly() {
    let nested = |depth: usize| format!("a: {}{}", "[".repeat(depth - 1), "]".repeat(depth - 1));
    assert!(tree(&nested(DEPTH_MAX)).0.is_some());
    assert!(tree(&nested(DEPTH_MAX + 1)).0.is_none());
}
