//! The state file serves the readers of the governance server's session file.

use std::path::Path;

use onwatch::core::{Band, Command, Light};
use serde_json::{Value, json};

use crate::common::mem_disk::MemDisk;
use crate::common::memory_desk::{clock, obey, paths, segment};

const ADDED: [&str; 4] = ["active", "cone_band", "status", "total_active_seconds"];

fn session(disk: &MemDisk) -> Value {
    let state: Value = serde_json::from_slice(&disk.read(&paths().state()).unwrap()).unwrap();
    state["session"].clone()
}

/// Everything that the server's object has is in ours, of the same kind.
fn holds(ours: &Value, servers: &Value, path: &str) {
    match (ours, servers) {
        (Value::Object(ours), Value::Object(servers)) => {
            for (name, value) in servers {
                let path = format!("{path}.{name}");
                let ours = ours.get(name).unwrap_or_else(|| panic!("{path} is missing"));
                holds(ours, value, &path);
            }
        }
        (Value::String(_), Value::String(_))
        | (Value::Bool(_), Value::Bool(_))
        | (Value::Array(_), Value::Array(_)) => {}
        _ => panic!("{path} is {ours} here and {servers} there"),
    }
}

#[test]
fn the_session_has_every_field_of_the_servers_file() {
    let fixture = "tests/fixtures/contracts/go_session.file.json";
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join(fixture);
    let servers: Value = serde_json::from_slice(&std::fs::read(fixture).unwrap()).unwrap();
    let (disk, clock) = (MemDisk::default(), clock());
    obey(&disk, &clock, Command::SetBand { band: Band::C, reason: "drill".into() });
    obey(&disk, &clock, Command::SetHealth { status: Light::Green, reasons: vec![] });
    obey(&disk, &clock, Command::start(Some("review".into())));
    let ended = obey(&disk, &clock, Command::End { notes: None });
    let ours = session(&disk);
    holds(&ours, &servers["session"], "session");
    assert_eq!((&ours["cone_band"], &ours["status"]), (&json!("C"), &json!("green")));
    assert_eq!(ours["total_active_seconds"], 60);
    assert_eq!(ended.session.unwrap().closed_ms(), 60_000);
}

#[test]
fn active_means_not_ended_yet() {
    let (disk, clock) = (MemDisk::default(), clock());
    for (command, active) in [
        (Command::start(None), true),
        (Command::Pause { reason: None }, true),
        (Command::End { notes: None }, false),
    ] {
        obey(&disk, &clock, command);
        assert_eq!(session(&disk)["active"], active);
    }
}

#[test]
fn before_the_first_session_readers_find_one_that_is_not_active() {
    let (disk, clock) = (MemDisk::default(), clock());
    let watch = obey(&disk, &clock, Command::SetBand { band: Band::C, reason: String::new() });
    assert_eq!(watch.session, None);
    assert_eq!(
        (&session(&disk)["active"], &session(&disk)["snapshot"]),
        (&json!(false), &Value::Null)
    );
}

#[test]
fn the_journal_and_what_is_read_hold_none_of_the_added_fields() {
    let (disk, clock) = (MemDisk::default(), clock());
    obey(&disk, &clock, Command::start(Some("\"session\": {\n  \"session\": {".into())));
    let watch = obey(&disk, &clock, Command::Pause { reason: None });
    assert!(watch.session.unwrap().extra.is_empty());
    let journal = String::from_utf8(disk.read(&segment()).unwrap()).unwrap();
    for name in ADDED {
        assert!(session(&disk).get(name).is_some(), "{name}");
    }
    for name in ["\"active\":", "\"cone_band\":", "\"total_active_seconds\":"] {
        assert!(!journal.contains(name), "{name}: {journal}");
    }
}
