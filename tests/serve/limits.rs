//! What a hostile client can do: nothing that keeps the server from the next honest request.

use std::fs;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use onwatch::serve::ClientLimits;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::common::home::Home;
use crate::common::server::{HttpReply, TestServer, ask, exchange};
use crate::tokens::{settings, table, with_token};

const SESSION: &str = "/core/go/session";

/// Limits that a test can wait for.
fn short() -> ClientLimits {
    let time = Duration::from_millis(200);
    ClientLimits { head_time: time, body_time: time, write_time: time, ..ClientLimits::default() }
}

fn hurried() -> TestServer {
    TestServer::within(Home::new(), true, short())
}

/// Checks that the next honest request is answered.
fn lives(server: &TestServer) {
    assert_eq!(server.get(SESSION).status, 200);
}

/// Sends bytes; returns the status of the answer, or 0 if the connection was closed without one.
fn status_of(server: &TestServer, bytes: &[u8]) -> u16 {
    let answer = exchange(&server.address, bytes);
    if answer.is_empty() { 0 } else { HttpReply::of(&answer).status }
}

fn head(server: &TestServer, line: &str, headers: &str) -> Vec<u8> {
    let host = &server.address;
    format!("{line}\r\nhost: {host}\r\n{headers}connection: close\r\n\r\n").into_bytes()
}

#[test]
fn a_connection_that_sends_nothing_or_too_slowly_is_closed() {
    let server = hurried();
    let whole = head(&server, "GET /core/go/session HTTP/1.1", "");
    for sent in [0, 1, 20, whole.len() - 1] {
        let mut stream = TcpStream::connect(&server.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(&whole[..sent]).unwrap();
        let mut rest = Vec::new();
        // It returns once the server closes the connection.
        let read = stream.read_to_end(&mut rest);
        assert!(read.is_ok() || read.is_err_and(|it| it.kind() == ErrorKind::ConnectionReset));
        assert!(!rest.starts_with(b"HTTP/1.1 200"), "{sent} bytes were enough");
    }
    lives(&server);
}

#[test]
fn a_head_that_comes_byte_by_byte_does_not_get_more_time_with_each_byte() {
    let server = hurried();
    let begun = Instant::now();
    let mut stream = TcpStream::connect(&server.address).unwrap();
    stream.set_nodelay(true).unwrap();
    let line = b"GET /core/go/session HTTP/1.1\r\nx: ";
    let mut bytes = line.iter().chain(std::iter::repeat(&b'a'));
    // The server ends it; each byte comes long before the time is over.
    while stream.write_all(&[*bytes.next().unwrap()]).is_ok() {
        std::thread::sleep(Duration::from_millis(10));
        assert!(begun.elapsed() < Duration::from_secs(15), "it is still open");
    }
    lives(&server);
}

#[test]
fn a_connection_that_stays_silent_after_an_answer_is_closed() {
    let server = hurried();
    let mut stream = TcpStream::connect(&server.address).unwrap();
    let host = &server.address;
    write!(stream, "GET {SESSION} HTTP/1.1\r\nhost: {host}\r\n\r\n").unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut all = Vec::new();
    stream.read_to_end(&mut all).unwrap();
    assert_eq!(HttpReply::of(&all).status, 200);
}

#[test]
fn a_body_that_does_not_come_in_time_is_refused() {
    let server = hurried();
    let headers = "content-type: application/json\r\ncontent-length: 100\r\n";
    let mut request = head(&server, "POST /core/go/start_session HTTP/1.1", headers);
    request.extend(b"{\"notes\":");
    assert_eq!(status_of(&server, &request), 408);
    lives(&server);
}

#[test]
fn a_body_that_is_too_large_is_refused_however_it_is_sent() {
    let server = TestServer::open();
    let json = "content-type: application/json\r\n";
    let line = "POST /core/go/start_session HTTP/1.1";
    let large = vec![b' '; 65_537];
    // It says so, and sends nothing.
    let said = head(&server, line, &format!("{json}content-length: 65537\r\n"));
    assert_eq!(status_of(&server, &said), 413);
    let huge = head(&server, line, &format!("{json}content-length: 18446744073709551615\r\n"));
    assert!([400, 413, 431].contains(&status_of(&server, &huge)));
    let sent = [said, large.clone()].concat();
    assert_eq!(status_of(&server, &sent), 413);
    let mut chunked = head(&server, line, &format!("{json}transfer-encoding: chunked\r\n"));
    for part in large.chunks(4_096) {
        chunked.extend(format!("{:x}\r\n", part.len()).bytes().chain(part.iter().copied()));
        chunked.extend(b"\r\n");
    }
    chunked.extend(b"0\r\n\r\n");
    assert_eq!(status_of(&server, &chunked), 413);
    // The longest one that fits is read, and found to be no JSON object.
    let longest = format!("{}{}", " ".repeat(65_535), "1");
    let reply = server.post("/core/go/start_session", &longest);
    assert_eq!(reply.status, 422, "{reply:?}");
    lives(&server);
}

#[test]
fn a_head_that_is_too_large_is_refused() {
    let server = TestServer::open();
    let line = "GET /core/go/session HTTP/1.1";
    let get = |headers: &str| status_of(&server, &head(&server, line, headers));
    assert_eq!(get(&format!("x: {}\r\n", "a".repeat(15_000))), 200);
    assert_eq!(get(&format!("x: {}\r\n", "a".repeat(16_385))), 431);
    assert_eq!(get(&format!("x: {}\r\n", "a".repeat(200_000))), 431);
    let many = |count: usize| {
        let lines: Vec<String> = (0..count).map(|nth| format!("x-{nth}: 1\r\n")).collect();
        lines.concat()
    };
    assert_eq!(get(&many(60)), 200);
    assert_eq!(get(&many(64)), 431);
    assert_eq!(get(&many(5_000)), 431);
    let path = |bytes: usize| {
        let line = format!("GET {SESSION}?x={} HTTP/1.1", "a".repeat(bytes));
        status_of(&server, &head(&server, &line, ""))
    };
    assert_eq!(path(8_000), 200);
    assert_eq!(path(8_200), 414);
    assert!([414, 431].contains(&path(30_000)));
    assert!([414, 431].contains(&path(300_000)));
    lives(&server);
}

#[test]
fn requests_that_two_readers_would_read_differently_are_refused() {
    let server = TestServer::open();
    let json = "content-type: application/json\r\n";
    for headers in [
        "content-length: 2\r\ncontent-length: 3\r\n",
        "content-length: 2, 3\r\n",
        "content-length: +2\r\n",
        "content-length: -2\r\n",
        "content-length: 0x2\r\n",
        "transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n",
        "transfer-encoding: gzip\r\n",
        "transfer-encoding: chunked, gzip\r\n",
        " folded: 1\r\n",
        "x : 1\r\n",
        "x: a\0b\r\n",
        "host: localhost\r\n",
    ] {
        let request =
            head(&server, "POST /core/go/start_session HTTP/1.1", &format!("{json}{headers}"));
        let status = status_of(&server, &[request, b"{}".to_vec()].concat());
        assert!([0, 400].contains(&status), "{headers:?}: {status}");
    }
    // With both, the chunks count (RFC 9112) and the connection ends, or nothing is done.
    let both = "content-length: 4\r\ntransfer-encoding: chunked\r\n";
    let host = &server.address;
    let smuggled = format!(
        "POST /core/go/end_session HTTP/1.1\r\nhost: {host}\r\n{json}{both}\r\n0\r\n\r\n\
         GET /healthz HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"
    );
    let answer = String::from_utf8_lossy(&exchange(host, smuggled.as_bytes())).into_owned();
    assert!(answer.matches("HTTP/1.1 ").count() <= 2, "{answer}");
    lives(&server);
}

#[test]
fn what_is_no_request_is_refused() {
    let server = hurried();
    let host = server.address.clone();
    let tls_hello = b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03".to_vec();
    let http2 = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    let garbage: Vec<u8> = (0..=255_u8).cycle().take(5_000).collect();
    for bytes in [
        tls_hello,
        http2,
        garbage,
        vec![0; 100_000],
        b"\r\n\r\n\r\n\r\n".to_vec(),
        b"GET\r\n\r\n".to_vec(),
        b"GET / HTTP/9.9\r\n\r\n".to_vec(),
        b"GET /core/go/session\r\n\r\n".to_vec(),
        format!("GET \u{7f}\u{1} HTTP/1.1\r\nhost: {host}\r\n\r\n").into_bytes(),
        [b"G\xffT / HTTP/1.1\r\nhost: ", host.as_bytes(), b"\r\n\r\n"].concat(),
    ] {
        let status = status_of(&server, &bytes);
        assert!(
            [0, 400, 431, 505].contains(&status),
            "{:?}: {status}",
            &bytes[..bytes.len().min(20)]
        );
    }
    lives(&server);
}

#[test]
fn no_path_leads_out_of_the_routes() {
    let server = TestServer::open();
    let get = |target: &str| {
        let line = format!("GET {target} HTTP/1.1");
        status_of(&server, &head(&server, &line, ""))
    };
    for target in [
        "/core/go/../../etc/passwd",
        "/core/go/%2e%2e/session",
        "/../core/go/session",
        "//core/go/session",
        "/core//go/session",
        "/core/go/session/",
        "/core/go/session%00",
        "/core/go/session%2f",
        "/CORE/GO/SESSION",
        "/core/go/sess%69on",
        "core/go/session",
        "*",
        "/%ff",
        "/core/go/session;x=1",
        "http:/core/go/session",
    ] {
        let status = get(target);
        assert!([0, 400, 404, 422].contains(&status), "{target}: {status}");
    }
    let host = server.address.clone();
    assert_eq!(get(&format!("http://{host}{SESSION}")), 200);
    assert_eq!(get(&format!("http://evil.example{SESSION}")), 400);
    for line in [format!("CONNECT {host} HTTP/1.1"), format!("TRACE {SESSION} HTTP/1.1")] {
        let status = status_of(&server, &head(&server, &line, ""));
        assert!([0, 400, 404, 405, 501].contains(&status), "{line}: {status}");
    }
    lives(&server);
}

#[test]
fn what_is_no_utf_8_is_refused_wherever_it_stands() {
    let server = TestServer::open();
    let get = |target: &str| {
        let line = format!("GET {target} HTTP/1.1");
        status_of(&server, &head(&server, &line, ""))
    };
    assert_eq!(get("/core/go/session?x=%ff"), 422);
    assert_eq!(get("/core/go/session?%c3%28=1"), 422);
    let mut raw = b"GET /core/go/session?x=\xff\xfe HTTP/1.1\r\nhost: ".to_vec();
    raw.extend(server.address.bytes().chain(*b"\r\nconnection: close\r\n\r\n"));
    assert!([0, 400, 422].contains(&status_of(&server, &raw)));
    let json = "content-type: application/json\r\ncontent-length: 13\r\n";
    let body = [
        head(&server, "POST /core/go/start_session HTTP/1.1", json),
        b"{\"notes\":\"\xff\"".to_vec(),
    ];
    let body = [body.concat(), b"}".to_vec()].concat();
    assert_eq!(status_of(&server, &body), 400);
    // A header of bytes that are no text says nothing.
    let mut header = b"GET /core/go/session HTTP/1.1\r\nidempotency-key: \xff\r\nhost: ".to_vec();
    header.extend(server.address.bytes().chain(*b"\r\nconnection: close\r\n\r\n"));
    assert!([200, 400].contains(&status_of(&server, &header)));
    lives(&server);
}

#[test]
fn requests_in_a_row_are_answered_in_their_order() {
    let server = TestServer::open();
    let host = &server.address;
    let one = |path: &str, more: &str| format!("GET {path} HTTP/1.1\r\nhost: {host}\r\n{more}\r\n");
    let all: String = (0..50)
        .map(|_| one("/healthz", ""))
        .chain([one(SESSION, "connection: close\r\n")])
        .collect();
    let answer = String::from_utf8(exchange(host, all.as_bytes())).unwrap();
    assert_eq!(answer.matches("HTTP/1.1 200 OK").count(), 51);
    assert!(answer.trim_end().ends_with('}'), "the session comes last");
}

#[test]
fn an_old_client_is_answered_if_it_names_the_server() {
    let server = TestServer::open();
    let host = &server.address;
    let old = |headers: &str| format!("GET {SESSION} HTTP/1.0\r\n{headers}\r\n");
    assert_eq!(status_of(&server, old(&format!("host: {host}\r\n")).as_bytes()), 200);
    assert_eq!(status_of(&server, old("").as_bytes()), 400);
}

#[test]
fn over_the_most_connections_a_client_is_told_to_come_back() {
    let limits = ClientLimits {
        connections: 4,
        head_time: Duration::from_millis(500),
        ..ClientLimits::default()
    };
    let server = TestServer::within(Home::new(), true, limits);
    let idle: Vec<TcpStream> =
        (0..4).map(|_| TcpStream::connect(&server.address).unwrap()).collect();
    let reply = HttpReply::of(&exchange(&server.address, &head(&server, "GET / HTTP/1.1", "")));
    assert_eq!((reply.status, reply.header("retry-after")), (503, Some("1")));
    assert_eq!(reply.header("connection"), Some("close"));
    drop(idle);
    wait_until(|| server.get(SESSION).status == 200);
}

#[test]
fn ten_thousand_idle_connections_end_by_themselves() {
    let limits = ClientLimits { head_time: Duration::from_millis(300), ..ClientLimits::default() };
    let server = TestServer::within(Home::new(), true, limits);
    // A connection over the most that there may be is closed, some without a word.
    let request =
        format!("GET {SESSION} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n", server.address);
    let is_answered = || exchange(&server.address, request.as_bytes()).starts_with(b"HTTP/1.1 200");
    // In waves, so that a system with few file handles can show it too.
    let mut told = 0;
    for _ in 0..50 {
        let wave: Vec<TcpStream> =
            (0..200).filter_map(|_| TcpStream::connect(&server.address).ok()).collect();
        told += wave.len();
    }
    assert!(told > 9_000, "{told}");
    wait_until(is_answered);
    let open: Vec<TcpStream> =
        (0..600).filter_map(|_| TcpStream::connect(&server.address).ok()).collect();
    assert_eq!(open.len(), 600);
    // They are still open on this side; the server has let go of all of them.
    wait_until(is_answered);
}

#[test]
fn a_client_that_goes_away_in_the_middle_leaves_nothing_behind() {
    let server = TestServer::open();
    let headers = "content-type: application/json\r\ncontent-length: 100\r\n";
    let request = head(&server, "POST /core/go/start_session HTTP/1.1", headers);
    for sent in [1, 10, request.len() - 1, request.len()] {
        let mut stream = TcpStream::connect(&server.address).unwrap();
        stream.write_all(&request[..sent]).unwrap();
        stream.shutdown(Shutdown::Both).unwrap();
    }
    let session = server.get(SESSION);
    assert_eq!(session.json()["active"], false, "{session:?}");
}

#[test]
fn only_json_acts_and_only_from_pages_that_may() {
    let server = TestServer::open();
    let post = |headers: &[(&str, &str)], body: &str| {
        server.ask("POST", "/core/go/start_session", headers, body).status
    };
    let json = ("content-type", "application/json");
    for media_type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
        assert_eq!(post(&[("content-type", media_type)], "{}"), 422, "{media_type}");
    }
    let native =
        server.ask("POST", "/api/v1/desks/default/start", &[("content-type", "text/plain")], "{}");
    assert_eq!(native.status, 415);
    assert_eq!(post(&[json, ("origin", "https://evil.example")], "{}"), 403);
    assert_eq!(post(&[json, ("sec-fetch-site", "cross-site")], "{}"), 403);
    assert_eq!(server.get(SESSION).json()["active"], false);
    assert_eq!(post(&[json, ("origin", &format!("http://{}", server.address))], "{}"), 200);
}

#[test]
fn a_page_may_ask_only_if_its_origin_is_listed() {
    let server = TestServer::open();
    let page = "https://board.example";
    let ask = |method: &str, more: &[(&str, &str)]| {
        server.ask(method, SESSION, &[&[("origin", page)], more].concat(), "")
    };
    let wants = ("access-control-request-method", "POST");
    for reply in [ask("GET", &[]), ask("OPTIONS", &[wants])] {
        assert_eq!(reply.header("access-control-allow-origin"), None);
    }
    settings(&server.home, "[serve]\nallow_origins = [\"https://board.example\"]\n");
    let preflight = ask("OPTIONS", &[wants]);
    assert_eq!(preflight.status, 204, "{preflight:?}");
    let allowed = preflight.header("access-control-allow-headers").unwrap();
    assert!(allowed.contains("authorization"), "{allowed}");
    for reply in [preflight, ask("GET", &[])] {
        assert_eq!(reply.header("access-control-allow-origin"), Some(page));
        assert_eq!(reply.header("vary"), Some("origin"));
        assert_eq!(reply.header("access-control-allow-credentials"), None);
    }
    let other = server.ask("GET", SESSION, &[("origin", "https://evil.example")], "");
    assert_eq!(other.header("access-control-allow-origin"), None);
}

#[test]
fn every_answer_says_that_it_is_not_to_be_kept_or_guessed() {
    let server = TestServer::open();
    for path in [SESSION, "/healthz", "/nowhere"] {
        let reply = server.get(path);
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(reply.header("cache-control"), Some("no-store"), "{path}");
    }
}

#[test]
fn the_access_log_says_who_asked_what_and_with_what_outcome_and_has_no_token() {
    let home = Home::new();
    let secret = "owt_5a1e5a1e";
    settings(&home, &table("board", secret, "scopes = [\"operate\"]"));
    let server = TestServer::at(home, false);
    let bearer = format!("Bearer {secret}");
    with_token(&server, &format!("{SESSION}?token={secret}"), secret);
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let started = server.ask("POST", "/core/go/start_session", &headers, "{\"notes\":\"x\"}");
    assert_eq!(started.status, 200, "{started:?}");
    server.get(
        &format!("/nowhere/{}", "é\u{202e}".repeat(300))
            .replace('é', "%c3%a9")
            .replace('\u{202e}', "%e2%80%ae"),
    );
    server.get(SESSION);
    let path = server.home.paths().access_log();
    let mut lines: Vec<Value> = Vec::new();
    wait_until(|| {
        let text = fs::read_to_string(&path).unwrap_or_default();
        assert!(!text.contains("5a1e"), "{text}");
        lines = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        lines.len() == 4
    });
    let row = |nth: usize| {
        let line = &lines[nth];
        (line["who"].clone(), line["status"].clone(), line["route"].clone(), line["event"].clone())
    };
    assert_eq!(row(0), ("board".into(), 200.into(), SESSION.into(), Value::Null));
    assert_eq!(row(1), ("board".into(), 200.into(), "/core/go/start_session".into(), 1.into()));
    assert_eq!(row(2), ("anonymous".into(), 404.into(), Value::Null, Value::Null));
    assert_eq!(row(3), ("anonymous".into(), 401.into(), SESSION.into(), Value::Null));
    assert_eq!(lines[3]["refused"], "it has no token");
    assert_eq!(lines[0]["peer"], "loopback");
    assert!(lines[2]["path"].as_str().unwrap().len() <= 256);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn without_a_place_for_its_log_the_server_answers() {
    let home = Home::new();
    // A directory stands in its place.
    fs::create_dir_all(home.paths().access_log()).unwrap();
    let server = TestServer::at(home, true);
    for _ in 0..20 {
        lives(&server);
    }
    fs::remove_dir(server.home.paths().access_log()).unwrap();
    lives(&server);
    wait_until(|| {
        // Each request has a line, or is counted among those that have none.
        let text = fs::read_to_string(server.home.paths().access_log()).unwrap_or_default();
        let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines.map(|line| line["lost"].as_u64().unwrap_or(1)).sum::<u64>() == 21
    });
}

#[test]
fn what_a_token_commands_has_its_name_in_the_audit_trail() {
    let home = Home::new();
    settings(&home, &table("board", "owt_1", "scopes = [\"operate\"]\nstarts = \"1/h\""));
    let server = TestServer::at(home, false);
    let start = || {
        let headers = [
            ("authorization", "Bearer owt_1"),
            ("content-type", "application/json"),
            ("x-operator", "ana"),
            ("operator", "ana"),
        ];
        server.ask("POST", "/core/go/start_session", &headers, "{}")
    };
    assert_eq!(start().status, 200);
    let session = server.home.desk().look().unwrap().watch.session.unwrap();
    assert_eq!(session.operator, "board");
    // It may start one in an hour.
    let again = start();
    assert_eq!((again.status, again.header("retry-after")), (429, Some("3600")), "{again:?}");
    server.home.clock.advance(3_600);
    assert_eq!(start().status, 409);
}

/// Waits until something is so; fails after a time that no machine needs.
fn wait_until(mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(20), "it did not happen");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn the_real_program_survives_what_a_hostile_client_does_and_says_nothing_secret() {
    let home = Home::new();
    let secret = "owt_5a1e5a1e";
    settings(&home, &table("board", secret, "scopes = [\"read\"]"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_onwatch"));
    command.args(["serve", "--listen", "127.0.0.1:0"]).env_clear();
    command.env("ONWATCH_HOME", home.dir.path()).env("ONWATCH_LOG", "trace");
    let mut server = command.stderr(Stdio::piped()).stdin(Stdio::null()).spawn().unwrap();
    let mut said = BufReader::new(server.stderr.take().unwrap());
    let mut first = String::new();
    while !first.contains("listening on") {
        first.clear();
        assert!(said.read_line(&mut first).unwrap() > 0, "it ended");
    }
    let address = first.trim().rsplit("http://").next().unwrap().to_owned();
    let idle: Vec<TcpStream> = (0..600).filter_map(|_| TcpStream::connect(&address).ok()).collect();
    drop(idle);
    let garbage: Vec<u8> = (0..=255_u8).cycle().take(100_000).collect();
    exchange(&address, &garbage);
    let endless = format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(1_000_000));
    exchange(&address, endless.as_bytes());
    let bearer = format!("Bearer {secret}");
    let path = format!("{SESSION}?token={secret}");
    let mut status = 0;
    wait_until(|| {
        status = ask(&address, "GET", &path, &[("authorization", &bearer)], "").status;
        status != 503
    });
    assert_eq!(status, 200);
    assert_eq!(ask(&address, "GET", &path, &[], "").status, 401);
    let pid = Pid::from_raw(server.id().try_into().unwrap()).unwrap();
    kill_process(pid, Signal::TERM).unwrap();
    assert!(server.wait().unwrap().success());
    let mut rest = String::new();
    said.read_to_string(&mut rest).unwrap();
    assert!(rest.contains("the server ends"), "{rest}");
    let log = fs::read_to_string(home.paths().access_log()).unwrap();
    assert!(log.contains("\"status\":200"), "{log}");
    for text in [rest, log, first] {
        assert!(!text.contains("5a1e"), "{text}");
    }
}
