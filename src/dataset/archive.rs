//! `all.zip`: every file of data in one download, with a README first.
//!
//! Written as it is read: nothing is held whole. The files in it carry the date of the newest record, not that of the making.

use super::licence::Licence;
use super::{Others, dates, sums};
use crate::site::Site;
use jiff::civil::Date;
use std::io::{self, Write};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

/// An archive that is written from its beginning to its end.
pub type Zip<'w> = ZipWriter<StreamWriter<&'w mut dyn Write>>;

/// How to pack a file: so hard, of 9, and with no time of its making.
pub fn options(level: i64) -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(level))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
}

/// Where it stands.
pub fn address(site: &Site) -> String {
    site.data("all.zip")
}

/// Endings of files that are packed already: to pack them hard again would cost time and win nothing.
const PACKED: [&str; 2] = [".xlsx", ".parquet"];

/// Writes it. The checksums are not in it: they tell of it.
///
/// # Errors
/// What `out` and `others` refuse.
pub fn write(site: &Site, others: &dyn Others, out: &mut dyn Write) -> io::Result<()> {
    let (apart, folder) = ([address(site), sums::address(site)], site.data(""));
    let mut addresses = others.addresses(&folder);
    addresses.retain(|address| !apart.contains(address));
    addresses.sort();
    let stamp = stamp(dates::newest(site, None));
    let mut zip = Zip::new_stream(out);
    zip.start_file("README.txt", options(LEVEL).last_modified_time(stamp))?;
    zip.write_all(readme(site).as_bytes())?;
    for address in addresses {
        let level = if PACKED.iter().any(|ending| address.ends_with(ending)) { 1 } else { LEVEL };
        zip.start_file(address.trim_start_matches(&folder), options(level).last_modified_time(stamp))?;
        others.copy(&address, &mut zip)?;
    }
    zip.finish()?;
    Ok(())
}

/// How hard to pack, of 9: what more takes longest and wins least.
const LEVEL: i64 = 3;

/// A day as archives write it; they know none before 1980.
fn stamp(day: Option<Date>) -> DateTime {
    let of = |day: Date| {
        let year = u16::try_from(day.year()).ok()?;
        let (month, day) = (day.month().unsigned_abs(), day.day().unsigned_abs());
        DateTime::from_date_and_time(year, month, day, 0, 0, 0).ok()
    };
    day.and_then(of).unwrap_or_default()
}

const WORKBOOKS: &str = "- In a spreadsheet: the .xlsx files, a workbook for each sort of record. Its last sheet tells what the columns mean.\r\n";

fn readme(site: &Site) -> String {
    let settings = &site.settings;
    let licence = Licence::of_site(site);
    let url = licence.url.map(|url| format!(", {url}")).unwrap_or_default();
    let attribution = settings
        .attribution
        .as_ref()
        .map(|line| format!("Say where it is from: {line}\r\n"))
        .unwrap_or_default();
    format!(
        "{title}\r\n{base}\r\n\r\nRecords {whose}, published by {publisher}.\r\n\
         Licence: {name}{url}. Tables whose rows have another licence say so in datapackage.json.\r\n{attribution}\r\n\
         How to open it\r\n\
         {workbooks}- In a program: the .csv files (UTF-8, a heading line, empty cells where nothing is known). datapackage.json says what each\r\n  \
         column holds and how the tables join; beside each .csv a -metadata.json says the same for CSV on the Web.\r\n\
         - Whole records with the lists in them: the .json files.\r\n\
         - At the site, SHA256SUMS holds the checksum of every file.\r\n\r\n\
         Corrections: {contact}\r\n",
        workbooks = if settings.workbooks { WORKBOOKS } else { "" },
        title = settings.title,
        base = settings.base_url,
        whose = settings.of_council(),
        publisher = settings.publisher,
        name = licence.title,
        contact = settings.contact,
    )
}
