//! `in-private`: a paper for an item taken in private is not public whole without a word.
//!
//! Settings: `list`, the path of the items; in each of them `exempt`, the field that says so, which records have too, and `records`, the
//! papers. Paths from there: `outcome`, which what came of an item can hold: that is public by right; and `parts`, which say with a word of
//! `only` that a part of the paper is kept back: then the rest is public on purpose.

use super::Subject;
use super::date_order::find;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::record::{Ix, Record, Value};

pub(super) fn check(subject: &Subject<'_>, hidden: &dyn Fn(Ix) -> bool, out: &mut Diagnostics) {
    let [Some(list), Some(exempt), Some(papers)] = ["list", "exempt", "records"].map(|s| subject.path(s))
    else {
        return;
    };
    let items = subject.fields.at(list).map_or(&[][..], Value::items);
    for (i, item) in items.iter().enumerate() {
        let Some(item) = item.map().filter(|item| item.get(exempt).is_some()) else { continue };
        for (nth, id) in item.list(papers).iter().enumerate().filter_map(|(nth, id)| Some((nth, id.text()?)))
        {
            let found = subject.records.find(id.split('#').next().unwrap_or_default());
            let Some(ix) = found.filter(|ix| !hidden(*ix)) else { continue };
            let paper = &subject.records[ix];
            if paper.fields.get(exempt).is_some()
                || came_of_it(subject, paper)
                || is_part_closed(subject, paper)
            {
                continue;
            }
            let message =
                format!("this item is taken in private, and `{}` is public with all its text", paper.id);
            let help = format!(
                "if nobody may read it, write `{exempt}:` with `kind: exempt` below it into that file; if an attachment is kept back, say there `availability: exempt`"
            );
            let place = subject.record.place(&subject.pointer_to(&format!("{list}/{i}/{papers}/{nth}")));
            out.push(Diagnostic::new(Code::PublicPaper, message).at(place).help(help).quoting(id));
        }
    }
}

/// The end of a path that leads through the papers.
fn within(path: &str) -> &str {
    path.split_once('.').map_or(path, |(_, rest)| rest)
}

fn came_of_it(subject: &Subject<'_>, paper: &Record) -> bool {
    subject.path("outcome").is_some_and(|path| paper.kind.field(within(path)).is_some())
}

fn is_part_closed(subject: &Subject<'_>, paper: &Record) -> bool {
    let only = subject.paths("only");
    subject.paths("parts").into_iter().any(|path| {
        let mut found = Vec::new();
        find(subject.records, &paper.fields, within(path), (String::new(), None), &mut found);
        found.iter().any(|found| only.contains(&found.text))
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Site, pointer};
    use crate::diagnostic::Code;

    fn told(item: &str, paper: &str) -> Vec<String> {
        let meeting = format!(
            r#"{{ "title": "M", "body": "b", "date": "2010-06-28", "state": "held",
                "items": [{{ "title": "Item", "records": ["report/sale", "resolution/sold"]{item} }}] }}"#
        );
        let paper = format!(r#"{{ "title": "Sale", "body": "b", "date": "2010-06-28"{paper} }}"#);
        let found = Site::with_defaults()
            .record("body", "b", r#"{ "title": "B" }"#)
            .record("report", "sale", &paper)
            .record(
                "resolution",
                "sold",
                r#"{ "title": "Sold", "date": "2010-06-28", "decision_maker": { "type": "council" } }"#,
            )
            .record("meeting", "m", &meeting)
            .run();
        let found = found.iter().filter(|d| d.code == Code::PublicPaper);
        found.map(|d| format!("{} {}", pointer(d), d.message)).collect()
    }

    const PRIVATE: &str = r#", "exempt": { "kind": "exempt", "paragraph": 3 }"#;

    #[test]
    fn a_paper_for_a_private_item_that_is_public_is_told_and_the_decision_on_it_is_not() {
        let said =
            "/items/0/records/0 this item is taken in private, and `report/sale` is public with all its text";
        assert_eq!(told(PRIVATE, ""), [said]);
        assert!(told("", "").is_empty());
    }

    #[test]
    fn what_is_kept_back_or_says_which_part_is_passes() {
        for paper in [
            PRIVATE,
            r#", "status": "draft""#,
            r#", "attachments": [{ "title": "Offers", "availability": "exempt" }]"#,
            r#", "appendices": [{ "title": "Offers", "availability": "exempt" }]"#,
        ] {
            assert!(told(PRIVATE, paper).is_empty(), "{paper}");
        }
        assert_eq!(
            told(PRIVATE, r#", "attachments": [{ "title": "Map", "availability": "on-request" }]"#).len(),
            1
        );
    }
}
