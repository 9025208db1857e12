//! Prints the figures of docs/figures.md: `cargo bench --bench figures`.
//!
//! Whole processes, interleaved, medians. The panel is measured in a pseudo-terminal beside other
//! programs that people keep open. Nothing here passes or fails; a person reads the figures.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss
)]

#[path = "common/watched.rs"]
mod watched;

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use watched::{Watched, machine, median, onwatch};

const ROUNDS: usize = 200;
/// How long the panel is measured in each phase.
const WATCHED: Duration = Duration::from_secs(60);
/// How many runs change beside a panel.
const DESKS: usize = 50;
/// How long a program is left alone before it is measured.
const SETTLED: Duration = Duration::from_secs(15);

fn main() {
    let home = tempfile::tempdir_in("target").unwrap();
    println!("machine: {}; files on the disk of the build directory", machine());
    commands(home.path());
    panel(home.path());
    peers(home.path());
    desks();
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

/// Returns every file under `dir` with its length and its time of change.
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
        let mut panel = Watched::panel(home);
        first.push(panel.first_frame);
        panel.quit();
    }
    println!(
        "panel, first frame       {:7.2} ms  after the process was started (asked: 20 ms)",
        median(first)
    );
    let mut panel = Watched::panel(home);
    let seen = (0..20).map(|nth| sees(&mut panel, home, nth)).collect();
    println!(
        "panel, change elsewhere  {:7.2} ms  from the start of another `onwatch` to its toast (asked: 300 ms)",
        median(seen)
    );
    for (verb, phase, asked) in [
        (None, "running", "asked: 1.1 a second"),
        (Some("pause"), "paused", "asked: 2 a minute; a minute may turn once"),
        (Some("end"), "idle", "asked: 2 a minute; a minute may turn once"),
    ] {
        if let Some(verb) = verb {
            onwatch(home, &[verb]);
        }
        // By then the toasts have left the screen.
        std::thread::sleep(SETTLED);
        let before = panel.cost();
        std::thread::sleep(WATCHED);
        let cost = panel.cost() - before;
        println!(
            "panel, {phase:<8}          {:4} wake-ups and {} bytes to the terminal in {} s ({asked})",
            cost.wake_ups,
            cost.bytes,
            WATCHED.as_secs()
        );
    }
    println!("panel, memory            {} (asked: 8 MiB)", panel.memory());
    panel.quit();
}

/// Measures the panel beside runs that all change several times a second.
fn desks() {
    let home = tempfile::tempdir_in("target").unwrap();
    let home = home.path();
    for _ in 0..DESKS {
        onwatch(home, &["run", "start", "--agent", "importer"]);
    }
    let states: Vec<_> = states(&home.join("data/runs"));
    assert_eq!(states.len(), DESKS);
    for (keys, shown, asked) in [("", "hidden", "none"), ("R", "shown", "asked: 5 a second")] {
        let mut panel = Watched::panel(home);
        panel.send(keys);
        std::thread::sleep(SETTLED);
        let before = panel.cost();
        let begun = Instant::now();
        while begun.elapsed() < WATCHED {
            for state in &states {
                let new = state.with_extension("new");
                fs::copy(state, &new).unwrap();
                fs::rename(&new, state).unwrap();
            }
            std::thread::sleep(Duration::from_millis(200));
        }
        let (cost, seconds) = (panel.cost() - before, begun.elapsed().as_secs_f64());
        println!(
            "panel, {DESKS} desks change, {shown:<6} {:6.1} wake-ups and {:.1} ms busy a second ({asked})",
            cost.wake_ups as f64 / seconds,
            cost.busy_ms as f64 / seconds,
        );
        panel.send(if keys.is_empty() { "" } else { "q" });
        panel.quit();
    }
}

/// Returns the state files below a directory with a directory for each day.
fn states(runs: &Path) -> Vec<std::path::PathBuf> {
    let below = |dir: &Path| -> Vec<_> {
        fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect()
    };
    let days = below(runs).into_iter().filter(|dir| dir.is_dir());
    let states = days.flat_map(|day| below(&day)).map(|run| run.join("state.json"));
    states.filter(|state| state.is_file()).collect()
}

/// Returns the time until a note of another process is on the screen.
fn sees(panel: &mut Watched, home: &Path, nth: usize) -> Duration {
    // Each note has its own character, because only changed cells are written.
    let sign = char::from_u32(0x3b1 + u32::try_from(nth).unwrap()).unwrap().to_string();
    panel.until_drawn(&sign, |_| {
        onwatch(home, &["note", &sign]);
    })
}

/// Measures other programs that people keep open, if installed, in the same minute as the panel
/// with an active session.
fn peers(home: &Path) {
    onwatch(home, &["start"]);
    let installed = |program: &&str| {
        let paths = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&paths).any(|folder| folder.join(program).is_file())
    };
    let others = ["htop", "btop", "top"].into_iter().filter(installed);
    let mut all = vec![("onwatch", Watched::panel(home))];
    all.extend(others.map(|name| (name, Watched::open(name, home, (120, 40), "\u{1b}["))));
    std::thread::sleep(SETTLED);
    let before: Vec<_> = all.iter().map(|(_, program)| program.cost()).collect();
    std::thread::sleep(WATCHED);
    println!("beside each other, {} s:", WATCHED.as_secs());
    for ((name, program), before) in all.iter_mut().zip(before) {
        let cost = program.cost() - before;
        println!(
            "  {name:<8} {:5} wake-ups, {:5} ms busy, {:7} bytes to the terminal, {:6.1} MiB resident",
            cost.wake_ups,
            cost.busy_ms,
            cost.bytes,
            program.resident_mib()
        );
        program.quit();
    }
}
