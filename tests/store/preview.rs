//! What a command would do, compared with what it does.

use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, Utc, Weekday};
use onwatch::clock::{Clock, FixedClock};
use onwatch::core::{
    Calendar, Command, DayAndWeek, DeskSession, Phase, Preview, SessionRecord, Watch,
};
use onwatch::failure::Failure;

use crate::common::corrections::{
    edit, every_correction, new_session, session, two_past_and_a_live_one,
};
use crate::common::mem_disk::MemDisk;
use crate::common::memory_desk::{clock, desk, obey, request, segment};

fn local(at: DateTime<Utc>) -> NaiveDateTime {
    at.naive_utc()
}

const CALENDAR: Calendar<'static> = Calendar { local: &local, week_start: Weekday::Mon };

struct Past {
    disk: MemDisk,
    clock: Arc<FixedClock>,
    began: DateTime<Utc>,
}

impl Past {
    fn new() -> Self {
        let (disk, clock) = (MemDisk::default(), clock());
        let began = clock.now().utc;
        for command in two_past_and_a_live_one() {
            obey(&disk, &clock, command);
        }
        Self { disk, clock, began }
    }

    fn preview(&self, command: Command) -> Result<Preview, Failure> {
        desk(&self.disk, &self.clock).preview(&request(command), &CALENDAR)
    }

    fn give(&self, command: Command) -> Watch {
        desk(&self.disk, &self.clock).obey(&request(command)).unwrap().watch
    }

    fn sessions(&self, preview: &Preview) -> Vec<DeskSession> {
        let week = CALENDAR.week_of(preview.date);
        desk(&self.disk, &self.clock).sessions_within(&week).unwrap().answer
    }

    fn sums(&self, preview: &Preview) -> DayAndWeek {
        CALENDAR.day_and_week(preview.date, &self.sessions(preview))
    }
}

#[test]
fn every_correction_does_what_its_preview_said() {
    for command in every_correction(Past::new().began) {
        let past = Past::new();
        let story = format!("{command:?}");
        let bytes = past.disk.read(&segment());
        let preview = past.preview(command.clone()).unwrap_or_else(|f| panic!("{story}: {f}"));
        assert_eq!(past.disk.read(&segment()), bytes, "{story}: it writes nothing");
        let before = past.sums(&preview);
        past.give(command);
        let after = past.sums(&preview);
        assert_eq!(preview.day, (before.day_ms, after.day_ms), "{story}");
        assert_eq!(preview.week, (before.week_ms, after.week_ms), "{story}");
        let found: Vec<SessionRecord> =
            past.sessions(&preview).into_iter().map(|session| session.record).collect();
        let counts = preview.after.iter().filter(|after| after.phase != Phase::Cancelled);
        for shown in counts {
            assert!(found.contains(shown), "{story}: {shown:?} is not in {found:?}");
        }
    }
}

#[test]
fn a_preview_shows_the_session_before_and_after() {
    let past = Past::new();
    let early = past.began - chrono::TimeDelta::minutes(30);
    let preview = past.preview(edit(1, |edit| edit.start = Some(early.into()))).unwrap();
    let (before, after) = (preview.before.unwrap(), preview.after.unwrap());
    assert_eq!((before.key.0, after.key.0), (1, 1));
    assert_eq!(before.started_at_utc, past.began + chrono::TimeDelta::minutes(1));
    assert_eq!(after.started_at_utc, early);
    assert_eq!(after.active_ms - before.active_ms, 31 * 60_000);
    assert_eq!(preview.day.1 - preview.day.0, 31 * 60_000);

    let preview = past.preview(Command::Add { sessions: vec![new_session(early, 5)] }).unwrap();
    assert_eq!(preview.before, None);
    assert_eq!(preview.after.unwrap().active_ms, 5 * 60_000);

    let preview = past.preview(Command::Cancel { session: Some(session(1)) }).unwrap();
    assert_eq!(preview.after.unwrap().phase, Phase::Cancelled);
    assert_eq!(preview.day.0 - preview.day.1, before.active_ms);
}

#[test]
fn a_correction_without_a_difference_shows_the_session_as_it_is() {
    let past = Past::new();
    let preview = past.preview(edit(1, |edit| edit.notes = Some("the first".into()))).unwrap();
    assert_eq!(preview.before.as_ref().map(|before| before.key.0), Some(1));
    assert_eq!(preview.before, preview.after);
    assert_eq!(preview.day.0, preview.day.1);
}

#[test]
fn a_preview_is_refused_as_the_command_would_be() {
    let past = Past::new();
    let overlap = edit(2, |edit| edit.start = Some(past.began.into()));
    let refused = past.preview(overlap.clone()).unwrap_err().to_string();
    let failed = desk(&past.disk, &past.clock).obey(&request(overlap)).unwrap_err();
    assert_eq!(refused, failed.failure.to_string());
    assert!(refused.contains("SESSION-001"), "{refused}");
}
