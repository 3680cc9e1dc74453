//! What pages say of the records: whose words they hold, what a figure is about, how a list entry stands.

use crate::edition::{Made, make_pages, world};

/// One report, with this line of its own and a text.
fn report_with(line: &str) -> Made {
    let report =
        format!("---\ntitle: Depot\ndate: 2026-03-01\nbody: council\n{line}---\n## Start\n\nText.\n");
    make_pages(&world(&[
        ("data/bodies.csv", "name,title,type\ncouncil,Council,council\n"),
        ("content/reports/depot.md", &report),
    ]))
}

#[test]
fn a_text_is_headed_by_whose_words_it_is_in() {
    for (line, heading, advice) in [
        ("", "In the paper’s words", "The text is in the paper’s own words."),
        ("wording: verbatim\n", "In the paper’s words", "The text is in the paper’s own words."),
        ("wording: paraphrase\n", "In our words, after the paper", "please do not quote it as the paper’s."),
        ("wording: own\n", "In our words", "The text is in our own words."),
    ] {
        let page = report_with(line).text("/reports/depot/");
        assert!(page.contains(&format!("<h2 class=\"whose\">The text. {heading}</h2>")), "{line}: {page}");
        assert!(page.contains(advice), "{line}: {page}");
    }
    let made = crate::kinds::made_demonstration();
    let page = made.words("/needs-assessments/homes-in-cheltenham-2025-26/");
    assert!(page.contains("in our words") && !page.contains("the paper"), "no paper is behind it: {page}");
}

#[test]
fn a_report_lists_all_its_parts_and_says_at_a_glance_what_is_stated() {
    let page = report_with(
        "issue: I.\nimplications:\n  - { type: legal, none: true, text: There are none. }\n  - { id: \"1.2\", type: financial, text: It costs. }\n  - { type: property }\nappendices:\n  - { title: A, availability: on-request }\n",
    );
    let text = page.text("/reports/depot/");
    let main = text.split_once("<main").expect("main").1;
    let (contents, parts) = main.split_once("</nav>").expect("contents");
    for part in ["asked", "issue", "paper", "implications", "papers"] {
        assert!(contents.contains(&format!("href=\"#part-{part}\"")), "{part}: {contents}");
        assert!(parts.contains(&format!("id=\"part-{part}\"")), "{part}: {parts}");
    }
    assert!(
        contents.contains("href=\"#start\">Start</a>") && !contents.contains("#part-risks"),
        "{contents}"
    );
    for (to, words, state) in [
        ("implication-1", "Legal", "none (stated)"),
        ("implications-1.2", "Financial", "stated"),
        ("implication-3", "Property", "not stated"),
    ] {
        assert!(parts.contains(&format!("<a href=\"#{to}\">{words}</a></th><td>{state}</td>")), "{parts}");
        assert!(parts.contains(&format!("<li id=\"{to}\">")), "{parts}");
    }
    assert!(
        parts.contains("can be asked for: write to") && !parts.contains("is not on this site"),
        "{parts}"
    );
}

#[test]
fn records_that_only_lean_on_another_are_folded_away() {
    let made = crate::kinds::made_demonstration();
    let page = made.text("/reports/2012-06-25-commissioning-protocol/");
    let (before, used) = page.split_once("Where else this is used").expect("the heading");
    assert!(used.contains("<summary>Source for: 9 records</summary>"), "{used}");
    assert!(before.contains("<h2>Protocols put forward in this report</h2>"), "{before}");
}

#[test]
fn a_text_that_is_nobody_s_in_particular_has_no_such_heading() {
    let made = make_pages(&world(&[
        ("content/topics/roads.md", "---\ntitle: Roads\n---\nAll about roads.\n"),
        ("content/bodies/council.md", "---\ntitle: Council\ntype: council\n---\nAll about the council.\n"),
    ]));
    for (address, words) in
        [("/topics/roads/", "All about roads."), ("/bodies/council/", "All about the council.")]
    {
        let page = made.text(address);
        assert!(page.contains(words) && !page.contains("class=\"whose\""), "{page}");
    }
}

/// Figures of one indicator for a ward: a year and its quarters, all homes and flats alone.
fn figures() -> Made {
    let indicators = r#"[{ "name": "sales", "title": "Sales", "unit": "sales", "measure": "count", "method": "Only the newest 20 sales." }]"#;
    let mut rows = String::from("indicator,area,period,category.home_type,value,count,value_status,note\n");
    for (period, note) in [("2025", ""), ("2025-Q1", "Incomplete quarter."), ("2025-Q2", ""), ("2025-Q3", "")]
    {
        for ward in ["oak", "ash"] {
            rows.push_str(&format!("sales,{ward},{period},,40,90,ok,{note}\n"));
            rows.push_str(&format!("sales,{ward},{period},flat,10,80,ok,{note}\n"));
        }
    }
    let needs = "---\ntitle: Homes\nareas: [oak]\nindicators: [sales]\n---\n";
    make_pages(&world(&[
        ("data/wards.csv", "name,title\noak,Oak\nash,Ash\n"),
        ("data/indicators.json", indicators),
        ("data/observations.csv", &rows),
        ("content/needs-assessments/homes.md", needs),
    ]))
}

#[test]
fn a_figure_without_a_category_is_about_all_and_a_category_has_its_own_column() {
    let made = figures();
    for address in ["/needs-assessments/homes/", "/wards/oak/", "/indicators/sales/"] {
        let page = made.text(address);
        assert!(page.contains("<th scope=\"col\">Home type</th>"), "{address}: {page}");
        // Where every row of a table is about all, its caption says so.
        let all = if address == "/indicators/sales/" { ", home type: all</span>" } else { "<td>all</td>" };
        assert!(page.contains(all) && page.contains("<td>flat</td>"), "{address}: {page}");
        assert!(!page.contains("home_type"), "{address}: {page}");
        let table = page.split("<table").nth(1).expect("a table");
        assert!(!table.contains("not stated"), "{address}: {table}");
    }
}

/// Rows of a site's own that name an area and are no figures.
pub const TREES: &str = r#"{
  "title": "Tree", "description": "A tree of the council.",
  "x-kind": { "plural": "trees", "label": "Tree", "label_plural": "Trees", "page": false, "list": ["area", "height", "group"] },
  "type": "object", "unevaluatedProperties": false, "allOf": [{ "$ref": "common.json" }],
  "properties": {
    "area": { "title": "Area", "description": "Where it stands.", "type": "string", "x-reference": ["area", "ward"] },
    "height": { "title": "Height", "description": "How tall it is.", "type": "number", "x-unit": "metres" },
    "group": { "title": "Group", "description": "What it belongs to.", "type": "object", "additionalProperties": { "type": "string" } }
  }
}"#;

#[test]
fn rows_that_are_no_figures_keep_a_table_of_their_own() {
    let made = make_pages(&world(&[
        ("data/kinds/tree.json", TREES),
        ("data/trees.csv", "name,area,height,group.row\nelm,area/park,12,\noak,area/park,15,north\n"),
        ("data/areas.csv", "name,title\npark,Park\n"),
    ]));
    let page = made.words("/areas/park/");
    assert!(page.contains("trees") && page.contains("12 metres") && !page.contains("figures"), "{page}");
    let row: Vec<&str> =
        page.split("12 metres").nth(1).expect("the elm").split_whitespace().take(1).collect();
    assert_eq!(row, ["all"], "a row without a category is about all: {page}");
}

#[test]
fn limits_counts_and_notes_stand_wherever_the_figures_do() {
    let made = figures();
    for address in ["/needs-assessments/homes/", "/wards/oak/", "/indicators/sales/"] {
        let page = made.words(address);
        for words in ["only the newest 20 sales.", "number counted", "90", "incomplete quarter."] {
            assert!(page.contains(words), "{address} lacks {words}: {page}");
        }
    }
}

#[test]
fn figures_for_the_longest_time_come_first_and_many_others_are_folded_away() {
    let page = figures().text("/indicators/sales/");
    let (first, folded) = page.split_once("<details>").expect("16 figures are many");
    assert_eq!(first.matches("<td class=\"num\">40<").count(), 2, "a total for each ward: {first}");
    assert!(!first.contains("Incomplete") && folded.contains("Incomplete"), "{page}");
    let few = figures().text("/wards/oak/");
    assert!(!few.contains("<details>"), "8 figures are few: {few}");
}

#[test]
fn bars_say_their_scale_and_each_of_them_its_value_and_how_far_from_the_whole() {
    let made = crate::kinds::made_demonstration();
    let page = made.text("/needs-assessments/homes-in-cheltenham-2025-26/");
    let charts = page.split("<figure").skip(1).filter_map(|rest| rest.split("</figure>").next());
    let charts: Vec<&str> = charts.filter(|chart| chart.contains("Bars by area")).collect();
    let (prices, sales) = (charts[0], charts.iter().find(|c| c.contains("595 sales")).expect("counts"));
    assert!(
        prices.contains("from 0 to £508,000, with a line for Cheltenham: GL50 to GL53 together."),
        "{prices}"
    );
    // The longest bar is the largest value, and the line stands where its own value does.
    assert!(prices.contains("<rect y=\"5\" width=\"100.0%\"") && prices.contains("x1=\"64.0%\""), "{prices}");
    let said = "GL53: £183,000 above the line; rests on 246 cases";
    assert!(prices.contains(said), "{prices}");
    // The sum of all would make its parts small, and is no measure for them.
    assert!(
        !sales.contains("1,673") && !sales.contains("class=\"whole\"") && !sales.contains("above the line"),
        "{sales}"
    );
    assert!(!page.contains("508,000 pounds") && page.contains("All figures as a spreadsheet or CSV"));
}

#[test]
fn charts_show_how_sure_a_figure_is_and_what_is_hidden_or_missing() {
    let indicator = "[{ \"name\": \"rate\", \"title\": \"Rate\", \"measure\": \"rate\", \"unit\": \"per 1,000\", \"polarity\": \"lower-better\" }]";
    let mut rows = String::from("indicator,area,period,value,lower,upper,count,value_status\n");
    for (area, year, rest) in [
        ("town", 2021, "10,9,11,900,ok"),
        ("town", 2022, "12,11,13,900,ok"),
        ("town", 2023, "14,13,15,900,ok"),
        ("oak", 2021, "20,15,25,60,ok"),
        ("oak", 2022, ",,,,suppressed"),
        ("oak", 2023, "15,12,18,50,ok"),
        ("elm", 2021, "8,6,10,40,ok"),
        ("elm", 2022, "6,4,8,30,ok"),
        ("elm", 2023, "5,3,7,20,low-reliability"),
        ("ash", 2021, ",,,,not-available"),
        ("ash", 2022, ",,,,not-available"),
        ("ash", 2023, ",,,,not-available"),
    ] {
        rows.push_str(&format!("rate,area/{area},{year},{rest}\n"));
    }
    let made = make_pages(&world(&[
        ("data/indicators.json", indicator),
        ("data/areas.csv", "name,title,within\ntown,Town,\noak,Oak,town\nelm,Elm,town\nash,Ash,town\n"),
        ("data/observations/rate.csv", &rows),
    ]));
    let page = made.text("/indicators/rate/");
    for said in [
        "The line across the bars is Town: 14 per 1,000; limits of confidence 13 per 1,000 to 15 per 1,000; rests on 900 cases",
        "Oak: 1 per 1,000 above the line, but the limits of confidence overlap, so this may be chance; limits of confidence 12 per 1,000 to 18 per 1,000; rests on 50 cases",
        "Elm: 9 per 1,000 below the line; limits of confidence",
        "low reliability",
        "Ash: not available",
        "Lower is better.",
        "<th scope=\"col\" class=\"num\">Limits of confidence</th>",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let bars = page.split("<figure").nth(1).expect("bars");
    assert!(bars.contains("class=\"hollow\"") && bars.matches("class=\"range\"").count() == 6, "{bars}");
    let trend = page.split("Rate by time").nth(1).expect("a line by time");
    let oak = trend.split("class=\"line-name\"").find(|line| line.contains("Oak")).expect("Oak");
    assert!(oak.contains(">×</text>") && !oak.contains("step-line"), "the line is broken: {oak}");
    let elm = trend.split("class=\"line-name\"").find(|line| line.contains("Elm")).expect("Elm");
    assert_eq!(elm.matches("step-line").count(), 2, "{elm}");
}

#[test]
fn a_committee_is_only_suggested_for_scrutiny_unless_a_record_shows_more() {
    let with = |basis: &str| {
        let line = format!(
            "scrutiny:\n  text: It could lead.\n  bodies:\n    - body: council\n      role: lead\n{basis}"
        );
        report_with(&line).words("/reports/depot/")
    };
    for basis in ["", "      basis: proposal\n"] {
        let page = with(basis);
        assert!(page.contains("(suggested lead)") && !page.contains("keep watch"), "{page}");
    }
    assert!(with("      basis: minute\n").contains("(lead)"));
}

#[test]
fn a_record_that_names_another_in_a_field_is_not_listed_again_for_its_text() {
    let report = "---\ntitle: Depot\ndate: 2026-03-01\nbody: council\nsources:\n  - record: meeting/spring\n---\nSee [it](meeting/spring).\n";
    let other = "---\ntitle: Other\ndate: 2026-03-02\nbody: council\n---\nSee [it](meeting/spring).\n";
    let made = make_pages(&world(&[
        ("data/bodies.csv", "name,title,type\ncouncil,Council,council\n"),
        (
            "content/meetings/spring.md",
            "---\ntitle: Spring\nbody: council\ndate: 2026-02-01\nstate: held\n---\n",
        ),
        ("content/reports/depot.md", report),
        ("content/reports/other.md", other),
    ]));
    let page = made.text("/meetings/spring/");
    assert_eq!(page.matches("/depot/").count(), 1, "{page}");
    let mentions = page.split("Mentioned in").nth(1).expect("the one that only speaks of it");
    let mentions = mentions.split("</ul>").next().unwrap_or_default();
    assert!(mentions.contains("/other/") && !mentions.contains("/depot/"), "{mentions}");
    // The data keep both.
    assert!(made.text("/meetings/spring.json").contains("mentioned_in"));
}

#[test]
fn who_serves_by_a_row_does_not_serve_its_source() {
    let page = crate::kinds::made_demonstration().text("/reports/2010-06-28-strategic-commissioning/");
    assert!(!page.contains("<h2>Who</h2>"), "{page}");
}

#[test]
fn papers_come_before_what_points_here() {
    let page = crate::kinds::made_demonstration().text("/reports/2010-06-28-strategic-commissioning/");
    let (papers, links) = (page.find("Papers behind it"), page.find("<summary>Mentioned in"));
    assert!(papers.is_some() && papers < links, "{papers:?} {links:?}");
}

#[test]
fn every_page_leads_once_to_its_data_and_says_what_they_are() {
    let made = crate::kinds::made_demonstration();
    let everything = ("Everything here as spreadsheets, CSV or JSON", "data/");
    for (address, (label, to), heads) in [
        ("/", everything, vec!["All decisions as CSV", "All reports as CSV", "All meetings as CSV"]),
        ("/years/", everything, vec!["All decisions as CSV"]),
        ("/years/2010/", everything, vec!["All decisions as CSV"]),
        ("/404.html", everything, vec![]),
        (
            "/reports/",
            ("All reports as a spreadsheet, CSV or JSON", "data/reports/"),
            vec!["All reports as CSV", "All reports as JSON"],
        ),
        (
            "/reports/2010-06-28-strategic-commissioning/",
            ("All reports as a spreadsheet, CSV or JSON", "data/reports/"),
            vec!["All reports as CSV"],
        ),
    ] {
        let page = made.text(address);
        assert_eq!(page.matches(&format!("{to}\">{label}</a>")).count(), 1, "{address}: {label}");
        let head = page.split_once("</head>").expect("a head").0;
        for label in heads {
            assert!(head.contains(&format!("title=\"{label}\"")), "{address}: {label}");
        }
    }
}

#[test]
fn every_link_to_a_file_says_its_format_and_its_size() {
    let made = crate::kinds::made_demonstration();
    let mut links = 0;
    for address in made.outputs.keys().filter(|address| address.ends_with('/')) {
        let page = made.text(address);
        for link in page.split("<a ").skip(1) {
            let (attributes, rest) = link.split_once('>').expect("a tag ends");
            let href = attributes.split('"').nth(1).expect("an address");
            let Some((_, format)) =
                href.rsplit_once('.').filter(|(_, end)| ["json", "csv", "xlsx", "ics", "zip"].contains(end))
            else {
                continue;
            };
            let words = rest.split("</a>").next().expect("a link ends");
            assert!(words.to_uppercase().contains(&format.to_uppercase()), "{address}: {words}");
            let file = made.outputs.keys().find(|file| href.trim_start_matches(['.', '/']) == &file[1..]);
            let bytes = file.map(|file| made.outputs[file].len() as u64);
            let size = bytes.map(crier::theme::filters::bytes).unwrap_or_default();
            assert!(file.is_some() && words.contains(&size), "{address}: {words}, of {href}: {size}");
            links += 1;
        }
        if address.starts_with("/data/") {
            continue;
        }
        let Some(json) = made.outputs.get(&format!("{}.json", address.trim_end_matches('/'))) else {
            continue;
        };
        let label = format!(">This record as JSON ({})</a>", crier::theme::filters::bytes(json.len() as u64));
        assert_eq!(page.matches(&label).count(), 1, "{address} does not say {label}");
        assert!(page.contains("title=\"This record as JSON\""), "{address}");
    }
    assert!(links > 100, "{links} links to data");
}

#[test]
fn the_demonstration_says_no_more_than_its_papers() {
    let made = crate::kinds::made_demonstration();
    // Of each page, what it must say and what no paper supports.
    for (address, said, unsaid) in [
        ("/bodies/cross-party-member-group/", "part of (proposed)", "part of staff"),
        ("/bodies/cross-party-member-group/", "what it would be for", "sits on it"),
        ("/bodies/staff-and-support-services-committee/", "bodies under it", "part of"),
        ("/bodies/overview-and-scrutiny-committee/", "proposed", "monitored by"),
        ("/meetings/2010-12-13-council/", "items", "agenda: "),
        ("/reports/2010-06-28-strategic-commissioning/", "(suggested lead)", "advice from"),
        ("/reports/2012-06-25-commissioning-protocol/", "contact: legal contact", "who decides and how"),
        (
            "/reports/2012-06-25-commissioning-protocol/",
            "(item 14). see council, 13 december 2010",
            "outcome:",
        ),
        (
            "/resolutions/2010-05-27-strategic-commissioning/",
            "as reported in a later paper",
            "open to inspection",
        ),
        ("/resolutions/2010-12-strategic-commissioning/", "item at meetings", "on the agenda of"),
        ("/matters/strategic-commissioning/", "a formal programme was set up", "what happened"),
        ("/", "with the data behind every page", "what came of it"),
        // Who retells a council's papers does not publish the council's records.
        ("/data/catalog.jsonld", "from records about cheltenham", "of cheltenham borough council\""),
        ("/data/resolutions/", "decisions, in records about cheltenham", "decisions of cheltenham"),
        ("/data/v1/datapackage.json", "records about cheltenham", "records of cheltenham"),
        ("/openapi.json", "records about cheltenham", "records of cheltenham"),
        ("/indicators/population/", "source of the figures", "cc-by-4.0"),
        (
            "/data/reports/",
            "'exempt.paragraph': 'bigint'",
            "read_csv('https://crier.example/cheltenham/data/v1/reports.csv');",
        ),
    ] {
        let page: Vec<String> = made.words(address).split_whitespace().map(str::to_owned).collect();
        let page = page.join(" ");
        assert!(page.contains(said), "{address} does not say `{said}`: {page}");
        assert!(!page.contains(unsaid), "{address} says `{unsaid}`: {page}");
    }
}

#[test]
fn a_paper_stands_once_on_the_page_of_a_person_with_all_that_they_were_to_it() {
    let made = crate::kinds::made_demonstration();
    let page = made.text("/people/andrew-north/");
    let (_, papers) = page.split_once("Papers that name Andrew North").expect("the heading");
    let (papers, _) = papers.split_once("<h2").expect("another section");
    assert_eq!(papers.matches("<li>").count(), 1, "{papers}");
    assert!(papers.contains("Named as: accountable for it, contact for it"), "{papers}");
    assert!(papers.contains("proposed, no answer held here"), "{papers}");
}

#[test]
fn lists_are_divided_by_year_or_letter_and_those_on_pages_are_not() {
    let report =
        |date: &str| format!("---\ntitle: Hours\ndate: {date}\nbody: council\nsummary: S.\n---\n\nWords.\n");
    let made = make_pages(&world(&[
        ("data/bodies.csv", "name,title,type\ncouncil,Council,council\n"),
        ("content/reports/a.md", &report("2026-03-18")),
        ("content/reports/b.md", &report("2026-01-02")),
        ("content/reports/c.md", &report("2010-06")),
        ("data/terms.csv", "name,title,short\nelm,Elm,A tree\nelan,élan,Verve\nelk,elk,A deer\nsz,ßa,None\n"),
    ]));
    let marks = |address: &str| {
        let page = made.text(address);
        let marks = page.split("<b class=\"year\" aria-hidden=\"true\">").skip(1);
        marks.map(|mark| mark.split('<').next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(marks("/reports/"), ["2026", "2010"]);
    assert!(
        !marks("/terms/").is_empty() && marks("/terms/").iter().all(|m| ["E", "É", "SS"].contains(&&**m))
    );
    assert_eq!(made.text("/bodies/council/").matches("Hours").count(), 3, "they are in a list there");
    assert_eq!(marks("/bodies/council/"), [""; 0]);
}

#[test]
fn the_councils_own_place_is_among_its_peers_or_the_line_across_them() {
    let made = |measure: &str| {
        let indicator = format!(
            "[{{ \"name\": \"homes\", \"title\": \"Homes\", \"measure\": \"{measure}\", \"unit\": \"homes\" }}]"
        );
        let rows = "indicator,area,period,value,value_status\nhomes,area/own,2025,30,ok\nhomes,area/one,2025,20,ok\nhomes,area/two,2025,10,ok\n";
        let base = world(&[
            ("data/indicators.json", &indicator),
            ("data/areas.csv", "name,title,code\nown,Our town,E07000078\none,Onetown,\ntwo,Twotown,\n"),
            ("data/observations/homes.csv", rows),
        ]);
        let settings = format!("{}council_code = \"E07000078\"\n", crate::edition::SETTINGS);
        let page = crate::edition::make_pages(&base.with("crier.toml", settings))
            .text("/indicators/homes/")
            .to_owned();
        page.split("<figure").nth(1).expect("bars").split("</figure>").next().unwrap_or_default().to_owned()
    };
    let (count, rate) = (made("count"), made("rate"));
    assert!(count.contains("Our town") && !count.contains("class=\"whole\""), "{count}");
    assert_eq!(count.matches("<rect").count(), 3, "{count}");
    assert!(rate.contains("with a line for Our town"), "{rate}");
    assert_eq!(rate.matches("<rect").count(), 2, "{rate}");
}

#[test]
fn lists_say_that_a_proposed_body_only_would_belong_where_it_is_put() {
    let made = make_pages(&world(&[(
        "data/bodies.csv",
        "name,title,type,state,parent\ncouncil,Council,council,existing,\nparks,Parks,committee,existing,council\nfriends,Friends,advisory-group,proposed,council\n",
    )]));
    let page = made.text("/bodies/");
    let of = |name: &str| {
        let mut rows = page.split("<p class=\"entry\">");
        rows.find(|row| row.starts_with(&format!("<a href=\"../bodies/{name}/\"")))
            .unwrap_or_default()
            .to_owned()
    };
    assert!(of("friends").contains("Part of (proposed): <a href=\"../bodies/council/\">"), "{page}");
    assert!(of("parks").contains("Part of: <a href=\"../bodies/council/\">"), "{page}");
    // Its own page says it in the same words.
    let own = made.text("/bodies/friends/");
    assert!(own.contains("<dt>Part of (proposed)</dt><dd><a href=\"../../bodies/council/\">"), "{own}");
    assert!(made.text("/bodies/parks/").contains("<dt>Part of</dt>"));
}

#[test]
fn a_needs_assessment_leads_to_its_parts_at_the_top_and_to_figures_of_other_places() {
    let made = figures();
    let page = made.text("/needs-assessments/homes/");
    assert!(
        page.contains("<a href=\"../../indicators/sales/\">Sales</a> has 8 more figures, for other areas."),
        "{page}"
    );
    assert!(!made.text("/indicators/sales/").contains("for other areas"));
    let page = crate::kinds::made_demonstration().text("/needs-assessments/homes-in-cheltenham-2025-26/");
    let (above, below) = page.split_once("id=\"part-findings\"").expect("findings");
    let links = above.split("<nav class=\"contents parts\"").nth(1).expect("contents before the first part");
    let leads = links.split("href=\"#").skip(1).filter_map(|rest| rest.split_once('"'));
    let leads: Vec<&str> = leads.map(|(id, _)| id).filter(|id| *id != "part-findings").collect();
    assert!(leads.len() > 6, "{leads:?}");
    for id in leads {
        assert_eq!(below.matches(&format!("id=\"{id}\"")).count(), 1, "{id}");
    }
    assert_eq!(page.matches("class=\"contents").count(), 1);
}

#[test]
fn a_page_that_is_not_there_is_not_said_never_to_have_been() {
    let page = make_pages(&world(&[])).words("/404.html");
    assert!(page.contains("the page may have been taken down"), "{page}");
}
