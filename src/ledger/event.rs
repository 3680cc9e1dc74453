//! One event: a line of the ledger.

use super::Hash;
use jiff::civil::Date;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// A record was published that never was before.
    Add,
    /// A published record changed.
    Update,
    /// A record was withdrawn, or left the tables without a notice.
    Withdraw,
    /// A record was taken down.
    Redact,
    /// A withdrawn record was published again.
    Restore,
    /// A table came, or columns were added at its end.
    Schema,
}

impl Action {
    /// Its word, as written and published.
    pub fn word(self) -> &'static str {
        match self {
            Action::Add => "add",
            Action::Update => "update",
            Action::Withdraw => "withdraw",
            Action::Redact => "redact",
            Action::Restore => "restore",
            Action::Schema => "schema",
        }
    }
}

/// An event. In the file its members stand in this order; those that say nothing are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Its number, from 1: also that of its line.
    pub seq: u64,
    /// The day of the release.
    #[serde(serialize_with = "to_text", deserialize_with = "from_text")]
    pub at: Date,
    /// What happened.
    pub action: Action,
    /// The record's id, or the table's name.
    pub id: Box<str>,
    /// The record's kind, or the kind whose table it is.
    pub kind: Box<str>,
    /// Site-absolute address of the record's page or of the table; none for a record whose kind has no pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Box<str>>,
    /// How many events there are of this record or table, with this one.
    pub version: u32,
    /// Names of the fields that changed, in an update.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Box<str>>,
    /// Columns that were added to the end of a table, each with its type.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<(Box<str>, Box<str>)>,
    /// The major version of the tables. Columns start anew with it.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub major: u32,
    /// Old addresses that lead to the record's page.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Box<str>>,
    /// The record that this one became under another name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_to: Option<Box<str>>,
    /// Whether the name itself was retired: it is published nowhere, not even at the record's address.
    #[serde(default, skip_serializing_if = "is_false")]
    pub retired: bool,
    /// Whether the address was given up, against the promise to keep it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub lost: bool,
    /// Salted hash of the published content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<Hash>,
    /// Hash of the line before; zeros in the first.
    pub previous: Hash,
    /// Hash of this line.
    #[serde(skip)]
    pub line: Hash,
    /// The event of the same record or table before this one; 0 where it is the first.
    #[serde(skip)]
    pub before: u64,
}

impl Event {
    /// Its line, without the end of it.
    pub fn to_line(&self) -> String {
        serde_json::to_string(self).expect("texts and numbers can be written as JSON")
    }

    /// What stands before the id in its line.
    pub(super) fn before_id(&self) -> String {
        let Event { seq, at, action, .. } = self;
        format!(r#"{{"seq":{seq},"at":"{at}","action":"{}","id":""#, action.word())
    }

    /// An id that never changes, wherever the site is published: a UUID of the kind that is free to be made from anything (version 8,
    /// RFC 9562 section 5.8), here from the hash of the line. It says nothing of the record.
    pub fn urn(&self) -> String {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&self.line.0[..16]);
        bytes[6] = bytes[6] & 0x0f | 0x80;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let digits = super::hex(&bytes);
        let groups = [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]];
        format!("urn:uuid:{}", groups.join("-"))
    }
}

fn to_text<S: Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(date)
}

fn from_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let text = <std::borrow::Cow<'_, str>>::deserialize(deserializer)?;
    text.parse().map_err(|_| D::Error::custom("a day is written like 2026-12-01"))
}

fn one() -> u32 {
    1
}

fn is_one(n: &u32) -> bool {
    *n == 1
}

fn is_false(flag: &bool) -> bool {
    !flag
}
