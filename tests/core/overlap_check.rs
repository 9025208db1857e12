//! Sessions that a correction made overlap because it lacked one of them: they are found, and told how
//! to come apart.

use chrono::{DateTime, TimeDelta, Utc};
use onwatch::core::{
    At, Command, CountedTimes, Decision, Evidence, MadeOverlap, NewPastSession, Recorded, Request,
    SessionEdit, SessionKey, SessionName, WayApart, apply, decide,
};

use crate::evidence::evidence;
use crate::laws::{Day, monday};
use crate::paper::by;

fn at(minutes: i64) -> DateTime<Utc> {
    monday() + TimeDelta::minutes(minutes)
}

fn name(key: u32) -> SessionName {
    SessionName::Key(SessionKey(key))
}

fn times(key: u32, from: i64, until: Option<i64>) -> CountedTimes {
    CountedTimes { key: SessionKey(key), from_utc: at(from), until_utc: until.map(at) }
}

fn edit(key: u32, start: Option<i64>, end: Option<i64>) -> Command {
    let (start, end) = (start.map(|minute| At::Second(at(minute))), end.map(|m| At::Second(at(m))));
    Command::Edit(Box::new(SessionEdit {
        session: Some(name(key)),
        start,
        end,
        ..SessionEdit::default()
    }))
}

fn add(from: i64, until: i64) -> Command {
    let new = NewPastSession::between(At::Second(at(from)), At::Second(at(until)));
    Command::Add { sessions: vec![new] }
}

/// A desk on which SESSION-001 was from minute 0 to 60, and SESSION-002 from 120 to 180. Its index may
/// lack all sessions that are over.
struct Desk {
    day: Day,
    watch: onwatch::core::Watch,
    lines: Vec<Recorded>,
}

impl Desk {
    fn new() -> Self {
        let day = Day::begins();
        let mut desk = Self { day, watch: onwatch::core::Watch::default(), lines: Vec::new() };
        for (command, minutes) in [
            (Command::start(None), 60),
            (Command::End { notes: None }, 60),
            (Command::start(None), 60),
            (Command::End { notes: None }, 60),
            (Command::start(None), 60),
        ] {
            desk.give(command, true);
            desk.day.clocks.pass(minutes * 60_000);
        }
        desk
    }

    /// Gives a command, whose evidence may lack the sessions beside the one that it is about.
    fn give(&mut self, command: Command, is_whole: bool) {
        self.give_at(At::Now, command, is_whole);
    }

    fn give_at(&mut self, at: At, command: Command, is_whole: bool) {
        let request = Request { at, ..Request::new(command, by("ana")) };
        let now = &self.day.clocks.now;
        let mut evidence = evidence(&self.watch, &request, now, &self.lines);
        if !is_whole {
            evidence = Evidence { near: Vec::new(), ended_last: None, ..evidence };
        }
        let Decision::Event(event) = decide(&self.watch, &request, now, &evidence).unwrap() else {
            panic!("{request:?} changes nothing");
        };
        let line = self.watch.next_line(&request, *event, now);
        apply(&mut self.watch, &line);
        self.lines.push(line);
    }

    fn found(&self, one: CountedTimes, other: CountedTimes) -> Option<MadeOverlap> {
        let found = MadeOverlap::of(one, other, &lines_that_stand(&self.lines));
        assert_eq!(found, MadeOverlap::of(other, one, &lines_that_stand(&self.lines)));
        found
    }
}

/// Returns the lines on which an overlap depends, without those that were undone.
pub fn lines_that_stand(lines: &[Recorded]) -> Vec<Recorded> {
    let mut undone = std::collections::BTreeSet::new();
    for line in lines {
        match line.event {
            onwatch::core::Fact::Undone { of, .. } => drop(undone.insert(of)),
            onwatch::core::Fact::Redone { of, .. } => drop(undone.remove(&of)),
            _ => {}
        }
    }
    let stand = lines.iter().filter(|line| !undone.contains(&line.seq));
    stand.filter(|line| MadeOverlap::depends_on(line)).cloned().collect()
}

#[test]
fn a_correction_that_lacked_a_session_is_found_and_comes_apart_with_the_command_that_is_named() {
    let (first, second) = (times(1, 0, Some(60)), times(2, 120, Some(180)));
    let live = times(3, 240, None);
    for (story, command, one, other, corrected, way) in [
        (
            "a later end",
            edit(1, None, Some(150)),
            times(1, 0, Some(150)),
            second,
            1,
            WayApart::EndAt(at(120)),
        ),
        (
            "an earlier start",
            edit(2, Some(30), None),
            first,
            times(2, 30, Some(180)),
            2,
            WayApart::StartAt(at(60)),
        ),
        ("added in it", add(130, 140), times(4, 130, Some(140)), second, 4, WayApart::Cancel),
        (
            "added around it",
            add(110, 190),
            times(4, 110, Some(190)),
            second,
            4,
            WayApart::EndAt(at(120)),
        ),
        (
            "a live one that started earlier",
            edit(3, Some(150), None),
            times(3, 150, None),
            second,
            3,
            WayApart::StartAt(at(180)),
        ),
    ] {
        let mut desk = Desk::new();
        desk.give(command, false);
        let found = desk.found(one, other).expect(story);
        assert_eq!(found.corrected.key, SessionKey(corrected), "{story}");
        assert_eq!(found.way_apart(), way, "{story}");
        let mut edit = SessionEdit { session: Some(name(corrected)), ..SessionEdit::default() };
        match way {
            WayApart::StartAt(at) => edit.start = Some(At::Second(at)),
            WayApart::EndAt(at) => edit.end = Some(At::Second(at)),
            WayApart::Cancel => {}
        }
        let apart = match way {
            WayApart::Cancel => Command::Cancel { session: Some(name(corrected)) },
            WayApart::StartAt(_) | WayApart::EndAt(_) => Command::Edit(Box::new(edit)),
        };
        // Now the whole past is known, and the rule allows it.
        desk.give(apart, true);
        desk.give(Command::Undo, true);
        assert!(desk.found(one, other).is_some(), "{story}: it stands again");
    }
    let desk = Desk::new();
    assert_eq!(desk.found(first, second), None);
    assert_eq!(desk.found(second, live), None);
}

#[test]
fn a_restored_session_that_lacked_another_one_is_found() {
    let mut desk = Desk::new();
    desk.give(Command::Cancel { session: Some(name(2)) }, true);
    desk.give(add(100, 150), true);
    let (restored, added) = (times(2, 120, Some(180)), times(4, 100, Some(150)));
    assert_eq!(desk.found(restored, added), None, "it was cancelled then");
    desk.give(Command::Reopen { session: Some(name(2)) }, false);
    let found = desk.found(restored, added).unwrap();
    assert_eq!(
        (found.corrected.key, found.way_apart()),
        (SessionKey(2), WayApart::StartAt(at(150)))
    );
    assert_eq!(found.length(), Some(TimeDelta::minutes(30)));
}

#[test]
fn a_correction_that_was_undone_made_nothing_and_one_that_was_redone_did() {
    let mut desk = Desk::new();
    let (one, other) = (times(1, 0, Some(150)), times(2, 120, Some(180)));
    desk.give(edit(1, None, Some(150)), false);
    desk.give(Command::Undo, true);
    assert_eq!(desk.found(one, other), None);
    desk.give(Command::Redo, true);
    assert!(desk.found(one, other).is_some());
}

#[test]
fn sessions_that_touch_or_lie_apart_do_not_overlap_whatever_made_them_so() {
    let mut desk = Desk::new();
    desk.give(edit(1, None, Some(150)), false);
    let second = times(2, 120, Some(180));
    for (from, until) in [(0, 120), (0, 60), (180, 200), (120, 120), (150, 150)] {
        assert_eq!(desk.found(times(1, from, Some(until)), second), None, "{from} to {until}");
    }
}

#[test]
fn a_start_at_a_time_of_a_session_that_a_correction_lacked_is_found() {
    let mut desk = Desk::new();
    desk.give(Command::End { notes: None }, true);
    // What ended last is not known any more.
    desk.give(Command::Cancel { session: Some(name(3)) }, false);
    desk.give_at(At::Second(at(150)), Command::start(None), true);
    let (second, started) = (times(2, 120, Some(180)), times(4, 150, None));
    let found = desk.found(second, started).unwrap();
    assert_eq!(
        (found.corrected.key, found.way_apart()),
        (SessionKey(4), WayApart::StartAt(at(180)))
    );
    assert_eq!(desk.found(times(1, 0, Some(60)), started), None);
}

#[test]
fn a_reopening_over_a_session_that_a_correction_lacked_is_found() {
    let mut desk = Desk::new();
    desk.give(Command::End { notes: None }, true);
    desk.day.clocks.pass(200 * 60_000);
    desk.give(add(400, 420), true);
    desk.give(add(430, 440), true);
    desk.give(Command::Cancel { session: Some(name(5)) }, false);
    desk.give(Command::Reopen { session: None }, true);
    let (lacked, reopened) = (times(4, 400, Some(420)), times(3, 240, None));
    let found = desk.found(lacked, reopened).unwrap();
    assert_eq!((found.corrected.key, found.other.key), (SessionKey(3), SessionKey(4)));
}
