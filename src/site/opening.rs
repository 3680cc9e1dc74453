//! What time alone makes public: records whose exemption or embargo is over, or soon will be; and what is public until a day to come. Nobody edits a file on that day, so nobody
//! looks: the web team is told.

use super::hide::{Moment, State};
use crate::date;
use crate::ledger::Ledger;
use crate::record::{Record, Records};
use jiff::ToSpan;
use jiff::civil::Date;
use std::sync::Arc;

/// A record that becomes public by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Its id.
    pub id: Arc<str>,
    /// What keeps it from the public, or did: an exemption or an embargo; or will: a withdrawal.
    pub was: State,
    /// When that ends, or begins, as written.
    pub at: String,
    /// Whether it is public today.
    pub is_open: bool,
}

/// Days ahead, and days back where no release was ever recorded.
const DAYS: i32 = 7;

/// The records that will be public within a week, and those that are public since no release has recorded it; of a site without a release,
/// those of the last week.
pub(super) fn all(records: &Records, states: &[State], ledger: &Ledger, moment: Moment) -> Vec<Opening> {
    let guarded = records.iter().filter(|(_, record)| record.guarded);
    guarded.filter_map(|(ix, record)| of(record, states[ix.0 as usize], ledger, moment)).collect()
}

fn of(record: &Record, state: State, ledger: &Ledger, moment: Moment) -> Option<Opening> {
    let exempt = || record.fields.map("exempt").and_then(|exempt| exempt.text("until"));
    let embargo = || record.fields.text("publish_from");
    let is_open = state == State::Public;
    let withdrawn = || record.fields.map("withdrawn").and_then(|withdrawn| withdrawn.text("date"));
    if let Some(at) = withdrawn().filter(|_| is_open) {
        return Some(Opening { id: record.id.clone(), was: State::Withdrawn, at: at.to_owned(), is_open });
    }
    let (was, at) = match state {
        State::Exempt => (State::Exempt, exempt()?),
        State::Embargoed => (State::Embargoed, embargo()?),
        State::Public => {
            exempt().map(|at| (State::Exempt, at)).or_else(|| Some((State::Embargoed, embargo()?)))?
        }
        _ => return None,
    };
    let day = date::any(at)?.start;
    let told = if is_open {
        !is_recorded(ledger, &record.id, day) && (!ledger.is_empty() || day >= moment.today - DAYS.days())
    } else {
        day <= moment.today + DAYS.days()
    };
    told.then(|| Opening { id: record.id.clone(), was, at: at.to_owned(), is_open })
}

/// Whether a release on that day or later tells of the record.
fn is_recorded(ledger: &Ledger, id: &str, day: Date) -> bool {
    ledger.record(id).and_then(|known| ledger.event(known.seq)).is_some_and(|event| event.at >= day)
}
