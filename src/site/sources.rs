//! The files of a site, read: kinds, and records by kind.
//!
//! In: a [`World`], and the [`Memory`] of what was read before. Out: an [`Outcome`] for each record, and every problem of the files
//! themselves. A file whose stamp is as it was is not read again.

use crate::check;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, did_you_mean};
use crate::embedded;
use crate::graph::Linked;
use crate::kind::{Kind, KindFile, Kinds, read_kinds};
use crate::prose;
use crate::record::{self, Form, Input, Origin, convert::Outcome, files, locate};
use crate::source::Source;
use crate::world::{Entry, World, read_text};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

/// Folder of documents.
pub const CONTENT: &str = "content";
/// Folder of rows and elements.
pub const DATA: &str = "data";
/// Folder of kind files.
pub const KINDS: &str = "data/kinds";

/// What was read of a site's files, kept from one making to the next. All of it is shared: a copy costs nothing.
#[derive(Default, Clone)]
pub struct Memory {
    /// The kinds, the problems of their files, and the files as they were.
    kinds: Option<(Arc<Kinds>, Diagnostics, Vec<Entry>)>,
    /// In the order in which they are listed.
    files: Arc<Vec<Arc<File>>>,
    /// The records and how they were linked.
    pub(super) linked: Linked,
}

/// A file of records: what it is, and what it holds.
struct File {
    entry: Entry,
    kind: Arc<Kind>,
    form: Form,
    outcomes: Vec<Outcome>,
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
}

/// The kinds, read again only where one of their files changed; then no record is known any more.
pub(super) fn kinds_again(world: &dyn World, memory: &mut Memory, out: &mut Diagnostics) -> Arc<Kinds> {
    let files = world.list(KINDS).entries;
    if memory.kinds.as_ref().is_none_or(|(_, _, before)| *before != files) {
        let mut problems = Diagnostics::new();
        let kinds = Arc::new(kinds(world, &mut problems));
        *memory = Memory { kinds: Some((kinds, problems, files)), ..Memory::default() };
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

/// Every record of every file, and the kinds of which a file could not be read whole: what refers to those stays silent, for the
/// record may well be in that file. Files that are no records go to `unread`.
pub(super) fn read_all(
    world: &dyn World,
    memory: &mut Memory,
    kinds: &Kinds,
    unread: &mut Vec<Arc<str>>,
    out: &mut Diagnostics,
) -> (Vec<Outcome>, HashSet<Arc<str>>) {
    let mut found = Vec::with_capacity(memory.files.len());
    let mut known = memory.files.iter().peekable();
    for folder in [CONTENT, DATA] {
        let listing = world.list(folder);
        listing.problems.into_iter().for_each(|p| out.push(p));
        let mut unknown = BTreeSet::new();
        for entry in listing.entries {
            // Both stand in the same order.
            while known.next_if(|file| file.entry.path < entry.path).is_some() {}
            match known.next_if(|file| file.entry == entry) {
                Some(file) => found.push(Ok(file.clone())),
                None => found.extend(job(entry, folder, kinds, &mut unknown, unread, out).map(Err)),
            }
        }
    }
    // Indexed, so that the order is that of the listing whatever the threads do.
    let files = found.into_par_iter().map(|file| file.unwrap_or_else(|job| Arc::new(read_file(world, job))));
    let files: Vec<Arc<File>> = files.collect();
    let mut outcomes = Vec::with_capacity(files.len());
    let mut incomplete: HashSet<Arc<str>> = kinds.broken().names().cloned().collect();
    for file in &files {
        if file.form != Form::Document && file.is_part() {
            incomplete.insert(file.kind.name.clone());
        }
        outcomes.extend_from_slice(&file.outcomes);
        out.append(file.problems.clone());
    }
    memory.files = Arc::new(files);
    (outcomes, incomplete)
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
        out.push(Diagnostic::new(Code::UnknownFolder, message).at(Place::File(entry.path)).help(help));
    }
    None
}

fn read_file(world: &dyn World, job: Job) -> File {
    let mut out = Diagnostics::new();
    let mut outcomes = match read_text(world, &job.entry.path) {
        Ok(source) => of_source(&source, &job, &mut out),
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
    File { entry, kind, form, outcomes: outcomes.unwrap_or_default(), problems: out }
}

/// The records of a file's text; none where its rows have no header.
fn of_source(source: &Source, job: &Job, out: &mut Diagnostics) -> Option<Vec<Outcome>> {
    let stem = stem_of(&source.path);
    let options = prose::Options { numbered: job.kind.numbered, top_level: 2 };
    let mut found = Vec::new();
    let columns = files::read(source, job.form, out, &mut |item, out| {
        let before = out.len();
        let facts = item.prose.filter(|span| !source.slice(*span).trim().is_empty());
        let facts = facts.map(|span| prose::read(source, span, &options, out));
        let origin = Origin { path: source.path.clone(), item: item.item, form: job.form };
        let stem = item.named_by_file.then_some(stem);
        let input = Input { kind: &job.kind, node: &item.node, stem, origin, prose: facts };
        let outcome = record::convert(input, out);
        if let Outcome::Sound(record) | Outcome::Broken(record) | Outcome::Nameless(record) = &outcome {
            check::alone(record, matches!(outcome, Outcome::Sound(_)), out);
        }
        if let Some(id) = outcome.id() {
            out.all_about(before, id);
        }
        found.push(outcome);
    });
    if let Some(problem) = record::columns::no_header(&job.kind, source, &columns) {
        *out = Diagnostics::new();
        out.push(problem);
        return None;
    }
    record::columns::check(&job.kind, source, &columns, out);
    Some(found)
}

fn stem_of(path: &str) -> &str {
    path.rsplit('/').next().and_then(|f| f.rsplit_once('.')).map_or("", |(stem, _)| stem)
}

/// A document that could not be read still has its name, so that what refers to it is not reported as well.
fn unread(job: &Job) -> Vec<Outcome> {
    let path = &job.entry.path;
    let id = format!("{}/{}", job.kind.name, stem_of(path)).into();
    if job.form == Form::Document { vec![Outcome::Unread(id, path.clone())] } else { Vec::new() }
}
