//! The files have the form that the first release wrote, to the byte.
//!
//! `tests/fixtures/store` was written by that release. A renamed field would leave its journals
//! unread, and no test that writes and reads with the same program would notice.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use onwatch::clock::{Clock, FixedClock};
use onwatch::core::{Anchor, Band, Command, Light, Moment};

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
    obey(Command::Pop { kind: None });
    obey(Command::End { notes: Some("done".into()) });
    obey(Command::Reopen);
    obey(Command::Undo);
    obey(Command::start(None));
    obey(Command::Cancel);
}

/// Returns a text without what differs from store to store: its id, and a checksum over that.
fn without_id(text: &str) -> String {
    let (before, rest) = text.split_once("\"store_id\"").expect("a store id");
    let (_, rest) = rest.split_once(',').expect("more fields");
    let (rest, _) = rest.rsplit_once("\"crc\"").expect("a checksum");
    format!("{before}{rest}")
}

#[test]
fn every_file_is_written_as_the_first_release_wrote_it() {
    let disk = MemDisk::default();
    write_store(&disk);
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/store");
    let same = |path: &Path, form: &dyn Fn(&str) -> String| {
        let name = path.file_name().unwrap();
        let written = String::from_utf8(disk.read(path).unwrap()).unwrap();
        let released = fs::read_to_string(fixtures.join(name)).unwrap();
        assert_eq!(form(&written), form(&released), "{}", name.display());
    };
    let checkpoint_without_id = |text: &str| {
        let (first, rest) = text.split_once('\n').unwrap();
        format!("{}\n{rest}", without_id(first))
    };
    same(&segment(), &checkpoint_without_id);
    same(&paths().state(), &without_id);
    for path in [paths().sessions(), paths().days(), paths().heartbeat()] {
        same(&path, &str::to_owned);
    }
}

#[test]
fn the_files_of_the_first_release_are_read() {
    let (written, released) = (MemDisk::default(), MemDisk::default());
    write_store(&written);
    write_store(&released);
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/store");
    for path in [segment(), paths().state(), paths().sessions(), paths().days()] {
        released.put(&path, &fs::read(fixtures.join(path.file_name().unwrap())).unwrap());
    }
    let clock = Arc::new(FixedClock::at("2026-11-22T08:00:00Z".parse().unwrap()));
    let [released, written] = [released, written].map(|disk| desk(&disk, &clock));
    let report = released.check().unwrap();
    assert!(report.is_sound() && report.notes.is_empty(), "{report:?}");
    assert_eq!(released.look().unwrap().watch, written.look().unwrap().watch);
    assert_eq!(released.log(99).unwrap(), written.log(99).unwrap());
}
