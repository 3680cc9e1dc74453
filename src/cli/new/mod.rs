//! `crier new`: the file of a new record.
//!
//! In: the kinds, one of them, a title, the day. Out: a file with the fields the record needs, and every other field as a comment; for
//! kinds kept as rows, the table with its first line. Never changes a file that is there.

mod document;
mod sample;
mod table;
mod taken;
#[cfg(test)]
mod tests;

pub use table::Column;

use crate::diagnostic::did_you_mean;
use crate::kind::{Kind, Kinds, is_reserved};
use crate::record::name::{is_name, slug};
use jiff::civil::Date;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

/// The longest name made from a title, in bytes: longer ones make addresses nobody can read out.
const NAME_MAX: usize = 60;

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum New {
    /// A document.
    Document {
        /// Its path from the site root.
        path: String,
        /// Fields that must still be filled in; each entry may name several of which one is enough.
        needed: Vec<Vec<String>>,
    },
    /// A table, in which the record is to be written as a row.
    Table {
        /// Its path from the site root.
        path: String,
        /// Whether it was not there before.
        made: bool,
        /// What to fill in.
        columns: Vec<Column>,
    },
}

/// Why nothing was made.
#[derive(Debug, thiserror::Error)]
pub enum NewError {
    /// No kind has this name.
    #[error("there is no kind of record called `{typed}`{}", near.as_ref().map_or_else(
        || format!("; there are: {}", all.join(", ")), |near| format!("; did you mean `{near}`?")))]
    UnknownKind {
        /// What was typed.
        typed: String,
        /// The nearest name.
        near: Option<String>,
        /// All names.
        all: Vec<String>,
    },
    /// The title makes no name that an address may have.
    #[error("{}", match .0.trim() {
        "" => "the title is empty; write one, as in: crier new report \"Library opening hours\"".to_owned(),
        title => format!("the title `{title}` makes no name for a file; use a title with letters that is no word crier keeps for itself"),
    })]
    NoName(String),
    /// The file is there already.
    #[error("{0} is there already; choose another title, or change that file")]
    Exists(String),
    /// A table or list holds a record of the name.
    #[error("{id} is there already: {place}; choose another title, or change what stands there")]
    Taken {
        /// The record.
        id: String,
        /// The file and line where it stands.
        place: String,
    },
    /// It could not be written.
    #[error("cannot write {0}: {1}")]
    Write(String, #[source] io::Error),
}

/// Makes the file of a new record below the site `root`.
///
/// # Errors
/// When there is no such kind, the title makes no name, or the file is there or cannot be written.
pub fn new(kinds: &Kinds, root: &Path, kind: &str, title: &str, today: Date) -> Result<New, NewError> {
    let kind = find(kinds, kind)?;
    if !kind.page {
        return table::new(kinds, root, kind, today);
    }
    let name = name(kinds, kind, title, today).ok_or_else(|| NewError::NoName(title.to_owned()))?;
    if let Some(place) = taken::place(root, kind, &name, today) {
        return Err(NewError::Taken { id: format!("{}/{name}", kind.name), place });
    }
    let path = format!("content/{}/{name}.md", kind.plural);
    write_new(root, &path, &document::text(kinds, kind, title, today))?;
    Ok(New::Document { path, needed: document::needed(kind) })
}

/// The kind that a name most likely means. People type what they read: "decision" for a kind whose file is called otherwise.
pub(super) fn near(kinds: &Kinds, typed: &str) -> Option<String> {
    let of_label = |kind: &&Arc<Kind>| {
        kind.label.eq_ignore_ascii_case(typed) || kind.label_plural.eq_ignore_ascii_case(typed)
    };
    let by_label = kinds.iter().find(of_label).map(|kind| kind.name.to_string());
    let by_plural = || kinds.by_plural(typed).map(|kind| kind.name.to_string());
    by_label.or_else(by_plural).or_else(|| did_you_mean(typed, kinds.names()).map(str::to_owned))
}

fn find<'k>(kinds: &'k Kinds, typed: &str) -> Result<&'k Arc<Kind>, NewError> {
    let found = kinds.get(typed).or_else(|| kinds.by_plural(typed));
    found.ok_or_else(|| {
        let all: Vec<String> = kinds.names().map(str::to_owned).collect();
        NewError::UnknownKind { typed: typed.to_owned(), near: near(kinds, typed), all }
    })
}

/// The record's name: its title as a name, after today's date where the kind goes by a date.
fn name(kinds: &Kinds, kind: &Kind, title: &str, today: Date) -> Option<String> {
    let mut words = slug(title);
    if words.len() > NAME_MAX {
        let cut = words[..NAME_MAX].rfind('-').unwrap_or(NAME_MAX);
        words.truncate(cut);
    }
    let words = words.trim_end_matches(['-', '.']).to_owned();
    if words.is_empty() {
        return None;
    }
    let name = if kind.date.is_some() { format!("{today}-{words}") } else { words };
    // A plain page stands beside the folders of the kinds.
    let taken = kind.address.is_some() && kinds.by_plural(&name).is_some();
    (is_name(&name) && !is_reserved(&name) && !taken).then_some(name)
}

fn write_new(root: &Path, path: &str, text: &str) -> Result<(), NewError> {
    let place = root.join(path);
    let write = || {
        place.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::File::create_new(&place).and_then(|mut file| file.write_all(text.as_bytes()))
    };
    write().map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => NewError::Exists(path.to_owned()),
        _ => NewError::Write(path.to_owned(), error),
    })
}
