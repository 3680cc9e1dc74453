//! The sheet that tells what a workbook holds: from whom, under which licence, what was cut, and what each column means.

use super::sheet::{Sheet, Style};
use super::{CELL_MAX, Made, ROWS_MAX, cut};
use crate::dataset::archive::Zip;
use crate::dataset::joins::Joins;
use crate::dataset::licence::{self, Licence};
use crate::dataset::{package, table_at};
use crate::kind::Kind;
use crate::site::Site;
use std::io;

/// Its columns are this wide, in characters.
const WIDTHS: [u8; 4] = [26, 30, 30, 100];

/// Writes it, after the sheets it tells of.
pub(super) fn fill(site: &Site, kind: &Kind, sheets: &[Made], zip: &mut Zip<'_>) -> io::Result<()> {
    let mut sheet = Sheet::begin(zip, sheets.len() + 1, &WIDTHS, false)?;
    line(&mut sheet, &[&kind.label_plural], Style::Bold)?;
    line(&mut sheet, &[&kind.description], Style::Plain)?;
    line(&mut sheet, &[], Style::Plain)?;
    for (label, text) in facts(site, kind) {
        line(&mut sheet, &[&label, &text], Style::Plain)?;
    }
    line(&mut sheet, &["Whole?", &wholeness(sheets)], Style::Plain)?;
    line(&mut sheet, &[], Style::Plain)?;
    line(&mut sheet, &["Sheet", "Column", "Title", "Meaning"], Style::Bold)?;
    for made in sheets {
        for facts in &made.described.columns {
            let meaning = package::meaning(site, facts, &Joins::default());
            line(&mut sheet, &[&made.name, &facts.name, &facts.title, &meaning], Style::Plain)?;
        }
    }
    sheet.end(0)?;
    Ok(())
}

fn line(sheet: &mut Sheet<'_, '_>, cells: &[&str], style: Style) -> io::Result<()> {
    sheet.row()?;
    for (column, text) in cells.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
        sheet.text(column, cut(text).as_deref().unwrap_or(text), style);
    }
    Ok(())
}

/// What holds of the whole workbook: label and words.
fn facts(site: &Site, kind: &Kind) -> Vec<(String, String)> {
    let settings = &site.settings;
    let own = table_at(site, kind, 0).map(|table| licence::own(site, kind, &table)).unwrap_or_default();
    let licences = if own.is_empty() { vec![Licence::of_site(site)] } else { own };
    let mut facts = vec![("Records", settings.of_council()), ("Publisher", settings.publisher.clone())];
    for licence in licences {
        facts.push(("Licence", licence.title));
        facts.extend(licence.url.map(|url| ("", url)));
    }
    facts.extend(settings.attribution.clone().map(|line| ("Attribution", line)));
    facts.push(("Source", site.url(&site.data(&format!("{}.xlsx", kind.plural)))));
    facts.push(("Site", settings.base_url.clone()));
    facts.push(("Corrections", settings.contact.clone()));
    facts.into_iter().map(|(label, text)| (label.to_owned(), text)).collect()
}

/// Whether anything had to be left out, and where it is.
fn wholeness(sheets: &[Made]) -> String {
    let cells: usize = sheets.iter().map(|sheet| sheet.cut_cells).sum();
    let rows: usize = sheets.iter().map(|sheet| sheet.cut_rows).sum();
    if cells + rows == 0 {
        return "Every value is here in full, as in the CSV files.".to_owned();
    }
    format!(
        "No: a cell takes {CELL_MAX} characters and a sheet {ROWS_MAX} rows. Cut cells: {cells}. Rows left out: {rows}. The CSV files hold all."
    )
}
