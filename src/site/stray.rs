//! Files that lie in content/ or data/, or records that lie beside them, and that nothing reads: a slip would leave a paper out without a
//! word.

use super::Settings;
use super::sources::{CONTENT, DATA};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, did_you_mean};
use crate::kind::Kinds;
use crate::record::Record;
use crate::world::World;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Folders of this name hold what belongs to records, for people to keep there.
const KEPT: &str = "files";

/// Warns of each file that is neither read nor attached to a record nor named in the settings.
///
/// `attaching` are the records with attachments, `meant` the files that were told of with those, `broken` files of records with errors:
/// what lies beside one may be attached to it.
pub fn report<'a>(
    paths: &[Arc<str>],
    (attaching, meant): (&[Arc<Record>], BTreeSet<String>),
    broken: impl Iterator<Item = &'a Arc<str>>,
    settings: &Settings,
    out: &mut Diagnostics,
) {
    if paths.is_empty() {
        return;
    }
    let mut named = meant;
    named.extend(settings.calendar.bank_holidays.iter().cloned());
    for record in attaching {
        let folder = folder_of(&record.origin.path);
        let attached = record.fields.list("attachments").iter().filter_map(|item| item.map()?.text("file"));
        named.extend(attached.map(|file| format!("{folder}/{file}")));
    }
    let uncertain: BTreeSet<&str> = broken.map(|path| folder_of(path)).collect();
    for path in paths {
        let beside_broken =
            uncertain.iter().any(|folder| path.strip_prefix(folder).is_some_and(|p| p.starts_with('/')));
        let kept = folder_of(path).split('/').any(|step| step == KEPT);
        if named.contains(&**path) || beside_broken || kept {
            continue;
        }
        out.push(
            Diagnostic::new(Code::UnreadFile, "crier does not read this file")
                .at(Place::File(path.clone()))
                .help(help(path)),
        );
    }
}

/// Warns of records that lie beside content/ and data/: in a folder with the name of a kind's, in one that is nearly called as one of the
/// two, or in the root itself. What holds no record is the author's own.
pub fn beside(world: &dyn World, kinds: &Kinds, out: &mut Diagnostics) {
    for name in world.top() {
        let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
        let problem = match ending {
            _ if [CONTENT, DATA, "themes", "public"].contains(&&*name) => continue,
            "md" if is_record(world, &name) => {
                Some((name.clone(), format!("move it into {CONTENT}/, into the folder of its kind")))
            }
            "csv" | "json" if kinds.by_plural(stem).is_some() => {
                Some((name.clone(), format!("move it to {DATA}/{name}")))
            }
            "" => folder(world, kinds, &name),
            _ => continue,
        };
        let Some((path, help)) = problem else { continue };
        let message = format!("records lie in {CONTENT}/ or {DATA}/: crier does not read this file");
        out.push(Diagnostic::new(Code::UnreadFile, message).at(Place::File(path.into())).help(help));
    }
}

/// The first record in a folder beside the two, and where the folder belongs.
fn folder(world: &dyn World, kinds: &Kinds, name: &str) -> Option<(String, String)> {
    let known = kinds.by_plural(&name.to_lowercase());
    let near = did_you_mean(name, [CONTENT, DATA]);
    if known.is_none() && near.is_none() {
        return None;
    }
    let below = |path: &str| kinds.by_plural(path.split(['/', '.']).nth(1).unwrap_or_default()).is_some();
    let entries = world.list(name).entries;
    let (first, into) = entries.iter().find_map(|entry| match entry.path.rsplit_once('.')?.1 {
        "md" if is_record(world, &entry.path) => Some((entry, CONTENT)),
        "csv" | "json" if known.is_some() || below(&entry.path) => Some((entry, DATA)),
        _ => None,
    })?;
    let help = match known {
        Some(kind) => format!("move the folder `{name}` into {into}/: {into}/{}/", kind.plural),
        None => format!("call the folder `{into}` in place of `{name}`"),
    };
    Some((first.path.to_string(), help))
}

/// Whether a document begins as records do.
fn is_record(world: &dyn World, path: &str) -> bool {
    world
        .read(path)
        .is_ok_and(|bytes| bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes).starts_with(b"---"))
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// What would be read in its place.
fn help(path: &str) -> String {
    let file = path.rsplit('/').next().unwrap_or(path);
    let (stem, ending) = file.rsplit_once('.').unwrap_or((file, ""));
    let in_content = path.starts_with("content/");
    match ending.to_lowercase().as_str() {
        _ if path.starts_with(super::load::KINDS) => {
            format!("kind files end in .json: call it `{stem}.json`, or move it away")
        }
        // Editors of Windows add an ending that they do not show.
        _ if in_content && stem.ends_with(".md") => format!("documents end in .md: call it `{stem}`"),
        "md" | "markdown" | "mdown" | "mkd" if in_content => {
            format!("documents end in .md: call it `{stem}.md`")
        }
        "md" | "markdown" => "documents belong in content/, in the folder of their kind".to_owned(),
        "csv" | "json" if in_content => "tables and lists belong in data/".to_owned(),
        "csv" | "json" => format!("call it `{stem}.{}`, in small letters", ending.to_lowercase()),
        "xlsx" | "xls" | "ods" | "tsv" if !in_content => {
            format!("save the sheet as CSV with the encoding UTF-8: `{stem}.csv`")
        }
        "yaml" | "yml" | "toml" | "jsonl" | "ndjson" if !in_content => {
            "data are tables (.csv) or lists (.json): write it as one of these, or move it away".to_owned()
        }
        "txt" | "doc" | "docx" | "odt" | "rtf" | "htm" | "html" if in_content => format!(
            "to make a page of it, write its text into `{stem}.md`; to publish the file itself, name it under `attachments` in a record beside it"
        ),
        _ => format!(
            "to publish it, name it in a record beside it: `attachments:` with `file: {file}`; else move it out of this folder"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_is_told_what_would_be_read() {
        for (path, said) in [
            ("content/reports/a.markdown", "call it `a.md`"),
            ("content/reports/A.MD", "call it `A.md`"),
            ("content/reports/a.json", "belong in data/"),
            ("content/reports/a.md.txt", "call it `a.md`"),
            ("content/reports/a.docx", "write its text into `a.md`"),
            ("content/reports/plan.pdf", "`file: plan.pdf`"),
            ("data/wards.xlsx", "`wards.csv`"),
            ("data/wards.CSV", "call it `wards.csv`"),
            ("data/wards.md", "belong in content/"),
            ("data/kinds/petition.jsn", "call it `petition.json`"),
        ] {
            assert!(help(path).contains(said), "{path}: {}", help(path));
        }
    }
}
