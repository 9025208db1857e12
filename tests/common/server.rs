//! A server in this process, with a set clock, and a client that says exactly what is sent.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::mpsc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use onwatch::cli::ServedDesk;
use onwatch::failure::Words;
use onwatch::serve::{ClientLimits, End, run_within};
use rustix::process::{Pid, Signal, kill_process};
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
        Self::within(home, insecure_loopback, ClientLimits::default())
    }

    /// Starts one at a home, with limits of its own.
    pub fn within(home: Home, insecure_loopback: bool, limits: ClientLimits) -> Self {
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

/// The real program as a server on a port of its own. It is killed when this is dropped.
pub struct RealServer {
    child: Child,
    lines: BufReader<ChildStderr>,
    /// Address and port, or the path of its socket.
    pub place: String,
}

impl RealServer {
    /// Starts one that needs no token.
    pub fn start(home: &Path) -> Self {
        let listen = ["--listen", "127.0.0.1:0", "--insecure-loopback"];
        Self::begin(Self::command(home, &listen))
    }

    /// Returns the command that starts one.
    pub fn command(home: &Path, options: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_onwatch"));
        command.arg("serve").args(options).env_clear();
        command.env("ONWATCH_HOME", home).env("USER", "ana");
        command
    }

    /// Runs a command, and waits until it listens.
    pub fn begin(mut command: Command) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap());
        let place = loop {
            let mut line = String::new();
            assert_ne!(lines.read_line(&mut line).unwrap(), 0, "the server ended");
            if let Some((_, place)) = line.trim_end().split_once("listening on ") {
                break place.trim_start_matches("http://").to_owned();
            }
        };
        Self { child, lines, place }
    }

    /// Returns the number of its process.
    pub fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// Kills it at once.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Ends it with a signal; returns its exit code and what it said since it listens.
    pub fn end(mut self, signal: Signal) -> (Option<i32>, String) {
        kill_process(self.pid(), signal).unwrap();
        let mut said = String::new();
        self.lines.read_to_string(&mut said).unwrap();
        (self.child.wait().unwrap().code(), said)
    }
}

impl Drop for RealServer {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
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
    let more = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n"));
    let more = more.collect::<Vec<_>>().concat();
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
