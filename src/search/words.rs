//! Texts as search terms. `themes/civic/assets/search.js` does the same to what people type; a word list is compared in both.

use std::borrow::Cow;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// What holds the pieces of a number together: `PL/2026/12`, `3.2`, `2010-06-28`.
const fn is_joint(c: char) -> bool {
    matches!(c, '/' | '.' | '-')
}

/// What a byte of a text may be part of, as bits: most words are letters alone, and are read at one look.
const CLASSES: [u8; 256] = {
    let mut classes = [APART; 256];
    let mut at = 0;
    while at < 256 {
        let byte = at as u8;
        classes[at] = match byte {
            b'a'..=b'z' | b'A'..=b'Z' => LETTER,
            b'0'..=b'9' => DIGIT,
            b'/' | b'.' | b'-' | b'\'' | 0x80.. => SIGN,
            _ => APART,
        };
        at += 1;
    }
    classes
};

/// Part of neither a word nor a number.
const APART: u8 = 0;
const LETTER: u8 = 1;
const DIGIT: u8 = 2;
/// Part of a word or a number, perhaps.
const SIGN: u8 = 4;

/// Letters of a word that is looked up as a number.
const SHORT_MAX: usize = 16;

/// Words that tell no text from another: they are no terms.
pub const EVERYWHERE: [&str; 28] = [
    "a", "an", "and", "are", "as", "at", "be", "been", "by", "for", "from", "has", "have", "in", "is", "it",
    "its", "not", "of", "on", "or", "that", "the", "this", "to", "was", "which", "with",
];

/// Whether a word in small letters is one of [`EVERYWHERE`].
pub fn is_everywhere(word: &str) -> bool {
    word.len() < 6 && EVERYWHERE.contains(&word)
}

/// A piece of a text.
pub enum Piece<'t> {
    /// Up to sixteen letters a to z and digits, as they are in the text, and packed in small letters: their stem is a term.
    Short(&'t str, u128),
    /// Another word, in small letters: its stem is a term.
    Word(&'t str),
    /// A number in pieces, whole: a term as it is. The pieces follow.
    Whole(&'t str),
    /// A day as data write it: a term as it is.
    Day(&'t str),
}

/// Calls `each` with every term of a text: stems of words; numbers whole and in pieces; and for a day in words also `2010-06-28`.
pub fn terms(text: &str, each: &mut dyn FnMut(&str)) {
    let word = |word: &str, each: &mut dyn FnMut(&str)| {
        if !is_everywhere(word) {
            each(&stem(word));
        }
    };
    pieces(text, |piece| match piece {
        Piece::Short(text, _) => word(&text.to_ascii_lowercase(), each),
        Piece::Word(text) => word(text, each),
        Piece::Whole(term) | Piece::Day(term) => each(term),
    });
}

/// Calls `each` with every piece of a text. It runs over every word of a site: most are plain letters, and are looked at once, without a branch
/// for each letter.
pub fn pieces(text: &str, mut each: impl FnMut(Piece<'_>)) {
    // The last two words, for days.
    let mut last = [0, 0];
    let (bytes, mut at) = (text.as_bytes(), 0);
    while at < bytes.len() {
        let class = |at: usize| bytes.get(at).map_or(APART, |byte| CLASSES[usize::from(*byte)]);
        let sixteen = sixteen(&bytes[at..]);
        let n = plain(sixteen);
        // Most signs end a sentence or a quotation.
        let is_edge = class(at + n) == SIGN && bytes[at + n] < 0x80 && class(at + n + 1) == APART;
        if is_edge || class(at + n) == APART {
            if n > 0 {
                let (word, small) = (text.get(at..at + n).unwrap_or_default(), packed(sixteen, n));
                each(Piece::Short(word, small));
                ended(word, small, &mut last, &mut each);
            }
            at += n + 1 + usize::from(is_edge);
            continue;
        }
        let end = bytes[at..].iter().position(|byte| CLASSES[usize::from(*byte)] == APART);
        let end = end.map_or(bytes.len(), |n| at + n);
        // Cut at ASCII signs alone: always text.
        rough(text.get(at..end).unwrap_or_default(), &mut last, &mut each);
        at = end + 1;
    }
}

/// The pieces between two spaces, whatever they are.
fn rough(run: &str, last: &mut [u128; 2], each: &mut impl FnMut(Piece<'_>)) {
    let is_edge = |c: char| c.is_ascii() && CLASSES[c as usize] == SIGN;
    let word = run.trim_matches(is_edge);
    if word.len() > SHORT_MAX || word.bytes().any(|byte| CLASSES[usize::from(byte)] == SIGN) {
        signed(word, last, each);
    } else if !word.is_empty() {
        let small = packed(sixteen(word.as_bytes()), word.len());
        each(Piece::Short(word, small));
        ended(word, small, last, each);
    }
}

/// The pieces of a long word, or one with signs in it.
fn signed(rough: &str, last: &mut [u128; 2], each: &mut impl FnMut(Piece<'_>)) {
    let mut lower = rough.to_ascii_lowercase();
    if !lower.is_ascii() {
        lower = lower.to_lowercase();
    }
    if lower.contains(['\'', '\u{2019}']) {
        lower.retain(|c| !matches!(c, '\'' | '\u{2019}'));
    }
    for run in lower.split(|c: char| !c.is_alphanumeric() && !is_joint(c)) {
        let run = run.trim_matches(is_joint);
        if run.contains(is_joint) && run.contains(|c: char| c.is_ascii_digit()) {
            each(Piece::Whole(run));
        }
        for word in run.split(is_joint).filter(|word| !word.is_empty()) {
            each(Piece::Word(word));
            let packs = word.len() <= SHORT_MAX && word.is_ascii();
            ended(word, if packs { packed(sixteen(word.as_bytes()), word.len()) } else { 0 }, last, each);
        }
    }
}

/// Tells of the day that ends with this word, if one does, and keeps the word.
fn ended(word: &str, small: u128, last: &mut [u128; 2], each: &mut impl FnMut(Piece<'_>)) {
    let is_year = word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    if is_year && let Some(day) = day(*last, word) {
        each(Piece::Day(&day));
    }
    *last = [last[1], small];
}

/// The first bytes of a text; zeros where it is shorter.
fn sixteen(bytes: &[u8]) -> [u8; SHORT_MAX] {
    bytes.first_chunk().copied().unwrap_or_else(|| {
        let mut sixteen = [0; SHORT_MAX];
        sixteen[..bytes.len()].copy_from_slice(bytes);
        sixteen
    })
}

/// With how many letters a to z and digits the bytes begin. Looks at all of them at once: a sum sets the top bit of each byte from a bound on.
fn plain(sixteen: [u8; SHORT_MAX]) -> usize {
    const fn all(byte: u8) -> u128 {
        u128::from_le_bytes([byte; SHORT_MAX])
    }
    let all_bits = u128::from_le_bytes(sixteen);
    let bytes = all_bits & all(0x7f);
    let small = bytes | all(0x20);
    let letters = (small + all(0x80 - b'a')) & !(small + all(0x7f - b'z'));
    let digits = (bytes + all(0x80 - b'0')) & !(bytes + all(0x7f - b'9'));
    let plain = (letters | digits) & !all_bits & all(0x80);
    (plain ^ all(0x80)).trailing_zeros() as usize / 8
}

/// The first letters and digits of ASCII, one to sixteen, in small letters; the first is the lowest.
fn packed(sixteen: [u8; SHORT_MAX], n: usize) -> u128 {
    // The bit that makes a letter small is set in digits already.
    let small = u128::from_le_bytes(sixteen) | u128::from_le_bytes([0x20; SHORT_MAX]);
    small & u128::MAX >> (8 * (SHORT_MAX - n))
}

/// A day in words as data write it: its day and month, packed, and its year.
fn day(before: [u128; 2], year: &str) -> Option<String> {
    let [day, month] = before.map(u128::to_le_bytes);
    let [day, month] =
        [&day, &month].map(|word| str::from_utf8(word).unwrap_or_default().trim_end_matches('\0'));
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    let day: u8 = day.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse().ok()?;
    (1..=31).contains(&day).then(|| format!("{year}-{month:02}-{day:02}"))
}

/// The stem of a word in small letters. A light one, in this order: `ies` becomes `y`; a final `s` goes, but for `ss`, `us` and `is`; `ing`, then
/// `ed`, go where three letters with a vowel are left, and a doubled consonant before them becomes one; a final `e` goes. Words with a digit
/// or of up to three letters stay.
pub fn stem(word: &str) -> Cow<'_, str> {
    if word.len() < 4 || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return Cow::Borrowed(word);
    }
    if word.len() > 4
        && let Some(rest) = word.strip_suffix("ies")
    {
        return Cow::Owned(without_ending(&[rest, "y"].concat()).to_owned());
    }
    let plural = word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    Cow::Borrowed(without_ending(&word[..word.len() - usize::from(plural)]))
}

fn without_ending(word: &str) -> &str {
    let mut stem = word;
    for end in ["ing", "ed"] {
        let Some(rest) = stem.strip_suffix(end) else { continue };
        let vowel = rest.contains(['a', 'e', 'i', 'o', 'u', 'y']);
        if rest.len() < 3 || !vowel || (rest.len() == 3 && stem.ends_with("eed")) {
            continue;
        }
        let [.., before, last] = rest.as_bytes() else { continue };
        let twice = last == before && !b"aeioulsz".contains(last);
        stem = &rest[..rest.len() - usize::from(twice)];
    }
    while stem.len() > 3 && stem.ends_with('e') {
        stem = &stem[..stem.len() - 1];
    }
    stem
}

/// FNV-1a in 32 bits: which file a term is in.
pub fn hash(term: &str) -> u32 {
    term.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Stands for every first letter but a to z.
pub const OTHER: char = '0';

/// The file of like terms: that of their first letter, one for all else.
pub fn letter(term: &str) -> char {
    term.chars().next().filter(char::is_ascii_lowercase).unwrap_or(OTHER)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        pieces(text, |piece| match piece {
            Piece::Short(word, small) => {
                let letters = small.to_le_bytes();
                assert_eq!(letters[..word.len()], *word.to_ascii_lowercase().as_bytes());
                assert!(letters[word.len()..].iter().all(|byte| *byte == 0), "{word}");
                found.push(word.to_ascii_lowercase());
            }
            Piece::Word(word) | Piece::Whole(word) | Piece::Day(word) => found.push(word.to_owned()),
        });
        found
    }

    #[test]
    fn words_of_any_length_are_read_whole_wherever_they_end() {
        for n in 1..40 {
            let word: String = "aZq09mB".chars().cycle().take(n).collect();
            let small = word.to_lowercase();
            for (before, after) in [
                ("", ""),
                ("(", ")"),
                (" ", " "),
                ("'", "'."),
                ("", ".)"),
                ("\u{2019}", "\u{2019}"),
                ("\u{e9} ", " \u{e9}"),
            ] {
                let expected: &[&str] =
                    if after == " \u{e9}" { &["\u{e9}", &small, "\u{e9}"] } else { &[&small] };
                assert_eq!(all(&format!("{before}{word}{after}")), expected, "{before}{word}{after}");
            }
            assert_eq!(all(&format!("{word}-{word}'s/x")).last().map(String::as_str), Some("x"));
        }
    }

    #[test]
    fn only_letters_and_digits_of_ascii_are_plain() {
        for byte in 0..=u8::MAX {
            let mut sixteen = [b'a'; SHORT_MAX];
            sixteen[5] = byte;
            let expected = if byte.is_ascii_alphanumeric() { SHORT_MAX } else { 5 };
            assert_eq!(plain(sixteen), expected, "{byte}");
        }
    }
}
