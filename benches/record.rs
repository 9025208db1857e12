//! Prints how large the state is, and what the record costs: `cargo bench --bench record`.
//!
//! With `ONWATCH_BEFORE=PROGRAM`, also compares the commands of another build, in turn with this one.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss
)]

#[path = "common/watched.rs"]
#[allow(dead_code, reason = "no panel is measured here")]
mod watched;

use std::fs;
use std::path::Path;
use std::process::{Command as Process, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use onwatch::clock::{Clock, FixedClock};
use onwatch::core::{
    Anchor, Band, By, Command, Interface, Light, Moment, NewFrame, Provenance, Request,
};
use onwatch::desk::Desk;
use onwatch::paths::Paths;
use sha2::{Digest, Sha256};
use watched::{ONWATCH, machine, median};

const ROUNDS: usize = 300;

fn main() {
    println!("machine: {}", machine());
    let home = tempfile::tempdir_in("target").unwrap();
    size("after a working day", &home.path().join("day"), working_day);
    size("worst case", &home.path().join("worst"), worst_case);
    hashing(&home.path().join("day"));
    if let Some(before) = std::env::var_os("ONWATCH_BEFORE") {
        compare(Path::new(&before), home.path());
    }
}

/// Gives commands, each some seconds after the one before.
type Give<'a> = &'a mut dyn FnMut(i64, Command, Provenance);

/// Obeys the commands of a plan; prints the size of the state and of its largest fields.
fn size(what: &str, home: &Path, plan: fn(Give<'_>)) {
    let paths = Paths::under(home);
    let clock = Arc::new(FixedClock::at("2026-11-23T08:00:00Z".parse().unwrap()));
    let boot = "4f6d2c1e-8f6b-4b0a-9a57-0c7a6a1d9e55/4026531834";
    let anchor = |ms| Some(Anchor { clock: boot.into(), boot_ms: ms, mono_ms: ms });
    clock.set(Moment { steady: anchor(3_600_000), ..clock.now() });
    let desk = Desk::new(paths.clone(), clock.clone());
    let (mut events, mut largest) = (0_u32, 0);
    plan(&mut |seconds, command, provenance| {
        clock.advance(seconds);
        let by = By {
            uid: Some(1_000),
            tty: Some("pts/3".into()),
            ..By::new("ana.example", Interface::Cli, "watch-desk-1")
        };
        desk.obey(&Request { provenance, ..Request::new(command, by) }).unwrap();
        events += 1;
        largest = largest.max(fs::metadata(paths.state()).unwrap().len());
    });
    let state = fs::read(paths.state()).unwrap();
    let fields: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice(&state).unwrap();
    let mut sizes: Vec<_> = fields
        .iter()
        .map(|(name, value)| (serde_json::to_vec(value).unwrap().len(), name.as_str()))
        .collect();
    sizes.sort_unstable_by(|one, other| other.cmp(one));
    let sizes: Vec<_> = sizes.iter().take(4).map(|(len, name)| format!("{name} {len}")).collect();
    println!(
        "state.json, {what:<20} {:6.1} KiB after {events} events, {:.1} KiB at most (of these bytes: {})",
        state.len() as f64 / 1_024.0,
        largest as f64 / 1_024.0,
        sizes.join(", ")
    );
}

fn frame(kind: &str, id: &str, title: &str) -> Command {
    Command::Push(NewFrame {
        kind: kind.parse().unwrap(),
        id: id.into(),
        title: Some(title.into()),
        estimate_seconds: Some(7_200),
        entering: onwatch::core::Entering::Usual,
    })
}

fn note(text: &str) -> Command {
    Command::Note { text: text.into(), task: None }
}

/// Two sessions of four hours: contexts, notes every five minutes, pauses, readings by hand and by
/// a source, changes that are undone.
fn working_day(give: Give<'_>) {
    let given = || Provenance::Given;
    let measured = || Provenance::Measured { source: "deny-rate".into() };
    for half in 0..2 {
        give(60, Command::start(Some("keep the release on its way".into())), given());
        give(20, frame("project", "onwatch", "The panel"), given());
        give(20, frame("sprint", "7", "The record"), given());
        for hour in 0..4 {
            give(60, frame("task", &format!("{}", 10 * half + hour), "Read the logs"), given());
            for nth in 0..10 {
                give(
                    300,
                    note(&format!("round {nth}: two denials, both known, nothing to do")),
                    given(),
                );
                let band = if nth % 3 == 0 { Band::C } else { Band::B };
                let reason = format!("deny rate {} %", 5 + nth);
                give(5, Command::SetBand { band, reason }, measured());
            }
            give(30, note("a slip of the hand"), given());
            give(5, Command::Undo, given());
            give(60, Command::Pause { reason: Some("handover".into()) }, given());
            give(300, Command::Resume, given());
        }
        let reasons = vec!["queue longer than 200".to_owned()];
        give(30, Command::SetHealth { status: Light::Yellow, reasons }, given());
        give(60, Command::End { notes: Some("all quiet".into()) }, given());
    }
}

/// Every list of the state at its bound, with the longest texts.
fn worst_case(give: Give<'_>) {
    let given = || Provenance::Given;
    let long = |most: usize| "ü".repeat(most);
    let mut start = Command::start(Some(long(4_000)));
    if let Command::Start { agent_id, workflow_id, metadata, .. } = &mut start {
        *agent_id = Some(long(64));
        *workflow_id = Some(long(64));
        metadata.insert("data".into(), "x".repeat(16_000).into());
    }
    let reasons: Vec<String> = (0..10).map(|nth| format!("{nth}{}", long(999))).collect();
    give(1, Command::SetHealth { status: Light::Red, reasons }, given());
    give(1, Command::SetBand { band: Band::D, reason: long(1_000) }, given());
    give(1, start, given());
    for nth in 0..220 {
        give(1, frame(&format!("kind-{}", nth % 60), &long(64), &long(200)), given());
        give(1, Command::Pause { reason: Some(long(1_000)) }, given());
        give(1, Command::Resume, given());
    }
    for nth in 0..4 {
        give(1, frame(&format!("last-{nth}"), &long(64), &long(200)), given());
    }
    for _ in 0..10 {
        give(1, note(&long(4_000)), given());
    }
}

/// Prints how long the hash of a line takes.
fn hashing(home: &Path) {
    let segment = Paths::under(home).history().join("000001-2026-11.jsonl");
    let text = fs::read(segment).unwrap();
    let lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').skip(1).collect();
    let (begun, rounds) = (Instant::now(), 50);
    let mut sum = 0_usize;
    for _ in 0..rounds {
        for line in &lines {
            sum += usize::from(Sha256::digest(line)[0]);
        }
    }
    let each = begun.elapsed() / u32::try_from(rounds * lines.len()).unwrap();
    let length = text.len() / lines.len();
    println!(
        "SHA-256 of a line        {:7.4} ms  of {length} bytes (asked: 0.05 ms; {sum})",
        each.as_secs_f64() * 1_000.0
    );
}

/// Prints the medians of commands of two builds, each run in turn with the other.
fn compare(before: &Path, home: &Path) {
    let programs = [before, Path::new(ONWATCH)];
    let homes = [home.join("before"), home.join("after")];
    let run = |nth: usize, arguments: &[&str]| {
        let mut command = Process::new(programs[nth]);
        command.args(arguments).env("ONWATCH_HOME", &homes[nth]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let begun = Instant::now();
        assert!(command.status().unwrap().success(), "{arguments:?}");
        begun.elapsed()
    };
    for nth in 0..2 {
        run(nth, &["start", "-n", "compared"]);
        // The steps that an undo reverses fill their list.
        for _ in 0..30 {
            run(nth, &["note", "a note of the usual length, in a few words"]);
        }
    }
    for arguments in
        [&["--version"][..], &["status"], &["note", "a note of the usual length, in a few words"]]
    {
        let mut times: [Vec<Duration>; 2] = [Vec::new(), Vec::new()];
        for _ in 0..ROUNDS {
            for (nth, times) in times.iter_mut().enumerate() {
                times.push(run(nth, arguments));
            }
        }
        let [before, after] = times.map(median);
        println!("onwatch {:<10} before {before:6.2} ms, after {after:6.2} ms", arguments[0]);
    }
    let sizes = homes.map(|home| fs::metadata(Paths::under(&home).state()).unwrap().len());
    println!("state.json         before {:6} bytes, after {:6} bytes", sizes[0], sizes[1]);
}
