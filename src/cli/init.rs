//! `crier init`: a small site to start from.
//!
//! In: a folder. Out: the files of a site of a council that does not exist. Never touches a folder that holds anything.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The files, each with its path in the new site. The text is in `src/cli/init/`.
const FILES: [(&str, &str); 10] = [
    (".gitignore", include_str!("init/gitignore")),
    ("README.md", include_str!("init/README.md")),
    ("content/bodies/council.md", include_str!("init/body.md")),
    ("content/meetings/2025-03-18-council.md", include_str!("init/meeting.md")),
    ("content/pages/about.md", include_str!("init/page.md")),
    ("content/reports/2025-03-18-riverside-play-area.md", include_str!("init/report.md")),
    ("content/resolutions/2025-03-18-riverside-play-area.md", include_str!("init/resolution.md")),
    ("content/topics/parks.md", include_str!("init/topic.md")),
    ("data/wards.csv", include_str!("init/wards.csv")),
    // Last: a folder cut short is then not taken for a site.
    ("crier.toml", include_str!("init/crier.toml")),
];

/// Why no site was made.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// The folder holds something.
    #[error("the folder {0} is not empty; name a new one")]
    NotEmpty(PathBuf),
    /// The path is no folder.
    #[error("{0} is not a folder; name a new one")]
    NotAFolder(PathBuf),
    /// A file could not be written.
    #[error("cannot write {0}: {1}")]
    Write(PathBuf, #[source] io::Error),
}

/// Writes a small fictional site into `dir`, which is made when it is not there. Gives the files' paths, `dir` included.
///
/// # Errors
/// When `dir` holds anything but a `.git` folder, or cannot be written. What was written until then stays.
pub fn init(dir: &Path) -> Result<Vec<PathBuf>, InitError> {
    check_empty(dir)?;
    let mut written = Vec::new();
    for (path, text) in FILES {
        let path = dir.join(path);
        let write = || {
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            fs::File::create_new(&path).and_then(|mut file| io::Write::write_all(&mut file, text.as_bytes()))
        };
        write().map_err(|error| InitError::Write(path.clone(), error))?;
        written.push(path);
    }
    Ok(written)
}

fn check_empty(dir: &Path) -> Result<(), InitError> {
    match fs::read_dir(dir) {
        Ok(mut entries) => {
            let holds = entries.any(|entry| entry.is_ok_and(|e| e.file_name() != ".git"));
            if holds { Err(InitError::NotEmpty(dir.to_owned())) } else { Ok(()) }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            Err(InitError::NotAFolder(dir.to_owned()))
        }
        Err(error) => Err(InitError::Write(dir.to_owned(), error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish;
    use crate::site::load;
    use crate::world::disk::DiskWorld;

    #[test]
    fn the_site_has_no_problem_at_all() {
        let dir = tempfile::tempdir().unwrap();
        let written = init(&dir.path().join("new/site")).unwrap();
        assert_eq!(written.len(), FILES.len());
        let today = jiff::civil::date(2025, 4, 1);
        let world = DiskWorld::new(&dir.path().join("new/site"), today).unwrap();
        let checked = load::check(&world);
        let problems: Vec<_> =
            checked.diagnostics.iter().map(|d| (d.code.name(), &d.message, &d.place)).collect();
        assert!(problems.is_empty(), "{problems:#?}");
        assert_eq!(checked.n_records, 8);
        let site = checked.site(&world, &std::collections::BTreeSet::new()).unwrap();
        assert_eq!(site.records.len(), 8);
        let built =
            publish::build(&dir.path().join("new/site"), &world, publish::Options::default()).unwrap();
        let problems: Vec<_> = built.diagnostics.iter().map(|d| (d.code.name(), &d.message)).collect();
        assert!(problems.is_empty(), "{problems:#?}");
        assert!(matches!(built.result, publish::Fate::Published(_)));
    }

    #[test]
    fn a_folder_that_holds_something_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join(".git")).unwrap();
        init(dir.path()).unwrap();
        let before = fs::read(dir.path().join("crier.toml")).unwrap();
        assert!(matches!(init(dir.path()), Err(InitError::NotEmpty(_))));
        assert_eq!(fs::read(dir.path().join("crier.toml")).unwrap(), before);
        let file = dir.path().join("crier.toml");
        assert!(matches!(init(&file), Err(InitError::NotAFolder(_))));
    }
}
