//! The governance server.

use onwatch::core::{Band, Light};
use onwatch::formats::{Code, Format, FormatRules};
use serde_json::{Value, json};

use super::{assert_says, ended, first_reason, json_sample, sample, served, served_as};

fn status(body: &Value) -> onwatch::formats::Statement {
    served_as(Format::StatusRyg, body)
}

#[test]
fn the_captured_cone_is_band_b_and_as_old_as_it_says() {
    let said = served_as(Format::ConeState, &json_sample("cone_state.json"));
    let band = said.band.unwrap();
    assert_eq!(band.band, Band::B);
    assert_eq!(band.reason, "Boot default: caution until governance KPIs are green");
    assert_eq!(said.health, None);
    assert_eq!(said.observed_at_utc.unwrap().to_rfc3339(), "2026-11-21T05:28:56.426025+00:00");
}

#[test]
fn the_captured_status_gives_health_and_band_and_the_old_time_is_that_of_the_band() {
    let said = status(&json_sample("status_ryg.json"));
    assert_says(&said, Light::Green, [0, 0, 0]);
    assert_eq!(said.band.as_ref().unwrap().band, Band::B);
    assert_eq!(said.observed_at_utc, None);
    let at = said.band_observed_at_utc.unwrap();
    assert_eq!(at.to_rfc3339(), "2026-11-21T05:28:56.426025+00:00");
}

#[test]
fn a_band_in_lower_case_or_as_a_word_is_read_and_another_is_named() {
    for (word, band) in [("b", Band::B), (" D ", Band::D), ("stabilize", Band::C)] {
        let said = served_as(Format::ConeState, &json!({"band": word}));
        assert_eq!(said.band.unwrap().band, band);
    }
    let rules = FormatRules::of(Format::ConeState);
    for (band, named) in [(json!("E"), "'E'"), (json!(null), "null"), (json!(2), "2")] {
        let body = json!({"band": band}).to_string();
        let cause = ended(&rules, Code::File, body).unwrap_err().cause;
        assert_eq!(cause, format!("`band` is {named}, not A, B, C or D"));
    }
    assert!(ended(&rules, Code::File, r#"{"status":"green"}"#).is_err());
}

#[test]
fn a_plain_band_has_its_reason_and_its_figures() {
    let metrics = json!({"queue": 41, "deep": {"a": [1, 2]}});
    let body = json!({"band": "C", "reason": "the queue grows", "metrics": metrics});
    let band = served_as(Format::ConeState, &body).band.unwrap();
    assert_eq!((band.band, band.reason.as_str()), (Band::C, "the queue grows"));
    assert_eq!(Value::Object(band.metrics), metrics);
    assert!(band.extra.is_empty());
}

#[test]
fn figures_that_are_too_long_are_left_out_and_that_is_noted() {
    let body = json!({"band": "C", "metrics": {"text": "x".repeat(100_000)}});
    let said = served_as(Format::ConeState, &body);
    assert!(said.band.unwrap().metrics.is_empty());
    assert_eq!(said.notes, ["the metrics are too long and are left out"]);
}

#[test]
fn amber_is_yellow_and_no_reason_is_said_to_be_none() {
    let said = status(&json!({"status": "amber", "reasons": []}));
    assert_says(&said, Light::Yellow, [1, 0, 0]);
    assert_eq!(first_reason(&said), "yellow without a reason");
}

#[test]
fn each_usual_word_has_its_light_and_an_unknown_word_is_named() {
    for (light, words) in [
        (Light::Green, "green ok healthy up pass GREEN"),
        (Light::Yellow, "yellow amber warn warning degraded"),
        (Light::Red, "red crit critical unhealthy down fail"),
        (Light::Unknown, "unknown"),
    ] {
        for word in words.split(' ') {
            let said = status(&json!({"status": word}));
            assert_eq!(said.health.unwrap().status, light, "{word}");
        }
    }
    let said = status(&json!({"status": "purple", "reasons": ["x"]}));
    assert_says(&said, Light::Unknown, [0, 0, 1]);
    assert_eq!(first_reason(&said), "`status` is 'purple', which is no known word");
    for odd in [json!(null), json!(200), json!(true), json!([]), json!({})] {
        assert_says(&status(&json!({"status": odd})), Light::Unknown, [0, 0, 1]);
    }
}

#[test]
fn words_of_the_settings_count_before_the_usual_ones() {
    let mut rules = FormatRules::of(Format::StatusRyg);
    rules.map.insert("degraded".to_owned(), Light::Red);
    assert_says(&served(&rules, &json!({"status": "Degraded"})), Light::Red, [1, 0, 0]);
}

#[test]
fn reasons_stay_in_their_order_and_are_counted() {
    let reasons: Vec<String> = (0..14).map(|n| format!("job {} failed", 14 - n)).collect();
    let said = status(&json!({"status": "red", "reasons": reasons}));
    assert_says(&said, Light::Red, [14, 0, 0]);
    let kept = &said.health.unwrap().reasons;
    assert_eq!(kept[0], "job 14 failed, 13 more");
    assert_eq!(kept[1], "job 13 failed");
    assert_eq!(kept.len(), 10);
}

#[test]
fn reasons_of_other_shapes_are_read() {
    for (reasons, expected) in [
        (json!("one"), "one"),
        (json!([{"message": "two"}]), "two"),
        (json!([3]), "3"),
        (json!([null, "", "four"]), "four"),
    ] {
        let said = status(&json!({"status": "yellow", "reasons": reasons}));
        assert_eq!(first_reason(&said), expected);
    }
    assert_eq!(first_reason(&status(&json!({"status": "red", "reason": "five"}))), "five");
    let said = status(&json!({"status": "red", "band": "D", "reason": "of the band"}));
    assert_eq!(first_reason(&said), "red without a reason");
    assert_eq!(said.band.unwrap().reason, "of the band");
}

#[test]
fn an_envelope_that_is_ok_hides_no_red() {
    let said = status(&json!({"status": "ok", "health": "red"}));
    assert_says(&said, Light::Red, [1, 0, 0]);
    assert_eq!(said.notes, ["`status` is green, but `health` is red"]);
    assert_says(&status(&json!({"status": "ok", "health": "odd"})), Light::Unknown, [0, 0, 1]);
}

#[test]
fn a_band_that_is_not_known_does_not_take_the_health_away() {
    for cone in [json!({"band": "E"}), json!({}), json!(7)] {
        let said = status(&json!({"status": "red", "reasons": ["x"], "cone": cone}));
        assert_says(&said, Light::Red, [1, 0, 1]);
        assert_eq!(said.band, None);
    }
}

#[test]
fn a_body_of_a_failed_server_counts_unless_it_says_green() {
    let rules = FormatRules::of(Format::StatusRyg);
    let said = ended(&rules, Code::Http(503), r#"{"status":"red","reasons":["x"]}"#).unwrap();
    assert_says(&said, Light::Red, [1, 0, 0]);
    assert!(ended(&rules, Code::Http(503), sample("status_ryg.json")).is_err());
    assert!(ended(&rules, Code::Http(401), sample("status_ryg.json")).is_err());
    assert!(ended(&rules, Code::Exit(1), sample("status_ryg.json")).is_err());
    let cone = FormatRules::of(Format::ConeState);
    assert!(ended(&cone, Code::Exit(1), sample("cone_state.json")).is_err());
}

#[test]
fn a_body_without_a_status_is_no_statement() {
    let rules = FormatRules::of(Format::StatusRyg);
    for body in ["{}", "[]", r#"{"reasons":[]}"#, "7", "null", r#"{"cone":{"band":"A"}}"#] {
        assert!(ended(&rules, Code::Http(200), body).is_err(), "{body}");
    }
}
