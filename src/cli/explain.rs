//! `crier explain`: what a problem means, or where an address comes from.
//!
//! In: a code, or an address and a way to look it up. Out: plain text. The pages about codes are part of the program
//! (`tests/diagnostics/<code>.md`), so what is explained is also what is tested.

use crate::diagnostic::report::may_be_lowered;
use crate::diagnostic::{Code, Severity, did_you_mean};
use crate::embedded;

/// Folder of the pages about codes.
pub const PAGES: &str = "tests/diagnostics";

/// What is said of an address: a label and a value for each line, such as `record` and `report/2025-03-18-a`.
pub type Story = Vec<(String, String)>;

/// Why nothing can be explained.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ExplainError {
    /// Neither a code nor an address.
    #[error("there is no problem called `{subject}`{}", near.map(|n| format!("; did you mean `{n}`?")).unwrap_or_default())]
    UnknownCode {
        /// What was typed.
        subject: String,
        /// The nearest code.
        near: Option<&'static str>,
    },
    /// The site has nothing there.
    #[error("the site has nothing at {0}")]
    UnknownAddress(String),
}

/// Explains a code, or an address when it starts with `/`. `look_up` is asked for addresses only: a full address first, then the one
/// with `/` at its end.
///
/// # Errors
/// When there is no such code or address.
pub fn explain(
    subject: &str,
    look_up: &mut dyn FnMut(&str) -> Option<Story>,
) -> Result<String, ExplainError> {
    if !subject.starts_with('/') {
        return explain_code(subject);
    }
    let story = look_up(subject).or_else(|| look_up(&format!("{subject}/")));
    let story = story.ok_or_else(|| ExplainError::UnknownAddress(subject.to_owned()))?;
    let width = story.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
    Ok(story.iter().map(|(label, value)| format!("{label:width$}  {value}\n")).collect())
}

/// Explains a code: its page, or its one sentence where there is no page.
///
/// # Errors
/// When there is no such code.
pub fn explain_code(subject: &str) -> Result<String, ExplainError> {
    let subject = subject.trim_start_matches("crier::").trim_matches(['[', ']']);
    let Some(code) = Code::from_name(subject) else {
        let near = did_you_mean(subject, Code::ALL.iter().map(|code| code.name()));
        return Err(ExplainError::UnknownCode { subject: subject.to_owned(), near });
    };
    let severity = match code.severity() {
        Severity::Error => "an error: the site is not published until it is put right",
        Severity::Warning => "a warning: the site is published all the same",
    };
    let page = embedded::file(&format!("{PAGES}/{}.md", code.name()));
    let text = match page.map(String::from_utf8_lossy) {
        Some(page) => plain(&page),
        None => format!("{}\n\n{}\n", code.name(), code.meaning()),
    };
    let settled = if may_be_lowered(code) { " `[checks]` in crier.toml can change that." } else { "" };
    Ok(format!("{text}\nIt is {severity}.{settled}\n"))
}

/// A page of Markdown as text for a terminal: headings underlined, examples indented, marks of emphasis and code left out.
fn plain(page: &str) -> String {
    let mut out = String::new();
    let mut fence: Option<&str> = None;
    for line in page.lines() {
        let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
        match fence {
            Some(open) if ticks.len() >= open.len() && line.len() == ticks.len() => fence = None,
            Some(_) => push(&mut out, &format!("    {line}")),
            None if ticks.len() >= 3 => fence = Some(ticks),
            None => match line.strip_prefix('#') {
                Some(rest) => heading(&mut out, rest),
                None => push(&mut out, line),
            },
        }
    }
    out
}

fn heading(out: &mut String, rest: &str) {
    let words = rest.trim_start_matches('#').trim();
    let mark = if rest.starts_with('#') { "-" } else { "=" };
    push(out, words);
    push(out, &mark.repeat(words.chars().count()));
}

fn push(out: &mut String, line: &str) {
    out.push_str(line.trim_end());
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_explained() {
        for code in Code::ALL {
            let text = explain(code.name(), &mut |_| None).unwrap();
            assert!(text.contains(code.name()) && text.len() > code.name().len() + 80, "{code}");
            assert!(!text.contains("```"), "{code}");
        }
        assert!(explain_code("clear-days").unwrap().contains("a warning"));
        for (code, may_be_changed) in
            [("clear-days", true), ("broken-link", true), ("bad-date", false), ("suppressed", false)]
        {
            let text = explain_code(code).unwrap();
            assert_eq!(text.contains("`[checks]` in crier.toml can change that"), may_be_changed, "{code}");
        }
        assert_eq!(explain_code("[unknown-record]"), explain_code("unknown-record"));
    }

    #[test]
    fn a_slip_is_met_with_the_nearest_code() {
        let error = explain_code("unknown-recrod").unwrap_err().to_string();
        assert_eq!(error, "there is no problem called `unknown-recrod`; did you mean `unknown-record`?");
        assert_eq!(explain_code("zebra").unwrap_err().to_string(), "there is no problem called `zebra`");
    }

    #[test]
    fn an_address_is_looked_up_with_and_without_its_last_slash() {
        let mut look_up = |address: &str| {
            (address == "/reports/a/")
                .then(|| vec![("address".into(), address.into()), ("record".into(), "report/a".into())])
        };
        let text = explain("/reports/a", &mut look_up).unwrap();
        assert_eq!(text, "address  /reports/a/\nrecord   report/a\n");
        assert_eq!(explain("/b", &mut look_up), Err(ExplainError::UnknownAddress("/b".into())));
    }

    #[test]
    fn pages_become_plain_text() {
        let page = "# bad-date\n\nA date.\n\n## Example\n\n````md\n```\ndate: x\n```\n````\nThen.\n";
        let text =
            "bad-date\n========\n\nA date.\n\nExample\n-------\n\n    ```\n    date: x\n    ```\nThen.\n";
        assert_eq!(plain(page), text);
    }
}
