//! What a record publishes of itself, in the form that is hashed.
//!
//! Its public fields as JSON and its prose. References stand as ids, as in the tables: that another record has a new title is no change
//! of this one. What the site says of every record (publisher, licence, web addresses) is not part of it either.

use crate::kind::published;
use crate::ledger::Content;
use crate::record::{Ix, Value};
use crate::render::{Problem, Renderer};
use crate::site::Site;

/// The name under which prose stands, as in a record's JSON.
const PROSE: &str = "prose";

/// The content of a record of a site.
///
/// # Errors
/// When the file of its prose cannot be read any more.
pub(super) fn of(site: &Site, renderer: &Renderer<'_>, ix: Ix) -> Result<Content, Problem> {
    let record = site.record(ix);
    let mut content = Content::new();
    for field in published(&record.kind.fields) {
        if let Some(value) = record.fields.get(&field.name) {
            content.insert((&*field.name).into(), json(value)?);
        }
    }
    if let Some(prose) = renderer.prose(ix)? {
        content.insert(PROSE.into(), json(&Value::from_text(prose))?);
    }
    Ok(content)
}

fn json(value: &Value) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec(value).map_err(|error| Problem::Machine(error.to_string()))
}
