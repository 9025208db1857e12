//! Nagios.

use onwatch::core::Light;
use onwatch::formats::{Code, Format, FormatRules};
use serde_json::{Value, json};

use super::{assert_says, ended, first_reason, json_sample, served, served_as};

fn sample() -> Value {
    json_sample("nagios.json")
}

/// A body with one service, which is good unless `changes` say otherwise.
fn one(changes: &Value) -> Value {
    let mut service = json!({
        "status": 2, "state_type": 1, "has_been_checked": true, "last_check": 1_795_615_788_000_u64,
        "problem_has_been_acknowledged": false, "scheduled_downtime_depth": 0,
        "is_flapping": false, "checks_enabled": true, "plugin_output": "DISK CRITICAL - 3%\nmore",
    });
    service.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    let mut body = sample();
    body["data"]["servicelist"] = json!({"db-3": {"Disk /": service}});
    body
}

fn hosts(list: &Value) -> Value {
    let mut body = sample();
    body["data"] = json!({"selectors": {}, "hostlist": list});
    body
}

#[test]
fn the_sample_is_yellow_because_its_red_is_acknowledged() {
    let said = served_as(Format::Nagios, &sample());
    assert_says(&said, Light::Yellow, [2, 0, 1]);
    let reason = first_reason(&said);
    assert!(reason.starts_with("Disk / on db-3 critical, acknowledged"), "{reason}");
    assert!(reason.ends_with("; 1 soft warning; 1 never checked"), "{reason}");
    assert_eq!(said.observed_at_utc.unwrap().to_rfc3339(), "2026-11-25T14:10:16+00:00");
}

#[test]
fn an_acknowledged_problem_counts_as_another_if_the_settings_say_so() {
    let rules = FormatRules { acknowledged_counts: true, ..FormatRules::of(Format::Nagios) };
    assert_says(&served(&rules, &sample()), Light::Red, [2, 0, 1]);
}

#[test]
fn an_acknowledged_warning_is_listed_and_does_not_count() {
    let said = served_as(
        Format::Nagios,
        &one(&json!({"status": 4, "problem_has_been_acknowledged": true})),
    );
    assert_says(&said, Light::Green, [0, 1, 0]);
    assert!(first_reason(&said).contains("1 acknowledged"));
}

#[test]
fn a_good_service_is_green_and_its_problems_have_their_lights() {
    for (changes, light, counts) in [
        (json!({}), Light::Green, [0, 0, 0]),
        (json!({"status": 4}), Light::Yellow, [1, 0, 0]),
        (json!({"status": 16}), Light::Red, [1, 0, 0]),
        (json!({"status": 16, "state_type": 0}), Light::Yellow, [1, 0, 0]),
        (json!({"status": 8}), Light::Unknown, [0, 0, 1]),
        (json!({"status": 1}), Light::Unknown, [0, 0, 1]),
        (json!({"status": 3}), Light::Unknown, [0, 0, 1]),
        (json!({"status": "16.0"}), Light::Red, [1, 0, 0]),
        (json!({"status": 16, "scheduled_downtime_depth": 1}), Light::Green, [0, 1, 0]),
        (json!({"has_been_checked": false}), Light::Unknown, [0, 0, 1]),
        (json!({"checks_enabled": false}), Light::Unknown, [0, 0, 1]),
        (json!({"checks_enabled": false, "status": 16}), Light::Red, [1, 0, 0]),
    ] {
        assert_says(&served_as(Format::Nagios, &one(&changes)), light, counts);
    }
}

#[test]
fn a_passive_service_needs_no_active_checks() {
    let changes = json!({"checks_enabled": false, "accept_passive_checks": true, "check_type": 1});
    assert_says(&served_as(Format::Nagios, &one(&changes)), Light::Green, [0, 0, 0]);
}

#[test]
fn words_of_enumerated_answers_mean_the_same() {
    let red = json!({"status": "Critical", "state_type": "hard"});
    let soft = json!({"status": "critical", "state_type": "soft"});
    assert_says(&served_as(Format::Nagios, &one(&red)), Light::Red, [1, 0, 0]);
    assert_says(&served_as(Format::Nagios, &one(&soft)), Light::Yellow, [1, 0, 0]);
    assert_says(
        &served_as(Format::Nagios, &one(&json!({"status": "ok"}))),
        Light::Green,
        [0, 0, 0],
    );
    let said = served_as(Format::Nagios, &one(&json!({"status": "purple"})));
    assert_says(&said, Light::Unknown, [0, 0, 1]);
    assert!(said.not_known[0].contains("'purple'"), "{said:?}");
}

#[test]
fn without_details_the_bare_state_counts_and_the_hint_is_noted() {
    let mut body = sample();
    body["data"]["servicelist"] = json!({"db-3": {"Disk /": 16, "Load": "warning", "Web": 2}});
    let said = served_as(Format::Nagios, &body);
    assert_says(&said, Light::Red, [2, 0, 0]);
    assert!(said.notes[0].contains("details=true"), "{said:?}");
}

#[test]
fn old_data_are_unknown_although_the_cgi_answers() {
    let mut body = one(&json!({}));
    body["result"]["last_data_update"] = json!(1_795_615_000_000_u64);
    let said = served_as(Format::Nagios, &body);
    assert_says(&said, Light::Unknown, [0, 0, 1]);
    assert_eq!(first_reason(&said), "Nagios has not updated its data since 13:56 UTC");
}

#[test]
fn data_of_no_known_time_are_not_green() {
    for time in [json!(null), json!(0), json!("soon"), json!({})] {
        let mut body = one(&json!({}));
        body["result"]["last_data_update"] = time;
        assert_says(&served_as(Format::Nagios, &body), Light::Unknown, [0, 0, 1]);
    }
}

#[test]
fn an_error_with_http_200_is_named() {
    let mut body = sample();
    body["result"]["type_code"] = json!(4);
    body["result"]["type_text"] = json!("Internal Error");
    body["result"]["message"] = json!("Status data is not available");
    let error = ended(&FormatRules::of(Format::Nagios), Code::Http(200), body.to_string());
    let cause = error.unwrap_err().cause;
    assert_eq!(cause, "Nagios answers: Internal Error: Status data is not available");
}

#[test]
fn no_service_at_all_is_unknown() {
    let mut body = sample();
    body["data"]["servicelist"] = json!({});
    assert_says(&served_as(Format::Nagios, &body), Light::Unknown, [0, 0, 1]);
    body["data"] = json!({"selectors": {}});
    assert!(ended(&FormatRules::of(Format::Nagios), Code::Http(200), body.to_string()).is_err());
}

#[test]
fn hosts_are_up_down_or_unreachable() {
    let host = |status: Value| {
        hosts(&json!({"db-3": {"status": status, "state_type": 1, "has_been_checked": true}}))
    };
    for (status, light, counts) in [
        (json!(2), Light::Green, [0, 0, 0]),
        (json!("up"), Light::Green, [0, 0, 0]),
        (json!(4), Light::Red, [1, 0, 0]),
        (json!("down"), Light::Red, [1, 0, 0]),
        (json!(8), Light::Unknown, [0, 0, 1]),
        (json!(1), Light::Unknown, [0, 0, 1]),
        (json!(16), Light::Unknown, [0, 0, 1]),
    ] {
        assert_says(&served_as(Format::Nagios, &host(status)), light, counts);
    }
    assert_says(&served_as(Format::Nagios, &hosts(&json!({"db-3": 4}))), Light::Red, [1, 0, 0]);
}

#[test]
fn a_service_that_should_prove_life_must_be_there() {
    let mut rules = FormatRules::of(Format::Nagios);
    rules.heartbeat = Some("self check".to_owned());
    assert_says(&served(&rules, &one(&json!({}))), Light::Unknown, [0, 0, 1]);
    rules.heartbeat = Some("disk /".to_owned());
    assert_says(&served(&rules, &one(&json!({}))), Light::Green, [0, 0, 0]);
    assert_says(&served(&rules, &one(&json!({"status": 1}))), Light::Unknown, [0, 0, 2]);
}
