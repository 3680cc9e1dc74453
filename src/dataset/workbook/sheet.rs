//! One sheet of a workbook, written row by row (ECMA-376, part 1, SpreadsheetML).

use crate::dataset::archive::{self, Zip};
use std::fmt::Write as _;
use std::io::{self, Write};

/// How a cell looks, by its place among the styles of [`super::parts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Bold,
    Day,
}

/// Text gathered before it is packed.
const CHUNK: usize = 64 * 1024;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">";

/// A heading that stays in sight.
const FROZEN: &str = "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/><selection pane=\"bottomLeft\"/>";

/// A sheet in the making.
pub(super) struct Sheet<'b, 'w> {
    zip: &'b mut Zip<'w>,
    xml: String,
    /// Rows begun.
    rows: u32,
    /// The same in digits: each cell has them.
    digits: String,
}

impl<'b, 'w> Sheet<'b, 'w> {
    /// Begins the sheet of this number, from 1, with columns of these widths in characters.
    pub(super) fn begin(
        zip: &'b mut Zip<'w>,
        number: usize,
        widths: &[u8],
        frozen: bool,
    ) -> io::Result<Self> {
        zip.start_file(super::parts::sheet_name(number), archive::options(super::LEVEL))?;
        let mut xml = HEAD.to_owned();
        let selected = if number == 1 { " tabSelected=\"1\"" } else { "" };
        let pane = if frozen { FROZEN } else { "" };
        let _ = write!(
            xml,
            "<sheetViews><sheetView{selected} workbookViewId=\"0\">{pane}</sheetView></sheetViews>"
        );
        xml.push_str("<sheetFormatPr defaultRowHeight=\"15\"/>");
        if !widths.is_empty() {
            xml.push_str("<cols>");
            for (at, width) in (1..).zip(widths) {
                let _ = write!(
                    xml,
                    "<col min=\"{at}\" max=\"{at}\" width=\"{width}.7109375\" customWidth=\"1\"/>"
                );
            }
            xml.push_str("</cols>");
        }
        xml.push_str("<sheetData>");
        Ok(Sheet { zip, xml, rows: 0, digits: String::new() })
    }

    /// Begins the next row, and ends the one before.
    pub(super) fn row(&mut self) -> io::Result<()> {
        self.end_row();
        if self.xml.len() >= CHUNK {
            self.zip.write_all(self.xml.as_bytes())?;
            self.xml.clear();
        }
        self.rows += 1;
        self.digits.clear();
        let _ = write!(self.digits, "{}", self.rows);
        self.xml.push_str("<row r=\"");
        self.xml.push_str(&self.digits);
        self.xml.push_str("\">");
        Ok(())
    }

    fn end_row(&mut self) {
        if self.rows > 0 {
            self.xml.push_str("</row>");
        }
    }

    fn cell(&mut self, column: usize, style: Style) {
        self.xml.push_str("<c r=\"");
        push_letters(&mut self.xml, column);
        self.xml.push_str(&self.digits);
        self.xml.push_str(match style {
            Style::Plain => "\"",
            Style::Bold => "\" s=\"1\"",
            Style::Day => "\" s=\"2\"",
        });
    }

    /// A text in a column of this row, counted from 0.
    pub(super) fn text(&mut self, column: usize, text: &str, style: Style) {
        self.cell(column, style);
        // Spaces at the ends would be lost.
        let ends = text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace);
        self.xml.push_str(" t=\"inlineStr\"><is><t");
        self.xml.push_str(if ends { " xml:space=\"preserve\">" } else { ">" });
        push_text(&mut self.xml, text);
        self.xml.push_str("</t></is></c>");
    }

    /// A number; a day is one, in its style.
    pub(super) fn number(&mut self, column: usize, number: f64, style: Style) {
        self.cell(column, style);
        self.xml.push_str("><v>");
        // Most are whole, and those are written with less ado; every whole number below this is exact.
        let _ = match number.fract() == 0.0 && number.abs() < 1e15 {
            true => write!(self.xml, "{}", number as i64),
            false => write!(self.xml, "{number}"),
        };
        self.xml.push_str("</v></c>");
    }

    /// True or false.
    pub(super) fn boolean(&mut self, column: usize, flag: bool) {
        self.cell(column, Style::Plain);
        self.xml.push_str(if flag { " t=\"b\"><v>1</v></c>" } else { " t=\"b\"><v>0</v></c>" });
    }

    /// Ends the sheet; with a filter over so many columns where there are any. Gives the cells that the filter is over.
    pub(super) fn end(mut self, filtered: usize) -> io::Result<Option<String>> {
        self.end_row();
        self.xml.push_str("</sheetData>");
        let range = filtered.checked_sub(1).map(|last| {
            let mut letters = String::new();
            push_letters(&mut letters, last);
            (letters, self.rows)
        });
        if let Some((letters, rows)) = &range {
            let _ = write!(self.xml, "<autoFilter ref=\"A1:{letters}{rows}\"/>");
        }
        self.xml.push_str("</worksheet>");
        self.zip.write_all(self.xml.as_bytes())?;
        Ok(range.map(|(letters, rows)| format!("$A$1:${letters}${rows}")))
    }
}

/// The letters of a column, counted from 0: A to Z, AA and so on.
fn push_letters(out: &mut String, column: usize) {
    if column >= 26 {
        push_letters(out, column / 26 - 1);
    }
    out.push(char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[column % 26]));
}

/// Text as XML can hold it: what it cannot as `_x0001_` (ECMA-376, part 1, 22.9.2.19), and what looks like that with its underscore so.
pub(super) fn push_text(out: &mut String, text: &str) {
    // Runs without such a sign are added at once: all of them but two are ASCII.
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escaped = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'\t' | b'\n' => continue,
            0..0x20 => "",
            b'_' if is_escape(&text[at..]) => "_x005F_",
            0xef if text[at..].starts_with(['\u{fffe}', '\u{ffff}']) => "",
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(escaped);
        let sign = text[at..].chars().next().unwrap_or_default();
        if escaped.is_empty() {
            let _ = write!(out, "_x{:04X}_", u32::from(sign));
        }
        from = at + sign.len_utf8();
    }
    out.push_str(&text[from..]);
}

fn is_escape(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 7 && bytes[1] == b'x' && bytes[6] == b'_' && bytes[2..6].iter().all(u8::is_ascii_hexdigit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        let letters = |column| {
            let mut out = String::new();
            push_letters(&mut out, column);
            out
        };
        assert_eq!(
            [0, 25, 26, 51, 701, 702, 16_383].map(letters),
            ["A", "Z", "AA", "AZ", "ZZ", "AAA", "XFD"]
        );
    }

    #[test]
    fn any_text_is_xml() {
        let mut out = String::new();
        push_text(&mut out, "a<b> & \u{1}\r\n_x0041_ _x_ \u{ffff}é");
        assert_eq!(out, "a&lt;b&gt; &amp; _x0001__x000D_\n_x005F_x0041_ _x_ _xFFFF_é");
    }
}
