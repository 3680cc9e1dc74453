//! The edition: the plan of every output, address to what is rendered there.
//!
//! In: the [`Site`] and the [`Theme`]. Out: [`Edition`]. Two outputs at one address are an error that points at both. Renders nothing.

mod own_links;
pub mod stability;

use crate::dataset;
use crate::diagnostic::report::apply_checks;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::feed;
use crate::host;
use crate::record::{Ix, Value as Data};
use crate::search;
use crate::site::settings::statement;
use crate::site::{Settings, Site, State};
use crate::theme::Theme;
use crate::theme::view::{pair_address, value_address};
use foldhash::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

/// Work whose results stand at one or more addresses.
#[derive(Debug, Clone)]
pub enum Unit {
    /// A record's page and its JSON.
    Record(Ix),
    /// A page of a listing.
    Listing(List, usize),
    /// The years there are.
    Years,
    /// The home page.
    Home,
    /// The accessibility statement, from the settings.
    Statement,
    /// What a host shows for an address that does not exist.
    NotFound,
    /// An old address: where it went.
    Redirect(String),
    /// The page about all data.
    DataHome,
    /// The page about the data of the kind at this position.
    DataKind(usize),
    /// The JSON of a record that has another name now: its position in the ledger, and the record it became.
    Moved(usize, Ix),
    /// A file of data.
    Data(dataset::Output),
    /// A file to follow.
    Feed(feed::Output),
    /// The search page.
    Search,
    /// A file of the search index.
    Index(search::Output),
    /// A file beside a record: its path in the world.
    Attachment(String),
    /// A theme's asset, by position.
    Asset(usize),
    /// A file for web hosts.
    Host(host::File),
    /// Part of the sitemap, from 0; all of it where it is small.
    Sitemap(Option<usize>),
    /// What crawlers may read.
    Robots,
}

impl Unit {
    /// When it is rendered: what describes files of data comes after them. What needs none of them comes beside the archive, which
    /// holds them all and which one thread packs alone: the others have pages to make meanwhile.
    pub fn turn(&self) -> dataset::Turn {
        match self {
            Unit::Data(file) => file.what.turn(),
            // It says how big the archive is; and the index is gathered from the pages.
            Unit::DataHome | Unit::Index(_) => dataset::Turn::Last,
            _ => dataset::Turn::Second,
        }
    }

    /// What sort of output it makes, for those who ask where the time goes.
    pub fn sort(&self) -> &'static str {
        match self {
            Unit::Record(_) | Unit::Moved(..) => "pages of records, with their JSON",
            Unit::Listing(..)
            | Unit::Years
            | Unit::Home
            | Unit::Statement
            | Unit::NotFound
            | Unit::Redirect(_) => "lists and other pages",
            Unit::DataHome | Unit::DataKind(_) => "pages about the data",
            Unit::Data(file) => file.what.sort(),
            Unit::Feed(_) => "feeds and calendars",
            Unit::Search | Unit::Index(_) => "search",
            Unit::Attachment(_) => "attachments",
            Unit::Asset(_) | Unit::Host(_) | Unit::Sitemap(_) | Unit::Robots => "assets, sitemap, host files",
        }
    }
}

/// Which listing.
#[derive(Debug, Clone)]
pub enum List {
    /// A kind's, by its position.
    Kind(usize),
    /// A value of a facet: kind, facet, value, by position.
    Value(usize, usize, usize),
    /// Two values of two facets: kind, and which of its pairs.
    Pair(usize, usize),
    /// A year's.
    Year(i16),
}

/// An address and the unit that fills it.
#[derive(Debug, Clone)]
pub struct Output {
    /// Site-absolute address: ends with `/` for a page.
    pub address: Arc<str>,
    /// Position of the unit.
    pub unit: usize,
}

/// The plan of a whole edition.
#[derive(Default)]
pub struct Edition {
    /// Units, in the order of planning.
    pub units: Vec<Unit>,
    /// Outputs, in the order of planning.
    pub outputs: Vec<Output>,
    by_address: HashMap<Arc<str>, usize>,
    /// Whether two outputs would stand at one address.
    clashes: bool,
}

/// Addresses in one sitemap file (sitemaps.org, "Sitemap file requirements": at most 50,000).
pub const SITEMAP_MAX: usize = 50_000;

impl Edition {
    /// The unit at an address.
    pub fn unit_at(&self, address: &str) -> Option<&Unit> {
        self.by_address.get(address).map(|i| &self.units[self.outputs[*i].unit])
    }

    /// Whether something stands at an address.
    pub fn has(&self, address: &str) -> bool {
        self.by_address.contains_key(address)
    }

    /// Addresses of pages that a sitemap names: HTML, but for redirects, what is left of records, and the page for missing ones.
    pub fn pages<'e>(&'e self, site: &'e Site) -> impl Iterator<Item = (&'e str, &'e Unit)> {
        let shown = |unit: &Unit| match unit {
            Unit::Record(ix) => site.is_listed(*ix),
            unit => matches!(
                unit,
                Unit::Listing(..)
                    | Unit::Years
                    | Unit::Home
                    | Unit::Statement
                    | Unit::Search
                    | Unit::DataHome
                    | Unit::DataKind(_)
            ),
        };
        let with_unit = self.outputs.iter().map(|o| (&*o.address, &self.units[o.unit]));
        with_unit.filter(move |(address, unit)| address.ends_with('/') && shown(unit))
    }
}

struct Planner<'a> {
    site: &'a Site,
    edition: Edition,
    out: &'a mut Diagnostics,
}

/// Plans every output. Clashes are `duplicate-address` in `out`.
pub fn plan(site: &Site, theme: &Theme, out: &mut Diagnostics) -> Edition {
    theme.check_names(&site.kinds, out);
    apply_checks(out, &site.settings.checks);
    let mut planner = Planner { site, edition: Edition::default(), out };
    // A page and its JSON for each record, and some lists.
    planner.edition.outputs.reserve(site.records.len() * 5 / 2);
    planner.edition.by_address.reserve(site.records.len() * 5 / 2);
    planner.add(["/".to_owned()], Unit::Home);
    planner.add(["/404.html".to_owned()], Unit::NotFound);
    planner.records();
    planner.listings();
    planner.add(["/data/".to_owned()], Unit::DataHome);
    for kind in site.kinds.iter().filter(|kind| kind.dataset) {
        planner.add([dataset::page(kind)], Unit::DataKind(kind.index));
    }
    for file in dataset::plan(site) {
        planner.add([file.address.clone()], Unit::Data(file));
    }
    for file in feed::plan(site) {
        planner.add([file.address.clone()], Unit::Feed(file));
    }
    if site.settings.search {
        planner.add([search::PAGE.to_owned()], Unit::Search);
        for file in search::plan(site) {
            planner.add([file.address.clone()], Unit::Index(file));
        }
    }
    for (i, asset) in theme.assets.iter().enumerate() {
        planner.add([asset.address.clone()], Unit::Asset(i));
    }
    planner.aliases();
    planner.moved();
    if !site.settings.statement.is_empty() && !planner.edition.has(statement::ADDRESS) {
        planner.add([statement::ADDRESS.to_owned()], Unit::Statement);
    }
    for (file, address) in host::FILES {
        planner.add([address.to_owned()], Unit::Host(file));
    }
    planner.add(["/robots.txt".to_owned()], Unit::Robots);
    planner.sitemap();
    planner.files_as_folders();
    stability::check(site, &planner.edition, planner.out);
    own_links::check(site, &planner.edition, planner.out);
    planner.edition
}

/// As [`plan`], where a plan of before is known, with its site and its theme: it stays where nothing that is planned is another.
pub fn plan_again(
    site: &Site,
    theme: &Theme,
    (last, style, edition): (&Site, &Theme, &Arc<Edition>),
    out: &mut Diagnostics,
) -> Arc<Edition> {
    let assets = |theme: &Theme| theme.assets.iter().map(|a| a.address.clone()).collect::<Vec<_>>();
    if edition.clashes || !plans_alike(last, site) || assets(style) != assets(theme) {
        return Arc::new(plan(site, theme, out));
    }
    theme.check_names(&site.kinds, out);
    apply_checks(out, &site.settings.checks);
    stability::check(site, edition, out);
    own_links::check(site, edition, out);
    edition.clone()
}

/// What the settings can leave out.
fn made_beside(settings: &Settings) -> [bool; 3] {
    [settings.search, settings.workbooks, settings.archive]
}

/// Whether two sites have the same pages, data and files. Clashes, which also tell places, are not looked at.
fn plans_alike(last: &Site, site: &Site) -> bool {
    let (a, b) = (last, site);
    let Some(changed) = b.records.changed_since(&a.records) else { return false };
    let alike = |ix: &Ix| {
        let (a, b) = (last.record(*ix), site.record(*ix));
        let same = |name: &str| a.fields.get(name) == b.fields.get(name);
        // A day that is to come has a calendar file.
        let day = feed::day(last, *ix).is_some() == feed::day(site, *ix).is_some();
        a.origin.path == b.origin.path && same("attachments") && same("aliases") && day
    };
    Arc::ptr_eq(&a.kinds, &b.kinds)
        && Arc::ptr_eq(&a.ledger, &b.ledger)
        && a.today == b.today
        && a.states == b.states
        && a.settings.page_size == b.settings.page_size
        && made_beside(&a.settings) == made_beside(&b.settings)
        && a.settings.statement.is_empty() == b.settings.statement.is_empty()
        && changed.iter().all(alike)
        && (Arc::ptr_eq(&a.groups, &b.groups) || a.groups.have_lengths_of(&b.groups))
}

impl Planner<'_> {
    fn add(&mut self, addresses: impl IntoIterator<Item = String>, unit: Unit) {
        let at = self.edition.units.len();
        for address in addresses {
            let address: Arc<str> = address.into();
            let position = self.edition.outputs.len();
            match self.edition.by_address.entry(address.clone()) {
                Entry::Occupied(other) => {
                    let other = *other.get();
                    self.clash(&address, &unit, other);
                }
                Entry::Vacant(free) => {
                    free.insert(position);
                    self.edition.outputs.push(Output { address, unit: at });
                }
            }
        }
        self.edition.units.push(unit);
    }

    fn clash(&mut self, address: &str, unit: &Unit, other: usize) {
        let first = self.edition.units[self.edition.outputs[other].unit].clone();
        self.report(address, unit, address, &first);
    }

    /// Says that a unit at its address `own` and another at `address` cannot both be.
    fn report(&mut self, address: &str, unit: &Unit, own: &str, first: &Unit) {
        let message = format!(
            "two pages would stand at `{address}`: {} and {}",
            self.described(first),
            self.described(unit)
        );
        let (own, other) = (self.place(unit, own), self.place(first, address));
        let mut diagnostic = Diagnostic::new(Code::DuplicateAddress, message)
            .help("rename the record, or take the old address out of `aliases`");
        let related = own.is_some().then(|| other.clone()).flatten();
        if let Some(place) = own.or(other) {
            diagnostic = diagnostic.at(place);
        }
        if let Some(place) = related {
            diagnostic = diagnostic.related(place, "the other one");
        }
        self.out.push(diagnostic);
        self.edition.clashes = true;
    }

    /// Old addresses and attachments have names of their own: none may lie in what is a file elsewhere.
    fn files_as_folders(&mut self) {
        let own = |output: &&Output| {
            matches!(self.edition.units[output.unit], Unit::Redirect(_) | Unit::Attachment(_))
        };
        let inside = |output: &Output| {
            let folders = output.address.rmatch_indices('/').map(|(at, _)| &output.address[..at]);
            folders.filter(|folder| !folder.is_empty()).find_map(|f| self.edition.by_address.get(f)).copied()
        };
        let outputs = &self.edition.outputs;
        let clashes: Vec<(Output, Output)> = (outputs.iter().filter(own))
            .filter_map(|output| Some((outputs[inside(output)?].clone(), output.clone())))
            .collect();
        for (file, output) in clashes {
            let [first, unit] = [&file, &output].map(|o| self.edition.units[o.unit].clone());
            self.report(&file.address, &unit, &output.address, &first);
        }
    }

    fn described(&self, unit: &Unit) -> String {
        match unit {
            Unit::Record(ix) => format!("`{}`", self.site.record(*ix).id),
            Unit::Redirect(to) => format!("an old address of `{to}`"),
            Unit::Listing(..) | Unit::Years => "a listing".to_owned(),
            Unit::Attachment(path) => format!("the file `{path}`"),
            Unit::Home => "the home page".to_owned(),
            _ => "a file crier makes".to_owned(),
        }
    }

    /// The record that asks for an address.
    fn place(&self, unit: &Unit, address: &str) -> Option<Place> {
        match unit {
            Unit::Record(ix) => Some(self.site.record(*ix).own_place()),
            Unit::Redirect(to) => {
                let (_, owner) =
                    self.site.records.iter().find(|(_, r)| r.address().as_deref() == Some(to))?;
                let aliases = owner.fields.list("aliases");
                let i =
                    aliases.iter().position(|a| a.text().map(alias_address).as_deref() == Some(address))?;
                Some(owner.place(&format!("/aliases/{i}")))
            }
            _ => None,
        }
    }

    fn records(&mut self) {
        for (ix, record) in self.site.records.iter() {
            let Some(page) = record.address() else { continue };
            self.add([page].into_iter().chain(record.json_address()), Unit::Record(ix));
            if self.site.state(ix) != State::Public {
                continue;
            }
            let folder = record.origin.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            for file in record.fields.list("attachments").iter().filter_map(|a| a.map()?.text("file")) {
                let address = format!("/{}/{}/files/{file}", record.kind.plural, record.name);
                self.add([address], Unit::Attachment(format!("{folder}/{file}")));
            }
        }
    }

    fn listings(&mut self) {
        let site = self.site;
        for kind in site.kinds.iter().filter(|k| k.page && k.address.is_none()) {
            let total = site.groups.of_kind(kind).len();
            if total == 0 {
                continue;
            }
            self.pages(&format!("/{}/", kind.plural), total, &List::Kind(kind.index));
            for (f, facet) in site.groups.facets[kind.index].iter().enumerate() {
                for (v, group) in facet.groups.iter().enumerate().filter(|(_, group)| group.has_list()) {
                    let address = value_address(kind, facet, group);
                    self.pages(&address, group.records.len(), &List::Value(kind.index, f, v));
                }
            }
            for (p, pair) in site.groups.pairs[kind.index].iter().enumerate() {
                let address = pair_address(kind, &site.groups.facets[kind.index], pair);
                self.pages(&address, pair.records.len(), &List::Pair(kind.index, p));
            }
        }
        for (year, records) in &site.groups.years {
            self.pages(&format!("/years/{year}/"), records.len(), &List::Year(*year));
        }
        if !site.groups.years.is_empty() {
            self.add(["/years/".to_owned()], Unit::Years);
        }
    }

    fn pages(&mut self, first: &str, total: usize, list: &List) {
        let size = self.site.settings.page_size;
        for page in 1..=crate::theme::view::pages(total, size) {
            let address = crate::theme::view::page_address(first, page);
            self.add([address], Unit::Listing(list.clone(), page));
        }
    }

    fn aliases(&mut self) {
        for (_, record) in self.site.records.iter() {
            let Some(target) = record.address() else { continue };
            for alias in record.fields.list("aliases").iter().filter_map(Data::text) {
                self.add([alias_address(alias)], Unit::Redirect(target.clone()));
            }
        }
    }

    /// Of a released record that has another name now, its page's address leads to the new one; its JSON has to say so itself.
    fn moved(&mut self) {
        for (at, known) in self.site.ledger.records().iter().enumerate() {
            if !known.stand.keeps_address() || self.site.records.find(&known.id).is_some() {
                continue;
            }
            let unit = known.url.as_deref().and_then(|address| self.edition.unit_at(address));
            let Some(Unit::Redirect(to)) = unit else { continue };
            let to = self.site.records.iter().find(|(_, r)| r.address().as_deref() == Some(to));
            let name = known.id.split_once('/').map_or("", |(_, name)| name);
            let json = self.site.kinds.get(&known.kind).and_then(|kind| kind.json_address_of(name));
            if let (Some((to, _)), Some(json)) = (to, json) {
                self.add([json], Unit::Moved(at, to));
            }
        }
    }

    fn sitemap(&mut self) {
        let n_pages = self.edition.pages(self.site).count();
        self.add(["/sitemap.xml".to_owned()], Unit::Sitemap(None));
        if n_pages > SITEMAP_MAX {
            for part in 0..n_pages.div_ceil(SITEMAP_MAX) {
                self.add([format!("/sitemap-{}.xml", part + 1)], Unit::Sitemap(Some(part)));
            }
        }
    }
}

/// An old address as a page's: a folder unless it names an HTML file. The index of a folder is the folder.
pub fn alias_address(alias: &str) -> String {
    if let Some(folder) = alias.strip_suffix("/index.html") {
        return format!("{folder}/");
    }
    let is_file = alias.ends_with(".html") || alias.ends_with(".htm");
    if alias.ends_with('/') || is_file { alias.to_owned() } else { format!("{alias}/") }
}
