//! `<table>.csv-metadata.json` beside each CSV: its columns for programs that read CSV on the Web (W3C, Metadata Vocabulary for Tabular
//! Data). Such programs find it by its name.

use super::describe::{self, Described, Facts, Holds};
use super::joins::Joins;
use super::licence::{self, Licence};
use super::package;
use crate::kind::{Format, Kind, Table};
use crate::site::Site;
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::io::{self, Write};

/// Ending of its name, after that of the CSV.
pub const ENDING: &str = "-metadata.json";

/// Writes it.
///
/// # Errors
/// What `out` refuses.
pub fn write(site: &Site, kind: &Kind, table: &Table<'_>, out: &mut dyn Write) -> io::Result<()> {
    let described = describe::describe(site, kind, table);
    let names = Names::of(&described);
    let file = table.name.rsplit('/').next().unwrap_or(&table.name);
    let mut map = Map::new();
    let mut set = |key: &str, value: Value| map.insert(key.to_owned(), value);
    set("@context", json!(["http://www.w3.org/ns/csvw", { "@language": site.settings.language }]));
    set("@id", json!(site.url(&site.data(&format!("{}.csv", table.name)))));
    set("url", json!(format!("{file}.csv")));
    set("dc:title", json!(described.title));
    set("dc:description", json!(described.description));
    set("dc:publisher", json!(site.settings.publisher));
    let own = licence::own(site, kind, table);
    let licences = if own.is_empty() { vec![Licence::of_site(site)] } else { own };
    let link = |licence: &Licence| match &licence.url {
        Some(url) => json!({ "@id": url }),
        None => json!(licence.title),
    };
    set(
        "dc:license",
        if let [one] = &licences[..] { link(one) } else { licences.iter().map(link).collect() },
    );
    set("dialect", json!({ "encoding": "utf-8", "header": true, "lineTerminators": ["\r\n"] }));
    set("tableSchema", schema(site, kind, &described, &names));
    map.serialize(&mut serde_json::Serializer::pretty(&mut *out))?;
    out.write_all(b"\n")
}

fn schema(site: &Site, kind: &Kind, described: &Described, names: &Names) -> Value {
    // A file of its own has no foreign keys: how tables join is for the package to say, which looks at every value for it.
    let joins = Joins::default();
    let columns = described.columns.iter().map(|facts| {
        json!({
            "name": names.get(&facts.name),
            "titles": facts.name,
            "dc:title": facts.title,
            "dc:description": package::meaning(site, facts, &joins),
            "datatype": datatype(facts),
            "required": facts.required,
        })
    });
    let key: Vec<&str> = described.key.iter().map(|column| names.get(column)).collect();
    let has_page = kind.page && described.columns.iter().any(|facts| facts.name == "url");
    let about = match described.is_part {
        // A record is what its page is about.
        false if has_page => "{+url}".to_owned(),
        _ => format!("#{}", key.iter().map(|name| format!("{{+{name}}}")).collect::<Vec<_>>().join("/")),
    };
    json!({ "columns": columns.collect::<Vec<_>>(), "primaryKey": key, "aboutUrl": about })
}

fn datatype(facts: &Facts) -> Value {
    let plain = |pattern: &String| json!({ "base": "string", "format": pattern });
    match &facts.holds {
        Holds::Integer => json!("integer"),
        Holds::Number => json!("double"),
        Holds::Boolean => json!({ "base": "boolean", "format": "true|false" }),
        Holds::Choice(values) => {
            let escaped: Vec<String> = values.iter().map(|value| escaped(value)).collect();
            json!({ "base": "string", "format": format!("^({})$", escaped.join("|")) })
        }
        Holds::Text(Format::Day) => json!({ "base": "date", "format": "yyyy-MM-dd" }),
        Holds::Text(Format::Instant) => json!("dateTimeStamp"),
        Holds::Text(Format::Time) => json!({ "base": "time", "format": "HH:mm" }),
        Holds::Text(Format::Uri) => json!("anyURI"),
        Holds::Text(_) => facts.pattern.as_ref().filter(|_| !facts.guarded).map_or(json!("string"), plain),
    }
}

/// A text as a pattern (ECMA-262) that matches it alone.
fn escaped(text: &str) -> String {
    let special = |c: char| r"\^$.|?*+()[]{}/".contains(c);
    text.chars().flat_map(|c| special(c).then_some('\\').into_iter().chain([c])).collect()
}

/// Names of columns as templates of addresses can use them (RFC 6570): letters, digits and underscores.
struct Names(Vec<(String, String)>);

impl Names {
    fn of(described: &Described) -> Names {
        let mut taken = BTreeSet::new();
        let safe = |column: &str| {
            let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
            let name: String = column.chars().map(plain).collect();
            // A name that begins with an underscore is not allowed.
            if name.starts_with('_') { format!("c{name}") } else { name }
        };
        let names = described.columns.iter().map(|facts| {
            let base = safe(&facts.name);
            let mut name = base.clone();
            let mut n = 1;
            while !taken.insert(name.clone()) {
                n += 1;
                name = format!("{base}_{n}");
            }
            (facts.name.clone(), name)
        });
        Names(names.collect())
    }

    fn get(&self, column: &str) -> &str {
        self.0.iter().find(|(name, _)| name == column).map_or("", |(_, safe)| safe)
    }
}
