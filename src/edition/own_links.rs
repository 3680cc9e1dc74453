//! Links that are written as whole addresses of this site: each leads to something that is there.

use super::Edition;
use crate::diagnostic::report::apply_checks;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::prose;
use crate::record::{Record, walk};
use crate::site::Site;

/// Reports those that lead to nothing: in prose, in Markdown fields, and in fields that hold an address.
pub(super) fn check(site: &Site, edition: &Edition, out: &mut Diagnostics) {
    let Some((_, base)) = site.settings.base_url.trim_end_matches('/').split_once("://") else { return };
    let before = out.len();
    for (_, record) in site.records.iter() {
        let mut links = Links { record, base, edition, out };
        for link in record.prose.iter().flat_map(|facts| &facts.outside) {
            links.judge(&link.target, LINK, || Place::Span(record.origin.path.clone(), link.span));
        }
        walk::visit(record, &mut links);
    }
    if out.len() > before {
        apply_checks(out, &site.settings.checks);
    }
}

/// What to do about a link.
const LINK: &str = "write its record, if it has one, as kind/name: such a link is kept right; else compare it with the address of the page";
/// And about an address in a field that holds nothing else.
const ADDRESS: &str = "compare it with the address of the page";

/// Looks at the addresses of one record.
struct Links<'a> {
    record: &'a Record,
    base: &'a str,
    edition: &'a Edition,
    out: &'a mut Diagnostics,
}

impl Links<'_> {
    fn judge(&mut self, target: &str, help: &'static str, place: impl FnOnce() -> Place) {
        if own(target, self.base).is_none_or(|path| is_there(self.edition, path)) {
            return;
        }
        let message = format!("the link \"{target}\" leads to a page of this site that is not there");
        let problem = Diagnostic::new(Code::BrokenLink, message).at(place()).about(&self.record.id);
        self.out.push(problem.help(help).quoting(target));
    }
}

impl walk::Visitor for Links<'_> {
    fn reference(&mut self, _: walk::Found<'_>) {}

    fn passage(&mut self, passage: walk::Passage<'_>) {
        for link in prose::addresses(passage.text) {
            let record = self.record;
            let target = link.text.clone();
            self.judge(&target, LINK, || record.place_within(&walk::pointer(passage.steps), link));
        }
    }

    fn address(&mut self, passage: walk::Passage<'_>) {
        let record = self.record;
        self.judge(passage.text, ADDRESS, || record.place(&walk::pointer(passage.steps)));
    }
}

/// The path within the site of an address that begins as the site's own does, whatever its scheme.
fn own<'a>(target: &'a str, base: &str) -> Option<&'a str> {
    let (_, rest) = target.split_once("://")?;
    let (start, path) = rest.split_at_checked(base.len())?;
    let path = path.split(['#', '?']).next().unwrap_or_default();
    (start.eq_ignore_ascii_case(base) && (path.is_empty() || path.starts_with('/'))).then_some(path)
}

/// Whether a host shows something there: it finds a folder's page by the folder's name, too.
fn is_there(edition: &Edition, path: &str) -> bool {
    let path = path.strip_suffix("index.html").unwrap_or(path);
    edition.has(path) || edition.has(&format!("{path}/"))
}

#[cfg(test)]
mod tests {
    use super::own;

    #[test]
    fn an_address_is_of_this_site_whole() {
        let base = "www.council.example/papers";
        for (target, path) in [
            ("https://www.council.example/papers/reports/a/#para-2.3", Some("/reports/a/")),
            ("http://WWW.council.example/papers?q=a", Some("")),
            ("https://www.council.example/papers-of-old/", None),
            ("https://www.council.example/", None),
            ("https://council.example/papers/", None),
            ("mailto:clerk@council.example", None),
        ] {
            assert_eq!(own(target, base), path, "{target}");
        }
    }
}
