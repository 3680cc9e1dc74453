//! What pages weigh when a phone fetches them: budgets, and what crosses them.
//!
//! In: every page as it is made, then the pages once more that may be too heavy. Out: [`Weights`], and `heavy-page` warnings. A page is
//! compressed only where its raw size alone could cross a budget, so a large site costs hardly more than a small one.

use crate::diagnostic::report::apply_checks;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::edition::{Edition, Unit};
use crate::site::Site;
use crate::theme::Theme;
use flate2::Compression;
use flate2::write::GzEncoder;
use memchr::memmem;
use std::collections::BTreeSet;
use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// The home page with its stylesheets, compressed: one initial window of TCP (RFC 6928, ten segments of 1,460 bytes).
pub const HOME_MAX: usize = 14_000;
/// Files that a browser asks for to show the home page.
pub const REQUESTS_MAX: usize = 3;
/// Any page with the stylesheets, compressed.
pub const PAGE_MAX: usize = 100_000;
/// The stylesheets, compressed.
pub const STYLE_MAX: usize = 10_000;

const HOME: &str = "/";

/// The one page that runs a script.
const SEARCH: &str = crate::search::PAGE;

/// Looks at pages while they are made, on any number of threads.
#[derive(Default)]
pub struct Scales {
    /// The raw size of the largest page so far.
    most: AtomicUsize,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    largest: String,
    /// Pages whose raw size could cross the budget.
    candidates: BTreeSet<String>,
    /// Pages that run a script, and pages with an image that has no size.
    scripts: BTreeSet<String>,
    images: BTreeSet<String>,
}

/// What the pages weigh, compressed, with the stylesheets.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Weights {
    /// The home page, in bytes.
    pub home: usize,
    /// Files asked for to show it.
    pub requests: usize,
    /// The stylesheets, in bytes.
    pub style: usize,
    /// The page with the most bytes before compression.
    pub largest: String,
    /// What it comes to.
    pub largest_bytes: usize,
}

impl Scales {
    /// Takes in an output; those that are no pages are left alone.
    pub fn take(&self, address: &str, bytes: &[u8]) {
        if !(address.ends_with('/') || address.ends_with(".html")) {
            return;
        }
        let script =
            address != SEARCH && memmem::find_iter(bytes, b"<script").any(|at| !is_data(&bytes[at..]));
        let image = memmem::find_iter(bytes, b"<img ").any(|at| lacks_size(&bytes[at..]));
        let heavy = bytes.len() > PAGE_MAX - STYLE_MAX;
        let largest = bytes.len() >= self.most.load(Ordering::Relaxed);
        if !(script || image || heavy || largest) {
            return;
        }
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let most = self.most.load(Ordering::Relaxed);
        // Of two pages of one size the first by address, whatever thread made it.
        if bytes.len() > most || bytes.len() == most && (seen.largest.is_empty() || *address < *seen.largest)
        {
            self.most.store(bytes.len(), Ordering::Relaxed);
            address.clone_into(&mut seen.largest);
        }
        let own = || address.to_owned();
        if script {
            seen.scripts.insert(own());
        }
        if image {
            seen.images.insert(own());
        }
        if heavy {
            seen.candidates.insert(own());
        }
    }

    /// Weighs what was seen and reports what crosses a budget. `read` gives the bytes of an address once more.
    pub fn weigh(
        self,
        (site, theme, plan): (&Site, &Theme, &Edition),
        read: &dyn Fn(&str) -> Option<Vec<u8>>,
        out: &mut Diagnostics,
    ) -> Weights {
        let seen = self.seen.into_inner().unwrap_or_else(PoisonError::into_inner);
        let styles: Vec<&[u8]> = theme
            .assets
            .iter()
            .filter(|asset| asset.name.ends_with(".css"))
            .map(|asset| &*asset.bytes)
            .collect();
        let style: usize = styles.iter().map(|bytes| compressed(bytes)).sum();
        let whole = |address: &str| read(address).map_or(0, |bytes| compressed(&bytes) + style);
        let home = read(HOME).unwrap_or_default();
        let loaded = styles.iter().map(|bytes| memmem::find_iter(bytes, b"url(").count()).sum::<usize>();
        let weights = Weights {
            home: compressed(&home) + style,
            requests: requests(&home) + loaded,
            style,
            largest_bytes: whole(&seen.largest),
            largest: seen.largest,
        };
        let mut found = Found { site, plan, out: Diagnostics::new() };
        found.over("the stylesheets are", style, STYLE_MAX, None);
        found.over("the home page is", weights.home, HOME_MAX, Some(HOME));
        if weights.requests > REQUESTS_MAX {
            let message =
                format!("the home page asks for {} files; {REQUESTS_MAX} are enough", weights.requests);
            found.tell(message, HELP, Some(HOME));
        }
        for address in &seen.candidates {
            found.over(&format!("the page {address} is"), whole(address), PAGE_MAX, Some(address));
        }
        found.first(
            "runs a script, and only the search does",
            "take the script out of the template",
            &seen.scripts,
        );
        found.first(
            "has an image whose size is not told, so its text jumps when the image comes",
            "give the image `width` and `height`",
            &seen.images,
        );
        apply_checks(&mut found.out, &site.settings.checks);
        out.append(found.out);
        weights
    }
}

const HELP: &str =
    "people on slow lines wait for each of them: take out what the page can do without, or split it";

struct Found<'a> {
    site: &'a Site,
    plan: &'a Edition,
    out: Diagnostics,
}

impl Found<'_> {
    fn over(&mut self, what: &str, bytes: usize, most: usize, address: Option<&str>) {
        if bytes > most {
            let kilo = |n: usize| format!("{}.{} kB", n / 1000, n % 1000 / 100);
            let message = format!("{what} {} when compressed; the budget is {}", kilo(bytes), kilo(most));
            self.tell(message, HELP, address);
        }
    }

    /// One problem for all pages: they have it from one template.
    fn first(&mut self, what: &str, help: &str, addresses: &BTreeSet<String>) {
        let Some(first) = addresses.first() else { return };
        let more = match addresses.len() - 1 {
            0 => String::new(),
            more => format!(", and so do {more} more"),
        };
        self.tell(format!("the page {first} {what}{more}"), help, Some(first));
    }

    /// At the record whose page it is, else of the site as a whole.
    fn tell(&mut self, message: String, help: &str, address: Option<&str>) {
        let place = address.and_then(|address| match self.plan.unit_at(address)? {
            Unit::Record(ix) => Some(self.site.record(*ix).own_place()),
            _ => None,
        });
        let problem = Diagnostic::new(Code::HeavyPage, message).help(help.to_owned());
        self.out.push(match place {
            Some(place) => problem.at(place),
            None => problem,
        });
    }
}

fn compressed(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // Nothing refuses bytes in memory.
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.map_or(bytes.len(), |compressed| compressed.len())
}

/// The page itself, its stylesheets, images, scripts and icons.
fn requests(page: &[u8]) -> usize {
    let count = |needle: &[u8]| memmem::find_iter(page, needle).count();
    1 + count(b"<link rel=\"stylesheet\"")
        + count(b"<img ")
        + count(b"<script src=")
        + count(b"<link rel=\"icon\"")
}

/// Whether a script element holds data and runs nothing.
fn is_data(tag: &[u8]) -> bool {
    tag.starts_with(b"<script type=\"application/ld+json\"")
}

/// Whether an image of the site's own does not say how large it is. What stands elsewhere is the author's, and its size is not known.
fn lacks_size(tag: &[u8]) -> bool {
    let tag = &tag[..memchr::memchr(b'>', tag).unwrap_or(tag.len())];
    let has = |name: &[u8]| memmem::find(tag, name).is_some();
    !(has(b"src=\"http") || has(b" width=\"") && has(b" height=\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_and_scripts_are_counted_from_the_page() {
        let page = b"<link rel=\"stylesheet\" href=\"a\"><img src=\"b\"><script type=\"application/ld+json\">{}</script>";
        assert_eq!(requests(page), 3);
        assert!(is_data(&page[memmem::find(page, b"<script").unwrap()..]) && !is_data(b"<script>"));
        assert!(
            lacks_size(b"<img src=\"a\" width=\"1\">")
                && !lacks_size(b"<img src=\"a\" width=\"1\" height=\"1\">")
        );
        assert!(!lacks_size(b"<img src=\"https://a.example/\">"));
    }

    #[test]
    fn the_largest_page_is_the_same_in_any_order() {
        let pages = [("/b/", "22"), ("/a/", "22"), ("/c/", "1"), ("/d.json", "4444")];
        for turn in 0..pages.len() {
            let scales = Scales::default();
            pages
                .iter()
                .cycle()
                .skip(turn)
                .take(pages.len())
                .for_each(|(a, text)| scales.take(a, text.as_bytes()));
            assert_eq!(scales.seen.into_inner().unwrap().largest, "/a/");
        }
    }
}
