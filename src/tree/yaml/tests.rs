//! Tests of the YAML reader: scalars, spans, hostile input and the words for mistakes.

use super::*;

#[test]
fn probe() {
    for c in [
        "title: Fire: a report\nx: 1\n", "a:\n\tb: 1\n", "a: 1\n\tb: 2\n", "title: \"open\nx: 1\ny: 2\n", "title: \"open\nx: \"y\"\nz: 1\n", "title: 'it's'\n", "title: \"a\" b\n",
        "t: @home\n", "t: `code`\n", "t: %x\n", "%x: 1\n", "t: &x 1\nu: *x\n", "t: & y\n","t: *x\n", "t: **bold** text\n", "t: !x\n", "t: ! y\n", "t: !important thing\n",
        "a: 1\n  b: 2\n", "a:\n    b: 1\n  c: 2\n", "  a: 1\nb: 2\n", "a:\n  - x\n - y\n", "a: x\n- y\n", "a:\n  b: 1\n   c: 2\n",
        "a: [1, 2\nb: 3\n", "a: {x: 1\n", "a: [1, 2]]\n", "a: [1}\n", "? a\n: b\n", "[a, b]: c\n", "{a: b}: c\n", "a\n", "title Fire\nx: 1\n", "a: 1\nfoo\nb: 2\n", "a: 1\nfoo\n", "a:b\n", "a: 1\nb:2\n",
        "a: 1\n---\nb: 2\n", "a: 1\n...\nb: 2\n", "a: |\n  x\n y\n", "a: |x\n", "a: \"\\q\"\n", "a: - b\n", "a: > b\n", "a: ,x\n", "a: ]x\n", "a: 'x'#c\n", "a: ? b\n", "a: 1\n\u{feff}b: 2\n", "a: \u{1}\n", "a: x\n  and y: z\n", "a: 'x'\n b: 1\n", ": x\n", "a: [b, , c]\n", "- a\n- b\nc: d\n", "- a\n", "a: \"b\": c\n", "a:\n  - b\n\t- c\n", "a: |\n\tx\n", "a: [x] y\n", "a: [@x, y]\n", "a: [*x, y]\n", "a: 1\na: 2\n", "a: [b: c: d]\n", "a: \"x\n", "a: {b: c d: e}\n", "a: [x,\n  y\nb: c\n",
    ] {
        let source = Source::new("a.md", c);
        let mut out = Diagnostics::new();
        let node = read(&source, Span::new(0, c.len()), &mut out);
        eprintln!("=== {c:?} {}", node.is_some());
        for d in out {
            let Some(Place::Span(_, s)) = d.place else { panic!() };
            eprintln!("   {} {:?} {:?}\n      label {:?}\n      help {:?}  rel {}", d.message, s, source.slice(s), d.label, d.help, d.related.len());
        }
    }
}
