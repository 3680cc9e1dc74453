//! Which events stand in which archive.

use super::*;
use crate::dataset::describe::Holds;
use crate::ledger::{Action, Event, Hash};
use jiff::civil::Date;

fn event(seq: u64, at: Date) -> Event {
    Event {
        seq,
        at,
        action: Action::Add,
        id: format!("page/p{seq}").into(),
        kind: "page".into(),
        url: None,
        version: 1,
        fields: Vec::new(),
        columns: Vec::new(),
        major: 1,
        also: Vec::new(),
        moved_to: None,
        retired: false,
        lost: false,
        hash: None,
        previous: Hash::default(),
        line: Hash::default(),
        before: 0,
    }
}

/// Events, so many a month.
fn events(months: &[(i8, u64)]) -> Vec<Event> {
    let days = months.iter().flat_map(|(month, n)| (0..*n).map(move |_| jiff::civil::date(2026, *month, 5)));
    (1..).zip(days).map(|(seq, day)| event(seq, day)).collect()
}

fn told(months: &[(i8, u64)]) -> Vec<(String, Range<usize>)> {
    archives(&events(months)).into_iter().map(|archive| (archive.file(), archive.events)).collect()
}

#[test]
fn a_month_is_archived_when_it_is_over_and_fifty_events_at_once() {
    let file = |name: &str| format!("changes/{name}.atom");
    assert_eq!(told(&[]), []);
    assert_eq!(told(&[(1, 49)]), []);
    assert_eq!(told(&[(1, 50)]), [(file("2026-01"), 0..50)]);
    assert_eq!(told(&[(1, 120)]), [(file("2026-01"), 0..50), (file("2026-01-2"), 50..100)]);
    assert_eq!(
        told(&[(1, 120), (3, 1)]),
        [(file("2026-01"), 0..50), (file("2026-01-2"), 50..100), (file("2026-01-3"), 100..120)]
    );
}

#[test]
fn the_tables_are_described_column_by_column() {
    for table in described() {
        let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        let headings: &[&str] = if table.name == "changes" { &csv::HEADINGS } else { &withdrawn::HEADINGS };
        assert_eq!(names, headings);
        assert!(table.key.iter().all(|key| names.contains(&key.as_str())));
    }
    let Holds::Choice(words) = &described()[0].columns[2].holds else { panic!("no choice") };
    let actions =
        [Action::Add, Action::Update, Action::Withdraw, Action::Redact, Action::Restore, Action::Schema];
    assert!(words.iter().map(|word| &**word).eq(actions.map(Action::word)));
}

/// At every length an archive holds what it held before, and whoever follows the archives back misses nothing.
#[test]
fn archives_only_grow_and_leave_no_gap() {
    let all = events(&[(1, 60), (2, 3), (3, 101), (4, 50), (5, 7)]);
    let mut before: Vec<(String, Range<usize>)> = Vec::new();
    for n in 0..=all.len() {
        let now: Vec<_> =
            archives(&all[..n]).into_iter().map(|archive| (archive.file(), archive.events)).collect();
        assert!(now.starts_with(&before), "{n}");
        let covered = now.iter().map(|(_, events)| events.clone()).fold(0, |end, events| {
            assert_eq!(events.start, end);
            events.end
        });
        assert!(n - newest(&all[..n]).len() <= covered && n - covered <= NEWEST, "{n}");
        before = now;
    }
}
