//! Facts for the generic templates: each field as a value that says how to show it.

use super::View;
use crate::date;
use crate::kind::{Beside, Field, Format, Markdown, Type};
use crate::prose;
use crate::record::{Ix, Map, Value as Data, name, part_list};
use crate::site::{claim, settings};
use crate::theme::object::{map, none, text_or_none};
use minijinja::Value;
use std::collections::BTreeSet;

/// Fields that a page shows elsewhere: as its title, summary, notices, timeline place or list of files.
const SHOWN_ELSEWHERE: [&str; 17] = [
    "title",
    "summary",
    "wording",
    "status",
    "publish_from",
    "withdrawn",
    "redacted",
    "created",
    "updated",
    "corrections",
    "aliases",
    "language",
    "attachments",
    "exempt",
    "matter",
    "sources",
    "basis",
];

/// Whether a field is shown elsewhere on a page. What a claim rests on stands beside the claim; where figures are from is a fact.
fn is_elsewhere(field: &Field) -> bool {
    let is_of_a_claim = &*field.name == "source" && !field.fields().is_empty();
    is_of_a_claim || SHOWN_ELSEWHERE.contains(&&*field.name)
}

/// The fact table of a record, in the order of its kind, without the fields that are set `apart`.
pub(super) fn facts(view: &View<'_>, ix: Ix, root: &str, apart: &BTreeSet<String>) -> Value {
    let record = view.site.record(ix);
    let maker = Facts { view, ix, root };
    let shown = record.kind.fields.iter().filter(|f| !is_elsewhere(f) && !apart.contains(&*f.name));
    let facts = shown.filter_map(|field| {
        let value = maker.field(field, &record.fields, None)?;
        let label = ("label", Value::from(field.title.as_str()));
        Some(map(vec![("name", Value::from(&*field.name)), label, ("value", value)]))
    });
    Value::from(facts.collect::<Vec<_>>())
}

/// The kind's `list` fields of a record, but for those a listing shows anyway.
pub(super) fn list_facts(view: &View<'_>, ix: Ix) -> Value {
    let record = view.site.record(ix);
    let maker = Facts { view, ix, root: "" };
    let shown = |path: &&String| {
        let own = Some(path.as_str()) == record.kind.date.as_deref()
            || Some(*path) == view.bodies[record.kind.index].as_ref();
        !own && !["title", "summary"].contains(&path.as_str())
    };
    // A flag says it already.
    let stated = crate::site::notice::stated(record);
    let shown = |path: &&String| shown(path) && stated.iter().all(|stated| stated.path != **path);
    let facts = record.kind.list.iter().filter(shown).filter_map(|path| {
        let field = record.kind.field_at(path)?;
        let holder = match path.rsplit_once('.') {
            // A field of what is not there is not the field of its name elsewhere.
            Some((parent, _)) => record.fields.at(parent)?.map()?,
            None => &record.fields,
        };
        // The record's own claim stands at the end of its row; one inside an object is told with what may be said of it.
        if field.basis.is_some() && matches!(field.ty, Type::Choice(_)) && !path.contains('.') {
            return None;
        }
        let value = maker.field(field, holder, None)?;
        // What a proposed record would belong to, it does not belong to yet; what it is about, as facets say, it is about already.
        let belongs = field.reference.is_some() && !field.facet;
        let proposed = belongs && claim::is_only_proposed(record);
        let label = if proposed { format!("{} (proposed)", field.title) } else { field.title.clone() };
        Some(map(vec![("name", Value::from(path.as_str())), ("label", Value::from(label)), ("value", value)]))
    });
    Value::from(facts.collect::<Vec<_>>())
}

/// Makes the facts of one record, for a page at `root`.
pub(super) struct Facts<'v, 'a> {
    pub view: &'v View<'a>,
    pub ix: Ix,
    pub root: &'v str,
}

impl Facts<'_, '_> {
    pub(super) fn field(&self, field: &Field, holder: &Map, part: Option<&str>) -> Option<Value> {
        let may_be_stated = field.none || field.all;
        let stated = may_be_stated.then(|| holder.text(&format!("{}_stated", field.name))).flatten();
        if let Some(stated @ ("none" | "all")) = stated {
            let words = holder.text(&format!("{}_words", field.name));
            let said = if stated == "all" { "all" } else { "none (stated)" }.to_owned();
            let said = words.map_or(said.clone(), |w| format!("{said}: \u{201c}{w}\u{201d}"));
            return Some(typed("stated", vec![("words", Value::from(said))]));
        }
        let told_by_the_list = match field.beside {
            Some(Beside::Stated) => true,
            Some(Beside::Words) => holder.text(&field.name.replace("_words", "_stated")).is_some(),
            None => false,
        };
        if told_by_the_list {
            return None;
        }
        if self.is_only_claimed(field, holder) {
            return None;
        }
        self.value(field, holder.get(&field.name)?, holder, part)
    }

    /// Whether a field is a claim that does not stand and whose label alone would make it: "Formed", "Adopted by". A choice
    /// has a neutral label ("Outcome") and its words say how it stands.
    fn is_only_claimed(&self, field: &Field, holder: &Map) -> bool {
        let root = &self.view.site.record(self.ix).fields;
        let stands = claim::standing(field, holder, root).and_then(claim::Standing::words).is_none();
        !stands && !matches!(field.ty, Type::Choice(_))
    }

    fn value(&self, field: &Field, value: &Data, holder: &Map, part: Option<&str>) -> Option<Value> {
        let root = &self.view.site.record(self.ix).fields;
        let standing = claim::standing(field, holder, root);
        let words = standing.and_then(claim::Standing::words);
        Some(match (&field.ty, value) {
            (Type::List(item), Data::List(items)) if field.is_table() => {
                self.table(field, item, items, part)?
            }
            (Type::List(item), Data::List(items)) => {
                let items: Vec<Value> =
                    items.iter().filter_map(|v| self.value(item, v, holder, None)).collect();
                if items.is_empty() {
                    return None;
                }
                typed("list", vec![("items", Value::from(items))])
            }
            (Type::Object(inner), Data::Map(map)) => self.group(inner, map, &field.name)?,
            (Type::Words, Data::Map(words)) => {
                let fields = words.iter().map(|(k, v)| {
                    let value = typed("text", vec![("text", Value::from(v.to_plain()))]);
                    map(vec![("label", Value::from(k.replace('_', " "))), ("value", value)])
                });
                typed("fields", vec![("fields", Value::from(fields.collect::<Vec<_>>()))])
            }
            (_, Data::Text(text)) if field.reference.is_some() => self.link(text, words)?,
            (Type::Choice(_), Data::Text(text)) => {
                let said = words.map_or_else(|| self.view.choice_words(field, text, holder), str::to_owned);
                typed("choice", vec![("words", Value::from(said)), ("code", Value::from(&**text))])
            }
            (_, Data::Text(_)) if words.is_some() => typed("stated", vec![("words", Value::from(words))]),
            (_, Data::Text(text)) => self.text(field, text),
            (_, Data::Bool(yes)) => typed("yesno", vec![("yes", Value::from(*yes))]),
            (_, Data::Integer(n)) => number(Value::from(*n), field),
            (_, Data::Number(n)) => number(Value::from(*n), field),
            _ => return None,
        })
    }

    fn text(&self, field: &Field, text: &str) -> Value {
        if field.is_date() {
            return typed("date", vec![("date", Value::from(text))]);
        }
        let resolve = |target: &str| self.view.link_target(self.ix, target, self.root);
        match field.markdown {
            Some(Markdown::Inline) => {
                typed("html", vec![("html", Value::from_safe_string(prose::inline(text, &resolve)))])
            }
            Some(Markdown::Block) => typed("html", vec![("html", super::block(text, &resolve))]),
            None if &*field.name == "licence" => {
                typed("text", vec![("text", Value::from(settings::licence_name(text).0))])
            }
            None if matches!(field.ty, Type::Text(Format::Time)) => {
                typed("text", vec![("text", Value::from(date::clock_words(text)))])
            }
            None => typed("text", vec![("text", Value::from(text))]),
        }
    }

    fn link(&self, text: &str, words: Option<&str>) -> Option<Value> {
        let target = crate::graph::resolve(&self.view.site.records, self.ix, text, &[]).ok()?;
        let record = self.view.site.record(target.ix);
        let anchor = target.anchor.as_deref().map(|a| format!("#{a}")).unwrap_or_default();
        let part = target.anchor.as_deref().and_then(|anchor| super::part_words(record, anchor));
        let title =
            part.map_or_else(|| record.title().to_owned(), |(part, _)| format!("{}, {part}", record.title()));
        Some(typed(
            "link",
            vec![
                ("title", Value::from(title)),
                ("address", record.address().map_or_else(none, |a| Value::from(format!("{a}{anchor}")))),
                ("words", Value::from(words.unwrap_or_default())),
            ],
        ))
    }

    /// Fields of an object; people become one line, as they are read.
    fn group(&self, inner: &[Field], holder: &Map, name: &str) -> Option<Value> {
        let fields: Vec<Value> = inner
            .iter()
            .filter_map(|f| {
                let value = self.field(f, holder, Some(name))?;
                Some(map(vec![("label", Value::from(f.title.as_str())), ("value", value)]))
            })
            .collect();
        (!fields.is_empty()).then(|| typed("fields", vec![("fields", Value::from(fields))]))
    }

    /// A list of objects as a table with the columns that are used.
    fn table(&self, field: &Field, item: &Field, items: &[Data], holder: Option<&str>) -> Option<Value> {
        let inner = item.fields();
        let maps: Vec<&Map> = items.iter().filter_map(Data::map).collect();
        let used: Vec<&Field> =
            inner.iter().filter(|f| maps.iter().any(|m| m.get(&f.name).is_some())).collect();
        if maps.is_empty() || used.is_empty() {
            return None;
        }
        let list = if &*field.name == "items" { holder.unwrap_or("items") } else { part_list(field, field) };
        let columns = used
            .iter()
            .map(|f| map(vec![("label", Value::from(f.title.as_str())), ("name", Value::from(&*f.name))]));
        let rows = maps.iter().map(|m| {
            let cells = used.iter().map(|f| self.field(f, m, None).unwrap_or_else(none));
            let anchor = m.text("id").map(|id| name::anchor(list, id));
            map(vec![
                ("anchor", text_or_none(anchor.as_deref())),
                ("cells", Value::from(cells.collect::<Vec<_>>())),
            ])
        });
        let rows: Vec<Value> = rows.collect();
        Some(typed(
            "table",
            vec![("columns", Value::from(columns.collect::<Vec<_>>())), ("rows", Value::from(rows))],
        ))
    }
}

fn number(n: Value, field: &Field) -> Value {
    typed("number", vec![("number", n), ("unit", text_or_none(field.unit.as_deref()))])
}

pub(super) fn typed(sort: &'static str, mut members: Vec<(&'static str, Value)>) -> Value {
    members.push(("type", Value::from(sort)));
    map(members)
}
