//! A whole edition in memory: every address and its bytes, from a handful of files.

use crier::diagnostic::report::{self, Report};
use crier::diagnostic::{Code, Diagnostics};
use crier::edition::{self, Edition, Unit};
use crier::publish::weigh::Scales;
use crier::render::{Problem, Renderer};
use crier::site::places::Places;
use crier::site::{Site, load};
use crier::theme::{self, Theme};
use crier::world::World;
use crier::world::memory::MemoryWorld;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::sync::Mutex;

/// Settings that every test site has.
pub const SETTINGS: &str = "title = \"Test\"\ncouncil = \"Test Council\"\npublisher = \"Test Council\"\nbase_url = \"https://t.example/\"\nlicence = \"OGL-UK-3.0\"\ncontact = \"a@t.example\"\n";

/// A world on 22 November 2026 with these files and the settings.
pub fn world(files: &[(&str, &str)]) -> MemoryWorld {
    let day = "2026-11-22".parse().expect("a day");
    let base = MemoryWorld::new(day).with("crier.toml", SETTINGS);
    files.iter().fold(base, |world, (path, text)| world.with(path, *text))
}

/// The same files on another day.
pub fn on_day(world: &MemoryWorld, day: &str) -> MemoryWorld {
    let empty = MemoryWorld::new(day.parse().expect("a day"));
    let paths = ["content", "data", "themes"].into_iter().flat_map(|folder| world.list(folder).entries);
    let paths = paths.map(|entry| entry.path).chain(["crier.toml".into()]);
    paths.fold(empty, |made, path| {
        let bytes = world.read(&path).expect("it is listed");
        made.with(&path, bytes)
    })
}

/// What a world becomes.
pub struct Made {
    /// Address to bytes.
    pub outputs: BTreeMap<String, Vec<u8>>,
    /// What was said about it.
    pub report: Report,
}

impl Made {
    /// The text at an address.
    pub fn text(&self, address: &str) -> String {
        let bytes = self.outputs.get(address).unwrap_or_else(|| panic!("nothing at {address}"));
        String::from_utf8_lossy(bytes).into_owned()
    }

    /// The words a reader sees at an address: tags taken out.
    pub fn words(&self, address: &str) -> String {
        words(&self.text(address))
    }

    /// The same without what stands in `<code>`.
    pub fn words_beside_code(&self, address: &str) -> String {
        let html = self.text(address);
        let mut pieces = html.split("<code>");
        let first = pieces.next().unwrap_or_default().to_owned();
        words(
            &pieces.fold(first, |text, piece| {
                text + piece.split_once("</code>").map_or(piece, |(_, rest)| rest)
            }),
        )
    }
}

fn words(html: &str) -> String {
    let mut words = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                words.push(' ');
            }
            c if !inside => words.push(c),
            _ => {}
        }
    }
    words.to_lowercase()
}

/// Checks and plans: what is said about a world, whether or not it could be published.
pub fn reported(world: &dyn World) -> Report {
    go(world, |_| false).report
}

/// Checks, plans and renders everything; what cannot be rendered is in the report.
pub fn try_make(world: &dyn World) -> Made {
    go(world, |_| true)
}

/// Whether it is a page, or what stands beside one: no file of data about whole kinds, no index.
fn is_beside_pages(unit: &Unit) -> bool {
    !matches!(unit, Unit::Data(_) | Unit::DataHome | Unit::DataKind(_) | Unit::Index(_))
}

fn go(world: &dyn World, wanted: fn(&Unit) -> bool) -> Made {
    let mut checked = load::check(world);
    let mut diagnostics = checked.take_diagnostics();
    let masks = checked.masks.clone();
    let mut outputs = BTreeMap::new();
    if let Some(site) = checked.site(world, &BTreeSet::new()) {
        let theme = theme::load(world, &site.settings, &mut diagnostics);
        let plan = edition::plan(&site, &theme, &mut diagnostics);
        render((world, &site, &theme, &plan), wanted, &mut outputs, &mut diagnostics);
    }
    let report = report::locate(diagnostics, &Places::new(world, &masks));
    Made { outputs, report }
}

fn render(
    (world, site, theme, plan): (&dyn World, &Site, &Theme, &Edition),
    wanted: fn(&Unit) -> bool,
    outputs: &mut BTreeMap<String, Vec<u8>>,
    diagnostics: &mut Diagnostics,
) {
    let made = Mutex::new(std::mem::take(outputs));
    let kept = |address: &str| made.lock().expect("no test failed").get(address).cloned();
    let again = |address: &str| kept(address).map(|bytes| Box::new(Cursor::new(bytes)) as Box<dyn Read>);
    let renderer = Renderer::new(world, site, theme, plan).reading(&again);
    let scales = Scales::default();
    let mut units: Vec<_> = plan.units.iter().filter(|unit| wanted(unit)).collect();
    units.sort_by_key(|unit| unit.turn());
    for unit in units {
        let result = renderer.render(unit, &mut |address: &str, bytes: Vec<u8>| {
            scales.take(address, &bytes);
            made.lock().expect("no test failed").insert(address.to_owned(), bytes);
            Ok(())
        });
        match result {
            Ok(()) => {}
            Err(Problem::Site(diagnostic)) => diagnostics.push(*diagnostic),
            Err(Problem::Machine(words)) => panic!("{words}"),
        }
    }
    scales.weigh((site, theme, plan), &kept, diagnostics);
    *outputs = made.into_inner().expect("no test failed");
}

/// Checks, plans and renders everything, all of which must succeed.
pub fn make(world: &dyn World) -> Made {
    succeeded(try_make(world))
}

/// The same without the files of data, which take most of rendering: for tests that read pages.
pub fn make_pages(world: &dyn World) -> Made {
    succeeded(go(world, is_beside_pages))
}

fn succeeded(made: Made) -> Made {
    let failed = made.report.problems.iter().find(|problem| problem.code == Code::TemplateError);
    assert!(failed.is_none(), "{failed:#?}");
    made
}

/// The files in an archive, in their order.
pub fn members(bytes: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let n_members = archive.len();
    let read = |at: usize| {
        let mut member = archive.by_index(at).expect("a member");
        let mut held = Vec::new();
        member.read_to_end(&mut held).expect("its bytes");
        (member.name().expect("a name").into_owned(), held)
    };
    (0..n_members).map(read).collect()
}

/// The names and bytes of all that an archive holds, and of the archives in it; anything else as it is.
pub fn unpacked(bytes: Vec<u8>) -> Vec<u8> {
    if !bytes.starts_with(b"PK") {
        return bytes;
    }
    let all = members(bytes).into_iter();
    all.flat_map(|(name, held)| [name.into_bytes(), unpacked(held)].concat()).collect()
}
