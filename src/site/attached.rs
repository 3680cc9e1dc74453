//! Documents of records: files that are not there, and files so large that many people cannot fetch them.
//!
//! In: the records with attachments, and the files that are no records. Out: problems, and the files that were most likely meant by them.

use super::hide::is_closed;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::record::Record;
use crate::world::World;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Bytes of a document that people still fetch on a telephone: half a minute at 5 Mbit/s.
const FILE_MAX: u64 = 20_000_000;

/// Reports documents of records. `others` are the files that are no records; those of them that a missing one most likely meant are
/// given back, for they have been told of.
pub(super) fn report(
    world: &dyn World,
    attaching: &[Arc<Record>],
    others: &[Arc<str>],
    out: &mut Diagnostics,
) -> BTreeSet<String> {
    let mut meant = BTreeSet::new();
    let mut heavy: BTreeSet<String> = BTreeSet::new();
    for record in attaching {
        let folder = record.origin.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (i, item) in record.fields.list("attachments").iter().enumerate() {
            let Some(item) = item.map() else { continue };
            let Some(file) = item.text("file") else { continue };
            let inside = !file.contains("..") && !file.starts_with('/') && !file.contains('\\');
            let path = format!("{folder}/{file}");
            let problem = match inside.then(|| world.stamp(&path)).flatten() {
                Some(stamp) if stamp.size <= FILE_MAX || item.text("availability").is_some_and(is_closed) => {
                    continue;
                }
                // One file of several records is one problem.
                Some(stamp) if heavy.insert(path) => too_heavy(file, stamp.size),
                Some(_) => continue,
                None => missing(folder, file, inside, others, &mut meant),
            };
            let place = record.place(&format!("/attachments/{i}/file"));
            out.push(problem.at(place).about(record.known_id()).quoting(file));
        }
    }
    meant
}

fn too_heavy(file: &str, size: u64) -> Diagnostic {
    let mega = |bytes: u64| format!("{} MB", bytes.div_ceil(1_000_000));
    let message =
        format!("the file `{file}` is {}: files above {} take long to fetch", mega(size), mega(FILE_MAX));
    let help = "make it smaller: save it from the program it was written in, with smaller pictures, instead of as a scan; or split it";
    Diagnostic::new(Code::HeavyFile, message).help(help)
}

fn missing(
    folder: &str,
    file: &str,
    inside: bool,
    others: &[Arc<str>],
    meant: &mut BTreeSet<String>,
) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::MissingFile, format!("the file `{file}` is not there"));
    if !inside {
        return diagnostic.help("name a file that lies beside the record");
    }
    let below = format!("{folder}/");
    let name = |path: &str| alike(path.rsplit('/').next().unwrap_or_default());
    let found = others.iter().find(|path| path.starts_with(&below) && name(path) == name(file));
    let Some(path) = found else {
        return diagnostic.help(format!("put the file into {folder}/, or say `availability: not-held`"));
    };
    meant.insert(path.to_string());
    let better = &path[below.len()..];
    diagnostic
        .help(format!("did you mean `{better}`?"))
        .public_help("a file beside it has nearly this name: write it as it is")
        .quoting(better)
}

/// A file's name as people may write it in other ways: capitals, and blanks and lines for hyphens.
fn alike(name: &str) -> String {
    let name = name.replace("%20", " ").to_lowercase();
    name.split([' ', '_', '-']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}
