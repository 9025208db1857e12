//! What `promtool` says of the metrics and of the rules in `docs`. These tests need it, so each is ignored:
//! `docs/testing.md` says how to run them.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::metrics::break_desk;
use crate::shell::Shell;

fn promtool(words: &[&str], input: &str) -> Output {
    let mut command = Command::new("promtool");
    command.args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// Checks the metrics of a home: the tool finds no fault and advises nothing.
#[track_caller]
fn check(shell: &Shell, exit: u8) {
    let said = shell.say("metrics");
    assert_eq!(said.exit, exit, "{said:?}");
    let found = promtool(&["check", "metrics"], &said.out);
    let told = [found.stdout.as_slice(), &found.stderr].concat();
    assert!(found.status.success() && told.is_empty(), "{}", String::from_utf8_lossy(&told));
}

#[test]
#[ignore = "needs promtool: see docs/testing.md"]
fn metrics_of_a_machine_without_a_desk() {
    check(&Shell::new(), 0);
}

#[test]
#[ignore = "needs promtool: see docs/testing.md"]
fn metrics_of_live_and_paused_sessions_with_every_value() {
    let shell = Shell::after(&[
        "start --target 8h",
        "cone set D",
        "health set red",
        "start --profile night",
        "pause --profile night -r waiting",
        "start --profile dawn",
        "end --profile dawn",
    ]);
    shell.pass(61);
    check(&shell, 0);
}

#[test]
#[ignore = "needs promtool: see docs/testing.md"]
fn metrics_of_a_home_with_a_damaged_desk() {
    let shell = Shell::after(&["start", "start --profile night"]);
    break_desk(&shell, "profiles/night");
    check(&shell, 6);
}

#[test]
#[ignore = "needs promtool: see docs/testing.md"]
fn metrics_of_200_runs() {
    let shell = Shell::new();
    for nth in 0..200 {
        shell.clock.advance(1);
        let run = shell.good(&format!("run start --agent a{nth} --workflow w{nth}"));
        match nth % 4 {
            0 => shell.good(&format!("pause --run {} -r waiting", run.trim_end())),
            1 => shell.good(&format!("run end {}", run.trim_end())),
            _ => String::new(),
        };
    }
    check(&shell, 0);
}

#[test]
#[ignore = "needs promtool: see docs/testing.md"]
fn metrics_of_a_home_with_hostile_names() {
    let shell = Shell::after(&["start"]);
    let long = "x".repeat(64);
    for words in [
        &["start", "--profile", &long, "-n", "a\"} 1\n# TYPE a gauge\n"][..],
        &["start", "--profile", "-_-", "--agent", "\\\"\n"],
        &["run", "start", "--name", "\"\\{}\n", "--agent", "\u{202e}\u{0}x", "--user", "é\"\n"],
        &["push", "task", "\"\\n", "-t", "}\n"],
        &["pause", "-r", "\r\n# EOF\n"],
    ] {
        shell.give(words);
    }
    // Names that nobody can give by a command.
    for name in ["a\"b", "a\nb", "a\\b", "é", "sess_20260101_070000_a1b2c3"] {
        let dir = shell.home.path().join("data/profiles").join(name).join("history");
        fs::create_dir_all(&dir).unwrap();
        fs::write(dir.join("0-2026-01-01.jsonl"), "").unwrap();
    }
    check(&shell, 0);
}

/// Writes the rules of the documentation into a directory; returns their file.
fn rules(dir: &Path) -> PathBuf {
    let page = include_str!("../../docs/monitoring.md");
    let rules = page.split_once("```yaml\n").unwrap().1.split_once("```").unwrap().0;
    let file = dir.join("rules.yml");
    fs::write(&file, rules).unwrap();
    file
}

#[test]
#[ignore = "needs promtool: see docs/testing.md"]
fn the_rules_in_the_documentation() {
    let dir = TempDir::new().unwrap();
    let found = promtool(&["check", "rules", rules(dir.path()).to_str().unwrap()], "");
    assert!(found.status.success(), "{}", String::from_utf8_lossy(&found.stderr));
    assert!(String::from_utf8_lossy(&found.stdout).contains("12 rules found"), "{found:?}");
}

#[test]
#[ignore = "needs promtool: see docs/testing.md"]
fn an_alert_of_the_documentation_comes_only_where_somebody_works() {
    let dir = TempDir::new().unwrap();
    rules(dir.path());
    let file = dir.path().join("alerts.yml");
    fs::write(&file, include_str!("../fixtures/alerts.yml")).unwrap();
    let found = promtool(&["test", "rules", file.to_str().unwrap()], "");
    let told = [found.stdout.as_slice(), &found.stderr].concat();
    assert!(found.status.success(), "{}", String::from_utf8_lossy(&told));
}

#[test]
#[ignore = "needs promtool: see docs/testing.md"]
fn metrics_of_two_users_with_the_user_added_as_the_documentation_says() {
    let page = include_str!("../../docs/monitoring.md");
    let line = page.lines().find(|line| line.starts_with("sed -E")).unwrap();
    let sed = line.trim_end_matches('\\');
    let shell = Shell::after(&["start"]);
    let text = shell.good("metrics");
    let of_user = |user: &str| {
        let mut command = Command::new("sh");
        command.args(["-c", sed]).env("USER", user);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        let done = child.wait_with_output().unwrap();
        String::from_utf8(done.stdout).unwrap()
    };
    let series = |text: &str| {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        lines.filter_map(|line| line.rsplit_once(' ')).map(|(name, _)| name.to_owned()).collect()
    };
    let (ana, bo): (BTreeSet<String>, BTreeSet<String>) =
        (series(&of_user("ana")), series(&of_user("bo")));
    assert!(
        ana.is_disjoint(&bo) && ana.len() == text.lines().filter(|l| !l.starts_with('#')).count()
    );
    assert!(ana.contains("onwatch_complete{user=\"ana\"}"), "{ana:?}");
    let found = promtool(&["check", "metrics"], &of_user("ana"));
    assert!(found.status.success(), "{found:?}");
}
