//! Power cuts, dead writers and failing disks under every correction of the past, its undo and its redo.

use onwatch::clock::Clock;
use onwatch::core::{Anchor, Command, GapAnswer, Moment, SessionEdit};

use crate::common::corrections::{
    edit, every_correction, new_session, session, two_past_and_a_live_one,
};
use crate::common::mem_disk::MemDisk;
use crate::common::starts::{Start, clock, desk, end, month_later, note, obey, start};
use crate::crash::{cut_everywhere, kill_then_cut};
use crate::faults::fail_or_succeed_everywhere;

/// Two past sessions and a live one, then some commands.
fn past(more: &[Command]) -> Start {
    start("two past sessions", [two_past_and_a_live_one(), more.to_vec()].concat())
}

/// A past session with a gap.
fn past_with_a_gap() -> Start {
    let (disk, clock) = (MemDisk::default(), clock());
    let anchor = Anchor { clock: "boot".into(), boot_ms: 60_000, mono_ms: 60_000 };
    clock.set(Moment { steady: Some(anchor), ..clock.now() });
    obey(&disk, &clock, Command::start(None));
    desk(&disk, &clock).keep_heartbeat().unwrap();
    let now = clock.now();
    let steady = now.steady.clone().map(|at| Anchor { boot_ms: at.boot_ms + 3_600_000, ..at });
    clock.set(Moment { utc: now.utc + chrono::TimeDelta::hours(1), steady, ..now });
    for command in [note("after the gap"), end()] {
        obey(&disk, &clock, command);
    }
    let before = obey(&disk, &clock, Command::start(None));
    disk.flush();
    Start { name: "a past session with a gap", disk, clock, before }
}

/// Makes the state in which a command is tried.
type Prepare = Box<dyn Fn() -> Start>;

/// Every correction, each with the state in which it is possible.
fn corrections() -> Vec<(Prepare, Command)> {
    let mut all: Vec<(Prepare, Command)> = Vec::new();
    for command in every_correction(clock().now().utc) {
        all.push((Box::new(|| past(&[])), command));
    }
    let of_the_last = SessionEdit {
        end: Some((clock().now().utc + chrono::TimeDelta::seconds(630)).into()),
        ..SessionEdit::default()
    };
    all.push((Box::new(|| past(&[end()])), Command::Edit(Box::new(of_the_last))));
    let cancelled = || past(&[Command::Cancel { session: Some(session(1)) }]);
    all.push((Box::new(cancelled), Command::Reopen { session: Some(session(1)) }));
    let continued = Command::Continue { session: Some(session(1)) };
    all.push((Box::new(|| past(&[end()])), continued));
    let answered =
        Command::AnswerGap { session: Some(session(1)), id: None, answer: GapAnswer::Keep };
    all.push((Box::new(past_with_a_gap), answered));
    all
}

/// Gives a command, so that another one is tried after it.
fn after(start: Start, command: &Command) -> Start {
    let before = obey(&start.disk, &start.clock, command.clone());
    start.disk.flush();
    Start { before, ..start }
}

#[test]
fn every_correction_survives_a_power_cut_at_every_operation() {
    for (prepare, command) in corrections() {
        assert!(cut_everywhere(prepare(), command) > 10);
    }
}

#[test]
fn the_undo_and_the_redo_of_every_correction_survive_a_power_cut_at_every_operation() {
    for (prepare, command) in corrections() {
        let undo = || after(prepare(), &command);
        assert!(cut_everywhere(undo(), Command::Undo) > 10);
        assert!(cut_everywhere(after(undo(), &Command::Undo), Command::Redo) > 10);
    }
}

/// The past session, and the sum of all, as a reader finds them.
fn told(start: &Start) -> String {
    let here = desk(&start.disk, &start.clock);
    let all = here.history(&onwatch::core::Period::default(), usize::MAX).unwrap();
    format!("{all:?}")
}

#[test]
fn an_undone_correction_leaves_the_past_as_it_was_and_a_redone_one_as_it_made_it() {
    for (prepare, command) in corrections() {
        let story = format!("{command:?}");
        let start = prepare();
        let before = told(&start);
        let start = after(start, &command);
        let made = told(&start);
        let start = after(start, &Command::Undo);
        assert_eq!(told(&start), before, "{story}");
        let start = after(start, &Command::Redo);
        assert_eq!(told(&start), made, "{story}");
    }
}

#[test]
fn a_correction_whose_line_opens_a_segment_survives_a_power_cut_at_every_operation() {
    let began = clock().now().utc;
    let add = Command::Add { sessions: vec![new_session(began, 1)] };
    for command in [edit(1, |edit| edit.notes = Some("a month later".into())), add] {
        cut_everywhere(month_later("a month later", two_past_and_a_live_one()), command);
    }
}

#[test]
fn what_a_second_writer_was_told_stands_whatever_became_of_a_correction() {
    let began = clock().now().utc;
    kill_then_cut(past(&[]), every_correction(began).swap_remove(0));
    kill_then_cut(past(&[]), Command::Cancel { session: Some(session(1)) });
}

#[test]
fn a_correction_that_fails_at_any_operation_fails_clearly() {
    let began = clock().now().utc;
    let earlier = || every_correction(began).swap_remove(0);
    fail_or_succeed_everywhere(past(&[]), earlier());
    let sessions = vec![
        new_session(began - chrono::TimeDelta::hours(2), 20),
        new_session(began - chrono::TimeDelta::hours(1), 20),
    ];
    fail_or_succeed_everywhere(past(&[]), Command::Add { sessions });
    fail_or_succeed_everywhere(past(&[earlier()]), Command::Undo);
}
