//! Many clients beside a panel and a shell: nothing is lost, and nothing is recorded twice.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::Path;
use std::thread;

use serde_json::Value;

use crate::common::home::memory_dir;
use crate::common::pty::{ONWATCH, Terminal, shell};
use crate::common::server::{PATIENCE, RealServer, ask};

const CLIENTS: usize = 8;
const COMMANDS: usize = 200;
const SHELL_COMMANDS: usize = 60;

/// Returns what a client asks for: the end of the path, and the body.
fn command(client: usize, number: usize) -> (&'static str, String) {
    let name = format!("C{client}-{number}");
    match number % 10 {
        0 => ("push", format!("{{\"kind\":\"task\",\"id\":\"{name}\"}}")),
        1 => ("pause", "{}".to_owned()),
        2 => ("resume", "{}".to_owned()),
        3 => ("tasks", format!("{{\"id\":\"{name}\",\"title\":\"what {name} is\"}}")),
        4 => ("pop", "{}".to_owned()),
        5 => ("health", format!("{{\"status\":\"yellow\",\"reason\":[\"{name}\"]}}")),
        _ => ("note", format!("{{\"text\":\"{name} says so\"}}")),
    }
}

/// Gives every command of a client, each fourth one twice. Returns the events of those that were recorded, by
/// their operation ids.
fn give(place: &str, client: usize) -> BTreeMap<String, u64> {
    let mut recorded = BTreeMap::new();
    for number in 0..COMMANDS {
        let (path, body) = command(client, number);
        let (path, operation) =
            (format!("/api/v1/desks/default/{path}"), format!("client-{client}-{number}"));
        let headers =
            [("content-type", "application/json"), ("idempotency-key", operation.as_str())];
        let mut seqs = Vec::new();
        for _ in 0..if number % 4 == 0 { 2 } else { 1 } {
            let reply = ask(place, "POST", &path, &headers, &body);
            match reply.status {
                200 if reply.json()["unchanged"] == false => {
                    seqs.push(reply.json()["seq"].as_u64().unwrap());
                }
                // Nothing to resume, nothing to leave: as with one client.
                200 | 404 | 409 => {}
                _ => panic!("{path} {body}: {reply:?}"),
            }
        }
        seqs.dedup();
        assert!(seqs.len() <= 1, "{operation} was recorded twice: {seqs:?}");
        recorded.extend(seqs.into_iter().map(|seq| (operation.clone(), seq)));
    }
    recorded
}

/// Returns the number of every event that a stream tells until the server ends.
fn follow(place: &str) -> thread::JoinHandle<Vec<u64>> {
    let mut stream = TcpStream::connect(place).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    write!(stream, "GET /api/v1/events?after=default:0 HTTP/1.1\r\nhost: {place}\r\n\r\n").unwrap();
    thread::spawn(move || {
        let lines = BufReader::new(stream).lines().map_while(Result::ok);
        let ids =
            lines.filter_map(|line| Some(line.strip_prefix("id: default:")?.parse().unwrap()));
        // The first one is the position at the beginning.
        ids.skip(1).collect()
    })
}

/// Returns the events of the journal: number and operation id.
fn journal(home: &Path) -> Vec<(u64, Option<String>)> {
    let files = fs::read_dir(home.join("data/history")).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> =
        files.filter(|path| path.extension().is_some_and(|it| it == "jsonl")).collect();
    files.sort();
    let lines = files.iter().flat_map(|path| {
        let text = fs::read_to_string(path).unwrap();
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    });
    let events = lines.map(|line| serde_json::from_str::<Value>(&line).unwrap());
    let event = |event: Value| {
        (event["seq"].as_u64().unwrap(), event["operation"]["id"].as_str().map(str::to_owned))
    };
    events.filter(|event| event["event"].is_object()).map(event).collect()
}

/// Writes a note in the panel.
fn note(panel: &mut Terminal, text: &str) {
    panel.send("n").wait("write a note").send(text).wait(text).send("\r").wait_gone("write a note");
}

#[test]
fn many_clients_beside_a_panel_and_a_shell_lose_nothing_and_record_nothing_twice() {
    let home = memory_dir();
    shell(home.path(), &["start", "-n", "the crowd"]);
    let server = RealServer::start(home.path());
    let mut panel = Terminal::panel(home.path());
    panel.wait("the crowd");
    let stream = follow(&server.place);
    note(&mut panel, "before the crowd.");
    let recorded = thread::scope(|scope| {
        let place = server.place.as_str();
        let clients: Vec<_> =
            (0..CLIENTS).map(|client| scope.spawn(move || give(place, client))).collect();
        let home = home.path();
        let by_hand = scope.spawn(move || {
            (0..SHELL_COMMANDS)
                .for_each(|number| shell(home, &["note", &format!("by hand {number}")]));
        });
        by_hand.join().unwrap();
        clients.into_iter().flat_map(|client| client.join().unwrap()).collect::<BTreeMap<_, _>>()
    });
    note(&mut panel, "after the crowd.");
    let events = journal(home.path());
    let seqs: Vec<u64> = events.iter().map(|(seq, _)| *seq).collect();
    let all: Vec<u64> = (1..).take(seqs.len()).collect();
    assert_eq!(seqs, all, "the numbers of the events have no gap");
    let by_operation: Vec<(String, u64)> =
        events.into_iter().filter_map(|(seq, operation)| Some((operation?, seq))).collect();
    let operations: BTreeSet<&String> =
        by_operation.iter().map(|(operation, _)| operation).collect();
    assert_eq!(operations.len(), by_operation.len(), "an operation is in the journal twice");
    let of_clients = by_operation.iter().filter(|(operation, _)| operation.starts_with("client-"));
    let of_clients: BTreeMap<String, u64> = of_clients.cloned().collect();
    assert_eq!(of_clients, recorded, "what was acknowledged is what is recorded");
    assert!(
        recorded.len() > CLIENTS * COMMANDS / 2,
        "most commands were possible: {}",
        recorded.len()
    );
    let told = {
        drop(server.end(rustix::process::Signal::TERM));
        stream.join().unwrap()
    };
    assert_eq!(told, seqs, "the stream told every event once, in order");
    panel.wait("the crowd");
    let doctor =
        std::process::Command::new(ONWATCH).arg("doctor").env("ONWATCH_HOME", home.path()).output();
    assert_eq!(doctor.unwrap().status.code(), Some(0));
}
