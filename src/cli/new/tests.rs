use super::*;
use crate::diagnostic::{Code, Diagnostics};
use crate::kind::Type;
use crate::site::load;
use crate::world::memory::MemoryWorld;

const TODAY: Date = jiff::civil::date(2031, 4, 1);

fn kinds() -> Kinds {
    let mut out = Diagnostics::new();
    let kinds = load::kinds(&MemoryWorld::new(TODAY), &mut out);
    assert!(out.is_empty(), "{out:?}");
    kinds
}

/// Codes of what is wrong with a site that holds this one file.
fn problems(path: &str, text: &str) -> Vec<(&'static str, String)> {
    let checked = load::check(&MemoryWorld::new(TODAY).with(path, text));
    let all = checked.diagnostics.iter().filter(|d| d.code != Code::BadSetting);
    all.map(|d| (d.code.name(), d.message.clone())).collect()
}

/// What stands for a value, and a value.
const FILLED: [(&str, &str); 6] = [
    ("\"…\"", "\"Words\""),
    ("name-of-", "a-"),
    ("\"name@example.org\"", "\"ann@example.org\""),
    ("\"01632 960000\"", "\"01632 960001\""),
    ("\"https://example.org/\"", "\"https://example.org/a\""),
    ("\"/old-address/\"", "\"/old/\""),
];

/// The file with every comment followed: marks taken away, what is needed filled in. What stands for values stands there still.
fn followed(kind: &Kind, text: &str) -> String {
    let mut lines = Vec::new();
    for line in text.lines().filter(|l| {
        !l.starts_with("# More ") && !l.starts_with("# Fields of ") && !l.starts_with("# The text ")
    }) {
        let indent = line.len() - line.trim_start().len();
        let mut line = match line.trim_start().strip_prefix("# ") {
            Some(rest) => format!("{}{rest}", &line[..indent]),
            None => line.to_owned(),
        };
        if let Some((name, _)) = line.split_once(":   # Needed")
            && let Some(field) = kind.field(name)
        {
            match &field.ty {
                Type::Choice(choices) => line = format!("{name}: {}", choices[0].value),
                Type::Text(_) => line = format!("{name}: a-name"),
                _ => {}
            }
        }
        lines.push(line);
    }
    lines.join("\n") + "\n"
}

#[test]
fn a_new_record_lacks_only_what_it_says_is_needed() {
    let kinds = kinds();
    for kind in kinds.iter().filter(|k| k.page) {
        let text = document::text(&kinds, kind, "Opening: \"hours\" & more", TODAY);
        let path = format!("content/{}/a-name.md", kind.plural);
        let found = problems(&path, &text);
        assert_eq!(found.len(), document::needed(kind).len(), "{}: {found:#?}\n{text}", kind.name);
        assert!(found.iter().all(|(code, _)| *code == "missing-field"), "{}: {found:#?}", kind.name);
    }
}

#[test]
fn a_new_record_passes_once_its_comments_are_followed() {
    let kinds = kinds();
    for kind in kinds.iter().filter(|k| k.page) {
        let text = followed(kind, &document::text(&kinds, kind, "Opening hours", TODAY));
        let path = format!("content/{}/a-name.md", kind.plural);
        let is_left = |line: &&str| {
            let value = line.split_once(":").map_or(*line, |(_, value)| value);
            FILLED.iter().any(|(stands, _)| value.trim_start_matches([' ', '[']).starts_with(stands))
        };
        let left = text.lines().filter(is_left).count();
        let told = problems(&path, &text).iter().filter(|(code, _)| *code == "placeholder").count();
        assert!(left > 10 && told == left, "{}: {told} of {left}\n{text}", kind.name);
        let text = FILLED.iter().fold(text, |text, (stands, value)| text.replace(stands, value));
        let found = problems(&path, &text);
        // The values name records and files that are not there; the rules of law look at the whole.
        let expected = [
            "unknown-record",
            "unknown-part",
            "missing-file",
            "only-pdf",
            "hidden-reference",
            "decision-record",
            "clear-days",
            "no-basis",
        ];
        let others: Vec<_> = found.iter().filter(|(code, _)| !expected.contains(code)).collect();
        assert!(others.is_empty(), "{}: {others:#?}\n{text}", kind.name);
    }
}

#[test]
fn every_field_people_may_write_is_offered_once() {
    let kinds = kinds();
    for kind in kinds.iter().filter(|k| k.page) {
        let text = document::text(&kinds, kind, "A", TODAY);
        for field in &kind.fields {
            let written = text
                .lines()
                .filter(|l| l.strip_prefix("# ").unwrap_or(l).starts_with(&format!("{}:", field.name)))
                .count();
            assert_eq!(written, usize::from(!field.is_worked_out()), "{}.{}", kind.name, field.name);
        }
    }
}

#[test]
fn comments_say_how_a_field_is_written() {
    let kinds = kinds();
    let text = document::text(&kinds, kinds.get("report").unwrap(), "T", TODAY);
    assert!(text.contains("Wards this affects. Write none where the paper says none"), "{text}");
}

#[test]
fn files_are_named_and_never_overwritten() {
    let kinds = kinds();
    let root = tempfile::tempdir().unwrap();
    let make = |kind: &str, title: &str| new(&kinds, root.path(), kind, title, TODAY);
    let Ok(New::Document { path, needed }) = make("report", "Library opening: hours!") else { panic!() };
    assert_eq!(path, "content/reports/2031-04-01-library-opening-hours.md");
    assert_eq!(needed, [["body", "meeting"]]);
    let before = fs::read_to_string(root.path().join(&path)).unwrap();
    assert!(before.starts_with("---\ntitle: \"Library opening: hours!\"\n"), "{before}");
    assert!(matches!(make("report", "Library: opening hours"), Err(NewError::Exists(p)) if p == path));
    assert_eq!(fs::read_to_string(root.path().join(&path)).unwrap(), before);
    let Ok(New::Document { path, .. }) = make("topics", "Straßen") else { panic!() };
    assert_eq!(path, "content/topics/strassen.md");
    let long = "words and more words ".repeat(20);
    let Ok(New::Document { path, .. }) = make("topic", &long) else { panic!() };
    let name = path.strip_prefix("content/topics/").and_then(|n| n.strip_suffix(".md")).unwrap();
    assert!(name.len() <= NAME_MAX && name.len() > NAME_MAX / 2 && !name.ends_with('-'), "{path}");
}

#[test]
fn a_name_that_a_table_or_a_list_has_is_refused() {
    let kinds = kinds();
    let root = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("data/topics.csv", "name,title\nroads,Roads\nparks,\n");
    write("data/topics/more.json", "[\n  { \"name\": \"bins\", \"title\": \"Bins\" }\n]");
    write("data/topics/libraries.json", "{ \"title\": \"Libraries\" }");
    write("data/wards.csv", "name,title\nschools,Schools\n");
    let make = |title: &str| new(&kinds, root.path(), "topic", title, TODAY);
    // Whoever has a row with an error has the row.
    for (title, place) in [
        ("Parks", "topic/parks is there already: data/topics.csv, line 3;"),
        ("bins", "topic/bins is there already: data/topics/more.json, line 2;"),
        ("Libraries", "topic/libraries is there already: data/topics/libraries.json, line 1;"),
    ] {
        let error = make(title).unwrap_err().to_string();
        assert!(error.starts_with(place), "{error}");
    }
    assert!(make("Schools").is_ok());
    assert_eq!(fs::read_dir(root.path().join("content/topics")).unwrap().count(), 1);
}

#[test]
fn titles_that_make_no_name_are_refused() {
    let kinds = kinds();
    let root = tempfile::tempdir().unwrap();
    for (kind, title) in
        [("topic", "…"), ("topic", "2031"), ("topic", "None"), ("page", "Reports"), ("page", "data")]
    {
        let made = new(&kinds, root.path(), kind, title, TODAY);
        assert!(matches!(made, Err(NewError::NoName(_))), "{kind} {title}: {made:?}");
    }
    let error = |kind| new(&kinds, root.path(), kind, "A", TODAY).unwrap_err().to_string();
    assert_eq!(error("reprot"), "there is no kind of record called `reprot`; did you mean `report`?");
    assert_eq!(error("decision"), "there is no kind of record called `decision`; did you mean `resolution`?");
    assert!(error("zebra").contains("there are: area, body, "));
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
}

#[test]
fn rows_get_a_table_with_its_first_line() {
    let kinds = kinds();
    let root = tempfile::tempdir().unwrap();
    let Ok(New::Table { path, made, columns }) = new(&kinds, root.path(), "membership", "", TODAY) else {
        panic!()
    };
    assert_eq!((path.as_str(), made), ("data/memberships.csv", true));
    let needed: Vec<&str> = columns.iter().filter(|c| c.needed).map(|c| c.name.as_str()).collect();
    assert_eq!(needed, ["person", "body"]);
    let first = fs::read_to_string(root.path().join(&path)).unwrap();
    assert_eq!(first, "person,body,role,capacity,party,ward,from,to,basis,source.record,source.text\n");
    let row = format!("{first}a-person,a-body,Member,,,,2031-04-01,,minute,,\n");
    let found = problems(&path, &row);
    assert!(found.iter().all(|(code, _)| *code == "unknown-record"), "{found:?}");
    fs::write(root.path().join(&path), &row).unwrap();
    let Ok(New::Table { made, .. }) = new(&kinds, root.path(), "membership", "", TODAY) else { panic!() };
    assert!(!made && fs::read_to_string(root.path().join(&path)).unwrap() == row);
}
