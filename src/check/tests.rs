//! A small site for the rules' own tests.

use super::{Days, alone, run};
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::kind::{KindFile, read_kinds};
use crate::record::convert::Outcome;
use crate::record::{Form, Input, Origin, Records, convert};
use crate::source::Source;
use crate::tree;
use std::collections::HashSet;
use std::path::Path;

/// Kinds and records as JSON text.
#[derive(Default)]
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
        let mut out = Diagnostics::new();
        let kinds = read_kinds(&self.kinds, &mut out);
        let mut list = Vec::new();
        for (kind, name, json) in &self.records {
            let source = Source::new(format!("data/{kind}/{name}.json"), json.as_str());
            let node = tree::json::read(&source, &mut out).unwrap_or_else(|| panic!("{out:?}"));
            let origin = Origin { path: source.path.clone(), item: 0, form: Form::Element };
            let kind = kinds.get(kind).unwrap_or_else(|| panic!("{kind}: {out:?}"));
            let input = Input { kind, node: &node, stem: Some(name), origin, prose: None };
            match convert(input, &mut out) {
                Outcome::Sound(record) => list.push(record),
                _ => panic!("{out:?}"),
            }
        }
        Records::new(list, HashSet::new(), HashSet::new(), &Records::default())
    }

    /// What the rules say, five clear working days asked for.
    pub(super) fn run(&self) -> Diagnostics {
        let mut out = Diagnostics::new();
        let records = self.records();
        records.iter().for_each(|(_, record)| alone(record, true, &mut out));
        run(&records, &Days { clear: 5, working: true, ..Days::default() }, &mut out);
        out
    }
}

/// The field a diagnostic stands at.
pub(super) fn pointer(diagnostic: &Diagnostic) -> &str {
    match &diagnostic.place {
        Some(Place::Field(field)) => &field.pointer,
        other => panic!("{other:?}"),
    }
}
