//! What was most likely meant by a key or a column that a kind does not have.

use super::Form;
use crate::diagnostic::{did_you_mean, without_curly_quotes};
use crate::kind::{Field, Type};

/// Inner fields that a report names: with more of them it says nothing.
const INNER_MAX: usize = 3;

/// The field that a key most likely means, or the key that names the record where there is one.
pub(super) fn meant_by<'f>(key: &str, fields: &'f [Field], name_key: Option<&'f str>) -> Option<&'f str> {
    did_you_mean(without_curly_quotes(key), name_key.into_iter().chain(written(fields)))
}

/// What to write in place of a key that is no field.
pub(super) fn better(key: &str, fields: &[Field], name_key: Option<&str>, form: Form) -> String {
    let inner = inner(key, fields);
    // The whole way is plainer than a name that is near: `decision_maker_type` begins as `decision_maker` does.
    if let Some(way) = inner.iter().find(|way| letters(&way.concat()) == letters(key)) {
        return format!("did you mean {}?", told(way, form));
    }
    if let Some(near) = meant_by(key, fields, name_key) {
        return format!("did you mean `{near}`?");
    }
    match inner.len() {
        1..=INNER_MAX => {
            let ways: Vec<String> = inner.iter().map(|way| told(way, form)).collect();
            format!("did you mean {}?", ways.join(" or "))
        }
        _ => {
            let all: Vec<&str> = name_key.into_iter().chain(written(fields)).collect();
            let what = if form == Form::Row { "columns" } else { "fields" };
            format!("the {what} are: {}", all.join(", "))
        }
    }
}

fn written(fields: &[Field]) -> impl Iterator<Item = &str> {
    fields.iter().filter(|f| !f.is_worked_out()).map(|f| &*f.name)
}

/// The ways to fields in other fields that a key names, by the last name or by all of them: `e-mail` and `contact email` name
/// `contact.email`.
fn inner<'f>(key: &str, fields: &'f [Field]) -> Vec<Vec<&'f str>> {
    let wanted = letters(without_curly_quotes(key));
    let mut found = Vec::new();
    gather(fields, &mut Vec::new(), &mut |way| {
        let last = way.last().copied().unwrap_or_default();
        if way.len() > 1 && (letters(last) == wanted || letters(&way.concat()) == wanted) {
            found.push(way.to_vec());
        }
    });
    found
}

fn gather<'f>(fields: &'f [Field], way: &mut Vec<&'f str>, take: &mut dyn FnMut(&[&'f str])) {
    for field in fields.iter().filter(|field| !field.is_worked_out()) {
        way.push(&field.name);
        take(way);
        // Lists have their fields in items, and a cell holds no such list.
        if let Type::Object(inner) = &field.ty {
            gather(inner, way, take);
        }
        way.pop();
    }
}

/// A text as people may write it in other ways: small letters and digits alone.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A column is called by its whole way; elsewhere a field stands in another.
fn told(way: &[&str], form: Form) -> String {
    match way.split_last() {
        Some((last, above)) if form != Form::Row => format!("`{last}` in `{}`", above.join("`, `")),
        _ => format!("`{}`", way.join(".")),
    }
}
