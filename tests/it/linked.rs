//! What describes the data for programs: schemas, the linked data context, the catalogue, the description of what can be asked for.

use crate::edition::{Made, make, world};
use crate::kinds::made_demonstration;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::LazyLock;

fn json(made: &Made, address: &str) -> Value {
    serde_json::from_str(&made.text(address)).unwrap_or_else(|error| panic!("{address}: {error}"))
}

/// Every state a record can be in, and something in every sort of field: made once.
fn states() -> &'static Made {
    static MADE: LazyLock<Made> = LazyLock::new(made_states);
    &MADE
}

fn made_states() -> Made {
    let record = |more: &str| {
        format!(
            "---\ntitle: Zqtitle\ndate: 2026-05-04\nbody: parks\ninternal_note: Zqprivate\n{more}---\nText.\n"
        )
    };
    let files = [
        ("content/reports/plain.md", record("wards: [elm]\nrecommendations: { items: [{ id: \"1\", text: Plant trees }] }\n")),
        ("content/reports/withdrawn.md", record("withdrawn: { date: 2026-06-01, reason: Sent in error, replaced_by: plain }\n")),
        ("content/reports/redacted.md", record("redacted: { date: 2026-06-01, reason: Personal data }\n")),
        ("content/reports/exempt.md", record("exempt: { kind: exempt, paragraph: 3, reason: Business, public_title: A contract }\n")),
        ("content/bodies/parks.md", "---\ntitle: Parks Committee\ntype: committee\nstate: existing\n---\n".to_owned()),
        ("content/bodies/hoped.md", "---\ntitle: Trees Group\ntype: advisory-group\nstate: proposed\n---\n".to_owned()),
        ("content/meetings/may.md", "---\ntitle: Parks </script><b>\nbody: parks\ndate: 2026-05-04\nstarts: \"18:30\"\nstate: cancelled\nvenue: Town Hall\n---\n".to_owned()),
        ("data/wards.csv", "name,title,code\nelm,Elm,E05015239\n".to_owned()),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    make(&world(&files))
}

/// The published records, single and in tables, with the address of their schema.
fn records(made: &Made) -> Vec<(String, String, Value)> {
    let mut all = Vec::new();
    let is_data = |address: &&String| {
        address.ends_with(".json") && !address.ends_with("feed.json") && !address.starts_with("/search/")
    };
    for address in made.outputs.keys().filter(is_data) {
        let value = json(made, address);
        if let Some(schema) = value["$schema"].as_str().and_then(|at| at.split_once("/schema/v1/")) {
            all.push((address.clone(), format!("/schema/v1/{}", schema.1), value));
        } else if let Value::Array(rows) = value {
            let of = |row: &Value| format!("/schema/v1/{}.json", row["kind"].as_str().unwrap());
            all.extend(rows.into_iter().map(|row| (address.clone(), of(&row), row)));
        }
    }
    all
}

#[test]
fn every_published_record_is_as_its_schema_says() {
    for made in [made_demonstration(), states()] {
        let records = records(made);
        assert!(records.len() > 10);
        let mut schemas = BTreeMap::new();
        for (address, schema, record) in &records {
            let (members, validator) = schemas.entry(schema).or_insert_with(|| {
                let schema = json(made, schema);
                let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
                (schema["properties"].clone(), validator)
            });
            let errors: Vec<String> =
                validator.iter_errors(record).map(|e| format!("{}: {e}", e.instance_path())).collect();
            assert!(errors.is_empty(), "{address}: {errors:?}");
            for member in record.as_object().unwrap().keys() {
                assert!(members.get(member).is_some(), "{address}: the schema is silent on {member}");
            }
        }
    }
}

#[test]
fn a_schema_finds_what_is_wrong() {
    let made = states();
    let schema = json(made, "/schema/v1/report.json");
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    let sound = json(made, "/reports/plain.json");
    assert!(validator.is_valid(&sound));
    for (member, wrong) in [
        ("id", Value::from("ward/elm")),
        ("date", Value::from("4 May 2026")),
        ("url", Value::from("not an address")),
        ("body", Value::from("body/parks")),
        ("wards", Value::from("elm")),
        ("title", Value::from(7)),
    ] {
        let mut broken = sound.clone();
        broken[member] = wrong;
        assert!(!validator.is_valid(&broken), "{member}");
    }
    let mut short = sound;
    short.as_object_mut().unwrap().remove("date");
    assert!(!validator.is_valid(&short), "a required member");
    assert!(
        !made.text("/schema/v1/report.json").contains("internal_note"),
        "private fields are not described"
    );
}

#[test]
fn the_context_stands_here_and_calls_members_by_known_names() {
    let made = states();
    let context = json(made, "/context/v1.jsonld");
    let context = &context["@context"];
    assert_eq!(json(made, "/reports/plain.json")["@context"], "https://t.example/context/v1.jsonld");
    for (member, term) in
        [("title", "dcterms:title"), ("date", "dcterms:date"), ("url", "@id"), ("kind", "@type")]
    {
        assert_eq!(context[member], term, "{member}");
    }
    // The body of a meeting holds it; that of a report does not.
    assert_eq!(context["body"].get("schema:organizer"), None);
    assert_eq!(context["meeting"]["@context"]["body"], "schema:organizer");
    assert_eq!(context["category"]["@type"], "@json");
}

#[test]
fn the_catalogue_leads_to_every_table_with_its_size_and_digest() {
    let made = states();
    let catalog = json(made, "/data/catalog.jsonld");
    let datasets = catalog["dcat:dataset"].as_array().unwrap();
    let mut n_files = 0;
    for form in datasets.iter().flat_map(|dataset| dataset["dcat:distribution"].as_array().unwrap()) {
        let url = form["dcat:downloadURL"]["@id"].as_str().unwrap();
        let bytes = &made.outputs[url.strip_prefix("https://t.example").unwrap()];
        assert_eq!(form["dcat:byteSize"]["@value"], bytes.len().to_string());
        let digest: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(form["spdx:checksum"]["spdx:checksumValue"]["@value"], digest, "{url}");
        n_files += 1;
    }
    let tables = made.outputs.keys().filter(|a| a.starts_with("/data/v1/") && a.ends_with(".csv")).count();
    assert!(n_files >= tables && tables > 50, "{n_files} {tables}");
    assert!(!catalog.to_string().contains("page/"), "plain pages are no data set");
}

#[test]
fn what_can_be_asked_for_is_there() {
    let made = states();
    let api = json(made, "/openapi.json");
    let paths = api["paths"].as_object().unwrap();
    assert!(paths.contains_key("/reports/{name}.json") && paths.contains_key("/data/v1/reports.csv"));
    for path in paths.keys().filter(|path| !path.contains('{')) {
        assert!(made.outputs.contains_key(path), "{path}");
    }
}

#[test]
fn pages_say_what_they_are_about_and_claim_nothing() {
    let made = states();
    let structured = |address: &str| {
        let page = made.text(address);
        let (_, rest) = page.split_once("<script type=\"application/ld+json\">")?;
        let (json, after) = rest.split_once("</script>").unwrap();
        assert!(!after.contains("<script"), "nothing else runs or could");
        Some(serde_json::from_str::<Value>(json).unwrap())
    };
    let meeting = structured("/meetings/may/").unwrap();
    assert_eq!(meeting["@type"], "Event");
    assert_eq!(meeting["name"], "Parks </script><b>");
    assert_eq!(meeting["startDate"], "2026-05-04T18:30:00+01:00");
    assert_eq!(meeting["eventStatus"], "https://schema.org/EventCancelled");
    assert_eq!(meeting["organizer"]["name"], "Parks Committee");
    assert_eq!(structured("/bodies/parks/").unwrap()["@type"], "GovernmentOrganization");
    assert!(structured("/bodies/hoped/").is_none(), "a body that is only proposed is none yet");
    assert!(structured("/reports/plain/").is_none());
}

#[test]
fn hosts_are_told_types_caching_and_who_may_read() {
    let made = states();
    let headers = made.text("/_headers");
    for line in
        ["/data/*", "  Access-Control-Allow-Origin: *", "/*.atom", "  Content-Type: application/ld+json"]
    {
        assert!(headers.lines().any(|l| l == line), "{line} in\n{headers}");
    }
    for address in ["/server/nginx.conf", "/server/htaccess.txt", "/server/web.config"] {
        let text = made.text(address);
        for part in ["Access-Control-Allow-Origin", "nosniff", "frame-ancestors", "application/atom+xml"] {
            assert!(text.contains(part), "{part} in {address}");
        }
    }
}

#[test]
fn a_column_of_claims_names_the_column_that_says_what_they_rest_on() {
    let package = json(made_demonstration(), "/data/v1/datapackage.json");
    let mut claims = 0;
    for table in package["resources"].as_array().unwrap() {
        let Some(columns) = table["schema"]["fields"].as_array() else { continue };
        for column in columns {
            let said = column["description"].as_str().unwrap_or_default();
            let Some((_, rest)) = said.split_once("It counts only with \u{201c}") else { continue };
            let basis = rest.split_once('\u{201d}').unwrap().0;
            assert!(columns.iter().any(|other| other["name"] == *basis), "{}: {basis}", table["name"]);
            claims += 1;
        }
    }
    assert!(claims > 8, "{claims}");
    let column = |table: &str, name: &str| {
        let of = |list: &Value, name: &str| {
            list.as_array().unwrap().iter().find(|one| one["name"] == name).cloned().unwrap()
        };
        of(&of(&package["resources"], table)["schema"]["fields"], name)["description"].to_string()
    };
    for (table, name, basis) in [
        ("resolutions", "outcome", "basis"),
        ("resolutions-items", "outcome", "basis"),
        ("resolutions", "call_in.outcome", "basis"),
        ("protocols", "monitored_by", "monitoring_basis"),
    ] {
        let said = column(table, name);
        assert!(
            said.contains(&format!("It counts only with \u{201c}{basis}\u{201d}: where that says proposal")),
            "{said}"
        );
    }
    assert!(!column("resolutions", "date").contains("counts only"));
}
