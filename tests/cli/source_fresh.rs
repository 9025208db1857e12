//! `status --fresh` asks every source once before it answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use onwatch::paths::Paths;
use onwatch::sources::PollLock;
use serde_json::{Value, json};

use crate::servers::Server;
use crate::shell::Shell;

fn source(name: &str, server: &Server) -> String {
    format!(
        "[[source]]\nname = \"{name}\"\nkind = \"http\"\nformat = \"status_ryg\"\nurl = \"{}\"\n\
         provides = [\"health\"]\n",
        server.url("/")
    )
}

/// Returns a server that says one status after another, and then the last one for ever.
fn says(statuses: &'static [&'static str]) -> Server {
    let nth = Arc::new(AtomicUsize::new(0));
    Server::of(move |asked| {
        let nth = nth.fetch_add(1, Ordering::SeqCst).min(statuses.len() - 1);
        let body = json!({"status": statuses[nth], "reasons": [format!("reason {nth}")]});
        asked.answer(200, "application/json", body.to_string())
    })
}

fn rows(out: &str) -> Vec<&str> {
    out.lines().skip_while(|line| !line.starts_with("  sources")).map(str::trim).collect()
}

#[test]
fn a_red_that_is_heard_counts_at_once_and_is_recorded_once() {
    let server = says(&["red"]);
    let shell = Shell::after(&["start"]);
    shell.settings(source("one", &server));
    let said = shell.say("status --fresh");
    assert_eq!((said.exit, said.err.as_str()), (0, ""), "{said:?}");
    assert!(said.out.contains("health   UNKNOWN → RED (worse), by one"), "{}", said.out);
    assert!(said.out.contains("reason 0"), "{}", said.out);
    assert_eq!(rows(&said.out), ["sources  asked now"]);
    let seq = shell.object("status")["seq"].clone();
    shell.good("status --fresh");
    assert_eq!(shell.object("status")["seq"], seq, "a second look records nothing");
    assert_eq!(server.asked().len(), 2);
}

#[test]
fn what_has_not_lasted_is_said_and_does_not_count_yet() {
    let server = says(&["red", "green"]);
    let shell = Shell::after(&["start"]);
    shell.settings(source("one", &server));
    shell.good("status --fresh");
    shell.clock.advance(5);
    let out = shell.good("status --fresh");
    assert!(out.contains("→ RED (worse), by one"), "{out}");
    assert_eq!(rows(&out), ["sources  asked now", "one says GREEN, which has not lasted"]);
    shell.clock.advance(61);
    let out = shell.good("status --fresh");
    assert!(out.contains("→ GREEN"), "{out}");
    assert_eq!(rows(&out), ["sources  asked now"]);
}

#[test]
fn if_another_process_asks_nobody_is_asked_and_the_age_of_the_answers_is_said() {
    let server = says(&["green"]);
    let shell = Shell::after(&["start"]);
    shell.settings(source("one", &server));
    let lock = PollLock::wait(&Paths::under(shell.home.path()).sources_lock()).unwrap();
    let pid = std::process::id();
    let none = format!("sources  process {pid} asks them; none has answered yet");
    assert_eq!(rows(&shell.good("status --fresh")), [none]);
    assert_eq!(server.asked().len(), 0);
    drop(lock);
    shell.good("status --fresh");
    let _lock = PollLock::wait(&Paths::under(shell.home.path()).sources_lock()).unwrap();
    shell.pass(3);
    let out = shell.good("status --fresh");
    let row = format!("sources  process {pid} asks them; the oldest answer came 3m ago");
    assert_eq!(rows(&out)[0], row);
    assert_eq!(server.asked().len(), 1);
    let asked = &shell.object("status --fresh")["sources_asked"];
    assert_eq!((&asked["asked_now"], &asked["asked_by_pid"]), (&json!(false), &json!(pid)));
}

#[test]
fn a_source_that_does_not_answer_is_said_with_its_cause_and_the_others_count() {
    let hangs = Server::of(|asked| {
        asked.hang();
        Ok(())
    });
    let gone = Server::of(|asked| asked.answer(401, "text/html", "<p>no"));
    let good = says(&["red"]);
    let shell = Shell::after(&["start"]);
    shell.settings(source("slow", &hangs) + &source("gone", &gone) + &source("good", &good));
    let out = shell.good("status --fresh");
    assert!(out.contains("→ RED (worse), by good"), "{out}");
    let rows = rows(&out);
    assert!(rows[1].starts_with("slow did not answer: it did not answer within 2 s"), "{out}");
    assert!(rows[2].starts_with("gone did not answer: HTTP 401"), "{out}");
}

#[test]
fn without_it_nobody_is_asked_and_without_a_source_it_says_so() {
    let server = says(&["red"]);
    let shell = Shell::after(&["start"]);
    assert!(shell.say("status --fresh").err.contains("the settings have no source"));
    shell.settings(source("one", &server));
    shell.good("status");
    assert_eq!(shell.object("status")["sources_asked"], Value::Null);
    assert_eq!(server.asked().len(), 0);
    assert_eq!(shell.say("status --fresh --line").exit, 2);
}

/// Returns the status in JSON, with something in each part of what was asked.
pub fn every_part() -> Value {
    let gone = Server::of(|asked| asked.answer(401, "text/html", "<p>no"));
    let both =
        Server::of(|asked| asked.answer(200, "application/json", r#"{"status":"red","band":"D"}"#));
    let shell = Shell::after(&["start"]);
    let both = source("both", &both).replace("provides = [\"health\"]\n", "");
    shell.settings(source("gone", &gone) + &both);
    shell.object("status --fresh")
}
