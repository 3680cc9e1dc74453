//! What the preview puts around a page: the ribbon, the panel of problems and the bar; nothing of it is ever published.
//!
//! In: a page's bytes. Out: the same with `<aside id="crier">` at its end, a style sheet and a script in its head, and a policy that
//! allows just these. Every text is escaped by the template.

use super::desk;
use super::due::Due;
use super::shown::{Shown, hex};
use crate::date;
use crate::diagnostic::report::{Located, Report};
use crate::diagnostic::{Severity, human};
use crate::record::Ix;
use crate::site::{Site, State};
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, Value, context};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// The address of the script. The preview's policy allows it and no other.
pub const SCRIPT: &str = "/_crier/live.js";

/// How a report begins the line that says where.
const PLACE: &str = "--> ";

/// How it begins the line that says what to type.
const HELP: &str = "= help: ";

/// So many problems are shown on a page; the desk lists all.
const PROBLEMS_MAX: usize = 20;

/// So many records that name a page's record are listed in the bar.
const LINKS_MAX: usize = 50;

pub(super) static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut env = Environment::new();
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    env.set_syntax(syntax.expect("the usual delimiters fit together"));
    for (name, text) in [
        ("problems.html", include_str!("pages/problems.html")),
        ("frame.html", include_str!("pages/frame.html")),
        ("desk.html", include_str!("pages/desk.html")),
        ("failed.html", include_str!("pages/failed.html")),
    ] {
        env.add_template(name, text).expect("the preview's own templates are sound");
    }
    env
});

/// A page with the preview around it.
pub(super) fn page(shown: &Shown, address: &str, bytes: &[u8]) -> Vec<u8> {
    let html = String::from_utf8_lossy(bytes);
    let mark = hex(&Sha256::digest(bytes)[..8]);
    around(&html, &ui(shown, address, &mark, &shown.report, false))
}

/// The page where one could not be made. The script keeps what the browser shows and takes the panel alone.
pub(super) fn failed(shown: &Shown, address: &str, problem: &Report) -> Vec<u8> {
    let mut report = problem.clone();
    // The same line of a template may be told of already, with another page.
    let told = |other: &&Located| {
        let same = |own: &Located| own.spot.is_some() && own.spot == other.spot && own.code == other.code;
        report.problems.iter().any(same)
    };
    let others: Vec<Located> = shown.report.problems.iter().filter(|other| !told(other)).cloned().collect();
    report.problems.extend(others);
    let template = TEMPLATES.get_template("failed.html").expect("it was added");
    let html = template.render(context! {}).expect("it reads nothing");
    around(&html, &ui(shown, address, "", &report, true))
}

/// A page of the preview's own.
pub(super) fn own(shown: &Shown, template: &str, values: Value) -> Vec<u8> {
    let template = TEMPLATES.get_template(template).expect("it was added");
    let html = template.render(values).unwrap_or_else(|error| error.to_string());
    let mark = hex(&Sha256::digest(html.as_bytes())[..8]);
    around(&html, &ui(shown, desk::FOLDER, &mark, &Report::default(), false))
}

/// Puts the head's and the body's part in their places.
fn around(html: &str, ui: &str) -> Vec<u8> {
    let html = allowed(html);
    // Browsers ask for an icon even where a site has none, and complain on the console of what they miss.
    let icon =
        if html.contains("rel=\"icon\"") { "" } else { "<link rel=\"icon\" href=\"/_crier/icon.svg\">" };
    let head = format!(
        "<link rel=\"stylesheet\" href=\"/_crier/preview.css\">{icon}<script src=\"{SCRIPT}\" defer></script>"
    );
    let mut out = String::with_capacity(html.len() + head.len() + ui.len());
    let (before, rest) = html.split_once("</head>").unwrap_or(("", &html));
    out.push_str(before);
    out.push_str(&head);
    if !before.is_empty() {
        out.push_str("</head>");
    }
    match rest.rsplit_once("</body>") {
        Some((body, after)) => [body, ui, "</body>", after].iter().for_each(|part| out.push_str(part)),
        None => [rest, ui].iter().for_each(|part| out.push_str(part)),
    }
    out.into_bytes()
}

/// The page without the policy in its head: the preview sends the same as a header, with its script allowed.
fn allowed(html: &str) -> String {
    let Some(start) = html.find("<meta http-equiv=\"Content-Security-Policy\"") else {
        return html.to_owned();
    };
    let end = html[start..].find('>').map_or(html.len(), |at| start + at + 1);
    [&html[..start], &html[end..]].concat()
}

fn ui(shown: &Shown, address: &str, mark: &str, report: &Report, failed: bool) -> String {
    let site = shown.site();
    let ix = shown.record_at(address);
    let record = site.zip(ix).map(|(site, ix)| record(shown, site, ix));
    let early = site.zip(ix).and_then(|(site, ix)| site.early.get(&site.record(ix).id).copied());
    let path = site.zip(ix).map(|(site, ix)| site.record(ix).origin.path.clone());
    let errors = report.count(Severity::Error);
    let mut problems: Vec<&Located> = report.problems.iter().collect();
    // Why there is no page comes first; where there is one, what is wrong in its own file.
    if let (Some(path), false) = (&path, failed) {
        problems.sort_by_key(|problem| !stands_in(problem, path));
    }
    let values = context! {
        edition => &shown.id, page => mark, styles => shown.styles(), failed,
        problems => problems.into_iter().take(PROBLEMS_MAX).map(problem).collect::<Vec<_>>(),
        total => report.problems.len() + report.beyond.len(), errors, record,
        own => path.as_ref().map_or(0, |path| own_problems(report, path)),
        stale => path.as_ref().is_some_and(|path| shown.stale.contains(path)),
        ribbon => early.map(|state| ribbon(state, &shown.due, site.zip(ix).map_or("", |(site, ix)| &site.record(ix).id)))
            .or_else(|| no_page(&shown.due, address).filter(|_| ix.is_none())),
        desk => desk::FOLDER, bar => address != desk::FOLDER,
    };
    let template = TEMPLATES.get_template("frame.html").expect("it was added");
    // The template reads only what is given just above.
    template.render(values).unwrap_or_else(|error| format!("<aside id=\"crier\">{error}</aside>"))
}

/// A problem for a template: what it is, where, the excerpt, what to type. The words are those of the report; place and advice stand
/// outside the drawing, so that they are broken into lines on a narrow screen.
pub(super) fn problem(problem: &Located) -> Value {
    let alone = Report { problems: vec![problem.clone()], beyond: Vec::new() };
    let drawn = human::render(&alone, human::Colour::Plain);
    // The first line says again what it is.
    let lines: Vec<&str> = drawn.lines().skip(1).collect();
    let (place, lines) = match lines.split_first() {
        Some((first, rest)) if first.trim_start().starts_with(PLACE) => {
            (first.trim_start().strip_prefix(PLACE), rest)
        }
        _ => (None, &lines[..]),
    };
    let advice = lines.iter().rposition(|line| line.trim_start().starts_with(HELP));
    let help = advice.and_then(|at| lines[at].trim_start().strip_prefix(HELP));
    let bare = |line: &str| matches!(line.trim(), "" | "|");
    let drawing = &lines[..advice.unwrap_or(lines.len())];
    let from = drawing.iter().position(|line| !bare(line)).unwrap_or(drawing.len());
    let to = drawing.iter().rposition(|line| !bare(line)).map_or(from, |last| last + 1);
    context! {
        severity => crate::diagnostic::report::severity_word(problem.severity), code => problem.code.name(),
        message => &problem.message, place, excerpt => drawing[from..to].join("\n"), help,
    }
}

fn own_problems(report: &Report, path: &str) -> usize {
    report.problems.iter().filter(|problem| stands_in(problem, path)).count()
}

fn stands_in(problem: &Located, path: &str) -> bool {
    problem.spot.as_ref().is_some_and(|spot| *spot.path == *path)
}

fn record(shown: &Shown, site: &Site, ix: Ix) -> Value {
    let record = site.record(ix);
    let mut links: Vec<(String, String)> = site
        .graph
        .links_to(ix)
        .map(|link| site.record(link.from))
        .filter_map(|from| Some((from.address()?, from.title().to_owned())))
        .collect();
    links.sort();
    links.dedup();
    let total = links.len();
    let list: Vec<Value> =
        links.into_iter().take(LINKS_MAX).map(|(address, title)| context! { address, title }).collect();
    context! { id => &*record.id, place => shown.place_of(record), links => list, total }
}

/// Why residents will not see a record, or not yet.
fn ribbon(state: State, due: &[Due], id: &str) -> String {
    let until = due.iter().find(|due| *due.id == *id).and_then(|due| due.until.as_deref()).map(when);
    match (state, until) {
        (State::Embargoed, Some(until)) => format!("Residents do not see this before {until}."),
        (State::Exempt, Some(until)) => {
            format!("Residents see only that this is exempt, until {until}.")
        }
        (State::Exempt, None) => "Residents see only that this is exempt.".to_owned(),
        _ => "A draft: residents do not see this.".to_owned(),
    }
}

/// Why there is no page where a record would have one.
fn no_page(due: &[Due], address: &str) -> Option<String> {
    let due = due.iter().find(|due| due.address.as_deref() == Some(address))?;
    let why = match due.state {
        State::Embargoed => "is not public yet",
        _ => "is a draft",
    };
    Some(format!("{} {why}: residents find no page here. To see it: crier serve --drafts", due.id))
}

/// A day or a moment in words; of a moment also as written, for its zone may not be ours.
pub(super) fn when(text: &str) -> String {
    let words = date::words(text);
    if text.contains('T') { format!("{words} ({text})") } else { words }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_added_stands_at_the_ends_of_head_and_body() {
        let html = "<html><head><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\"><title>x</title></head><body><p>y</p></body></html>";
        let page = String::from_utf8(around(html, "<div id=\"crier\"></div>")).unwrap();
        assert!(page.ends_with("<p>y</p><div id=\"crier\"></div></body></html>"), "{page}");
        assert!(
            page.starts_with("<html><head><title>x</title><link") && !page.contains("Content-Security"),
            "{page}"
        );
        let bare = String::from_utf8(around("<p>y</p>", "<div id=\"crier\"></div>")).unwrap();
        assert!(bare.contains("live.js") && bare.ends_with("<p>y</p><div id=\"crier\"></div>"), "{bare}");
    }

    #[test]
    fn words_of_a_problem_cannot_become_markup() {
        let report = Report {
            problems: vec![Located {
                code: crate::diagnostic::Code::BadYaml,
                severity: Severity::Error,
                message: "<script>alert(1)</script>".into(),
                label: None,
                help: Some("<img onerror=x>".into()),
                spot: None,
                related: Vec::new(),
            }],
            beyond: Vec::new(),
        };
        let values = context! { edition => "x", page => "", styles => "", failed => false, total => 1, errors => 1, own => 0, stale => false, desk => "/_crier/", bar => true,
        record => Value::from(()), ribbon => Value::from(()), problems => report.problems.iter().map(problem).collect::<Vec<_>>() };
        let html = TEMPLATES.get_template("frame.html").unwrap().render(values).unwrap();
        assert!(!html.contains("<script>") && !html.contains("<img"), "{html}");
        assert!(html.contains("&lt;script&gt;"), "{html}");
    }
}
