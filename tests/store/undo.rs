//! Undo and redo on a disk: a step is reversed from its newest line in the journal.

use std::sync::Arc;

use onwatch::clock::FixedClock;
use onwatch::core::{Band, Command, Provenance, Request, Verb, Watch, undo_message};
use onwatch::failure::Failure;
use onwatch::store::StoreError;

use crate::common::mem_disk::MemDisk;
use crate::common::memory_desk::{clock, desk, note, obey, push, request, segment};

fn measured(disk: &MemDisk, clock: &Arc<FixedClock>, band: Band) -> Watch {
    clock.advance(60);
    let set = request(Command::SetBand { band, reason: String::new() });
    let request = Request { provenance: Provenance::from(Some("probe".to_owned())), ..set };
    desk(disk, clock).obey(&request).unwrap().watch
}

fn phase(watch: &Watch) -> &'static str {
    watch.session.as_ref().unwrap().phase.word()
}

#[test]
fn a_step_goes_back_and_forth_across_processes() {
    let (disk, clock) = (MemDisk::default(), clock());
    obey(&disk, &clock, Command::start(None));
    obey(&disk, &clock, Command::Pause { reason: None });
    for _ in 0..3 {
        assert_eq!(phase(&obey(&disk, &clock, Command::Undo)), "active");
        measured(&disk, &clock, Band::C);
        assert_eq!(phase(&obey(&disk, &clock, Command::Redo)), "paused");
        measured(&disk, &clock, Band::D);
    }
}

#[test]
fn a_step_whose_line_cannot_be_read_is_not_undone() {
    let (disk, clock) = (MemDisk::default(), clock());
    obey(&disk, &clock, Command::start(None));
    let before = disk.read(&segment()).unwrap().len();
    obey(&disk, &clock, note("it stands here"));
    measured(&disk, &clock, Band::C);
    let mut bytes = disk.read(&segment()).unwrap();
    bytes[before + 100] ^= 1;
    disk.put(&segment(), &bytes);
    let failure = desk(&disk, &clock).obey(&request(Command::Undo)).unwrap_err().failure;
    let Failure::Store(StoreError::Damaged { path, byte, .. }) = &failure else {
        panic!("{failure:?}")
    };
    assert_eq!(path, &segment());
    let line = u64::try_from(before).unwrap()..u64::try_from(bytes.len()).unwrap();
    assert!(line.contains(byte), "byte {byte} is not in {line:?}");
    // Other commands do not need that line.
    obey(&disk, &clock, note("work goes on"));
}

#[test]
fn an_undo_is_worded_from_the_step_alone() {
    let (disk, clock) = (MemDisk::default(), clock());
    obey(&disk, &clock, Command::start(None));
    obey(&disk, &clock, push());
    for nth in 0..60 {
        measured(&disk, &clock, Band::ALL[nth % 4]);
    }
    let watch = obey(&disk, &clock, Command::Undo);
    let told = undo_message(&watch, Verb::Undo, &|at| at.format("%H:%M").to_string());
    assert_eq!(told.unwrap(), "Undone: entering TASK-7 at 08:02; no context is open");
}
