//! Curly quotes, as Word types them: no form of file reads them as quotes, so they become part of the text.

use super::Diagnostic;

/// Quotes of the sort, double and single. The last is an apostrophe as well.
const CURLY: [char; 6] = ['\u{201c}', '\u{201d}', '\u{201e}', '\u{2018}', '\u{201a}', '\u{2019}'];

/// What to do where quotes are needed, and those that are there are curly.
pub const STRAIGHT_NEEDED: &str =
    "the quotes are curly, so they do not count as quotes: type straight ones (\") in their place";

/// Whether a text was most likely meant to stand in quotes, and these are curly.
pub fn in_curly_quotes(text: &str) -> bool {
    // At the end of a text a single one may be an apostrophe.
    text.starts_with(CURLY) || text.ends_with(&CURLY[..3])
}

/// The text between curly quotes; the whole text where it does not stand in them.
pub fn without_curly_quotes(text: &str) -> &str {
    if !in_curly_quotes(text) {
        return text;
    }
    let text = text.strip_prefix(CURLY).unwrap_or(text);
    text.strip_suffix(CURLY).unwrap_or(text)
}

impl Diagnostic {
    /// Names curly quotes as the cause, and what to type.
    #[must_use]
    pub fn for_curly_quotes(self) -> Diagnostic {
        self.label("these quotes are curly, so they are read as part of the text")
            .help("type straight quotes (\") in place of the curly ones, or none")
    }

    /// Names curly quotes as the cause where a text that it quotes stands in them.
    #[must_use]
    pub fn for_curly_quotes_if_any(self) -> Diagnostic {
        if self.quotes.iter().any(|text| in_curly_quotes(text)) { self.for_curly_quotes() } else { self }
    }
}
