//! The edition: the plan of every output, address to what is rendered there.
//!
//! In: the [`Site`] and the [`Theme`]. Out: [`Edition`]. Two outputs at one address are an error that points at both. Renders nothing.

use crate::dataset;
use crate::diagnostic::report::apply_checks;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::record::{Ix, Value as Data};
use crate::site::{Site, State};
use crate::theme::Theme;
use crate::theme::view::choice_address;
use std::collections::HashMap;

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
    /// What a host shows for an address that does not exist.
    NotFound,
    /// An old address: where it went.
    Redirect(String),
    /// A table of data.
    Table(dataset::Output),
    /// A file beside a record: its path in the world.
    Attachment(String),
    /// A theme's asset, by position.
    Asset(usize),
    /// Part of the sitemap, from 0; all of it where it is small.
    Sitemap(Option<usize>),
    /// What crawlers may read.
    Robots,
}

/// Which listing.
#[derive(Debug, Clone)]
pub enum List {
    /// A kind's, by its position.
    Kind(usize),
    /// A choice of a facet: kind, facet, value, by position.
    Choice(usize, usize, usize),
    /// A year's.
    Year(i16),
    /// What names a record.
    Naming(Ix),
}

/// An address and the unit that fills it.
#[derive(Debug, Clone)]
pub struct Output {
    /// Site-absolute address: ends with `/` for a page.
    pub address: String,
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
    by_address: HashMap<String, usize>,
}

/// Addresses in one sitemap file (sitemaps.org, "Sitemap file requirements": at most 50,000).
pub const SITEMAP_MAX: usize = 50_000;

impl Edition {
    /// The unit at an address.
    pub fn unit_at(&self, address: &str) -> Option<&Unit> {
        self.by_address.get(address).map(|i| &self.units[self.outputs[*i].unit])
    }

    /// Addresses of pages that a sitemap names: HTML, but for redirects and the page for missing ones.
    pub fn pages(&self) -> impl Iterator<Item = (&str, &Unit)> {
        let shown =
            |unit: &Unit| matches!(unit, Unit::Record(_) | Unit::Listing(..) | Unit::Years | Unit::Home);
        let with_unit = self.outputs.iter().map(|o| (o.address.as_str(), &self.units[o.unit]));
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
    planner.add(&["/".to_owned()], Unit::Home);
    planner.add(&["/404.html".to_owned()], Unit::NotFound);
    planner.records();
    planner.listings();
    for table in dataset::plan(site) {
        let address = table.address.clone();
        planner.add(&[address], Unit::Table(table));
    }
    for (i, asset) in theme.assets.iter().enumerate() {
        planner.add(std::slice::from_ref(&asset.address), Unit::Asset(i));
    }
    planner.aliases();
    planner.add(&["/robots.txt".to_owned()], Unit::Robots);
    planner.sitemap();
    planner.edition
}

impl Planner<'_> {
    fn add(&mut self, addresses: &[String], unit: Unit) {
        let at = self.edition.units.len();
        for address in addresses {
            let position = self.edition.outputs.len();
            match self.edition.by_address.get(address) {
                Some(other) => self.clash(address, &unit, *other),
                None => {
                    self.edition.by_address.insert(address.clone(), position);
                    self.edition.outputs.push(Output { address: address.clone(), unit: at });
                }
            }
        }
        self.edition.units.push(unit);
    }

    fn clash(&mut self, address: &str, unit: &Unit, other: usize) {
        let first = self.edition.units[self.edition.outputs[other].unit].clone();
        let message = format!(
            "two pages would stand at `{address}`: {} and {}",
            self.described(&first),
            self.described(unit)
        );
        let (own, other) = (self.place(unit, address), self.place(&first, address));
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
            let json = record.json_address().into_iter();
            let addresses: Vec<String> = std::iter::once(page).chain(json).collect();
            self.add(&addresses, Unit::Record(ix));
            if self.site.state(ix) != State::Public {
                continue;
            }
            let folder = record.origin.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            for file in record.fields.list("attachments").iter().filter_map(|a| a.map()?.text("file")) {
                let address = format!("/{}/{}/files/{file}", record.kind.plural, record.name);
                self.add(&[address], Unit::Attachment(format!("{folder}/{file}")));
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
            self.pages(&format!("/{}/", kind.plural), total, 1, &List::Kind(kind.index));
            for (f, facet) in site.groups.choices[kind.index].iter().enumerate() {
                for (v, group) in facet.groups.iter().enumerate() {
                    let address = choice_address(kind, &facet.name, &group.value);
                    self.pages(&address, group.records.len(), 1, &List::Choice(kind.index, f, v));
                }
            }
        }
        for (ix, records) in &site.groups.naming {
            // The first page of what names a record is on the record's own page.
            if let Some(address) = site.record(*ix).address() {
                self.pages(&address, records.len(), 2, &List::Naming(*ix));
            }
        }
        for (year, records) in &site.groups.years {
            self.pages(&format!("/years/{year}/"), records.len(), 1, &List::Year(*year));
        }
        if !site.groups.years.is_empty() {
            self.add(&["/years/".to_owned()], Unit::Years);
        }
    }

    fn pages(&mut self, first: &str, total: usize, from: usize, list: &List) {
        let size = self.site.settings.page_size;
        for page in from..=crate::theme::view::pages(total, size) {
            let address = crate::theme::view::page_address(first, page);
            self.add(&[address], Unit::Listing(list.clone(), page));
        }
    }

    fn aliases(&mut self) {
        for (_, record) in self.site.records.iter() {
            let Some(target) = record.address() else { continue };
            for alias in record.fields.list("aliases").iter().filter_map(Data::text) {
                self.add(&[alias_address(alias)], Unit::Redirect(target.clone()));
            }
        }
    }

    fn sitemap(&mut self) {
        let n_pages = self.edition.pages().count();
        self.add(&["/sitemap.xml".to_owned()], Unit::Sitemap(None));
        if n_pages > SITEMAP_MAX {
            for part in 0..n_pages.div_ceil(SITEMAP_MAX) {
                self.add(&[format!("/sitemap-{}.xml", part + 1)], Unit::Sitemap(Some(part)));
            }
        }
    }
}

/// An old address as a page's: a folder unless it names an HTML file.
fn alias_address(alias: &str) -> String {
    let is_file = alias.ends_with(".html") || alias.ends_with(".htm");
    if alias.ends_with('/') || is_file { alias.to_owned() } else { format!("{alias}/") }
}
