//! The server begins, answers and ends.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::fd::OwnedFd;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixDatagram, UnixListener, UnixStream};
use std::process::{Command, Stdio};
use std::time::Instant;

use rustix::process::{Pid, Signal, kill_process};

use crate::common::pty::{ONWATCH, home, shell};
use crate::common::server::{HttpReply, PATIENCE, RealServer, TestServer, ask};

#[test]
fn a_server_says_that_it_answers() {
    let server = TestServer::open();
    let reply = server.get("/healthz");
    assert_eq!((reply.status, reply.body.as_str()), (200, "ok\n"));
}

#[test]
fn a_server_is_ready_as_long_as_its_desk_can_be_written() {
    let server = TestServer::open();
    let reply = server.get("/readyz");
    assert_eq!((reply.status, reply.body.as_str()), (200, "ready\n"));
    server.home.obey(onwatch::core::Command::start(None)).unwrap();
    std::fs::remove_dir_all(server.home.paths().history()).unwrap();
    let reply = server.get("/readyz");
    assert_eq!(reply.status, 503);
    assert_eq!(reply.header("retry-after"), Some("10"));
    let home = server.home.dir.path().display().to_string();
    assert!(!reply.body.contains(&home), "everybody may read it: {}", reply.body);
}

#[test]
fn a_monitor_reads_the_desks_and_what_the_server_counts() {
    let server = TestServer::open();
    server.home.obey(onwatch::core::Command::start(None)).unwrap();
    server.get("/healthz");
    let reply = server.get("/metrics");
    assert_eq!(reply.header("content-type"), Some("text/plain; version=0.0.4"));
    for line in [
        "onwatch_desk_sound{desk=\"default\"} 1",
        "onwatch_http_requests_total{method=\"GET\",route=\"/healthz\",status=\"200\"} 1",
        "onwatch_http_request_seconds_count{method=\"GET\",route=\"/healthz\"} 1",
        "onwatch_http_streams 0",
    ] {
        assert!(reply.body.lines().any(|known| known == line), "{line}\n{}", reply.body);
    }
}

#[test]
fn a_server_ends_on_a_signal_and_finishes_what_it_began() {
    for signal in [Signal::TERM, Signal::INT] {
        let home = home();
        let server = RealServer::start(home.path());
        let address = server.place.clone();
        let stream = TcpStream::connect(&address).unwrap();
        write!(&stream, "GET /api/v1/events HTTP/1.1\r\nhost: {address}\r\n\r\n").unwrap();
        let mut first = String::new();
        BufReader::new(&stream).read_line(&mut first).unwrap();
        assert!(first.contains("200"), "{first}");
        let begun = Instant::now();
        let (code, said) = server.end(signal);
        assert_eq!(code, Some(0), "{said}");
        assert!(begun.elapsed() < PATIENCE);
        assert!(TcpStream::connect(&address).is_err(), "nobody listens any more");
    }
}

#[test]
fn a_unix_socket_is_for_its_owner_and_goes_with_the_server() {
    let home = home();
    let path = home.path().join("onwatch.sock");
    let listen = ["--listen", path.to_str().unwrap()];
    let begin = || RealServer::begin(RealServer::command(home.path(), &listen));
    let mut killed = begin();
    killed.kill();
    assert!(path.exists(), "a killed server leaves its file");
    let server = begin();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let mut stream = UnixStream::connect(&path).unwrap();
    let body = r#"{"notes":"over a socket"}"#;
    write!(
        stream,
        "POST /core/go/start_session HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let reply = HttpReply::of(&answer);
    assert_eq!((reply.status, &reply.json()["notes"]), (200, &"over a socket".into()));
    let other = RealServer::command(home.path(), &listen).output().unwrap();
    assert_eq!(other.status.code(), Some(1));
    let said = String::from_utf8(other.stderr).unwrap();
    assert!(said.contains("The server did not begin"), "{said}");
    assert_eq!(server.end(Signal::TERM).0, Some(0));
    assert!(!path.exists());
}

#[test]
fn a_server_takes_the_socket_of_systemd_and_says_when_it_is_ready() {
    let home = home();
    let (path, told) = (home.path().join("given.sock"), home.path().join("notify.sock"));
    let notified = UnixDatagram::bind(&told).unwrap();
    notified.set_read_timeout(Some(PATIENCE)).unwrap();
    // As systemd does it: the socket is number 3, and the variables name it and the process.
    let given = UnixListener::bind(&path).unwrap();
    let script = "exec env LISTEN_FDS=1 LISTEN_PID=$$ \"$ONWATCH\" serve 3<&0 0</dev/null";
    let mut command = Command::new("sh");
    command.args(["-c", script]).env("ONWATCH", ONWATCH).env("ONWATCH_HOME", home.path());
    command.env("NOTIFY_SOCKET", &told).stdin(Stdio::from(OwnedFd::from(given)));
    let mut child = command.stderr(Stdio::null()).spawn().unwrap();
    let mut heard = [0; 64];
    let length = notified.recv(&mut heard).unwrap();
    assert_eq!(String::from_utf8_lossy(&heard[..length]).trim(), "READY=1");
    let mut stream = UnixStream::connect(&path).unwrap();
    write!(stream, "GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    assert_eq!(HttpReply::of(&answer).body, "ok\n");
    kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
    let length = notified.recv(&mut heard).unwrap();
    assert_eq!(String::from_utf8_lossy(&heard[..length]).trim(), "STOPPING=1");
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(path.exists(), "systemd keeps its socket");
}

#[test]
fn those_who_only_look_are_answered_while_commands_wait_for_another_writer() {
    let server = TestServer::open();
    server.home.obey(onwatch::core::Command::start(None)).unwrap();
    let lock = fs::File::options().write(true).open(server.home.paths().lock()).unwrap();
    lock.lock().unwrap();
    let begun = Instant::now();
    std::thread::scope(|scope| {
        let ends: Vec<_> = (0..12)
            .map(|_| scope.spawn(|| server.post("/core/go/end_session", "{}").status))
            .collect();
        // All of them have come, beside the one that asks.
        while !server.get("/metrics").body.contains("onwatch_http_connections 13\n") {
            assert!(begun.elapsed() < PATIENCE);
        }
        for path in ["/core/go/session", "/api/v1/desks/default", "/healthz", "/readyz"] {
            assert_eq!(server.get(path).status, 200, "{path}");
        }
        assert!(ends.iter().all(|end| !end.is_finished()), "the lock is held");
        lock.unlock().unwrap();
        for end in ends {
            assert_eq!(end.join().unwrap(), 200);
        }
    });
}

#[test]
fn who_waits_when_the_server_ends_is_told_so() {
    let home = home();
    shell(home.path(), &["start"]);
    let server = RealServer::start(home.path());
    let lock = home.path().join("data/history/.lock");
    let lock = fs::File::options().write(true).open(lock).unwrap();
    lock.lock().unwrap();
    let address = server.place.clone();
    let json = [("content-type", "application/json")];
    let begun = Instant::now();
    std::thread::scope(|scope| {
        let ends: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| ask(&address, "POST", "/core/go/end_session", &json, "{}")))
            .collect();
        while !ask(&address, "GET", "/metrics", &[], "").body.contains("connections 9\n") {
            assert!(begun.elapsed() < PATIENCE);
        }
        assert_eq!(server.end(Signal::TERM).0, Some(0));
        for end in ends {
            let reply = end.join().unwrap();
            assert_eq!((reply.status, reply.header("retry-after")), (503, Some("1")), "{reply:?}");
        }
    });
}
