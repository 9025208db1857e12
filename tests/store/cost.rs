//! What a command costs does not grow with what has ever been done.

use std::sync::Arc;

use onwatch::clock::FixedClock;
use onwatch::core::{Command, SessionName};

use crate::common::lines::sealed_anew;
use crate::common::mem_disk::MemDisk;
use crate::common::past::Past;
use crate::common::starts::{self, desk, note, paths, request};

/// How many events the long past has, over three segments.
const MANY: u64 = 8_000;
/// How many of them the short past has, in its only segment: enough that the places in it have as
/// many digits, so that not even the state file differs in length.
const FEW: u64 = 1_700;

/// The least that is read of a file's end, bytes.
const BLOCK: u64 = 4 * 1_024;

/// Two disks that know the same; one has the whole past, one no more than the end of it.
fn long_and_short() -> [(MemDisk, Arc<FixedClock>); 2] {
    let (long, short) = (MemDisk::default(), MemDisk::default());
    for disk in [&long, &short] {
        // Makes the directories and the lock file.
        desk(disk, &starts::clock()).obey(&request(starts::set_band())).unwrap();
        disk.delete(&paths().history().join("000001-2026-11.jsonl"));
        disk.delete(&paths().state());
    }
    // So that both know the whole of the day on which they end.
    let mut past = Past::begin("2026-11-01T08:00:00Z".parse().unwrap());
    let (mut segments, mut end) = (vec![past.checkpoint()], Vec::new());
    for nth in 0..MANY {
        if nth == MANY / 8 || nth == MANY / 4 {
            segments.push(past.checkpoint());
        }
        if nth == MANY - FEW {
            end = past.clone().checkpoint();
        }
        let line = past.event();
        segments.last_mut().unwrap().extend(&line);
        if nth >= MANY - FEW {
            end.extend(&line);
        }
    }
    let path = |number| paths().history().join(format!("{number:06}-2026-11.jsonl"));
    for (number, bytes) in (1..).zip(&segments) {
        long.put(&path(number), bytes);
    }
    let end = String::from_utf8(end).unwrap();
    short.put(&path(3), sealed_anew(end.lines()).as_bytes());
    [long, short].map(|disk| {
        let clock = Arc::new(FixedClock::at(past.utc));
        assert!(desk(&disk, &clock).repair().unwrap().is_sound());
        disk.flush();
        (disk, clock)
    })
}

/// Does everything an operator does in a session; returns each file operation and its bytes.
fn a_session(disk: &MemDisk, clock: &Arc<FixedClock>) -> Vec<Vec<(&'static str, u64)>> {
    let opened = desk(disk, clock);
    let mut costs = Vec::new();
    let commands = [
        Command::start(Some("review".into())),
        note("one"),
        Command::Pause { reason: None },
        Command::Resume,
        Command::Undo,
        Command::End { notes: None },
    ];
    for command in commands {
        clock.advance(60);
        disk.watch_operations(&[]);
        opened.obey(&request(command)).unwrap();
        costs.push(disk.operations());
        disk.watch_operations(&[]);
        opened.look().unwrap();
        costs.push(disk.operations());
        disk.watch_operations(&[]);
        opened.log(20).unwrap();
        costs.push(disk.operations());
        disk.watch_operations(&[]);
        let session = opened.look().unwrap().watch.session.unwrap().id;
        opened.log_of(&SessionName::Id(session), 10_000).unwrap();
        costs.push(disk.operations());
    }
    // The end of a file is read in blocks, and the last one of a short file is shorter.
    for (operation, bytes) in costs.iter_mut().flatten() {
        if *operation == "read" {
            *bytes = bytes.next_multiple_of(BLOCK);
        }
    }
    costs
}

#[test]
fn the_operations_and_bytes_of_every_command_are_the_same_however_long_the_past_is() {
    let [(long, its_clock), (short, other_clock)] = long_and_short();
    let report = desk(&long, &its_clock).check().unwrap();
    assert_eq!((report.segments, report.events), (3, MANY), "{report:?}");
    let costs = a_session(&long, &its_clock);
    assert_eq!(costs, a_session(&short, &other_clock));
    let most = costs.iter().flatten().map(|(_, bytes)| bytes).max().unwrap();
    assert!(*most < 100_000, "{most} bytes at once is no checkpoint and no tail");
}
