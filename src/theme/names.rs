//! Names by which a theme's templates find each other, and by which kinds find them: looked at before anything is rendered.

use super::Theme;
use super::scan::{self, Named, Sort};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, did_you_mean};
use crate::embedded;
use crate::kind::Kinds;
use minijinja::ErrorKind;
use std::collections::{BTreeMap, BTreeSet};

/// Where the templates lie that have no part in a page of their own.
const FOLDER: &str = "templates/";

/// Filters people mistype, for a suggestion. Which there are, the engine knows.
const USUAL: [&str; 31] = [
    "abs",
    "batch",
    "bytes",
    "cap",
    "clock",
    "default",
    "first",
    "first_sentence",
    "groupby",
    "indent",
    "join",
    "last",
    "length",
    "list",
    "lower",
    "map",
    "number",
    "plural",
    "reject",
    "replace",
    "reverse",
    "round",
    "safe",
    "select",
    "sort",
    "title",
    "trim",
    "upper",
    "url",
    "when",
    "when_text",
];

impl Theme {
    /// Reports filters, tests and templates that a template names and that are not there: rendering would fail at them.
    pub(super) fn looked_up(&self, out: &mut Diagnostics) {
        let mut known: BTreeMap<(Sort, String), bool> = BTreeMap::new();
        for name in self.reads.keys() {
            let Ok(template) = self.careful.get_template(name) else { continue };
            let text = template.source();
            for named in scan::names(text) {
                let there = known
                    .entry((named.sort, named.name.to_owned()))
                    .or_insert_with(|| self.is_there(named.sort, named.name));
                if !*there {
                    out.push(self.absent(name, text, &named));
                }
            }
        }
    }

    fn is_there(&self, sort: Sort, name: &str) -> bool {
        let (expression, absent) = match sort {
            Sort::Template => return self.has(name),
            Sort::Filter => (format!("0|{name}"), ErrorKind::UnknownFilter),
            Sort::Test => (format!("0 is {name}"), ErrorKind::UnknownTest),
        };
        // Tried on a number: it may fail for many reasons, but only one says that there is no such name.
        let tried = self.careful.compile_expression(&expression).and_then(|e| e.eval(()).map(drop));
        !tried.is_err_and(|error| error.kind() == absent)
    }

    fn absent(&self, template: &str, text: &str, named: &Named<'_>) -> Diagnostic {
        let line = text[..named.span.start as usize].matches('\n').count() + 1;
        let (what, near) = match named.sort {
            Sort::Filter => ("filter", did_you_mean(named.name, USUAL)),
            Sort::Test => {
                ("test", did_you_mean(named.name, ["defined", "none", "odd", "even", "in", "string"]))
            }
            Sort::Template => ("template", did_you_mean(named.name, self.paths.keys().map(String::as_str))),
        };
        let help = near.map_or_else(
            || {
                "mend this line of the template; what a template may use is listed in docs/templates.md"
                    .to_owned()
            },
            |near| format!("did you mean `{near}`?"),
        );
        let message =
            format!("the template `{template}` fails in line {line}: there is no {what} `{}`", named.name);
        let path = self.paths.get(template).cloned().unwrap_or_else(|| template.into());
        Diagnostic::new(Code::TemplateError, message).at(Place::Span(path, named.span)).help(help)
    }

    /// Compares the templates with the kinds: one that a kind file names must be there, and one whose name is nearly that of a kind's is
    /// most likely a slip.
    pub fn check_names(&self, kinds: &Kinds, out: &mut Diagnostics) {
        let file = |name: &str| format!("{name}.html");
        for kind in kinds.iter().filter(|kind| !self.has(&file(&kind.template))) {
            let Some(place) = &kind.template_at else { continue };
            let names = self.paths.keys().filter_map(|name| name.strip_suffix(".html"));
            let help = did_you_mean(&kind.template, names).map_or_else(
                || "add it to the folder templates/ of the theme, or take `template` out".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("the theme has no template `{}`", kind.template);
            out.push(Diagnostic::new(Code::BadKind, message).at(place.clone()).help(help));
        }
        let mut used: BTreeSet<String> = kinds.iter().map(|kind| file(&kind.template)).collect();
        used.extend(kinds.broken().names().map(|name| file(name)));
        let default = format!("themes/{}/", super::DEFAULT);
        let own = embedded::files(&default).filter_map(|(path, _)| path.strip_prefix(&default));
        used.extend(own.map(|name| name.strip_prefix(FOLDER).unwrap_or(name).to_owned()));
        for name in self.reads.keys() {
            let Ok(template) = self.careful.get_template(name) else { continue };
            let named =
                scan::names(template.source()).into_iter().filter(|named| named.sort == Sort::Template);
            used.extend(named.map(|named| named.name.to_owned()));
        }
        for (name, path) in self.paths.iter().filter(|(name, _)| !used.contains(*name)) {
            let last = name.rsplit('/').next().unwrap_or(name);
            let Some(near) = did_you_mean(last, used.iter().map(String::as_str)) else { continue };
            out.push(
                Diagnostic::new(Code::UnreadFile, "no kind and no other template uses this template")
                    .at(Place::File(path.clone()))
                    .help(format!("did you mean {FOLDER}{near}?")),
            );
        }
    }
}
