//! What a template may do to a value: addresses, dates, numbers, words.

use crate::date;
use crate::record::name;
use minijinja::{Environment, Value};
use std::borrow::Cow;

/// Stands before a site-absolute address until the page is finished: the renderer puts the way to the site's root in its place.
/// No text of a record holds it, for it is a control character.
pub const ROOT_MARK: char = '\u{1}';
/// The same as a byte.
pub(super) const ROOT_BYTE: u8 = ROOT_MARK as u8;

/// Adds every filter to an environment.
pub fn add(env: &mut Environment<'_>) {
    env.add_filter("url", |address: &Value| {
        Value::from_safe_string(address.as_str().map_or_else(|| url(&address.to_string()), url))
    });
    env.add_filter("when", when);
    env.add_filter("when_text", |value: &Value| date::words(&value.to_string()));
    env.add_filter("clock", |value: &Value| date::clock_words(&value.to_string()));
    env.add_filter("bytes", |n: u64| bytes(n));
    env.add_filter("number", number);
    env.add_filter("amount", |value: f64, unit: Option<&str>| amount(value, unit));
    env.add_filter("first_sentence", |text: &str| first_sentence(text).to_owned());
    env.add_filter("unstopped", |value: &Value| match value.as_str() {
        Some(text) if value.is_safe() => Value::from_safe_string(unstopped(text).to_owned()),
        _ => Value::from(unstopped(&value.to_string())),
    });
    env.add_filter("plural", |n: u64, one: String, many: String| if n == 1 { one } else { many });
    env.add_filter("printed", |id: &Value| id.as_str().filter(|id| name::is_printed(id)).map(str::to_owned));
    env.add_filter("cap", |value: &Value| cap(&value.to_string()));
}

/// A site-absolute address with the mark in front; any other as it is. Escaped for an attribute.
pub fn url(address: &str) -> String {
    let mut out = String::with_capacity(address.len() + 1);
    if address.starts_with('/') {
        out.push(ROOT_MARK);
    }
    escape(address, &mut out);
    out
}

/// The bytes that [`escape`] does not leave as they are.
static SPECIAL: [bool; 256] = {
    let mut table = [false; 256];
    let mut nth = 0;
    while nth < b"&<>\"'".len() {
        table[b"&<>\"'"[nth] as usize] = true;
        nth += 1;
    }
    table[ROOT_BYTE as usize] = true;
    table
};

/// Escapes text for HTML, attributes included.
pub fn escape(text: &str, out: &mut String) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate().filter(|(_, byte)| SPECIAL[usize::from(*byte)]) {
        let written = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            ROOT_BYTE => "",
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(written);
        from = at + 1;
    }
    out.push_str(&text[from..]);
}

/// A date as a `<time>` element where HTML has a form for it, else as words.
pub fn when(value: &Value) -> Value {
    // A claimed date is an object that prints what may be said: the date, or words in its place.
    let text = value.as_str().map_or_else(|| Cow::Owned(value.to_string()), Cow::Borrowed);
    let text = &*text;
    let mut out = String::with_capacity(64);
    let machine = date::machine(text);
    if let Some(machine) = &machine {
        out.push_str("<time datetime=\"");
        escape(machine, &mut out);
        out.push_str("\">");
    }
    escape(&date::words(text), &mut out);
    out.push_str(if machine.is_some() { "</time>" } else { "" });
    Value::from_safe_string(out)
}

/// A number as data write it, in groups of three.
pub fn number(value: &Value) -> String {
    let text = value.to_string();
    let text = text.strip_suffix(".0").unwrap_or(&text);
    grouped(text)
}

/// A number with its unit, as people write it: `£508,000`, `47%`, `336 sales`. At most four digits after the point.
pub fn amount(value: f64, unit: Option<&str>) -> String {
    let rounded = format!("{value:.4}");
    let number = grouped(rounded.trim_end_matches('0').trim_end_matches('.'));
    match unit {
        Some("pounds" | "£") => match number.strip_prefix('\u{2212}') {
            Some(number) => format!("\u{2212}£{number}"),
            None => format!("£{number}"),
        },
        Some("percent" | "per cent" | "percentage" | "%") => format!("{number}%"),
        Some(unit) => format!("{number} {unit}"),
        None => number,
    }
}

/// Digits in groups of three, as Britain prints them.
pub fn grouped(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |rest| ("\u{2212}", rest));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let mut out = String::from(sign);
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// A file's size in the largest unit that leaves a readable number: `1.2 MB`, powers of ten.
pub fn bytes(n: u64) -> String {
    match n {
        0..1000 => format!("{n} bytes"),
        1000..1_000_000 => format!("{} kB", n.div_ceil(1000)),
        _ => format!("{:.1} MB", n as f64 / 1e6),
    }
}

/// Up to the first full stop that ends a sentence.
pub fn first_sentence(text: &str) -> &str {
    let mut from = 0;
    while let Some(at) = text[from..].find(". ") {
        let end = from + at + 1;
        if text[end..].trim_start().starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) {
            return &text[..end];
        }
        from = end;
    }
    text
}

/// Text without the full stop at its end, so that a sentence can go on after it. Three of them stay: they say that something is left out.
pub fn unstopped(text: &str) -> &str {
    let text = text.trim_end();
    if text.ends_with("...") { text } else { text.strip_suffix('.').unwrap_or(text) }
}

/// The first letter as a capital.
pub fn cap(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_sizes_are_readable() {
        assert_eq!(grouped("1673"), "1,673");
        assert_eq!(grouped("-1234567.5"), "\u{2212}1,234,567.5");
        assert_eq!(amount(508_000.0, Some("pounds")), "£508,000");
        assert_eq!(amount(-0.1 - 0.2, Some("pounds")), "\u{2212}£0.3");
        assert_eq!(amount(47.25, Some("per cent")), "47.25%");
        assert_eq!(amount(100.0, Some("sales")), "100 sales");
        assert_eq!(bytes(999), "999 bytes");
        assert_eq!(bytes(1200), "2 kB");
        assert_eq!(bytes(1_234_567), "1.2 MB");
    }

    #[test]
    fn sentences_end_where_a_new_one_begins() {
        assert_eq!(first_sentence("See para. 3 and 4. Then stop. More."), "See para.");
        assert_eq!(first_sentence("One thing. another"), "One thing. another");
    }

    #[test]
    fn a_sentence_can_go_on_after_a_text_that_ended_one() {
        assert_eq!(unstopped("To order the signs. "), "To order the signs");
        assert_eq!(unstopped("and so on..."), "and so on...");
        assert_eq!(unstopped("Owns a shop"), "Owns a shop");
    }

    #[test]
    fn dates_become_time_elements() {
        assert_eq!(
            when(&Value::from("2010-06-28")).to_string(),
            "<time datetime=\"2010-06-28\">28 June 2010</time>"
        );
        assert_eq!(when(&Value::from("2025-Q3")).to_string(), "July to September 2025");
        assert_eq!(when(&Value::from("<b>")).to_string(), "&lt;b&gt;");
    }

    #[test]
    fn what_is_special_is_what_is_escaped() {
        for byte in 0..128 {
            let text = char::from(byte).to_string();
            let mut out = String::new();
            escape(&text, &mut out);
            assert_eq!(SPECIAL[usize::from(byte)], out != text, "{text:?}");
        }
    }
}
