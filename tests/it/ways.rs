//! Ways through a site: its menu and foot are declared, every link leads somewhere, every page is found from the home page. No page
//! uses our own trade's words.

use crate::edition::{Made, make, reported, world};
use std::collections::BTreeSet;

/// The words of the links between two marks of a page.
fn words<'a>(page: &'a str, from: &str, to: &str) -> Vec<&'a str> {
    let (_, rest) = page.split_once(from).unwrap_or_default();
    let (part, _) = rest.split_once(to).expect("its end");
    part.split("</a>")
        .filter_map(|link| link.rsplit_once('>'))
        .map(|(_, words)| words.trim())
        .filter(|w| !w.is_empty())
        .collect()
}

fn menu(page: &str) -> Vec<&str> {
    words(page, "<nav class=\"main-nav\"", "</nav>")
}

const REPORT: &str = "---\ntitle: Depot\ndate: 2026-03-01\nbody: council\n---\n";

#[test]
fn the_menu_leads_to_kinds_with_a_place_in_it_and_to_pages_with_words_for_it() {
    let page = |title: &str, lines: &str| format!("---\ntitle: {title}\n{lines}---\nText.\n");
    let (data, about) = (page("All our data", "menu: Data\n"), page("About us", ""));
    let draft = page("Not yet", "menu: Soon\nstatus: draft\n");
    let made = make(&world(&[
        ("data/bodies.csv", "name,title,type\ncouncil,Council,council\n"),
        ("data/topics.csv", "name,title\nroads,Roads\n"),
        ("content/reports/depot.md", REPORT),
        ("content/pages/all-data.md", &data),
        ("content/pages/about.md", &about),
        ("content/pages/draft.md", &draft),
    ]));
    let page = made.text("/reports/depot/");
    // Bodies have no place in the menu; decisions, meetings and wards have one, and there are none.
    assert_eq!(menu(&page), ["Reports", "Topics", "Data"]);
    assert_eq!(words(&page, "<dt>Pages</dt>", "</dd>"), ["Names from A to Z", "About us", "All our data"]);
}

#[test]
fn a_kind_of_a_site_s_own_takes_the_place_it_asks_for() {
    let kind = |menu: &str| {
        format!(
            r#"{{ "title": "Petition", "description": "A petition.",
  "x-kind": {{ "plural": "petitions", "label": "Petition", "label_plural": "Petitions", "menu": {menu} }},
  "type": "object", "required": ["title"], "unevaluatedProperties": false, "allOf": [{{ "$ref": "common.json" }}], "properties": {{}} }}"#
        )
    };
    let site = |menu: &str| {
        world(&[
            ("data/kinds/petition.json", &kind(menu)),
            ("content/petitions/bins.md", "---\ntitle: Bins\n---\n"),
            ("data/topics.csv", "name,title\nroads,Roads\n"),
        ])
    };
    assert_eq!(menu(&make(&site("1")).text("/")), ["Petitions", "Topics", "Data"]);
    assert_eq!(menu(&make(&site("9")).text("/")), ["Topics", "Petitions", "Data"]);
    for wrong in ["0", "true", "\"first\""] {
        let report = reported(&site(wrong));
        let messages: Vec<&str> = report.problems.iter().map(|p| p.message.as_str()).collect();
        assert_eq!(messages, ["`menu` is not a place in the menu"], "{wrong}");
    }
}

/// The addresses on this site that a page links to, without their anchors.
fn links(made: &Made, address: &str) -> Vec<String> {
    let page = made.text(address);
    let hrefs = page.split("href=\"").skip(1).filter_map(|rest| rest.split_once('"')).map(|(href, _)| href);
    let inside = hrefs.filter(|href| !href.contains(':') && !href.starts_with('#'));
    inside.map(|href| joined(address, href.split('#').next().unwrap_or(href))).collect()
}

fn joined(from: &str, href: &str) -> String {
    let mut folders: Vec<&str> = from.trim_matches('/').split('/').filter(|f| !f.is_empty()).collect();
    if !from.ends_with('/') {
        folders.pop();
    }
    for step in href.split('/') {
        match step {
            "." | "" => {}
            ".." => drop(folders.pop()),
            step => folders.push(step),
        }
    }
    let end = if href.ends_with('/') && !folders.is_empty() { "/" } else { "" };
    format!("/{}{end}", folders.join("/"))
}

#[test]
fn every_page_of_the_demonstration_is_found_from_the_home_page_and_no_link_is_broken() {
    let made = crate::kinds::made_demonstration();
    let mut found = BTreeSet::from(["/".to_owned()]);
    let mut left = vec!["/".to_owned()];
    while let Some(address) = left.pop() {
        for link in links(made, &address) {
            assert!(made.outputs.contains_key(&link), "{address} leads to {link}, where nothing is");
            if link.ends_with('/') && found.insert(link.clone()) {
                left.push(link);
            }
        }
    }
    let unfound: Vec<&String> =
        made.outputs.keys().filter(|a| a.ends_with('/') && !found.contains(*a)).collect();
    assert!(unfound.is_empty(), "no link leads to {unfound:?}");
}

#[test]
fn every_fragment_that_a_page_of_the_demonstration_links_to_is_there() {
    let made = crate::kinds::made_demonstration();
    let pages: Vec<&String> =
        made.outputs.keys().filter(|a| a.ends_with('/') || a.ends_with(".html")).collect();
    let mut followed = 0;
    for address in pages {
        let page = made.text(address);
        let hrefs =
            page.split("href=\"").skip(1).filter_map(|rest| rest.split_once('"')).map(|(href, _)| href);
        for (to, fragment) in hrefs.filter(|href| !href.contains(':')).filter_map(|href| href.split_once('#'))
        {
            let target = if to.is_empty() { address.clone() } else { joined(address, to) };
            let there = made.text(&target).contains(&format!(" id=\"{fragment}\""));
            assert!(there, "{address} leads to {target}#{fragment}, which is not there");
            followed += 1;
        }
    }
    assert!(followed > 100, "only {followed} were found");
}

#[test]
fn no_page_of_the_demonstration_uses_words_of_the_trade() {
    let made = crate::kinds::made_demonstration();
    let trade =
        ["matter", "kind", "kinds", "facet", "facets", "edition", "editions", "tombstone", "tombstones"];
    for address in made.outputs.keys().filter(|a| a.ends_with('/') || a.ends_with(".html")) {
        // Columns and tables have the names they have; elsewhere such words are never used.
        let text = made.words_beside_code(address);
        let said = text.split(|c: char| !c.is_alphanumeric()).find(|word| trade.contains(word));
        assert_eq!(said, None, "{address}");
    }
}
