//! Any JSON, read as the settings say.

use onwatch::core::Light;
use onwatch::formats::{
    Answer, Code, Format, FormatRules, Limits, NotUnderstood, Statement, understand,
};
use serde_json::{Value, json};

use super::{assert_says, ended, first_reason, light, now, served};

fn at(pointer: &str) -> FormatRules {
    FormatRules { pointer: Some(pointer.to_owned()), ..FormatRules::of(Format::Json) }
}

fn each(list: &str, pointer: &str, name: &str) -> FormatRules {
    FormatRules { each: Some(list.to_owned()), name: Some(name.to_owned()), ..at(pointer) }
}

fn mapped(mut rules: FormatRules, words: &[(&str, Light)]) -> FormatRules {
    rules.map = words.iter().map(|(word, light)| ((*word).to_owned(), *light)).collect();
    rules
}

const UP_AND_DOWN: [(&str, Light); 3] =
    [("up", Light::Green), ("slow", Light::Yellow), ("down", Light::Red)];

fn limited(rules: FormatRules, limits: Limits) -> FormatRules {
    FormatRules { limits, ..rules }
}

fn upper() -> Limits {
    Limits {
        yellow_above: Some(0.05),
        red_above: Some(0.25),
        clear_below: Some(0.04),
        ..Limits::default()
    }
}

fn after(rules: &FormatRules, before: Light, body: &Value) -> Result<Statement, NotUnderstood> {
    let body = body.to_string();
    let code = Code::Http(200);
    let answer = Answer { code, content_type: None, body: body.as_bytes(), errors: b"" };
    understand(rules, &answer, Some(before), now())
}

#[test]
fn a_word_at_a_pointer_means_what_the_settings_say() {
    let rules = mapped(at("/state/word"), &UP_AND_DOWN);
    let said = |word: Value| served(&rules, &json!({"state": {"word": word}}));
    assert_says(&said(json!(" UP ")), Light::Green, [0, 0, 0]);
    assert_says(&said(json!("slow")), Light::Yellow, [1, 0, 0]);
    assert_eq!(first_reason(&said(json!("down"))), "/state/word is 'down'");
    let odd = said(json!("ok"));
    assert_says(&odd, Light::Unknown, [0, 0, 1]);
    assert!(first_reason(&odd).contains("'ok'"), "{odd:?}");
}

#[test]
fn without_a_map_the_usual_words_count() {
    assert_says(&served(&at("/s"), &json!({"s": "OK"})), Light::Green, [0, 0, 0]);
    assert_says(&served(&at("/s"), &json!({"s": "purple"})), Light::Unknown, [0, 0, 1]);
    assert_says(&served(&at(""), &json!("red")), Light::Red, [1, 0, 0]);
}

#[test]
fn a_missing_pointer_and_what_is_no_value_are_unknown_and_named() {
    let rules = mapped(at("/s"), &[("null", Light::Green), ("up", Light::Green)]);
    let missing = served(&rules, &json!({"t": "up"}));
    assert_says(&missing, Light::Unknown, [0, 0, 1]);
    assert_eq!(first_reason(&missing), "/s is missing");
    for (value, reason) in
        [(json!(null), "/s is null"), (json!([]), "/s is a list"), (json!({}), "/s is an object")]
    {
        assert_eq!(first_reason(&served(&rules, &json!({"s": value}))), reason);
    }
}

#[test]
fn numbers_and_booleans_are_words_too() {
    let words = [("0", Light::Green), ("2", Light::Red), ("true", Light::Green)];
    let rules = mapped(at("/s"), &words);
    for (value, light) in [
        (json!(0), Light::Green),
        (json!(0.0), Light::Green),
        (json!("0"), Light::Green),
        (json!(2.0), Light::Red),
        (json!("2.0"), Light::Red),
        (json!(true), Light::Green),
        (json!(false), Light::Unknown),
        (json!(1), Light::Unknown),
    ] {
        let said = served(&rules, &json!({"s": value}));
        assert_eq!(said.health.unwrap().status, light, "{value}");
    }
}

#[test]
fn a_number_has_the_light_of_its_limits_in_every_spelling() {
    let rules = limited(at("/n"), upper());
    for (value, light) in [
        (json!(0.01), Light::Green),
        (json!("0.01"), Light::Green),
        (json!("1e-01"), Light::Yellow),
        (json!(0.3), Light::Red),
        (json!("+Inf"), Light::Red),
        (json!("NaN"), Light::Unknown),
        (json!(true), Light::Red),
        (json!(false), Light::Green),
        (json!("many"), Light::Unknown),
        (json!(null), Light::Unknown),
    ] {
        let said = served(&rules, &json!({"n": value}));
        assert_eq!(said.health.unwrap().status, light, "{value}");
    }
    let said = served(&at("/n"), &json!({"n": 1}));
    assert!(first_reason(&said).contains("do not say what it means"), "{said:?}");
}

#[test]
fn a_number_holds_the_light_that_stood_until_it_is_clear() {
    let rules = limited(at("/n"), upper());
    let said = |before, number: f64| light(&after(&rules, before, &json!({"n": number})));
    assert_eq!(said(Light::Red, 0.1), Some(Light::Red));
    assert_eq!(said(Light::Red, 0.045), Some(Light::Red));
    assert_eq!(said(Light::Yellow, 0.045), Some(Light::Yellow));
    assert_eq!(said(Light::Red, 0.039), Some(Light::Green));
    assert_eq!(said(Light::Green, 0.045), Some(Light::Green));
    assert_eq!(said(Light::Unknown, 0.045), Some(Light::Green));
    assert_eq!(said(Light::Yellow, 0.3), Some(Light::Red));
    let below = Limits { red_below: Some(10.0), clear_above: Some(15.0), ..Limits::default() };
    let rules = limited(at("/n"), below);
    let said = |before, number: f64| light(&after(&rules, before, &json!({"n": number})));
    assert_eq!(said(Light::Red, 12.0), Some(Light::Red));
    assert_eq!(said(Light::Red, 16.0), Some(Light::Green));
}

#[test]
fn an_entry_is_held_only_if_no_other_is_so_bad_by_itself() {
    let rules = limited(each("", "/n", "/name"), upper());
    let body = json!([{"name": "a", "n": 0.3}, {"name": "b", "n": 0.06}]);
    let said = after(&rules, Light::Red, &body).unwrap();
    assert_says(&said, Light::Red, [2, 0, 0]);
    assert_eq!(said.health.as_ref().unwrap().reasons[1], "b is 0.06");
    let body = json!([{"name": "a", "n": 0.01}, {"name": "b", "n": 0.06}]);
    let said = after(&rules, Light::Red, &body).unwrap();
    assert_says(&said, Light::Red, [1, 0, 0]);
    assert_eq!(first_reason(&said), "b is 0.06, not clear yet");
}

#[test]
fn each_entry_of_a_list_counts_by_its_name() {
    let rules = mapped(each("/checks", "/state", "/id"), &UP_AND_DOWN);
    let body = json!({"checks": [
        {"id": "web", "state": "up"}, {"id": "db-3", "state": "down"},
        {"id": "queue", "state": "slow"}, {"id": 7, "state": "lost"}, {"id": "mail"}]});
    let said = served(&rules, &body);
    assert_says(&said, Light::Red, [2, 0, 2]);
    assert_eq!(first_reason(&said), "db-3 is 'down', 1 more; 2 unknown");
    assert!(said.not_known.iter().any(|line| line == "mail: /state is missing"), "{said:?}");
}

#[test]
fn one_unknown_entry_forbids_green() {
    let rules = mapped(each("", "/s", "/id"), &UP_AND_DOWN);
    let body = json!([{"id": "a", "s": "up"}, {"id": "b", "s": null}]);
    assert_says(&served(&rules, &body), Light::Unknown, [0, 0, 1]);
}

#[test]
fn an_object_is_a_list_too_and_its_keys_are_names() {
    let rules = FormatRules { each: Some("/c".to_owned()), ..at("/s") };
    let rules = mapped(rules, &UP_AND_DOWN);
    let said = served(&rules, &json!({"c": {"db-3": {"s": "down"}, "web": {"s": "up"}}}));
    assert_says(&said, Light::Red, [1, 0, 0]);
    assert_eq!(first_reason(&said), "db-3 is 'down'");
}

#[test]
fn entries_of_one_name_both_count_and_an_entry_twice_counts_once() {
    let rules = mapped(each("", "/s", "/id"), &UP_AND_DOWN);
    let body = json!([{"id": "a", "s": "up"}, {"id": "a", "s": "down"}, {"id": "a", "s": "down"}]);
    assert_says(&served(&rules, &body), Light::Red, [1, 0, 0]);
}

#[test]
fn an_empty_list_is_green_only_if_the_heartbeat_is_there() {
    let mut rules = mapped(each("/c", "/s", "/id"), &UP_AND_DOWN);
    assert_says(&served(&rules, &json!({"c": []})), Light::Unknown, [0, 0, 1]);
    rules.heartbeat = Some("Watchdog".to_owned());
    let silent = served(&rules, &json!({"c": []}));
    assert_says(&silent, Light::Unknown, [0, 0, 1]);
    assert!(first_reason(&silent).contains("Watchdog"));
    let lives = json!({"c": [{"id": "watchdog", "s": "firing"}]});
    assert_says(&served(&rules, &lives), Light::Green, [0, 0, 0]);
    let red = json!({"c": [{"id": "db-3", "s": "down"}]});
    assert_says(&served(&rules, &red), Light::Red, [1, 0, 1]);
}

#[test]
fn what_is_no_list_is_unknown_and_named() {
    let rules = mapped(each("/c", "/s", "/id"), &UP_AND_DOWN);
    for (list, kind) in [(json!(7), "a number"), (json!("x"), "a text"), (json!(null), "null")] {
        let said = served(&rules, &json!({"c": list}));
        assert_says(&said, Light::Unknown, [0, 0, 1]);
        assert_eq!(first_reason(&said), format!("/c is {kind}, not a list"));
    }
    assert_eq!(first_reason(&served(&rules, &json!({}))), "/c is missing, not a list");
}

#[test]
fn a_failed_server_that_names_a_problem_is_heard() {
    let rules = mapped(at("/status"), &UP_AND_DOWN);
    let said = ended(&rules, Code::Http(503), r#"{"status":"DOWN"}"#).unwrap();
    assert_says(&said, Light::Red, [1, 0, 0]);
    assert_eq!(said.notes, ["HTTP 503"]);
    assert!(ended(&rules, Code::Http(503), r#"{"status":"UP"}"#).is_err());
    let cause = ended(&rules, Code::Http(500), r#"{"message":"no database"}"#).unwrap_err().cause;
    assert_eq!(cause, "HTTP 500: no database");
    assert!(ended(&rules, Code::Http(403), r#"{"status":"DOWN"}"#).is_err());
}
