//! What every page has: the site around it and its own head.

use crate::search;
use crate::site::settings::Logo;
use crate::site::{Settings, Site, settings};
use crate::theme::object::{Kept, map, none, text_or_none};
use minijinja::Value;

/// The most plain pages that the foot of every page leads to; others are found through these.
const PAGES_MAX: usize = 12;

/// What the menu calls the page about the data.
const DATA: &str = "Data";

/// A link on the way to a page.
pub struct Crumb {
    /// Words.
    pub label: String,
    /// Site-absolute address.
    pub address: String,
}

/// The same content in another form.
pub struct Alternate {
    /// Words.
    pub label: String,
    /// Site-absolute address.
    pub address: String,
    /// Media type.
    pub media_type: &'static str,
    /// How many bytes it has, where they were made before the page.
    pub size: Option<usize>,
}

/// Something to follow.
pub struct Follow {
    /// What it is, after "Follow": "Oak ward", "all decisions".
    pub what: String,
    /// In which forms.
    pub forms: Vec<Alternate>,
}

/// The head of one page.
pub struct PageInfo<'a> {
    /// Site-absolute address.
    pub address: &'a str,
    /// Template's name.
    pub template: &'a str,
    /// Heading.
    pub title: &'a str,
    /// Words between the heading and the site's title, such as "page 2 of 7".
    pub section: Option<String>,
    /// Plain summary.
    pub description: Option<String>,
    /// The way there, ending with the parent.
    pub breadcrumbs: Vec<Crumb>,
    /// Other forms.
    pub alternates: Vec<Alternate>,
    /// The page about the data behind it, where any are published.
    pub data: Option<Crumb>,
    /// What can be followed here.
    pub follow: Vec<Follow>,
    /// Language, when it is not the site's.
    pub language: Option<&'a str>,
    /// Date of the record's last change.
    pub updated: Option<&'a str>,
    /// What the page is about, as JSON-LD.
    pub structured: Option<String>,
    /// Whether search engines are asked to stay away.
    pub noindex: bool,
}

/// Where the page for missing addresses stands.
const MISSING: &str = "/404.html";

/// The members of `page`; `menu` holds the addresses that the site's menu leads to.
pub fn page(site: &Site, menu: &[String], info: &PageInfo<'_>) -> Value {
    let settings = &site.settings;
    let full_title = match (&info.section, info.title == settings.title) {
        (Some(section), _) => format!("{} \u{2013} {section} \u{2013} {}", info.title, settings.title),
        (None, true) => settings.title.clone(),
        (None, false) => format!("{} \u{2013} {}", info.title, settings.title),
    };
    let crumbs = info.breadcrumbs.iter().map(|c| link(&c.label, c.address.clone()));
    let canonical = site.url(info.address);
    map(vec![
        ("address", Value::from(info.address)),
        ("menu", text_or_none(link_above(menu, info.address))),
        ("template", Value::from(info.template)),
        ("title", Value::from(info.title)),
        ("full_title", Value::from(full_title)),
        ("description", text_or_none(info.description.as_deref())),
        ("canonical", Value::from_safe_string(escaped(&canonical))),
        ("language", Value::from(info.language.unwrap_or(&settings.language))),
        ("breadcrumbs", Value::from(crumbs.collect::<Vec<_>>())),
        ("alternates", forms(&info.alternates)),
        ("as_data", info.data.as_ref().map_or_else(none, |data| link(&data.label, data.address.clone()))),
        ("follow", Value::from(info.follow.iter().map(follow).collect::<Vec<_>>())),
        ("noindex", Value::from(info.noindex || settings.noindex)),
        ("structured", info.structured.clone().map_or_else(none, Value::from_safe_string)),
        ("updated", text_or_none(info.updated)),
        ("mistake", Value::from_safe_string(mistake(settings, info, &canonical))),
    ])
}

/// The link of the menu that leads to an address, or to what it lies under: the nearest.
fn link_above<'m>(menu: &'m [String], address: &str) -> Option<&'m str> {
    let above = menu.iter().filter(|link| *link != "/" && address.starts_with(&**link) || *link == address);
    above.max_by_key(|link| link.len()).map(String::as_str)
}

fn forms(alternates: &[Alternate]) -> Value {
    let one = |form: &Alternate| {
        map(vec![
            ("label", Value::from(form.label.as_str())),
            ("address", Value::from(form.address.as_str())),
            ("type", Value::from_safe_string(form.media_type.to_owned())),
            ("size", form.size.map_or_else(none, Value::from)),
        ])
    };
    Value::from(alternates.iter().map(one).collect::<Vec<_>>())
}

fn follow(follow: &Follow) -> Value {
    map(vec![("what", Value::from(follow.what.as_str())), ("forms", forms(&follow.forms))])
}

/// A `mailto:` address with the page's reference filled in, escaped for an attribute. The page for missing addresses cannot know which was
/// asked for.
fn mistake(settings: &Settings, info: &PageInfo<'_>, canonical: &str) -> String {
    let subject = encoded(&format!("Mistake on \u{201c}{}\u{201d}", info.title));
    let body = match info.address {
        MISSING => encoded("The address that was not found: \n\nWhere you found it:\n"),
        _ => encoded(&format!("Page: {canonical}\n\nWhat is wrong:\n")),
    };
    ["mailto:", &escaped(&settings.contact), "?subject=", &subject, "&amp;body=", &body].concat()
}

fn encoded(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else if byte == b'\n' {
            out.push_str("%0D%0A");
        } else {
            let digit = |four: u8| char::from(HEX[usize::from(four)]);
            out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    out
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    crate::theme::filters::escape(text, &mut out);
    out
}

/// The members of `site`: the same on every page, so made once. `statement` is where the accessibility statement stands, if the settings
/// make it.
pub fn site(site: &Site, assets: &[(String, String)], statement: Option<&str>) -> Value {
    let s = &site.settings;
    let (label, url) = settings::licence_name(&s.licence);
    Value::from_object(Kept::new(vec![
        ("title", Value::from(s.title.as_str())),
        ("council", Value::from(s.council.as_str())),
        ("publisher", Value::from(s.publisher.as_str())),
        ("base_url", Value::from(s.base_url.as_str())),
        ("language", Value::from(s.language.as_str())),
        (
            "licence",
            map(vec![
                ("id", Value::from(s.licence.as_str())),
                ("label", Value::from(label)),
                ("url", url.map_or_else(none, |url| Value::from_safe_string(escaped(&url)))),
            ]),
        ),
        ("contact", Value::from(s.contact.as_str())),
        ("attribution", text_or_none(s.attribution.as_deref())),
        ("ward_finder", text_or_none(s.ward_finder.as_deref())),
        ("banner", text_or_none(s.banner.as_deref())),
        ("noindex", Value::from(s.noindex)),
        ("logo", s.logo.as_ref().map_or_else(none, logo)),
        ("home", Value::from("/")),
        ("nav", nav(site)),
        ("pages", pages(site)),
        (
            "assets",
            Value::from_pairs(
                assets.iter().map(|(name, address)| (name.clone(), Value::from(address.as_str()))),
            ),
        ),
        (
            "terms",
            Value::from_pairs(s.terms.iter().map(|(word, ours)| (word.clone(), Value::from(ours.as_str())))),
        ),
        ("statement", text_or_none(statement)),
        ("search", text_or_none(s.search.then_some(search::PAGE))),
        ("workbooks", Value::from(s.workbooks)),
    ]))
}

/// The council's sign.
fn logo(logo: &Logo) -> Value {
    map(vec![
        ("address", Value::from(format!("/assets/{}", logo.file))),
        ("alt", Value::from(logo.alt.as_deref().unwrap_or_default())),
        ("width", Value::from(logo.width)),
        ("height", Value::from(logo.height)),
    ])
}

/// The addresses that the site's menu leads to.
pub fn menu(site: &Value) -> Vec<String> {
    let links = site.get_attr("nav").and_then(|nav| nav.try_iter().map(Iterator::collect::<Vec<Value>>));
    let address = |link: Value| link.get_attr("address").ok().map(|address| address.to_string());
    links.unwrap_or_default().into_iter().filter_map(address).collect()
}

/// The site's menu: kinds that declare a place in it and have records, in that order; then records that declare words for it.
fn nav(site: &Site) -> Value {
    let mut kinds: Vec<_> = site
        .kinds
        .iter()
        .filter(|k| k.page && k.menu.is_some() && !site.groups.of_kind(k).is_empty())
        .collect();
    kinds.sort_by_key(|k| (k.menu, k.index));
    let kinds = kinds.into_iter().map(|k| link(&k.label_plural, format!("/{}/", k.plural)));
    let named = site.kinds.iter().flat_map(|kind| {
        let field = kind.fields.iter().find(|f| f.menu);
        let words = move |ix| field.and_then(|f| site.record(ix).fields.text(&f.name));
        let records = field.map_or(&[][..], |_| site.groups.of_kind(kind));
        records.iter().filter_map(move |ix| Some(link(words(*ix)?, site.record(*ix).address()?)))
    });
    let mut links: Vec<Value> = kinds.chain(named).collect();
    // A page of the site's own that goes by the same word leads there.
    let taken = |link: &Value| link.get_attr("label").is_ok_and(|label| label.as_str() == Some(DATA));
    if site.kinds.iter().any(|kind| kind.dataset) && !links.iter().any(taken) {
        links.push(link(DATA, "/data/".to_owned()));
    }
    Value::from(links)
}

/// Pages that stand in no list, for the foot of every page.
fn pages(site: &Site) -> Value {
    let kinds = site.kinds.iter().filter(|k| k.page && k.address.is_some());
    let records = kinds.flat_map(|k| site.groups.of_kind(k)).take(PAGES_MAX).map(|ix| site.record(*ix));
    let links = records.filter_map(|record| Some(link(record.title(), record.address()?)));
    Value::from(links.collect::<Vec<_>>())
}

fn link(label: &str, address: String) -> Value {
    map(vec![("label", Value::from(label)), ("address", Value::from(address))])
}
