//! The alerts of Alertmanager.

use onwatch::core::Light;
use onwatch::formats::{Code, Format, FormatRules, Statement};
use serde_json::{Value, json};

use super::{assert_says, ended, first_reason, json_sample, light, served, served_as};

const FORMAT: Format = Format::Alertmanager;

fn with_watchdog() -> FormatRules {
    FormatRules { heartbeat: Some("watchdog".to_owned()), ..FormatRules::of(FORMAT) }
}

/// Reads one alert.
fn alert(severity: &str, state: &str) -> Statement {
    let labels = json!({"alertname": "Lag", "severity": severity});
    served_as(FORMAT, &json!([{"labels": labels, "status": {"state": state}}]))
}

#[test]
fn the_sample_is_red_and_names_what_is_silenced() {
    let said = served_as(FORMAT, &json_sample("alertmanager.json"));
    assert_says(&said, Light::Red, [1, 1, 0]);
    let reason = "HighErrorRate checkout (critical) since 13:02 UTC; 1 silenced";
    assert_eq!(first_reason(&said), reason);
    assert_eq!(said.suppressed, ["DiskFilling db-3:9100 (warning), silenced"]);
    assert_eq!(said.observed_at_utc, None, "the list has no time of its own");
}

#[test]
fn an_empty_list_without_its_heartbeat_is_unknown() {
    let said = served(&with_watchdog(), &json!([]));
    assert_says(&said, Light::Unknown, [0, 0, 1]);
    assert_eq!(first_reason(&said), "no watchdog: the alarm path is silent");
}

#[test]
fn an_empty_list_without_a_heartbeat_in_the_settings_is_green_with_a_note() {
    let said = served_as(FORMAT, &json!([]));
    assert_says(&said, Light::Green, [0, 0, 0]);
    assert_eq!(said.notes, ["nothing firing; liveness not proven"]);
}

#[test]
fn the_heartbeat_alone_is_green_and_its_absence_never_hides_a_red() {
    let mut alerts = json_sample("alertmanager.json");
    let watchdog = alerts.as_array_mut().unwrap().remove(2);
    assert_says(&served(&with_watchdog(), &json!([watchdog])), Light::Green, [0, 0, 0]);
    assert_says(&served(&with_watchdog(), &alerts), Light::Red, [1, 1, 1]);
}

#[test]
fn a_failed_server_with_an_empty_list_is_no_green() {
    for status in [500, 502, 503] {
        assert!(ended(&FormatRules::of(FORMAT), Code::Http(status), "[]").is_err());
    }
}

#[test]
fn severities_have_the_light_of_their_list() {
    for word in ["critical", "Page", "error", "EMERGENCY", "P0", "p1", " high "] {
        assert_says(&alert(word, "active"), Light::Red, [1, 0, 0]);
    }
    for word in ["warning", "warn", "minor", "P2", "P3", "Medium", ""] {
        assert_says(&alert(word, "active"), Light::Yellow, [1, 0, 0]);
    }
    for word in ["info", "None"] {
        assert_says(&alert(word, "active"), Light::Green, [0, 0, 0]);
    }
    let said = alert("ticket", "active");
    assert_says(&said, Light::Unknown, [0, 0, 1]);
    assert_eq!(first_reason(&said), "Lag (ticket): this severity is in no list");
}

#[test]
fn an_alert_without_a_severity_is_yellow() {
    for labels in [json!({"alertname": "Lag"}), json!({"alertname": "Lag", "severity": null})] {
        let said = served_as(FORMAT, &json!([{"labels": labels, "status": {"state": "active"}}]));
        assert_says(&said, Light::Yellow, [1, 0, 0]);
        assert_eq!(first_reason(&said), "Lag (no severity)");
    }
}

#[test]
fn the_settings_replace_the_lists_of_severities() {
    let rules = FormatRules { red: vec!["Ticket".to_owned()], ..FormatRules::of(FORMAT) };
    let body = |severity: &str| {
        let labels = json!({"alertname": "Lag", "severity": severity});
        json!([{"labels": labels, "status": {"state": "active"}}])
    };
    assert_says(&served(&rules, &body("ticket")), Light::Red, [1, 0, 0]);
    assert_says(&served(&rules, &body("critical")), Light::Unknown, [0, 0, 1]);
}

#[test]
fn states_are_read_and_a_missing_or_new_one_is_unknown() {
    assert_says(&alert("critical", "unprocessed"), Light::Red, [1, 0, 0]);
    assert_says(&alert("critical", "Suppressed"), Light::Green, [0, 1, 0]);
    let said = alert("critical", "dormant");
    assert_says(&said, Light::Unknown, [0, 0, 1]);
    assert_eq!(first_reason(&said), "Lag (critical): its state is 'dormant'");
    let labels = json!({"alertname": "Lag", "severity": "critical"});
    let said = served_as(FORMAT, &json!([{"labels": labels}]));
    assert_eq!(first_reason(&said), "Lag (critical): its state is missing");
}

#[test]
fn what_suppresses_an_alert_is_named() {
    for (field, word) in
        [("silencedBy", "silenced"), ("inhibitedBy", "inhibited"), ("mutedBy", "muted")]
    {
        let status = json!({"state": "suppressed", field: ["x"]});
        let labels = json!({"alertname": "Lag", "severity": "critical"});
        let said = served_as(FORMAT, &json!([{"labels": labels, "status": status}]));
        assert_says(&said, Light::Green, [0, 1, 0]);
        assert_eq!(first_reason(&said), format!("1 {word}"));
    }
}

#[test]
fn helpers_of_the_alarm_path_never_count_whatever_their_severity_is() {
    for name in ["Watchdog", "InfoInhibitor", "DeadMansSwitch"] {
        let labels = json!({"alertname": name, "severity": "critical"});
        let said = served_as(FORMAT, &json!([{"labels": labels, "status": {"state": "active"}}]));
        assert_says(&said, Light::Green, [0, 0, 0]);
    }
}

#[test]
fn an_end_in_the_future_or_in_the_past_is_no_end() {
    let mut alerts = json_sample("alertmanager.json");
    for end in ["2026-11-25T14:00:00Z", "0001-01-01T00:00:00Z", "2027-01-01T00:00:00Z"] {
        alerts[0]["endsAt"] = json!(end);
        assert_says(&served_as(FORMAT, &alerts), Light::Red, [1, 1, 0]);
    }
}

#[test]
fn the_same_alert_through_two_servers_counts_once_and_the_active_one_wins() {
    let alerts = json_sample("alertmanager.json");
    let mut silenced = alerts[0].clone();
    silenced["status"] = json!({"state": "suppressed", "silencedBy": ["x"]});
    silenced["receivers"] = json!([{"name": "other"}]);
    let mut both = alerts.clone();
    both.as_array_mut().unwrap().insert(0, silenced);
    assert_eq!(served_as(FORMAT, &both), served_as(FORMAT, &alerts));
    // Without fingerprints, the labels tell.
    let unmarked = |mut list: Value| {
        for alert in list.as_array_mut().unwrap() {
            alert.as_object_mut().unwrap().remove("fingerprint");
        }
        list
    };
    assert_eq!(served_as(FORMAT, &unmarked(both)), served_as(FORMAT, &alerts));
}

#[test]
fn answers_of_other_paths_are_refused_by_name() {
    let cause = |body: Value| {
        let said = ended(&FormatRules::of(FORMAT), Code::Http(200), body.to_string());
        said.unwrap_err().cause
    };
    let v1 = cause(json!({"status": "success", "data": []}));
    assert!(v1.contains("API v1") && v1.contains("/api/v2/alerts"), "{v1}");
    let silences = cause(json_sample("alertmanager_silences.json"));
    assert!(silences.contains("silences"), "{silences}");
    let error = cause(json!({"code": 602, "message": "state is required"}));
    assert_eq!(error, "the answer says: state is required");
}

#[test]
fn a_hostile_alert_is_cut_and_kept_as_it_came() {
    let name = format!("\u{1b}[31m\u{202e}{}", "x".repeat(10_000));
    let labels = json!({"alertname": name, "severity": "critical"});
    let other = json!({"labels": {"alertname": "Z"}, "status": {"state": "active"}});
    let entry = json!({"labels": labels, "status": {"state": "active"},
        "startsAt": "2026-11-25T13:02:11.120Z"});
    let said = served_as(FORMAT, &json!([entry, other]));
    let reason = first_reason(&said);
    assert!(reason.starts_with("\u{1b}[31m\u{202e}xxx"), "{reason}");
    assert!(reason.ends_with("… (critical) since 13:02 UTC, 1 more"), "{reason}");
}

#[test]
fn ten_thousand_alerts_give_ten_reasons() {
    let entry = |n| {
        json!({"labels": {"alertname": format!("Lag{n}"), "severity": "page"},
            "status": {"state": "active"}})
    };
    let said = served_as(FORMAT, &(0..10_000).map(entry).collect());
    assert_eq!(said.counted, 10_000);
    assert_eq!(said.health.as_ref().unwrap().reasons.len(), 10);
    assert_eq!(first_reason(&said), "Lag0 (page), 9999 more");
}

#[test]
fn a_sign_in_page_is_no_statement() {
    let said = ended(&FormatRules::of(FORMAT), Code::Http(200), "<html>Sign in</html>");
    assert_eq!(light(&said), None);
}
