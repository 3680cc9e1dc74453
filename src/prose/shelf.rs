//! Pages of prose that were made while the text was checked: to parse a text twice costs a tenth of a build.

use super::Page;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Keeps pages by the path of their text until they are rendered. It has room for so many bytes; what does not fit is parsed again.
#[derive(Debug)]
pub struct Shelf {
    inside: Mutex<Inside>,
}

#[derive(Debug)]
struct Inside {
    pages: HashMap<Arc<str>, Page>,
    /// Bytes.
    room: usize,
}

impl Shelf {
    /// An empty shelf with room for `bytes`.
    pub fn new(bytes: usize) -> Shelf {
        Shelf { inside: Mutex::new(Inside { pages: HashMap::new(), room: bytes }) }
    }

    /// Whether it has room for the page of a text of this length.
    pub(super) fn has_room_for(&self, text: &str) -> bool {
        self.inside().room > text.len() * 2
    }

    /// Puts a page there.
    pub(super) fn put(&self, path: &Arc<str>, page: Page) {
        let mut inside = self.inside();
        inside.room = inside.room.saturating_sub(weight(&page));
        inside.pages.insert(path.clone(), page);
    }

    /// Takes the page of a text, which makes no new room: by then every text has been checked.
    pub fn take(&self, path: &str) -> Option<Page> {
        self.inside().pages.remove(path)
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// About how many bytes of memory a page takes.
fn weight(page: &Page) -> usize {
    let headings = page.contents.iter().map(|heading| heading.id.capacity() + heading.text.capacity());
    page.html.capacity() + size_of_val(&*page.contents) + headings.sum::<usize>()
}
