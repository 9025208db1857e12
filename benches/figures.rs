//! Prints the figures that the README names: `cargo bench --bench figures`.
//!
//! Whole processes, interleaved, medians. The panel is measured in a pseudo-terminal through what
//! the kernel keeps of it. Nothing here passes or fails; a person reads the figures. Linux only.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss
)]

use std::fs::{self, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

const ONWATCH: &str = env!("CARGO_BIN_EXE_onwatch");
const ROUNDS: usize = 200;
/// How long the panel is watched in each phase.
const WATCHED: Duration = Duration::from_secs(60);

fn main() {
    let home = tempfile::tempdir_in("target").unwrap();
    println!("machine: {}", machine());
    commands(home.path());
    panel(home.path());
}

fn machine() -> String {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name\t: ")).unwrap_or("?");
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    format!("{model}, {cores} cores; files on the disk of the build directory")
}

fn onwatch(home: &Path, arguments: &[&str]) -> Duration {
    let begun = Instant::now();
    let done = Command::new(ONWATCH)
        .args(arguments)
        .env("ONWATCH_HOME", home)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    let taken = begun.elapsed();
    assert!(done.unwrap().success(), "onwatch {arguments:?}");
    taken
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1_000.0
}

fn commands(home: &Path) {
    onwatch(home, &["start", "-n", "figures"]);
    let (mut version, mut status, mut note, mut raw) = (vec![], vec![], vec![], vec![]);
    let mut file = OpenOptions::new().create(true).append(true).open(home.join("raw")).unwrap();
    let line = newest_line(home);
    let before = touched(home);
    for _ in 0..ROUNDS {
        version.push(onwatch(home, &["--version"]));
        status.push(onwatch(home, &["status"]));
    }
    let wrote = touched(home) != before;
    for _ in 0..ROUNDS {
        version.push(onwatch(home, &["--version"]));
        note.push(onwatch(home, &["note", "a note of the usual length, in a few words"]));
        let begun = Instant::now();
        file.write_all(&line).unwrap();
        file.sync_data().unwrap();
        raw.push(begun.elapsed());
    }
    let (version, status, note, raw) = (median(version), median(status), median(note), median(raw));
    println!("onwatch --version        {version:7.2} ms");
    println!(
        "onwatch status           {status:7.2} ms  {:.2}x of --version (asked: 1.5x), {}",
        status / version,
        if wrote { "WROTE SOMETHING" } else { "wrote nothing" }
    );
    println!("raw append + fdatasync   {raw:7.2} ms  of {} bytes", line.len());
    let beyond = note - version;
    println!(
        "onwatch note             {note:7.2} ms  {beyond:.2} ms beyond process start: {:.2}x of raw, {:+.2} ms (asked: 3x or +1 ms)",
        beyond / raw,
        beyond - raw
    );
}

fn newest_line(home: &Path) -> Vec<u8> {
    onwatch(home, &["note", "a note of the usual length, in a few words"]);
    let segment = fs::read_dir(home.join("data/history")).unwrap().find_map(|entry| {
        let path = entry.unwrap().path();
        path.file_name().unwrap().to_string_lossy().starts_with('0').then_some(path)
    });
    let bytes = fs::read(segment.unwrap()).unwrap();
    bytes.split_inclusive(|b| *b == b'\n').next_back().unwrap().to_vec()
}

/// Every file under `dir` with its length and time of change.
fn touched(dir: &Path) -> Vec<(std::path::PathBuf, u64, std::time::SystemTime)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let metadata = fs::metadata(&path).unwrap();
        if metadata.is_dir() {
            found.append(&mut touched(&path));
        }
        found.push((path, metadata.len(), metadata.modified().unwrap()));
    }
    found.sort();
    found
}

fn panel(home: &Path) {
    let mut first = Vec::new();
    for _ in 0..20 {
        let mut panel = Panel::open(home);
        first.push(panel.first_frame);
        panel.quit();
    }
    println!(
        "panel, first frame       {:7.2} ms  after the process was started (asked: 20 ms)",
        median(first)
    );
    let mut panel = Panel::open(home);
    let seen = (0..20).map(|nth| panel.sees(home, nth)).collect();
    println!(
        "panel, change elsewhere  {:7.2} ms  from the start of another `onwatch` to its toast (asked: 300 ms)",
        median(seen)
    );
    panel.watch("running", "asked: 1.1 a second");
    onwatch(home, &["pause"]);
    panel.watch("paused", "asked: 2 a minute; a minute may turn once");
    onwatch(home, &["end"]);
    panel.watch("idle", "asked: 2 a minute; a minute may turn once");
    println!("panel, resident          {:7.2} MiB (asked: 8 MiB)", panel.resident_mib());
    panel.quit();
}

struct Panel {
    child: Box<dyn portable_pty::Child + Send + Sync>,
    writer: Box<dyn Write + Send>,
    bytes: Arc<AtomicUsize>,
    written: Arc<Mutex<Vec<u8>>>,
    first_frame: Duration,
    _master: Box<dyn portable_pty::MasterPty + Send>,
}

impl Panel {
    fn open(home: &Path) -> Self {
        let size = PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 };
        let pty = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(ONWATCH);
        command.env("ONWATCH_HOME", home);
        command.env("TERM", "xterm-256color");
        let mut reader = pty.master.try_clone_reader().unwrap();
        let writer = pty.master.take_writer().unwrap();
        let begun = Instant::now();
        let child = pty.slave.spawn_command(command).unwrap();
        let bytes = Arc::new(AtomicUsize::new(0));
        let seen = Arc::new(Mutex::new(None));
        let written = Arc::new(Mutex::new(Vec::new()));
        let (count, drawn, kept) = (bytes.clone(), seen.clone(), written.clone());
        std::thread::spawn(move || {
            let mut buffer = vec![0; 65_536];
            while let Ok(read @ 1..) = reader.read(&mut buffer) {
                count.fetch_add(read, Ordering::Relaxed);
                let mut text = kept.lock().unwrap();
                text.extend_from_slice(&buffer[..read]);
                let mut drawn = drawn.lock().unwrap();
                // The footer is drawn last.
                if drawn.is_none() && String::from_utf8_lossy(&text).contains("quit") {
                    *drawn = Some(begun.elapsed());
                }
            }
        });
        let deadline = begun + Duration::from_secs(10);
        let first_frame = loop {
            if let Some(first_frame) = *seen.lock().unwrap() {
                break first_frame;
            }
            assert!(Instant::now() < deadline, "the panel drew nothing");
            std::thread::sleep(Duration::from_micros(200));
        };
        Self { child, writer, bytes, written, first_frame, _master: pty.master }
    }

    /// Returns how long it takes until a note that another process writes is on the screen.
    fn sees(&self, home: &Path, nth: usize) -> Duration {
        // A sign of its own for each: only cells that differ are written.
        let sign = char::from_u32(0x3b1 + u32::try_from(nth).unwrap()).unwrap().to_string();
        self.written.lock().unwrap().clear();
        let begun = Instant::now();
        onwatch(home, &["note", &sign]);
        while !String::from_utf8_lossy(&self.written.lock().unwrap()).contains(&sign) {
            assert!(begun.elapsed() < Duration::from_secs(10), "the panel did not see it");
            std::thread::sleep(Duration::from_micros(200));
        }
        begun.elapsed()
    }

    fn watch(&mut self, phase: &str, asked: &str) {
        // What was announced has left the screen by then.
        std::thread::sleep(Duration::from_secs(15));
        let (wakes, bytes) = (self.wake_ups(), self.bytes.load(Ordering::Relaxed));
        std::thread::sleep(WATCHED);
        let wakes = self.wake_ups() - wakes;
        let bytes = self.bytes.load(Ordering::Relaxed) - bytes;
        println!(
            "panel, {phase:<8}          {wakes:4} wake-ups and {bytes} bytes to the terminal in {} s ({asked})",
            WATCHED.as_secs()
        );
    }

    /// Voluntary context switches of all threads: how often one that slept woke up.
    fn wake_ups(&self) -> u64 {
        let tasks = format!("/proc/{}/task", self.child.process_id().unwrap());
        let statuses = fs::read_dir(tasks).unwrap().map(|task| task.unwrap().path().join("status"));
        statuses.filter_map(|path| field(&path, "voluntary_ctxt_switches:")).sum()
    }

    fn resident_mib(&self) -> f64 {
        let status = format!("/proc/{}/status", self.child.process_id().unwrap());
        field(Path::new(&status), "VmRSS:").unwrap() as f64 / 1_024.0
    }

    fn quit(&mut self) {
        self.writer.write_all(b"q").unwrap();
        self.child.wait().unwrap();
    }
}

fn field(path: &Path, name: &str) -> Option<u64> {
    let text = fs::read_to_string(path).ok()?;
    let value = text.lines().find_map(|line| line.strip_prefix(name))?;
    value.split_whitespace().next()?.parse().ok()
}
