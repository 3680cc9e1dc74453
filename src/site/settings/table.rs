//! One table of the settings file, read key by key.

use super::values::Fault;
use super::{CALENDAR, ROOT};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, did_you_mean};
use crate::source::Source;
use crate::tree::{Entry, Node, Value};

/// A table that is being read; its problems go to `out` with their places.
pub(super) struct Table<'a> {
    source: &'a Source,
    entries: &'a [Entry],
    /// Settings that a misspelt key most likely means: those are not missing as well.
    meant: Vec<&'static str>,
    out: &'a mut Diagnostics,
}

impl<'a> Table<'a> {
    /// Opens a table and reports the keys it does not have; `known` is none where the owner chooses the keys.
    pub(super) fn open(
        source: &'a Source,
        name: &'static str,
        node: &'a Node,
        known: Option<&'static [&'static str]>,
        out: &'a mut Diagnostics,
    ) -> Table<'a> {
        let Value::Map(entries) = &node.value else {
            let diagnostic = Diagnostic::new(Code::BadSetting, format!("`{name}` holds settings of its own"))
                .help(format!("write [{name}] on a line alone, and its settings below"));
            out.push(diagnostic.at_span(&source.path, node.span));
            return Table { source, entries: &[], meant: Vec::new(), out };
        };
        let mut table = Table { source, entries, meant: Vec::new(), out };
        if let Some(known) = known {
            for entry in entries.iter().filter(|e| !known.contains(&&*e.key)) {
                table.unknown(name, entry, known);
            }
        }
        table
    }

    fn unknown(&mut self, name: &str, entry: &Entry, known: &'static [&'static str]) {
        let near = did_you_mean(&entry.key, known.iter().copied());
        self.meant.extend(near);
        let below = if name.is_empty() { String::new() } else { format!(" below [{name}]") };
        let help = match near {
            _ if !name.is_empty() && ROOT.contains(&&*entry.key) => {
                format!("move it above the first line in square brackets, out of [{name}]")
            }
            _ if name.is_empty() && CALENDAR.contains(&&*entry.key) => {
                "move it below the line [calendar]".to_owned()
            }
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the settings{below} are: {}", known.join(", ")),
        };
        let message = format!("there is no setting `{}`{below}", entry.key);
        let diagnostic = Diagnostic::new(Code::UnknownSetting, message).help(help);
        self.out.push(diagnostic.at_span(&self.source.path, entry.key_span));
    }

    /// The keys as written.
    pub(super) fn keys(&self) -> Vec<&'a str> {
        self.entries.iter().map(|e| e.key.as_str()).collect()
    }

    /// The value of a key; none when it is absent or wrong.
    pub(super) fn take<T>(&mut self, key: &str, read: impl FnOnce(&Node) -> Result<T, Fault>) -> Option<T> {
        let entry = self.entries.iter().find(|e| e.key == key)?;
        match read(&entry.node) {
            Ok(value) => Some(value),
            Err(fault) => {
                let diagnostic = Diagnostic::new(Code::BadSetting, format!("`{key}` {}", fault.is))
                    .help(fault.help)
                    .at_span(&self.source.path, entry.node.span);
                self.out.push(diagnostic);
                None
            }
        }
    }

    /// The value of a key that must be there; `report` says whether its absence is worth a word.
    pub(super) fn need<T>(
        &mut self,
        key: &str,
        report: bool,
        what: &str,
        read: impl FnOnce(&Node) -> Result<T, Fault>,
    ) -> Option<T> {
        let absent = !self.entries.iter().any(|e| e.key == key);
        if absent && report && !self.meant.contains(&key) {
            let diagnostic = Diagnostic::new(Code::BadSetting, format!("the setting `{key}` is missing"))
                .help(format!("add `{key} = \"…\"` at the top ({what})"))
                .at(Place::File(self.source.path.clone()));
            self.out.push(diagnostic);
        }
        self.take(key, read)
    }
}
