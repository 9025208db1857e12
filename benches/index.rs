//! Prints what it costs to ask about a million past events: `cargo bench --bench index`.
//!
//! Files on a memory disk, if there is one. Whole processes in turn, medians. With
//! `ONWATCH_BEFORE=PROGRAM`, also compares the commands of another build. Nothing here passes or
//! fails.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_precision_loss)]

#[path = "../tests/common/lines.rs"]
mod lines;
#[path = "../tests/common/past.rs"]
#[allow(dead_code, reason = "another plan is used here")]
mod past;
#[path = "common/watched.rs"]
#[allow(dead_code, reason = "no terminal is needed here")]
mod watched;

use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::process::{Command as Program, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc, Weekday};
use onwatch::clock::SystemClock;
use onwatch::core::{
    Band, By, Calendar, Command, Interface, NewFrame, PageFrom, PastQuery, PastWord, Request,
    SessionEdit, SessionKey, SessionName,
};
use onwatch::desk::Desk;
use onwatch::paths::Paths;
use tempfile::TempDir;
use watched::{ONWATCH, machine, median};

const EVENTS: u64 = 1_000_000;
/// How many events one session makes.
const SESSION: u64 = 10;
/// How much time passes between two events: there are 36 sessions a day, in seven and a half years.
const STEP: TimeDelta = TimeDelta::seconds(240);
/// How many events are caught up with at once.
const BEHIND: u64 = 100;

/// Of these, words are made.
const SYLLABLES: [&str; 20] = [
    "ka", "lo", "mi", "nu", "pe", "ra", "so", "ti", "vu", "ze", "bar", "del", "fin", "gor", "hul",
    "jan", "kem", "lur", "mos", "nad",
];

fn main() {
    let (short, long) = (home(), home());
    println!("machine: {}; files under {}", machine(), short.path().parent().unwrap().display());
    let history = Paths::under(long.path()).history();
    fs::DirBuilder::new().recursive(true).mode(0o700).create(&history).unwrap();
    let begin = Utc::now() - STEP * i32::try_from(EVENTS + 1).unwrap();
    let mut past = past::Past::planned(begin, plan);
    past.step = STEP;
    past.fill(&history, EVENTS);
    run(ONWATCH, long.path(), &["doctor", "--repair"]);
    println!("{EVENTS} events in {} sessions, 36 a day", EVENTS / SESSION);
    build(long.path());
    questions(long.path());
    catch_up(long.path());
    filter(long.path());
    corrections(long.path());
    previews(long.path());
    doctor(long.path());
    commands(short.path());
}

fn home() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { TempDir::new_in(memory).unwrap() } else { TempDir::new().unwrap() }
}

/// Returns one of 8,000 words; some occur more often.
fn word(seed: u64) -> String {
    let mixed = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
    let most = if mixed.is_multiple_of(3) { 20 } else { 8_000 };
    let nth = usize::try_from(mixed / 3 % most).unwrap();
    [SYLLABLES[nth % 20], SYLLABLES[nth / 20 % 20], SYLLABLES[nth / 400 % 20]].concat()
}

fn words(seed: u64, count: u64) -> String {
    (0..count).map(|nth| word(seed * 17 + nth)).collect::<Vec<_>>().join(" ")
}

fn plan(seq: u64) -> Command {
    match seq % SESSION {
        0 => Command::start(Some(words(seq, 4))),
        1 => Command::Push(NewFrame {
            kind: "task".parse().unwrap(),
            id: (seq / SESSION % 300).to_string(),
            title: Some(words(seq / SESSION % 300, 3)),
            estimate_seconds: None,
            entering: onwatch::core::Entering::Usual,
        }),
        4 => Command::Pause { reason: Some(words(seq, 1)) },
        5 => Command::Resume,
        8 => {
            let band = Band::ALL[usize::try_from(seq / SESSION % 4).unwrap()];
            Command::SetBand { band, reason: words(seq, 3) }
        }
        9 => Command::End { notes: Some(words(seq, 5)) },
        _ => Command::Note { text: words(seq, 9), task: None },
    }
}

/// Runs a program on the files under `home`; returns how long that took.
fn run(program: &str, home: &Path, arguments: &[&str]) -> Duration {
    let begun = Instant::now();
    let mut command = Program::new(program);
    command.args(arguments).env("ONWATCH_HOME", home).env("TZ", "UTC");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let done = command.status();
    let taken = begun.elapsed();
    assert!(done.unwrap().success(), "{program} {arguments:?}");
    taken
}

fn build(home: &Path) {
    let index = Paths::under(home).index();
    let times: Vec<Duration> = (0..3)
        .map(|_| {
            let _ = fs::remove_file(&index);
            run(ONWATCH, home, &["report", "week"])
        })
        .collect();
    let ms = median(times);
    let bytes = fs::metadata(&index).unwrap().len();
    println!(
        "from nothing          {ms:8.0} ms, {:.0} events/s, {} bytes for each event",
        EVENTS as f64 / ms * 1_000.0,
        bytes / EVENTS
    );
}

fn questions(home: &Path) {
    let rare = word(8);
    let asked: [(&[&str], u32); 3] = [
        (&["report", "week", "--by", "task"], 30),
        (&["search", &rare], 30),
        (&["history", "--by", "day", "--since", "yesterday"], 15),
    ];
    let mut times = vec![Vec::new(); asked.len()];
    for _ in 0..40 {
        for ((arguments, _), times) in asked.iter().zip(&mut times) {
            times.push(run(ONWATCH, home, arguments));
        }
    }
    for ((arguments, most), times) in asked.iter().zip(times) {
        println!("onwatch {:<42} {:6.2} ms (asked: {most} ms)", arguments.join(" "), median(times));
    }
}

fn desk(home: &Path) -> Desk {
    Desk::new(Paths::under(home), Arc::new(SystemClock::default()))
}

fn request(command: Command) -> Request {
    Request::new(command, By::new("ana", Interface::Cli, "desk-1"))
}

fn catch_up(home: &Path) {
    let desk = desk(home);
    desk.obey(&request(Command::start(None))).unwrap();
    let add = |round: u64| {
        for nth in 0..BEHIND {
            desk.obey(&request(Command::Note { text: words(round * BEHIND + nth, 9), task: None }))
                .unwrap();
        }
    };
    let (mut here, mut process, mut nothing) = (Vec::new(), Vec::new(), Vec::new());
    let arguments = ["history", "--count", "5"];
    for round in 0..20 {
        add(round);
        let begun = Instant::now();
        desk.past_sum(&PastQuery::default()).unwrap();
        here.push(begun.elapsed());
        add(round + 100);
        process.push(run(ONWATCH, home, &arguments));
        nothing.push(run(ONWATCH, home, &arguments));
    }
    desk.obey(&request(Command::End { notes: None })).unwrap();
    println!("{BEHIND} events caught up, here     {:6.2} ms with a sum of all", median(here));
    println!(
        "{BEHIND} events caught up, a process {:6.2} ms (asked: 15 ms); nothing new {:.2} ms",
        median(process),
        median(nothing)
    );
}

/// Asks for the first page after each key of a filter that is typed.
fn filter(home: &Path) {
    let desk = desk(home);
    let mut times = Vec::new();
    for nth in 0..60 {
        let typed = word(nth * 31);
        for end in 1..=typed.len() {
            let words = vec![PastWord { field: None, text: typed[..end].to_owned() }];
            let query = PastQuery { words, ..PastQuery::default() };
            let begun = Instant::now();
            desk.past_page(&query, PageFrom::Newest, 60).unwrap();
            times.push(begun.elapsed());
        }
    }
    times.sort_unstable();
    let late = times[times.len() * 99 / 100].as_secs_f64() * 1_000.0;
    println!(
        "a page for each key   {:6.2} ms; 99 % within {late:.2} ms (asked: 16 ms)",
        median(times)
    );
}

/// How often each correction is made, each time of another session.
const CORRECTIONS: u32 = 40;

/// Corrects sessions that are spread over the whole past.
fn corrections(home: &Path) {
    let desk = desk(home);
    let mut times: [(&str, Vec<Duration>); 8] = [
        ("edit KEY -n NOTES", vec![]),
        ("edit KEY --end TIME", vec![]),
        ("undo", vec![]),
        ("add --from TIME --to TIME", vec![]),
        ("break add TIME TIME --session KEY", vec![]),
        ("cancel KEY", vec![]),
        ("reopen KEY", vec![]),
        ("continue KEY", vec![]),
    ];
    for nth in 0..CORRECTIONS {
        let key = (2_000 * nth + 1_000).to_string();
        let name = SessionName::Key(SessionKey(2_000 * nth + 1_000));
        let session = desk.story(Some(name)).unwrap().session;
        let ended = session.ended_at_utc.unwrap();
        let time = |minutes: i64| {
            (ended + TimeDelta::minutes(minutes)).format("%Y-%m-%d %H:%M").to_string()
        };
        let lines: [&[&str]; 8] = [
            &["edit", &key, "-n", "put right"],
            &["edit", &key, "--end", &time(-2)],
            &["undo"],
            &["add", "--from", &time(1), "--to", &time(3)],
            &["break", "add", &time(-12), &time(-10), "--session", &key],
            &["cancel", &key],
            &["reopen", &key],
            &["continue", &key],
        ];
        for (line, (_, times)) in lines.iter().zip(&mut times) {
            times.push(run(ONWATCH, home, line));
        }
        run(ONWATCH, home, &["end"]);
    }
    for (line, times) in times {
        println!("onwatch {line:<42} {:6.2} ms (asked: 25 ms)", median(times));
    }
}

/// Asks what a correction would do, as a dialog does for each key.
fn previews(home: &Path) {
    let desk = desk(home);
    let local = |at: DateTime<Utc>| at.naive_utc();
    let calendar = Calendar { local: &local, week_start: Weekday::Mon };
    let mut times = Vec::new();
    for nth in 0..CORRECTIONS {
        let session = SessionName::Key(SessionKey(2_000 * nth + 1_500));
        let ended = desk.story(Some(session.clone())).unwrap().session.ended_at_utc.unwrap();
        let edit = SessionEdit {
            session: Some(session),
            end: Some((ended - TimeDelta::minutes(1)).into()),
            ..SessionEdit::default()
        };
        let edit = request(Command::Edit(Box::new(edit)));
        let begun = Instant::now();
        desk.preview(&edit, &calendar).unwrap();
        times.push(begun.elapsed());
    }
    println!("a preview of a correction {:6.2} ms (asked: 10 ms)", median(times));
}

fn doctor(home: &Path) {
    // It takes long enough for one to be exact.
    let with = vec![run(ONWATCH, home, &["doctor"])];
    fs::remove_file(Paths::under(home).index()).unwrap();
    let without: Vec<_> = (0..3).map(|_| run(ONWATCH, home, &["doctor"])).collect();
    println!(
        "onwatch doctor        {:6.0} ms with an index to compare, {:.0} ms without",
        median(with),
        median(without)
    );
}

/// Compares commands with an index beside them, without one, and of another build.
fn commands(with: &Path) {
    let (without, before) = (home(), home());
    let other = std::env::var("ONWATCH_BEFORE").ok();
    let mut builds = vec![("with an index", ONWATCH, with), ("without", ONWATCH, without.path())];
    builds.extend(other.as_deref().map(|other| ("before", other, before.path())));
    for (_, program, home) in &builds {
        run(program, home, &["start"]);
    }
    run(ONWATCH, with, &["report", "today"]);
    for arguments in [&["status"][..], &["note", "still up"]] {
        let mut times = vec![Vec::new(); builds.len()];
        for round in 0..300 {
            for turn in 0..builds.len() {
                let nth = (round + turn) % builds.len();
                times[nth].push(run(builds[nth].1, builds[nth].2, arguments));
            }
        }
        let told = builds
            .iter()
            .zip(times)
            .map(|((name, ..), times)| format!("{:.2} ms {name}", median(times)));
        println!("onwatch {:<14} {}", arguments.join(" "), told.collect::<Vec<_>>().join(", "));
    }
}
