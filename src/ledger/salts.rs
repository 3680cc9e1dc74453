//! The salts of the ledger's hashes, and hashes of single fields, which tell what changed.
//!
//! They lie apart from the ledger so that a redaction can destroy those of a record and leave the chain of hashes whole. The first line
//! names the last line of the ledger that they go with; then comes one line a record, by id.

use super::{Action, FILE, Fault, Hash, Known, Ledger, SALTS, hex, unhex};
use crate::diagnostic::Place;
use crate::source::Span;
use crate::world::World;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// What a record publishes: each field's name and its value as JSON, by name.
pub type Content = BTreeMap<Box<str>, Vec<u8>>;

const HELP: &str = "take the file back from your version control, together with the ledger beside it";

/// A random number of 128 bits, in hexadecimal digits.
type Salt = Box<str>;

/// The salts and field hashes of all records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Salts {
    /// By id.
    records: BTreeMap<Box<str>, Held>,
}

/// Those of one record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Held {
    /// One a version; none for a version without content.
    salts: Vec<Option<Salt>>,
    /// Hashes of the fields of the last version, by name.
    fields: Vec<(Box<str>, Box<str>)>,
}

/// The first line.
struct Head {
    seq: u64,
    line: Hash,
}

impl Held {
    /// The record's id and what is held of it, as a line has them.
    fn of(line: &Value) -> Option<(Box<str>, Held)> {
        let salts = line["salts"].as_array()?.iter().map(|salt| salt.as_str().map(Box::from)).collect();
        let mut fields = Vec::new();
        for (name, hash) in line["fields"].as_object()? {
            fields.push((Box::from(name.as_str()), Box::from(hash.as_str()?)));
        }
        Some((line["id"].as_str()?.into(), Held { salts, fields }))
    }

    fn to_line(&self, id: &str) -> String {
        let mut fields = Map::new();
        for (name, hash) in &self.fields {
            fields.insert(name.to_string(), Value::from(&**hash));
        }
        let salts: Vec<Value> =
            self.salts.iter().map(|salt| salt.as_deref().map_or(Value::Null, Value::from)).collect();
        json!({ "id": id, "salts": salts, "fields": fields }).to_string()
    }
}

impl Head {
    fn of(line: &Value) -> Option<Head> {
        Some(Head { seq: line["seq"].as_u64()?, line: unhex(line["line"].as_str()?).map(Hash)? })
    }

    /// Whether a ledger ends as it did.
    fn check(&self, ledger: &Ledger) -> Result<(), Fault> {
        let last = ledger.events().len();
        let message = match self.seq.checked_sub(last as u64) {
            Some(0) if self.line == *ledger.head() => return Ok(()),
            Some(0) => "this line was changed after its release".to_owned(),
            missing => match missing.unwrap_or(0) {
                1 => "the line after this one was taken out".to_owned(),
                n => format!("{n} lines after this one were taken out"),
            },
        };
        let span = match ledger.place(last as u64) {
            Place::Span(_, span) => Some(span),
            _ => None,
        };
        Err(Fault { message, help: HELP, path: FILE, span, line: last })
    }
}

impl Salts {
    /// Reads the salts of a site's ledger.
    ///
    /// # Errors
    /// When they cannot be read, or go with another ledger.
    pub fn of(world: &dyn World, ledger: &Ledger) -> Result<Salts, Fault> {
        if ledger.is_empty() {
            return Ok(Salts::default());
        }
        let bytes = world.read(SALTS).map_err(|error| Fault::unreadable(SALTS, &error))?;
        Salts::read(&bytes, ledger)
    }

    /// Reads the text of the file.
    ///
    /// # Errors
    /// As [`Salts::of`].
    pub fn read(bytes: &[u8], ledger: &Ledger) -> Result<Salts, Fault> {
        let mut salts = Salts::default();
        let mut at = 0;
        for (number, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
            let fault = |message: String| Fault {
                message,
                path: SALTS,
                help: HELP,
                span: Some(Span::new(at, at + line.len() - usize::from(line.ends_with(b"\n")))),
                line: number + 1,
            };
            let wrong = || fault("this line cannot be read".to_owned());
            let json: Value = serde_json::from_slice(line).map_err(|_| wrong())?;
            if number == 0 {
                let head = Head::of(&json).ok_or_else(wrong)?;
                if head.seq < ledger.events().len() as u64 {
                    return Err(fault(format!(
                        "these salts are older than the ledger: they go with event {}",
                        head.seq
                    )));
                }
                head.check(ledger)?;
            } else {
                let (id, held) = Held::of(&json).ok_or_else(wrong)?;
                salts.records.insert(id, held);
            }
            at += line.len();
        }
        let lost = |known: &&Known| {
            let hashed = ledger.event(known.seq).is_some_and(|event| event.hash.is_some());
            hashed && !salts.knows(&known.id, known.version)
        };
        if let Some(known) = ledger.records().iter().find(lost) {
            let message = format!("the salt of `{}` is not here: its line was taken out", known.id);
            return Err(Fault { message, help: HELP, path: SALTS, span: None, line: 0 });
        }
        Ok(salts)
    }

    /// The text of the file that goes with a ledger.
    pub fn to_text(&self, ledger: &Ledger) -> String {
        let head = json!({ "seq": ledger.events().len(), "line": ledger.head().to_string() });
        let mut text = format!("{head}\n");
        for (id, held) in &self.records {
            text.push_str(&held.to_line(id));
            text.push('\n');
        }
        text
    }

    /// Makes a new salt for the next version of a record, and its hash with it. A redaction destroys all there are.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub(super) fn next(
        &mut self,
        id: &str,
        action: Action,
        content: Option<&Content>,
    ) -> io::Result<Option<Hash>> {
        if action == Action::Redact {
            self.records.remove(id);
            return Ok(None);
        }
        let held = self.records.entry(id.into()).or_default();
        let Some(content) = content else {
            held.salts.push(None);
            held.fields.clear();
            return Ok(None);
        };
        let mut salt = [0; 16];
        getrandom::fill(&mut salt).map_err(|error| io::Error::other(error.to_string()))?;
        held.salts.push(Some(hex(&salt).into()));
        held.fields = content.iter().map(|(name, value)| (name.clone(), field(&salt, name, value))).collect();
        Ok(Some(whole(&salt, content)))
    }

    /// Whether a content is the one that was hashed for a version of a record. None where there is no salt to tell by.
    pub fn matches(&self, id: &str, version: u32, hash: &Hash, content: &Content) -> Option<bool> {
        Some(whole(&self.salt(id, version)?, content) == *hash)
    }

    /// The fields in which a content differs from the last version of a record, by name.
    pub fn changed(&self, id: &str, version: u32, content: &Content) -> Vec<Box<str>> {
        let (Some(salt), Some(held)) = (self.salt(id, version), self.records.get(id)) else {
            return Vec::new();
        };
        let was = |name: &str| held.fields.iter().find(|(of, _)| **of == *name).map(|(_, hash)| hash);
        let mut names = BTreeSet::new();
        for (name, value) in content {
            if was(name) != Some(&field(&salt, name, value)) {
                names.insert(name.clone());
            }
        }
        for (name, _) in held.fields.iter().filter(|(name, _)| !content.contains_key(name)) {
            names.insert(name.clone());
        }
        names.into_iter().collect()
    }

    /// Whether there is a salt for a version of a record.
    pub fn knows(&self, id: &str, version: u32) -> bool {
        self.salt(id, version).is_some()
    }

    fn salt(&self, id: &str, version: u32) -> Option<[u8; 16]> {
        let at = usize::try_from(version).ok()?.checked_sub(1)?;
        unhex(self.records.get(id)?.salts.get(at)?.as_deref()?)
    }
}

/// The hash of a whole content.
fn whole(salt: &[u8; 16], content: &Content) -> Hash {
    let mut hash = Sha256::new();
    hash.update(salt);
    for (name, value) in content {
        hash.update(name.as_bytes());
        hash.update([0]);
        hash.update(value);
        hash.update(b"\n");
    }
    Hash(hash.finalize().into())
}

/// The first half of the hash of one field: it tells a changed field and proves nothing.
fn field(salt: &[u8; 16], name: &str, value: &[u8]) -> Box<str> {
    let mut hash = Sha256::new();
    hash.update(salt);
    hash.update(name.as_bytes());
    hash.update([0]);
    hash.update(value);
    hex(&hash.finalize()[..8]).into()
}
