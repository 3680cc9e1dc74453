//! What a claim rests on, and the words it may be printed with (records.md §1, "Nothing is guessed").

use super::Record;
use super::value::{Map, Value};
use crate::kind::{Field, Kind, Type};

/// The words for a claim that rests on a proposal.
pub const PROPOSED: &str = "proposed";

/// The words for a claim of which nothing is held.
pub const NOT_HELD: &str = "no record held here";

/// What is written of what a claim rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The minutes.
    Minute,
    /// The record of the decision.
    DecisionRecord,
    /// A later paper that says so.
    LaterPaper,
    /// A proposal only.
    Proposal,
    /// It is said that no record is held.
    NoneHeld,
    /// Nothing.
    Unsaid,
}

impl Basis {
    /// From the value of a basis field.
    pub fn of(text: Option<&str>) -> Basis {
        match text {
            Some("minute") => Basis::Minute,
            Some("decision-record") => Basis::DecisionRecord,
            Some("later-paper") => Basis::LaterPaper,
            Some("proposal") => Basis::Proposal,
            Some("none-held") => Basis::NoneHeld,
            _ => Basis::Unsaid,
        }
    }

    /// The value as published, none where nothing is written.
    pub fn text(self) -> Option<&'static str> {
        match self {
            Basis::Minute => Some("minute"),
            Basis::DecisionRecord => Some("decision-record"),
            Basis::LaterPaper => Some("later-paper"),
            Basis::Proposal => Some("proposal"),
            Basis::NoneHeld => Some("none-held"),
            Basis::Unsaid => None,
        }
    }
}

/// How a claim stands.
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
        Basis::of(basis).into()
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

impl From<Basis> for Standing {
    fn from(basis: Basis) -> Standing {
        match basis {
            Basis::Minute | Basis::DecisionRecord | Basis::LaterPaper => Standing::Stands,
            Basis::Proposal => Standing::Proposed,
            Basis::NoneHeld | Basis::Unsaid => Standing::NotHeld,
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

/// The field that makes a record's main claim, such as its outcome; none when its kind makes none.
pub fn main(record: &Record) -> Option<&Field> {
    of_kind(&record.kind)
}

/// The field that makes the main claim of a kind's records; none when it makes none.
pub fn of_kind(kind: &Kind) -> Option<&Field> {
    kind.fields.iter().find(|f| f.basis.is_some() && matches!(f.ty, Type::Choice(_)))
}

/// Whether a record says of itself, as a whole, that it rests on a proposal or is one (`x-proposed`).
pub fn is_only_proposed(record: &Record) -> bool {
    let proposed = |field: &Field| {
        field.proposed.as_deref().is_some_and(|value| record.fields.text(&field.name) == Some(value))
    };
    let rests = record.kind.field("basis").and_then(|f| record.fields.text(&f.name));
    Standing::of_basis(rests) == Standing::Proposed || record.kind.fields.iter().any(proposed)
}

/// How a record stands as a whole: its main claim, else that it is only proposed; none where it claims nothing.
pub fn of_record(record: &Record) -> Option<Standing> {
    let claims = main(record).filter(|field| record.fields.get(&field.name).is_some());
    let main = claims.and_then(|field| standing(field, &record.fields, &record.fields));
    main.or_else(|| is_only_proposed(record).then_some(Standing::Proposed))
}
