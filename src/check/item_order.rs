//! `item-order`: an item that follows another names one of the same list, and none follows itself by a detour.
//!
//! Settings: `list`, the path of the list; `after`, the field of an item that holds the id of the one before it; `record`, the field that
//! names a record before it, which has to join the list by itself: by a field of its own that names this record.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::kind::Field;
use crate::record::{Map, Value};

pub(super) fn check(subject: &Subject<'_>, out: &mut Diagnostics) {
    let (Some(list), Some(after)) = (subject.path("list"), subject.path("after")) else { return };
    let items = subject.fields.at(list).map_or(&[][..], Value::items);
    let maps: Vec<&Map> = items.iter().filter_map(Value::map).collect();
    if let Some(field) = subject.path("record") {
        joined(subject, list, field, items, out);
    }
    // Most lists have nothing of the sort.
    if maps.iter().all(|item| item.get(after).is_none()) {
        return;
    }
    let before = |item: &Map| {
        let id = item.text(after)?;
        maps.iter().position(|other| other.text("id") == Some(id))
    };
    for (i, item) in items.iter().enumerate() {
        let Some((item, id)) = item.map().and_then(|item| Some((item, item.text(after)?))) else { continue };
        let place = subject.record.place(&subject.pointer_to(&format!("{list}/{i}/{after}")));
        let problem = match before(item) {
            // The one that is meant may be an item with an error.
            None if subject.is_unsound(list) => continue,
            None => unknown(&maps, id),
            Some(first) if leads_back(&maps, first, item, &before) => Diagnostic::new(
                Code::CircularOrder,
                format!("this item follows `{id}`, which itself follows this one"),
            )
            .help(format!("take `{after}` out of the one that comes first, or give it a date")),
            Some(_) => continue,
        };
        out.push(problem.at(place).quoting(id));
    }
}

/// Reports each record that an item follows and that makes no step of its own here.
fn joined(subject: &Subject<'_>, list: &str, field: &str, items: &[Value], out: &mut Diagnostics) {
    let own = subject.record.known_id().map(|id| &**id);
    for (i, item) in items.iter().enumerate() {
        let Some(text) = item.map().and_then(|item| item.text(field)) else { continue };
        // One that is not there is told of as every reference is.
        let Some(ix) = text.split('#').next().and_then(|id| subject.records.find(id)) else { continue };
        let record = &subject.records[ix];
        let names = |f: &Field| f.reference.is_some() && record.fields.text(&f.name) == own;
        let joins =
            record.kind.fields.iter().any(names) && record.kind.fields.iter().any(|f| f.step.is_some());
        if !joins {
            let message = format!("`{text}` does not join this list, so nothing can follow it here");
            let place = subject.record.place(&subject.pointer_to(&format!("{list}/{i}/{field}")));
            let help = format!(
                "name this record in it, or write the `id` of an item as the one before, without `{field}`"
            );
            out.push(Diagnostic::new(Code::UnknownPart, message).at(place).quoting(text).help(help));
        }
    }
}

fn unknown(maps: &[&Map], id: &str) -> Diagnostic {
    let ids: Vec<&str> = maps.iter().filter_map(|item| item.text("id")).collect();
    let help = match did_you_mean(id, ids.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if ids.is_empty() => "give the item that comes before an `id`, and write that".to_owned(),
        None => format!("the items are: {}", ids.join(", ")),
    };
    Diagnostic::new(Code::UnknownPart, format!("no item of this list has the id `{id}`")).help(help)
}

/// Whether the way back from an item leads to `wanted`.
fn leads_back(maps: &[&Map], first: usize, wanted: &Map, before: &dyn Fn(&Map) -> Option<usize>) -> bool {
    let mut at = first;
    // A way longer than the list goes round without it.
    for _ in 0..maps.len() {
        if std::ptr::eq(maps[at], wanted) {
            return true;
        }
        let Some(next) = before(maps[at]) else { return false };
        at = next;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Site, pointer};
    use crate::diagnostic::Code;

    fn told(steps: &str) -> Vec<(Code, String)> {
        let matter = format!(r#"{{ "title": "T", "steps": [{steps}] }}"#);
        let found = Site::with_defaults().record("matter", "m", &matter).run();
        found.iter().map(|d| (d.code, pointer(d).to_owned())).collect()
    }

    #[test]
    fn a_step_follows_a_step_there_is() {
        assert_eq!(told(r#"{ "id": "a" }, { "id": "b", "after": "a" }, { "id": "c", "after": "b" }"#), []);
        let unknown = told(r#"{ "id": "first" }, { "id": "b", "after": "frist" }"#);
        assert_eq!(unknown, [(Code::UnknownPart, "/steps/1/after".to_owned())]);
    }

    #[test]
    fn a_step_follows_a_record_that_joins_the_timeline() {
        let site = |matter: &str| {
            let decision = format!(
                r#"{{ "title": "D", "date": "2026-01", "decision_maker": {{ "type": "council" }}, "basis": "none-held"{matter} }}"#
            );
            let steps = r#"{ "title": "T", "steps": [{ "id": "a", "after_record": "resolution/d" }] }"#;
            let site =
                Site::with_defaults().record("matter", "m", steps).record("resolution", "d", &decision);
            site.run().iter().map(|d| (d.code, pointer(d).to_owned())).collect::<Vec<_>>()
        };
        assert_eq!(site(r#", "matter": "m""#), []);
        assert_eq!(site(""), [(Code::UnknownPart, "/steps/0/after_record".to_owned())]);
    }

    #[test]
    fn a_circle_is_told_at_each_of_its_items_alone() {
        let circle =
            r#"{ "id": "a", "after": "b" }, { "id": "b", "after": "a" }, { "id": "c", "after": "a" }"#;
        let at = |i| (Code::CircularOrder, format!("/steps/{i}/after"));
        assert_eq!(told(circle), [at(0), at(1)]);
        assert_eq!(told(r#"{ "id": "a", "after": "a" }"#), [at(0)]);
    }
}
