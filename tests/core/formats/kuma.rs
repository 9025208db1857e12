//! Uptime Kuma: the heartbeats of a status page, and its metrics.

use onwatch::core::Light;
use onwatch::formats::{Code, Format, FormatRules, Statement};
use serde_json::{Value, json};

use super::{assert_says, ended, first_reason, json_sample, sample, served_as};

const BEATS: Format = Format::KumaHeartbeats;

fn beats(list: &Value) -> Statement {
    served_as(BEATS, &json!({"heartbeatList": {"7": list}}))
}

fn metrics(text: &str) -> Statement {
    ended(&FormatRules::of(Format::KumaMetrics), Code::Http(200), text).unwrap()
}

#[test]
fn the_sample_of_heartbeats_is_red_and_counts_the_others() {
    let said = served_as(BEATS, &json_sample("kuma_heartbeats.json"));
    assert_says(&said, Light::Red, [1, 1, 1]);
    let reason = "monitor 2 down since 13:59 of the server; 1 without a beat; 1 in maintenance";
    assert_eq!(first_reason(&said), reason);
    assert_eq!(said.observed_at_utc, None, "a time without a zone says nothing of the age");
}

#[test]
fn the_last_heartbeat_of_each_monitor_counts() {
    let at = "2026-11-25T13:59:00.000Z";
    let beat = |status: Value| json!({"status": status, "time": at});
    assert_says(&beats(&json!([beat(json!(0)), beat(json!(1))])), Light::Green, [0, 0, 0]);
    assert_says(&beats(&json!([beat(json!(1)), beat(json!(0))])), Light::Red, [1, 0, 0]);
    assert_says(&beats(&json!([beat(json!(2))])), Light::Yellow, [1, 0, 0]);
    assert_says(&beats(&json!([beat(json!("3"))])), Light::Green, [0, 1, 0]);
    assert_says(&beats(&json!([beat(json!(4))])), Light::Unknown, [0, 0, 1]);
    assert_says(&beats(&json!([beat(json!(null))])), Light::Unknown, [0, 0, 1]);
    assert_says(&beats(&json!([{"time": at}])), Light::Unknown, [0, 0, 1]);
}

#[test]
fn a_time_without_data_is_no_heartbeat_and_not_down() {
    let up = json!({"status": 1, "time": "2026-11-25T13:59:00.000Z"});
    assert_says(&beats(&json!([up, 0, 0])), Light::Green, [0, 0, 0]);
    assert_says(&beats(&json!([0, 0])), Light::Unknown, [0, 0, 1]);
    assert_says(&beats(&json!([])), Light::Unknown, [0, 0, 1]);
    assert_says(&beats(&json!(null)), Light::Unknown, [0, 0, 1]);
}

#[test]
fn since_when_a_monitor_is_down_is_its_first_such_heartbeat() {
    let beat = |status: u8, time: &str| json!({"status": status, "time": time});
    let said = beats(&json!([
        beat(1, "2026-11-25T13:40:00Z"),
        beat(0, "2026-11-25T13:41:00Z"),
        beat(0, "2026-11-25T13:42:00Z"),
    ]));
    assert_eq!(first_reason(&said), "monitor 7 down since 13:41 UTC");
    assert_eq!(said.observed_at_utc.unwrap().to_rfc3339(), "2026-11-25T13:42:00+00:00");
    let said = beats(&json!([beat(0, "2026-11-25T13:41:00Z"), beat(0, "2026-11-25T13:42:00Z")]));
    assert_eq!(first_reason(&said), "monitor 7 down at least since 13:41 UTC");
}

#[test]
fn a_page_without_monitors_is_unknown_and_one_that_is_not_there_is_refused() {
    let said = served_as(BEATS, &json!({"heartbeatList": {}, "uptimeList": {}}));
    assert_says(&said, Light::Unknown, [0, 0, 1]);
    let rules = FormatRules::of(BEATS);
    let cause = |status, body: Value| {
        ended(&rules, Code::Http(status), body.to_string()).unwrap_err().cause
    };
    let missing = json!({"ok": false, "msg": "Status Page Not Found"});
    assert_eq!(cause(200, missing.clone()), "the answer says: Status Page Not Found");
    assert_eq!(cause(404, missing), "HTTP 404: Status Page Not Found");
    assert!(cause(200, json!({"publicGroupList": []})).contains("/api/status-page/heartbeat/SLUG"));
}

#[test]
fn names_of_monitors_are_used_if_the_answer_has_them() {
    let mut body = json_sample("kuma_heartbeats.json");
    body["publicGroupList"] = json!([{"monitorList": [{"id": 2, "name": "Shop"}]}]);
    assert!(first_reason(&served_as(BEATS, &body)).starts_with("Shop down since 13:59"));
}

#[test]
fn the_sample_of_metrics_is_red() {
    let said = metrics(&sample("kuma_metrics.txt"));
    assert_says(&said, Light::Red, [1, 0, 0]);
    assert_eq!(first_reason(&said), "Say \"hi\" down");
}

#[test]
fn each_status_of_the_metrics_has_its_light() {
    let line = |value: &str| metrics(&format!("monitor_status{{monitor_name=\"Shop\"}} {value}\n"));
    assert_says(&line("1"), Light::Green, [0, 0, 0]);
    assert_says(&line("0"), Light::Red, [1, 0, 0]);
    assert_says(&line("2"), Light::Yellow, [1, 0, 0]);
    assert_says(&line("3"), Light::Green, [0, 1, 0]);
    assert_says(&line("NaN"), Light::Unknown, [0, 0, 1]);
    assert_says(&line("7"), Light::Unknown, [0, 0, 1]);
    let said = line("1.0 1795615541781");
    assert_says(&said, Light::Green, [0, 0, 0]);
    assert_eq!(said.observed_at_utc.unwrap().timestamp_millis(), 1_795_615_541_781);
}

#[test]
fn metrics_that_are_broken_or_of_nothing_are_never_green() {
    let up = "monitor_status{monitor_name=\"Shop\"} 1\n";
    let broken = metrics(&format!("{up}monitor_status{{monitor_name=\"Ho\n"));
    assert_says(&broken, Light::Unknown, [0, 0, 1]);
    assert_says(&metrics("process_cpu 1\n"), Light::Unknown, [0, 0, 1]);
    let rules = FormatRules::of(Format::KumaMetrics);
    let cause = |body: &str| ended(&rules, Code::Http(200), body).unwrap_err().cause;
    assert_eq!(cause(up.trim_end()), "it is cut off: the last line has no end");
    assert_eq!(cause("Sign in, please\n"), "it has no metrics");
    assert!(cause("<html>\n").contains("HTML"));
}
