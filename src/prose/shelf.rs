//! Pages of prose that were made while the text was checked: to parse a text twice costs a tenth of a build.

use super::{Heading, Page};
use foldhash::HashMap;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Keeps pages by the path of their text until they are rendered. It has room for so many bytes; what does not fit goes to a file if
/// there is one, and is parsed again if there is none.
#[derive(Debug)]
pub struct Shelf {
    inside: Mutex<Inside>,
    overflow: Option<Overflow>,
}

#[derive(Debug)]
struct Inside {
    pages: HashMap<Arc<str>, Kept>,
    /// Bytes.
    room: usize,
}

#[derive(Debug)]
enum Kept {
    Here(Page),
    /// Where in the file, and how many bytes.
    Away(u64, usize),
}

#[derive(Debug)]
struct Overflow {
    file: File,
    end: AtomicU64,
}

impl Shelf {
    /// An empty shelf with room for `bytes`.
    pub fn new(bytes: usize) -> Shelf {
        Shelf { inside: Mutex::new(Inside { pages: HashMap::default(), room: bytes }), overflow: None }
    }

    /// The same with an empty file, open to read and write, for what it has no room for.
    #[must_use]
    pub fn with_overflow(self, file: File) -> Shelf {
        Shelf { overflow: Some(Overflow { file, end: AtomicU64::new(0) }), ..self }
    }

    /// Whether it takes the page of a text of this length.
    pub(super) fn takes(&self, text: &str) -> bool {
        self.overflow.is_some() || self.inside().room > text.len() * 2
    }

    /// Puts a page there.
    pub(super) fn put(&self, path: &Arc<str>, mut page: Page) {
        // It was written with room to spare: what waits for long is kept without.
        page.html = page.html.as_str().to_owned();
        page.contents.shrink_to_fit();
        let weight = weight(&page);
        let mut inside = self.inside();
        if inside.room >= weight || self.overflow.is_none() {
            inside.room = inside.room.saturating_sub(weight);
            inside.pages.insert(path.clone(), Kept::Here(page));
            return;
        }
        drop(inside);
        // A full disk costs only time: the text is parsed again.
        if let Some(away) = self.overflow.as_ref().and_then(|file| file.put(&page).ok()) {
            self.inside().pages.insert(path.clone(), away);
        }
    }

    /// Takes the page of a text, which makes no new room: by then every text has been checked.
    pub fn take(&self, path: &str) -> Option<Page> {
        let kept = self.inside().pages.remove(path)?;
        match kept {
            Kept::Here(page) => Some(page),
            Kept::Away(at, n_bytes) => self.overflow.as_ref()?.get(at, n_bytes),
        }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Overflow {
    fn put(&self, page: &Page) -> io::Result<Kept> {
        let mut bytes = Vec::with_capacity(page.html.len() + page.contents.len() * 64 + 8);
        push_number(&mut bytes, page.contents.len());
        for heading in &page.contents {
            bytes.push(heading.level);
            push_text(&mut bytes, &heading.id);
            push_text(&mut bytes, &heading.text);
        }
        push_text(&mut bytes, &page.html);
        let at = self.end.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        self.file.write_all_at(&bytes, at)?;
        Ok(Kept::Away(at, bytes.len()))
    }

    fn get(&self, at: u64, n_bytes: usize) -> Option<Page> {
        let mut bytes = vec![0; n_bytes];
        self.file.read_exact_at(&mut bytes, at).ok()?;
        let from = &mut &*bytes;
        let n_headings = take_number(from)?;
        let mut heading = || {
            let (level, rest) = from.split_first()?;
            *from = rest;
            Some(Heading { level: *level, id: take_text(from)?, text: take_text(from)? })
        };
        let contents = (0..n_headings).map(|_| heading()).collect::<Option<_>>()?;
        Some(Page { html: take_text(from)?, contents })
    }
}

fn push_number(bytes: &mut Vec<u8>, number: usize) {
    bytes.extend_from_slice(&(number as u64).to_le_bytes());
}

fn push_text(bytes: &mut Vec<u8>, text: &str) {
    push_number(bytes, text.len());
    bytes.extend_from_slice(text.as_bytes());
}

fn take_number(from: &mut &[u8]) -> Option<usize> {
    let (number, rest) = from.split_first_chunk()?;
    *from = rest;
    usize::try_from(u64::from_le_bytes(*number)).ok()
}

fn take_text(from: &mut &[u8]) -> Option<String> {
    let n_bytes = take_number(from)?;
    let (text, rest) = from.split_at_checked(n_bytes)?;
    *from = rest;
    String::from_utf8(text.to_vec()).ok()
}

/// About how many bytes of memory a page takes.
fn weight(page: &Page) -> usize {
    let headings = page.contents.iter().map(|heading| heading.id.capacity() + heading.text.capacity());
    page.html.capacity() + size_of_val(&*page.contents) + headings.sum::<usize>()
}
