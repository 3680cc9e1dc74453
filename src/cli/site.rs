//! `check`, `build` and `serve`: the commands that read a whole site.

use super::args::Serve;
use super::{Color, End, Format, Global, complain, say};
use crate::diagnostic::report::{self, Report};
use crate::diagnostic::{Diagnostics, Severity, github, human, json, sarif, short};
use crate::edition;
use crate::emit;
use crate::media;
use crate::preview::{self, Audience, Update, Workbench};
use crate::publish::weigh::{self, Weights};
use crate::publish::{self, Fate, Options, Timings};
use crate::serve::{self, Pages};
use crate::site::load;
use crate::site::places::Places;
use crate::site::{Opening, State};
use crate::theme;
use crate::world::World;
use crate::world::disk::DiskWorld;
use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Reads everything and says what is wrong with it.
pub(super) fn check(global: &Global) -> End {
    let Some(world) = world(global) else { return End::Failed };
    unfinished(global);
    let clock = Instant::now();
    let mut checked = load::check(&world);
    let n_records = checked.n_records;
    let (masks, kinds, openings) = (checked.masks.clone(), checked.kinds.clone(), checked.openings());
    let mut diagnostics = checked.take_diagnostics();
    let read = clock.elapsed();
    if let Some(site) = checked.site(&world, &BTreeSet::new()) {
        let theme = theme::load(&world, &site.settings, &mut diagnostics);
        edition::plan(&site, &theme, &mut diagnostics);
    }
    let report = located(global, diagnostics, &Places::of(&world, kinds, &masks));
    print(global, &report);
    if global.timings {
        let rest = clock.elapsed().saturating_sub(read);
        timings(&Timings {
            phases: vec![("read and check", read), ("link, group, plan", rest)],
            sorts: Vec::new(),
        });
    }
    told(&format!(
        "{n_records} records read: {}, {:.2} s",
        report::summary(&report),
        clock.elapsed().as_secs_f64()
    ));
    opening(&openings);
    ended(global, &report)
}

/// Publishes the site into `public/`.
pub(super) fn build(global: &Global, options: Options) -> End {
    let Some(world) = world(global) else { return End::Failed };
    let clock = Instant::now();
    let outcome = match publish::build(&global.root, &world, options) {
        Ok(outcome) => outcome,
        Err(error) => {
            complain(&error.to_string());
            return End::Failed;
        }
    };
    let report = located(global, outcome.diagnostics, &Places::of(&world, outcome.kinds, &outcome.masks));
    print(global, &report);
    if global.timings {
        timings(&outcome.timings);
        if let Some(weights) = &outcome.weights {
            weighed(weights);
        }
    }
    if outcome.finished_commit {
        told("The build before this one was cut off while publishing; what it had begun was finished first.");
    }
    if let Some(major) = outcome.anew {
        told(&anew(major));
    }
    for left_out in outcome.held.records.iter().chain(&outcome.held.files) {
        told(&format!("Held back for its errors: {left_out}"));
    }
    if let Some(day) =
        global.today.filter(|day| load::open(&global.root, None).is_ok_and(|now| *day > now.today()))
        && !matches!(outcome.result, Fate::Refused)
    {
        told(&format!(
            "public/ is as of {day}, a day to come: what is not public before may be in it. Build without --today before you publish it."
        ));
    }
    if !matches!(outcome.result, Fate::Refused) {
        opening(&outcome.openings);
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
            outcome.n_records - outcome.held.records.len(),
            s.written,
            s.unchanged,
            s.removed
        )),
    }
    if outcome.held.is_empty() { End::Fine } else { End::SiteErrors }
}

/// So many records that become public by themselves are named.
const OPENINGS_MAX: usize = 20;

/// What becomes public because of the day alone: nobody edits a file then.
pub(super) fn opening(openings: &[Opening]) {
    for Opening { id, was, at, is_open } in openings.iter().take(OPENINGS_MAX) {
        let (what, field) = match was {
            State::Exempt => ("exemption", "exempt.until"),
            _ => ("embargo", "publish_from"),
        };
        told(&if *was == State::Withdrawn {
            format!("Still public, until it is withdrawn on {at} (withdrawn.date): {id}")
        } else if *is_open {
            format!("Public now, for its {what} is over ({field} is {at}): {id}")
        } else {
            format!("Soon public, for its {what} ends on {at} ({field}): {id}")
        });
    }
    if openings.len() > OPENINGS_MAX {
        told(&format!("And {} more records become public by themselves.", openings.len() - OPENINGS_MAX));
    }
}

/// What pages weigh, with their budgets.
fn weighed(weights: &Weights) {
    let line = |what: &str, bytes: usize, most: usize| {
        told(&format!("{bytes:>9} bytes compressed of {most}  {what}"));
    };
    line(&format!("home page with stylesheets, {} files", weights.requests), weights.home, weigh::HOME_MAX);
    line("stylesheets", weights.style, weigh::STYLE_MAX);
    line(&format!("largest page, {}", weights.largest), weights.largest_bytes, weigh::PAGE_MAX);
}

/// What a new major version of the tables means.
pub(super) fn anew(major: u32) -> String {
    format!(
        "The tables now stand below /data/v{major}/, and those below /data/v{}/ are gone: tell those who use them.",
        major - 1
    )
}

/// Shows the site on this machine, and keeps what browsers show up to date.
pub(super) fn serve(global: &Global, asked: &Serve) -> End {
    unfinished(global);
    let clock = Instant::now();
    let audience = if asked.drafts { Audience::WebTeam } else { Audience::Residents };
    let options =
        preview::Options { root: global.root.clone(), today: global.today, audience, poll: asked.poll };
    let bench = match Workbench::open(options) {
        Ok(bench) => Arc::new(bench),
        Err(error) => {
            complain(&format!("cannot read the folder {}: {error}", global.root.display()));
            return End::Failed;
        }
    };
    let shown = bench.shown();
    print(global, &shown.report);
    told(&format!("{}, {:.2} s", report::summary(&shown.report), clock.elapsed().as_secs_f64()));
    let keeper = bench.clone();
    let told_of = global.clone();
    std::thread::spawn(move || keep(&told_of, &keeper));
    let pages: Arc<dyn Pages + Send + Sync> = bench;
    let options = serve::Options { host: asked.host.clone(), port: asked.port };
    let served = serve::serve(&pages, &options, &mut |addresses| {
        let Some(at) = addresses.first() else { return };
        if at.port() != asked.port && asked.port != 0 {
            told(&format!("Port {} is taken, so this is the next free one.", asked.port));
        }
        let address = format!("http://localhost:{}/", at.port());
        told(&format!("Look at {address}  (Ctrl-C ends it)"));
        if asked.open && !opened(&address) {
            told("No browser could be opened: type the address into one.");
        }
    });
    match served {
        Ok(()) => End::Fine,
        Err(error) => {
            complain(&error.to_string());
            End::Failed
        }
    }
}

/// Keeps the preview up to date; when that fails, says so once and tries again until it does not.
fn keep(global: &Global, bench: &Workbench) {
    let mut last = String::new();
    while let Err(error) = bench.keep(&mut |update| tell(global, update)) {
        let why = error.to_string();
        if why != last {
            complain(&format!("{why}. Until that is mended, what you see is not kept up to date."));
        }
        last = why;
        std::thread::sleep(preview::POLL);
    }
}

/// One line an update; the problems themselves only when they are others than before.
fn tell(global: &Global, update: &Update<'_>) {
    if update.news {
        print(global, update.report);
    }
    let what = match update.changed {
        [] => "The day, or an embargo, has passed".to_owned(),
        [one] => one.to_string(),
        [first, rest @ ..] => format!("{first} and {} more", rest.len()),
    };
    told(&format!(
        "{what}: {}, {:.0} ms",
        report::summary(update.report),
        update.took.as_secs_f64() * 1000.0
    ));
}

/// Opens a browser with the system's own command; false where there is none.
fn opened(address: &str) -> bool {
    let command = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let quiet = std::process::Stdio::null;
    let started = std::process::Command::new(command)
        .arg(address)
        .stdin(quiet())
        .stdout(quiet())
        .stderr(quiet())
        .spawn();
    started.is_ok()
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
        edition::Unit::Moved(_, to) => {
            story.push(("earlier name of".to_owned(), site.record(*to).id.to_string()));
        }
        edition::Unit::Redirect(to) => story.push(("old address of".to_owned(), to.clone())),
        edition::Unit::Attachment(path) => story.push(("file".to_owned(), path.clone())),
        edition::Unit::Listing(..) | edition::Unit::Years => {
            story.push(("made from".to_owned(), "a listing of records".to_owned()));
        }
        edition::Unit::Feed(_) => story.push(("made from".to_owned(), "the newest records".to_owned())),
        edition::Unit::Data(_) | edition::Unit::Index(_) => {
            story.push(("made from".to_owned(), "all records".to_owned()));
        }
        _ => story.push(("made from".to_owned(), "the settings and the theme".to_owned())),
    }
    Some(story)
}

pub(super) fn world(global: &Global) -> Option<DiskWorld> {
    match load::open(&global.root, global.today) {
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

pub(super) fn located(global: &Global, diagnostics: Diagnostics, places: &Places<'_>) -> Report {
    match global.format {
        Format::Human => report::locate_first(diagnostics, places, human::SHOWN_MAX),
        _ => report::locate(diagnostics, places),
    }
}

/// Problems go to standard output in the formats for programs, and to standard error for people.
pub(super) fn print(global: &Global, report: &Report) {
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
pub(super) fn told(words: &str) {
    super::complain_raw(&format!("{words}\n"));
}

fn timings(timings: &Timings) {
    let line = |what: &str, time: Duration| told(&format!("{:>9.1} ms  {what}", time.as_secs_f64() * 1000.0));
    timings.phases.iter().for_each(|(phase, time)| line(phase, *time));
    if !timings.sorts.is_empty() {
        told("of rendering and staging, all threads together:");
    }
    timings.sorts.iter().for_each(|(sort, time)| line(sort, *time));
}

fn ended(global: &Global, report: &Report) -> End {
    let wrong = report.count(Severity::Error) > 0 || global.strict && !report.is_empty();
    if wrong { End::SiteErrors } else { End::Fine }
}
