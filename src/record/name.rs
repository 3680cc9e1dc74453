//! Names, ids and anchors: what may be an address (records.md §1).

use crate::kind::Kind;
use crate::record::value::{Map, Value};
use deunicode::deunicode;

/// Text as a name: lower-case ASCII letters, digits, dots and single hyphens.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in deunicode(text).chars() {
        match c.to_ascii_lowercase() {
            c @ ('a'..='z' | '0'..='9' | '.') => slug.push(c),
            '\'' => {}
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    slug.trim_end_matches(['-', '.']).to_owned()
}

/// Whether a text may be a record's name: lower-case ASCII, digits, `.` and hyphens, with at least one letter.
pub fn is_name(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.';
    text.bytes().all(allowed)
        && text.bytes().any(|b| b.is_ascii_lowercase())
        && !text.starts_with(['.', '-'])
        && !text.ends_with('.')
        && !text.contains("..")
}

/// Whether a part's id is a number or letter as papers print them: `1.2.4`, `(ii)`, `b`, `iv`, `R1`. Other ids were made for addresses and mean
/// nothing to a reader.
pub fn is_printed(id: &str) -> bool {
    let bare = id.trim_end_matches([')', '.']);
    let is_roman = || bare.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'));
    id.starts_with(|c: char| c == '(' || c.is_ascii_digit())
        || bare.chars().count() == 1
        || !bare.contains(|c: char| c.is_lowercase())
        || is_roman()
}

/// The anchor of a part: list, hyphen, id; lower case, outer brackets dropped, dots kept, anything else a hyphen.
pub fn anchor(list: &str, id: &str) -> String {
    let inner = id.trim();
    let inner = inner.strip_prefix('(').unwrap_or(inner);
    let inner = inner.strip_suffix(')').unwrap_or(inner);
    let mut anchor = String::with_capacity(list.len() + 1 + inner.len());
    anchor.push_str(list);
    anchor.push('-');
    let letters = inner.chars().flat_map(char::to_lowercase);
    anchor.extend(letters.map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' }));
    anchor
}

/// The name of a row from its key fields: their values joined by `-` and slugged.
pub fn from_key(kind: &Kind, fields: &Map) -> Option<String> {
    let mut words = Vec::new();
    for field in &kind.key {
        match fields.get(field) {
            Some(Value::Map(map)) => words.extend(map.iter().map(|(_, v)| v.to_plain())),
            // A reference is stored as `kind/name`: the name alone is the key.
            Some(value) => {
                let plain = value.to_plain();
                let reference = kind.field(field).is_some_and(|f| f.reference.is_some());
                words.push(if reference {
                    plain.rsplit('/').next().unwrap_or(&plain).to_owned()
                } else {
                    plain
                });
            }
            None => {}
        }
    }
    let name = slug(&words.join("-"));
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_follow_the_printed_id() {
        assert_eq!(anchor("recommendations", "1.2.4"), "recommendations-1.2.4");
        assert_eq!(anchor("items", "(ii)"), "items-ii");
        assert_eq!(anchor("votes", "A 1"), "votes-a-1");
    }

    #[test]
    fn slugs_are_names() {
        assert_eq!(slug("Straße & Łódź"), "strasse-lodz");
        assert_eq!(slug("St Paul's  Ward."), "st-pauls-ward");
        assert!(is_name("2010-06-28-strategic-commissioning") && is_name("gl50"));
        assert!(
            !is_name("2010-06-28") && !is_name("A") && !is_name("a/b") && !is_name("..a") && !is_name("a_b")
        );
    }
}
