//! Reads a ledger and proves that each line follows from the one before.

use super::{Event, FILE, Hash, Ledger};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::source::Span;
use std::io;

/// The first line that cannot be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What to do.
    pub help: &'static str,
    /// The file.
    pub path: &'static str,
    /// The line; none where the file could not be read.
    pub span: Option<Span>,
    /// Its number, from 1; 0 where the file could not be read.
    pub line: usize,
}

const RESTORE: &str =
    "take the file back from your version control as it was at the last release: nobody writes in it by hand";

impl Fault {
    /// Of a file that cannot be read at all.
    pub(super) fn unreadable(path: &'static str, error: &io::Error) -> Fault {
        let message = format!("this file cannot be read: {error}");
        Fault { message, help: RESTORE, path, span: None, line: 0 }
    }

    /// The same for people.
    pub fn diagnostic(&self) -> Diagnostic {
        let place = match self.span {
            Some(span) => Place::Span(self.path.into(), span),
            None => Place::File(self.path.into()),
        };
        Diagnostic::new(Code::ChangedLedger, self.message.clone()).at(place).help(self.help)
    }
}

pub(super) fn read(bytes: &[u8]) -> Result<Ledger, Fault> {
    let mut ledger = Ledger::default();
    let mut at = 0;
    while at < bytes.len() {
        let number = ledger.events.len() + 1;
        let end = memchr::memchr(b'\n', &bytes[at..]).map(|length| at + length);
        let whole = &bytes[at..end.unwrap_or(bytes.len())];
        // A version control that turns line ends into those of Windows changes no event.
        let line = whole.strip_suffix(b"\r").unwrap_or(whole);
        let fault = |message: String, help| Fault {
            message,
            help,
            path: FILE,
            span: Some(Span::new(at, at + line.len())),
            line: number,
        };
        if end.is_none() {
            return Err(fault(
                "this line is not whole: the writing of the file was cut off".to_owned(),
                "take the line out, or take the file back from your version control; then run: crier release",
            ));
        }
        let mut event = next(&ledger, line).map_err(|message| fault(message, RESTORE))?;
        event.before = ledger.record(&event.id).map_or(0, |known| known.seq);
        ledger.state.apply(&event).map_err(|message| fault(message, RESTORE))?;
        ledger.starts.push(at);
        ledger.head = event.line;
        ledger.events.push(event);
        at += whole.len() + 1;
    }
    Ok(ledger)
}

/// The event of a line, as far as it follows from the line before.
fn next(ledger: &Ledger, line: &[u8]) -> Result<Event, String> {
    let mut event: Event =
        serde_json::from_slice(line).map_err(|error| format!("this line is not an event: {error}"))?;
    let seq = ledger.events.len() as u64 + 1;
    if event.seq != seq {
        return Err(format!("this should be event {seq}, and is {}", event.seq));
    }
    if event.previous != ledger.head {
        let before = match ledger.events.last() {
            Some(_) => "this line does not follow from the one before: one of them was changed",
            None => "this is not the first line: those before it were taken out",
        };
        return Err(before.to_owned());
    }
    if ledger.events.last().is_some_and(|before| before.at > event.at) {
        return Err(format!("{} comes before the day of the line above", event.at));
    }
    event.line = Hash::of(line);
    Ok(event)
}
