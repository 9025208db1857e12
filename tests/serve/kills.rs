//! A server that is killed at any stage of a request: what it acknowledged is recorded, once.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use onwatch::core::{Activity, Verb};
use onwatch::desk::Desk;

use crate::common::home::{Home, memory_dir};
use crate::common::server::{HttpReply, PATIENCE, RealServer};

/// After how many microseconds a server is killed that has a whole request.
const DELAYS: [u64; 20] = [
    0, 200, 500, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000, 8_000, 10_000, 12_000, 15_000,
    20_000, 25_000, 30_000, 40_000, 60_000, 90_000,
];
/// How many bytes of a request are sent more from one server to the next.
const STEP: usize = 9;

/// A note with a number, as the bytes of a request. Its operation id is its number.
fn request(number: usize, place: &str) -> Vec<u8> {
    let body = format!("{{\"text\":\"note {number}\"}}");
    let head = format!(
        "POST /api/v1/desks/default/note HTTP/1.1\r\nhost: {place}\r\ncontent-type: application/json\r\n\
         idempotency-key: op-{number}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    [head.into_bytes(), body.into_bytes()].concat()
}

fn desk(home: &Home) -> Desk {
    Desk::new(home.paths(), home.clock.clone())
}

/// Returns how often each note is in the history.
fn notes(home: &Home) -> BTreeMap<String, usize> {
    let mut notes = BTreeMap::new();
    let all: Vec<Activity> = desk(home).log(usize::MAX).unwrap();
    for activity in all.iter().filter(|activity| activity.verb == Verb::Note) {
        *notes.entry(activity.subject.clone().unwrap()).or_default() += 1;
    }
    notes
}

/// Sends the first bytes of a request, kills the server after a time, or else once it has answered, and returns
/// what it answered, and whether it had the whole request.
fn killed_at(
    home: &Home,
    (number, bytes): (usize, usize),
    after: Option<Duration>,
) -> (Option<HttpReply>, bool) {
    let mut server = RealServer::start(home.dir.path());
    let request = request(number, &server.place);
    let sent = request.get(..bytes).unwrap_or(&request);
    let mut stream = TcpStream::connect(&server.place).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(sent).unwrap();
    let mut reader = stream.try_clone().unwrap();
    let reading = thread::spawn(move || {
        let mut all = Vec::new();
        // A connection of a killed process may be reset.
        let _ = reader.read_to_end(&mut all);
        all
    });
    let begun = Instant::now();
    while after.map_or(!reading.is_finished(), |after| begun.elapsed() < after) {
        thread::yield_now();
    }
    server.kill();
    let _ = stream.shutdown(Shutdown::Both);
    let answer = reading.join().unwrap();
    let reply = answer.ends_with(b"}").then(|| HttpReply::of(&answer));
    (reply, sent.len() == request.len())
}

#[test]
fn what_a_killed_server_acknowledged_is_recorded_and_a_repeat_records_nothing_twice() {
    let home = Home::on(memory_dir(), "2026-11-21T08:00:00Z".parse().unwrap());
    desk(&home)
        .obey(&crate::common::request::request(onwatch::core::Command::start(None)))
        .unwrap();
    let whole = request(0, "127.0.0.1:65535").len();
    let parts = (0..whole).step_by(STEP).map(|bytes| (bytes, Some(Duration::from_millis(2))));
    let delays = DELAYS.iter().map(|micros| (usize::MAX, Some(Duration::from_micros(*micros))));
    let stages: Vec<_> = parts.chain(delays).chain([(usize::MAX, None)]).collect();
    let mut acknowledged = 0;
    for (number, (bytes, after)) in stages.iter().enumerate() {
        let (reply, is_whole) = killed_at(&home, (number, *bytes), *after);
        let found = notes(&home).get(&format!("note {number}")).copied().unwrap_or_default();
        if let Some(reply) = &reply {
            assert_eq!(reply.status, 200, "{reply:?}");
            assert_eq!(found, 1, "stage {number}: acknowledged and not recorded");
            acknowledged += 1;
        }
        assert!(found <= 1, "stage {number}: recorded twice");
        assert!(found == 0 || is_whole, "stage {number}: half a request");
    }
    assert!(acknowledged > 0, "no answer came before its server was killed");
    // A client that got no answer asks again.
    let server = RealServer::start(home.dir.path());
    for number in 0..stages.len() {
        let mut stream = TcpStream::connect(&server.place).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(&request(number, &server.place)).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        assert_eq!(HttpReply::of(&answer).status, 200);
    }
    let once = (0..stages.len()).map(|number| (format!("note {number}"), 1)).collect();
    assert_eq!(notes(&home), once);
    assert!(desk(&home).check().unwrap().is_sound());
}
