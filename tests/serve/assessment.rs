//! Assessment sessions, as their clients ask for them.

use std::fs;

use onwatch::core::{Command, SessionId};
use onwatch::desk::Desk;
use serde_json::{Value, json};

use crate::common::request::request;
use crate::common::server::{HttpReply, TestServer};
use crate::shape::shape;
use crate::tokens::{closed, settings, table};

const CREATE: &str = "/session/create";

fn created(server: &TestServer) -> String {
    let reply = server.post(CREATE, r#"{"user_id":"developer@example.com"}"#);
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.json()["session_id"].as_str().unwrap().to_owned()
}

fn post_as(server: &TestServer, path: &str, key: &str, body: &str) -> HttpReply {
    let headers = [("content-type", "application/json"), ("idempotency-key", key)];
    server.ask("POST", path, &headers, body)
}

/// Returns the desk of a run.
fn desk(server: &TestServer, id: &str) -> Desk {
    let paths = server.home.paths().of_run(&SessionId::parse(id).unwrap()).unwrap();
    Desk::new(paths, server.home.clock.clone())
}

fn runs(server: &TestServer) -> usize {
    let day = server.home.paths().runs().join("2026-11-21");
    let names = fs::read_dir(day).into_iter().flatten().map(|entry| entry.unwrap().file_name());
    names.filter(|name| name.to_string_lossy().starts_with("sess_")).count()
}

#[test]
fn a_session_is_created_and_read_in_the_form_of_the_service() {
    let server = TestServer::open();
    let reply = server.post(CREATE, r#"{"user_id":"developer@example.com"}"#);
    let form = r#"{"session_id":"sess_","created_at":"0000-00-00T00:00:00.000000","status":"","audit_path":"","user_id":""}"#;
    assert_eq!((reply.status, shape(&reply.body)), (200, form.to_owned()));
    let session = reply.json();
    assert_eq!(
        (&session["status"], &session["created_at"]),
        (&json!("created"), &json!("2026-11-21T08:00:00.000000"))
    );
    let id = session["session_id"].as_str().unwrap();
    assert_eq!(server.get(&format!("/session/{id}")).body, reply.body);
    // The path leads to the file that the service keeps too.
    let audit = server.home.paths().data.join(session["audit_path"].as_str().unwrap());
    let kept: Value =
        serde_json::from_slice(&fs::read(audit.join("session_metadata.json")).unwrap()).unwrap();
    let captured: Value =
        serde_json::from_str(include_str!("../fixtures/contracts/session_metadata.json")).unwrap();
    for name in captured.as_object().unwrap().keys() {
        assert!(kept.get(name).is_some(), "{name} in {kept}");
    }
    let nobody = server.post(CREATE, "{}").json();
    assert_eq!(nobody["user_id"], Value::Null);
}

#[test]
fn the_audit_has_steps_with_times_and_data_and_the_status_of_the_workflow() {
    let server = TestServer::open();
    let id = created(&server);
    let empty = server.get(&format!("/session/{id}/audit"));
    let form = r#"{"session_id":"sess_","created_at":"0000-00-00T00:00:00.000000","status":"","steps_completed":[],"timing":{},"data":{}}"#;
    assert_eq!((empty.status, shape(&empty.body)), (200, form.to_owned()));
    for status in
        ["requirement_submitted", "matches_found", "matches_selected", "generating_impact"]
    {
        let reply =
            server.post(&format!("/session/{id}/status"), &json!({ "status": status }).to_string());
        assert_eq!(
            (reply.status, &reply.json()["status"]),
            (200, &json!(status)),
            "{}",
            reply.body
        );
        assert_eq!(server.get(&format!("/session/{id}")).json()["status"], status);
    }
    for (step, ms, data) in [
        ("search", json!(120), json!({ "hits": 3 })),
        ("modules", json!(40), Value::Null),
        ("requirement_submitted", Value::Null, json!("text")),
    ] {
        let body = json!({ "step": step, "ms": ms, "data": data });
        let reply = server.post(&format!("/session/{id}/steps"), &body.to_string());
        let expected = json!({ "session_id": id, "step": step, "ms": ms, "data": data });
        assert_eq!((reply.status, reply.json()), (200, expected));
    }
    let audit = server.get(&format!("/session/{id}/audit")).json();
    assert_eq!(audit["steps_completed"], json!(["search", "modules", "requirement_submitted"]));
    assert_eq!(audit["timing"], json!({ "search_ms": 120, "modules_ms": 40 }));
    assert_eq!(audit["data"], json!({ "search": { "hits": 3 }, "requirement_submitted": "text" }));
    let done = server.post(&format!("/session/{id}/status"), r#"{"status":"completed"}"#);
    assert_eq!(done.json()["status"], "completed");
    assert!(desk(&server, &id).look().unwrap().watch.live().is_none());
}

#[test]
fn a_session_can_fail_from_any_status_and_takes_nothing_more() {
    let server = TestServer::open();
    let id = created(&server);
    let failed = server.post(&format!("/session/{id}/status"), r#"{"status":"error"}"#);
    assert_eq!((failed.status, &failed.json()["status"]), (200, &json!("error")));
    assert_eq!(server.get(&format!("/session/{id}/audit")).json()["status"], "error");
    for (path, body) in [("status", r#"{"status":"created"}"#), ("steps", r#"{"step":"late"}"#)] {
        let reply = server.post(&format!("/session/{id}/{path}"), body);
        assert_eq!(reply.status, 409, "{}", reply.body);
        assert!(reply.json()["detail"]["next"].is_string());
    }
}

#[test]
fn the_settings_can_say_which_statuses_there_are() {
    let server = TestServer::open();
    let settings = "[workflow.assessment]\nstatuses = [\"created\", \"matches_found\"]\n";
    fs::create_dir_all(server.home.paths().config).unwrap();
    fs::write(server.home.paths().settings(), settings).unwrap();
    let id = created(&server);
    let path = format!("/session/{id}/status");
    assert_eq!(server.post(&path, r#"{"status":"matches_found"}"#).status, 200);
    let refused = server.post(&path, r#"{"status":"matched"}"#);
    assert_eq!(refused.status, 409, "{}", refused.body);
    assert!(refused.json()["detail"]["next"].as_str().unwrap().contains("matches_found"));
}

#[test]
fn an_unknown_id_is_not_found_whatever_it_is() {
    let server = TestServer::open();
    created(&server);
    let long = "a".repeat(5_000);
    for id in [
        "sess_20240115_103045_a1b2c3",
        "..%2f..%2fconfig",
        "%00",
        "x%0ay",
        "sess_",
        "open",
        "named",
        "2026-11-21",
        "%2e%2e",
        &long,
    ] {
        for path in [format!("/session/{id}"), format!("/session/{id}/audit")] {
            let reply = server.get(&path);
            assert_eq!(reply.status, 404, "{path:.60}: {:.200}", reply.body);
            let detail = &reply.json()["detail"];
            assert!(detail["what"].is_string() && detail["why"].is_string(), "{detail}");
        }
        let reply = server.post(&format!("/session/{id}/steps"), r#"{"step":"a"}"#);
        assert_eq!(reply.status, 404, "{id:.60}");
    }
}

#[test]
fn a_deleted_session_is_not_found() {
    let server = TestServer::open();
    let id = created(&server);
    desk(&server, &id).obey(&request(Command::DeleteRun)).unwrap();
    assert_eq!(server.get(&format!("/session/{id}")).status, 404);
    let reply = server.post(&format!("/session/{id}/status"), r#"{"status":"matches_found"}"#);
    assert_eq!(reply.status, 404);
}

#[test]
fn a_repeat_with_the_same_key_makes_nothing_twice() {
    let server = TestServer::open();
    let create = || post_as(&server, CREATE, "c-1", r#"{"user_id":"ana"}"#);
    let first = create();
    let id = first.json()["session_id"].as_str().unwrap().to_owned();
    let steps = format!("/session/{id}/steps");
    let step = || post_as(&server, &steps, "s-1", r#"{"step":"search","ms":5}"#);
    let status_path = format!("/session/{id}/status");
    let status = || post_as(&server, &status_path, "t-1", r#"{"status":"matches_found"}"#);
    let answers = [step().body, status().body];
    let seq = desk(&server, &id).look().unwrap().watch.seq;
    server.home.clock.advance(60);
    assert_eq!((create().body, [step().body, status().body]), (first.body, answers));
    assert_eq!((runs(&server), desk(&server, &id).look().unwrap().watch.seq), (1, seq));
}

#[test]
fn faults_of_a_body_are_named_and_nothing_is_made() {
    let server = TestServer::open();
    for (body, kind) in [
        ("", "missing"),
        ("[]", "model_attributes_type"),
        (r#"{"user_id":7}"#, "string_type"),
        ("{", "json_invalid"),
        (r#"{"user_id":" "}"#, "value_error"),
    ] {
        let reply = server.post(CREATE, body);
        assert_eq!(
            (reply.status, &reply.json()["detail"][0]["type"]),
            (422, &json!(kind)),
            "{body}"
        );
    }
    assert_eq!(runs(&server), 0);
    let id = created(&server);
    for (body, kind) in [
        ("{}", "missing"),
        (r#"{"step":"a","ms":"x"}"#, "int_type"),
        (r#"{"step":"a","ms":-1}"#, "greater_than_equal"),
    ] {
        let reply = server.post(&format!("/session/{id}/steps"), body);
        assert_eq!(
            (reply.status, &reply.json()["detail"][0]["type"]),
            (422, &json!(kind)),
            "{body}"
        );
    }
}

#[test]
fn a_token_for_other_desks_starts_no_run_and_leaves_no_folder() {
    let of = |desks: &str| {
        table("ci", "owt_1", &format!("scopes = [\"operate\"]\ndesks = [\"{desks}\"]"))
    };
    let server = closed(&of("night"));
    let headers = [("authorization", "Bearer owt_1"), ("content-type", "application/json")];
    let create = || server.ask("POST", CREATE, &headers, "{}");
    assert_eq!((create().status, runs(&server)), (403, 0));
    settings(&server.home, &of("sess_2026*"));
    assert_eq!((create().status, runs(&server)), (200, 1));
}

#[test]
fn a_change_is_refused_if_something_happened_since_the_event_that_its_client_saw() {
    let server = TestServer::open();
    let ask = |path: &str, seen: &str, body: &str| {
        let headers = [("content-type", "application/json"), ("if-match", seen)];
        server.ask("POST", path, &headers, body)
    };
    assert_eq!(ask("/session/create", "\"3\"", "{}").status, 412);
    let created = ask("/session/create", "\"0\"", "{}").json();
    let id = created["session_id"].as_str().unwrap();
    let (status, steps) = (format!("/session/{id}/status"), format!("/session/{id}/steps"));
    assert_eq!(ask(&steps, "\"1\"", r#"{"step":"one"}"#).status, 200);
    assert_eq!(ask(&steps, "\"1\"", r#"{"step":"two"}"#).status, 412);
    assert_eq!(ask(&status, "\"1\"", r#"{"status":"x"}"#).status, 412);
    let audit = server.get(&format!("/session/{id}/audit")).json();
    assert_eq!(audit["steps_completed"], serde_json::json!(["one"]));
}
