//! Tests of the settings file.

use super::*;

const GOOD: &str = r#"title = "Records of Example"
council = "Example Borough Council"
publisher = "Example Borough Council"
base_url = "https://records.example.org/open"
licence = "OGL-UK-3.0"
contact = "records@example.org"
"#;

fn from(text: &str) -> (Option<Settings>, Vec<(Code, String, String)>) {
    let source = Source::new(FILE, text);
    let mut out = Diagnostics::new();
    let settings = read(&source, &mut out);
    let told = out.iter().map(|d| {
        let at = match &d.place {
            Some(crate::diagnostic::Place::Span(_, span)) => source.slice(*span).to_owned(),
            _ => String::new(),
        };
        (d.code, at, format!("{}; {}", d.message, d.help.as_deref().unwrap_or_default()))
    });
    let told = told.collect();
    (settings, told)
}

#[test]
fn required_settings_alone_make_a_site() {
    let (settings, told) = from(GOOD);
    assert_eq!(told, []);
    let settings = settings.unwrap();
    assert_eq!(settings.base_url, "https://records.example.org/open/");
    assert_eq!((settings.page_size, &*settings.language, &*settings.theme), (50, "en-GB", "civic"));
    assert_eq!(settings.calendar, Calendar::default());
    assert!(settings.search && settings.workbooks && settings.archive);
    assert!(settings.checks.is_empty() && !settings.noindex && settings.banner.is_none());
}

#[test]
fn every_setting_is_read() {
    let more = r##"council_code = "E07000078"
attribution = "Contains public sector information"
language = "cy"
banner = "A demonstration: not the council's website."
noindex = true
theme = "plain"
page_size = 20
csv_bom = true
allow_formula_text = true
search = false
workbooks = false
archive = false
[theme_tokens]
accent = "#0b5d3b"
[theme_tokens.dark]
accent = "#9fd8ba"
[terms]
matter = "Story"
[checks]
no-basis = "off"
clear-days = "error"
broken-link = "warning"
[calendar]
time_zone = "Europe/London"
bank_holidays = "data/bank-holidays.txt"
clear_days = 3
working_days = false
[statement]
status = "partially"
"##;
    let (settings, told) = from(&format!("{GOOD}{more}"));
    assert_eq!(told, []);
    let s = settings.unwrap();
    assert_eq!(s.council_code.as_deref(), Some("E07000078"));
    assert_eq!((s.page_size, s.csv_bom, s.allow_formula_text, s.noindex), (20, true, true, true));
    assert_eq!((s.search, s.workbooks, s.archive), (false, false, false));
    assert_eq!(s.theme_tokens["accent"], "#0b5d3b");
    assert_eq!(s.theme_tokens.len(), 1);
    assert_eq!(s.theme_tokens_dark["accent"], "#9fd8ba");
    assert_eq!(s.terms["matter"], "Story");
    assert_eq!(s.statement["status"], "partially");
    assert_eq!(s.checks[&Code::NoBasis], Level::Off);
    assert_eq!(s.calendar.bank_holidays.as_deref(), Some("data/bank-holidays.txt"));
    assert_eq!((s.calendar.clear_days, s.calendar.working_days), (3, false));
}

#[test]
fn a_misspelt_setting_is_not_missing_as_well() {
    let (settings, told) = from(&GOOD.replace("title =", "titel ="));
    assert!(settings.is_none());
    let said = "there is no setting `titel`; did you mean `title`?".to_owned();
    assert_eq!(told, [(Code::UnknownSetting, "titel".to_owned(), said)]);
}

#[test]
fn all_that_is_missing_is_said_in_one_run() {
    let (settings, told) = from("title = \"A\"\nlicence = 3\n");
    assert!(settings.is_none());
    let said: Vec<&str> = told.iter().map(|(_, _, said)| &**said).collect();
    assert_eq!(said.len(), 5, "{said:?}");
    assert_eq!(
        said[0],
        "the setting `council` is missing; add `council = \"…\"` at the top (whose records these are)"
    );
    assert!(said.contains(&"`licence` needs text in quotes; write \"3\""));
}

#[test]
fn a_setting_in_the_wrong_place_is_sent_where_it_belongs() {
    let (_, told) = from(&format!("{GOOD}clear_days = 3\n[calendar]\nbanner = \"x\"\n"));
    let said: Vec<&str> = told.iter().map(|(_, _, said)| &**said).collect();
    assert_eq!(
        said,
        [
            "there is no setting `clear_days`; move it below the line [calendar]",
            "there is no setting `banner` below [calendar]; move it above the first line in square brackets, out of [calendar]",
        ]
    );
}

#[test]
fn wrong_values_are_told_at_the_value() {
    for (line, at, said) in [
        (
            "page_size = 0",
            "0",
            "`page_size` is out of bounds; write a whole number from 1 to 500, without quotes",
        ),
        (
            "noindex = \"yes\"",
            "\"yes\"",
            "`noindex` is either true or false; write true or false, without quotes",
        ),
        (
            "language = \"english\"",
            "\"english\"",
            "`language` is not a language tag; write it as en-GB, cy or pl",
        ),
        (
            "banner = \"a\\nb\"",
            "\"a\\nb\"",
            "`banner` needs to be one line; take out the line breaks and tabs",
        ),
        (
            "theme = \"../x\"",
            "\"../x\"",
            "`theme` is not the name of a folder; write the folder's name below themes/ alone: small letters, digits and hyphens",
        ),
        (
            "council_code = \"Cheltenham\"",
            "\"Cheltenham\"",
            "`council_code` is not an area code; write the nine characters of the area's GSS code, such as E07000078",
        ),
        (
            "[calendar]\ntime_zone = \"London\"",
            "\"London\"",
            "`time_zone` cannot be `London`: there is no such time zone; did you mean `Europe/London`?",
        ),
        (
            "[calendar]\ntime_zone = \"Europe/Lndon\"",
            "\"Europe/Lndon\"",
            "`time_zone` cannot be `Europe/Lndon`: there is no such time zone; did you mean `Europe/London`?",
        ),
        (
            "[calendar]\nbank_holidays = \"holidays.txt\"",
            "\"holidays.txt\"",
            "`bank_holidays` is not a file in data/; put the file into data/ and write its path, such as data/bank-holidays.txt",
        ),
        (
            "[theme_tokens]\naccent = \"red; } body {\"",
            "\"red; } body {\"",
            "`accent` holds signs a theme value cannot have; write a plain value, such as #0b5d3b or 1.5rem",
        ),
        (
            "[theme_tokens]\ndark = \"#000\"",
            "\"#000\"",
            "`theme_tokens.dark` holds settings of its own; write [theme_tokens.dark] on a line alone, and its settings below",
        ),
    ] {
        let (settings, told) = from(&format!("{GOOD}{line}\n"));
        assert_eq!(told, [(Code::BadSetting, at.to_owned(), said.to_owned())], "{line}");
        assert!(settings.is_some(), "{line}");
    }
}

#[test]
fn required_values_are_judged() {
    for (from_text, to, said) in [
        (
            "https://records.example.org/open",
            "records.example.org",
            "`base_url` does not start with https:// or http://; write it whole, such as https://council.example.org/",
        ),
        (
            "https://records.example.org/open",
            "https://x/?a",
            "`base_url` has a `?` or `#` in it; write the address without what comes after ? or #",
        ),
        (
            "OGL-UK-3.0",
            "ogl-uk-3.0",
            "`licence` cannot be `ogl-uk-3.0`: that is no licence id; did you mean `OGL-UK-3.0`?",
        ),
        (
            "OGL-UK-3.0",
            "CC BY 4.0",
            "`licence` cannot be `CC BY 4.0`: that is no licence id; did you mean `CC-BY-4.0`?",
        ),
        ("OGL-UK-3.0", "OGL", "`licence` cannot be `OGL`: that is no licence id; did you mean `OGL-UK-3.0`?"),
        (
            "records@example.org",
            "records",
            "`contact` is not an e-mail address; write it as name@example.org",
        ),
    ] {
        let (settings, told) = from(&GOOD.replace(from_text, to));
        let told: Vec<_> = told.into_iter().map(|(code, _, said)| (code, said)).collect();
        assert_eq!(told, [(Code::BadSetting, said.to_owned())]);
        assert!(settings.is_none());
    }
    for id in ["MIT", "LicenseRef-Example-Council.2"] {
        assert!(from(&GOOD.replace("OGL-UK-3.0", id)).0.is_some(), "{id}");
    }
    let (settings, told) = from(&GOOD.replace("OGL-UK-3.0", "Ask us first"));
    assert!(settings.is_none() && told[0].2.contains("write one of OGL-UK-3.0, "), "{told:?}");
}

#[test]
fn truth_cannot_be_switched_off() {
    let (settings, told) = from(&format!(
        "{GOOD}[checks]\nduplicate-id = \"warning\"\nno-bases = \"off\"\nclear-days = \"of\"\nunknown-folder = \"warning\"\n"
    ));
    let told: Vec<_> = told.iter().map(|(code, at, said)| (*code, &**at, &**said)).collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert_eq!(
        told[0],
        (Code::UnknownSetting, "no-bases", "there is no check `no-bases`; did you mean `no-basis`?")
    );
    assert_eq!(told[1].1, "\"warning\"");
    assert!(told[1].2.starts_with(
        "`duplicate-id` has to stay an error: what it stops cannot be published truthfully; take this line out"
    ));
    assert_eq!(told[2], (Code::BadSetting, "\"of\"", "`clear-days` cannot be `of`; did you mean `off`?"));
    assert_eq!(settings.unwrap().checks, BTreeMap::from([(Code::UnknownFolder, Level::Warning)]));
}

#[test]
fn licences_have_names_people_know() {
    let (label, url) = licence_name("OGL-UK-3.0");
    assert_eq!(label, "Open Government Licence v3.0");
    assert!(url.is_some_and(|url| url.contains("/version/3/")));
    assert_eq!(licence_name("LicenseRef-Ours"), ("Ours".into(), None));
}
