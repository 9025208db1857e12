//! `source list`: what the sources answered lately, by the file that whoever asks them writes.

use std::fs;
use std::time::Duration;

use onwatch::clock::Clock as _;
use onwatch::config::Settings;
use onwatch::core::AllReadings;
use onwatch::formats::{Answer, Code, understand};
use onwatch::paths::Paths;
use onwatch::sources::{
    FetchFailure, Fetched, PollLock, SourceAnswer, SourceAnswers, keep_answers, read_answers,
};
use serde_json::json;

use crate::shell::Shell;

const TABLES: &str = "[[source]]\nname = \"alerts\"\nkind = \"http\"\nformat = \"status_ryg\"\n\
                      url = \"http://a.example/\"\nstale_after = \"5m\"\n\
                      [[source]]\nname = \"disk\"\nkind = \"command\"\nargv = [\"check_disk\", \"-w\"]\n\
                      [[source]]\nname = \"fault\"\nkind = \"ftp\"\n";

fn shell() -> Shell {
    let shell = Shell::new();
    shell.settings(TABLES);
    shell
}

fn paths(shell: &Shell) -> Paths {
    Paths::under(shell.home.path())
}

/// Writes what a source answered now: a body, or that nothing came.
fn answers(shell: &Shell, name: &str, body: Option<&str>) {
    let (paths, now) = (paths(shell), shell.clock.now().utc);
    let settings = Settings::load(&paths.settings(), None).unwrap().settings;
    let source = settings.sources.iter().find(|source| source.name == name).unwrap();
    let statement = match body {
        Some(body) => {
            let answer = Answer {
                code: if source.way.word() == "http" { Code::Http(200) } else { Code::Exit(0) },
                content_type: None,
                body: body.as_bytes(),
                errors: b"",
            };
            Ok(understand(&source.rules, &answer, None, now).unwrap())
        }
        None => Err(FetchFailure {
            source: name.to_owned(),
            asked: "GET http://a.example/".to_owned(),
            cause: "connection refused".to_owned(),
            next: "check `url`".to_owned(),
        }),
    };
    let fetched = Fetched {
        took: Duration::from_millis(120),
        code: None,
        content_type: None,
        raw: Vec::new(),
        errors: Vec::new(),
        statement,
    };
    let mut all: SourceAnswers = read_answers(&paths.sources());
    let before = SourceAnswer::before(source, &AllReadings::default());
    let answer = all.sources.entry(name.to_owned()).or_insert(before);
    answer.hear(&fetched, source, (now, 100));
    keep_answers(&paths.sources(), &all).unwrap();
}

fn pass_seconds(shell: &Shell, seconds: i64) {
    shell.clock.advance(seconds);
}

#[test]
fn a_source_has_its_value_age_next_look_and_time_taken_and_who_asks_is_said() {
    let shell = shell();
    answers(&shell, "alerts", Some(r#"{"status":"red","reasons":["Disk"],"band":"C"}"#));
    pass_seconds(&shell, 10);
    let out = shell.good("source list");
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(
        lines[0],
        "alerts  http status_ryg  cone health  C Stabilize, RED  10s ago        next in 20s  took 0.120 s"
    );
    assert!(lines[1].starts_with("  why        Disk"), "{out}");
    assert!(
        out.contains("disk    command plugin   cone health  ? UNKNOWN         not asked yet"),
        "{out}"
    );
    assert!(out.contains("fault  left out\n"), "{out}");
    assert!(out.contains("config/config.toml:13\n"), "{out}");
    assert!(out.ends_with("Nobody asks now: open the panel, or run `onwatch daemon`.\n"), "{out}");
    let lock = PollLock::wait(&paths(&shell).sources_lock()).unwrap();
    let pid = std::process::id();
    assert!(shell.good("source list").ends_with(&format!("Process {pid} asks the sources.\n")));
    assert_eq!(shell.object("source list")["asked_by_pid"], json!(pid));
    drop(lock);
}

#[test]
fn a_calm_value_that_is_stale_is_doubtful_and_failures_are_told_with_their_cause() {
    let shell = shell();
    answers(&shell, "alerts", Some(r#"{"status":"green"}"#));
    pass_seconds(&shell, 301);
    answers(&shell, "alerts", None);
    answers(&shell, "alerts", None);
    pass_seconds(&shell, 60);
    let out = shell.good("source list");
    assert!(out.lines().next().unwrap().contains("  ? GREEN  "), "{out}");
    assert!(out.lines().next().unwrap().contains("  6m ago, stale"), "{out}");
    assert!(out.contains("  failed     the last 2 looks, 1m ago\n"), "{out}");
    assert!(out.contains("  cause      connection refused\n  next       check `url`\n"), "{out}");
    let source = &shell.object("source list")["sources"][0];
    assert_eq!((&source["failures"], &source["is_stale"]), (&json!(2), &json!(true)));
    assert_eq!(source["failure"]["cause"], "connection refused");
    assert_eq!(source["age_seconds"], 361);
}

#[test]
fn a_source_that_was_never_asked_has_not_failed_to_answer() {
    let shell = shell();
    let first = || shell.good("source list").lines().next().unwrap().to_owned();
    assert!(first().contains("  ? UNKNOWN  not asked yet"), "{}", first());
    answers(&shell, "alerts", None);
    assert!(first().contains("  ? UNKNOWN  never answered"), "{}", first());
}

#[test]
fn each_value_of_a_source_has_its_own_mark_and_age() {
    let shell = shell();
    let first = || shell.good("source list").lines().next().unwrap().to_owned();
    answers(&shell, "alerts", Some(r#"{"status":"green","band":"D"}"#));
    assert!(first().contains("  D Survival, GREEN  0s ago  "), "{}", first());
    pass_seconds(&shell, 310);
    answers(&shell, "alerts", Some(r#"{"status":"green"}"#));
    pass_seconds(&shell, 50);
    let said = "  D Survival, GREEN  band 6m ago, stale; health 50s ago  ";
    assert!(first().contains(said), "{}", first());
    pass_seconds(&shell, 300);
    let said = "  D Survival, ? GREEN  band 11m ago, stale; health 5m ago, stale  ";
    assert!(first().contains(said), "{}", first());
}

#[test]
fn a_value_that_has_not_lasted_is_told_beside_the_one_that_counts() {
    let shell = shell();
    answers(&shell, "alerts", Some(r#"{"status":"red"}"#));
    pass_seconds(&shell, 5);
    answers(&shell, "alerts", Some(r#"{"status":"green"}"#));
    let out = shell.good("source list");
    assert!(out.lines().next().unwrap().contains("  RED  "), "{out}");
    assert!(out.contains("  says now   GREEN, which has not lasted\n"), "{out}");
    let source = &shell.object("source list")["sources"][0];
    assert_eq!(source["health"]["status"], "red");
    assert_eq!(source["health_to_settle"]["status"], "green");
}

#[test]
fn what_people_and_programs_set_is_listed_too() {
    let shell = Shell::after(&["health set red -r mine", "cone set D --source probe"]);
    let out = shell.good("source list");
    let lines: Vec<&str> = out.lines().collect();
    assert!(lines[0].starts_with("manual  manual   health  RED"), "{out}");
    assert!(
        lines.iter().any(|line| line.starts_with("probe   program  cone    D Survival")),
        "{out}"
    );
    assert!(!out.contains("asks"), "{out}");
    assert!(out.contains("not in the settings"), "{out}");
    assert!(out.contains("onwatch cone clear --source probe"), "{out}");
}

#[test]
fn what_counted_until_a_time_that_is_over_is_not_listed() {
    let shell = Shell::after(&["start", "health set red --for 5m"]);
    assert!(shell.good("source list").contains("manual"));
    let status = shell.good("status");
    assert!(status.contains("RED (worse), until 09:05"), "{status}");
    pass_seconds(&shell, 600);
    let out = shell.say("source list").out;
    assert!(!out.contains("manual"), "{out}");
}

#[test]
fn without_a_source_it_says_how_to_add_one() {
    let said = Shell::new().say("source list");
    assert_eq!(
        (said.exit, said.out.as_str()),
        (3, "There is no source. Add one: onwatch source add NAME URL\n")
    );
}

#[test]
fn what_is_in_the_file_of_answers_cannot_act_on_the_terminal() {
    let shell = shell();
    answers(
        &shell,
        "alerts",
        Some("{\"status\":\"red\",\"reasons\":[\"\\u001b[2Jx\\u202e\\u009b\"]}"),
    );
    for line in ["source list", "--json source list"] {
        let out = shell.good(line);
        assert!(!out.contains(['\u{1b}', '\u{202e}', '\u{9b}']), "{line}: {out:?}");
    }
    // A file that cannot be read is as none.
    fs::write(paths(&shell).sources(), b"\xff{").unwrap();
    assert!(shell.good("source list").contains("? UNKNOWN"));
}

/// Returns the list in JSON, with something in each part of it.
pub fn every_part() -> serde_json::Value {
    let shell = shell();
    shell.good("health set red -r mine");
    answers(
        &shell,
        "alerts",
        Some(r#"{"status":"red","reasons":["Disk"],"band":"D","reason":"b"}"#),
    );
    for status in ["green", "red", "yellow", "unknown"] {
        pass_seconds(&shell, 2);
        answers(&shell, "alerts", Some(&format!(r#"{{"status":"{status}","band":"A"}}"#)));
    }
    answers(&shell, "alerts", None);
    let file = paths(&shell).sources();
    let mut all = read_answers(&file);
    let alerts = all.sources.get_mut("alerts").unwrap();
    let lines = || vec!["one".to_owned()];
    (alerts.suppressed, alerts.not_known, alerts.notes) = (lines(), lines(), lines());
    all.written_at_utc = Some(shell.clock.now().utc);
    keep_answers(&file, &all).unwrap();
    let _lock = PollLock::wait(&paths(&shell).sources_lock()).unwrap();
    // Whoever has the lock has written nothing since.
    pass_seconds(&shell, 3_600);
    shell.object("source list")
}

#[test]
fn a_process_that_is_stopped_and_keeps_the_lock_is_named_with_the_time_of_its_last_answer() {
    let shell = shell();
    answers(&shell, "alerts", Some(r#"{"status":"green"}"#));
    let paths = Paths::under(shell.home.path());
    let mut all = read_answers(&paths.sources());
    all.written_at_utc = Some(shell.clock.now().utc);
    keep_answers(&paths.sources(), &all).unwrap();
    let _lock = PollLock::wait(&paths.sources_lock()).unwrap();
    let asks = format!("Process {} asks the sources.", std::process::id());
    assert!(shell.good("source list").contains(&asks));
    assert_eq!(shell.object("source list")["silent_since_utc"], serde_json::Value::Null);
    pass_seconds(&shell, 3_600);
    let out = shell.good("source list");
    let silent = format!(
        "Process {} has the lock, and has written no answer since 09:00. If it is stopped, continue or end it.",
        std::process::id()
    );
    assert!(out.contains(&silent), "{out}");
    assert_eq!(shell.object("source list")["silent_since_utc"], "2026-01-01T07:00:00Z");
}
