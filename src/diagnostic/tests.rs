//! Whole reports, as they are printed.

use super::human::Colour;
use super::report::{Level, Locate, Report, apply_checks, locate, may_be_lowered, summary};
use super::*;
use crate::source::Source;
use std::cell::RefCell;
use std::collections::BTreeMap;

mod formats;

#[derive(Default)]
struct Files {
    texts: BTreeMap<String, String>,
    masks: BTreeMap<String, Vec<Span>>,
    fields: BTreeMap<(String, String), Span>,
    reads: RefCell<Vec<String>>,
}

impl Locate for Files {
    fn source(&self, path: &str) -> Option<Source> {
        self.reads.borrow_mut().push(path.to_owned());
        self.texts.get(path).map(|text| Source::new(path, text.as_str()))
    }
    fn span(&self, place: &Place) -> Option<Span> {
        match place {
            Place::Field(field) => self.fields.get(&(field.path.to_string(), field.pointer.clone())).copied(),
            _ => None,
        }
    }
    fn masks(&self, path: &str) -> Vec<Span> {
        self.masks.get(path).cloned().unwrap_or_default()
    }
}

impl Files {
    fn file(mut self, path: &str, text: &str) -> Files {
        self.texts.insert(path.to_owned(), text.to_owned());
        self
    }
    fn mask(mut self, path: &str, part: &str) -> Files {
        let span = self.at(path, part);
        self.masks.entry(path.to_owned()).or_default().push(span);
        self
    }
    fn at(&self, path: &str, part: &str) -> Span {
        let start = self.texts[path].find(part).unwrap();
        Span::new(start, start + part.len())
    }
    fn place(&self, path: &str, part: &str) -> Place {
        Place::Span(path.into(), self.at(path, part))
    }
    fn report(&self, problems: impl IntoIterator<Item = Diagnostic>) -> Report {
        let mut diagnostics = Diagnostics::new();
        problems.into_iter().for_each(|problem| diagnostics.push(problem));
        locate(diagnostics, self)
    }
}

const MEETING: &str = "content/meetings/2026-03-12-planning.md";

fn meeting() -> Files {
    Files::default()
        .file(MEETING, "---\ntitle: Planning\ndate: 2026-03-12\nbody: planing\ntitle: Other\n---\n\nProse\n")
}

fn unknown() -> Diagnostic {
    Diagnostic::new(Code::UnknownRecord, "no body has the name `planing`")
}

/// The human format of one problem, without the title and the empty line after it.
fn picture(files: &Files, problem: Diagnostic) -> String {
    let drawn = human::render(&files.report([problem]), Colour::Plain);
    drawn.split_once('\n').unwrap().1.strip_suffix("\n\n").unwrap().to_owned()
}

#[test]
fn people_see_the_line_a_caret_and_what_to_do() {
    let files = meeting();
    let problem = unknown().at(files.place(MEETING, "planing")).help("did you mean `planning`?");
    let report = files.report([problem]);
    assert_eq!(
        human::render(&report, Colour::Plain),
        "error[unknown-record]: no body has the name `planing`
 --> content/meetings/2026-03-12-planning.md:4:7
  |
4 | body: planing
  |       ^^^^^^^
  |
  = help: did you mean `planning`?

"
    );
    let colours = human::render(&report, Colour::Ansi);
    assert!(colours.contains("\u{1b}[1m\u{1b}[91merror[unknown-record]"), "{colours:?}");
}

#[test]
fn related_places_stand_in_the_same_picture_or_below() {
    let files = meeting().file("a.csv", "a,b\nx,yy\n");
    let problem = unknown()
        .at(files.place(MEETING, "planing"))
        .label("this body")
        .related(files.place(MEETING, "Planning"), "here")
        .related(files.place("a.csv", "yy"), "there")
        .related(Place::File("b.md".into()), "and there");
    assert_eq!(
        picture(&files, problem),
        " --> content/meetings/2026-03-12-planning.md:4:7
  |
2 | title: Planning
  |        -------- here
3 | date: 2026-03-12
4 | body: planing
  |       ^^^^^^^ this body
  |
 ::: a.csv:2:3
  |
2 | x,yy
  |   -- there
 ::: b.md
  = note: and there"
    );
}

#[test]
fn a_place_may_cover_several_lines_but_not_fill_the_screen() {
    let files = meeting();
    assert_eq!(
        picture(&files, unknown().at(files.place(MEETING, "Planning\ndate: 2026-03-12")).label("both")),
        " --> content/meetings/2026-03-12-planning.md:2:8
  |
2 |   title: Planning
  |  ________^
3 | | date: 2026-03-12
  | |________________^ both"
    );
    let whole = Span::new(0, files.texts[MEETING].len());
    assert_eq!(
        picture(&files, unknown().at_span(&MEETING.into(), whole)),
        " --> content/meetings/2026-03-12-planning.md:1:1
  |
1 | ---
  | ^^^"
    );
}

#[test]
fn carets_stand_right_below_wide_characters_tabs_and_before_crlf() {
    let files = Files::default().file("a.csv", "a,b\r\n\té𝄞日本,xx\r\n");
    assert_eq!(
        picture(&files, unknown().at(files.place("a.csv", "日本"))),
        " --> a.csv:2:4\n  |\n2 |     é𝄞日本,xx\n  |       ^^^^"
    );
    assert_eq!(
        picture(&files, unknown().at(files.place("a.csv", "xx\r\n"))),
        " --> a.csv:2:7\n  |\n2 |     é𝄞日本,xx\n  |            ^^"
    );
}

#[test]
fn an_empty_file_and_the_end_of_one_are_places() {
    let files = meeting().file("empty.md", "").file("open.md", "ab");
    let at = |path: &str, offset| unknown().at_span(&path.into(), Span::new(offset, offset));
    assert_eq!(picture(&files, at("empty.md", 0)), " --> empty.md:1:1\n  |\n1 |\n  | ^");
    assert_eq!(picture(&files, at("open.md", 2)), " --> open.md:1:3\n  |\n1 | ab\n  |   ^");
    assert_eq!(picture(&files, at("open.md", 99)), " --> open.md:1:3\n  |\n1 | ab\n  |   ^");
    let end = files.texts[MEETING].len();
    assert_eq!(picture(&files, at(MEETING, end)), format!(" --> {MEETING}:9:1\n  |\n9 |\n  | ^"));
}

#[test]
fn problems_without_lines_are_shown_without() {
    let files = Files::default();
    let whole = unknown().at(Place::File("a.md".into())).label("the label").help("the help");
    assert_eq!(picture(&files, whole), "--> a.md\n = note: the label\n = help: the help");
    let gone = unknown().at_span(&"gone.md".into(), Span::new(5, 9));
    assert_eq!(picture(&files, gone.clone()), "--> gone.md");
    let report = files.report([unknown().help("the help"), gone]);
    assert_eq!(
        short::render(&report),
        "error[unknown-record]: no body has the name `planing`; the help
gone.md: error[unknown-record]: no body has the name `planing`\n"
    );
    assert_eq!(
        human::render(&report, Colour::Plain),
        "error[unknown-record]: no body has the name `planing`
 |
 = help: the help

error[unknown-record]: no body has the name `planing`
--> gone.md

"
    );
}

#[test]
fn long_lines_are_cut_around_the_caret_and_keep_their_column() {
    let line = |n: usize| format!("{} target {}", "é".repeat(n), "y".repeat(n));
    let files = Files::default().file("long.json", &line(300)).file("longer.json", &line(3000));
    for (path, column) in [("long.json", 302), ("longer.json", 3002)] {
        let drawn = picture(&files, unknown().at(files.place(path, "target")).label("here"));
        let lines: Vec<&str> = drawn.lines().collect();
        assert_eq!(lines[0], format!(" --> {path}:1:{column}"));
        let (text, caret) = (lines[2], lines[3]);
        assert!(text.chars().count() <= 130, "{text}");
        let before = text[..text.find("target").unwrap()].chars().count();
        assert_eq!(before, caret.find("^^^^^^ here").unwrap(), "{drawn}");
    }
    let both = unknown()
        .at_span(&"longer.json".into(), Span::new(5200, 5201))
        .related(files.place("longer.json", "target"), "there");
    let drawn = picture(&files, both);
    let places: Vec<&str> = drawn.lines().filter(|line| line.contains(".json")).collect();
    assert_eq!(places, [" --> longer.json:1:2601", " ::: longer.json:1:3002"]);
}

#[test]
fn what_is_not_public_is_masked_in_excerpts_and_words() {
    let text = "title: Open\nnote: Émile 7 secret\nother: secret\n";
    let files = Files::default().file("a.md", text).file("b.md", "Émile\n").mask("a.md", "Émile 7 secret");
    let problem = || {
        Diagnostic::new(Code::BadFormat, "`Émile 7 secret` is no date, line 17 has 7")
            .label("has `Émile`")
            .help("write a date, not `secret`".to_owned())
            .quoting("Émile")
            .quoting("Émile 7 secret")
            .quoting("secret")
            .quoting("7")
            .quoting("")
    };
    let hidden =
        problem().at(files.place("a.md", "7")).related(files.place("b.md", "Émile"), "as Émile here");
    let report = files.report([hidden]);
    assert_eq!(
        human::render(&report, Colour::Plain),
        "error[bad-format]: `…` is no date, line 17 has …
 --> a.md:2:13
  |
2 | note: ••••• • ••••••
  |             ^ has `…`
  |
 ::: b.md:1:1
  |
1 | Émile
  | ----- as … here
  |
  = help: write a date, not `…`

"
    );
    // Words that hold nothing of the source stand in place of those that may.
    for (problem, shown) in [
        (problem().public_help("write a date"), "= help: write a date"),
        (problem().help("keep no secret"), "= help: keep no secret"),
        (problem().help("no date".to_owned()).help_is_public(), "= help: no date"),
    ] {
        let told = picture(&files, problem.quoting("secret").at(files.place("a.md", "7")));
        assert!(told.trim_end().ends_with(shown), "{told}");
    }
    // Next to what is hidden the excerpt is masked, the words are about something else.
    let beside = problem().at(files.place("a.md", "other"));
    assert!(picture(&files, beside).contains("= help: write a date, not `secret`"));
    let whole = files.report([problem().at(Place::File("a.md".into()))]);
    assert_eq!(
        short::render(&whole),
        "a.md: error[bad-format]: `…` is no date, line 17 has …; write a date, not `…`\n"
    );
    let edge = files.at("a.md", "Émile").start as usize;
    let edge = files.report([problem().at_span(&"a.md".into(), Span::new(edge, edge))]);
    let pointing = files.report([problem()
        .at(files.place("b.md", "Émile"))
        .related(files.place("a.md", "secret"), "of secret")]);
    for report in [report, whole, edge, pointing] {
        for out in
            [json::render(&report), sarif::render(&report), github::render(&report), short::render(&report)]
        {
            assert!(!out.contains("secret") && !out.contains("`Émile"), "{out}");
        }
    }
}

#[test]
fn a_mask_covers_context_lines_long_lines_and_crlf() {
    let long = format!("a: {} hidden {}\r\n", "x".repeat(2000), "y".repeat(2000));
    let files = Files::default().file("a.md", &long).mask("a.md", long.trim_end());
    let drawn = picture(&files, unknown().at(files.place("a.md", "hidden")));
    assert!(drawn.starts_with(" --> a.md:1:2005\n"), "{drawn}");
    assert!(drawn.contains("• •••••• •") && !drawn.contains('x') && !drawn.contains('y'), "{drawn}");

    let files = Files::default().file("b.md", "one\ntwo\nthree\n").mask("b.md", "two");
    let problem = unknown().at(files.place("b.md", "three")).related(files.place("b.md", "one"), "first");
    assert!(picture(&files, problem).contains("2 | •••\n"));
}

#[test]
fn fifty_are_shown_and_the_rest_counted() {
    let files = Files::default().file("a.csv", &"x\n".repeat(60));
    let problems = (0..60).rev().map(|i| unknown().at_span(&"a.csv".into(), Span::new(i * 2, i * 2 + 1)));
    let report = files.report(problems);
    let drawn = human::render(&report, Colour::Plain);
    assert_eq!(drawn.matches("error[").count(), 50);
    assert!(
        drawn.ends_with("50 | x\n   | ^\n\nand 10 more (crier check --format short lists all)\n"),
        "{drawn}"
    );
    assert_eq!(short::render(&report).lines().count(), 60);
    assert_eq!(*files.reads.borrow(), ["a.csv"], "a file is read once");
}

#[test]
fn equal_problems_are_one_and_all_are_sorted_by_place() {
    let files = Files {
        fields: BTreeMap::from([(
            (MEETING.to_owned(), "/body".to_owned()),
            meeting().at(MEETING, "planing"),
        )]),
        ..meeting().file("a.md", "x\n")
    };
    let field = Place::Field(FieldPlace {
        path: MEETING.into(),
        item: 0,
        pointer: "/body".into(),
        on: On::Value,
        within: None,
    });
    let other = |code, message: &str| Diagnostic::new(code, message).at(files.place(MEETING, "title"));
    let report = files.report([
        unknown().at(files.place(MEETING, "planing")),
        unknown().at(field),
        other(Code::BadFormat, "b"),
        other(Code::BadFormat, "a"),
        other(Code::ClearDays, "early"),
        other(Code::BadUtf8, "c"),
        unknown().at(files.place(MEETING, "planing")).help("differs"),
        unknown().at(files.place("a.md", "x")),
        unknown().at(Place::File(MEETING.into())),
        unknown(),
    ]);
    assert_eq!(
        short::render(&report).replace(MEETING, "M").replace("no body has the name `planing`", "…"),
        "error[unknown-record]: …
a.md:1:1: error[unknown-record]: …
M: error[unknown-record]: …
M:2:1: error[bad-utf8]: c
M:2:1: error[bad-format]: a
M:2:1: error[bad-format]: b
M:2:1: warning[clear-days]: early
M:4:7: error[unknown-record]: …
M:4:7: error[unknown-record]: …; differs\n"
    );
    assert_eq!(summary(&report), "8 errors and 1 warning in 2 files");
    assert_eq!(summary(&files.report([unknown()])), "1 error");
    assert_eq!(summary(&Report::default()), "no problems");
}

#[test]
fn a_text_cannot_start_a_line_or_steer_the_terminal() {
    let files = Files::default().file("a\nb.md", "x \u{1b}[31mred\u{202e}\n");
    let problem = Diagnostic::new(Code::BadFormat, "`a\n::error::b` \u{1b}[31m").help("c\u{7}\nd");
    let report = files.report([problem.at(files.place("a\nb.md", "x"))]);
    assert_eq!(short::render(&report), "a b.md:1:1: error[bad-format]: `a ::error::b` �[31m; c� d\n");
    assert_eq!(
        human::render(&report, Colour::Plain),
        "error[bad-format]: `a ::error::b` �[31m
 --> a b.md:1:1
  |
1 | x ␛[31mred�
  | ^
  |
  = help: c� d

"
    );
    assert_eq!(github::render(&report).lines().count(), 1);
}

#[test]
fn checks_raise_lower_and_silence_but_never_lower_what_guards_the_truth() {
    let all = [Code::ClearDays, Code::BrokenLink, Code::RawHtml, Code::Suppressed, Code::BadYaml];
    let mut diagnostics = Diagnostics::new();
    all.iter().for_each(|code| diagnostics.push(Diagnostic::new(*code, "m")));
    let checks = BTreeMap::from([
        (Code::ClearDays, Level::Error),
        (Code::BrokenLink, Level::Warning),
        (Code::RawHtml, Level::Off),
        (Code::Suppressed, Level::Off),
        (Code::BadYaml, Level::Warning),
    ]);
    apply_checks(&mut diagnostics, &checks);
    let left: Vec<_> = diagnostics.iter().map(|d| (d.code, d.severity)).collect();
    assert_eq!(
        left,
        [
            (Code::ClearDays, Severity::Error),
            (Code::BrokenLink, Severity::Warning),
            (Code::Suppressed, Severity::Error),
            (Code::BadYaml, Severity::Error),
        ]
    );
    assert!(may_be_lowered(Code::HiddenReference) && !may_be_lowered(Code::VoteTally));
}

#[test]
fn positions_agree_with_those_of_a_source() {
    let text = "é日\r\n𝄞x\n".repeat(2000);
    let source = Source::new("a.md", text.as_str());
    let files = Files::default().file("a.md", &text);
    let offsets = (0..text.len() + 3).step_by(37).chain([4095, 4096, 4097, 8191, 8192, 8193]);
    let report = files.report(offsets.map(|at| unknown().at_span(&"a.md".into(), Span::new(at, at + 1))));
    for problem in &report.problems {
        let spot = problem.spot.as_ref().unwrap();
        let span = spot.span.unwrap();
        assert_eq!(spot.start, Some(source.position(span.start as usize)), "{span:?}");
        assert_eq!(spot.end, Some(source.position(span.end as usize)), "{span:?}");
    }
}
