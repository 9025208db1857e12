//! Prints the figures of the HTTP interface: `cargo bench --bench serve`.
//!
//! The real program answers on a loopback address, on a disk of its own. Every figure is of one run.
//! `ONWATCH_WITHOUT=PROGRAM`, a build with `--no-default-features`, is compared with it: its size, its
//! `status`, and how soon its panel is drawn. Nothing here passes or fails; a person reads the figures.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss
)]

#[path = "common/watched.rs"]
#[allow(dead_code)]
mod watched;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use watched::{ONWATCH, Watched, machine, median};

/// How many requests of a kind are timed.
const TIMED: usize = 2_000;
/// How long requests are counted.
const COUNTED: Duration = Duration::from_secs(3);

fn main() {
    let home = tempfile::tempdir_in("target").unwrap();
    println!("machine: {}; files on the disk of the build directory", machine());
    let server = Server::start(home.path());
    one_connection(&server);
    for connections in [1, 16] {
        println!(
            "GET session, {connections:2} connections  {:8.0} requests/s",
            rate(&server, connections)
        );
    }
    println!("resident after that         {:8.1} MiB", server.resident_mib());
    drop(server);
    if let Some(without) = std::env::var_os("ONWATCH_WITHOUT") {
        beside(home.path(), Path::new(&without));
    }
}

/// A server that ends when this is dropped.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(home: &Path) -> Self {
        let mut command = Command::new(ONWATCH);
        command.args(["serve", "--listen", "127.0.0.1:0", "--insecure-loopback"]);
        command.env("ONWATCH_HOME", home).stdin(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
        let mut places = lines.filter_map(|line| Some(line.split_once("http://")?.1.to_owned()));
        let address = places.next().unwrap();
        Self { child, address }
    }

    fn resident_mib(&self) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<f64>().unwrap() / 1_024.0
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// One connection that stays open.
struct Client {
    stream: BufReader<TcpStream>,
    host: String,
}

impl Client {
    fn of(server: &Server) -> Self {
        let stream = TcpStream::connect(&server.address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream: BufReader::new(stream), host: server.address.clone() }
    }

    /// Sends a request and reads the whole answer; returns how long that took.
    fn ask(&mut self, method: &str, path: &str, body: &str) -> Duration {
        let (host, length) = (&self.host, body.len());
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        let begun = Instant::now();
        self.stream.get_mut().write_all(request.as_bytes()).unwrap();
        let (mut status, mut length) = (String::new(), 0);
        self.stream.read_line(&mut status).unwrap();
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).unwrap();
            match line.trim_end().split_once(": ") {
                Some(("content-length", bytes)) => length = bytes.parse().unwrap(),
                Some(_) => {}
                None => break,
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).unwrap();
        let took = begun.elapsed();
        assert!(status.contains(" 200 "), "{status}{}", String::from_utf8_lossy(&body));
        took
    }
}

fn one_connection(server: &Server) {
    let mut client = Client::of(server);
    let (mut reads, mut starts, mut ends) = (vec![], vec![], vec![]);
    let (mut natives, mut notes, mut raw) = (vec![], vec![], vec![]);
    client.ask("POST", "/core/go/start_session", r#"{"notes":"figures"}"#);
    client.ask("GET", "/core/go/session", "");
    for _ in 0..TIMED {
        reads.push(client.ask("GET", "/core/go/session", ""));
    }
    for _ in 0..TIMED / 4 {
        natives.push(client.ask("GET", "/api/v1/desks/default", ""));
        notes.push(client.ask(
            "POST",
            "/api/v1/desks/default/note",
            r#"{"text":"a note of the usual length"}"#,
        ));
    }
    let file = tempfile::Builder::new().tempfile_in("target").unwrap();
    for _ in 0..TIMED / 4 {
        ends.push(client.ask("POST", "/core/go/end_session", r#"{"notes":"done"}"#));
        starts.push(client.ask("POST", "/core/go/start_session", r#"{"notes":"figures"}"#));
        let begun = Instant::now();
        file.as_file().write_all(&[b'x'; 1_000]).unwrap();
        file.as_file().sync_data().unwrap();
        raw.push(begun.elapsed());
    }
    println!("raw append + fdatasync      {}", times(raw));
    println!(
        "GET  /core/go/session       {}  asked: p50 0.3 ms; the original 3.8 ms",
        times(reads)
    );
    println!(
        "POST /core/go/start_session {}  asked: p50 1 ms, durable; the original 6.2 ms, not durable",
        times(starts)
    );
    println!(
        "POST /core/go/end_session   {}  asked: p50 1 ms, durable; the original 2.8 ms, not durable",
        times(ends)
    );
    println!("GET  /api/v1/desks/default  {}", times(natives));
    println!("POST .../note               {}", times(notes));
}

fn times(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let ms = |percent: usize| times[times.len() * percent / 100].as_secs_f64() * 1_000.0;
    format!("p50 {:6.3} ms  p99 {:6.3} ms", ms(50), ms(99))
}

/// Returns how many requests a second are answered over some connections.
fn rate(server: &Server, connections: usize) -> f64 {
    let begun = Instant::now();
    let counted = thread::scope(|scope| {
        let all: Vec<_> = (0..connections)
            .map(|_| {
                scope.spawn(|| {
                    let (mut client, mut count) = (Client::of(server), 0_usize);
                    while begun.elapsed() < COUNTED {
                        client.ask("GET", "/core/go/session", "");
                        count += 1;
                    }
                    count
                })
            })
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).sum::<usize>()
    });
    counted as f64 / begun.elapsed().as_secs_f64()
}

/// Compares this build with one that has no HTTP interface.
fn beside(home: &Path, without: &Path) {
    let size = |path: &Path| fs::metadata(path).unwrap().len() as f64 / 1_048_576.0;
    let (with_mib, without_mib) = (size(Path::new(ONWATCH)), size(without));
    println!(
        "size                        {with_mib:.2} MiB with the interface, {without_mib:.2} MiB without"
    );
    let status = |program: &Path| {
        let begun = Instant::now();
        let mut command = Command::new(program);
        command.arg("status").env("ONWATCH_HOME", home).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().unwrap();
        begun.elapsed()
    };
    let (mut with, mut other) = (vec![], vec![]);
    for _ in 0..400 {
        with.push(status(Path::new(ONWATCH)));
        other.push(status(without));
    }
    let (with, other) = (median(with), median(other));
    println!(
        "onwatch status              {with:.2} ms with, {other:.2} ms without: {:+.1} % (asked: +5 %)",
        (with / other - 1.0) * 100.0
    );
    let panel = |program: &Path| {
        Watched::open(&program.display().to_string(), home, (120, 40), "help").first_frame
    };
    let (mut with, mut other) = (vec![], vec![]);
    for _ in 0..30 {
        with.push(panel(Path::new(ONWATCH)));
        other.push(panel(without));
    }
    let (with, other) = (median(with), median(other));
    println!(
        "panel, first picture        {with:.2} ms with, {other:.2} ms without: {:+.1} % (asked: +5 %)",
        (with / other - 1.0) * 100.0
    );
    let resident = |program: &Path| {
        let panel = Watched::open(&program.display().to_string(), home, (120, 40), "help");
        panel.resident_mib()
    };
    println!(
        "panel, resident             {:.1} MiB with, {:.1} MiB without",
        resident(Path::new(ONWATCH)),
        resident(without)
    );
}
