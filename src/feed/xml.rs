//! Elements and text of XML 1.0.

/// Adds text, escaped; what XML 1.0 has no way to write (section 2.2) is left out.
pub(super) fn text(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(c),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            c => out.push(c),
        }
    }
}

/// Adds an element that holds text, on a line of its own.
pub(super) fn element(name: &str, content: &str, out: &mut String) {
    out.push_str(&format!("<{name}>"));
    text(content, out);
    out.push_str(&format!("</{name}>\n"));
}

/// Adds an element with attributes and without content, on a line of its own.
pub(super) fn empty(name: &str, attributes: &[(&str, &str)], out: &mut String) {
    out.push('<');
    out.push_str(name);
    for (attribute, value) in attributes {
        out.push_str(&format!(" {attribute}=\""));
        text(value, out);
        out.push('"');
    }
    out.push_str("/>\n");
}
