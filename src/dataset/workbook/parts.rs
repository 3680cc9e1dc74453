//! The parts of a workbook that are no sheets: which there are, how they look, what the file says of itself (ECMA-376, parts 1 and 2).

use super::sheet::push_text;
use crate::dataset::archive::{self, Zip};
use jiff::civil::Date;
use std::fmt::Write as _;
use std::io::{self, Write};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// Three looks, in the order of [`super::sheet::Style`]: plain, bold, a day.
const STYLES: &str = "<numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"yyyy-mm-dd\"/></numFmts>\
    <fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font>\
    <font><b/><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font></fonts>\
    <fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>\
    <borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
    <cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
    <cellXfs count=\"3\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>\
    <xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/>\
    <xf numFmtId=\"164\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/></cellXfs>\
    <cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>";

/// The least theme there can be: validators ask for one, and no cell uses it.
const THEME: &str = "<a:theme xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" name=\"Plain\"><a:themeElements>\
    <a:clrScheme name=\"Plain\"><a:dk1><a:srgbClr val=\"000000\"/></a:dk1><a:lt1><a:srgbClr val=\"FFFFFF\"/></a:lt1>\
    <a:dk2><a:srgbClr val=\"333333\"/></a:dk2><a:lt2><a:srgbClr val=\"EEEEEE\"/></a:lt2>\
    <a:accent1><a:srgbClr val=\"1F4E79\"/></a:accent1><a:accent2><a:srgbClr val=\"7F3F00\"/></a:accent2>\
    <a:accent3><a:srgbClr val=\"4F6228\"/></a:accent3><a:accent4><a:srgbClr val=\"403152\"/></a:accent4>\
    <a:accent5><a:srgbClr val=\"205867\"/></a:accent5><a:accent6><a:srgbClr val=\"974806\"/></a:accent6>\
    <a:hlink><a:srgbClr val=\"0000EE\"/></a:hlink><a:folHlink><a:srgbClr val=\"551A8B\"/></a:folHlink></a:clrScheme>\
    <a:fontScheme name=\"Plain\"><a:majorFont><a:latin typeface=\"Calibri\"/><a:ea typeface=\"\"/><a:cs typeface=\"\"/></a:majorFont>\
    <a:minorFont><a:latin typeface=\"Calibri\"/><a:ea typeface=\"\"/><a:cs typeface=\"\"/></a:minorFont></a:fontScheme>\
    <a:fmtScheme name=\"Plain\"><a:fillStyleLst>FILL FILL FILL</a:fillStyleLst><a:lnStyleLst>LINE LINE LINE</a:lnStyleLst>\
    <a:effectStyleLst>EFFECT EFFECT EFFECT</a:effectStyleLst><a:bgFillStyleLst>FILL FILL FILL</a:bgFillStyleLst></a:fmtScheme>\
    </a:themeElements></a:theme>";

/// What stands three times in a theme, by the words that hold its places in [`THEME`].
const THRICE: [(&str, &str); 3] = [
    ("FILL", "<a:solidFill><a:schemeClr val=\"phClr\"/></a:solidFill>"),
    ("LINE", "<a:ln w=\"9525\"><a:solidFill><a:schemeClr val=\"phClr\"/></a:solidFill></a:ln>"),
    ("EFFECT", "<a:effectStyle><a:effectLst/></a:effectStyle>"),
];

/// A sheet as the workbook lists it.
pub(super) struct Listed<'a> {
    pub(super) name: &'a str,
    /// The cells under its filter.
    pub(super) filter: Option<&'a str>,
}

/// What the file says of itself.
pub(super) struct About<'a> {
    pub(super) title: &'a str,
    pub(super) author: &'a str,
    pub(super) date: Option<Date>,
}

/// The name of a sheet's file.
pub(super) fn sheet_name(number: usize) -> String {
    format!("xl/worksheets/sheet{number}.xml")
}

/// Writes all parts; the sheets are in the archive already.
pub(super) fn write(zip: &mut Zip<'_>, sheets: &[Listed<'_>], about: &About<'_>) -> io::Result<()> {
    let mut put = |name: &str, xml: String| -> io::Result<()> {
        zip.start_file(name, archive::options(super::LEVEL))?;
        zip.write_all(HEAD.as_bytes())?;
        zip.write_all(xml.as_bytes())
    };
    put("xl/workbook.xml", workbook(sheets))?;
    put("xl/_rels/workbook.xml.rels", relations(sheets.len()))?;
    put("xl/styles.xml", format!("<styleSheet xmlns=\"{MAIN}\">{STYLES}</styleSheet>"))?;
    put(
        "xl/theme/theme1.xml",
        THRICE.iter().fold(THEME.to_owned(), |xml, (word, part)| xml.replace(word, part)),
    )?;
    put("docProps/core.xml", core(about))?;
    let roots = [
        (format!("{RELATIONS}/officeDocument"), "xl/workbook.xml"),
        (format!("{PACKAGE}/relationships/metadata/core-properties"), "docProps/core.xml"),
    ];
    put("_rels/.rels", related(roots.iter().map(|(ty, target)| (ty.as_str(), (*target).to_owned()))))?;
    put("[Content_Types].xml", types(sheets.len()))
}

fn workbook(sheets: &[Listed<'_>]) -> String {
    let mut xml = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><bookViews><workbookView/></bookViews><sheets>"
    );
    for (number, sheet) in (1..).zip(sheets) {
        let _ = write!(
            xml,
            "<sheet name=\"{}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>",
            attribute(sheet.name)
        );
    }
    xml.push_str("</sheets>");
    let mut filters =
        sheets.iter().enumerate().filter_map(|(at, sheet)| Some((at, sheet, sheet.filter?))).peekable();
    if filters.peek().is_some() {
        // Excel looks a filter up by this name.
        xml.push_str("<definedNames>");
        for (at, sheet, cells) in filters {
            let name = text(sheet.name);
            let _ = write!(
                xml,
                "<definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"{at}\" hidden=\"1\">'{name}'!{cells}</definedName>"
            );
        }
        xml.push_str("</definedNames>");
    }
    xml + "</workbook>"
}

fn relations(n_sheets: usize) -> String {
    let [sheet, theme, styles] = ["worksheet", "theme", "styles"].map(|ty| format!("{RELATIONS}/{ty}"));
    let sheets = (1..=n_sheets).map(|number| (sheet.as_str(), format!("worksheets/sheet{number}.xml")));
    let others =
        [(theme.as_str(), "theme/theme1.xml".to_owned()), (styles.as_str(), "styles.xml".to_owned())];
    related(sheets.chain(others))
}

fn related<'t>(targets: impl Iterator<Item = (&'t str, String)>) -> String {
    let mut xml = format!("<Relationships xmlns=\"{PACKAGE}/relationships\">");
    for (number, (ty, target)) in (1..).zip(targets) {
        let _ = write!(xml, "<Relationship Id=\"rId{number}\" Type=\"{ty}\" Target=\"{target}\"/>");
    }
    xml + "</Relationships>"
}

fn types(n_sheets: usize) -> String {
    let mut xml = format!(
        "<Types xmlns=\"{PACKAGE}/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Override PartName=\"/xl/workbook.xml\" ContentType=\"{SHEET}.sheet.main+xml\"/>\
         <Override PartName=\"/xl/styles.xml\" ContentType=\"{SHEET}.styles+xml\"/>\
         <Override PartName=\"/xl/theme/theme1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.theme+xml\"/>\
         <Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>"
    );
    for number in 1..=n_sheets {
        let _ = write!(
            xml,
            "<Override PartName=\"/{}\" ContentType=\"{SHEET}.worksheet+xml\"/>",
            sheet_name(number)
        );
    }
    xml + "</Types>"
}

fn core(about: &About<'_>) -> String {
    let date = about.date.map(|day| {
        let moment = |name: &str| {
            format!("<dcterms:{name} xsi:type=\"dcterms:W3CDTF\">{day}T00:00:00Z</dcterms:{name}>")
        };
        moment("created") + &moment("modified")
    });
    format!(
        "<cp:coreProperties xmlns:cp=\"{PACKAGE}/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\
         <dc:title>{}</dc:title><dc:creator>{}</dc:creator>{}</cp:coreProperties>",
        text(about.title),
        text(about.author),
        date.unwrap_or_default()
    )
}

fn text(words: &str) -> String {
    let mut out = String::new();
    push_text(&mut out, words);
    out
}

fn attribute(words: &str) -> String {
    text(words).replace('"', "&quot;")
}
