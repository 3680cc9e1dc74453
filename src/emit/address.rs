//! From an address of the site to the path of its file in `public/`.

use super::EmitError;

/// The file of an address: `/reports/a/` is `reports/a/index.html`, `/data/v1/reports.csv` that file.
///
/// Refuses what could leave `public/`, what other systems cannot store, and the top `.gitignore`, which is
/// not crier's.
pub(super) fn file_of(address: &str) -> Result<String, EmitError> {
    let refuse = |why| Err(EmitError::Address { address: address.to_owned(), why });
    let Some(rest) = address.strip_prefix('/') else { return refuse("it must start with `/`") };
    let path =
        if rest.is_empty() || rest.ends_with('/') { format!("{rest}index.html") } else { rest.to_owned() };
    if path.split('/').any(str::is_empty) {
        return refuse("it has `//` in it");
    }
    if path.split('/').any(|name| name == "." || name == "..") {
        return refuse("`.` and `..` lead elsewhere");
    }
    if path.contains(|c: char| c.is_control() || c == '\\') {
        return refuse("it has a character that no file name may have");
    }
    if path == ".gitignore" {
        return refuse("public/.gitignore is yours, crier leaves it alone");
    }
    Ok(path)
}

/// The folders a path lies in, the nearest first, without `public/` itself.
pub(super) fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    path.rmatch_indices('/').map(|(at, _)| &path[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_ends_with_a_slash_is_an_index() {
        assert_eq!(file_of("/").unwrap(), "index.html");
        assert_eq!(file_of("/reports/a/").unwrap(), "reports/a/index.html");
        assert_eq!(file_of("/data/v1/reports.csv").unwrap(), "data/v1/reports.csv");
        assert_eq!(file_of("/.well-known/security.txt").unwrap(), ".well-known/security.txt");
    }

    #[test]
    fn an_address_cannot_lead_out_of_public() {
        for bad in ["", "a", "//", "/a//b", "/../a", "/a/..", "/a/./b", "/a\\b", "/a\nb", "/.gitignore"] {
            assert!(matches!(file_of(bad), Err(EmitError::Address { .. })), "{bad:?}");
        }
    }

    #[test]
    fn folders_come_nearest_first() {
        assert_eq!(folders_of("a/b/c.html").collect::<Vec<_>>(), ["a/b", "a"]);
        assert_eq!(folders_of("c.html").count(), 0);
    }
}
