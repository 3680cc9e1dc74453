//! The pages about the data: what there is, what the columns mean, how to open it, how tables join.

use super::{Problem, Renderer, Sink, machine};
use crate::dataset::describe::{self, Described, Facts, Holds};
use crate::dataset::{self, Others, Output, structured};
use crate::kind::{Format, Kind, tables};
use crate::media;
use crate::site::Site;
use crate::theme::object::{map, none, text_or_none};
use crate::theme::view::Crumb;
use minijinja::Value;
use std::io::{self, Write};

/// The address of the page about all data.
pub const HOME: &str = "/data/";

/// How much of a table is read for examples.
const SAMPLE: usize = 64 * 1024;

/// Letters of an example.
const EXAMPLE_MAX: usize = 60;

impl Renderer<'_> {
    /// `/data/`: everything there is, in as few words as possible.
    pub(super) fn data_home(&self, sink: &mut dyn Sink) -> Result<(), Problem> {
        let files = dataset::plan(self.site);
        let kinds = self.site.kinds.iter().filter(|kind| kind.dataset);
        let sets = kinds.map(|kind| {
            let rows = dataset::rows_of(self.site, kind);
            Ok(map(vec![
                ("label", Value::from(kind.label_plural.as_str())),
                ("description", Value::from(kind.description.as_str())),
                ("address", Value::from(dataset::page(kind))),
                ("rows", Value::from(rows)),
                ("menu", kind.menu.map_or_else(none, Value::from)),
                ("files", self.files(&main_files(self.site, kind, &files))?),
            ]))
        });
        let mut sets: Vec<Value> = sets.collect::<io::Result<_>>().map_err(|e| machine(&e))?;
        // What holds nothing comes last.
        sets.sort_by_key(|set| set.get_attr("rows").is_ok_and(|rows| rows == Value::from(0)));
        let all: Vec<&Output> = files.iter().filter(|file| file.address.ends_with("/all.zip")).collect();
        let members = vec![
            ("sets", Value::from(sets)),
            ("all", self.files(&all).map_err(|e| machine(&e))?),
            ("more", self.descriptions(&files).map_err(|e| machine(&e))?),
            ("joins", self.all_joins()),
        ];
        let whose = self.site.settings.of_council();
        let words = format!("Records {whose} as tables and JSON, to open, load and keep.");
        let info = self.plain_info(HOME, "data", "Data", &words);
        self.page(&info, vec![("data", map(members))], "the data page", "../", sink)
    }

    /// `/data/<plural>/`: one kind's data in plain words.
    pub(super) fn data_kind(&self, at: usize, sink: &mut dyn Sink) -> Result<(), Problem> {
        let Some(kind) = self.site.kinds.iter().find(|kind| kind.index == at).cloned() else { return Ok(()) };
        let files = dataset::plan(self.site);
        let described: Vec<Described> =
            tables(&kind).iter().map(|table| describe::describe(self.site, &kind, table)).collect();
        let about = described.iter().map(|table| self.table(table));
        let about: Vec<Value> = about.collect::<io::Result<_>>().map_err(|e| machine(&e))?;
        let main = dataset::file_address(self.site, &kind.plural, "csv");
        let rows = dataset::rows_of(self.site, &kind);
        let listed = kind.page && kind.address.is_none() && rows > 0;
        let listing = listed.then(|| format!("/{}/", kind.plural));
        let schema = dataset::schema::address(&kind);
        let members = vec![
            ("label", Value::from(kind.label_plural.as_str())),
            ("description", Value::from(kind.description.as_str())),
            ("listing", text_or_none(listing.as_deref())),
            ("rows", Value::from(rows)),
            ("files", self.files(&main_files(self.site, &kind, &files)).map_err(|e| machine(&e))?),
            ("tables", Value::from(about)),
            ("csv_url", Value::from(self.site.url(&main))),
            ("variable", Value::from(kind.plural.replace('-', "_"))),
            ("joins", joins(self, &kind, &described)),
            ("named_by", self.named_by(&kind)),
            ("schema", Value::from(schema.as_str())),
            ("schema_size", Value::from(self.digest(&schema).map_err(|e| machine(&e))?.size)),
        ];
        let address = dataset::page(&kind);
        let title = format!("Data: {}", kind.label_plural.to_lowercase());
        let mut info = self.plain_info(&address, "dataset", &title, &kind.description);
        info.breadcrumbs.push(Crumb { label: "Data".to_owned(), address: HOME.to_owned() });
        info.structured = Some(structured::dataset(self.site, self, &kind, &files).map_err(|e| machine(&e))?);
        self.page(&info, vec![("dataset", map(members))], &address, "../../", sink)
    }

    /// Files as links: what to call them, where they are, how big.
    fn files(&self, files: &[&Output]) -> io::Result<Value> {
        let one = |file: &&Output| {
            let size = self.digest(&file.address)?.size;
            let name = file.address.rsplit('/').next().unwrap_or_default();
            Ok(map(vec![
                ("name", Value::from(name)),
                ("ending", Value::from(name.rsplit('.').next().unwrap_or_default())),
                ("address", Value::from(file.address.as_str())),
                (
                    "type",
                    Value::from_safe_string(
                        media::type_of(&file.address).split(';').next().unwrap_or_default().to_owned(),
                    ),
                ),
                ("size", Value::from(size)),
            ]))
        };
        Ok(Value::from(files.iter().map(one).collect::<io::Result<Vec<_>>>()?))
    }

    /// The files about the data that the site has, each with what it is. None of them tells of this page.
    fn descriptions(&self, files: &[Output]) -> io::Result<Value> {
        let named = |name: &str| files.iter().find(|file| file.address.rsplit('/').next() == Some(name));
        let there = DESCRIPTIONS.iter().filter_map(|(name, words)| Some((named(name)?, name, words)));
        let one = |(file, name, words): (&Output, &&str, &&str)| {
            let media = media::type_of(&file.address).split(';').next().unwrap_or_default();
            Ok(map(vec![
                ("name", Value::from(*name)),
                ("words", Value::from(*words)),
                ("address", Value::from(file.address.as_str())),
                ("type", Value::from_safe_string(media.to_owned())),
                ("size", Value::from(self.digest(&file.address)?.size)),
            ]))
        };
        Ok(Value::from(there.map(one).collect::<io::Result<Vec<_>>>()?))
    }

    /// A table with its columns, each with an example.
    fn table(&self, table: &Described) -> io::Result<Value> {
        let address = dataset::file_address(self.site, &table.name, "csv");
        let examples = self.examples(&address)?;
        let columns = table.columns.iter().enumerate().map(|(nth, column)| {
            map(vec![
                ("name", Value::from(column.name.as_str())),
                ("title", Value::from(column.title.as_str())),
                ("description", Value::from(column.description.as_str())),
                ("holds", Value::from(words(&column.holds))),
                ("type", Value::from(dataset::shape::type_of(&column.holds))),
                ("choices", choices(&column.holds)),
                ("always", Value::from(column.required)),
                ("unit", text_or_none(column.unit.as_deref())),
                ("key", Value::from(table.key.contains(&column.name))),
                ("names", Value::from(self.sets_named(column))),
                (
                    "example",
                    text_or_none(
                        examples
                            .get(nth)
                            .map(String::as_str)
                            .filter(|text| !text.is_empty() && !column.claims),
                    ),
                ),
            ])
        });
        Ok(map(vec![
            ("name", Value::from(table.name.as_str())),
            ("title", Value::from(table.title.as_str())),
            ("description", Value::from(table.description.as_str())),
            ("is_part", Value::from(table.is_part)),
            ("address", Value::from(address.as_str())),
            ("size", Value::from(self.digest(&address)?.size)),
            ("columns", Value::from(columns.collect::<Vec<_>>())),
        ]))
    }

    /// The kinds a column names, as links to their data.
    fn sets_named(&self, column: &Facts) -> Vec<Value> {
        let kinds = column.names.iter().filter_map(|name| self.site.kinds.get(name));
        kinds.filter(|kind| kind.dataset).map(|kind| link(kind)).collect()
    }

    /// The first value of each column, from the top of the table at an address; columns without any have an empty one.
    fn examples(&self, address: &str) -> io::Result<Vec<String>> {
        let mut top = Top(Vec::new());
        match self.copy(address, &mut top) {
            Err(error) if error.kind() != io::ErrorKind::WriteZero => return Err(error),
            _ => {}
        }
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(top.0.as_slice());
        let mut examples = vec![String::new(); reader.headers()?.len()];
        let mut rows = reader.records().filter_map(Result::ok).peekable();
        while let Some(row) = rows.next() {
            let is_cut = top.0.len() == SAMPLE && rows.peek().is_none();
            if is_cut || examples.iter().all(|example| !example.is_empty()) {
                break;
            }
            for (example, text) in examples.iter_mut().zip(&row).filter(|(example, _)| example.is_empty()) {
                example.extend(text.chars().take(EXAMPLE_MAX));
                if text.chars().nth(EXAMPLE_MAX).is_some() {
                    example.push('\u{2026}');
                }
            }
        }
        Ok(examples)
    }

    /// Every join of the site's data: table, column, and the data it leads to.
    fn all_joins(&self) -> Value {
        let kinds = self.site.kinds.iter().filter(|kind| kind.dataset);
        let joins = kinds.flat_map(|kind| {
            let described: Vec<Described> =
                tables(kind).iter().map(|table| describe::describe(self.site, kind, table)).collect();
            described.iter().flat_map(|table| self.joins_of(table)).collect::<Vec<_>>()
        });
        Value::from(joins.collect::<Vec<_>>())
    }

    fn joins_of(&self, table: &Described) -> Vec<Value> {
        let named = table.columns.iter().filter(|column| !column.names.is_empty());
        let joins = named.map(|column| {
            map(vec![
                ("table", Value::from(table.name.as_str())),
                ("column", Value::from(column.name.as_str())),
                ("to", Value::from(self.sets_named(column))),
            ])
        });
        joins.collect()
    }

    /// The kinds whose own tables name this one.
    fn named_by(&self, kind: &Kind) -> Value {
        let names = |other: &&std::sync::Arc<Kind>| {
            other.dataset
                && other.index != kind.index
                && tables(other).iter().any(|table| {
                    describe::describe(self.site, other, table)
                        .columns
                        .iter()
                        .any(|c| c.names.contains(&kind.name))
                })
        };
        Value::from(self.site.kinds.iter().filter(names).map(|other| link(other)).collect::<Vec<_>>())
    }
}

fn link(kind: &Kind) -> Value {
    map(vec![
        ("label", Value::from(kind.label_plural.as_str())),
        ("address", Value::from(dataset::page(kind))),
    ])
}

/// The joins of one kind, as a table and a diagram show them.
fn joins(renderer: &Renderer<'_>, kind: &Kind, described: &[Described]) -> Value {
    let all = described.iter().flat_map(|table| renderer.joins_of(table));
    // Every part table joins its records by their id: that is said once.
    let own = |join: &Value| join.get_attr("column").is_ok_and(|column| column == Value::from(&*kind.name));
    Value::from(all.filter(|join| !own(join)).collect::<Vec<_>>())
}

/// The files people look for first: the table of records as a spreadsheet, CSV, JSON and the rest of its forms.
fn main_files<'f>(site: &Site, kind: &Kind, files: &'f [Output]) -> Vec<&'f Output> {
    let own = |ending: &str| {
        let address = dataset::file_address(site, &kind.plural, ending);
        files.iter().find(move |file| file.address == address)
    };
    ["xlsx", "csv", "json", "parquet"].into_iter().filter_map(own).collect()
}

/// Files about the data, and what each is.
const DESCRIPTIONS: [(&str, &str); 9] = [
    ("datapackage.json", "every table with its columns, keys and digests (Data Package)"),
    ("catalog.jsonld", "the catalogue, for harvesters (DCAT-AP)"),
    ("openapi.json", "what can be asked for (OpenAPI 3.1)"),
    ("v1.jsonld", "what members are called in linked data (JSON-LD)"),
    ("SHA256SUMS", "digests of all files of data"),
    ("changes.csv", "every record that was added, changed, withdrawn or removed, with the day"),
    ("changes.atom", "the same as a news feed (Atom)"),
    ("changes.json", "the same as a news feed (JSON Feed)"),
    ("withdrawn.csv", "records that were published and are not in the tables any more"),
];

fn words(holds: &Holds) -> &'static str {
    match holds {
        Holds::Integer => "a whole number",
        Holds::Number => "a number",
        Holds::Boolean => "true or false",
        Holds::Choice(_) => "one of a few words",
        Holds::Text(format) => match format {
            Format::Day => "a day, such as 2010-06-28",
            Format::PartialDate => "a day, a month or a year, as far as it is known",
            Format::Instant => "a moment",
            Format::Period => "a time or a stretch of time",
            Format::Time => "a time of day",
            Format::Email => "an e-mail address",
            Format::Phone => "a telephone number",
            Format::Uri | Format::Address => "a web address",
            Format::Language => "a language",
            Format::Plain => "text",
        },
    }
}

fn choices(holds: &Holds) -> Value {
    match holds {
        Holds::Choice(choices) => {
            Value::from(choices.iter().map(|choice| Value::from(&**choice)).collect::<Vec<_>>())
        }
        _ => none(),
    }
}

/// Takes the top of a file and refuses the rest.
struct Top(Vec<u8>);

impl Write for Top {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = SAMPLE.saturating_sub(self.0.len()).min(bytes.len());
        self.0.extend_from_slice(&bytes[..room]);
        // Nothing taken ends the writing.
        Ok(room)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
