//! Claims keep to what they rest on (records.md §1): a proposal is never printed as a decision.

use crate::edition::{Made, make, make_pages, world};

/// What no page may say of a claim that does not stand.
const WORDS: [&str; 4] = ["agreed", "adopted", "formed", "monitored by"];

/// One claim of every sort, each with this basis: the line of a claim is left out where there is none.
fn site(basis: Option<&str>) -> Made {
    let line =
        |indent: &str, key: &str| basis.map_or_else(String::new, |basis| format!("{indent}{key}: {basis}\n"));
    let (root, inner) = (line("", "basis"), line("    ", "basis"));
    let resolution = format!(
        "---\ntitle: The depot\ndate: 2026-04-01\ntopics: [roads]\nmatter: depot\nmeeting: spring\nconsiders: [depot-report]\n\
         decision_maker: {{ type: council, body: council }}\noutcome: agreed\n{root}items:\n  - id: \"1\"\n    text: To move the depot.\n    \
         disposes: [\"depot-report#1.1\"]\n    outcome: agreed\n  - id: \"2\"\n    text: To tell residents.\neffective_from: 2026-06-01\n\
         referred_to: the-group\ncall_in:\n  eligible: true\n  outcome: implement\ndelegations:\n  - id: \"1\"\n    to: the-group\n    \
         what: To choose the day.\n{inner}votes:\n  - id: \"1\"\n    for: 3\n    against: 1\n---\n"
    );
    let report = format!(
        "---\ntitle: Depot report\ndate: 2026-03-01\nmeeting: spring\nmatter: depot\ntopics: [roads]\nrecommendations:\n  items:\n    - id: \"1.1\"\n      \
         text: To move the depot.\nmonitoring:\n  body: council\n  what: The move.\n{}---\n",
        line("  ", "basis")
    );
    let protocol = format!(
        "---\ntitle: The protocol\ndate: 2026-05-01\ntopics: [roads]\nmatter: depot\nadopted_by: the-depot\n{root}monitored_by: council\n{}\
         in_force_from: 2026-06-01\nin_force_until: 2026-12-01\napprovals:\n  - body: council\n    date: 2026-05-02\n{inner}---\n",
        line("", "monitoring_basis")
    );
    let body = format!(
        "---\ntitle: The group\ntype: advisory-group\nparent: council\nformed: 2026-04-11\ndissolved: 2026-10-01\ncreated_by: the-depot\n{root}---\n"
    );
    let members = format!(
        "person,body,role,from,basis\nann,the-group,Chair,2026-04-02,{}\n",
        basis.unwrap_or_default()
    );
    let meeting = "---\ntitle: Spring meeting\nbody: council\ndate: 2026-04-01\nstate: held\nitems:\n  - id: \"1\"\n    title: Depot\n    \
                   records: [report/depot-report, resolution/the-depot, protocol/the-protocol]\n---\n";
    make_pages(&world(&[
        ("data/bodies.csv", "name,title,type\ncouncil,Council,council\n"),
        ("data/topics.csv", "name,title\nroads,Roads\n"),
        ("data/people.csv", "name,title\nann,Ann Example\n"),
        ("data/memberships.csv", &members),
        ("content/meetings/spring.md", meeting),
        ("content/matters/depot.md", "---\ntitle: Depot\n---\n"),
        ("content/reports/depot-report.md", &report),
        ("content/resolutions/the-depot.md", &resolution),
        ("content/protocols/the-protocol.md", &protocol),
        ("content/bodies/the-group.md", &body),
    ]))
}

/// Words that say that something is only proposed, or that nothing shows it.
const NO_CLAIM: [&str; 2] = ["proposed to be monitored by", "adopted by: no record held here"];

/// The pages on which a word is said, but for the words that claim nothing.
fn claimed(made: &Made, word: &str) -> Vec<String> {
    let rest =
        |address: &String| NO_CLAIM.iter().fold(made.words(address), |text, words| text.replace(words, ""));
    let said = |address: &String| rest(address).contains(word);
    // What a column may hold is no claim about a record.
    let pages =
        made.outputs.keys().filter(|address| address.ends_with('/') && !address.starts_with("/data/"));
    pages.filter(|a| said(a)).cloned().collect()
}

/// Pages that tell of the claims: the records' own, and lists that name them.
const PAGES: [&str; 9] = [
    "/resolutions/the-depot/",
    "/resolutions/",
    "/",
    "/topics/roads/",
    "/matters/depot/",
    "/bodies/council/",
    "/bodies/the-group/",
    "/protocols/the-protocol/",
    "/reports/depot-report/",
];

fn never_claimed(made: &Made, basis: &str, words: &str) {
    for word in WORDS {
        assert_eq!(claimed(made, word), Vec::<String>::new(), "`{word}` is claimed on {basis}");
    }
    for address in PAGES {
        assert!(made.words(address).contains(words), "{address} does not say `{words}`");
    }
    let list = made.text("/resolutions/").to_lowercase();
    let under = |words: &str| list.contains(&format!("href=\"../resolutions/the-depot/\">{words}</a> (1)"));
    assert!(under(words) && !under("agreed"), "under which outcome it is listed: {list}");
    // A date that rests on nothing is no date, and no seat is taken.
    let protocol = made.words("/protocols/the-protocol/");
    assert!(!protocol.contains("1 june 2026") && !protocol.contains("1 december 2026"), "{protocol}");
    let group = made.words("/bodies/the-group/");
    assert!(!group.contains("11 april 2026") && !group.contains("1 october 2026"), "{group}");
    assert!(!made.words("/resolutions/the-depot/").contains("1 june 2026"));
    for address in ["/bodies/the-group/", "/people/ann/"] {
        let chair = made.words(address).split("chair").nth(1).expect("the seat").to_owned();
        assert!(chair.contains(words), "{address}: {chair}");
    }
    // Data say what the record says, and always what it rests on.
    let json: serde_json::Value =
        serde_json::from_str(&made.text("/resolutions/the-depot.json")).expect("JSON");
    assert_eq!(
        (json["outcome"].as_str(), json["basis"].as_str()),
        (Some("agreed"), Some(basis).filter(|b| *b != "nothing"))
    );
}

#[test]
fn a_proposal_is_said_to_be_one() {
    never_claimed(&site(Some("proposal")), "proposal", "proposed");
}

#[test]
fn a_claim_without_a_basis_has_no_record_here() {
    never_claimed(&site(None), "nothing", "no record held here");
}

#[test]
fn a_claim_of_which_none_is_held_has_no_record_here() {
    never_claimed(&site(Some("none-held")), "none-held", "no record held here");
}

#[test]
fn a_minute_is_believed() {
    for basis in ["minute", "decision-record", "later-paper"] {
        let made = site(Some(basis));
        for address in [
            "/resolutions/the-depot/",
            "/resolutions/",
            "/",
            "/topics/roads/",
            "/matters/depot/",
            "/reports/depot-report/",
        ] {
            assert!(made.words(address).contains("agreed"), "{address} does not say so");
        }
        assert!(made.text("/resolutions/").contains(">Agreed</a> (1)"));
        // A later paper may only tell of a decision: that it quotes one is more than we know.
        let reported = made.words("/resolutions/the-depot/").contains("as reported in a later paper");
        assert_eq!(reported, basis == "later-paper");
        let protocol = made.words("/protocols/the-protocol/");
        for words in ["adopted by", "monitored by", "1 june 2026", "approved"] {
            assert!(protocol.contains(words), "{words}: {protocol}");
        }
        let group = made.words("/bodies/the-group/");
        assert!(group.contains("formed") && group.contains("11 april 2026"), "{group}");
        assert!(made.words("/resolutions/the-depot/").contains("1 june 2026"));
        for address in PAGES.iter().filter(|a| **a != "/") {
            assert!(!made.words(address).contains("proposed"), "{address} says proposed");
        }
    }
}

/// A kind of a site's own, with claims, and no template for it.
const PLEDGE: &str = r#"{
  "title": "Pledge", "description": "A pledge.",
  "x-kind": { "plural": "pledges", "label": "Pledge", "label_plural": "Pledges", "date": "date", "list": ["kept", "watcher"], "feed": true },
  "type": "object", "required": ["title"], "unevaluatedProperties": false, "allOf": [{ "$ref": "common.json" }],
  "properties": {
    "date": { "title": "Date", "description": "Day made.", "type": "string", "format": "day", "x-step": "Pledge" },
    "kept": { "title": "Outcome", "description": "Whether it was kept.", "type": "string", "enum": ["zqkept", "zqbroken"], "x-facet": true, "x-basis": "basis" },
    "watcher": { "title": "Zqwatched by", "description": "Who watches it.", "type": "string", "x-reference": "body", "x-backlink": { "name": "watches", "label": "Named in pledges" }, "x-basis": "basis" },
    "done": { "title": "Zqdone", "description": "When it was done.", "type": "string", "format": "day", "x-basis": "basis" },
    "basis": { "$ref": "common.json#/$defs/basis" }
  }
}"#;

#[test]
fn claims_of_any_kind_keep_to_their_basis_without_a_template() {
    let site = |basis: &str| {
        let text = format!(
            "---\ntitle: Benches\ndate: 2026-01-02\nmatter: depot\nkept: zqkept\nwatcher: council\ndone: 2026-07-07\n{basis}---\n"
        );
        make(&world(&[
            ("data/kinds/pledge.json", PLEDGE),
            ("data/bodies.csv", "name,title,type\ncouncil,Council,council\n"),
            ("content/matters/depot.md", "---\ntitle: Depot\n---\n"),
            ("content/pledges/benches.md", &text),
        ]))
    };
    for (basis, words) in [("basis: proposal\n", "proposed"), ("", "no record held here")] {
        let made = site(basis);
        for word in ["zqkept", "7 july 2026"] {
            assert_eq!(claimed(&made, word), Vec::<String>::new(), "{word}");
        }
        for address in ["/pledges/benches/", "/pledges/", "/", "/matters/depot/"] {
            assert!(made.words(address).contains(words), "{address}");
        }
        assert!(
            !made.text("/data/pledges/").contains("<code>zqkept</code>"),
            "no example without what it rests on"
        );
        assert_eq!(claimed(&made, "zqwatched by"), Vec::<String>::new(), "the label alone would claim it");
        assert_eq!(claimed(&made, "zqdone"), Vec::<String>::new());
    }
    let made = site("basis: minute\n");
    for word in ["zqkept", "zqwatched by", "zqdone", "7 july 2026"] {
        assert!(made.words("/pledges/benches/").contains(word), "{word}");
    }
}

/// The entries of a page's lists that name a record.
fn entries(made: &Made, address: &str, title: &str) -> Vec<String> {
    let page = made.text(address);
    let main = page.split_once("<main").expect("a main part").1;
    let entries = main.split("<li>").skip(1).map(|entry| entry.split("</li>").next().unwrap_or(entry));
    entries.filter(|entry| entry.contains(&format!(">{title}</a>"))).map(str::to_lowercase).collect()
}

#[test]
fn what_is_only_proposed_is_marked_in_every_list() {
    let by_basis = site(Some("proposal"));
    let group = "---\ntitle: The group\ntype: advisory-group\nstate: proposed\nparent: council\n---\n";
    let by_state = make_pages(&world(&[
        ("data/bodies.csv", "name,title,type\ncouncil,Council,council\n"),
        ("content/bodies/the-group.md", group),
    ]));
    for made in [&by_basis, &by_state] {
        for address in ["/bodies/", "/bodies/council/"] {
            let listed = entries(made, address, "The group");
            assert!(
                !listed.is_empty() && listed.iter().all(|e| e.contains("proposed")),
                "{address}: {listed:?}"
            );
        }
        let page = made.words("/bodies/the-group/");
        let of = page.matches("part of").count();
        assert!(of == 1 && page.contains("part of (proposed)"), "{page}");
    }
    let founded = site(Some("minute"));
    let page = founded.words("/bodies/the-group/");
    assert!(page.contains("part of") && !page.contains("part of (proposed)"), "{page}");
}

#[test]
fn a_link_that_claims_what_does_not_stand_says_so_where_it_leads() {
    for (basis, words) in [(Some("proposal"), "proposed"), (None, "no record held here")] {
        let made = site(basis);
        let page = made.words("/bodies/council/");
        let page: Vec<&str> = page.split_whitespace().collect();
        let page = page.join(" ");
        let watched = page.split("named to monitor").nth(1).expect("the list");
        assert!(watched.contains(&format!("the protocol protocol · {words}")), "{watched}");
        let json: serde_json::Value = serde_json::from_str(&made.text("/bodies/council.json")).expect("JSON");
        let groups = json["links_in"].as_array().expect("a list");
        let group = groups.iter().find(|g| g["name"] == "named_to_monitor").expect("the list");
        let records = group["records"].as_array().expect("records");
        assert_eq!(records.len(), 2, "the report and the protocol");
        assert!(records.iter().all(|r| r.get("basis") == Some(&basis.into())), "{records:?}");
    }
}

#[test]
fn a_kind_can_only_call_a_value_proposed_that_its_field_can_have() {
    let kind = PLEDGE.replace("\"x-facet\": true", "\"x-proposed\": \"zqmeant\"");
    let report = crate::edition::reported(&world(&[("data/kinds/pledge.json", &kind)]));
    let messages: Vec<&str> = report.problems.iter().map(|p| p.message.as_str()).collect();
    assert_eq!(messages, ["`x-proposed` names `zqmeant`, and the field cannot have that value"]);
}

#[test]
fn none_in_place_of_a_text_reads_as_stated() {
    let made = make_pages(&world(&[(
        "content/resolutions/a.md",
        "---\ntitle: A\ndate: 2026-03-01\nbasis: minute\noutcome: agreed\ndecision_maker: { type: council }\nalternatives: none\nreasons: Nonesuch.\n---\n",
    )]));
    let page = made.text("/resolutions/a/");
    assert!(page.contains("<p>none (stated)</p>") && page.contains("Nonesuch."), "{page}");
}
