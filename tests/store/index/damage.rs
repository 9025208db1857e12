//! Damage to the file of the index, to what stands beside it, and to the journals that it has read.

use std::fs;
use std::io;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command as Program;
use std::sync::Arc;

use onwatch::core::{Band, Command, Light, NotesKind, PastQuery, Period, SessionEdit};
use onwatch::store::{Disk, DiskFile, Finding, Open, SystemDisk};
use rusqlite::Connection;

use super::answers::{assert_briefly_right, assert_tasks};
use super::machine::Machine;
use crate::common::home::change;
use crate::common::request::{end, note, switch};
use crate::common::seam_disk::Seam;
use crate::common::starts::push;

/// Returns two desks with some sessions each, and an index of them.
fn two_desks() -> Machine {
    let machine = Machine::new();
    for desk in [0, 1, 0] {
        work(&machine, desk);
    }
    machine.give(1, Command::start(Some("still up".into())));
    ask(&machine);
    machine
}

fn work(machine: &Machine, desk: usize) {
    let commands = [
        Command::SetBand { band: Band::C, reason: "load is up".into() },
        switch(),
        Command::Edit(Box::new(SessionEdit::of_notes(
            NotesKind::Start,
            "watch the import, it is up".into(),
        ))),
        push(),
        note("one up"),
        Command::SetHealth { status: Light::Red, reasons: vec!["disk".into()] },
        Command::Pause { reason: Some("lunch".into()) },
        Command::Resume,
        note("undone"),
        Command::Undo,
        end(),
        Command::Edit(Box::new(SessionEdit::of_notes(NotesKind::Closing, "all is up".into()))),
    ];
    for command in commands {
        machine.give(desk, command);
    }
}

/// Asks the index; returns the warnings.
fn ask(machine: &Machine) -> Vec<String> {
    machine.desk(0).past_sum(&PastQuery::default()).unwrap().warnings
}

fn index(machine: &Machine) -> PathBuf {
    machine.paths(0).index()
}

fn beside(machine: &Machine, end: &str) -> PathBuf {
    let mut path = index(machine).into_os_string();
    path.push(end);
    path.into()
}

/// Returns what the doctor says of the index.
fn troubles(machine: &Machine) -> Vec<Finding> {
    let mut troubles = machine.desk(0).check().unwrap().troubles;
    troubles.retain(|trouble| trouble.path == index(machine));
    troubles
}

/// Checks that the next answers are right, and the file as well after a repair: what no answer needed
/// may still be damaged.
fn assert_mends(machine: &Machine, story: &str) {
    assert_eq!(ask(machine), Vec::<String>::new(), "{story}");
    assert_briefly_right(machine, 0, story);
    machine.desk(0).repair().unwrap();
    assert_briefly_right(machine, 0, story);
    assert_eq!(troubles(machine), [], "{story}");
    let mode = fs::symlink_metadata(index(machine)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600, "{story}");
}

#[test]
fn a_file_that_was_cut_anywhere_is_built_anew() {
    let machine = two_desks();
    let whole = fs::read(index(&machine)).unwrap();
    let step = whole.len() / 11;
    let cuts = (0..whole.len()).step_by(step).chain([1, 16, 99, 100, 4_095, 4_096, 4_097]);
    for cut in cuts.chain([whole.len() - 1]) {
        fs::write(index(&machine), &whole[..cut]).unwrap();
        assert_mends(&machine, &format!("cut to {cut} bytes"));
    }
}

#[test]
fn a_byte_that_changed_in_any_page_is_found_by_the_doctor_or_does_no_harm() {
    let machine = two_desks();
    let whole = fs::read(index(&machine)).unwrap();
    let mut found = 0;
    for page in (0..whole.len()).step_by(4_096) {
        for at in [page + 5, page + 2_000 + page / 4_096 * 7] {
            let story = format!("byte {at}");
            let mut bytes = whole.clone();
            bytes[at] ^= 0x35;
            fs::write(index(&machine), &bytes).unwrap();
            if !troubles(&machine).is_empty() {
                found += 1;
                machine.desk(0).repair().unwrap();
            }
            assert_briefly_right(&machine, 0, &story);
            assert_eq!(troubles(&machine), [], "{story}");
        }
    }
    assert!(found > 10, "{found}");
}

#[test]
fn a_byte_that_changed_never_makes_an_answer_fail() {
    let machine = two_desks();
    let whole = fs::read(index(&machine)).unwrap();
    for at in (7..whole.len()).step_by(1_531) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0xff;
        fs::write(index(&machine), &bytes).unwrap();
        let reason = format!("byte {at}");
        machine.give(0, Command::SetBand { band: Band::D, reason });
        let desk = machine.desk(0);
        desk.sessions_within(&Period::default()).unwrap();
        assert_eq!(ask(&machine), Vec::<String>::new(), "byte {at}");
    }
}

#[test]
fn what_is_no_index_of_this_version_is_built_anew() {
    let machine = two_desks();
    let whole = fs::read(index(&machine)).unwrap();
    let zeroed = [&[0; 100], &whole[100..]].concat();
    let garbage = b"no database".repeat(1_000);
    for (story, bytes) in [("empty", vec![]), ("zeroed", zeroed), ("garbage", garbage)] {
        fs::write(index(&machine), bytes).unwrap();
        assert_mends(&machine, story);
    }
    for (name, number) in [("user_version", 0), ("user_version", 99), ("application_id", 1)] {
        let file = Connection::open(index(&machine)).unwrap();
        file.pragma_update(None, name, number).unwrap();
        file.close().unwrap();
        assert_mends(&machine, &format!("{name} {number}"));
    }
    let file = Connection::open(index(&machine)).unwrap();
    file.execute_batch("DROP TABLE voids; DROP TABLE spans").unwrap();
    file.close().unwrap();
    assert_mends(&machine, "without a table");
    fs::remove_file(index(&machine)).unwrap();
    assert_mends(&machine, "missing");
}

/// Puts something at a path.
type Put<'a> = &'a dyn Fn(&Path);

/// Puts something into the place of a file; checks that the answers are right, with a warning, and
/// that it is left alone.
fn assert_left_alone(path: impl Fn(&Machine) -> PathBuf) {
    let elsewhere = tempfile::tempdir().unwrap();
    let other = elsewhere.path().join("other");
    fs::write(&other, "somebody's").unwrap();
    let put: [(&str, Put<'_>); 4] = [
        ("a directory", &|path| {
            fs::create_dir(path).unwrap();
            fs::write(path.join("inside"), "somebody's").unwrap();
        }),
        ("a link", &|path| symlink(&other, path).unwrap()),
        ("a link to nothing", &|path| symlink("/nowhere/at-all", path).unwrap()),
        ("a pipe", &|path| assert!(Program::new("mkfifo").arg(path).status().unwrap().success())),
    ];
    for (story, put) in put {
        let machine = two_desks();
        fs::remove_file(index(&machine)).unwrap();
        let path = path(&machine);
        put(&path);
        let before = fs::symlink_metadata(&path).unwrap();
        let warnings = ask(&machine);
        assert_eq!(warnings.len(), 1, "{story}: {warnings:?}");
        assert!(warnings.iter().all(|warning| warning.contains("index")), "{warnings:?}");
        assert_briefly_right(&machine, 0, story);
        work(&machine, 0);
        machine.desk(0).repair().unwrap();
        assert_briefly_right(&machine, 0, story);
        let after = fs::symlink_metadata(&path).unwrap();
        assert_eq!(before.file_type(), after.file_type(), "{story}");
        assert!(!before.is_dir() || path.join("inside").exists(), "{story}");
        assert_eq!(fs::read_to_string(&other).unwrap(), "somebody's", "{story}");
    }
}

#[test]
fn something_else_in_the_place_of_the_file_is_left_alone_and_memory_answers() {
    assert_left_alone(index);
}

#[test]
fn something_else_in_the_place_of_the_new_file_is_left_alone_and_memory_answers() {
    assert_left_alone(|machine| beside(machine, ".new"));
}

#[test]
fn something_else_in_the_place_of_the_log_is_left_alone_and_memory_answers() {
    assert_left_alone(|machine| beside(machine, "-wal"));
}

#[test]
fn a_new_file_that_a_killed_process_left_behind_is_replaced() {
    let machine = two_desks();
    for bytes in [&b""[..], b"half a database"] {
        fs::remove_file(index(&machine)).unwrap();
        for end in [".new", ".new-wal", ".new-shm", ".new-journal"] {
            fs::write(beside(&machine, end), bytes).unwrap();
        }
        assert_mends(&machine, "left behind");
        for end in [".new", ".new-wal", ".new-shm", ".new-journal"] {
            assert!(!beside(&machine, end).exists(), "{end}");
        }
    }
}

/// Holds the lock of those who have the index open.
fn opened(machine: &Machine) -> Box<dyn DiskFile> {
    let mut lock = SystemDisk.open(&machine.paths(0).index_lock(), Open::Over).unwrap();
    assert!(lock.try_lock(true).unwrap());
    lock
}

/// Returns the log of an index to which something was added, as a killed process leaves it.
fn log_of(machine: &Machine) -> (Vec<u8>, Vec<u8>) {
    let _lock = opened(machine);
    let keeps_it = Connection::open(index(machine)).unwrap();
    keeps_it.query_row("SELECT count(*) FROM desks", [], |_| Ok(())).unwrap();
    work(machine, 0);
    ask(machine);
    let read = |end| fs::read(beside(machine, end)).unwrap();
    (read("-wal"), read("-shm"))
}

#[test]
fn a_log_that_was_left_behind_by_a_killed_process_makes_no_answer_wrong() {
    let machine = two_desks();
    let before = fs::read(index(&machine)).unwrap();
    let (wal, shm) = log_of(&machine);
    assert!(wal.len() > 4_096);
    fs::write(index(&machine), before).unwrap();
    fs::write(beside(&machine, "-wal"), &wal).unwrap();
    fs::write(beside(&machine, "-shm"), &shm).unwrap();
    assert_mends(&machine, "its own log");
}

#[test]
fn a_log_of_another_file_makes_no_answer_wrong() {
    let (machine, other) = (two_desks(), two_desks());
    for _ in 0..6 {
        work(&other, 0);
        work(&other, 1);
    }
    ask(&other);
    let (wal, shm) = log_of(&other);
    fs::write(beside(&machine, "-wal"), &wal).unwrap();
    assert_mends(&machine, "the log of another");
    fs::write(beside(&machine, "-wal"), &wal).unwrap();
    fs::write(beside(&machine, "-shm"), &shm).unwrap();
    assert_mends(&machine, "the log of another, with its index");
}

#[test]
fn only_their_owner_can_read_the_files() {
    let machine = two_desks();
    let _lock = opened(&machine);
    let open = Connection::open(index(&machine)).unwrap();
    open.query_row("SELECT count(*) FROM desks", [], |_| Ok(())).unwrap();
    work(&machine, 0);
    ask(&machine);
    for end in ["", "-wal", "-shm"] {
        let mode = fs::metadata(beside(&machine, end)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{end}");
    }
}

#[test]
fn where_nothing_can_be_written_memory_answers() {
    let machine = two_desks();
    let refused = |path: &Path, how: Open| {
        let is_of_it = path.to_str().unwrap().contains("index");
        if is_of_it && how != Open::Read {
            Err(io::ErrorKind::ReadOnlyFilesystem.into())
        } else {
            Ok(())
        }
    };
    let seam = Seam { before_open: Arc::new(refused), ..Seam::default() };
    let machine = Machine { disk: Arc::new(seam), ..machine };
    work(&machine, 1);
    assert_eq!(ask(&machine).len(), 1);
    assert_briefly_right(&machine, 0, "read-only");
}

/// Copies the journal and the state of a desk, aside or back.
fn copy(from: &Path, to: &Path) {
    for part in ["config/state.json", "data/witness", "data/history"] {
        let (from, to) = (from.join(part), to.join(part));
        if from.is_file() {
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(from, to).unwrap();
            continue;
        }
        let _ = fs::remove_dir_all(&to);
        fs::create_dir_all(&to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

#[test]
fn a_journal_that_was_replaced_by_a_backup_of_itself_is_read_anew() {
    let machine = two_desks();
    let backup = tempfile::tempdir().unwrap();
    copy(machine.dir.path(), backup.path());
    work(&machine, 0);
    ask(&machine);
    copy(backup.path(), machine.dir.path());
    assert_mends(&machine, "back to the backup");
    // Another history of the same length, and a longer one.
    copy(backup.path(), machine.dir.path());
    machine.give(0, Command::SetBand { band: Band::A, reason: "this way up".into() });
    assert_mends(&machine, "one way");
    copy(backup.path(), machine.dir.path());
    machine.pass(1, 0, 0);
    machine.give(0, Command::SetBand { band: Band::D, reason: "that way up".into() });
    assert_mends(&machine, "the other way");
    copy(backup.path(), machine.dir.path());
    work(&machine, 0);
    assert_mends(&machine, "a longer way");
}

#[test]
fn a_journal_of_another_store_is_read_anew_and_one_that_is_gone_is_forgotten() {
    let (machine, other) = (two_desks(), two_desks());
    work(&other, 0);
    copy(other.dir.path(), machine.dir.path());
    assert_mends(&machine, "of another store");
    fs::remove_dir_all(machine.paths(1).data).unwrap();
    assert_mends(&machine, "gone");
}

#[test]
fn a_damaged_journal_of_one_desk_leaves_the_answers_of_the_others_with_a_warning() {
    for is_known in [false, true] {
        let machine = two_desks();
        if !is_known {
            fs::remove_file(index(&machine)).unwrap();
        }
        let before = machine.desk(0).past_sum(&PastQuery::default()).unwrap();
        if !is_known {
            fs::remove_file(index(&machine)).unwrap();
        }
        work(&machine, 1);
        let entries = fs::read_dir(machine.paths(1).history()).unwrap();
        let mut paths = entries.map(|entry| entry.unwrap().path());
        let segment = paths.find(|path| path.to_str().unwrap().contains("000001-")).unwrap();
        change(&segment, |bytes| {
            let at = bytes.len() - 700;
            bytes[at] ^= 1;
        });
        let asked = machine.desk(0).past_sum(&PastQuery::default()).unwrap();
        assert_eq!(asked.answer, before.answer, "{is_known}");
        let all = machine.desk(0).sessions_within(&Period::default()).unwrap();
        let of = |name| all.answer.iter().filter(|it| it.desk.as_str() == name).count();
        assert_eq!(of("default"), 2, "{is_known}");
        let is_told = |warnings: &[String]| warnings.iter().any(|it| it.contains("the desk team"));
        assert!(is_told(&asked.warnings) && is_told(&all.warnings), "{:?}", all.warnings);
    }
}

#[test]
fn the_doctor_names_what_the_index_says_and_the_journal_does_not() {
    let changes = [
        (
            "UPDATE sessions SET active_ms = 1 WHERE key = 1 AND desk = 1",
            "a session of SESSION-001",
        ),
        ("DELETE FROM sessions WHERE key = 2 AND desk = 1", "a session of SESSION-002"),
        (
            "UPDATE sessions SET is_corrected = 1, is_added = 1 WHERE key = 1 AND desk = 1",
            "a session of SESSION-001",
        ),
        ("UPDATE sessions SET source = 'x' WHERE key = 1 AND desk = 1", "a session of SESSION-001"),
        ("UPDATE spans SET ms = 1", "a span of SESSION-001"),
        ("UPDATE stays SET title = 'x'", "a context of SESSION-001"),
        ("DELETE FROM pauses", "a pause of SESSION-001"),
        ("UPDATE texts SET text = 'x' WHERE seq = 5", "a text of SESSION-001"),
        ("DELETE FROM voids", "an undone event on the desk"),
        ("UPDATE readings SET band = 'D'", "a reading on the desk"),
        ("UPDATE line_ranges SET line_end = 1", "a line of SESSION-001"),
        ("UPDATE tasks SET title = 'x'", "a task"),
        ("UPDATE tasks SET estimate = 5", "a task"),
        ("UPDATE tasks SET status = 'done'", "a task"),
        ("UPDATE tasks SET status_by = (SELECT min(event) FROM task_events) - 1", "a task"),
        ("DELETE FROM tasks", "a task"),
        ("UPDATE task_events SET changes = replace(changes, '7', '8')", "a change of a task of"),
        ("UPDATE task_events SET time = time + 1", "a change of a task of"),
        ("DELETE FROM task_events WHERE desk = 1", "a change of a task of SESSION-001"),
        ("UPDATE task_times SET ms = 1", "the time of a task"),
        ("DELETE FROM task_times", "the time of a task"),
        ("DELETE FROM task_desks", "a desk of a task"),
        ("DELETE FROM item_paths", "the contexts of a text"),
        ("DELETE FROM session_words", "a search does not find all sessions"),
    ];
    for (change, named) in changes {
        let machine = two_desks();
        assert_eq!(troubles(&machine), [], "{change}");
        let file = Connection::open(index(&machine)).unwrap();
        assert!(file.execute(change, []).unwrap() > 0, "{change}");
        file.close().unwrap();
        let before = fs::read(index(&machine)).unwrap();
        let report = machine.desk(0).check().unwrap();
        let is_named = report.troubles.iter().any(|trouble| trouble.cause.contains(named));
        assert!(is_named, "{change}: {report:?}");
        assert_eq!(fs::read(index(&machine)).unwrap(), before, "a check changes nothing");
        let report = machine.desk(0).repair().unwrap();
        assert!(report.is_sound() && report.done.len() == 1, "{report:?}");
        assert!(!index(&machine).exists());
        assert_tasks(&machine, 0, change);
        assert_mends(&machine, change);
    }
}

#[test]
fn the_doctor_says_nothing_of_an_index_that_is_behind_or_not_there() {
    let machine = two_desks();
    work(&machine, 0);
    assert_eq!(troubles(&machine), []);
    fs::remove_file(index(&machine)).unwrap();
    let report = machine.desk(0).check().unwrap();
    assert!(report.is_sound() && report.notes.is_empty(), "{report:?}");
    assert!(!index(&machine).exists(), "a check made it");
}
