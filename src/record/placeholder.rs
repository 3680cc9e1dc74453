//! Values that only stand for what is to be written: `crier new` puts them into new records, and none is ever published.

use crate::kind::{Field, Format};

/// Stands for words of any sort.
pub const WORDS: &str = "…";

/// What the name of a record begins with where it stands for one of a kind, which follows.
pub const NAME_OF: &str = "name-of-";

/// Stands for a text of this form; none where any such text may be meant as it is.
pub fn of(format: Format) -> Option<&'static str> {
    match format {
        Format::Plain => Some(WORDS),
        Format::Email => Some("name@example.org"),
        Format::Phone => Some("01632 960000"),
        Format::Uri => Some("https://example.org/"),
        Format::Address => Some("/old-address/"),
        _ => None,
    }
}

/// Whether a text only stands for a value of this field, whose form is `format`.
pub fn stands_for(field: &Field, format: Format, text: &str) -> bool {
    if text == WORDS {
        return true;
    }
    match &field.reference {
        Some(reference) => {
            reference.kinds.first().is_some_and(|kind| text.strip_prefix(NAME_OF) == Some(&**kind))
        }
        None => of(format) == Some(text),
    }
}
