//! What a kind's schema asks beyond types, choices and dates, in words.

use super::convert::Walk;
use super::value::Map;
use crate::diagnostic::{Code, Diagnostic};
use crate::kind::{Kind, Type};
use crate::tree::Node;
use crier_rules::Broken;

impl Walk<'_> {
    /// What the kind's schema asks beyond types, choices and dates: patterns, bounds, counts, conditions.
    pub(super) fn schema(&mut self, kind: &Kind, node: &Node, fields: &Map) {
        let Ok(json) = serde_json::to_value(fields) else { return };
        for broken in kind.rules.broken(&json) {
            let told = one_of_told(kind, &broken);
            let Broken { pointer, words: message, key: extra, pattern, .. } = broken;
            let target = extra.map_or(pointer.clone(), |key| format!("{pointer}/{key}"));
            let spoken = |p: &str| {
                self.reported.iter().any(|r| {
                    r == p
                        || r.starts_with(&format!("{p}/"))
                        || p.starts_with(&format!("{r}/")) && !r.is_empty()
                })
            };
            if spoken(&target) || told {
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
                .help(field_help(kind, &pointer, name, pattern))
                .help_is_public()
                .quoting(value)
                .for_curly_quotes_if_any();
            self.reported.insert(pointer);
            self.out.push(diagnostic.at_span(self.path, span));
        }
    }
}

/// Whether an error is about the sets of fields of which the walk has asked for one.
fn one_of_told(kind: &Kind, broken: &Broken) -> bool {
    let about_sets = broken.none_holds || broken.words.is_none();
    !kind.one_of.is_empty() && broken.pointer.is_empty() && about_sets
}

/// What to write: an example, or the numbers that are taken; else what the field is for.
fn field_help(kind: &Kind, pointer: &str, name: &str, pattern: Option<String>) -> String {
    let path: Vec<&str> = pointer.split('/').skip(1).filter(|s| s.parse::<usize>().is_err()).collect();
    let Some(field) = kind.field_at(&path.join(".")) else {
        return format!("crier schema {} lists its fields and rules", kind.name);
    };
    let of_item = field.item();
    let what = if matches!(of_item.ty, Type::Integer) { "a whole number" } else { "a number" };
    match (pattern, &of_item.example, &of_item.bounds) {
        (Some(_), Some(example), _) => format!("write it like `{example}`"),
        (Some(pattern), None, _) => format!("crier schema {} has its rule: {pattern}", kind.name),
        (None, _, [Some(least), Some(most)]) => format!("write {what} from {least} to {most}"),
        (None, _, [Some(least), None]) => format!("write {what} from {least} up"),
        (None, _, [None, Some(most)]) => format!("write {what} up to {most}"),
        (None, _, [None, None]) if field.description.is_empty() => {
            format!("crier schema {} lists its fields and rules", kind.name)
        }
        (None, _, [None, None]) => format!("`{name}` holds this: {}", field.for_authors()),
    }
}
