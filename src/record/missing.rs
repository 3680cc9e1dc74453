//! What a record needs and does not hold, in words.

use super::Form;
use super::convert::{Walk, empty};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::kind::{Field, Kind, Type};
use crate::source::Span;
use crate::tree::{Entry, Node};
use std::sync::Arc;

impl Walk<'_> {
    /// A field that is required and not given.
    pub(super) fn missing(&mut self, field: &Field, node: &Node, entry: Option<&Entry>) {
        let pointer = format!("{}/{}", self.pointer, field.name);
        if self.reported.contains(&pointer) {
            return;
        }
        let inside = if self.pointer.is_empty() { String::new() } else { format!(" in {}", self.here()) };
        let diagnostic = Diagnostic::new(Code::MissingField, format!("`{}` is missing{inside}", field.name))
            .help(self.how_to_add(field));
        let written = entry.filter(|_| self.form != Form::Row);
        self.within(&field.name, |walk| match written {
            Some(entry) => walk.report_nothing(diagnostic, &entry.node, entry.key_span),
            None => walk.report(diagnostic, walk.start(node)),
        });
    }

    /// None of these fields is given, and one is needed: the place is that of one that is written and empty, where there is one.
    pub(super) fn none_of(&mut self, kind: &Kind, names: &[String], node: &Node) {
        let list = names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(" or ");
        let message = format!("this {} needs {list}", kind.label.to_lowercase());
        let diagnostic = Diagnostic::new(Code::MissingField, message);
        let written = names.iter().find_map(|n| node.entry(n)).filter(|_| self.form != Form::Row);
        match written {
            Some(entry) => self.within(&entry.key, |walk| {
                walk.report_nothing(diagnostic.help(format!("fill in {list}")), &entry.node, entry.key_span);
            }),
            None => self.report(diagnostic.help(format!("add `{}: …`", names[0])), self.start(node)),
        }
    }

    /// Reports that there is no value where one is needed. Where a comment swallowed it, that was told already and now counts as an error:
    /// what is needed is lost by it.
    pub(super) fn report_nothing(&mut self, diagnostic: Diagnostic, node: &Node, span: Span) {
        if self.form != Form::Document {
            return self.report(diagnostic, span);
        }
        let place = Place::Span(self.path.clone(), node.span);
        let mut told = false;
        self.out.retain(|problem| {
            if problem.code == Code::LostComment && problem.place.as_ref() == Some(&place) {
                let problem = Arc::make_mut(problem);
                problem.code = diagnostic.code;
                problem.severity = diagnostic.severity;
                problem.message = format!("{}: a space and `#` begin a comment", diagnostic.message);
                told = true;
            }
            true
        });
        if told {
            self.reported.insert(self.pointer.clone());
            self.errors += 1;
        } else {
            self.report(diagnostic, span);
        }
    }

    fn how_to_add(&self, field: &Field) -> String {
        let what = match &field.ty {
            Type::Choice(choices) => {
                format!("one of: {}", choices.iter().map(|c| &*c.value).collect::<Vec<_>>().join(", "))
            }
            _ => lower_first(field.description.split(". ").next().unwrap_or_default().trim_end_matches('.')),
        };
        match self.form {
            Form::Row => format!("fill in the column `{}`: {what}", field.name),
            Form::Document | Form::Element => format!("add `{}`: {what}", field.name),
        }
    }
}

/// Whether a field is written and not empty.
pub(super) fn present(node: &Node, path: &str) -> bool {
    node.entry(path).is_some_and(|e| !empty(&e.node))
}

fn lower_first(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
