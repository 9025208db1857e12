//! A command line that is interrupted while a source's command runs: the command ends with it, and its children.
//! Each test sends SIGTERM: who runs tests in the background of a shell ignores SIGINT, who runs them with `nohup` SIGHUP,
//! and so do all programs that they start.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::time::Duration;

use rustix::fs::{CWD, Mode, mkfifoat};
use rustix::process::{Pid, Signal, kill_process};

use crate::ended::all_ended;

/// The longest wait on a busy machine.
const DEADLINE: Duration = Duration::from_secs(60);

fn interrupted(words: &[&str]) {
    let home = tempfile::tempdir().unwrap();
    let script = "trap '' TERM HUP INT; exec 3>alive; sleep 1000 & echo >began; \
                  while :; do sleep 1000; done";
    fs::create_dir_all(home.path().join("config")).unwrap();
    fs::write(home.path().join("script"), script).unwrap();
    let settings = "[[source]]\nname = \"hangs\"\nkind = \"command\"\nargv = [\"sh\", \"script\"]\n\
                    timeout = \"5m\"\n";
    fs::write(home.path().join("config/config.toml"), settings).unwrap();
    let ended = all_ended(&home.path().join("alive"));
    mkfifoat(CWD, home.path().join("began"), Mode::RUSR | Mode::WUSR).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_onwatch"));
    command.args(words).env_clear().env("ONWATCH_HOME", home.path()).env("HOME", home.path());
    command.env("PATH", std::env::var_os("PATH").unwrap());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    fs::read(home.path().join("began")).unwrap();
    kill_process(Pid::from_raw(child.id().try_into().unwrap()).unwrap(), Signal::TERM).unwrap();
    let how = child.wait().unwrap();
    assert_eq!(how.signal(), Some(Signal::TERM.as_raw()), "{words:?}: {how:?}");
    let ended = ended.recv_timeout(DEADLINE);
    ended.unwrap_or_else(|_| panic!("{words:?}: a process of the command still runs"));
}

#[test]
fn a_check_that_is_interrupted_leaves_no_command() {
    interrupted(&["source", "check"]);
}

#[test]
fn a_start_that_is_interrupted_leaves_no_command() {
    interrupted(&["start"]);
}

#[test]
fn a_fresh_status_that_is_interrupted_leaves_no_command() {
    interrupted(&["status", "--fresh"]);
}
