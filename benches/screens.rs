//! Prints what the panel's screens cost with a long history: `cargo bench --bench screens`.
//!
//! Whole processes in a pseudo-terminal of 200×60, on a hundred thousand past sessions. A key is
//! measured from its byte to the end of the frame that answers it. Nothing here passes or fails; a
//! person reads the figures. Linux only.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss
)]

#[path = "../tests/common/lines.rs"]
mod lines;
#[path = "../tests/common/past.rs"]
#[allow(dead_code, reason = "its plan is another one here")]
mod past;
#[path = "common/watched.rs"]
#[allow(dead_code, reason = "what it measures is measured otherwise here")]
mod watched;

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use onwatch::core::{Command as Verb, NewFrame};
use onwatch::paths::Paths;
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use watched::{ONWATCH, machine, onwatch};

const SESSIONS: u64 = 100_000;
/// How many events one session makes.
const EVENTS: u64 = 4;
const KEYS: usize = 500;
const LONGEST: Duration = Duration::from_secs(60);

fn main() {
    let home = tempfile::tempdir_in("target").unwrap();
    println!("machine: {}; files on the disk of the build directory", machine());
    fill(home.path());
    first_frame(home.path());
    history(home.path());
    activities(home.path());
}

/// Short sessions, each with notes and a context of its own.
fn plan(seq: u64) -> Verb {
    const WORK: [&str; 5] = [
        "Import pipeline: find out why the queue grows in the night",
        "On call, week",
        "Review of the change that moves the log, and its rollout",
        "Deploy to production and watch the error budget",
        "Überstunden: Ärger mit dem Speicher auf Rechner",
    ];
    let session = seq / EVENTS;
    let work = WORK[usize::try_from(session).unwrap() % WORK.len()];
    match seq % EVENTS {
        0 => Verb::start(Some(format!("{work} {session}"))),
        1 => Verb::Push(NewFrame {
            kind: "task".parse().unwrap(),
            id: format!("{}", session % 977),
            title: Some("keep the logs in order".into()),
            estimate_seconds: None,
            entering: onwatch::core::Entering::Usual,
        }),
        2 => Verb::Note { text: format!("round {session}: nothing to report so far"), task: None },
        _ => Verb::End { notes: None },
    }
}

fn fill(home: &Path) {
    let history = Paths::under(home).history();
    fs::DirBuilder::new().recursive(true).mode(0o700).create(&history).unwrap();
    let begin = "2016-01-01T00:00:00Z".parse().unwrap();
    past::Past::planned(begin, plan).fill(&history, SESSIONS * EVENTS);
    onwatch(home, &["doctor", "--repair"]);
    // Makes the index.
    onwatch(home, &["history", "-n", "1"]);
}

fn first_frame(home: &Path) {
    let first = (0..20).map(|_| {
        let panel = Panel::open(home);
        let taken = panel.first_frame;
        panel.quit();
        taken
    });
    let first = first.collect();
    println!("first frame              {} (asked: 20 ms)", Times(first));
}

fn history(home: &Path) {
    let mut panel = Panel::open(home);
    println!("panel alone, resident    {:7.2} MiB (asked: 8 MiB)", panel.resident_mib());
    let begun = Instant::now();
    panel.send("y").wait("SESSION-100000");
    println!("history, first rows      {:7.2} ms", ms(begun.elapsed()));
    panel.wait(" active ─");
    println!("history, all rows        {:7.2} ms", ms(begun.elapsed()));
    println!("history, resident        {:7.2} MiB (asked: 64 MiB)", panel.resident_mib());
    let moves = "jjjjkk\x1b[6~\x1b[6~\x1b[5~".to_owned();
    println!("history, key to screen   {} (asked: 16 ms)", panel.keys(&chords(&moves), KEYS));
    let words = ["import queue 4711", "ärger 99", "on call task-7", "sess_2016 x"];
    let mut typed = Vec::new();
    for word in words {
        panel.answer("/");
        typed.extend(word.chars().map(|letter| panel.answer(&letter.to_string())));
        panel.answer("\x1b");
        panel.answer("\x1b");
    }
    println!("history, filter, a key   {} (asked: 50 ms)", Times(typed));
    println!("history, resident after  {:7.2} MiB", panel.resident_mib());
    let begun = Instant::now();
    panel.send("\x1b[F").wait("SESSION-001 ");
    panel.send("\r").wait("audit trail");
    println!("the oldest session opens {:7.2} ms", ms(begun.elapsed()));
    panel.answer("\x1b");
    panel.answer("\x1b");
    println!("history left, resident   {:7.2} MiB", panel.resident_mib());
    panel.quit();
}

fn activities(home: &Path) {
    let mut panel = Panel::open(home);
    // Until the panel has read as many as it keeps.
    while !panel.shows("older ones") {
        panel.answer("\x1b[F");
        std::thread::sleep(Duration::from_millis(20));
    }
    println!("10,000 read, resident    {:7.2} MiB", panel.resident_mib());
    let moves = "kkkkjj\x1b[5~\x1b[5~\x1b[6~".to_owned();
    let keys = panel.keys(&chords(&moves), KEYS);
    println!("activities, key to screen {keys} (asked: 16 ms, 10,000 behind the list)");
    let mut typed = Vec::new();
    for word in ["import queue", "round 9999"] {
        panel.answer("/");
        typed.extend(word.chars().map(|letter| panel.answer(&letter.to_string())));
        panel.answer("\x1b");
        panel.answer("\x1b");
    }
    println!("activities, filter, a key {}", Times(typed));
    panel.quit();
}

/// Splits the bytes that a terminal sends into single keys.
fn chords(text: &str) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for c in text.chars() {
        match keys.last_mut() {
            Some(key) if key.starts_with('\x1b') && !key.ends_with('~') => key.push(c),
            _ => keys.push(c.to_string()),
        }
    }
    keys
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// Prints the median, the 99th percentile and the longest.
struct Times(Vec<Duration>);

impl std::fmt::Display for Times {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut times = self.0.clone();
        times.sort_unstable();
        let at = |hundredth: usize| ms(times[(times.len() - 1) * hundredth / 100]);
        write!(f, "{:7.2} ms  p99 {:.2}, longest {:.2}", at(50), at(99), at(100))
    }
}

struct Panel {
    child: Box<dyn portable_pty::Child + Send + Sync>,
    writer: Box<dyn Write + Send>,
    heard: Arc<(Mutex<Heard>, Condvar)>,
    first_frame: Duration,
    _master: Box<dyn portable_pty::MasterPty + Send>,
}

struct Heard {
    screen: vt100::Parser,
    /// How many frames have ended, and when the last one did.
    frames: usize,
    ended: Instant,
    /// The last bytes, in which the end of a frame may have started.
    tail: Vec<u8>,
}

impl Panel {
    /// Opens the panel and waits for its first frame.
    fn open(home: &Path) -> Self {
        let size = PtySize { rows: 60, cols: 200, pixel_width: 0, pixel_height: 0 };
        let pty = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(ONWATCH);
        command.env("ONWATCH_HOME", home);
        command.env("TERM", "xterm-256color");
        let mut reader = pty.master.try_clone_reader().unwrap();
        let writer = pty.master.take_writer().unwrap();
        let begun = Instant::now();
        let child = pty.slave.spawn_command(command).unwrap();
        let screen = vt100::Parser::new(60.try_into().unwrap(), 200.try_into().unwrap(), 0);
        let heard = Heard { screen, frames: 0, ended: begun, tail: vec![] };
        let heard = Arc::new((Mutex::new(heard), Condvar::new()));
        let told = Arc::clone(&heard);
        std::thread::spawn(move || {
            let mut buffer = vec![0; 65_536];
            while let Ok(read @ 1..) = reader.read(&mut buffer) {
                let at = Instant::now();
                let (heard, changed) = &*told;
                heard.lock().unwrap().take(&buffer[..read], at);
                changed.notify_all();
            }
        });
        let first_frame = Duration::ZERO;
        let panel = Self { child, writer, heard, first_frame, _master: pty.master };
        let shows = |heard: &Heard| {
            heard.frames > 0 && heard.screen.screen().contents().contains("last session")
        };
        let first_frame = panel.wait_until(shows).duration_since(begun);
        Self { first_frame, ..panel }
    }

    fn send(&mut self, keys: &str) -> &mut Self {
        self.writer.write_all(keys.as_bytes()).unwrap();
        self.writer.flush().unwrap();
        self
    }

    fn shows(&self, text: &str) -> bool {
        self.heard.0.lock().unwrap().screen.screen().contents().contains(text)
    }

    fn wait(&mut self, text: &str) -> &mut Self {
        self.wait_until(|heard| heard.screen.screen().contents().contains(text));
        self
    }

    fn wait_until(&self, mut done: impl FnMut(&Heard) -> bool) -> Instant {
        let (heard, changed) = &*self.heard;
        let (heard, timeout) = changed
            .wait_timeout_while(heard.lock().unwrap(), LONGEST, |heard| !done(heard))
            .unwrap();
        assert!(!timeout.timed_out(), "{}", heard.screen.screen().contents());
        heard.ended
    }

    /// Presses a key; returns the time until the end of the next frame. A key that changes nothing
    /// on the screen gets no frame of its own: its time runs until the next frame.
    fn answer(&mut self, key: &str) -> Duration {
        let frames = self.heard.0.lock().unwrap().frames;
        let begun = Instant::now();
        self.send(key);
        let ended = self.wait_until(|heard| heard.frames > frames);
        ended.duration_since(begun)
    }

    fn keys(&mut self, keys: &[String], count: usize) -> Times {
        Times(keys.iter().cycle().take(count).map(|key| self.answer(key)).collect())
    }

    fn resident_mib(&self) -> f64 {
        let status = format!("/proc/{}/status", self.child.process_id().unwrap());
        let text = fs::read_to_string(status).unwrap();
        let value = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        let kib: u64 = value.split_whitespace().next().unwrap().parse().unwrap();
        kib as f64 / 1_024.0
    }

    fn quit(mut self) {
        self.send("q");
        self.child.wait().unwrap();
    }
}

impl Heard {
    fn take(&mut self, bytes: &[u8], at: Instant) {
        const END: &[u8] = b"\x1b[?2026l";
        self.screen.process(bytes);
        self.tail.extend_from_slice(bytes);
        let ends = self.tail.windows(END.len()).filter(|window| *window == END).count();
        if ends > 0 {
            self.frames += ends;
            self.ended = at;
        }
        // Keeps what may be the start of an end mark.
        let kept = self.tail.len().min(END.len() - 1);
        self.tail.drain(..self.tail.len() - kept);
    }
}
