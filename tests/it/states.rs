//! The site that browsers look at (`tests/browser/states`) holds every kind, every field and every state: it cannot fall behind the kinds.

use crate::edition::{Made, make};
use crier::kind::{Field, Type};
use crier::record::Value;
use crier::site::State;
use crier::site::load;
use crier::world::disk::DiskWorld;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The day that `make test` makes it on.
const DAY: &str = "2026-11-25";

fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/states")
}

fn on_disk() -> DiskWorld {
    DiskWorld::new(&home(), DAY.parse().unwrap()).unwrap()
}

/// Which fields and which of their choices some record uses. A choice is known by its fellows, so that what many kinds
/// share is asked for once.
#[derive(Default)]
struct Used {
    fields: BTreeMap<String, bool>,
    choices: BTreeMap<String, bool>,
}

fn choice_of(among: &[String], code: &str) -> String {
    format!("{code} (of {})", among.join(", "))
}

/// What a field is known by: its name alone inside another, for people and sources stand in many.
fn known(path: &str) -> String {
    match path.splitn(3, '.').nth(2) {
        Some(inner) => format!("….{}", inner.rsplit('.').next().unwrap_or(inner)),
        None => path.to_owned(),
    }
}

impl Used {
    fn declare(&mut self, field: &Field, path: &str) {
        if field.computed.is_some() || field.private || field.beside.is_some() {
            return;
        }
        self.fields.entry(known(path)).or_default();
        match &field.ty {
            Type::Choice(choices) => {
                let among: Vec<String> = choices.iter().map(|c| c.value.to_string()).collect();
                for code in &among {
                    self.choices.entry(choice_of(&among, code)).or_default();
                }
            }
            Type::List(item) => self.declare(item, path),
            Type::Object(fields) => {
                for inner in fields {
                    self.declare(inner, &format!("{path}.{}", inner.name));
                }
            }
            _ => {}
        }
    }

    fn see(&mut self, field: &Field, path: &str, value: &Value) {
        if let Some(used) = self.fields.get_mut(&known(path)) {
            *used = true;
        }
        match (&field.ty, value) {
            (Type::Choice(choices), Value::Text(code)) => {
                let among: Vec<String> = choices.iter().map(|c| c.value.to_string()).collect();
                self.choices.insert(choice_of(&among, code), true);
            }
            (Type::List(item), value) => value.items().iter().for_each(|v| self.see(item, path, v)),
            (Type::Object(fields), Value::Map(map)) => {
                map.along(fields).for_each(|(f, v)| self.see(f, &format!("{path}.{}", f.name), v));
            }
            _ => {}
        }
    }
}

#[test]
fn the_site_of_states_uses_every_field_and_every_choice_of_every_kind() {
    let world = on_disk();
    let checked = load::check(&world);
    let mut used = Used::default();
    let path_of =
        |kind: &str, field: &Field| format!("{}.{}", if field.shared { "common" } else { kind }, field.name);
    for kind in checked.kinds.iter() {
        kind.fields.iter().for_each(|field| used.declare(field, &path_of(&kind.name, field)));
    }
    let mut states = BTreeSet::new();
    let mut with_page = BTreeSet::new();
    for id in checked.ids() {
        let (record, state) = checked.record(id).unwrap();
        states.insert(format!("{state:?}"));
        if state == State::Public {
            with_page.insert(record.kind.name.clone());
        }
        for (field, value) in record.fields.along(&record.kind.fields) {
            used.see(field, &path_of(&record.kind.name, field), value);
        }
    }
    let unused = |of: &BTreeMap<String, bool>| -> Vec<String> {
        of.iter().filter(|(_, used)| !**used).map(|(name, _)| name.clone()).collect()
    };
    assert_eq!(unused(&used.choices), Vec::<String>::new(), "choices that no record uses");
    assert_eq!(unused(&used.fields), Vec::<String>::new(), "fields that no record has");
    let kinds: BTreeSet<_> = checked.kinds.iter().map(|kind| kind.name.clone()).collect();
    assert_eq!(with_page, kinds, "a public record of each kind");
    assert_eq!(states.len(), 7, "of each state of a record: {states:?}");
}

fn templates(made: &Made) -> BTreeSet<String> {
    let pages = made.outputs.keys().filter(|address| address.ends_with('/') || address.ends_with(".html"));
    let named = pages.filter_map(|address| {
        let page = made.text(address);
        Some(page.split_once("data-template=\"")?.1.split_once('"')?.0.to_owned())
    });
    named.collect()
}

#[test]
fn the_site_of_states_has_no_problem_and_a_page_of_every_template() {
    let made = make(&on_disk());
    assert!(made.report.problems.is_empty(), "{:#?}", made.report.problems);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/civic/templates");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let all: BTreeSet<String> =
        files.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    let shown = templates(&made);
    let unused: Vec<&String> = all.difference(&shown).filter(|t| *t != "layout").collect();
    assert!(unused.is_empty(), "no page of {unused:?}");
}
