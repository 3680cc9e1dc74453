//! What the members of published records are called in linked data (JSON-LD 1.1): `/context/v1.jsonld`.
//!
//! A field that declares `x-term` has that name, any other one of this site's own. The file is published here, for a context that has to be
//! fetched from elsewhere fails for all who work offline.

use super::{Output, What};
use crate::kind::{Field, Type, VOCABULARIES, published};
use crate::site::Site;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The address of the context.
pub const ADDRESS: &str = "/context/v1.jsonld";

pub(super) fn plan(files: &mut Vec<Output>) {
    files.push(Output { address: ADDRESS.to_owned(), what: What::Context });
}

pub(super) fn write(site: &Site, out: &mut dyn Write) -> io::Result<()> {
    let mut context = Map::new();
    context.insert("@version".into(), json!(1.1));
    context.insert("@vocab".into(), format!("{}#", site.url(ADDRESS)).into());
    context.extend(VOCABULARIES.map(|(name, at)| (name.to_owned(), at.into())));
    context.insert("id".into(), "dcterms:identifier".into());
    context.insert("url".into(), "@id".into());
    context.insert("kind".into(), "@type".into());
    context.insert("publisher".into(), "dcterms:publisher".into());
    context.insert("licence".into(), "dcterms:license".into());
    context.insert("prose".into(), "schema:text".into());
    // What a file says of itself is no statement about the record.
    context.insert("$schema".into(), Value::Null);
    context.extend(terms(site));
    serde_json::to_writer_pretty(&mut *out, &json!({ "@context": context }))?;
    out.write_all(b"\n")
}

/// The terms of fields, by name; of two kinds that differ about one, neither counts.
fn terms(site: &Site) -> BTreeMap<String, Value> {
    let mut declared: BTreeMap<String, Option<Value>> = BTreeMap::new();
    for kind in site.kinds.iter() {
        gather(&kind.fields, &mut declared);
    }
    declared.into_iter().filter_map(|(name, term)| Some((name, term?))).collect()
}

fn gather(fields: &[Field], declared: &mut BTreeMap<String, Option<Value>>) {
    for field in published(fields) {
        let term = match (&field.item().ty, &field.term) {
            // Its keys are anything people write: it stays JSON.
            (Type::Words, term) => Some(json!({ "@id": term.as_deref().unwrap_or(&field.name), "@type": "@json" })),
            (_, Some(term)) => Some(Value::from(term.as_str())),
            (_, None) => None,
        };
        if let Some(term) = term {
            let kept = declared.entry(field.name.to_string()).or_insert_with(|| Some(term.clone()));
            if kept.as_ref() != Some(&term) {
                *kept = None;
            }
        }
        gather(field.fields(), declared);
    }
}
