use super::{marked, problems, read};
use crate::prose::Reference;
use crate::source::Source;

fn one(code: &str, text: &str) -> Vec<(String, String)> {
    vec![(code.to_owned(), text.to_owned())]
}

fn targets(references: &[Reference], source: &Source) -> Vec<(String, String)> {
    references.iter().map(|r| (r.target.to_string(), source.slice(r.span).to_owned())).collect()
}

#[test]
fn anchors_come_in_the_order_of_the_text() {
    let (facts, problems, _) = read(
        "# Summary\n\n1.1 One.\n\n**1.2** Two.\n\n## Why\n\n1.1.1. Three\n\n## Why\n\n## 2. Costs\n\n- 4.1 no\n\n> 5.1 no\n\n## Main\n\n## ???\n",
    );
    assert_eq!(
        &*facts.anchors,
        "summary\npara-1.1\npara-1.2\nwhy\npara-1.1.1\nwhy-1\n2-costs\nmain-1\nsection"
    );
    assert_eq!(problems, []);
}

#[test]
fn unnumbered_kinds_get_no_paragraph_anchors() {
    let source = Source::new("a.md", "2.3 text");
    let mut out = crate::diagnostic::Diagnostics::new();
    let options = super::super::Options::default();
    let facts = super::super::read(&source, crate::source::Span::new(0, 8), &options, &mut out);
    assert_eq!(&*facts.anchors, "");
    assert_eq!(facts.words, 2);
}

#[test]
fn references_are_marked_at_their_target() {
    let text = "See [the report](report/2010-06-28-a#1.2.4), [`x` report/b](report/b \"report/b\"),\n\
        > é [two\n> lines](person/a) and ![map](report/m)\n\n\
        - | [x](body/c)\n\n| a |\n|---|\n| é [cell](ward/d) \\| [e](ward/e) |\n\n\
        [by name][n] <https://example.org> [o](mailto:a@example.org)\n\n[n]: report/named\n";
    let (facts, problems, source) = read(text);
    let expected = [
        ("report/2010-06-28-a#1.2.4", "report/2010-06-28-a#1.2.4"),
        ("report/b", "report/b"),
        ("person/a", "person/a"),
        ("report/m", "report/m"),
        ("body/c", "body/c"),
        ("ward/d", "ward/d"),
        ("ward/e", "ward/e"),
        ("report/named", "[by name][n]"),
    ];
    assert_eq!(targets(&facts.references, &source), expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    assert_eq!(problems, []);
    let second = &facts.references[1];
    assert_eq!(&source.text[second.span.start as usize - 2..second.span.start as usize], "](");
}

#[test]
fn spans_hold_with_other_line_ends() {
    for end in ["\n", "\r\n", "\r"] {
        let text = ["Ä b", "", "c [d](report/e)", "", "```", "<b>", "```", "", "2.3 <i>x</i>", ""].join(end);
        let (facts, problems, source) = read(&text);
        assert_eq!(source.slice(facts.references[0].span), "report/e", "{end:?}");
        assert_eq!(marked(problems[0].place.as_ref(), &source), "<i>", "{end:?}");
        assert_eq!(&*facts.anchors, "para-2.3");
    }
}

#[test]
fn links_to_anchors_of_the_text_are_settled() {
    let (facts, problems, source) = read("## Why\n\n2.3 See [a](#why), [b](#para-2.3), [c](#1.2.4).\n");
    assert_eq!(targets(&facts.links, &source), [("#1.2.4".to_owned(), "#1.2.4".to_owned())]);
    assert_eq!(problems, []);
}

#[test]
fn links_that_lead_nowhere_are_marked() {
    for target in
        ["foo.html", "/reports/x/", "javascript:alert(1)", "data:text/html,x", "../a", "www.example.org"]
    {
        assert_eq!(problems(&format!("é [x]({target}) y")), one("broken-link", target));
    }
    assert_eq!(problems("a [x]() b"), one("broken-link", "[x]()"));
    assert_eq!(problems("a [x](#) b"), one("broken-link", "#"));
    assert_eq!(problems("a ![x](map.png) b"), one("broken-link", "map.png"));
    let (_, found, _) = read("[x](foo.html)");
    assert_eq!(found[0].message, "the link \"foo.html\" leads nowhere");
    assert_eq!(found[0].quotes, ["foo.html"]);
    assert!(found[0].help.as_ref().unwrap().contains("[text](report/"));
    assert!(read("[x](www.example.org)").1[0].help.as_ref().unwrap().ends_with("https://www.example.org"));
    assert!(read("[x](a@example.org)").1[0].help.as_ref().unwrap().ends_with("mailto:a@example.org"));
}

#[test]
fn html_is_marked_once_a_tag() {
    assert_eq!(problems("é <b>bold</b> text"), one("raw-html", "<b>"));
    assert_eq!(problems("<div class=\"x\">\nwords\n</div>\n"), one("raw-html", "<div class=\"x\">"));
    assert_eq!(problems("<!-- not > yet -->\n"), one("html-comment", "<!-- not > yet -->"));
    assert_eq!(problems("> text <br> more"), one("raw-html", "<br>"));
    assert_eq!(problems("| a <i> |\n|---|\n| b |"), one("raw-html", "<i>"));
    assert_eq!(problems("`<b>` and \\<b> and 2 < 3 and <https://example.org>"), []);
    assert_eq!(read("<b>x</b>").1[0].help.as_deref(), Some("write **words** for strong words"));
}

#[test]
fn skipped_headings_are_marked() {
    assert_eq!(problems("# a\n\n### b\n\n### c\n"), one("skipped-heading", "### b"));
    assert_eq!(problems("### a\n\n## b\n"), one("skipped-heading", "### a"));
    assert_eq!(problems("### a\n\n#### b\n\n### c\n\nd\n-"), one("skipped-heading", "### a"));
    assert_eq!(problems("## a\n\n### b\n\n## c\n"), []);
    let (_, found, _) = read("# a\n\n### b\n");
    assert_eq!(found[0].message, "a heading of level 3 follows one of level 1");
    assert_eq!(found[0].help.as_deref(), Some("begin it with ## (level 2)"));
}

#[test]
fn numbers_given_twice_are_marked_with_the_first() {
    let text = "2.3 é\n\n2.4 b\n\n**2.3.** c\n";
    assert_eq!(problems(text), one("duplicate-anchor", "2.3"));
    let (_, found, source) = read(text);
    let Some(crate::diagnostic::Place::Span(_, span)) = &found[0].place else { panic!() };
    assert_eq!(source.position(span.start as usize).line, 8);
    assert_eq!(source.position(span.start as usize).column, 3);
    let crate::diagnostic::Place::Span(_, first) = &found[0].related[0].0 else { panic!() };
    assert_eq!(source.position(first.start as usize).line, 4);
}

#[test]
fn notes_without_a_place_are_marked() {
    assert_eq!(problems("a[^1]\n\n[^1]: b\n"), []);
    assert_eq!(problems("a\n\n[^x]: b\n"), one("broken-link", "[^x]:"));
}

#[test]
fn words_are_split_at_spaces_only() {
    assert_eq!(
        read("One **two**three, `four five`\nsix\n\n- seven\n\n| eight | nine |\n|---|---|\n").0.words,
        8
    );
    assert_eq!(read("").0.words, 0);
}
