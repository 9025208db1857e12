//! Several sources that are asked at the same time, with one limit for all.

use std::fs;
use std::io::Read;
use std::sync::mpsc::channel;
use std::time::Duration;

use onwatch::config::SourceSettings;
use onwatch::core::Light;
use onwatch::sources::{Heard, RunningCommands, ask_all};
use rustix::fs::{CWD, Mode, mkfifoat};

use crate::servers::Server;
use crate::setup::{Home, now};

const LIMIT: Duration = Duration::from_millis(600);

fn named(home: &Home, name: &str, table: &str, timeout_ms: u64) -> SourceSettings {
    SourceSettings { name: name.to_owned(), timeout_ms, ..home.source(table) }
}

fn http(server: &Server) -> String {
    format!("kind = \"http\"\nformat = \"status_ryg\"\nurl = \"{}\"", server.url("/"))
}

/// Returns what each source said: its health, a cause, or that it was silent.
fn said(heard: &[Heard]) -> Vec<String> {
    let said = |one: &Heard| match one.fetched.as_ref().map(|fetched| &fetched.statement) {
        None => format!("{} silent", one.source.name),
        Some(Err(failure)) => format!("{} {}", one.source.name, failure.cause),
        Some(Ok(statement)) => {
            let health = statement.health.as_ref().map(|health| health.status);
            format!("{} {}", one.source.name, health.unwrap())
        }
    };
    heard.iter().map(said).collect()
}

#[test]
fn one_that_hangs_keeps_nobody_and_all_that_answer_are_heard_in_their_order() {
    let home = Home::new();
    let hangs = Server::of(|asked| {
        asked.hang();
        Ok(())
    });
    let good = Server::of(|asked| asked.answer(200, "application/json", r#"{"status":"green"}"#));
    let file = home.file("red.json", r#"{"status":"red"}"#);
    let file = format!("kind = \"file\"\nformat = \"status_ryg\"\npath = \"{}\"", file.display());
    let sources = [
        named(&home, "slow", &http(&hangs), 60_000),
        named(&home, "good", &http(&good), 60_000),
        named(&home, "brief", &http(&hangs), 100),
        named(&home, "file", &file, 60_000),
        named(&home, "gone", "kind = \"command\"\nargv = [\"/no/such/program\"]", 60_000),
    ];
    let heard =
        ask_all(&sources, (&home.secrets(), &RunningCommands::default()), |_| None, now, LIMIT);
    let said = said(&heard);
    assert_eq!(said[0], "slow silent");
    assert_eq!(said[1], "good green");
    assert!(said[2].starts_with("brief ") && said[2].contains("100 ms"), "{said:?}");
    assert_eq!(said[3], "file red");
    assert_eq!(said[4], "gone there is no such program");
}

#[test]
fn a_command_that_hangs_is_killed_with_its_children_before_the_limit() {
    let home = Home::new();
    let pipe = home.path("pipe");
    mkfifoat(CWD, &pipe, Mode::RUSR | Mode::WUSR).unwrap();
    let (send, ended) = channel();
    let reader = pipe.clone();
    std::thread::spawn(move || {
        let mut rest = Vec::new();
        fs::File::open(reader).unwrap().read_to_end(&mut rest).unwrap();
        let _ = send.send(());
    });
    let script = format!("trap '' TERM\nexec 7>'{}'\nsleep 300 &\nsleep 300\n", pipe.display());
    home.file("script", script);
    let table = "kind = \"command\"\nargv = [\"sh\", \"script\"]";
    let sources = [named(&home, "hangs", table, 60_000)];
    let heard =
        ask_all(&sources, (&home.secrets(), &RunningCommands::default()), |_| None, now, LIMIT);
    assert_eq!(said(&heard), ["hangs silent"]);
    ended.recv_timeout(Duration::from_secs(30)).expect("a process of the command still runs");
}

#[test]
fn each_source_knows_its_own_last_light() {
    let home = Home::new();
    let file = home.file("number.json", "{\"n\": 7}");
    let table = format!(
        "kind = \"file\"\nformat = \"json\"\npath = \"{}\"\npointer = \"/n\"\nyellow_above = 10\n\
         clear_below = 5",
        file.display()
    );
    let sources = ["calm", "held"].map(|name| named(&home, name, &table, 60_000));
    let before = |name: &str| Some(if name == "held" { Light::Yellow } else { Light::Green });
    let heard =
        ask_all(&sources, (&home.secrets(), &RunningCommands::default()), before, now, LIMIT);
    assert_eq!(said(&heard), ["calm green", "held yellow"]);
}
