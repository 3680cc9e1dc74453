//! Days begin and end where the site is, not where the machine is; and what a day alone makes public is told.

use crate::ledger::{Site, said};
use crate::scratch;
use crier::site::{load, settings};
use crier::world::World;
use crier::world::disk::DiskWorld;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use std::fs;

/// A site with this file of settings.
fn site(settings: &str) -> tempfile::TempDir {
    let folder = scratch();
    fs::write(folder.path().join("crier.toml"), settings).unwrap();
    folder
}

fn today(settings: &str) -> Date {
    load::open(site(settings).path(), None).unwrap().today()
}

#[test]
fn today_is_the_day_of_the_site_whatever_the_machine_says() {
    // Twenty-five hours apart: on no machine, and at no moment, is it one day in both.
    let [early, late] = ["Pacific/Pago_Pago", "Pacific/Kiritimati"]
        .map(|zone| today(&format!("title = 3\n[calendar]\ntime_zone = \"{zone}\"\n")));
    assert!(early < late, "{early} {late}");
}

#[test]
fn a_site_without_a_time_zone_keeps_the_days_of_london() {
    // Half past eleven at night in UTC is half past midnight in summer.
    let folder = site("title = \"A\"\n");
    let at = |moment: &str| {
        let disk = DiskWorld::new(folder.path(), Date::default()).unwrap();
        let zone = settings::zone(&disk);
        disk.at(moment.parse::<Timestamp>().unwrap(), &zone).today()
    };
    assert_eq!(at("2026-06-30T23:30:00Z"), date(2026, 7, 1));
    assert_eq!(at("2026-12-31T23:30:00Z"), date(2026, 12, 31));
}

#[test]
fn with_a_day_given_the_moment_is_its_first_there() {
    let folder = site("[calendar]\ntime_zone = \"Europe/London\"\n");
    let world = load::open(folder.path(), Some(date(2026, 7, 1))).unwrap();
    assert_eq!((world.today(), world.now()), (date(2026, 7, 1), "2026-06-30T23:00:00Z".parse().unwrap()));
    let utc = load::open(site("[calendar]\ntime_zone = \"UTC\"\n").path(), Some(date(2026, 7, 1))).unwrap();
    assert_eq!(utc.now(), date(2026, 7, 1).to_zoned(TimeZone::UTC).unwrap().timestamp());
}

#[test]
fn what_happened_since_the_day_that_is_looked_at_is_no_error() {
    let zone = TimeZone::UTC;
    let disk = || DiskWorld::new(site("").path(), Date::default()).unwrap();
    let on = |clock: &str, day: Date| {
        disk().at(clock.parse::<Timestamp>().unwrap(), &zone).on(day, &zone).latest()
    };
    assert_eq!(on("2026-07-09T12:00:00Z", date(2026, 7, 1)), date(2026, 7, 9));
    assert_eq!(on("2026-07-09T12:00:00Z", date(2026, 7, 11)), date(2026, 7, 11));
    let held = Site::new(&[
        ("data/bodies.csv", "name,title\ncouncil,Council\n"),
        ("data/meetings.csv", "name,title,body,date,state\na,Council,council,2026-01-20,held\n"),
    ]);
    assert!(
        held.try_on("2025-12-01", &["build"]).status.success(),
        "it is held, whenever it is looked back to"
    );
}

/// What is told of records that a day makes public.
fn told(site: &Site, day: &str, words: &[&str]) -> Vec<String> {
    let output = site.try_on(day, words);
    assert!(output.status.success(), "{}", said(&output));
    let about = |line: &&str| line.contains("ublic, for") || line.contains("ublic now");
    said(&output).lines().filter(about).map(str::to_owned).collect()
}

#[test]
fn what_is_withdrawn_on_a_day_to_come_is_told_to_be_public_still() {
    let withdrawn =
        |day: &str| format!("---\ntitle: A\nwithdrawn: {{ date: {day}, reason: Out of date }}\n---\n");
    let site = Site::new(&[
        ("content/pages/a.md", &withdrawn("2027-03-20")),
        ("content/pages/b.md", &withdrawn("2026-03-20")),
    ]);
    let said = said(&site.try_on("2026-03-20", &["build"]));
    let told: Vec<&str> = said.lines().filter(|line| line.contains("withdrawn.date")).collect();
    assert_eq!(told, ["Still public, until it is withdrawn on 2027-03-20 (withdrawn.date): page/a"]);
}

#[test]
fn what_time_alone_makes_public_is_told_before_it_is_and_until_it_is_released() {
    let report = |hidden: &str| format!("---\ntitle: A\ndate: 2026-03-02\nbody: council\n{hidden}\n---\n");
    let site = Site::new(&[
        ("data/bodies.csv", "name,title\ncouncil,Council\n"),
        ("content/reports/sale.md", &report("exempt: { kind: exempt, paragraph: 3, until: 2026-03-20 }")),
        ("content/reports/plan.md", &report("publish_from: 2026-03-20T09:00:00Z")),
        ("content/reports/open.md", &report("status: published")),
    ]);
    let soon = [
        "Soon public, for its embargo ends on 2026-03-20T09:00:00Z (publish_from): report/plan",
        "Soon public, for its exemption ends on 2026-03-20 (exempt.until): report/sale",
    ];
    let now = [
        "Public now, for its embargo is over (publish_from is 2026-03-20T09:00:00Z): report/plan",
        "Public now, for its exemption is over (exempt.until is 2026-03-20): report/sale",
    ];
    assert!(told(&site, "2026-03-12", &["check"]).is_empty(), "there is time");
    for command in ["check", "build"] {
        assert_eq!(told(&site, "2026-03-13", &[command]), soon, "{command}");
        assert_eq!(told(&site, "2026-03-21", &[command]), now, "{command}");
    }
    assert!(told(&site, "2026-04-21", &["check"]).is_empty(), "who looks at every build has seen it");
    assert_eq!(told(&site, "2026-03-13", &["release"]), soon);
    assert_eq!(told(&site, "2026-04-21", &["check"]), now, "no release tells of it yet");
    assert_eq!(told(&site, "2026-04-21", &["release"]), now);
    assert!(told(&site, "2026-04-22", &["build"]).is_empty(), "it is released");
}
