//! What the target of a link is, by its form alone.

use std::borrow::Cow;

/// The sort of a link's target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// `https:`, `http:`, `mailto:` or `tel:`.
    Outside,
    /// `#anchor` on the same page.
    Fragment,
    /// `kind/name` or `kind/name#part`: it may name a record.
    Record,
    /// Anything else.
    Broken,
}

/// Schemes that a link may have.
const SCHEMES: [&str; 4] = ["https", "http", "mailto", "tel"];

/// The text before the colon of `scheme:rest`, whatever it is made of.
fn scheme(target: &str) -> Option<&str> {
    let end = target.find([':', '/', '?', '#'])?;
    target[end..].starts_with(':').then(|| &target[..end])
}

/// Whether a target may stand in an attribute: no scheme, or one of those allowed.
pub(super) fn harmless(target: &str) -> bool {
    scheme(target).is_none_or(|scheme| SCHEMES.iter().any(|allowed| scheme.eq_ignore_ascii_case(allowed)))
}

/// Whether an address is one of this machine: a page as the preview shows it.
pub(super) fn is_local(target: &str) -> bool {
    let Some((scheme, rest)) = target.split_once("://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = if host.starts_with('[') { host } else { host.split(':').next().unwrap_or_default() };
    let here = ["localhost", "127.0.0.1", "0.0.0.0"].iter().any(|name| host.eq_ignore_ascii_case(name));
    scheme.to_ascii_lowercase().starts_with("http") && (here || host.starts_with("[::1]"))
}

/// What a target is.
pub(super) fn sort(target: &str) -> Sort {
    if let Some(rest) = target.strip_prefix('#') {
        return if rest.is_empty() { Sort::Broken } else { Sort::Fragment };
    }
    if scheme(target).is_some() {
        return if harmless(target) { Sort::Outside } else { Sort::Broken };
    }
    let (record, part) = match target.split_once('#') {
        Some((record, part)) => (record, Some(part)),
        None => (target, None),
    };
    let Some((kind, name)) = record.split_once('/') else { return Sort::Broken };
    let is_kind = kind.starts_with(|c: char| c.is_ascii_lowercase())
        && kind.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_');
    let is_name = name.starts_with(char::is_alphanumeric)
        && !name.contains(|c: char| c == '/' || c == '?' || c.is_whitespace());
    if is_kind && is_name && part != Some("") { Sort::Record } else { Sort::Broken }
}

/// What to type instead of a broken target.
pub(super) fn help(target: &str) -> Cow<'static, str> {
    if target.starts_with("www.") {
        return format!("to link to another site write the whole address: https://{target}").into();
    }
    if target.contains('@') && !target.contains(['/', ':']) {
        return format!("to link to an e-mail address write mailto:{target}").into();
    }
    "to link to a record write its kind and name, as in [text](report/2010-06-28-strategic-commissioning), \
     with #1.2.4 after it for a part; to link to another site write the whole address, from https:// on"
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_are_told_by_form() {
        for (target, expected) in [
            ("https://example.org/a", Sort::Outside),
            ("HTTP://example.org", Sort::Outside),
            ("mailto:clerk@example.org", Sort::Outside),
            ("tel:+441234567890", Sort::Outside),
            ("#para-2.3", Sort::Fragment),
            ("#", Sort::Broken),
            ("report/2010-06-28-a", Sort::Record),
            ("report/2010-06-28-a#1.2.4", Sort::Record),
            ("needs-assessment/Homes", Sort::Record),
            ("report/a#", Sort::Broken),
            ("report/", Sort::Broken),
            ("/reports/x/", Sort::Broken),
            ("../report/x", Sort::Broken),
            ("report/x/y", Sort::Broken),
            ("//example.org", Sort::Broken),
            ("foo.html", Sort::Broken),
            ("", Sort::Broken),
            ("javascript:alert(1)", Sort::Broken),
            ("data:text/html,x", Sort::Broken),
        ] {
            assert_eq!(sort(target), expected, "{target}");
        }
    }

    #[test]
    fn only_known_schemes_are_harmless() {
        for bad in [
            "javascript:x",
            "JavaScript:x",
            "java\tscript:x",
            "\u{1}javascript:x",
            " javascript:x",
            "data:x",
            "vbscript:x",
            ":x",
        ] {
            assert!(!harmless(bad), "{bad}");
        }
        for good in ["", "a/b:c", "#a:b", "?a:b", "/a", "https://x", "TEL:1"] {
            assert!(harmless(good), "{good}");
        }
    }
}
