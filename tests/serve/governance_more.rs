//! What clients of the governance server may ask beyond the captures: playbooks, `If-Match`, refusals.

use std::fs;

use serde_json::{Value, json};

use crate::common::server::{HttpReply, TestServer};
use crate::governance::{END, START, governed, post_as};

/// A playbook beside the main one, with a step of each kind of answer and a name that the main one has too.
const OTHER: &str = r#"
name = "other"
title = "Other"
[[step]]
id = "preflight_view_dashboard"
title = "Look"
[[step]]
id = "dry_run"
title = "Was it a dry run?"
answer = "text"
[[step]]
id = "load"
title = "Read the load"
answer = "number"
"#;
const COMPLETE: &str = "/core/go/complete";

fn with_other_playbook() -> TestServer {
    let server = governed();
    let playbooks = server.home.paths().config.join("playbooks");
    fs::create_dir_all(&playbooks).unwrap();
    fs::write(playbooks.join("other.toml"), OTHER).unwrap();
    server
}

fn first_is_done(server: &TestServer, query: &str) -> Value {
    let checklist = server.get(&format!("/core/go/checklist{query}"));
    assert_eq!(checklist.status, 200, "{}", checklist.body);
    checklist.json()["steps"][0]["done"].clone()
}

#[test]
fn the_query_names_the_playbook_of_a_step_as_it_does_for_the_checklist() {
    let server = with_other_playbook();
    let step = r#"{"step_id":"preflight_view_dashboard"}"#;
    let done = server.post(&format!("{COMPLETE}?playbook=other"), step);
    assert_eq!(done.status, 200, "{}", done.body);
    let both = (first_is_done(&server, "?playbook=other"), first_is_done(&server, ""));
    assert_eq!(both, (json!(true), json!(false)));
    assert_eq!(server.post(&format!("{COMPLETE}?playbook=none"), step).status, 404);
    let two = r#"{"step_id":"preflight_view_dashboard","playbook":"main"}"#;
    let unclear = server.post(&format!("{COMPLETE}?playbook=other"), two);
    let loc = &unclear.json()["detail"][0]["loc"];
    assert_eq!((unclear.status, loc), (422, &json!(["query", "playbook"])));
}

#[test]
fn a_step_that_is_done_again_answers_the_notes_that_stand() {
    let server = governed();
    let done = |notes: &str, key: &str| {
        let body = json!({ "step_id": "preflight_view_dashboard", "notes": notes }).to_string();
        post_as(&server, COMPLETE, key, &body)
    };
    let first = done("looked", "step-1");
    assert_eq!(done("looked again", "step-2").body, first.body);
    assert_eq!(first.json()["notes"], "looked");
    let undo = r#"{"step_id":"preflight_view_dashboard","done":false,"notes":"x"}"#;
    let undone = server.post(COMPLETE, undo).json();
    assert_eq!((&undone["done"], &undone["notes"]), (&json!(false), &Value::Null));
    // A repeat gets the first answer, although the mark has gone.
    assert_eq!(done("looked", "step-1").body, first.body);
}

#[test]
fn the_value_of_a_step_may_be_a_number_or_a_flag() {
    let server = with_other_playbook();
    for (step, value, text) in [("load", json!(0.5), "0.5"), ("dry_run", json!(true), "true")] {
        let body = json!({ "step_id": step, "value": value, "playbook": "other" });
        let done = server.post(COMPLETE, &body.to_string());
        assert_eq!(done.status, 200, "{}", done.body);
        let shown = server.get(&format!("/api/v1/desks/default/playbooks/other/steps/{step}"));
        assert!(shown.body.contains(&format!(r#""value":"{text}""#)), "{}", shown.body);
    }
    for (step, value) in [("load", json!(7)), ("dry_run", json!(false)), ("load", json!("8"))] {
        let path = format!("/api/v1/desks/default/playbooks/other/steps/{step}");
        assert_eq!(server.post(&format!("{path}/undo"), "{}").status, 200);
        let done = server.post(&format!("{path}/done"), &json!({ "value": value }).to_string());
        assert_eq!(done.status, 200, "{}", done.body);
    }
    let path = "/api/v1/desks/default/playbooks/other/steps/load";
    assert_eq!(server.post(&format!("{path}/done"), r#"{"value":[1]}"#).status, 422);
    let list = server.post(COMPLETE, r#"{"step_id":"load","value":[1]}"#);
    assert_eq!((list.status, &list.json()["detail"][0]["type"]), (422, &json!("string_type")));
}

#[test]
fn a_change_is_refused_if_something_happened_since_the_event_that_its_client_saw() {
    let server = governed();
    let seen = |reply: &HttpReply| reply.header("etag").unwrap().to_owned();
    let ask = |path: &str, seen: &str, body: &str| {
        let headers = [("content-type", "application/json"), ("if-match", seen)];
        server.ask("POST", path, &headers, body)
    };
    let step = r#"{"step_id":"preflight_view_dashboard"}"#;
    let undo = r#"{"step_id":"confirm_boring_sop","done":false}"#;
    let first = seen(&server.get("/core/go/session"));
    let started = ask(START, &first, r#"{"notes":"one"}"#);
    assert_eq!(started.status, 200, "{}", started.body);
    assert_ne!(seen(&started), first);
    for (path, body) in [(START, "{}"), (END, "{}"), (COMPLETE, step), (COMPLETE, undo)] {
        let late = ask(path, &first, body);
        assert_eq!(late.status, 412, "{path} {}", late.body);
        assert!(late.json()["detail"]["why"].is_string(), "{}", late.body);
    }
    assert_eq!(ask(END, "new", "{}").status, 422);
    assert_eq!(first_is_done(&server, ""), json!(false));
    let now = seen(&server.get("/core/go/checklist"));
    let done = ask(COMPLETE, &now, step);
    assert_eq!(done.status, 200, "{}", done.body);
    let ended = ask(END, &seen(&done), "{}");
    assert_eq!(ended.status, 200, "{}", ended.body);
    // Nothing is live, and nothing happened since: the session stays as it ended.
    assert_eq!(ask(END, &seen(&ended), "{}").body, ended.body);
    assert_eq!(ask(END, &first, "{}").status, 412);
}

#[test]
fn every_refused_start_has_a_session_or_null() {
    let server = governed();
    post_as(&server, START, "one", "{}");
    server.home.clock.advance(60);
    server.post(END, "{}");
    let refused = post_as(&server, START, "one", r#"{"notes":"other"}"#);
    let fields: Vec<String> =
        refused.json()["detail"].as_object().unwrap().keys().cloned().collect();
    assert_eq!((refused.status, fields.len()), (409, 4), "{}", refused.body);
    assert_eq!(refused.json()["detail"]["session"], Value::Null);
}

#[test]
fn a_path_beside_those_of_the_services_is_refused_in_their_form() {
    let server = TestServer::open();
    for (method, path, status) in [
        ("GET", "/agent-sessions", 405),
        ("DELETE", "/core/go/session", 405),
        ("GET", "/session", 404),
        ("GET", "/core/go/none", 404),
    ] {
        let reply = server.ask(method, path, &[], "");
        assert_eq!(reply.status, status, "{path}");
        assert_eq!(reply.header("content-type"), Some("application/json"), "{path}");
        assert!(reply.json()["detail"]["what"].is_string(), "{path}: {}", reply.body);
    }
    for path in ["/api/v1/none", "/none", "/"] {
        let reply = server.get(path);
        assert_eq!(reply.header("content-type"), Some("application/problem+json"), "{path}");
    }
}
