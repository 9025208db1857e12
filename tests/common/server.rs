//! A server in this process, with a set clock, and a client that says exactly what is sent.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::mpsc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use onwatch::cli::ServedDesk;
use onwatch::failure::Words;
use onwatch::serve::{End, Limits, run_within};
use serde_json::Value;

use super::home::Home;

/// How long a client waits for an answer.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A server in this process.
pub struct TestServer {
    pub home: Home,
    /// Address and port.
    pub address: String,
    end: End,
    thread: Option<JoinHandle<Result<(), Words>>>,
}

/// What a server answered.
#[derive(Debug, Clone)]
pub struct HttpReply {
    pub status: u16,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl TestServer {
    /// Starts one that needs no token.
    pub fn open() -> Self {
        Self::at(Home::new(), true)
    }

    /// Starts one at a home.
    pub fn at(home: Home, insecure_loopback: bool) -> Self {
        Self::within(home, insecure_loopback, Limits::default())
    }

    /// Starts one at a home, with limits of its own.
    pub fn within(home: Home, insecure_loopback: bool, limits: Limits) -> Self {
        let (tell, told) = mpsc::channel::<String>();
        let served = ServedDesk {
            paths: home.paths(),
            operator: None,
            listen: Some("127.0.0.1:0".into()),
            insecure_loopback,
        };
        let (end, clock) = (End::default(), home.clock.clone());
        let ended = end.clone();
        let thread = thread::spawn(move || {
            run_within(served, clock, &ended, limits, |place| tell.send(place.to_owned()).unwrap())
        });
        let place = told.recv_timeout(PATIENCE).expect("the server listens");
        let address = place.trim_start_matches("http://").to_owned();
        Self { home, address, end, thread: Some(thread) }
    }

    pub fn get(&self, path: &str) -> HttpReply {
        self.ask("GET", path, &[], "")
    }

    pub fn post(&self, path: &str, body: &str) -> HttpReply {
        self.ask("POST", path, &[("content-type", "application/json")], body)
    }

    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> HttpReply {
        ask(&self.address, method, path, headers, body)
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.end.now();
        let ended = self.thread.take().unwrap().join();
        if !thread::panicking() {
            ended.unwrap().unwrap();
        }
    }
}

/// Sends one request on a connection of its own.
pub fn ask(
    address: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> HttpReply {
    let has_host = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host"));
    let host = if has_host { String::new() } else { format!("host: {address}\r\n") };
    let more: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let length = if body.is_empty() && method == "GET" {
        String::new()
    } else {
        format!("content-length: {}\r\n", body.len())
    };
    let head = format!("{method} {path} HTTP/1.1\r\n{host}{more}{length}connection: close\r\n\r\n");
    HttpReply::of(&exchange(address, &[head.as_bytes(), body.as_bytes()].concat()))
}

/// Sends bytes, and returns every byte that comes back until the server closes the connection.
pub fn exchange(address: &str, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    // A server that refuses early may close before it has everything.
    let _ = stream.write_all(bytes);
    let mut all = Vec::new();
    let _ = stream.read_to_end(&mut all);
    all
}

impl HttpReply {
    pub fn of(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let (head, body) = text.split_once("\r\n\r\n").expect("a whole response");
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers = lines
            .map(|line| line.split_once(": ").unwrap())
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        Self { status, headers, body: body.to_owned() }
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}
