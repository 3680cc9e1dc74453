//! What is due on a day: reviews, deadlines, expected steps ([`crate::site::due`]), as all-day events.
//!
//! Whoever follows all days gets all of it; whoever follows one record what the records listed under it set, and what elsewhere names it in
//! the same breath: a step that it was to take, a protocol that it was to watch. A date without a day has no place in a calendar. What
//! is over stays, like a day that is over: so no file goes by the clock.

use super::text::Lines;
use super::{Subject, begin, records};
use crate::date::Precision;
use crate::prose;
use crate::record::{Ix, Value};
use crate::site::Site;
use crate::site::due::{ToCome, all, of_record};
use std::collections::BTreeSet;

pub(super) fn write(site: &Site, subject: Subject, lines: &mut Lines) {
    let mut due = match subject {
        Subject::Kind(_) => all(site),
        Subject::Naming(ix) => around(site, ix),
        Subject::Day(_) => Vec::new(),
    };
    due.retain(|due| due.period.precision == Precision::Day);
    due.sort_by_key(|due| (due.period.order(), due.ix));
    due.iter().for_each(|due| event(site, due, lines));
}

/// What the records listed under one set, and what others set where they name it.
fn around(site: &Site, ix: Ix) -> Vec<ToCome<'_>> {
    let listed: BTreeSet<Ix> = records(site, Subject::Naming(ix)).into_iter().collect();
    let linking: BTreeSet<Ix> = site.graph.links_to(ix).map(|link| link.from).collect();
    let id = &*site.record(ix).id;
    let names = |due: &ToCome<'_>| {
        due.holder.iter().any(|(_, value)| matches!(value, Value::Text(text) if **text == *id))
    };
    let others = linking.difference(&listed).flat_map(|from| of_record(site, *from)).filter(names);
    listed.iter().flat_map(|from| of_record(site, *from)).chain(others).collect()
}

/// Section 3.6.1: without an end the event lasts the day.
fn event(site: &Site, due: &ToCome<'_>, lines: &mut Lines) {
    let record = site.record(due.ix);
    let day = due.period.start;
    begin(site, (record, &format!("#{}", due.place)), day, lines);
    lines.plain("DTSTART;VALUE=DATE", &day.strftime("%Y%m%d").to_string());
    lines.plain("TRANSP", "TRANSPARENT");
    let words = due.standing.words().map(|words| format!(" ({words})")).unwrap_or_default();
    lines.text("SUMMARY", &format!("{}: {}{words}", due.label, record.title()));
    if let Some(what) = due.what {
        lines.text("DESCRIPTION", &prose::plain(what));
    }
    if let Some(url) = &site.urls[due.ix.0 as usize] {
        let part = due.anchor.as_deref().map(|anchor| format!("#{anchor}")).unwrap_or_default();
        lines.plain("URL", &format!("{url}{part}"));
    }
    lines.plain("END", "VEVENT");
}
