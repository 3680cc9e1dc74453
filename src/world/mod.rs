//! The only way in: everything a site may be made from, the day included.
//!
//! [`disk::DiskWorld`] reads a folder, [`snapshot::Snapshot`] holds one as it was, [`memory::MemoryWorld`] is a map, for tests;
//! [`listed::ListedOnce`] lists another once. None ever writes.

pub mod disk;
pub mod listed;
pub mod memory;
pub mod snapshot;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::source::{Position, Source};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::io;
use std::sync::Arc;

/// Files above this size are refused: no council paper is this long, and places are kept in 32 bits.
pub const TEXT_MAX_BYTES: u64 = 16 * 1024 * 1024;

/// One file that is there, and what tells whether it changed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Path relative to the site root, with `/`.
    pub path: Arc<str>,
    /// What tells a changed file from an unchanged one.
    pub stamp: Stamp,
}

/// A file's size and times; equal stamps mean an unchanged file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Stamp {
    /// Bytes.
    pub size: u64,
    /// Last change of the content, in nanoseconds since 1970.
    pub modified_ns: i128,
    /// Last change of the content or the inode, which nobody can set by hand.
    pub changed_ns: i128,
    /// The inode, so that a file moved over another is seen.
    pub inode: u64,
}

/// What a site is made from.
pub trait World: Sync {
    /// The day the site is made for.
    fn today(&self) -> Date;
    /// The moment the site is made for; embargoes go by it. Where only a day is known it is that day's first moment, so that
    /// nothing appears too early.
    fn now(&self) -> Timestamp {
        self.today().to_zoned(TimeZone::UTC).map(|z| z.timestamp()).unwrap_or(Timestamp::MIN)
    }
    /// The last day that has begun: [`World::today`], or the day on the clock where the site is looked at as of one before. What is later has
    /// not happened.
    fn latest(&self) -> Date {
        self.today()
    }
    /// All files below a folder, sorted by path; empty when the folder is not there. Hidden files and other [droppings](is_dropping)
    /// are left out. A link that leaves the site root is an error entry.
    fn list(&self, folder: &str) -> Listing;
    /// Names of the files and folders that lie in the root itself, sorted, without [droppings](is_dropping).
    fn top(&self) -> Vec<String>;
    /// The bytes of one file.
    fn read(&self, path: &str) -> io::Result<Vec<u8>>;
    /// The stamp of one file, or none when it is not there.
    fn stamp(&self, path: &str) -> Option<Stamp>;
}

/// The files of a folder and what could not be listed.
#[derive(Debug, Default, Clone)]
pub struct Listing {
    /// Files, sorted by path.
    pub entries: Vec<Entry>,
    /// Links that leave the site, folders that cannot be read.
    pub problems: Vec<Diagnostic>,
}

/// Whether a name is that of a file or folder that editors and systems leave, for a moment or for good: hidden ones, vim's `4913`, swap
/// files, backups, locks, half a download. Nobody means them as part of a site: they are neither read nor published.
pub fn is_dropping(name: &str) -> bool {
    let endings = [
        "~",
        ".swp",
        ".swx",
        ".swo",
        ".tmp",
        ".vsctmp",
        ".bak",
        ".part",
        ".crdownload",
        "___jb_tmp___",
        "___jb_old___",
    ];
    name.starts_with('.')
        || matches!(name, "4913" | "Thumbs.db" | "desktop.ini")
        || name.starts_with("~$")
        || (name.starts_with('#') && name.ends_with('#'))
        || endings.iter().any(|ending| name.ends_with(ending))
}

/// Reads a file as text: UTF-8, a byte order mark dropped. Line ends stay as they are.
///
/// # Errors
/// [`Code::Unreadable`]; [`Code::BadUtf8`], which names the first bad byte and the likely encoding; or [`Code::TwoVersions`].
pub fn read_text(world: &dyn World, path: &Arc<str>) -> Result<Source, Box<Diagnostic>> {
    let place = || Place::File(path.clone());
    let bytes = world.read(path).map_err(|e| {
        Diagnostic::new(Code::Unreadable, format!("this file cannot be read: {}", reason(&e)))
            .at(place())
            .help("check that the file is there and that you may open it")
    })?;
    if bytes.len() as u64 > TEXT_MAX_BYTES {
        return Err(Box::new(
            Diagnostic::new(Code::Unreadable, "this file is larger than 16 MiB")
                .at(place())
                .help("split it into several files, or publish it as an attachment"),
        ));
    }
    // In UTF-16 every other byte of English text is zero, which is UTF-8 as well.
    if let [0, _, ..] | [_, 0, ..] = bytes[..] {
        let zero = bytes.iter().position(|byte| *byte == 0).unwrap_or_default();
        return Err(Box::new(bad_utf8(&bytes, zero).at(place())));
    }
    if let Some(line) = joined_at(&bytes) {
        return Err(Box::new(
            Diagnostic::new(Code::TwoVersions, format!("two versions of the same lines stand here, from line {line} on"))
                .at(place())
                .help("keep the lines that are right, and delete those that begin with <<<<<<<, ======= and >>>>>>>"),
        ));
    }
    match String::from_utf8(bytes) {
        Ok(text) => match text.strip_prefix('\u{feff}') {
            Some(text) => Ok(Source::new(path.clone(), text)),
            None => Ok(Source::new(path.clone(), text)),
        },
        Err(error) => Err(Box::new(bad_utf8(error.as_bytes(), error.utf8_error().valid_up_to()).at(place()))),
    }
}

/// The line at which git has put two versions that it could not join: from 1.
fn joined_at(bytes: &[u8]) -> Option<usize> {
    const MARKS: [&[u8]; 3] = [b"<<<<<<< ", b"=======", b">>>>>>> "];
    // Nearly no file has the first of them; few have its first sign.
    memchr::memchr_iter(b'<', bytes).find(|at| bytes[*at..].starts_with(MARKS[0]))?;
    let mut marks = MARKS.iter();
    let mut wanted = marks.next()?;
    let mut first = None;
    for (line, text) in bytes.split(|byte| *byte == b'\n').enumerate() {
        if text.starts_with(wanted) {
            first.get_or_insert(line + 1);
            match marks.next() {
                Some(next) => wanted = next,
                None => return first,
            }
        }
    }
    None
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it is not there".into(),
        io::ErrorKind::PermissionDenied => "permission was refused".into(),
        _ => error.to_string(),
    }
}

/// The line and column of a byte, the text before which is UTF-8.
fn position(bytes: &[u8], offset: usize) -> Position {
    let before = String::from_utf8_lossy(&bytes[..offset]);
    let text = before.strip_prefix('\u{feff}').unwrap_or(&before);
    Source::new("", text).position(text.len())
}

/// Says where UTF-8 ends and what the file most likely is instead.
fn bad_utf8(bytes: &[u8], offset: usize) -> Diagnostic {
    let marked = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let guess = if marked || bytes[..bytes.len().min(2)].contains(&0) {
        "UTF-16 (Excel calls it \"Unicode Text\")"
    } else if bytes.iter().any(|b| (0x80..0xa0).contains(b)) {
        "Windows-1252, the usual encoding of older Windows programs"
    } else {
        "ISO 8859-1 (Latin-1)"
    };
    let Position { line, column } = position(bytes, offset);
    Diagnostic::new(
        Code::BadUtf8,
        format!(
            "this file is not UTF-8: what stands in line {line}, column {column} (byte {offset}, counted from 0) does not fit"
        ),
    )
    .help(format!("it looks like {guess}; save it again with the encoding UTF-8"))
}
