//! Days begin and end where the site is, not where the machine is.

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
