//! Files inside the binary: the default kinds, the default theme, the pages that explain diagnostics.

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The embedded files below a folder, sorted by path.
pub fn files(folder: &str) -> impl Iterator<Item = (&'static str, &'static [u8])> {
    let prefix = format!("{}/", folder.trim_end_matches('/'));
    FILES.iter().filter(move |(path, _)| path.starts_with(&prefix)).copied()
}

/// One embedded file.
pub fn file(path: &str) -> Option<&'static [u8]> {
    FILES.binary_search_by(|(p, _)| (*p).cmp(path)).ok().map(|i| FILES[i].1)
}
