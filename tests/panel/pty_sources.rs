//! Sources of band and health, asked by real processes: one of them asks, all of them know.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use onwatch::clock::SystemClock;
use onwatch::core::Verb;
use onwatch::desk::Desk;
use onwatch::paths::Paths;
use onwatch::sources::polling_process;
use rustix::fs::{CWD, Mode, mkfifoat};
use rustix::process::{Pid, Signal, kill_process, test_kill_process};

use crate::common::pty::{ONWATCH, Terminal, home, settings, shell};

/// The longest that any wait may take on a busy machine.
const DEADLINE: Duration = Duration::from_secs(60);

/// A server that says what it is told to say, under `/health` and `/cone`.
struct Server {
    said: Arc<(Mutex<Said>, Condvar)>,
    port: u16,
}

#[derive(Default)]
struct Said {
    health: String,
    cone: String,
    /// How many answers were sent.
    answers: usize,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let said = Arc::new((Mutex::new(Said::default()), Condvar::new()));
        let server = Self { said: Arc::clone(&said), port };
        server.say("green", "A");
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
                let asked = lines.next().unwrap_or_default();
                lines.take_while(|line| !line.is_empty()).for_each(drop);
                let mut all = said.0.lock().unwrap();
                let body = if asked.contains("/cone") { &all.cone } else { &all.health };
                let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close";
                let whole = format!("{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
                let _ = (&stream).write_all(whole.as_bytes());
                all.answers += 1;
                said.1.notify_all();
            }
        });
        server
    }

    fn say(&self, health: &str, band: &str) {
        let mut said = self.said.0.lock().unwrap();
        said.health = format!("{{\"status\":\"{health}\",\"reasons\":[\"it is {health}\"]}}");
        said.cone = format!("{{\"band\":\"{band}\",\"reason\":\"it is {band}\"}}");
    }

    /// Waits until it has answered so many more times.
    fn answers(&self, more: usize) {
        let (said, changed) = &*self.said;
        let said = said.lock().unwrap();
        let most = said.answers + more;
        let waited = changed.wait_timeout_while(said, DEADLINE, |said| said.answers < most);
        assert!(!waited.unwrap().1.timed_out(), "nobody asks any more");
    }

    /// The tables of two sources, whose changes count at once.
    fn tables(&self) -> String {
        let table = |name: &str, format: &str| {
            format!(
                "[[source]]\nname = \"{name}\"\nkind = \"http\"\nformat = \"{format}\"\n\
                 url = \"http://127.0.0.1:{}/{name}\"\ninterval = \"1s\"\n\
                 settle = {{ red = \"0s\", yellow = \"0s\", better = \"0s\" }}\n",
                self.port
            )
        };
        table("health", "status_ryg") + &table("cone", "cone_state")
    }
}

/// A daemon, and what it says on both streams together.
struct Daemon {
    child: Child,
    said: Arc<(Mutex<String>, Condvar)>,
}

impl Daemon {
    fn start(home: &Path) -> Self {
        let mut command = Command::new(ONWATCH);
        command.args(["daemon", "--verbose"]).env_clear().env("ONWATCH_HOME", home);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let said = Arc::new((Mutex::new(String::new()), Condvar::new()));
        let streams: [Box<dyn Read + Send>; 2] =
            [Box::new(child.stdout.take().unwrap()), Box::new(child.stderr.take().unwrap())];
        for stream in streams {
            let said = Arc::clone(&said);
            thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    *said.0.lock().unwrap() += &(line + "\n");
                    said.1.notify_all();
                }
            });
        }
        Self { child, said }
    }

    #[track_caller]
    fn wait(&self, text: &str) {
        let (said, changed) = &*self.said;
        let said = said.lock().unwrap();
        let waited = changed.wait_timeout_while(said, DEADLINE, |said| !said.contains(text));
        let said = waited.unwrap().0;
        assert!(said.contains(text), "{text} did not come: {said}");
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns the bands and healths that were recorded, oldest first.
fn recorded(home: &Path) -> Vec<String> {
    let desk = Desk::new(Paths::under(home), Arc::new(SystemClock::default()));
    let log = desk.log(usize::MAX).unwrap();
    let readings = log.iter().rev().filter(|done| [Verb::Band, Verb::Health].contains(&done.verb));
    readings.map(|done| done.text.clone()).collect()
}

/// Waits until so much was recorded, while the server is asked.
fn wait_recorded(home: &Path, server: &Server, count: usize) -> Vec<String> {
    let begun = Instant::now();
    loop {
        let all = recorded(home);
        if all.len() >= count {
            return all;
        }
        assert!(begun.elapsed() < DEADLINE, "{all:?}");
        server.answers(1);
    }
}

#[test]
fn of_ten_processes_one_asks_and_each_change_is_one_event_whoever_is_killed() {
    let (home, server) = (home(), Server::start());
    settings(home.path(), &server.tables());
    shell(home.path(), &["start"]);
    let lock = Paths::under(home.path()).sources_lock();
    let first = Daemon::start(home.path());
    first.wait("this process asks 2 sources from now on");
    assert_eq!(polling_process(&lock), Some(first.child.id()));
    let daemons: Vec<Daemon> = (0..5).map(|_| Daemon::start(home.path())).collect();
    let mut panels: Vec<Terminal> = (0..4).map(|_| Terminal::panel(home.path())).collect();
    for daemon in &daemons {
        daemon.wait(&format!("process {} asks the sources of this desk", first.child.id()));
    }
    for panel in &mut panels {
        panel.wait("→ green");
    }
    assert_eq!(wait_recorded(home.path(), &server, 2).len(), 2);
    for daemon in &daemons {
        let said = daemon.said.0.lock().unwrap();
        assert!(!said.contains("this process asks"), "two processes ask: {said}");
    }
    let mut killed = Vec::new();
    for (nth, (health, band)) in
        [("yellow", "A"), ("yellow", "B"), ("red", "B"), ("red", "C")].into_iter().enumerate()
    {
        let poller = polling_process(&lock).expect("somebody asks");
        assert!(!killed.contains(&poller));
        server.say(health, band);
        if nth % 2 == 0 {
            // In the middle of a look.
            server.answers(1);
        }
        let pid = Pid::from_raw(poller.try_into().unwrap()).unwrap();
        kill_process(pid, Signal::KILL).unwrap();
        killed.push(poller);
        let all = wait_recorded(home.path(), &server, 3 + nth);
        assert_eq!(all.len(), 3 + nth, "{all:?}");
        assert!(all[2 + nth].contains(["yellow", "B", "red", "C"][nth]), "{all:?}");
    }
    // Nobody who takes over records anything once more.
    server.answers(6);
    let all = recorded(home.path());
    assert_eq!(all.len(), 6, "{all:?}");
    let mut shown = 0;
    for panel in &mut panels {
        if panel.is_alive() {
            panel.wait("■ RED");
            shown += 1;
        }
    }
    assert!(shown + killed.len() >= 4, "{shown} panels and {killed:?}");
}

#[test]
fn a_panel_shows_a_file_as_soon_as_it_is_written_and_asks_what_new_settings_name() {
    let home = home();
    let state = home.path().join("state.json");
    std::fs::write(&state, r#"{"status":"green","reasons":[]}"#).unwrap();
    let table = |path: &Path| {
        format!(
            "[[source]]\nname = \"file\"\nkind = \"file\"\nformat = \"status_ryg\"\n\
             path = \"{}\"\ninterval = \"1h\"\n",
            path.display()
        )
    };
    settings(home.path(), &table(&state));
    shell(home.path(), &["start"]);
    let mut panel = Terminal::panel(home.path());
    panel.wait("→ green");
    std::fs::write(&state, r#"{"status":"red","reasons":["disk full"]}"#).unwrap();
    panel.wait("■ RED");
    let other = home.path().join("other.json");
    std::fs::write(&other, r#"{"status":"red","reasons":["it burns"]}"#).unwrap();
    settings(home.path(), &table(&other).replace("\"file\"\nkind", "\"other\"\nkind"));
    panel.wait("The new settings are in use");
    // Another source is as bad.
    panel.wait("other");
    panel.send("q");
    assert_eq!(panel.exit_code(), 0);
}

#[test]
fn no_command_outlives_the_panel() {
    for signal in [None, Some(Signal::TERM)] {
        let home = home();
        let began = home.path().join("began");
        mkfifoat(CWD, &began, Mode::RUSR | Mode::WUSR).unwrap();
        let script =
            format!("trap '' TERM; echo $$ >'{}'; while :; do sleep 1000; done", began.display());
        let table = format!(
            "[[source]]\nname = \"hangs\"\nkind = \"command\"\ntimeout = \"5m\"\ninterval = \"10m\"\n\
             argv = [\"sh\", \"-c\", \"{script}\"]\n"
        );
        settings(home.path(), &table);
        let mut panel = Terminal::panel(home.path());
        let pid = std::fs::read_to_string(&began).unwrap().trim().parse().unwrap();
        panel.wait("governance");
        match signal {
            Some(signal) => panel.signal(signal),
            None => panel.send("q"),
        };
        panel.exit_code();
        assert!(test_kill_process(Pid::from_raw(pid).unwrap()).is_err(), "{pid} still runs");
    }
}

#[test]
fn a_panel_that_is_suspended_lets_another_process_ask_and_waits_for_it_after_fg() {
    let (home, server) = (home(), Server::start());
    settings(home.path(), &server.tables());
    let script = r#"set -m; "$0"; echo STOPPED; read line; fg; echo DONE"#;
    let mut panel = Terminal::run(&["sh", "-c", script, ONWATCH], home.path());
    panel.wait("GREEN");
    let daemon = Daemon::start(home.path());
    daemon.wait("this one waits for its end");
    panel.send("\u{1a}").wait("STOPPED");
    daemon.wait("this process asks 2 sources from now on");
    let lock = Paths::under(home.path()).sources_lock();
    assert_eq!(polling_process(&lock), Some(daemon.child.id()));
    panel.send("\r").wait("GREEN").send("q").wait("DONE");
}
