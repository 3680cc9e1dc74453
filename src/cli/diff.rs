//! `diff`: what those who use a site's data would notice.

use super::site::{located, print, told, world};
use super::{End, Global, complain, say};
use crate::diagnostic::{Diagnostics, Severity, report};
use crate::diff::{self, Difference, Folder};
use crate::edition;
use crate::render::Renderer;
use crate::site::load;
use crate::site::places::Places;
use crate::theme;
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

/// Compares two editions, or what is published with what would be.
pub(super) fn diff(global: &Global, folders: &[PathBuf]) -> End {
    match folders {
        [old, new] => match folder(old).and_then(|old| Ok((old, folder(new)?))) {
            Ok((old, new)) => shown(diff::compare(&old, &new)),
            Err(words) => {
                complain(&words);
                End::Usage
            }
        },
        _ => with_the_next(global),
    }
}

fn folder(path: &Path) -> Result<Folder, String> {
    Folder::open(path).map_err(|error| format!("cannot read the folder {}: {error}", path.display()))
}

/// `public/` and the edition that a build would make now.
fn with_the_next(global: &Global) -> End {
    let Some(world) = world(global) else { return End::Failed };
    let old = match folder(&global.root.join("public")) {
        Ok(old) if !old.is_empty() => old,
        _ => {
            complain(
                "there is no edition in public/ to compare with: make one with crier build, or name two folders",
            );
            return End::Usage;
        }
    };
    let mut checked = load::check(&world);
    let mut diagnostics = checked.take_diagnostics();
    let masks = checked.masks.clone();
    let site = checked.site(&world, &BTreeSet::new()).map(|site| {
        let theme = theme::load(&world, &site.settings, &mut diagnostics);
        // What breaks a promise is what is asked about here.
        let plan = edition::plan(&site, &theme, &mut Diagnostics::new());
        (site, theme, plan)
    });
    let (Some((site, theme, plan)), 0) = (site, diagnostics.count(Severity::Error)) else {
        let report = located(global, diagnostics, &Places::new(&world, &masks));
        print(global, &report);
        told(&format!("Nothing was compared: {}", report::summary(&report)));
        return End::SiteErrors;
    };
    let renderer = Renderer::new(&world, &site, &theme, &plan);
    shown(diff::compare(&old, &diff::Next::new(&renderer, &plan)))
}

fn shown(found: io::Result<Difference>) -> End {
    match found {
        Ok(found) => {
            say(&found.words());
            if found.breaks.is_empty() { End::Fine } else { End::SiteErrors }
        }
        Err(error) => {
            complain(&error.to_string());
            End::Failed
        }
    }
}
