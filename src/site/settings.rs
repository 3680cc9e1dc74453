//! Settings: `crier.toml`.
//!
//! In: its text. Out: [`Settings`], or diagnostics. Unknown keys are errors, so that a misspelt one is not silently ignored.

mod levels;
mod licence;
mod logo;
mod place;
pub mod statement;
mod table;
#[cfg(test)]
mod tests;
mod values;

pub use licence::licence_name;
pub use logo::Logo;
pub use place::place;

use crate::diagnostic::{Code, Diagnostics};
use crate::source::Source;
use crate::tree::{self, Node};
use crate::world::{World, read_text};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use table::Table;

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
    /// Where people find out which ward an address is in.
    pub ward_finder: Option<String>,
    /// Whether search engines are asked to stay away.
    pub noindex: bool,
    /// Folder of the theme below `themes/`.
    pub theme: String,
    /// The council's sign.
    pub logo: Option<Logo>,
    /// House words.
    pub terms: BTreeMap<String, String>,
    /// Theme tokens such as the accent colour.
    pub theme_tokens: BTreeMap<String, String>,
    /// Those that are different on a dark ground.
    pub theme_tokens_dark: BTreeMap<String, String>,
    /// Changed severities.
    pub checks: BTreeMap<Code, Level>,
    /// Records in a listing page.
    pub page_size: usize,
    /// Whether CSV files start with a byte order mark.
    pub csv_bom: bool,
    /// Whether text that a spreadsheet would run as a formula is allowed.
    pub allow_formula_text: bool,
    /// Whether the site has a search of its own, with the names from A to Z.
    pub search: bool,
    /// Whether tables are there as workbooks too.
    pub workbooks: bool,
    /// Whether all files of data are there in one more, `all.zip`.
    pub archive: bool,
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
    /// A text file in data/ with one bank holiday a line.
    pub bank_holidays: Option<String>,
    /// Clear days between publication and meeting.
    pub clear_days: u32,
    /// Whether only working days count.
    pub working_days: bool,
}

pub use crate::diagnostic::report::Level;

impl Default for Calendar {
    /// Five clear working days (Local Government Act 1972, section 100B) in London.
    fn default() -> Calendar {
        Calendar { time_zone: "Europe/London".into(), bank_holidays: None, clear_days: 5, working_days: true }
    }
}

/// Settings at the top of the file, in the order of records.md §6.
const ROOT: &[&str] = &[
    "title",
    "council",
    "publisher",
    "base_url",
    "licence",
    "contact",
    "council_code",
    "attribution",
    "language",
    "banner",
    "ward_finder",
    "noindex",
    "theme",
    "theme_tokens",
    "logo",
    "terms",
    "checks",
    "page_size",
    "csv_bom",
    "allow_formula_text",
    "search",
    "workbooks",
    "archive",
    "calendar",
    "statement",
];

/// Settings below `[calendar]`.
const CALENDAR: &[&str] = &["time_zone", "bank_holidays", "clear_days", "working_days"];

/// Reads `crier.toml`. All problems go to `out`; none is returned when a required setting is missing or wrong.
///
/// Other settings that are wrong keep their defaults, so that the rest of the site can still be checked in the same run.
pub fn read(source: &Source, out: &mut Diagnostics) -> Option<Settings> {
    let before = out.iter().count();
    let node = tree::toml::read(source, out)?;
    let whole = out.iter().count() == before;
    from_tree(source, &node, whole, out)
}

/// `whole` says that nothing of the file was lost: else a setting that is not there may be among what could not be read.
fn from_tree(source: &Source, node: &Node, whole: bool, out: &mut Diagnostics) -> Option<Settings> {
    let mut root = Table::open(source, "", node, Some(ROOT), out);
    let title = root.need("title", whole, "the site's title", values::line);
    let council = root.need("council", whole, "whose records these are", values::line);
    let publisher = root.need("publisher", whole, "who runs the site", values::cell);
    let base_url = root.need("base_url", whole, "where it will be published", values::base_url);
    let licence = root.need("licence", whole, "such as OGL-UK-3.0", values::licence);
    let contact = root.need("contact", whole, "an e-mail address for corrections", values::email);
    let council_code = root.take("council_code", values::council_code);
    let attribution = root.take("attribution", values::line);
    let language = root.take("language", values::language).unwrap_or_else(|| "en-GB".into());
    let banner = root.take("banner", values::line);
    let ward_finder = root.take("ward_finder", values::web_address);
    let noindex = root.take("noindex", values::flag).unwrap_or(false);
    let theme = root.take("theme", values::folder).unwrap_or_else(|| "civic".into());
    let page_size = root.take("page_size", |n| values::whole(n, 1..=500)).unwrap_or(50);
    let csv_bom = root.take("csv_bom", values::flag).unwrap_or(false);
    let allow_formula_text = root.take("allow_formula_text", values::flag).unwrap_or(false);
    let mut made = |name| root.take(name, values::flag).unwrap_or(true);
    let [search, workbooks, archive] = ["search", "workbooks", "archive"].map(&mut made);
    let inner = |name: &str| node.entry(name).map(|e| &e.node);
    let tokens = inner("theme_tokens");
    let theme_tokens = words(source, "theme_tokens", tokens, values::token, out);
    let dark = tokens.and_then(|node| node.entry(DARK)).map(|e| &e.node);
    let theme_tokens_dark = words(source, "theme_tokens.dark", dark, values::token, out);
    let logo = logo::read(source, inner("logo"), out);
    let terms = words(source, "terms", inner("terms"), values::line, out);
    let statement = statement::read(source, inner("statement"), out);
    let checks = levels::read(source, inner("checks"), out);
    let calendar = calendar(source, inner("calendar"), out);
    Some(Settings {
        title: title?,
        council: council?,
        publisher: publisher?,
        base_url: base_url?,
        licence: licence?,
        contact: contact?,
        council_code,
        attribution,
        language,
        banner,
        ward_finder,
        noindex,
        theme,
        logo,
        terms,
        theme_tokens,
        theme_tokens_dark,
        checks,
        page_size,
        csv_bom,
        allow_formula_text,
        search,
        workbooks,
        archive,
        calendar,
        statement,
    })
}

fn calendar(source: &Source, node: Option<&Node>, out: &mut Diagnostics) -> Calendar {
    let mut calendar = Calendar::default();
    let Some(node) = node else { return calendar };
    let mut table = Table::open(source, "calendar", node, Some(CALENDAR), out);
    if let Some(zone) = table.take("time_zone", values::time_zone) {
        calendar.time_zone = zone;
    }
    calendar.bank_holidays = table.take("bank_holidays", values::file);
    if let Some(days) = table.take("clear_days", |n| values::whole(n, 0..=60)) {
        calendar.clear_days = days as u32;
    }
    if let Some(working) = table.take("working_days", values::flag) {
        calendar.working_days = working;
    }
    calendar
}

/// The table below `[theme_tokens]` for a dark ground.
const DARK: &str = "dark";

/// A table whose keys the owner chooses, all but the tables in it.
fn words(
    source: &Source,
    name: &'static str,
    node: Option<&Node>,
    read: fn(&Node) -> Result<String, values::Fault>,
    out: &mut Diagnostics,
) -> BTreeMap<String, String> {
    let Some(node) = node else { return BTreeMap::new() };
    let mut table = Table::open(source, name, node, None, out);
    let keys = table.keys();
    let inner = |key: &&str| *key == DARK && name == "theme_tokens";
    keys.into_iter()
        .filter(|key| !inner(key))
        .filter_map(|key| Some((key.to_owned(), table.take(key, read)?)))
        .collect()
}

/// The time zone that a site keeps its days in. Whatever else is wrong with `crier.toml`, and where it names none, there is one:
/// Europe/London.
pub fn zone(world: &dyn World) -> TimeZone {
    let named = || {
        let source = read_text(world, &FILE.into()).ok()?;
        let node = tree::toml::read(&source, &mut Diagnostics::new())?;
        Some(calendar(&source, node.entry("calendar").map(|e| &e.node), &mut Diagnostics::new()))
    };
    let calendar: Calendar = named().unwrap_or_default();
    TimeZone::get(&calendar.time_zone).unwrap_or(TimeZone::UTC)
}

impl Settings {
    /// The full web address of a site-absolute one.
    pub fn url(&self, address: &str) -> String {
        [self.base_url.trim_end_matches('/'), address].concat()
    }

    /// Whose records the site has: "of" the council where it publishes them itself, "about" it where somebody else does.
    pub fn of_council(&self) -> String {
        let own = self.publisher == self.council;
        format!("{} {}", if own { "of" } else { "about" }, self.council)
    }

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
            ward_finder: None,
            noindex: false,
            theme: "civic".into(),
            logo: None,
            terms: BTreeMap::new(),
            theme_tokens: BTreeMap::new(),
            theme_tokens_dark: BTreeMap::new(),
            checks: BTreeMap::new(),
            page_size: 50,
            csv_bom: false,
            allow_formula_text: false,
            search: true,
            workbooks: true,
            archive: true,
            calendar: Calendar::default(),
            statement: BTreeMap::new(),
        }
    }
}
