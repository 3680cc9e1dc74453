//! Renders a unit of the edition: bytes for its addresses. Pure: the same site and world give the same bytes.

mod data;
mod others;
mod pages;
mod sitemap;

pub use others::Digests;

use crate::dataset;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::edition::{Edition, Unit};
use crate::feed;
use crate::graph;
use crate::host;
use crate::prose::{self, Shelf};
use crate::record::{Form, Ix};
use crate::site::Site;
use crate::site::settings::statement;
use crate::source::{Source, Span};
use crate::theme::view::{self, View};
use crate::theme::{Failure, Theme};
use crate::tree::front_matter;
use crate::world::{World, read_text};
use minijinja::Value;
use std::borrow::Cow;
use std::io::{self, Read, Write};
use std::sync::Arc;

/// Where rendered bytes go. A function of an address and its whole content is one.
pub trait Sink {
    /// Takes a whole content.
    ///
    /// # Errors
    /// What the place the bytes go to refuses.
    fn put(&mut self, address: &str, bytes: Vec<u8>) -> Result<(), Problem>;

    /// Takes content piece by piece: `write` writes all of it.
    ///
    /// # Errors
    /// As [`Sink::put`], and what `write` returns.
    fn stream(&mut self, address: &str, write: Writing<'_>) -> Result<(), Problem> {
        let mut bytes = Vec::new();
        write(&mut bytes).map_err(|e| machine(&e))?;
        self.put(address, bytes)
    }
}

/// Writes a content that is too big to hold.
pub type Writing<'w> = &'w mut dyn FnMut(&mut dyn Write) -> io::Result<()>;

impl<F: FnMut(&str, Vec<u8>) -> Result<(), Problem>> Sink for F {
    fn put(&mut self, address: &str, bytes: Vec<u8>) -> Result<(), Problem> {
        self(address, bytes)
    }
}

fn machine(error: &io::Error) -> Problem {
    Problem::Machine(error.to_string())
}

/// Why a unit could not be rendered.
#[derive(Debug)]
pub enum Problem {
    /// The site is at fault: a template, a file that changed meanwhile.
    Site(Box<Diagnostic>),
    /// The machine is: the place the bytes go to.
    Machine(String),
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Problem {
        Problem::Site(failure.0)
    }
}

/// Everything a unit is rendered from.
pub struct Renderer<'a> {
    world: &'a dyn World,
    site: &'a Site,
    theme: &'a Theme,
    edition: &'a Edition,
    view: View<'a>,
    site_value: Value,
    /// The addresses that the site's menu leads to.
    menu: Vec<String>,
    /// The path of the site on its host, with `/` at both ends: pages shown at any depth start from it.
    host_path: String,
    digests: Arc<Digests>,
    followed: feed::Followed,
    /// Prose made into pages when it was checked.
    shelf: Option<&'a Shelf>,
    made: Option<Made<'a>>,
}

/// Opens an output of the same edition that was made already, by its address.
pub type Made<'a> = &'a (dyn Fn(&str) -> Option<Box<dyn Read>> + Sync);

impl<'a> Renderer<'a> {
    /// A renderer for one edition.
    pub fn new(world: &'a dyn World, site: &'a Site, theme: &'a Theme, edition: &'a Edition) -> Renderer<'a> {
        let assets: Vec<(String, String)> =
            theme.assets.iter().map(|a| (a.name.clone(), a.address.clone())).collect();
        let own = edition.unit_at(statement::ADDRESS).is_some_and(|unit| matches!(unit, Unit::Statement));
        let site_value = view::site(site, &assets, own.then_some(statement::ADDRESS));
        let after_scheme = site.settings.base_url.split_once("://").map_or("", |(_, rest)| rest);
        let path = after_scheme.split_once('/').map_or("", |(_, path)| path).trim_end_matches('/');
        let host_path = if path.is_empty() { "/".to_owned() } else { format!("/{path}/") };
        Renderer {
            world,
            site,
            theme,
            edition,
            view: View::new(site),
            menu: view::menu(&site_value),
            site_value,
            host_path,
            digests: Arc::default(),
            followed: feed::Followed::of(site),
            shelf: None,
            made: None,
        }
    }

    /// Drops it on all threads: what it keeps of every record is many small values.
    pub fn end(self) {
        self.view.end();
    }

    /// The same renderer, for a place that keeps what was made: what holds other files need not make them again.
    #[must_use]
    pub fn reading(self, made: Made<'a>) -> Renderer<'a> {
        Renderer { made: Some(made), ..self }
    }

    /// The same renderer, with what others of the same edition have digested already.
    #[must_use]
    pub fn knowing(self, digests: Arc<Digests>) -> Renderer<'a> {
        Renderer { digests, ..self }
    }

    /// The same renderer, which takes pages of prose from a shelf before it makes them. The world must be the one they were made from.
    #[must_use]
    pub fn with_shelf(self, shelf: &'a Shelf) -> Renderer<'a> {
        Renderer { shelf: Some(shelf), ..self }
    }

    /// The same renderer for a site that stands at another path of its host, as in a preview.
    #[must_use]
    pub fn hosted_at(self, path: &str) -> Renderer<'a> {
        Renderer { host_path: path.to_owned(), ..self }
    }

    /// Renders one unit and gives each of its results to `sink`.
    ///
    /// # Errors
    /// [`Problem`] for a template that fails, or what `sink` returns.
    pub fn render(&self, unit: &Unit, sink: &mut dyn Sink) -> Result<(), Problem> {
        match unit {
            Unit::Record(ix) => self.record(*ix, sink),
            Unit::Listing(list, page) => self.listing(list, *page, sink),
            Unit::Years => self.years(sink),
            Unit::Home => self.home(sink),
            Unit::Statement => self.statement(sink),
            Unit::Search => self.search(sink),
            Unit::Index(file) => sink.put(&file.address, self.index()?.write(file.what)),
            Unit::NotFound => self.not_found(sink),
            Unit::Redirect(to) => self.redirect(unit, to, sink),
            Unit::DataHome => self.data_home(sink),
            Unit::DataKind(at) => self.data_kind(*at, sink),
            Unit::Moved(at, to) => {
                let known = &self.site.ledger.records()[*at];
                let mut bytes = Vec::new();
                dataset::tombstone::moved(self.site, known, *to, &mut bytes).map_err(|e| machine(&e))?;
                sink.put(&self.address_of(unit), bytes)
            }
            Unit::Data(file) => sink.stream(&file.address, &mut |out| self.data(file, out)),
            Unit::Feed(file) => sink.stream(&file.address, &mut |out| feed::write(self.site, file, out)),
            Unit::Host(file) => {
                let address = host::FILES.iter().find(|(f, _)| f == file).map_or("", |(_, address)| address);
                sink.put(address, host::write(self.site, *file))
            }
            Unit::Attachment(path) => {
                let bytes = self.world.read(path).map_err(|e| unreadable(path, &e))?;
                sink.put(&self.address_of(unit), bytes)
            }
            Unit::Asset(i) => sink.put(&self.theme.assets[*i].address, self.theme.assets[*i].bytes.clone()),
            Unit::Sitemap(part) => {
                sink.put(&sitemap::address(*part), sitemap::write(self.site, self.edition, *part))
            }
            Unit::Robots => sink.put("/robots.txt", sitemap::robots(self.site)),
        }
    }

    /// The prose of a record as its JSON publishes it: as written, without what it says of records and parts that are not public.
    ///
    /// # Errors
    /// When its file cannot be read any more.
    pub fn prose(&self, ix: Ix) -> Result<Option<String>, Problem> {
        let text = self.prose_of(ix)?;
        Ok(text.map(|(source, span)| self.public_prose(ix, source.slice(span)).into_owned()))
    }

    fn public_prose<'t>(&self, ix: Ix, text: &'t str) -> Cow<'t, str> {
        let shown = |target: &str| graph::resolve(&self.site.records, ix, target, &[]).is_ok();
        // Hardly any text has such a link, and to look for it in the text itself is dear.
        let facts = self.site.record(ix).prose.iter();
        let mut links = facts.flat_map(|facts| facts.references.iter().chain(&facts.links));
        let all_shown = links.all(|link| shown(&link.target));
        if all_shown { Cow::Borrowed(text) } else { prose::without_targets(text, &shown) }
    }

    /// The prose of a record, read again: records hold what it says of others, not its words.
    fn prose_of(&self, ix: Ix) -> Result<Option<(Source, Span)>, Problem> {
        let record = self.site.record(ix);
        if record.prose.is_none() || record.origin.form != Form::Document {
            return Ok(None);
        }
        let source = read_text(self.world, &record.origin.path).map_err(Problem::Site)?;
        let halves = front_matter::split(&source).map_err(Problem::Site)?;
        Ok(Some((source, halves.prose)))
    }

    /// The first address of a unit: found by identity, for attachments and redirects are few.
    fn address_of(&self, unit: &Unit) -> String {
        let found = self.edition.outputs.iter().find(|o| std::ptr::eq(&self.edition.units[o.unit], unit));
        found.map(|o| o.address.to_string()).unwrap_or_default()
    }
}

fn unreadable(path: &str, error: &std::io::Error) -> Problem {
    Problem::Site(Box::new(
        Diagnostic::new(Code::MissingFile, format!("the file `{path}` cannot be read: {error}"))
            .at(Place::File(path.into()))
            .help("check that the file is there, then build again"),
    ))
}
