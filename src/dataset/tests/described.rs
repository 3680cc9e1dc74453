//! What is said of tables and columns, and how they are checked.

use super::*;

#[test]
fn doubled_columns_and_reserved_members_are_reported() {
    let bad = r#"{ "description": "d", "type": "object", "x-kind": { "plural": "polls", "label": "P", "label_plural": "Ps" },
        "properties": { "url": { "title": "U", "description": "d", "type": "string" },
          "rounds": { "title": "R", "description": "d", "type": "array", "items": { "type": "object", "properties": {
            "poll": { "title": "P", "description": "d", "type": "string" } } } } } }"#;
    let told = |text: &str| -> Vec<String> {
        kinds(&[("poll", text)]).1.iter().map(|d| d.message.clone()).collect()
    };
    assert_eq!(told(bad), ["no kind may have a field `url` at its root: published data use that name"]);
    let mended = bad.replace("\"url\"", "\"website\"");
    assert_eq!(told(&mended), ["the table `polls-rounds.csv` would have two columns `poll`"]);
}

#[test]
fn the_kinds_that_come_with_crier_make_sound_tables() {
    let files: Vec<KindFile> = embedded::files(crate::site::load::KINDS)
        .map(|(path, bytes)| KindFile {
            name: path.rsplit('/').next().unwrap().trim_end_matches(".json").to_owned(),
            source: Source::new(path, std::str::from_utf8(bytes).unwrap()),
        })
        .collect();
    let mut out = Diagnostics::new();
    let kinds = kind::read_kinds(&files, &mut out);
    assert!(out.is_empty(), "{:?}", out.iter().map(|d| &d.message).collect::<Vec<_>>());
    let report = kinds.get("report").unwrap();
    let tables = tables(report);
    let asked = tables.iter().find(|t| t.name == "reports-recommendations").unwrap();
    let names: Vec<&str> = asked.columns.iter().map(|c| c.name.as_str()).take(5).collect();
    assert_eq!(names, ["report", "n", "id", "anchor", "text"]);
}

#[test]
fn a_digest_is_of_the_bytes_written() {
    let site = three();
    let digest = Alone(&site).digest("/data/v1/rows-tags.csv").unwrap();
    let bytes = text(&site, "rows-tags.csv");
    assert_eq!(digest.size, bytes.len() as u64);
    assert_eq!(
        digest.hex(),
        <sha2::Sha256 as sha2::Digest>::digest(&bytes)
            .iter()
            .fold(String::new(), |s, b| s + &format!("{b:02x}"))
    );
    assert!(Alone(&site).digest("/data/v1/none.csv").is_err());
}

#[test]
fn tables_are_described_as_they_are_written() {
    let site = three();
    for kind in site.kinds.iter() {
        for table in tables(kind) {
            let described = describe::describe(&site, kind, &table);
            let names: Vec<&str> = described.columns.iter().map(|c| c.name.as_str()).collect();
            let heading = text(&site, &format!("{}.csv", described.name));
            assert_eq!(names.join(","), heading.lines().next().unwrap());
            let silent = described.columns.iter().find(|c| c.title == "items" || c.description.is_empty());
            assert_eq!(silent.map(|c| (&described.name, &c.name)), None);
            assert!(
                described.key.iter().all(|column| names.contains(&column.as_str())),
                "{}",
                described.name
            );
        }
    }
}

#[test]
fn columns_say_what_their_cells_hold() {
    let site = three();
    let kind = site.kinds.get("petition").unwrap();
    let all = tables(kind);
    let described = describe::describe(&site, kind, &all[0]);
    let column = |name: &str| described.columns.iter().find(|c| c.name == name).unwrap();
    assert_eq!(column("signatures").holds, describe::Holds::Integer);
    assert_eq!(column("share").holds, describe::Holds::Number);
    assert_eq!(column("open").holds, describe::Holds::Boolean);
    assert_eq!(column("date").holds, describe::Holds::Text(crate::kind::Format::PartialDate));
    assert_eq!(column("category.size").title, "Category: size");
    assert_eq!(column("lead.ward").title, "Lead: Ward");
    assert_eq!(column("lead.ward").names, ["ward".into()]);
    assert!(column("id").required && !column("date").required);
    let replies = all.iter().find(|t| t.name == "petitions-asks-replies").unwrap();
    let described = describe::describe(&site, kind, replies);
    assert_eq!(described.key, ["petition", "asks_n", "n"]);
    assert_eq!(described.title, "Petitions: asks: replies");
}
