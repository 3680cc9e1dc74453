//! Elements and text of XML 1.0.

/// Adds text, escaped; what XML 1.0 has no way to write (section 2.2) is left out.
pub(super) fn text(text: &str, out: &mut String) {
    // Runs without such a sign are added at once: all of them but two are ASCII.
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let (written, len) = match byte {
            b'&' => ("&amp;", 1),
            b'<' => ("&lt;", 1),
            b'>' => ("&gt;", 1),
            b'"' => ("&quot;", 1),
            b'\t' | b'\n' | b'\r' => continue,
            0..0x20 => ("", 1),
            0xef if text[at..].starts_with(['\u{fffe}', '\u{ffff}']) => ("", 3),
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(written);
        from = at + len;
    }
    out.push_str(&text[from..]);
}

/// Adds an element that holds text, on a line of its own.
pub(super) fn element(name: &str, content: &str, out: &mut String) {
    for piece in ["<", name, ">"] {
        out.push_str(piece);
    }
    text(content, out);
    for piece in ["</", name, ">\n"] {
        out.push_str(piece);
    }
}

/// Adds an element with attributes and without content, on a line of its own.
pub(super) fn empty(name: &str, attributes: &[(&str, &str)], out: &mut String) {
    out.push('<');
    out.push_str(name);
    for (attribute, value) in attributes {
        for piece in [" ", attribute, "=\""] {
            out.push_str(piece);
        }
        text(value, out);
        out.push('"');
    }
    out.push_str("/>\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_what_xml_cannot_write_left_out() {
        let mut out = String::new();
        text("é<b> & \"\u{1}\u{fffe}\u{fffd}\u{ffff}\t\r\n\u{feff}x", &mut out);
        assert_eq!(out, "é&lt;b&gt; &amp; &quot;\u{fffd}\t\r\n\u{feff}x");
    }
}
