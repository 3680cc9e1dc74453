//! Text into HTML, and Markdown into bare words.

use super::{IN_PLACE, Node, following, parse};
use comrak::nodes::{ListDelimType, ListType, NodeValue};

/// Writes words between tags. Control characters, which HTML forbids, are left out.
pub(super) fn escape(out: &mut String, text: &str) {
    escape_by(out, text, b'&');
}

/// Writes words between double quotes.
pub(super) fn escape_attribute(out: &mut String, text: &str) {
    escape_by(out, text, b'"');
}

/// `quote` is one more byte that is written as a reference.
fn escape_by(out: &mut String, text: &str, quote: u8) {
    let special = |b: u8| (b < b' ') | (b == 127) | (b == b'&') | (b == b'<') | (b == b'>') | (b == quote);
    let mut from = 0;
    let mut block = |start: usize, bytes: &[u8]| {
        for (nth, &byte) in bytes.iter().enumerate() {
            if !special(byte) || matches!(byte, b'\t' | b'\n' | b'\r') {
                continue;
            }
            let at = start + nth;
            out.push_str(&text[from..at]);
            from = at + 1;
            match byte {
                b'&' => out.push_str("&amp;"),
                b'<' => out.push_str("&lt;"),
                b'>' => out.push_str("&gt;"),
                b'"' => out.push_str("&quot;"),
                _ => {}
            }
        }
    };
    // Most text has nothing to escape: so many bytes at a time are looked at together, without a branch.
    let (blocks, rest) = text.as_bytes().as_chunks::<32>();
    for (nth, bytes) in blocks.iter().enumerate() {
        let mut any = 0;
        for byte in bytes {
            any |= u8::from(special(*byte));
        }
        if any != 0 {
            block(nth * 32, bytes);
        }
    }
    block(text.len() - rest.len(), rest);
    out.push_str(&text[from..]);
}

/// The bytes that stand for themselves in an address; `%` and `#` are looked at.
static IN_ADDRESS: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128_u8 {
        table[byte as usize] = byte.is_ascii_alphanumeric();
        byte += 1;
    }
    let signs = b"-_.!*(),@?=;:/+$~";
    let mut nth = 0;
    while nth < signs.len() {
        table[signs[nth] as usize] = true;
        nth += 1;
    }
    table
};

/// Writes an address between double quotes: what may not stand in an address is percent-encoded, what is
/// encoded already stays.
pub(super) fn escape_address(out: &mut String, address: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let bytes = address.as_bytes();
    let mut fragment = false;
    // `from` is the end of a byte that was encoded, perhaps one within a character; what is copied begins
    // and ends with ASCII, so the slices below are whole.
    let mut from = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        let plain = IN_ADDRESS[usize::from(byte)]
            || match byte {
                b'%' => {
                    matches!(bytes.get(at + 1..at + 3), Some([a, b]) if a.is_ascii_hexdigit() && b.is_ascii_hexdigit())
                }
                b'#' => !std::mem::replace(&mut fragment, true),
                _ => false,
            };
        if plain {
            continue;
        }
        if from < at {
            out.push_str(&address[from..at]);
        }
        from = at + 1;
        if byte == b'&' {
            out.push_str("&amp;");
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    if from < bytes.len() {
        out.push_str(&address[from..]);
    }
}

/// Whether a one-line text holds no Markdown: it begins with a letter, digit or quotation mark and has none of
/// the signs that mean something inside a line.
pub(super) fn unmarked(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '"' | '\'' | '£' | '“' | '‘'))
        && !text.bytes().any(|b| matches!(b, b'\\' | b'`' | b'*' | b'_' | b'[' | b'<' | b'&' | b'\n' | b'\r'))
}

/// The words of a Markdown text without its markup, on one line: for titles, feeds, CSV cells and search.
///
/// Numbers of ordered lists are kept, they are words to a reader; notes, addresses of links and the signs of
/// Markdown are not.
pub fn plain(text: &str) -> String {
    let text = text.trim();
    if unmarked(text) {
        return text.to_owned();
    }
    let arena = super::arena(text);
    let root = parse(&arena, text, &IN_PLACE);
    let mut out = String::with_capacity(text.len());
    let mut at = Some(root);
    while let Some(node) = at {
        write_plain(&mut out, node);
        at = following(root, node, true);
    }
    out.truncate(out.trim_end().len());
    // HTML is shown as text, and may run over lines.
    if out.contains('\n') { out.replace('\n', " ") } else { out }
}

fn write_plain(out: &mut String, node: Node<'_>) {
    let space = |out: &mut String| {
        if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    };
    match &node.data().value {
        NodeValue::Text(text) => out.push_str(text),
        NodeValue::Code(code) => out.push_str(&code.literal),
        NodeValue::HtmlInline(html) => out.push_str(html),
        NodeValue::HtmlBlock(html) => {
            space(out);
            push_lines(out, &html.literal);
        }
        NodeValue::CodeBlock(code) => {
            space(out);
            push_lines(out, &code.literal);
        }
        NodeValue::Item(list) => {
            space(out);
            if list.list_type == ListType::Ordered {
                out.push_str(&list.start.to_string());
                out.push(if list.delimiter == ListDelimType::Period { '.' } else { ')' });
            }
        }
        NodeValue::SoftBreak | NodeValue::LineBreak => space(out),
        value if value.block() => space(out),
        _ => {}
    }
}

/// Lines joined by spaces.
fn push_lines(out: &mut String, text: &str) {
    for (nth, word) in text.split_whitespace().enumerate() {
        if nth > 0 {
            out.push(' ');
        }
        out.push_str(word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> String {
        let mut out = String::new();
        escape_address(&mut out, text);
        out
    }

    #[test]
    fn words_are_escaped_and_control_characters_left_out() {
        let mut out = String::new();
        escape(&mut out, "a<b> & \"c\"\u{0}\u{1b}\u{7f}\td\n");
        assert_eq!(out, "a&lt;b&gt; &amp; \"c\"\td\n");
        out.clear();
        escape_attribute(&mut out, "\"é\"");
        assert_eq!(out, "&quot;é&quot;");
    }

    #[test]
    fn addresses_are_encoded_once() {
        assert_eq!(
            address("https://a.org/?q=a%20b&c=\"'é#x#y"),
            "https://a.org/?q=a%20b&amp;c=%22%27%C3%A9#x%23y"
        );
        assert_eq!(address("100% [x]"), "100%25%20%5Bx%5D");
    }

    #[test]
    fn plain_keeps_words_only() {
        assert_eq!(plain("  Approve the *budget* & [plan](report/x)  "), "Approve the budget & plan");
        assert_eq!(
            plain("One\n\n2. Two **b**\n3. Three\n\n- four\n\n| a | b |\n|---|---|\n| `c` | d |"),
            "One 2. Two b 3. Three four a b c d"
        );
        assert_eq!(plain("2. Approve"), "2. Approve");
        assert_eq!(plain("- Approve"), "Approve");
        assert_eq!(plain("# Head\n\n![a map](x.png)\nend<br>"), "Head a map end<br>");
        assert_eq!(plain(""), "");
        assert_eq!(plain("***"), "");
    }
}
