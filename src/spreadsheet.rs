//! What a spreadsheet program does with text it opens: some of it runs as a formula.
//!
//! In: text. Out: whether it would run, and text that would not. The first characters are those of the OWASP page on CSV injection
//! (CWE-1236), with the full-width forms that East Asian programs read as the same.

/// First characters that make a cell a formula.
const FIRST: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Whether a spreadsheet program could take the text for a formula. Numbers are none of its business: they are not text here.
pub fn is_formula(text: &str) -> bool {
    // Nearly every text starts with a letter.
    !text.starts_with(|c: char| c.is_ascii_alphanumeric()) && text.starts_with(FIRST)
}

/// Whether it looks like one, but is the start of a Markdown list: a hyphen or plus, then a space.
pub fn is_list(text: &str) -> bool {
    text.strip_prefix(['-', '+']).is_some_and(|rest| rest.starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_characters_decide() {
        for text in
            ["=1+1", "+44", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x", "-", "- a"]
        {
            assert!(is_formula(text), "{text:?}");
        }
        for text in ["", " =1", "a=1", "(-1)", "'=1", "–1", "1-2", "*x", "é"] {
            assert!(!is_formula(text), "{text:?}");
        }
        assert!(is_list("- a") && is_list("+ a") && !is_list("-a") && !is_list("* a") && !is_list("-"));
    }
}
