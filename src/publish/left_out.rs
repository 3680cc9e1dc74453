//! What a setting leaves out though it was published: people have its addresses, and their programs load it.
//!
//! In: the settings, the edition in `public/`, and the new plan. Out: a `lost-address` for each such setting. Where nothing was published
//! from here before, nothing is known of it, and nothing is said.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::edition::Edition;
use crate::emit::Emit;
use crate::search;
use crate::site::Site;
use crate::site::settings;

/// Reports what would be gone for a setting alone.
pub(super) fn check(site: &Site, emit: &Emit, plan: &Edition, out: &mut Diagnostics) {
    let settings = &site.settings;
    let is_left_out: [(bool, &str, &str, &dyn Fn(&str) -> bool); 3] = [
        (settings.search, "search", "the search", &|path| {
            path.starts_with(search::PAGE.trim_start_matches('/'))
        }),
        (settings.workbooks, "workbooks", "the workbooks", &|path| path.ends_with(".xlsx")),
        (settings.archive, "archive", "the archive of all data", &|path| path.ends_with("/all.zip")),
    ];
    if is_left_out.iter().all(|(on, ..)| *on) {
        return;
    }
    // Attachments may be workbooks as well: their records say whether they stay.
    let own = [search::PAGE, &site.data("")].map(|folder| folder.trim_start_matches('/').to_owned());
    let mut lost = emit.lost(plan.outputs.iter().map(|output| &*output.address));
    lost.retain(|path| own.iter().any(|folder| path.starts_with(folder)));
    for (_, setting, what, is_one) in is_left_out.into_iter().filter(|(on, ..)| !on) {
        let mut gone: Vec<&String> = lost.iter().filter(|path| is_one(path)).collect();
        gone.sort();
        if let Some(first) = gone.first() {
            out.push(problem(setting, what, first, gone.len()));
        }
    }
}

fn problem(setting: &str, what: &str, first: &str, n_files: usize) -> Diagnostic {
    let address = first.strip_suffix("index.html").unwrap_or(first);
    let more = match n_files {
        1 => String::new(),
        2 => " and 1 more file".to_owned(),
        n => format!(" and {} more files", n - 1),
    };
    let message = format!("with `{setting} = false`, {what} would be gone: `/{address}`{more}");
    Diagnostic::new(Code::LostAddress, message).at(Place::File(settings::FILE.into())).help(format!(
        "people have kept these addresses, and their programs load them: take `{setting} = false` out; to give them up on purpose, use --allow-breaking"
    ))
}
