//! Prints what sources cost an open panel: `cargo bench --bench sources`.
//!
//! Whole processes in a pseudo-terminal beside servers on this machine. Nothing here passes or fails; a
//! person reads the figures. Linux only.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss
)]

#[path = "../tests/sources/certificates.rs"]
#[allow(dead_code, reason = "nobody here wants the certificate of a client")]
mod certificates;
#[path = "../tests/sources/servers.rs"]
#[allow(dead_code, reason = "these servers answer, or hang")]
mod servers;
#[path = "common/watched.rs"]
#[allow(dead_code, reason = "what it measures is measured otherwise here")]
mod watched;

use std::fs;
use std::time::Duration;

use certificates::{Authority, VALID};
use servers::{Asked, Server};
use watched::{ONWATCH, Watched, machine, onwatch, wake_ups};

const GREEN: &str = r#"{"status":"green","reasons":[]}"#;
/// How long the panel is measured.
const MEASURED: Duration = Duration::from_secs(60);
/// How long it is left alone before.
const SETTLED: Duration = Duration::from_secs(15);
const KEYS: usize = 500;

fn main() {
    println!("machine: {}", machine());
    println!("program: {:.1} MiB", fs::metadata(ONWATCH).unwrap().len() as f64 / 1_048_576.0);
    let server = Server::of(green);
    let answers = format!("kind = \"http\"\nurl = \"{}\"\ninterval = \"5s\"", server.url("/"));
    let alone = used("no source", "", || 0);
    let beside = used("a source each 5 s", &answers, || server.asked().len());
    println!(
        "  beyond no source: {:.2} wake-ups a fetch (asked: 5), main thread {:.3} a second (asked: 0.2)",
        (beside.all - alone.all) / beside.fetches,
        (beside.main - alone.main) / MEASURED.as_secs_f64(),
    );
    resident();
    let hangs = Server::of(|asked| {
        asked.hang();
        Ok(())
    });
    let hanging = format!("kind = \"http\"\nurl = \"{}\"\ntimeout = \"5m\"", hangs.url("/"));
    keys("no source", "");
    keys("a source that hangs", &hanging);
    println!("  it was asked {} times", hangs.asked().len());
}

fn green(asked: &mut Asked<'_>) -> std::io::Result<()> {
    asked.answer(200, "application/json", GREEN)
}

/// Makes a desk with a session that is paused, and with sources: each is the rest of its table.
fn desk(sources: &[&str]) -> tempfile::TempDir {
    let home = tempfile::tempdir_in("target").unwrap();
    onwatch(home.path(), &["start", "-n", "sources"]);
    onwatch(home.path(), &["pause"]);
    let tables = sources.iter().filter(|table| !table.is_empty()).enumerate();
    let tables = tables.map(|(nth, table)| {
        format!("[[source]]\nname = \"source-{nth}\"\nformat = \"status_ryg\"\n{table}\n")
    });
    fs::write(home.path().join("config/config.toml"), tables.collect::<String>()).unwrap();
    home
}

/// How often threads woke up, and how often a server was asked.
struct Used {
    all: f64,
    main: f64,
    fetches: f64,
}

fn used(name: &str, source: &str, asked: impl Fn() -> usize) -> Used {
    let home = desk(&[source]);
    let mut panel = Watched::panel(home.path());
    std::thread::sleep(SETTLED);
    let main = panel.process();
    let count = || (panel.cost().wake_ups, wake_ups(&main), asked());
    let before = count();
    std::thread::sleep(MEASURED);
    let after = count();
    let used = Used {
        all: (after.0 - before.0) as f64,
        main: (after.1 - before.1) as f64,
        fetches: (after.2 - before.2) as f64,
    };
    println!(
        "{name:<20} {:4} wake-ups of all threads, {:3} of the main one, {:3} fetches in {} s; {}",
        used.all,
        used.main,
        used.fetches,
        MEASURED.as_secs(),
        panel.memory()
    );
    panel.quit();
    used
}

fn resident() {
    let authority = Authority::new("root");
    let servers =
        [0, 1].map(|_| Server::tls(authority.sign("localhost", VALID).server(None), green));
    let root = tempfile::NamedTempFile::new_in("target").unwrap();
    fs::write(root.path(), &authority.pem).unwrap();
    let root = fs::canonicalize(root.path()).unwrap();
    let tables = servers.each_ref().map(|server| {
        let port = server.address.port();
        let (url, root) = (format!("https://localhost:{port}/"), root.display());
        format!("kind = \"http\"\nurl = \"{url}\"\ninterval = \"5s\"\nca_file = \"{root}\"")
    });
    let home = desk(&tables.each_ref().map(String::as_str));
    let mut panel = Watched::panel(home.path());
    std::thread::sleep(SETTLED);
    let asked: Vec<_> = servers.iter().map(|server| server.asked().len()).collect();
    println!("two HTTPS sources    {} (asked: 12 MiB), after {asked:?} fetches", panel.memory());
    panel.quit();
}

fn keys(name: &str, source: &str) {
    let home = desk(&[source]);
    let mut panel = Watched::panel(home.path());
    std::thread::sleep(Duration::from_secs(2));
    // Each opens the help, or puts it away; the frame ends with this mark.
    let mut times: Vec<_> =
        (0..KEYS).map(|_| panel.until_drawn("\x1b[?2026l", |panel| panel.send("?"))).collect();
    times.sort_unstable();
    let at = |hundredth: usize| times[(KEYS - 1) * hundredth / 100].as_secs_f64() * 1_000.0;
    println!(
        "key to screen, {name:<20} {:.2} ms, p99 {:.2}, longest {:.2}",
        at(50),
        at(99),
        at(100)
    );
    panel.quit();
}
