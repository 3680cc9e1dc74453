//! What describes tables and what holds them: packages, checksums, archives, workbooks.

use super::*;
use serde_json::Value as Json;

fn json(site: &Site, address: &str) -> Json {
    serde_json::from_str(&text(site, address)).unwrap()
}

/// The resource of a package with this name.
fn resource<'p>(package: &'p Json, name: &str) -> &'p Json {
    let resources = package["resources"].as_array().unwrap();
    resources.iter().find(|r| r["name"] == name).unwrap_or_else(|| panic!("{name}"))
}

fn field<'p>(resource: &'p Json, name: &str) -> &'p Json {
    let fields = resource["schema"]["fields"].as_array().unwrap();
    fields.iter().find(|f| f["name"] == name).unwrap_or_else(|| panic!("{name}"))
}

#[test]
fn the_package_tells_of_every_table_as_it_is() {
    let site = three();
    let package = json(&site, "datapackage.json");
    assert_eq!(package["name"], "oakham-vale");
    assert_eq!(package["id"], "https://example.org/vale/data/v1/datapackage.json");
    assert_eq!(package["licenses"][0]["name"], "CC-BY-4.0");
    let paths: Vec<&str> =
        package["resources"].as_array().unwrap().iter().map(|r| r["path"].as_str().unwrap()).collect();
    // Programs take a workbook for one table and guess its types.
    assert!(!paths.iter().any(|path| path.ends_with(".xlsx")), "{paths:?}");
    for output in plan(&site).iter().filter(|o| matches!(o.what, What::Csv(..) | What::Json(_))) {
        let path = output.address.trim_start_matches("/data/v1/");
        let told = package["resources"].as_array().unwrap().iter().find(|r| r["path"] == path).unwrap();
        let digest = Alone(&site).digest(&output.address).unwrap();
        assert_eq!(told["bytes"], digest.size, "{path}");
        assert_eq!(told["hash"], format!("sha256:{}", digest.hex()), "{path}");
        if path.ends_with(".csv") {
            let names =
                told["schema"]["fields"].as_array().unwrap().iter().map(|f| f["name"].as_str().unwrap());
            let names: Vec<&str> = names.collect();
            assert_eq!(names.join(","), text(&site, path).lines().next().unwrap());
        }
    }
    let mut names: Vec<&str> =
        package["resources"].as_array().unwrap().iter().map(|r| r["name"].as_str().unwrap()).collect();
    let n_resources = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), n_resources);
}

#[test]
fn columns_have_the_types_of_their_values() {
    let package = json(&three(), "datapackage.json");
    let petitions = resource(&package, "petitions");
    let typed = |name: &str| field(petitions, name)["type"].as_str().unwrap();
    assert_eq!(
        [typed("signatures"), typed("share"), typed("open"), typed("date"), typed("url")],
        ["integer", "number", "boolean", "string", "string"]
    );
    assert_eq!(field(petitions, "date")["constraints"]["pattern"], "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?");
    assert_eq!(
        field(petitions, "wards_stated")["constraints"]["enum"],
        serde_json::json!(["listed", "none", "all"])
    );
    assert_eq!(field(petitions, "url")["format"], "uri");
    assert_eq!(field(petitions, "id")["constraints"]["required"], true);
    assert_eq!(petitions["schema"]["primaryKey"], serde_json::json!(["id"]));
    assert_eq!(petitions["schema"]["missingValues"], serde_json::json!([""]));
}

#[test]
fn foreign_keys_hold_in_this_edition() {
    let package = json(&three(), "datapackage.json");
    let keys = |name: &str| resource(&package, name)["schema"]["foreignKeys"].clone();
    let key = |column: &str, to: Json| serde_json::json!({ "fields": [column], "reference": to });
    let ward = serde_json::json!({ "fields": ["id"], "resource": "wards" });
    // One petition answers a part of another: that is no row.
    assert_eq!(keys("petitions"), serde_json::json!([key("lead.ward", ward.clone())]));
    let answers = field(resource(&package, "petitions"), "answers")["description"].as_str().unwrap();
    assert!(answers.contains("a part of a record"), "{answers}");
    let petition = serde_json::json!({ "fields": ["id"], "resource": "petitions" });
    assert_eq!(
        keys("petitions-wards"),
        serde_json::json!([key("petition", petition.clone()), key("value", ward)])
    );
    let outer = serde_json::json!({ "fields": ["petition", "asks_n"], "reference": { "fields": ["petition", "n"], "resource": "petitions-asks" } });
    assert_eq!(keys("petitions-asks-replies"), serde_json::json!([outer, key("petition", petition)]));
}

#[test]
fn a_key_that_leads_out_of_the_tables_is_none() {
    let mut site =
        site(&[("petition/a", r#"{ "title": "A", "answers": "b" }"#), ("petition/b", r#"{ "title": "B" }"#)]);
    let keys =
        |site: &Site| resource(&json(site, "datapackage.json"), "petitions")["schema"]["foreignKeys"].clone();
    // A table that leads to itself does not name itself.
    let own = serde_json::json!([
        { "fields": ["answers"], "reference": { "fields": ["id"] } },
        { "fields": ["lead.ward"], "reference": { "fields": ["id"], "resource": "wards" } },
    ]);
    assert_eq!(keys(&site), own);
    let b = site.records.find("petition/b").unwrap().0 as usize;
    site.states[b] = State::Withdrawn;
    assert_eq!(keys(&site), serde_json::json!([own[1]]));
}

#[test]
fn records_say_their_own_licence() {
    let package = json(&three(), "datapackage.json");
    let names: Vec<&Json> =
        resource(&package, "wards")["licenses"].as_array().unwrap().iter().map(|l| &l["name"]).collect();
    assert_eq!(names, ["CC-BY-4.0", "OGL-UK-3.0"]);
    assert!(resource(&package, "petitions").get("licenses").is_none());
}

#[test]
fn columns_on_the_web_have_safe_names() {
    let site = three();
    let csvw = json(&site, "petitions.csv-metadata.json");
    assert_eq!(csvw["url"], "petitions.csv");
    assert_eq!(csvw["dc:license"]["@id"], "https://creativecommons.org/licenses/by/4.0/");
    let columns = csvw["tableSchema"]["columns"].as_array().unwrap();
    let titles: Vec<&str> = columns.iter().map(|c| c["titles"].as_str().unwrap()).collect();
    assert_eq!(titles.join(","), text(&site, "petitions.csv").lines().next().unwrap());
    let column = |title: &str| columns.iter().find(|c| c["titles"] == title).unwrap();
    assert_eq!(column("lead.ward")["name"], "lead_ward");
    assert_eq!(column("wards_stated")["datatype"]["format"], "^(listed|none|all)$");
    assert_eq!(csvw["tableSchema"]["aboutUrl"], "{+url}");
    let replies = json(&site, "petitions-asks-replies.csv-metadata.json");
    assert_eq!(replies["tableSchema"]["primaryKey"], serde_json::json!(["petition", "asks_n", "n"]));
    assert_eq!(replies["tableSchema"]["aboutUrl"], "#{+petition}/{+asks_n}/{+n}");
}

#[test]
fn checksums_are_of_every_other_file() {
    let site = three();
    let sums = text(&site, "SHA256SUMS");
    let names: Vec<&str> = sums.lines().map(|line| &line[66..]).collect();
    let mut expected: Vec<String> = plan(&site)
        .iter()
        .filter_map(|o| o.address.strip_prefix("/data/v1/").map(str::to_owned))
        .filter(|n| n != "SHA256SUMS")
        .collect();
    expected.sort();
    assert_eq!(names, expected);
    for line in sums.lines() {
        let digest = Alone(&site).digest(&format!("/data/v1/{}", &line[66..])).unwrap();
        assert_eq!(&line[..66], format!("{}  ", digest.hex()));
    }
}

#[test]
fn the_archive_holds_every_file_with_a_readme_first() {
    let site = three();
    let members = members(bytes(&site, "/data/v1/all.zip"));
    assert_eq!(members[0].0, "README.txt");
    let readme = String::from_utf8(members[0].1.clone()).unwrap();
    assert!(
        readme.contains("The project") && readme.contains("https://creativecommons.org/licenses/by/4.0/"),
        "{readme}"
    );
    // The archive and the checksums are not in it, the readme is.
    let in_folder = plan(&site).iter().filter(|o| o.address.starts_with("/data/v1/")).count();
    assert_eq!(members.len(), in_folder - 1);
    for (name, held) in &members[1..] {
        assert_eq!(*held, bytes(&site, &format!("/data/v1/{name}")), "{name}");
    }
}

#[test]
fn the_same_site_gives_the_same_bytes() {
    let (one, other) = (three(), three());
    for name in ["petitions.xlsx", "all.zip", "datapackage.json", "SHA256SUMS"] {
        let address = format!("/data/v1/{name}");
        assert_eq!(bytes(&one, &address), bytes(&other, &address), "{name}");
    }
}

/// A part of a workbook.
fn sheet(site: &Site, workbook: &str, part: &str) -> String {
    let found =
        members(bytes(site, &format!("/data/v1/{workbook}"))).into_iter().find(|(name, _)| name == part);
    String::from_utf8(found.unwrap_or_else(|| panic!("{part}")).1).unwrap()
}

#[test]
fn a_workbook_has_a_sheet_for_each_table_and_one_about_them() {
    let site = site(&[(
        "petition/a",
        r#"{ "title": "-2+3", "date": "2031-03-04", "signatures": 12, "share": -0.5, "open": true, "asks": { "items": [{ "text": "=1+1", "id": "1.10" }] } }"#,
    )]);
    let names = sheet(&site, "petitions.xlsx", "xl/workbook.xml");
    let found: Vec<&str> =
        names.split("<sheet name=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(found, ["petitions", "lead-grounds", "asks", "asks-words", "asks-replies", "wards", "About"]);
    let first = sheet(&site, "petitions.xlsx", "xl/worksheets/sheet1.xml");
    // 4 March 2031 is the 47,911th day of Excel's calendar.
    for there in [
        "<v>47911</v>",
        "<v>12</v>",
        "<v>-0.5</v>",
        "t=\"b\"",
        ">-2+3</t>",
        "<pane ",
        "<autoFilter ref=\"A1:N2\"/>",
    ] {
        assert!(first.contains(there), "{there}: {first}");
    }
    let asks = sheet(&site, "petitions.xlsx", "xl/worksheets/sheet3.xml");
    assert!(asks.contains(">=1+1</t>") && asks.contains(">1.10</t>"), "{asks}");
    for (name, xml) in members(bytes(&site, "/data/v1/petitions.xlsx")) {
        assert!(!String::from_utf8(xml).unwrap().contains("<f>"), "{name}");
    }
    let about = sheet(&site, "petitions.xlsx", "xl/worksheets/sheet7.xml");
    assert!(
        about.contains("Creative Commons Attribution 4.0 International") && about.contains(">lead.ward</t>"),
        "{about}"
    );
    assert!(about.contains("Every value is here in full"), "{about}");
}

#[test]
fn what_a_cell_cannot_take_is_cut_and_said() {
    let long = format!(r#"{{ "title": "{}" }}"#, "x".repeat(40_000));
    let site = site(&[("petition/a", &long)]);
    assert!(
        sheet(&site, "petitions.xlsx", "xl/worksheets/sheet1.xml").contains("the CSV file holds all of it")
    );
    assert!(sheet(&site, "petitions.xlsx", "xl/worksheets/sheet7.xml").contains("Cut cells: 1"));
    assert!(text(&site, "petitions.csv").contains(&"x".repeat(40_000)));
}

#[test]
fn a_workbook_carries_the_date_of_its_records() {
    let kind = PETITION.replace(
        r#""answers": {"#,
        r#""updated": { "title": "Updated", "description": "d", "type": "string", "format": "day" }, "answers": {"#,
    );
    let dated =
        |records: &[(&str, &str)]| sheet(&of_kinds(records, &kind), "petitions.xlsx", "docProps/core.xml");
    let updated = dated(&[("petition/a", r#"{ "title": "A", "date": "2031-03", "updated": "2030-05-06" }"#)]);
    assert!(updated.contains("2030-05-06T00:00:00Z"), "{updated}");
    let future = dated(&[
        ("petition/a", r#"{ "title": "A", "date": "2032" }"#),
        ("petition/b", r#"{ "title": "B", "date": "2012-04" }"#),
    ]);
    assert!(future.contains("2012-04-01T00:00:00Z"), "{future}");
    assert!(!dated(&[]).contains("dcterms:created"));
}

#[test]
fn text_that_would_run_has_an_apostrophe_in_csv_alone_and_is_told_of() {
    let mut site =
        site(&[("petition/a", r#"{ "title": "=1+1", "share": -0.5, "category": { "x": "@y" } }"#)]);
    site.settings.allow_formula_text = true;
    let csv = text(&site, "petitions.csv");
    assert!(csv.contains(",'=1+1,") && csv.contains(",-0.5,") && csv.contains(",'@y,"), "{csv}");
    assert!(text(&site, "petitions.json").contains(r#""title":"=1+1""#));
    assert!(sheet(&site, "petitions.xlsx", "xl/worksheets/sheet1.xml").contains(">=1+1</t>"));
    let package = json(&site, "datapackage.json");
    let told = |name: &str| {
        let words = field(resource(&package, "petitions"), name)["description"].as_str().unwrap();
        words.contains("has ' before it")
    };
    assert!(told("title") && told("category.x") && !told("lead.ward") && !told("share") && !told("id"));
    site.settings.allow_formula_text = false;
    let package = json(&site, "datapackage.json");
    let title = field(resource(&package, "petitions"), "title")["description"].as_str().unwrap();
    assert!(!title.contains("before it"), "{title}");
}

const FIGURE: &str = r#"{ "description": "A figure.", "type": "object", "allOf": [{ "$ref": "common.json" }],
    "x-kind": { "plural": "figures", "label": "Figure", "label_plural": "Figures", "page": false, "role": "figures",
                "key": ["what", "where", "when", "by"] },
    "required": ["what", "where", "when", "state", "n"],
    "x-check": [{ "rule": "suppressed", "status": "state", "value": "n" }],
    "properties": {
      "what": { "title": "What", "description": "d", "type": "string", "x-reference": "measure" },
      "where": { "title": "Where", "description": "d", "type": "string", "x-reference": "ward" },
      "when": { "title": "When", "description": "d", "type": "string", "format": "period" },
      "by": { "title": "By", "description": "d", "type": "object" },
      "n": { "title": "N", "description": "d", "type": "number" },
      "state": { "title": "State", "description": "d", "type": "string", "enum": ["ok", "suppressed"] } } }"#;

const MEASURE: &str = r#"{ "description": "d", "type": "object", "allOf": [{ "$ref": "common.json" }],
    "x-kind": { "plural": "measures", "label": "Measure", "label_plural": "Measures" },
    "properties": { "unit": { "title": "Unit", "description": "d", "type": "string" },
                    "licence": { "title": "Licence", "description": "d", "type": "string" } } }"#;

fn figures() -> Site {
    let ward = WARD.replace(
        r#""properties": {"#,
        r#""properties": { "code": { "title": "Code", "description": "d", "type": "string" }, "#,
    );
    let (kinds, out) =
        kinds(&[("common", COMMON), ("ward", &ward), ("measure", MEASURE), ("figure", FIGURE)]);
    assert!(out.is_empty(), "{:?}", out.iter().collect::<Vec<_>>());
    let records = [
        ("ward/oak", r#"{ "title": "Oak", "code": "E05015239" }"#),
        ("ward/elm", r#"{ "title": "Elm" }"#),
        ("measure/homes", r#"{ "title": "Homes", "unit": "homes", "licence": "OGL-UK-3.0" }"#),
        ("measure/jobs", r#"{ "title": "Jobs" }"#),
        (
            "figure/homes-oak-2030",
            r#"{ "what": "homes", "where": "oak", "when": "2030", "state": "ok", "n": 12 }"#,
        ),
        (
            "figure/homes-elm-2030",
            r#"{ "what": "homes", "where": "elm", "when": "2030-Q1", "state": "ok", "n": -1.5, "by": { "type": "flat" } }"#,
        ),
    ];
    let records = records.map(|(id, text)| record(&kinds, id, text));
    from(kinds, records.to_vec())
}

#[test]
fn each_measure_has_a_tidy_table_of_its_figures() {
    let site = figures();
    assert_eq!(
        text(&site, "figures/homes.csv"),
        "id,where,where_title,where_code,when,by.type,n,state,unit,publisher\r\n\
         figure/homes-elm-2030,ward/elm,Elm,,2030-Q1,flat,-1.5,ok,homes,The project\r\n\
         figure/homes-oak-2030,ward/oak,Oak,E05015239,2030,,12,ok,homes,The project\r\n"
    );
    // One without a figure has a table too.
    assert_eq!(
        text(&site, "figures/jobs.csv"),
        "id,where,where_title,where_code,when,n,state,unit,publisher\r\n"
    );
    let package = json(&site, "datapackage.json");
    let homes = resource(&package, "figures_homes");
    assert_eq!(homes["path"], "figures/homes.csv");
    assert_eq!(homes["title"], "Figures: Homes");
    assert_eq!(homes["licenses"][0]["name"], "OGL-UK-3.0");
    let licences = resource(&package, "figures")["licenses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| l["name"].as_str().unwrap());
    assert_eq!(licences.collect::<Vec<_>>(), ["CC-BY-4.0", "OGL-UK-3.0"]);
    assert!(
        homes["schema"]["foreignKeys"]
            .to_string()
            .contains(r#""fields":["id"],"reference":{"fields":["id"],"resource":"figures"}"#)
    );
    assert_eq!(json(&site, "figures/homes.csv-metadata.json")["url"], "homes.csv");
}

#[test]
fn what_may_be_taken_away_is_not_required() {
    let site = figures();
    let package = json(&site, "datapackage.json");
    let required = |name: &str| field(resource(&package, "figures"), name)["constraints"]["required"] == true;
    // Rows are nothing without what they name; a figure may be hidden.
    assert!(required("what") && required("where") && required("when") && required("state") && !required("n"));
    let kind = r#"{ "description": "d", "type": "object", "allOf": [{ "$ref": "common.json" }], "required": ["title", "kept", "lost", "ward", "by"],
        "x-kind": { "plural": "petitions", "label": "Petition", "label_plural": "Petitions" },
        "properties": {
          "kept": { "title": "K", "description": "d", "type": "string", "x-keep": true },
          "lost": { "title": "L", "description": "d", "type": "string" },
          "ward": { "title": "W", "description": "d", "type": "string", "x-reference": "ward", "x-keep": true },
          "exempt": { "title": "E", "description": "d", "type": "object", "x-keep": true, "properties": {
            "reason": { "title": "R", "description": "d", "type": "string" } } },
          "by": { "title": "B", "description": "d", "type": "object", "required": ["stays", "goes"], "properties": {
            "stays": { "title": "S", "description": "d", "type": "string", "x-keep": true },
            "goes": { "title": "G", "description": "d", "type": "string" } } } } }"#;
    let package = json(&of_kinds(&[], kind), "datapackage.json");
    let required =
        |name: &str| field(resource(&package, "petitions"), name)["constraints"]["required"] == true;
    assert!(required("title") && required("kept") && required("by.stays") && required("url"));
    // An exemption takes text away, and what a record names may not be public.
    assert!(!required("lost") && !required("ward") && !required("by.goes"));
}

#[cfg(feature = "parquet")]
#[test]
fn a_parquet_file_has_the_rows_of_the_csv_with_their_types() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    let kind = PETITION.replace(
        r#""answers": {"#,
        r#""updated": { "title": "U", "description": "d", "type": "string", "format": "day" },
           "at": { "title": "A", "description": "d", "type": "string", "format": "instant" }, "answers": {"#,
    );
    let site = of_kinds(
        &[
            (
                "petition/a",
                r#"{ "title": "=1+1", "updated": "1969-12-31", "at": "1970-01-01T01:00:01+01:00", "signatures": 12, "share": 3, "open": true }"#,
            ),
            ("petition/b", r#"{ "title": "Żółty" }"#),
        ],
        &kind,
    );
    let read = |name: &str| {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&bytes(&site, &format!("/data/v1/{name}"))).unwrap();
        SerializedFileReader::new(file).unwrap()
    };
    let reader = read("petitions.parquet");
    let columns =
        reader.metadata().file_metadata().schema_descr().columns().iter().map(|c| c.name().to_owned());
    let csv = text(&site, "petitions.csv");
    assert_eq!(columns.collect::<Vec<_>>().join(","), csv.lines().next().unwrap());
    let rows: Vec<String> = reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect();
    assert_eq!(rows.len(), csv.lines().count() - 1);
    for cell in [
        "title: \"=1+1\"",
        "updated: 1969-12-31",
        "at: 1970-01-01 00:00:01",
        "signatures: 12",
        "share: 3.0",
        "open: true",
    ] {
        assert!(rows[0].contains(cell), "{cell}: {}", rows[0]);
    }
    assert!(rows[1].contains("title: \"Żółty\"") && rows[1].contains("signatures: null"), "{}", rows[1]);
    // A table without rows has its columns all the same.
    assert_eq!(read("rows.parquet").metadata().file_metadata().num_rows(), 0);
}
