//! Status pages.

use onwatch::core::Light;
use onwatch::formats::{Code, Format, FormatRules};
use serde_json::{Value, json};

use super::{assert_says, ended, first_reason, json_sample, served, served_as};

fn page(indicator: &Value) -> Value {
    json!({"page": {"name": "X"}, "status": {"indicator": indicator, "description": "As it is"}})
}

fn of_components(names: &[&str]) -> FormatRules {
    let components = names.iter().map(|name| (*name).to_owned()).collect();
    FormatRules { components, ..FormatRules::of(Format::Statuspage) }
}

fn component(status: &str) -> Value {
    json!({"page": {"name": "X"}, "status": {"indicator": "none"}, "components": [
        {"id": "1", "name": "Actions", "status": status},
        {"id": "2", "name": "Pages", "status": "operational"}]})
}

#[test]
fn the_page_of_the_sample_is_yellow() {
    let said = served_as(Format::Statuspage, &json_sample("statuspage_status.json"));
    assert_says(&said, Light::Yellow, [1, 0, 0]);
    assert_eq!(first_reason(&said), "GitHub: Partially Degraded Service");
}

#[test]
fn the_time_of_the_last_edit_is_no_observation_time() {
    for file in ["statuspage_status.json", "statuspage_summary.json"] {
        assert_eq!(served_as(Format::Statuspage, &json_sample(file)).observed_at_utc, None);
    }
}

#[test]
fn a_component_is_red_although_the_page_says_none() {
    let sample = json_sample("statuspage_summary.json");
    let said = served(&of_components(&["actions"]), &sample);
    assert_says(&said, Light::Red, [1, 0, 0]);
    assert_eq!(first_reason(&said), "Actions: major outage");
    assert!(said.notes.iter().any(|note| note == "incident: Delays (investigating)"), "{said:?}");
    let both = served(&of_components(&["br0l2tvcx85d", "Pages"]), &sample);
    assert_says(&both, Light::Red, [1, 1, 0]);
    assert_eq!(first_reason(&both), "Actions: major outage; 1 in maintenance");
    assert_says(&served_as(Format::Statuspage, &sample), Light::Green, [0, 0, 0]);
}

#[test]
fn each_word_of_a_page_has_its_light() {
    for (word, light, counts) in [
        ("none", Light::Green, [0, 0, 0]),
        (" None ", Light::Green, [0, 0, 0]),
        ("minor", Light::Yellow, [1, 0, 0]),
        ("major", Light::Red, [1, 0, 0]),
        ("critical", Light::Red, [1, 0, 0]),
        ("maintenance", Light::Green, [0, 1, 0]),
        ("purple", Light::Unknown, [0, 0, 1]),
    ] {
        assert_says(&served_as(Format::Statuspage, &page(&json!(word))), light, counts);
    }
    for odd in [json!(null), json!(0), json!([]), json!({})] {
        assert_says(&served_as(Format::Statuspage, &page(&odd)), Light::Unknown, [0, 0, 1]);
    }
}

#[test]
fn maintenance_is_yellow_by_choice() {
    let mut rules = FormatRules::of(Format::Statuspage);
    rules.map.insert("maintenance".to_owned(), Light::Yellow);
    assert_says(&served(&rules, &page(&json!("maintenance"))), Light::Yellow, [1, 0, 0]);
}

#[test]
fn each_word_of_a_component_has_its_light() {
    for (word, light, counts) in [
        ("operational", Light::Green, [0, 0, 0]),
        ("degraded_performance", Light::Yellow, [1, 0, 0]),
        ("partial_outage", Light::Yellow, [1, 0, 0]),
        ("major_outage", Light::Red, [1, 0, 0]),
        ("full_outage", Light::Red, [1, 0, 0]),
        ("under_maintenance", Light::Green, [0, 1, 0]),
        ("not_monitored", Light::Unknown, [0, 0, 1]),
    ] {
        assert_says(&served(&of_components(&["Actions"]), &component(word)), light, counts);
    }
}

#[test]
fn a_component_that_the_page_does_not_have_is_unknown_and_named() {
    let said = served(&of_components(&["Action"]), &component("operational"));
    assert_says(&said, Light::Unknown, [0, 0, 1]);
    assert_eq!(said.not_known, ["the page has no component Action"]);
    let said = served(&of_components(&["Action", "Actions"]), &component("major_outage"));
    assert_says(&said, Light::Red, [1, 0, 1]);
}

#[test]
fn without_a_list_of_components_the_summary_is_asked_for() {
    let rules = of_components(&["Actions"]);
    let body = json_sample("statuspage_status.json").to_string();
    let cause = ended(&rules, Code::Http(200), body).unwrap_err().cause;
    assert_eq!(cause, "the page lists no components; ask for summary.json");
}

#[test]
fn components_of_one_name_all_count() {
    let mut body = component("operational");
    body["components"][1] = json!({"id": "2", "name": "Actions", "status": "major_outage"});
    assert_says(&served(&of_components(&["Actions"]), &body), Light::Red, [1, 0, 0]);
}

#[test]
fn pages_of_better_stack_are_read() {
    let body = |state: &str| {
        json!({"data": {"id": "1", "type": "status_page",
            "attributes": {"company_name": "X", "aggregate_state": state}},
            "included": [{"id": "7", "type": "status_page_resource",
                "attributes": {"public_name": "Shop", "status": "downtime"}}]})
    };
    for (word, light, counts) in [
        ("operational", Light::Green, [0, 0, 0]),
        ("degraded", Light::Yellow, [1, 0, 0]),
        ("downtime", Light::Red, [1, 0, 0]),
        ("maintenance", Light::Green, [0, 1, 0]),
    ] {
        assert_says(&served_as(Format::Statuspage, &body(word)), light, counts);
    }
    let said = served(&of_components(&["Shop"]), &body("operational"));
    assert_says(&said, Light::Red, [1, 0, 0]);
}
