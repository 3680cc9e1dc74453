//! Dates that a record sets and that are no day of a calendar: a review, a deadline, an expected step.
//!
//! Which fields set one, their kinds declare (`x-due`); a timeline's own steps do where they are `expected`.

use super::claim::Standing;
use super::{Site, State};
use crate::date::{self, Period};
use crate::kind::{Due, Field, Kind, Markdown, Role, Type};
use crate::record::{Ix, Map, Record, Value, name, part_list};

/// One such date.
#[derive(Debug)]
pub struct ToCome<'a> {
    /// When, as written.
    pub date: &'a str,
    /// The same, as days.
    pub period: Period,
    /// The record that sets it.
    pub ix: Ix,
    /// Where in the record: the names of fields, and of items the id or the position. No other date of the record has the same.
    pub place: String,
    /// The object that holds it.
    pub holder: &'a Map,
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
    let mut found = all(site);
    found.retain(|due| due.period.end >= site.today);
    found
}

/// All dates that public records set and of which nothing says that they do not count any more, past ones too; the earliest first.
pub fn all(site: &Site) -> Vec<ToCome<'_>> {
    let mut found: Vec<ToCome<'_>> = Vec::new();
    for kind in site.kinds.iter().filter(|kind| kind.page && sets_any(kind)) {
        site.records.of_kind(kind).for_each(|(ix, _)| found.extend(of_record(site, ix)));
    }
    found.sort_by_key(|due| (due.period.order(), due.ix));
    found
}

/// Those that one record sets, in the order of its fields.
pub fn of_record(site: &Site, ix: Ix) -> Vec<ToCome<'_>> {
    let record = site.record(ix);
    let mut found = Vec::new();
    if site.state(ix) == State::Public && record.kind.page && sets_any(&record.kind) {
        let fields: Vec<&Field> = record.kind.fields.iter().filter(|f| f.sets_due).collect();
        let mut walk = Walk { ix, found: &mut found };
        let around =
            Around { holder: &record.fields, path: String::new(), item: None, standing: Standing::Stands };
        walk.fields(&fields, &around.inside(String::new(), &record.kind.fields, &record.fields));
        if record.kind.role == Some(Role::Timeline) {
            walk.steps(record);
        }
    }
    found
}

/// Whether records of a kind can set a date.
fn sets_any(kind: &Kind) -> bool {
    kind.role == Some(Role::Timeline) || kind.fields.iter().any(|f| f.sets_due)
}

/// What stands around a date.
struct Around<'a> {
    /// The object that holds it.
    holder: &'a Map,
    /// Where that object is: names with a dot behind each.
    path: String,
    /// The anchor and the words of the item that it is in.
    item: Option<(Option<String>, Option<&'a str>)>,
    /// What is known of the innermost thing that says what it rests on.
    standing: Standing,
}

impl<'a> Around<'a> {
    /// An object inside.
    fn inside(&self, path: String, fields: &[Field], holder: &'a Map) -> Around<'a> {
        let rests = fields.iter().any(|f| &*f.name == "basis");
        let standing = if rests { Standing::of_basis(holder.text("basis")) } else { self.standing };
        Around { holder, path, item: self.item.clone(), standing }
    }
}

struct Walk<'a, 'w> {
    ix: Ix,
    found: &'w mut Vec<ToCome<'a>>,
}

impl<'a> Walk<'a, '_> {
    fn fields(&mut self, fields: &[&'a Field], around: &Around<'a>) {
        for field in fields {
            let Some(value) = around.holder.get(&field.name) else { continue };
            let inner: Vec<&Field> = field.fields().iter().filter(|f| f.sets_due).collect();
            let path = [&around.path, &*field.name].concat();
            match (&field.due, value) {
                (Some(due), Value::Text(date)) if !is_over(due, around.holder) => {
                    let (anchor, what) = around.item.clone().unwrap_or_default();
                    let (label, standing, holder) = (&*due.label, around.standing, around.holder);
                    self.add(date, |period, ix| ToCome {
                        date,
                        period,
                        ix,
                        place: path,
                        holder,
                        anchor,
                        label,
                        what,
                        standing,
                    });
                }
                (_, Value::Map(map)) => {
                    let mut around = around.inside(path + ".", field.fields(), map);
                    around.item = Some((None, words(field.fields(), map)));
                    self.fields(&inner, &around);
                }
                (_, Value::List(items)) => {
                    for (n, map) in items.iter().filter_map(Value::map).enumerate() {
                        let id = map.text("id");
                        let anchor = id.map(|id| name::anchor(part_list(field, field), id));
                        let item = id.map_or_else(|| (n + 1).to_string(), str::to_owned);
                        let mut around = around.inside(format!("{path}.{item}."), field.fields(), map);
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
        for (n, step) in record.fields.list("steps").iter().filter_map(Value::map).enumerate() {
            if let (Some(Value::Bool(true)), Some(date)) = (step.get("expected"), step.text("date")) {
                let id = step.text("id");
                let place = id.map_or_else(|| format!("steps.{}", n + 1), |id| format!("steps.{id}"));
                self.add(date, |period, ix| ToCome {
                    date,
                    period,
                    ix,
                    place,
                    holder: step,
                    anchor: id.map(|id| name::anchor("steps", id)),
                    label: EXPECTED,
                    what: step.text("event"),
                    standing: Standing::Stands,
                });
            }
        }
    }

    /// A date that can be read; what cannot is told where it is checked.
    fn add(&mut self, date: &str, due: impl FnOnce(Period, Ix) -> ToCome<'a>) {
        self.found.extend(date::any(date).map(|period| due(period, self.ix)));
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
