//! A source that is a file.

use std::fs::{self, File};
use std::os::unix::net::UnixListener;
use std::time::{Duration, SystemTime};

use onwatch::formats::Code;
use rustix::fs::{CWD, Mode, mkfifoat};

use crate::setup::{Home, assert_failure, failure, now};

const GREEN: &str = r#"{"status":"green","reasons":[]}"#;

fn table(path: &str) -> String {
    format!("kind = \"file\"\nformat = \"status_ryg\"\npath = \"{path}\"\nmax_bytes = 2000")
}

#[test]
fn what_is_no_file_is_refused_by_its_name() {
    let home = Home::new();
    mkfifoat(CWD, home.path("pipe"), Mode::RUSR | Mode::WUSR).unwrap();
    fs::create_dir(home.path("dir")).unwrap();
    let _listener = UnixListener::bind(home.path("socket")).unwrap();
    for (path, cause) in [
        ("~/pipe", "it is a pipe, not a file"),
        ("~/dir", "it is a directory, not a file"),
        ("~/socket", "it is a socket, not a file"),
        ("/dev/zero", "it is a device, not a file"),
        ("~/none", "there is no such file"),
        ("~/none/below", "there is no such file"),
    ] {
        let fetched = home.ask(&table(path), 200);
        assert_failure(&fetched, cause, "change `path`");
        assert_eq!(fetched.code, None);
    }
    let asked = failure(&home.ask(&table("~/none"), 200)).asked;
    assert_eq!(asked, home.path("none").display().to_string());
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_the_system_cannot_read_is_told() {
    let fetched = Home::new().ask(&table("/proc/self/mem"), 200);
    assert_failure(&fetched, "the file cannot be read (", "change `path`");
}

#[test]
fn a_file_is_read_up_to_its_bound() {
    let home = Home::new();
    home.file("big", vec![b' '; 2_001]);
    assert_failure(&home.ask(&table("~/big"), 200), "more than 2000 bytes", "raise `max_bytes`");
    home.file("big", vec![b' '; 2_000]);
    let fetched = home.ask(&table("~/big"), 200);
    assert_eq!((fetched.raw.len(), fetched.code), (2_000, Some(Code::File)));
}

#[test]
fn the_time_of_a_file_is_that_of_its_writing_and_never_to_come() {
    let home = Home::new();
    let path = home.file("state.json", GREEN);
    let at = SystemTime::from(now());
    for (written, observed) in [
        (at - Duration::from_secs(60), now() - chrono::TimeDelta::seconds(60)),
        (at + Duration::from_secs(60), now()),
    ] {
        File::options().write(true).open(&path).unwrap().set_modified(written).unwrap();
        let statement = home.ask(&table("~/state.json"), 200).statement.unwrap();
        assert_eq!(statement.observed_at_utc, Some(observed));
    }
}

#[test]
fn only_what_a_source_provides_counts() {
    let home = Home::new();
    home.file("state.json", r#"{"status":"red","reasons":["disk"],"cone":{"band":"D"}}"#);
    let table = table("~/state.json");
    for (provides, band, health) in
        [("cone", true, false), ("health", false, true), ("cone\", \"health", true, true)]
    {
        let fetched = home.ask(&format!("{table}\nprovides = [\"{provides}\"]"), 200);
        let statement = fetched.statement.unwrap();
        assert_eq!((statement.band.is_some(), statement.health.is_some()), (band, health));
    }
    home.file("state.json", GREEN);
    let fetched = home.ask(&format!("{table}\nprovides = [\"cone\"]"), 200);
    assert_failure(&fetched, "says nothing of what the source provides", "change `provides`");
}
