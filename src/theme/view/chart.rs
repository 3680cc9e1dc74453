//! Charts of figures, as numbers: where each bar ends and each point stands, in hundredths of the width. A part of the theme draws them.
//!
//! Which fields hold what, the kind says with its rule `suppressed`. A row without a value is kept, for what is missing is told too.

use super::View;
use crate::check::suppressed;
use crate::date;
use crate::kind::{Check, Kind};
use crate::record::{Ix, Map, Record, Value as Data};
use crate::theme::filters::amount;
use crate::theme::object::{map, none, text_or_none};
use minijinja::Value;
use std::collections::{BTreeMap, BTreeSet};

/// More rows than this are read better in a table.
const ROWS_MAX: usize = 24;

/// Fewer times than this show nothing that words do not.
const TIMES_MIN: usize = 3;

/// A figure of one place, one time and one category.
struct Figure<'a> {
    place: Ix,
    time: &'a str,
    category: Vec<(&'a str, &'a str)>,
    value: Option<f64>,
    lower: Option<f64>,
    upper: Option<f64>,
    count: Option<f64>,
    /// Its state, where that is not the usual one: the value and the words.
    state: Option<(&'a str, String)>,
}

/// What figures are of.
pub(super) struct Subject<'a, 'v> {
    view: &'a View<'v>,
    of: &'a Record,
    unit: Option<&'a str>,
    is_count: bool,
    within: Option<&'a str>,
    figures: Vec<Figure<'a>>,
}

fn setting<'c>(check: &'c Check, name: &str) -> Option<&'c str> {
    check.settings.get(name).and_then(serde_json::Value::as_str)
}

fn rule(kind: &Kind) -> Option<&Check> {
    kind.checks.iter().find(|check| check.rule == suppressed::RULE)
}

/// The figures among some rows of one kind that measure one thing; none where their kind does not say which field is which.
pub(super) fn subject<'a, 'v>(view: &'a View<'v>, of: Ix, rows: &[Ix]) -> Option<Subject<'a, 'v>> {
    let kind = &view.site.record(*rows.first()?).kind;
    let check = rule(kind)?;
    let figures = rows.iter().filter_map(|row| figure(view, check, *row)).collect();
    let of = view.site.record(of);
    let measure = setting(check, "measure").and_then(|path| path.rsplit('.').next());
    Some(Subject {
        view,
        of,
        unit: of.fields.text("unit"),
        is_count: measure.and_then(|name| of.fields.text(name)) == Some("count"),
        within: setting(check, "within").and_then(|path| path.rsplit('.').next()),
        figures,
    })
}

fn figure<'a>(view: &'a View<'_>, check: &'a Check, row: Ix) -> Option<Figure<'a>> {
    let record = view.site.record(row);
    let field = |name| setting(check, name);
    let text = |name| field(name).and_then(|path| record.fields.text(path));
    let number = |name| field(name).and_then(|path| record.fields.get(path)).and_then(Data::number);
    let category = field("category").and_then(|path| record.fields.map(path));
    let state = text("status").filter(|state| *state != "ok");
    let declared = field("status").and_then(|path| record.kind.field(path));
    Some(Figure {
        place: view.site.records.find(text("area")?)?,
        time: text("period")?,
        category: category
            .into_iter()
            .flat_map(Map::iter)
            .filter_map(|(k, v)| Some((&**k, v.text()?)))
            .collect(),
        value: number("value"),
        lower: number("lower"),
        upper: number("upper"),
        count: number("count"),
        state: state
            .zip(declared)
            .map(|(state, field)| (state, view.choice_words(field, state, &record.fields))),
    })
}

impl<'a> Subject<'a, '_> {
    fn words(&self, value: f64) -> Value {
        Value::from(amount(value, self.unit))
    }

    /// The place that holds the others.
    fn holder(&self, rows: &[&Figure<'a>]) -> Option<Ix> {
        let site = self.view.site;
        let places: BTreeSet<Ix> = rows.iter().map(|row| row.place).collect();
        let parent = |place: &Ix| site.records.find(site.record(*place).fields.text(self.within?)?);
        places.iter().filter_map(parent).find(|parent| places.contains(parent))
    }

    /// The council's own place, among others.
    fn own(&self, rows: &[&Figure<'a>]) -> Option<Ix> {
        let site = self.view.site;
        let code = site.settings.council_code.as_deref()?;
        rows.iter().map(|row| row.place).find(|place| site.record(*place).fields.text("code") == Some(code))
    }

    /// Bars by place: for each category the figures of the latest time that is not within a longer one.
    pub(super) fn bars(&self, is_shorter: &dyn Fn(&str) -> bool) -> Value {
        let mut groups: BTreeMap<&[(&str, &str)], Vec<&Figure<'a>>> = BTreeMap::new();
        for figure in self.figures.iter().filter(|figure| !is_shorter(figure.time)) {
            groups.entry(&figure.category).or_default().push(figure);
        }
        let charts = groups.into_iter().filter_map(|(category, mut rows)| {
            let end = |row: &&Figure<'a>| date::any(row.time).map(|period| (period.end, period.start));
            let latest = rows.iter().max_by_key(|row| end(row))?.time;
            rows.retain(|row| row.time == latest);
            self.bar_chart(category, latest, rows)
        });
        Value::from(charts.collect::<Vec<_>>())
    }

    fn bar_chart(&self, category: &[(&str, &str)], time: &str, mut rows: Vec<&Figure<'a>>) -> Option<Value> {
        let holder = self.holder(&rows);
        let whole = holder.or_else(|| self.own(&rows));
        let line = rows.iter().copied().find(|row| Some(row.place) == whole);
        let line = line.filter(|row| !self.is_count && row.value.is_some());
        // A whole that is the sum of its parts makes all of them look small. The council's own place is none: it is a bar or the line.
        let apart = holder.or(line.map(|line| line.place));
        rows.retain(|row| Some(row.place) != apart);
        let known = rows.iter().filter(|row| row.value.is_some()).count();
        if known < 2 || rows.len() > ROWS_MAX {
            return None;
        }
        let most = scale(rows.iter().copied().chain(line))?;
        rows.sort_by(|a, b| b.value.partial_cmp(&a.value).unwrap_or(std::cmp::Ordering::Equal));
        let words: Vec<&str> = category.iter().map(|(_, value)| *value).collect();
        let shown = rows.iter().map(|row| self.bar(row, line, most));
        Some(map(vec![
            ("category", if words.is_empty() { none() } else { Value::from(words.join(", ")) }),
            ("period", Value::from(time)),
            ("most", self.words(most)),
            ("rows", Value::from(shown.collect::<Vec<_>>())),
            ("whole", line.map_or_else(none, |row| self.bar(row, None, most))),
        ]))
    }

    fn bar(&self, figure: &Figure<'a>, whole: Option<&Figure<'a>>, most: f64) -> Value {
        let mut members = self.point(figure, most);
        let against = figure.value.zip(whole.and_then(|whole| whole.value)).map(|(own, whole)| own - whole);
        let limits = |f: &Figure<'_>| f.lower.zip(f.upper);
        let chance = whole.and_then(|whole| {
            let (own, other) = (limits(figure)?, limits(whole)?);
            Some(own.0 <= other.1 && other.0 <= own.1)
        });
        members.push(("place", self.view.to_record(figure.place, None, None, Vec::new())));
        members.push(("apart", against.map_or_else(none, |d| self.words(d.abs()))));
        members.push(("above", against.filter(|d| *d != 0.0).map_or_else(none, |d| Value::from(d > 0.0))));
        members.push(("chance", chance.map_or_else(none, Value::from)));
        map(members)
    }

    /// What a bar and a point have: the value in words, where it ends, between which limits, and how sure it is.
    fn point(&self, figure: &Figure<'a>, most: f64) -> Vec<(&'static str, Value)> {
        let at = |value: Option<f64>| value.map_or_else(none, |value| Value::from(hundredths(value, most)));
        let words = |value: Option<f64>| value.map_or_else(none, |value| self.words(value));
        let state = figure.state.as_ref().map(|(_, words)| words.as_str());
        vec![
            ("words", words(figure.value)),
            ("at", at(figure.value)),
            ("lower", words(figure.lower)),
            ("upper", words(figure.upper)),
            ("lower_at", at(figure.lower)),
            ("upper_at", at(figure.upper)),
            ("count", figure.count.map_or_else(none, Value::from)),
            ("state", text_or_none(state)),
        ]
    }

    /// Figures by time: a line for each place, of the times that are as long as one another, or of the shorter ones where there are enough.
    pub(super) fn trend(&self, is_shorter: &dyn Fn(&str) -> bool) -> Value {
        let plain: Vec<&Figure<'a>> =
            self.figures.iter().filter(|figure| figure.category.is_empty()).collect();
        let of = |short: bool| {
            plain.iter().copied().filter(move |f| is_shorter(f.time) == short).collect::<Vec<_>>()
        };
        let times = |rows: &[&Figure<'_>]| rows.iter().map(|f| f.time).collect::<BTreeSet<_>>().len();
        let sets = [of(false), of(true)];
        let Some(rows) = sets.into_iter().find(|rows| times(rows) >= TIMES_MIN) else { return none() };
        let Some(most) = scale(rows.iter().copied()) else { return none() };
        let middle = |f: &Figure<'_>| {
            let period = date::any(f.time)?;
            Some(f64::from(days(period.start) + days(period.end)) / 2.0)
        };
        let middles: Vec<f64> = rows.iter().filter_map(|f| middle(f)).collect();
        let (first, last) = middles.iter().fold((f64::MAX, f64::MIN), |(a, b), m| (a.min(*m), b.max(*m)));
        let mut places: Vec<Ix> = Vec::new();
        for figure in &rows {
            if !places.contains(&figure.place) {
                places.push(figure.place);
            }
        }
        if places.len() > ROWS_MAX || last <= first {
            return none();
        }
        let lines = places.iter().map(|place| {
            let mut own: Vec<(f64, &Figure<'a>)> =
                rows.iter().filter(|f| f.place == *place).filter_map(|f| Some((middle(f)?, *f))).collect();
            own.sort_by(|a, b| a.0.total_cmp(&b.0));
            let points = own.iter().map(|(at, figure)| {
                let mut members = self.point(figure, most);
                members.push(("x", Value::from(hundredths(at - first, last - first))));
                members.push(("period", Value::from(figure.time)));
                map(members)
            });
            let points: Vec<Value> = points.collect();
            map(vec![
                ("place", self.view.to_record(*place, None, None, Vec::new())),
                ("points", Value::from(points)),
            ])
        });
        map(vec![("most", self.words(most)), ("lines", Value::from(lines.collect::<Vec<_>>()))])
    }

    /// Which way is better, in words; none where the record does not say.
    pub(super) fn polarity(&self) -> Value {
        let field = self.of.kind.field("polarity");
        let value = self.of.fields.text("polarity");
        value.zip(field).map_or_else(none, |(value, field)| {
            Value::from(self.view.choice_words(field, value, &self.of.fields))
        })
    }
}

/// The largest of some figures and their limits; none where one is below nothing, or all are nothing.
fn scale<'f, 'a: 'f>(rows: impl Iterator<Item = &'f Figure<'a>>) -> Option<f64> {
    let values: Vec<f64> = rows.flat_map(|row| [row.value, row.lower, row.upper]).flatten().collect();
    let least = values.iter().copied().fold(0.0, f64::min);
    let most = values.iter().copied().fold(0.0, f64::max);
    (least >= 0.0 && most > 0.0).then_some(most)
}

/// A share in hundredths, to a tenth.
fn hundredths(value: f64, most: f64) -> f64 {
    (1000.0 * value / most).round() / 10.0
}

/// Days since a day long ago.
fn days(day: jiff::civil::Date) -> i32 {
    jiff::civil::Date::constant(1, 1, 1).until(day).map_or(0, |span| span.get_days())
}
