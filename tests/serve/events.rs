//! What happens on desks, as a stream of events.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;

use onwatch::core::Command;
use onwatch::desk::Desk;
use serde_json::Value;

use crate::common::request::request;
use crate::common::server::{PATIENCE, TestServer};
use crate::tokens::{closed, settings, table, with_token};

/// A reader of a stream.
struct Stream {
    lines: BufReader<TcpStream>,
}

/// One event of a stream.
#[derive(Debug, Clone, PartialEq)]
struct Event {
    kind: String,
    id: String,
    data: Value,
}

impl Stream {
    fn begin(server: &TestServer, path: &str, headers: &str) -> Self {
        let mut stream = TcpStream::connect(&server.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let host = &server.address;
        write!(stream, "GET {path} HTTP/1.1\r\nhost: {host}\r\n{headers}\r\n").unwrap();
        let mut lines = BufReader::new(stream);
        let mut status = String::new();
        lines.read_line(&mut status).unwrap();
        assert!(status.starts_with("HTTP/1.1 200"), "{status}");
        Self { lines }
    }

    /// Returns the next event; `None` once the server has ended the stream.
    fn next(&mut self) -> Option<Event> {
        let mut event = Event { kind: "message".into(), id: String::new(), data: Value::Null };
        loop {
            let mut line = String::new();
            if self.lines.read_line(&mut line).unwrap() == 0 {
                return None;
            }
            match line.trim_end().split_once(": ") {
                Some(("event", kind)) => event.kind = kind.into(),
                Some(("id", id)) => event.id = id.into(),
                Some(("data", data)) => event.data = serde_json::from_str(data).unwrap(),
                _ if line.trim().is_empty() && !event.data.is_null() => return Some(event),
                _ => {}
            }
        }
    }

    fn begun(&mut self) -> Event {
        let event = self.next().unwrap();
        assert_eq!(event.kind, "begin");
        event
    }
}

fn note(text: &str) -> Command {
    Command::Note { text: text.into(), task: None }
}

/// A server whose desk has a live session: one event.
fn live() -> TestServer {
    let server = TestServer::open();
    server.home.obey(Command::start(None)).unwrap();
    server
}

#[test]
fn a_change_of_another_process_is_told_with_its_desk_and_number() {
    let server = live();
    let mut stream = Stream::begin(&server, "/api/v1/events", "");
    let begun = stream.begun();
    assert_eq!((begun.id.as_str(), &begun.data["after"]["default"]), ("default:1", &1.into()));
    server.home.obey(note("the keys have expired")).unwrap();
    let event = stream.next().unwrap();
    assert_eq!((event.kind.as_str(), event.id.as_str()), ("message", "default:2"));
    assert_eq!(event.data["schema"], "onwatch.event/1");
    assert_eq!(event.data["desk"], "default");
    assert_eq!(event.data["subject"], "the keys have expired");
}

#[test]
fn a_client_that_comes_back_gets_what_it_missed_and_nothing_twice() {
    let server = live();
    for number in 2..=700 {
        server.home.obey(note(&format!("note {number}"))).unwrap();
    }
    for known in [1, 2, 255, 256, 257, 258, 514, 650, 699] {
        let mut stream = Stream::begin(
            &server,
            "/api/v1/events",
            &format!("last-event-id: default:{known}\r\n"),
        );
        assert_eq!(stream.begun().id, format!("default:{known}"));
        for seq in known + 1..=700 {
            let event = stream.next().unwrap();
            assert_eq!(event.id, format!("default:{seq}"));
            assert_eq!(event.data["subject"], format!("note {seq}"));
        }
    }
}

#[test]
fn an_event_is_told_in_the_same_words_whenever_it_is_told() {
    let server = live();
    let mut at_once = Stream::begin(&server, "/api/v1/events", "");
    at_once.begun();
    server.home.obey(note("gone again")).unwrap();
    let first = at_once.next().unwrap();
    server.home.obey(Command::Undo).unwrap();
    let mut later = Stream::begin(&server, "/api/v1/events?after=default:1", "");
    later.begun();
    assert_eq!(later.next().unwrap(), first);
}

#[test]
fn one_stream_follows_several_desks_and_goes_on_at_the_place_of_each() {
    let server = live();
    let night = Desk::new(server.home.paths().of_profile(Some("night")), server.home.clock.clone());
    night.obey(&request(Command::start(None))).unwrap();
    let path = "/api/v1/events?desk=default&desk=night";
    let mut stream = Stream::begin(&server, path, "");
    assert_eq!(stream.begun().id, "default:1,night:1");
    night.obey(&request(note("by night"))).unwrap();
    assert_eq!(stream.next().unwrap().id, "default:1,night:2");
    server.home.obey(note("by day")).unwrap();
    assert_eq!(stream.next().unwrap().id, "default:2,night:2");
    let known = "last-event-id: default:2,night:1\r\n";
    let mut again = Stream::begin(&server, "/api/v1/events", known);
    again.begun();
    assert_eq!(again.next().unwrap().data["subject"], "by night");
}

#[test]
fn a_position_after_the_end_of_the_history_is_said_and_the_stream_begins_at_its_end() {
    let server = live();
    let mut stream = Stream::begin(&server, "/api/v1/events", "last-event-id: default:9\r\n");
    let begun = stream.begun();
    assert_eq!(begun.data["restarted"], serde_json::json!(["default"]));
    assert_eq!(begun.id, "default:1");
    server.home.obey(note("after the backup")).unwrap();
    assert_eq!(stream.next().unwrap().id, "default:2");
}

#[test]
fn a_stream_ends_with_the_server() {
    let server = live();
    let mut stream = Stream::begin(&server, "/api/v1/events", "");
    stream.begun();
    drop(server);
    assert_eq!(stream.next(), None);
}

#[test]
fn what_is_no_position_or_no_desk_is_refused() {
    let server = live();
    for (path, status) in [
        ("/api/v1/events?after=12", 422),
        ("/api/v1/events?desk=sess_20260101_070000_a1b2c3", 404),
        ("/api/v1/events?desk=..%2fnight", 404),
    ] {
        assert_eq!(server.get(path).status, status, "{path}");
    }
    let desks = "desk=a&".repeat(17);
    assert_eq!(server.get(&format!("/api/v1/events?{desks}")).status, 422);
}

#[test]
fn a_reader_that_does_not_read_holds_up_nobody() {
    let server = live();
    let idle = Stream::begin(&server, "/api/v1/events", "");
    let mut busy = Stream::begin(&server, "/api/v1/events", "");
    busy.begun();
    let long = "x".repeat(3_900);
    for number in 0..200 {
        server.home.obey(note(&format!("{number} {long}"))).unwrap();
    }
    for seq in 2..=201 {
        assert_eq!(busy.next().unwrap().id, format!("default:{seq}"));
    }
    assert_eq!(server.get("/core/go/session").status, 200);
    drop(idle);
}

#[test]
fn a_stream_tells_nothing_more_once_its_token_is_revoked() {
    let server = closed(&table("board", "owt_read", "scopes = [\"read\"]"));
    server.home.obey(Command::start(None)).unwrap();
    let mut stream = Stream::begin(&server, "/api/v1/events", "authorization: Bearer owt_read\r\n");
    stream.begun();
    server.home.obey(note("for the board")).unwrap();
    assert_eq!(stream.next().unwrap().data["subject"], "for the board");
    settings(&server.home, "");
    server.home.obey(note("not for the board")).unwrap();
    assert_eq!(stream.next(), None);
}

#[test]
fn a_token_for_one_desk_follows_no_other_and_reads_no_metrics_of_all() {
    let token = "scopes = [\"read\"]\ndesks = [\"night\"]";
    let server = closed(&table("board", "owt_night", token));
    let night = Desk::new(server.home.paths().of_profile(Some("night")), server.home.clock.clone());
    night.obey(&request(Command::start(None))).unwrap();
    for path in ["/api/v1/events", "/api/v1/events?desk=night&desk=default", "/metrics"] {
        assert_eq!(with_token(&server, path, "owt_night").status, 403, "{path}");
    }
}

#[test]
fn a_desk_that_was_never_used_has_no_stream() {
    let server = live();
    assert_eq!(server.get("/api/v1/events?desk=nosuch").status, 404);
}

#[test]
fn the_thread_that_watches_a_desk_ends_with_its_last_stream() {
    let watchers = || {
        let tasks = fs::read_dir("/proc/self/task").unwrap().filter_map(Result::ok);
        let names = tasks.filter_map(|task| fs::read_to_string(task.path().join("comm")).ok());
        names.filter(|name| name.trim() == "watcher").count()
    };
    // Other tests watch too, in threads of the same name: those of many desks are more than theirs.
    let server = live();
    let desks: Vec<String> = (0..12).map(|number| format!("d{number}")).collect();
    for desk in &desks {
        let paths = server.home.paths().of_profile(Some(desk));
        let desk = Desk::new(paths, server.home.clock.clone());
        desk.obey(&request(Command::start(None))).unwrap();
    }
    let path = format!("/api/v1/events?desk={}", desks.join("&desk="));
    let before = watchers();
    let mut stream = Stream::begin(&server, &path, "");
    stream.begun();
    drop(stream);
    let begun = std::time::Instant::now();
    while watchers() > before + 6 {
        assert!(begun.elapsed() < PATIENCE, "{} watchers", watchers());
    }
}
