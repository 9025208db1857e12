//! What a command would do, compared with what it does.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Datelike, NaiveDateTime, TimeDelta, Utc, Weekday};
use onwatch::clock::{Clock, FixedClock};
use onwatch::core::{
    Calendar, Command, Period, Phase, Preview, SessionRecord, SumChange, Tally, Watch,
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

    fn sessions(&self) -> Vec<SessionRecord> {
        let found = desk(&self.disk, &self.clock).sessions_within(&Period::default()).unwrap();
        found.answer.into_iter().map(|session| session.record).collect()
    }

    /// The active time of each day.
    fn days(&self) -> Tally {
        CALENDAR.days(&self.sessions(), &Period::default())
    }
}

/// The sums that differ, as the simplest comparison finds them.
fn differing(before: &Tally, after: &Tally) -> Vec<SumChange> {
    let dates: BTreeSet<_> = before.days().chain(after.days()).map(|(date, _)| date).collect();
    let sum = |first| SumChange { first, before_ms: before.of(first), after_ms: after.of(first) };
    dates.into_iter().map(sum).filter(|sum| sum.before_ms != sum.after_ms).collect()
}

/// Without those that stay: a preview has one of them if there is no other.
fn changed(sums: &[SumChange]) -> Vec<SumChange> {
    sums.iter().copied().filter(|sum| sum.before_ms != sum.after_ms).collect()
}

#[test]
fn every_correction_does_what_its_preview_said() {
    let began = Past::new().began;
    let at = |hours| began + TimeDelta::hours(hours);
    let nights = [
        Command::Add { sessions: vec![new_session(at(-10), 180)] },
        Command::Add { sessions: vec![new_session(at(-200), 60 * 190)] },
        edit(1, |edit| edit.start = Some(at(-20).into())),
    ];
    for command in every_correction(began).into_iter().chain(nights) {
        let past = Past::new();
        let story = format!("{command:?}");
        let bytes = past.disk.read(&segment());
        let preview = past.preview(command.clone()).unwrap_or_else(|f| panic!("{story}: {f}"));
        assert_eq!(past.disk.read(&segment()), bytes, "{story}: it writes nothing");
        let before = past.days();
        past.give(command);
        let after = past.days();
        assert_eq!(changed(&preview.days), differing(&before, &after), "{story}");
        let [before, after] = [before, after].map(|days| CALENDAR.by_week(&days));
        assert_eq!(changed(&preview.weeks), differing(&before, &after), "{story}");
        let found = past.sessions();
        let counts = preview.after.iter().filter(|after| after.phase != Phase::Cancelled);
        for shown in counts {
            assert!(found.contains(shown), "{story}: {shown:?} is not in {found:?}");
        }
    }
}

#[test]
fn a_session_over_midnight_changes_the_sums_of_two_days_and_of_two_weeks() {
    let past = Past::new();
    let week_start = past.began.weekday();
    let calendar = Calendar { week_start, ..CALENDAR };
    let night =
        Command::Add { sessions: vec![new_session(past.began - TimeDelta::hours(10), 180)] };
    let preview = desk(&past.disk, &past.clock).preview(&request(night), &calendar).unwrap();
    let (day, next) = (past.began.date_naive().pred_opt().unwrap(), past.began.date_naive());
    let added = |sum: &SumChange| (sum.first, (sum.after_ms - sum.before_ms) / 3_600_000);
    let days: Vec<_> = preview.days.iter().map(added).collect();
    assert_eq!(days, [(day, 2), (next, 1)]);
    let weeks: Vec<_> = preview.weeks.iter().map(added).collect();
    assert_eq!(weeks, [(next - TimeDelta::days(7), 2), (next, 1)]);
}

#[test]
fn a_preview_shows_the_session_before_and_after() {
    let past = Past::new();
    let early = past.began - TimeDelta::minutes(30);
    let preview = past.preview(edit(1, |edit| edit.start = Some(early.into()))).unwrap();
    let (before, after) = (preview.before.unwrap(), preview.after.unwrap());
    assert_eq!((before.key.0, after.key.0), (1, 1));
    assert_eq!(before.started_at_utc, past.began + TimeDelta::minutes(1));
    assert_eq!(after.started_at_utc, early);
    assert_eq!(after.active_ms - before.active_ms, 31 * 60_000);
    let [day] = preview.days[..] else { panic!("{:?}", preview.days) };
    assert_eq!(day.after_ms - day.before_ms, 31 * 60_000);

    let preview = past.preview(Command::Add { sessions: vec![new_session(early, 5)] }).unwrap();
    assert_eq!(preview.before, None);
    assert_eq!(preview.after.unwrap().active_ms, 5 * 60_000);

    let preview = past.preview(Command::Cancel { session: Some(session(1)) }).unwrap();
    assert_eq!(preview.after.unwrap().phase, Phase::Cancelled);
    let [day] = preview.days[..] else { panic!("{:?}", preview.days) };
    assert_eq!(day.before_ms - day.after_ms, before.active_ms);
}

#[test]
fn a_correction_without_a_difference_shows_the_session_as_it_is() {
    let past = Past::new();
    let preview = past.preview(edit(1, |edit| edit.notes = Some("the first".into()))).unwrap();
    assert_eq!(preview.before.as_ref().map(|before| before.key.0), Some(1));
    assert_eq!(preview.before, preview.after);
    let [day] = preview.days[..] else { panic!("{:?}", preview.days) };
    assert_eq!(day.before_ms, day.after_ms);
    assert_eq!(day.first, past.began.date_naive());
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
