//! Editions after editions in a folder of their own, with stops at every step.

use super::failpoint::{Failpoint, Step};
use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;
use std::time::SystemTime;
use tempfile::TempDir;

mod cut_off;

type Files = BTreeMap<String, Vec<u8>>;

/// A site with an empty `public/` that holds its `.gitignore`.
struct Bench(TempDir);

impl Bench {
    fn new() -> Bench {
        Bench::at(TempDir::new().unwrap())
    }

    /// In memory where there is such a disk: a sync costs nothing there.
    fn quick() -> Bench {
        Bench::at(TempDir::new_in("/dev/shm").or_else(|_| TempDir::new()).unwrap())
    }

    fn at(folder: TempDir) -> Bench {
        fs::create_dir(folder.path().join("public")).unwrap();
        fs::write(folder.path().join("public/.gitignore"), "*\n").unwrap();
        Bench(folder)
    }

    fn public(&self) -> PathBuf {
        self.0.path().join("public")
    }

    fn file(&self, path: &str) -> PathBuf {
        self.public().join(path)
    }

    fn open(&self) -> Result<Emit, EmitError> {
        self.open_with(Failpoint::default())
    }

    fn open_with(&self, failpoint: Failpoint) -> Result<Emit, EmitError> {
        Emit::open_with(self.0.path(), &self.public(), failpoint)
    }

    fn publish(&self, files: &Files) -> Result<Summary, EmitError> {
        self.publish_with(files, Failpoint::default())
    }

    fn publish_with(&self, files: &Files, failpoint: Failpoint) -> Result<Summary, EmitError> {
        let session = self.open_with(failpoint)?.begin(&fingerprint(files))?;
        for (path, bytes) in files {
            session.write(&format!("/{path}"), bytes)?;
        }
        session.commit()
    }

    /// Every file of `public/` but its `.gitignore`, which must be there.
    fn tree(&self) -> Files {
        assert_eq!(fs::read_to_string(self.file(".gitignore")).unwrap(), "*\n");
        let mut files = Files::new();
        for entry in walkdir::WalkDir::new(self.public()).min_depth(1) {
            let entry = entry.unwrap();
            let path = entry.path().strip_prefix(self.public()).unwrap().to_str().unwrap().to_owned();
            if entry.file_type().is_dir() {
                assert!(fs::read_dir(entry.path()).unwrap().next().is_some(), "{path} is empty");
            } else if path != ".gitignore" {
                files.insert(path, fs::read(entry.path()).unwrap());
            }
        }
        files
    }

    fn is_current(&self, files: &Files) -> bool {
        self.open().unwrap().is_current(&fingerprint(files))
    }
}

fn fingerprint(files: &Files) -> String {
    format!("{files:?}")
}

fn files(list: &[(&str, &str)]) -> Files {
    list.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
}

/// What `path` itself is, not what it leads to: other tests write where a link may point.
fn stamp(path: &Path) -> (u64, SystemTime) {
    use std::os::unix::fs::MetadataExt;
    let found = fs::symlink_metadata(path).unwrap();
    (found.ino(), found.modified().unwrap())
}

fn old() -> Files {
    files(&[
        ("index.html", "home"),
        ("reports/a/index.html", "a"),
        ("reports/a.json", "{}"),
        ("reports/gone/index.html", "gone"),
        ("years/2010", "a file here"),
        ("wards/x/page/index.html", "a folder here"),
        ("wards/x/index.html", "a folder here"),
    ])
}

fn new() -> Files {
    files(&[
        ("index.html", "home again"),
        ("reports/a/index.html", "a"),
        ("reports/a.json", "{1}"),
        ("reports/b/index.html", "b"),
        ("reports/b/files/paper.pdf", "%PDF"),
        ("years/2010/index.html", "a folder now"),
        ("wards/x", "a file now"),
    ])
}

#[test]
fn a_first_edition_fills_public_and_is_then_current() {
    let bench = Bench::new();
    let summary = bench.publish(&old()).unwrap();
    assert_eq!(summary, Summary { written: 7, unchanged: 0, removed: 0, bytes: 48 });
    assert_eq!(bench.tree(), old());
    let emit = bench.open().unwrap();
    assert!(emit.is_current(&fingerprint(&old())) && !emit.is_current("another"));
    assert_eq!(emit.current_files(), 7);
    assert!(!emit.finished_commit());
}

#[test]
fn public_may_be_absent() {
    let bench = Bench::new();
    fs::remove_dir_all(bench.public()).unwrap();
    bench.publish(&old()).unwrap();
    fs::write(bench.file(".gitignore"), "*\n").unwrap();
    assert_eq!(bench.tree(), old());
    assert!(bench.is_current(&old()));
}

#[test]
fn a_second_edition_touches_only_what_changed() {
    let bench = Bench::new();
    bench.publish(&old()).unwrap();
    let before = stamp(&bench.file("reports/a/index.html"));
    let folder = stamp(&bench.file("reports/a"));
    let summary = bench.publish(&new()).unwrap();
    assert_eq!(summary, Summary { written: 6, unchanged: 1, removed: 4, bytes: 40 });
    assert_eq!(bench.tree(), new());
    assert_eq!(stamp(&bench.file("reports/a/index.html")), before);
    assert_eq!(stamp(&bench.file("reports/a")), folder);
    assert!(bench.is_current(&new()) && !bench.is_current(&old()));
}

#[test]
fn a_session_dropped_before_its_commit_changes_nothing() {
    let bench = Bench::new();
    bench.publish(&old()).unwrap();
    for _ in 0..3 {
        let session = bench.open().unwrap().begin("other").unwrap();
        session.write("/new/", b"new").unwrap();
    }
    assert!(bench.is_current(&old()));
    assert_eq!(bench.tree(), old());
    assert!(!bench.0.path().join(".crier/stage").exists());
    bench.publish(&new()).unwrap();
    assert!(!bench.0.path().join(".crier/waste").exists());
    assert_eq!(bench.tree(), new());
}

#[test]
fn damaged_and_missing_outputs_are_restored() {
    let bench = Bench::new();
    bench.publish(&old()).unwrap();
    type Damage = fn(&Bench);
    let damages: [Damage; 4] = [
        |b| fs::write(b.file("index.html"), "HOME").unwrap(),
        |b| fs::remove_dir_all(b.file("reports/a")).unwrap(),
        |b| fs::write(b.file("reports/a.json"), "").unwrap(),
        |b| {
            fs::remove_file(b.file("index.html")).unwrap();
            std::os::unix::fs::symlink("/etc/hostname", b.file("index.html")).unwrap();
        },
    ];
    for damage in damages {
        damage(&bench);
        assert!(!bench.is_current(&old()));
        let summary = bench.publish(&old()).unwrap();
        assert_eq!((summary.written, summary.unchanged, summary.removed), (1, 6, 0));
        assert_eq!(bench.tree(), old());
        assert!(fs::symlink_metadata(bench.file("index.html")).unwrap().is_file());
        assert!(bench.is_current(&old()));
    }
}

#[test]
fn a_foreign_file_stops_the_edition_by_name() {
    let bench = Bench::new();
    bench.publish(&old()).unwrap();
    fs::write(bench.file("reports/mine.txt"), "mine").unwrap();
    fs::write(bench.file("reports/b.json"), "mine too").unwrap();
    std::os::unix::fs::symlink("/tmp", bench.file("elsewhere")).unwrap();
    let mut with_b = new();
    with_b.insert("reports/b.json".to_owned(), b"{}".to_vec());
    assert!(!bench.is_current(&old()));
    let before = bench.tree_unchecked();
    match bench.publish(&with_b) {
        Err(EmitError::Foreign(found)) => {
            assert_eq!(found, ["public/elsewhere", "public/reports/b.json", "public/reports/mine.txt"]);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(bench.tree_unchecked(), before);
    for path in ["elsewhere", "reports/b.json", "reports/mine.txt"] {
        fs::remove_file(bench.file(path)).unwrap();
    }
    fs::create_dir_all(bench.file("an/empty/folder")).unwrap();
    assert!(bench.is_current(&old()), "what came is gone, and an empty folder publishes nothing");
}

#[test]
fn at_most_ten_foreign_files_are_listed() {
    let many = EmitError::Foreign((10..23).map(|n| format!("public/{n}")).collect());
    let text = many.to_string();
    assert!(text.ends_with("public/18, public/19 and 3 more"), "{text}");
}

#[test]
fn without_a_manifest_only_equal_files_are_adopted() {
    let bench = Bench::new();
    bench.publish(&old()).unwrap();
    let before = stamp(&bench.file("index.html"));
    fs::remove_file(bench.0.path().join(".crier/manifest")).unwrap();
    assert!(!bench.is_current(&old()));
    match bench.publish(&new()) {
        Err(EmitError::Foreign(found)) => assert_eq!(found.len(), 6, "{found:?}"),
        other => panic!("{other:?}"),
    }
    let summary = bench.publish(&old()).unwrap();
    assert_eq!((summary.written, summary.unchanged, summary.removed), (0, 7, 0));
    assert_eq!(stamp(&bench.file("index.html")), before);
    assert!(bench.is_current(&old()));
}

#[test]
fn a_second_build_is_told_to_wait() {
    let bench = Bench::new();
    let emit = bench.open().unwrap();
    let error = bench.open().unwrap_err();
    assert!(matches!(error, EmitError::Locked { pid: Some(pid) } if pid == std::process::id()), "{error:?}");
    assert!(error.to_string().contains("wait until it has ended"), "{error}");
    let session = emit.begin("x").unwrap();
    assert!(matches!(bench.open(), Err(EmitError::Locked { .. })));
    drop(session);
    assert!(bench.open().is_ok());
}

#[test]
fn outputs_cannot_share_a_file_or_be_each_others_folder() {
    let bench = Bench::new();
    let session = bench.open().unwrap().begin("x").unwrap();
    session.write("/a/", b"1").unwrap();
    assert!(matches!(session.write("/a/index.html", b"2"), Err(EmitError::Twice(_))));
    assert!(matches!(session.write("/a", b"2"), Err(EmitError::Clash { .. })));
    assert!(matches!(session.write("/a/index.html/b", b"2"), Err(EmitError::Clash { .. })));
    assert!(matches!(session.write("/../a", b"2"), Err(EmitError::Address { .. })));
    session.commit().unwrap();
    assert_eq!(bench.tree(), files(&[("a/index.html", "1")]));
}

#[test]
fn an_output_that_is_whole_can_be_read_again() {
    let bench = Bench::new();
    bench.publish(&files(&[("kept.csv", "old"), ("a/changed.csv", "old")])).unwrap();
    let session = bench.open().unwrap().begin("other").unwrap();
    let read = |address: &str| session.open(address).map(|file| io::read_to_string(file).unwrap());
    session.write("/kept.csv", b"old").unwrap();
    session.write("/a/changed.csv", b"new").unwrap();
    session.write("/b/new.csv", b"newer").unwrap();
    let mut open = session.writer("/open.csv").unwrap();
    open.write_all(b"half").unwrap();
    let found = ["/kept.csv", "/a/changed.csv", "/b/new.csv", "/open.csv", "/none.csv"].map(read);
    assert_eq!(
        found,
        [Some("old"), Some("new"), Some("newer"), None, None].map(|text| text.map(str::to_owned))
    );
    open.finish();
    assert_eq!(
        session.open("/open.csv").map(|file| io::read_to_string(file).unwrap()).as_deref(),
        Some("half")
    );
}

#[test]
fn a_table_written_in_pieces_is_kept_or_replaced_as_a_whole() {
    let bench = Bench::new();
    let table = |change: usize, length: usize| {
        let mut bytes: Vec<u8> = (0..length).map(|n| u8::try_from(n % 251).unwrap()).collect();
        if let Some(byte) = bytes.get_mut(change) {
            *byte = 255;
        }
        bytes
    };
    let publish = |bytes: &[u8]| {
        let session = bench.open().unwrap().begin("x").unwrap();
        let mut writer = session.writer("/data/v1/all.csv").unwrap();
        for piece in bytes.chunks(1000) {
            writer.write_all(piece).unwrap();
        }
        writer.finish();
        let from = bench.0.path().join("paper");
        fs::write(&from, bytes).unwrap();
        session.copy("/files/paper", &from).unwrap();
        let summary = session.commit().unwrap();
        assert_eq!(bench.tree()["data/v1/all.csv"], bytes);
        assert_eq!(bench.tree()["files/paper"], bytes);
        summary.written
    };
    let size = 300_000;
    assert_eq!(publish(&table(size, size)), 2);
    assert_eq!(publish(&table(size, size)), 0);
    for change in [0, 150_000, size - 1] {
        assert_eq!(publish(&table(change, size)), 2);
        assert_eq!(publish(&table(change, size)), 0);
    }
    for length in [size + 1, size, size - 1, 10, 0, 131_072, 65_536, 0] {
        assert_eq!(publish(&table(length, length)), 2, "{length}");
        assert_eq!(publish(&table(length, length)), 0, "{length}");
    }
}

#[test]
fn an_output_left_open_fails_the_commit() {
    let bench = Bench::new();
    bench.publish(&old()).unwrap();
    let session = bench.open().unwrap().begin("x").unwrap();
    session.writer("/half.csv").unwrap().write_all(b"a,b").unwrap();
    assert!(matches!(session.commit(), Err(EmitError::Unfinished(path)) if path == "half.csv"));
    let session = bench.open().unwrap().begin("x").unwrap();
    assert!(session.copy("/paper", &bench.0.path().join("absent")).is_err());
    assert!(session.commit().is_ok(), "what could not be read claims no address");
}

#[test]
fn many_threads_may_write_at_once() {
    use rayon::prelude::*;
    let bench = Bench::quick();
    let publish = || {
        let session = bench.open().unwrap().begin("x").unwrap();
        (0..500).into_par_iter().for_each(|n| {
            session.write(&format!("/reports/{}/{n}/", n % 7), format!("{n}").as_bytes()).unwrap();
            session.write(&format!("/reports/{}/{n}.json", n % 7), b"{}").unwrap();
        });
        session.commit().unwrap()
    };
    assert_eq!(publish().written, 1000);
    assert_eq!(publish().unchanged, 1000);
    assert_eq!(bench.tree().len(), 1000);
}

impl Bench {
    fn tree_unchecked(&self) -> Vec<(PathBuf, (u64, SystemTime))> {
        let all = walkdir::WalkDir::new(self.public()).sort_by_file_name();
        all.into_iter()
            .map(|entry| entry.unwrap().into_path())
            .map(|path| (path.clone(), stamp(&path)))
            .collect()
    }
}

/// Sets of addresses over few names, so that files and folders often change places.
fn editions() -> impl Strategy<Value = Vec<(Files, Option<(usize, usize)>)>> {
    let path = prop::collection::vec("[abc]", 1..4).prop_map(|names| names.join("/"));
    let edition = prop::collection::btree_map(path, prop::collection::vec(0..3u8, 0..3), 0..8);
    let edition = edition.prop_map(|mut files| {
        let paths: Vec<String> = files.keys().cloned().collect();
        for inner in &paths {
            for outer in address::folders_of(inner) {
                files.remove(outer);
            }
        }
        files
    });
    let stop = prop::option::of((0..Step::ALL.len(), 1..6usize));
    prop::collection::vec((edition, stop), 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_editions_in_a_row_give_exactly_the_last(editions in editions()) {
        let bench = Bench::quick();
        for (files, stop) in editions {
            let failpoint = stop.map_or_else(Failpoint::default, |(step, count)| {
                Failpoint::failing(Step::ALL[step].1, count, ErrorKind::Interrupted)
            });
            // It may stop at the failpoint; the build after that must not.
            let stopped = bench.publish_with(&files, failpoint).is_err();
            if stopped {
                bench.publish(&files).unwrap();
            }
            prop_assert_eq!(bench.tree(), files.clone());
            prop_assert!(bench.is_current(&files));
        }
    }
}

/// Enough files for the quick look at sizes and times, which lists no folder.
#[test]
fn a_big_edition_is_seen_to_be_untouched_without_listing_it() {
    let bench = Bench::quick();
    let many: Files =
        (0..4000).map(|n| (format!("reports/{}/{n}-{}", n % 50, "x".repeat(60)), vec![7; 3])).collect();
    bench.publish(&many).unwrap();
    let emit = bench.open().unwrap();
    let untouched = |emit: &Emit| emit.manifest.as_ref().unwrap().is_untouched(&emit.places);
    assert!(untouched(&emit));
    let came = bench.file("reports/49/came");
    fs::write(&came, "").unwrap();
    assert!(!untouched(&emit) && !emit.is_current(&fingerprint(&many)));
    drop(emit);
    fs::remove_file(&came).unwrap();
    let emit = bench.open().unwrap();
    assert!(!untouched(&emit) && emit.is_current(&fingerprint(&many)));
    drop(emit);
    let (path, _) = many.last_key_value().unwrap();
    fs::write(bench.file(path), "new").unwrap();
    assert!(!bench.is_current(&many));
    assert_eq!(bench.publish(&many).unwrap().written, 1);
    assert!(untouched(&bench.open().unwrap()));
}
