//! What the settings ask of a theme: its folder, its tokens, its words. What it does not have would do nothing.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, On, did_you_mean};
use crate::site::Settings;
use crate::site::settings::place;
use crate::world::World;
use std::collections::BTreeSet;

/// What a theme's files say that settings may name.
#[derive(Debug, Default)]
pub(super) struct Offered {
    /// Custom properties of its stylesheets, without their hyphens.
    tokens: BTreeSet<String>,
    /// House words that templates read by name.
    terms: BTreeSet<String>,
    /// Whether a template reads house words that its text does not name.
    any_term: bool,
}

impl Offered {
    /// Takes in a stylesheet, before the site's own tokens are put into it.
    pub(super) fn style(&mut self, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        for rest in text.split("--").skip(1) {
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_'));
            self.tokens.insert(rest[..end.unwrap_or(rest.len())].to_owned());
        }
    }

    /// Takes in a template.
    pub(super) fn template(&mut self, text: &str) {
        for rest in text.split(".terms").skip(1) {
            let name =
                |rest: &str, end: fn(char) -> bool| rest[..rest.find(end).unwrap_or(rest.len())].to_owned();
            if let Some(rest) = rest.strip_prefix('.') {
                self.terms.insert(name(rest, |c| !(c.is_alphanumeric() || c == '_')));
            } else if let Some(rest) = rest.strip_prefix("[\"") {
                self.terms.insert(name(rest, |c| c == '"'));
            } else if !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
                self.any_term = true;
            }
        }
    }

    /// Reports what the settings name and the theme does not have.
    pub(super) fn check(&self, world: &dyn World, settings: &Settings, out: &mut Diagnostics) {
        for (table, keys) in [
            (&["theme_tokens"][..], &settings.theme_tokens),
            (&["theme_tokens", "dark"], &settings.theme_tokens_dark),
        ] {
            for key in keys.keys().filter(|key| !self.tokens.contains(*key)) {
                let names = self.tokens.iter().map(String::as_str);
                let help = near(key, names.clone()).unwrap_or_else(|| {
                    format!("the stylesheets use: {}", names.collect::<Vec<_>>().join(", "))
                });
                let at = place(world, &[table, &[key]].concat(), On::Key);
                let message = format!("no stylesheet of the theme uses a token `{key}`");
                out.push(Diagnostic::new(Code::UnknownSetting, message).at(at).help(help));
            }
        }
        for key in settings.terms.keys().filter(|key| !self.any_term && !self.terms.contains(*key)) {
            let help = near(key, self.terms.iter().map(String::as_str)).unwrap_or_else(|| {
                format!("take the line out, or write {{{{ site.terms.{key} }}}} in a template of your theme")
            });
            let message = format!("no template of the theme reads the word `{key}`");
            let at = place(world, &["terms", key], On::Key);
            out.push(Diagnostic::new(Code::UnknownSetting, message).at(at).help(help));
        }
    }
}

fn near<'a>(key: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    did_you_mean(key, names).map(|near| format!("did you mean `{near}`?"))
}

/// Reports a logo that is no file of the theme.
pub(super) fn missing_logo(
    world: &dyn World,
    settings: &Settings,
    assets: &[super::Asset],
    out: &mut Diagnostics,
) {
    let Some(logo) =
        settings.logo.as_ref().filter(|logo| !assets.iter().any(|asset| asset.name == logo.file))
    else {
        return;
    };
    let help = near(&logo.file, assets.iter().map(|asset| &*asset.name))
        .unwrap_or_else(|| format!("put the file into themes/{}/assets/", settings.theme));
    let message = format!("`logo` names the file `{}`, which the theme does not have", logo.file);
    let at = place(world, &["logo", "file"], On::Value);
    out.push(Diagnostic::new(Code::BadSetting, message).at(at).help(help));
}

/// Reports a theme whose folder is not there.
pub(super) fn missing_folder(world: &dyn World, settings: &Settings, out: &mut Diagnostics) {
    let listed = world.list("themes").entries;
    let folders = listed.iter().filter_map(|entry| entry.path.strip_prefix("themes/")?.split_once('/'));
    let folders: BTreeSet<&str> = folders.map(|(folder, _)| folder).chain([super::DEFAULT]).collect();
    let help = near(&settings.theme, folders.iter().copied()).unwrap_or_else(|| {
        format!("make that folder, or write \"{}\", the theme that comes with crier", super::DEFAULT)
    });
    let message = format!("`theme` names the folder themes/{}/, which is not there", settings.theme);
    let at = place(world, &["theme"], On::Value);
    out.push(Diagnostic::new(Code::BadSetting, message).at(at).help(help));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_from_the_files() {
        let mut offered = Offered::default();
        offered.style(b":root { --a: 1; --b-c: var(--d, 2) }");
        offered.template("{{ site.terms.matter }} {{ site.terms[\"big word\"] }} {{ record.termsheet }}");
        assert_eq!(offered.tokens.iter().map(String::as_str).collect::<Vec<_>>(), ["a", "b-c", "d"]);
        assert_eq!(offered.terms.iter().map(String::as_str).collect::<Vec<_>>(), ["big word", "matter"]);
        assert!(!offered.any_term);
        offered.template("{% for word in site.terms %}{% endfor %}");
        assert!(offered.any_term);
    }
}
