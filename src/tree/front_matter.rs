//! Splits a document into its YAML front matter and its prose.

use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};

/// Where the two halves of a document stand, in bytes of its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrontMatter {
    /// The YAML between the two `---` lines.
    pub yaml: Span,
    /// Everything after the second `---` line.
    pub prose: Span,
}

/// Finds the two `---` lines.
///
/// # Errors
/// `bad-yaml` when the first line is not `---`, or no second one follows.
pub fn split(source: &Source) -> Result<FrontMatter, Box<Diagnostic>> {
    let _ = source;
    Err(Box::new(Diagnostic::new(crate::diagnostic::Code::BadYaml, "")))
}
