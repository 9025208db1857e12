//! The lines of `docs/clients.md`, run word for word against the real program.
//!
//! They need curl, so they are run by their own command: see `docs/testing.md`.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::shape::shape;

const PAGE: &str = include_str!("../../docs/clients.md");
/// Stands after the answer to each line.
const END: &str = "== end of the answer ==";

/// The real program as a server; it ends with this.
struct Served {
    server: Child,
    address: String,
}

impl Served {
    fn begin(home: &Path) -> Self {
        let mut server = Command::new(env!("CARGO_BIN_EXE_onwatch"))
            .args(["serve", "--listen", "127.0.0.1:0", "--insecure-loopback"])
            .env("ONWATCH_HOME", home)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(server.stderr.take().unwrap()).lines();
        let mut places = lines.map_while(Result::ok).filter_map(|line| {
            line.rsplit_once("http://").map(|(_, address)| address.trim().to_owned())
        });
        let address = places.next().expect("it says where it listens");
        Self { server, address }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.server.kill().unwrap();
        self.server.wait().unwrap();
    }
}

/// Returns the lines of the page that a person types, each with its answer.
fn lines() -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    let mut inside = false;
    for line in PAGE.lines() {
        match line.strip_prefix("$ ") {
            _ if line.starts_with("```") => inside = line == "```console",
            Some(typed) if inside => all.push((typed.to_owned(), String::new())),
            _ if inside => {
                let (_, answer) = all.last_mut().unwrap();
                answer.push_str(line);
                answer.push('\n');
            }
            _ => {}
        }
    }
    all
}

/// Runs lines in one shell, and returns what each printed.
fn typed(lines: &[(String, String)], served: &Served, home: &Path) -> Vec<String> {
    // The lines name the usual port, and reach the server of this test, which wants to be called by its own.
    let address = &served.address;
    let curlrc =
        format!("connect-to = \"127.0.0.1:7464:{address}\"\nheader = \"Host: {address}\"\n");
    fs::write(home.join(".curlrc"), curlrc).unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_onwatch")).parent().unwrap();
    let path = std::env::var("PATH").unwrap();
    let mut shell = Command::new("bash")
        .current_dir(home)
        .env("CURL_HOME", home)
        .env("ONWATCH_HOME", home)
        .env("PATH", format!("{}:{path}", program.display()))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let answered = format!("\necho; echo '{END}'\n");
    let script: String = lines.iter().flat_map(|(line, _)| [line.as_str(), &answered]).collect();
    shell.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    let output = shell.wait_with_output().unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    output.split(END).map(|answer| answer.trim().to_owned()).take(lines.len()).collect()
}

#[test]
#[ignore = "needs curl and bash: see docs/testing.md"]
fn each_line_of_the_page_of_clients_gets_the_answer_that_stands_there() {
    let home = TempDir::new().unwrap();
    let served = Served::begin(home.path());
    let lines = lines();
    assert!(lines.len() > 25, "{lines:?}");
    let answers = typed(&lines, &served, home.path());
    assert_eq!(answers.len(), lines.len());
    for ((line, expected), answer) in lines.iter().zip(&answers) {
        let expected = expected.trim();
        let is_cut = line.contains("| cut -c");
        let (expected, answer) = if is_cut {
            (expected.into(), answer.clone())
        } else {
            (shape(expected), shape(answer))
        };
        assert_eq!(answer, expected, "{line}");
    }
}

#[test]
fn the_page_of_clients_has_a_line_for_each_route_of_the_services() {
    let lines: String = lines().into_iter().map(|(line, _)| line + "\n").collect();
    for path in [
        "/core/go/session ",
        "/core/go/start_session",
        "/core/go/end_session",
        "/core/go/sessions",
        "/core/go/checklist",
        "/core/go/next_step",
        "/core/go/complete",
        "/core/cone/state",
        "/core/status/ryg",
        "/session/create",
        "/session/$ID\n",
        "/session/$ID/audit",
        "/session/$ID/status",
        "/session/$ID/steps",
        "POST http://127.0.0.1:7464/agent-sessions ",
        "PATCH http://127.0.0.1:7464/agent-sessions/",
        "DELETE http://127.0.0.1:7464/agent-sessions/",
    ] {
        let line = lines.replace("/core/go/session\n", "/core/go/session \n");
        assert!(line.contains(path), "{path}");
    }
}
