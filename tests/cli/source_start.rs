//! A start asks every source once more, and freezes what it says.

use serde_json::{Value, json};

use crate::servers::Server;
use crate::shell::Shell;

fn source(name: &str, server: &Server, timeout: &str) -> String {
    format!(
        "[[source]]\nname = \"{name}\"\nkind = \"http\"\nformat = \"status_ryg\"\nurl = \"{}\"\n\
         timeout = \"{timeout}\"\n",
        server.url("/")
    )
}

fn says(body: &'static str) -> Server {
    Server::of(move |asked| asked.answer(200, "application/json", body))
}

/// Returns the health at the start, its source, and whether it is stale.
fn frozen(shell: &Shell) -> (Value, Value, Value) {
    let status = shell.object("status");
    let start = &status["governance"]["at_start"];
    let age = &start["health_freshness"];
    (start["status"]["status"].clone(), age["source"].clone(), age["is_stale"].clone())
}

#[test]
fn what_the_sources_say_at_the_start_is_frozen_and_the_worst_of_it_counts() {
    let good = says(r#"{"status":"green"}"#);
    let bad = says(r#"{"status":"red","reasons":["Disk"],"band":"D","reason":"spent"}"#);
    let shell = Shell::new();
    shell.settings(source("good", &good, "5s") + &source("bad", &bad, "5s"));
    shell.good("start");
    assert_eq!(frozen(&shell), (json!("red"), json!("bad"), json!(false)));
    let status = shell.object("status");
    let start = &status["governance"]["at_start"];
    assert_eq!(start["cone"]["band"], "D");
    assert_eq!(start["cone"]["measured_by"], "bad");
    assert_eq!(start["status"]["reasons"], json!(["Disk"]));
    // To freeze is not to record: that has its own rules.
    assert_eq!(status["governance"]["health"]["status"], "unknown");
    assert_eq!((good.asked().len(), bad.asked().len()), (1, 1));
}

#[test]
fn only_a_command_that_starts_asks() {
    let server = says(r#"{"status":"yellow"}"#);
    let shell = Shell::new();
    shell.settings(source("one", &server, "5s"));
    for (line, exit, asked) in [
        ("pause", 3, 0),
        ("toggle", 0, 1),
        ("toggle", 0, 1),
        ("toggle", 0, 1),
        ("start", 4, 1),
        ("note hello", 0, 1),
        ("start --switch", 0, 2),
        ("end", 0, 2),
        ("continue", 0, 3),
        ("status", 0, 3),
        ("run start --agent bot", 0, 4),
    ] {
        let said = shell.say(line);
        assert_eq!((said.exit, server.asked().len()), (exit, asked), "{line}: {said:?}");
    }
    assert_eq!(frozen(&shell).0, "yellow");
}

#[test]
fn a_silent_source_freezes_its_last_value_as_stale_and_the_start_does_not_wait_for_it() {
    let hangs = Server::of(|asked| {
        asked.hang();
        Ok(())
    });
    let gone = Server::of(|asked| asked.answer(500, "text/html", "<p>no"));
    for server in [&hangs, &gone] {
        let shell = Shell::after(&["health set green --source one"]);
        // Longer than this test may take.
        shell.settings(source("one", server, "5m"));
        shell.good("start");
        assert_eq!(frozen(&shell), (json!("green"), json!("one"), json!(true)));
    }
}

#[test]
fn what_never_answered_is_unknown_and_never_guessed() {
    let gone = Server::of(|asked| asked.answer(401, "text/html", "<p>no"));
    let shell = Shell::new();
    shell.settings(source("one", &gone, "5s"));
    let said = shell.say("start");
    assert_eq!((said.exit, said.err.as_str()), (0, ""));
    assert_eq!(frozen(&shell).0, "unknown");
}
