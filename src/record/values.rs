//! One value against its field: text, number, choice, list, or fields of its own.

use super::Form;
use super::convert::{Walk, described, empty};
use super::format;
use super::placeholder;
use super::value::{Map, Value};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::kind::{Field, Format, Type};
use crate::source::Span;
use crate::tree::{self, Node};
use std::sync::Arc;

/// Stands for an item of a list that has an error or nothing in it: it is no text, no group and no reference.
const GAP: Value = Value::Bool(false);

impl Walk<'_> {
    pub(super) fn value(&mut self, field: &Field, node: &Node) -> Option<Value> {
        match &field.ty {
            Type::List(item) => self.list(field, item, node),
            Type::Object(fields) => {
                let map = self.object(fields, node);
                (!map.is_empty()).then_some(Value::Map(map))
            }
            Type::Words => self.words(node),
            Type::Text(form) => {
                let text = self.text(node)?;
                if placeholder::stands_for(field, *form, &text) {
                    return self.placeholder(node, &text);
                }
                if let Err(diagnostic) = format::check(*form, self.field_here(), &text) {
                    self.report(*diagnostic, node.span);
                    return None;
                }
                if *form == Format::Period {
                    self.month_or_year(&text, node);
                }
                self.marked |= field.markdown.is_some() && crate::prose::is_marked(&text);
                Some(Value::from_text(match &field.reference {
                    Some(reference) => full_reference(&text, reference.kinds.first()),
                    None if *form == Format::Phone => format::national(&text),
                    None => text,
                }))
            }
            Type::Choice(_) => self.choice(field, node),
            Type::Integer | Type::Number => self.number(field, node),
            Type::Boolean => self.boolean(node),
        }
    }

    /// A month may be what it says, so it is published all the same.
    fn month_or_year(&mut self, text: &str, node: &Node) {
        let Some(year) = crate::date::looks_financial(text) else { return };
        let message = format!("`{}`: `{text}` is read as {}", self.field_here(), crate::date::words(text));
        let diagnostic = Diagnostic::new(Code::FinancialYear, message)
            .help(format!("write {year} if the financial year is meant"))
            .quoting(text)
            .quoting(crate::date::words(text))
            .quoting(year);
        self.out.push(diagnostic.at_span(self.path, node.span));
    }

    fn list(&mut self, field: &Field, item: &Field, node: &Node) -> Option<Value> {
        if let tree::Value::List(nodes) = &node.value {
            let values = nodes.iter().enumerate().map(|(i, node)| self.item(field, item, i, node));
            return Some(Value::List(values.collect()));
        }
        if let Some(word) = stated_words(field).find(|word| is_word(node, word)) {
            let message = format!("`{}` is a list, or `{word}` in small letters", self.field_here());
            self.report(Diagnostic::new(Code::WrongType, message).help(format!("write `{word}`")), node.span);
            return None;
        }
        if self.form == Form::Row
            && let Some(text) = node.scalar()
        {
            return Some(self.cell_list(field, item, node, text));
        }
        let diagnostic = Diagnostic::new(
            Code::WrongType,
            format!("`{}` is a list, not {}", self.field_here(), described(node)),
        )
        .help(self.how_to_list(field, node.scalar()))
        .public_help(self.how_to_list(field, None))
        .quoting(node.scalar().unwrap_or_default());
        self.report(diagnostic, node.span);
        None
    }

    fn how_to_list(&self, field: &Field, written: Option<&str>) -> String {
        let words = match (self.form, field.is_table()) {
            (Form::Document, true) => "write each item under a hyphen, with its fields",
            (Form::Document, false) => "write each value on its own line after a hyphen",
            (_, true) => "write the items between [ and ], each with its fields in braces",
            (_, false) => "write the values between [ and ]",
        };
        let example = written.filter(|_| !field.is_table()).map_or(String::new(), |text| {
            if self.form == Form::Document { format!(": `- {text}`") } else { format!(": [\"{text}\"]") }
        });
        let stated: Vec<&str> = stated_words(field).collect();
        let or = match &stated[..] {
            [] => String::new(),
            words => format!("; or write `{}` where the paper says so", words.join("` or `")),
        };
        format!("{words}{example}{or}")
    }

    /// `none` and `all` stand for a whole list, never in one.
    fn stated_inside(&mut self, field: &Field, node: &Node) -> bool {
        let written = node.scalar().unwrap_or_default().trim();
        let Some(word) = stated_words(field).find(|word| *word == written) else { return false };
        let name = self.field_here().to_owned();
        let diagnostic =
            Diagnostic::new(Code::WrongType, format!("`{word}` stands for the whole list, not in it")).help(
                match self.form {
                    Form::Document => format!("write `{name}: {word}`, or take it out of the list"),
                    Form::Element => format!("write \"{name}\": \"{word}\", or take it out of the list"),
                    Form::Row => format!("write {word} alone in the cell, or take it out"),
                },
            );
        self.report(diagnostic, node.span);
        true
    }

    /// An item of a list. One with an error, or with nothing in it, leaves its place, so that those after it keep theirs: the record goes no
    /// further.
    fn item(&mut self, list: &Field, item: &Field, i: usize, node: &Node) -> Value {
        let before = self.errors;
        let value = self.within(&i.to_string(), |walk| {
            let said = !empty(node) && !((list.none || list.all) && walk.stated_inside(list, node));
            let value = if said { walk.value(item, node) } else { None };
            if value.is_none() && walk.errors == before {
                walk.nothing_in(i, node);
            }
            value
        });
        value.unwrap_or(GAP)
    }

    /// What an item without a value means cannot be told, and it would shift the numbers of those after it.
    fn nothing_in(&mut self, i: usize, node: &Node) {
        let message = format!("`{}`, item {}, is empty", self.field_here(), i + 1);
        let help = match self.form {
            Form::Document => "write its value after the hyphen, or take the hyphen out",
            Form::Element | Form::Row => "write its value, or take the item out",
        };
        self.report_nothing(Diagnostic::new(Code::MissingField, message).help(help), node, node.span);
    }

    /// A cell with several values, separated by semicolons (records.md §1).
    fn cell_list(&mut self, list: &Field, item: &Field, node: &Node, text: &str) -> Value {
        // Empty pieces are no items, so that an item keeps its number among those that say something.
        let pieces = pieces(text, node.span).filter(|(piece, _)| !piece.is_empty());
        let values = pieces.enumerate().map(|(i, (piece, span))| {
            self.item(list, item, i, &Node { span, value: tree::Value::Plain(piece.to_owned()) })
        });
        Value::List(values.collect())
    }

    fn words(&mut self, node: &Node) -> Option<Value> {
        let tree::Value::Map(entries) = &node.value else {
            return self.wrong(node, "names with values", "write `name: value`");
        };
        let pairs = entries.iter().filter(|e| !empty(&e.node)).filter_map(|e| {
            let text = self.within(&e.key, |walk| {
                let text = walk.text(&e.node)?;
                if text == placeholder::WORDS { walk.placeholder(&e.node, &text) } else { Some(text) }
            })?;
            Some((Arc::from(e.key.as_str()), Value::from_text(text)))
        });
        let map: Map = pairs.collect();
        (!map.is_empty()).then_some(Value::Map(map))
    }

    fn text(&mut self, node: &Node) -> Option<String> {
        match &node.value {
            tree::Value::Plain(text) | tree::Value::Text(text) if text.contains('\r') => {
                Some(text.replace("\r\n", "\n"))
            }
            tree::Value::Plain(text) | tree::Value::Text(text) => Some(text.clone()),
            tree::Value::Number(number) => {
                self.wrong_as(node, "text", format!("put it in quotes: \"{number}\""), "put it in quotes")
            }
            tree::Value::Bool(value) => {
                self.wrong_as(node, "text", format!("put it in quotes: \"{value}\""), "put it in quotes")
            }
            tree::Value::List(_) if self.form == Form::Document => self.wrong(
                node,
                "one line of text",
                "write the text after the colon; put it in quotes when it begins with a square bracket",
            ),
            _ => self.wrong(
                node,
                "one line of text",
                "write the text after the colon, in quotes when it holds a colon",
            ),
        }
    }

    fn choice(&mut self, field: &Field, node: &Node) -> Option<Value> {
        let Type::Choice(choices) = &field.ty else { return None };
        let text = self.text(node)?;
        if choices.iter().any(|c| *c.value == *text) {
            return Some(Value::from_text(text));
        }
        let values: Vec<&str> = choices.iter().map(|c| &*c.value).collect();
        let near = did_you_mean(&text, values.iter().copied());
        let list = values.join(", ");
        let any = format!("use one of: {list}");
        let help = near.map_or_else(|| any.clone(), |n| format!("did you mean `{n}`? Allowed: {list}"));
        // The nearest word would tell what a private field holds.
        let public = if field.private { any } else { help.clone() };
        let diagnostic =
            Diagnostic::new(Code::NotAllowed, format!("`{}` cannot be `{text}`", self.field_here()))
                .help(help)
                .public_help(public)
                .quoting(text);
        self.report(diagnostic, node.span);
        None
    }

    fn number(&mut self, field: &Field, node: &Node) -> Option<Value> {
        let whole = matches!(field.ty, Type::Integer);
        let (wanted, digits) = if whole {
            ("a whole number", "write digits alone, such as 1200")
        } else {
            ("a number", "write digits alone, such as 1200 or 4.5")
        };
        let text = match &node.value {
            tree::Value::Plain(text) | tree::Value::Number(text) => text.trim(),
            tree::Value::Text(text) if self.form == Form::Row => text.trim(),
            tree::Value::Text(text) if decimal(text) => {
                return self.wrong(node, wanted, "write digits alone, without quotes");
            }
            _ => return self.wrong(node, wanted, digits),
        };
        if whole && text.contains('.') && decimal(text) {
            let message = format!("`{}` is a whole number, and this one has a fraction", self.field_here());
            let diagnostic = Diagnostic::new(Code::WrongType, message).help(digits).quoting(text);
            self.report(diagnostic, node.span);
            return None;
        }
        if decimal(text) {
            if digits_of(text) > DIGITS_MAX {
                return self.too_long(node, text);
            }
            return match text.parse::<i64>() {
                Ok(n) => Some(Value::Integer(n)),
                Err(_) => text.parse::<f64>().ok().map(Value::Number),
            };
        }
        let plain: String =
            text.chars().filter(|c| !matches!(c, ',' | ' ' | '£' | '%' | '_' | '+')).collect();
        let help =
            if decimal(&plain) && plain != text { format!("write {plain}") } else { digits.to_owned() };
        self.wrong_as(node, wanted, help, digits)
    }

    /// A number that data could not keep: published, it would be another one for some who read it.
    fn too_long<T>(&mut self, node: &Node, text: &str) -> Option<T> {
        let message = format!(
            "`{}` has {} digits, and programs that read data keep no more than {DIGITS_MAX}",
            self.field_here(),
            digits_of(text)
        );
        let diagnostic = Diagnostic::new(Code::WrongType, message)
            .help("round the number, or make the field a text if it is a reference number")
            .quoting(text);
        self.report(diagnostic, node.span);
        None
    }

    fn boolean(&mut self, node: &Node) -> Option<Value> {
        match (&node.value, node.scalar()) {
            (tree::Value::Bool(value), _) => Some(Value::Bool(*value)),
            (tree::Value::Plain(_), Some("true" | "yes")) => Some(Value::Bool(true)),
            (tree::Value::Plain(_), Some("false" | "no")) => Some(Value::Bool(false)),
            (_, Some(text)) => {
                let quoted = matches!(node.value, tree::Value::Text(_));
                let help = match (text.trim().to_lowercase().as_str(), quoted) {
                    ("true" | "yes" | "y" | "1" | "on", false) => "write true or yes, in small letters",
                    ("false" | "no" | "n" | "0" | "off", false) => "write false or no, in small letters",
                    ("true" | "yes" | "y" | "1" | "on", true) => "write true, without quotes",
                    ("false" | "no" | "n" | "0" | "off", true) => "write false, without quotes",
                    _ => "write true or false",
                };
                // What it should be tells what it is.
                self.wrong_as(node, "true or false", help.to_owned(), "write true or false, without quotes")
            }
            _ => self.wrong(node, "true or false", "write true or false"),
        }
    }

    /// What only stands for a value, left in its place.
    fn placeholder<T>(&mut self, node: &Node, text: &str) -> Option<T> {
        let message = format!(
            "`{}` still holds `{text}`, which only stands for what is to be written",
            self.field_here()
        );
        let help = "write what belongs there; a field that is not needed can be taken out";
        self.report(Diagnostic::new(Code::Placeholder, message).help(help).quoting(text), node.span);
        None
    }

    fn wrong<T>(&mut self, node: &Node, wanted: &str, help: &'static str) -> Option<T> {
        self.wrong_as(node, wanted, help.to_owned(), help)
    }

    /// As `wrong`, where the help repeats the source: `public` is said where that may not be shown.
    fn wrong_as<T>(&mut self, node: &Node, wanted: &str, help: String, public: &'static str) -> Option<T> {
        let diagnostic = Diagnostic::new(
            Code::WrongType,
            format!("`{}` is {wanted}, not {}", self.field_here(), described(node)),
        )
        .help(help)
        .public_help(public)
        .quoting(node.scalar().unwrap_or_default());
        self.report(diagnostic, node.span);
        None
    }
}

/// Whether a value is this word, in letters of any size.
fn is_word(node: &Node, word: &str) -> bool {
    node.scalar().is_some_and(|text| text.trim().eq_ignore_ascii_case(word))
}

/// The words that may stand for a whole list.
fn stated_words(list: &Field) -> impl Iterator<Item = &'static str> {
    [("none", list.none), ("all", list.all)].into_iter().filter(|(_, may)| *may).map(|(word, _)| word)
}

/// The texts between the semicolons of a cell, without the spaces around them, and where they stand.
pub(super) fn pieces(text: &str, cell: Span) -> impl Iterator<Item = (&str, Span)> {
    let quoted = cell.range().len() > text.len();
    let mut at = cell.start as usize + usize::from(quoted);
    text.split(';').map(move |piece| {
        let start = at + (piece.len() - piece.trim_start().len());
        at += piece.len() + 1;
        (piece.trim(), Span::new(start, start + piece.trim().len()))
    })
}

/// The whole form of a reference: `kind/name#part`. A bare name means the first allowed kind; `#part` alone the record itself.
pub fn full_reference(text: &str, first: Option<&Arc<str>>) -> String {
    let text = text.trim();
    let bare = !text.split('#').next().unwrap_or_default().contains('/');
    match first {
        Some(kind) if bare && !text.starts_with('#') => [kind, "/", text].concat(),
        _ => text.to_owned(),
    }
}

/// Whether a text is a plain decimal number: no leading zeros, no grouping, nothing for a machine to guess.
fn decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let all_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    all_digits(whole) && (whole == "0" || !whole.starts_with('0')) && fraction.is_none_or(all_digits)
}

/// The most digits of a number that every reader keeps: binary64 keeps any 15 (IEEE 754, `DBL_DIG`), and spreadsheets show no more.
const DIGITS_MAX: usize = 15;

/// The digits of a decimal number; the nought before its point is none.
fn digits_of(text: &str) -> usize {
    let digits = text.trim_start_matches('-');
    digits.strip_prefix("0.").unwrap_or(digits).bytes().filter(u8::is_ascii_digit).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_never_guessed() {
        assert!(decimal("0") && decimal("-4.50") && decimal("1200"));
        assert!(
            !decimal("00123")
                && !decimal("1_000")
                && !decimal("1,000")
                && !decimal("")
                && !decimal("1e3")
                && !decimal(".5")
        );
    }

    #[test]
    fn digits_are_counted_as_programs_keep_them() {
        let counted =
            ["0", "-0.00", "0.05", "-1200", "1000.50", "123456789012345", "1234567890123456"].map(digits_of);
        assert_eq!(counted, [1, 2, 2, 4, 6, 15, 16]);
    }

    #[test]
    fn bare_names_mean_the_first_kind() {
        let first: Arc<str> = "body".into();
        assert_eq!(full_reference("council", Some(&first)), "body/council");
        assert_eq!(full_reference("report/x#1.2", Some(&first)), "report/x#1.2");
        assert_eq!(full_reference("#1.2", Some(&first)), "#1.2");
    }
}
