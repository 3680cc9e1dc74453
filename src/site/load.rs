//! From a world to a site: read, convert, link, check, hide.
//!
//! Every problem is gathered; nothing stops at the first.

use super::again::{Before, Public};
use super::hide::{self, Audience, Moment, State};
use super::{Opening, Settings, Site, computed, cut, opening, settings, slips, sources, unique};

use super::sources::Listed;
pub use super::sources::{CONTENT, DATA, KINDS, Memory, Unusable, kinds};
use crate::check;
use crate::date;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::graph::{self, FaultKind, Graph};
use crate::kind::Kinds;
use crate::ledger::Ledger;
use crate::media;
use crate::prose::Shelf;
use crate::record::{Ix, Missing, Record, Records, name};
use crate::world::disk::DiskWorld;
use crate::world::{World, read_text};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::Arc;

/// What came of reading and checking a world.
pub struct Checked {
    /// The settings; none when they could not be read.
    pub settings: Option<Settings>,
    /// The kinds.
    pub kinds: Arc<Kinds>,
    /// Every record that could be made, hidden ones too.
    records: Records,
    graph: Arc<Graph>,
    states: Vec<State>,
    /// What was released.
    pub ledger: Arc<Ledger>,
    /// Every problem found.
    pub diagnostics: Diagnostics,
    /// What must be masked in a report.
    pub masks: super::places::Masks,
    /// Ids of records with errors of their own, with their files.
    pub broken: BTreeMap<Arc<str>, Arc<str>>,
    /// Files of which nothing can be used.
    pub unusable: Vec<Unusable>,
    /// How many records were read, rows included.
    pub n_records: usize,
    /// The first moment after now at which an embargo ends.
    pub next_embargo: Option<Timestamp>,
    moment: Moment,
}

/// The world of the site in `root` as of a day, or of this moment. Days begin and end in the time zone of the site: that of the machine
/// may be another, and must not decide what is public. The clock is read here and never again.
///
/// # Errors
/// When the folder is not there.
pub fn open(root: &Path, today: Option<Date>) -> io::Result<DiskWorld> {
    let disk = DiskWorld::new(root, Date::default())?;
    let zone = settings::zone(&disk);
    let now = disk.at(Timestamp::now(), &zone);
    Ok(match today {
        Some(day) => now.on(day, &zone),
        None => now,
    })
}

/// Reads everything and checks it.
pub fn check(world: &dyn World) -> Checked {
    check_all(world, &mut Memory::default(), None)
}

/// As [`check`], for a build: pages of prose go to the shelf, where the renderer finds them.
pub fn check_to_build(world: &dyn World, shelf: &Shelf) -> Checked {
    check_all(world, &mut Memory::default(), Some(shelf))
}

/// Checks everything, and reads only what changed since the memory was made.
pub fn check_again(world: &dyn World, memory: &mut Memory) -> Checked {
    check_all(world, memory, None)
}

fn check_all(world: &dyn World, memory: &mut Memory, shelf: Option<&Shelf>) -> Checked {
    let mut out = Diagnostics::new();
    let settings = read_settings(world, &mut out);
    let kinds = sources::kinds_again(world, memory, &mut out);
    let ledger = memory.ledger(world, &mut out);
    let Listed { records, unusable, unread, attaching } =
        sources::read_all(world, memory, &kinds, shelf, &mut out);
    let unique::Read { records, faulty, mut broken } = unique::again(records, memory, &mut out);
    let n_records = records.len() + broken.len();
    let moment = Moment { today: world.today(), now: world.now() };
    let graph = memory.linked.link(&records, None);
    let states: Vec<State> = records.iter().map(|(_, record)| hide::state(record, moment)).collect();
    let hidden = |ix: Ix| states[ix.0 as usize] != State::Public;
    graph::report(&records, &graph, &hidden, &mut out);
    graph::report_of_faulty(&records, &faulty, &hidden, &mut out);
    super::links::answer(&records, &kinds, &hidden, &mut out);
    for fault in graph.faults().filter(|f| f.kind != FaultKind::Broken) {
        let record = &records[fault.from];
        broken.insert(record.id.clone(), record.origin.path.clone());
    }
    let meant = super::attached::report(world, &attaching, &unread, &mut out);
    let usual = Settings::unread();
    let rules = settings.as_ref().unwrap_or(&usual);
    let with_errors = broken.values().chain(faulty.iter().map(|record| &record.origin.path));
    super::stray::report(&unread, (&attaching, meant), with_errors, rules, &mut out);
    super::stray::beside(world, &kinds, &mut out);
    let days = days(world, rules, &mut out);
    check::run(&records, &faulty, (&days, &hidden), &mut out);
    super::settings::statement::check(rules, world, &mut out);
    if rules.allow_formula_text {
        out.retain(|problem| problem.code != Code::FormulaText);
    }
    hidden_references(&records, &graph, &states, &mut out);
    super::copies::report(&records, &states, &mut out);
    slips::report(
        world,
        &slips::Known { records: &records, graph: &graph, states: &states },
        &attaching,
        moment.today,
        &mut out,
    );
    let unlinked = graph.faults().map(|fault| &records[fault.from]);
    let masks = super::places::Masks::of(&records, faulty.iter().map(|r| &**r).chain(unlinked), moment);
    crate::diagnostic::report::apply_checks(&mut out, &rules.checks);
    let hiding = records.iter().filter(|(ix, _)| states[ix.0 as usize] != State::Public);
    let next_embargo = hiding
        .filter_map(|(_, r)| date::instant(r.fields.text("publish_from")?).ok()?.instant)
        .filter(|instant| *instant > moment.now)
        .min();
    Checked {
        settings,
        kinds,
        records,
        graph,
        states,
        ledger,
        diagnostics: out,
        masks,
        broken,
        unusable,
        n_records,
        next_embargo,
        moment,
    }
}

impl Checked {
    /// Makes the site as the public may see it: hides, fills in, links and groups. Records named in `held` are left out as if they
    /// were drafts. None without settings.
    pub fn site(self, world: &dyn World, held: &BTreeSet<Arc<str>>) -> Option<Site> {
        self.site_for(world, Audience::Residents, held, &mut Before::default())
    }

    /// As [`Checked::site`], for another audience, and with what stayed as it was `before`.
    pub fn site_for(
        self,
        world: &dyn World,
        audience: Audience,
        held: &BTreeSet<Arc<str>>,
        before: &mut Before,
    ) -> Option<Site> {
        let early = match audience {
            Audience::Residents => BTreeMap::new(),
            Audience::WebTeam => self.hidden().map(|(record, state)| (record.id.clone(), state)).collect(),
        };
        let called_back = match audience {
            Audience::Residents => self.called_back(),
            Audience::WebTeam => BTreeMap::new(),
        };
        let retired = self.records.iter().filter(|(ix, _)| self.states[ix.0 as usize] == State::Retired);
        let retired = retired.map(|(_, record)| record.id.clone()).collect();
        let (reduced, states) = before.reduced.again(&self.records, &self.states, audience, held);
        let linked = before.linked.link(&reduced, Some((&self.records, &self.graph)));
        let mut records = reduced.clone();
        cut::cut(&mut records, &linked);
        computed::fill(&mut records, world, &media::type_of);
        let settings = self.settings?;
        let public = before.public(&settings, &self.kinds, (records, states), (&reduced, &linked));
        let Public { records, states, graph, groups, urls } = public.clone();
        let today = self.moment.today;
        let (kinds, ledger, missing) = (self.kinds, self.ledger, self.records.missing().clone());
        Some(Site {
            settings,
            kinds,
            records,
            urls,
            states,
            early,
            graph,
            groups,
            ledger,
            missing,
            called_back,
            retired,
            today,
        })
    }

    /// Whether a record of this id was read, with errors or without.
    pub fn has(&self, id: &str) -> bool {
        self.records.find(id).is_some() || self.broken.contains_key(id)
    }

    /// Records that residents do not see yet, or not whole, each with its state: drafts, embargoed and exempt ones.
    pub fn hidden(&self) -> impl Iterator<Item = (&Record, State)> {
        let states = self.records.iter().map(|(ix, record)| (record, self.states[ix.0 as usize]));
        states.filter(|(_, state)| matches!(state, State::Draft | State::Embargoed | State::Exempt))
    }

    /// The public records that refer to one, in fields, Markdown or prose, each once, in their order.
    pub fn leading_to(&self, id: &str) -> Vec<&Record> {
        let Some(ix) = self.records.find(id) else { return Vec::new() };
        let public = |from: &Ix| *from != ix && self.states[from.0 as usize] == State::Public;
        let from: BTreeSet<Ix> = self.graph.links_to(ix).map(|link| link.from).filter(public).collect();
        from.into_iter().map(|from| &self.records[from]).collect()
    }

    /// Records that time alone makes public, now or soon.
    pub fn openings(&self) -> Vec<Opening> {
        opening::all(&self.records, &self.states, &self.ledger, self.moment)
    }

    /// Where released records say that they are drafts, or not to be seen yet.
    fn called_back(&self) -> BTreeMap<Arc<str>, Place> {
        if self.ledger.is_empty() {
            return BTreeMap::new();
        }
        let says_so = |(record, state): (&Record, State)| match state {
            State::Draft => Some((record.id.clone(), record.place("/status"))),
            State::Embargoed => Some((record.id.clone(), record.place("/publish_from"))),
            _ => None,
        };
        let released = self.hidden().filter(|(record, _)| self.ledger.record(&record.id).is_some());
        released.filter_map(says_so).collect()
    }

    /// A record that could be made, as written, and what becomes of it for residents.
    pub fn record(&self, id: &str) -> Option<(&Record, State)> {
        let ix = self.records.find(id)?;
        Some((&self.records[ix], self.states[ix.0 as usize]))
    }

    /// What has errors, or may be in files that could not be read.
    pub fn missing(&self) -> &Arc<Missing> {
        self.records.missing()
    }

    /// The ids of all records that could be made.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.records.iter().map(|(_, record)| &*record.id)
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
    let mut days = check::Days {
        clear: calendar.clear_days,
        working: calendar.working_days,
        latest: world.latest(),
        ..Default::default()
    };
    if let Some(path) = &calendar.bank_holidays {
        match read_text(world, &path.as_str().into()) {
            Ok(source) => days.holidays = check::holidays(&source, out),
            Err(diagnostic) => out.push(*diagnostic),
        }
    }
    days
}

/// Public records that refer to drafts or embargoed records: the reference is left out, and the author told.
fn hidden_references(records: &Records, graph: &Graph, states: &[State], out: &mut Diagnostics) {
    let gone = |ix: Ix| states[ix.0 as usize].is_gone();
    if !states.iter().any(|s| s.is_gone()) {
        return;
    }
    for (ix, record) in records.iter().filter(|(ix, _)| !gone(*ix)) {
        if graph.links_from(ix).iter().any(|link| gone(link.to)) {
            let mut say = |target: Ix, place: Place| {
                let id = &records[target].id;
                let why = match states[target.0 as usize] {
                    State::Draft => "a draft",
                    State::Retired => "taken down",
                    _ => "not published yet",
                };
                out.push(
                    Diagnostic::new(
                        Code::HiddenReference,
                        format!(
                            "`{id}` is {why}, so the link will not be there; words beside it or in it will"
                        ),
                    )
                    .at(place)
                    .help(match states[target.0 as usize] {
                        State::Retired => "take the reference out, with what is said of it",
                        _ => "see that no word here tells what is not public, or take the reference out until then",
                    }),
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
