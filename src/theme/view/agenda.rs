//! A day's agenda: beside each item what was put forward for it, what was decided and how it was voted.

use super::View;
use super::answer::asks_at;
use super::record::Builder;
use crate::date;
use crate::feed;
use crate::kind::{Field, Kind, Role, Type};
use crate::record::{Ix, Record, Value as Data};
use crate::site::claim;
use crate::theme::object::{map, none, text_or_none};
use minijinja::Value;
use std::collections::BTreeSet;

/// The named rule that says where a kind keeps its votes.
const TALLY: &str = "vote-tally";

/// The agenda of a record of a kind of days; none for others.
///
/// `items` has one entry for each item of the first list whose items name records, each the papers of that item; `others` are papers that
/// name the day as theirs (`x-keep`) and stand on no item.
pub(super) fn agenda(view: &View<'_>, ix: Ix, root: &str) -> Value {
    let record = view.site.record(ix);
    if record.kind.role != Some(Role::Calendar) {
        return none();
    }
    let names = |f: &Field| f.item().reference.is_some() && matches!(f.ty, Type::List(_));
    let list = record.kind.fields.iter().find(|f| f.is_table() && f.fields().iter().any(names));
    let mut seen = BTreeSet::new();
    let mut items = Vec::new();
    if let Some((list, inner)) = list.and_then(|l| Some((l, l.fields().iter().find(|f| names(f))?))) {
        for item in record.fields.list(&list.name).iter().filter_map(Data::map) {
            let named = item.list(&inner.name).iter().filter_map(Data::text);
            let named: Vec<Ix> = named.filter_map(|text| view.target(ix, text)).collect();
            seen.extend(named.iter().copied());
            let papers = named.into_iter().map(|p| paper(view, p, ix, root));
            items.push(Value::from(papers.collect::<Vec<_>>()));
        }
    }
    let links = view.site.graph.links_to(ix).filter(|l| l.from_anchor.is_none() && !l.in_prose());
    let own = |from: &Ix| {
        !seen.contains(from)
            && view.site.is_listed(*from)
            && belonging(view.site.record(*from), record).is_some()
    };
    let others: BTreeSet<Ix> = links.map(|l| l.from).filter(own).collect();
    let others = others.into_iter().map(|p| paper(view, p, ix, root));
    let day = record.date().and_then(date::any);
    let calendar = feed::day(view.site, ix);
    let size = calendar.as_ref().and_then(|file| {
        let mut bytes = Vec::new();
        feed::write(view.site, file, &mut bytes).is_ok().then_some(bytes.len())
    });
    map(vec![
        ("to_come", Value::from(day.is_some_and(|period| period.end >= view.site.today))),
        ("calendar", text_or_none(calendar.map(|file| file.address).as_deref())),
        ("calendar_size", size.map_or_else(none, Value::from)),
        ("items", Value::from(items)),
        ("others", Value::from(others.collect::<Vec<_>>())),
    ])
}

/// The field by which a record says that it belongs to another: a reference that stays under an exemption.
fn belonging<'r>(record: &'r Record, other: &Record) -> Option<&'r Field> {
    let mut fields = record.kind.fields.iter().filter(|f| f.keep && f.reference.is_some());
    fields.find(|f| record.fields.text(&f.name).and_then(|text| text.split('#').next()) == Some(&*other.id))
}

/// One paper or decision of an item of a day.
fn paper(view: &View<'_>, ix: Ix, day: Ix, root: &str) -> Value {
    let record = view.site.record(ix);
    let field = belonging(record, view.site.record(day));
    let note = field.and_then(|field| record.fields.text(&format!("{}_note", field.name)));
    let page = format!("{root}{}", record.address().unwrap_or_default().trim_start_matches('/'));
    let builder = Builder { view, ix, root, page: Some(&page) };
    let asked =
        asks_at(view, ix).map_or(&[][..], |(path, _)| record.fields.at(path).map_or(&[], Data::items));
    let (lead_in, asked) = match asks_at(view, ix) {
        Some((path, list)) if !asked.is_empty() => {
            let holder = path.rsplit_once('.').map(|(holder, _)| holder);
            let around = holder.and_then(|h| record.fields.map(h));
            (around.and_then(|m| m.text("lead_in")), builder.list(list, list.item(), asked, holder))
        }
        _ => (None, Value::from(Vec::<Value>::new())),
    };
    let built = |list: Option<&Field>| match list.map(|list| (list, record.fields.list(&list.name))) {
        Some((list, items)) => builder.list(list, list.item(), items, None),
        None => Value::from(Vec::<Value>::new()),
    };
    map(vec![
        ("record", view.to_record(ix, None, None, Vec::new())),
        ("date", text_or_none(record.date())),
        ("note", text_or_none(note)),
        ("flags", super::notice::flags(view, ix)),
        ("decides", Value::from(claim::main(record).is_some())),
        ("standing", view.standing_of(ix)),
        ("lead_in", text_or_none(lead_in)),
        ("asked", asked),
        ("decided", built(decided(&record.kind))),
        ("votes", built(votes(&record.kind))),
    ])
}

/// The list whose items are what was decided: those that may have an outcome of their own.
fn decided(kind: &Kind) -> Option<&Field> {
    let claims = |f: &Field| f.basis.is_some() && matches!(f.ty, Type::Choice(_));
    kind.fields.iter().find(|list| list.has_parts() && list.fields().iter().any(claims))
}

/// The list of votes of a kind that has them counted.
fn votes(kind: &Kind) -> Option<&Field> {
    let check = kind.checks.iter().find(|check| check.rule == TALLY && check.path.is_empty())?;
    kind.field(check.settings.get("votes")?.as_str()?)
}
