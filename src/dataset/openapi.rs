//! What can be asked for, as OpenAPI 3.1: `/openapi.json`. A static site answers GET alone.

use super::{Output, What, schema};
use crate::site::{Site, settings};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// The address of the description.
pub const ADDRESS: &str = "/openapi.json";

pub(super) fn plan(files: &mut Vec<Output>) {
    files.push(Output { address: ADDRESS.to_owned(), what: What::OpenApi });
}

pub(super) fn write(site: &Site, out: &mut dyn Write) -> io::Result<()> {
    let settings = &site.settings;
    let (label, url) = settings::licence_name(&settings.licence);
    let mut licence = json!({ "name": label });
    if let Some(url) = url {
        licence["url"] = url.into();
    }
    let whole = json!({
        "openapi": "3.1.0",
        "info": {
            "title": settings.title,
            "description": format!("Records {} as files. Each is fetched whole; nothing is asked of a server.", settings.of_council()),
            "version": "1",
            "contact": { "name": settings.publisher, "email": settings.contact },
            "license": licence,
        },
        "servers": [{ "url": settings.base_url }],
        "paths": paths(site),
    });
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    out.write_all(b"\n")
}

fn paths(site: &Site) -> Map<String, Value> {
    let mut paths = Map::new();
    for kind in site.kinds.iter() {
        let schema = json!({ "$ref": site.url(&schema::address(kind)) });
        let several = kind.label_plural.to_lowercase();
        if kind.dataset {
            let all = json!({ "type": "array", "items": schema });
            let words = format!("All {several}, without their text");
            paths.insert(
                site.data(&format!("{}.json", kind.plural)),
                get(&format!("{}-json", kind.plural), &words, "application/json", Some(&all)),
            );
            let words = format!("All {several} as a table");
            paths.insert(
                site.data(&format!("{}.csv", kind.plural)),
                get(&format!("{}-csv", kind.plural), &words, "text/csv", None),
            );
        }
        let has_one = site.records.of_kind(kind).next().is_some();
        if kind.page && kind.address.is_none() && has_one {
            let words = format!("One record: {}", kind.label.to_lowercase());
            // A kind's news feed stands where a record of the name "feed" would: no record may have it.
            let schema = if kind.feed { json!({ "anyOf": [schema, feed()] }) } else { schema };
            let mut one = get(&format!("{}-one", kind.plural), &words, "application/json", Some(&schema));
            one["parameters"] = json!([{
                "name": "name", "in": "path", "required": true, "schema": { "type": "string" },
                "description": "The part of the id after the slash.",
            }]);
            paths.insert(format!("/{}/{{name}}.json", kind.plural), one);
        }
    }
    paths
}

fn feed() -> Value {
    json!({ "title": "JSON Feed, for the name feed", "type": "object", "required": ["version", "items"] })
}

fn get(id: &str, words: &str, media: &str, schema: Option<&Value>) -> Value {
    let content = schema.map_or_else(|| json!({}), |schema| json!({ "schema": schema }));
    json!({
        "get": {
            "operationId": id,
            "summary": words,
            "responses": { "200": { "description": words, "content": { media: content } } },
        },
    })
}
