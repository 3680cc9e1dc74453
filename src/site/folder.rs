//! Folders and files whose name is that of no kind's records, and the one that was most likely meant.

use super::sources::DATA;
use crate::diagnostic::{Code, Diagnostic, Place, did_you_mean};
use crate::kind::{Kind, Kinds};
use crate::record::name::slug;
use std::sync::Arc;

/// The problem of a file that lies in `folder` under a name, `plural`, by which no kind keeps its records; empty for one that lies beside
/// the folders.
pub(super) fn unknown(path: &Arc<str>, folder: &str, plural: &str, kinds: &Kinds) -> Diagnostic {
    let message = if plural.is_empty() {
        "a record lies in the folder of its kind, not beside them".to_owned()
    } else {
        format!("no kind keeps its records in `{plural}`")
    };
    let help = match meant(plural, kinds) {
        Some(kind) => format!("did you mean `{}`?", place(path, folder, &kind.plural)),
        None => {
            let plurals: Vec<&str> = kinds.iter().map(|kind| &*kind.plural).collect();
            format!("the folders are: {}", plurals.join(", "))
        }
    };
    Diagnostic::new(Code::UnknownFolder, message).at(Place::File(path.clone())).help(help)
}

/// The kind that people most likely mean by a name: they type what they read on pages, or nearly the right one.
fn meant<'k>(typed: &str, kinds: &'k Kinds) -> Option<&'k Kind> {
    if typed.is_empty() {
        return None;
    }
    let words: Vec<(String, &Kind)> = kinds
        .iter()
        .flat_map(|kind| [&*kind.plural, &kind.label_plural, &kind.label].map(|word| (slug(word), &**kind)))
        .collect();
    let typed = slug(typed);
    let near = || did_you_mean(&typed, words.iter().map(|(word, _)| &**word));
    let word = words.iter().map(|(word, _)| &**word).find(|word| *word == typed).or_else(near)?;
    words.iter().find(|(other, _)| other == word).map(|(_, kind)| *kind)
}

/// Where the file would be read: a table's name is that of the kind, unless it lies in the folder of that name.
fn place(path: &str, folder: &str, plural: &str) -> String {
    let inside = path.strip_prefix(folder).unwrap_or(path).trim_start_matches('/');
    match inside.rsplit_once('.') {
        Some((_, ending)) if folder == DATA && !inside.contains('/') => format!("{DATA}/{plural}.{ending}"),
        _ => format!("{folder}/{plural}/"),
    }
}
