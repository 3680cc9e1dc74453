//! What is wrong with a site's files, in a clerk's words.
//!
//! A stage that meets bad data makes a [`Diagnostic`], leaves the bad item out and goes on. Places are
//! kept as a file and a span, or as a field of a record, and become lines and columns only when a report
//! is printed ([`report`]). Nothing here reads a file or prints.

pub mod code;
mod curly;
pub mod github;
pub mod human;
pub mod json;
pub mod report;
pub mod sarif;
pub mod short;
mod spot;
#[cfg(test)]
mod tests;

pub use code::Code;
pub use curly::{STRAIGHT_NEEDED, in_curly_quotes, without_curly_quotes};

use crate::source::Span;
use std::borrow::Cow;
use std::sync::Arc;

/// How bad it is: errors stop publication, warnings do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The data cannot be represented truthfully.
    Error,
    /// Law, completeness, or good practice.
    Warning,
}

/// Where a problem is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A whole file, or one whose text could not be read.
    File(Arc<str>),
    /// A byte range of a file.
    Span(Arc<str>, Span),
    /// A field of a record, found again by reading the file anew: cheap, for problems are few.
    Field(FieldPlace),
}

/// A field of one record in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldPlace {
    /// The file, relative to the site root.
    pub path: Arc<str>,
    /// Which record of the file: 0 for a document, the row or element from 0 otherwise.
    pub item: u32,
    /// JSON pointer from the record's root, `""` for the whole record.
    pub pointer: String,
    /// The key or the value.
    pub on: On,
    /// A text that stands in the value as written and is all that is meant.
    pub within: Option<Within>,
}

/// A text within a longer one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Within {
    /// The text.
    pub text: Box<str>,
    /// Which of the places where it stands, from 0.
    pub nth: usize,
}

impl Within {
    /// A text that stands at or after this byte of `all`.
    pub fn new(text: &str, all: &str, start: usize) -> Within {
        let nth = all.get(..start).map_or(0, |before| before.matches(text).count());
        Within { text: text.into(), nth }
    }

    /// The bytes of it in what was written.
    pub fn find(&self, written: &str) -> Option<Span> {
        let (at, text) = written.match_indices(&*self.text).nth(self.nth)?;
        Some(Span::new(at, at + text.len()))
    }
}

/// Which side of a `key: value` pair a place means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// The key.
    Key,
    /// The value.
    Value,
}

impl Place {
    /// The file.
    pub fn path(&self) -> &Arc<str> {
        match self {
            Place::File(path) | Place::Span(path, _) => path,
            Place::Field(field) => &field.path,
        }
    }
}

/// One problem: what is wrong, where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable name of the sort of problem.
    pub code: Code,
    /// The code's own severity until `[checks]` changes it.
    pub severity: Severity,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// Where; none for a problem of the whole site.
    pub place: Option<Place>,
    /// The id of the record that it is about alone; none where leaving a record out would not mend it.
    pub about: Option<Arc<str>>,
    /// Words beside the caret.
    pub label: Option<String>,
    /// What to type or do next.
    pub help: Option<String>,
    /// The same without a word of the source: it stands in place of `help` where that may not be shown.
    pub public_help: Option<String>,
    /// Other places that matter, each with its words.
    pub related: Vec<(Place, String)>,
    /// Texts taken from the source that the message, label or help repeat. They are masked with the
    /// excerpt when the place is not public.
    pub quotes: Vec<String>,
}

impl Diagnostic {
    /// A problem of this sort, at no place yet.
    pub fn new(code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            severity: code.severity(),
            message: message.into(),
            place: None,
            about: None,
            label: None,
            help: None,
            public_help: None,
            related: Vec::new(),
            quotes: Vec::new(),
        }
    }

    /// Sets the place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Diagnostic {
        self.place = Some(place);
        self
    }

    /// Sets the place to a span of a file.
    #[must_use]
    pub fn at_span(self, path: &Arc<str>, span: Span) -> Diagnostic {
        self.at(Place::Span(path.clone(), span))
    }

    /// Says which record it is about, where that is known.
    #[must_use]
    pub fn about<'a>(mut self, id: impl Into<Option<&'a Arc<str>>>) -> Diagnostic {
        self.about = id.into().cloned();
        self
    }

    /// Sets the words beside the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Diagnostic {
        self.label = Some(label.into());
        self
    }

    /// Sets what to do. Words of the program itself hold nothing of the source, so they may be shown everywhere.
    #[must_use]
    pub fn help(mut self, help: impl Into<Cow<'static, str>>) -> Diagnostic {
        let help = help.into();
        self.public_help = matches!(help, Cow::Borrowed(_)).then(|| help.to_string());
        self.help = Some(help.into_owned());
        self
    }

    /// Sets what to do where the source may not be shown: words of the program, of kind files and of public records alone.
    #[must_use]
    pub fn public_help(mut self, help: impl Into<String>) -> Diagnostic {
        self.public_help = Some(help.into());
        self
    }

    /// Says that nothing of what to do comes from the source: all of it may be shown.
    #[must_use]
    pub fn help_is_public(mut self) -> Diagnostic {
        self.public_help.clone_from(&self.help);
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn related(mut self, place: Place, words: impl Into<String>) -> Diagnostic {
        self.related.push((place, words.into()));
        self
    }

    /// Names text of the source that the words repeat, so that it can be masked.
    #[must_use]
    pub fn quoting(mut self, text: impl Into<String>) -> Diagnostic {
        self.quotes.push(text.into());
        self
    }
}

/// The problems found so far, each shared by those who keep it. Order of pushing does not matter: a report sorts by place.
#[derive(Debug, Clone, Default)]
pub struct Diagnostics(Vec<Arc<Diagnostic>>);

impl Diagnostics {
    /// None yet.
    pub fn new() -> Diagnostics {
        Diagnostics::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(Arc::new(diagnostic));
    }

    /// Adds all of another collection.
    pub fn append(&mut self, other: Diagnostics) {
        self.0.extend(other.0);
    }

    /// All of them.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Diagnostic> {
        self.0.iter().map(|diagnostic| &**diagnostic)
    }

    /// Says of all but the first `before` which record they are about.
    pub fn all_about(&mut self, before: usize, id: &Arc<str>) {
        for diagnostic in self.0.iter_mut().skip(before) {
            Arc::make_mut(diagnostic).about = Some(id.clone());
        }
    }

    /// Those for which `is` says so, and the others.
    pub fn partition(self, is: impl Fn(&Diagnostic) -> bool) -> (Diagnostics, Diagnostics) {
        let (some, others) = self.0.into_iter().partition(|diagnostic| is(diagnostic));
        (Diagnostics(some), Diagnostics(others))
    }

    /// Says which record those are about that lie within a span of its file.
    pub fn about_inside(&mut self, span: Span, id: &Arc<str>) {
        let inside = |place: &Option<Place>| matches!(place, Some(Place::Span(_, at)) if span.start <= at.start && at.end <= span.end);
        let those = self.0.iter_mut().filter(|d| d.about.is_none() && inside(&d.place));
        those.for_each(|diagnostic| Arc::make_mut(diagnostic).about = Some(id.clone()));
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether any is an error.
    pub fn has_errors(&self) -> bool {
        self.iter().any(|d| d.severity == Severity::Error)
    }

    /// How many are of this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.iter().filter(|d| d.severity == severity).count()
    }

    /// Keeps those for which `keep` says so; it may change them, each for this collection alone.
    pub fn retain(&mut self, keep: impl FnMut(&mut Arc<Diagnostic>) -> bool) {
        self.0.retain_mut(keep);
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::iter::Map<std::vec::IntoIter<Arc<Diagnostic>>, fn(Arc<Diagnostic>) -> Diagnostic>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter().map(Arc::unwrap_or_clone)
    }
}

/// The nearest of `options` to what was typed, when it is near enough to suggest.
///
/// Distance is Damerau-Levenshtein over lower-case text; at most a third of the letters may differ.
pub fn did_you_mean<'a>(typed: &str, options: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    let allowed = (typed.chars().count() / 3).max(1);
    options
        .into_iter()
        .map(|option| (strsim::damerau_levenshtein(&typed, &option.to_lowercase()), option))
        .filter(|(distance, option)| {
            *distance <= allowed || (typed.len() > 3 && option.to_lowercase().starts_with(&typed))
        })
        .min()
        .map(|(_, option)| option)
}
