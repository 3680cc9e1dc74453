//! Lists that are made narrower: by one value, by two, and never a page for a single record.

use crate::edition::{Made, make_pages, world};

/// So many decisions: the council and the cabinet in turn, of the first half one more is on parks, one of all was rejected.
fn made(n: usize) -> Made {
    let mut files: Vec<(String, String)> = vec![
        (
            "data/bodies.csv".into(),
            "name,title,type\ncouncil,Council,council\ncabinet,Cabinet,cabinet\n".into(),
        ),
        ("data/people.csv".into(), "name,title\nann,Ann Example\n".into()),
        ("data/topics.csv".into(), "name,title\nparks,Parks\n".into()),
    ];
    for i in 0..n {
        let body = if i % 2 == 0 { "council" } else { "cabinet" };
        let topics = if i < n / 2 { "topics: [parks]\n" } else { "" };
        let outcome = if i == 0 { "rejected" } else { "agreed" };
        files.push((
            format!("content/resolutions/d{i}.md"),
            format!("---\ntitle: Decision {i}\ndate: 2026-01-{:02}\noutcome: {outcome}\nbasis: minute\ndecision_maker: {{ type: committee, body: {body} }}\n{topics}---\n", i % 28 + 1),
        ));
    }
    files.push((
        "content/resolutions/alone.md".into(),
        "---\ntitle: Taken alone\ndate: 2026-02-01\noutcome: noted\nbasis: decision-record\nkey_decision: true\ncall_in: { state: expired }\ndecision_maker: { type: executive-member, person: ann }\n---\n".into(),
    ));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    make_pages(&world(&files))
}

fn lists(made: &Made) -> Vec<&str> {
    made.outputs.keys().map(String::as_str).filter(|a| a.contains("/by/") && !a.contains("/page/")).collect()
}

#[test]
fn many_records_of_a_value_have_a_list_and_of_two_values_where_it_is_narrower() {
    let made = made(100);
    assert_eq!(
        lists(&made),
        [
            "/resolutions/by/body/cabinet/",
            "/resolutions/by/body/cabinet/topics/parks/",
            "/resolutions/by/body/council/",
            "/resolutions/by/body/council/outcome/agreed/",
            "/resolutions/by/body/council/topics/parks/",
            "/resolutions/by/outcome/agreed/",
            "/resolutions/by/outcome/agreed/topics/parks/",
            "/resolutions/by/topics/parks/",
        ]
    );
    let register = made.text("/resolutions/");
    assert!(register.contains("<a href=\"../resolutions/by/body/council/\">Council</a> (50)"), "{register}");
    // Of one that was rejected the list would be that decision alone.
    assert!(register.contains("<a href=\"../resolutions/d0/\">Rejected</a> (1)"), "{register}");
    let council = made.text("/resolutions/by/body/council/");
    let narrower = "<a href=\"../../../../resolutions/by/body/council/topics/parks/\">Parks</a> (25)";
    assert!(
        council.contains(narrower) && council.contains("aria-current=\"page\">Council</a> (50)"),
        "{council}"
    );
    let both = made.words("/resolutions/by/body/council/topics/parks/");
    assert!(both.contains("25 records") && both.contains("council; topics – parks"), "{both}");
    assert!(
        both.contains("decision 48") && !both.contains("decision 49") && !both.contains("decision 50"),
        "{both}"
    );
    // The body's own page shows the newest and leads to all.
    let body = made.text("/bodies/council/");
    assert!(body.contains("<h2 id=\"resolutions\">Decisions</h2>"), "{body}");
    assert!(body.contains("<a href=\"../../resolutions/by/body/council/\">All 50 decisions</a>"), "{body}");
    assert_eq!(body.matches("<p class=\"entry\"><a href=\"../../resolutions/d").count(), 10, "{body}");
}

#[test]
fn a_few_records_of_a_value_stand_on_its_own_page() {
    let made = made(12);
    assert_eq!(lists(&made), ["/resolutions/by/outcome/agreed/"]);
    let register = made.text("/resolutions/");
    assert!(register.contains("<a href=\"../bodies/council/#resolutions\">Council</a> (6)"), "{register}");
    let body = made.text("/bodies/council/");
    assert_eq!(body.matches("<p class=\"entry\"><a href=\"../../resolutions/d").count(), 6, "{body}");
}

#[test]
fn the_register_tells_who_decided_whether_it_is_key_and_how_the_call_in_stands() {
    let register = made(1).words("/resolutions/").split_whitespace().collect::<Vec<_>>().join(" ");
    let (_, own) = register.split_once("taken alone").expect("the decision");
    let own = own.split("decision 0").next().unwrap_or(own);
    for words in ["ann example", "key decision: yes", "call-in: not called in", "noted"] {
        assert!(own.contains(words), "{words}: {register}");
    }
}
