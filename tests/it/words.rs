//! Words of the glossary in the text of pages.

use crate::edition::{make_pages, world};

const TERMS: &str = r#"[
  { "name": "permit", "title": "Parking permit", "short": "PP", "summary": "Leave to park in a street.", "meaning": "Leave to park." },
  { "name": "zone", "title": "Zone", "meaning": "Streets with *one* rule. There are five." },
  { "name": "hidden", "title": "Market", "meaning": "Not yet.", "status": "draft" }
]"#;

#[test]
fn the_first_use_of_a_word_leads_to_it_and_its_short_meaning_is_on_the_page() {
    let report = "---\ntitle: Parking\ndate: 2026-11-02\nbody: council\n---\n## Zones and permits\n\nA parking permit holds in one zone of the market. Each zone has permits; a PP costs £2.\n";
    let welsh = report.replace("body: council", "body: council\nlanguage: cy");
    let made = make_pages(&world(&[
        ("data/terms.json", TERMS),
        ("content/bodies/council.md", "---\ntitle: Council\ntype: council\n---\n"),
        ("content/reports/parking.md", report),
        ("content/reports/parcio.md", &welsh),
        (
            "content/pages/help.md",
            "---\ntitle: Help\n---\nAsk for a [permit](term/permit) of the zone, or a parking permit.\n",
        ),
    ]));
    let page = made.text("/reports/parking/");
    let link = |name: &str, words: &str| {
        format!("<a class=\"term\" href=\"../../terms/{name}/\" aria-describedby=\"word.{name}\">{words}</a>")
    };
    assert_eq!(page.matches("class=\"term\"").count(), 2, "{page}");
    assert!(
        page.contains(&link("permit", "parking permit")) && page.contains(&link("zone", "zone")),
        "{page}"
    );
    assert!(page.contains("<dd id=\"word.permit\">Leave to park in a street.</dd>"), "{page}");
    assert!(page.contains("<dd id=\"word.zone\">Streets with one rule.</dd>"), "{page}");
    assert!(!page.contains("Not yet"), "a draft explains nothing");
    assert!(!made.text("/reports/parcio/").contains("class=\"term\""), "words of another language");
    let help = made.text("/help/");
    assert_eq!(help.matches("class=\"term\"").count(), 1, "the author's own link is enough: {help}");
    assert!(help.contains("<dd id=\"word.permit\">"), "{help}");
    assert!(!made.text("/terms/zone/").contains("word.zone"), "no word explains itself");
    assert!(!made.text("/reports/parking.json").contains("class=\\\"term"), "data have the text as written");
}
