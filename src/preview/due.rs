//! What residents do not see, and until when.

use crate::record::Value;
use crate::site::State;
use crate::site::load::Checked;
use std::sync::Arc;

/// What is due: a record that residents do not see, or not whole, and what becomes of it when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The record's id.
    pub id: Arc<str>,
    /// Where it is written: path and line.
    pub path: Arc<str>,
    /// The address of its page, were it public; none for a record without one.
    pub address: Option<String>,
    /// What it is now.
    pub state: State,
    /// When that ends, as written; none where nothing says so.
    pub until: Option<String>,
}

/// The records that residents do not see, or not whole.
pub(super) fn due(checked: &Checked) -> Vec<Due> {
    let hidden = checked.hidden().map(|(record, state)| {
        let text = |path: &str| record.fields.at(path).and_then(Value::text).map(str::to_owned);
        let until = match state {
            State::Embargoed => text("publish_from"),
            State::Exempt => text("exempt.until"),
            _ => None,
        };
        Due {
            id: record.id.clone(),
            path: record.origin.path.clone(),
            address: record.address(),
            state,
            until,
        }
    });
    hidden.collect()
}
