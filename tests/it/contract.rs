//! `docs/templates.md` and the view say the same: a theme that prints the names it is given is rendered, and its names are compared
//! with those documented, both ways.

use crate::edition::{Made, SETTINGS, make, world};
use crier::embedded;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Names of a thing.
type Names = BTreeSet<String>;

/// Prints for each member of a value, however deep, the way to its holder and its name.
const DUMP: &str = r#"{%- macro walk(path, v) -%}
{%- if v is mapping -%}{%- for k in v -%}
{{ path }} {{ k }}
{{ walk(path ~ "." ~ k, v[k]) }}
{%- endfor -%}
{%- elif v is sequence and v is not string -%}{%- for i in v -%}{{ walk(path ~ "[]", i) }}{%- endfor -%}
{%- endif -%}
{%- endmacro -%}"#;

/// Which section tells of the value at a way. A way is looked for by its end; the first that fits counts.
const SECTIONS: [(&str, &str); 106] = [
    ("data.sets[].files[]", "file"),
    ("data.all[]", "file"),
    ("data.more[]", "description"),
    ("data.sets[]", "set"),
    ("joins[].to[]", "link"),
    ("joins[]", "join"),
    ("data", "data"),
    ("dataset.files[]", "file"),
    ("dataset.tables[].columns[].names[]", "link"),
    ("dataset.tables[].columns[]", "data column"),
    ("dataset.tables[]", "data table"),
    ("dataset.named_by[]", "link"),
    ("dataset", "dataset"),
    ("site.nav[]", "link"),
    ("site.pages[]", "link"),
    ("site.licence", "licence"),
    ("site.logo", "logo"),
    ("page.breadcrumbs[]", "link"),
    ("page.as_data", "link"),
    ("page.alternates[]", "alternate"),
    ("page.follow[].forms[]", "alternate"),
    ("page.follow[]", "follow"),
    ("statement.files[]", "document"),
    ("statement", "statement"),
    ("site", "site"),
    ("page", "page"),
    ("search.names[].values[]", "count"),
    ("search.names[]", "names"),
    ("search.ways[].values[]", "count"),
    ("search.ways[]", "way"),
    ("search.kinds[]", "count"),
    ("search.words[]", "count"),
    ("search", "search"),
    ("home.ways[].values[]", "count"),
    ("home.ways[]", "way"),
    ("home.kinds[]", "count"),
    ("home.lately[]", "summary"),
    ("home.recent[]", "summary"),
    ("home.coming[]", "summary"),
    ("home.papers[]", "summary"),
    ("home.due[].record", "reference"),
    ("home.due[].body", "reference"),
    ("home.due[]", "date to come"),
    ("home", "home"),
    ("listing.groups[].values[]", "narrower"),
    ("listing.groups[]", "group"),
    ("listing.numbers[]", "number"),
    ("listing.items[]", "summary"),
    ("listing", "listing"),
    ("listed[].items[]", "summary"),
    ("listed[].lists[]", "count"),
    ("listed[]", "part of a list"),
    ("everywhere.items[]", "summary"),
    ("everywhere.lists[]", "count"),
    ("everywhere", "everywhere"),
    ("links_in[].items[]", "summary"),
    ("links_in[]", "backlinks"),
    ("words[]", "word"),
    ("contents[]", "heading"),
    ("children[]", "heading"),
    ("tables[]", "table"),
    ("observations[].categories[]", "column"),
    ("bars[].rows[].place", "reference"),
    ("bars[].rows[]", "bar"),
    ("bars[].whole", "bar"),
    ("bars[]", "bar chart"),
    ("lines[].points[]", "point"),
    ("lines[]", "line"),
    ("trend", "trend"),
    ("observations[]", "observation"),
    ("attachments[].availability", "choice"),
    ("attachments[]", "attachment"),
    ("notices[].link", "reference"),
    ("notices[].items[]", "correction"),
    ("notices[]", "notice"),
    ("timeline[]", "step"),
    ("path.steps[]", "step"),
    ("path.after[]", "step"),
    ("path.matter", "reference"),
    ("path", "path"),
    ("agenda.items[][].record", "reference"),
    ("agenda.items[][]", "paper"),
    ("agenda.others[].record", "reference"),
    ("agenda.others[]", "paper"),
    ("agenda", "agenda"),
    ("tasks[].record", "reference"),
    ("tasks[]", "record with tasks"),
    ("standing", "claim"),
    ("outcomes[].decision", "reference"),
    ("outcomes[]", "outcome"),
    ("source.record", "reference"),
    ("source", "source"),
    ("claim", "claim"),
    ("record.outcome", "claim"),
    ("value_status", "choice"),
    ("facts[]", "fact"),
    ("fields[]", "fact"),
    ("columns[]", "column"),
    ("value.rows[]", "row"),
    ("cells[].rows[]", "row"),
    ("cells[].items[]", "value"),
    ("cells[]", "value"),
    ("wording", "wording"),
    ("value", "value"),
    ("value.items[]", "value"),
    ("indicator", "reference"),
];

/// Other ways to references.
const REFERENCES: [&str; 4] = [".body", ".person", ".area", ".place"];

/// The sections with their names, from the tables of `docs/templates.md`.
fn documented() -> BTreeMap<String, Names> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/templates.md");
    let text = fs::read_to_string(path).expect("the contract");
    let mut sections: BTreeMap<String, Names> = BTreeMap::new();
    let mut section = String::new();
    for line in text.lines() {
        if let Some(heading) =
            line.trim_start_matches('#').strip_prefix(' ').filter(|_| line.starts_with('#'))
        {
            section = heading.trim_matches('`').to_owned();
        } else if let Some((name, _)) = line.strip_prefix("| `").and_then(|rest| rest.split_once('`')) {
            sections.entry(section.clone()).or_default().insert(name.to_owned());
        }
    }
    sections
}

/// The demonstration, and records in every state, with templates that print what they are given.
fn dumped(top: &Names) -> Made {
    let mut text = String::from("{% from \"dump.html\" import walk %}{{ debug() }}\n");
    for name in top {
        text.push_str(&format!(
            "{{% if {name} is defined %}}\n{{{{ walk(\"{name}\", {name}) }}}}{{% endif %}}\n"
        ));
    }
    let mut files = crate::kinds::demonstration();
    let state = |name: &str, line: &str| {
        let text = format!(
            "---\ntitle: {name}\ndate: 2026-01-01\nbody: council\naliases: [/old/{name}/]\n{line}\nattachments:\n  - id: a\n    title: A\n    file: a.pdf\n    availability: published\n---\n"
        );
        (format!("content/reports/{name}.md"), text)
    };
    files.extend([
        state("new", "supersedes: plain"),
        state("plain", "wards: all\ncorrections: [{ date: 2026-01-02, note: N }]\nrecommendations:\n  items:\n    - id: \"1\"\n      text: T"),
        state("gone", "withdrawn: { date: 2026-01-02, reason: R, replaced_by: report/plain }"),
        state("removed", "redacted: { date: 2026-01-02, reason: R }"),
        state("private", "exempt: { kind: exempt, paragraph: 3, reason: R }"),
        ("content/reports/a.pdf".into(), "a".into()),
        (
            "content/resolutions/new.md".into(),
            "---\ntitle: New\ndate: 2026-01-01\noutcome: agreed\nbasis: minute\ndecision_maker: { type: council, body: council }\nactions: [{ text: T }]\nitems:\n  - id: \"1\"\n    text: T\n    disposes: [\"plain#1\"]\n---\n".into(),
        ),
        (
            "content/meetings/next.md".into(),
            "---\ntitle: Next\ndate: 2027-01-01\nbody: council\nstate: scheduled\nitems:\n  - title: T\n    records: [report/plain]\n---\n".into(),
        ),
        (
            "content/protocols/due.md".into(),
            "---\ntitle: Due\nreview_due: 2030-01-01\n---\n".into(),
        ),
        ("data/wards.csv".into(), "name,title\noak,Oak\n".into()),
        // Rows that are no figures: those stand in tables of any kind.
        ("data/kinds/tree.json".into(), crate::pages::TREES.into()),
        ("data/trees.csv".into(), "name,area,height\nelm,area/gl50,12\n".into()),
        ("themes/civic/templates/dump.html".into(), DUMP.into()),
    ]);
    let pages = embedded::files("themes/civic/templates").map(|(path, _)| path.to_owned());
    files.extend(pages.map(|path| (path, text.clone())));
    // The statement stands where no page of its name does.
    files.retain(|(path, _)| path != "content/pages/accessibility.md");
    files.push(("crier.toml".into(), format!("{SETTINGS}[statement]\nstatus = \"partially\"\n[logo]\nfile = \"civic.css\"\nwidth = 1\nheight = 1\n")));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    make(&world(&files))
}

/// The names that pages were given: at the top, and below it by the way to their holder.
fn given(made: &Made) -> (Names, BTreeMap<String, Names>) {
    let (mut top, mut below) = (Names::new(), BTreeMap::<String, Names>::new());
    for address in made.outputs.keys().filter(|a| a.ends_with('/') || a.ends_with(".html")) {
        for line in made.text(address).lines() {
            // The names at the top, as minijinja shows its state.
            let shown = line.strip_prefix("        &quot;").and_then(|rest| rest.split_once("&quot;: "));
            if let Some((name, _)) = shown {
                top.insert(name.to_owned());
            } else if let Some((way, name)) = line.split_once(' ')
                && !way.is_empty()
                && way != "State"
                && !name.contains(' ')
            {
                below.entry(way.to_owned()).or_default().insert(name.to_owned());
            }
        }
    }
    (top, below)
}

/// Holders of fields that a kind declares: what stands in them under those names is told by the kind.
const DECLARED: [&str; 11] = [
    "record",
    "members[]",
    "observations[].rows[]",
    "observations[].about",
    "tasks[].items[]",
    "agenda.items[][].asked[]",
    "agenda.items[][].decided[]",
    "agenda.items[][].votes[]",
    "agenda.others[].asked[]",
    "agenda.others[].decided[]",
    "agenda.others[].votes[]",
];

fn section_of(way: &str) -> Option<&'static str> {
    let ends = |end: &str| way == end || way.ends_with(&format!(".{end}"));
    let declared = DECLARED.iter().any(|holder| way == *holder || way.starts_with(&format!("{holder}.")));
    let told = ["claim", "source", "source.record", "record.outcome", "outcomes[]", "outcomes[].decision"];
    let fits = |(end, _): &&(&str, &str)| ends(end) && (!declared || told.contains(end));
    let found = SECTIONS.iter().find(fits).map(|(_, section)| *section);
    found.or_else(|| {
        let reference = REFERENCES.iter().any(|end| way.ends_with(end)) && !declared;
        reference.then_some("reference")
    })
}

#[test]
fn the_view_gives_what_is_documented_and_nothing_else() {
    let documented = documented();
    let (top, below) = given(&dumped(&documented["Names"]));
    let top: Names = top.into_iter().filter(|name| name != "walk").collect();
    assert_eq!(top, documented["Names"], "names at the top");
    let mut found: BTreeMap<&str, Names> = BTreeMap::new();
    let mut strays = Vec::new();
    for (way, names) in below {
        match section_of(&way) {
            Some(section) => found.entry(section).or_default().extend(names),
            None if DECLARED.iter().chain(&["labels", "site."]).any(|known| way.starts_with(known)) => {}
            None => strays.push(way),
        }
    }
    assert!(strays.is_empty(), "no section tells of {strays:?}");
    for (section, names) in &found {
        assert_eq!(Some(names), documented.get(*section), "`{section}`");
    }
    let sections: BTreeSet<&str> = SECTIONS.iter().map(|(_, section)| *section).collect();
    let unmet: Vec<&&str> = sections.iter().filter(|section| !found.contains_key(**section)).collect();
    assert!(unmet.is_empty(), "nothing was seen of {unmet:?}");
}

#[test]
fn records_their_items_and_members_have_the_documented_names() {
    let documented = documented();
    let (_, below) = given(&dumped(&documented["Names"]));
    for (way, section) in
        [("record", "record"), ("record.recommendations.items[]", "item"), ("members[]", "member")]
    {
        let missing: Vec<&String> = documented[section].difference(&below[way]).collect();
        assert!(missing.is_empty(), "{way} has no {missing:?}");
    }
    assert!(below["record"].contains("recommendations"), "declared fields");
}

#[test]
fn every_filter_and_function_is_documented() {
    let mut env = minijinja::Environment::new();
    crier::theme::filters::add(&mut env);
    crier::theme::functions::add(&mut env);
    let added = |source: &str, call: &str| -> Names {
        let parts = source.split(call).skip(1).filter_map(|rest| rest.split_once('"'));
        parts.map(|(name, _)| name.to_owned()).collect()
    };
    let filters = added(include_str!("../../src/theme/filters.rs"), "add_filter(\"");
    assert_eq!(filters, documented()["Filters"]);
    for name in &filters {
        assert!(env.compile_expression(&format!("1 | {name}")).is_ok(), "{name}");
    }
    let functions = added(include_str!("../../src/theme/functions.rs"), "add_function(\"");
    assert_eq!(functions, documented()["Functions"]);
    let known: Names = env.globals().map(|(name, _)| name.to_owned()).collect();
    assert!(functions.is_subset(&known), "{functions:?}");
}

#[test]
fn templates_read_only_documented_names() {
    let documented = documented();
    let env = minijinja::Environment::new();
    // What templates set for each other, and what the template language brings.
    let own = ["apart", "dated", "proposed", "super", "caller", "namespace"];
    let mut wrong = Vec::new();
    for (path, bytes) in embedded::files("themes/civic/templates") {
        let text = String::from_utf8_lossy(bytes);
        let template = env.template_from_str(&text).expect("a template");
        // Macros that a template it extends has imported are known to it as well.
        let imported: Names = embedded::files("themes/civic")
            .flat_map(|(_, bytes)| macros(&String::from_utf8_lossy(bytes)))
            .collect();
        let read: Names = template.undeclared_variables(false).into_iter().collect();
        for name in read {
            if !documented["Names"].contains(&name)
                && !documented["Functions"].contains(&name)
                && !imported.contains(&name)
                && !own.contains(&name.as_str())
            {
                wrong.push(format!("{path} reads {name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The names that a template imports or defines as macros.
fn macros(text: &str) -> Names {
    let defined =
        text.split("macro ").skip(1).filter_map(|rest| rest.split_once('(')).map(|(name, _)| name.to_owned());
    let imports = text.split(" import ").skip(1).filter_map(|rest| rest.split_once('%'));
    let imported =
        imports.flat_map(|(list, _)| list.split(',').map(|one| one.rsplit(" as ").next().unwrap_or(one)));
    let imported = imported.map(|name| name.trim_matches(['-', ' ']).to_owned());
    defined.chain(imported).collect()
}
