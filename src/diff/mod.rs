//! What the users of a site's data would notice between two editions.
//!
//! In: two editions as files, on a disk or as they would be made. Out: [`Difference`], in words. Everything is read from the files
//! themselves, as those who use them do: what is not published cannot be compared.

mod addresses;
mod records;
mod sides;
mod tables;
#[cfg(test)]
mod tests;

pub use sides::{Edition, Folder, Next};

use std::io;

/// So many names are listed in a line.
const NAMES_MAX: usize = 10;

/// What is different, in sentences.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// What would break for those who use the old edition.
    pub breaks: Vec<String>,
    /// What else they would notice.
    pub changes: Vec<String>,
}

impl Difference {
    /// The whole, for people.
    pub fn words(&self) -> String {
        if self.breaks.is_empty() && self.changes.is_empty() {
            return "Who uses the data would notice nothing.\n".to_owned();
        }
        let list = |head: &str, lines: &[String]| match lines {
            [] => String::new(),
            lines => {
                format!("{head}\n{}", lines.iter().map(|line| format!("- {line}\n")).collect::<String>())
            }
        };
        let breaks = list("This would break for those who use the data:", &self.breaks);
        let changes = list("They would notice:", &self.changes);
        let between = if breaks.is_empty() || changes.is_empty() { "" } else { "\n" };
        format!("{breaks}{between}{changes}")
    }
}

/// Compares two editions.
///
/// # Errors
/// When a file of one of them cannot be read.
pub fn compare(old: &dyn Edition, new: &dyn Edition) -> io::Result<Difference> {
    let mut found = Difference::default();
    records::compare(old, new, &mut found)?;
    tables::compare(old, new, &mut found)?;
    addresses::compare(old, new, &mut found)?;
    Ok(found)
}

/// Names with a comma between them; of many, the first and how many more.
fn listed<S: AsRef<str>>(names: &[S]) -> String {
    let shown: Vec<&str> = names.iter().take(NAMES_MAX).map(AsRef::as_ref).collect();
    match names.len().saturating_sub(NAMES_MAX) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn counted(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}
