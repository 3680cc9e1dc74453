//! What is left when a build is cut off.

use super::*;

#[test]
fn a_full_disk_leaves_the_old_edition_and_says_what_is_missing() {
    let bench = Bench::new();
    bench.publish(&old()).unwrap();
    let full = Failpoint::failing(Step::Staged, 2, ErrorKind::StorageFull);
    let error = bench.publish_with(&new(), full).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the disk is full: 5 files could not be written, 30 bytes in all, \
         the first public/reports/a.json; public/ is as it was"
    );
    assert_eq!(bench.tree(), old());
    assert!(!bench.0.path().join(".crier/stage").exists(), "its space is given back");
    assert!(bench.is_current(&old()));
    bench.publish(&new()).unwrap();
    assert_eq!(bench.tree(), new());
}

/// Stops a build at every step it passes; what is there then, and after the next build, is one whole edition.
#[test]
fn a_build_stopped_at_any_step_leaves_the_old_or_the_new_edition() {
    for (name, step) in Step::ALL {
        let mut stops = 0;
        loop {
            let bench = Bench::quick();
            bench.publish(&old()).unwrap();
            let failpoint = Failpoint::failing(step, stops + 1, ErrorKind::Interrupted);
            if bench.publish_with(&new(), failpoint).is_ok() {
                break;
            }
            stops += 1;
            let unfinished = needs_finishing(bench.0.path());
            let placed = !matches!(step, Step::Staged | Step::JournalPartial);
            assert_eq!(unfinished, placed && step != Step::JournalRemoved, "{name}:{stops}");
            if !placed {
                assert_eq!(bench.tree(), old(), "{name}:{stops}");
            }
            let emit = bench.open().unwrap();
            assert_eq!(emit.finished_commit(), unfinished);
            let edition = if placed { new() } else { old() };
            assert!(emit.is_current(&fingerprint(&edition)), "{name}:{stops}");
            assert_eq!(bench.tree(), edition, "{name}:{stops}");
            drop(emit);
            assert!(!needs_finishing(bench.0.path()));
            bench.publish(&new()).unwrap();
            assert_eq!(bench.tree(), new(), "{name}:{stops}");
        }
        assert!(stops > 0, "{name} was never passed");
    }
}

#[test]
fn finishing_can_itself_be_stopped_again_and_again() {
    let bench = Bench::quick();
    bench.publish(&old()).unwrap();
    let at_once = Failpoint::failing(Step::JournalWritten, 1, ErrorKind::Interrupted);
    bench.publish_with(&new(), at_once).unwrap_err();
    for step in [Step::Remove, Step::Rename, Step::Manifest] {
        for count in 1.. {
            match bench.open_with(Failpoint::failing(step, count, ErrorKind::Interrupted)) {
                Ok(_) => panic!("the commit has {step:?} as a step"),
                Err(EmitError::Commit { .. }) => {}
                Err(other) => panic!("{other}"),
            }
            assert!(needs_finishing(bench.0.path()));
            if count == 3 || step == Step::Manifest {
                break;
            }
        }
    }
    assert!(bench.is_current(&new()));
    assert_eq!(bench.tree(), new());
}

#[test]
fn an_incomplete_journal_counts_as_none() {
    let bench = Bench::quick();
    bench.publish(&old()).unwrap();
    let at_once = Failpoint::failing(Step::JournalWritten, 1, ErrorKind::Interrupted);
    bench.publish_with(&new(), at_once).unwrap_err();
    let journal = bench.0.path().join(".crier/journal");
    let text = fs::read(&journal).unwrap();
    fs::write(&journal, &text[..text.len() - 10]).unwrap();
    assert!(!needs_finishing(bench.0.path()));
    assert!(bench.is_current(&old()));
    assert_eq!(bench.tree(), old());
    assert!(!journal.exists());
}

#[test]
fn a_folder_removed_in_mid_commit_is_made_again() {
    let bench = Bench::quick();
    bench.publish(&old()).unwrap();
    let at_once = Failpoint::failing(Step::JournalWritten, 1, ErrorKind::Interrupted);
    bench.publish_with(&new(), at_once).unwrap_err();
    fs::remove_dir_all(bench.public()).unwrap();
    assert!(bench.open().unwrap().finished_commit());
    fs::write(bench.file(".gitignore"), "*\n").unwrap();
    assert!(!bench.is_current(&new()), "what was to be kept is gone");
    bench.publish(&new()).unwrap();
    assert_eq!(bench.tree(), new());
}
