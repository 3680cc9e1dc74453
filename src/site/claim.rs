//! What a claim rests on, and the words it may be printed with (records.md §1, "Nothing is guessed").

use crate::kind::Field;
use crate::record::{Map, Value};

/// The words for a claim that rests on a proposal.
pub const PROPOSED: &str = "proposed";

/// The words for a claim of which nothing is held.
pub const NOT_HELD: &str = "no record held here";

/// What a claim rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// A minute, a decision record or a later paper: it may be printed as it is.
    Stands,
    /// A proposal.
    Proposed,
    /// Nothing stated, or no record held.
    NotHeld,
}

impl Standing {
    /// From the value of a basis field.
    pub fn of_basis(basis: Option<&str>) -> Standing {
        match basis {
            Some("minute" | "decision-record" | "later-paper") => Standing::Stands,
            Some("proposal") => Standing::Proposed,
            _ => Standing::NotHeld,
        }
    }

    /// The words that take the claim's place, none when it stands.
    pub fn words(self) -> Option<&'static str> {
        match self {
            Standing::Stands => None,
            Standing::Proposed => Some(PROPOSED),
            Standing::NotHeld => Some(NOT_HELD),
        }
    }
}

/// The basis of a claiming field: none when the field claims nothing, else the basis written beside it or at the root.
pub fn basis<'a>(field: &Field, holder: &'a Map, root: &'a Map) -> Option<Option<&'a str>> {
    let name = field.basis.as_deref()?;
    let value = match name.strip_prefix('/') {
        Some(path) => root.at(path),
        None => holder.at(name),
    };
    Some(value.and_then(Value::text))
}

/// How a claiming field stands; none when the field claims nothing.
pub fn standing(field: &Field, holder: &Map, root: &Map) -> Option<Standing> {
    basis(field, holder, root).map(Standing::of_basis)
}
