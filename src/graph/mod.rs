//! References to links that can be walked from either end.
//!
//! In: [`Records`]. Out: a [`Graph`], and a [`Fault`] for each reference that leads nowhere. Never changes a record.

mod resolve;

pub use resolve::{At, Fault, FaultKind, Target, place, resolve};

use crate::diagnostic::Diagnostics;
use crate::kind::Backlink;
use crate::prose;
use crate::record::claim::{self, Basis};
use crate::record::walk::{self, Step};
use crate::record::{Ix, Record, Records, Value, name, part_list};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A resolved reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The record that holds the reference.
    pub from: Ix,
    /// The record it names.
    pub to: Ix,
    /// The anchor of the part it names.
    pub to_anchor: Option<Box<str>>,
    /// The anchor of the part it stands in.
    pub from_anchor: Option<Box<str>>,
    /// How the target sees it. Links without one are seen from their owner alone.
    pub backlink: Option<Backlink>,
    /// Whether the field is a facet: then the target lists the record anyway.
    pub facet: bool,
    /// Whether the field says what the record answers.
    pub answers: bool,
    /// What the reference rests on, where it claims something; none where it does not.
    pub basis: Option<Basis>,
}

impl Link {
    /// Whether it stands in prose: the record only speaks of the other.
    pub fn in_prose(&self) -> bool {
        self.backlink.as_ref().is_some_and(|b| &*b.name == MENTIONED)
    }
}

/// The name of the backlinks that links in prose make.
const MENTIONED: &str = "mentioned_in";

/// All links of a site, by owner and by target, and the references that lead nowhere.
#[derive(Debug, Default)]
pub struct Graph {
    /// The links of each record, shared with the graph that was made before where nothing in them changed.
    owned: Vec<Arc<Owned>>,
    /// Positions of links, owner and place among its own, by target.
    incoming: Vec<(u32, u32)>,
    by_target: Vec<u32>,
    /// Records with references that lead nowhere.
    faulty: Vec<Ix>,
}

/// What one record's references came to.
#[derive(Debug, Default, PartialEq, Eq)]
struct Owned {
    links: Vec<Link>,
    faults: Vec<Fault>,
}

impl Graph {
    /// The links a record holds, in the order of its fields.
    pub fn links_from(&self, ix: Ix) -> &[Link] {
        &self.owned[ix.0 as usize].links
    }

    /// The links that name a record, by owner.
    pub fn links_to(&self, ix: Ix) -> impl Iterator<Item = &Link> {
        let at = ix.0 as usize;
        let range = self.by_target[at] as usize..self.by_target[at + 1] as usize;
        self.incoming[range].iter().map(|(owner, nth)| &self.owned[*owner as usize].links[*nth as usize])
    }

    /// Whether each record names the same records in facets as in `before`, a graph of the same records.
    pub fn has_facets_of(&self, before: &Graph) -> bool {
        let named = |owned: &Owned| {
            owned.links.iter().filter(|link| link.facet).map(|link| link.to).collect::<Vec<_>>()
        };
        self.owned.iter().zip(&before.owned).all(|(a, b)| Arc::ptr_eq(a, b) || named(a) == named(b))
    }

    /// The references that lead nowhere, by owner.
    pub fn faults(&self) -> impl Iterator<Item = &Fault> {
        self.faulty.iter().flat_map(|ix| &self.owned[ix.0 as usize].faults)
    }
}

/// Records and how they were linked, kept so that only what changed is linked again.
#[derive(Debug, Default, Clone)]
pub struct Linked(Option<(Records, Arc<Graph>)>);

impl Linked {
    /// Links records, as far as they are others than the last time; where their ids are others, than `like`, where that is known.
    pub fn link(&mut self, records: &Records, like: Option<(&Records, &Arc<Graph>)>) -> Arc<Graph> {
        let last = self.0.as_ref().map(|(records, graph)| (records, graph));
        let graph = match last.filter(|(last, _)| records.has_ids_of(last)).or(like) {
            Some((before, graph)) => link_again(records, before, graph),
            None => Arc::new(link(records)),
        };
        self.0 = Some((records.clone(), graph.clone()));
        graph
    }

    /// The records of the last time; none the first time.
    pub fn records(&self) -> Records {
        self.0.as_ref().map_or_else(Records::default, |(records, _)| records.clone())
    }
}

/// So many records are linked in a row: what one has to be linked costs less than a task.
const CHUNK: usize = 256;

/// Resolves every reference of every record, in fields and in prose.
pub fn link(records: &Records) -> Graph {
    let all: Vec<(Ix, &Record)> = records.iter().collect();
    // In order, whatever the threads do.
    let chunk =
        |some: &[(Ix, &Record)]| some.iter().map(|(ix, r)| Arc::new(owned(records, *ix, r))).collect();
    let parts: Vec<Vec<Arc<Owned>>> = all.par_chunks(CHUNK).map(chunk).collect();
    turned(parts.into_iter().flatten().collect(), all.len())
}

/// As [`link`], where the records and their graph of before are known: only what changed is resolved again, and what named it. What comes
/// to the same is shared; where all of it does, so is the graph.
pub fn link_again(records: &Records, before: &Records, graph: &Arc<Graph>) -> Arc<Graph> {
    let Some(changed) = records.changed_since(before) else { return Arc::new(link(records)) };
    let again: Vec<Ix> = if changed.len() > records.len() / 4 {
        records.iter().map(|(ix, _)| ix).collect()
    } else {
        // What led nowhere may now lead somewhere.
        let mut again: BTreeSet<Ix> = changed.iter().chain(&graph.faulty).copied().collect();
        for ix in changed {
            if !same_anchors(&records[ix], &before[ix]) {
                again.extend(graph.links_to(ix).map(|link| link.from));
            }
        }
        again.into_iter().collect()
    };
    let other = |ix: &Ix| {
        let new = owned(records, *ix, &records[*ix]);
        (new != *graph.owned[ix.0 as usize]).then(|| (*ix, Arc::new(new)))
    };
    let parts = again.par_chunks(CHUNK).map(|some| some.iter().filter_map(other).collect());
    let others: Vec<Vec<(Ix, Arc<Owned>)>> = parts.collect();
    if others.iter().all(Vec::is_empty) {
        return graph.clone();
    }
    let mut all = graph.owned.clone();
    others.into_iter().flatten().for_each(|(ix, owned)| all[ix.0 as usize] = owned);
    Arc::new(turned(all, records.len()))
}

/// Whether a reference to a part means the same in both.
fn same_anchors(a: &Record, b: &Record) -> bool {
    let prose = |record: &Record| record.prose.as_ref().map(|facts| facts.anchors.clone());
    a.parts() == b.parts() && prose(a) == prose(b)
}

fn owned(records: &Records, ix: Ix, record: &Record) -> Owned {
    let mut owned = Owned::default();
    let mut linker = Linker { records, ix, record, owned: &mut owned };
    walk::visit(record, &mut linker);
    for reference in record.prose.iter().flat_map(in_prose) {
        linker.mention(&reference.target, || At::Prose(reference.span));
    }
    owned.links.shrink_to_fit();
    owned
}

/// Puts the faults of one site into words. Of records that are `hidden` no part is named.
pub fn report(records: &Records, graph: &Graph, hidden: &dyn Fn(Ix) -> bool, out: &mut Diagnostics) {
    for Fault { from, place, text, kind } in graph.faults() {
        let fault =
            Fault { from: &records[*from], place: place.clone(), text: text.clone(), kind: kind.clone() };
        if let Some(diagnostic) = resolve::words(records, &fault, hidden) {
            out.push(diagnostic.about(&records[*from].id));
        }
    }
}

/// Reports the faults of records that have errors and are not among `records`.
pub fn report_of_faulty(
    records: &Records,
    faulty: &[Arc<Record>],
    hidden: &dyn Fn(Ix) -> bool,
    out: &mut Diagnostics,
) {
    for record in faulty {
        each_reference(record, &mut |text, allowed, place| {
            let Err(kind) = resolve::resolve_from(records, None, text, allowed) else { return };
            let fault = Fault { from: &**record, place, text: text.into(), kind };
            if let Some(diagnostic) = resolve::words(records, &fault, hidden) {
                out.push(diagnostic.about(record.known_id()));
            }
        });
    }
}

/// Calls `each` with every reference of a record, in fields, Markdown and prose, the kinds it may name, and its place.
pub fn each_reference(record: &Record, each: &mut dyn FnMut(&str, &[Arc<str>], At)) {
    walk::references(record, &mut |found| {
        each(found.text, allowed(&found), At::Field(found.pointer()));
    });
    walk::passages(record, &mut |passage| {
        for target in prose::targets(passage.text) {
            each(&target.text, &[], At::Markdown(walk::pointer(passage.steps), target.nth));
        }
    });
    for reference in record.prose.iter().flat_map(in_prose) {
        each(&reference.target, &[], At::Prose(reference.span));
    }
}

/// The kinds that a field takes.
fn allowed<'a>(found: &walk::Found<'a>) -> &'a [Arc<str>] {
    found.field.reference.as_ref().map_or(&[], |reference| &reference.kinds)
}

/// The links of a text that may name records or parts.
fn in_prose(facts: &prose::Facts) -> impl Iterator<Item = &prose::Reference> {
    facts.references.iter().chain(&facts.links)
}

/// Makes the links of one record.
struct Linker<'a> {
    records: &'a Records,
    ix: Ix,
    record: &'a Record,
    owned: &'a mut Owned,
}

impl Linker<'_> {
    /// A link in words: its target sees that it is spoken of.
    fn mention(&mut self, text: &str, place: impl Fn() -> At) {
        match resolve(self.records, self.ix, text, &[]) {
            Ok(target) => self.owned.links.push(Link {
                from: self.ix,
                to: target.ix,
                to_anchor: target.anchor,
                from_anchor: None,
                backlink: (target.ix != self.ix).then(mentioned),
                facet: false,
                answers: false,
                basis: None,
            }),
            Err(kind) => self.fault(text, place(), kind),
        }
    }

    fn fault(&mut self, text: &str, place: At, kind: FaultKind) {
        self.owned.faults.push(Fault { from: self.ix, place, text: text.into(), kind });
    }
}

impl walk::Visitor for Linker<'_> {
    fn reference(&mut self, found: walk::Found<'_>) {
        match resolve(self.records, self.ix, found.text, allowed(&found)) {
            Ok(target) => self.owned.links.push(Link {
                from: self.ix,
                to: target.ix,
                to_anchor: target.anchor,
                from_anchor: holding_part(self.record, found.steps),
                backlink: found.backlink.cloned(),
                facet: is_facet(self.record, found.steps),
                answers: found.field.answers.is_some(),
                basis: claim::basis(found.field, found.holder, &self.record.fields).map(Basis::of),
            }),
            Err(kind) => self.fault(found.text, At::Field(found.pointer()), kind),
        }
    }

    fn passage(&mut self, passage: walk::Passage<'_>) {
        if !self.record.marked {
            return;
        }
        for target in prose::targets(passage.text) {
            let place = || At::Markdown(walk::pointer(passage.steps), target.nth);
            self.mention(&target.text, place);
        }
    }
}

/// A link in prose is seen from its target under this label.
fn mentioned() -> Backlink {
    Backlink { name: Arc::from(MENTIONED), label: Arc::from("Mentioned in"), with: None }
}

fn is_facet(record: &Record, steps: &[Step<'_>]) -> bool {
    let mut fields = &record.kind.fields[..];
    for step in steps {
        let Step::Key(key) = step else { continue };
        let Some(field) = fields.iter().find(|f| f.name == **key) else { return false };
        if field.facet || field.item().facet {
            return true;
        }
        fields = field.fields();
    }
    false
}

/// The anchor of the part that a path leads through, if any.
pub fn holding_part(record: &Record, steps: &[Step<'_>]) -> Option<Box<str>> {
    let (list_steps, index) = match steps {
        [Step::Key(_), Step::Index(i), ..] => (&steps[..1], *i),
        [Step::Key(_), Step::Key(_), Step::Index(i), ..] => (&steps[..2], *i),
        _ => return None,
    };
    let keys: Vec<&str> =
        list_steps.iter().filter_map(|s| if let Step::Key(k) = s { Some(&***k) } else { None }).collect();
    let field = record.kind.field_at(&keys.join("."))?;
    let holder = record.kind.field(keys[0])?;
    let list = if keys.len() == 1 { &*field.name } else { part_list(holder, field) };
    let id = record.fields.at(&keys.join("."))?.items().get(index).and_then(Value::map)?.text("id")?;
    Some(name::anchor(list, id).into())
}

/// The graph of these links: they are sorted by target as well.
fn turned(owned: Vec<Arc<Owned>>, records: usize) -> Graph {
    let mut starts = vec![0u32; records + 1];
    for link in owned.iter().flat_map(|owned| &owned.links) {
        starts[link.to.0 as usize + 1] += 1;
    }
    for i in 1..starts.len() {
        starts[i] += starts[i - 1];
    }
    let mut next = starts.clone();
    let mut incoming = vec![(0, 0); starts.last().copied().unwrap_or_default() as usize];
    for (owner, owned) in (0u32..).zip(&owned) {
        for (nth, link) in (0u32..).zip(&owned.links) {
            let slot = &mut next[link.to.0 as usize];
            incoming[*slot as usize] = (owner, nth);
            *slot += 1;
        }
    }
    let is_faulty = |(_, owned): &(u32, &Arc<Owned>)| !owned.faults.is_empty();
    let faulty = (0u32..).zip(&owned).filter(is_faulty).map(|(ix, _)| Ix(ix)).collect();
    Graph { owned, incoming, by_target: starts, faulty }
}
