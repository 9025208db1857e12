//! A program in a pseudo-terminal, measured by the counters of the kernel. Linux only.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

/// The program that is measured.
pub const ONWATCH: &str = env!("CARGO_BIN_EXE_onwatch");

/// Returns the machine's processor and cores, and how many of them were busy in the last minute.
pub fn machine() -> String {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name\t: ")).unwrap_or("?");
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("?");
    format!("{model}, {cores} cores, {load} of them busy before")
}

/// Runs `onwatch` on the files under `home`; returns how long that took.
pub fn onwatch(home: &Path, arguments: &[&str]) -> Duration {
    let begun = Instant::now();
    let mut command = Command::new(ONWATCH);
    command.args(arguments).env("ONWATCH_HOME", home);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let done = command.status();
    let taken = begun.elapsed();
    assert!(done.unwrap().success(), "onwatch {arguments:?}");
    taken
}

/// Returns the median, milliseconds.
pub fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1_000.0
}

/// A program in a terminal of its own.
pub struct Watched {
    child: Box<dyn portable_pty::Child + Send + Sync>,
    writer: Box<dyn Write + Send>,
    bytes: Arc<AtomicUsize>,
    written: Arc<Mutex<Vec<u8>>>,
    /// The time from the start of the process until it had drawn the expected text.
    pub first_frame: Duration,
    _master: Box<dyn portable_pty::MasterPty + Send>,
}

/// What a program used over some time.
pub struct Cost {
    /// How often a sleeping thread woke up.
    pub wake_ups: u64,
    /// How many bytes it wrote to the terminal.
    pub bytes: usize,
    /// Its processor time, milliseconds.
    pub busy_ms: u64,
}

impl Watched {
    /// Opens the panel at 120 by 40; its footer is drawn last.
    pub fn panel(home: &Path) -> Self {
        Self::open(ONWATCH, home, (120, 40), "help")
    }

    /// Starts a program at a size and waits until it has drawn a text.
    pub fn open(program: &str, home: &Path, (cols, rows): (u16, u16), drawn: &str) -> Self {
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        let pty = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(program);
        command.env("ONWATCH_HOME", home);
        command.env("TERM", "xterm-256color");
        let mut reader = pty.master.try_clone_reader().unwrap();
        let writer = pty.master.take_writer().unwrap();
        let begun = Instant::now();
        let child = pty.slave.spawn_command(command).unwrap();
        let bytes = Arc::new(AtomicUsize::new(0));
        let seen = Arc::new(Mutex::new(None));
        let written = Arc::new(Mutex::new(Vec::new()));
        let (count, first, kept) = (bytes.clone(), seen.clone(), written.clone());
        let awaited = drawn.to_owned();
        std::thread::spawn(move || {
            let mut buffer = vec![0; 65_536];
            while let Ok(read @ 1..) = reader.read(&mut buffer) {
                count.fetch_add(read, Ordering::Relaxed);
                let mut text = kept.lock().unwrap();
                text.extend_from_slice(&buffer[..read]);
                let mut first = first.lock().unwrap();
                if first.is_none() && String::from_utf8_lossy(&text).contains(&awaited) {
                    *first = Some(begun.elapsed());
                }
            }
        });
        let deadline = begun + Duration::from_secs(10);
        let first_frame = loop {
            if let Some(first_frame) = *seen.lock().unwrap() {
                break first_frame;
            }
            assert!(Instant::now() < deadline, "{program} did not draw {drawn:?}");
            std::thread::sleep(Duration::from_micros(200));
        };
        Self { child, writer, bytes, written, first_frame, _master: pty.master }
    }

    /// Types keys.
    pub fn send(&mut self, keys: &str) {
        self.writer.write_all(keys.as_bytes()).unwrap();
    }

    /// Does something; returns the time until a text has been drawn.
    pub fn until_drawn(&mut self, text: &str, act: impl FnOnce(&mut Self)) -> Duration {
        self.written.lock().unwrap().clear();
        let begun = Instant::now();
        act(self);
        while !String::from_utf8_lossy(&self.written.lock().unwrap()).contains(text) {
            assert!(begun.elapsed() < Duration::from_secs(10), "{text:?} was not drawn");
            std::thread::sleep(Duration::from_micros(100));
        }
        begun.elapsed()
    }

    /// Returns what it has used since its start.
    pub fn cost(&self) -> Cost {
        let process = self.process();
        let tasks = fs::read_dir(process.join("task")).unwrap();
        let wakes = tasks.map(|task| wake_ups(&task.unwrap().path())).sum();
        let stat = fs::read_to_string(process.join("stat")).unwrap();
        // proc(5): the name in brackets may hold blanks; utime and stime follow, in hundredths.
        let after: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
        let ticks: u64 = after[11..13].iter().map(|ticks| ticks.parse::<u64>().unwrap()).sum();
        Cost { wake_ups: wakes, bytes: self.bytes.load(Ordering::Relaxed), busy_ms: ticks * 10 }
    }

    /// Returns its resident memory, MiB.
    pub fn resident_mib(&self) -> f64 {
        field(&self.process().join("status"), "VmRSS:").unwrap() as f64 / 1_024.0
    }

    /// Returns its resident memory, and how much of that is its own: the rest are pages of files, which the
    /// system may drop and read again, and which other processes of the program share.
    pub fn memory(&self) -> String {
        let own = field(&self.process().join("status"), "RssAnon:").unwrap() as f64 / 1_024.0;
        format!("{:.1} MiB resident, {own:.1} MiB its own", self.resident_mib())
    }

    /// Returns its directory in the file system of processes.
    pub fn process(&self) -> PathBuf {
        PathBuf::from(format!("/proc/{}", self.child.process_id().unwrap()))
    }

    /// Quits it by its key.
    pub fn quit(&mut self) {
        self.send("q");
        self.child.wait().unwrap();
    }
}

impl std::ops::Sub for Cost {
    type Output = Self;

    fn sub(self, before: Self) -> Self {
        Self {
            wake_ups: self.wake_ups - before.wake_ups,
            bytes: self.bytes - before.bytes,
            busy_ms: self.busy_ms - before.busy_ms,
        }
    }
}

/// Returns how often a thread that slept woke up.
pub fn wake_ups(thread: &Path) -> u64 {
    field(&thread.join("status"), "voluntary_ctxt_switches:").unwrap_or_default()
}

fn field(path: &Path, name: &str) -> Option<u64> {
    let text = fs::read_to_string(path).ok()?;
    let value = text.lines().find_map(|line| line.strip_prefix(name))?;
    value.split_whitespace().next()?.parse().ok()
}
