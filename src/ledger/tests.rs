//! The chain, the salts, and what a cut-off release leaves.

use super::*;
use jiff::civil::date;
use std::fs;
use std::path::Path;

fn content(fields: &[(&str, &str)]) -> Content {
    fields.iter().map(|(name, value)| ((*name).into(), value.as_bytes().to_vec())).collect()
}

fn draft(action: Action, name: &str, title: Option<&str>) -> Draft {
    let content = title.map(|title| content(&[("summary", "\"Same\""), ("title", title)]));
    let url = format!("/reports/{name}/");
    Draft { content, ..Draft::new(action, &format!("report/{name}"), "report", Some(&url)) }
}

fn read(root: &Path) -> (Ledger, Salts) {
    let bytes = fs::read(root.join(FILE)).unwrap_or_default();
    let ledger = Ledger::read(&bytes).unwrap();
    let salts = match ledger.is_empty() {
        true => Salts::default(),
        false => Salts::read(&fs::read(root.join(SALTS)).unwrap(), &ledger).unwrap(),
    };
    (ledger, salts)
}

fn record(root: &Path, drafts: Vec<Draft>) -> Ledger {
    let (ledger, salts) = read(root);
    store::append(root, &ledger, &salts, drafts, date(2026, 12, 1)).unwrap()
}

/// A ledger of three records, one changed since and one redacted.
fn recorded() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    record(root.path(), ["a", "b", "c"].map(|name| draft(Action::Add, name, Some("\"One\""))).to_vec());
    let update = Draft { fields: vec!["title".into()], ..draft(Action::Update, "a", Some("\"Two\"")) };
    record(root.path(), vec![update, draft(Action::Redact, "b", None)]);
    root
}

#[test]
fn events_are_read_as_they_were_recorded() {
    let root = recorded();
    let (ledger, salts) = read(root.path());
    assert_eq!(ledger.events().len(), 5);
    let a = ledger.record("report/a").unwrap();
    assert_eq!((a.version, a.seq, a.stand, a.url.as_deref()), (2, 4, Stand::Live, Some("/reports/a/")));
    assert_eq!(ledger.record("report/b").unwrap().stand, Stand::Redacted);
    let text = fs::read_to_string(root.path().join(FILE)).unwrap();
    for event in ledger.events() {
        let Place::Span(_, span) = ledger.place(event.seq) else { panic!("no place") };
        assert_eq!(text[span.range()], *event.id);
    }
    assert_eq!(ledger.events().iter().map(|event| event.before).collect::<Vec<_>>(), [0, 0, 0, 1, 2]);
    let hash = ledger.events()[3].hash.unwrap();
    assert_eq!(
        salts.matches("report/a", 2, &hash, &content(&[("summary", "\"Same\""), ("title", "\"Two\"")])),
        Some(true)
    );
    assert_eq!(salts.matches("report/a", 2, &hash, &content(&[("title", "\"Two\"")])), Some(false));
    let now = content(&[("date", "\"2026\""), ("title", "\"Three\"")]);
    let changed: Vec<String> = salts.changed("report/a", 2, &now).iter().map(ToString::to_string).collect();
    assert_eq!(changed, ["date", "summary", "title"]);
}

#[test]
fn a_redaction_destroys_every_salt_of_the_record_and_no_other() {
    let root = recorded();
    let text = fs::read_to_string(root.path().join(SALTS)).unwrap();
    assert!(!text.contains("report/b") && text.contains("report/a") && text.contains("report/c"), "{text}");
    let (_, salts) = read(root.path());
    assert!(!salts.knows("report/b", 1) && salts.knows("report/a", 1) && salts.knows("report/a", 2));
}

#[test]
fn equal_contents_have_unequal_hashes() {
    let root = recorded();
    let (ledger, _) = read(root.path());
    let hashes: Vec<_> = ledger.events().iter().filter_map(|event| event.hash).collect();
    assert_eq!(hashes.len(), 4);
    assert!(hashes[0] != hashes[1] && hashes[1] != hashes[2]);
}

#[test]
fn each_change_of_each_line_is_found_at_that_line_or_the_next() {
    let root = recorded();
    let bytes = fs::read(root.path().join(FILE)).unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let fault = |lines: &[&str]| Ledger::read((lines.join("\n") + "\n").as_bytes()).unwrap_err();
    for at in 0..lines.len() - 1 {
        // A byte of it.
        let mut changed = bytes.clone();
        let start: usize = lines[..at].iter().map(|line| line.len() + 1).sum();
        let digit =
            start + lines[at].find("\"hash\":\"").unwrap_or(lines[at].find("\"previous\":\"").unwrap()) + 15;
        changed[digit] = if changed[digit] == b'0' { b'1' } else { b'0' };
        let found = Ledger::read(&changed).unwrap_err().line;
        assert!(found == at + 1 || found == at + 2, "line {} was changed, and {found} is said to be", at + 1);
        // The line taken out.
        let mut without = lines.clone();
        without.remove(at);
        assert_eq!(fault(&without).line, at + 1);
        // Two in the other order.
        let mut swapped = lines.clone();
        swapped.swap(at, at + 1);
        assert_eq!(fault(&swapped).line, at + 1);
    }
    // What is cut off at the end, the salts tell.
    let shorter = Ledger::read((lines[..4].join("\n") + "\n").as_bytes()).unwrap();
    let salts = fs::read(root.path().join(SALTS)).unwrap();
    let cut = Salts::read(&salts, &shorter).unwrap_err();
    assert_eq!((&*cut.message, cut.path, cut.line), ("the line after this one was taken out", FILE, 4));
    // And a change of the last line, which has no line after it.
    let (last, changed) = (lines[4], lines[4].replace("2026-12-01", "2026-12-02"));
    let other = Ledger::read(text.replace(last, &changed).as_bytes()).unwrap();
    let found = Salts::read(&salts, &other).unwrap_err();
    assert_eq!(
        (&*found.message, found.path, found.line),
        ("this line was changed after its release", FILE, 5)
    );
    // Line ends of Windows change nothing.
    let (windows, unix) =
        (Ledger::read(text.replace('\n', "\r\n").as_bytes()).unwrap(), Ledger::read(&bytes).unwrap());
    assert_eq!(windows.events(), unix.events());
}

#[test]
fn a_torn_last_line_is_told_from_a_changed_one() {
    let root = recorded();
    let bytes = fs::read(root.path().join(FILE)).unwrap();
    let torn = Ledger::read(&bytes[..bytes.len() - 10]).unwrap_err();
    assert!(torn.message.contains("not whole") && torn.line == 5, "{torn:?}");
}

#[test]
fn events_that_cannot_follow_are_refused() {
    let root = recorded();
    let (ledger, salts) = read(root.path());
    let before = fs::read(root.path().join(FILE)).unwrap();
    let refused = |drafts| {
        store::append(root.path(), &ledger, &salts, drafts, date(2026, 12, 1)).unwrap_err().to_string()
    };
    assert!(refused(vec![draft(Action::Add, "a", Some("1"))]).contains("cannot come next"));
    assert!(refused(vec![draft(Action::Restore, "b", Some("1"))]).contains("cannot come next"));
    assert!(refused(vec![draft(Action::Update, "d", Some("1"))]).contains("cannot come next"));
    let earlier = store::append(
        root.path(),
        &ledger,
        &salts,
        vec![draft(Action::Add, "d", Some("1"))],
        date(2026, 11, 1),
    );
    assert!(earlier.unwrap_err().to_string().contains("before the day"));
    assert_eq!(fs::read(root.path().join(FILE)).unwrap(), before);
}

#[test]
fn a_release_cut_off_between_its_renames_is_finished() {
    let root = recorded();
    let old_salts = fs::read(root.path().join(SALTS)).unwrap();
    record(root.path(), vec![draft(Action::Add, "d", Some("\"One\""))]);
    let waiting = root.path().join("data/.ledger-salts.ndjson.new");
    fs::rename(root.path().join(SALTS), &waiting).unwrap();
    fs::write(root.path().join(SALTS), &old_salts).unwrap();
    assert!(store::is_unfinished(root.path()));
    let ledger = Ledger::read(&fs::read(root.path().join(FILE)).unwrap()).unwrap();
    store::finish(root.path(), &ledger).unwrap();
    assert!(!store::is_unfinished(root.path()));
    assert!(read(root.path()).1.knows("report/d", 1));
}

#[test]
fn what_a_release_left_that_never_counted_is_taken_away() {
    let root = recorded();
    let (ledger, salts) = read(root.path());
    let before = fs::read(root.path().join(SALTS)).unwrap();
    fs::write(root.path().join("data/.ledger-salts.ndjson.new"), salts.to_text(&Ledger::default())).unwrap();
    fs::write(root.path().join("data/.ledger.ndjson.new"), "half").unwrap();
    store::finish(root.path(), &ledger).unwrap();
    assert!(!store::is_unfinished(root.path()) && !root.path().join("data/.ledger.ndjson.new").exists());
    assert_eq!(fs::read(root.path().join(SALTS)).unwrap(), before);
}

#[test]
fn an_event_has_a_name_of_its_own_that_is_a_uuid() {
    let root = recorded();
    let (ledger, _) = read(root.path());
    let urns: std::collections::BTreeSet<String> = ledger.events().iter().map(Event::urn).collect();
    assert_eq!(urns.len(), 5);
    for urn in urns {
        let digits = urn.strip_prefix("urn:uuid:").unwrap();
        assert!(
            digits.len() == 36 && digits.as_bytes()[14] == b'8' && b"89ab".contains(&digits.as_bytes()[19]),
            "{urn}"
        );
    }
}

#[test]
fn columns_start_anew_with_a_major_version() {
    let root = tempfile::tempdir().unwrap();
    let schema = |columns: &[&str], major| Draft {
        columns: columns.iter().map(|name| ((*name).into(), "text".into())).collect(),
        major,
        ..Draft::new(Action::Schema, "reports", "report", Some(&format!("/data/v{major}/reports.csv")))
    };
    record(root.path(), vec![schema(&["id", "title"], 1)]);
    let ledger = record(root.path(), vec![schema(&["summary"], 1)]);
    let names = |ledger: &Ledger| {
        ledger.table("reports").unwrap().columns.iter().map(|c| c.name.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(names(&ledger), ["id", "title", "summary"]);
    let ledger = record(root.path(), vec![schema(&["id", "summary"], 2)]);
    assert_eq!((names(&ledger), ledger.major()), (vec!["id".to_owned(), "summary".to_owned()], 2));
    assert_eq!(ledger.table("reports").unwrap().version, 3);
}
