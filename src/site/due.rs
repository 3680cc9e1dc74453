//! Dates to come that a record sets and that are no day of a calendar: a review, a deadline, an expected step.
//!
//! Which fields set one, their kinds declare (`x-due`); a timeline's own steps do where they are `expected`.

use super::claim::Standing;
use super::{Site, State};
use crate::date::{self, Period};
use crate::kind::{Due, Field, Markdown, Role, Type};
use crate::record::{Ix, Map, Record, Value, name, part_list};

/// One such date.
#[derive(Debug)]
pub struct ToCome<'a> {
    /// When, as written.
    pub date: &'a str,
    /// The record that sets it.
    pub ix: Ix,
    /// The anchor of its part that does.
    pub anchor: Option<String>,
    /// What is due.
    pub label: &'a str,
    /// The words of that part: inline Markdown.
    pub what: Option<&'a str>,
    /// Whether what it belongs to stands.
    pub standing: Standing,
}

/// What an expected step is called.
const EXPECTED: &str = "Expected";

/// All dates that are not over on the site's day, the nearest first.
pub fn to_come(site: &Site) -> Vec<ToCome<'_>> {
    let mut found: Vec<(Period, ToCome<'_>)> = Vec::new();
    for kind in site.kinds.iter().filter(|kind| kind.page) {
        let line = kind.role == Some(Role::Timeline);
        let fields: Vec<&Field> = kind.fields.iter().filter(|f| sets(f)).collect();
        if !line && fields.is_empty() {
            continue;
        }
        for (ix, record) in site.records.of_kind(kind).filter(|(ix, _)| site.state(*ix) == State::Public) {
            let mut walk = Walk { ix, today: site.today, found: &mut found };
            let around = Around { holder: &record.fields, item: None, standing: Standing::Stands };
            walk.fields(&fields, &around.inside(&record.kind.fields, &record.fields));
            if line {
                walk.steps(record);
            }
        }
    }
    found.sort_by_key(|(day, due)| (day.order(), due.ix));
    found.into_iter().map(|(_, due)| due).collect()
}

/// Whether a field, or one inside it, sets a date.
fn sets(field: &Field) -> bool {
    field.due.is_some() || field.fields().iter().any(sets)
}

/// What stands around a date.
struct Around<'a> {
    /// The object that holds it.
    holder: &'a Map,
    /// The anchor and the words of the item that it is in.
    item: Option<(Option<String>, Option<&'a str>)>,
    /// What is known of the innermost thing that says what it rests on.
    standing: Standing,
}

impl<'a> Around<'a> {
    /// An object inside.
    fn inside(&self, fields: &[Field], holder: &'a Map) -> Around<'a> {
        let rests = fields.iter().any(|f| &*f.name == "basis");
        let standing = if rests { Standing::of_basis(holder.text("basis")) } else { self.standing };
        Around { holder, item: self.item.clone(), standing }
    }
}

struct Walk<'a, 'w> {
    ix: Ix,
    today: jiff::civil::Date,
    found: &'w mut Vec<(Period, ToCome<'a>)>,
}

impl<'a> Walk<'a, '_> {
    fn fields(&mut self, fields: &[&'a Field], around: &Around<'a>) {
        for field in fields {
            let Some(value) = around.holder.get(&field.name) else { continue };
            let inner: Vec<&Field> = field.fields().iter().filter(|f| sets(f)).collect();
            match (&field.due, value) {
                (Some(due), Value::Text(date)) if !is_over(due, around.holder) => {
                    let (anchor, what) = around.item.clone().unwrap_or_default();
                    let (label, standing) = (&*due.label, around.standing);
                    self.add(ToCome { date, ix: self.ix, anchor, label, what, standing });
                }
                (_, Value::Map(map)) => {
                    let mut around = around.inside(field.fields(), map);
                    around.item = Some((None, words(field.fields(), map)));
                    self.fields(&inner, &around);
                }
                (_, Value::List(items)) => {
                    for map in items.iter().filter_map(Value::map) {
                        let anchor = map.text("id").map(|id| name::anchor(part_list(field, field), id));
                        let mut around = around.inside(field.fields(), map);
                        around.item = Some((anchor, words(field.fields(), map)));
                        self.fields(&inner, &around);
                    }
                }
                _ => {}
            }
        }
    }

    /// The steps of a timeline that were to come.
    fn steps(&mut self, record: &'a Record) {
        for step in record.fields.list("steps").iter().filter_map(Value::map) {
            if let (Some(Value::Bool(true)), Some(date)) = (step.get("expected"), step.text("date")) {
                let anchor = step.text("id").map(|id| name::anchor("steps", id));
                let what = step.text("event");
                let standing = Standing::Stands;
                self.add(ToCome { date, ix: self.ix, anchor, label: EXPECTED, what, standing });
            }
        }
    }

    fn add(&mut self, due: ToCome<'a>) {
        let day = date::any(due.date).filter(|day| day.end >= self.today);
        self.found.extend(day.map(|day| (day, due)));
    }
}

/// Whether what stands beside a date says that it does not count any more.
fn is_over(due: &Due, holder: &Map) -> bool {
    let says = |(field, values): &(Box<str>, Vec<String>)| {
        holder.text(field).is_some_and(|said| values.iter().any(|value| value == said))
    };
    due.unless.iter().any(says)
}

/// What an object says of itself: its first inline Markdown.
fn words<'a>(fields: &[Field], map: &'a Map) -> Option<&'a str> {
    let says = |f: &&Field| f.markdown == Some(Markdown::Inline) && matches!(f.ty, Type::Text(_));
    fields.iter().filter(says).find_map(|f| map.text(&f.name))
}
