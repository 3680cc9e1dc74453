//! `decision-record`: the record of a decision holds the fields the regulations list.
//!
//! - Executive decisions from 10 September 2012: SI 2012/2089, regulation 12 (taken at a meeting) and 13 (by one member or
//!   officer): decision and date, reasons, alternatives considered and rejected, interests declared and dispensations.
//! - Other officer decisions from 6 August 2014: SI 2014/2095, regulation 7: date, decision, reasons, alternatives if any;
//!   interests only where the power was expressly delegated, which a record does not tell: they are not asked for.
//!
//! Settings: `date`, `type` (of who decided), `function`, `decision` (paths of which one is enough), `reasons`, `alternatives`,
//! `interests`.

use super::{Subject, joined};
use crate::date;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::record::Value;
use jiff::civil::{Date, date as civil};

/// A regulation that lists what a record holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Regulation {
    name: &'static str,
    from: Date,
    interests: bool,
}

const MEETING: Regulation =
    Regulation { name: "SI 2012/2089 regulation 12", from: civil(2012, 9, 10), interests: true };
const INDIVIDUAL: Regulation =
    Regulation { name: "SI 2012/2089 regulation 13", from: civil(2012, 9, 10), interests: true };
const OFFICER: Regulation =
    Regulation { name: "SI 2014/2095 regulation 7", from: civil(2014, 8, 6), interests: false };

pub(super) fn check(subject: &Subject<'_>, out: &mut Diagnostics) {
    let Some(regulation) = regulation(subject) else { return };
    let missing = missing(subject, regulation);
    if missing.is_empty() {
        return;
    }
    let words: Vec<String> = missing.iter().map(|m| m.words.to_owned()).collect();
    let lines: Vec<String> = missing.iter().map(|m| format!("`{}: …`", m.path)).collect();
    let none = match missing.iter().any(|m| m.may_be_none) {
        true => "; write none when there were none",
        false => "",
    };
    let message = format!(
        "the record of this decision does not hold {}, which {} lists",
        joined(&words),
        regulation.name
    );
    let diagnostic = Diagnostic::new(Code::DecisionRecord, message)
        .at(subject.record.place(&subject.pointer))
        .help(format!("add {} as recorded{none}", joined(&lines)));
    out.push(diagnostic);
}

/// The regulation that binds this decision; none where it is older, or does not say enough to tell.
fn regulation(subject: &Subject<'_>) -> Option<Regulation> {
    if subject.any_unsound(&["date", "type", "function"]) {
        return None;
    }
    let function = subject.text("function");
    let regulation = match (subject.text("type")?, function) {
        ("executive" | "council" | "committee", Some("executive")) | ("executive", None) => MEETING,
        ("executive-member" | "officer", Some("executive")) | ("executive-member", None) => INDIVIDUAL,
        ("officer", Some("non-executive")) => OFFICER,
        _ => return None,
    };
    // A date that only may be late enough binds nobody.
    let date = date::any(subject.text("date")?)?;
    (date.start >= regulation.from).then_some(regulation)
}

struct Missing<'a> {
    words: &'static str,
    path: &'a str,
    may_be_none: bool,
}

fn missing<'a>(subject: &Subject<'a>, regulation: Regulation) -> Vec<Missing<'a>> {
    let mut missing = Vec::new();
    let decision = subject.paths("decision");
    let told = subject.record.prose.is_some() || decision.iter().any(|path| holds(subject, path));
    if let Some(path) = decision.first().filter(|_| !told) {
        missing.push(Missing { words: "what was decided", path, may_be_none: false });
    }
    let mut ask = |setting: &str, words, may_be_none| {
        if let Some(path) = subject.path(setting)
            && !holds(subject, path)
        {
            missing.push(Missing { words, path, may_be_none });
        }
    };
    ask("reasons", "the reasons", false);
    ask("alternatives", "the alternatives considered and rejected", true);
    if regulation.interests {
        ask("interests", "the interests declared", true);
    }
    missing
}

/// Whether a field says something; an empty list only where the paper states that there was none. What is wrong there is told by itself.
fn holds(subject: &Subject<'_>, path: &str) -> bool {
    if subject.is_unsound(path) {
        return true;
    }
    match subject.fields.at(path) {
        None => false,
        Some(Value::List(items)) if items.is_empty() => {
            let stated = subject.fields.at(&format!("{path}_stated")).and_then(Value::text);
            stated.is_some_and(|stated| stated != "listed")
        }
        Some(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Site, pointer};
    use crate::diagnostic::Code;

    fn told(date: &str, maker: &str, rest: &str) -> Vec<(String, String)> {
        let decision =
            format!(r#"{{ "title": "T", "date": "{date}", "decision_maker": {{ {maker} }}{rest} }}"#);
        let found = Site::with_defaults().record("resolution", "a", &decision).run();
        let told = found.iter().map(|d| {
            assert_eq!((d.code, pointer(d)), (Code::DecisionRecord, ""));
            (d.message.clone(), d.help.clone().unwrap())
        });
        told.collect()
    }

    const CABINET: &str = r#""type": "executive""#;
    const OFFICER: &str = r#""type": "officer", "function": "non-executive""#;

    #[test]
    fn what_an_executive_decision_lacks_is_listed_once() {
        assert_eq!(
            told("2013-01-15", CABINET, r#", "lead_in": "RESOLVED:", "reasons": "r""#),
            [(
                "the record of this decision does not hold the alternatives considered and rejected and the \
                 interests declared, which SI 2012/2089 regulation 12 lists"
                    .to_owned(),
                "add `alternatives: …` and `interests: …` as recorded; write none when there were none"
                    .to_owned()
            )]
        );
        let alone = told("2013-01-15", r#""type": "officer", "function": "executive""#, "");
        assert!(
            alone[0].0.contains("what was decided, the reasons,") && alone[0].0.contains("regulation 13")
        );
    }

    #[test]
    fn the_day_and_the_decision_maker_choose_the_regulation() {
        let whole = r#", "lead_in": "L", "reasons": "r", "alternatives": "none", "interests": "none""#;
        assert_eq!(told("2013-01-15", CABINET, whole), []);
        assert_eq!(told("2012-09-09", CABINET, ""), []);
        assert_eq!(told("2012", CABINET, ""), []);
        assert_eq!(told("2013-01-15", r#""type": "council""#, ""), []);
        assert_eq!(told("2013-01-15", OFFICER, ""), []);
        assert_eq!(told("2015-01-15", r#""type": "officer""#, ""), []);
        let officer = told("2014-08-06", OFFICER, r#", "lead_in": "L""#);
        assert_eq!(
            officer[0].0,
            "the record of this decision does not hold the reasons and the alternatives considered and rejected, \
             which SI 2014/2095 regulation 7 lists"
        );
    }

    #[test]
    fn an_empty_list_says_nothing_and_none_says_none() {
        let rest = r#", "lead_in": "L", "reasons": "r", "alternatives": "none considered", "interests": []"#;
        assert_eq!(told("2013-01-15", CABINET, rest).len(), 1);
    }
}
