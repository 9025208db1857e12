//! Governance sessions, as the clients of the governance server ask for them.

use std::fs;
use std::thread;

use onwatch::core::{Band, Command, Light};
use serde_json::{Value, json};

use crate::common::server::{HttpReply, TestServer};
use crate::shape::shape;

const ACTIVE: &str = include_str!("../fixtures/contracts/go_session.active.json");
const ENDED: &str = include_str!("../fixtures/contracts/go_session.ended.json");
const INACTIVE: &str = include_str!("../fixtures/contracts/go_session.inactive.json");
pub const START: &str = "/core/go/start_session";
pub const END: &str = "/core/go/end_session";

/// A server whose desk has band and health as the captures have them.
pub fn governed() -> TestServer {
    let server = TestServer::open();
    let band = Command::SetBand {
        band: Band::B,
        reason: "Boot default: caution until governance KPIs are green".into(),
    };
    server.home.obey(band).unwrap();
    server.home.obey(Command::SetHealth { status: Light::Green, reasons: Vec::new() }).unwrap();
    server.home.clock.advance(60);
    server
}

pub fn post_as(server: &TestServer, path: &str, key: &str, body: &str) -> HttpReply {
    let headers = [("content-type", "application/json"), ("idempotency-key", key)];
    server.ask("POST", path, &headers, body)
}

/// Checks that the desk has just these sessions: phase and notes, oldest first.
fn has_sessions(server: &TestServer, expected: &[&str]) {
    let mut all: Vec<_> = server
        .home
        .history()
        .iter()
        .map(|one| one.notes().unwrap_or_default().to_owned())
        .collect();
    all.reverse();
    let live = server.home.desk().look().unwrap().watch;
    all.extend(live.live().map(|live| live.notes().unwrap_or_default().to_owned()));
    assert_eq!(all, expected);
}

#[test]
fn before_the_first_session_every_field_but_one_is_null() {
    let server = TestServer::open();
    let reply = server.get("/core/go/session");
    assert_eq!((reply.status, reply.body.trim()), (200, INACTIVE.trim()));
    let ended = server.post(END, "{}");
    assert_eq!((ended.status, ended.body.trim()), (200, INACTIVE.trim()));
}

#[test]
fn the_captured_exchange_has_the_same_shape_byte_by_byte() {
    let server = governed();
    let started = server.post(START, r#"{"notes":"Weekly governance review"}"#);
    assert_eq!((started.status, shape(&started.body)), (200, shape(ACTIVE)));
    assert_eq!(started.header("content-type"), Some("application/json"));
    // No space is between two values, as in the capture.
    assert_eq!(started.body.len(), ACTIVE.trim().len());
    assert_eq!(server.get("/core/go/session").body, started.body);
    let ended = server.post(END, r#"{"notes":"Review completed, all KPIs green"}"#);
    assert_eq!((ended.status, shape(&ended.body)), (200, shape(ENDED)));
    assert_eq!(ended.body.len(), ENDED.trim().len());
    assert_eq!(server.get("/core/go/session").body, ended.body);
    let (then, now) = (started.json(), ended.json());
    for kept in ["started_at_utc", "cone_band", "status", "snapshot"] {
        assert_eq!(then[kept], now[kept], "{kept}");
    }
}

#[test]
fn band_and_health_have_the_shape_of_the_captures() {
    let server = governed();
    for (path, capture) in [
        ("/core/cone/state", include_str!("../fixtures/contracts/cone_state.json")),
        ("/core/status/ryg", include_str!("../fixtures/contracts/status_ryg.json")),
    ] {
        let reply = server.get(path);
        assert_eq!((reply.status, shape(&reply.body)), (200, shape(capture)), "{path}");
    }
    let captured: Value =
        serde_json::from_str(include_str!("../fixtures/contracts/status_ryg.json")).unwrap();
    let answered = server.get("/core/status/ryg").json();
    for kept in ["status", "reasons", "jobs", "decision_stats", "thresholds"] {
        assert_eq!(answered[kept], captured[kept], "{kept}");
    }
}

#[test]
fn band_and_health_of_the_start_are_frozen() {
    let server = governed();
    server.post(START, "{}");
    server.home.obey(Command::SetBand { band: Band::D, reason: "down".into() }).unwrap();
    let session = server.get("/core/go/session").json();
    assert_eq!(
        (&session["cone_band"], &session["snapshot"]["cone"]["band"]),
        (&json!("B"), &json!("B"))
    );
    assert_eq!(server.get("/core/cone/state").json()["band"], "D");
    assert_eq!(server.get("/core/status/ryg").json()["cone"]["reason"], "down");
}

#[test]
fn a_second_start_is_refused_with_the_live_session() {
    let server = governed();
    let first = server.post(START, r#"{"notes":"one"}"#);
    server.home.clock.advance(60);
    let second = server.post(START, r#"{"notes":"two"}"#);
    assert_eq!(second.status, 409);
    let detail = &second.json()["detail"];
    assert_eq!(detail["session"], first.json());
    assert!(detail["why"].as_str().unwrap().contains("SESSION-001"), "{detail}");
    has_sessions(&server, &["one"]);
}

#[test]
fn a_start_with_switch_ends_the_live_session_in_the_same_command() {
    let server = governed();
    server.post(START, r#"{"notes":"one"}"#);
    let before = server.home.desk().look().unwrap().watch.seq;
    server.home.clock.advance(60);
    let second = server.post(&format!("{START}?switch=true"), r#"{"notes":"two"}"#);
    assert_eq!((second.status, &second.json()["notes"]), (200, &json!("two")));
    assert_eq!(server.home.desk().look().unwrap().watch.seq, before + 1);
    has_sessions(&server, &["one", "two"]);
    // Without a live session it is a plain start.
    server.post(END, "{}");
    server.home.clock.advance(60);
    assert_eq!(server.post(&format!("{START}?switch=1"), "{}").status, 200);
}

#[test]
fn a_second_end_does_not_move_the_end() {
    let server = governed();
    server.post(START, r#"{"notes":"one"}"#);
    let first = server.post(END, r#"{"notes":"done"}"#);
    server.home.clock.advance(60);
    let second = server.post(END, r#"{"notes":"done again"}"#);
    assert_eq!((second.status, second.body), (200, first.body));
    has_sessions(&server, &["done"]);
}

#[test]
fn a_paused_session_is_active_and_can_be_ended() {
    let server = governed();
    server.post(START, r#"{"notes":"one"}"#);
    server.home.obey(Command::Pause { reason: None }).unwrap();
    let paused = server.get("/core/go/session");
    assert_eq!(shape(&paused.body), shape(ACTIVE));
    assert_eq!(paused.json()["active"], true);
    server.home.clock.advance(60);
    let ended = server.post(END, "{}").json();
    assert_eq!((&ended["active"], &ended["notes"]), (&json!(false), &json!("one")));
}

#[test]
fn a_repeat_with_the_same_key_gets_the_first_answer_and_makes_nothing_twice() {
    let server = governed();
    let start = || post_as(&server, START, "start-1", r#"{"notes":"one"}"#);
    let end = || post_as(&server, END, "end-1", r#"{"notes":"done"}"#);
    let started = start();
    server.home.clock.advance(60);
    assert_eq!(start().body, started.body);
    let ended = end();
    server.home.clock.advance(60);
    assert_eq!((start().body, end().body), (started.body.clone(), ended.body.clone()));
    // Also when another session is on the desk.
    server.post(START, r#"{"notes":"two"}"#);
    server.home.clock.advance(60);
    assert_eq!((start().body, end().body), (started.body, ended.body));
    has_sessions(&server, &["done", "two"]);
    let other = post_as(&server, START, "start-1", r#"{"notes":"other"}"#);
    assert_eq!(other.status, 409);
}

#[test]
fn of_two_starts_at_once_one_is_done() {
    let server = governed();
    let replies: Vec<HttpReply> = thread::scope(|scope| {
        let asked: Vec<_> = (0..6).map(|_| scope.spawn(|| server.post(START, "{}"))).collect();
        asked.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let mut statuses: Vec<u16> = replies.iter().map(|reply| reply.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409, 409, 409, 409, 409]);
    let done = replies.iter().find(|reply| reply.status == 200).unwrap().json();
    for refused in replies.iter().filter(|reply| reply.status == 409) {
        assert_eq!(refused.json()["detail"]["session"], done);
    }
    has_sessions(&server, &[""]);
}

#[test]
fn a_request_with_faults_gets_the_answer_of_the_services_byte_by_byte() {
    let server = governed();
    let all: Vec<Value> =
        serde_json::from_str(include_str!("../fixtures/body_faults.json")).unwrap();
    for one in &all {
        let text = |name: &str| one[name].as_str().unwrap();
        let headers = [("content-type", text("content_type"))];
        let reply = server.ask("POST", text("path"), &headers, text("body"));
        assert_eq!((reply.status, reply.body.as_str()), (422, text("answer")), "{one}");
    }
    has_sessions(&server, &[]);
}

#[test]
fn a_text_that_is_too_long_is_a_fault_of_its_field() {
    let server = governed();
    let long = "x".repeat(4_001);
    let reply = server.post(START, &json!({ "notes": long }).to_string());
    let fault = json!({
        "type": "string_too_long",
        "loc": ["body", "notes"],
        "msg": "String should have at most 4000 characters",
        "input": long,
        "ctx": { "max_length": 4_000 },
    });
    assert_eq!((reply.status, reply.json()), (422, json!({ "detail": [fault] })));
    assert_eq!(server.post(START, &json!({ "notes": "ü".repeat(4_000) }).to_string()).status, 200);
}

#[test]
fn a_body_that_nobody_can_read_is_refused_and_the_server_goes_on() {
    let server = governed();
    let deep = "[".repeat(60_000);
    for body in ["NaN", "1e400", r#"{"notes":"\ud800"}"#, &deep] {
        let reply = server.post(START, body);
        assert_eq!(reply.status, 400, "{body:.40}: {reply:?}");
    }
    let head = format!(
        "POST /core/go/start_session HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\n\
         content-length: 1\r\nconnection: close\r\n\r\n",
        server.address
    );
    let bytes = [head.as_bytes(), b"\xff"].concat();
    let reply = HttpReply::of(&crate::common::server::exchange(&server.address, &bytes));
    assert_eq!(reply.status, 400);
    has_sessions(&server, &[]);
}

#[test]
fn control_characters_and_unknown_fields_do_no_harm() {
    let server = governed();
    let body = json!({ "notes": "a\u{0}b\u{1b}[31m\nc", "unknown": [1], "active": false });
    let started = server.post(START, &body.to_string());
    assert_eq!((started.status, &started.json()["notes"]), (200, &body["notes"]));
}

#[test]
fn a_policy_that_is_against_it_locks_the_start_unless_a_reason_is_given() {
    let server = governed();
    let policy = "[policy]\nred_at_start = \"refuse\"\n";
    fs::write(server.home.paths().settings(), policy).unwrap();
    server
        .home
        .obey(Command::SetHealth { status: Light::Red, reasons: vec!["db down".into()] })
        .unwrap();
    server.home.clock.advance(60);
    let refused = server.post(START, "{}");
    assert_eq!(refused.status, 423, "{}", refused.body);
    assert!(refused.json()["detail"]["why"].as_str().unwrap().contains("db down"));
    let done = server.post(&format!("{START}?override=page%20from%20ops"), "{}");
    assert_eq!(done.status, 200, "{}", done.body);
    server.post(END, "{}");
    server.home.clock.advance(60);
    assert_eq!(server.post(START, r#"{"override":"again"}"#).status, 200);
}

/// Returns all listed sessions, and on how many pages they are.
fn pages_of(server: &TestServer, limit: u32) -> (Vec<Value>, usize) {
    let first = format!("/core/go/sessions?limit={limit}");
    let (mut path, mut all, mut pages) = (first.clone(), Vec::new(), 0);
    loop {
        let page = server.get(&path);
        assert_eq!(page.status, 200, "{}", page.body);
        let page = page.json();
        all.extend(page["sessions"].as_array().unwrap().clone());
        pages += 1;
        let Some(next) = page["next"].as_str() else { return (all, pages) };
        path = format!("{first}&before={next}");
    }
}

#[test]
fn the_list_of_sessions_has_pages_and_the_newest_comes_first() {
    let server = governed();
    for nth in 1..=5 {
        server.post(START, &json!({ "notes": format!("n{nth}") }).to_string());
        server.home.clock.advance(60);
        server.post(END, "{}");
        server.home.clock.advance(60);
    }
    server.post(START, r#"{"notes":"live"}"#);
    let (all, pages) = pages_of(&server, 2);
    let notes = |all: &[Value]| -> Vec<String> {
        all.iter().map(|one| one["notes"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(
        (notes(&all), pages),
        (["live", "n5", "n4", "n3", "n2", "n1"].map(String::from).to_vec(), 3)
    );
    let (one_by_one, pages) = pages_of(&server, 1);
    assert_eq!((notes(&one_by_one), pages), (notes(&all), 6));
    assert_eq!(all[1]["snapshot"]["cone"]["band"], "B");
    assert_eq!((&all[0]["active"], &all[1]["active"]), (&json!(true), &json!(false)));
    for (path, kind) in [
        ("/core/go/sessions?limit=0", "greater_than_equal"),
        ("/core/go/sessions?limit=101", "less_than_equal"),
        ("/core/go/sessions?limit=x", "int_parsing"),
        ("/core/go/sessions?before=x", "value_error"),
    ] {
        let reply = server.get(path);
        assert_eq!(
            (reply.status, &reply.json()["detail"][0]["type"]),
            (422, &json!(kind)),
            "{path}"
        );
    }
}

#[test]
fn the_playbook_has_the_form_of_the_service_and_its_steps_are_marked_once() {
    let server = governed();
    let checklist = server.get("/core/go/checklist");
    let steps = checklist.json()["steps"].as_array().unwrap().clone();
    let captured: Vec<Value> =
        serde_json::from_str(include_str!("../fixtures/contracts/playbook_steps.json")).unwrap();
    for (step, captured) in steps.iter().zip(&captured) {
        for (name, value) in captured.as_object().unwrap() {
            assert_eq!(&step[name], value, "{name} of {step}");
        }
    }
    let head = r#"{"cone_band":"","status":"","steps":[{"id":"","title":"","why":"","band_min":"","blocked_if_red":false,"done":false,"notes":null}"#;
    assert!(shape(&checklist.body).starts_with(head), "{}", checklist.body);
    assert_eq!(
        (steps.len(), checklist.body.ends_with(r#"],"blocked_reasons":[]}"#)),
        (captured.len(), true)
    );
    let next = server.get("/core/go/next_step").json();
    assert_eq!(next["next_step"]["id"], "preflight_view_dashboard");
    let body = r#"{"step_id":"preflight_view_dashboard","notes":"looked"}"#;
    let done = server.post("/core/go/complete", body);
    let expected =
        r#"{"ok":true,"step_id":"preflight_view_dashboard","done":true,"notes":"looked"}"#;
    assert_eq!((done.status, done.body.as_str()), (200, expected));
    let seq = server.home.desk().look().unwrap().watch.seq;
    assert_eq!(server.post("/core/go/complete", body).body, expected);
    assert_eq!(server.home.desk().look().unwrap().watch.seq, seq);
    let step = server.get("/core/go/checklist").json()["steps"][0].clone();
    assert_eq!((&step["done"], &step["notes"]), (&json!(true), &json!("looked")));
    assert_eq!(
        server.get("/core/go/next_step").json()["next_step"]["id"],
        "set_opportunistic_caps"
    );
    // The notes are the value of a step that asks for one.
    let caps =
        server.post("/core/go/complete", r#"{"step_id":"set_opportunistic_caps","notes":"4"}"#);
    assert_eq!(caps.status, 200, "{}", caps.body);
    let undone = r#"{"step_id":"preflight_view_dashboard","done":false}"#;
    for _ in 0..2 {
        assert_eq!(server.post("/core/go/complete", undone).status, 200);
    }
    assert_eq!(
        server.get("/core/go/next_step").json()["next_step"]["id"],
        "preflight_view_dashboard"
    );
}

#[test]
fn a_red_health_blocks_a_step_and_an_unknown_step_is_not_found() {
    let server = governed();
    server
        .home
        .obey(Command::SetHealth { status: Light::Red, reasons: vec!["db down".into()] })
        .unwrap();
    server.home.clock.advance(60);
    assert_eq!(server.get("/core/go/checklist").json()["blocked_reasons"], json!(["db down"]));
    let step = r#"{"step_id":"confirm_boring_sop","notes":"mended"}"#;
    let blocked = server.post("/core/go/complete", step);
    assert_eq!(blocked.status, 423, "{}", blocked.body);
    let unknown = server.post("/core/go/complete", r#"{"step_id":"..%2f\u0000"}"#);
    assert_eq!(unknown.status, 404, "{}", unknown.body);
    assert_eq!(server.get("/core/go/checklist?playbook=none").status, 404);
}

#[test]
fn the_audit_trail_says_that_it_came_through_the_http_interface() {
    let server = governed();
    server.post(START, "{}");
    let newest = server.home.desk().log(1).unwrap().remove(0);
    assert_eq!(newest.by.interface.name(), "api");
}

#[test]
fn a_start_asks_the_sources_and_freezes_what_they_say() {
    let server = TestServer::open();
    let answer = server.home.dir.path().join("ryg.json");
    fs::write(&answer, r#"{"status":"red","reasons":["db down"],"jobs":{"total":4,"failed":2}}"#)
        .unwrap();
    let source = format!(
        "[[source]]\nname = \"core\"\nkind = \"command\"\nformat = \"status_ryg\"\n\
         argv = [\"cat\", \"{}\"]\n",
        answer.display()
    );
    fs::create_dir_all(server.home.paths().config).unwrap();
    fs::write(server.home.paths().settings(), source).unwrap();
    let started = server.post(START, r#"{"notes":"x"}"#);
    let session = started.json();
    assert_eq!((started.status, &session["status"]), (200, &json!("red")), "{}", started.body);
    // There are no more fields because a source was asked.
    let frozen = r#""status":{"status":"red","reasons":["db down"]}}}"#;
    assert!(started.body.ends_with(frozen), "{}", started.body);
}

#[test]
fn a_check_that_fails_blocks_the_end_unless_a_reason_is_given() {
    let server = governed();
    fs::write(server.home.paths().settings(), "[checks]\ncontext_missing = \"error\"\n").unwrap();
    server.post(START, "{}");
    server.home.clock.advance(60);
    let blocked = server.post(END, "{}");
    assert_eq!(blocked.status, 409, "{}", blocked.body);
    assert!(
        blocked.json()["detail"]["why"].as_str().unwrap().contains("context"),
        "{}",
        blocked.body
    );
    assert_eq!(server.get("/core/go/session").json()["active"], true);
    let switched = server.post(&format!("{START}?switch=true"), "{}");
    assert_eq!(switched.status, 409, "{}", switched.body);
    let switched = server.post(&format!("{START}?switch=true&reason=handover"), "{}");
    assert_eq!(switched.status, 200, "{}", switched.body);
    server.home.clock.advance(60);
    let ended = server.post(END, r#"{"reason":"nothing to enter"}"#);
    assert_eq!((ended.status, &ended.json()["active"]), (200, &json!(false)), "{}", ended.body);
}
