//! The forms a text may have, and what to say when it has not.

use crate::date;
use crate::diagnostic::{Code, Diagnostic};
use crate::kind::Format;

/// Checks a text against its form.
///
/// # Errors
/// A diagnostic without a place: `bad-date` for dates and times, `bad-format` for the rest.
pub fn check(format: Format, field: &str, text: &str) -> Result<(), Box<Diagnostic>> {
    match format {
        Format::Plain => Ok(()),
        Format::PartialDate => {
            dated(field, text, date::partial(text), "a date such as 2010-06-28, 2010-06 or 2010")
        }
        Format::Day => dated(field, text, date::day(text), "a full date such as 2010-06-28"),
        Format::Instant => dated(
            field,
            text,
            date::instant(text),
            "a date and time with its zone such as 2026-12-01T09:00:00Z",
        ),
        Format::Period => dated(
            field,
            text,
            date::period(text),
            "a period such as 2010-06, 2025-Q3, 2011/12 or 2009 to 2011",
        ),
        Format::Time => dated(
            field,
            text,
            date::time(text),
            "the time on the 24-hour clock, with a colon: half past seven in the evening is 19:30",
        ),
        Format::Email => {
            shaped(email(text), field, text, "an e-mail address", "write it as name@example.org")
        }
        Format::Phone => shaped(
            phone(text),
            field,
            text,
            "a telephone number",
            "write digits and spaces, such as 01632 960000",
        ),
        Format::Uri => {
            shaped(uri(text), field, text, "a web address", "write it whole, starting with https://")
        }
        Format::Language => {
            shaped(language(text), field, text, "a language tag", "write it as en-GB, cy or pl")
        }
        Format::Address => shaped(
            address(text),
            field,
            text,
            "an address of this site",
            "write the path alone, starting with / and without spaces",
        ),
    }
}

fn dated<T>(
    field: &str,
    text: &str,
    read: Result<T, date::Fault>,
    wanted: &str,
) -> Result<(), Box<Diagnostic>> {
    let Err(fault) = read else { return Ok(()) };
    let message = format!("`{field}`: `{text}` {fault}");
    let any = format!("write {wanted}");
    let (help, repeated) = match fault {
        date::Fault::Form(Some(better)) if better.contains('/') => {
            (format!("write {better} for the financial year"), vec![better])
        }
        date::Fault::Form(Some(better)) => (format!("write {better}"), vec![better]),
        date::Fault::Form(None) => (any.clone(), Vec::new()),
        date::Fault::Time(times) => (better_time(&times).unwrap_or_else(|| any.clone()), times),
        date::Fault::NoSuchDay(Some(why)) => {
            (format!("{why}: write the day that is meant, with the year first"), vec![why])
        }
        date::Fault::NoSuchDay(None) => ("check the day, the month and the year".to_owned(), Vec::new()),
        date::Fault::Backwards => ("put the earlier date first".to_owned(), Vec::new()),
    };
    // A date in another form is the same date: it is as little public.
    let public = if repeated.is_empty() { help.clone() } else { any };
    let mut diagnostic = Diagnostic::new(Code::BadDate, message).help(help).public_help(public).quoting(text);
    diagnostic.quotes.extend(repeated);
    Err(Box::new(diagnostic))
}

/// What to write for the times that a text may mean; none where it means none.
fn better_time(times: &[String]) -> Option<String> {
    match times {
        [] => None,
        [one] => Some(format!("write {one}")),
        [morning, evening, ..] => {
            Some(format!("write {morning} for the morning or {evening} for the evening"))
        }
    }
}

fn shaped(
    fits: bool,
    field: &str,
    text: &str,
    what: &str,
    help: &'static str,
) -> Result<(), Box<Diagnostic>> {
    if fits {
        return Ok(());
    }
    let message = format!("`{field}`: `{text}` is not {what}");
    Err(Box::new(Diagnostic::new(Code::BadFormat, message).help(help).quoting(text)))
}

/// One `@`, something on both sides, a dot in the domain, no spaces: enough to catch slips, not to judge addresses.
fn email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && domain.contains('.')
            && !domain.starts_with('.')
            && !domain.ends_with('.')
            && !text.contains(char::is_whitespace)
            && !domain.contains('@')
    })
}

/// Digits, spaces, brackets and hyphens; a plus only before all digits, and no hyphen first.
fn phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let plus =
        text.rfind('+').is_none_or(|at| !text[..at].contains(|c: char| c.is_ascii_digit() || c == '+'));
    (5..=15).contains(&digits)
        && text.bytes().all(|b| b.is_ascii_digit() || b" +()-".contains(&b))
        && plus
        && !text.trim_start().starts_with('-')
}

/// A telephone number as it is dialled within the United Kingdom: `+44 1632 960000` is 01632 960000, and a number abroad begins with 00
/// (Ofcom, National Telephone Numbering Plan, "international prefix"). A plus sign would make it a formula in spreadsheets.
pub fn national(text: &str) -> String {
    let text = text.trim();
    let Some(abroad) = text.strip_prefix("(+").or_else(|| text.strip_prefix('+')) else {
        return text.to_owned();
    };
    let Some(own) = abroad.strip_prefix("44") else {
        // A bracket that was opened before the plus has lost its other half.
        let bracket = text.starts_with('(');
        return format!("00{}", if bracket { abroad.replacen(')', "", 1) } else { abroad.to_owned() });
    };
    let own = own.trim_start_matches([')', ' ', '-']);
    // "+44 (0)1632": the nought in brackets is the one that is dialled.
    let own = own.strip_prefix("(0)").unwrap_or(own).trim_start();
    let zero = if own.trim_start_matches('(').starts_with('0') { "" } else { "0" };
    match own.strip_prefix('(') {
        Some(rest) => format!("({zero}{rest}"),
        None => format!("{zero}{own}"),
    }
}

fn uri(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|r| !r.is_empty() && !r.starts_with('/'))
        && !text.contains(|c: char| c.is_whitespace() || "<>\"".contains(c))
}

/// Letters of a BCP 47 tag: a language and perhaps subtags.
fn language(text: &str) -> bool {
    let mut tags = text.split('-');
    let first =
        tags.next().is_some_and(|t| (2..=3).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_alphabetic()));
    first && tags.all(|t| (2..=8).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_alphanumeric()))
}

fn address(text: &str) -> bool {
    text.starts_with('/')
        && !text.starts_with("//")
        && !text.split('/').any(|part| part == ".." || part == ".")
        && text.bytes().all(|b| b.is_ascii_graphic() && !b"?#%\\<>\"".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephone_numbers_are_national() {
        for (written, published) in [
            ("+44 1632 960000", "01632 960000"),
            ("+44 (0)1632 960000", "01632 960000"),
            ("+44(0) 1632 960000", "01632 960000"),
            ("(+44) 1632 960000", "01632 960000"),
            ("+44-1632-960000", "01632-960000"),
            ("+44 01632 960000", "01632 960000"),
            ("+44 (1632) 960000", "(01632) 960000"),
            ("01632 960000", "01632 960000"),
            ("(01632) 960000", "(01632) 960000"),
            ("+353 1 700 0000", "00353 1 700 0000"),
            ("(+353) 1 700 0000", "00353 1 700 0000"),
        ] {
            assert!(phone(written), "{written}");
            assert_eq!(national(written), published);
        }
    }

    #[test]
    fn slips_are_caught() {
        assert!(
            email("a.b@example.org")
                && !email("a@b")
                && !email("a b@example.org")
                && !email("a@@example.org")
        );
        assert!(phone("01632 960001") && !phone("ask") && !phone("12"));
        assert!(
            phone("(+44) 1632 960001")
                && !phone("-01632 960001")
                && !phone("01632+960001")
                && !phone("++44 1632 960001")
        );
        assert!(uri("https://example.org/a") && !uri("www.example.org") && !uri("javascript:alert(1)"));
        assert!(language("en-GB") && language("cy") && !language("english language"));
        assert!(address("/old/page/") && !address("old/page") && !address("/a/../b") && !address("//host/"));
        let wrong = check(Format::Day, "date", "28/06/2010").unwrap_err();
        assert_eq!(wrong.message, "`date`: `28/06/2010` is not a date crier reads");
        assert_eq!(wrong.help.as_deref(), Some("write 2010-06-28"));
    }
}
