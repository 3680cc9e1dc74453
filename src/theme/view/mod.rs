//! What a template may read. The contract is `docs/templates.md`; a test compares it with what is here.
//!
//! In: the [`Site`]. Out: minijinja values. Reads nothing else; sees only what the site holds.

mod agenda;
mod answer;
mod chart;
mod facts;
mod figures;
mod home;
mod listing;
mod notice;
mod page;
mod record;
mod search;
mod statement;
mod summary;
mod tasks;
mod timeline;
mod words;

pub use home::home;
pub use listing::{Listing, everywhere, listed, listing, page_address, pages, pair_address, value_address};
pub use page::{Alternate, Crumb, Follow, PageInfo, menu, page, site};
pub use record::{RecordPage, record};
pub use search::search;
pub use statement::statement;
pub use timeline::members;
pub use words::{Glossary, words};

use super::object::{Kept, Shape, named, none, text_or_none};
use crate::graph;
use crate::kind::{Backlink, Field, Kind, Role, Type, asked_by};
use crate::prose::{self, Target};
use crate::record::{Ix, Map, Record, Value as Data, name};
use crate::site::Site;
use crate::site::claim::{self, Basis, Standing};
use foldhash::HashMap;
use minijinja::Value;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// Makes views of one site.
pub struct View<'a> {
    /// The site.
    pub site: &'a Site,
    /// Labels of every kind's fields by path, made once.
    pub labels: Vec<Value>,
    /// For each kind, the path of the reference that says where a record belongs.
    bodies: Vec<Option<String>>,
    /// The shape of each list of declared fields, by where it stands in memory: a site's kinds do not move.
    shapes: HashMap<usize, Shaped>,
    /// Each record's summary once it was asked for: a record stands in many listings.
    summaries: Vec<OnceLock<Arc<Kept>>>,
    /// For each kind, the path of the list whose items other records answer.
    asked: Vec<Option<String>>,
    /// The steps of each timeline in order, once they were asked for: pages on the way show some of them.
    timelines: BTreeMap<Ix, OnceLock<Vec<timeline::Placed>>>,
    /// Of records of a kind of days: what must be known of a thing in them, such as that the minutes are a draft.
    cautions: BTreeMap<Ix, String>,
    /// The words that pages explain.
    glossary: OnceLock<Glossary>,
}

/// A shape, and whether its fields carry a basis.
struct Shaped {
    shape: Arc<Shape>,
    has_basis: bool,
}

impl<'a> View<'a> {
    /// Views of this site.
    pub fn new(site: &'a Site) -> View<'a> {
        let labels: Vec<Value> = site.kinds.iter().map(|kind| labels(kind)).collect();
        let bodies = site.kinds.iter().map(|kind| belongs_path(&kind.fields, "")).collect();
        let mut shapes = HashMap::default();
        site.kinds.iter().for_each(|kind| add_shapes(&kind.fields, &mut shapes));
        let summaries = (0..site.records.len()).map(|_| OnceLock::new()).collect();
        let lines = site.kinds.iter().filter(|k| k.role == Some(Role::Timeline));
        let lines = lines.flat_map(|k| site.records.of_kind(k).map(|(ix, _)| (ix, OnceLock::new())));
        let timelines = lines.collect();
        let mut asked = vec![None; labels.len()];
        for (name, path) in site.kinds.iter().flat_map(|kind| asked_by(&kind.fields)) {
            if let Some(kind) = site.kinds.get(&name) {
                asked[kind.index] = Some(path);
            }
        }
        let (cautions, glossary) = (crate::site::notice::cautions(site), OnceLock::new());
        View { site, labels, bodies, shapes, summaries, asked, timelines, cautions, glossary }
    }

    /// Drops it on all threads.
    pub fn end(self) {
        self.summaries.into_par_iter().for_each(drop);
    }

    /// The words that pages explain, made when they are first asked for.
    pub fn glossary(&self) -> &Glossary {
        self.glossary.get_or_init(|| Glossary::of(self.site))
    }

    /// The shape of declared fields.
    fn shape(&self, fields: &[Field]) -> &Shaped {
        self.shapes.get(&fields.as_ptr().addr()).expect("every list of fields of every kind was walked")
    }

    /// A reference as templates see it: prints its title.
    pub fn reference(&self, owner: Ix, text: &str) -> Value {
        match graph::resolve(&self.site.records, owner, text, &[]) {
            Ok(target) => self.to_record(
                target.ix,
                target.anchor.as_deref(),
                text.split_once('#').map(|(_, part)| part),
                Vec::new(),
            ),
            Err(_) => none(),
        }
    }

    /// The record that a reference names; none where it leads nowhere.
    fn target(&self, owner: Ix, text: &str) -> Option<Ix> {
        graph::resolve(&self.site.records, owner, text, &[]).ok().map(|target| target.ix)
    }

    /// A record as the target of a reference, with more members where the reference claims something.
    fn to_record(
        &self,
        ix: Ix,
        anchor: Option<&str>,
        part: Option<&str>,
        more: Vec<(&'static str, Value)>,
    ) -> Value {
        let record = self.site.record(ix);
        let address = record.address();
        let part_address = match (&address, anchor) {
            (Some(address), Some(anchor)) => Value::from([address, "#", anchor].concat()),
            (Some(address), None) => Value::from(address.as_str()),
            (None, _) => none(),
        };
        let shown = anchor.and_then(|a| part_words(record, a)).map(|(words, _)| words);
        let shown = shown.or(part.map(str::to_owned));
        let mut members = vec![
            ("id", Value::from(&*record.id)),
            ("kind", Value::from(&*record.kind.name)),
            ("kind_label", Value::from(record.kind.label.as_str())),
            ("title", Value::from(record.title())),
            ("address", text_or_none(address.as_deref())),
            ("part", text_or_none(shown.as_deref())),
            ("part_address", part_address),
            ("claim", none()),
        ];
        for (name, value) in more {
            match members.iter_mut().find(|(n, _)| *n == name) {
                Some(slot) => slot.1 = value,
                None => members.push((name, value)),
            }
        }
        named(record.title(), members)
    }

    /// Where a record belongs: the body that met, decided or is asked.
    pub fn body_of(&self, ix: Ix) -> Value {
        self.belonging(ix).map_or_else(none, |text| self.reference(ix, text))
    }

    /// The same by its position.
    pub fn belongs_to(&self, ix: Ix) -> Option<Ix> {
        self.target(ix, self.belonging(ix)?)
    }

    /// Whether a record of the kind `of` is told of the lack of records of a kind: of one that meets or decides and that belongs to such
    /// records.
    fn is_told_of(&self, kind: &Kind, of: &Kind) -> bool {
        let field = self.bodies[kind.index].as_deref().and_then(|path| kind.field_at(path));
        let belongs = field.and_then(|f| f.reference.as_ref()).is_some_and(|r| r.kinds.contains(&of.name));
        belongs && kind.page && (kind.role == Some(Role::Calendar) || claim::of_kind(kind).is_some())
    }

    /// The body named there; where none is, whom the same object names instead: a decision may be taken by one person.
    fn belonging(&self, ix: Ix) -> Option<&str> {
        let record = self.site.record(ix);
        let path = self.bodies[record.kind.index].as_deref()?;
        let other = || {
            let (holder, _) = path.rsplit_once('.')?;
            let fields = record.kind.field_at(holder)?.fields().iter().filter(|f| f.reference.is_some());
            let holder = record.fields.at(holder)?.map()?;
            fields.filter_map(|f| holder.text(&f.name)).next()
        };
        record.fields.at(path).and_then(Data::text).or_else(other)
    }

    /// Whether a record's day is not over, or that of the day it was put to or taken on (a kind of days, `x-keep`): nobody can hold yet what
    /// comes of it.
    fn is_to_come(&self, ix: Ix) -> bool {
        let record = self.site.record(ix);
        let ahead = |record: &Record| {
            record.date().and_then(crate::date::any).is_some_and(|period| period.end >= self.site.today)
        };
        ahead(record)
            || crate::site::notice::day_of(self.site, ix).is_some_and(|day| ahead(self.site.record(day)))
    }

    /// A choice in words: those of its value, or those that take their place when a date beside it, in `holder`, is over (`x-lapses`).
    fn choice_words(&self, field: &Field, value: &str, holder: &Map) -> String {
        let Type::Choice(choices) = &field.item().ty else { return value.to_owned() };
        let Some(choice) = choices.iter().find(|c| &*c.value == value) else { return value.to_owned() };
        let lapse = choice.lapse.as_ref().filter(|lapse| {
            let date = holder.text(&lapse.after).and_then(crate::date::any);
            date.is_some_and(|period| period.end < self.site.today)
        });
        lapse.map_or_else(|| choice.words.to_string(), |lapse| lapse.words.to_string())
    }

    /// What may be said of a record's main claim, such as its outcome; none when its kind makes none.
    pub fn claim_of(&self, ix: Ix) -> Value {
        let record = self.site.record(ix);
        let Some(field) = claim::main(record) else { return none() };
        let Some(value) = record.fields.get(&field.name) else { return none() };
        self.claim(ix, field, value, &record.fields)
    }

    /// What may be said of where a record stands: its main claim, else what came of what it asks, else that it is only proposed; none
    /// where there is nothing of this.
    fn standing_of(&self, ix: Ix) -> Value {
        let claim = self.claim_of(ix);
        if !claim.is_none() {
            return claim;
        }
        let came = answer::what_came(self, ix);
        if came.is_none() && claim::is_only_proposed(self.site.record(ix)) {
            answer::open(Standing::Proposed)
        } else {
            came
        }
    }

    /// A claiming field's value: prints what may be said.
    fn claim(&self, ix: Ix, field: &Field, value: &Data, holder: &Map) -> Value {
        let root = &self.site.record(ix).fields;
        let basis = claim::basis(field, holder, root).flatten();
        let words = self.choice_words(field, value.text().unwrap_or_default(), holder);
        self.claim_object(ix, field, holder, basis, &words, value.text())
    }

    fn claim_object(
        &self,
        ix: Ix,
        field: &Field,
        holder: &Map,
        basis: Option<&str>,
        words: &str,
        code: Option<&str>,
    ) -> Value {
        let standing = Standing::of_basis(basis);
        let printed = standing.words().unwrap_or(words);
        let code = match standing {
            Standing::Stands => code.unwrap_or_default(),
            Standing::Proposed => "proposed",
            Standing::NotHeld => "not-held",
        };
        let source = self.source_of(ix, field, holder);
        let minutes = Basis::of(basis) == Basis::Minute && !self.cautions.is_empty();
        let caution = if minutes {
            crate::site::notice::day_of(self.site, ix).and_then(|day| self.cautions.get(&day))
        } else {
            None
        };
        named(
            printed,
            vec![
                ("code", Value::from(code)),
                ("words", Value::from(printed)),
                ("basis", text_or_none(basis)),
                ("basis_words", Value::from(basis_words(basis))),
                ("stands", Value::from(standing == Standing::Stands)),
                ("proposed", Value::from(standing == Standing::Proposed)),
                ("caution", text_or_none(caution.map(String::as_str))),
                ("source", source),
            ],
        )
    }

    /// The source beside a basis: `source` beside `basis`, `monitoring_source` beside `monitoring_basis`.
    fn source_of(&self, ix: Ix, field: &Field, holder: &Map) -> Value {
        let Some(name) = field.basis.as_deref() else { return none() };
        let root = &self.site.record(ix).fields;
        let (map, name) = name.strip_prefix('/').map_or((holder, name), |path| (root, path));
        let source = map.map(&name.replace("basis", "source"));
        source.map_or_else(none, |source| self.source(ix, source))
    }

    fn source(&self, ix: Ix, source: &Map) -> Value {
        let record = source.text("record").map_or_else(none, |text| self.reference(ix, text));
        super::object::map(vec![("record", record), ("text", text_or_none(source.text("text")))])
    }

    /// Where a link in prose or in a Markdown field leads, from a page at `root`.
    pub fn link_target(&self, owner: Ix, target: &str, root: &str) -> Target {
        if target.starts_with('#') {
            return match graph::resolve(&self.site.records, owner, target, &[]) {
                Ok(graph::Target { anchor: Some(anchor), .. }) => Target::Address(format!("#{anchor}")),
                _ => Target::Unchanged,
            };
        }
        if target.contains(':') || !target.contains('/') {
            return Target::Unchanged;
        }
        match graph::resolve(&self.site.records, owner, target, &[]) {
            Ok(found) => match self.site.record(found.ix).address() {
                Some(address) => {
                    let anchor = found.anchor.map(|a| format!("#{a}")).unwrap_or_default();
                    Target::Address(format!("{root}{}{anchor}", address.trim_start_matches('/')))
                }
                None => Target::Hidden,
            },
            Err(_) => Target::Hidden,
        }
    }
}

/// What a part is called, by its anchor: "paragraph 2.1", "recommendation 1.2.4"; and whether its id is a number or letter as printed. Other
/// ids are made for addresses and stand alone.
fn part_words(record: &Record, anchor: &str) -> Option<(String, bool)> {
    if let Some(number) = anchor.strip_prefix("para-") {
        return Some((format!("paragraph {number}"), true));
    }
    let part = record.parts().into_iter().find(|part| part.anchor == anchor)?;
    if !name::is_printed(&part.id) {
        return Some((part.id.into_string(), false));
    }
    let list = part.pointer.rsplit_once('/')?.0.trim_start_matches('/').replace('/', ".");
    let called = record.kind.field_at(&list).and_then(|field| field.part.as_deref());
    Some((called.map_or_else(|| part.id.to_string(), |called| format!("{called} {}", part.id)), true))
}

/// Block Markdown as HTML. The word "none" in place of a text is a statement.
fn block(text: &str, resolve: &dyn Fn(&str) -> Target) -> Value {
    Value::from_safe_string(match text.trim().trim_end_matches('.') {
        "none" | "None" => "<p>none (stated)</p>\n".to_owned(),
        _ => prose::block(text, resolve),
    })
}

fn basis_words(basis: Option<&str>) -> &'static str {
    match basis {
        Some("minute") => "as recorded in the minutes",
        Some("decision-record") => "as recorded in the decision notice",
        Some("later-paper") => "as reported in a later paper",
        Some("proposal") => "proposed; no record of an answer is held here",
        Some("none-held") => "no record held here",
        _ => "no record held here",
    }
}

/// The first reference that stays under an exemption and names a body rather than a meeting: where the record belongs.
fn belongs_path(fields: &[Field], prefix: &str) -> Option<String> {
    for field in fields {
        let path =
            if prefix.is_empty() { field.name.to_string() } else { format!("{prefix}.{}", field.name) };
        match &field.ty {
            Type::Text(_) if field.keep && field.facet && field.reference.is_some() => return Some(path),
            Type::Object(inner) => {
                if let Some(found) = belongs_path(inner, &path) {
                    return Some(found);
                }
            }
            _ => {}
        }
    }
    None
}

fn add_shapes(fields: &[Field], shapes: &mut HashMap<usize, Shaped>) {
    let shape = Arc::new(Shape::new(fields.iter().map(|f| f.name.clone())));
    let has_basis = fields.iter().any(|f| &*f.name == "basis");
    shapes.insert(fields.as_ptr().addr(), Shaped { shape, has_basis });
    for field in fields {
        match &field.item().ty {
            Type::Object(inner) => add_shapes(inner, shapes),
            _ => add_list_shapes(field.item(), shapes),
        }
    }
}

/// Lists in lists have no fields of their own between them.
fn add_list_shapes(field: &Field, shapes: &mut HashMap<usize, Shaped>) {
    if let Type::List(item) = &field.ty {
        match &item.ty {
            Type::Object(inner) => add_shapes(inner, shapes),
            _ => add_list_shapes(item, shapes),
        }
    }
}

fn labels(kind: &Kind) -> Value {
    fn gather(fields: &[Field], prefix: &str, out: &mut Vec<(Arc<str>, Value)>) {
        for field in fields {
            let path =
                if prefix.is_empty() { field.name.to_string() } else { format!("{prefix}.{}", field.name) };
            gather(field.fields(), &path, out);
            out.push((path.into(), Value::from(field.title.as_str())));
        }
    }
    let mut out = Vec::new();
    gather(&kind.fields, "", &mut out);
    Value::from_pairs(out.into_iter().map(|(path, title)| (path.to_string(), title)))
}

/// A backlink's name and label, for grouping.
fn backlink_key(backlink: &Backlink) -> (Arc<str>, Arc<str>) {
    (backlink.label.clone(), backlink.name.clone())
}
