//! Two writers of one store, the second one between any two operations of the first.
//!
//! The law: every acknowledged command is in the journal at its path, under a number of its own.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use onwatch::core::Command;
use onwatch::failure::{FailedCommand, Failure};
use onwatch::store::{Disk, Open, StoreError};

use crate::common::mem_disk::MemDisk;
use crate::common::starts::*;

/// The number of an acknowledged command, and its text in the log.
type Acknowledged = (u64, String);

fn acknowledge(
    disk: &MemDisk,
    start: &Start,
    command: Command,
) -> Result<Acknowledged, FailedCommand> {
    let outcome = desk(disk, &start.clock).obey(&request(command))?;
    assert_eq!(outcome.watch.recent[0].seq, outcome.seq);
    Ok((outcome.seq, outcome.watch.recent[0].text.clone()))
}

/// Returns how many operations a command takes.
fn operations(start: &Start, command: &Command) -> usize {
    let (disk, _) = start.again();
    disk.watch_operations(&[]);
    acknowledge(&disk, start, command.clone()).unwrap();
    disk.operations().len()
}

/// Removes the lock file before each operation of a command, and gives another command there.
/// Returns how often the other one was acknowledged.
fn remove_the_lock_everywhere(start: Start, first: &Command, second: &Command) -> usize {
    let mut both = 0;
    let start = Arc::new(start);
    for nth in 0..operations(&start, first) {
        let story = format!("{}, the lock removed before operation {nth}", start.name);
        let (disk, _) = start.again();
        let answer = Arc::new(Mutex::new(None));
        let (keep, other, from) = (answer.clone(), second.clone(), start.clone());
        disk.interrupt(nth, move |disk| {
            if disk.read(&paths().lock()).is_some() {
                disk.delete(&paths().lock());
            }
            *keep.lock().unwrap() = Some(acknowledge(disk, &from, other));
        });
        let mut all = vec![acknowledge(&disk, &start, first.clone()).unwrap_or_else(|failed| {
            panic!("{story}: {failed}");
        })];
        match answer.lock().unwrap().take().unwrap() {
            Ok(acknowledged) => all.push(acknowledged),
            // Whoever would have to wait changes nothing.
            Err(failed) => assert!(would_wait(&failed.failure), "{story}: {failed}"),
        }
        both += all.len() - 1;
        let here = desk(&disk, &start.clock);
        let logged = here.log(usize::MAX).unwrap();
        for (seq, text) in &all {
            let found: Vec<_> = logged.iter().filter(|activity| activity.seq == *seq).collect();
            assert!(found.len() == 1 && found[0].text == *text, "{story}: {all:?} {found:?}");
        }
        let expected = start.before.seq + all.len() as u64;
        assert_eq!(here.look().unwrap().watch.seq, expected, "{story}: {all:?}");
        let report = here.check().unwrap();
        assert!(report.is_sound(), "{story}: {report:?}");
    }
    both
}

fn would_wait(failure: &Failure) -> bool {
    use std::io::ErrorKind::WouldBlock;
    matches!(failure, Failure::Store(StoreError::Io { source, .. }) if source.kind() == WouldBlock)
}

#[test]
fn two_writers_never_append_at_the_same_time_although_the_lock_file_is_removed() {
    let both = remove_the_lock_everywhere(start("a live session", live()), &note("a"), &note("b"));
    assert!(both > 4, "{both}");
}

#[test]
fn two_writers_never_begin_the_same_history_although_the_lock_file_is_removed() {
    let started = remove_the_lock_everywhere(
        start("an empty home", vec![]),
        &set_band(),
        &Command::start(None),
    );
    assert!(started > 10, "{started}");
}

#[test]
fn two_writers_never_begin_the_same_segment_although_the_lock_file_is_removed() {
    let start = month_later("a month later", live());
    assert!(remove_the_lock_everywhere(start, &note("a"), &note("b")) > 4);
}

#[test]
fn no_writer_truncates_the_line_of_another_although_the_lock_file_is_removed() {
    let start = torn("a torn last line", live());
    assert!(remove_the_lock_everywhere(start, &note("a"), &note("b")) > 4);
}

/// Moves the history away before each operation of a command, up to the flush of its line.
fn move_the_history_away_everywhere(start: &Start, command: &Command) {
    let away = PathBuf::from("/home/data/elsewhere");
    let (disk, _) = start.again();
    disk.watch_operations(&[]);
    acknowledge(&disk, start, command.clone()).unwrap();
    let flush = disk.operations().iter().rposition(|(what, _)| what.starts_with("sync")).unwrap();
    for nth in 0..=flush {
        let (disk, _) = start.again();
        let to = away.clone();
        disk.interrupt(nth, move |disk| disk.move_dir(&paths().history(), &to));
        let answer = acknowledge(&disk, start, command.clone());
        let story = format!("{}, moved before operation {nth}: {answer:?}", start.name);
        let lines = disk.names(&paths().history()).into_iter().filter_map(|name| {
            let bytes = disk.read(&paths().history().join(name))?;
            String::from_utf8(bytes).ok()
        });
        let is_kept = lines.collect::<String>().contains("\"text\":\"away\"");
        assert!(answer.is_err() || is_kept, "{story}");
    }
}

#[test]
fn nothing_is_acknowledged_in_a_history_that_was_moved_away() {
    move_the_history_away_everywhere(&start("a live session", live()), &note("away"));
    move_the_history_away_everywhere(&month_later("a month later", live()), &note("away"));
}

/// Runs something before each operation of a command, up to the one that is `before_write`
/// operations before its line is written. Then checks the answer, and what is on the disk.
fn interrupt_everywhere(
    start: &Start,
    command: &Command,
    before_write: usize,
    run: impl Fn(&MemDisk) + Clone + Send + 'static,
    check: impl Fn(&MemDisk, Result<Acknowledged, FailedCommand>, &str),
) {
    let (disk, _) = start.again();
    disk.watch_operations(&[]);
    acknowledge(&disk, start, command.clone()).unwrap();
    let write = disk.operations().iter().position(|(what, _)| *what == "write").unwrap();
    for nth in 0..=write - before_write {
        let (disk, _) = start.again();
        disk.interrupt(nth, run.clone());
        let answer = acknowledge(&disk, start, command.clone());
        let story = format!("{}, before operation {nth}: {answer:?}", start.name);
        check(&disk, answer, &story);
    }
}

#[test]
fn a_command_whose_lock_file_is_gone_is_decided_again_before_anything_is_written() {
    let start = start("a live session", live());
    let remove = |disk: &MemDisk| {
        if disk.read(&paths().lock()).is_some() {
            disk.delete(&paths().lock());
        }
    };
    // The lock file is looked at, then the segment.
    interrupt_everywhere(&start, &note("a"), 4, remove, |disk, answer, story| {
        assert_eq!(answer.unwrap().0, start.before.seq + 1, "{story}");
        assert!(disk.read(&paths().lock()).is_some(), "{story}");
    });
}

#[test]
fn a_command_whose_segment_is_replaced_is_recorded_in_the_new_file() {
    let start = start("a live session", live());
    let replace = |disk: &MemDisk| {
        let bytes = disk.read(&segment()).unwrap();
        disk.delete(&segment());
        disk.put(&segment(), &bytes);
    };
    // The segment at the path is looked at, then the open one.
    interrupt_everywhere(&start, &note("a"), 2, replace, |disk, answer, story| {
        assert_eq!(answer.unwrap().0, start.before.seq + 1, "{story}");
        assert_eq!(desk(disk, &start.clock).look().unwrap().watch.seq, start.before.seq + 1);
    });
}

/// A segment that another writer makes and has locked, while this one waited for no lock because
/// there was none.
#[test]
fn a_writer_repairs_nothing_in_a_segment_that_another_one_has_locked() {
    let other = torn("a torn last line", live()).disk.read(&segment()).unwrap();
    let bytes = other.clone();
    let locked = move |disk: &MemDisk| {
        if disk.names(&paths().history()).is_empty() {
            return;
        }
        disk.put(&segment(), &bytes);
        let mut file = disk.open(&segment(), Open::Append).unwrap();
        assert!(file.try_lock(false).unwrap());
        // It is never closed.
        std::mem::forget(file);
    };
    let start = start("an empty home", vec![]);
    interrupt_everywhere(&start, &set_band(), 0, locked, |disk, answer, story| {
        if disk.read(&segment()).is_some_and(|found| found != other) {
            assert!(answer.is_ok(), "{story}");
            assert!(disk.names(&paths().history()).len() > 1, "{story}");
        }
    });
}

/// Looks at the store before each operation of a command; returns how often it found a warning.
fn look_everywhere(start: &Start, command: &Command) -> usize {
    let warned = Arc::new(Mutex::new(0));
    for nth in 0..operations(start, command) {
        let (disk, _) = start.again();
        disk.watch_operations(&[]);
        let (count, clock) = (warned.clone(), start.clock.clone());
        let story = format!("{}, a look before operation {nth}", start.name);
        disk.interrupt(nth, move |disk| {
            let locks = |disk: &MemDisk| {
                disk.operations().iter().filter(|(what, _)| *what == "lock").count()
            };
            let before = locks(disk);
            let view =
                desk(disk, &clock).look().unwrap_or_else(|failed| panic!("{story}: {failed}"));
            if !view.warnings.is_empty() {
                assert!(locks(disk) > before, "{story}: {:?}", view.warnings);
                *count.lock().unwrap() += 1;
            }
        });
        acknowledge(&disk, start, command.clone()).unwrap();
    }
    Arc::into_inner(warned).unwrap().into_inner().unwrap()
}

#[test]
fn a_reader_asks_whether_a_writer_works_before_it_warns() {
    assert!(look_everywhere(&start("no session yet", vec![]), &live()[0]) > 0);
}
