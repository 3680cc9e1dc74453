//! Where a setting stands: found again in the file, for problems that only a later stage can see.

use super::FILE;
use crate::diagnostic::{Diagnostics, On, Place};
use crate::tree;
use crate::world::{World, read_text};

/// The place of the setting at a path of keys, or the file where it is not written there.
pub fn place(world: &dyn World, keys: &[&str], on: On) -> Place {
    let file = Place::File(FILE.into());
    let Ok(source) = read_text(world, &FILE.into()) else { return file };
    let Some(root) = tree::toml::read(&source, &mut Diagnostics::new()) else { return file };
    let mut node = &root;
    let mut span = None;
    for key in keys {
        let Some(entry) = node.entry(key) else { return file };
        node = &entry.node;
        span = Some(if on == On::Key { entry.key_span } else { node.span });
    }
    span.map_or(file, |span| Place::Span(source.path.clone(), span))
}
