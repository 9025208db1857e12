//! The daemon: it asks without a panel, and ends when it is told to.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use onwatch::paths::Paths;
use onwatch::sources::PollLock;
use rustix::fs::{CWD, Mode, mkfifoat};
use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use tempfile::TempDir;

/// The longest wait on a busy machine.
const DEADLINE: Duration = Duration::from_secs(60);

struct Daemon {
    child: Child,
    out: Receiver<String>,
    err: Receiver<String>,
}

fn lines(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (tell, told) = channel();
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if tell.send(line).is_err() {
                return;
            }
        }
    });
    told
}

impl Daemon {
    fn start(home: &Path, options: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_onwatch"));
        command.arg("daemon").args(options).env_clear().env("ONWATCH_HOME", home);
        command.env("HOME", home).env("TZ", "UTC");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let out = lines(child.stdout.take().unwrap());
        let err = lines(child.stderr.take().unwrap());
        Self { child, out, err }
    }

    /// Ends it; returns its exit code and what it printed on stdout meanwhile.
    fn end(mut self, signal: Signal) -> (Option<i32>, Vec<String>) {
        let pid = Pid::from_raw(self.child.id().try_into().unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
        let code = self.child.wait().unwrap().code();
        (code, self.out.iter().collect())
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[track_caller]
fn wait(told: &Receiver<String>, text: &str) -> String {
    let mut others = Vec::new();
    loop {
        match told.recv_timeout(DEADLINE) {
            Ok(line) if line.contains(text) => return line,
            Ok(line) => others.push(line),
            Err(why) => panic!("{text:?} did not come ({why}): {others:?}"),
        }
    }
}

fn home(settings: &str) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir_all(home.path().join("config")).unwrap();
    save(&home, settings);
    home
}

fn save(home: &TempDir, settings: &str) {
    fs::write(home.path().join("config/config.toml"), settings).unwrap();
}

/// The table of a source that is a file of the home.
fn table(home: &Path, name: &str) -> String {
    format!(
        "[[source]]\nname = \"{name}\"\nkind = \"file\"\nformat = \"status_ryg\"\n\
         path = \"{}\"\ninterval = \"1h\"\n",
        home.join(name).display()
    )
}

fn write(home: &Path, name: &str, status: &str) {
    let new = home.join("new");
    fs::write(&new, format!("{{\"status\":\"{status}\",\"reasons\":[\"it is {status}\"]}}"))
        .unwrap();
    fs::rename(new, home.join(name)).unwrap();
}

#[test]
fn it_says_each_answer_if_that_is_wanted_and_ends_with_a_signal() {
    for signal in [Signal::TERM, Signal::INT] {
        let home = home("");
        save(&home, &table(home.path(), "state"));
        write(home.path(), "state", "green");
        let daemon = Daemon::start(home.path(), &["--verbose"]);
        wait(&daemon.out, "this process asks 1 source from now on");
        let line = wait(&daemon.out, "state: green; took");
        assert!(line.starts_with("20"), "{line}");
        write(home.path(), "state", "red");
        wait(&daemon.out, "state: red: it is red; took");
        assert_eq!(daemon.end(signal).0, Some(0));
    }
}

#[test]
fn no_command_outlives_it() {
    for signal in [Signal::TERM, Signal::INT, Signal::QUIT] {
        let home = home(
            "[[source]]\nname = \"hangs\"\nkind = \"command\"\ntimeout = \"5m\"\ninterval = \"10m\"\n\
             argv = [\"sh\", \"-c\", \"trap '' TERM; echo $$ >began; while :; do sleep 1000; done\"]\n",
        );
        let began = home.path().join("began");
        mkfifoat(CWD, &began, Mode::RUSR | Mode::WUSR).unwrap();
        let daemon = Daemon::start(home.path(), &[]);
        let pid = fs::read_to_string(&began).unwrap().trim().parse().unwrap();
        assert_eq!(daemon.end(signal).0, Some(0));
        assert!(test_kill_process(Pid::from_raw(pid).unwrap()).is_err(), "{pid} still runs");
    }
}

#[test]
fn it_is_quiet_unless_something_fails() {
    let home = home("");
    save(&home, &table(home.path(), "state"));
    let daemon = Daemon::start(home.path(), &[]);
    let line = wait(&daemon.err, "there is no such file");
    assert!(line.starts_with("onwatch: warning: state: /"), "{line}");
    assert!(line.ends_with("; change `path`"), "{line}");
    write(home.path(), "state", "green");
    wait(&daemon.err, "state answers again");
    assert_eq!(daemon.end(Signal::TERM), (Some(0), Vec::new()));
}

#[test]
fn it_waits_for_the_process_that_asks_and_says_which_one_that_is() {
    let home = home("");
    save(&home, &table(home.path(), "state"));
    write(home.path(), "state", "green");
    let lock = PollLock::wait(&Paths::under(home.path()).sources_lock()).unwrap();
    let daemon = Daemon::start(home.path(), &["-v"]);
    wait(&daemon.err, &format!("process {} asks the sources of this desk", std::process::id()));
    // Also while it waits, a signal ends it.
    let other = Daemon::start(home.path(), &[]);
    wait(&other.err, "asks the sources of this desk");
    assert_eq!(other.end(Signal::TERM), (Some(0), Vec::new()));
    drop(lock);
    wait(&daemon.err, "this process asks 1 source from now on");
    wait(&daemon.out, "state: green");
}

#[test]
fn it_uses_new_settings_when_they_are_saved_and_keeps_the_old_ones_if_they_are_broken() {
    let home = home("");
    let daemon = Daemon::start(home.path(), &["--verbose"]);
    wait(&daemon.err, "the settings have no source; this waits until they have one");
    write(home.path(), "one", "green");
    write(home.path(), "two", "red");
    save(&home, &table(home.path(), "one"));
    wait(&daemon.out, "one: green");
    save(&home, "[[source");
    wait(&daemon.err, "the settings before stay in use");
    save(&home, &table(home.path(), "two"));
    wait(&daemon.out, "two: red");
    assert_eq!(daemon.end(Signal::TERM).0, Some(0));
}

#[test]
fn it_is_not_started_with_broken_settings_or_to_answer_in_json() {
    let home = home("[panel");
    let run = |options: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_onwatch"));
        command.args(options).env_clear().env("ONWATCH_HOME", home.path());
        command.output().unwrap().status.code()
    };
    assert_eq!(run(&["daemon"]), Some(1));
    save(&home, "");
    assert_eq!(run(&["daemon", "--json"]), Some(2));
}
