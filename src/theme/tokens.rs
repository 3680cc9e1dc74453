//! The site's own tokens in a theme's stylesheet.

use crate::site::Settings;
use std::collections::BTreeMap;

/// A stylesheet with the site's tokens as custom properties.
///
/// They stand right after the theme's own, so that what the theme says below for a dark ground, for print and for narrow screens still
/// goes before them. Those for a dark ground stand at the end. A stylesheet with no `:root` of its own has them all at its end.
pub(super) fn put(style: Vec<u8>, settings: &Settings) -> Vec<u8> {
    let rule = |tokens: &BTreeMap<String, String>| {
        let lines = tokens.iter().map(|(name, value)| format!(" --{name}: {value};"));
        format!(":root {{{} }}", lines.collect::<String>())
    };
    let (plain, dark) = (&settings.theme_tokens, &settings.theme_tokens_dark);
    let mut style = style;
    if !plain.is_empty() {
        let at = end_of_root(&style).unwrap_or(style.len());
        style.splice(at..at, format!("\n{}\n", rule(plain)).into_bytes());
    }
    if !dark.is_empty() {
        style.extend(
            format!("\n@media screen and (prefers-color-scheme: dark) {{ {} }}\n", rule(dark)).into_bytes(),
        );
    }
    style
}

/// Where the first `:root` rule ends that stands in no other; none without one.
fn end_of_root(style: &[u8]) -> Option<usize> {
    let (mut at, mut depth, mut inside) = (0, 0, false);
    while at < style.len() {
        let rest = &style[at..];
        if rest.starts_with(b"/*") {
            at += rest.windows(2).skip(2).position(|end| end == b"*/").map_or(rest.len(), |end| end + 4);
            continue;
        }
        match rest[0] {
            b'{' => depth += 1,
            b'}' if inside && depth == 1 => return Some(at + 1),
            b'}' => depth -= 1,
            b':' if depth == 0 && rest.starts_with(b":root") => inside = true,
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(plain: &[(&str, &str)], dark: &[(&str, &str)]) -> Settings {
        let map = |list: &[(&str, &str)]| list.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect();
        Settings { theme_tokens: map(plain), theme_tokens_dark: map(dark), ..Settings::unread() }
    }

    fn with(style: &str, settings: &Settings) -> String {
        String::from_utf8(put(style.into(), settings)).expect("text")
    }

    const STYLE: &str = "/* :root { } */\n@media print { :root { --a: 0; } }\n:root { --a: 1; }\n@media (prefers-color-scheme: dark) { :root { --a: 2; } }\n";

    #[test]
    fn tokens_stand_before_what_the_theme_says_for_a_dark_ground() {
        let expected = STYLE.replace("--a: 1; }", "--a: 1; }\n:root { --a: red; --b: 2px; }\n");
        assert_eq!(with(STYLE, &site(&[("a", "red"), ("b", "2px")], &[])), expected);
    }

    #[test]
    fn tokens_for_a_dark_ground_come_last() {
        let end = "\n@media screen and (prefers-color-scheme: dark) { :root { --a: pink; } }\n";
        assert_eq!(with(STYLE, &site(&[], &[("a", "pink")])), format!("{STYLE}{end}"));
    }

    #[test]
    fn without_tokens_a_stylesheet_stays_and_without_a_rule_of_its_own_it_has_them_at_its_end() {
        assert_eq!(with(STYLE, &site(&[], &[])), STYLE);
        assert_eq!(with("p { }", &site(&[("a", "red")], &[])), "p { }\n:root { --a: red; }\n");
    }
}
