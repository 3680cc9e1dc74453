//! Files for web hosts: media types, cross-origin reading, caching and safety, said once and written for each sort of host.
//!
//! `_headers` is for hosts that read it (Netlify, Cloudflare Pages); `server/` holds pieces for nginx, Apache and IIS that a person puts in
//! place. Nothing published depends on any of them: a host that knows none of it serves a site that works.

use crate::media;
use crate::site::Site;
use std::fmt::Write;

/// A file for hosts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum File {
    /// `_headers`.
    Headers,
    /// A piece of a configuration of nginx.
    Nginx,
    /// `.htaccess`.
    Apache,
    /// `web.config`.
    Iis,
}

/// Every file, with its address.
pub const FILES: [(File, &str); 4] = [
    (File::Headers, "/_headers"),
    (File::Nginx, "/server/nginx.conf"),
    (File::Apache, "/server/htaccess.txt"),
    (File::Iis, "/server/web.config"),
];

/// What the pages of a site may load at most, and that no other site frames them. The `meta` element of each page but the search page allows
/// no script: a browser keeps to both.
const POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'";

/// Headers of everything.
const ALL: [(&str, &str); 3] = [
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Content-Security-Policy", POLICY),
];

/// Headers of data: any page may read them, and a removal reaches caches within minutes.
const DATA: [(&str, &str); 3] = [
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "ETag, Last-Modified, Content-Length, Content-Range"),
    ("Cache-Control", "public, max-age=300, must-revalidate"),
];

/// Endings of files that are data.
const ENDINGS: [&str; 9] = ["json", "jsonld", "csv", "xlsx", "parquet", "zip", "atom", "ics", "xml"];

/// Folders that hold data alone, for hosts that cannot go by endings.
const FOLDERS: [&str; 3] = ["data", "schema", "context"];

/// The text of a file.
pub fn write(site: &Site, file: File) -> Vec<u8> {
    let mut out = String::new();
    // Writing to a text cannot fail.
    let _ = match file {
        File::Headers => headers(&path(site), &mut out),
        File::Nginx => nginx(&path(site), &mut out),
        File::Apache => apache(&mut out),
        File::Iis => iis(&mut out),
    };
    out.into_bytes()
}

/// The path of the site on its host, with `/` at both ends.
fn path(site: &Site) -> String {
    let rest = site.settings.base_url.split_once("://").map_or("", |(_, rest)| rest);
    let path = rest.split_once('/').map_or("", |(_, path)| path.trim_matches('/'));
    if path.is_empty() { "/".to_owned() } else { format!("/{path}/") }
}

fn headers(path: &str, out: &mut String) -> std::fmt::Result {
    let rule = |pattern: &str, headers: &[(&str, &str)], out: &mut String| {
        writeln!(out, "{path}{pattern}")?;
        headers.iter().try_for_each(|(name, value)| writeln!(out, "  {name}: {value}"))
    };
    rule("*", &ALL, out)?;
    for folder in FOLDERS {
        rule(&format!("{folder}/*"), &DATA, out)?;
    }
    for ending in ENDINGS.iter().filter(|ending| !["csv", "xlsx", "parquet", "zip"].contains(ending)) {
        rule(&format!("*.{ending}"), &DATA, out)?;
    }
    for ending in ["atom", "ics", "jsonld", "parquet", "csv"] {
        writeln!(out, "{path}*.{ending}\n  Content-Type: {}", media_of(ending))?;
    }
    Ok(())
}

fn media_of(ending: &str) -> &'static str {
    media::type_of(&format!("a.{ending}"))
}

fn nginx(path: &str, out: &mut String) -> std::fmt::Result {
    writeln!(
        out,
        "# Put these lines into the server block of the site. An add_header in a location drops those above it,\n# so each location repeats all of them."
    )?;
    writeln!(out, "include mime.types;\ntypes {{")?;
    for ending in ["atom", "ics", "jsonld", "parquet", "csv"] {
        let media = media_of(ending).split(';').next().unwrap_or_default();
        writeln!(out, "    {media} {ending};")?;
    }
    writeln!(out, "}}\ncharset utf-8;\ncharset_types text/html text/css text/csv text/calendar text/plain;")?;
    writeln!(out, "error_page 404 {path}404.html;\nlocation {path} {{")?;
    add(&ALL, out)?;
    writeln!(out, "}}\nlocation ~ ^{path}.*\\.({})$ {{", ENDINGS.join("|"))?;
    add(&ALL, out)?;
    add(&DATA, out)?;
    writeln!(out, "}}")
}

fn add(headers: &[(&str, &str)], out: &mut String) -> std::fmt::Result {
    headers.iter().try_for_each(|(name, value)| writeln!(out, "    add_header {name} \"{value}\" always;"))
}

fn apache(out: &mut String) -> std::fmt::Result {
    writeln!(out, "# Save this as .htaccess in the folder of the site. It needs mod_headers and mod_mime.")?;
    for ending in ["atom", "jsonld", "parquet"] {
        writeln!(out, "AddType {} .{ending}", media_of(ending))?;
    }
    writeln!(out, "AddType text/calendar .ics\nAddType text/csv .csv")?;
    writeln!(
        out,
        "AddCharset UTF-8 .html .css .csv .ics .txt\nErrorDocument 404 /404.html\n<IfModule mod_headers.c>"
    )?;
    let set = |headers: &[(&str, &str)], out: &mut String| {
        headers.iter().try_for_each(|(name, value)| writeln!(out, "Header always set {name} \"{value}\""))
    };
    set(&ALL, out)?;
    writeln!(out, "<FilesMatch \"\\.({})$\">", ENDINGS.join("|"))?;
    set(&DATA, out)?;
    writeln!(out, "</FilesMatch>\n</IfModule>")
}

fn iis(out: &mut String) -> std::fmt::Result {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>")?;
    writeln!(
        out,
        "<!-- Save this as web.config in the folder of the site. IIS sends no file whose ending it does not know. -->"
    )?;
    writeln!(out, "<configuration>\n  <system.webServer>\n    <staticContent>")?;
    for ending in ["atom", "csv", "ics", "json", "jsonld", "parquet"] {
        writeln!(out, "      <remove fileExtension=\".{ending}\" />")?;
        writeln!(out, "      <mimeMap fileExtension=\".{ending}\" mimeType=\"{}\" />", media_of(ending))?;
    }
    writeln!(out, "    </staticContent>\n    <httpProtocol>\n      <customHeaders>")?;
    // IIS sets headers for a folder, not for endings: cross-origin reading is open for all, which is public anyway.
    for (name, value) in ALL.iter().chain(&DATA) {
        writeln!(
            out,
            "        <remove name=\"{name}\" />\n        <add name=\"{name}\" value=\"{value}\" />"
        )?;
    }
    writeln!(out, "      </customHeaders>\n    </httpProtocol>\n  </system.webServer>\n</configuration>")
}
