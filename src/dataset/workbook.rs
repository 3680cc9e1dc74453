//! `<plural>.xlsx`: all tables of a kind as sheets of one workbook, for people who work in a spreadsheet.
//!
//! Text is text, numbers are numbers, full days are dates; there is no formula and no link. The last sheet tells what the columns mean.
//! Rows are packed as they come: no sheet is held whole.

mod about;
mod parts;
mod sheet;

use super::archive::Zip;
use super::cells::{Cell, Cells};
use super::columns::{self, Written};
use super::dates;
use super::describe::{self, Described, Facts, Holds};
use super::rows::{self, Row};
use crate::date;
use crate::kind::{Format, Kind, Table, tables};
use crate::site::Site;
use jiff::civil;
use parts::Listed;
use sheet::{Sheet, Style};
use std::collections::BTreeSet;
use std::io::{self, Write};

/// Rows of a sheet, its heading among them (Excel, "Specifications and limits").
const ROWS_MAX: usize = 1_048_576;
/// Columns of a sheet.
const COLUMNS_MAX: usize = 16_384;
/// Characters of a cell, as UTF-16 counts them.
const CELL_MAX: usize = 32_767;
/// Characters of a sheet's name.
const NAME_MAX: usize = 31;
/// The sheet that tells about the others.
const ABOUT: &str = "About";
/// What stands at the end of what was cut.
const CUT: &str = " … [cut here: the CSV file holds all of it]";
/// How hard to pack, of 9: what more takes longest and wins least.
const LEVEL: i64 = 3;

/// A sheet as made.
struct Made {
    name: String,
    described: Described,
    /// Cells that were too long.
    cut_cells: usize,
    /// Rows that did not fit.
    cut_rows: usize,
    /// The cells under its filter.
    filter: Option<String>,
}

/// Writes the workbook of a kind.
///
/// # Errors
/// What `out` refuses.
pub fn write(site: &Site, kind: &Kind, out: &mut dyn Write) -> io::Result<()> {
    let mut zip = Zip::new_stream(out);
    let mut taken = BTreeSet::from([ABOUT.to_lowercase()]);
    let mut all: Vec<Made> = Vec::new();
    for table in tables(kind) {
        let part = table.name.strip_prefix(&*kind.plural).unwrap_or_default().trim_start_matches('-');
        let name = free_name(if part.is_empty() { &kind.plural } else { part }, &mut taken);
        let described = describe::describe(site, kind, &table);
        let made = Made { name, described, cut_cells: 0, cut_rows: 0, filter: None };
        let number = all.len() + 1;
        all.push(fill(site, kind, &table, &mut zip, number, made)?);
    }
    about::fill(site, kind, &all, &mut zip)?;
    let mut listed: Vec<Listed<'_>> =
        all.iter().map(|made| Listed { name: &made.name, filter: made.filter.as_deref() }).collect();
    listed.push(Listed { name: ABOUT, filter: None });
    let about = parts::About {
        title: &kind.label_plural,
        author: &site.settings.publisher,
        date: dates::newest(site, Some(kind)),
    };
    parts::write(&mut zip, &listed, &about)?;
    zip.finish()?;
    Ok(())
}

/// A name for a sheet: no sign that Excel refuses, not too long, unlike all others whatever the case.
fn free_name(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let fits = |c: char| if c.is_control() || r"[]:*?/\'".contains(c) { '_' } else { c };
    let plain: Vec<char> = wanted.chars().map(fits).collect();
    let mut name: String = plain.iter().take(NAME_MAX).collect();
    // Excel keeps this one for itself.
    let mut n = usize::from(name.eq_ignore_ascii_case("history"));
    while n > 0 || !taken.insert(name.to_lowercase()) {
        let end = format!("~{}", n.max(1) + 1);
        name = plain.iter().take(NAME_MAX - end.len()).collect::<String>() + &end;
        if taken.insert(name.to_lowercase()) {
            break;
        }
        n = n.max(1) + 1;
    }
    name
}

/// Writes the sheet of a table, and keeps what became of it.
fn fill(
    site: &Site,
    kind: &Kind,
    table: &Table<'_>,
    zip: &mut Zip<'_>,
    number: usize,
    made: Made,
) -> io::Result<Made> {
    let columns = columns::written(site, kind, table);
    let columns = &columns[..columns.len().min(COLUMNS_MAX)];
    let widths: Vec<u8> = made.described.columns.iter().take(columns.len()).map(width).collect();
    let mut sheet = Sheet::begin(zip, number, &widths, true)?;
    sheet.row()?;
    for (at, column) in columns.iter().enumerate() {
        sheet.text(at, cut(&column.name).as_deref().unwrap_or(&column.name), Style::Bold);
    }
    let mut filling = Filling { sheet, cells: Cells::new(site), rows: 1, made };
    rows::each(site, rows::records(site, kind, table), table, &mut |row| filling.row(row, columns))?;
    let Filling { mut sheet, mut made, .. } = filling;
    if made.cut_rows > 0 {
        sheet.row()?;
        sheet.text(0, CUT.trim_start(), Style::Plain);
    }
    made.filter = sheet.end(columns.len())?;
    Ok(made)
}

/// How wide a column is, in characters: as its values usually are, and no narrower than its heading.
fn width(facts: &Facts) -> u8 {
    let usual: u8 = match &facts.holds {
        Holds::Integer | Holds::Number | Holds::Boolean => 10,
        Holds::Text(Format::Day | Format::PartialDate | Format::Time) => 12,
        Holds::Text(Format::Uri | Format::Plain) if facts.names.is_empty() => 36,
        Holds::Text(_) => 24,
        Holds::Choice(_) => 18,
    };
    // The button of the filter takes the room of some characters.
    let heading = u8::try_from(facts.name.chars().count() + 4).unwrap_or(u8::MAX);
    usual.max(heading).min(60)
}

struct Filling<'b, 'w> {
    sheet: Sheet<'b, 'w>,
    cells: Cells<'b>,
    /// Rows written, the heading among them.
    rows: usize,
    made: Made,
}

impl Filling<'_, '_> {
    fn row(&mut self, row: &Row<'_>, columns: &[Written<'_>]) -> io::Result<()> {
        // The last row is kept for the words that say that there are more.
        if self.rows + 1 >= ROWS_MAX {
            self.made.cut_rows += 1;
            return Ok(());
        }
        self.rows += 1;
        self.sheet.row()?;
        for (at, column) in columns.iter().enumerate() {
            match self.cells.cell(row, column) {
                Cell::Empty => {}
                Cell::Boolean(flag) => self.sheet.boolean(at, flag),
                Cell::Number(n) => self.sheet.number(at, n, Style::Plain),
                // No number has more digits than this holds.
                Cell::Integer(n) => self.sheet.number(at, n as f64, Style::Plain),
                Cell::Text(text) => {
                    let dated = is_dated(&self.made.described.columns[at]);
                    let day =
                        if dated { date::day(text).ok().and_then(|day| serial(day.start)) } else { None };
                    match (day, cut(text)) {
                        (Some(day), _) => self.sheet.number(at, day, Style::Day),
                        (None, Some(short)) => {
                            self.made.cut_cells += 1;
                            self.sheet.text(at, &short, Style::Plain);
                        }
                        (None, None) => self.sheet.text(at, text, Style::Plain),
                    }
                }
            }
        }
        Ok(())
    }
}

/// A day as Excel counts it, from 30 December 1899. None before March 1900: Excel gives that year a 29 February, and knows no earlier one.
fn serial(day: civil::Date) -> Option<f64> {
    let hours = day.duration_since(civil::date(1899, 12, 30)).as_hours();
    (day >= civil::date(1900, 3, 1)).then_some(hours as f64 / 24.0)
}

/// Whether texts of a column are days, or may be.
fn is_dated(facts: &Facts) -> bool {
    matches!(&facts.holds, Holds::Text(Format::Day | Format::PartialDate | Format::Period))
}

/// A text that is too long for a cell, made to fit; none where it fits.
fn cut(text: &str) -> Option<String> {
    // No text has more UTF-16 units than bytes.
    if text.len() <= CELL_MAX || text.encode_utf16().count() <= CELL_MAX {
        return None;
    }
    let mut room = CELL_MAX - CUT.encode_utf16().count();
    let fits = |c: &char| {
        let there = room.checked_sub(c.len_utf16());
        room = there.unwrap_or_default();
        there.is_some()
    };
    let kept: String = text.chars().take_while(fits).collect();
    Some(kept + CUT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_with_words_that_say_so() {
        assert_eq!(cut(&"a".repeat(CELL_MAX)), None);
        let long = cut(&"é".repeat(CELL_MAX + 1)).unwrap();
        assert!(long.encode_utf16().count() == CELL_MAX && long.ends_with(CUT));
        let wide = cut(&"😀".repeat(CELL_MAX)).unwrap();
        assert!(wide.encode_utf16().count() <= CELL_MAX && wide.ends_with(CUT));
        // Many bytes, few characters.
        assert_eq!(cut(&"€".repeat(CELL_MAX)), None);
    }

    #[test]
    fn days_are_counted_as_excel_does() {
        let days = [(1900, 3, 1), (2031, 3, 4), (9999, 12, 31), (1900, 2, 28)];
        let serials = days.map(|(year, month, day)| serial(civil::date(year, month, day)));
        assert_eq!(serials, [Some(61.0), Some(47_911.0), Some(2_958_465.0), None]);
    }

    #[test]
    fn sheets_have_names_that_excel_takes() {
        let mut taken = BTreeSet::from(["about".to_owned()]);
        let long = "recommendations-of-everything-and-more";
        let names =
            ["reports", "Reports", "about", "history", "a/b:c", long, long].map(|n| free_name(n, &mut taken));
        let expected = [
            "reports",
            "Reports~2",
            "about~2",
            "history~2",
            "a_b_c",
            "recommendations-of-everything-a",
            "recommendations-of-everything~2",
        ];
        assert_eq!(names, expected);
    }
}
