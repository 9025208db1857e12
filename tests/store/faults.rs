//! Every operation of every command fails once, in every way it can; then two, and three.
//!
//! The law: a clear sentence and the right exit code, the old state intact, the next command
//! works. The outcome is unknown only where it truly is; whatever is acknowledged later survives,
//! and the same operation never counts twice.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use onwatch::clock::{Clock, FixedClock};
use onwatch::core::{Band, Command, Request, Watch};
use onwatch::desk::Outcome;
use onwatch::failure::Failure;
use onwatch::store::StoreError;
use rustix::io::Errno;

use crate::common::mem_disk::{Fault, Image, MemDisk};
use crate::common::starts::*;

const OPERATION: &str = "op-1";

fn broken(errno: Errno) -> Fault {
    Fault::Errno(errno.raw_os_error())
}

/// The ways an operation can fail.
fn ways(operation: &str) -> Vec<Fault> {
    let errnos: &[Errno] = match operation {
        "lock" => &[Errno::NOLCK, Errno::IO],
        "sync" | "sync directory" => &[Errno::IO, Errno::NOSPC],
        "stat" | "stat open file" | "list" | "read" | "read link" => &[Errno::IO, Errno::ACCESS],
        _ => &[Errno::IO, Errno::ACCESS, Errno::NOSPC, Errno::ROFS],
    };
    let short = (operation == "write").then_some(Fault::Short);
    errnos.iter().map(|errno| broken(*errno)).chain(short).collect()
}

/// One command on a disk that fails.
struct Attempt {
    disk: MemDisk,
    clock: Arc<FixedClock>,
    result: Result<Outcome, Failure>,
    operations: Vec<&'static str>,
}

/// What a program sees of a disk.
type View = Vec<(PathBuf, Vec<u8>)>;

/// A start and a command: the state before it, and the state after it if nothing fails.
struct Story {
    start: Start,
    request: Request,
    after: Watch,
    operations: Vec<&'static str>,
    /// Disks that were tried already: many faults leave the same one behind.
    seen: HashSet<(usize, View)>,
    /// Disks as the next command left them, and the state expected on each.
    left: HashMap<View, Watch>,
}

impl Story {
    fn new(start: Start, command: Command) -> Self {
        let request = Request { operation: Some(OPERATION.into()), ..request(command) };
        let mut story = Self {
            start,
            request,
            after: Watch::default(),
            operations: Vec::new(),
            seen: HashSet::new(),
            left: HashMap::new(),
        };
        let Attempt { result, operations, .. } = story.attempt(&[]);
        story.after = result.unwrap().watch;
        story.operations = operations;
        story
    }

    fn attempt(&self, faults: &[(usize, Fault)]) -> Attempt {
        let (disk, clock) = self.start.again();
        self.attempt_on(disk, clock, faults)
    }

    fn attempt_on(
        &self,
        disk: MemDisk,
        clock: Arc<FixedClock>,
        faults: &[(usize, Fault)],
    ) -> Attempt {
        disk.watch_operations(faults);
        let result = desk(&disk, &clock).obey(&self.request).map_err(|failed| failed.failure);
        let operations = disk.operations().into_iter().map(|(what, _)| what).collect();
        Attempt { disk, clock, result, operations }
    }

    fn told(&self, operations: &[&str], faults: &[(usize, Fault)]) -> String {
        let faults: Vec<_> = faults.iter().map(|(nth, f)| (nth, operations.get(*nth), f)).collect();
        format!("{}, then {:?}, with {faults:?}", self.start.name, self.request.command.verb())
    }

    /// Makes these operations fail and checks the law.
    fn fail(&mut self, faults: &[(usize, Fault)]) -> Attempt {
        let attempt = self.attempt(faults);
        let story = self.told(&attempt.operations, faults);
        let found =
            desk(&attempt.disk, &attempt.clock).look().unwrap_or_else(|f| panic!("{story}: {f}"));
        let before = self.start.before.clone();
        let after = self.after.clone();
        match &attempt.result {
            Ok(outcome) => {
                assert_eq!((&outcome.watch, &found.watch), (&after, &after), "{story}");
                self.outlives(&attempt.disk.image(), &attempt.clock, &[&after], &story);
            }
            Err(failure) => {
                clear(failure, &story);
                let known: &[&Watch] =
                    if unknown(failure) { &[&before, &after] } else { &[&before] };
                assert!(known.contains(&&found.watch), "{story}: knows {}", found.watch.seq);
                self.outlives(&attempt.disk.image(), &attempt.clock, known, &story);
            }
        }
        attempt
    }

    /// Checks that the next command, after the failure or after a power cut that follows it, finds
    /// one of `known` and works.
    fn outlives(&mut self, image: &Image, clock: &FixedClock, known: &[&Watch], story: &str) {
        let seen = (known.len(), image.view());
        if !self.seen.insert(seen) {
            return;
        }
        self.goes_on(image, clock, known, story);
        for cut in image.power_cuts() {
            if self.seen.insert((known.len(), cut.view())) {
                self.goes_on(&cut, clock, known, &format!("{story}, then a power cut"));
            }
        }
    }

    /// Gives another command, and the same one again with its operation id: both are obeyed, the
    /// second counts once, and both answers survive a power cut.
    fn goes_on(&mut self, image: &Image, clock: &FixedClock, known: &[&Watch], story: &str) {
        // A clock of its own: what follows from the same disk is then the same disk again.
        let clock = &Arc::new(FixedClock::at(clock.now().utc));
        // Not the reading that a start may have given: it would change nothing.
        let another = Command::SetBand { band: Band::A, reason: "another".into() };
        let all = [request(another), self.request.clone()];
        let sure = known.len() == 1;
        // Where it was surely not recorded, the same command again is just another command.
        let nexts = if sure && *known[0] == self.start.before { &all[1..] } else { &all[..] };
        for next in nexts {
            let disk = MemDisk::from_image(image.clone());
            let opened = desk(&disk, clock);
            let found = opened.look().unwrap_or_else(|f| panic!("{story}: {f}")).watch;
            assert!(known.contains(&&found), "{story}: knows event {}", found.seq);
            let answer = opened.obey(next).unwrap_or_else(|f| panic!("{story}: {f}"));
            let repeats =
                answer.watch.operations.iter().filter(|op| op.request.id == OPERATION).count();
            if next.operation.is_some() {
                assert_eq!(repeats, 1, "{story}: the repeat counts once");
                assert_eq!(answer.watch.seq, self.start.before.seq + 1, "{story}");
            } else {
                assert_eq!(answer.seq, found.seq + 1, "{story}");
            }
            // Where the outcome was known, the answer is one of a sound disk, whose power cuts have
            // tests of their own.
            let image = disk.image();
            let ends = if sure { vec![image] } else { image.power_cuts() };
            for cut in ends {
                let story = format!("{story}, then {:?} and a power cut", next.command.verb());
                if let Some(there) = self.left.get(&cut.view()) {
                    assert_eq!(there, &answer.watch, "{story}");
                    continue;
                }
                let clock = Arc::new(FixedClock::at(clock.now().utc));
                check(&cut, &clock, &[&answer.watch], &story);
                self.left.insert(cut.view(), answer.watch.clone());
            }
        }
    }

    /// Returns the operation that makes the command part of the history: the last one whose
    /// failure fails the command.
    fn commit(&self) -> usize {
        let fails = |nth: &usize| self.attempt(&[(*nth, broken(Errno::IO))]).result.is_err();
        (0..self.operations.len()).rev().find(fails).unwrap()
    }

    /// Tells whether an operation flushes lines that were there before: if it fails, they are
    /// carried into a new segment.
    fn is_carry(&self, nth: usize) -> bool {
        let mut all = self.operations.iter().enumerate();
        let over = all.position(|(at, what)| *what == "write over" && !self.is_hint(at));
        over.is_some_and(|over| (over..=over + 1).contains(&nth))
    }

    /// Tells whether an operation only writes the holder's hint into the lock file.
    fn is_hint(&self, nth: usize) -> bool {
        let lock = self.operations.iter().position(|what| *what == "lock").unwrap();
        // After the lock: two looks that it is still the file at the path, then the hint.
        nth == lock + 3
    }

    /// Tells whether an operation only reads the last heartbeat of a panel: the one file that is
    /// opened without a stat first, because nothing depends on it.
    fn is_sight(&self, nth: usize) -> bool {
        let before = nth.checked_sub(1).map(|before| self.operations[before]);
        self.operations[nth] == "open" && !matches!(before, Some("stat" | "remove"))
    }
}

fn unknown(failure: &Failure) -> bool {
    matches!(failure, Failure::Store(StoreError::OutcomeUnknown { .. }))
}

fn clear(failure: &Failure, story: &str) {
    let words = failure.words(&|next| {
        onwatch::cli::hint::text(next, &onwatch::core::DeskName::of(None), &chrono::Utc)
    });
    for part in [&words.what, &words.why, &words.next] {
        assert!(!part.trim().is_empty(), "{story}: {words:?}");
    }
    let is_of_a_lock = matches!(
        failure,
        Failure::Store(StoreError::NoLocks { .. } | StoreError::NoTasksLock { .. })
    );
    let code = if is_of_a_lock { 6 } else { 1 };
    assert_eq!(failure.exit_code(), code, "{story}: {failure}");
}

/// Fails every operation once, in every way, and checks the law and which answer is given where.
fn fail_everywhere(start: Start, command: Command) {
    let mut story = Story::new(start, command);
    let commit = story.commit();
    for nth in 0..story.operations.len() {
        let operation = story.operations[nth];
        for fault in ways(operation) {
            let Attempt { result, .. } = story.fail(&[(nth, fault)]);
            let told = story.told(&story.operations, &[(nth, fault)]);
            // What is left of a short write goes into a second one, but for the journal's line;
            // a directory above ours that is closed to us holds nothing of ours.
            let closed = (operation, fault) == ("sync directory", broken(Errno::ACCESS));
            if fault == Fault::Short || closed {
                continue;
            }
            match result {
                Err(failure) => {
                    assert!(
                        nth <= commit && !story.is_hint(nth) && !story.is_sight(nth),
                        "{told}: {failure}"
                    );
                    assert_eq!(unknown(&failure), nth == commit, "{told}: {failure}");
                }
                Ok(_) if story.is_hint(nth) || story.is_sight(nth) => {}
                Ok(_) if nth <= commit && story.is_carry(nth) => {}
                Ok(outcome) => {
                    assert!(nth > commit, "{told}");
                    let cut = |warning: &&String| warning.starts_with("an interrupted command");
                    let failed = outcome.warnings.iter().filter(|warning| !cut(warning));
                    assert_eq!(failed.count(), 1, "{told}: {:?}", outcome.warnings);
                }
            }
        }
    }
}

/// As [`fail_everywhere`], for a command that looks at the store before it takes the lock, and may look
/// again: it fails, or does what it does without a fault.
pub fn fail_or_succeed_everywhere(start: Start, command: Command) {
    let mut story = Story::new(start, command);
    let (commit, after) = (story.commit(), story.after.clone());
    let mut failed = 0;
    for nth in 0..story.operations.len() {
        for fault in ways(story.operations[nth]) {
            let Attempt { result, .. } = story.fail(&[(nth, fault)]);
            let told = story.told(&story.operations, &[(nth, fault)]);
            match result {
                Ok(outcome) => assert_eq!(outcome.watch, after, "{told}"),
                Err(failure) => {
                    failed += 1;
                    assert_eq!(unknown(&failure), nth == commit, "{told}: {failure}");
                }
            }
        }
    }
    assert!(failed > 20, "{failed}");
}

#[test]
fn the_first_command_fails_clearly_at_every_operation() {
    for command in [Command::start(None), set_band()] {
        fail_everywhere(start("an empty home", vec![]), command);
    }
}

#[test]
fn every_command_of_a_live_session_fails_clearly_at_every_operation() {
    for command in every_command() {
        let start = start("a live session", live());
        // It looks at the store, and asks the index, before it takes the lock.
        let asks_first = matches!(command, Command::Push(_));
        let fail = if asks_first { fail_or_succeed_everywhere } else { fail_everywhere };
        fail(start, command);
    }
}

#[test]
fn every_command_of_a_paused_or_ended_session_fails_clearly_at_every_operation() {
    fail_everywhere(start("a paused session", paused()), Command::Resume);
    fail_everywhere(start("an ended session", ended()), Command::Reopen { session: None });
    fail_everywhere(start("an ended session", ended()), Command::start(None));
    fail_everywhere(start("a change taken back", undone()), Command::Redo);
}

#[test]
fn every_command_that_opens_a_months_segment_fails_clearly_at_every_operation() {
    for command in [note("december"), end()] {
        fail_everywhere(month_later("a month later", live()), command);
    }
}

#[test]
fn every_command_after_a_torn_line_fails_clearly_at_every_operation() {
    for command in [note("two"), end()] {
        fail_everywhere(torn("a torn last line", live()), command);
    }
}

/// A state file that was not written for the last command: the command's line comes after its
/// checkpoint.
fn behind() -> Start {
    let start = start("a state file left behind", live());
    let state = start.disk.read(&paths().state()).unwrap();
    let before = obey(&start.disk, &start.clock, note("beyond"));
    start.disk.flush();
    start.disk.put(&paths().state(), &state);
    Start { before, ..start }
}

#[test]
fn a_tail_that_cannot_be_flushed_is_carried_on_or_the_command_fails_clearly() {
    let mut story = Story::new(behind(), note("two"));
    for nth in 0..story.operations.len() {
        for fault in ways(story.operations[nth]) {
            story.fail(&[(nth, fault)]);
        }
    }
    let flush = story.operations.iter().position(|what| *what == "sync").unwrap();
    let faults = [(flush, broken(Errno::IO))];
    let carried = story.fail(&faults);
    assert!(carried.result.is_ok());
    assert_eq!(carried.disk.names(&paths().history()).len(), 3, "the lock and two segments");
    for nth in flush + 1..carried.operations.len() {
        for fault in ways(carried.operations[nth]) {
            let failed = story.fail(&[faults[0], (nth, fault)]);
            let unsure = failed.result.as_ref().is_err_and(unknown);
            assert!(!unsure || carried.operations[nth] == "sync", "{nth}: not even decided");
        }
    }
}

/// Fails the flush of the command's line, then every operation after it, also when the line
/// cannot be cut off again.
fn fail_after_the_flush(start: Start, command: Command) {
    let mut story = Story::new(start, command);
    let flush = (story.commit(), broken(Errno::IO));
    let cut = (flush.0 + 1, broken(Errno::IO));
    for first in [&[flush][..], &[flush, cut][..]] {
        let attempt = story.fail(first);
        assert!(attempt.result.is_err_and(|failure| unknown(&failure)));
        for nth in flush.0 + first.len()..attempt.operations.len() {
            for fault in ways(attempt.operations[nth]) {
                let faults = [first, &[(nth, fault)]].concat();
                let again = story.fail(&faults);
                assert!(again.result.is_err_and(|failure| unknown(&failure)));
            }
        }
    }
}

#[test]
fn whatever_fails_after_a_failed_flush_no_later_answer_is_lost() {
    fail_after_the_flush(start("a live session", live()), note("two"));
    fail_after_the_flush(start("a live session", live()), end());
    fail_after_the_flush(torn("a torn last line", live()), note("two"));
    fail_after_the_flush(behind(), note("two"));
}

/// A writer whose flush failed is killed before each operation that follows.
fn die_after_a_failed_flush(start: Start, command: Command) {
    let mut story = Story::new(start, command);
    let flush = (story.commit(), broken(Errno::IO));
    let cut = (flush.0 + 1, broken(Errno::IO));
    let (before, after) = (story.start.before.clone(), story.after.clone());
    for faults in [&[flush][..], &[flush, cut][..]] {
        let (disk, clock) = story.start.again();
        disk.record();
        let Attempt { disk, clock, operations, .. } = story.attempt_on(disk, clock, faults);
        let images = disk.recorded();
        let told = story.told(&operations, faults);
        for (nth, image) in images.iter().enumerate() {
            let told = format!("{told}, and the writer killed at change {nth}");
            story.outlives(image, &clock, &[&before, &after], &told);
        }
    }
}

#[test]
fn a_writer_that_dies_of_a_failed_flush_takes_no_later_answer_with_it() {
    die_after_a_failed_flush(start("a live session", live()), note("two"));
    die_after_a_failed_flush(start("an empty home", vec![]), Command::start(None));
    die_after_a_failed_flush(month_later("a month later", live()), note("two"));
    die_after_a_failed_flush(behind(), note("two"));
}

#[test]
fn a_look_that_fails_says_so_and_never_shows_less() {
    let start = start("a live session", live());
    let (disk, clock) = start.again();
    disk.watch_operations(&[]);
    desk(&disk, &clock).look().unwrap();
    let operations = disk.operations();
    for (nth, (operation, _)) in operations.iter().enumerate() {
        for fault in ways(operation) {
            disk.watch_operations(&[(nth, fault)]);
            match desk(&disk, &clock).look() {
                Ok(view) => assert_eq!(view.watch, start.before, "{nth} {operation}"),
                Err(failure) => clear(&failure, operation),
            }
        }
    }
}
