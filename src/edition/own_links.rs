//! Links in prose that are written as whole addresses of this site: each leads to something that is there.

use super::Edition;
use crate::diagnostic::report::apply_checks;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::site::Site;

/// Reports those that lead to nothing.
pub(super) fn check(site: &Site, edition: &Edition, out: &mut Diagnostics) {
    let Some((_, base)) = site.settings.base_url.trim_end_matches('/').split_once("://") else { return };
    let before = out.len();
    for (_, record) in site.records.iter() {
        for link in record.prose.iter().flat_map(|facts| &facts.outside) {
            if own(&link.target, base).is_some_and(|path| !is_there(edition, path)) {
                let message =
                    format!("the link \"{}\" leads to a page of this site that is not there", link.target);
                let help = "write its record, if it has one, as kind/name: such a link is kept right; else compare it with the address of the page";
                let problem = Diagnostic::new(Code::BrokenLink, message)
                    .at_span(&record.origin.path, link.span)
                    .about(&record.id)
                    .help(help)
                    .quoting(&*link.target);
                out.push(problem);
            }
        }
    }
    if out.len() > before {
        apply_checks(out, &site.settings.checks);
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
