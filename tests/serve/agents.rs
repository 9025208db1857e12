//! Sessions by agent and workflow, as their clients ask for them.

use std::fs;
use std::thread;

use serde_json::{Value, json};

use crate::common::server::{HttpReply, TestServer};
use crate::shape::shape;

const ALL: &str = "/agent-sessions";
const ID: &str = "6ba7b810-9dad-41d1-80b4-00c04fd430c8";

fn create(server: &TestServer, id: &str) -> HttpReply {
    let body = json!({ "agent_id": "importer", "workflow_id": "nightly", "session_id": id, "metadata": { "rows": 1, "file": "a" } });
    server.post(ALL, &body.to_string())
}

fn patch(server: &TestServer, id: &str, body: &str) -> HttpReply {
    server.ask("PATCH", &format!("{ALL}/{id}"), &[("content-type", "application/json")], body)
}

fn delete(server: &TestServer, id: &str) -> HttpReply {
    server.ask("DELETE", &format!("{ALL}/{id}"), &[], "")
}

fn post_as(server: &TestServer, key: &str, body: &str) -> HttpReply {
    let headers = [("content-type", "application/json"), ("idempotency-key", key)];
    server.ask("POST", ALL, &headers, body)
}

#[test]
fn a_session_is_created_and_read() {
    let server = TestServer::open();
    let reply = create(&server, ID);
    let form = r#"{"session_id":"","agent_id":"","workflow_id":"","status":"","start_time":"0000-00-00T00:00:00.000000Z","last_updated_time":"0000-00-00T00:00:00.000000Z","metadata":{"file":"","rows":1}}"#;
    assert_eq!((reply.status, shape(&reply.body)), (200, form.to_owned()), "{}", reply.body);
    let session = reply.json();
    assert_eq!((&session["session_id"], &session["status"]), (&json!(ID), &json!("active")));
    for id in [ID, &ID.to_uppercase(), &ID.replace('-', "")] {
        assert_eq!(server.get(&format!("{ALL}/{id}")).body, reply.body, "{id}");
    }
}

#[test]
fn a_session_without_an_id_gets_one_of_version_4() {
    let server = TestServer::open();
    let body = r#"{"agent_id":"importer","workflow_id":"nightly"}"#;
    let (one, other) = (server.post(ALL, body).json(), server.post(ALL, body).json());
    assert_ne!(one["session_id"], other["session_id"]);
    let id = one["session_id"].as_str().unwrap();
    assert_eq!((id.len(), &id[14..15]), (36, "4"));
    assert_eq!(one["metadata"], json!({}));
    assert_eq!(server.get(&format!("{ALL}/{id}")).json(), one);
}

#[test]
fn an_id_that_is_taken_is_refused_and_nothing_changes() {
    let server = TestServer::open();
    let first = create(&server, ID);
    let body = json!({ "agent_id": "other", "workflow_id": "w", "session_id": ID });
    let second = server.post(ALL, &body.to_string());
    assert_eq!(second.status, 409, "{}", second.body);
    assert!(second.json()["detail"]["why"].as_str().unwrap().contains(ID));
    assert_eq!(server.get(&format!("{ALL}/{ID}")).body, first.body);
}

#[test]
fn of_two_creations_of_one_id_at_once_one_is_done() {
    let server = TestServer::open();
    let mut statuses: Vec<u16> = thread::scope(|scope| {
        let asked: Vec<_> = (0..6).map(|_| scope.spawn(|| create(&server, ID).status)).collect();
        asked.into_iter().map(|one| one.join().unwrap()).collect()
    });
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409, 409, 409, 409, 409]);
}

#[test]
fn an_agent_that_is_not_known_is_a_fault() {
    let server = TestServer::open();
    fs::create_dir_all(server.home.paths().config).unwrap();
    let settings = "agents = [\"importer\"]\nrequire_known_agents = true\n";
    fs::write(server.home.paths().settings(), settings).unwrap();
    let reply = server.post(ALL, r#"{"agent_id":"stranger","workflow_id":"nightly"}"#);
    assert_eq!(reply.status, 422, "{}", reply.body);
    assert!(reply.body.contains("'stranger' is not one of the known agents"), "{}", reply.body);
    assert_eq!(create(&server, ID).status, 200);
    assert_eq!(create(&server, ID).status, 409);
}

#[test]
fn an_update_changes_only_what_was_set_and_moves_the_time() {
    let server = TestServer::open();
    let first = create(&server, ID).json();
    server.home.clock.advance(60);
    let set = patch(&server, ID, r#"{"status":"loading"}"#).json();
    assert_eq!((&set["status"], &set["metadata"]), (&json!("loading"), &first["metadata"]));
    assert_eq!(set["start_time"], first["start_time"]);
    assert_eq!(set["last_updated_time"], "2026-11-21T08:01:00.000000Z");
    server.home.clock.advance(60);
    let set = patch(&server, ID, r#"{"metadata":{"rows":2}}"#).json();
    assert_eq!((&set["status"], &set["metadata"]), (&json!("loading"), &json!({ "rows": 2 })));
    server.home.clock.advance(60);
    let both = patch(&server, ID, r#"{"status":"active","metadata":null}"#).json();
    assert_eq!((&both["status"], &both["metadata"]), (&json!("active"), &json!({})));
    // Nothing set: nothing changes, not even the time.
    server.home.clock.advance(60);
    assert_eq!(patch(&server, ID, "{}").json(), both);
    assert_eq!(server.get(&format!("{ALL}/{ID}")).json(), both);
}

#[test]
fn a_session_ends_with_its_status_and_keeps_its_metadata_open() {
    let server = TestServer::open();
    create(&server, ID);
    let done = patch(&server, ID, r#"{"status":"completed","metadata":{"rows":9}}"#);
    assert_eq!((done.status, &done.json()["status"]), (200, &json!("completed")), "{}", done.body);
    assert_eq!(done.json()["metadata"], json!({ "rows": 9 }));
    let again = patch(&server, ID, r#"{"status":"completed"}"#);
    assert_eq!((again.status, again.body), (200, done.body));
    let back = patch(&server, ID, r#"{"status":"active"}"#);
    assert_eq!(back.status, 409, "{}", back.body);
}

#[test]
fn an_update_with_a_fault_changes_nothing() {
    let server = TestServer::open();
    let first = create(&server, ID).body;
    let large = json!({ "status": "loading", "metadata": { "a": "x".repeat(20_000) } }).to_string();
    for body in [r#"{"status":"loading","metadata":3}"#, r#"{"status":5}"#, &large, "[]"] {
        let reply = patch(&server, ID, body);
        assert_eq!(reply.status, 422, "{:.80}", reply.body);
    }
    assert_eq!(patch(&server, ID, r#"{"status":"cancelled"}"#).status, 409);
    assert_eq!(server.get(&format!("{ALL}/{ID}")).body, first);
}

#[test]
fn an_id_that_nobody_has_is_null_false_or_an_error() {
    let server = TestServer::open();
    create(&server, ID);
    let long = "a".repeat(5_000);
    for id in [
        "6ba7b810-9dad-41d1-80b4-00c04fd430c9",
        "..%2f..%2fconfig",
        "%00",
        "x%0ay",
        "sess_20240115_103045_a1b2c3",
        "%2e%2e",
        &long,
    ] {
        let read = server.get(&format!("{ALL}/{id}"));
        assert_eq!((read.status, read.body.as_str()), (200, "null"), "{id:.60}");
        let updated = patch(&server, id, r#"{"status":"x"}"#);
        assert_eq!(updated.status, 404, "{id:.60}");
        let deleted = delete(&server, id);
        assert_eq!((deleted.status, deleted.body.as_str()), (200, "false"), "{id:.60}");
    }
}

#[test]
fn a_delete_answers_true_once_and_frees_the_id() {
    let server = TestServer::open();
    create(&server, ID);
    assert_eq!(delete(&server, ID).body, "true");
    assert_eq!(delete(&server, ID).body, "false");
    assert_eq!(server.get(&format!("{ALL}/{ID}")).body, "null");
    assert_eq!(patch(&server, ID, r#"{"status":"x"}"#).status, 404);
    assert_eq!(create(&server, ID).status, 200);
}

#[test]
fn a_repeat_with_the_same_key_gets_the_first_answer() {
    let server = TestServer::open();
    let body = r#"{"agent_id":"importer","workflow_id":"nightly","metadata":{"a":1}}"#;
    let first = post_as(&server, "c-1", body);
    let id = first.json()["session_id"].as_str().unwrap().to_owned();
    let update = |body: &str| {
        let headers = [("content-type", "application/json"), ("idempotency-key", "u-1")];
        server.ask("PATCH", &format!("{ALL}/{id}"), &headers, body)
    };
    let both = r#"{"status":"loading","metadata":{"b":2}}"#;
    let updated = update(both);
    assert_eq!(updated.json()["metadata"], json!({ "b": 2 }), "{}", updated.body);
    server.home.clock.advance(60);
    assert_eq!(update(both).body, updated.body);
    assert_eq!(post_as(&server, "c-1", body).body, first.body);
    let headers = [("idempotency-key", "d-1")];
    let remove = || server.ask("DELETE", &format!("{ALL}/{id}"), &headers, "").body;
    assert_eq!((remove(), remove()), ("true".to_owned(), "true".to_owned()));
}

#[test]
fn faults_of_a_body_are_named_all_at_once() {
    let server = TestServer::open();
    let reply = server.post(ALL, r#"{"workflow_id":3,"session_id":"x","metadata":[]}"#);
    let faults = reply.json()["detail"].as_array().unwrap().clone();
    let named: Vec<(&Value, &Value)> =
        faults.iter().map(|one| (&one["type"], &one["loc"][1])).collect();
    let expected = [
        ("missing", "agent_id"),
        ("string_type", "workflow_id"),
        ("dict_type", "metadata"),
        ("uuid_parsing", "session_id"),
    ];
    let expected: Vec<(Value, Value)> =
        expected.iter().map(|(kind, loc)| (json!(kind), json!(loc))).collect();
    assert_eq!(named, expected.iter().map(|(kind, loc)| (kind, loc)).collect::<Vec<_>>());
    assert_eq!(reply.status, 422);
}

#[test]
fn a_status_at_the_creation_is_active_or_a_fault() {
    let server = TestServer::open();
    let body = |status: Value| {
        json!({ "agent_id": "importer", "workflow_id": "nightly", "status": status }).to_string()
    };
    let refused = server.post(ALL, &body(json!("completed")));
    let loc = &refused.json()["detail"][0]["loc"];
    assert_eq!((refused.status, loc), (422, &json!(["body", "status"])), "{}", refused.body);
    for status in [json!("active"), Value::Null] {
        let created = server.post(ALL, &body(status));
        assert_eq!((created.status, &created.json()["status"]), (200, &json!("active")));
    }
}

#[test]
fn a_change_is_refused_if_something_happened_since_the_event_that_its_client_saw() {
    let server = TestServer::open();
    let ask = |method: &str, path: &str, seen: &str, body: &str| {
        let headers = [("content-type", "application/json"), ("if-match", seen)];
        server.ask(method, path, &headers, body)
    };
    let body = json!({ "agent_id": "a", "workflow_id": "w", "session_id": ID }).to_string();
    // Nothing happened yet in what is to begin.
    assert_eq!(ask("POST", ALL, "\"7\"", &body).status, 412);
    assert_eq!(ask("POST", ALL, "\"0\"", &body).status, 200);
    let run = format!("{ALL}/{ID}");
    let found = server.get(&format!("/api/v1/runs/{ID}")).json();
    let desk = format!("/api/v1/desks/{}", found["session_id"].as_str().unwrap());
    let seen = server.get(&desk);
    let seen = seen.header("etag").unwrap();
    assert_eq!(ask("PATCH", &run, seen, r#"{"status":"loading"}"#).status, 200);
    let all = [r#"{"status":"x"}"#, r#"{"status":"loading"}"#, r#"{"metadata":{"a":1}}"#, "{}"];
    for body in all {
        assert_eq!(ask("PATCH", &run, seen, body).status, 412, "{body}");
    }
    assert_eq!(ask("DELETE", &run, seen, "").status, 412);
    assert_eq!(ask("DELETE", &format!("{ALL}/none"), "new", "").status, 422);
    assert_eq!(server.get(&run).json()["status"], "loading");
    let both = r#"{"status":"x","metadata":{"a":1}}"#;
    let now = server.get(&desk);
    assert_eq!(ask("PATCH", &run, now.header("etag").unwrap(), both).status, 200);
}
