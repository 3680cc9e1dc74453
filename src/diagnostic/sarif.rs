//! Problems as SARIF 2.1.0 (OASIS Standard), which code hosts and editors read.

use super::Code;
use super::report::{Located, Report, Spot, severity_word};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// All problems as one run of crier. Rules are the codes that occur, in the order of the catalogue; paths
/// are relative to the site root, columns count characters (`unicodeCodePoints`, §3.14.27).
pub fn render(report: &Report) -> String {
    let rules: Vec<Code> =
        Code::ALL.iter().copied().filter(|code| report.problems.iter().any(|p| p.code == *code)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "crier",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|code| rule(*code)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": report.problems.iter().map(|p| result(p, &rules)).collect::<Vec<_>>(),
        }],
    });
    format!("{log:#}\n")
}

fn rule(code: Code) -> Value {
    json!({
        "id": code.name(),
        "shortDescription": { "text": code.meaning() },
        "help": { "text": format!("Run `crier explain {code}`.") },
        "defaultConfiguration": { "level": severity_word(code.severity()) },
    })
}

fn result(problem: &Located, rules: &[Code]) -> Value {
    let mut result = json!({
        "ruleId": problem.code.name(),
        "ruleIndex": rules.iter().position(|code| *code == problem.code),
        "level": severity_word(problem.severity),
        "message": { "text": message(problem) },
        "locations": problem.spot.iter().map(|spot| location(spot, None)).collect::<Vec<_>>(),
    });
    if !problem.related.is_empty() {
        let related = problem.related.iter().map(|r| location(&r.spot, Some(&r.words)));
        result["relatedLocations"] = related.collect();
    }
    result
}

/// Message and help: SARIF has no place for help to one result but a fix, which must be exact.
fn message(problem: &Located) -> String {
    match &problem.help {
        Some(help) => format!("{}\n{help}", problem.message),
        None => problem.message.clone(),
    }
}

fn location(spot: &Spot, words: Option<&str>) -> Value {
    let mut physical = json!({ "artifactLocation": { "uri": uri(&spot.path) } });
    if let Some(region) = region(spot) {
        physical["region"] = region;
    }
    let mut location = json!({ "physicalLocation": physical });
    if let Some(words) = words {
        location["message"] = json!({ "text": words });
    }
    location
}

/// Lines and columns, or the bytes of a file that is not text; none for a whole file.
fn region(spot: &Spot) -> Option<Value> {
    let span = spot.span?;
    let mut region = Map::new();
    if let (Some(start), Some(end)) = (spot.start, spot.end) {
        region.insert("startLine".into(), start.line.into());
        region.insert("startColumn".into(), start.column.into());
        region.insert("endLine".into(), end.line.into());
        region.insert("endColumn".into(), end.column.into());
    } else {
        region.insert("byteOffset".into(), span.start.into());
        region.insert("byteLength".into(), span.end.saturating_sub(span.start).into());
    }
    Some(region.into())
}

/// A path as a relative URI reference (RFC 3986): all but unreserved characters and `/` escaped.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            _ => write!(uri, "%{byte:02X}").expect("a String takes all text"),
        }
    }
    uri
}
