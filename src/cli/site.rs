//! `check`, `build` and `serve`: the commands that read a whole site.

use super::{Color, End, Format, Global, complain, say};
use crate::diagnostic::report::{self, Report};
use crate::diagnostic::{Diagnostics, Severity, github, human, json, sarif, short};
use crate::edition::{self, Edition};
use crate::emit;
use crate::media;
use crate::publish::{self, Fate, Options, Timings};
use crate::render::{Problem, Renderer};
use crate::serve::{self, Answer, Pages};
use crate::site::Site;
use crate::site::load;
use crate::site::places::{Masks, Places};
use crate::theme::{self, Theme};
use crate::world::disk::DiskWorld;
use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::sync::Arc;
use std::time::Instant;

/// Reads everything and says what is wrong with it.
pub(super) fn check(global: &Global) -> End {
    let Some(world) = world(global) else { return End::Failed };
    unfinished(global);
    let clock = Instant::now();
    let mut checked = load::check(&world);
    let n_records = checked.n_records;
    let masks = checked.masks.clone();
    let mut diagnostics = checked.take_diagnostics();
    let read = clock.elapsed();
    if let Some(site) = checked.site(&world, &BTreeSet::new()) {
        let theme = theme::load(&world, &site.settings, &mut diagnostics);
        edition::plan(&site, &theme, &mut diagnostics);
    }
    let report = located(global, &world, &masks, diagnostics);
    print(global, &report);
    if global.timings {
        let rest = clock.elapsed().saturating_sub(read);
        timings(&Timings(vec![("read and check", read), ("link, group, plan", rest)]));
    }
    told(&format!(
        "{n_records} records read: {}, {:.2} s",
        report::summary(&report),
        clock.elapsed().as_secs_f64()
    ));
    ended(global, &report)
}

/// Publishes the site into `public/`.
pub(super) fn build(global: &Global, hold_back: bool) -> End {
    let Some(world) = world(global) else { return End::Failed };
    let clock = Instant::now();
    let outcome = match publish::build(&global.root, &world, Options { hold_back, strict: global.strict }) {
        Ok(outcome) => outcome,
        Err(error) => {
            complain(&error.to_string());
            return End::Failed;
        }
    };
    let report = located(global, &world, &outcome.masks, outcome.diagnostics);
    print(global, &report);
    if global.timings {
        timings(&outcome.timings);
    }
    if outcome.finished_commit {
        told("The build before this one was cut off while publishing; what it had begun was finished first.");
    }
    for id in &outcome.held {
        told(&format!("Held back for its errors: {id}"));
    }
    let seconds = clock.elapsed().as_secs_f64();
    match outcome.result {
        Fate::Current(files) => {
            told(&format!("Nothing has changed: {files} files in public/, {seconds:.2} s"));
        }
        Fate::Refused => {
            told(&format!("Nothing was published, public/ is as it was: {}", report::summary(&report)));
            return End::SiteErrors;
        }
        Fate::Published(s) => told(&format!(
            "{} records published: {} files written, {} unchanged, {} removed, {seconds:.2} s",
            outcome.n_records - outcome.held.len(),
            s.written,
            s.unchanged,
            s.removed
        )),
    }
    if outcome.held.is_empty() { End::Fine } else { End::SiteErrors }
}

/// Shows the site on this machine, each address rendered when it is asked for.
pub(super) fn serve(global: &Global, host: &str, port: u16) -> End {
    let Some(world) = world(global) else { return End::Failed };
    unfinished(global);
    let mut checked = load::check(&world);
    let masks = checked.masks.clone();
    let mut diagnostics = checked.take_diagnostics();
    let n_records = checked.n_records;
    let Some(site) = checked.site(&world, &BTreeSet::new()) else {
        print(global, &located(global, &world, &masks, diagnostics));
        return End::SiteErrors;
    };
    let theme = theme::load(&world, &site.settings, &mut diagnostics);
    let plan = edition::plan(&site, &theme, &mut diagnostics);
    let report = located(global, &world, &masks, diagnostics);
    print(global, &report);
    let preview: Arc<dyn Pages + Send + Sync> = Arc::new(Preview { world, site, theme, plan });
    let options = serve::Options { host: host.to_owned(), port };
    let served = serve::serve(&preview, &options, &mut |addresses| {
        let Some(at) = addresses.first() else { return };
        if at.port() != port && port != 0 {
            told(&format!("Port {port} is taken, so this is the next free one."));
        }
        told(&format!("{n_records} records, {}", report::summary(&report)));
        told(&format!("Look at http://localhost:{}/  (Ctrl-C ends it)", at.port()));
    });
    match served {
        Ok(()) => End::Fine,
        Err(error) => {
            complain(&error.to_string());
            End::Failed
        }
    }
}

/// Says what stands at an address, for `explain`.
pub(super) fn story(global: &Global, address: &str) -> Option<super::Story> {
    let world = world(global)?;
    let checked = load::check(&world);
    let site = checked.site(&world, &BTreeSet::new())?;
    let theme = theme::load(&world, &site.settings, &mut Diagnostics::new());
    let plan = edition::plan(&site, &theme, &mut Diagnostics::new());
    let unit = plan.unit_at(address)?;
    let mut story = vec![
        ("address".to_owned(), site.url(address)),
        ("media type".to_owned(), media::type_of(address).to_owned()),
    ];
    match unit {
        edition::Unit::Record(ix) => {
            let record = site.record(*ix);
            story.push(("record".to_owned(), record.id.to_string()));
            story.push(("file".to_owned(), record.origin.path.to_string()));
        }
        edition::Unit::Redirect(to) => story.push(("old address of".to_owned(), to.clone())),
        edition::Unit::Attachment(path) => story.push(("file".to_owned(), path.clone())),
        edition::Unit::Listing(..) | edition::Unit::Years => {
            story.push(("made from".to_owned(), "a listing of records".to_owned()));
        }
        edition::Unit::Table(_) => story.push(("made from".to_owned(), "all records of a kind".to_owned())),
        _ => story.push(("made from".to_owned(), "the settings and the theme".to_owned())),
    }
    Some(story)
}

/// A site held in memory for the preview; it owns all that a renderer borrows.
struct Preview {
    world: DiskWorld,
    site: Site,
    theme: Theme,
    plan: Edition,
}

impl Preview {
    fn render(&self, address: &str) -> Option<Result<Vec<u8>, String>> {
        let unit = self.plan.unit_at(address)?;
        let renderer = Renderer::new(&self.world, &self.site, &self.theme, &self.plan).hosted_at("/");
        let mut found = None;
        let result = renderer.render(unit, &mut |at, bytes| {
            if at == address {
                found = Some(bytes);
            }
            Ok(())
        });
        Some(match result {
            Ok(()) => found.ok_or_else(|| "nothing was rendered here".to_owned()),
            Err(Problem::Site(diagnostic)) => Err(diagnostic.message),
            Err(Problem::Machine(words)) => Err(words),
        })
    }
}

impl Pages for Preview {
    fn get(&self, address: &str) -> Answer {
        match self.render(address) {
            Some(Ok(bytes)) => Answer::Page { bytes, media_type: media::type_of(address) },
            Some(Err(words)) => Answer::Failed { bytes: failed(&words) },
            None if self.plan.unit_at(&format!("{address}/")).is_some() => {
                Answer::Moved(format!("{address}/"))
            }
            None => Answer::Missing { bytes: self.missing() },
        }
    }
}

impl Preview {
    /// The site's own page for missing addresses.
    fn missing(&self) -> Vec<u8> {
        match self.render("/404.html") {
            Some(Ok(bytes)) => bytes,
            _ => failed("There is no page at this address."),
        }
    }
}

fn failed(words: &str) -> Vec<u8> {
    let mut text = String::new();
    theme::filters::escape(words, &mut text);
    format!("<!doctype html><html lang=en><title>This page could not be made</title><h1>This page could not be made</h1><p>{text}</p></html>")
        .into_bytes()
}

fn world(global: &Global) -> Option<DiskWorld> {
    let made = match global.today {
        Some(day) => DiskWorld::new(&global.root, day),
        None => DiskWorld::now(&global.root),
    };
    match made {
        Ok(world) => Some(world),
        Err(error) => {
            complain(&format!("cannot read the folder {}: {error}", global.root.display()));
            None
        }
    }
}

fn unfinished(global: &Global) {
    if emit::needs_finishing(&global.root) {
        told("The last build was cut off while publishing: run crier build to finish it.");
    }
}

fn located(global: &Global, world: &DiskWorld, masks: &Masks, diagnostics: Diagnostics) -> Report {
    let places = Places::new(world, masks);
    match global.format {
        Format::Human => report::locate_first(diagnostics, &places, human::SHOWN_MAX),
        _ => report::locate(diagnostics, &places),
    }
}

/// Problems go to standard output in the formats for programs, and to standard error for people.
fn print(global: &Global, report: &Report) {
    let colour = match global.color {
        Color::Always => human::Colour::Ansi,
        Color::Never => human::Colour::Plain,
        Color::Auto if std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none() => {
            human::Colour::Ansi
        }
        Color::Auto => human::Colour::Plain,
    };
    match global.format {
        Format::Human => super::complain_raw(&human::render(report, colour)),
        Format::Short => say(&short::render(report)),
        Format::Json => say(&json::render(report)),
        Format::Sarif => say(&sarif::render(report)),
        Format::Github => say(&github::render(report)),
    }
}

/// The words of a command about itself: on standard error, so that a format for programs stays clean.
fn told(words: &str) {
    super::complain_raw(&format!("{words}\n"));
}

fn timings(timings: &Timings) {
    for (phase, time) in &timings.0 {
        told(&format!("{:>9.1} ms  {phase}", time.as_secs_f64() * 1000.0));
    }
}

fn ended(global: &Global, report: &Report) -> End {
    let wrong = report.count(Severity::Error) > 0 || global.strict && !report.is_empty();
    if wrong { End::SiteErrors } else { End::Fine }
}
