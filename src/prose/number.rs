//! Printed paragraph numbers: "2.3", "1.1.1", "2.3.", "**2.3**".

use super::Node;
use comrak::nodes::NodeValue;

/// Numbers have at most this many parts ("1.2.3.4.5.6").
const PARTS: usize = 6;

/// A number found at the beginning of a paragraph.
pub(super) struct Number<'a> {
    /// The number without a final dot.
    pub digits: String,
    /// The text node it begins.
    node: Node<'a>,
    /// How many bytes of that node are number, dot and space.
    length: usize,
}

/// The number that a paragraph of the document begins with. Paragraphs in lists, quotes, tables and notes
/// have none: theirs would be quoted from elsewhere.
pub(super) fn of<'a>(paragraph: Node<'a>) -> Option<Number<'a>> {
    let mut node = paragraph.first_child()?;
    for _ in 0..3 {
        match node.data().value {
            NodeValue::Strong | NodeValue::Emph => {}
            _ => break,
        }
        node = node.first_child()?;
    }
    let data = node.data();
    let text = data.value.text()?;
    let (digits, end) = leading(text)?;
    let parent = paragraph.parent()?;
    if !matches!(parent.data().value, NodeValue::Document) {
        return None;
    }
    let rest = &text[end..];
    let apart = match rest.chars().next() {
        Some(c) => c.is_whitespace(),
        None => match after(paragraph, node) {
            Some(next) => match &next.data().value {
                NodeValue::SoftBreak | NodeValue::LineBreak => true,
                NodeValue::Text(text) => text.starts_with(char::is_whitespace),
                _ => false,
            },
            None => true,
        },
    };
    apart.then(|| Number {
        digits: text[..digits].to_owned(),
        node,
        length: text.len() - rest.trim_start().len(),
    })
}

/// Takes the number out of its paragraph, with the space after it and the emphasis that held nothing else.
pub(super) fn take<'a>(paragraph: Node<'a>, number: &Number<'a>) {
    let emptied = {
        let mut data = number.node.data_mut();
        data.value.text_mut().is_none_or(|text| {
            text.to_mut().drain(..number.length);
            text.is_empty()
        })
    };
    if !emptied {
        return;
    }
    if let Some(next) = after(paragraph, number.node) {
        let mut data = next.data_mut();
        match &mut data.value {
            NodeValue::SoftBreak | NodeValue::LineBreak => next.detach(),
            NodeValue::Text(text) => {
                let space = text.len() - text.trim_start().len();
                text.to_mut().drain(..space);
            }
            _ => {}
        }
    }
    let mut at = number.node;
    while !at.same_node(paragraph) && at.first_child().is_none() {
        let Some(parent) = at.parent() else { break };
        at.detach();
        at = parent;
    }
}

/// The node that follows `node` in the paragraph, outside the emphasis that ends with it.
fn after<'a>(paragraph: Node<'a>, node: Node<'a>) -> Option<Node<'a>> {
    super::following(paragraph, node, false)
}

/// The length of a number at the beginning of a text, without and with a final dot.
///
/// Two to six parts of one to three digits, none with a zero before other digits and the first not zero:
/// dates ("28.06.10"), years and decimals below one are no numbers of paragraphs.
fn leading(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let (mut at, mut parts) = (0, 0);
    loop {
        let start = at;
        while digit(at) {
            at += 1;
        }
        let zero = bytes.get(start) == Some(&b'0');
        if at == start || at - start > 3 || (zero && (parts == 0 || at - start > 1)) {
            return None;
        }
        parts += 1;
        if bytes.get(at) == Some(&b'.') && digit(at + 1) && parts <= PARTS {
            at += 1;
        } else {
            break;
        }
    }
    let end = at + usize::from(bytes.get(at) == Some(&b'.'));
    (2..=PARTS).contains(&parts).then_some((at, end))
}

#[cfg(test)]
mod tests {
    use super::leading;

    #[test]
    fn numbers_have_two_to_six_short_parts() {
        assert_eq!(leading("2.3 text"), Some((3, 3)));
        assert_eq!(leading("1.1.1. text"), Some((5, 6)));
        assert_eq!(leading("10.0"), Some((4, 4)));
        assert_eq!(leading("1.2.3.4.5.6 x"), Some((11, 11)));
        for none in [
            "",
            ".",
            "2",
            "2.",
            "2. text",
            "2010.5",
            "28.06.10",
            "0.5 per cent",
            "1.2.3.4.5.6.7",
            "a2.3",
            "1..2",
        ] {
            assert_eq!(leading(none), None, "{none}");
        }
    }
}
