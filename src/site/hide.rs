//! Takes out what an audience may not see (records.md §3). Nothing later can ask for it: it is not there.

use crate::check::suppressed;
use crate::date;
use crate::kind::{Field, Kind, Type};
use crate::record::walk::{self, Step};
use crate::record::{Ix, Map, Record, Records, Value};
use jiff::Timestamp;
use jiff::civil::Date;
use rayon::prelude::*;
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

/// What became of a record on its way into a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// Published whole.
    Public,
    /// Exempt today: only its public title, date, body, meeting and the exemption remain.
    Exempt,
    /// Withdrawn: title, date, reason and replacement remain, and old addresses.
    Withdrawn,
    /// Redacted: date and reason remain.
    Redacted,
    /// Redacted with its name: it does not exist.
    Retired,
    /// A draft: it does not exist.
    Draft,
    /// Not published yet: it does not exist.
    Embargoed,
}

impl State {
    /// Whether nothing of the record exists for residents.
    pub fn is_gone(self) -> bool {
        matches!(self, State::Draft | State::Embargoed | State::Retired)
    }
}

/// Who a site is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Audience {
    /// Everyone: only what is public.
    #[default]
    Residents,
    /// The web team at its own machine: drafts, embargoed and exempt records are shown whole. Never what is private, redacted, withdrawn or
    /// suppressed.
    WebTeam,
}

/// The day and the moment a site is made for.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// The day: withdrawals and exemptions go by it.
    pub today: Date,
    /// The moment: embargoes go by it.
    pub now: Timestamp,
}

/// What a title becomes when it is not public.
pub const REDACTED_TITLE: &str = "Redacted record";
/// What a title becomes when it is exempt and no public one is given.
pub const EXEMPT_TITLE: &str = "Exempt item";

/// The state of a record, in the order of precedence of records.md §3.
pub fn state(record: &Record, moment: Moment) -> State {
    if !record.guarded {
        return State::Public;
    }
    let fields = &record.fields;
    let begun = |date: Option<&str>| date.and_then(date::any).is_none_or(|p| p.start <= moment.today);
    if fields.text("status") == Some("draft") {
        return State::Draft;
    }
    let until = fields.text("publish_from").and_then(|text| date::instant(text).ok());
    if until.and_then(|p| p.instant).is_some_and(|instant| instant > moment.now) {
        return State::Embargoed;
    }
    // Whatever its day: a slip in it must not leave the text in public.
    if let Some(redacted) = fields.map("redacted") {
        let retired = redacted.get("retired") == Some(&Value::Bool(true));
        return if retired { State::Retired } else { State::Redacted };
    }
    if let Some(withdrawn) = fields.map("withdrawn")
        && begun(withdrawn.text("date"))
    {
        return State::Withdrawn;
    }
    if let Some(exempt) = fields.map("exempt") {
        let over = exempt.text("until").and_then(date::any).is_some_and(|p| p.start <= moment.today);
        if begun(exempt.text("from")) && !over {
            return State::Exempt;
        }
    }
    State::Public
}

/// The records without what an audience may not see, kept so that only those that changed are reduced again.
#[derive(Default)]
pub struct Reduced {
    /// What they were reduced from.
    all: Records,
    /// What became of each of them, by position; none of those that are gone.
    done: Vec<Option<Done>>,
    records: Records,
}

/// What became of a record, and why.
#[derive(Clone)]
struct Done {
    state: State,
    suppressed: bool,
    record: Arc<Record>,
}

impl Reduced {
    /// The records as an audience may see them, each with its state. The hidden ones are dropped, and those named in `held`. What the
    /// others say of them is still there: see [`super::cut`].
    ///
    /// `own` are the records' own states.
    pub fn again(
        &mut self,
        records: &Records,
        own: &[State],
        audience: Audience,
        held: &BTreeSet<Arc<str>>,
    ) -> (Records, Vec<State>) {
        let hidden_figures: HashSet<Ix> = suppressed::all(records);
        let state_of = |(ix, record): (Ix, &Record)| match own[ix.0 as usize] {
            _ if held.contains(&record.id) => State::Draft,
            State::Draft | State::Embargoed | State::Exempt if audience == Audience::WebTeam => State::Public,
            state => state,
        };
        let states: Vec<State> = records.iter().map(state_of).collect();
        let orphans = orphaned(records, &states);
        let same_places = records.has_ids_of(&self.all);
        let place = |ix, record: &Record| if same_places { Some(ix) } else { self.all.find(&record.id) };
        let done = records.list().par_iter().zip(states).enumerate().map(|(i, (record, state))| {
            let ix = Ix(u32::try_from(i).expect("positions are counted in 32 bits"));
            if state.is_gone() || orphans.contains(&ix) {
                return None;
            }
            let suppressed = hidden_figures.contains(&ix);
            let known = place(ix, record).map(|at| at.0 as usize);
            let known = known.filter(|at| Arc::ptr_eq(&self.all.list()[*at], record));
            let known = known.and_then(|at| self.done[at].as_ref());
            let same = known.filter(|done| done.state == state && done.suppressed == suppressed);
            let new = || Done { state, suppressed, record: reduced(record, state, suppressed) };
            Some(same.cloned().unwrap_or_else(new))
        });
        let done: Vec<Option<Done>> = done.collect();
        // They stand in their order still.
        let (list, states) = done.iter().flatten().map(|done| (done.record.clone(), done.state)).unzip();
        let public = records.kept(list, &self.records);
        *self = Reduced { all: records.clone(), done, records: public.clone() };
        (public, states)
    }
}

/// A record without what is not public of it.
fn reduced(record: &Arc<Record>, state: State, suppressed: bool) -> Arc<Record> {
    if state == State::Public && !suppressed && !says_more(record) {
        return record.clone();
    }
    let mut record = (**record).clone();
    reduce(&mut record, state);
    without_private(&record.kind.clone().fields, &mut record.fields);
    without_closed_documents(&mut record.fields);
    if suppressed {
        suppressed::clear(&mut record);
    }
    Arc::new(record)
}

/// Rows that cannot be told without a record that is not public: a figure of a draft indicator, a membership of an
/// embargoed body.
fn orphaned(records: &Records, states: &[State]) -> HashSet<Ix> {
    let mut orphans = HashSet::new();
    for (ix, record) in records.iter().filter(|(_, r)| !r.kind.page) {
        walk::references(record, &mut |found| {
            let top = matches!(found.steps, [Step::Key(_)]);
            // A part that is not there leaves its record; one with errors is not there at all.
            let id = found.text.split('#').next().unwrap_or_default();
            let target = if id.is_empty() { Some(ix) } else { records.find(id) };
            let lost = target.is_none_or(|target| states[target.0 as usize] != State::Public);
            if top && lost && found.field.required {
                orphans.insert(ix);
            }
        });
    }
    orphans
}

fn reduce(record: &mut Record, state: State) {
    let keep: &[&str] = match state {
        State::Public => return,
        State::Redacted => &["redacted", "created"],
        // Its old addresses still lead to what is left of it.
        State::Withdrawn => &["title", "withdrawn", "created", "aliases"],
        State::Exempt => &["exempt"],
        State::Draft | State::Embargoed | State::Retired => &[],
    };
    let kind: Arc<Kind> = record.kind.clone();
    let mut fields = Map::default();
    for field in &kind.fields {
        let Some(value) = record.fields.get(&field.name) else { continue };
        if keep.contains(&&*field.name) {
            fields.set(field.name.clone(), value.clone());
        } else if state == State::Exempt
            && let Some(value) = kept_when_exempt(field, value)
        {
            fields.set(field.name.clone(), value);
        }
    }
    let title = match state {
        State::Redacted => Some(REDACTED_TITLE.to_owned()),
        State::Exempt => {
            Some(fields.map("exempt").and_then(|e| e.text("public_title")).unwrap_or(EXEMPT_TITLE).to_owned())
        }
        _ => None,
    };
    if let Some(title) = title.filter(|_| kind.field("title").is_some()) {
        let mut titled = Map::default();
        titled.set("title".into(), Value::from_text(title));
        fields.iter().for_each(|(key, value)| titled.set(key.clone(), value.clone()));
        fields = titled;
    }
    record.fields = fields;
    record.prose = None;
}

/// What of a field stays under an exemption: the field itself, or the parts of an object that say so.
fn kept_when_exempt(field: &Field, value: &Value) -> Option<Value> {
    match (&field.ty, value) {
        (Type::Object(inner), Value::Map(map)) if inner.iter().any(|f| f.keep) => {
            let kept = inner.iter().filter_map(|f| {
                let value = map.get(&f.name)?;
                kept_when_exempt(f, value).map(|v| (f.name.clone(), v))
            });
            let map: Map = kept.collect();
            (!map.is_empty()).then_some(Value::Map(map))
        }
        _ if field.keep => Some(value.clone()),
        _ => None,
    }
}

/// Whether the value at the end of a way through objects stays under an exemption wherever it is there.
pub fn stays_when_exempt(way: &[&Field]) -> bool {
    let Some((first, rest)) = way.split_first() else { return false };
    match &first.ty {
        Type::Object(inner) if inner.iter().any(|f| f.keep) => stays_when_exempt(rest),
        _ => first.keep,
    }
}

/// Whether a public record holds something that is not: a private field, the place of a closed document.
fn says_more(record: &Record) -> bool {
    let closed = |item: &Value| item.map().is_some_and(|map| map.text("availability").is_some_and(is_closed));
    let kind = &record.kind;
    let private = |at: &usize| has_private(std::slice::from_ref(&kind.fields[*at]), &record.fields);
    kind.work.private.iter().any(private) || record.fields.list("attachments").iter().any(closed)
}

fn has_private(fields: &[Field], map: &Map) -> bool {
    map.along(fields).any(|(field, value)| {
        field.private
            || field.item().private
            || match value {
                Value::Map(map) => has_private(field.fields(), map),
                Value::List(items) => {
                    items.iter().filter_map(Value::map).any(|map| has_private(field.fields(), map))
                }
                _ => false,
            }
    })
}

/// Whether a document is not published though its record is.
pub(super) fn is_closed(availability: &str) -> bool {
    availability != "published"
}

fn without_private(fields: &[Field], map: &mut Map) {
    map.retain(|name, value| {
        let Some(field) = fields.iter().find(|f| &*f.name == name) else { return true };
        if field.private || field.item().private {
            return false;
        }
        match value {
            Value::Map(map) => without_private(field.fields(), map),
            Value::List(items) => {
                for item in items {
                    if let Value::Map(map) = item {
                        without_private(field.fields(), map);
                    }
                }
            }
            _ => {}
        }
        true
    });
}

/// A document that is not published has neither a file nor an address here, whatever its record says of them.
fn without_closed_documents(map: &mut Map) {
    let Some(Value::List(items)) = map.get_mut("attachments") else { return };
    for item in items {
        let Value::Map(item) = item else { continue };
        if item.text("availability").is_some_and(is_closed) {
            item.remove("file");
            item.remove("url");
        }
    }
}
