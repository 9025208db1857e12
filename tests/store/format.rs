//! The files keep their form, field by field.
//!
//! `tests/fixtures/store` was written by an earlier run of `write_store`. A renamed field would leave its journals
//! unread, and no test that writes and reads with the same program would notice.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use onwatch::clock::{Clock, FixedClock};
use onwatch::core::{
    Anchor, At, Band, Command, Entering, GapAnswer, Light, Moment, NewFrame, NewPastSession,
    PastContext, PlaybookCommand, Request,
};
use serde_json::Value;

use crate::common::corrections::{edit, new_session, session};
use crate::common::lines::hash;
use crate::common::mem_disk::MemDisk;
use crate::common::memory_desk::{desk, note, paths, push, request, segment};

/// Obeys commands that write every kind of field: gaps, reboots, undone and redone steps.
fn write_store(disk: &MemDisk) {
    let clock = Arc::new(FixedClock::at("2026-11-21T08:00:00Z".parse().unwrap()));
    let anchor = |clock: &str, ms| Some(Anchor { clock: clock.into(), boot_ms: ms, mono_ms: ms });
    clock.set(Moment { steady: anchor("boot-a/1", 1_000), ..clock.now() });
    let here = desk(disk, &clock);
    let obey = |command| {
        clock.advance(60);
        here.obey(&request(command)).unwrap();
    };
    obey(Command::SetBand { band: Band::C, reason: "drill".into() });
    obey(Command::start(Some("review".into())));
    obey(push());
    here.keep_heartbeat().unwrap();
    // The machine sleeps for an hour, which leaves a gap.
    let now = clock.now();
    let steady = now.steady.clone().map(|at| Anchor { boot_ms: at.boot_ms + 3_600_000, ..at });
    clock.set(Moment { utc: now.utc + chrono::TimeDelta::hours(1), steady, ..now });
    obey(note("one"));
    obey(Command::SetHealth { status: Light::Red, reasons: vec!["disk full".into()] });
    // The machine boots again.
    clock.set(Moment { steady: anchor("boot-b/1", 5_000), ..clock.now() });
    obey(Command::Pause { reason: Some("lunch".into()) });
    obey(Command::Resume);
    obey(Command::Undo);
    obey(Command::Redo);
    obey(Command::Pop { kind: None, summary: None, complete: false });
    obey(Command::End { notes: Some("done".into()) });
    obey(Command::Reopen { session: None });
    obey(Command::Undo);
    obey(Command::start(None));
    obey(Command::Cancel { session: None });
    write_corrections(&obey);
    write_playbook(&obey);
    clock.advance(60);
    let skip = playbook(PlaybookCommand::Skip {
        playbook: Some("launch".into()),
        step: "intake_ready".into(),
        reason: "no request yet".into(),
    });
    let override_reason = Some("the drill goes on".into());
    here.obey(&Request { override_reason, ..request(skip) }).unwrap();
    clock.advance(60);
    here.obey(&request(Command::Pause { reason: None })).unwrap();
}

/// Does, takes back and begins anew what the usual playbook has.
fn write_playbook(obey: &dyn Fn(Command)) {
    let done = || PlaybookCommand::Done {
        playbook: None,
        step: "1".into(),
        value: Some("3 sources".into()),
        note: Some("all of them".into()),
    };
    obey(Command::SetHealth { status: Light::Green, reasons: vec![] });
    obey(playbook(done()));
    obey(playbook(PlaybookCommand::Undo { playbook: None, step: "1".into() }));
    obey(Command::Undo);
    obey(playbook(PlaybookCommand::Reset { playbook: None }));
    obey(playbook(done()));
}

fn playbook(command: PlaybookCommand) -> Command {
    Command::Playbook(command)
}

/// Corrects what came before, in every way.
fn write_corrections(obey: &dyn Fn(Command)) {
    let at = |clock: &str| -> DateTime<Utc> { format!("2026-11-21T{clock}:00Z").parse().unwrap() };
    obey(edit(1, |edit| {
        edit.start = Some(At::Minute(at("07:50")));
        edit.end = Some(At::Minute(at("09:10")));
        edit.notes = Some("reviewed".into());
        edit.closing = Some("all done".into());
        edit.target_seconds = Some(7_200);
        edit.operator = Some("eve".into());
        edit.session_type = Some("review".parse().unwrap());
    }));
    obey(Command::AnswerGap { session: Some(session(1)), id: None, answer: GapAnswer::Keep });
    let (from, to) = (At::Second(at("07:52")), At::Second(at("07:54")));
    obey(Command::AddBreak { session: Some(session(1)), from, to });
    obey(Command::RemoveBreak { session: Some(session(1)), at: At::Second(at("07:53")) });
    obey(Command::Cancel { session: Some(session(1)) });
    obey(Command::Reopen { session: Some(session(1)) });
    obey(Command::Undo);
    obey(Command::Redo);
    let minute = |clock| At::Minute(at(clock));
    let added = NewPastSession {
        session_type: "meeting".parse().unwrap(),
        closing: Some("written down".into()),
        contexts: vec![PastContext {
            frame: NewFrame {
                kind: "task".parse().unwrap(),
                id: "8".into(),
                title: Some("on paper".into()),
                estimate_seconds: Some(600),
                entering: Entering::Usual,
            },
            at: Some(minute("06:10")),
        }],
        breaks: vec![(minute("06:20"), minute("06:25"))],
        band: Some(Band::D),
        health: Some(Light::Green),
        target_seconds: Some(1_800),
        metadata: [("from".to_owned(), "paper".into())].into_iter().collect(),
        source_hash: Some("0a1b2c".into()),
        ..new_session(at("06:00"), 40)
    };
    obey(Command::Add { sessions: vec![added, new_session(at("07:00"), 20)] });
    obey(Command::Continue { session: Some(session(1)) });
}

/// Keeps what was written, if that is asked for.
fn keep(disk: &MemDisk, fixtures: &Path) {
    if std::env::var_os("ONWATCH_TEST_KEEP").is_some() {
        for path in [segment(), paths().state(), paths().witness(), paths().heartbeat()] {
            let kept = fixtures.join(path.file_name().unwrap());
            fs::write(kept, disk.read(&path).unwrap()).unwrap();
        }
    }
}

/// Returns the objects of a file, a line each or all of it, without what differs from store to
/// store: its id, and checksums and places that follow from it.
fn objects(text: &str, lines: bool) -> Vec<Value> {
    let texts: Vec<&str> = if lines { text.lines().collect() } else { vec![text] };
    let object = |text: &&str| {
        let mut object: Value = serde_json::from_str(text).unwrap();
        for name in ["store_id", "crc", "line", "prev", "head", "steps", "journal"] {
            object.as_object_mut().unwrap().remove(name);
        }
        object
    };
    texts.iter().map(object).collect()
}

/// Removes what the state file alone adds to a session.
fn forget_added(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            if fields.contains_key("phase_since") && fields.contains_key("snapshot") {
                for name in ["active", "cone_band", "status", "total_active_seconds"] {
                    fields.remove(name);
                }
            }
            fields.values_mut().for_each(forget_added);
        }
        Value::Array(items) => items.iter_mut().for_each(forget_added),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn every_file_has_the_fields_of_the_kept_ones() {
    let disk = MemDisk::default();
    write_store(&disk);
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/store");
    keep(&disk, &fixtures);
    let written = |path: &Path| String::from_utf8(disk.read(path).unwrap()).unwrap();
    let released =
        |path: &Path| fs::read_to_string(fixtures.join(path.file_name().unwrap())).unwrap();
    let mut journal = objects(&released(&segment()), true);
    journal.iter_mut().for_each(forget_added);
    assert_eq!(objects(&written(&segment()), true), journal);
    let state = paths().state();
    let mut states =
        [written(&state), released(&state)].map(|text| objects(&text, false).remove(0));
    assert_eq!(states[0]["session"], states[1]["session"]);
    states.iter_mut().for_each(forget_added);
    assert_eq!(states[0], states[1]);
    let witness = paths().witness();
    assert_eq!(objects(&written(&witness), true), objects(&released(&witness), true));
    assert_eq!(written(&paths().heartbeat()), released(&paths().heartbeat()));
}

#[test]
fn the_kept_files_are_read() {
    let (written, released) = (MemDisk::default(), MemDisk::default());
    write_store(&written);
    write_store(&released);
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/store");
    let files = [segment(), paths().state(), paths().witness()];
    for path in files {
        released.put(&path, &fs::read(fixtures.join(path.file_name().unwrap())).unwrap());
    }
    let clock = Arc::new(FixedClock::at("2026-11-22T08:00:00Z".parse().unwrap()));
    let [released, written] = [released, written].map(|disk| desk(&disk, &clock));
    let report = released.check().unwrap();
    assert!(report.is_sound() && report.notes.is_empty(), "{report:?}");
    assert_eq!(released.look().unwrap().watch, written.look().unwrap().watch);
    assert_eq!(released.log(99).unwrap(), written.log(99).unwrap());
}

#[test]
fn every_line_carries_the_hash_of_the_line_before_it() {
    let disk = MemDisk::default();
    write_store(&disk);
    let text = String::from_utf8(disk.read(&segment()).unwrap()).unwrap();
    let state: Value = serde_json::from_slice(&disk.read(&paths().state()).unwrap()).unwrap();
    let mut head = None;
    for line in text.lines() {
        let carried: Value = serde_json::from_str(line).unwrap();
        assert_eq!(carried.get("prev").and_then(Value::as_str), head.as_deref(), "{line}");
        head = Some(hash(line));
    }
    assert_eq!(state["head"].as_str(), head.as_deref());
}
