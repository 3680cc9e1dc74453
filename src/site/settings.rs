//! Settings: `crier.toml`.
//!
//! In: its text. Out: [`Settings`], or diagnostics. Unknown keys are errors, so that a misspelt one is not silently ignored.

use crate::diagnostic::{Code, Diagnostics, Severity};
use crate::source::Source;
use std::collections::BTreeMap;

/// The file that holds them, in the site root.
pub const FILE: &str = "crier.toml";

/// What a site's owner decides once (records.md §6).
#[derive(Debug, Clone)]
pub struct Settings {
    /// The site's title.
    pub title: String,
    /// Whose records these are.
    pub council: String,
    /// Who runs the site; may differ from the council.
    pub publisher: String,
    /// Where it will be published, with a `/` at its end; may have a path.
    pub base_url: String,
    /// SPDX id of the licence.
    pub licence: String,
    /// E-mail address for corrections.
    pub contact: String,
    /// Nine-character code of the council's area.
    pub council_code: Option<String>,
    /// Attribution line re-users must keep.
    pub attribution: Option<String>,
    /// Language tag of the site.
    pub language: String,
    /// A line on every page.
    pub banner: Option<String>,
    /// Whether search engines are asked to stay away.
    pub noindex: bool,
    /// Folder of the theme below `themes/`.
    pub theme: String,
    /// House words.
    pub terms: BTreeMap<String, String>,
    /// Theme tokens such as the accent colour.
    pub theme_tokens: BTreeMap<String, String>,
    /// Changed severities.
    pub checks: BTreeMap<Code, Level>,
    /// Records in a listing page.
    pub page_size: usize,
    /// Whether CSV files start with a byte order mark.
    pub csv_bom: bool,
    /// Whether text that a spreadsheet would run as a formula is allowed.
    pub allow_formula_text: bool,
    /// How days are counted.
    pub calendar: Calendar,
    /// The accessibility statement's slots.
    pub statement: BTreeMap<String, String>,
}

/// How clear days are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// IANA time zone.
    pub time_zone: String,
    /// A text file with one bank holiday a line.
    pub bank_holidays: Option<String>,
    /// Clear days between publication and meeting.
    pub clear_days: u32,
    /// Whether only working days count.
    pub working_days: bool,
}

pub use crate::diagnostic::report::Level;

/// Reads `crier.toml`. All problems go to `out`; none is returned when a required setting is missing.
pub fn read(source: &Source, out: &mut Diagnostics) -> Option<Settings> {
    let _ = (source, out, Severity::Error);
    None
}

impl Settings {
    /// What stands in for settings that could not be read, so that records are checked all the same.
    pub fn unread() -> Settings {
        Settings {
            title: String::new(),
            council: String::new(),
            publisher: String::new(),
            base_url: String::new(),
            licence: String::new(),
            contact: String::new(),
            council_code: None,
            attribution: None,
            language: "en-GB".into(),
            banner: None,
            noindex: false,
            theme: "civic".into(),
            terms: BTreeMap::new(),
            theme_tokens: BTreeMap::new(),
            checks: BTreeMap::new(),
            page_size: 50,
            csv_bom: false,
            allow_formula_text: false,
            calendar: Calendar { time_zone: "Europe/London".into(), bank_holidays: None, clear_days: 5, working_days: true },
            statement: BTreeMap::new(),
        }
    }
}
