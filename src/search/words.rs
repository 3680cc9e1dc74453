//! Texts as search terms. `themes/civic/assets/search.js` does the same to what people type; a word list is compared in both.

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
fn is_joint(c: char) -> bool {
    matches!(c, '/' | '.' | '-')
}

/// Calls `each` with every term of a text: stems of words; numbers whole and in pieces; and for a day in words also `2010-06-28`.
pub fn terms(text: &str, each: &mut dyn FnMut(&str)) {
    let lower = text.to_lowercase().replace(['\'', '\u{2019}'], "");
    // The last two words, for days.
    let mut last = ["", ""];
    for run in lower.split(|c: char| !c.is_alphanumeric() && !is_joint(c)) {
        let run = run.trim_matches(is_joint);
        if run.contains(|c: char| c.is_ascii_digit()) && run.contains(is_joint) {
            each(run);
        }
        for word in run.split(is_joint).filter(|word| !word.is_empty()) {
            each(&stem(word));
            if let Some(day) = day(last[0], last[1], word) {
                each(&day);
            }
            last = [last[1], word];
        }
    }
}

/// A day in words as data write it.
fn day(day: &str, month: &str, year: &str) -> Option<String> {
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    let day: u8 = day.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse().ok()?;
    let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
    (is_year && (1..=31).contains(&day)).then(|| format!("{year}-{month:02}-{day:02}"))
}

/// The stem of a word in small letters. A light one, in this order: `ies` becomes `y`; a final `s` goes, but for `ss`, `us` and `is`; `ing`, then
/// `ed`, go where three letters with a vowel are left, and a doubled consonant before them becomes one; a final `e` goes. Words with a digit
/// or of up to three letters stay.
pub fn stem(word: &str) -> String {
    let mut stem = word.to_owned();
    if !word.bytes().all(|b| b.is_ascii_lowercase()) || word.len() < 4 {
        return stem;
    }
    if stem.len() > 4 && stem.ends_with("ies") {
        stem.truncate(stem.len() - 3);
        stem.push('y');
    } else if stem.ends_with('s') && !["ss", "us", "is"].iter().any(|end| stem.ends_with(end)) {
        stem.pop();
    }
    for end in ["ing", "ed"] {
        let Some(rest) = stem.strip_suffix(end).map(str::len) else { continue };
        if rest < 3
            || !stem[..rest].contains(['a', 'e', 'i', 'o', 'u', 'y'])
            || (rest == 3 && stem.ends_with("eed"))
        {
            continue;
        }
        stem.truncate(rest);
        let bytes = stem.as_bytes();
        let twice = bytes[rest - 1] == bytes[rest - 2] && !b"aeioulsz".contains(&bytes[rest - 1]);
        if twice {
            stem.pop();
        }
    }
    while stem.len() > 3 && stem.ends_with('e') {
        stem.pop();
    }
    stem
}

/// FNV-1a in 32 bits: which file a term is in.
pub fn hash(term: &str) -> u32 {
    term.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// The file of like terms: that of their first letter, one for all else.
pub fn letter(term: &str) -> char {
    term.chars().next().filter(char::is_ascii_lowercase).unwrap_or('0')
}
