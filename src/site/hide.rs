//! Takes out what an audience may not see (records.md §3). Nothing later can ask for it: it is not there.

use crate::check::suppressed;
use crate::date;
use crate::graph::{self, FaultKind, Graph};
use crate::kind::{Field, Kind, Role, Type};
use crate::prose;
use crate::record::walk::{self, Step};
use crate::record::{Ix, Map, Record, Records, Value};
use jiff::Timestamp;
use jiff::civil::Date;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};
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
pub fn state(fields: &Map, moment: Moment) -> State {
    let begun = |date: Option<&str>| date.and_then(date::any).is_none_or(|p| p.start <= moment.today);
    if fields.text("status") == Some("draft") {
        return State::Draft;
    }
    let until = fields.text("publish_from").and_then(|text| date::instant(text).ok());
    if until.and_then(|p| p.instant).is_some_and(|instant| instant > moment.now) {
        return State::Embargoed;
    }
    if let Some(redacted) = fields.map("redacted")
        && begun(redacted.text("date"))
    {
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

/// The records as an audience may see them, each with its state. The hidden ones are dropped, and those named in `held`.
///
/// `graph` is that of `records`, `own` their own states.
pub fn hide(
    records: &Records,
    graph: &Graph,
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
    let list: Vec<(Arc<Record>, State)> = records.clone().into_list().into_iter().zip(states).collect();
    let kept = list.into_par_iter().enumerate().filter_map(|(i, (mut record, state))| {
        let ix = Ix(u32::try_from(i).expect("positions are counted in 32 bits"));
        if state.is_gone() || orphans.contains(&ix) {
            return None;
        }
        let suppressed = hidden_figures.contains(&ix);
        if state != State::Public || suppressed || says_more(&record) {
            let record = Arc::make_mut(&mut record);
            reduce(record, state);
            without_private(&record.kind.clone().fields, &mut record.fields);
            without_closed_documents(&mut record.fields);
            if suppressed {
                suppressed::clear(record);
            }
        }
        Some((record, state))
    });
    let kept: Vec<(Arc<Record>, State)> = kept.collect();
    // They stand in their order still.
    let (kept, states): (Vec<Arc<Record>>, Vec<State>) = kept.into_iter().unzip();
    let all = records;
    let mut records = all.kept(kept);
    if records.changed_since(all).is_some_and(|changed| changed.is_empty()) {
        cut_dangling(&mut records, graph);
    } else {
        let graph = graph::link_again(&records, all, graph);
        cut_dangling(&mut records, &graph);
    }
    cut_targets(&mut records);
    (records, states)
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

fn is_closed(availability: &str) -> bool {
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

/// Takes out references to what is not there, and parts that are not there, so that no renderer meets one.
fn cut_dangling(records: &mut Records, graph: &Graph) {
    let mut cuts: BTreeMap<Ix, Vec<(String, bool)>> = BTreeMap::new();
    for fault in graph.faults().cloned() {
        if let graph::At::Field(pointer) = fault.place {
            let whole = !matches!(fault.kind, FaultKind::UnknownPart | FaultKind::AmbiguousPart(_));
            let step = if whole { step_of(&records[fault.from], &pointer) } else { None };
            let list = cuts.entry(fault.from).or_default();
            match step {
                // The step goes with all that was to be cut in it.
                Some(step) => {
                    let inside = format!("{step}/");
                    list.retain(|(other, _)| !other.starts_with(&inside));
                    list.push((step, true));
                }
                None if list.iter().any(|(cut, _)| pointer.starts_with(&format!("{cut}/"))) => {}
                None => list.push((pointer, whole)),
            }
        }
    }
    for (ix, cuts) in cuts {
        let record = records.change(ix);
        // From the last to the first, so that positions in lists stay true while items leave.
        for (pointer, whole) in cuts.iter().rev() {
            let steps: Vec<&str> = pointer.split('/').skip(1).collect();
            cut(&mut record.fields, &steps, *whole);
        }
    }
}

/// The step of a timeline that a pointer to the record it tells of leads through: without that record it is no step.
fn step_of(record: &Record, pointer: &str) -> Option<String> {
    let steps = pointer.strip_prefix("/steps/").filter(|_| record.kind.role == Some(Role::Timeline))?;
    let (index, key) = steps.split_once('/')?;
    (key == "record").then(|| format!("/steps/{index}"))
}

/// Takes out of Markdown fields what links in them would say of records and parts that are not there.
fn cut_targets(records: &mut Records) {
    let all: Vec<(Ix, &Record)> = records.iter().collect();
    let changed = all.into_par_iter().filter_map(|(ix, record)| {
        let shown = |target: &str| graph::resolve(records, ix, target, &[]).is_ok();
        Some((ix, relinked(&record.kind.fields, &record.fields, &shown)?))
    });
    let changed: Vec<(Ix, Map)> = changed.collect();
    for (ix, fields) in changed {
        records.change(ix).fields = fields;
    }
}

/// The fields with their Markdown changed; none where nothing had to be.
fn relinked(fields: &[Field], map: &Map, shown: &dyn Fn(&str) -> bool) -> Option<Map> {
    let mut new: Option<Map> = None;
    for (field, value) in map.along(fields) {
        if let Some(value) = relinked_value(field, value, shown) {
            new.get_or_insert_with(|| map.clone()).set(field.name.clone(), value);
        }
    }
    new
}

fn relinked_value(field: &Field, value: &Value, shown: &dyn Fn(&str) -> bool) -> Option<Value> {
    match (&field.ty, value) {
        (Type::Object(fields), Value::Map(map)) => relinked(fields, map, shown).map(Value::Map),
        (Type::List(item), Value::List(items)) => {
            let new: Vec<Option<Value>> = items.iter().map(|v| relinked_value(item, v, shown)).collect();
            new.iter().any(Option::is_some).then(|| {
                Value::List(new.into_iter().zip(items).map(|(new, old)| new.unwrap_or(old.clone())).collect())
            })
        }
        (_, Value::Text(text)) if field.markdown.is_some() => match prose::without_targets(text, shown) {
            Cow::Owned(text) => Some(Value::from_text(text)),
            Cow::Borrowed(_) => None,
        },
        _ => None,
    }
}

fn cut(map: &mut Map, steps: &[&str], whole: bool) {
    let Some((first, rest)) = steps.split_first() else { return };
    match (map.get_mut(first), rest) {
        (Some(value), []) => {
            if !whole && strip_part(value) {
                return;
            }
            map.remove(first);
        }
        (Some(Value::Map(inner)), rest) => cut(inner, rest, whole),
        (Some(Value::List(items)), [index, rest @ ..]) => {
            let Ok(index) = index.parse::<usize>() else { return };
            match (items.get_mut(index), rest) {
                (Some(Value::Map(inner)), rest) if !rest.is_empty() => cut(inner, rest, whole),
                (Some(value), []) => {
                    if whole || !strip_part(value) {
                        items.remove(index);
                    }
                }
                _ => {}
            }
        }
        _ => {}
    }
}

/// Leaves the record of a reference and drops its part; false when nothing would be left.
fn strip_part(value: &mut Value) -> bool {
    let Some((id, _)) = value.text().and_then(|t| t.split_once('#')) else { return false };
    let id = id.to_owned();
    let kept = !id.is_empty();
    *value = Value::from_text(id);
    kept
}
