//! What search engines read in pages, as JSON-LD in the terms of schema.org: a record of a kind that is something there, and a dataset.
//!
//! It claims nothing: a record that is only proposed has none.

use super::{Others, Output};
use crate::date;
use crate::kind::{Kind, Role, published};
use crate::media;
use crate::record::{Ix, Record};
use crate::site::{Site, State, claim, settings};
use serde_json::{Map, Value, json};
use std::io;

/// A record's JSON-LD; none where its kind is nothing in schema.org, or the record claims to be no more than a proposal.
pub fn record(site: &Site, ix: Ix) -> Option<String> {
    let record = site.record(ix);
    let term = record.kind.term.as_deref()?.strip_prefix("schema:")?;
    if site.state(ix) != State::Public || claim::is_only_proposed(record) {
        return None;
    }
    let mut about = Map::new();
    let url = site.urls[ix.0 as usize].as_deref()?;
    about.insert("@context".into(), "https://schema.org/".into());
    about.insert("@type".into(), term.into());
    about.insert("@id".into(), url.into());
    about.insert("url".into(), url.into());
    about.insert("name".into(), record.title().into());
    if let Some(summary) = record.fields.text("summary") {
        about.insert("description".into(), summary.into());
    }
    fields(site, record, &mut about);
    if record.kind.role == Some(Role::Calendar) {
        times(site, record, &mut about);
    }
    Some(embedded(&Value::Object(about)))
}

/// Fields of the root that are one text or name one record, and have a name in schema.org.
fn fields(site: &Site, record: &Record, about: &mut Map<String, Value>) {
    for field in published(&record.kind.fields) {
        let term = field.term.as_deref().and_then(|term| term.strip_prefix("schema:"));
        // What a claim says depends on what it rests on: that is for people to read.
        let (Some(term), Some(text), None) = (term, record.fields.text(&field.name), &field.basis) else {
            continue;
        };
        let value = match &field.reference {
            None => Value::from(text),
            Some(_) => match site.records.find(text) {
                Some(ix) => named(site, ix),
                None => continue,
            },
        };
        about.insert(term.to_owned(), value);
    }
}

fn named(site: &Site, ix: Ix) -> Value {
    let record = site.record(ix);
    let term = record.kind.term.as_deref().and_then(|term| term.strip_prefix("schema:"));
    let mut named = json!({ "@type": term.unwrap_or("Thing"), "name": record.title() });
    if let Some(url) = site.urls[ix.0 as usize].as_deref() {
        named["@id"] = url.into();
        named["url"] = url.into();
    }
    named
}

/// Start, end and state of a day, as far as they are known.
fn times(site: &Site, record: &Record, about: &mut Map<String, Value>) {
    let Some(day) = record.date() else { return };
    let at = |name: &str| {
        let time = date::time(record.fields.text(name)?).ok()?;
        let zone = jiff::tz::TimeZone::get(&site.settings.calendar.time_zone).ok()?;
        let start = date::day(day).ok()?.start.to_datetime(time).to_zoned(zone).ok()?;
        Some(start.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
    };
    about.insert("startDate".into(), at("starts").unwrap_or_else(|| day.to_owned()).into());
    if let Some(end) = at("ends") {
        about.insert("endDate".into(), end.into());
    }
    let status = match record.fields.text("state") {
        Some("scheduled") => "EventScheduled",
        Some("cancelled") => "EventCancelled",
        Some("postponed") => "EventPostponed",
        _ => return,
    };
    about.insert("eventStatus".into(), format!("https://schema.org/{status}").into());
}

/// A kind's data as a schema.org `Dataset`, with every file of it.
///
/// # Errors
/// When a file cannot be made to be measured.
pub fn dataset(site: &Site, others: &dyn Others, kind: &Kind, files: &[Output]) -> io::Result<String> {
    let settings = &site.settings;
    let own = files.iter().filter(|file| file.what.kind() == Some(kind.index));
    let form = |file: &Output| {
        let media = media::type_of(&file.address).split(';').next().unwrap_or_default();
        Ok(json!({
            "@type": "DataDownload",
            "encodingFormat": media,
            "contentUrl": site.url(&file.address),
            "contentSize": format!("{} B", others.digest(&file.address)?.size),
        }))
    };
    let forms: Vec<Value> = own.map(form).collect::<io::Result<_>>()?;
    let (label, licence) = settings::licence_name(&settings.licence);
    let page = site.url(&super::page(kind));
    Ok(embedded(&json!({
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": page,
        "url": page,
        "name": super::titled(site, kind),
        "description": format!(
            "{} From records {}, published by {} as tables and JSON.",
            kind.description, settings.of_council(), settings.publisher
        ),
        "license": licence.unwrap_or(label),
        "isAccessibleForFree": true,
        "creator": { "@type": "Organization", "name": settings.publisher },
        "publisher": { "@type": "Organization", "name": settings.publisher },
        "distribution": forms,
    })))
}

/// JSON that can stand in a page's script element: nothing in it ends the element or begins a comment (HTML, section 4.12.1.3).
fn embedded(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c")
}
