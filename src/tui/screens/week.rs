//! The screen of a week: the chosen day, and the sessions of its week as they were last read.

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use crate::core::{SessionId, SessionRecord, Week};
use crate::desk::Asked;
use crate::failure::Words;
use crate::tui::input::Step;

/// What a reading of a week depends on: it is read again if that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekVersion {
    /// The first day.
    pub first: NaiveDate,
    /// The time of day at which days begin.
    pub day_start: NaiveTime,
    /// The newest filing.
    pub filed_seq: u64,
    /// The live session.
    pub live: Option<SessionId>,
}

/// The screen of a week.
#[derive(Debug)]
pub struct WeekScreen {
    /// The chosen day.
    day: NaiveDate,
    /// The first day of the week that was read; `None` before one was.
    read: Option<NaiveDate>,
    /// The past sessions of this desk in that week.
    sessions: Vec<SessionRecord>,
    /// The live session: as it is now, or as it was before its end is read.
    live: Option<SessionRecord>,
    warnings: Vec<String>,
    refusal: Option<Words>,
    asked: Option<WeekVersion>,
    is_under_way: bool,
}

impl WeekScreen {
    /// Returns the screen of the week of a day, before anything was read.
    pub fn new(day: NaiveDate) -> Self {
        Self {
            day,
            read: None,
            sessions: Vec::new(),
            live: None,
            warnings: Vec::new(),
            refusal: None,
            asked: None,
            is_under_way: false,
        }
    }

    /// Returns the chosen day.
    pub fn day(&self) -> NaiveDate {
        self.day
    }

    /// Chooses a day.
    pub fn choose(&mut self, day: NaiveDate) {
        self.day = day;
    }

    /// Chooses another day of a week that begins on `first`, but none after `today`.
    pub fn step(&mut self, step: Step, first: NaiveDate, today: NaiveDate) {
        let nth = usize::try_from(self.day.signed_duration_since(first).num_days()).unwrap_or(0);
        let last = usize::try_from(today.signed_duration_since(first).num_days()).unwrap_or(0);
        let nth = u64::try_from(step.from(nth, 6).min(last).min(6)).unwrap_or(0);
        self.day = first.checked_add_days(Days::new(nth)).unwrap_or(self.day);
    }

    /// Reports whether its week must be read; not again until it was.
    pub fn wants(&mut self, version: WeekVersion) -> bool {
        if self.is_under_way || self.asked.as_ref() == Some(&version) {
            return false;
        }
        self.asked = Some(version);
        self.is_under_way = true;
        true
    }

    /// Takes in the sessions of the week that begins on `first`, and warnings.
    pub fn take(&mut self, first: NaiveDate, asked: Asked<Vec<SessionRecord>>) {
        self.is_under_way = false;
        self.read = Some(first);
        self.refusal = None;
        self.warnings = asked.warnings;
        let is_live = |session: &SessionRecord| session.phase.is_live();
        let (live, past): (Vec<_>, Vec<_>) = asked.answer.into_iter().partition(is_live);
        self.live = live.into_iter().next();
        self.sessions = past;
    }

    /// Takes in why a week could not be read.
    pub fn refuse(&mut self, first: NaiveDate, words: Words) {
        self.is_under_way = false;
        self.read = Some(first);
        self.sessions.clear();
        self.warnings.clear();
        self.refusal = Some(words);
    }

    /// Takes in the live session as it is now. One that has ended stays until its end is read.
    pub fn see_live(&mut self, record: SessionRecord) {
        self.live = Some(record);
    }

    /// Reports whether the week that begins on `first` has been read.
    pub fn has(&self, first: NaiveDate) -> bool {
        self.read == Some(first)
    }

    /// Returns what should be known about the answer.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Returns why the week could not be read.
    pub fn refusal(&self) -> Option<&Words> {
        self.refusal.as_ref()
    }

    /// Returns the live session.
    pub fn live(&self) -> Option<&SessionRecord> {
        self.live.as_ref()
    }

    /// Returns the sessions that a period touches, UTC.
    pub fn sessions_within(
        &self,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> impl Iterator<Item = &SessionRecord> {
        let touches = move |session: &&SessionRecord| {
            session.started_at_utc < to && session.ended_at_utc >= from
        };
        self.shown().filter(touches)
    }

    /// Returns the sessions, each once.
    fn shown(&self) -> impl Iterator<Item = &SessionRecord> {
        let live = self.live.as_ref();
        let is_live = move |session: &&SessionRecord| live.is_some_and(|it| it.id == session.id);
        self.sessions.iter().filter(move |session| !is_live(session)).chain(live)
    }

    /// Returns the week that begins on `first`, as far as it is known. `local` returns the local time.
    pub fn week(&self, first: NaiveDate, local: impl Fn(DateTime<Utc>) -> NaiveDateTime) -> Week {
        let mut week = Week::new(first);
        for session in self.shown() {
            if self.has(first) || session.phase.is_live() {
                week.add(session, &local);
            }
        }
        week
    }
}
