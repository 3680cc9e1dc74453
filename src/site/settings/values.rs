//! What single settings may be, and what to say when they are not.

use super::licence;
use crate::diagnostic::did_you_mean;
use crate::kind::Format;
use crate::record::{format, name};
use crate::spreadsheet;
use crate::tree::{Node, Value};
use std::ops::RangeInclusive;

/// Why a setting cannot be used: words after its name, and what to type.
#[derive(Debug)]
pub(super) struct Fault {
    /// As in "`page_size` is not a whole number".
    pub(super) is: String,
    /// What to do.
    pub(super) help: String,
}

type Read<T> = Result<T, Fault>;

fn fault<T>(is: impl Into<String>, help: impl Into<String>) -> Read<T> {
    Err(Fault { is: is.into(), help: help.into() })
}

/// Text of any length. TOML's own dates are taken as they are written.
pub(super) fn text(node: &Node) -> Read<String> {
    match &node.value {
        Value::Text(text) | Value::Plain(text) if text.trim().is_empty() => {
            fault("is empty", "write it between the quotes, or take the line out")
        }
        Value::Text(text) | Value::Plain(text) => Ok(text.trim().to_owned()),
        Value::Number(number) => fault("needs text in quotes", format!("write \"{number}\"")),
        Value::Bool(flag) => fault("needs text in quotes", format!("write \"{flag}\"")),
        Value::Null | Value::List(_) | Value::Map(_) => fault("needs text in quotes", "write \"…\""),
    }
}

/// Text of one line.
pub(super) fn line(node: &Node) -> Read<String> {
    let text = text(node)?;
    if text.contains(char::is_control) {
        return fault("needs to be one line", "take out the line breaks and tabs");
    }
    Ok(text)
}

/// A line that stands in tables.
pub(super) fn cell(node: &Node) -> Read<String> {
    let text = line(node)?;
    if spreadsheet::is_formula(&text) {
        return fault("begins with a sign that makes it a formula in a spreadsheet", "begin with a letter");
    }
    Ok(text)
}

/// True or false.
pub(super) fn flag(node: &Node) -> Read<bool> {
    match node.value {
        Value::Bool(flag) => Ok(flag),
        _ => fault("is either true or false", "write true or false, without quotes"),
    }
}

/// A whole number within bounds.
pub(super) fn whole(node: &Node, bounds: RangeInclusive<usize>) -> Read<usize> {
    let help = format!("write a whole number from {} to {}, without quotes", bounds.start(), bounds.end());
    let Value::Number(number) = &node.value else { return fault("is not a whole number", help) };
    match number.replace('_', "").parse::<usize>() {
        Ok(n) if bounds.contains(&n) => Ok(n),
        Ok(_) => fault("is out of bounds", help),
        Err(_) => fault("is not a whole number", help),
    }
}

/// Where the site will be; ends in `/` afterwards.
pub(super) fn base_url(node: &Node) -> Read<String> {
    let text = line(node)?;
    let whole = "write it whole, such as https://council.example.org/";
    let Some(rest) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else {
        return fault("does not start with https:// or http://", whole);
    };
    if text.contains(['?', '#']) {
        return fault("has a `?` or `#` in it", "write the address without what comes after ? or #");
    }
    let host = rest.split('/').next().unwrap_or_default();
    let plain =
        |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c) || (!c.is_ascii() && c.is_alphanumeric());
    let path = &rest[host.len()..];
    let slashes = path.contains("//") || path.split('/').any(|p| p == "." || p == "..");
    if host.is_empty() || !host.chars().all(plain) || slashes {
        return fault("is not a web address", whole);
    }
    if rest.contains(|c: char| c.is_whitespace() || "<>\"\\^`{|}".contains(c)) {
        return fault("is not a web address", "take out the spaces and brackets");
    }
    Ok(if text.ends_with('/') { text } else { text + "/" })
}

/// The address of a page on the web.
pub(super) fn web_address(node: &Node) -> Read<String> {
    let text = line(node)?;
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let odd = |c: char| c.is_whitespace() || "<>\"\\^`{|}".contains(c);
    match rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(odd)) {
        true => Ok(text),
        false => fault(
            "is not the address of a page on the web",
            "write it from https:// on, as a browser shows it",
        ),
    }
}

/// An id of the SPDX list that crier knows, or one of the owner's own, which SPDX lets begin with `LicenseRef-`.
pub(super) fn licence(node: &Node) -> Read<String> {
    let text = line(node)?;
    let own = text.strip_prefix(licence::OWN).is_some_and(|rest| {
        !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.')
    });
    if own || licence::KNOWN.iter().any(|(id, ..)| *id == text) {
        return Ok(text);
    }
    let ids = || licence::KNOWN.iter().map(|(id, ..)| *id);
    let typed = text.replace([' ', '_'], "-");
    // "OGL" and "CC-BY" begin several: the newest stands first.
    let begins = |id: &&str| typed.len() > 2 && id.to_lowercase().starts_with(&typed.to_lowercase());
    let near = ids().find(begins).or_else(|| did_you_mean(&typed, ids()));
    let help = near.map_or_else(
        || {
            format!(
                "write one of {}; or LicenseRef- and a name of your own",
                ids().collect::<Vec<_>>().join(", ")
            )
        },
        |id| format!("did you mean `{id}`?"),
    );
    fault(format!("cannot be `{text}`: that is no licence id"), help)
}

/// An e-mail address.
pub(super) fn email(node: &Node) -> Read<String> {
    formed(node, Format::Email, "is not an e-mail address")
}

/// A language tag.
pub(super) fn language(node: &Node) -> Read<String> {
    formed(node, Format::Language, "is not a language tag")
}

fn formed(node: &Node, form: Format, is: &str) -> Read<String> {
    let text = line(node)?;
    match format::check(form, "", &text) {
        Ok(()) => Ok(text),
        Err(diagnostic) => fault(is, diagnostic.help.unwrap_or_default()),
    }
}

/// Nine characters of the Office for National Statistics: a letter and eight digits.
pub(super) fn council_code(node: &Node) -> Read<String> {
    let text = line(node)?;
    let (first, rest) = text.split_at(usize::from(text.is_char_boundary(1)));
    let letter = first.bytes().all(|b| b"EWSNK".contains(&b)) && !first.is_empty();
    if letter && rest.len() == 8 && rest.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(text);
    }
    fault("is not an area code", "write the nine characters of the area's GSS code, such as E07000078")
}

/// A folder below `themes/`.
pub(super) fn folder(node: &Node) -> Read<String> {
    let text = line(node)?;
    if name::is_name(&text) {
        return Ok(text);
    }
    fault(
        "is not the name of a folder",
        "write the folder's name below themes/ alone: small letters, digits and hyphens",
    )
}

/// A file in data/.
pub(super) fn file(node: &Node) -> Read<String> {
    let text = line(node)?;
    let parts_fit = text.split('/').all(|part| !part.is_empty() && part != "." && part != "..");
    // Whether anything changed is told from the folders of a site alone.
    if parts_fit && text.starts_with("data/") && !text.contains(['\\', ':']) {
        return Ok(text);
    }
    fault(
        "is not a file in data/",
        "put the file into data/ and write its path, such as data/bank-holidays.txt",
    )
}

/// A name of the time zone database. The program brings one for machines that have none.
pub(super) fn time_zone(node: &Node) -> Read<String> {
    let text = line(node)?;
    let db = jiff::tz::db();
    let shaped = text == "UTC" || text.contains('/');
    if shaped && db.get(&text).is_ok() {
        return Ok(text);
    }
    let names: Vec<String> =
        db.available().map(|name| name.to_string()).filter(|n| n.contains('/')).collect();
    // People write the city alone.
    let city =
        names.iter().find(|name| name.rsplit('/').next().is_some_and(|c| c.eq_ignore_ascii_case(&text)));
    let near = city.map(String::as_str).or_else(|| did_you_mean(&text, names.iter().map(String::as_str)));
    let help =
        near.map_or_else(|| "write it as Europe/London".to_owned(), |near| format!("did you mean `{near}`?"));
    fault(format!("cannot be `{text}`: there is no such time zone"), help)
}

/// One of a few words.
pub(super) fn one_of(node: &Node, words: &[&str]) -> Read<String> {
    let text = line(node)?;
    if words.contains(&&*text) {
        return Ok(text);
    }
    let help = did_you_mean(&text, words.iter().copied()).map_or_else(
        || format!("use one of: {}", words.join(", ")),
        |near| format!("did you mean `{near}`?"),
    );
    fault(format!("cannot be `{text}`"), help)
}

/// A day.
pub(super) fn day(node: &Node) -> Read<String> {
    let text = line(node)?;
    match crate::date::day(&text) {
        Ok(_) => Ok(text),
        Err(_) => fault("is not a day", "write year, month and day, as in \"2026-11-02\""),
    }
}

/// A value for a style sheet: nothing that could end a declaration or load a file.
pub(super) fn token(node: &Node) -> Read<String> {
    let text = line(node)?;
    if text.contains(['{', '}', ';', '<', '>', '\\', '@']) || text.to_ascii_lowercase().contains("url(") {
        return fault(
            "holds signs a theme value cannot have",
            "write a plain value, such as #0b5d3b or 1.5rem",
        );
    }
    Ok(text)
}
