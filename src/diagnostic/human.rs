//! Problems for people: the message, the line with a caret under it, what to do; drawn as rustc does.

use super::Severity;
use super::report::{Located, Report, Spot, one_line};
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// How many problems are shown.
pub const SHOWN_MAX: usize = 50;
/// Characters in a line; longer lines of a file are cut around the caret.
const WIDTH: usize = 120;
/// Places of one file further apart than this many lines are drawn one by one.
const FAR: u32 = 1000;

/// Whether the terminal shows colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// ANSI escapes for colour and weight.
    Ansi,
    /// Text alone.
    Plain,
}

/// The first [`SHOWN_MAX`] problems, an empty line after each, and how many more there are.
pub fn render(report: &Report, colour: Colour) -> String {
    let renderer = match colour {
        Colour::Ansi => Renderer::styled(),
        Colour::Plain => Renderer::plain(),
    };
    let renderer = renderer.term_width(WIDTH);
    let mut out = String::new();
    for problem in report.problems.iter().take(SHOWN_MAX) {
        out.push_str(&with_columns(renderer.render(&[group(problem)]), problem));
        out.push_str("\n\n");
    }
    let more = (report.problems.len() + report.beyond.len()).saturating_sub(SHOWN_MAX);
    if more > 0 {
        writeln!(out, "and {more} more (crier check --format short lists all)")
            .expect("a String takes all text");
    }
    out
}

/// A spot to draw: whether it is the problem's own, and the words beside it.
struct Drawn<'a> {
    spot: &'a Spot,
    own: bool,
    words: Option<String>,
}

fn group(problem: &Located) -> Group<'_> {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group =
        Group::with_title(level.primary_title(one_line(&problem.message)).id(problem.code.name()));
    let own = problem.spot.iter().map(|spot| Drawn {
        spot,
        own: true,
        words: problem.label.as_deref().map(one_line),
    });
    let related =
        problem.related.iter().map(|r| Drawn { spot: &r.spot, own: false, words: Some(one_line(&r.words)) });
    let mut pictures: Vec<Vec<Drawn<'_>>> = Vec::new();
    for drawn in own.chain(related) {
        match pictures.iter_mut().find(|picture| picture.iter().all(|other| fit(other.spot, drawn.spot))) {
            Some(picture) => picture.push(drawn),
            None => pictures.push(vec![drawn]),
        }
    }
    for picture in &pictures {
        group = draw(group, picture);
    }
    // A label without a line to stand beside.
    if let (Some(label), true) = (&problem.label, problem.spot.as_ref().is_none_or(|s| s.lines.is_empty())) {
        group = group.element(Level::NOTE.message(one_line(label)));
    }
    match &problem.help {
        Some(help) => group.element(Level::HELP.message(one_line(help))),
        None => group,
    }
}

/// Whether two spots can stand in one picture: lines of one file, whole, and not far apart.
fn fit(a: &Spot, b: &Spot) -> bool {
    let near = match (a.start, b.start) {
        (Some(a), Some(b)) => a.line.abs_diff(b.line) <= FAR,
        _ => false,
    };
    a.path == b.path && near && !a.lines.iter().chain(&b.lines).any(|line| line.cut)
}

/// The drawing with the true columns of places whose line was cut: the library counts in the cut line.
/// Such places are drawn one by one, in their order.
fn with_columns(mut drawn: String, problem: &Located) -> String {
    let mut from = drawn.find('\n').unwrap_or(drawn.len());
    for spot in problem.spot.iter().chain(problem.related.iter().map(|related| &related.spot)) {
        let cut = spot.lines.iter().find(|line| line.mark.is_some()).filter(|line| line.cut);
        let (Some(start), Some(line)) = (spot.start, cut) else { continue };
        let before = line.mark.as_ref().map_or("", |mark| &line.text[..mark.start]);
        let place = |column: usize| format!("{}:{}:{column}", one_line(&spot.path), line.number);
        let counted = place(before.chars().count() + 1);
        if let Some(at) = drawn[from..].find(&counted) {
            let true_place = place(start.column as usize);
            drawn.replace_range(from + at..from + at + counted.len(), &true_place);
            from += at + true_place.len();
        }
    }
    drawn
}

fn draw<'a>(group: Group<'a>, picture: &[Drawn<'_>]) -> Group<'a> {
    let path = one_line(&picture[0].spot.path);
    let lines: BTreeMap<u32, &str> =
        picture.iter().flat_map(|d| &d.spot.lines).map(|line| (line.number, line.text.as_str())).collect();
    let Some((&top, _)) = lines.first_key_value() else {
        let group = group.element(Origin::path(path));
        return match &picture[0].words {
            Some(words) if !picture[0].own => group.element(Level::NOTE.message(words.clone())),
            _ => group,
        };
    };
    // Lines between two places are not shown, but they count.
    let mut text = String::new();
    let mut offsets = BTreeMap::new();
    let mut next = top;
    for (number, line) in lines {
        while next < number {
            text.push('\n');
            next += 1;
        }
        offsets.insert(number, text.len());
        text.push_str(line);
        text.push('\n');
        next += 1;
    }
    let annotations: Vec<Annotation<'a>> = picture.iter().filter_map(|d| annotation(d, &offsets)).collect();
    group.element(Snippet::source(text).path(path).line_start(top as usize).annotations(annotations))
}

fn annotation<'a>(drawn: &Drawn<'_>, offsets: &BTreeMap<u32, usize>) -> Option<Annotation<'a>> {
    let mut marks = drawn.spot.lines.iter().filter_map(|line| {
        let mark = line.mark.as_ref()?;
        let at = offsets[&line.number];
        Some(at + mark.start..at + mark.end)
    });
    let first = marks.next()?;
    let end = marks.next_back().map_or(first.end, |last| last.end);
    let kind = if drawn.own { AnnotationKind::Primary } else { AnnotationKind::Context };
    Some(kind.span(first.start..end).label(drawn.words.clone()))
}
