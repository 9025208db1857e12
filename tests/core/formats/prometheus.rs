//! The alerts of Prometheus, and its answers to a query.

use onwatch::core::Light;
use onwatch::formats::{
    Answer, Code, Format, FormatRules, Limits, NotUnderstood, Statement, understand,
};
use serde_json::{Value, json};

use super::{assert_says, ended, first_reason, json_sample, now, served, served_as};

const ALERTS: Format = Format::PrometheusAlerts;

fn alerts(list: &Value) -> Value {
    json!({"status": "success", "data": {"alerts": list}})
}

fn limited(yellow_above: f64, red_above: f64) -> FormatRules {
    let limits = Limits {
        yellow_above: Some(yellow_above),
        red_above: Some(red_above),
        ..Limits::default()
    };
    FormatRules { limits, ..FormatRules::of(Format::PrometheusQuery) }
}

fn vector(values: &[(&str, Value)]) -> Value {
    let entry = |(instance, value): &(&str, Value)| json!({"metric": {"instance": instance}, "value": [1_795_615_541.781, value]});
    let result: Vec<Value> = values.iter().map(entry).collect();
    json!({"status": "success", "data": {"resultType": "vector", "result": result}})
}

fn after(rules: &FormatRules, before: Option<Light>, body: &Value) -> Statement {
    let body = body.to_string();
    let (code, body) = (Code::Http(200), body.as_bytes());
    let answer = Answer { code, content_type: None, body, errors: b"" };
    understand(rules, &answer, before, now()).unwrap()
}

fn cause(format: Format, status: u16, body: &Value) -> String {
    let said = ended(&FormatRules::of(format), Code::Http(status), body.to_string());
    let NotUnderstood { cause } = said.unwrap_err();
    cause
}

#[test]
fn the_sample_of_alerts_is_red_and_counts_what_is_pending() {
    let said = served_as(ALERTS, &json_sample("prometheus_alerts.json"));
    assert_says(&said, Light::Red, [1, 0, 0]);
    let reason = "QueueBacklog (critical) since 13:40 UTC; 1 pending";
    assert_eq!(first_reason(&said), reason);
    assert_eq!(said.notes, ["SlowQueries (warning) pending since 14:04 UTC"]);
}

#[test]
fn a_pending_alert_alone_does_not_count_and_is_listed() {
    let pending = json!([{"labels": {"alertname": "Lag", "severity": "page"}, "state": "pending"}]);
    let said = served_as(ALERTS, &alerts(&pending));
    assert_says(&said, Light::Green, [0, 0, 0]);
    assert_eq!(first_reason(&said), "1 pending");
}

#[test]
fn an_empty_list_of_alerts_is_unknown_until_the_heartbeat_fires() {
    assert_says(&served_as(ALERTS, &alerts(&json!([]))), Light::Unknown, [0, 0, 1]);
    let rules = FormatRules { heartbeat: Some("Watchdog".to_owned()), ..FormatRules::of(ALERTS) };
    let said = served(&rules, &alerts(&json!([])));
    assert_says(&said, Light::Unknown, [0, 0, 1]);
    assert_eq!(first_reason(&said), "no Watchdog: the alarm path is silent");
    let watchdog = |state| {
        alerts(&json!([{"labels": {"alertname": "Watchdog", "severity": "none"}, "state": state}]))
    };
    assert_says(&served(&rules, &watchdog("firing")), Light::Green, [0, 0, 0]);
    assert_says(&served(&rules, &watchdog("pending")), Light::Unknown, [0, 0, 1]);
}

#[test]
fn an_error_of_prometheus_is_named_and_warnings_are_kept() {
    let error = json!({"status": "error", "errorType": "unavailable", "error": "not ready"});
    assert_eq!(cause(ALERTS, 503, &error), "HTTP 503: not ready");
    assert_eq!(cause(Format::PrometheusQuery, 200, &error), "the answer says: not ready");
    let mut body = json_sample("prometheus_alerts.json");
    body["warnings"] = json!(["one shard is late"]);
    let said = served_as(ALERTS, &body);
    assert!(said.notes.contains(&"the answer warns: one shard is late".to_owned()), "{said:?}");
}

#[test]
fn rules_are_read_too_and_prove_that_the_checker_lives() {
    let rule = |name: &str, state: &str, health: &str, alerts: Value| {
        json!({"name": name, "state": state, "health": health, "type": "alerting",
            "labels": {"severity": "critical"}, "alerts": alerts})
    };
    let body = |rules: Value| json!({"status": "success", "data": {"groups": [{"name": "g", "rules": rules}]}});
    let quiet = rule("Lag", "inactive", "ok", json!([]));
    assert_says(&served_as(ALERTS, &body(json!([quiet]))), Light::Green, [0, 0, 0]);

    let labels = json!({"alertname": "Down", "severity": "critical", "instance": "a"});
    let alert = json!({"labels": labels, "state": "firing", "activeAt": "2026-11-25T13:40:00Z"});
    let firing = rule("Down", "firing", "ok", json!([alert]));
    let said = served_as(ALERTS, &body(json!([quiet, firing])));
    assert_says(&said, Light::Red, [1, 0, 0]);
    assert_eq!(first_reason(&said), "Down a (critical) since 13:40 UTC");

    // A rule that fires says so without its alerts too.
    let bare = rule("Down", "firing", "ok", json!([]));
    assert_says(&served_as(ALERTS, &body(json!([bare]))), Light::Red, [1, 0, 0]);

    // A rule that cannot be evaluated is not known, and hides no alert that fires.
    let failing = rule("Down", "inactive", "err", json!([]));
    assert_says(&served_as(ALERTS, &body(json!([quiet, failing]))), Light::Unknown, [0, 0, 1]);
    let failing = rule("Down", "firing", "err", json!([alert]));
    assert_says(&served_as(ALERTS, &body(json!([failing]))), Light::Red, [1, 0, 1]);

    let recording = json!({"name": "sum", "type": "recording", "health": "ok"});
    assert_says(&served_as(ALERTS, &body(json!([recording]))), Light::Unknown, [0, 0, 1]);
}

#[test]
fn the_sample_of_a_query_is_red_and_names_the_series() {
    let said = served(&limited(0.05, 0.25), &json_sample("prometheus_query.json"));
    assert_says(&said, Light::Red, [1, 0, 0]);
    assert_eq!(first_reason(&said), "0.271 on b:9100 is above 0.25");
    let observed = said.observed_at_utc.unwrap();
    assert_eq!(observed.to_rfc3339(), "2026-11-25T14:05:41.781+00:00");
    assert_eq!(said.notes, ["the answer warns: example"]);
}

#[test]
fn no_series_is_unknown_and_not_zero() {
    let up = Limits { red_below: Some(1.0), ..Limits::default() };
    let up = FormatRules { limits: up, ..FormatRules::of(Format::PrometheusQuery) };
    for rules in [limited(0.05, 0.25), up] {
        let said = served(&rules, &vector(&[]));
        assert_says(&said, Light::Unknown, [0, 0, 1]);
        assert_eq!(first_reason(&said), "no series");
    }
}

#[test]
fn a_scalar_and_a_string_are_read_and_a_matrix_is_refused_by_name() {
    let body = |kind: &str, result: Value| json!({"status": "success", "data": {"resultType": kind, "result": result}});
    for kind in ["scalar", "string"] {
        let one = body(kind, json!([1_795_615_541.7, "1"]));
        let said = served(&limited(0.05, 0.25), &one);
        assert_says(&said, Light::Red, [1, 0, 0]);
        assert_eq!(first_reason(&said), "1 is above 0.25");
    }
    let words = body("string", json!([1_795_615_541.7, "fine"]));
    let said = served(&limited(0.05, 0.25), &words);
    assert_says(&said, Light::Unknown, [0, 0, 1]);
    assert_eq!(first_reason(&said), "the value is 'fine'");
    let matrix = cause(Format::PrometheusQuery, 200, &body("matrix", json!([])));
    assert!(matrix.contains("matrix"), "{matrix}");
    let streams = cause(Format::PrometheusQuery, 200, &body("streams", json!([])));
    assert!(streams.contains("'streams'"), "{streams}");
}

#[test]
fn numbers_in_every_spelling_are_compared() {
    let light =
        |value: Value| served(&limited(0.5, 2.0), &vector(&[("a", value)])).health.unwrap().status;
    assert_eq!(light(json!("+Inf")), Light::Red);
    assert_eq!(light(json!("-Inf")), Light::Green);
    assert_eq!(light(json!("NaN")), Light::Unknown);
    assert_eq!(light(json!("1e+00")), Light::Yellow);
    assert_eq!(light(json!(1)), Light::Yellow);
    assert_eq!(light(json!(true)), Light::Yellow);
    assert_eq!(light(json!(null)), Light::Unknown);
}

#[test]
fn an_unknown_series_forbids_green_and_hides_no_red() {
    let said = served(&limited(0.5, 2.0), &vector(&[("a", json!("0")), ("b", json!("NaN"))]));
    assert_says(&said, Light::Unknown, [0, 0, 1]);
    let said = served(&limited(0.5, 2.0), &vector(&[("a", json!("9")), ("b", json!("NaN"))]));
    assert_says(&said, Light::Red, [1, 0, 1]);
    assert_eq!(first_reason(&said), "9 on a is above 2; 1 unknown");
}

#[test]
fn the_worst_of_several_series_is_named() {
    let values = [("a", json!("3")), ("b", json!("7")), ("c", json!("0")), ("d", json!("1"))];
    let said = served(&limited(0.5, 2.0), &vector(&values));
    assert_eq!(first_reason(&said), "7 on b is above 2, 2 more");
    let limits = Limits { red_below: Some(1.0), ..Limits::default() };
    let up = FormatRules { limits, ..FormatRules::of(Format::PrometheusQuery) };
    let said = served(&up, &vector(&[("a", json!("1")), ("b", json!("0"))]));
    assert_says(&said, Light::Red, [1, 0, 0]);
    assert_eq!(first_reason(&said), "0 on b is below 1");
}

#[test]
fn a_number_without_a_limit_is_unknown() {
    let said = served_as(Format::PrometheusQuery, &vector(&[("a", json!("1"))]));
    assert_says(&said, Light::Unknown, [0, 0, 1]);
    assert!(first_reason(&said).starts_with("no limit is set"));
}

#[test]
fn a_red_light_stays_until_the_worst_number_is_clear() {
    let mut rules = limited(0.25, 0.25);
    rules.limits.clear_below = Some(0.2);
    let two = |worst: &str| vector(&[("a", json!("0.01")), ("b", json!(worst))]);
    let said = after(&rules, Some(Light::Red), &two("0.22"));
    assert_says(&said, Light::Red, [1, 0, 0]);
    assert_eq!(first_reason(&said), "0.22 on b is not clear yet");
    assert_says(&after(&rules, Some(Light::Red), &two("0.19")), Light::Green, [0, 0, 0]);
    for before in [None, Some(Light::Green), Some(Light::Unknown)] {
        assert_says(&after(&rules, before, &two("0.22")), Light::Green, [0, 0, 0]);
    }
    // Another series that is red by now is the reason, and nothing else is held.
    let values = vector(&[("a", json!("0.3")), ("b", json!("0.22"))]);
    let said = after(&rules, Some(Light::Red), &values);
    assert_says(&said, Light::Red, [1, 0, 0]);
    assert_eq!(first_reason(&said), "0.3 on a is above 0.25");
}
