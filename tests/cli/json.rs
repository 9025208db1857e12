//! What a program reads: one object per line, with the name of its schema.

use serde_json::{Value, json};

use crate::shell::{Shell, objects};

fn keys(object: &Value) -> Vec<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

fn sorted(mut keys: Vec<&str>) -> Vec<&str> {
    keys.sort_unstable();
    keys
}

#[test]
fn every_answer_is_one_line_that_begins_with_its_schema() {
    let shell = Shell::after(&["start", "push task 7"]);
    for (line, schema) in [
        ("note hi", "done"),
        ("cone set C", "done"),
        ("status", "status"),
        ("context", "context"),
        ("cone", "cone"),
        ("health", "health"),
        ("paths", "paths"),
        ("doctor", "doctor"),
        ("log -n 1", "activity"),
        ("log --session 1 -n 1", "activity"),
        ("show", "session"),
        ("start", "error"),
    ] {
        let out = shell.say(&format!("--json {line}")).out;
        let head = format!("{{\"schema\":\"onwatch.{schema}/1\",");
        assert!(out.starts_with(&head) && out.ends_with("}\n"), "{line}: {out}");
        assert_eq!(out.lines().count(), 1, "{line}: {out}");
    }
}

#[test]
fn a_reading_that_says_nothing_new_is_answered_as_unchanged() {
    let shell = Shell::after(&["cone set C --source probe"]);
    let again = shell.object("cone set C --source probe");
    assert_eq!((&again["seq"], &again["unchanged"]), (&json!(1), &json!(true)));
    let by_hand = shell.object("cone set C");
    assert_eq!((&by_hand["seq"], &by_hand["unchanged"]), (&json!(2), &json!(false)));
    assert_eq!(by_hand["status"]["recent"][1]["measured_by"], "probe");
}

#[test]
fn a_change_answers_with_its_event_and_how_things_stand_now() {
    let shell = Shell::new();
    let done = shell.object("start -n hello");
    let expected = [
        "at_utc",
        "check",
        "instructions",
        "message",
        "repeated",
        "run",
        "schema",
        "seq",
        "status",
        "tasks",
        "unchanged",
        "verb",
        "warnings",
    ];
    assert_eq!(sorted(keys(&done)), expected);
    assert_eq!(done["seq"], 1);
    assert_eq!(done["at_utc"], "2026-01-01T07:00:00Z");
    assert_eq!(done["message"], "Started SESSION-001");
    assert_eq!(done["status"]["session"]["key"], "SESSION-001");
}

#[test]
fn the_status_of_a_change_is_the_status_that_a_look_shows() {
    let shell = Shell::after(&["start", "push task 7"]);
    let done = shell.object("pause");
    let mut looked = shell.object("status");
    let fields = looked.as_object_mut().unwrap();
    let own =
        ["allowed", "notes", "has_more_notes", "totals", "sources_asked", "policy", "playbooks"];
    for besides in ["schema", "read_only", "warnings", "open_tasks"].into_iter().chain(own) {
        assert!(fields.remove(besides).is_some(), "{besides}");
    }
    assert_eq!(done["status"], looked);
}

#[test]
fn times_are_utc_with_z_and_durations_are_whole_seconds() {
    let shell = Shell::after(&["start", "push task 7 -e 2h30m"]);
    shell.pass(90);
    let status = shell.object("status");
    assert_eq!(status["now_utc"], "2026-01-01T08:30:00Z");
    assert_eq!(status["session"]["active_seconds"], 5_400);
    let frame = json!({
        "type": "task", "id": "TASK-7", "title": null, "estimate_seconds": 9_000,
        "active_seconds": 5_400, "session_seconds": 5_400, "earlier_seconds": 0,
        "total_seconds": 5_400, "sprint": null,
    });
    assert_eq!(status["session"]["context_stack"], json!([frame]));
}

#[test]
fn a_status_without_a_live_session_names_the_last_one() {
    let shell = Shell::after(&["start", "end"]);
    let status = shell.object("status");
    assert_eq!(status["session"], Value::Null);
    assert_eq!(status["last_session"]["phase"], "ended");
    assert_eq!(status["read_only"], Value::Null);
    assert_eq!(status["warnings"], json!([]));
}

#[test]
fn band_and_health_come_with_their_start_and_drift() {
    let shell = Shell::after(&["health set green", "start", "cone set D", "health set red"]);
    let cone = shell.object("cone");
    assert_eq!(
        sorted(keys(&cone)),
        [
            "alert",
            "at_start",
            "cone",
            "drift",
            "freshness",
            "overruled",
            "readings",
            "schema",
            "until_utc"
        ]
    );
    let bands = (&cone["cone"]["band"], &cone["at_start"]["band"], &cone["drift"]);
    assert_eq!(bands, (&json!("D"), &json!("B"), &json!("worse")));
    let health = shell.object("health");
    let lights = (&health["health"]["status"], &health["at_start"]["status"], &health["drift"]);
    assert_eq!(lights, (&json!("red"), &json!("green"), &json!("worse")));
    shell.good("end");
    let cone = shell.object("cone");
    assert_eq!((&cone["at_start"], &cone["drift"]), (&Value::Null, &Value::Null));
}

#[test]
fn what_each_source_said_is_in_the_status() {
    let shell = Shell::after(&["cone set A", "cone set C -r load --source probe"]);
    let governance = &shell.object("status")["governance"];
    assert_eq!(governance["cone"]["band"], "A");
    let band = &governance["readings"]["probe"]["band"];
    let said = (&band["band"], &band["reason"], &band["measured_by"]);
    assert_eq!(said, (&json!("C"), &json!("load"), &json!("probe")));
    assert!(band["observed_at_utc"].is_string() && band["received_at_utc"].is_string());
    assert_eq!(governance["readings"]["manual"]["band"]["band"], "A");
    assert_eq!(shell.object("cone")["readings"]["probe"], *band);
}

#[test]
fn the_context_comes_with_its_session_and_what_was_left() {
    let shell = Shell::after(&["start", "push task 7", "push task 8"]);
    let context = shell.object("context");
    assert_eq!(context["session"], "SESSION-001");
    assert_eq!(context["context_stack"][0]["id"], "TASK-8");
    assert_eq!(context["closed_frames"][0]["id"], "TASK-7");
}

#[test]
fn the_log_is_an_object_a_line_with_the_newest_last() {
    let shell = Shell::after(&["start", "note one", "note two"]);
    let out = shell.good("log --json");
    let seqs: Vec<Value> = objects(&out).iter().map(|object| object["seq"].clone()).collect();
    assert_eq!(seqs, [1, 2, 3]);
}

#[test]
fn a_failure_is_an_object_on_stdout_and_a_sentence_on_stderr() {
    let said = Shell::new().say("end --json");
    assert_eq!(said.exit, 3);
    let error: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(
        sorted(keys(&error)),
        ["check", "exit", "next", "schema", "warnings", "what", "why"]
    );
    assert_eq!((&error["exit"], &error["what"]), (&json!(3), &json!("No session was ended")));
    assert!(said.err.starts_with("onwatch: No session was ended\n"), "{}", said.err);
}

#[test]
fn nothing_to_show_is_a_failure_for_every_question() {
    let shell = Shell::new();
    let lines = ["show", "history", "history --by day", "history --since 2027-01-01", "show 9"];
    for line in lines {
        let said = shell.say(&format!("--json {line}"));
        let error: Value = serde_json::from_str(&said.out).unwrap();
        assert_eq!((said.exit, &error["schema"]), (3, &"onwatch.error/1".into()), "{line}");
        assert_eq!(error["exit"], 3, "{line}");
        let next = error["next"].as_str().unwrap();
        assert!(next.contains("`onwatch ") && said.err.contains(next), "{line}: {next}");
        assert_eq!(shell.say(&format!("--json -q {line}")).err, "", "{line}");
    }
}

#[test]
fn paths_are_all_there() {
    let paths = Shell::new().object("paths --profile night");
    assert_eq!(paths["profile"], "night");
    for place in ["config", "data", "state", "history", "quarantine"] {
        assert!(paths[place].as_str().unwrap().contains("/profiles/night"), "{place}");
    }
    assert!(!paths["settings"].as_str().unwrap().contains("night"), "all desks have the same ones");
}
