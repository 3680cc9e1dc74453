//! Whole reports, as they are printed.

use super::human::Colour;
use super::report::{Locate, Report, locate};
use super::*;
use crate::source::Source;
use std::cell::RefCell;
use std::collections::BTreeMap;

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

#[test]
fn probe() {
    let files = Files::default()
        .file(MEETING, "---\ntitle: Planning\ndate: 2026-03-12\nbody: planing\ntitle: Other\n---\n\nProse\n")
        .file("a.csv", "a,b\r\n\té𝄞日本,xx\r\n")
        .file("empty.md", "");
    let m = || Diagnostic::new(Code::UnknownRecord, "no body has the name `planing`");
    let len = files.texts[MEETING].len();
    let long = "x".repeat(300) + " target " + &"y".repeat(300);
    let longer = "x".repeat(3000) + " target " + &"y".repeat(3000);
    let files = files.file("long.json", &long).file("longer.json", &longer);
    let report = files.report([
        m().at(files.place(MEETING, "planing")).help("did you mean `planning`?"),
        m().at(files.place(MEETING, "planing")).label("this body").related(files.place(MEETING, "Planning"), "here").related(files.place("a.csv", "xx"), "there"),
        m().at(files.place(MEETING, "title: Other")).related(files.place(MEETING, "date"), "here"),
        m().at(files.place(MEETING, "Planning\ndate: 2026-03-12")).label("two lines"),
        m().at_span(&MEETING.into(), Span::new(0, len)).label("all"),
        m().at_span(&MEETING.into(), Span::new(len, len)).label("end"),
        m().at(Place::File(MEETING.into())).label("label").help("help").related(Place::File("b.md".into()), "words"),
        m().at(files.place("a.csv", "日本")),
        m().at(files.place("a.csv", "xx\r\n")),
        m().at_span(&"empty.md".into(), Span::new(0, 0)),
        m().at_span(&"gone.md".into(), Span::new(5, 9)),
        m().at(files.place("long.json", "target")).label("l"),
        m().at(files.place("longer.json", "target")).label("l"),
        m(),
    ]);
    eprintln!("{}", human::render(&report, Colour::Plain));
    eprintln!("{}", short::render(&report));
    eprintln!("{}", json::render(&report));
    eprintln!("{}", github::render(&report));
    eprintln!("{}", sarif::render(&report));
}
