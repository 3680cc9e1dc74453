//! Problems as one JSON array, an object and a line for each.

use super::report::{Located, Report, Spot, severity_word};
use crate::source::{Position, Span};
use serde::Serialize;

/// All problems as a JSON array. Every member is always there, `null` when there is nothing to say.
pub fn render(report: &Report) -> String {
    let objects: Vec<String> = report.problems.iter().map(object).collect();
    match objects.is_empty() {
        true => "[]\n".to_owned(),
        false => format!("[\n{}\n]\n", objects.join(",\n")),
    }
}

#[derive(Serialize)]
struct Problem<'a> {
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    label: Option<&'a str>,
    help: Option<&'a str>,
    place: Option<Place<'a>>,
    related: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    place: Place<'a>,
}

#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    start: Option<Point>,
    end: Option<Point>,
    excerpt: Vec<Shown<'a>>,
}

/// Line and column from 1, the column in characters; the offset in bytes from 0. The end is the first
/// character after the place.
#[derive(Serialize)]
struct Point {
    line: Option<u32>,
    column: Option<u32>,
    offset: u32,
}

#[derive(Serialize)]
struct Shown<'a> {
    line: u32,
    text: &'a str,
}

fn object(problem: &Located) -> String {
    let object = Problem {
        code: problem.code.name(),
        severity: severity_word(problem.severity),
        message: &problem.message,
        label: problem.label.as_deref(),
        help: problem.help.as_deref(),
        place: problem.spot.as_ref().map(place),
        related: problem
            .related
            .iter()
            .map(|r| Related { message: &r.words, place: place(&r.spot) })
            .collect(),
    };
    serde_json::to_string(&object).expect("texts and numbers are always JSON")
}

fn place(spot: &Spot) -> Place<'_> {
    let point = |offset: fn(Span) -> u32, position: Option<Position>| {
        spot.span.map(|span| Point {
            line: position.map(|p| p.line),
            column: position.map(|p| p.column),
            offset: offset(span),
        })
    };
    Place {
        path: &spot.path,
        start: point(|span| span.start, spot.start),
        end: point(|span| span.end, spot.end),
        excerpt: spot
            .lines
            .iter()
            .filter(|line| line.mark.is_some())
            .map(|line| Shown { line: line.number, text: &line.text })
            .collect(),
    }
}
