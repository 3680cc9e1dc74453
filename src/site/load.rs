//! From a world to a site: read, convert, link, check, hide.
//!
//! Every problem is gathered; nothing stops at the first.

use super::hide::{self, Moment, State};
use super::{Settings, Site, computed, groups, settings};
use crate::check;
use crate::date;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, did_you_mean};
use crate::embedded;
use crate::graph::{self, FaultKind};
use crate::kind::{Kind, KindFile, Kinds, read_kinds};
use crate::media;
use crate::prose;
use crate::record::{self, Form, Input, Ix, Origin, Record, Records, convert::Outcome, files, locate, name};
use crate::source::Source;
use crate::world::{Entry, World, read_text};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// Folder of documents.
pub const CONTENT: &str = "content";
/// Folder of rows and elements.
pub const DATA: &str = "data";
/// Folder of kind files.
pub const KINDS: &str = "data/kinds";

/// What came of reading and checking a world.
pub struct Checked {
    /// The settings; none when they could not be read.
    pub settings: Option<Settings>,
    /// The kinds.
    pub kinds: Kinds,
    /// Every record that could be made, hidden ones too.
    records: Records,
    /// Every problem found.
    pub diagnostics: Diagnostics,
    /// What must be masked in a report.
    pub masks: super::places::Masks,
    /// Ids of records with errors of their own, with their files.
    pub broken: BTreeMap<Arc<str>, Arc<str>>,
    /// How many records were read, rows included.
    pub n_records: usize,
    /// The first moment after now at which an embargo ends.
    pub next_embargo: Option<jiff::Timestamp>,
    moment: Moment,
}

/// Reads everything and checks it.
pub fn check(world: &dyn World) -> Checked {
    let mut out = Diagnostics::new();
    let settings = read_settings(world, &mut out);
    let kinds = kinds(world, &mut out);
    let mut unread = Vec::new();
    let (read, incomplete) = read_all(world, &kinds, &mut unread, &mut out);
    let Read { records, faulty, mut broken } = unique(read, incomplete, &mut out);
    let n_records = records.len() + broken.len();
    let moment = Moment { today: world.today(), now: world.now() };
    let (graph, faults) = graph::link(&records);
    let hidden = |ix: Ix| hide::state(&records[ix].fields, moment) != State::Public;
    graph::report(&records, &faults, &hidden, &mut out);
    graph::report_of_faulty(&records, &faulty, &hidden, &mut out);
    for fault in faults.iter().filter(|f| f.kind != FaultKind::Broken) {
        let record = &records[fault.from];
        broken.insert(record.id.clone(), record.origin.path.clone());
    }
    records
        .iter()
        .map(|(_, record)| record)
        .chain(faulty.iter().map(|r| &**r))
        .for_each(|r| attachments(world, r, &mut out));
    faulty.iter().for_each(|record| check::passages::check(record, &mut out));
    let usual = Settings::unread();
    let rules = settings.as_ref().unwrap_or(&usual);
    super::stray::report(&unread, &records, broken.values(), rules, &mut out);
    let days = days(world, rules, &mut out);
    check::run(&records, &days, &mut out);
    hidden_references(&records, &graph, moment, &mut out);
    let unlinked = faults.iter().map(|fault| &records[fault.from]);
    let masks = super::places::Masks::of(&records, faulty.iter().map(|r| &**r).chain(unlinked), moment);
    crate::diagnostic::report::apply_checks(&mut out, &rules.checks);
    let next_embargo = records
        .iter()
        .filter_map(|(_, r)| date::instant(r.fields.text("publish_from")?).ok()?.instant)
        .filter(|instant| *instant > moment.now)
        .min();
    Checked { settings, kinds, records, diagnostics: out, masks, broken, n_records, next_embargo, moment }
}

impl Checked {
    /// Makes the site as the public may see it: hides, fills in, links and groups. Records named in `held` are left out as if they
    /// were drafts. None without settings.
    pub fn site(self, world: &dyn World, held: &BTreeSet<Arc<str>>) -> Option<Site> {
        let (mut records, states) = hide::hide(self.records, held, self.moment);
        computed::fill(&mut records, world, &media::type_of);
        let (graph, _) = graph::link(&records);
        let groups = groups::group(&self.kinds, &records, &states, &graph);
        let settings = self.settings?;
        let urls = super::urls(&settings, &records);
        let today = self.moment.today;
        Some(Site { settings, kinds: self.kinds, records, urls, states, graph, groups, today })
    }

    /// The problems, taken out for a report.
    pub fn take_diagnostics(&mut self) -> Diagnostics {
        std::mem::take(&mut self.diagnostics)
    }
}

fn read_settings(world: &dyn World, out: &mut Diagnostics) -> Option<Settings> {
    let path: Arc<str> = settings::FILE.into();
    if world.stamp(&path).is_none() {
        out.push(
            Diagnostic::new(Code::BadSetting, "this folder has no crier.toml, so it is not a site")
                .at(Place::File(path))
                .help("make a site with: crier init DIR, or name its folder with --root"),
        );
        return None;
    }
    match read_text(world, &path) {
        Ok(source) => settings::read(&source, out),
        Err(diagnostic) => {
            out.push(*diagnostic);
            None
        }
    }
}

/// How the site counts days.
fn days(world: &dyn World, settings: &Settings, out: &mut Diagnostics) -> check::Days {
    let calendar = &settings.calendar;
    let mut days =
        check::Days { clear: calendar.clear_days, working: calendar.working_days, ..Default::default() };
    if let Some(path) = &calendar.bank_holidays {
        match read_text(world, &path.as_str().into()) {
            Ok(source) => days.holidays = check::holidays(&source, out),
            Err(diagnostic) => out.push(*diagnostic),
        }
    }
    days
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

/// Every record of every file, and the kinds of which a file could not be read whole: what refers to those stays silent, for the
/// record may well be in that file. Files that are no records go to `unread`.
fn read_all(
    world: &dyn World,
    kinds: &Kinds,
    unread: &mut Vec<String>,
    out: &mut Diagnostics,
) -> (Vec<Outcome>, HashSet<Arc<str>>) {
    let mut jobs = Vec::new();
    for folder in [CONTENT, DATA] {
        let listing = world.list(folder);
        listing.problems.into_iter().for_each(|p| out.push(p));
        let mut unknown = BTreeSet::new();
        for entry in listing.entries {
            jobs.extend(job(entry, folder, kinds, &mut unknown, unread, out));
        }
    }
    // Indexed, so that the order is that of the listing whatever the threads do.
    let read: Vec<(Vec<Outcome>, Diagnostics)> = jobs.par_iter().map(|job| read_file(world, job)).collect();
    let mut outcomes = Vec::with_capacity(read.len());
    let mut incomplete: HashSet<Arc<str>> = kinds.broken().names().cloned().collect();
    for ((found, problems), job) in read.into_iter().zip(&jobs) {
        let unread = |d: &Diagnostic| {
            matches!(d.code, Code::BadCsv | Code::BadJson | Code::BadUtf8 | Code::Unreadable)
        };
        // A record without a name may be any that is looked for.
        let nameless = found.iter().any(|outcome| matches!(outcome, Outcome::Nameless(_)));
        if job.form != Form::Document && (nameless || problems.iter().any(unread)) {
            incomplete.insert(job.kind.name.clone());
        }
        outcomes.extend(found);
        out.append(problems);
    }
    (outcomes, incomplete)
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

fn read_file(world: &dyn World, job: &Job) -> (Vec<Outcome>, Diagnostics) {
    let mut out = Diagnostics::new();
    let path: Arc<str> = job.entry.path.as_str().into();
    let source = match read_text(world, &path) {
        Ok(source) => source,
        Err(diagnostic) => {
            out.push(*diagnostic);
            let found = unread(job);
            found.iter().filter_map(Outcome::id).for_each(|id| out.all_about(0, id));
            return (found, out);
        }
    };
    let stem = stem_of(&path);
    let options = prose::Options { numbered: job.kind.numbered, top_level: 2 };
    let mut found = Vec::new();
    let columns = files::read(&source, job.form, &mut out, &mut |item, out| {
        let before = out.len();
        let facts = item.prose.filter(|span| !source.slice(*span).trim().is_empty());
        let facts = facts.map(|span| prose::read(&source, span, &options, out));
        let origin = Origin { path: path.clone(), item: item.item, form: job.form };
        let stem = item.named_by_file.then_some(stem);
        let input = Input { kind: &job.kind, node: &item.node, stem, origin, prose: facts };
        let outcome = record::convert(input, out);
        if let Some(id) = outcome.id() {
            out.all_about(before, id);
        }
        found.push(outcome);
    });
    if let Some(problem) = record::columns::no_header(&job.kind, &source, &columns) {
        // All that is said of the rows has this one cause.
        out = Diagnostics::new();
        out.push(problem);
        return (Vec::new(), out);
    }
    record::columns::check(&job.kind, &source, &columns, &mut out);
    if found.is_empty() {
        found = unread(job);
        found.iter().filter_map(Outcome::id).for_each(|id| out.all_about(0, id));
    }
    (found, out)
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

/// What was read.
struct Read {
    /// The sound records.
    records: Records,
    /// Records with errors, as far as they could be made: their references are checked, and they go no further.
    faulty: Vec<Arc<Record>>,
    /// The ids of those with their files, and of documents that could not be read.
    broken: BTreeMap<Arc<str>, Arc<str>>,
}

/// Sound records with their ids checked for being unique, and those with errors.
fn unique(outcomes: Vec<Outcome>, incomplete: HashSet<Arc<str>>, out: &mut Diagnostics) -> Read {
    let mut broken = BTreeMap::new();
    let mut sound: Vec<Arc<Record>> = Vec::with_capacity(outcomes.len());
    let mut faulty = Vec::new();
    let mut owners: HashMap<Arc<str>, Vec<Place>> = HashMap::new();
    for outcome in outcomes {
        match outcome {
            Outcome::Sound(record) => {
                owners.entry(record.id.clone()).or_default().push(record.own_place());
                sound.push(record);
            }
            Outcome::Broken(record) => {
                owners.entry(record.id.clone()).or_default().push(record.own_place());
                broken.insert(record.id.clone(), record.origin.path.clone());
                faulty.push(record);
            }
            Outcome::Unread(id, path) => {
                owners.entry(id.clone()).or_default().push(Place::File(path.clone()));
                broken.insert(id, path);
            }
            Outcome::Nameless(record) => faulty.push(record),
        }
    }
    let mut doubled: Vec<(Arc<str>, Vec<Place>)> =
        owners.into_iter().filter(|(_, places)| places.len() > 1).collect();
    doubled.sort_by(|a, b| a.0.cmp(&b.0));
    for (id, places) in &doubled {
        let keyed = sound.iter().chain(&faulty).find(|r| r.id == *id && r.origin.form == Form::Row);
        let keys = keyed.map_or(&[][..], |record| &record.kind.key);
        let help = match keys {
            [] => "rename one of them; a name is never used twice".to_owned(),
            keys => format!(
                "take one of them out, or correct what makes them the same record: {}",
                keys.join(", ")
            ),
        };
        for place in &places[1..] {
            out.push(
                Diagnostic::new(Code::DuplicateId, format!("two records are called `{id}`"))
                    .at(place.clone())
                    .related(places[0].clone(), "the first one")
                    .about(id)
                    .help(help.clone())
                    .quoting(id.to_string()),
            );
        }
        broken.insert(id.clone(), places[0].path().clone());
    }
    if !doubled.is_empty() {
        faulty.extend(sound.extract_if(.., |record| broken.contains_key(&record.id)));
    }
    Read { records: Records::new(sound, broken.keys().cloned().collect(), incomplete), faulty, broken }
}

/// Attachments whose file is not beside the record.
fn attachments(world: &dyn World, record: &Record, out: &mut Diagnostics) {
    let folder = record.origin.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    for (i, item) in record.fields.list("attachments").iter().enumerate() {
        let Some(file) = item.map().and_then(|m| m.text("file")) else { continue };
        let inside = !file.contains("..") && !file.starts_with('/') && !file.contains('\\');
        if inside && world.stamp(&format!("{folder}/{file}")).is_some() {
            continue;
        }
        let help = if inside {
            format!("put the file into {folder}/, or say `availability: not-held`")
        } else {
            "name a file that lies beside the record".to_owned()
        };
        out.push(
            Diagnostic::new(Code::MissingFile, format!("the file `{file}` is not there"))
                .at(record.place(&format!("/attachments/{i}/file")))
                .about(&record.id)
                .help(help)
                .quoting(file),
        );
    }
}

/// Public records that refer to drafts or embargoed records: the reference is left out, and the author told.
fn hidden_references(records: &Records, graph: &graph::Graph, moment: Moment, out: &mut Diagnostics) {
    let states: Vec<State> = records.iter().map(|(_, r)| hide::state(&r.fields, moment)).collect();
    let gone = |ix: Ix| states[ix.0 as usize].is_gone();
    if !states.iter().any(|s| s.is_gone()) {
        return;
    }
    for (ix, record) in records.iter().filter(|(ix, _)| !gone(*ix)) {
        if graph.links_from(ix).iter().any(|link| gone(link.to)) {
            let mut say = |target: Ix, place: Place| {
                let id = &records[target].id;
                let why =
                    if states[target.0 as usize] == State::Draft { "a draft" } else { "not published yet" };
                out.push(
                    Diagnostic::new(
                        Code::HiddenReference,
                        format!("`{id}` is {why}, so residents will not see this reference"),
                    )
                    .at(place)
                    .help("publish that record first, or take the reference out"),
                );
            };
            graph::each_reference(record, &mut |text, _, at| {
                if let Ok(target) = graph::resolve(records, ix, text, &[])
                    && gone(target.ix)
                {
                    say(target.ix, graph::place(record, &at, text));
                }
            });
        }
    }
}

/// Whether a name could be that of a record; for commands that make new ones.
pub fn is_free_name(text: &str) -> bool {
    name::is_name(text) && !crate::kind::is_reserved(text)
}
