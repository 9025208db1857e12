//! The real program in Linux namespaces. In time namespaces, each with another boot time: another
//! clock changes no active time and makes no gap. In a PID namespace, as in a container: the panel
//! opens although its session started outside.
//!
//! Needs Linux with time namespaces, `unshare` of util-linux 2.36 or newer, and the right to make a
//! user namespace; if one is missing, the tests say so and end. To see whether they ran:
//!
//! ```sh
//! cargo test --test store namespaces -- --nocapture
//! ```
//!
//! By hand: `unshare --user --map-root-user -T --fork --boottime 1000 onwatch status`.

#![cfg(target_os = "linux")]

use std::process::Command;
use std::time::Instant;

use serde_json::Value;
use tempfile::TempDir;

use crate::common::pty::{ONWATCH, Terminal};

/// Returns a command that runs a program as if the machine had been up for so many seconds longer.
fn set_off(seconds: u32, program: &str) -> Command {
    let mut command = Command::new("unshare");
    command.args(["--user", "--map-root-user", "-T", "--fork"]);
    // Not only the boot time: a machine that sleeps would look much the same.
    command.args(["--boottime", &seconds.to_string(), "--monotonic", &seconds.to_string()]);
    command.arg(program).env_clear().envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
    command
}

/// Returns why a command cannot be run in its namespace here.
fn refusal(mut command: Command) -> Option<String> {
    match command.output() {
        Err(error) => Some(format!("unshare cannot be run: {error}")),
        Ok(output) if output.status.success() => None,
        Ok(output) => Some(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
    }
}

/// Runs a command line under shifted clocks; returns the JSON object it prints.
fn say(home: &TempDir, seconds: u32, line: &str) -> Value {
    let mut command = set_off(seconds, ONWATCH);
    command.arg("--json").args(line.split(' '));
    let output = command.env("ONWATCH_HOME", home.path()).env("USER", "ana").output().unwrap();
    assert!(output.status.success(), "{line}: {output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_boot_time_that_is_set_off_changes_no_active_time() {
    if let Some(why) = refusal(set_off(1_000, "true")) {
        eprintln!("SKIPPED: no time namespace can be made here: {why}");
        return;
    }
    let home = TempDir::new().unwrap();
    let start = Instant::now();
    say(&home, 1_000, "start");
    // A namespace that is gone leaves its number to the next: the clocks differ all the same.
    for (seconds, line) in [(200_000, "note ahead"), (30, "pause"), (500_000, "resume")] {
        say(&home, seconds, line);
        let status = say(&home, seconds + 70_000, "status");
        let active = status["session"]["active_seconds"].as_u64().unwrap();
        assert!(active <= start.elapsed().as_secs() + 1, "{line}: {status}");
        assert_eq!(status["gaps"], serde_json::json!([]), "{line}");
    }
    let ended = say(&home, 5, "end");
    assert_eq!(ended["verb"], "end", "{ended}");
}

#[test]
fn the_panel_opens_where_its_session_began_outside_of_the_pid_namespace() {
    const APART: [&str; 5] = ["unshare", "--user", "--map-root-user", "--pid", "--fork"];
    let mut probe = Command::new(APART[0]);
    probe.args(&APART[1..]).arg("true");
    if let Some(why) = refusal(probe) {
        eprintln!("SKIPPED: no PID namespace can be made here: {why}");
        return;
    }
    let home = TempDir::new().unwrap();
    let mut panel = Terminal::run(&[&APART[..], &[ONWATCH]].concat(), home.path());
    panel.wait("No session yet").send("\u{1a}").wait("× The panel was not suspended").send("q");
    assert_eq!(panel.exit_code(), 0);
}
