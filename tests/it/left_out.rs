//! What the settings leave out is not there, and no page speaks of it or leads to it.

use crate::edition::{Made, SETTINGS, make, world};

/// A report and figures on homes in a ward: pages that lead to tables and to the search.
fn made(settings: &str) -> Made {
    let base = world(&[
        ("data/bodies.csv", "name,title,type\ncouncil,Council,council\n"),
        ("data/wards.csv", "name,title\noak,Oak\n"),
        (
            "content/reports/hours.md",
            "---\ntitle: Hours\ndate: 2026-03-18\nbody: council\nwards: [oak]\n---\n\n## 1. Words\n\nWords.\n",
        ),
        ("data/indicators.csv", "name,title,unit\nhomes,Homes,homes\n"),
        (
            "data/observations.csv",
            "name,indicator,area,period,value,value_status\nhomes-oak-2025,homes,ward/oak,2025,12,ok\n",
        ),
    ]);
    make(&base.with("crier.toml", format!("{SETTINGS}{settings}")))
}

/// Addresses of which nothing may be left, and words in pages that would speak of them.
const LEFT_OUT: [(&str, &str, &[&str]); 3] = [
    ("search = false\n", "/search/", &["search/\"", "Search", "A to Z"]),
    (
        "workbooks = false\n",
        ".xlsx",
        &["xlsx", "XLSX", "preadsheet above", "as a spreadsheet", "as spreadsheets"],
    ),
    ("archive = false\n", "/all.zip", &["all.zip", "ZIP"]),
];

#[test]
fn what_the_settings_leave_out_is_named_nowhere() {
    let whole = made("");
    for (setting, address, words) in LEFT_OUT {
        assert!(whole.outputs.keys().any(|at| at.contains(address)), "{address}: it is there otherwise");
        let less = made(setting);
        assert_eq!(less.report.problems, [], "{setting}");
        let left: Vec<_> = less.outputs.keys().filter(|at| at.contains(address)).collect();
        assert!(left.is_empty(), "{setting}: {left:?}");
        let pages = || less.outputs.keys().filter(|at| at.ends_with('/') || at.ends_with(".html"));
        for word in words {
            assert!(
                whole.outputs.keys().any(|at| whole.text(at).contains(word)),
                "{word}: it is said otherwise"
            );
            let says: Vec<_> = pages().filter(|at| less.text(at).contains(word)).collect();
            assert!(says.is_empty(), "{setting}: `{word}` stands in {says:?}");
        }
        let told =
            ["/data/v1/datapackage.json", "/data/catalog.jsonld", "/data/v1/SHA256SUMS", "/sitemap.xml"];
        for file in told {
            assert!(!less.text(file).contains(address), "{setting}: {file} tells of it");
        }
    }
}

#[test]
fn pages_and_tables_are_there_whatever_is_left_out() {
    let all: String = LEFT_OUT.iter().map(|(setting, ..)| *setting).collect();
    let (whole, less) = (made(""), made(&all));
    let gone = |at: &&String| LEFT_OUT.iter().any(|(_, address, _)| at.contains(address));
    let kept: Vec<_> = whole.outputs.keys().filter(|at| !gone(at)).collect();
    assert_eq!(less.outputs.keys().collect::<Vec<_>>(), kept);
    for at in
        kept.iter().filter(|at| at.ends_with(".csv") || at.starts_with("/reports/") && at.ends_with(".json"))
    {
        assert_eq!(whole.text(at), less.text(at), "{at}");
    }
}
