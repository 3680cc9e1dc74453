//! What comes from other programs and does not become what it looks like: bullets, tables without the line under their first row, marks
//! of notes that stayed behind.

use super::super::Node;
use super::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use comrak::nodes::{NodeValue, Sourcepos};

/// Signs that other programs put before the items of a list; the last two are those of Word's own fonts.
const BULLETS: [char; 9] = ['•', '·', '▪', '●', '◦', '‣', '○', '\u{f0b7}', '\u{f0a7}'];

/// Whether a text may hold such a sign. Costs next to nothing for plain letters.
pub(super) fn may_hold_bullets(text: &str) -> bool {
    !text.is_ascii() && text.contains(BULLETS)
}

impl Reader<'_, '_> {
    /// Looks at the lines of a paragraph: whether they look like a list or a table. Paragraphs that follow one another are told once.
    pub(super) fn run_on(&mut self, paragraph: Node<'_>) {
        let top = paragraph.parent().is_some_and(|p| matches!(p.data().value, NodeValue::Document));
        if !top {
            return;
        }
        let before = paragraph.previous_sibling().filter(|p| matches!(p.data().value, NodeValue::Paragraph));
        if let Some(place) = bullet(paragraph) {
            if before.is_none_or(|before| bullet(before).is_none()) {
                let message = "this sign does not make a list: its lines will run on as one paragraph";
                self.warn(
                    Code::RunOnLines,
                    message,
                    place,
                    "begin each line of the list with a hyphen: - First",
                );
            }
        } else if self.bars
            && let Some((place, columns)) = rows(paragraph)
            && before.is_none_or(|before| rows(before).is_none())
        {
            let message = "these lines do not make a table: they will run on as one paragraph";
            let line = format!("write the line |{} under the first row", "---|".repeat(columns));
            let problem = Diagnostic::new(Code::RunOnLines, message).help(line).help_is_public();
            self.out.push(problem.at_span(&self.source.path, self.places.span(place)));
        }
    }

    fn warn(&mut self, code: Code, message: &str, place: Sourcepos, help: &'static str) {
        let problem = Diagnostic::new(code, message).at_span(&self.source.path, self.places.span(place));
        self.out.push(problem.help(help));
    }

    /// Reports marks of notes in some words: those of notes that are there are no words.
    pub(super) fn note_marks(&mut self, text: &str, place: Sourcepos) {
        for (at, _) in text.match_indices("[^") {
            let Some(end) = text[at..].find(']').map(|end| at + end + 1) else { continue };
            let mark = &text[at..end];
            if mark.len() == 3 || mark.contains(char::is_whitespace) {
                continue;
            }
            // With a backslash before it, it is meant to be read.
            let whole = self.places.span(place);
            let written = self.source.slice(whole);
            let Some(found) = written.find(mark).filter(|at| !written[..*at].ends_with('\\')) else {
                continue;
            };
            let start = whole.start as usize + found;
            let problem = Diagnostic::new(Code::MissingNote, format!("there is no note for the mark {mark}"))
                .at_span(&self.source.path, Span::new(start, start + mark.len()))
                .help(format!("write the note on a line of its own, as in {mark}: Words of the note; or take the mark out"))
                .public_help("write the note on a line of its own, or take the mark out")
                .quoting(mark);
            self.out.push(problem);
        }
    }
}

/// The first words of a paragraph's lines that begin with a bullet.
fn bullet(paragraph: Node<'_>) -> Option<Sourcepos> {
    let mut begins = true;
    for part in paragraph.children() {
        let data = part.data();
        match &data.value {
            NodeValue::Text(text) if begins && text.starts_with(BULLETS) => return Some(data.sourcepos),
            _ => {}
        }
        begins = matches!(data.value, NodeValue::SoftBreak | NodeValue::LineBreak);
    }
    None
}

/// The first words of a paragraph whose lines look like the rows of a table, and how many columns that has: two lines or more that begin
/// with `|`, or one that ends with it too.
fn rows(paragraph: Node<'_>) -> Option<(Sourcepos, usize)> {
    let begins =
        |data: &NodeValue| matches!(data, NodeValue::Text(text) if text.trim_start().starts_with('|'));
    if !paragraph.first_child().is_some_and(|first| begins(&first.data().value)) {
        return None;
    }
    let mut lines: Vec<String> = vec![String::new()];
    for part in paragraph.children() {
        match &part.data().value {
            NodeValue::SoftBreak | NodeValue::LineBreak => lines.push(String::new()),
            NodeValue::Text(text) => lines.last_mut()?.push_str(text),
            _ => {}
        }
    }
    let first = lines[0].trim();
    let begun = lines.iter().all(|line| line.trim().starts_with('|'));
    let whole = first.len() > 1 && first.ends_with('|');
    let columns = first.trim_matches('|').matches('|').count() + 1;
    (begun && columns > 1 && (lines.len() > 1 || whole)).then_some(())?;
    Some((paragraph.first_child()?.data().sourcepos, columns))
}
