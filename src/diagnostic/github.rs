//! Problems as workflow commands, which GitHub shows beside the lines of a pull request.
//!
//! The form is that of "Workflow commands for GitHub Actions": `::error file=…,line=…::message`.

use super::report::{Located, Report, severity_word};
use super::short;
use std::fmt::Write as _;

/// All problems, a command and a line each. Columns are given only for a place within one line: GitHub
/// takes no others.
pub fn render(report: &Report) -> String {
    let mut out = String::new();
    for problem in &report.problems {
        out.push_str(&command(problem));
        out.push('\n');
    }
    out
}

fn command(problem: &Located) -> String {
    let mut properties = Vec::new();
    if let Some(spot) = &problem.spot {
        properties.push(format!("file={}", property(&spot.path)));
        if let (Some(start), Some(end)) = (spot.start, spot.end) {
            properties.push(format!("line={}", start.line));
            if start.line == end.line {
                properties
                    .push(format!("col={},endLine={},endColumn={}", start.column, end.line, end.column));
            } else {
                properties.push(format!("endLine={}", end.line));
            }
        }
    }
    properties.push(format!("title={}", property(problem.code.name())));
    let mut message = problem.message.clone();
    if let Some(label) = &problem.label {
        write!(message, "\n{label}").expect("a String takes all text");
    }
    for related in &problem.related {
        write!(message, "\n{}: {}", short::place(&related.spot), related.words)
            .expect("a String takes all text");
    }
    if let Some(help) = &problem.help {
        write!(message, "\nhelp: {help}").expect("a String takes all text");
    }
    format!("::{} {}::{}", severity_word(problem.severity), properties.join(","), data(&message))
}

/// A message as a command takes it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property's value as a command takes it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
