//! The preview's own pages: all problems, all addresses, what is due; and the files its frame needs.

use super::frame;
use super::shown::{self, Shown};
use crate::serve::Answer;
use crate::site::State;
use minijinja::{Value, context};

/// The folder of the preview's own addresses: no site has it, for no kind's folder begins with `_`.
pub const FOLDER: &str = "/_crier/";

/// So many addresses are listed at once.
const ADDRESSES_MAX: usize = 2_000;

/// What stands at a name in [`FOLDER`].
pub(super) fn answer(shown: &Shown, name: &str, query: Option<&str>) -> Answer {
    let file = |bytes: &[u8], media_type| Answer::Page { bytes: bytes.to_vec(), media_type };
    match name {
        "" => Answer::Page { bytes: desk(shown, query), media_type: "text/html; charset=utf-8" },
        "live.js" => file(include_bytes!("pages/live.js"), "text/javascript; charset=utf-8"),
        "preview.css" => file(include_bytes!("pages/preview.css"), "text/css; charset=utf-8"),
        "icon.svg" => file(include_bytes!("pages/icon.svg"), "image/svg+xml"),
        "state.json" => file(shown.event().as_bytes(), "application/json"),
        _ => Answer::Missing { bytes: desk(shown, None) },
    }
}

fn desk(shown: &Shown, query: Option<&str>) -> Vec<u8> {
    let q = query.and_then(asked).unwrap_or_default();
    let all = shown.addresses();
    let found: Vec<&str> = all.iter().copied().filter(|address| address.contains(&q)).collect();
    let site = shown.site();
    let due = shown.due.iter().map(|due| {
        let address = site.and_then(|site| site.record(site.records.find(&due.id)?).address());
        let until = due.until.as_deref().map_or("not stated".to_owned(), frame::when);
        context! { id => &*due.id, path => &*due.path, state => words(due.state), until, address }
    });
    let values = context! {
        title => site.map_or("a site whose settings cannot be read".to_owned(), |site| site.settings.title.clone()),
        day => shown::day(shown.today()), drafts => shown.shows_drafts(), desk => FOLDER,
        problems => shown.whole_report().problems.iter().map(frame::problem).collect::<Vec<_>>(),
        due => due.collect::<Vec<Value>>(), q => &q, all => all.len(), found => found.len(),
        addresses => found.into_iter().take(ADDRESSES_MAX).map(Value::from).collect::<Vec<_>>(),
    };
    frame::own(shown, "desk.html", values)
}

fn words(state: State) -> &'static str {
    match state {
        State::Public => "public",
        State::Exempt => "exempt",
        State::Withdrawn => "withdrawn",
        State::Redacted | State::Retired => "redacted",
        State::Draft => "draft",
        State::Embargoed => "not published yet",
    }
}

/// The letters asked for, from `q=…`.
fn asked(query: &str) -> Option<String> {
    let value = query.split('&').find_map(|pair| pair.strip_prefix("q="))?;
    let bytes = value.replace('+', " ");
    crate::serve::percent_decoded(&bytes).and_then(|bytes| String::from_utf8(bytes).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_read_from_a_query() {
        assert_eq!(asked("q=%2Freports%2F&x=1").as_deref(), Some("/reports/"));
        assert_eq!(asked("x=1"), None);
        assert_eq!(asked("q=a+b").as_deref(), Some("a b"));
    }
}
