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
    let shared = shared(site);
    context.extend(shared.iter().filter_map(|(name, term)| Some(((*name).to_owned(), term.clone()?))));
    context.extend(open_maps(site));
    for kind in site.kinds.iter() {
        let own: Map<String, Value> = published(&kind.fields)
            .filter(|field| shared.get(&*field.name) == Some(&None))
            .filter_map(|field| Some((field.name.to_string(), field.term.as_deref()?.into())))
            .collect();
        if !own.is_empty() {
            // As a type it scopes the record's own members, as a member what stands in place of the record (JSON-LD 1.1, section 4.1.9).
            let id = format!("{}#{}", site.url(ADDRESS), kind.name);
            context.insert(kind.name.to_string(), json!({ "@id": id, "@context": own }));
        }
    }
    serde_json::to_writer_pretty(&mut *out, &json!({ "@context": context }))?;
    out.write_all(b"\n")
}

/// The terms of fields at the root, by name; none for one that kinds call differently.
fn shared(site: &Site) -> BTreeMap<&str, Option<Value>> {
    let mut terms: BTreeMap<&str, Option<Value>> = BTreeMap::new();
    for field in site.kinds.iter().flat_map(|kind| published(&kind.fields)) {
        let term = field.term.as_deref().map(Value::from);
        let kept = terms.entry(&field.name).or_insert_with(|| term.clone());
        if *kept != term {
            *kept = None;
        }
    }
    terms
}

/// Open maps, by name: their keys are anything people write, so they stay JSON.
fn open_maps(site: &Site) -> Map<String, Value> {
    fn gather(fields: &[Field], found: &mut Map<String, Value>, vocabulary: &str) {
        for field in published(fields) {
            if matches!(field.item().ty, Type::Words) {
                let id = field.term.clone().unwrap_or_else(|| format!("{vocabulary}{}", field.name));
                found.insert(field.name.to_string(), json!({ "@id": id, "@type": "@json" }));
            }
            gather(field.fields(), found, vocabulary);
        }
    }
    let mut found = Map::new();
    let vocabulary = format!("{}#", site.url(ADDRESS));
    site.kinds.iter().for_each(|kind| gather(&kind.fields, &mut found, &vocabulary));
    found
}
