//! The theme: templates, parts and assets; and the view, which is all a template may read.
//!
//! In: a [`World`] and the embedded default. Out: [`Theme`], which renders. Templates fetch nothing.

mod asked;
mod contrast;
pub mod filters;
pub mod functions;
mod names;
pub mod object;
mod scan;
mod tokens;
pub mod view;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::embedded;
use crate::site::Settings;
use crate::source::Span;
use crate::world::{World, read_text};
use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The theme a site has unless it names another, and where files come from that its own theme does not have.
pub const DEFAULT: &str = "civic";

/// Steps that the first page of a template may take: far above any real page, below what an endless loop would need.
const FUEL: u64 = 50_000_000;

/// Room made for a page: few are longer.
const PAGE_BYTES: usize = 24 * 1024;

/// A file published as it is.
pub struct Asset {
    /// Name as templates ask for it.
    pub name: String,
    /// Site-absolute address.
    pub address: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// A loaded theme.
pub struct Theme {
    /// Templates as they run.
    env: Environment<'static>,
    /// The same, but each step is counted, and errors are told in full: on the first page of each template, and where one fails. On every
    /// page it would cost time for nothing.
    careful: Environment<'static>,
    /// Files published as they are.
    pub assets: Vec<Asset>,
    /// Where each template was read, for errors.
    paths: BTreeMap<String, Arc<str>>,
    reads: BTreeMap<String, Reads>,
    offered: asked::Offered,
    colours: contrast::Colours,
}

/// What a template's text says of the names it reads: some are costly to make.
struct Reads {
    /// The template it extends.
    extends: Option<String>,
    /// The names it reads itself.
    names: BTreeSet<String>,
    /// The fields it sets `apart`: it shows them itself.
    apart: BTreeSet<String>,
    /// Whether a page of it was made.
    tried: AtomicBool,
}

/// What went wrong in a template.
#[derive(Debug)]
pub struct Failure(pub Box<Diagnostic>);

/// Loads the site's theme over the default, file by file. Problems are `template-error` in `out`.
pub fn load(world: &dyn World, settings: &Settings, out: &mut Diagnostics) -> Theme {
    let mut files: BTreeMap<String, (Arc<str>, Vec<u8>)> = BTreeMap::new();
    let default = format!("themes/{DEFAULT}/");
    for (path, bytes) in embedded::files(&default) {
        files.insert(path[default.len()..].to_owned(), (path.into(), bytes.to_vec()));
    }
    for folder in [DEFAULT, &settings.theme] {
        let prefix = format!("themes/{folder}/");
        let listing = world.list(prefix.trim_end_matches('/'));
        if folder != DEFAULT && listing.entries.is_empty() && listing.problems.is_empty() {
            asked::missing_folder(world, settings, out);
        }
        listing.problems.into_iter().for_each(|p| out.push(p));
        for entry in listing.entries {
            if let Ok(bytes) = world.read(&entry.path) {
                files.insert(entry.path[prefix.len()..].to_owned(), (entry.path.clone(), bytes));
            }
        }
        if folder == settings.theme {
            break;
        }
    }
    let mut theme = Theme {
        env: Environment::empty(),
        careful: environment(),
        assets: Vec::new(),
        paths: BTreeMap::new(),
        reads: BTreeMap::new(),
        offered: asked::Offered::default(),
        colours: contrast::Colours::default(),
    };
    for (name, (path, bytes)) in files {
        theme.add(world, settings, &name, path, bytes, out);
    }
    theme.offered.check(world, settings, out);
    theme.colours.check(world, settings, out);
    asked::missing_logo(world, settings, &theme.assets, out);
    theme.looked_up(out);
    theme.env = theme.careful.clone();
    theme.env.set_fuel(None);
    theme.env.set_debug(false);
    theme
}

fn environment() -> Environment<'static> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_auto_escape_callback(
        |name| if name.ends_with(".html") { AutoEscape::Html } else { AutoEscape::None },
    );
    env.set_fuel(Some(FUEL));
    // Else a name that is not there is told by the development program alone.
    env.set_debug(true);
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    env.set_syntax(syntax.expect("the usual delimiters fit together"));
    filters::add(&mut env);
    functions::add(&mut env);
    env
}

impl Theme {
    fn add(
        &mut self,
        world: &dyn World,
        settings: &Settings,
        name: &str,
        path: Arc<str>,
        bytes: Vec<u8>,
        out: &mut Diagnostics,
    ) {
        if let Some(asset) = name.strip_prefix("assets/") {
            let is_style = asset.ends_with(".css");
            if is_style {
                self.offered.style(&bytes);
                self.colours.style(&path, &bytes);
            }
            let bytes = if is_style { tokens::put(bytes, settings) } else { bytes };
            self.assets.push(Asset { name: asset.to_owned(), address: format!("/assets/{asset}"), bytes });
            return;
        }
        let template = match name.strip_prefix("templates/") {
            Some(template) => template.to_owned(),
            None if name.ends_with(".html") => name.to_owned(),
            None => return,
        };
        let Ok(text) = String::from_utf8(bytes) else {
            if let Err(diagnostic) = read_text(world, &path) {
                out.push(*diagnostic);
            }
            return;
        };
        self.offered.template(&text);
        self.paths.insert(template.clone(), path);
        let (extends, apart) = (extended(&text), set_apart(&text));
        if let Err(error) = self.careful.add_template_owned(template.clone(), text) {
            out.push(self.diagnostic(&error, None));
            return;
        }
        let read = self.careful.get_template(&template).map(|t| t.undeclared_variables(false));
        let names = read.unwrap_or_default().into_iter().collect();
        self.reads.insert(template, Reads { extends, names, apart, tried: AtomicBool::new(false) });
    }

    /// Whether there is a template of this name.
    pub fn has(&self, template: &str) -> bool {
        self.paths.contains_key(template)
    }

    /// The names of fields whose facts a template does not read, because it sets them `apart`; none where it reads no facts.
    pub fn apart(&self, template: &str) -> Option<&BTreeSet<String>> {
        let own = self.reads.get(template)?;
        self.reads(template, "facts").then_some(&own.apart)
    }

    /// Whether a template, or one that it extends, reads a name.
    pub fn reads(&self, template: &str, name: &str) -> bool {
        let mut at = self.reads.get(template);
        // A template may extend one that extends another; more would be a circle.
        for _ in 0..self.reads.len() {
            match at {
                Some(reads) if reads.names.contains(name) => return true,
                Some(reads) => at = reads.extends.as_ref().and_then(|name| self.reads.get(name)),
                None => return false,
            }
        }
        false
    }

    /// Renders a template. `of` is the record or page, for errors; `root` is the way from the page to the site's root.
    ///
    /// # Errors
    /// A `template-error` with the template's line and what was being rendered.
    pub fn render(&self, template: &str, context: Value, of: &str, root: &str) -> Result<Vec<u8>, Failure> {
        let run = |env: &Environment<'_>, context| {
            let mut page =
                Rooted { bytes: Vec::with_capacity(PAGE_BYTES), root: root.as_bytes(), at_mark: false };
            env.get_template(template)?.render_captured_to(context, &mut page)?;
            Ok(page.bytes)
        };
        let tried = self.reads.get(template).map(|reads| &reads.tried);
        if tried.is_some_and(|tried| tried.load(Ordering::Relaxed))
            && let Ok(bytes) = run(&self.env, context.clone())
        {
            return Ok(bytes);
        }
        let bytes = run(&self.careful, context)
            .map_err(|error: minijinja::Error| Failure(Box::new(self.diagnostic(&error, Some(of)))))?;
        tried.inspect(|tried| tried.store(true, Ordering::Relaxed));
        Ok(bytes)
    }

    fn diagnostic(&self, error: &minijinja::Error, of: Option<&str>) -> Diagnostic {
        // The innermost cause is the line that went wrong; the outer ones only included it.
        let mut inner = error;
        while let Some(source) =
            std::error::Error::source(inner).and_then(|s| s.downcast_ref::<minijinja::Error>())
        {
            inner = source;
        }
        let place_of = if inner.name().is_some() { inner } else { error };
        let name = place_of.name().unwrap_or_default();
        let path = self.paths.get(name).cloned().unwrap_or_else(|| name.into());
        let place = match place_of.range() {
            Some(range) => Place::Span(path, Span::new(range.start, range.end)),
            None => Place::File(path),
        };
        let rendering = of.map(|of| format!(" while rendering {of}")).unwrap_or_default();
        let line = place_of.line().map(|l| format!(" in line {l}")).unwrap_or_default();
        let detail = inner.detail().map_or_else(|| inner.kind().to_string(), str::to_owned);
        Diagnostic::new(
            Code::TemplateError,
            format!("the template `{name}` fails{line}{rendering}: {detail}"),
        )
        .at(place)
        .help("mend this line of the template; what a template may read is listed in docs/templates.md")
    }
}

/// The template that a template's text extends.
fn extended(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("extends \"")?;
    rest.split_once('"').map(|(name, _)| name.to_owned())
}

/// The names in `{% set apart = ["…", "…"] %}`.
fn set_apart(text: &str) -> BTreeSet<String> {
    let list = text.split_once("set apart = [").and_then(|(_, rest)| rest.split_once(']'));
    let list = list.map_or("", |(list, _)| list);
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// A page in the making: the way to the site's root takes the place of each mark, and of the `/` after it.
struct Rooted<'r> {
    bytes: Vec<u8>,
    root: &'r [u8],
    /// Whether a mark came last.
    at_mark: bool,
}

impl Rooted<'_> {
    fn put(&mut self, text: &[u8]) {
        let Some(first) = text.first() else { return };
        let skipped = usize::from(self.at_mark && *first == b'/');
        self.bytes.extend_from_slice(&text[skipped..]);
        self.at_mark = false;
    }
}

impl Write for Rooted<'_> {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        let mut from = 0;
        for at in memchr::memchr_iter(filters::ROOT_BYTE, text) {
            self.put(&text[from..at]);
            self.bytes.extend_from_slice(self.root);
            self.at_mark = true;
            from = at + 1;
        }
        self.put(&text[from..]);
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The way from a page to the site's root: `../../` from `/reports/a/`, `./` from `/`.
pub fn root_of(address: &str) -> String {
    match address.matches('/').count() {
        0 | 1 => "./".to_owned(),
        n => "../".repeat(n - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::memory::MemoryWorld;

    #[test]
    fn the_first_page_of_a_template_is_bounded_and_errors_of_later_ones_are_told_in_full() {
        let render = |theme: &Theme, page: Value| {
            theme.render("own.html", page, "a page", "./").map_err(|failure| failure.0.message)
        };
        let theme = |text: &str| {
            let world = MemoryWorld::new(jiff::civil::date(2026, 1, 1));
            let world = world.with("themes/civic/templates/own.html", text);
            load(&world, &Settings::unread(), &mut Diagnostics::new())
        };
        let endless = render(&theme("{{ 'x' * 5000000000 }}"), Value::UNDEFINED).unwrap_err();
        assert!(endless.contains("ran out of fuel"), "{endless}");
        let theme = theme("{{ record.title }}");
        let page = |key| object::map(vec![("record", object::map(vec![(key, "Bees".into())]))]);
        assert_eq!(render(&theme, page("title")).unwrap(), b"Bees");
        let failed = render(&theme, page("name")).unwrap_err();
        assert!(failed.contains("in line 1 while rendering a page: `record.title` is undefined"), "{failed}");
    }

    #[test]
    fn what_a_template_sets_apart_is_read_from_its_text() {
        let text =
            "{#- Words. -#}\n{% extends \"record.html\" %}\n{%- set apart = [\"date\", \"meeting\"] -%}\n";
        assert_eq!(extended(text).as_deref(), Some("record.html"));
        assert_eq!(set_apart(text).into_iter().collect::<Vec<_>>(), ["date", "meeting"]);
        assert!(extended("plain").is_none() && set_apart("plain").is_empty());
    }

    #[test]
    fn marks_become_the_way_to_the_root() {
        let html = format!("<a href=\"{}\">x</a>", filters::url("/reports/a/#p"));
        let rooted = |html: &str, root: &str| {
            let mut pages = [html.len(), 1].map(|piece| {
                let mut page = Rooted { bytes: Vec::new(), root: root.as_bytes(), at_mark: false };
                html.as_bytes().chunks(piece).for_each(|piece| page.write_all(piece).unwrap());
                page.bytes
            });
            assert_eq!(pages[0], pages[1]);
            std::mem::take(&mut pages[0])
        };
        assert_eq!(rooted(&html, &root_of("/wards/x/")), b"<a href=\"../../reports/a/#p\">x</a>");
        assert_eq!(rooted(&html, &root_of("/")), b"<a href=\"./reports/a/#p\">x</a>");
        assert_eq!(root_of("/reports/a.json"), "../");
    }

    #[test]
    fn rows_are_divided_where_the_template_says_so() {
        let item = |id: &str, under: &str| {
            let members = vec![("id", Value::from(id)), ("under", Value::from(under))];
            Value::from_object(object::Kept::new(members))
        };
        let rows = |call: &str, items: Vec<Value>| {
            let text = "{% macro m(i, more, first) %}{{ i.id }}{{ more }}{{ '!' if first }} {% endmacro %}";
            let world = MemoryWorld::new(jiff::civil::date(2026, 1, 1));
            let world = world.with("themes/civic/templates/own.html", format!("{text}{{{{ {call} }}}}"));
            let theme = load(&world, &Settings::unread(), &mut Diagnostics::new());
            let bytes = theme.render("own.html", object::map(vec![("items", items.into())]), "a page", "./");
            String::from_utf8(bytes.map_err(|failure| failure.0.message).unwrap()).unwrap()
        };
        let items = || vec![item("a", "2026"), item("b", "2026"), item("<c>", "2010"), item("d", "2026")];
        let divided = rows("kept_rows(items, 'm', m, '+', divided=true)", items());
        assert_eq!(divided.trim(), "a+! b+ &lt;c&gt;+! d+!");
        for whole in ["", ", divided=none", ", divided=false"] {
            let call = format!("kept_rows(items, 'm', m, '+'{whole})");
            assert_eq!(rows(&call, items()).trim(), "a+ b+ &lt;c&gt;+ d+", "{whole}");
        }
        // Anything may stand in a list that is not divided.
        assert_eq!(rows("kept_rows([{'id': 1}], 'm', m, '')", Vec::new()).trim(), "1");
        assert_eq!(rows("kept_rows([], 'm', m, '', divided=true)", Vec::new()).trim(), "");
        // What was made stays, of the first as of the others.
        let twice = "kept_rows(items, 'm', m, '', divided=1) ~ kept_rows(items, 'm', m, '', divided=1)";
        assert_eq!(rows(twice, items()[..2].to_vec()).trim(), "a! b a! b");
    }
}
