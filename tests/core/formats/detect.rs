//! Which format an answer probably is.

use onwatch::formats::{Answer, Code, Format, detect, fitting};

use super::sample;

fn found(asked: &str, code: Code, body: &str) -> Vec<Format> {
    let answer = Answer { code, content_type: None, body: body.as_bytes(), errors: b"" };
    let all = fitting(asked, &answer);
    assert_eq!(detect(asked, &answer), all.first().copied());
    all
}

/// Each sample: its file, what was asked, how it ended, and its format.
const SAMPLES: [(&str, &str, Code, Format); 21] = [
    ("alertmanager.json", "/api/v2/alerts", Code::Http(200), Format::Alertmanager),
    ("prometheus_alerts.json", "/api/v1/alerts", Code::Http(200), Format::PrometheusAlerts),
    ("prometheus_query.json", "/api/v1/query", Code::Http(200), Format::PrometheusQuery),
    (
        "kuma_heartbeats.json",
        "/api/status-page/heartbeat/x",
        Code::Http(200),
        Format::KumaHeartbeats,
    ),
    ("kuma_metrics.txt", "/metrics", Code::Http(200), Format::KumaMetrics),
    ("nagios.json", "/nagios/cgi-bin/statusjson.cgi", Code::Http(200), Format::Nagios),
    ("icinga.json", "/v1/objects/services", Code::Http(200), Format::Icinga),
    ("icinga_404.json", "/v1/objects/services", Code::Http(404), Format::Icinga),
    ("grafana_health.json", "/api/health", Code::Http(200), Format::GrafanaHealth),
    ("grafana_health_failing.json", "/api/health", Code::Http(503), Format::GrafanaHealth),
    (
        "grafana_alerts.json",
        "/api/prometheus/grafana/api/v1/alerts",
        Code::Http(200),
        Format::GrafanaAlerts,
    ),
    ("statuspage_status.json", "/api/v2/status.json", Code::Http(200), Format::Statuspage),
    ("statuspage_summary.json", "/api/v2/summary.json", Code::Http(200), Format::Statuspage),
    ("systemd_state.txt", "systemctl is-system-running", Code::Exit(1), Format::SystemdState),
    ("systemd_units.json", "systemctl list-units", Code::Exit(0), Format::SystemdUnits),
    ("plugin.txt", "check_disk -w 10%", Code::Exit(2), Format::Plugin),
    ("cone_state.json", "/core/cone/state", Code::Http(200), Format::ConeState),
    ("cone_state.json", "/var/lib/x/cone_state.json", Code::File, Format::ConeState),
    ("status_ryg.json", "/core/status/ryg", Code::Http(200), Format::StatusRyg),
    ("status_ryg.json", "./report", Code::Exit(0), Format::Plugin),
    ("alertmanager_silences.json", "/api/v2/silences", Code::Http(200), Format::Json),
];

#[test]
fn each_sample_is_its_own_format_and_no_other() {
    for (file, asked, code, format) in SAMPLES {
        assert_eq!(found(asked, code, &sample(file)), [format], "{file}");
    }
}

#[test]
fn the_body_alone_tells_the_samples_of_servers_apart() {
    let by_address = ["icinga_404.json"];
    for (file, _, code, format) in SAMPLES {
        if matches!(code, Code::Http(_)) && !by_address.contains(&file) {
            assert_eq!(found("", code, &sample(file)), [format], "{file}");
        }
    }
}

#[test]
fn every_sample_is_in_the_table() {
    let folder = format!("{}/tests/sources", env!("CARGO_MANIFEST_DIR"));
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_code = path.extension().is_some_and(|end| end == "rs");
        let is_known = SAMPLES.iter().any(|(known, ..)| path.ends_with(known));
        assert!(is_code || is_known, "{}", path.display());
    }
}

#[test]
fn an_empty_list_is_known_by_what_was_asked() {
    let ok = Code::Http(200);
    assert_eq!(found("/alertmanager/api/v2/alerts", ok, "[]"), [Format::Alertmanager]);
    assert_eq!(found("/bin/systemctl list-units", Code::Exit(0), "[]"), [Format::SystemdUnits]);
    assert_eq!(found("/v1/objects/hosts", ok, r#"{"results":[]}"#), [Format::Icinga]);
    let none = r#"{"status":"success","data":{"alerts":[]}}"#;
    assert_eq!(found("/api/v1/alerts", ok, none), [Format::PrometheusAlerts]);
    assert_eq!(found("/api/prometheus/grafana/api/v1/alerts", ok, none), [Format::GrafanaAlerts]);
    assert_eq!(found("/list", ok, "[]"), [Format::Json]);
}

#[test]
fn plain_healths_of_other_programs_are_known() {
    let ok = Code::Http(200);
    for body in [
        r#"{"status":"UP"}"#,
        r#"{"status":"red","cluster_name":"x"}"#,
        r#"{"health":"amber"}"#,
        r#"{"status":"ok","reasons":[]}"#,
    ] {
        assert_eq!(found("/health", ok, body), [Format::StatusRyg], "{body}");
    }
    for body in [r#"{"status":"ok","data":[]}"#, r#"{"status":"open","reasons":[]}"#, "7", "null"] {
        assert_eq!(found("/health", ok, body), [Format::Json], "{body}");
    }
}

#[test]
fn a_page_a_refusal_and_a_text_are_no_format() {
    let page = "<!DOCTYPE html><title>Sign in</title>";
    assert_eq!(found("/api/v2/alerts", Code::Http(200), page), []);
    for status in [401, 403, 404, 429, 500] {
        assert_eq!(found("/status", Code::Http(status), r#"{"message":"no"}"#), [], "{status}");
    }
    assert_eq!(found("/status", Code::Http(401), r#"{"status":"green"}"#), []);
    assert_eq!(found("/status", Code::Http(200), "all is well"), []);
    assert_eq!(found("/status", Code::Http(200), ""), []);
    assert_eq!(found("", Code::Signal(9), "{}"), []);
    assert_eq!(found("check_disk", Code::Exit(127), "not found"), []);
}

#[test]
fn the_word_of_systemd_is_that_of_a_plugin_if_another_program_says_it() {
    assert_eq!(found("check_engine", Code::Exit(1), "degraded\n"), [Format::Plugin]);
    assert_eq!(found("", Code::Exit(1), "degraded\n"), [Format::SystemdState]);
}
