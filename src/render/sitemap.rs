//! sitemap.xml and robots.txt (sitemaps.org 0.9; RFC 9309).

use crate::edition::{Edition, SITEMAP_MAX, Unit};
use crate::site::Site;
use crate::theme::filters::escape;

/// The address of a part of the sitemap; of the whole without a part.
pub fn address(part: Option<usize>) -> String {
    part.map_or_else(|| "/sitemap.xml".to_owned(), |part| format!("/sitemap-{}.xml", part + 1))
}

/// The sitemap, or the index of its parts where there are too many addresses for one file. `lastmod` is the record's, never the clock's.
pub fn write(site: &Site, edition: &Edition, part: Option<usize>) -> Vec<u8> {
    let n_pages = edition.pages(site).count();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    if part.is_none() && n_pages > SITEMAP_MAX {
        out.push_str("<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
        for part in 0..n_pages.div_ceil(SITEMAP_MAX) {
            out.push_str("<sitemap>");
            loc(site, &address(Some(part)), &mut out);
            out.push_str("</sitemap>\n");
        }
        out.push_str("</sitemapindex>\n");
        return out.into_bytes();
    }
    let from = part.unwrap_or(0) * SITEMAP_MAX;
    out.push_str("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for (address, unit) in edition.pages(site).skip(from).take(SITEMAP_MAX) {
        out.push_str("<url>");
        loc(site, address, &mut out);
        if let Unit::Record(ix) = unit {
            let fields = &site.record(*ix).fields;
            if let Some(day) = fields.text("updated").or_else(|| fields.text("created")) {
                out.push_str("<lastmod>");
                escape(day, &mut out);
                out.push_str("</lastmod>");
            }
        }
        out.push_str("</url>\n");
    }
    out.push_str("</urlset>\n");
    out.into_bytes()
}

fn loc(site: &Site, address: &str, out: &mut String) {
    out.push_str("<loc>");
    escape(&site.url(address), out);
    out.push_str("</loc>");
}

/// robots.txt. A site that asks not to be indexed says so on its pages: a crawler kept out could not read that.
pub fn robots(site: &Site) -> Vec<u8> {
    format!("User-agent: *\nAllow: /\n\nSitemap: {}\n", site.url("/sitemap.xml")).into_bytes()
}
