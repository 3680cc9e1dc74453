//! `docs/restyle.md` does what it says: its own blocks are put into a site and built.

use crate::edition::{SETTINGS, make, try_make, world};
use std::fs;
use std::path::Path;

/// The files that the page shows; pieces of one file are put together.
fn shown() -> Vec<(String, String)> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/restyle.md");
    let page = fs::read_to_string(page).expect("the page");
    let mut files: Vec<(String, String)> = vec![("crier.toml".into(), format!("{SETTINGS}page_size = 2\n"))];
    let mut pieces = page.split("\n```");
    let mut before = pieces.next().expect("text before the first block");
    while let (Some(block), Some(after)) = (pieces.next(), pieces.next()) {
        let path = before.trim_end().rsplit('`').nth(1).expect("a path stands before each block");
        let (_, text) = block.split_once('\n').expect("a block has lines");
        match files.iter_mut().find(|(known, _)| known == path) {
            Some((_, whole)) => whole.push_str(&format!("\n{text}\n")),
            None => files.push((path.to_owned(), format!("{text}\n"))),
        }
        before = after;
    }
    files
}

#[test]
fn a_council_restyles_without_copying_the_theme() {
    let mut files = shown();
    assert_eq!(files.len(), 3, "settings, logo and part: {files:?}");
    let topics = "name,title\na,A\nb,B\nc,C\n";
    files.push(("data/topics.csv".into(), topics.into()));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
    let made = make(&world(&files));
    assert!(made.report.is_empty(), "{:#?}", made.report);
    let style = made.text("/assets/civic.css");
    assert!(style.contains("--accent: #5b2a6e;") && style.contains("--accent: #d9b8e6;"));
    let list = made.text("/topics/");
    assert!(list.contains("<p>Page 1 of 2</p>") && !list.contains("aria-label=\"Pagination\""), "{list}");
    let logo = "<img src=\"../assets/logo.svg\" alt=\"Arms of Aldermoor\" width=\"48\" height=\"48\">";
    assert!(list.contains(logo), "{list}");
    assert!(made.text("/assets/logo.svg").starts_with("<svg"));
}

#[test]
fn a_logo_that_is_not_there_or_has_no_size_is_told_at_its_line() {
    let told = |logo: &str| {
        let settings = format!("{SETTINGS}[logo]\n{logo}");
        let report = try_make(&world(&[("crier.toml", &settings)])).report;
        report
            .problems
            .into_iter()
            .map(|p| (p.message, p.spot.and_then(|s| s.start).map(|s| s.line)))
            .collect::<Vec<_>>()
    };
    let missing = "`logo` names the file `sign.svg`, which the theme does not have".to_owned();
    assert_eq!(told("file = \"sign.svg\"\nwidth = 9\nheight = 9\n"), [(missing, Some(8))]);
    let lacking = told("file = \"civic.css\"\n");
    assert_eq!(lacking[0].0, "`logo` needs `file`, `width` and `height`");
}
