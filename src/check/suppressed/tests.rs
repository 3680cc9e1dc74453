//! Tests of the rule, with the kinds of `data/kinds/`.

use super::super::tests::{Site, pointer};
use super::*;

fn site(indicator: &str) -> Site {
    Site::with_defaults()
        .record("indicator", "sales", &format!(r#"{{ "title": "Sales"{indicator} }}"#))
        .record("area", "town", r#"{ "title": "Town" }"#)
        .record("area", "east", r#"{ "title": "East", "within": "town" }"#)
        .record("area", "west", r#"{ "title": "West", "within": "town" }"#)
}

const BELOW_5: &str = r#", "measure": "count", "suppression": { "below": 5 }"#;

/// Adds a row: area, category, value, state.
fn row(site: Site, area: &str, category: &str, value: u32, state: &str) -> Site {
    let kind = if category.is_empty() {
        String::new()
    } else {
        format!(r#""category": {{ "property_type": "{category}" }}, "#)
    };
    let json = format!(
        r#"{{ "indicator": "sales", "area": "area/{area}", "period": "2025-Q3", {kind}"value": {value}, "value_status": "{state}" }}"#
    );
    site.record("observation", &format!("sales-{area}-{category}x"), &json)
}

fn told(site: &Site) -> Vec<(Code, String)> {
    let found = site.run();
    let told = found.iter().map(|d| {
        assert_eq!(pointer(d), "/value_status");
        let Some(crate::diagnostic::Place::Field(place)) = &d.place else { panic!() };
        (d.code, place.path.rsplit_once('/').unwrap().1.to_owned())
    });
    told.collect()
}

#[test]
fn a_row_hidden_by_rule_must_say_so_and_its_figure_is_not_repeated() {
    let few = row(site(BELOW_5), "east", "", 3, "ok");
    assert_eq!(told(&few), [(Code::Suppressed, "sales-east-x.json".to_owned())]);
    let found = few.run();
    let message = &found.iter().next().unwrap().message;
    assert_eq!(
        message,
        "this figure rests on fewer cases than may be shown: the indicator hides figures below 5, but `value_status` says ok"
    );
    assert_eq!(told(&row(site(BELOW_5), "east", "", 3, "suppressed")), []);
    assert_eq!(told(&row(site(BELOW_5), "east", "", 5, "ok")), []);
    assert_eq!(told(&row(site(r#", "measure": "count""#), "east", "", 3, "low-reliability")), []);
    assert_eq!(
        told(&row(site(r#", "measure": "median", "suppression": { "below": 5 }"#), "east", "", 3, "ok")),
        []
    );
}

#[test]
fn rows_are_hidden_by_their_state_or_by_count() {
    let records = row(row(site(BELOW_5), "east", "", 3, "ok"), "west", "", 9, "suppressed")
        .record(
            "observation",
            "rate",
            r#"{ "indicator": "sales", "area": "area/town", "period": "2025-Q4", "value": 40, "count": 2, "value_status": "ok" }"#,
        )
        .record(
            "observation",
            "shown",
            r#"{ "indicator": "sales", "area": "area/town", "period": "2026-Q1", "value": 40, "value_status": "ok" }"#,
        )
        .records();
    let hidden = records.iter().filter(|(ix, _)| all(&records).contains(ix)).map(|(_, r)| r.name.to_string());
    assert_eq!(hidden.collect::<Vec<_>>(), ["rate", "sales-east-x", "sales-west-x"]);
}

#[test]
fn nothing_of_a_figure_is_left_in_a_hidden_row() {
    let json = r#"{ "indicator": "sales", "area": "area/town", "period": "2025-Q4", "value": 4, "lower": 1, "upper": 8,
        "count": 2, "denominator": 90, "note": "n", "value_status": "ok" }"#;
    let records = site(BELOW_5).record("observation", "few", json).records();
    let mut record = records.iter().map(|(_, r)| r.clone()).find(|r| &*r.name == "few").unwrap();
    clear(&mut record);
    let left: Vec<_> =
        record.fields.iter().map(|(key, value)| format!("{key}: {}", value.to_plain())).collect();
    assert_eq!(
        left,
        ["indicator: indicator/sales", "area: area/town", "period: 2025-Q4", "value_status: suppressed"]
    );
}

#[test]
fn the_only_hidden_category_follows_from_a_printed_total() {
    let total = row(site(BELOW_5), "east", "", 30, "ok");
    let one = row(
        row(row(total, "east", "flat", 3, "suppressed"), "east", "terrace", 20, "ok"),
        "east",
        "semi",
        7,
        "ok",
    );
    assert_eq!(told(&one), [(Code::SuppressedDerivable, "sales-east-flatx.json".to_owned())]);
    // A second hidden one leaves it open, and so does a row of which it is not known what it says.
    let faulty = r#"{ "indicator": "sales", "area": "area/east", "period": "2025-Q3", "category": { "property_type": "other" },
        "value": "2", "value_status": "suppressed" }"#;
    assert_eq!(told(&one.clone().record("observation", "other", faulty)), []);
    let two = row(one, "east", "other", 2, "suppressed");
    assert_eq!(told(&two), []);
}

#[test]
fn without_a_printed_total_or_with_a_gap_nothing_follows() {
    let no_total = row(row(site(BELOW_5), "east", "flat", 3, "suppressed"), "east", "semi", 7, "ok");
    assert_eq!(told(&no_total), []);
    let hidden_total = row(no_total, "east", "", 10, "suppressed");
    assert_eq!(told(&hidden_total), []);
}

#[test]
fn the_only_hidden_area_follows_when_every_area_has_a_row() {
    let parts = row(row(site(BELOW_5), "east", "", 3, "suppressed"), "west", "", 20, "ok");
    let all = row(parts, "town", "", 23, "ok");
    assert_eq!(told(&all), [(Code::SuppressedDerivable, "sales-east-x.json".to_owned())]);
    let gap = all.record("area", "north", r#"{ "title": "North", "within": "town" }"#);
    assert_eq!(told(&gap), []);
}
