//! Tests that hold for every reader: whatever the text, reading ends, and places lie inside the source.

use super::*;
use crate::diagnostic::{Diagnostics, Place};
use crate::source::Source;
use proptest::prelude::*;

/// Every span of a tree is inside the source, at letters, and inside that of its parent.
fn sound(text: &str, node: &Node, inside: Span) {
    let Span { start, end } = node.span;
    assert!(text.get(node.span.range()).is_some(), "{:?} of {text:?}", node.span);
    assert!(inside.start <= start && end <= inside.end, "{:?} beyond {inside:?} of {text:?}", node.span);
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| sound(text, item, node.span)),
        Value::Map(entries) => entries.iter().for_each(|entry| {
            assert!(text.get(entry.key_span.range()).is_some());
            sound(text, &entry.node, node.span);
        }),
        _ => {}
    }
}

/// Reads a text in every format.
fn read_all(text: &str) {
    let source = Source::new("a", text);
    let whole = Span::new(0, text.len());
    let mut out = Diagnostics::new();
    let trees =
        [yaml::read(&source, whole, &mut out), json::read(&source, &mut out), toml::read(&source, &mut out)];
    trees.iter().flatten().for_each(|tree| sound(text, tree, whole));
    let _ = csv::read(&source, &mut out, &mut |_, row| sound(text, &row, whole));
    let halves = front_matter::split(&source).ok();
    if let Some(yaml) = halves.map(|halves| halves.yaml) {
        yaml::read(&source, yaml, &mut out).iter().for_each(|tree| sound(text, tree, yaml));
    }
    for problem in out {
        let places = problem.place.iter().chain(problem.related.iter().map(|(place, _)| place));
        for place in places {
            let Place::Span(_, span) = place else { panic!("no span") };
            assert!(text.get(span.range()).is_some(), "{span:?} of {text:?}: {}", problem.message);
        }
        assert!(!problem.message.ends_with('.') && problem.help.is_some());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        read_all(&text);
    }

    #[test]
    fn text_of_telling_signs_is_read_or_refused(
        parts in prop::collection::vec(prop::sample::select(vec![
            "a", "b: ", "é", "- ", "\n", "\r\n", "  ", "\t", "\"", "'", "[", "]", "{", "}", ",", ":", "=", "#", "&x ",
            "*x", "!", "|", ">", "\\", "\\u00e9", "---\n", "1", ".", "true", "a = ", "\"b\"", ";", "?", "@", "%", "`",
            "\u{feff}", "\u{85}", "\u{2028}", "\u{0}", "\r", "//", "/*", "a.b", "\u{201c}", "日",
        ]), 0..40),
    ) {
        read_all(&parts.concat());
    }
}
