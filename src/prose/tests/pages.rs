use super::{NUMBERED, html, shelved, unchanged};
use crate::diagnostic::Diagnostics;
use crate::prose::{Heading, Options, Page, Shelf, Target, block, inline, read_once};
use crate::source::{Source, Span};

fn para(number: &str, rest: &str) -> String {
    format!(
        "<p id=\"para-{number}\" class=\"numbered\"><a class=\"para\" href=\"#para-{number}\" aria-label=\"{number}\">{number}</a>{rest}</p>\n"
    )
}

#[test]
fn numbered_paragraphs_have_one_form() {
    for text in [
        "2.3 words",
        "2.3. words",
        "**2.3** words",
        "**2.3.** words",
        "*2.3* words",
        "***2.3*** words",
        "2.3\nwords",
        "**2.3**\nwords",
        "2.3\twords",
        "2.3\u{a0}words",
    ] {
        assert_eq!(html(text), para("2.3", " words"), "{text:?}");
    }
    assert_eq!(html("1.1.1 *a* <b>"), para("1.1.1", " <em>a</em> &lt;b&gt;"));
    assert_eq!(html("**2.3 Costs** are"), para("2.3", " <strong>Costs</strong> are"));
    assert_eq!(html("2.3 **Costs**"), para("2.3", " <strong>Costs</strong>"));
    assert_eq!(html("2.3"), para("2.3", ""));
}

#[test]
fn other_numbers_are_left_alone() {
    for text in [
        "2.3% more",
        "2.3m",
        "**2.3**% more",
        "[2.3](#a) x",
        "£2.3 x",
        "2.3, x",
        "2010.5 x",
        "28.06.10 x",
        "0.5 of",
    ] {
        assert!(!html(text).contains("numbered"), "{text}");
    }
    assert_eq!(html("2. text\n"), "<ol start=\"2\">\n<li>text</li>\n</ol>\n");
    assert_eq!(html("1."), "<p>1.</p>\n");
    assert_eq!(html("1.\n2. a"), "<ol>\n<li></li>\n<li>a</li>\n</ol>\n");
    assert_eq!(html("- 2.3 text"), "<ul>\n<li>2.3 text</li>\n</ul>\n");
    assert_eq!(
        html("- 2.3 text\n\n- b"),
        "<ul>\n<li>\n<p>2.3 text</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ul>\n"
    );
    assert_eq!(html("> 2.3 text"), "<blockquote>\n<p>2.3 text</p>\n</blockquote>\n");
    assert!(!html("| 2.3 text |\n|---|\n| 2.4 text |").contains("para"));
    assert!(!html("x[^1]\n\n[^1]: 2.3 text").contains("para"));
    assert!(!html("## 2.3 Introduction").contains("para"));
    let plain = Options::default();
    assert_eq!(super::super::html("2.3 a", &plain, &unchanged).html, "<p>2.3 a</p>\n");
}

#[test]
fn a_number_given_twice_is_an_anchor_once() {
    assert_eq!(html("2.3 a\n\n2.3 b"), para("2.3", " a") + "<p>2.3 b</p>\n");
}

#[test]
fn headings_begin_at_the_top_level() {
    let page =
        |text: &str, top_level| super::super::html(text, &Options { numbered: false, top_level }, &unchanged);
    let Page { html, contents } = page("# 1. One & *two*\n\n### Deep\n\n# 1. One & two\n\n> ## Quoted\n", 2);
    assert_eq!(
        html,
        "<h2 id=\"1-one--two\">1. One &amp; <em>two</em></h2>\n<h4 id=\"deep\">Deep</h4>\n<h2 id=\"1-one--two-1\">1. One &amp; two</h2>\n<blockquote>\n<h3 id=\"quoted\">Quoted</h3>\n</blockquote>\n"
    );
    let heading = |id: &str, text: &str, level| Heading { id: id.into(), text: text.into(), level };
    assert_eq!(
        contents,
        [
            heading("1-one--two", "1. One & two", 2),
            heading("deep", "Deep", 4),
            heading("1-one--two-1", "1. One & two", 2)
        ]
    );
    assert_eq!(page("### A\n\n## B\n", 3).html, "<h4 id=\"a\">A</h4>\n<h3 id=\"b\">B</h3>\n");
    assert_eq!(page("# A\n\n###### B\n", 4).html, "<h4 id=\"a\">A</h4>\n<h6 id=\"b\">B</h6>\n");
    assert_eq!(
        page("# Main\n\n# !\n\n# ?\n", 2).html,
        "<h2 id=\"main-1\">Main</h2>\n<h2 id=\"section\">!</h2>\n<h2 id=\"section-1\">?</h2>\n"
    );
}

#[test]
fn tables_scroll_and_name_themselves() {
    let text = "| | A | B | C |\n|---|:--|--:|:-:|\n| x | 1 | 2 | <i> |\n";
    let table = " aria-label=\"Table 1\">\n<thead>\n<tr><td></td><th scope=\"col\">A</th><th scope=\"col\" class=\"right\">B</th><th scope=\"col\" class=\"centre\">C</th></tr>\n</thead>\n<tbody>\n<tr><td>x</td><td>1</td><td class=\"right\">2</td><td class=\"centre\">&lt;i&gt;</td></tr>\n</tbody>\n</table></div>\n";
    let wrap = "<div class=\"table-wrap\" role=\"region\" tabindex=\"0\" aria-label";
    assert_eq!(html(text), format!("{wrap}=\"Table 1\"><table{table}"));
    let second = html(&format!("{text}\nwords\n\n**Table 7.** The *cost*\n\n{text}"));
    let captioned = format!(
        "{wrap}ledby=\"table.2\"><table>\n<caption id=\"table.2\"><strong>Table 7.</strong> The <em>cost</em></caption>\n"
    );
    assert!(second.contains(&captioned), "{second}");
    assert!(second.contains("<p>words</p>"));
    assert_eq!(second.matches("Table 7").count(), 1);
    assert!(
        html(&format!("**Table 1** x\n{text}"))
            .contains("<caption id=\"table.1\"><strong>Table 1</strong> x</caption>")
    );
    assert!(html(&format!("**Tables** x\n\n{text}")).starts_with("<p><strong>Tables</strong> x</p>\n"));
    assert!(html("**Table 1.** x\n\ny").starts_with("<p><strong>Table 1.</strong> x</p>\n"));
    assert!(
        block(text, &unchanged)
            .starts_with(&format!("{wrap}=\"Table: , A, B, C\"><table aria-label=\"Table: , A, B, C\">"))
    );
}

#[test]
fn notes_are_linked_both_ways_by_name() {
    assert_eq!(
        html("a[^x] b[^x] c[^y]\n\n[^y]: Two\n\n[^x]: One\n\n    - more\n"),
        "<p>a<sup class=\"note\" id=\"note-ref.1\"><a href=\"#note.1\" aria-label=\"Note 1\">1</a></sup> \
         b<sup class=\"note\" id=\"note-ref.1.2\"><a href=\"#note.1\" aria-label=\"Note 1\">1</a></sup> \
         c<sup class=\"note\" id=\"note-ref.2\"><a href=\"#note.2\" aria-label=\"Note 2\">2</a></sup></p>\n\
         <div class=\"notes\" role=\"doc-endnotes\" aria-label=\"Notes\">\n<ol>\n<li id=\"note.1\">\n<p>One</p>\n<ul>\n<li>more</li>\n</ul>\n\
         <p> <a href=\"#note-ref.1\" aria-label=\"Back to the text of note 1\">Back to the text</a> \
         <a href=\"#note-ref.1.2\" aria-label=\"Back to the text of note 1, place 2\">place 2</a></p>\n</li>\n\
         <li id=\"note.2\">\n<p>Two <a href=\"#note-ref.2\" aria-label=\"Back to the text of note 2\">Back to the text</a></p>\n</li>\n</ol>\n</div>\n"
    );
    assert_eq!(html("a[^x]"), "<p>a[^x]</p>\n");
    let linked = html("[a[^x]](#b) ![c[^x]](d)\n\n[^x]: e");
    assert!(linked.contains("<a href=\"#b\">a<sup class=\"note\" id=\"note-ref.1\">1</sup></a> <img src=\"d\" alt=\"c\"><sup class=\"note\" id=\"note-ref.1.2\">"), "{linked}");
    let twice = html("a[^x]\n\n[^x]: one\n\n[^x]: two");
    assert!(
        twice.contains("one") && twice.contains("two") && twice.matches("id=\"note.1\"").count() == 1,
        "{twice}"
    );
}

#[test]
fn links_become_what_the_caller_says() {
    let resolve = |target: &str| match target {
        "report/a" => Target::Address("/reports/a/?x=1&y#z".to_owned()),
        "report/hidden" => Target::Hidden,
        "report/evil" => Target::Address("javascript:alert(1)".to_owned()),
        _ => Target::Unchanged,
    };
    let html = |text: &str| super::super::html(text, &Options::default(), &resolve).html;
    assert_eq!(html("[*a*](report/a)"), "<p><a href=\"/reports/a/?x=1&amp;y#z\"><em>a</em></a></p>\n");
    assert_eq!(html("[*a*](report/hidden) ![b *c*](report/hidden)"), "<p><em>a</em> b c</p>\n");
    assert_eq!(
        html("![a \"b\"](report/a \"t\")"),
        "<p><img src=\"/reports/a/?x=1&amp;y#z\" alt=\"a &quot;b&quot;\"></p>\n"
    );
    assert_eq!(
        html("[a](https://example.org/?q='b'&c)"),
        "<p><a href=\"https://example.org/?q=%27b%27&amp;c\">a</a></p>\n"
    );
    for target in [
        "report/evil",
        "JavaScript:x",
        "data:text/html,x",
        "",
        "java&Tab;script:x",
        "&#1;javascript:x",
        "vbscript:x",
    ] {
        assert_eq!(html(&format!("[a]({target})")), "<p>a</p>\n", "{target}");
        assert_eq!(html(&format!("![a]({target})")), "<p>a</p>\n", "{target}");
    }
    assert_eq!(html("[a <https://b.org> c](d/e)"), "<p><a href=\"d/e\">a https://b.org c</a></p>\n");
}

#[test]
fn html_is_shown_as_text() {
    assert_eq!(html("a <b onclick=\"x\">b</b>"), "<p>a &lt;b onclick=\"x\"&gt;b&lt;/b&gt;</p>\n");
    assert_eq!(html("<script>\nalert(1)\n</script>\n"), "<p>&lt;script&gt;\nalert(1)\n&lt;/script&gt;</p>\n");
    assert_eq!(html("```html \"><script>\n<b>\n```"), "<pre tabindex=\"0\"><code>&lt;b&gt;\n</code></pre>\n");
}

#[test]
fn markdown_is_taken_as_written() {
    assert_eq!(
        html("\"a\" -- b... [ ] c ~~d~~ www.example.org"),
        "<p>\"a\" -- b... [ ] c ~~d~~ www.example.org</p>\n"
    );
    assert_eq!(
        html("- [x] a\n- b\n  - c\n"),
        "<ul>\n<li>[x] a</li>\n<li>b\n<ul>\n<li>c</li>\n</ul>\n</li>\n</ul>\n"
    );
    assert_eq!(html("a\\\nb\n\n---\n"), "<p>a<br>\nb</p>\n<hr>\n");
    assert_eq!(html(""), "");
}

#[test]
fn inline_fields_are_one_line() {
    let resolve = |_: &str| Target::Address("/a/".to_owned());
    for (text, expected) in [
        ("words & \"more\"", "words &amp; \"more\""),
        (" 2. Approve ", "2. Approve"),
        ("# 1 *b*", "# 1 <em>b</em>"),
        ("- [a](report/a)", "- <a href=\"/a/\">a</a>"),
        ("**a**\n- b\r\n===", "<strong>a</strong> - b  ==="),
        ("_a_ <b>", "<em>a</em> &lt;b&gt;"),
        ("[^1]: x", "[^1]: x"),
        ("    `a`", "<code>a</code>"),
        ("", ""),
    ] {
        assert_eq!(inline(text, &resolve), expected, "{text:?}");
    }
}

#[test]
fn block_fields_have_no_ids() {
    assert_eq!(block("words", &unchanged), "<p>words</p>\n");
    assert_eq!(
        block("# Head\n\n2.3 a[^1]\n\n[^1]: x\n\n1. b\n", &unchanged),
        "<p><strong>Head</strong></p>\n<p>2.3 a[^1]</p>\n<p>x</p>\n<ol>\n<li>b</li>\n</ol>\n"
    );
    assert_eq!(block("1. b", &unchanged), "<ol>\n<li>b</li>\n</ol>\n");
}

#[test]
fn only_pages_that_depend_on_nothing_else_wait_on_the_shelf() {
    let whole = "# Why\n\n1.1 One [out](https://example.org).\n\n## Why\n\n| a |\n|---|\n| b |\n\n> # Main\n";
    assert_eq!(shelved(whole), Some(crate::prose::html(whole, &NUMBERED, &unchanged)));
    for text in [
        "[a](report/a)",
        "![a](report/a)",
        "[b](#para-1.1)\n\n1.1 One",
        "[c](foo.html)",
        "a[^n]\n\n[^n]: note",
        "[^n]",
    ] {
        assert_eq!(shelved(text), None, "{text}");
    }
    let (source, shelf) = (Source::new("a.md", whole), Shelf::new(whole.len()));
    read_once(&source, Span::new(0, whole.len()), &NUMBERED, &shelf, &mut Diagnostics::new());
    assert_eq!(shelf.take("a.md"), None, "no room");
}

#[test]
fn a_page_for_which_there_is_no_room_waits_in_a_file() {
    let shelf = Shelf::new(0).with_overflow(tempfile::tempfile().unwrap());
    let texts = ["# Why\n\n1.1 One\n\n## How, “so”\n", "Two\n", ""];
    let whole = |text: &str| Span::new(0, text.len());
    for (name, text) in ["a.md", "b.md", "c.md"].into_iter().zip(texts) {
        read_once(&Source::new(name, text), whole(text), &NUMBERED, &shelf, &mut Diagnostics::new());
    }
    for (name, text) in ["c.md", "a.md", "b.md"].into_iter().zip([texts[2], texts[0], texts[1]]) {
        assert_eq!(shelf.take(name), Some(crate::prose::html(text, &NUMBERED, &unchanged)), "{name}");
        assert_eq!(shelf.take(name), None, "taken once");
    }
}

/// Addresses with these ids stand in other people's pages: they are those of GitHub, which comrak makes too.
#[test]
fn ids_are_those_that_comrak_gives_headings() {
    let ascii: String = (' '..='~').collect();
    let words =
        [&ascii, "Why", "why", "Why-1", "why", "Été 2010", "été_2010", "1.2 A — B", "5%", "a\tb", "Why"];
    let (mut ids, mut comrak) = (super::super::Ids::new(), comrak::Anchorizer::new());
    for words in words {
        assert_eq!(ids.next(words), comrak.anchorize(words), "{words}");
    }
    assert_eq!(["Ⓐ", "!", "---"].map(|words| ids.next(words)), ["section", "section-1", "section-2"]);
}
