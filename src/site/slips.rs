//! Slips by which something gets out that is meant not to: an exemption that begins too late, a file that two records hold, a title told
//! by others.

use super::hide::{State, is_closed};
use crate::date;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::graph::Graph;
use crate::record::{Ix, Record, Records, name};
use crate::source::Span;
use crate::world::{World, read_text};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The field of the documents of a record.
const ATTACHMENTS: &str = "attachments";

/// Letters of a title from which it is no word that anybody would use.
const TITLE_MIN: usize = 8;

/// What is known of all records.
pub(super) struct Known<'a> {
    pub(super) records: &'a Records,
    pub(super) graph: &'a Graph,
    pub(super) states: &'a [State],
}

/// Reports them. `attaching` are the records with attachments.
pub(super) fn report(
    world: &dyn World,
    known: &Known<'_>,
    attaching: &[Arc<Record>],
    today: Date,
    out: &mut Diagnostics,
) {
    shared_files(known, attaching, out);
    attaching.iter().for_each(|record| closed_in_a_list(record, out));
    for (ix, record) in known.records.iter().filter(|(_, record)| record.guarded) {
        match known.states[ix.0 as usize] {
            State::Public => begins_late(record, today, out),
            State::Withdrawn | State::Retired => {}
            state => told_by_others(world, known, ix, state, out),
        }
    }
}

/// An exemption of a day to come: until then the record is public.
fn begins_late(record: &Record, today: Date, out: &mut Diagnostics) {
    let Some(from) = record.fields.map("exempt").and_then(|exempt| exempt.text("from")) else { return };
    if date::any(from).is_some_and(|period| period.start > today) {
        let message = "the record is public for now: its exemption begins on a day to come";
        let help = "what was public once cannot be called back: write the day on which the record is first here, or take `from` out";
        out.push(
            Diagnostic::new(Code::HidesNothing, message)
                .at(record.place("/exempt/from"))
                .about(&record.id)
                .help(help)
                .quoting(from),
        );
    }
}

/// Documents that a list of the record, such as its appendices, keeps back, and the record's own documents publish.
fn closed_in_a_list(record: &Record, out: &mut Diagnostics) {
    let items = |list: &'_ str| record.fields.list(list).iter().enumerate();
    let lists =
        record.fields.iter().filter(|(name, value)| &***name != ATTACHMENTS && !value.items().is_empty());
    for (list, value) in lists {
        let maps = value.items().iter().enumerate().filter_map(|(i, item)| Some((i, item.map()?)));
        for (i, item) in maps.filter(|(_, item)| item.text("availability").is_some_and(is_closed)) {
            let Some(id) = item.text("attachment") else { continue };
            let open = items(ATTACHMENTS).find(|(_, document)| {
                document.map().is_some_and(|document| {
                    document.text("id") == Some(id) && !document.text("availability").is_some_and(is_closed)
                })
            });
            let Some((nth, _)) = open else { continue };
            let message = format!("`{list}` keep this document back, and this would publish it");
            out.push(
                Diagnostic::new(Code::SharedFile, message)
                    .at(record.place(&format!("/{ATTACHMENTS}/{nth}/id")))
                    .related(record.place(&format!("/{list}/{i}/availability")), "not published")
                    .about(record.known_id())
                    .help(
                        "write the same `availability` here; or, if it may be published, put it right there",
                    )
                    .quoting(id),
            );
        }
    }
}

/// Files that one record publishes and another keeps back, or one record under two titles.
fn shared_files(known: &Known<'_>, attaching: &[Arc<Record>], out: &mut Diagnostics) {
    let mut open: BTreeMap<String, Vec<(&Record, usize)>> = BTreeMap::new();
    let mut kept: BTreeMap<String, &Record> = BTreeMap::new();
    for record in attaching {
        let Some(ix) = known.records.find(&record.id) else { continue };
        let folder = record.origin.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (nth, item) in record.fields.list("attachments").iter().enumerate() {
            let Some(item) = item.map() else { continue };
            let Some(file) = item.text("file") else { continue };
            let path = format!("{folder}/{file}");
            let closed = item.text("availability").is_some_and(is_closed);
            if closed || known.states[ix.0 as usize] != State::Public {
                kept.insert(path, record);
            } else {
                open.entry(path).or_default().push((record, nth));
            }
        }
    }
    for (path, holder) in kept {
        for (record, nth) in open.remove(&path).unwrap_or_default() {
            let message = format!("this file is not public in `{}`, and this would publish it", holder.id);
            out.push(
                Diagnostic::new(Code::SharedFile, message)
                    .at(record.place(&format!("/attachments/{nth}/file")))
                    .about(&record.id)
                    .help("if it may be published, take it out there or say `availability: published`; else take it out here"),
            );
        }
    }
}

/// The title of a record that is not public, in its own address and in the words of those that lead to it.
fn told_by_others(world: &dyn World, known: &Known<'_>, ix: Ix, state: State, out: &mut Diagnostics) {
    let record = &known.records[ix];
    let Some(title) = record.fields.text("title").filter(|title| title.chars().count() >= TITLE_MIN) else {
        return;
    };
    let title = title.to_lowercase();
    let public = record.fields.map("exempt").and_then(|exempt| exempt.text("public_title"));
    if state == State::Exempt && public.is_some_and(|public| public.to_lowercase().contains(&title)) {
        return;
    }
    let slug = name::slug(&title);
    if state == State::Exempt && slug.contains('-') && record.name.contains(&*slug) {
        let message = "the name of this record says its title, and stays public while the record is exempt";
        out.push(
            Diagnostic::new(Code::TellsTitle, message)
                .at(record.own_place())
                .about(&record.id)
                .help("give its file a neutral name, such as the date and `exempt-item`, before anything of it is published"),
        );
    }
    let public = |from: &Ix| known.states[from.0 as usize] == State::Public;
    let from: BTreeSet<Ix> = known.graph.links_to(ix).map(|link| link.from).filter(public).collect();
    for other in from {
        let other = &known.records[other];
        // What is only to come may well be called as what there is: a decision as its report.
        let is_called_so = other.title().to_lowercase().contains(&title);
        if state == State::Exempt || !is_called_so {
            told_by(world, other, record, &title, state, out);
        }
    }
}

fn told_by(
    world: &dyn World,
    other: &Record,
    record: &Record,
    title: &str,
    state: State,
    out: &mut Diagnostics,
) {
    let Ok(source) = read_text(world, &other.origin.path) else { return };
    let text = source.text.to_lowercase();
    // Letters that change their length in small letters would move all that follows: then the file alone is the place.
    let at = text.find(title).map(|at| match text.len() == source.text.len() {
        true => Place::Span(other.origin.path.clone(), Span::new(at, at + title.len())),
        false => other.own_place(),
    });
    let Some(place) = at else { return };
    let why = match state {
        State::Draft => "is a draft",
        State::Embargoed => "is not published yet",
        State::Redacted => "was taken down",
        _ => "is exempt",
    };
    out.push(
        Diagnostic::new(
            Code::TellsTitle,
            format!("this says the title of `{}`, which {why}: everyone would read it", record.id),
        )
        .at(place)
        .about(&other.id)
        .help("say it in other words"),
    );
}
