//! Addresses that are gone. Pages of lists come and go with what they list; all else was promised to stay.

use super::sides::address_of;
use super::{Difference, Edition, counted, listed};
use std::io;

pub(super) fn compare(old: &dyn Edition, new: &dyn Edition, found: &mut Difference) -> io::Result<()> {
    let mut lost = Vec::new();
    let mut lists = Vec::new();
    for path in old.files().difference(new.files()) {
        // Its record's page says it.
        let page = path.strip_suffix(".json").map(|stem| format!("{stem}/index.html"));
        if page.is_some_and(|page| old.files().contains(&page) && !new.files().contains(&page)) {
            continue;
        }
        let list = if is_list(old, path)? { &mut lists } else { &mut lost };
        list.push(address_of(path));
    }
    if !lost.is_empty() {
        let count =
            if lost.len() == 1 { "1 address".to_owned() } else { format!("{} addresses", lost.len()) };
        found.breaks.push(format!("{count} gone: {}", listed(&lost)));
    }
    if !lists.is_empty() {
        found.changes.push(format!("{} of lists gone: {}", counted(lists.len(), "page"), listed(&lists)));
    }
    Ok(())
}

/// Whether a page only lists others: it says so, or its address has a name that is kept for lists.
fn is_list(old: &dyn Edition, path: &str) -> io::Result<bool> {
    if !path.ends_with("/index.html") {
        return Ok(false);
    }
    if path.starts_with("years/") || path.split('/').any(|step| step == "by" || step == "page") {
        return Ok(true);
    }
    let page = old.read(path)?;
    Ok(String::from_utf8_lossy(&page).contains("data-template=\"listing\""))
}
