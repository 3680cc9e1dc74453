//! The files of a site, read: kinds, and records by kind.
//!
//! In: a [`World`], and the [`Memory`] of what was read before. Out: an [`Outcome`] for each record, and every problem of the files
//! themselves. A file whose stamp is as it was is not read again.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, did_you_mean};
use crate::embedded;
use crate::graph::{self, Graph};
use crate::kind::{Kind, KindFile, Kinds, read_kinds};
use crate::ledger::{self, Ledger};
use crate::prose::{self, Shelf};
use crate::record::{self, Form, Input, Origin, Records, convert::Outcome, files, locate};
use crate::source::{Source, Span};
use crate::world::{Entry, Stamp, World, read_text};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// Folder of documents.
pub const CONTENT: &str = "content";
/// Folder of rows and elements.
pub const DATA: &str = "data";
/// Folder of kind files.
pub const KINDS: &str = "data/kinds";

/// Files that one thread takes at a time: few, so that no thread is left alone with the last ones.
const AT_ONCE: usize = 16;

/// What was read of a site's files, kept from one making to the next.
#[derive(Default)]
pub struct Memory {
    /// The kinds, the problems of their files, and the files as they were.
    kinds: Option<(Arc<Kinds>, Diagnostics, Vec<Entry>)>,
    files: HashMap<Box<str>, (Stamp, Arc<Found>)>,
    /// The records and how they were linked.
    linked: Option<(Records, Arc<Graph>)>,
    /// What was released, and the problems of its file.
    ledger: Option<(Option<Stamp>, Arc<Ledger>, Diagnostics)>,
}

impl Memory {
    /// What was released, read again only where its file changed.
    pub(super) fn ledger(&mut self, world: &dyn World, out: &mut Diagnostics) -> Arc<Ledger> {
        let stamp = world.stamp(ledger::FILE);
        if self.ledger.as_ref().is_none_or(|(before, ..)| *before != stamp) {
            let mut problems = Diagnostics::new();
            let ledger = Arc::new(Ledger::of(world, &mut problems));
            self.ledger = Some((stamp, ledger, problems));
        }
        let (_, ledger, problems) = self.ledger.as_ref().expect("made just above");
        out.append(problems.clone());
        ledger.clone()
    }

    /// Links records, as far as they are others than before.
    pub(super) fn link(&mut self, records: &Records) -> Arc<Graph> {
        let graph = match &self.linked {
            Some((before, graph)) => graph::link_again(records, before, graph),
            None => graph::link(records),
        };
        let graph = Arc::new(graph);
        self.linked = Some((records.clone(), graph.clone()));
        graph
    }
}

/// What one file holds.
struct Found {
    outcomes: Vec<Outcome>,
    problems: Diagnostics,
}

impl Found {
    /// Whether the file may hold records that are not known: it could not be read whole, or one has no name.
    fn is_part(&self) -> bool {
        let unread = |d: &Diagnostic| {
            matches!(d.code, Code::BadCsv | Code::BadJson | Code::BadUtf8 | Code::Unreadable)
        };
        let nameless = |outcome: &Outcome| matches!(outcome, Outcome::Nameless(_));
        self.outcomes.iter().any(nameless) || self.problems.iter().any(unread)
    }

    /// Whether nothing of the file can be used: it has errors, and not even the name of a record in it is known.
    fn is_unusable(&self) -> bool {
        self.problems.has_errors() && self.outcomes.iter().all(|outcome| outcome.id().is_none())
    }
}

/// What the files of a site hold.
pub(super) struct AllRead {
    /// Every record of every file.
    pub(super) outcomes: Vec<Outcome>,
    /// The kinds of which a file could not be read whole: what refers to those stays silent, for the record may well be in that file.
    pub(super) incomplete: HashSet<Arc<str>>,
    /// The files of which nothing can be used.
    pub(super) unusable: Vec<Unusable>,
    /// Files that are no records.
    pub(super) unread: Vec<String>,
}

/// A file of which nothing can be used, not even the name of a record.
#[derive(Debug, Clone)]
pub struct Unusable {
    /// Its path.
    pub path: Arc<str>,
    /// The kind whose records it should hold.
    pub kind: Arc<Kind>,
    /// Whether it may hold records of any name: it is no document, whose name would be that of the file.
    pub is_table: bool,
}

/// The kinds, read again only where one of their files changed; then no record is known any more.
pub(super) fn kinds_again(world: &dyn World, memory: &mut Memory, out: &mut Diagnostics) -> Arc<Kinds> {
    let files = world.list(KINDS).entries;
    if memory.kinds.as_ref().is_none_or(|(_, _, before)| *before != files) {
        let mut problems = Diagnostics::new();
        let kinds = Arc::new(kinds(world, &mut problems));
        let ledger = memory.ledger.take();
        *memory = Memory { kinds: Some((kinds, problems, files)), ledger, ..Memory::default() };
    }
    let (kinds, problems, _) = memory.kinds.as_ref().expect("made just above");
    out.append(problems.clone());
    kinds.clone()
}

/// The default kinds, each replaced by the site's file of the same name.
pub fn kinds(world: &dyn World, out: &mut Diagnostics) -> Kinds {
    let stem = |path: &str| path.rsplit('/').next().and_then(|f| f.strip_suffix(".json")).map(str::to_owned);
    let mut files: BTreeMap<String, Source> = BTreeMap::new();
    for (path, bytes) in embedded::files(KINDS) {
        if let (Some(name), Ok(text)) = (stem(path), std::str::from_utf8(bytes)) {
            files.insert(name, Source::new(path, text));
        }
    }
    let own = world.list(KINDS);
    own.problems.into_iter().for_each(|p| out.push(p));
    for entry in own.entries {
        let Some(name) = stem(&entry.path) else { continue };
        match read_text(world, &entry.path.as_str().into()) {
            Ok(source) => {
                files.insert(name, source);
            }
            Err(diagnostic) => out.push(*diagnostic),
        }
    }
    let files: Vec<KindFile> = files.into_iter().map(|(name, source)| KindFile { name, source }).collect();
    read_kinds(&files, out)
}

/// A file of records and the kind it belongs to.
struct Job {
    entry: Entry,
    kind: Arc<Kind>,
    form: Form,
}

/// Reads every file, or what memory has of it; pages of prose go to the shelf.
pub(super) fn read_all(
    world: &dyn World,
    memory: &mut Memory,
    kinds: &Kinds,
    shelf: Option<&Shelf>,
    out: &mut Diagnostics,
) -> AllRead {
    let (mut jobs, mut unread, mut unusable) = (Vec::new(), Vec::new(), Vec::new());
    for folder in [CONTENT, DATA] {
        let listing = world.list(folder);
        listing.problems.into_iter().for_each(|p| out.push(p));
        let mut unknown = BTreeSet::new();
        for entry in listing.entries {
            jobs.extend(job(entry, folder, kinds, &mut unknown, &mut unread, out));
        }
    }
    let before = &memory.files;
    // Indexed, so that the order is that of the listing whatever the threads do.
    let read = jobs.par_iter().with_max_len(AT_ONCE).map(|job| match before.get(&*job.entry.path) {
        Some((stamp, found)) if *stamp == job.entry.stamp => found.clone(),
        _ => Arc::new(read_file(world, job, shelf)),
    });
    let read: Vec<Arc<Found>> = read.collect();
    let mut outcomes = Vec::with_capacity(read.len());
    let mut incomplete: HashSet<Arc<str>> = kinds.broken().names().cloned().collect();
    for (found, job) in read.iter().zip(&jobs) {
        if job.form != Form::Document && found.is_part() {
            incomplete.insert(job.kind.name.clone());
        }
        if found.is_unusable() {
            let (path, kind) = (job.entry.path.as_str().into(), job.kind.clone());
            unusable.push(Unusable { path, kind, is_table: job.form != Form::Document });
        }
        outcomes.extend(found.outcomes.iter().cloned());
        out.append(found.problems.clone());
    }
    memory.files = jobs
        .into_iter()
        .zip(read)
        .map(|(job, found)| (job.entry.path.into(), (job.entry.stamp, found)))
        .collect();
    AllRead { outcomes, incomplete, unusable, unread }
}

fn job(
    entry: Entry,
    folder: &str,
    kinds: &Kinds,
    unknown: &mut BTreeSet<String>,
    unread: &mut Vec<String>,
    out: &mut Diagnostics,
) -> Option<Job> {
    let in_content = folder == CONTENT;
    if ledger::is_own(&entry.path) {
        return None;
    }
    let inside = entry.path.strip_prefix(folder)?.trim_start_matches('/');
    let form = locate::form_of(&entry.path).filter(|form| (*form == Form::Document) == in_content);
    if inside.starts_with("kinds/") && !in_content {
        // A kind file is read elsewhere.
        unread.extend((form != Some(Form::Element)).then_some(entry.path));
        return None;
    }
    let plural = match inside.split_once('/') {
        Some((plural, _)) => plural,
        None if in_content => "",
        None => inside.rsplit_once('.').map_or(inside, |(stem, _)| stem),
    };
    let Some(form) = form else {
        // It may be attached to a record that cannot be read.
        unread.extend((!kinds.broken().may_keep(plural)).then_some(entry.path));
        return None;
    };
    if let Some(kind) = kinds.by_plural(plural) {
        return Some(Job { kind: kind.clone(), form, entry });
    }
    // It may be the folder of a kind whose file cannot be used.
    if !kinds.broken().may_keep(plural) && unknown.insert(plural.to_owned()) {
        let plurals: Vec<&str> = kinds.iter().map(|k| &*k.plural).collect();
        let near = did_you_mean(plural, plurals.iter().copied());
        let message = if plural.is_empty() {
            "a record lies in the folder of its kind, not beside them".to_owned()
        } else {
            format!("no kind keeps its records in `{plural}`")
        };
        let help = match near {
            Some(near) if !plural.is_empty() => format!("did you mean `{near}`?"),
            _ => format!("the folders are: {}", plurals.join(", ")),
        };
        out.push(Diagnostic::new(Code::UnknownFolder, message).at(Place::File(entry.path.into())).help(help));
    }
    None
}

fn read_file(world: &dyn World, job: &Job, shelf: Option<&Shelf>) -> Found {
    let mut out = Diagnostics::new();
    let path: Arc<str> = job.entry.path.as_str().into();
    let source = match read_text(world, &path) {
        Ok(source) => source,
        Err(diagnostic) => {
            out.push(*diagnostic);
            let found = unread(job);
            found.iter().filter_map(Outcome::id).for_each(|id| out.all_about(0, id));
            return Found { outcomes: found, problems: out };
        }
    };
    let stem = stem_of(&path);
    let options = prose::Options { numbered: job.kind.numbered, top_level: 2 };
    let mut found = Vec::new();
    let columns = files::read(&source, job.form, &mut out, &mut |item, out| {
        let before = out.len();
        let facts = item.prose.filter(|span| !source.slice(*span).trim().is_empty());
        let facts = facts.map(|span| match shelf {
            Some(shelf) => prose::read_once(&source, span, &options, shelf, out),
            None => prose::read(&source, span, &options, out),
        });
        let origin = Origin { path: path.clone(), item: item.item, form: job.form };
        let stem = item.named_by_file.then_some(stem);
        let input = Input { kind: &job.kind, node: &item.node, stem, origin, prose: facts };
        let outcome = record::convert(input, out);
        if let Some(id) = outcome.id() {
            out.all_about(before, id);
            // What was found as the file was taken apart is the record's too where it lies inside it.
            let whole = Span::new(0, source.text.len());
            out.about_inside(if item.named_by_file { whole } else { item.node.span }, id);
        }
        found.push(outcome);
    });
    if let Some(problem) = record::columns::no_header(&job.kind, &source, &columns) {
        // All that is said of the rows has this one cause.
        out = Diagnostics::new();
        out.push(problem);
        return Found { outcomes: Vec::new(), problems: out };
    }
    record::columns::check(&job.kind, &source, &columns, &mut out);
    if found.is_empty() {
        found = unread(job);
        found.iter().filter_map(Outcome::id).for_each(|id| out.all_about(0, id));
    }
    Found { outcomes: found, problems: out }
}

fn stem_of(path: &str) -> &str {
    path.rsplit('/').next().and_then(|f| f.rsplit_once('.')).map_or("", |(stem, _)| stem)
}

/// A document that could not be read still has its name, so that what refers to it is not reported as well.
fn unread(job: &Job) -> Vec<Outcome> {
    let path: Arc<str> = job.entry.path.as_str().into();
    let id = format!("{}/{}", job.kind.name, stem_of(&path)).into();
    if job.form == Form::Document { vec![Outcome::Unread(id, path)] } else { Vec::new() }
}
