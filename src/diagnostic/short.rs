//! One line for each problem, as editors and `grep` read them: `path:line:column: error[code]: message; help`.

use super::report::{Located, Report, Spot, one_line, severity_word};
use std::fmt::Write as _;

/// All problems, a line each. A problem of a whole file has no line and column, one of the whole site no
/// path.
pub fn render(report: &Report) -> String {
    let mut out = String::new();
    for problem in &report.problems {
        out.push_str(&line(problem));
        out.push('\n');
    }
    out
}

fn line(problem: &Located) -> String {
    let mut line = String::new();
    if let Some(spot) = &problem.spot {
        line.push_str(&place(spot));
        line.push_str(": ");
    }
    let (severity, code) = (severity_word(problem.severity), problem.code);
    write!(line, "{severity}[{code}]: {}", one_line(&problem.message)).expect("a String takes all text");
    if let Some(help) = &problem.help {
        line.push_str("; ");
        line.push_str(&one_line(help));
    }
    line
}

/// A place as `path:line:column`, or the path alone.
pub(super) fn place(spot: &Spot) -> String {
    let path = one_line(&spot.path);
    match spot.start {
        Some(start) => format!("{path}:{}:{}", start.line, start.column),
        None => path,
    }
}
