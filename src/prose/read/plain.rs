//! What makes a text hard to use for people: links that do not say where they lead, images and tables without words, short forms.

use super::super::{Node, words};
use super::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use comrak::nodes::{NodeValue, Sourcepos};

/// Words that say nothing of where a link leads (WCAG 2.2, 2.4.4 and 2.4.9).
const VAGUE: [&str; 20] = [
    "click here",
    "click",
    "click this link",
    "details",
    "download",
    "find out more",
    "follow this link",
    "full details",
    "further details",
    "further information",
    "here",
    "learn more",
    "link",
    "more",
    "more details",
    "more information",
    "read more",
    "see here",
    "this link",
    "this page",
];

/// Short forms that need no words, and capitals that are none: numerals, titles, licences.
const KNOWN: [&str; 50] = [
    "AD", "AGM", "AM", "BBC", "BC", "BST", "CBE", "CC", "CD", "CSV", "DVD", "EU", "FAQ", "GB", "GMT", "GP",
    "HM", "HTML", "ID", "II", "III", "IT", "IV", "IX", "JP", "JSON", "KC", "MBE", "MP", "NHS", "OBE", "OK",
    "PC", "PDF", "PM", "QC", "TV", "UK", "UN", "URL", "US", "USA", "UTC", "VAT", "VI", "VII", "VIII", "XI",
    "XII", "XML",
];

/// A short form in capitals, and where a text has it first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acronym {
    /// As written.
    pub word: Box<str>,
    /// Its bytes.
    pub span: Span,
}

/// The short forms in some words that these do not explain in brackets, each once with where it begins. Costs next to nothing where
/// there are no two capitals in a row.
pub fn acronyms(text: &str) -> Vec<(&str, usize)> {
    let bytes = text.as_bytes();
    // No branch in it, so that many bytes are looked at at once.
    let pair = |(a, b): (&u8, &u8)| u8::from(a.is_ascii_uppercase() & b.is_ascii_uppercase());
    if bytes.iter().zip(bytes.get(1..).unwrap_or_default()).map(pair).fold(0, |any, pair| any | pair) == 0 {
        return Vec::new();
    }
    let mut found: Vec<(&str, usize)> = Vec::new();
    let mut explained: Vec<&str> = Vec::new();
    // Capitals beside capitals are a heading or a title in capitals, and no short form.
    let (mut before, mut at) = (false, 0);
    let pieces: Vec<&str> = text.split(' ').collect();
    for (i, piece) in pieces.iter().enumerate() {
        let start = at;
        at += piece.len() + 1;
        let word = piece.trim_matches(|c: char| !c.is_alphanumeric());
        let bare = word.strip_suffix("’s").or_else(|| word.strip_suffix("'s")).unwrap_or(word);
        let bare = bare.strip_suffix('s').filter(|rest| is_capitals(rest)).unwrap_or(bare);
        let shouted = is_capitals(bare);
        let next = pieces
            .get(i + 1)
            .is_some_and(|next| is_capitals(next.trim_matches(|c: char| !c.is_alphanumeric())));
        if shouted && piece.starts_with('(') || pieces.get(i + 1).is_some_and(|next| next.starts_with('(')) {
            explained.push(bare);
        }
        if shouted
            && !before
            && !next
            && !KNOWN.contains(&bare)
            && !found.iter().any(|(word, _)| *word == bare)
        {
            found.push((bare, start + piece.find(bare).unwrap_or(0)));
        }
        before = shouted;
    }
    found.retain(|(word, _)| !explained.contains(word));
    found
}

/// Two to six capitals and nothing else.
fn is_capitals(word: &str) -> bool {
    (2..=6).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_uppercase())
}

impl Reader<'_, '_> {
    /// Looks at the words of a link.
    pub(super) fn link_words(&mut self, node: Node<'_>, target: &str, place: Sourcepos) {
        let words = words(node);
        // An image that is a link has its own words, or is told for having none.
        let has_image = node.children().any(|child| matches!(child.data().value, NodeValue::Image(_)));
        let said = words.trim().trim_end_matches(['.', ':', '…', '»', '>', '!', ' ']).to_lowercase();
        let span = self.places.span(place);
        // In angle brackets an address is printed as such: a paper may cite it.
        let is_cited = self.source.slice(span).starts_with('<');
        let begins = |start| said.starts_with(start);
        let is_address = !is_cited && (begins("http://") || begins("https://") || begins("www."));
        let message = match () {
            () if said.is_empty() && !has_image => "this link has no words".to_owned(),
            () if is_address => {
                "the words of this link are a web address: read aloud, it says nothing".to_owned()
            }
            () if VAGUE.contains(&&*said) => {
                format!("\"{}\" does not say where the link leads", words.trim())
            }
            () => return,
        };
        let help = "write where it leads, as in [the minutes of 28 June 2010](…): many people hear links without what is around them";
        let problem = Diagnostic::new(Code::VagueLink, message)
            .at_span(&self.source.path, span)
            .help(help)
            .quoting(words.trim())
            .quoting(target);
        self.out.push(problem);
    }

    /// Looks at the words of an image.
    pub(super) fn image_words(&mut self, node: Node<'_>, place: Sourcepos) {
        let words = words(node);
        let lower = words.trim().to_lowercase();
        let is_file =
            [".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp"].iter().any(|end| lower.ends_with(end));
        if !lower.is_empty() && !is_file {
            return;
        }
        let message = match is_file {
            true => "the words of this image are the name of a file",
            false => "this image has no words for those who do not see it",
        };
        let problem = Diagnostic::new(Code::NoAlt, message)
            .at_span(&self.source.path, self.places.span(place))
            .help("write what it shows between the brackets: ![…](address)")
            .quoting(words.trim());
        self.out.push(problem);
    }

    /// Looks at the headings of a table: all but the first column need one, for the corner heads nothing.
    pub(super) fn table_heads(&mut self, node: Node<'_>, place: Sourcepos) {
        let Some(head) = node.first_child() else { return };
        let bare = head.children().enumerate().skip(1).find(|(_, cell)| words(cell).trim().is_empty());
        let Some((column, _)) = bare else { return };
        let start = self.places.span(place).start;
        let line = self.source.text[start as usize..].lines().next().unwrap_or_default();
        let message = format!("column {} of this table has no heading", column + 1);
        let problem = Diagnostic::new(Code::NoTableHeader, message)
            .at_span(&self.source.path, Span::new(start as usize, start as usize + line.trim_end().len()))
            .help("write a heading above each column: a screen reader says it before each cell");
        self.out.push(problem);
    }

    /// Takes in the short forms of some words.
    pub(super) fn short_forms(&mut self, text: &str, place: Sourcepos) {
        for (word, at) in acronyms(text) {
            if self.acronyms.iter().any(|known| &*known.word == word) {
                continue;
            }
            let whole = self.places.span(place);
            // The words may be written otherwise, with signs before their letters.
            let start = self.source.text[whole.range()]
                .find(word)
                .map_or(whole.start as usize + at, |at| whole.start as usize + at);
            let end = (start + word.len()).min(whole.end as usize).max(start);
            self.acronyms.push(Acronym { word: word.into(), span: Span::new(start, end) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_are_capitals_that_nothing_explains() {
        let found = |text| acronyms(text).into_iter().map(|(word, _)| word).collect::<Vec<_>>();
        assert_eq!(found("The JSNA’s figures, and two JSNAs; the HR-team, JSNA."), ["JSNA"]);
        assert_eq!(found("Ask HR, or write to HR."), ["HR"]);
        assert_eq!(found("Human resources (HR) said so. HR did."), [""; 0]);
        assert_eq!(found("HR (human resources) said so."), [""; 0]);
        assert_eq!(
            found("MINUTES OF THE MEETING in GL50 of COU/2010/4, part II, on CC BY 4.0, UTF-8"),
            [""; 0]
        );
        assert_eq!(acronyms("é (a) MTFS."), [("MTFS", 7)]);
    }
}
