//! A small site for the rules' own tests.

use super::{Days, alone, run};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::kind::{KindFile, read_kinds};
use crate::record::convert::Outcome;
use crate::record::{Form, Input, Origin, Record, Records, convert};
use crate::source::Source;
use crate::tree;
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

/// Kinds and records as JSON text.
#[derive(Default, Clone)]
pub(super) struct Site {
    kinds: Vec<KindFile>,
    records: Vec<(String, String, String)>,
}

impl Site {
    pub(super) fn new() -> Site {
        Site::default()
    }

    /// The kinds of `data/kinds/`.
    pub(super) fn with_defaults() -> Site {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/kinds");
        let mut site = Site::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            site = site.kind(path.file_stem().unwrap().to_str().unwrap(), &text);
        }
        site
    }

    pub(super) fn kind(mut self, name: &str, json: &str) -> Site {
        let source = Source::new(format!("data/kinds/{name}.json"), json);
        self.kinds.push(KindFile { name: name.to_owned(), source });
        self
    }

    pub(super) fn record(mut self, kind: &str, name: &str, json: &str) -> Site {
        self.records.push((kind.to_owned(), name.to_owned(), json.to_owned()));
        self
    }

    /// Its records, all of them sound.
    pub(super) fn records(&self) -> Records {
        let (records, faulty, out) = self.read();
        assert!(faulty.is_empty(), "{out:?}");
        records
    }

    /// Its records, those with errors, and what these are.
    fn read(&self) -> (Records, Vec<Arc<Record>>, Diagnostics) {
        let mut out = Diagnostics::new();
        let kinds = read_kinds(&self.kinds, &mut out);
        assert!(out.is_empty(), "{out:?}");
        let (mut list, mut faulty) = (Vec::new(), Vec::new());
        for (kind, name, json) in &self.records {
            let source = Source::new(format!("data/{kind}/{name}.json"), json.as_str());
            let node = tree::json::read(&source, &mut out).unwrap_or_else(|| panic!("{out:?}"));
            let origin = Origin { path: source.path.clone(), item: 0, form: Form::Element };
            let kind = kinds.get(kind).unwrap_or_else(|| panic!("{kind}: {out:?}"));
            let input = Input { kind, node: &node, stem: Some(name), origin, prose: None };
            match convert(input, &mut out) {
                Outcome::Sound(record) => list.push(record),
                Outcome::Broken(record) => faulty.push(record),
                _ => panic!("{out:?}"),
            }
        }
        let broken = faulty.iter().map(|record| record.id.clone()).collect();
        (Records::new(list, broken, HashSet::new(), &Records::default()), faulty, out)
    }

    /// What the rules say, five clear working days asked for.
    pub(super) fn run(&self) -> Diagnostics {
        let (records, faulty, _) = self.read();
        let mut out = Diagnostics::new();
        let all = records.iter().map(|(_, record)| record).chain(faulty.iter().map(|record| &**record));
        all.for_each(|record| alone(record, &mut out));
        let days = Days { clear: 5, working: true, latest: jiff::civil::date(2026, 1, 1), ..Days::default() };
        run(&records, &faulty, (&days, &|ix| records[ix].guarded), &mut out);
        out
    }

    /// The codes of all that is wrong: what the records themselves have, then what the rules say.
    pub(super) fn codes(&self) -> Vec<Code> {
        let (_, _, own) = self.read();
        own.iter().chain(self.run().iter()).map(|diagnostic| diagnostic.code).collect()
    }
}

/// The field a diagnostic stands at.
pub(super) fn pointer(diagnostic: &Diagnostic) -> &str {
    match &diagnostic.place {
        Some(Place::Field(field)) => &field.pointer,
        other => panic!("{other:?}"),
    }
}

/// One record of a default kind, beside a council and an indicator that hides figures below 5.
fn codes(kind: &str, json: &str) -> Vec<Code> {
    let indicator = r#"{ "title": "Sales", "measure": "count", "suppression": { "below": 5 } }"#;
    Site::with_defaults()
        .record("body", "council", r#"{ "title": "Council", "type": "council" }"#)
        .record("indicator", "sales", indicator)
        .record("area", "town", r#"{ "title": "Town" }"#)
        .record(kind, "a", json)
        .codes()
}

#[test]
fn rules_are_kept_to_in_records_with_other_errors() {
    let decision = |rest: &str| {
        let json = format!(
            r#"{{ "title": "T", "date": "2013-01-15", "language": 5, "decision_maker": {{ "type": "executive" }}, "lead_in": "L"{rest} }}"#
        );
        codes("resolution", &json)
    };
    let whole = r#", "reasons": "r", "alternatives": "a", "interests": "none""#;
    assert_eq!(decision(whole), [Code::WrongType]);
    assert_eq!(decision(""), [Code::WrongType, Code::DecisionRecord]);
    let votes = r#", "votes": [{ "motion": 5, "for": 4, "named": [{ "role": "A", "vote": "for" }] }]"#;
    assert_eq!(decision(&format!("{whole}{votes}")), [Code::WrongType, Code::WrongType, Code::VoteTally]);
    let call_in = r#", "call_in": { "opens": "2013-02-02", "closes": "2013-02-01", "state": 5 }"#;
    assert_eq!(decision(&format!("{whole}{call_in}")), [Code::WrongType, Code::WrongType, Code::PeriodOrder]);
    let meeting = r#"{ "title": "M", "language": 5, "body": "council", "date": "2010-06-28", "state": "held", "agenda_published": "2010-06-27" }"#;
    assert_eq!(codes("meeting", meeting), [Code::WrongType, Code::ClearDays]);
    let row = r#"{ "language": 5, "indicator": "sales", "area": "area/town", "period": "2025", "value": 3, "value_status": "ok" }"#;
    assert_eq!(codes("observation", row), [Code::WrongType, Code::Suppressed]);
    let outcome = r#", "outcome": "agreed""#;
    assert_eq!(decision(&format!("{whole}{outcome}")), [Code::WrongType, Code::NoBasis]);
}

#[test]
fn a_field_with_an_error_has_no_second_one_from_a_rule() {
    let decision = |rest: &str| {
        let json = format!(
            r#"{{ "title": "T", "date": "2013-01-15", "lead_in": "L", "alternatives": "a", "interests": "none"{rest} }}"#
        );
        codes("resolution", &json)
    };
    let made = r#", "decision_maker": { "type": "executive" }"#;
    // A misspelt key, a wrong type, a key that stands twice, a value that is not allowed.
    assert_eq!(decision(&format!(r#"{made}, "resaons": "r""#)), [Code::UnknownField]);
    assert_eq!(decision(&format!(r#"{made}, "reasons": 5"#)), [Code::WrongType]);
    assert_eq!(
        decision(r#", "reasons": "", "decision_maker": { "type": "executive", "function": "exec" }"#),
        [Code::NotAllowed]
    );
    let vote = |vote: &str| decision(&format!(r#"{made}, "reasons": "r", "votes": [{vote}]"#));
    assert_eq!(vote(r#"{ "for": -1, "named": [{ "role": "A", "vote": "for" }] }"#), [Code::SchemaRule]);
    assert_eq!(
        vote(r#"{ "for": 2, "for": 1, "named": [{ "role": "A", "vote": "for" }] }"#),
        [Code::DuplicateKey]
    );
    assert_eq!(
        vote(r#"{ "for": 2, "named": [{ "role": "A", "vote": "for" }, { "vote": "fro" }] }"#),
        [Code::NotAllowed]
    );
    let claim = r#", "reasons": "r", "outcome": "agreed""#;
    assert_eq!(decision(&format!(r#"{made}{claim}, "basis": "minutes""#)), [Code::NotAllowed]);
    let meeting = |rest: &str| {
        let json = format!(
            r#"{{ "title": "M", "body": "council", "date": "2010-06-28", "state": "held", "agenda_published": "2010-06-27"{rest} }}"#
        );
        codes("meeting", &json)
    };
    assert_eq!(meeting(r#", "urgent_raeson": "flood""#), [Code::UnknownField]);
    assert_eq!(meeting(r#", "urgent_reason": ["flood"]"#), [Code::WrongType]);
    let steps = r#"{ "title": "T", "steps": [{ "id": 1, "event": "First" }, { "id": "b", "after": "1" }] }"#;
    assert_eq!(codes("matter", steps), [Code::WrongType]);
}
