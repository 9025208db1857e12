//! Power cuts and dead writers at every operation of every command.
//!
//! The law: every acknowledged command is there, no half command is, and the store opens without
//! help.

use std::collections::HashSet;

use onwatch::core::{Command, TaskCommand, Watch};

use crate::common::mem_disk::MemDisk;
use crate::common::starts::*;

/// Obeys one command, then cuts the power at every operation of it, in every way.
pub fn cut_everywhere(start: Start, command: Command) -> usize {
    let Start { name, disk, clock, before } = start;
    let story = format!("{name}, then {:?}", command.verb());
    disk.record();
    let after = obey(&disk, &clock, command);
    let images = disk.recorded();
    let last = images.len() - 1;
    let mut seen = HashSet::new();
    for (nth, image) in images.iter().enumerate() {
        // Only when the command was answered must it be there.
        let known: &[&Watch] = if nth == last { &[&after] } else { &[&before, &after] };
        for cut in image.power_cuts() {
            if seen.insert((nth == last, cut.view())) {
                check(&cut, &clock, known, &format!("{story}, power cut before operation {nth}"));
            }
        }
    }
    seen.len()
}

#[test]
fn the_first_command_survives_a_power_cut_at_every_operation() {
    for command in [Command::start(None), set_band(), Command::Toggle { notes: None }] {
        assert!(cut_everywhere(start("an empty home", vec![]), command) > 10);
    }
}

#[test]
fn every_command_of_a_live_session_survives_a_power_cut_at_every_operation() {
    for command in every_command() {
        assert!(cut_everywhere(start("a live session", live()), command) > 10);
    }
}

#[test]
fn every_command_of_tasks_survives_a_power_cut_at_every_operation() {
    for command in every_task_command() {
        assert!(cut_everywhere(start("a live session", live()), command) > 10);
    }
    let add = || Command::Task(TaskCommand::Add { tasks: vec![new_task(None)] });
    for (name, commands) in
        [("an added task", vec![add()]), ("a task that was undone", vec![add(), Command::Undo])]
    {
        let step = if commands.len() > 1 { Command::Redo } else { Command::Undo };
        cut_everywhere(start(name, commands), step);
    }
    cut_everywhere(start("an empty home", vec![]), add());
}

#[test]
fn a_second_writer_of_tasks_goes_on_whatever_became_of_the_first() {
    kill_then_cut(start("a live session", live()), push());
}

#[test]
fn every_command_of_a_paused_or_ended_session_survives_a_power_cut_at_every_operation() {
    cut_everywhere(start("a paused session", paused()), Command::Resume);
    cut_everywhere(start("a paused session", paused()), end());
    cut_everywhere(start("an ended session", ended()), Command::Reopen { session: None });
    cut_everywhere(start("an ended session", ended()), Command::Undo);
    cut_everywhere(start("an ended session", ended()), Command::start(None));
    cut_everywhere(start("a change taken back", undone()), Command::Redo);
}

#[test]
fn every_command_that_opens_a_months_segment_survives_a_power_cut_at_every_operation() {
    for command in [note("december"), end(), set_band()] {
        cut_everywhere(month_later("a month later", live()), command);
    }
}

#[test]
fn every_command_after_a_torn_line_survives_a_power_cut_at_every_operation() {
    for command in [note("two"), end(), set_band()] {
        cut_everywhere(torn("a torn last line", live()), command);
    }
}

/// Kills a writer before each of its operations; a second writer gets an answer, and then the power
/// is cut.
pub fn kill_then_cut(start: Start, command: Command) {
    let Start { name, disk, clock, before } = start;
    disk.record();
    let after = obey(&disk, &clock, command);
    let mut seen = HashSet::new();
    for (nth, killed) in disk.recorded().into_iter().enumerate() {
        let story = format!("{name}, a writer killed before operation {nth}");
        let disk = MemDisk::from_image(killed);
        let found = desk(&disk, &clock).look().unwrap().watch;
        assert!([&before, &after].contains(&&found), "{story}");
        disk.record();
        let second = obey(&disk, &clock, set_band());
        assert_eq!(second.seq, found.seq + 1, "{story}");
        let images = disk.recorded();
        let last = images.len() - 1;
        for (nth, image) in images.iter().enumerate() {
            // Before the answer, what the dead writer had not been told may still be lost.
            let known: &[&Watch] =
                if nth == last { &[&second] } else { &[&before, &after, &second] };
            for cut in image.power_cuts() {
                if seen.insert((known.len(), second.seq, cut.view())) {
                    check(&cut, &clock, known, &format!("{story}, then a power cut before {nth}"));
                }
            }
        }
    }
}

#[test]
fn what_a_second_writer_was_told_stands_whatever_became_of_the_first() {
    kill_then_cut(start("an empty home", vec![]), Command::start(None));
    kill_then_cut(start("a live session", live()), note("two"));
    kill_then_cut(month_later("a month later", live()), note("two"));
    kill_then_cut(torn("a torn last line", live()), note("two"));
}

#[test]
fn an_undo_and_a_redo_of_a_line_in_an_older_segment_survive_a_power_cut_at_every_operation() {
    cut_everywhere(month_later("a month after a note", live()), Command::Undo);
    cut_everywhere(month_later("a month after an undo", undone()), Command::Redo);
    let note_and_a_month = || month_later("a month after a note", live());
    for commands in [vec![Command::Undo], vec![Command::Undo, Command::Redo]] {
        let start = note_and_a_month();
        let mut before = start.before;
        for command in commands {
            before = obey(&start.disk, &start.clock, command);
        }
        start.disk.flush();
        let next = if before.redo.is_empty() { Command::Undo } else { Command::Redo };
        let name = "a line in the segment before the newest";
        cut_everywhere(Start { name, before, ..start }, next);
    }
}

#[test]
fn after_a_power_cut_the_doctor_finds_nothing_that_needs_a_repair() {
    for command in [note("two"), end(), Command::Undo] {
        let Start { disk, clock, .. } = start("a live session", live());
        let story = format!("{:?}", command.verb());
        disk.record();
        obey(&disk, &clock, command);
        for (nth, image) in disk.recorded().iter().enumerate() {
            for cut in image.power_cuts() {
                let report = desk(&MemDisk::from_image(cut), &clock).check().unwrap();
                assert!(report.is_sound(), "{story}, power cut before {nth}: {report:?}");
            }
        }
    }
}

#[test]
fn a_power_cut_that_loses_only_the_unsynced_state_leaves_a_note_of_the_doctor() {
    let Start { disk, clock, .. } = start("a live session", live());
    let older = disk.read(&paths().state()).unwrap();
    obey(&disk, &clock, note("two"));
    disk.put(&paths().state(), &older);
    let report = desk(&disk, &clock).check().unwrap();
    assert!(report.is_sound(), "{report:?}");
    assert!(report.notes.iter().any(|note| note.path == paths().state()), "{report:?}");
}
