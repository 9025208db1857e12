//! The file of answers, and the lock of whoever writes it.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;
use std::sync::mpsc::channel;
use std::thread;

use onwatch::core::Light;
use onwatch::sources::{
    PollLock, SourceAnswer, SourceAnswers, keep_answers, polling_process, read_answers,
};
use tempfile::TempDir;

use crate::polled::{health, says, source, start};

fn home() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("data").join("sources.json");
    (dir, path)
}

/// Answers with something in each part.
fn answers() -> SourceAnswers {
    let source = source("alerts", 30);
    let mut answer = SourceAnswer::default();
    answer.hear(&says(health(Light::Red, "“db” ☎")), &source, (start(), 7));
    answer.suppressed = vec!["silenced\u{1b}[2J".to_owned()];
    SourceAnswers {
        pid: 7,
        written_at_utc: Some(start()),
        sources: [("alerts".to_owned(), answer)].into(),
    }
}

#[test]
fn what_was_answered_is_read_again_and_only_its_owner_can() {
    let (_dir, path) = home();
    assert_eq!(read_answers(&path), SourceAnswers::default());
    keep_answers(&path, &answers()).unwrap();
    keep_answers(&path, &answers()).unwrap();
    assert_eq!(read_answers(&path), answers());
    let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(path.as_path()), mode(path.parent().unwrap())), (0o600, 0o700));
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
}

#[test]
fn a_file_that_is_cut_at_any_byte_says_that_nobody_was_asked() {
    let (_dir, path) = home();
    keep_answers(&path, &answers()).unwrap();
    let whole = fs::read(&path).unwrap();
    for length in 0..whole.len() {
        fs::write(&path, &whole[..length]).unwrap();
        assert_eq!(read_answers(&path), SourceAnswers::default(), "{length} bytes");
    }
    // What is cut is replaced as a whole.
    keep_answers(&path, &answers()).unwrap();
    assert_eq!(read_answers(&path), answers());
}

#[test]
fn what_is_no_file_of_this_version_says_that_nobody_was_asked() {
    let (dir, path) = home();
    keep_answers(&path, &answers()).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let other = text.replacen("\"v\":1", "\"v\":2", 1);
    assert_ne!(other, text);
    let wide = format!("{}{text}", " ".repeat(4 * 1_024 * 1_024));
    for content in [other, wide, "null".into(), "[]".into(), "\0".repeat(500)] {
        fs::write(&path, content).unwrap();
        assert_eq!(read_answers(&path), SourceAnswers::default());
    }
    fs::remove_file(&path).unwrap();
    let elsewhere = dir.path().join("elsewhere");
    fs::write(&elsewhere, text).unwrap();
    symlink(&elsewhere, &path).unwrap();
    assert_eq!(read_answers(&path), SourceAnswers::default());
    fs::remove_file(&path).unwrap();
    // Nobody writes into this pipe, and nobody waits for that.
    let made = std::process::Command::new("mkfifo").arg(&path).status().unwrap();
    assert!(made.success());
    assert_eq!(read_answers(&path), SourceAnswers::default());
}

#[test]
fn what_a_killed_process_left_behind_is_in_nobodys_way() {
    let (_dir, path) = home();
    keep_answers(&path, &answers()).unwrap();
    fs::write(path.with_extension("new"), "half of").unwrap();
    keep_answers(&path, &answers()).unwrap();
    assert_eq!(read_answers(&path), answers());
    assert!(!path.with_extension("new").exists());
}

#[test]
fn answers_that_are_too_long_are_kept_without_what_explains_them() {
    let (_dir, path) = home();
    let mut long = answers();
    let answer = long.sources["alerts"].clone();
    long.sources.get_mut("alerts").unwrap().notes = vec!["x".repeat(5 * 1_024 * 1_024)];
    keep_answers(&path, &long).unwrap();
    let read = read_answers(&path).sources["alerts"].clone();
    assert_eq!((read.notes, read.suppressed.len()), (Vec::new(), 0));
    assert_eq!(read.health, answer.health);
}

#[test]
fn one_process_has_the_lock_and_its_number_is_known() {
    let (_dir, path) = home();
    let path = path.with_extension("lock");
    assert_eq!(polling_process(&path), None);
    let lock = PollLock::wait(&path).unwrap();
    assert_eq!(polling_process(&path), Some(std::process::id()));
    let (tell, told) = channel();
    let waiting = path.clone();
    let waiter = thread::spawn(move || {
        let lock = PollLock::wait(&waiting).unwrap();
        tell.send(()).unwrap();
        lock
    });
    assert!(told.try_recv().is_err());
    drop(lock);
    told.recv().unwrap();
    drop(waiter.join().unwrap());
    // The file stays, and says nothing any more.
    assert!(path.exists());
    assert_eq!(polling_process(&path), None);
}

#[test]
fn a_lock_whose_file_was_removed_keeps_nobody_out_and_knows_it() {
    let (_dir, path) = home();
    let path = path.with_extension("lock");
    let lock = PollLock::wait(&path).unwrap();
    assert!(lock.is_in_place());
    fs::remove_file(&path).unwrap();
    assert!(!lock.is_in_place());
    let other = PollLock::wait(&path).unwrap();
    assert!(other.is_in_place() && !lock.is_in_place());
}
