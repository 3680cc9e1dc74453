//! What a record says, place by place: each place is one a result can lead to.

use crate::date;
use crate::kind::{Field, Format, Type};
use crate::prose;
use crate::record::{Ix, Map, Value, name, part_list};
use crate::site::Site;
use std::borrow::Cow;

/// How much a word counts: in a title, in a summary, a heading or a part, elsewhere.
pub(super) const TITLE: u8 = 9;
const SAID: u8 = 3;
const REST: u8 = 1;

/// Places that are told of a term in a record.
pub(super) const PLACES_MAX: usize = 4;

/// Letters of what a part is called.
const LABEL_MAX: usize = 60;

/// A place on a page.
#[derive(Debug, Default)]
pub(super) struct Place<'t> {
    /// Where on the page; empty for the page itself.
    pub(super) anchor: String,
    /// What it is called.
    pub(super) label: String,
    /// What is said there, with how much it counts.
    pub(super) texts: Vec<(u8, Cow<'t, str>)>,
}

/// The places of a record. The first is the page itself.
pub(super) fn places<'t>(site: &'t Site, ix: Ix, prose: Option<&'t str>) -> Vec<Place<'t>> {
    let record = site.record(ix);
    let mut places = vec![Place { texts: vec![(TITLE, record.title().into())], ..Place::default() }];
    fields(&record.kind.fields, &record.fields, None, 0, &mut places);
    named(site, ix, &mut places);
    if let Some(date) = record.date() {
        places[0].texts.push((SAID, date::words(date).into()));
    }
    if let Some(text) = prose {
        paragraphs(text, record.prose.as_ref().map_or("", |facts| &*facts.anchors), &mut places);
    }
    places
}

/// The titles of who and what a record names: pages write them there. Prose has its own words for what it links to.
fn named<'t>(site: &'t Site, ix: Ix, places: &mut [Place<'t>]) {
    for link in site.graph.links_from(ix).iter().filter(|link| link.to != ix && !link.in_prose()) {
        let part = link.from_anchor.as_deref();
        let at = part.and_then(|part| places.iter().position(|place| place.anchor == part)).unwrap_or(0);
        places[at].texts.push((REST, Cow::Borrowed(site.record(link.to).title())));
    }
}

fn fields<'t>(
    fields_: &'t [Field],
    map: &'t Map,
    holder: Option<&Field>,
    at: usize,
    places: &mut Vec<Place<'t>>,
) {
    for (field, value) in map.along(fields_).filter(|(field, _)| !field.private && field.reference.is_none())
    {
        if holder.is_none() && &*field.name == "title" {
            continue;
        }
        let weight = if at > 0 || &*field.name == "summary" { SAID } else { REST };
        one(field, value, holder, weight, at, places);
    }
}

fn one<'t>(
    field: &'t Field,
    value: &'t Value,
    holder: Option<&Field>,
    weight: u8,
    at: usize,
    places: &mut Vec<Place<'t>>,
) {
    if field.private || field.reference.is_some() {
        return;
    }
    match (&field.ty, value) {
        (Type::Text(format), Value::Text(text)) if *format == Format::Plain || format.is_date() => {
            places[at].texts.push((weight, Cow::Borrowed(&**text)));
        }
        (Type::Choice(choices), Value::Text(text)) if field.basis.is_none() => {
            if let Some(choice) = choices.iter().find(|choice| *choice.value == **text) {
                places[at].texts.push((weight, Cow::Borrowed(&*choice.words)));
            }
        }
        (Type::Words, Value::Map(map)) => {
            places[at].texts.extend(map.iter().map(|(_, value)| (weight, value.to_plain().into())));
        }
        (Type::Object(inner), Value::Map(map)) => fields(inner, map, Some(field), at, places),
        (Type::List(item), Value::List(items)) => {
            for value in items {
                let (Type::Object(inner), Value::Map(map)) = (&item.ty, value) else {
                    one(item, value, holder, weight, at, places);
                    continue;
                };
                let id = map.text("id").filter(|_| field.has_parts());
                let at = id.map_or(at, |id| {
                    let list = holder.map_or(&*field.name, |holder| part_list(holder, field));
                    let of = holder.map_or(&field.title, |holder| &holder.title);
                    places.push(Place {
                        anchor: name::anchor(list, id),
                        label: label(of, id, inner, map),
                        texts: Vec::new(),
                    });
                    places.len() - 1
                });
                fields(inner, map, Some(field), at, places);
            }
        }
        _ => {}
    }
}

/// What a part is called: by its reference where that is a printed one, a number or a letter; otherwise by what it says, for a reference made
/// for its address tells a reader nothing.
fn label(of: &str, id: &str, inner: &[Field], map: &Map) -> String {
    if id.starts_with(|c: char| c.is_ascii_digit()) || id.len() <= 2 {
        return format!("{of}, {id}");
    }
    let is_text = |field: &Field| matches!(field.ty, Type::Text(Format::Plain)) && field.reference.is_none();
    let said = inner.iter().filter(|field| &*field.name != "id" && !field.private && is_text(field));
    match said.filter_map(|field| map.text(&field.name)).next() {
        Some(text) => format!("{of}: {}", short(&prose::plain(text), LABEL_MAX)),
        None => of.to_owned(),
    }
}

/// The first so many letters of a text, cut between words.
pub(super) fn short(text: &str, letters: usize) -> Cow<'_, str> {
    let Some((at, _)) = text.char_indices().nth(letters) else { return Cow::Borrowed(text) };
    let end = text[..at].rfind(' ').unwrap_or(at);
    Cow::Owned(format!("{}…", &text[..end]))
}

/// Prose by headings and numbered paragraphs, as far as its anchors tell of them.
fn paragraphs<'t>(text: &'t str, anchors: &str, places: &mut Vec<Place<'t>>) {
    let is_number = |anchor: &&str| anchor.starts_with("para-");
    let (numbers, headings): (Vec<&str>, Vec<&str>) = anchors.lines().partition(is_number);
    let is_heading = |line: &str| line.starts_with('#') && line.trim_start_matches('#').starts_with(' ');
    // A line with a hash in a listing is no heading: then it is not known which is which.
    let sure = text.lines().filter(|line| is_heading(line)).count() == headings.len();
    let (mut headings, mut numbers) = (headings.into_iter(), numbers.into_iter().peekable());
    let mut at = 0;
    for line in text.lines() {
        let mut weight = REST;
        if is_heading(line) {
            let words = line.trim_matches(['#', ' ']);
            let anchor = headings.next().filter(|_| sure).unwrap_or_default();
            places.push(Place { anchor: anchor.into(), label: words.into(), texts: Vec::new() });
            (at, weight) = (places.len() - 1, SAID);
        } else if let Some(number) = numbers.peek().and_then(|anchor| anchor.strip_prefix("para-")) {
            let rest = line.trim_start_matches('*').strip_prefix(number);
            if rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric())) {
                places.push(Place {
                    anchor: format!("para-{number}"),
                    label: format!("Paragraph {number}"),
                    texts: Vec::new(),
                });
                at = places.len() - 1;
                numbers.next();
            }
        }
        if !line.trim().is_empty() {
            places[at].texts.push((weight, bare(line)));
        }
    }
}

/// A line without the targets of its links.
fn bare(line: &str) -> Cow<'_, str> {
    if !line.contains("](") {
        return Cow::Borrowed(line);
    }
    let mut pieces = line.split("](");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        out.push(' ');
        out.push_str(piece.split_once(')').map_or("", |(_, rest)| rest));
    }
    Cow::Owned(out)
}
