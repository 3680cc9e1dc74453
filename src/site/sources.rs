//! The files of a site, read: kinds, and records by kind.
//!
//! In: a [`World`], and the [`Memory`] of what was read before. Out: an [`Outcome`] for each record, and every problem of the files
//! themselves. A file whose stamp is as it was is not read again.

use super::{folder, unique::Read};
use crate::check;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::embedded;
use crate::graph::Linked;
use crate::kind::{Kind, KindFile, Kinds, read_kinds};
use crate::ledger::{self, Ledger};
use crate::prose::{self, Shelf};
use crate::record::{self, Form, Input, Origin, Record, convert::Outcome, files, locate};
use crate::source::{Source, Span};
use crate::world::{Entry, Stamp, World, read_text};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

/// Folder of documents.
pub const CONTENT: &str = "content";
/// Folder of rows and elements.
pub const DATA: &str = "data";
/// Folder of kind files.
pub const KINDS: &str = "data/kinds";

/// Files that one thread takes at a time: few, so that no thread is left alone with the last ones.
const AT_ONCE: usize = 16;

/// What was read of a site's files, kept from one making to the next. All of it is shared: a copy costs nothing.
#[derive(Default, Clone)]
pub struct Memory {
    /// The kinds, the problems of their files, and the files as they were.
    kinds: Option<(Arc<Kinds>, Diagnostics, Vec<Entry>)>,
    /// In the order in which they are listed.
    files: Arc<Vec<Arc<File>>>,
    /// The records and how they were linked.
    pub(super) linked: Linked,
    /// What came of all files together, where no id stood twice.
    pub(super) read: Option<Read>,
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
}

/// What the files of a site hold.
pub(super) struct Listed {
    pub(super) records: Came,
    /// Files of which nothing can be used.
    pub(super) unusable: Vec<Unusable>,
    /// Files that are no records.
    pub(super) unread: Vec<Arc<str>>,
    /// Records with attachments, those with errors too.
    pub(super) attaching: Vec<Arc<Record>>,
}

/// The records that were read.
pub(super) enum Came {
    /// Those that are others than the last time, each in the place of the one of its id, and what was read then.
    Some(Read, Vec<Arc<Record>>),
    /// All, and the kinds of which a file could not be read whole: what refers to those stays silent, for the record may well be in that
    /// file.
    All(Vec<Outcome>, HashSet<Arc<str>>),
}

/// A file of records: what it is, and what it holds.
struct File {
    entry: Entry,
    kind: Arc<Kind>,
    form: Form,
    outcomes: Vec<Outcome>,
    /// Whether any of its records has attachments.
    attaches: bool,
    problems: Diagnostics,
}

impl File {
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

    /// Shares the records that say the same as in `before`: of a table, most of the rows.
    fn share(&mut self, before: &File) {
        for (new, old) in self.outcomes.iter_mut().zip(&before.outcomes) {
            if let (Outcome::Sound(record), Outcome::Sound(same)) = (&*new, old)
                && record.is(same)
            {
                *new = old.clone();
            }
        }
    }

    /// Its records, where it holds the same as before, each without errors.
    fn in_place_of(&self, before: &File) -> Option<impl Iterator<Item = Arc<Record>>> {
        fn sound(outcome: &Outcome) -> Option<&Arc<Record>> {
            if let Outcome::Sound(record) = outcome { Some(record) } else { None }
        }
        let whole =
            |file: &File| file.outcomes.iter().all(|outcome| sound(outcome).is_some()) && !file.is_part();
        let ids = |file: &File| file.outcomes.iter().map(|o| o.id().cloned()).collect::<Vec<_>>();
        let same = self.entry.path == before.entry.path && ids(self) == ids(before);
        (same && whole(self) && whole(before)).then(|| self.outcomes.iter().filter_map(sound).cloned())
    }
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
        match read_text(world, &entry.path) {
            Ok(source) => {
                files.insert(name, source);
            }
            Err(diagnostic) => out.push(*diagnostic),
        }
    }
    let files: Vec<KindFile> = files.into_iter().map(|(name, source)| KindFile { name, source }).collect();
    read_kinds(&files, out)
}

/// Every record of every file: read, or what memory has of it. Pages of prose that are read go to the shelf.
pub(super) fn read_all(
    world: &dyn World,
    memory: &mut Memory,
    kinds: &Kinds,
    shelf: Option<&Shelf>,
    out: &mut Diagnostics,
) -> Listed {
    let mut unread = Vec::new();
    let mut found = Vec::with_capacity(memory.files.len());
    let mut known = memory.files.iter().peekable();
    for folder in [CONTENT, DATA] {
        let listing = world.list(folder);
        listing.problems.into_iter().for_each(|p| out.push(p));
        let mut unknown = BTreeSet::new();
        for entry in listing.entries {
            // Both stand in the same order, and most paths are shared.
            let passed = |path: &Arc<str>| !Arc::ptr_eq(path, &entry.path) && *path < entry.path;
            while known.next_if(|file| passed(&file.entry.path)).is_some() {}
            match known.next_if(|file| file.entry.path == entry.path) {
                Some(file) if file.entry == entry => found.push(Ok(file.clone())),
                before => {
                    let job = job(entry, folder, kinds, &mut unknown, &mut unread, out);
                    found.extend(job.map(|job| Err((job, before))));
                }
            }
        }
    }
    // Indexed, so that the order is that of the listing whatever the threads do.
    let read = |(job, before): (Job, Option<&Arc<File>>)| {
        let mut file = read_file(world, job, shelf);
        before.into_iter().for_each(|before| file.share(before));
        Arc::new(file)
    };
    let files: Vec<Arc<File>> =
        found.into_par_iter().with_max_len(AT_ONCE).map(|file| file.unwrap_or_else(read)).collect();
    files.iter().for_each(|file| out.append(file.problems.clone()));
    let unusable = files.iter().filter(|file| file.is_unusable()).map(|file| Unusable {
        path: file.entry.path.clone(),
        kind: file.kind.clone(),
        is_table: file.form != Form::Document,
    });
    let unusable = unusable.collect();
    let attaching = files.iter().filter(|file| file.attaches).flat_map(|file| &file.outcomes);
    let attaching = attaching.filter_map(record_of).cloned().collect();
    let records = match (replaced(&memory.files, &files), memory.read.take()) {
        (Some(records), Some(read)) => Came::Some(read, records),
        _ => all(&files, kinds),
    };
    memory.files = Arc::new(files);
    Listed { records, unusable, unread, attaching }
}

/// The records that are others than before; none where files came or went, or hold other records.
fn replaced(before: &[Arc<File>], files: &[Arc<File>]) -> Option<Vec<Arc<Record>>> {
    let mut records = Vec::new();
    if before.len() != files.len() {
        return None;
    }
    for (old, new) in before.iter().zip(files).filter(|(old, new)| !Arc::ptr_eq(old, new)) {
        records.extend(new.in_place_of(old)?);
    }
    Some(records)
}

fn all(files: &[Arc<File>], kinds: &Kinds) -> Came {
    let mut outcomes = Vec::with_capacity(files.len());
    let mut incomplete: HashSet<Arc<str>> = kinds.broken().names().cloned().collect();
    for file in files {
        if file.form != Form::Document && file.is_part() {
            incomplete.insert(file.kind.name.clone());
        }
        outcomes.extend_from_slice(&file.outcomes);
    }
    Came::All(outcomes, incomplete)
}

fn record_of(outcome: &Outcome) -> Option<&Arc<Record>> {
    match outcome {
        Outcome::Sound(record) | Outcome::Broken(record) | Outcome::Nameless(record) => Some(record),
        Outcome::Unread(..) => None,
    }
}

/// A file of records that is not known yet.
struct Job {
    entry: Entry,
    kind: Arc<Kind>,
    form: Form,
}

fn job(
    entry: Entry,
    folder: &str,
    kinds: &Kinds,
    unknown: &mut BTreeSet<String>,
    unread: &mut Vec<Arc<str>>,
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
        out.push(folder::unknown(&entry.path, folder, plural, kinds));
    }
    None
}

fn read_file(world: &dyn World, job: Job, shelf: Option<&Shelf>) -> File {
    let mut out = Diagnostics::new();
    let mut outcomes = match read_text(world, &job.entry.path) {
        Ok(source) => of_source(&source, &job, shelf, &mut out),
        Err(diagnostic) => {
            out.push(*diagnostic);
            Some(Vec::new())
        }
    };
    // All that is said of rows without a header has that one cause.
    if let Some(outcomes) = outcomes.as_mut().filter(|outcomes| outcomes.is_empty()) {
        *outcomes = unread(&job);
        outcomes.iter().filter_map(Outcome::id).for_each(|id| out.all_about(0, id));
    }
    let Job { entry, kind, form } = job;
    let outcomes = outcomes.unwrap_or_default();
    let attaches = outcomes.iter().filter_map(record_of).any(|r| !r.fields.list("attachments").is_empty());
    File { entry, kind, form, outcomes, attaches, problems: out }
}

/// The records of a file's text; none where its rows have no header.
fn of_source(
    source: &Source,
    job: &Job,
    shelf: Option<&Shelf>,
    out: &mut Diagnostics,
) -> Option<Vec<Outcome>> {
    let stem = stem_of(&source.path);
    let options = prose::Options { numbered: job.kind.numbered, top_level: 2 };
    let mut found = Vec::new();
    let columns = files::read(source, job.form, out, &mut |item, out| {
        let before = out.len();
        let facts = item.prose.filter(|span| !source.slice(*span).trim().is_empty());
        let facts = facts.map(|span| match shelf {
            Some(shelf) => prose::read_once(source, span, &options, shelf, out),
            None => prose::read(source, span, &options, out),
        });
        let origin = Origin { path: source.path.clone(), item: item.item, form: job.form };
        let stem = item.named_by_file.then_some(stem);
        let input = Input { kind: &job.kind, node: &item.node, stem, origin, prose: facts };
        let outcome = record::convert(input, out);
        if let Some(record) = record_of(&outcome) {
            check::alone(record, out);
        }
        if let Some(id) = outcome.id() {
            out.all_about(before, id);
            // What was found as the file was taken apart is the record's too where it lies inside it.
            let whole = Span::new(0, source.text.len());
            out.about_inside(if item.named_by_file { whole } else { item.node.span }, id);
        }
        found.push(outcome);
    });
    if let Some(problem) = record::columns::no_header(&job.kind, source, &columns) {
        *out = Diagnostics::new();
        out.push(problem);
        return None;
    }
    record::columns::check(&job.kind, source, &columns, out);
    check::no_basis_in_table(&job.kind, source, &columns, out);
    Some(found)
}

/// What of a path would be a record's name.
pub(super) fn stem_of(path: &str) -> &str {
    path.rsplit('/').next().and_then(|f| f.rsplit_once('.')).map_or("", |(stem, _)| stem)
}

/// A document that could not be read still has its name, so that what refers to it is not reported as well.
fn unread(job: &Job) -> Vec<Outcome> {
    let path = &job.entry.path;
    let id = format!("{}/{}", job.kind.name, stem_of(path)).into();
    if job.form == Form::Document { vec![Outcome::Unread(id, path.clone())] } else { Vec::new() }
}
