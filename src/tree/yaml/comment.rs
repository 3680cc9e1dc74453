//! Comments that were most likely meant as text: `summary: Budget #4 agreed`.
//!
//! YAML ends a plain value before ` #`. A space after the sign says that a comment was meant; a letter or figure says that it was not.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, STRAIGHT_NEEDED, in_curly_quotes};
use crate::source::{Source, Span};
use crate::tree::{Node, Value};

/// Warns of each such comment in the YAML at `region`, of which `root` was read. Where nothing else is left of a value, its place becomes
/// that of the comment: whoever misses the value finds the warning there.
pub(super) fn lost(source: &Source, region: Span, root: &mut Node, out: &mut Diagnostics) {
    let text = source.slice(region);
    // Most front matter has no such sign, and is searched once.
    if !text.contains(" #") {
        return;
    }
    let mut scalars = Vec::new();
    gather(root, &mut scalars);
    let mut at = region.start as usize;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let outside = |sign: usize| !scalars.iter().any(|span| span.range().contains(&sign));
        let signs = line.match_indices(" #").map(|(n, _)| start + n + 1);
        let Some(sign) = signs.into_iter().find(|sign| outside(*sign)) else { continue };
        let before = line[..sign - start].trim();
        let after = source.text[sign + 1..at].chars().next();
        if !before.is_empty() && !before.starts_with('#') && after.is_some_and(char::is_alphanumeric) {
            let end = sign + source.text[sign..at].trim_end().len();
            let comment = Span::new(sign, end);
            let warning = warning(source, comment);
            let typed = before.split_once(": ").map_or(before, |(_, value)| value.trim_start());
            out.push(if in_curly_quotes(typed) { warning.help(STRAIGHT_NEEDED) } else { warning });
            move_nothing(root, Span::new(start + line[..sign - start].trim_end().len(), at), comment);
        }
    }
}

fn warning(source: &Source, comment: Span) -> Diagnostic {
    Diagnostic::new(Code::LostComment, "the text from this `#` on is left out: YAML reads it as a comment")
        .at_span(&source.path, comment)
        .help("put the whole value in quotes; if it is a comment, write a space after the `#`")
}

/// Moves the one that stands for no value within `from` to `to`. What it stands in reaches as far. True where there was one.
fn move_nothing(node: &mut Node, from: Span, to: Span) -> bool {
    let moved = match &mut node.value {
        Value::Map(entries) => entries.iter_mut().any(|entry| move_nothing(&mut entry.node, from, to)),
        Value::List(items) => items.iter_mut().any(|item| move_nothing(item, from, to)),
        Value::Null if from.start <= node.span.start && node.span.end <= from.end => {
            node.span = to;
            return true;
        }
        _ => false,
    };
    if moved {
        node.span.end = node.span.end.max(to.end);
    }
    moved
}

/// The spans of all values and keys: in quotes and blocks the sign is text.
fn gather(node: &Node, spans: &mut Vec<Span>) {
    match &node.value {
        Value::Map(entries) => {
            for entry in entries {
                spans.push(entry.key_span);
                gather(&entry.node, spans);
            }
        }
        Value::List(items) => items.iter().for_each(|item| gather(item, spans)),
        _ => spans.push(node.span),
    }
}
