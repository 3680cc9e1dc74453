//! The catalogue that harvesters read: `/data/catalog.jsonld`.
//!
//! DCAT-AP 3.0.1, with what the UK Cross-Government Metadata Exchange Model requires beside it: a version, a creator, a contact, access
//! rights, the security classification, how often. The context stands in the file: nothing has to be fetched.

use super::{Others, Output, What};
use crate::date::{self, Precision};
use crate::kind::Kind;
use crate::media;
use crate::site::{Site, settings};
use serde_json::{Value, json};
use std::io::{self, Write};

/// The address of the catalogue.
pub const ADDRESS: &str = "/data/catalog.jsonld";

/// Where the terms of the UK model are.
const UK: &str = "https://w3id.org/co-cddo/uk-cross-government-metadata-exchange-model/";

pub(super) fn plan(files: &mut Vec<Output>) {
    files.push(Output { address: ADDRESS.to_owned(), what: What::Catalog });
}

pub(super) fn write(site: &Site, others: &dyn Others, out: &mut dyn Write) -> io::Result<()> {
    let files = super::plan(site);
    let kinds = site.kinds.iter().filter(|kind| kind.dataset);
    let datasets: Vec<Value> =
        kinds.map(|kind| dataset(site, others, kind, &files)).collect::<io::Result<_>>()?;
    let settings = &site.settings;
    let mut catalog = json!({
        "@context": context(),
        "@id": site.url(ADDRESS),
        "@type": "dcat:Catalog",
        "dct:title": worded(site, &settings.title),
        "dct:description": worded(site, &format!(
            "Decisions, reports, meetings and what belongs to them, from records {}.", settings.of_council()
        )),
        "dct:publisher": agent(site, &settings.publisher),
        "dct:language": language(&settings.language),
        "foaf:homepage": { "@id": site.url("/"), "@type": "foaf:Document" },
        "dcat:dataset": datasets,
    });
    if let Some(licence) = licence(site) {
        catalog["dct:license"] = licence;
    }
    if let Some(day) = site.kinds.iter().filter_map(|kind| modified(site, kind)).max() {
        catalog["dct:modified"] = typed("xsd:date", &day);
    }
    serde_json::to_writer_pretty(&mut *out, &catalog)?;
    out.write_all(b"\n")
}

fn context() -> Value {
    json!({
        "dcat": "http://www.w3.org/ns/dcat#",
        "dct": "http://purl.org/dc/terms/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "spdx": "http://spdx.org/rdf/terms#",
        "vcard": "http://www.w3.org/2006/vcard/ns#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "uk": UK,
    })
}

fn dataset(site: &Site, others: &dyn Others, kind: &Kind, files: &[Output]) -> io::Result<Value> {
    let settings = &site.settings;
    let own = files.iter().filter(|file| file.what.kind() == Some(kind.index));
    let forms: Vec<Value> =
        own.map(|file| distribution(site, others, kind, file)).collect::<io::Result<_>>()?;
    let mut dataset = json!({
        "@id": site.url(&super::page(kind)),
        "@type": "dcat:Dataset",
        "dct:title": worded(site, &super::titled(site, kind)),
        "dct:description": worded(site, &kind.description),
        "dct:identifier": site.url(&super::page(kind)),
        "dcat:version": VERSION,
        "dct:publisher": agent(site, &settings.publisher),
        // Of records about a council that somebody else made it is only the source.
        "dct:creator": agent(site, &settings.publisher),
        "dcat:contactPoint": {
            "@type": "vcard:Kind",
            "vcard:fn": settings.publisher,
            "vcard:hasEmail": { "@id": format!("mailto:{}", settings.contact) },
        },
        "dct:accessRights": { "@type": "dct:RightsStatement", "rdfs:label": "OPEN" },
        "dct:accrualPeriodicity": { "@id": "http://purl.org/cld/freq/irregular", "@type": "dct:Frequency" },
        "uk:securityClassification": "NOT_APPLICABLE",
        "dct:language": language(&settings.language),
        "dcat:landingPage": { "@id": site.url(&super::page(kind)), "@type": "foaf:Document" },
        "dcat:keyword": worded(site, &kind.label_plural.to_lowercase()),
        "dcat:distribution": forms,
    });
    if let Some(licence) = licence(site) {
        dataset["dct:license"] = licence;
    }
    if let Some(day) = modified(site, kind) {
        dataset["dct:modified"] = typed("xsd:date", &day);
    }
    Ok(dataset)
}

/// The major version of the tables; what it promises stands on the data pages.
const VERSION: &str = "1";

fn distribution(site: &Site, others: &dyn Others, kind: &Kind, file: &Output) -> io::Result<Value> {
    let digest = others.digest(&file.address)?;
    let url = site.url(&file.address);
    let name = file.address.trim_start_matches(&*site.data(""));
    let media = media::type_of(&file.address).split(';').next().unwrap_or_default();
    let mut form = json!({
        "@id": format!("{url}#file"),
        "@type": "dcat:Distribution",
        "dct:title": worded(site, name),
        "dcat:accessURL": { "@id": site.url(&super::page(kind)) },
        "dcat:downloadURL": { "@id": url },
        "dcat:mediaType": {
            "@id": format!("https://www.iana.org/assignments/media-types/{media}"), "@type": "dct:MediaType"
        },
        "dcat:byteSize": typed("xsd:nonNegativeInteger", &digest.size.to_string()),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {
                "@id": "http://spdx.org/rdf/terms#checksumAlgorithm_sha256", "@type": "spdx:ChecksumAlgorithm"
            },
            "spdx:checksumValue": typed("xsd:hexBinary", &digest.hex()),
        },
    });
    if let Some(licence) = licence(site) {
        form["dct:license"] = licence;
    }
    Ok(form)
}

/// The newest day a record of a kind says it changed, came, or is of.
fn modified(site: &Site, kind: &Kind) -> Option<String> {
    let day = |text: &str| {
        let period = date::any(text)?;
        (period.precision == Precision::Day).then(|| period.start.to_string())
    };
    let of = |record: &crate::record::Record| {
        let written = record.fields.text("updated").or_else(|| record.fields.text("created"));
        written.or_else(|| record.date()).and_then(day)
    };
    let newest = super::listed(site, kind).filter_map(|(_, record)| of(record)).max();
    // What is still to come has not changed anything yet.
    newest.map(|day| day.min(site.today.to_string()))
}

fn worded(site: &Site, text: &str) -> Value {
    json!({ "@value": text, "@language": site.settings.language })
}

fn typed(datatype: &str, text: &str) -> Value {
    json!({ "@value": text, "@type": datatype })
}

fn agent(site: &Site, name: &str) -> Value {
    // One who publishes and one whose records they are may be the same: then it is one agent.
    let part = if name == site.settings.publisher { "publisher" } else { "council" };
    json!({ "@id": format!("{}#{part}", site.url(ADDRESS)), "@type": "foaf:Agent", "foaf:name": name })
}

fn licence(site: &Site) -> Option<Value> {
    let (label, url) = settings::licence_name(&site.settings.licence);
    Some(json!({ "@id": url?, "@type": "dct:LicenseDocument", "rdfs:label": label }))
}

/// The EU's authority table names languages by three letters; those a council in the UK publishes in.
fn language(tag: &str) -> Value {
    let code = match tag.split('-').next().unwrap_or(tag) {
        "cy" => "CYM",
        "gd" => "GLA",
        "ga" => "GLE",
        "en" => "ENG",
        _ => "UND",
    };
    json!({ "@id": format!("http://publications.europa.eu/resource/authority/language/{code}"), "@type": "dct:LinguisticSystem" })
}
