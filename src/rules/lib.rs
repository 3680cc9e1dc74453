//! What JSON Schema says of a record, behind one small door.
//!
//! A crate of its own for the size of the program and the time of its build: the validator is generic, and a crate that is compiled for
//! speed makes its own copy of all of it. This one is compiled for size, as the validator is, and takes the copy that is there. So
//! nothing generic leaves it: rules are behind a pointer, and what they find is plain data.

use jsonschema::error::ValidationErrorKind as Kind;
use jsonschema::{PatternOptions, ValidationError, Validator};
use serde_json::Value;

/// What a schema asks of a value.
pub trait Rules: std::fmt::Debug + Send + Sync {
    /// Where the value breaks the schema, in the schema's order; empty where it keeps to it.
    fn broken(&self, value: &Value) -> Vec<Broken>;
}

/// One rule that a value breaks.
#[derive(Debug, PartialEq, Eq)]
pub struct Broken {
    /// Where in the value, as a JSON Pointer (RFC 6901).
    pub pointer: String,
    /// What is wrong, as the end of a sentence: `is below 0, the least it may be`; none where there are no plain words for it.
    pub words: Option<String>,
    /// The key that is asked for, where the rule is about one.
    pub key: Option<String>,
    /// The pattern that a text does not match (ECMA-262), where that is the rule.
    pub pattern: Option<String>,
    /// Whether it is that none of several alternatives holds (`anyOf`).
    pub none_holds: bool,
}

/// The rules of a JSON Schema (2020-12, formats included).
///
/// # Errors
/// The JSON Pointer of the part that is no schema.
pub fn compile(schema: &Value) -> Result<Box<dyn Rules>, String> {
    let options = jsonschema::options().with_pattern_options(PatternOptions::regex());
    match options.build(schema) {
        Ok(validator) => Ok(Box::new(Compiled(validator))),
        Err(error) => Err(error.instance_path().to_string()),
    }
}

#[derive(Debug)]
struct Compiled(Validator);

impl Rules for Compiled {
    fn broken(&self, value: &Value) -> Vec<Broken> {
        self.0.iter_errors(value).map(|error| broken(&error)).collect()
    }
}

fn broken(error: &ValidationError<'_>) -> Broken {
    let (words, key) = sentence(error);
    Broken {
        pointer: error.instance_path().to_string(),
        words,
        key,
        pattern: match error.kind() {
            Kind::Pattern { pattern } => Some(pattern.clone()),
            _ => None,
        },
        none_holds: matches!(error.kind(), Kind::AnyOf { .. }),
    }
}

/// The key that one branch of a choice asks for, where that is all it does.
fn required(branch: &[ValidationError<'_>]) -> Option<String> {
    match branch {
        [error] => match error.kind() {
            Kind::Required { property } => property.as_str().map(str::to_owned),
            _ => None,
        },
        _ => None,
    }
}

/// A schema error in words, and the key it speaks of when it is about a key.
fn sentence(error: &ValidationError<'_>) -> (Option<String>, Option<String>) {
    let words = match error.kind() {
        Kind::Pattern { .. } => "is not written as it should be".to_owned(),
        Kind::Minimum { limit } => format!("is below {limit}, the least it may be"),
        Kind::Maximum { limit } => format!("is above {limit}, the most it may be"),
        Kind::ExclusiveMinimum { limit } => format!("is not above {limit}"),
        Kind::ExclusiveMaximum { limit } => format!("is not below {limit}"),
        Kind::MinItems { limit } => format!("has fewer than {limit} items"),
        Kind::MaxItems { limit } => format!("has more than {limit} items"),
        Kind::MinLength { limit } => format!("is shorter than {limit} characters"),
        Kind::MaxLength { limit } => format!("is longer than {limit} characters"),
        Kind::UniqueItems => "holds the same value twice".to_owned(),
        Kind::MultipleOf { multiple_of } => format!("is no multiple of {multiple_of}"),
        Kind::Constant { expected_value } => format!("is not {expected_value}"),
        Kind::AnyOf { context } => {
            let keys: Option<Vec<String>> = context.iter().map(|branch| required(branch)).collect();
            let Some(keys) = keys else { return (None, None) };
            format!("needs {}", keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(" or "))
        }
        Kind::Required { property } => {
            let key = property.as_str().unwrap_or_default().to_owned();
            return (Some(format!("needs `{key}`")), Some(key));
        }
        _ => return (None, None),
    };
    (Some(words), None)
}
