//! What a kind's schema asks beyond types, choices and dates, in words.

use super::convert::Walk;
use super::value::Map;
use crate::diagnostic::{Code, Diagnostic};
use crate::kind::Kind;
use crate::tree::Node;

impl Walk<'_> {
    /// What the kind's schema asks beyond types, choices and dates: patterns, bounds, counts, conditions.
    pub(super) fn schema(&mut self, kind: &Kind, node: &Node, fields: &Map) {
        let Ok(json) = serde_json::to_value(fields) else { return };
        for error in kind.validator.iter_errors(&json) {
            let pointer = error.instance_path().to_string();
            let (message, extra) = sentence(&error);
            let target = extra.map_or(pointer.clone(), |key| format!("{pointer}/{key}"));
            let spoken = |p: &str| {
                self.reported.iter().any(|r| {
                    r == p
                        || r.starts_with(&format!("{p}/"))
                        || p.starts_with(&format!("{r}/")) && !r.is_empty()
                })
            };
            if spoken(&target) || one_of_told(kind, &pointer, &error) {
                continue;
            }
            let found = node.at_pointer(&pointer);
            let span = found.map_or_else(
                || self.start(node),
                |(_, n)| if pointer.is_empty() { self.start(n) } else { n.span },
            );
            let value = found.and_then(|(_, n)| n.scalar()).unwrap_or_default();
            let name = pointer.rsplit('/').find(|step| step.parse::<usize>().is_err()).unwrap_or_default();
            let item = pointer.rsplit('/').next().and_then(|step| step.parse::<usize>().ok());
            let message = message.unwrap_or_else(|| "does not keep to the rules of its kind".to_owned());
            let subject = match item {
                _ if pointer.is_empty() => "this record".to_owned(),
                Some(item) => format!("`{name}`, item {},", item + 1),
                None => format!("`{name}`"),
            };
            let diagnostic = Diagnostic::new(Code::SchemaRule, format!("{subject} {message}"))
                .help(field_help(kind, &pointer, name))
                .quoting(value);
            self.reported.insert(pointer);
            self.out.push(diagnostic.at_span(self.path, span));
        }
    }
}

/// Whether an error is about the sets of fields of which the walk has asked for one.
fn one_of_told(kind: &Kind, pointer: &str, error: &jsonschema::ValidationError<'_>) -> bool {
    use jsonschema::error::ValidationErrorKind as Error;
    let about_sets = match error.kind() {
        Error::AnyOf { .. } => true,
        _ => sentence(error).0.is_none(),
    };
    !kind.one_of.is_empty() && pointer.is_empty() && about_sets
}

/// The key that one branch of a choice asks for, where that is all it does.
fn required(branch: &[jsonschema::ValidationError<'_>]) -> Option<String> {
    use jsonschema::error::ValidationErrorKind as Error;
    match branch {
        [error] => match error.kind() {
            Error::Required { property } => property.as_str().map(str::to_owned),
            _ => None,
        },
        _ => None,
    }
}

fn field_help(kind: &Kind, pointer: &str, name: &str) -> String {
    let path: Vec<&str> = pointer.split('/').skip(1).filter(|s| s.parse::<usize>().is_err()).collect();
    kind.field_at(&path.join(".")).map_or_else(
        || format!("crier schema {} lists its fields and rules", kind.name),
        |f| format!("`{name}` holds this: {}", f.description),
    )
}

/// A schema error in words, and the key it speaks of when it is about a key.
fn sentence(error: &jsonschema::ValidationError<'_>) -> (Option<String>, Option<String>) {
    use jsonschema::error::ValidationErrorKind as Error;
    let words = match error.kind() {
        Error::Pattern { pattern } => format!("does not have the form it should (pattern {pattern})"),
        Error::Minimum { limit } => format!("is below {limit}, the least it may be"),
        Error::Maximum { limit } => format!("is above {limit}, the most it may be"),
        Error::ExclusiveMinimum { limit } => format!("is not above {limit}"),
        Error::ExclusiveMaximum { limit } => format!("is not below {limit}"),
        Error::MinItems { limit } => format!("has fewer than {limit} items"),
        Error::MaxItems { limit } => format!("has more than {limit} items"),
        Error::MinLength { limit } => format!("is shorter than {limit} characters"),
        Error::MaxLength { limit } => format!("is longer than {limit} characters"),
        Error::UniqueItems => "holds the same value twice".to_owned(),
        Error::MultipleOf { multiple_of } => format!("is no multiple of {multiple_of}"),
        Error::Constant { expected_value } => format!("is not {expected_value}"),
        Error::AnyOf { context } => {
            let keys: Option<Vec<String>> = context.iter().map(|branch| required(branch)).collect();
            let Some(keys) = keys else { return (None, None) };
            format!("needs {}", keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(" or "))
        }
        Error::Required { property } => {
            let key = property.as_str().unwrap_or_default().to_owned();
            return (Some(format!("needs `{key}`")), Some(key));
        }
        _ => return (None, None),
    };
    (Some(words), None)
}
