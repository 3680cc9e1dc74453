//! One reference: which record, which part, or why not.

use crate::diagnostic::{Code, Diagnostic, Place, Within, did_you_mean};
use crate::kind::Kind;
use crate::record::{Ix, Record, Records};
use crate::source::Span;
use std::collections::HashSet;
use std::sync::Arc;

/// What a reference names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The record.
    pub ix: Ix,
    /// The anchor of a part, paragraph or heading of it.
    pub anchor: Option<Box<str>>,
}

/// Why a reference leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// No record of this id, where records of these kinds are taken; of any where none is named.
    UnknownRecord(Vec<Arc<str>>),
    /// The record exists and has errors of its own: nothing more is said.
    Broken,
    /// The field takes records of these kinds.
    WrongKind(Vec<Arc<str>>),
    /// The record has no such part.
    UnknownPart,
    /// Several parts of the record have this id.
    AmbiguousPart(Vec<String>),
}

/// Where a reference stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum At {
    /// A field, as a JSON pointer.
    Field(String),
    /// A link in a Markdown field, which a JSON pointer leads to, and which of the places where its target stands there.
    Markdown(String, usize),
    /// The prose, as a span of the file.
    Prose(Span),
}

/// A reference that leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault<From = Ix> {
    /// The record that holds it.
    pub from: From,
    /// Where.
    pub place: At,
    /// As written, made whole.
    pub text: Box<str>,
    /// Why.
    pub kind: FaultKind,
}

/// Finds what `kind/name#part` names. `allowed` is empty where any kind will do.
///
/// # Errors
/// [`FaultKind`] says why not.
pub fn resolve(records: &Records, from: Ix, text: &str, allowed: &[Arc<str>]) -> Result<Target, FaultKind> {
    resolve_from(records, Some(from), text, allowed)
}

/// As [`resolve`], without `from` for a record that has errors: what its own parts are is not known.
pub(super) fn resolve_from(
    records: &Records,
    from: Option<Ix>,
    text: &str,
    allowed: &[Arc<str>],
) -> Result<Target, FaultKind> {
    let (id, part) = text.split_once('#').map_or((text, None), |(id, part)| (id, Some(part)));
    let ix = if id.is_empty() { from.ok_or(FaultKind::Broken)? } else { find(records, id, allowed)? };
    let kind = &records[ix].kind.name;
    if !allowed.is_empty() && !allowed.contains(kind) {
        return Err(FaultKind::WrongKind(allowed.to_vec()));
    }
    let anchor = part.map(|part| part_of(&records[ix], part)).transpose()?;
    Ok(Target { ix, anchor })
}

fn find(records: &Records, id: &str, allowed: &[Arc<str>]) -> Result<Ix, FaultKind> {
    records.find(id).ok_or_else(|| match records.is_broken(id) {
        true => FaultKind::Broken,
        false => FaultKind::UnknownRecord(allowed.to_vec()),
    })
}

/// The anchor a part reference means: an anchor as it is, or the id of exactly one part or paragraph.
fn part_of(record: &Record, part: &str) -> Result<Box<str>, FaultKind> {
    let parts = record.parts();
    let in_prose = || record.prose.iter().flat_map(|facts| facts.anchors.lines());
    if parts.iter().any(|p| p.anchor == part) || in_prose().any(|a| a == part) {
        return Ok(part.into());
    }
    let bare = |id: &str| id.trim_matches(['(', ')']).to_lowercase();
    let wanted = bare(part);
    let mut found: Vec<String> =
        parts.into_iter().filter(|p| bare(&p.id) == wanted).map(|p| p.anchor).collect();
    let paragraph = format!("para-{wanted}");
    found.extend(in_prose().filter(|a| *a == paragraph).map(str::to_owned));
    match found.len() {
        0 => Err(FaultKind::UnknownPart),
        1 => Ok(found.remove(0).into()),
        _ => Err(FaultKind::AmbiguousPart(found)),
    }
}

/// A fault in a clerk's words; none for what is reported elsewhere.
pub(super) fn words(
    records: &Records,
    fault: &Fault<&Record>,
    hidden: &dyn Fn(Ix) -> bool,
) -> Option<Diagnostic> {
    let record = fault.from;
    let (id, part) = fault.text.split_once('#').map_or((&*fault.text, ""), |(id, part)| (id, part));
    let (kind, name) = id.split_once('/').unwrap_or(("", id));
    let untold = |id| records.find(named(id, record)).is_some_and(hidden);
    let diagnostic = match &fault.kind {
        FaultKind::Broken => return None,
        FaultKind::UnknownRecord(allowed) => {
            let code =
                if matches!(fault.place, At::Field(_)) { Code::UnknownRecord } else { Code::BrokenLink };
            let (message, near) = unknown(records, record, (kind, name), allowed);
            let shown = near.iter().all(|(id, _)| records.find(id).is_some_and(|ix| !hidden(ix)));
            let add = format!("check the spelling, or add it with: crier new {kind} \"…\"");
            let did_you_mean = near.map(|(_, write)| format!("did you mean `{write}`?"));
            let public = did_you_mean.clone().filter(|_| shown);
            let titled = titled(records, &fault.text, name, allowed, hidden);
            Diagnostic::new(code, message)
                .help(titled.or(did_you_mean).unwrap_or(add))
                .public_help(public.unwrap_or_else(|| "check the spelling of the name".to_owned()))
        }
        FaultKind::WrongKind(allowed) => {
            let list = allowed.iter().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(" or ");
            // A part alone is one of the record that names it.
            let kind = if kind.is_empty() { &record.kind.name } else { kind };
            let message = format!("this names a record of the kind `{kind}`; here {list} is wanted");
            let help = match &allowed[..] {
                [one] => format!("write the name of a record of the kind {one}"),
                _ => "write the kind, a slash and the name of a record of one of these kinds".to_owned(),
            };
            Diagnostic::new(Code::WrongKind, message).help(help).help_is_public()
        }
        FaultKind::UnknownPart => {
            let target = records.find(named(id, record)).map_or(record, |ix| &records[ix]);
            let help = if untold(id) { NO_PARTS_TOLD.to_owned() } else { near_part(target, part) };
            Diagnostic::new(Code::UnknownPart, format!("`{}` has no part `{part}`", target.id))
                .help(help)
                .help_is_public()
        }
        FaultKind::AmbiguousPart(anchors) => {
            let list = anchors.iter().map(|a| format!("`#{a}`")).collect::<Vec<_>>().join(" or ");
            Diagnostic::new(Code::AmbiguousPart, format!("`#{part}` could be more than one part"))
                .help(if untold(id) { NO_PARTS_TOLD.to_owned() } else { format!("write {list}") })
        }
    };
    let diagnostic = diagnostic.at(place(record, &fault.place, &fault.text));
    Some(diagnostic.quoting(fault.text.to_string()).quoting(name).quoting(part).for_curly_quotes_if_any())
}

/// Where a reference stands, for a report.
pub fn place(record: &Record, at: &At, text: &str) -> Place {
    match at {
        At::Field(pointer) => record.place(pointer),
        At::Markdown(pointer, nth) => record.place_within(pointer, Within { text: text.into(), nth: *nth }),
        At::Prose(span) => Place::Span(record.origin.path.clone(), *span),
    }
}

/// The id that a reference names: without one it is that of the record itself.
fn named<'a>(id: &'a str, record: &'a Record) -> &'a str {
    if id.is_empty() { &record.id } else { id }
}

/// What is wrong with an id that no record has; and the id that is nearest, with what of it to write.
fn unknown(
    records: &Records,
    record: &Record,
    (kind, name): (&str, &str),
    allowed: &[Arc<str>],
) -> (String, Option<(String, String)>) {
    // A table may hold as many mistakes as rows: for none of them every record is looked at.
    let held: Vec<&Kind> = records.by_kind().map(|(kind, _)| &**kind).collect();
    let own = held.iter().find(|held| *held.name == *kind);
    let same: Vec<&str> =
        own.into_iter().flat_map(|kind| records.of_kind(kind)).map(|(_, r)| &*r.name).collect();
    let taken = |kind: &str| allowed.is_empty() || allowed.iter().any(|a| &**a == kind);
    let has = |kind: &&&Kind| taken(&kind.name) && records.find(&format!("{}/{name}", kind.name)).is_some();
    let elsewhere = || held.iter().find(has).map(|kind| &*kind.name);
    let message = match same.is_empty() && &*record.kind.name != kind {
        true => format!("no record is called `{kind}/{name}`"),
        false => format!("no {kind} has the name `{name}`"),
    };
    let near_kind = || {
        let kinds = held.iter().map(|kind| &*kind.name).filter(|kind| taken(kind));
        did_you_mean(kind, kinds).filter(|_| same.is_empty())
    };
    let near = match did_you_mean(name, same.iter().copied()) {
        Some(near) => Some((format!("{kind}/{near}"), near.to_owned())),
        None => near_kind().or_else(elsewhere).map(|other| {
            let id = format!("{other}/{name}");
            (id.clone(), id)
        }),
    };
    (message, near)
}

/// What to write where the title of a record was typed in place of its name. Who reads the report may not know the titles of hidden ones.
fn titled(
    records: &Records,
    text: &str,
    name: &str,
    allowed: &[Arc<str>],
    hidden: &dyn Fn(Ix) -> bool,
) -> Option<String> {
    let typed = [name, text].map(str::to_lowercase);
    let taken = records.by_kind().filter(|(kind, _)| allowed.contains(&kind.name));
    let mut found = taken.flat_map(|(_, of_kind)| of_kind).filter(|(ix, record)| {
        let title = record.fields.text("title").map(str::to_lowercase);
        title.is_some_and(|title| typed.contains(&title)) && !hidden(*ix)
    });
    let (_, record) = found.next()?;
    if found.next().is_some() {
        return Some(format!(
            "`{name}` is the title of more than one record: write the name of the one meant"
        ));
    }
    // A bare name means a record of the first kind.
    let write = if allowed.first() == Some(&record.kind.name) { &record.name } else { &record.id };
    Some(format!("`{name}` is the title of `{}`: write `{write}`", record.id))
}

/// What to do about a part of a record that is not public: a report may be read by anyone.
const NO_PARTS_TOLD: &str =
    "look the number up in that record; it is not public, so its parts are not listed here";

fn near_part(target: &Record, part: &str) -> String {
    let ids = part_ids(target);
    // Numbers that look alike mean different things.
    let near =
        did_you_mean(part, ids.iter().map(String::as_str)).filter(|_| part.contains(char::is_alphabetic));
    near.map_or_else(|| parts_help(&ids), |n| format!("did you mean `#{n}`?"))
}

fn part_ids(record: &Record) -> Vec<String> {
    let anchors = record.prose.iter().flat_map(|f| f.anchors.lines());
    let in_prose = anchors.map(|anchor| anchor.strip_prefix("para-").unwrap_or(anchor).to_owned());
    let ids = record.parts().into_iter().map(|p| p.id.to_string()).chain(in_prose);
    let mut seen = HashSet::new();
    ids.filter(|id| seen.insert(id.clone())).collect()
}

fn parts_help(ids: &[String]) -> String {
    if ids.is_empty() {
        "it has no parts: take the part off".into()
    } else {
        format!("its parts are: {}", ids.join(", "))
    }
}
