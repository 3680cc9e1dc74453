//! The home page: what happened lately, what is coming, ways in.

use super::View;
use super::summary::summary;
use crate::date;
use crate::kind::Role;
use crate::prose::{self, Target};
use crate::record::Ix;
use crate::site::due::to_come;
use crate::theme::object::{map, none};
use minijinja::Value;
use std::cmp::Reverse;

const LATELY_MAX: usize = 8;
const DAYS_MAX: usize = 5;
const DUE_MAX: usize = 8;
const VALUES_MAX: usize = 12;

/// What the home page's template sees as `home`.
pub fn home(view: &View<'_>) -> Value {
    let site = view.site;
    // Each date is read once: a sort asks for it often.
    let dated = |calendar: bool| -> Vec<_> {
        let kinds =
            site.kinds.iter().filter(|k| k.page && k.feed && (k.role == Some(Role::Calendar)) == calendar);
        let all = kinds.flat_map(|k| site.groups.of_kind(k).iter().copied());
        all.filter_map(|ix| Some((site.record(ix).date().and_then(date::any)?, ix))).collect()
    };
    let newest = |list: Vec<(date::Period, Ix)>, most: usize| {
        let mut list: Vec<_> = list.into_iter().map(|(date, ix)| (Reverse(date.order()), ix)).collect();
        list.sort();
        list.into_iter().take(most).map(|(_, ix)| ix).collect::<Vec<_>>()
    };
    let nearest = |mut list: Vec<(date::Period, Ix)>, most: usize| {
        list.sort_by_key(|(date, ix)| (date.order(), *ix));
        list.into_iter().take(most).map(|(_, ix)| ix).collect::<Vec<_>>()
    };
    let (lately, papers) = dated(false).into_iter().partition(|(date, _)| date.start <= site.today);
    // A paper may be older than the day it is for. Of the newest some are looked at: those for a day to come are among them.
    let (old, lately): (Vec<Ix>, Vec<Ix>) =
        newest(lately, LATELY_MAX * 8).into_iter().partition(|ix| view.is_to_come(*ix));
    let papers: Vec<Ix> = old.into_iter().rev().chain(nearest(papers, LATELY_MAX)).take(LATELY_MAX).collect();
    let lately: Vec<Ix> = lately.into_iter().take(LATELY_MAX).collect();
    let (coming, recent) = dated(true).into_iter().partition(|(date, _)| date.start >= site.today);
    let (coming, recent) = (nearest(coming, DAYS_MAX), newest(recent, DAYS_MAX));
    let list = |ixs: &[Ix]| Value::from(ixs.iter().map(|ix| summary(view, *ix)).collect::<Vec<_>>());
    map(vec![
        ("lately", list(&lately)),
        ("coming", list(&coming)),
        ("papers", list(&papers)),
        ("due", due(view)),
        ("recent", list(&recent)),
        ("ways", ways(view, VALUES_MAX)),
        ("kinds", kinds(view)),
        ("edition_date", Value::from(site.today.to_string())),
    ])
}

/// The nearest dates that records set: reviews, deadlines, expected steps.
fn due(view: &View<'_>) -> Value {
    let dates = to_come(view.site).into_iter().take(DUE_MAX).map(|due| {
        // The home page stands at the root.
        let resolve = |target: &str| match (view.link_target(due.ix, target, "./"), view.site.record(due.ix))
        {
            (Target::Address(to), record) if to.starts_with('#') => {
                Target::Address(format!(".{}{to}", record.address().unwrap_or_default()))
            }
            (to, _) => to,
        };
        let what = due.what.map(|text| Value::from_safe_string(prose::inline(text, &resolve)));
        map(vec![
            ("date", Value::from(due.date)),
            ("label", Value::from(due.label)),
            ("what", what.unwrap_or_else(none)),
            ("record", view.to_record(due.ix, due.anchor.as_deref(), None, Vec::new())),
            ("body", view.body_of(due.ix)),
            ("words", Value::from(due.standing.words().unwrap_or_default())),
        ])
    });
    Value::from(dates.collect::<Vec<_>>())
}

/// Ways in: every kind of record that others are listed under, with the `most` values that most is listed under, and as many years.
pub(super) fn ways(view: &View<'_>, most: usize) -> Value {
    let site = view.site;
    let mut ways = Vec::new();
    for kind in site.kinds.iter().filter(|k| k.page) {
        let mut values: Vec<(Ix, usize)> = site
            .records
            .of_kind(kind)
            .filter_map(|(ix, _)| site.groups.naming.get(&ix).map(|l| (ix, l.len())))
            .collect();
        if values.is_empty() {
            continue;
        }
        values.sort_by_key(|(ix, count)| (Reverse(*count), *ix));
        values.truncate(most);
        values.sort_by_key(|(ix, _)| (site.record(*ix).title().to_lowercase(), *ix));
        let items = values.iter().filter_map(|(ix, count)| {
            let record = site.record(*ix);
            Some(way(record.title(), *count, &record.address()?))
        });
        ways.push(map(vec![
            ("label", Value::from(kind.label_plural.as_str())),
            ("address", Value::from(format!("/{}/", kind.plural))),
            ("values", Value::from(items.collect::<Vec<_>>())),
        ]));
    }
    let years = site
        .groups
        .years
        .iter()
        .rev()
        .take(most)
        .map(|(year, list)| way(&year.to_string(), list.len(), &format!("/years/{year}/")));
    let years: Vec<Value> = years.collect();
    if !years.is_empty() {
        ways.push(map(vec![
            ("label", Value::from("Years")),
            ("address", Value::from("/years/")),
            ("values", Value::from(years)),
        ]));
    }
    Value::from(ways)
}

/// A link with how much it leads to.
pub(super) fn way(label: &str, count: usize, address: &str) -> Value {
    map(vec![("label", Value::from(label)), ("count", Value::from(count)), ("address", Value::from(address))])
}

pub(super) fn kinds(view: &View<'_>) -> Value {
    let site = view.site;
    let kinds =
        site.kinds.iter().filter(|k| k.page && k.address.is_none() && !site.groups.of_kind(k).is_empty());
    let items = kinds.map(|k| way(&k.label_plural, site.groups.of_kind(k).len(), &format!("/{}/", k.plural)));
    Value::from(items.collect::<Vec<_>>())
}
