//! Problems made ready to print: sorted, each once, with lines and columns, and with nothing in them
//! that is not public.
//!
//! In: [`Diagnostics`] and a [`Locate`] that reads files. Out: a [`Report`], which the modules beside
//! this one write as text for people ([`super::human`], [`super::short`]) and machines ([`super::json`],
//! [`super::sarif`], [`super::github`]). Never prints.

use super::spot::Opened;
use super::{Code, Diagnostic, Diagnostics, Place, Severity};
use crate::source::{Source, Span};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use super::spot::{Line, Spot};

/// Finds places again when a report is made. Whoever holds the files implements it.
pub trait Locate {
    /// The text of a file, or none when it cannot be read. Asked once for each file.
    fn source(&self, path: &str) -> Option<Source>;
    /// The bytes of a [`Place::Field`], or none when the file no longer has it. All fields of one file
    /// are asked for in a row, right after its text.
    fn span(&self, place: &Place) -> Option<Span>;
    /// The parts of a file that are not public. Asked once for each file.
    fn masks(&self, path: &str) -> Vec<Span>;
}

/// All problems of a run, sorted by place; problems of the whole site come first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The problems.
    pub problems: Vec<Located>,
    /// Problems that were only counted: severity and file of each.
    pub beyond: Vec<(Severity, Option<Arc<str>>)>,
}

/// One problem at its place. Its texts hold nothing that is not public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The sort of problem.
    pub code: Code,
    /// How bad it is, `[checks]` applied.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// Words beside the caret.
    pub label: Option<String>,
    /// What to do.
    pub help: Option<String>,
    /// Where; none for a problem of the whole site.
    pub spot: Option<Spot>,
    /// Other places that matter.
    pub related: Vec<Related>,
}

/// Another place that matters to a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub spot: Spot,
    /// What is there.
    pub words: String,
}

impl Report {
    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    /// How many problems are of this severity.
    pub fn count(&self, severity: Severity) -> usize {
        let beyond = self.beyond.iter().filter(|(s, _)| *s == severity).count();
        self.problems.iter().filter(|p| p.severity == severity).count() + beyond
    }

    /// How many files have a problem.
    pub fn files(&self) -> usize {
        let shown = self.problems.iter().filter_map(|p| p.spot.as_ref()).map(|s| &s.path);
        shown.chain(self.beyond.iter().filter_map(|(_, path)| path.as_ref())).collect::<BTreeSet<_>>().len()
    }
}

/// Finds every place, sorts by path, start, code and message, keeps one of equal problems, and masks what
/// is not public in excerpts and words.
pub fn locate(diagnostics: Diagnostics, at: &dyn Locate) -> Report {
    let spots = spots(&diagnostics, at);
    let problems = diagnostics.into_iter().zip(spots).map(|(d, spots)| located(d, spots));
    let mut problems: Vec<Located> = problems.collect();
    problems.sort_by(order);
    problems.dedup();
    Report { problems, beyond: Vec::new() }
}

/// As [`locate`], but looks up the files of the first `shown` problems alone and counts the rest: what a person reads of many
/// thousands.
pub fn locate_first(diagnostics: Diagnostics, at: &dyn Locate, shown: usize) -> Report {
    if diagnostics.len() <= shown {
        return locate(diagnostics, at);
    }
    let path = |d: &Diagnostic| d.place.as_ref().map(|place| place.path().clone());
    let mut paths: Vec<Option<Arc<str>>> = diagnostics.iter().map(path).collect();
    // Files stay whole, so that the first problems are the same as in a full report.
    let last = shown.checked_sub(1).map(|nth| paths.select_nth_unstable(nth).1.clone());
    let (first, rest) = diagnostics.partition(|d| last.as_ref().is_some_and(|last| path(d) <= *last));
    let mut report = locate(first, at);
    report.beyond = rest.iter().map(|d| (d.severity, path(d))).collect();
    report
}

/// The spot of each place of each diagnostic, its own place first, then the related ones. Goes file by
/// file, so that each is read once and only one is held at a time.
fn spots(diagnostics: &Diagnostics, at: &dyn Locate) -> Vec<Vec<(Spot, bool)>> {
    let mut wanted: BTreeMap<&Arc<str>, Vec<(usize, usize, &Place)>> = BTreeMap::new();
    for (index, diagnostic) in diagnostics.iter().enumerate() {
        let places = diagnostic.place.iter().chain(diagnostic.related.iter().map(|(place, _)| place));
        for (nth, place) in places.enumerate() {
            wanted.entry(place.path()).or_default().push((index, nth, place));
        }
    }
    let mut found: Vec<Vec<(usize, (Spot, bool))>> = diagnostics.iter().map(|_| Vec::new()).collect();
    for (path, places) in wanted {
        let text = places.iter().any(|(_, _, place)| !matches!(place, Place::File(_)));
        let file = Opened::new(path, at, text);
        for (index, nth, place) in places {
            found[index].push((nth, file.spot(place, at)));
        }
    }
    found
        .into_iter()
        .map(|mut of_one| {
            of_one.sort_by_key(|(nth, _)| *nth);
            of_one.into_iter().map(|(_, spot)| spot).collect()
        })
        .collect()
}

/// A diagnostic with its spots. When any of them is not public, the quoted texts go from all its words:
/// which place a quoted text came from is not known. What to do is then told in words that hold nothing of the source, where there are some.
fn located(diagnostic: Diagnostic, spots: Vec<(Spot, bool)>) -> Located {
    let masked = spots.iter().any(|(_, masked)| *masked);
    let mut quotes = if masked { diagnostic.quotes } else { Vec::new() };
    quotes.sort_by_key(|quote| std::cmp::Reverse(quote.len()));
    let mask = |text: String| quotes.iter().fold(text, |text, quote| without(&text, quote));
    let mut spots = spots.into_iter().map(|(spot, _)| spot);
    Located {
        code: diagnostic.code,
        severity: diagnostic.severity,
        message: mask(diagnostic.message),
        label: diagnostic.label.map(mask),
        help: match diagnostic.public_help {
            Some(help) if masked => Some(help),
            _ => diagnostic.help.map(mask),
        },
        spot: diagnostic.place.and_then(|_| spots.next()),
        related: spots
            .zip(diagnostic.related)
            .map(|(spot, (_, words))| Related { spot, words: mask(words) })
            .collect(),
    }
}

/// A text with `…` for each `quote`. A quote of one or two characters is taken only where it stands alone,
/// or a hidden `3` would eat every 3 of the line numbers.
fn without(text: &str, quote: &str) -> String {
    let quote = quote.trim();
    if quote.is_empty() {
        return text.to_owned();
    }
    let short = quote.chars().count() <= 2;
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(quote) {
        let (before, after) = (&rest[..at], &rest[at + quote.len()..]);
        let joined =
            before.chars().next_back().or(kept.chars().next_back()).is_some_and(char::is_alphanumeric)
                || after.chars().next().is_some_and(char::is_alphanumeric);
        kept.push_str(before);
        kept.push_str(if short && joined { quote } else { "…" });
        rest = after;
    }
    kept + rest
}

/// By path, start, code and message, then by all else, so that equal problems stand together.
fn order(a: &Located, b: &Located) -> Ordering {
    let place = |p: &Located| p.spot.as_ref().map(|s| (s.path.clone(), s.span.map(|span| span.start)));
    let rest = |p: &Located| p.spot.as_ref().and_then(|s| s.span).map(|span| span.end);
    let related = |r: &Related| (r.spot.path.clone(), r.spot.span, r.words.clone());
    place(a)
        .cmp(&place(b))
        .then_with(|| a.code.cmp(&b.code))
        .then_with(|| a.message.cmp(&b.message))
        .then_with(|| rest(a).cmp(&rest(b)))
        .then_with(|| (a.severity, &a.label, &a.help).cmp(&(b.severity, &b.label, &b.help)))
        .then_with(|| a.related.iter().map(related).cmp(b.related.iter().map(related)))
}

/// What `[checks]` makes of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// It stops publication.
    Error,
    /// It is reported.
    Warning,
    /// It is not reported.
    Off,
}

/// Whether `[checks]` may make a code milder than it is.
///
/// Errors may not, for they stand for what would be published wrongly or must stay hidden. The exceptions
/// leave something out and claim nothing: a link in prose that leads nowhere is shown as its words, and a
/// file in an unknown folder is not read.
pub fn may_be_lowered(code: Code) -> bool {
    code.severity() == Severity::Warning || matches!(code, Code::BrokenLink | Code::UnknownFolder)
}

/// Gives each problem the severity that `[checks]` asks for and drops those it turns off. A code that
/// [may not be lowered](may_be_lowered) keeps its own severity.
pub fn apply_checks(diagnostics: &mut Diagnostics, checks: &BTreeMap<Code, Level>) {
    diagnostics.retain(|diagnostic| {
        match checks.get(&diagnostic.code) {
            Some(Level::Error) => relevel(diagnostic, Severity::Error),
            Some(_) if !may_be_lowered(diagnostic.code) => {}
            Some(Level::Warning) => relevel(diagnostic, Severity::Warning),
            Some(Level::Off) => return false,
            None => {}
        }
        true
    });
}

fn relevel(diagnostic: &mut Arc<Diagnostic>, severity: Severity) {
    if diagnostic.severity != severity {
        Arc::make_mut(diagnostic).severity = severity;
    }
}

/// The counts in a line, as in `3 errors and 1 warning in 2 files`.
pub fn summary(report: &Report) -> String {
    let counted = |n: usize, one: &str| match n {
        1 => format!("1 {one}"),
        n => format!("{n} {one}s"),
    };
    let mut parts = Vec::new();
    for (severity, word) in [(Severity::Error, "error"), (Severity::Warning, "warning")] {
        match report.count(severity) {
            0 => {}
            n => parts.push(counted(n, word)),
        }
    }
    match (parts.is_empty(), report.files()) {
        (true, _) => "no problems".to_owned(),
        (_, 0) => parts.join(" and "),
        (_, files) => format!("{} in {}", parts.join(" and "), counted(files, "file")),
    }
}

/// A severity's word in the formats.
pub fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// A text that stays on its line and cannot steer a terminal: line ends and tabs become spaces, other
/// control characters and those that turn the direction of writing `�`.
pub(super) fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => ' ',
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
            c if c.is_control() => '\u{fffd}',
            c => c,
        })
        .collect()
}
