//! Adds events to the ledger: all of them or none.
//!
//! Both files are written whole beside the old ones, and put in place by renames: first the ledger, which is the moment it counts, then
//! the salts. Cut off between the two, the new salts still lie there; they name the line they go with, and [`finish`] puts them in place.

use super::{Action, Content, Event, FILE, Hash, Ledger, SALTS, Salts};
use jiff::civil::Date;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// An event that is to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What happened.
    pub action: Action,
    /// The record's id, or the table's name.
    pub id: Box<str>,
    /// The kind.
    pub kind: Box<str>,
    /// Site-absolute address.
    pub url: Option<Box<str>>,
    /// Fields that changed.
    pub fields: Vec<Box<str>>,
    /// Columns added to a table.
    pub columns: Vec<(Box<str>, Box<str>)>,
    /// The major version of the tables.
    pub major: u32,
    /// Old addresses.
    pub also: Vec<Box<str>>,
    /// The record that this one became.
    pub moved_to: Option<Box<str>>,
    /// Whether the name is retired.
    pub retired: bool,
    /// Whether the address is given up.
    pub lost: bool,
    /// What is published of the record.
    pub content: Option<Content>,
}

impl Draft {
    /// An event that says no more than this.
    pub fn new(action: Action, id: &str, kind: &str, url: Option<&str>) -> Draft {
        Draft {
            action,
            id: id.into(),
            kind: kind.into(),
            url: url.map(Box::from),
            fields: Vec::new(),
            columns: Vec::new(),
            major: 1,
            also: Vec::new(),
            moved_to: None,
            retired: false,
            lost: false,
            content: None,
        }
    }
}

/// Records events on a day, after those of `ledger`, which is the one that lies in `root`. Gives the ledger as it is then.
///
/// # Errors
/// What the disk refuses; the day of an event before the last one's; a ledger that someone else wrote to meanwhile.
pub fn append(
    root: &Path,
    ledger: &Ledger,
    salts: &Salts,
    drafts: Vec<Draft>,
    at: Date,
) -> io::Result<Ledger> {
    let path = root.join(FILE);
    let mut bytes = match fs::read(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
        read => read?,
    };
    if Ledger::read(&bytes).map_err(|fault| io::Error::other(fault.message))?.head() != ledger.head() {
        return Err(io::Error::other("someone else recorded events meanwhile; run the command again"));
    }
    let mut salts = salts.clone();
    let mut head = *ledger.head();
    for (seq, draft) in (ledger.events().len() as u64 + 1..).zip(drafts) {
        let hash = match draft.action {
            Action::Schema => None,
            action => salts.next(&draft.id, action, draft.content.as_ref())?,
        };
        let line = event(draft, seq, at, ledger, hash, head).to_line();
        head = Hash::of(line.as_bytes());
        bytes.extend_from_slice(line.as_bytes());
        bytes.push(b'\n');
    }
    let after = Ledger::read(&bytes).map_err(|fault| io::Error::other(fault.message))?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let salts_path = root.join(SALTS);
    stage(&salts_path, salts.to_text(&after).as_bytes())?;
    stage(&path, &bytes)?;
    put(&path)?;
    put(&salts_path)?;
    Ok(after)
}

fn event(draft: Draft, seq: u64, at: Date, ledger: &Ledger, hash: Option<Hash>, previous: Hash) -> Event {
    let version = ledger.version_of(&draft.id) + 1;
    Event {
        seq,
        at,
        action: draft.action,
        id: draft.id,
        kind: draft.kind,
        url: draft.url,
        version,
        fields: draft.fields,
        columns: draft.columns,
        major: draft.major,
        also: draft.also,
        moved_to: draft.moved_to,
        retired: draft.retired,
        lost: draft.lost,
        hash,
        previous,
        line: Hash::default(),
        before: 0,
    }
}

/// Whether a release was cut off after it counted: its salts are not in place.
pub fn is_unfinished(root: &Path) -> bool {
    staged(&root.join(SALTS)).exists()
}

/// Finishes what a release that was cut off had begun, or takes away what it left.
///
/// # Errors
/// What the disk refuses.
pub fn finish(root: &Path, ledger: &Ledger) -> io::Result<()> {
    let salts = root.join(SALTS);
    let waiting = staged(&salts);
    match fs::read(&waiting) {
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        read => match Salts::read(&read?, ledger) {
            Ok(_) => put(&salts)?,
            Err(_) => fs::remove_file(&waiting)?,
        },
    }
    match fs::remove_file(staged(&root.join(FILE))) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Where the new version of a file waits: beside it, with a name that is hidden and so no part of the site.
fn staged(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.new"))
}

/// Replaces a file by another version of it, as a whole; who may read it stays as it was.
///
/// # Errors
/// What the disk refuses.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let allowed = fs::metadata(path)?.permissions();
    stage(path, bytes)?;
    fs::set_permissions(staged(path), allowed)?;
    put(path)
}

fn stage(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(staged(path))?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn put(path: &Path) -> io::Result<()> {
    fs::rename(staged(path), path)?;
    // The rename is on the disk when its folder is.
    path.parent().map_or(Ok(()), |folder| File::open(folder).and_then(|folder| folder.sync_all()))
}
