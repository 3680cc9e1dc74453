//! A record as its page's template sees it: every declared field, absent ones as none.

use super::View;
use super::answer::Answers;
use crate::graph::Link;
use crate::kind::{Beside, Field, Markdown, Role, Type};
use crate::prose;
use crate::record::{Ix, Map, Value as Data, name, part_list};
use crate::site::claim::Standing;
use crate::theme::object::{Fields, map, named, none, text_or_none};
use minijinja::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a record's page needs besides its fields.
pub struct RecordPage<'a> {
    /// The record.
    pub ix: Ix,
    /// Its prose as HTML with its headings, when it has prose.
    pub prose: Option<prose::Page>,
    /// The way from the page to the site's root: `../../`.
    pub root: &'a str,
    /// The fields that the template shows without `facts`; none when it does not read `facts` at all.
    pub apart: Option<&'a BTreeSet<String>>,
    /// Whether the template reads `path`.
    pub path: bool,
    /// Whether the template reads `observations`.
    pub figures: bool,
    /// Whether the template reads `agenda`.
    pub agenda: bool,
    /// Whether the template reads `tasks`.
    pub tasks: bool,
}

/// The members that a record page adds to a template's context.
pub fn record(view: &View<'_>, page: RecordPage<'_>) -> Vec<(&'static str, Value)> {
    let ix = page.ix;
    let record = view.site.record(ix);
    let fields = Builder { view, ix, root: page.root, page: None };
    let values = fields.root();
    let contents = Value::from(page.prose.as_ref().map_or_else(Vec::new, |p| contents(&p.contents)));
    let facts = page.apart.map_or_else(none, |apart| super::facts::facts(view, ix, page.root, apart));
    vec![
        ("record", values),
        ("labels", view.labels[record.kind.index].clone()),
        ("facts", facts),
        ("prose", page.prose.map_or_else(none, |p| Value::from_safe_string(p.html))),
        (
            "prose_heading",
            wording(view, ix).get_attr("heading").ok().filter(|h| !h.is_undefined()).unwrap_or_else(none),
        ),
        ("wording", wording(view, ix)),
        ("contents", contents),
        ("links_in", links_in(view, ix)),
        ("timeline", super::timeline::timeline(view, ix, page.root)),
        ("path", if page.path { super::timeline::path(view, ix, page.root) } else { none() }),
        ("agenda", if page.agenda { super::agenda::agenda(view, ix, page.root) } else { none() }),
        ("tasks", if page.tasks { super::tasks::tasks(view, ix, page.root) } else { none() }),
        ("to_come", Value::from(view.is_to_come(ix))),
        ("members", super::timeline::members(view, ix)),
        ("attachments", attachments(view, ix)),
        (
            "observations",
            if page.figures { super::figures::observations(view, ix, page.root) } else { none() },
        ),
        ("tables", super::figures::tables(view, ix, page.figures)),
        ("notices", super::notice::notices(view, ix)),
    ]
}

/// Turns stored values into template values along the kind's fields.
pub(super) struct Builder<'v, 'a> {
    pub view: &'v View<'a>,
    pub ix: Ix,
    pub root: &'v str,
    /// The way to the record's page, where its fields are shown on another.
    pub page: Option<&'v str>,
}

impl Builder<'_, '_> {
    pub(super) fn root(&self) -> Value {
        Value::from_object(self.members())
    }

    /// The record's fields, with the members that every record has.
    pub(super) fn members(&self) -> Fields {
        let record = self.view.site.record(self.ix);
        let mut members = self.fields(&record.kind.fields, &record.fields, None);
        members.extra.extend([
            ("id", Value::from(&*record.id)),
            ("kind", Value::from(&*record.kind.name)),
            ("kind_label", Value::from(record.kind.label.as_str())),
            ("address", text_or_none(record.address().as_deref())),
        ]);
        members
    }

    fn fields(&self, fields: &[Field], map: &Map, part: Option<&str>) -> Fields {
        let mut values = Vec::with_capacity(fields.len());
        // Both sides stand in the kind's order, so one pass finds nearly all; a value that does not is looked up.
        let mut ahead = map.iter().peekable();
        for field in fields {
            let value = match ahead.next_if(|(name, _)| **name == field.name) {
                Some((_, value)) => Some(value),
                None => map.get(&field.name),
            };
            values.push(match value {
                Some(Data::Text(how)) if field.beside == Some(Beside::Stated) => Value::from(&**how),
                Some(value) => self.value(field, value, map, part),
                None => none(),
            });
        }
        let shape = self.view.shape(fields);
        let mut extra = Vec::new();
        if shape.has_basis {
            extra.push(("claim", self.holder_claim(map)));
        }
        Fields { shape: shape.shape.clone(), values, extra }
    }

    /// What may be said of an object that carries a basis: nothing where it stands, else the words for that.
    fn holder_claim(&self, holder: &Map) -> Value {
        let basis = holder.text("basis");
        let standing = Standing::of_basis(basis);
        let source = holder.map("source").map_or_else(none, |s| self.view.source(self.ix, s));
        let words = standing.words().unwrap_or_default();
        named(
            words,
            vec![
                (
                    "code",
                    Value::from(match standing {
                        Standing::Stands => "stands",
                        Standing::Proposed => "proposed",
                        Standing::NotHeld => "not-held",
                    }),
                ),
                ("words", Value::from(words)),
                ("basis", text_or_none(basis)),
                ("basis_words", Value::from(super::basis_words(basis))),
                ("stands", Value::from(standing == Standing::Stands)),
                ("proposed", Value::from(standing == Standing::Proposed)),
                ("caution", none()),
                ("source", source),
            ],
        )
    }

    fn value(&self, field: &Field, value: &Data, holder: &Map, part: Option<&str>) -> Value {
        match (&field.ty, value) {
            (Type::List(item), Data::List(items)) => self.list(field, item, items, part),
            (Type::Object(inner), Data::Map(map)) => {
                Value::from_object(self.fields(inner, map, Some(&field.name)))
            }
            (Type::Words, Data::Map(map)) => {
                Value::from_pairs(map.iter().map(|(k, v)| (k.to_string(), Value::from(v.to_plain()))))
            }
            (Type::Choice(_), Data::Text(text)) => {
                if field.basis.is_some() {
                    return self.view.claim(self.ix, field, value, holder);
                }
                let words = self.view.choice_words(field, text, holder);
                named(
                    words.as_str(),
                    vec![("code", Value::from(&**text)), ("words", Value::from(words.as_str()))],
                )
            }
            (_, Data::Text(text)) => self.text(field, text, holder),
            (_, Data::Integer(n)) => Value::from(*n),
            (_, Data::Number(n)) => Value::from(*n),
            (_, Data::Bool(b)) => Value::from(*b),
            _ => none(),
        }
    }

    fn text(&self, field: &Field, text: &str, holder: &Map) -> Value {
        if field.reference.is_some() {
            let Ok(target) = crate::graph::resolve(&self.view.site.records, self.ix, text, &[]) else {
                return none();
            };
            let part = text.split_once('#').map(|(_, part)| part);
            let more = field.basis.as_deref().map(|_| ("claim", self.reference_claim(field, holder)));
            return self.view.to_record(
                target.ix,
                target.anchor.as_deref(),
                part,
                more.into_iter().collect(),
            );
        }
        if field.basis.is_some() {
            let root = &self.view.site.record(self.ix).fields;
            let basis = crate::site::claim::basis(field, holder, root).flatten();
            // A date that rests on a proposal is not a date on which something happened: the words say so in its place.
            return self.view.claim_object(self.ix, field, holder, basis, text, Some(text));
        }
        let resolve = |target: &str| match (self.view.link_target(self.ix, target, self.root), self.page) {
            // A part of its own is elsewhere for this page.
            (prose::Target::Address(to), Some(page)) if to.starts_with('#') => {
                prose::Target::Address([page, &to].concat())
            }
            (to, _) => to,
        };
        match field.markdown {
            Some(Markdown::Inline) => Value::from_safe_string(prose::inline(text, &resolve)),
            Some(Markdown::Block) => super::block(text, &resolve),
            None => Value::from(text),
        }
    }

    fn reference_claim(&self, field: &Field, holder: &Map) -> Value {
        let root = &self.view.site.record(self.ix).fields;
        let basis = crate::site::claim::basis(field, holder, root).flatten();
        self.view.claim_object(self.ix, field, holder, basis, "", None)
    }

    pub(super) fn list(&self, field: &Field, item: &Field, items: &[Data], holder: Option<&str>) -> Value {
        let list = if &*field.name == "items" { holder.unwrap_or("items") } else { &field.name };
        // Only lists with parts can be answered; the links in are looked through once for the whole list.
        let answers = field.has_parts().then(|| Answers::to(self.view, self.ix));
        let asks = answers.is_some() && super::answer::asks(self.view, self.ix, field);
        let values = items.iter().enumerate().map(|(i, value)| match (&item.ty, value) {
            (Type::Object(inner), Data::Map(map)) => {
                let mut members = self.fields(inner, map, Some(&field.name));
                let anchor = map.text("id").map(|id| name::anchor(list, id));
                members.extra.push(("n", Value::from(i + 1)));
                if let Some(answers) = &answers {
                    members.extra.push(("outcomes", answers.shown(anchor.as_deref(), asks)));
                }
                members.extra.push(("anchor", anchor.map_or_else(none, Value::from)));
                Value::from_object(members)
            }
            _ => self.value(item, value, &Map::default(), holder),
        });
        Value::from(values.collect::<Vec<Value>>())
    }
}

/// Whose words the text is in. Papers and decisions are verbatim unless they say otherwise: kinds with numbered paragraphs, and those
/// of a day that say what they rest on. A body or a person has no paper.
fn wording(view: &View<'_>, ix: Ix) -> Value {
    let record = view.site.record(ix);
    let code = match record.fields.text("wording") {
        Some(code) => code,
        None if record.kind.numbered || ["basis", "date"].iter().all(|f| record.kind.field(f).is_some()) => {
            "verbatim"
        }
        None => return none(),
    };
    let heading = match code {
        "paraphrase" => "In our words, after the paper",
        "own" => "In our words",
        _ => "In the paper\u{2019}s words",
    };
    map(vec![("code", Value::from(code)), ("heading", Value::from(heading))])
}

/// Headings as a tree.
fn contents(headings: &[prose::Heading]) -> Vec<Value> {
    fn level(headings: &[prose::Heading], at: &mut usize, depth: u8) -> Vec<Value> {
        let mut items = Vec::new();
        while let Some(heading) = headings.get(*at).filter(|h| h.level >= depth) {
            *at += 1;
            let children = level(headings, at, heading.level + 1);
            items.push(map(vec![
                ("id", Value::from(heading.id.as_str())),
                ("text", Value::from(heading.text.as_str())),
                ("children", Value::from(children)),
            ]));
        }
        items
    }
    level(headings, &mut 0, 0)
}

/// Backlinks by label, newest first. What is listed as a facet, and rows without pages, are not repeated here.
fn links_in(view: &View<'_>, ix: Ix) -> Value {
    let mut groups: BTreeMap<(Arc<str>, Arc<str>), Vec<&Link>> = BTreeMap::new();
    for link in view.site.graph.links_to(ix) {
        let owner = view.site.record(link.from);
        // What is a step of a timeline stands there.
        let stepped = view.site.record(ix).kind.role == Some(Role::Timeline)
            && !link.in_prose()
            && super::timeline::makes_steps(view, link.from);
        let shown = view.site.is_listed(link.from) || super::notice::withdrawn_for(view, link);
        if link.facet || !owner.kind.page || stepped || !shown {
            continue;
        }
        if let Some(backlink) = link.backlink.as_ref().filter(|_| !repeats(view, link)) {
            let list = groups.entry(super::backlink_key(backlink)).or_default();
            if !list.iter().any(|l| l.from == link.from && l.from_anchor == link.from_anchor) {
                list.push(link);
            }
        }
    }
    let groups = groups.into_iter().map(|((label, name), mut links)| {
        let order = |ix: Ix| view.site.record(ix).date().and_then(crate::date::any).map(|p| p.order());
        links.sort_by(|a, b| order(b.from).cmp(&order(a.from)).then(a.from.cmp(&b.from)));
        let items: Vec<Value> = links.iter().flat_map(|l| super::summary::linking(view, l)).collect();
        map(vec![
            ("name", Value::from(&*name)),
            ("label", Value::from(&*label)),
            ("items", Value::from(items)),
        ])
    });
    Value::from(groups.collect::<Vec<_>>())
}

/// Whether a link in prose only repeats what a field says: then its record is listed, or a step, for that field already.
fn repeats(view: &View<'_>, link: &Link) -> bool {
    let shown = |other: &Link| other.to == link.to && !other.in_prose() && other.backlink.is_some();
    link.in_prose() && view.site.graph.links_from(link.from).iter().any(shown)
}

fn attachments(view: &View<'_>, ix: Ix) -> Value {
    let record = view.site.record(ix);
    let Some(field) = record.kind.field("attachments") else { return Value::from(Vec::<Value>::new()) };
    let items = record.fields.list("attachments").iter().filter_map(Data::map).map(|item| {
        let text = |key: &str| item.text(key);
        let file = text("file")
            .map(|file| Value::from(format!("/{}/{}/files/{file}", record.kind.plural, record.name)));
        let address = file.or_else(|| text("url").map(Value::from)).unwrap_or_else(none);
        let availability =
            field.fields().iter().find(|f| &*f.name == "availability").zip(text("availability"));
        map(vec![
            ("id", text_or_none(text("id"))),
            ("title", Value::from(text("title").or(text("file")).unwrap_or_default())),
            ("address", address),
            ("size", item.get("size").and_then(Data::integer).map_or_else(none, Value::from)),
            ("media_type", text_or_none(text("media_type"))),
            (
                "availability",
                availability.map_or_else(none, |(f, value)| {
                    let words = view.choice_words(f, value, item);
                    named(
                        words.as_str(),
                        vec![("code", Value::from(value)), ("words", Value::from(words.as_str()))],
                    )
                }),
            ),
            (
                "anchor",
                text("id").map_or_else(none, |id| Value::from(name::anchor(part_list(field, field), id))),
            ),
        ])
    });
    Value::from(items.collect::<Vec<_>>())
}
