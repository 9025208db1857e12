//! Grafana: its own health, and its alerts.

use onwatch::core::Light;
use onwatch::formats::{Code, Format, FormatRules, Statement};
use serde_json::{Value, json};

use super::{assert_says, ended, first_reason, json_sample, served_as};

fn health(status: u16, body: &Value) -> Statement {
    let rules = FormatRules::of(Format::GrafanaHealth);
    ended(&rules, Code::Http(status), body.to_string()).unwrap()
}

fn state(state: &str) -> Statement {
    let labels = json!({"alertname": "Lag", "severity": "critical"});
    let alerts = json!([{"labels": labels, "state": state}]);
    let body = json!({"status": "success", "data": {"alerts": alerts}});
    served_as(Format::GrafanaAlerts, &body)
}

#[test]
fn the_samples_of_the_health_are_green_and_red() {
    assert_says(&health(200, &json_sample("grafana_health.json")), Light::Green, [0, 0, 0]);
    let failing = json_sample("grafana_health_failing.json");
    for status in [200, 503] {
        let said = health(status, &failing);
        assert_says(&said, Light::Red, [1, 0, 0]);
        assert_eq!(first_reason(&said), "the database of Grafana is failing");
    }
    let said = health(200, &json!({"database": "sleepy"}));
    assert_says(&said, Light::Unknown, [0, 0, 1]);
    assert_eq!(first_reason(&said), "the database of Grafana is 'sleepy'");
}

#[test]
fn a_bad_gateway_or_a_contradiction_is_no_statement_of_the_health() {
    let rules = FormatRules::of(Format::GrafanaHealth);
    let cause = |status, body: &str| ended(&rules, Code::Http(status), body).unwrap_err().cause;
    assert!(cause(503, r#"{"database":"ok"}"#).contains("503"));
    assert_eq!(cause(401, r#"{"message":"Unauthorized"}"#), "HTTP 401: Unauthorized");
    assert!(cause(200, "<!doctype html><title>Grafana</title>").contains("HTML"));
    assert_eq!(cause(200, r#"{"version":"11"}"#), "it is JSON, but not the health of Grafana");
}

#[test]
fn the_sample_of_alerts_is_red_and_counts_what_is_not_known() {
    let said = served_as(Format::GrafanaAlerts, &json_sample("grafana_alerts.json"));
    assert_says(&said, Light::Red, [1, 0, 2]);
    let reason = "Lag (critical) since 13:40 UTC; 2 without data or with errors; 1 pending";
    assert_eq!(first_reason(&said), reason);
}

#[test]
fn each_state_has_its_light() {
    assert_says(&state("Normal"), Light::Green, [0, 0, 0]);
    assert_says(&state("Pending"), Light::Green, [0, 0, 0]);
    assert_says(&state("Alerting"), Light::Red, [1, 0, 0]);
    assert_says(&state("Recovering"), Light::Yellow, [1, 0, 0]);
    for word in ["NoData", "Error", "Alerting (NoData)", "Normal (Error)", "Sunny", ""] {
        assert_says(&state(word), Light::Unknown, [0, 0, 1]);
    }
}

#[test]
fn rules_have_a_health_and_may_be_paused() {
    let body = |rules: Value| json!({"status": "success", "data": {"groups": [{"name": "g", "rules": rules}]}});
    let rule = |name: &str, state: &str, health: &str| json!({"name": name, "state": state, "health": health, "type": "alerting"});
    let paused = json!({"name": "Old", "state": "firing", "health": "ok", "isPaused": true});
    let rules = json!([rule("Lag", "inactive", "ok"), paused]);
    let said = served_as(Format::GrafanaAlerts, &body(rules));
    assert_says(&said, Light::Green, [0, 1, 0]);
    assert_eq!(said.suppressed, ["Old, paused"]);
    for health in ["nodata", "error", "unknown", "odd"] {
        let rules = json!([rule("Lag", "inactive", health)]);
        let said = served_as(Format::GrafanaAlerts, &body(rules));
        assert_says(&said, Light::Unknown, [0, 0, 1]);
    }
    let rules = json!([rule("Lag", "pending", "ok"), rule("Cpu", "firing", "ok")]);
    let said = served_as(Format::GrafanaAlerts, &body(rules));
    assert_says(&said, Light::Yellow, [1, 0, 0]);
    assert_eq!(first_reason(&said), "Cpu (no severity); 1 pending");
}

#[test]
fn no_rule_and_no_alert_is_unknown() {
    for data in [json!({"alerts": []}), json!({"groups": []}), json!({"groups": [{"rules": []}]})] {
        let body = json!({"status": "success", "data": data});
        assert_says(&served_as(Format::GrafanaAlerts, &body), Light::Unknown, [0, 0, 1]);
    }
}
