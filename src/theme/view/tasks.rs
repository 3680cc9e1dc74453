//! What decisions ask to be done, seen from whoever took them.

use super::View;
use super::record::Builder;
use crate::kind::{Field, Kind};
use crate::record::Ix;
use crate::theme::object::{map, text_or_none};
use minijinja::Value;

/// So many records with tasks are shown.
const RECORDS_MAX: usize = 20;

/// Tasks of the records that name one in a facet, the newest records first: each record with its items. An item is a task where its kind
/// says when it is due and when it is over (`x-due` with `unless`).
pub(super) fn tasks(view: &View<'_>, ix: Ix, root: &str) -> Value {
    let naming = view.site.groups.naming.get(&ix).map_or(&[][..], Vec::as_slice);
    let with_tasks = naming.iter().filter_map(|from| {
        let record = view.site.record(*from);
        let list = list_of(&record.kind)?;
        let items = record.fields.list(&list.name);
        let page = format!("{root}{}", record.address()?.trim_start_matches('/'));
        let builder = Builder { view, ix: *from, root, page: Some(&page) };
        (!items.is_empty()).then(|| {
            map(vec![
                ("record", view.to_record(*from, None, None, Vec::new())),
                ("date", text_or_none(record.date())),
                ("standing", view.standing_of(*from)),
                ("items", builder.list(list, list.item(), items, None)),
            ])
        })
    });
    Value::from(with_tasks.take(RECORDS_MAX).collect::<Vec<_>>())
}

fn list_of(kind: &Kind) -> Option<&Field> {
    let is_task = |f: &Field| f.due.as_ref().is_some_and(|due| !due.unless.is_empty());
    kind.fields.iter().find(|list| list.is_table() && list.fields().iter().any(is_task))
}
