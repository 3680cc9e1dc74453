//! Markdown without the targets that readers may not learn of.

use super::link::{self, Sort};
use super::read::may_link;
use super::{PROSE, arena, following, parse, words};
use comrak::nodes::NodeValue;
use std::borrow::Cow;

/// The text as written, but where a link or image may name a record and `shown` says no to its target, the target is gone:
/// `[the report](<>)`. Texts without such a link come back as they are. Plain words are left alone, so a target that is repeated
/// as words is taken out there too.
pub fn without_targets<'t>(text: &'t str, shown: &dyn Fn(&str) -> bool) -> Cow<'t, str> {
    if !may_link(text) {
        return Cow::Borrowed(text);
    }
    let mut gone: Vec<String> = Vec::new();
    let mut disguised = false;
    {
        let arena = arena(text);
        let root = parse(&arena, text, &PROSE);
        let mut at = Some(root);
        while let Some(node) = at {
            if let NodeValue::Link(link) | NodeValue::Image(link) = &node.data().value
                && matches!(link::sort(&link.url), Sort::Record | Sort::Fragment)
                && !shown(&link.url)
            {
                disguised |= !text.contains(&link.url);
                gone.push(link.url.clone());
            }
            at = following(root, node, true);
        }
        // A target written with escapes cannot be found in the text: such a text is told in its bare words.
        if disguised {
            return Cow::Owned(words(root));
        }
    }
    // The longest first: one may be the beginning of another.
    gone.sort_by_key(|target| std::cmp::Reverse(target.len()));
    gone.iter().fold(Cow::Borrowed(text), |text, target| Cow::Owned(without(&text, target)))
}

/// A text with `<>` for each place where `target` stands as a whole.
fn without(text: &str, target: &str) -> String {
    let part_of_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '#' | '/');
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(target) {
        let (before, after) = (&rest[..at], &rest[at + target.len()..]);
        // A full stop may end a sentence as well as go on with a number.
        let mut next = after.chars();
        let goes_on = match next.next() {
            Some('.') => next.next().is_some_and(char::is_alphanumeric),
            next => next.is_some_and(part_of_name),
        };
        let goes_before = before.chars().next_back().or(out.chars().next_back()).is_some_and(part_of_name);
        out.push_str(before);
        rest = after;
        if goes_on || goes_before {
            out.push_str(target);
        } else if before.ends_with('<') && rest.starts_with('>') {
            // Angle brackets stand around the target already.
        } else {
            out.push_str("<>");
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(text: &str) -> String {
        without_targets(text, &|target| !target.contains("hidden")).into_owned()
    }

    #[test]
    fn targets_that_are_not_shown_leave_their_words() {
        for (text, expected) in [
            ("See [it](report/hidden).", "See [it](<>)."),
            ("See [it](<report/hidden> \"Title\").", "See [it](<> \"Title\")."),
            ("See [it][1].\n\n[1]: report/hidden\n", "See [it][1].\n\n[1]: <>\n"),
            ("[a](report/hidden#1.2) [b](report/hidden)", "[a](<>) [b](<>)"),
            ("![plan](report/hidden)", "![plan](<>)"),
            ("[a](report/hidden) and `report/hidden`", "[a](<>) and `<>`"),
            ("[a](report/hidden) [b](report/open) [c](#1.1)", "[a](<>) [b](report/open) [c](#1.1)"),
        ] {
            assert_eq!(hidden(text), expected);
        }
    }

    #[test]
    fn a_longer_name_is_another_name() {
        let shown = |target: &str| target != "report/a";
        assert_eq!(without_targets("[x](report/a) [y](report/a-b)", &shown), "[x](<>) [y](report/a-b)");
        assert_eq!(without_targets("[x](report/a) [y](report/a.2)", &shown), "[x](<>) [y](report/a.2)");
    }

    #[test]
    fn a_disguised_target_takes_all_markup_with_it() {
        assert_eq!(hidden("**See** [it](report/hid&#100;en)."), "See it.");
    }

    #[test]
    fn texts_without_such_links_are_not_copied() {
        for text in ["Plain.", "[a](https://example.org/hidden)", "[a](report/open)"] {
            assert!(matches!(without_targets(text, &|t| !t.contains("hidden")), Cow::Borrowed(_)), "{text}");
        }
    }
}
