//! Icinga 2.

use onwatch::core::Light;
use onwatch::formats::{Code, Format, FormatRules};
use serde_json::{Value, json};

use super::{assert_says, ended, first_reason, json_sample, sample, served, served_as};

/// A body with one service, which is good unless `changes` say otherwise.
fn one(changes: &Value) -> Value {
    object("Service", "db-3!disk", changes)
}

fn host(changes: &Value) -> Value {
    object("Host", "db-3", changes)
}

fn object(kind: &str, name: &str, changes: &Value) -> Value {
    let mut attrs = json!({
        "__name": name, "name": name.rsplit('!').next().unwrap(), "state": 0.0, "state_type": 1.0,
        "acknowledgement": 0.0, "downtime_depth": 0.0, "handled": false, "last_reachable": true,
        "enable_active_checks": true, "last_check": 1_795_615_742.288,
        "last_check_result": {"output": "DISK CRITICAL\nmore", "active": true},
    });
    attrs.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    json!({"results": [{"name": name, "type": kind, "joins": {}, "meta": {}, "attrs": attrs}]})
}

#[test]
fn the_sample_is_red_with_one_never_checked() {
    let said = served_as(Format::Icinga, &json_sample("icinga.json"));
    assert_says(&said, Light::Red, [1, 0, 1]);
    let reason = first_reason(&said);
    assert!(reason.starts_with("disk on db-3: DISK CRITICAL"), "{reason}");
    assert!(reason.ends_with("; 1 never checked"), "{reason}");
    assert!(!reason.contains("more"), "only the first line of the output: {reason}");
}

#[test]
fn no_match_is_unknown_although_it_is_a_404() {
    let rules = FormatRules::of(Format::Icinga);
    let said = ended(&rules, Code::Http(404), sample("icinga_404.json")).unwrap();
    assert_says(&said, Light::Unknown, [0, 0, 1]);
    assert!(first_reason(&said).contains("no objects that match"), "{said:?}");
}

#[test]
fn another_404_and_a_reload_are_no_statement() {
    let rules = FormatRules::of(Format::Icinga);
    let other = r#"{"error":404.0,"status":"The requested path could not be found."}"#;
    let cause = ended(&rules, Code::Http(404), other).unwrap_err().cause;
    assert_eq!(cause, "HTTP 404: The requested path could not be found.");
    let reload = r#"{"error":503.0,"status":"Icinga is reloading."}"#;
    let cause = ended(&rules, Code::Http(503), reload).unwrap_err().cause;
    assert_eq!(cause, "HTTP 503: Icinga is reloading.");
    let with_list = r#"{"results":[]}"#;
    assert!(ended(&rules, Code::Http(503), with_list).is_err());
    assert!(ended(&rules, Code::Http(401), "<h1>Unauthorized</h1>").is_err());
}

#[test]
fn services_have_the_light_of_their_state() {
    for (changes, light, counts) in [
        (json!({}), Light::Green, [0, 0, 0]),
        (json!({"state": 1.0}), Light::Yellow, [1, 0, 0]),
        (json!({"state": 2.0}), Light::Red, [1, 0, 0]),
        (json!({"state": "2"}), Light::Red, [1, 0, 0]),
        (json!({"state": 2.0, "state_type": 0.0}), Light::Yellow, [1, 0, 0]),
        (json!({"state": 3.0}), Light::Unknown, [0, 0, 1]),
        (json!({"state": 4.0}), Light::Unknown, [0, 0, 1]),
        (json!({"state": 2.5}), Light::Unknown, [0, 0, 1]),
        (json!({"state": 2.0, "acknowledgement": 1.0}), Light::Yellow, [1, 0, 0]),
        (json!({"state": 2.0, "acknowledgement": 2.0}), Light::Yellow, [1, 0, 0]),
        (json!({"state": 2.0, "handled": true}), Light::Yellow, [1, 0, 0]),
        (json!({"state": 2.0, "downtime_depth": 1.0, "handled": true}), Light::Green, [0, 1, 0]),
        (json!({"state": 2.0, "last_reachable": false}), Light::Unknown, [0, 0, 1]),
        (json!({"last_check": -1.0, "last_check_result": null}), Light::Unknown, [0, 0, 1]),
        (json!({"last_check_result": null}), Light::Unknown, [0, 0, 1]),
        (json!({"state": 2.0, "last_check_result": null}), Light::Red, [1, 0, 0]),
    ] {
        assert_says(&served_as(Format::Icinga, &one(&changes)), light, counts);
    }
}

#[test]
fn hosts_are_up_or_down_and_a_new_one_is_not_up() {
    for (changes, light, counts) in [
        (json!({}), Light::Green, [0, 0, 0]),
        (json!({"state": 1.0}), Light::Red, [1, 0, 0]),
        (json!({"state": 1.0, "state_type": 0.0}), Light::Yellow, [1, 0, 0]),
        (json!({"state": 1.0, "last_reachable": false}), Light::Unknown, [0, 0, 1]),
        (json!({"state": 2.0}), Light::Unknown, [0, 0, 1]),
        (json!({"last_check": -1.0, "last_check_result": null}), Light::Unknown, [0, 0, 1]),
    ] {
        assert_says(&served_as(Format::Icinga, &host(&changes)), light, counts);
    }
}

#[test]
fn checks_that_are_off_leave_no_green_unless_the_service_is_passive() {
    let off = json!({"enable_active_checks": false});
    assert_says(&served_as(Format::Icinga, &one(&off)), Light::Unknown, [0, 0, 1]);
    let passive = json!({"enable_active_checks": false, "last_check_result": {"output": "", "active": false}});
    assert_says(&served_as(Format::Icinga, &one(&passive)), Light::Green, [0, 0, 0]);
}

#[test]
fn an_empty_list_is_unknown() {
    let said = served_as(Format::Icinga, &json!({"results": []}));
    assert_says(&said, Light::Unknown, [0, 0, 1]);
}

#[test]
fn the_same_object_twice_counts_once_in_any_order() {
    let sample = json_sample("icinga.json");
    let once = served_as(Format::Icinga, &sample);
    let mut list = sample["results"].as_array().unwrap().clone();
    list.extend(list.clone());
    list.reverse();
    assert_eq!(served_as(Format::Icinga, &json!({"results": list})), once);
}

#[test]
fn an_object_without_a_name_or_attributes_is_not_lost() {
    let nameless = json!({"results": [{"attrs": {"state": 2.0}}]});
    assert_says(&served_as(Format::Icinga, &nameless), Light::Red, [1, 0, 0]);
    let bare = json!({"results": [{"name": "db-3!disk"}]});
    assert_says(&served_as(Format::Icinga, &bare), Light::Unknown, [0, 0, 1]);
}

#[test]
fn an_object_that_should_prove_life_must_be_there() {
    let mut rules = FormatRules::of(Format::Icinga);
    rules.heartbeat = Some("icinga".to_owned());
    assert_says(&served(&rules, &one(&json!({}))), Light::Unknown, [0, 0, 1]);
    rules.heartbeat = Some("disk".to_owned());
    assert_says(&served(&rules, &one(&json!({}))), Light::Green, [0, 0, 0]);
}
