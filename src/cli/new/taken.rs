//! Whether the tables and lists of a kind hold a record of a name already.
//!
//! In: the site's root, a kind, a name. Out: the line where the record stands. Reads the files of that kind alone.

use crate::diagnostic::Diagnostics;
use crate::kind::Kind;
use crate::record::{Form, Input, Origin, convert, files, locate};
use crate::site::load::DATA;
use crate::world::disk::DiskWorld;
use crate::world::{World, read_text};
use jiff::civil::Date;
use std::path::Path;
use std::sync::Arc;

/// The file and line of the record of this name, from the root; none where no table or list that can be read has it.
pub(super) fn place(root: &Path, kind: &Arc<Kind>, name: &str, today: Date) -> Option<String> {
    let world = DiskWorld::new(root, today).ok()?;
    let own = |path: &str| {
        let inside = path.strip_prefix(DATA).unwrap_or(path).trim_start_matches('/');
        inside.split(['/', '.']).next() == Some(&*kind.plural)
    };
    let id = format!("{}/{name}", kind.name);
    world.list(DATA).entries.into_iter().filter(|entry| own(&entry.path)).find_map(|entry| {
        let form = locate::form_of(&entry.path).filter(|form| *form != Form::Document)?;
        let source = read_text(&world, &entry.path).ok()?;
        let stem = entry.path.rsplit(['/']).next()?.rsplit_once('.')?.0;
        let mut found = None;
        files::read(&source, form, &mut Diagnostics::new(), &mut |item, out| {
            let origin = Origin { path: entry.path.clone(), item: item.item, form };
            let stem = item.named_by_file.then_some(stem);
            let outcome = convert(Input { kind, node: &item.node, stem, origin, prose: None }, out);
            if outcome.id().is_some_and(|other| **other == *id) {
                found.get_or_insert(source.position(item.node.span.start as usize).line);
            }
        });
        found.map(|line| format!("{}, line {line}", entry.path))
    })
}
