//! Who may ask: tokens, their scopes, desks and rates; the owner's socket; names of the server.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::mpsc;
use std::thread;

use onwatch::cli::ServedDesk;
use onwatch::serve::{End, run_until};
use sha2::{Digest, Sha256};

use crate::common::home::Home;
use crate::common::server::{HttpReply, TestServer};

/// A route that needs the scope `read`, in the form of another service.
const SESSION: &str = "/core/go/session";

/// Returns the table of a token in the settings.
pub fn table(name: &str, token: &str, more: &str) -> String {
    let digest: [u8; 32] = Sha256::digest(token).into();
    let hash = data_encoding::HEXLOWER.encode(&digest);
    format!("[serve.tokens.{name}]\nhash = \"sha256:{hash}\"\n{more}\n")
}

/// Writes the settings of a home.
pub fn settings(home: &Home, text: &str) {
    let path = home.paths().settings();
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Starts a server whose clients need a token.
pub fn closed(text: &str) -> TestServer {
    let home = Home::new();
    settings(&home, text);
    TestServer::at(home, false)
}

pub fn with_token(server: &TestServer, path: &str, token: &str) -> HttpReply {
    server.ask("GET", path, &[("authorization", &format!("Bearer {token}"))], "")
}

fn reader() -> String {
    table("board", "owt_1", "scopes = [\"read\"]")
}

#[test]
fn a_request_needs_a_token_that_is_known() {
    let server = closed(&reader());
    assert_eq!(with_token(&server, SESSION, "owt_1").status, 200);
    for headers in [
        &[][..],
        &[("authorization", "Bearer owt_2")],
        &[("authorization", "Bearer ")],
        &[("authorization", "Bearer")],
        &[("authorization", "Basic b3d0XzE6")],
        &[("authorization", "owt_1")],
        &[("authorization", "Bearer owt_1"), ("authorization", "Bearer owt_1")],
    ] {
        let reply = server.ask("GET", SESSION, headers, "");
        assert_eq!(reply.status, 401, "{headers:?}");
        assert_eq!(reply.header("www-authenticate"), Some("Bearer"));
        assert!(reply.json()["detail"]["why"].is_string(), "{reply:?}");
    }
}

#[test]
fn a_token_that_is_revoked_is_refused_at_the_next_request() {
    let server = closed(&reader());
    assert_eq!(with_token(&server, SESSION, "owt_1").status, 200);
    settings(&server.home, "");
    assert_eq!(with_token(&server, SESSION, "owt_1").status, 401);
    // Another token of the same length takes its place.
    settings(&server.home, &table("board", "owt_2", "scopes = [\"read\"]"));
    assert_eq!(with_token(&server, SESSION, "owt_1").status, 401);
    assert_eq!(with_token(&server, SESSION, "owt_2").status, 200);
}

#[test]
fn without_settings_that_can_be_read_no_token_is_valid() {
    let server = closed(&reader());
    settings(&server.home, &format!("{}[serve]\nratr = 5\n", reader()));
    let reply = with_token(&server, SESSION, "owt_1");
    assert_eq!(reply.status, 503, "{reply:?}");
    assert!(!reply.body.contains("ratr"), "{reply:?}");
    assert_eq!(server.get(SESSION).status, 401);
    settings(&server.home, &reader());
    assert_eq!(with_token(&server, SESSION, "owt_1").status, 200);
}

#[test]
fn a_token_is_for_its_desks() {
    let text = table("night", "owt_1", "scopes = [\"admin\"]\ndesks = [\"night\"]");
    let server = closed(&text);
    let reply = with_token(&server, SESSION, "owt_1");
    assert_eq!(reply.status, 403, "{reply:?}");
    assert!(reply.body.contains("not for the desk default"), "{reply:?}");
    settings(&server.home, &text.replace("night\"]", "def*\"]"));
    assert_eq!(with_token(&server, SESSION, "owt_1").status, 200);
}

#[test]
fn a_token_may_send_as_many_requests_as_the_settings_say() {
    let two = table("two", "owt_2", "scopes = [\"read\"]\nrate = \"2/m\"");
    let three = table("three", "owt_3", "scopes = [\"read\"]\nrate = \"\"");
    let server = closed(&format!("[serve]\nrate = \"3/m\"\n{}{two}{three}", reader()));
    let statuses = |token: &str, count: usize| -> Vec<u16> {
        (0..count).map(|_| with_token(&server, SESSION, token).status).collect()
    };
    assert_eq!(statuses("owt_1", 4), [200, 200, 200, 429]);
    assert_eq!(statuses("owt_2", 3), [200, 200, 429]);
    assert_eq!(statuses("owt_3", 5), [200; 5]);
    let reply = with_token(&server, SESSION, "owt_1");
    assert_eq!(reply.header("retry-after"), Some("20"));
    server.home.clock.advance(20);
    assert_eq!(statuses("owt_1", 2), [200, 429]);
}

#[test]
fn a_flood_without_a_token_does_not_keep_out_who_has_one() {
    let server = closed(&reader());
    let statuses: Vec<u16> = (0..60).map(|_| server.get(SESSION).status).collect();
    let count = |wanted| statuses.iter().filter(|status| **status == wanted).count();
    assert_eq!((count(401), count(429)), (50, 10));
    assert_eq!(with_token(&server, SESSION, "owt_1").status, 200);
}

#[test]
fn whether_it_lives_is_said_to_everybody() {
    let server = closed("");
    assert_eq!(server.get("/healthz").status, 200);
    assert_eq!(with_token(&server, "/healthz", "unknown").status, 200);
}

#[test]
fn a_request_for_another_name_is_not_answered() {
    let server = TestServer::open();
    let port = server.address.rsplit(':').next().unwrap().to_owned();
    let status = |host: &str| server.ask("GET", SESSION, &[("host", host)], "").status;
    assert_eq!(status(&format!("localhost:{port}")), 200);
    assert_eq!(status(&format!("rebound.example:{port}")), 421);
    assert_eq!(status("localhost"), 421);
    settings(&server.home, "[serve]\nallow_hosts = [\"rebound.example\"]\n");
    assert_eq!(status(&format!("rebound.example:{port}")), 200);
}

#[test]
fn on_the_socket_of_the_owner_no_token_is_needed_and_one_that_is_sent_counts() {
    let home = Home::new();
    settings(&home, &table("night", "owt_1", "scopes = [\"read\"]\ndesks = [\"night\"]"));
    let path = home.dir.path().join("s.sock");
    let desk = ServedDesk {
        paths: home.paths(),
        operator: None,
        listen: Some(path.to_str().unwrap().to_owned()),
        insecure_loopback: false,
    };
    let (end, clock, (tell, told)) = (End::default(), home.clock.clone(), mpsc::channel());
    let ended = end.clone();
    let server = thread::spawn(move || run_until(desk, clock, &ended, |_| tell.send(()).unwrap()));
    told.recv().unwrap();
    assert_eq!(over_socket(&path, "").status, 200);
    assert_eq!(over_socket(&path, "authorization: Bearer owt_1\r\n").status, 403);
    assert_eq!(over_socket(&path, "authorization: Bearer owt_2\r\n").status, 401);
    end.now();
    server.join().unwrap().unwrap();
}

fn over_socket(path: &Path, headers: &str) -> HttpReply {
    let mut stream = UnixStream::connect(path).unwrap();
    let head = format!("GET {SESSION} HTTP/1.1\r\nhost: any\r\n{headers}connection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let mut all = Vec::new();
    stream.read_to_end(&mut all).unwrap();
    HttpReply::of(&all)
}

#[test]
fn where_other_machines_reach_it_the_server_does_not_begin_without_a_token() {
    let home = Home::new();
    let served = ServedDesk {
        paths: home.paths(),
        operator: None,
        listen: Some("0.0.0.0:0".into()),
        insecure_loopback: false,
    };
    let refused = run_until(served, home.clock.clone(), &End::default(), |_| {}).unwrap_err();
    assert!(refused.why.contains("there is no token"), "{refused:?}");
    assert!(refused.next.contains("onwatch token add"), "{refused:?}");
}

#[test]
fn a_token_for_some_desks_changes_no_task_by_its_name_and_forces_nothing() {
    let server = closed(&table("team", "owt_t", "scopes = [\"operate\"]\ndesks = [\"team-*\"]"));
    let ask = |method: &str, path: &str, body: &str| {
        let headers = [("authorization", "Bearer owt_t"), ("content-type", "application/json")];
        server.ask(method, &format!("/api/v1/desks/team-a/{path}"), &headers, body).status
    };
    assert_eq!(ask("POST", "start", "{}"), 200);
    for (method, path, body) in [
        ("POST", "tasks/SEC-1/claim", "{}"),
        ("POST", "tasks/SEC-1/drop", r#"{"reason":"no"}"#),
        ("PATCH", "tasks/SEC-1", r#"{"title":"mine"}"#),
        ("POST", "sprints/SPR-1/drop", r#"{"reason":"no"}"#),
        ("PATCH", "sprints/SPR-1", r#"{"title":"mine"}"#),
        ("POST", "push", r#"{"kind":"task","id":"SEC-1","force":true}"#),
    ] {
        assert_eq!(ask(method, path, body), 403, "{method} {path}");
    }
    assert_eq!(ask("POST", "push", r#"{"kind":"task","id":"TEAM-1"}"#), 200);
}

#[test]
fn a_repeat_of_a_start_and_a_start_that_is_refused_use_nothing_up() {
    let text = table("a", "owt_a", "scopes = [\"operate\"]\nstarts = \"2/h\"");
    let server = closed(&text);
    let ask = |path: &str, key: &str| {
        let headers = [
            ("authorization", "Bearer owt_a"),
            ("content-type", "application/json"),
            ("idempotency-key", key),
        ];
        server.ask("POST", path, &headers, "{}").status
    };
    for _ in 0..4 {
        assert_eq!(ask("/core/go/start_session", "one"), 200);
    }
    for number in 0..4 {
        assert_eq!(ask("/api/v1/desks/default/start", &format!("live-{number}")), 409);
    }
    for _ in 0..4 {
        assert_eq!(ask("/session/create", "two"), 200);
    }
    assert_eq!(ask("/session/create", "three"), 429);
    assert_eq!(ask("/api/v1/runs", "four"), 429);
    assert_eq!(ask("/session/create", "two"), 200);
}

#[test]
fn a_flood_without_a_token_makes_no_probe_fail() {
    let server = closed(&reader());
    while server.get(SESSION).status != 429 {}
    assert_eq!(server.get("/healthz").status, 200);
    assert_eq!(server.get("/readyz").status, 200);
}

#[test]
fn what_looks_like_a_token_is_masked_in_the_access_log() {
    let server = closed(&reader());
    let path = format!("/session/owt_{}", "0123456789abcdef".repeat(4));
    assert_eq!(server.get(&path).status, 401);
    let log = server.home.paths().access_log();
    let lines = loop {
        let lines = fs::read_to_string(&log).unwrap_or_default();
        if lines.contains("/session/owt_") {
            break lines;
        }
    };
    assert!(!lines.contains("owt_0"), "{lines}");
}
