//! Files of any size: none is read into memory as a whole, and no answer takes long because of one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command as Program;

use onwatch::core::{Period, Watch};

use crate::common::mem_disk::MemDisk;
use crate::common::starts::*;

const MIB: u64 = 1_024 * 1_024;
/// More than a segment may have, MiB.
const HUGE_SEGMENT: u64 = 80;
/// More than is read of any other file, MiB.
const HUGE: u64 = 24;
/// The most that an answer may read because of one huge file, and the most at a time, bytes.
const MOST: u64 = 9 * MIB;

/// Returns a store with an ended and a live session.
fn store() -> Start {
    start("a live session after another", [ended(), live()].concat())
}

/// Adds zeros to a file, as a hole.
fn grow(disk: &MemDisk, path: &Path, mib: u64) {
    let mut bytes = disk.read(path).unwrap_or_default();
    bytes.resize(usize::try_from(mib * MIB).unwrap(), 0);
    disk.put(path, &bytes);
}

/// Returns how many bytes were read in all, and how many at a time.
fn read(disk: &MemDisk) -> (u64, u64) {
    let operations = disk.operations();
    let reads = || operations.iter().filter(|(what, _)| *what == "read").map(|(_, bytes)| *bytes);
    (reads().sum(), reads().max().unwrap_or(0))
}

#[test]
fn no_answer_reads_much_of_a_huge_state_or_small_file() {
    let start = store();
    let files: [fn() -> PathBuf; 3] =
        [|| paths().state(), || paths().heartbeat(), || paths().witness()];
    for file in files {
        let path = file();
        let (disk, clock) = start.again();
        grow(&disk, &path, HUGE);
        let here = desk(&disk, &clock);
        let answers: [(&str, &dyn Fn() -> Watch); 3] = [
            ("look", &|| here.look().unwrap().watch),
            ("log", &|| {
                assert_eq!(here.log(99).unwrap().len(), 7);
                start.before.clone()
            }),
            ("history", &|| {
                assert_eq!(here.history(&Period::default(), 9).unwrap().len(), 1);
                start.before.clone()
            }),
        ];
        for (name, answer) in answers {
            disk.watch_operations(&[]);
            assert_eq!(answer(), start.before, "{name}, {}", path.display());
            let (all, _) = read(&disk);
            assert!(all < MOST, "{name} reads {all} bytes beside {}", path.display());
        }
        disk.watch_operations(&[]);
        here.obey(&request(note("on"))).unwrap();
        here.obey(&request(end())).unwrap();
        let (_, at_once) = read(&disk);
        assert!(at_once < MOST, "{at_once} bytes of {}", path.display());
        assert!(here.check().unwrap().is_sound(), "{}", path.display());
    }
}

#[test]
fn a_huge_segment_is_damage_that_is_found_without_reading_it_and_repaired_in_blocks() {
    let start = store();
    let (disk, clock) = start.again();
    grow(&disk, &segment(), HUGE_SEGMENT);
    let here = desk(&disk, &clock);
    disk.watch_operations(&[]);
    assert_eq!(here.look().unwrap_err().exit_code(), 6);
    let (all, _) = read(&disk);
    assert!(all < MIB, "{all}");
    disk.watch_operations(&[]);
    assert!(!here.check().unwrap().is_sound());
    assert!(here.repair().unwrap().is_sound());
    let (_, at_once) = read(&disk);
    assert!(at_once < MOST, "{at_once}");
    assert_eq!(here.look().unwrap().watch.session, start.before.session);
    assert_eq!(here.log(99).unwrap().len(), 7);
}

#[test]
fn a_hole_after_the_lines_of_an_older_segment_hides_none_of_them() {
    let start = month_later("a month later", live());
    let (disk, clock) = start.again();
    obey(&disk, &clock, note("december"));
    let bytes = disk.read(&segment()).unwrap();
    grow(&disk, &segment(), HUGE);
    let here = desk(&disk, &clock);
    disk.watch_operations(&[]);
    assert_eq!(here.log(99).unwrap().len(), 4);
    let (_, at_once) = read(&disk);
    assert!(at_once < MOST, "{at_once}");
    disk.put(&segment(), &bytes);
    assert!(here.check().unwrap().is_sound());
}

/// Runs the program with less memory than the file that is to be read.
fn exit_in_little_memory(home: &Path, args: &str) -> Option<i32> {
    let script = format!("ulimit -v 200000; exec \"$0\" {args}");
    let mut program = Program::new("sh");
    program.args(["-c", &script, env!("CARGO_BIN_EXE_onwatch")]).env("ONWATCH_HOME", home);
    program.output().unwrap().status.code()
}

#[test]
fn a_sparse_file_larger_than_the_memory_stops_nothing() {
    for file in ["config/state.json", "config/config.toml"] {
        let home = tempfile::tempdir().unwrap();
        for args in ["start", "end", "start"] {
            assert_eq!(exit_in_little_memory(home.path(), args), Some(0));
        }
        let path = home.path().join(file);
        let sparse = fs::File::options().write(true).create(true).truncate(false).open(path);
        sparse.unwrap().set_len(256 * MIB).unwrap();
        // Without the settings nobody knows the profile of this directory. Only the status of a named one is shown.
        let broken = if file.ends_with("config.toml") { Some(1) } else { Some(0) };
        for (args, expected) in [
            ("status", broken),
            ("--profile default status", Some(0)),
            ("--profile default history", broken),
            ("log", broken),
        ] {
            assert_eq!(exit_in_little_memory(home.path(), args), expected, "{args}, {file}");
        }
        for args in ["doctor", "end"] {
            let exit = exit_in_little_memory(home.path(), args);
            assert!(matches!(exit, Some(0 | 1 | 6)), "{args}, {file}: {exit:?}");
        }
    }
}
