//! The interface of this program itself: every verb and every question of the command line.

use serde_json::{Value, json};

use crate::common::server::{HttpReply, TestServer};
use crate::tokens::{closed, table, with_token};

const DESK: &str = "/api/v1/desks/default";

/// Gives a verb of the default desk a body.
fn give(server: &TestServer, verb: &str, body: &Value) -> HttpReply {
    server.post(&format!("{DESK}/{verb}"), &body.to_string())
}

fn given(server: &TestServer, verb: &str, body: &Value) -> Value {
    let reply = give(server, verb, body);
    assert_eq!(reply.status, 200, "{verb}: {reply:?}");
    reply.json()
}

#[test]
fn a_session_goes_from_its_start_to_its_end() {
    let server = TestServer::open();
    let started = given(&server, "start", &json!({"notes": "Fix the importer", "target": "2h"}));
    assert_eq!(started["schema"], "onwatch.done/1");
    assert_eq!(started["status"]["session"]["notes"], "Fix the importer");
    server.home.clock.advance(60);
    given(&server, "push", &json!({"kind": "task", "id": "7", "title": "Read the file"}));
    given(&server, "note", &json!({"text": "it has no last line"}));
    server.home.clock.advance(60);
    given(&server, "pause", &json!({"reason": "lunch"}));
    given(&server, "resume", &json!({}));
    given(&server, "done", &json!({"summary": "it reads every line"}));
    let ended = given(&server, "end", &json!({"notes": "done"}));
    assert_eq!(ended["status"]["last_session"]["phase"], "ended");
    let status = server.get(DESK);
    let seq = status.json()["seq"].as_u64().unwrap();
    assert_eq!((status.status, seq), (200, ended["seq"].as_u64().unwrap()));
    assert_eq!(status.header("etag"), Some(&*format!("\"{seq}\"")));
}

#[test]
fn a_text_arrives_as_it_is_whatever_it_looks_like() {
    let server = TestServer::open();
    given(&server, "start", &json!({}));
    for text in [
        "--json",
        "-n",
        "--",
        "-",
        "@/etc/passwd",
        "\"quoted\" 'twice'",
        "text --task 7 --profile other",
        "sess_20260101_093405_a1b2c3",
        "help",
        "a\u{301} emoji 🙂",
    ] {
        given(&server, "note", &json!({ "text": text }));
        let log = server.get(&format!("{DESK}/log?count=1")).json();
        assert_eq!(log["items"][0]["text"], text, "{log}");
        given(&server, "pause", &json!({ "reason": text }));
        let log = server.get(&format!("{DESK}/log?count=1")).json();
        assert_eq!(log["items"][0]["subject"], text, "{log}");
        given(&server, "resume", &json!({}));
    }
    let desks = server.get("/api/v1/desks?all=true").json();
    assert_eq!(desks["items"].as_array().unwrap().len(), 1, "no other desk was made: {desks}");
}

#[test]
fn what_a_route_does_not_take_is_named_and_nothing_is_done() {
    let server = TestServer::open();
    for (body, why) in [
        (json!({"note": "x"}), "`note` is not taken here; `notes` may be meant"),
        (json!({"summary_to": "/tmp/x"}), "`summary_to` is not taken here"),
        (json!({"profile": "x"}), "`profile` is not taken here"),
        (json!({"notes": 7}), "`notes` must be a text"),
        (json!({"switch": "yes"}), "`switch` must be true or false"),
        (json!({"notes": "a\u{0}b"}), "`notes` must be text without the character NUL"),
        (json!([]), "the body is no JSON object"),
    ] {
        let reply = give(&server, "start", &body);
        let detail = reply.json()["detail"].as_str().unwrap().to_owned();
        assert_eq!(reply.status, 422, "{reply:?}");
        assert!(detail.contains(why), "{detail}");
        assert_eq!(reply.header("content-type"), Some("application/problem+json"));
    }
    let reply = server.get(&format!("{DESK}/log?cuont=1"));
    assert_eq!(reply.status, 422);
    assert!(reply.body.contains("`count` may be meant"), "{reply:?}");
    let reply = give(&server, "artifacts", &json!({"location": "/etc/passwd"}));
    assert_eq!(reply.status, 422);
    assert!(reply.body.contains("must be an address"), "{reply:?}");
    assert_eq!(server.get(DESK).json()["seq"], 0);
}

#[test]
fn a_refusal_says_what_why_and_next_with_the_status_of_its_kind() {
    let server = TestServer::open();
    let reply = give(&server, "pause", &json!({}));
    assert_eq!(reply.status, 404);
    given(&server, "start", &json!({}));
    let reply = give(&server, "start", &json!({}));
    let problem = reply.json();
    assert_eq!((reply.status, &problem["status"]), (409, &json!(409)));
    for part in ["title", "detail", "next"] {
        assert!(!problem[part].as_str().unwrap().is_empty(), "{problem}");
    }
    let reply = give(&server, "pause", &json!({"at": "never"}));
    assert_eq!(reply.status, 422, "{reply:?}");
    given(&server, "push", &json!({"kind": "task", "id": "7"}));
    let reply = give(&server, "done", &json!({}));
    assert_eq!(reply.status, 409);
    assert_eq!(reply.json()["check"]["errors"][0]["code"], "summary_missing", "{reply:?}");
}

#[test]
fn an_idempotency_key_lets_a_command_take_effect_once() {
    let server = TestServer::open();
    given(&server, "start", &json!({}));
    let path = format!("{DESK}/note");
    let ask = |body: &str| server.ask("POST", &path, &[("idempotency-key", "op 1")], body);
    let first = ask(r#"{"text": "once"}"#).json();
    let second = ask(r#"{"text": "once"}"#).json();
    assert_eq!((&first["repeated"], &second["repeated"]), (&json!(false), &json!(true)));
    assert_eq!(first["seq"], second["seq"]);
    assert_eq!(ask(r#"{"text": "other"}"#).status, 409);
}

#[test]
fn an_expectation_that_moved_is_412_and_a_malformed_one_422() {
    let server = TestServer::open();
    let started = given(&server, "start", &json!({}));
    given(&server, "note", &json!({"text": "somebody was faster"}));
    let path = format!("{DESK}/note");
    let ask = |seq: &str| server.ask("POST", &path, &[("if-match", seq)], r#"{"text": "mine"}"#);
    let seq = started["seq"].as_u64().unwrap();
    assert_eq!(ask(&format!("\"{seq}\"")).status, 412);
    assert_eq!(ask(&format!("\"{}\"", seq + 1)).status, 200);
    assert_eq!(ask("*").status, 200);
    for malformed in ["3", "W/\"3\"", "\"x\"", "\"\"", "\"99999999999999999999999\""] {
        assert_eq!(ask(malformed).status, 422, "{malformed}");
    }
}

#[test]
fn the_past_is_read_page_by_page_without_loss_or_repeat() {
    let server = TestServer::open();
    for nth in 0..5 {
        given(&server, "start", &json!({"notes": format!("session {nth}")}));
        server.home.clock.advance(60);
        given(&server, "end", &json!({}));
        server.home.clock.advance(60);
    }
    let (mut keys, mut path) = (Vec::new(), format!("{DESK}/history?limit=2"));
    loop {
        let page = server.get(&path).json();
        let items = page["items"].as_array().unwrap();
        keys.extend(items.iter().map(|one| one["key"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("{DESK}/history?limit=2&before={next}");
    }
    assert_eq!(keys, ["SESSION-005", "SESSION-004", "SESSION-003", "SESSION-002", "SESSION-001"]);
    for wrong in ["before=7", "limit=0", "limit=501", "since=yesterday", "page=2"] {
        assert_eq!(server.get(&format!("{DESK}/history?{wrong}")).status, 422, "{wrong}");
    }
}

#[test]
fn a_question_about_nothing_is_404_and_an_empty_list_is_a_list() {
    let server = TestServer::open();
    for path in ["context", "sessions/SESSION-001", "tasks/7", "sprints/1"] {
        let reply = server.get(&format!("{DESK}/{path}"));
        assert_eq!(reply.status, 404, "{path}: {reply:?}");
    }
    for path in ["log", "tasks", "sprints", "history", "switches"] {
        let reply = server.get(&format!("{DESK}/{path}"));
        assert_eq!((reply.status, &reply.json()["items"]), (200, &json!([])), "{path}");
    }
    assert_eq!(server.get("/api/v1/search?words=nothing").json(), json!({"items": []}));
    assert_eq!(server.get("/api/v1/desks/nobody").status, 404);
    assert_eq!(server.get("/api/v1/runs/nobody").status, 404);
    assert_eq!(server.post("/api/v1/desks/nobody/pause", "{}").status, 404);
    assert_eq!(server.post("/api/v1/desks/no%20body/start", "{}").status, 404);
    assert_eq!(server.post("/api/v1/desks/night/start", "{}").status, 200);
    assert_eq!(server.get("/api/v1/desks/night").json()["session"]["phase"], "active");
}

#[test]
fn a_run_is_started_followed_and_deleted() {
    let server = TestServer::open();
    let body = json!({"agent": "importer", "workflow": "nightly", "set": {"rows": 3, "a": "b"}});
    let started = server.post("/api/v1/runs", &body.to_string()).json();
    let id = started["run"]["session_id"].as_str().unwrap_or_else(|| panic!("{started}"));
    let run = format!("/api/v1/runs/{id}");
    let step = json!({"step": "search", "ms": 240, "data": {"found": [1, 2]}});
    assert_eq!(server.post(&format!("{run}/steps"), &step.to_string()).status, 200);
    let status = server.post(&format!("{run}/status"), r#"{"status": "matches_found"}"#);
    assert_eq!(status.status, 200, "{status:?}");
    let change = r#"{"set": {"rows": 4}, "unset": ["a"]}"#;
    let changed = server.ask("PATCH", &run, &[], change);
    assert_eq!(changed.json()["run"]["metadata"], json!({"rows": 4}), "{changed:?}");
    let audit = server.get(&format!("{run}/audit")).json();
    assert_eq!(audit["data"]["search"], json!({"found": [1, 2]}));
    let listed = server.get("/api/v1/runs?agent=importer").json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    // All other verbs take it too.
    let note = server.post(&format!("/api/v1/desks/{id}/note"), r#"{"text": "half"}"#);
    assert_eq!(note.status, 200, "{note:?}");
    assert_eq!(server.post(&format!("{run}/end"), r#"{"reason": "all"}"#).status, 200);
    assert_eq!(server.ask("DELETE", &run, &[], "").status, 200);
    assert_eq!(server.get(&run).status, 404);
}

#[test]
fn the_key_of_a_session_finds_its_desk_and_the_answer_tells_its_context() {
    let server = TestServer::open();
    given(&server, "start", &json!({}));
    let path = "/api/v1/desks/-/push";
    let ask =
        |path: &str, key: &str, body: &str| server.ask("POST", path, &[("session-key", key)], body);
    let reply = ask(path, "SESSION-001", r#"{"kind": "task", "id": "7"}"#);
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(reply.header("session-key"), Some("SESSION-001"));
    assert_eq!(reply.header("session-context"), Some("task:TASK-7"));
    assert_eq!(ask(path, "SESSION-002", "{}").status, 404);
    assert_eq!(server.post(path, "{}").status, 422);
    let named = format!("{DESK}/note");
    assert_eq!(ask(&named, "SESSION-001", r#"{"text": "x"}"#).status, 200);
    assert_eq!(ask(&named, "SESSION-002", r#"{"text": "x"}"#).status, 409);
    assert_eq!(server.post("/api/v1/desks/night/start", "{}").status, 200);
    let reply = ask("/api/v1/desks/-/note", "SESSION-001", r#"{"text": "x"}"#);
    assert_eq!(reply.status, 409);
    assert!(reply.body.contains("default") && reply.body.contains("night"), "{reply:?}");
}

#[test]
fn tasks_sprints_band_health_and_breaks_change_and_are_read() {
    let server = TestServer::open();
    given(&server, "sprints", &json!({"id": "1", "title": "Winter"}));
    given(
        &server,
        "tasks",
        &json!({"id": "7", "title": "Import", "sprint": "1", "estimate": "2h"}),
    );
    let edited =
        server.ask("PATCH", &format!("{DESK}/tasks/7"), &[], r#"{"title": "Import files"}"#);
    assert_eq!(edited.status, 200, "{edited:?}");
    given(&server, "tasks/7/claim", &json!({"for": "2h"}));
    given(&server, "tasks/7/release", &json!({}));
    let tasks = server.get(&format!("{DESK}/tasks?status=todo&status=blocked&words=import")).json();
    assert_eq!(tasks["items"][0]["title"], "Import files", "{tasks}");
    assert_eq!(server.get(&format!("{DESK}/sprints/1")).json()["title"], "Winter");
    given(&server, "band", &json!({"band": "C", "reason": "error budget spent"}));
    given(&server, "health", &json!({"status": "red", "reason": ["disk", "queue"]}));
    assert_eq!(server.get(&format!("{DESK}/band")).json()["schema"], "onwatch.cone/1");
    assert_eq!(server.get(&format!("{DESK}/health")).json()["schema"], "onwatch.health/1");
    given(&server, "band/clear", &json!({}));
    server.home.clock.advance(6 * 3_600);
    let added =
        json!({"from": "2026-11-21T09:00:00Z", "to": "2026-11-21T11:00:00Z", "task": ["7"]});
    given(&server, "sessions", &added);
    let corrected = server.ask(
        "PATCH",
        &format!("{DESK}/sessions/1"),
        &[],
        r#"{"type": "review", "notes": ""}"#,
    );
    assert_eq!(corrected.status, 200, "{corrected:?}");
    let shown = server.get(&format!("{DESK}/sessions/1")).json();
    assert_eq!(shown["session_type"], "review", "{shown}");
    let report = server.get("/api/v1/report?period=today&by=task").json();
    assert_eq!(report["schema"], "onwatch.report/1", "{report}");
}

#[test]
fn what_is_missing_or_does_not_fit_is_named_as_the_client_knows_it() {
    let server = TestServer::open();
    given(&server, "start", &json!({}));
    for (verb, body, kind, name, why) in [
        ("band", json!({}), "missing", "band", "`band` is required"),
        ("artifacts", json!({}), "missing", "location", "`location` is required"),
        ("note", json!({}), "missing", "text", "`text` is required"),
        ("band", json!({"band": "E"}), "value_error", "band", "E"),
        ("estimate", json!({"length": "soon"}), "value_error", "length", "soon"),
    ] {
        let reply = give(&server, verb, &body);
        assert_eq!(reply.status, 422, "{verb} {body}: {reply:?}");
        let problem = reply.json();
        assert_eq!(problem["title"], "The request was not understood", "{problem}");
        assert_eq!(problem["next"], "correct the request; /openapi.json describes it");
        let error = &problem["errors"][0];
        assert_eq!((&error["type"], &error["loc"]), (&json!(kind), &json!(["body", name])));
        assert!(error["msg"].as_str().unwrap().contains(why), "{problem}");
    }
    for path in ["/api/v1/report?period=foo", &format!("{DESK}/tasks?status=foo")] {
        let reply = server.get(path);
        let name = if path.contains("period") { "period" } else { "status" };
        assert_eq!(reply.status, 422, "{path}: {reply:?}");
        assert_eq!(reply.json()["errors"][0]["loc"], json!(["query", name]), "{reply:?}");
    }
    // What only the words together are.
    let reply = server.get("/api/v1/report?period=today&since=monday");
    assert_eq!(reply.status, 422, "{reply:?}");
    assert_eq!(reply.json()["errors"][0]["loc"], json!(["query"]), "{reply:?}");
    assert!(!reply.body.contains("--") && !reply.body.contains("onwatch"), "{reply:?}");
}

#[test]
fn what_to_do_next_is_a_request() {
    let server = TestServer::open();
    let next = |reply: HttpReply| reply.json()["next"].as_str().unwrap().to_owned();
    given(&server, "start", &json!({}));
    let refused = next(give(&server, "start", &json!({})));
    assert!(refused.contains("`POST /api/v1/desks/default/end`"), "{refused}");
    assert!(
        refused.contains("`POST /api/v1/desks/default/start` with `{\"switch\": true}`"),
        "{refused}"
    );
    let path = format!("{DESK}/note");
    let ask = |body: &str| server.ask("POST", &path, &[("idempotency-key", "op 1")], body);
    ask(r#"{"text": "once"}"#);
    let used = ask(r#"{"text": "other"}"#);
    assert!(used.json()["detail"].as_str().unwrap().contains("`Idempotency-Key` 'op 1'"));
    assert_eq!(next(used), "use a new `Idempotency-Key` for each new command");
    given(&server, "push", &json!({"kind": "task", "id": "7"}));
    let incomplete = give(&server, "done", &json!({}));
    for word in ["onwatch ", "--"] {
        assert!(!incomplete.body.contains(word), "{incomplete:?}");
    }
    assert!(next(incomplete).contains("\"summary\": \"TEXT\""));
}

#[test]
fn the_services_name_what_is_next_in_their_own_way() {
    let server = TestServer::open();
    let start = || server.post("/core/go/start_session", "{}");
    assert_eq!(start().status, 200);
    let refused = start();
    let next = refused.json()["detail"]["next"].as_str().unwrap().to_owned();
    assert!(next.contains("`POST /core/go/end_session`"), "{next}");
    assert!(next.contains("`POST /core/go/start_session?switch=true`"), "{next}");
}

#[test]
fn a_token_for_some_desks_lists_those_and_is_told_that_tasks_belong_to_all() {
    let scopes = "scopes = [\"operate\"]\ndesks = [\"night\"]";
    let server = closed(&format!(
        "{}{}",
        table("night", "owt_1", scopes),
        table("all", "owt_2", "scopes = [\"operate\"]")
    ));
    let bearer = ("authorization", "Bearer owt_2");
    for desk in ["night", "default"] {
        let path = format!("/api/v1/desks/{desk}/start");
        assert_eq!(server.ask("POST", &path, &[bearer], "{}").status, 200);
    }
    let run = server.ask("POST", "/api/v1/runs", &[bearer], "{}");
    assert_eq!(run.status, 200, "{run:?}");
    let count = |path: &str, token: &str| {
        let reply = with_token(&server, path, token);
        assert_eq!(reply.status, 200, "{path}: {reply:?}");
        reply.json()["items"].as_array().unwrap().len()
    };
    assert_eq!((count("/api/v1/desks", "owt_1"), count("/api/v1/desks", "owt_2")), (1, 3));
    assert_eq!((count("/api/v1/runs", "owt_1"), count("/api/v1/runs", "owt_2")), (0, 1));
    let tasks = with_token(&server, "/api/v1/desks/night/tasks", "owt_1");
    assert_eq!(tasks.status, 403);
    assert!(tasks.body.contains("tasks and sprints belong to all desks"), "{tasks:?}");
}

#[test]
fn a_run_with_the_name_of_a_desk_takes_nothing_of_that_desk() {
    let server = TestServer::open();
    given(&server, "start", &json!({"notes": "of the desk"}));
    for name in ["default", "team-b"] {
        let run = server.post("/api/v1/runs", &json!({"name": name}).to_string());
        assert_eq!(run.status, 200, "{run:?}");
    }
    given(&server, "note", &json!({"text": "meant for the desk"}));
    let watch = server.home.desk().look().unwrap().watch;
    assert_eq!(watch.recent[0].subject.as_deref(), Some("meant for the desk"));
    assert_eq!(server.get("/api/v1/desks/team-b").status, 404);
    assert_eq!(server.get("/api/v1/runs/team-b").status, 200);
}
