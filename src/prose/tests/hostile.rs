use super::{NUMBERED, html, read, shelved, unchanged};
use crate::prose::{block, inline, plain};
use proptest::prelude::*;
use std::collections::HashSet;
use std::time::{Duration, Instant};

/// Elements without an end.
const VOID: [&str; 3] = ["br", "hr", "img"];

/// Every attribute that prose may have.
const ATTRIBUTES: [&str; 11] = [
    "id",
    "class",
    "href",
    "src",
    "alt",
    "start",
    "scope",
    "role",
    "tabindex",
    "aria-label",
    "aria-labelledby",
];

/// Fails unless `html` is well formed, holds only elements and attributes that prose may have, no link within a
/// link, no id twice, and no address of a forbidden scheme.
fn assert_safe(html: &str) {
    let shown = html.chars().take(2_000).collect::<String>();
    let mut open: Vec<&str> = Vec::new();
    let mut ids = HashSet::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        assert!(!rest[..at].contains('>'), "stray > in {shown}");
        let mut tag = &rest[at + 1..];
        if let Some(end) = tag.strip_prefix('/') {
            let end = end.split_once('>').unwrap().0;
            assert_eq!(open.pop(), Some(end), "unbalanced {shown}");
            rest = &tag[end.len() + 2..];
            continue;
        }
        let name = &tag[..tag.find([' ', '>']).unwrap()];
        assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()), "{name} in {shown}");
        assert!(!["script", "style", "iframe"].contains(&name));
        assert!(name != "a" || !open.contains(&"a"), "link in link: {shown}");
        assert!(name != "p" || !open.contains(&"p"), "paragraph in paragraph: {shown}");
        tag = &tag[name.len()..];
        while let Some(attribute) = tag.strip_prefix(' ') {
            let (key, value) = attribute.split_once("=\"").unwrap();
            assert!(ATTRIBUTES.contains(&key), "{key} in {shown}");
            let (value, after) = value.split_once('"').unwrap();
            assert!(key != "id" || (ids.insert(value) && !value.is_empty()), "id {value} in {shown}");
            let lower = value.to_lowercase();
            let addressed = key == "href" || key == "src";
            assert!(!(addressed && lower.starts_with("javascript") && lower.contains(':')), "{shown}");
            tag = after;
        }
        rest = tag.strip_prefix('>').unwrap();
        if !VOID.contains(&name) {
            open.push(name);
        }
    }
    assert_eq!(open, [""; 0], "{shown}");
}

fn all(text: &str) {
    let page = super::super::html(text, &NUMBERED, &unchanged);
    assert_safe(&page.html);
    assert_safe(&block(text, &unchanged));
    assert_safe(&inline(text, &unchanged));
    assert!(!plain(text).contains('\n'));
    let (facts, problems, source) = read(text);
    for reference in facts.references.iter().chain(&facts.links) {
        assert!(source.text.get(reference.span.range()).is_some());
    }
    for problem in problems {
        super::marked(problem.place.as_ref(), &source);
    }
}

/// Pieces that mean something to Markdown or HTML, so that short texts meet its rules often.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "2.3 ",
            "**2.3** ",
            "**2.3",
            "1.1.1. ",
            "2. ",
            "- ",
            "# ",
            "### ",
            "> ",
            "\n",
            "\n\n",
            "\r\n",
            "    ",
            "\t",
            "| ",
            " |",
            "\n|---|:-:|\n",
            "**Table 1.** ",
            "[^1]",
            "[^1]: ",
            "[^2]",
            "\n\n[^2]: ",
            "[",
            "](",
            ")",
            "![",
            "*",
            "**",
            "_",
            "`",
            "```\n",
            "<script>",
            "</p>",
            "<b onclick=x>",
            " style=\"x\"",
            "<!--",
            "<https://a.org>",
            "javascript:x",
            "#main",
            "report/a",
            "report/a#1.2",
            "\"",
            "'",
            "&",
            "&#60;",
            "&Tab;",
            "\\",
            "\u{0}",
            "\u{7f}",
            "é",
            "\u{a0}",
            "---\n",
            "===\n",
            "[a]: ",
            "x",
            "word ",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,6}",
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_written_becomes_more_than_prose(text in pieces()) {
        all(&text);
    }

    #[test]
    fn a_page_from_the_shelf_is_the_page(text in pieces()) {
        if let Some(page) = shelved(&text) {
            prop_assert_eq!(page, crate::prose::html(&text, &NUMBERED, &unchanged));
        }
    }

    #[test]
    fn anchors_that_are_read_are_the_ids_that_are_written(text in pieces().prop_filter("notes move headings", |t| !t.contains("[^"))) {
        let html = html(&text);
        let (facts, ..) = read(&text);
        for anchor in facts.anchors.lines() {
            prop_assert!(html.contains(&format!("id=\"{anchor}\"")), "{anchor} not in {html}");
        }
    }
}

#[test]
fn plain_words_stay_on_one_line() {
    assert!(!plain("2.3 <!-----\n    <!--> ").contains('\n'));
}

#[test]
fn depth_and_size_are_no_matter() {
    let many = 100_000;
    let start = Instant::now();
    for piece in [
        ">",
        "> ",
        "[",
        "![",
        "](",
        "*",
        "**a ",
        "_a ",
        "*a_ ",
        "`",
        "<",
        "<!--",
        "<a ",
        "&",
        "|",
        "(",
        "- ",
        "1. ",
        "\\",
        "# a\n",
        "#",
        "[^a]",
        "[^a]: ",
        "2.3 a\n\n",
        "[a](b",
        "[a](<b",
        "[a]: b\n",
        "a\n===\n",
        "~",
        "<b>",
        "![a](b)",
        "[a](b/c)",
        "| a\n|-\n",
        "\r",
        "\u{0}",
        ">\n-\n",
    ] {
        let text = piece.repeat(many / piece.len());
        let begin = Instant::now();
        all(&text);
        assert!(begin.elapsed() < Duration::from_secs(20), "{piece:?} took {:?}", begin.elapsed());
    }
    let nested = format!("{}a{}", "*a **".repeat(20_000), "** a*".repeat(20_000));
    all(&nested);
    let table = format!("{}\n{}\n{}", "|a".repeat(2_000), "|-".repeat(2_000), "|\n".repeat(2_000));
    all(&table);
    assert!(start.elapsed() < Duration::from_secs(120), "{:?}", start.elapsed());
}
