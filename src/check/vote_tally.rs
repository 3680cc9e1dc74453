//! `vote-tally`: counts agree with the names listed.
//!
//! Settings: `votes` (the list), `id`, `named` and `vote` (in each of them), `counts` (for each way of voting the field that
//! counts it) and `unlisted` (ways of voting that lists of names often leave out, such as being absent).

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::kind::Type;
use crate::record::{Map, Value};

pub(super) fn check(subject: &Subject<'_>, out: &mut Diagnostics) {
    let Some(list) = subject.path("votes") else { return };
    for (i, vote) in subject.fields.at(list).map_or(&[][..], Value::items).iter().enumerate() {
        if let Some(vote) = vote.map() {
            one(subject, vote, i, &format!("{}/{i}", subject.pointer_to(list)), out);
        }
    }
}

fn one(subject: &Subject<'_>, vote: &Map, i: usize, pointer: &str, out: &mut Diagnostics) {
    let (Some(named), Some(cast)) = (subject.path("named"), subject.path("vote")) else { return };
    let Some(counts) = subject.check.settings.get("counts").and_then(serde_json::Value::as_object) else {
        return;
    };
    let ways: Vec<Option<&str>> =
        vote.list(named).iter().map(|name| name.map().and_then(|m| m.text(cast))).collect();
    let unsaid = ways.iter().filter(|way| way.is_none()).count() as f64;
    let id = subject.path("id").and_then(|id| vote.text(id));
    let which = id.map_or_else(|| (i + 1).to_string(), str::to_owned);
    for (way, field) in counts.iter().filter_map(|(way, field)| Some((way, field.as_str()?))) {
        let Some(count) = vote.get(field).and_then(Value::number) else { continue };
        if subject.record.is_unsound(&format!("{pointer}/{field}")) {
            continue;
        }
        let listed = ways.iter().filter(|w| **w == Some(way.as_str())).count() as f64;
        let words = words(subject, named, cast, way);
        let message = if count < 0.0 {
            format!("vote {which} says {count} {words}: there cannot be fewer than none")
        } else if ways.is_empty() || (listed == 0.0 && subject.paths("unlisted").contains(&way.as_str())) {
            continue;
        } else if listed > count || listed + unsaid < count {
            let names = if listed == 1.0 { "1 name is".to_owned() } else { format!("{listed} names are") };
            format!("vote {which} says {count} {words}, but {names} listed as {words}")
        } else {
            continue;
        };
        let diagnostic = Diagnostic::new(Code::VoteTally, message)
            .at(subject.record.place(&format!("{pointer}/{field}")))
            .related(subject.record.place(&format!("{pointer}/{named}")), "the names")
            .help("compare both with the minutes and put the wrong one right")
            .quoting(count.to_string())
            .quoting(which.clone());
        out.push(diagnostic);
    }
}

/// A way of voting as people read it.
fn words(subject: &Subject<'_>, named: &str, cast: &str, way: &str) -> String {
    let list = subject.path("votes").unwrap_or_default();
    let field = subject.record.kind.field_at(&format!("{list}.{named}.{cast}"));
    let choice = field.and_then(|f| match &f.ty {
        Type::Choice(choices) => choices.iter().find(|c| &*c.value == way),
        _ => None,
    });
    choice.map_or_else(|| way.to_owned(), |c| c.words.to_string())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Site, pointer};
    use crate::diagnostic::Code;

    fn told(vote: &str) -> Vec<(String, String)> {
        let decision = format!(
            r#"{{ "title": "T", "date": "2010-05-27", "decision_maker": {{ "type": "council" }}, "votes": [{vote}] }}"#
        );
        let found = Site::with_defaults().record("resolution", "a", &decision).run();
        let tallies = found.iter().filter(|d| d.code == Code::VoteTally);
        tallies.map(|d| (pointer(d).to_owned(), d.message.clone())).collect()
    }

    #[test]
    fn counts_that_differ_from_the_names_are_told_at_the_count() {
        let named = r#""named": [{ "role": "A", "vote": "for" }, { "role": "B", "vote": "for" }, { "role": "C", "vote": "abstain" }]"#;
        assert_eq!(
            told(&format!(r#"{{ "id": "1", "for": 20, "against": 0, "abstain": 2, {named} }}"#)),
            [
                ("/votes/0/for".to_owned(), "vote 1 says 20 for, but 2 names are listed as for".to_owned()),
                (
                    "/votes/0/abstain".to_owned(),
                    "vote 1 says 2 abstained, but 1 name is listed as abstained".to_owned()
                ),
            ]
        );
        assert_eq!(told(&format!(r#"{{ "for": 2, "against": 0, "abstain": 1, {named} }}"#)), []);
    }

    #[test]
    fn counts_alone_and_absent_members_not_listed_pass() {
        assert_eq!(told(r#"{ "for": 20, "against": 3 }"#), []);
        assert_eq!(told(r#"{ "for": 1, "absent": 4, "named": [{ "role": "A", "vote": "for" }] }"#), []);
        let listed = r#""named": [{ "role": "A", "vote": "absent" }]"#;
        assert_eq!(told(&format!(r#"{{ "id": "2", "absent": 4, {listed} }}"#)).len(), 1);
    }

    #[test]
    fn a_name_without_a_vote_leaves_room() {
        let named = r#""named": [{ "role": "A", "vote": "for" }, { "role": "B" }]"#;
        assert_eq!(told(&format!(r#"{{ "for": 2, {named} }}"#)), []);
        assert_eq!(told(&format!(r#"{{ "for": 3, {named} }}"#)).len(), 1);
    }
}
