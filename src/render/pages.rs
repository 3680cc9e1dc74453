//! HTML pages: each gathers what its template may read, and renders.

use super::{Problem, Renderer, Sink};
use crate::dataset::{self, Others};
use crate::edition::{List, Unit};
use crate::feed;
use crate::kind::{Kind, Role};
use crate::prose;
use crate::record::{Ix, Record};
use crate::search;
use crate::site::groups::At;
use crate::site::settings::statement;
use crate::site::{Site, State};
use crate::theme::object::{map, none};
use crate::theme::view::{self, Alternate, Crumb, Follow, Listing, PageInfo};
use crate::theme::{filters, root_of};
use minijinja::Value;

impl Renderer<'_> {
    pub(super) fn record(&self, ix: Ix, sink: &mut dyn Sink) -> Result<(), Problem> {
        let record = self.site.record(ix);
        let read = self.prose_of(ix)?;
        let text = read.as_ref().map(|(source, span)| source.slice(*span));
        let address = record.address().unwrap_or_default();
        let mut json_size = None;
        let public = text.map(|text| self.public_prose(ix, text));
        // Only a build renders every page; a preview gathers words when somebody searches.
        if self.made.is_some() && self.site.settings.search {
            self.gathering().add(self.site, ix, public.as_deref());
        }
        if let Some(json) = record.json_address() {
            let bytes = dataset::record_json::write(self.site, ix, public.as_deref());
            let bytes = bytes.map_err(|e| Problem::Machine(e.to_string()))?;
            json_size = Some(bytes.len());
            sink.put(&json, bytes)?;
        }
        let root = root_of(&address);
        let options = prose::Options { numbered: record.kind.numbered, top_level: 2 };
        let resolve = |target: &str| self.view.link_target(ix, target, &root);
        let kept = || self.shelf.and_then(|shelf| shelf.take(&record.origin.path));
        let mut prose = text.map(|text| kept().unwrap_or_else(|| prose::html(text, &options, &resolve)));
        let template = self.template_of(ix, &record.kind);
        let glossary = self.view.glossary();
        // Words in another language only look like those explained.
        let explains = !glossary.is_empty()
            && self.theme.reads(&template, "words")
            && record.fields.text("language").is_none_or(|language| language == self.site.settings.language);
        let used = match &mut prose {
            Some(page) if explains => glossary.explain(self.site, &mut page.html, ix, &root),
            _ => Vec::new(),
        };
        let apart = self.theme.apart(&template);
        let path = self.theme.reads(&template, "path");
        let figures = self.theme.reads(&template, "observations");
        let agenda = self.theme.reads(&template, "agenda");
        let tasks = self.theme.reads(&template, "tasks");
        let page = view::RecordPage { ix, prose, root: &root, apart, path, figures, agenda, tasks };
        let mut members = view::record(&self.view, page);
        members.push(("listed", view::listed(&self.view, ix)));
        members.push(("words", view::words(self.site, &used)));
        members.push(("everywhere", view::everywhere(&self.view, ix)));
        let mut info = self.record_info(ix, &address, &template, json_size);
        info.follow = self.follow_record(ix).into_iter().chain(self.follow_days(ix)).collect();
        info.structured = dataset::structured::record(self.site, ix);
        self.page(&info, members, &record.id, &root, sink)
    }

    fn template_of(&self, ix: Ix, kind: &Kind) -> String {
        match self.site.state(ix) {
            State::Withdrawn | State::Redacted => "tombstone.html".to_owned(),
            State::Exempt => "record.html".to_owned(),
            _ => {
                let own = format!("{}.html", kind.template);
                if self.theme.has(&own) { own } else { "record.html".to_owned() }
            }
        }
    }

    fn record_info<'r>(
        &'r self,
        ix: Ix,
        address: &'r str,
        template: &'r str,
        json_size: Option<usize>,
    ) -> PageInfo<'r> {
        let record = self.site.record(ix);
        let listed = record.kind.address.is_none();
        let mut breadcrumbs = vec![Crumb { label: "Home".to_owned(), address: "/".to_owned() }];
        if listed {
            breadcrumbs.push(Crumb {
                label: record.kind.label_plural.clone(),
                address: format!("/{}/", record.kind.plural),
            });
        }
        let json = record.json_address().map(|address| Alternate {
            label: "This record as JSON".to_owned(),
            address,
            media_type: "application/json",
            size: json_size,
        });
        let csv = record.kind.dataset.then(|| csv_alternate(self.site, &record.kind));
        PageInfo {
            address,
            template: template.strip_suffix(".html").unwrap_or(template),
            title: record.title(),
            section: listed.then(|| self.section(record)),
            description: Some(self.description(ix)),
            breadcrumbs,
            alternates: json.into_iter().chain(csv).collect(),
            data: data_behind(self.site, Some(&record.kind)),
            follow: Vec::new(),
            language: record.fields.text("language"),
            updated: record.fields.text("updated").or_else(|| record.fields.text("created")),
            structured: None,
            // What is left of a record is for those who come with its address.
            noindex: matches!(self.site.state(ix), State::Withdrawn | State::Redacted),
        }
    }

    /// What a record is, for those who find its page: its summary, else its kind, name, body and date.
    fn description(&self, ix: Ix) -> String {
        let record = self.site.record(ix);
        if let Some(summary) = record.fields.text("summary") {
            return summary.to_owned();
        }
        let body = self.view.belongs_to(ix).map(|body| self.site.record(body).title());
        let date = record.date().map(crate::date::words);
        let more = body.into_iter().chain(date.as_deref()).map(|words| format!(", {words}"));
        let more: String = more.collect();
        format!("{}: {}{more}. From {}.", record.kind.label, record.title(), self.site.settings.title)
    }

    /// What names a record.
    fn follow_record(&self, ix: Ix) -> Option<Follow> {
        self.follow(self.site.record(ix).title().to_owned(), &self.followed.at(self.site, ix))
    }

    /// On the page of a day: the body whose calendar has it.
    fn follow_days(&self, ix: Ix) -> Option<Follow> {
        let day = self.site.record(ix).kind.role == Some(Role::Calendar);
        let body = day.then(|| self.view.belongs_to(ix))??;
        self.follow(self.site.record(body).title().to_owned(), &self.followed.at(self.site, body))
    }

    /// Ways to follow something, as links; none where there is nothing to follow. Calendars are few, and are downloaded too: their size
    /// is said.
    fn follow(&self, what: String, files: &[feed::Output]) -> Option<Follow> {
        let forms = files.iter().map(|file| {
            let (label, media_type) = file.format.words();
            let sized = file.format == feed::Format::Calendar;
            // What cannot be made fails where it is published, and is told there.
            let digest = sized.then(|| self.digest(&file.address).ok()).flatten();
            let size = digest.and_then(|digest| usize::try_from(digest.size).ok());
            Alternate { label: label.to_owned(), address: file.address.clone(), media_type, size }
        });
        (!files.is_empty()).then(|| Follow { what, forms: forms.collect() })
    }

    /// "Follow all decisions".
    fn follow_kind(&self, kind: &Kind) -> Option<Follow> {
        self.follow(format!("all {}", kind.label_plural.to_lowercase()), &feed::of_kind(self.site, kind))
    }

    /// What tells two records of one title apart: the kind, and the date where there is one.
    fn section(&self, record: &Record) -> String {
        match record.date() {
            Some(date) => format!("{}, {}", record.kind.label, crate::date::words(date)),
            None => record.kind.label.clone(),
        }
    }

    pub(super) fn page(
        &self,
        info: &PageInfo<'_>,
        members: Vec<(&'static str, Value)>,
        of: &str,
        root: &str,
        sink: &mut dyn Sink,
    ) -> Result<(), Problem> {
        let mut context = members;
        context.push(("site", self.site_value.clone()));
        context.push(("page", view::page(self.site, &self.menu, info)));
        let template = format!("{}.html", info.template);
        let bytes = self.theme.render(&template, map(context), &format!("`{of}`"), root)?;
        sink.put(info.address, bytes)
    }

    pub(super) fn listing(&self, list: &List, page: usize, sink: &mut dyn Sink) -> Result<(), Problem> {
        let groups = &self.site.groups;
        let (at, having) = match list {
            List::Kind(at) => (*at, Vec::new()),
            List::Value(at, facet, value) => (*at, vec![(*facet, *value)]),
            List::Pair(at, pair) => (*at, groups.pairs[*at][*pair].of.to_vec()),
            List::Year(year) => {
                let (label, address) = (year.to_string(), format!("/years/{year}/"));
                let records = &groups.years[year];
                let listing =
                    Listing { label: &label, address: &address, records, page, kind: None, having: &[] };
                let crumbs = vec![crumb("Home", "/"), crumb("Years", "/years/")];
                return self.listing_page(&listing, crumbs, sink);
            }
        };
        let Some(kind) = self.site.kinds.iter().nth(at) else { return Ok(()) };
        let facets = &groups.facets[at];
        let said = |(f, v): &At| {
            let facet = &facets[*f];
            format!("{} \u{2013} {}", facet.label.to_lowercase(), facet.groups[*v].words)
        };
        let said: Vec<String> = having.iter().map(said).collect();
        let label = match said.is_empty() {
            true => kind.label_plural.clone(),
            false => format!("{}: {}", kind.label_plural, said.join("; ")),
        };
        let whole = format!("/{}/", kind.plural);
        let value = |(f, v): &At| view::value_address(kind, &facets[*f], &facets[*f].groups[*v]);
        let mut crumbs = vec![crumb("Home", "/")];
        let (address, records) = match (list, &having[..]) {
            (List::Pair(_, pair), both) => {
                let pair = &groups.pairs[at][*pair];
                crumbs.push(crumb(&kind.label_plural, &whole));
                // Each of the two alone is the wider list; both have more than a few.
                crumbs.extend(
                    both.iter().map(|at| crumb(&filters::cap(&facets[at.0].groups[at.1].words), &value(at))),
                );
                (view::pair_address(kind, facets, pair), &pair.records[..])
            }
            (_, [at]) => {
                crumbs.push(crumb(&kind.label_plural, &whole));
                (value(at), &facets[at.0].groups[at.1].records[..])
            }
            _ => (whole, groups.of_kind(kind)),
        };
        let listing =
            Listing { label: &label, address: &address, records, page, kind: Some(kind), having: &having };
        self.listing_page(&listing, crumbs, sink)
    }

    fn listing_page(
        &self,
        listing: &Listing<'_>,
        breadcrumbs: Vec<Crumb>,
        sink: &mut dyn Sink,
    ) -> Result<(), Problem> {
        let address = view::page_address(listing.address, listing.page);
        let n_pages = view::pages(listing.records.len(), self.site.settings.page_size);
        let of_pages = (n_pages > 1).then(|| format!("page {} of {n_pages}", listing.page));
        let on_page = of_pages.as_ref().map_or(String::new(), |p| format!(", {p}"));
        let count = filters::grouped(&listing.records.len().to_string());
        // Lists of several kinds are in order of date.
        let by_date = |kind: &Kind| kind.sort.descending && kind.date.as_ref() == Some(&kind.sort.field);
        let order = if listing.kind.is_none_or(by_date) { ", newest first" } else { "" };
        let alternates = match listing.kind {
            Some(kind) if kind.dataset => {
                vec![csv_alternate(self.site, kind), json_alternate(self.site, kind)]
            }
            Some(_) => Vec::new(),
            None => self.tables(),
        };
        let info = PageInfo {
            address: &address,
            template: "listing",
            title: listing.label,
            section: of_pages,
            description: Some(format!("{}: {count} in all{order}{on_page}.", listing.label)),
            breadcrumbs,
            alternates,
            data: data_behind(self.site, listing.kind),
            follow: listing.kind.and_then(|kind| self.follow_kind(kind)).into_iter().collect(),
            language: None,
            updated: None,
            structured: None,
            noindex: false,
        };
        let members = vec![("listing", view::listing(&self.view, listing))];
        self.page(&info, members, &address, &root_of(&address), sink)
    }

    pub(super) fn years(&self, sink: &mut dyn Sink) -> Result<(), Problem> {
        let values = self.site.groups.years.iter().rev().map(|(year, records)| {
            map(vec![
                ("label", Value::from(year.to_string())),
                ("count", Value::from(records.len())),
                ("address", Value::from(format!("/years/{year}/"))),
                ("current", Value::from(false)),
            ])
        });
        let group =
            map(vec![("label", Value::from("Years")), ("values", Value::from(values.collect::<Vec<_>>()))]);
        let empty =
            Listing { label: "Years", address: "/years/", records: &[], page: 1, kind: None, having: &[] };
        let base = view::listing(&self.view, &empty);
        let total: usize = self.site.groups.years.values().map(Vec::len).sum();
        let members: Vec<(&'static str, Value)> = [
            "label", "page", "pages", "first", "last", "address", "prev", "next", "numbers", "items", "csv",
            "json",
        ]
        .into_iter()
        .map(|key| (key, base.get_attr(key).unwrap_or_else(|_| none())))
        .chain([("groups", Value::from(vec![group])), ("total", Value::from(total))])
        .collect();
        let mut info = self.plain_info("/years/", "listing", "Years", "Everything by the year of its date.");
        info.alternates = self.tables();
        self.page(&info, vec![("listing", map(members))], "/years/", "../", sink)
    }

    pub(super) fn home(&self, sink: &mut dyn Sink) -> Result<(), Problem> {
        let title = self.site.settings.title.clone();
        let description = format!(
            "Decisions, reports and meetings of {}, with the data behind every page.",
            self.site.settings.council
        );
        let mut info = self.plain_info("/", "home", &title, &description);
        info.breadcrumbs.clear();
        info.alternates = self.tables();
        info.follow = self.site.kinds.iter().filter_map(|kind| self.follow_kind(kind)).collect();
        info.alternates.extend(changes_alternates(self.site));
        self.page(&info, vec![("home", view::home(&self.view))], "the home page", "./", sink)
    }

    pub(super) fn statement(&self, sink: &mut dyn Sink) -> Result<(), Problem> {
        let title = "Accessibility statement";
        let description = format!(
            "How far people with disabilities can use this website of {}.",
            self.site.settings.publisher
        );
        let info = self.plain_info(statement::ADDRESS, "statement", title, &description);
        self.page(&info, vec![("statement", view::statement(self.site))], title, "../", sink)
    }

    pub(super) fn search(&self, sink: &mut dyn Sink) -> Result<(), Problem> {
        let description = "Find records by their words, or go by names from A to Z.";
        let mut info = self.plain_info(search::PAGE, "search", "Search", description);
        info.alternates = self.tables();
        let size = search::size(self.site);
        self.page(
            &info,
            vec![("search", view::search(&self.view, [size, search::parts(size), search::ROWS]))],
            search::PAGE,
            "../",
            sink,
        )
    }

    /// The 404 page is shown at any depth, so its links start from the host's root.
    pub(super) fn not_found(&self, sink: &mut dyn Sink) -> Result<(), Problem> {
        let mut info =
            self.plain_info("/404.html", "404", "Page not found", "There is no page at this address.");
        info.noindex = true;
        self.page(&info, Vec::new(), "the 404 page", &self.host_path, sink)
    }

    pub(super) fn redirect(&self, unit: &Unit, to: &str, sink: &mut dyn Sink) -> Result<(), Problem> {
        let address = self.address_of(unit);
        let mut info = self.plain_info(&address, "redirect", "This page has moved", "This page has moved.");
        info.noindex = true;
        let target = self.site.url(to);
        let members = vec![("to", Value::from(to)), ("to_url", Value::from(target))];
        self.page(&info, members, &address, &root_of(&address), sink)
    }

    /// The tables behind a page that lists records of several kinds: of each kind that goes out as news and has records.
    fn tables(&self) -> Vec<Alternate> {
        let kinds = self.site.kinds.iter().filter(|k| k.page && k.feed && k.dataset);
        kinds
            .filter(|k| !self.site.groups.of_kind(k).is_empty())
            .map(|k| csv_alternate(self.site, k))
            .collect()
    }

    pub(super) fn plain_info<'p>(
        &self,
        address: &'p str,
        template: &'p str,
        title: &'p str,
        description: &str,
    ) -> PageInfo<'p> {
        PageInfo {
            address,
            template,
            title,
            section: None,
            description: Some(description.to_owned()),
            breadcrumbs: vec![Crumb { label: "Home".to_owned(), address: "/".to_owned() }],
            alternates: Vec::new(),
            data: data_behind(self.site, None),
            follow: Vec::new(),
            language: None,
            updated: None,
            structured: None,
            noindex: false,
        }
    }
}

fn crumb(label: &str, address: &str) -> Crumb {
    Crumb { label: label.to_owned(), address: address.to_owned() }
}

/// Where the data behind a page of a kind's records are: all forms and sizes stand there. None where no kind is published as data.
fn data_behind(site: &Site, kind: Option<&Kind>) -> Option<Crumb> {
    let [one, many] = if site.settings.workbooks { ["a spreadsheet, ", "spreadsheets, "] } else { [""; 2] };
    match kind.filter(|kind| kind.dataset) {
        Some(kind) => {
            let label = format!("All {} as {one}CSV or JSON", kind.label_plural.to_lowercase());
            Some(Crumb { label, address: dataset::page(kind) })
        }
        None => {
            let everything = || crumb(&format!("Everything here as {many}CSV or JSON"), super::data::HOME);
            site.kinds.iter().any(|kind| kind.dataset).then(everything)
        }
    }
}

// Tables are made at the same time as the pages that name them, so no page tells their size.

fn csv_alternate(site: &Site, kind: &Kind) -> Alternate {
    let label = format!("All {} as CSV", kind.label_plural.to_lowercase());
    Alternate { label, address: dataset::address(site, kind), media_type: "text/csv", size: None }
}

fn json_alternate(site: &Site, kind: &Kind) -> Alternate {
    let label = format!("All {} as JSON", kind.label_plural.to_lowercase());
    Alternate {
        label,
        address: site.data(&format!("{}.json", kind.plural)),
        media_type: "application/json",
        size: None,
    }
}

/// The feeds of what changed.
fn changes_alternates(site: &Site) -> [Alternate; 2] {
    let feed = |label: &str, file, media_type| Alternate {
        label: label.to_owned(),
        address: site.data(file),
        media_type,
        size: None,
    };
    [
        feed("What changed, as an Atom feed", "changes.atom", "application/atom+xml"),
        feed("What changed, as a JSON feed", "changes.json", "application/feed+json"),
    ]
}
