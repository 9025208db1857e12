//! A source that is a command: what it may do to us.

use std::fs::{self, File};
use std::process::Command;
use std::sync::mpsc::Receiver;
use std::thread;
use std::time::Duration;

use onwatch::formats::Code;
use onwatch::sources::{Fetched, Fetcher, RunningCommands};
use rustix::fs::{CWD, Mode, mkfifoat};

use crate::ended::all_ended;
use crate::setup::{Home, assert_failure, failure, now};

/// Long enough for any machine: no test waits for it.
const LONG_MS: u64 = 60_000;
const SHORT_MS: u64 = 200;

fn run(home: &Home, script: &str, timeout_ms: u64) -> Fetched {
    home.file("script", script);
    home.ask("kind = \"command\"\nargv = [\"sh\", \"script\"]\nmax_bytes = 5000", timeout_ms)
}

#[track_caller]
fn assert_ended(ended: &Receiver<()>) {
    ended.recv_timeout(Duration::from_secs(30)).expect("a process of the command still runs");
}

#[test]
fn what_a_command_prints_and_how_it_ends_comes_as_it_is() {
    let home = Home::new();
    let fetched = run(&home, "printf 'DISK \\377\\000\\n'; echo why >&2; exit 3", LONG_MS);
    assert_eq!(fetched.raw, b"DISK \xff\x00\n");
    assert_eq!(fetched.errors, b"why\n");
    assert_eq!(fetched.code, Some(Code::Exit(3)));
}

#[test]
fn a_command_that_dies_by_a_signal_is_told_from_one_that_exits() {
    let fetched = run(&Home::new(), "echo hi; kill -9 $$", LONG_MS);
    assert_eq!((fetched.code, fetched.raw.as_slice()), (Some(Code::Signal(9)), &b"hi\n"[..]));
}

#[test]
fn no_shell_reads_the_arguments_and_nobody_answers_a_question() {
    let home = Home::new();
    let table = "kind = \"command\"\nargv = [\"echo\", \"$HOME; id\", \"*\"]";
    assert_eq!(home.ask(table, LONG_MS).raw, b"$HOME; id *\n");
    let fetched = run(&home, "cat; echo end; pwd", LONG_MS);
    let here = fs::canonicalize(home.path("")).unwrap();
    assert_eq!(String::from_utf8(fetched.raw).unwrap(), format!("end\n{}\n", here.display()));
}

#[test]
fn a_command_that_hangs_is_killed_with_its_children() {
    let home = Home::new();
    let ended = all_ended(&home.path("alive"));
    let script = "exec 3>alive; echo began; sleep 1000 & sh -c 'sleep 1000' & sleep 1000";
    let fetched = run(&home, script, SHORT_MS);
    assert_failure(&fetched, "it did not end within 200 ms, and was killed", "raise `timeout`");
    assert_eq!(failure(&fetched).asked, "sh script");
    assert_ended(&ended);
}

#[test]
fn a_command_that_ignores_the_signal_to_end_is_killed() {
    let home = Home::new();
    let ended = all_ended(&home.path("alive"));
    let script = "trap '' TERM; exec 3>alive; while :; do sleep 1000; done";
    let fetched = run(&home, script, SHORT_MS);
    assert_failure(&fetched, "was killed", "raise `timeout`");
    assert_eq!(fetched.code, Some(Code::Signal(9)));
    assert_ended(&ended);
}

#[test]
fn a_command_that_is_stopped_is_killed() {
    let home = Home::new();
    let ended = all_ended(&home.path("alive"));
    let fetched = run(&home, "exec 3>alive; kill -STOP $$; sleep 1000", SHORT_MS);
    assert_failure(&fetched, "was killed", "raise `timeout`");
    assert_ended(&ended);
}

#[test]
fn a_command_that_runs_ends_with_its_asker_although_it_ignores_the_signal_to_end() {
    let home = Home::new();
    let ended = all_ended(&home.path("alive"));
    mkfifoat(CWD, home.path("began"), Mode::RUSR | Mode::WUSR).unwrap();
    let script =
        "trap '' TERM; exec 3>alive; sleep 1000 & echo >began; while :; do sleep 1000; done";
    home.file("script", script);
    let table = "kind = \"command\"\nargv = [\"sh\", \"script\"]";
    let running = RunningCommands::default();
    let mut fetcher = Fetcher::within(home.source(table), running.clone());
    let secrets = home.secrets();
    let asked = thread::spawn(move || {
        let first = fetcher.fetch(&secrets, None, now());
        (first, fetcher.fetch(&secrets, None, now()))
    });
    fs::read(home.path("began")).unwrap();
    running.end(Duration::from_secs(30));
    assert_ended(&ended);
    let (first, second) = asked.join().unwrap();
    assert_failure(&first, "it was ended, because nobody asks any more", "ask again");
    assert_eq!(first.code, Some(Code::Signal(9)));
    // And no other is started.
    assert_failure(&second, "it was ended, because nobody asks any more", "ask again");
    assert_eq!(second.code, None);
}

#[test]
fn a_command_may_close_its_output_and_still_run() {
    let fetched = run(&Home::new(), "exec >&- 2>&-; sleep 1000", SHORT_MS);
    assert_failure(&fetched, "was killed", "raise `timeout`");
}

#[test]
fn nobody_waits_for_a_child_that_keeps_the_output_open() {
    let home = Home::new();
    let ended = all_ended(&home.path("alive"));
    let fetched = run(&home, "exec 3>alive; sleep 1000 & echo hi", LONG_MS);
    assert_eq!((fetched.code, fetched.raw.as_slice()), (Some(Code::Exit(0)), &b"hi\n"[..]));
    assert_ended(&ended);
}

#[test]
fn nobody_waits_for_a_child_that_left_the_group() {
    let home = Home::new();
    for pipe in ["ready", "gate"] {
        mkfifoat(CWD, home.path(pipe), Mode::RUSR | Mode::WUSR).unwrap();
    }
    let ended = all_ended(&home.path("alive"));
    let script = "setsid sh -c 'exec 3>alive; echo >ready; read x <gate' &\n\
                  echo hi; read x <ready";
    let fetched = run(&home, script, LONG_MS);
    assert_eq!((fetched.code, fetched.raw.as_slice()), (Some(Code::Exit(0)), &b"hi\n"[..]));
    assert!(ended.try_recv().is_err(), "the child still has the output open");
    drop(File::options().write(true).open(home.path("gate")).unwrap());
    assert_ended(&ended);
}

#[test]
fn a_command_that_prints_without_end_is_killed_at_its_bound() {
    let home = Home::new();
    let ended = all_ended(&home.path("alive"));
    let fetched = run(&home, "exec 3>alive; yes", LONG_MS);
    assert_failure(&fetched, "it printed more than 5000 bytes", "raise `max_bytes`");
    assert_eq!(fetched.raw.len(), 5_000);
    assert_ended(&ended);
}

#[test]
fn errors_without_end_are_cut_and_do_not_stop_the_command() {
    let script = "yes | head -c 1000000 >&2; echo done";
    let fetched = run(&Home::new(), script, LONG_MS);
    assert_eq!((fetched.raw.as_slice(), fetched.errors.len()), (&b"done\n"[..], 64 * 1_024));
    let fetched = run(&Home::new(), "yes >&2", SHORT_MS);
    assert_failure(&fetched, "it did not end within 200 ms", "raise `timeout`");
    assert_eq!(fetched.errors.len(), 64 * 1_024);
}

#[test]
fn a_program_that_cannot_be_started_is_told() {
    let home = Home::new();
    let table = |program: &str| format!("kind = \"command\"\nargv = [\"{program}\"]");
    let fetched = home.ask(&table("no-such-program-here"), LONG_MS);
    assert_failure(&fetched, "there is no such program", "change `argv`");
    home.file("plain", "#!/bin/sh\n");
    let fetched = home.ask(&table("~/plain"), LONG_MS);
    assert_failure(&fetched, "the program may not be executed", "chmod +x");
}

#[test]
fn a_command_gets_no_secret_of_the_program() {
    const NAME: &str = "commands::a_command_gets_no_secret_of_the_program";
    if std::env::var_os("ONWATCH_CANARY").is_none() {
        // The same test again, in an environment with a secret.
        let mut again = Command::new(std::env::current_exe().unwrap());
        again.args([NAME, "--exact", "--nocapture"]);
        again.envs([("ONWATCH_CANARY", "5a1e"), ("ONWATCH_HOME", "/h"), ("OTHER", "kept")]);
        let done = again.output().unwrap();
        assert!(done.status.success(), "{done:?}");
        assert!(String::from_utf8_lossy(&done.stdout).contains("1 passed"), "{done:?}");
        return;
    }
    let script = "echo \"$OTHER $ONWATCH_HOME <$ONWATCH_CANARY>\"";
    assert_eq!(run(&Home::new(), script, LONG_MS).raw, b"kept /h <>\n");
}
