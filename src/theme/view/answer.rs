//! What came of what a record asks: the answers that other records say they give (`x-answers`), and what may be said of them together.

use super::View;
use crate::graph::Link;
use crate::kind::{Field, Type};
use crate::record::{Ix, Map, Value as Data, name, part_list};
use crate::site::claim::{NOT_HELD, PROPOSED, Standing};
use crate::theme::object::{map, named, none, text_or_none};
use minijinja::Value;
use std::collections::BTreeMap;

/// Words for what was asked and of whose answer nothing is held.
const UNANSWERED: &str = "proposed, no answer held here";

/// One answer.
#[derive(Clone)]
struct Answer {
    /// What may be said of it.
    claim: Value,
    /// The answer, with its part.
    decision: Value,
    date: Option<String>,
}

/// Answers to a record, oldest first.
#[derive(Default)]
pub(super) struct Answers {
    /// By the anchor of the part they answer.
    parts: BTreeMap<Box<str>, Vec<Answer>>,
    /// Items that answer the record as a whole.
    whole: Vec<Answer>,
    /// Records that considered it, and do not say of any item that it answers.
    considered: Vec<Answer>,
}

impl Answers {
    /// The answers to a record.
    pub(super) fn to(view: &View<'_>, ix: Ix) -> Answers {
        let mut links: Vec<&Link> =
            view.site.graph.links_to(ix).filter(|l| l.answers && view.site.is_listed(l.from)).collect();
        let order = |l: &Link| view.site.record(l.from).date().and_then(crate::date::any).map(|p| p.order());
        links.sort_by(|a, b| order(a).cmp(&order(b)).then(a.from.cmp(&b.from)));
        let mut answers = Answers::default();
        for link in links {
            let answer = Answer {
                claim: claim_at(view, link),
                decision: view.to_record(link.from, link.from_anchor.as_deref(), None, Vec::new()),
                date: view.site.record(link.from).date().map(str::to_owned),
            };
            match (&link.to_anchor, &link.from_anchor) {
                (Some(part), _) => answers.parts.entry(part.clone()).or_default().push(answer),
                (None, Some(_)) => answers.whole.push(answer),
                (None, None) => answers.considered.push(answer),
            }
        }
        answers
    }

    /// The answers to a part; where it `asks` and none is its own, those to the whole.
    fn at(&self, anchor: Option<&str>, asks: bool) -> &[Answer] {
        let own = anchor.and_then(|anchor| self.parts.get(anchor));
        own.map_or(if asks { &self.whole[..] } else { &[] }, Vec::as_slice)
    }

    /// The same for templates.
    pub(super) fn shown(&self, anchor: Option<&str>, asks: bool) -> Value {
        let shown = self.at(anchor, asks).iter().map(|answer| {
            map(vec![
                ("claim", answer.claim.clone()),
                ("decision", answer.decision.clone()),
                ("date", text_or_none(answer.date.as_deref())),
            ])
        });
        Value::from(shown.collect::<Vec<_>>())
    }
}

/// What may be said of an answer: of the item that gives it, else of the whole record it stands in.
fn claim_at(view: &View<'_>, link: &Link) -> Value {
    let record = view.site.record(link.from);
    let given = link.from_anchor.as_deref();
    let own = record.kind.fields.iter().filter(|f| f.has_parts()).find_map(|field| {
        let claiming =
            field.fields().iter().find(|f| f.basis.is_some() && matches!(f.ty, Type::Choice(_)))?;
        let mut items = record.fields.list(&field.name).iter().filter_map(Data::map);
        let anchor = |item: &Map| item.text("id").map(|id| name::anchor(&field.name, id));
        let item = items.find(|item| given.is_some() && anchor(item).as_deref() == given)?;
        Some(view.claim(link.from, claiming, item.get(&claiming.name)?, item))
    });
    // An item may leave its outcome to the whole decision, and that may say none.
    let claim = own.unwrap_or_else(|| view.claim_of(link.from));
    if claim.is_none() { said("not-held", NOT_HELD) } else { claim }
}

/// The list of a record's kind whose items ask for an answer, with its path.
pub(super) fn asks_at<'v>(view: &'v View<'_>, ix: Ix) -> Option<(&'v str, &'v Field)> {
    let kind = &view.site.record(ix).kind;
    let path = view.asked[kind.index].as_deref()?;
    Some((path, kind.field_at(path)?))
}

/// Whether a list of a record is the one whose items ask for an answer.
pub(super) fn asks(view: &View<'_>, ix: Ix, list: &Field) -> bool {
    asks_at(view, ix).is_some_and(|(_, field)| std::ptr::eq(field, list))
}

/// What may be said of what came of a record that asks; none for one that asks nothing and that nothing answers.
///
/// Of each item the last answer counts; where they differ, how many got which.
pub(super) fn what_came(view: &View<'_>, ix: Ix) -> Value {
    let record = view.site.record(ix);
    let Some((path, list)) = asks_at(view, ix) else { return none() };
    let holder = record.kind.field(path.split('.').next().unwrap_or(path)).unwrap_or(list);
    let answers = Answers::to(view, ix);
    let items = record.fields.at(path).map_or(&[][..], Data::items).iter().filter_map(Data::map);
    let last = items.map(|item| {
        let anchor = item.text("id").map(|id| name::anchor(part_list(holder, list), id));
        answers.at(anchor.as_deref(), true).last()
    });
    let counts = counted(last);
    match (&counts[..], answers.whole.last(), answers.considered.last()) {
        ([(words, _, Some(answer))], ..) if words != NOT_HELD => answer.claim.clone(),
        ([], Some(answer), _) => answer.claim.clone(),
        ([] | [_], _, Some(answer)) => of_the_decision(view, ix, answer),
        ([], None, None) => none(),
        ([_], ..) => unanswered(view, ix),
        (mixed, ..) => {
            let words: Vec<String> = mixed.iter().map(|(words, n, _)| format!("{n} {words}")).collect();
            said("mixed", &words.join(", "))
        }
    }
}

/// The different words of answers with how often each was given and the last that says so; what is not held comes last.
fn counted<'a>(
    answers: impl Iterator<Item = Option<&'a Answer>>,
) -> Vec<(String, usize, Option<&'a Answer>)> {
    let mut counts: Vec<(String, usize, Option<&Answer>)> = Vec::new();
    for answer in answers {
        let words = answer.map_or_else(|| NOT_HELD.to_owned(), |a| a.claim.to_string());
        match counts.iter_mut().find(|(seen, ..)| *seen == words) {
            Some((_, n, latest)) => (*n, *latest) = (*n + 1, answer),
            None => counts.push((words, 1, answer)),
        }
    }
    counts.sort_by_key(|(words, ..)| words == NOT_HELD);
    counts
}

/// Of a decision that considered the record and does not say what of it was answered.
fn of_the_decision(view: &View<'_>, ix: Ix, answer: &Answer) -> Value {
    if !answer.claim.get_attr("stands").is_ok_and(|stands| stands.is_true()) {
        return unanswered(view, ix);
    }
    let members = ["code", "basis", "basis_words", "stands", "proposed", "caution", "source"];
    let words = format!("decision: {}", answer.claim);
    let kept = members.into_iter().map(|name| (name, answer.claim.get_attr(name).unwrap_or_else(|_| none())));
    named(&*words, kept.chain([("words", Value::from(words.as_str()))]).collect())
}

/// Of a day to come nobody can hold the answer yet.
fn unanswered(view: &View<'_>, ix: Ix) -> Value {
    said("proposed", if view.is_to_come(ix) { PROPOSED } else { UNANSWERED })
}

/// Of what does not stand: "proposed" or "no record held here".
pub(super) fn open(standing: Standing) -> Value {
    match standing {
        Standing::Proposed => said("proposed", PROPOSED),
        _ => said("not-held", NOT_HELD),
    }
}

/// Words for an answer that no single decision gives.
fn said(code: &'static str, words: &str) -> Value {
    named(
        words,
        vec![
            ("code", Value::from(code)),
            ("words", Value::from(words)),
            ("basis", none()),
            ("basis_words", Value::from(super::basis_words(None))),
            ("stands", Value::from(false)),
            ("proposed", Value::from(code == "proposed")),
            ("caution", none()),
            ("source", none()),
        ],
    )
}
