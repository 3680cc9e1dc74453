//! stub
use crate::source::Span;
/// f
#[derive(Debug, Clone)]
pub struct Facts {
    /// a
    pub anchors: Box<str>,
    /// r
    pub references: Vec<Reference>,
}
/// r
#[derive(Debug, Clone)]
pub struct Reference {
    /// t
    pub target: Box<str>,
    /// s
    pub span: Span,
}
