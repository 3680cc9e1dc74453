//! The text of a new document.

use super::sample::{Samples, quoted};
use crate::kind::{Field, Kind, Kinds, Type};
use jiff::civil::Date;

/// Front matter with what is needed and what may be written, and an empty text.
pub(super) fn text(kinds: &Kinds, kind: &Kind, title: &str, today: Date) -> String {
    let samples = Samples { kinds, schema: &kind.schema, today };
    let mut page = Page { samples, lines: vec!["---".to_owned()] };
    let needed = needed(kind).concat();
    for field in kind.fields.iter().filter(|f| !f.is_worked_out()) {
        let is_date = kind.date.as_deref() == Some(&*field.name);
        if &*field.name == "title" {
            page.lines.push(format!("title: {}", quoted(title)));
        } else if is_date {
            page.lines.push(format!("{}: {today}   # {}", field.name, page.samples.comment(field)));
        } else if needed.iter().any(|name| **name == *field.name) {
            page.needed(field, &alternatives(kind, &field.name));
        }
    }
    let own = |field: &Field| {
        let name = field.name.strip_suffix("_words").unwrap_or(&field.name);
        name == "summary" || !kind.schema["properties"][name].is_null()
    };
    let label = kind.label.to_lowercase();
    let groups = [
        (
            format!(
                "# More fields of this record ({label}). Take the # and the space after it away, and fill in:"
            ),
            true,
        ),
        ("# Fields of every record:".to_owned(), false),
    ];
    for (heading, of_kind) in groups {
        page.lines.push(String::new());
        page.lines.push(heading);
        for field in kind.fields.iter().filter(|f| !f.is_worked_out() && own(f) == of_kind) {
            let done = &*field.name == "title" || kind.date.as_deref() == Some(&*field.name);
            if !done && !needed.iter().any(|name| **name == *field.name) {
                page.offered(field, page.samples.declared(&field.name), "# ");
            }
        }
    }
    page.lines.push(String::new());
    page.lines.push("# The text follows below the next line, in Markdown.".to_owned());
    page.lines.push("---".to_owned());
    page.lines.join("\n") + "\n\n"
}

/// The fields that must be filled in by hand, each with those that would do in its place.
pub(super) fn needed(kind: &Kind) -> Vec<Vec<String>> {
    let known = |name: &str| name == "title" || kind.date.as_deref() == Some(name);
    let one_each =
        kind.fields.iter().filter(|f| f.required && !known(&f.name)).map(|f| vec![f.name.to_string()]);
    let one_of = kind.one_of.iter().filter(|set| !set.iter().any(|name| known(name))).cloned();
    one_each.chain(one_of).collect()
}

fn alternatives<'k>(kind: &'k Kind, name: &str) -> Vec<&'k str> {
    let sets = kind.one_of.iter().filter(|set| set.iter().any(|n| n == name));
    sets.flatten().map(String::as_str).filter(|other| *other != name).collect()
}

struct Page<'a> {
    samples: Samples<'a>,
    lines: Vec<String>,
}

impl<'a> Page<'a> {
    /// A field that waits for its value: without one, `check` says so at this line.
    fn needed(&mut self, field: &Field, alternatives: &[&str]) {
        let or = match alternatives {
            [] => String::new(),
            others => format!(", unless `{}` is given", others.join("` or `")),
        };
        self.lines.push(format!("{}:   # Needed{or}. {}", field.name, self.samples.comment(field)));
        let declared = self.samples.declared(&field.name);
        self.inner(field, declared, "  # ");
    }

    /// A field as a comment, ready to be used once `lead` is without its mark.
    fn offered(&mut self, field: &Field, declared: &'a serde_json::Value, lead: &str) {
        let comment = self.samples.comment(field);
        match self.samples.value(field, declared) {
            Some(value) => self.lines.push(format!("{lead}{}: {value}   # {comment}", field.name)),
            None => {
                self.lines.push(format!("{lead}{}:   # {comment}", field.name));
                self.inner(field, declared, &format!("{lead}  "));
            }
        }
    }

    /// The fields inside an object or a list of objects.
    fn inner(&mut self, field: &Field, declared: &'a serde_json::Value, lead: &str) {
        match &field.ty {
            Type::List(item) => {
                let start = self.lines.len();
                self.inner(item, self.samples.item(declared), &format!("{lead}  "));
                if let Some(first) = self.lines.get_mut(start) {
                    let hyphen = format!("{lead}- ");
                    *first = first.replacen(&format!("{lead}  "), &hyphen, 1);
                }
            }
            Type::Object(fields) => {
                for inner in fields.iter().filter(|f| !f.is_worked_out()) {
                    self.offered(inner, self.samples.inside(declared, &inner.name), lead);
                }
            }
            Type::Words => {
                let words = self.samples.words(declared);
                self.lines.extend(words.into_iter().map(|line| format!("{lead}{line}")));
            }
            _ => {}
        }
    }
}
