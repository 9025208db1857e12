//! What a command would do to a session, and to the sums in which it counts.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::core::base::{DeskName, Moment, SessionId, later};
use crate::core::command::Request;
use crate::core::history::{
    DeskSession, Fact, HistoryUpdate, Recorded, Sentence, SessionRecord, Watch, apply,
};
use crate::core::read::{Calendar, Period, Tally};
use crate::core::rules::{Decision, Evidence};
use crate::core::session::{CutOff, Phase};

const DAY_MS: u64 = 86_400_000;

/// What a command would do.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// What it would say.
    pub message: Sentence,
    /// The session as it is; `None` if it would be new.
    pub before: Option<SessionRecord>,
    /// The session as it would be, or the first one of several; `None` if it would be gone.
    pub after: Option<SessionRecord>,
    /// What the session would no longer have.
    pub cut_off: CutOff,
    /// The days whose active time would change, in order. If none would, the day of the session.
    pub days: Vec<SumChange>,
    /// The same of the weeks.
    pub weeks: Vec<SumChange>,
}

/// The active time of a day or a week over all desks, as it is and as it would be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SumChange {
    /// The local day; of a week, the first one.
    pub first: NaiveDate,
    /// The active time as it is, milliseconds.
    pub before_ms: u64,
    /// The active time as it would be, milliseconds.
    pub after_ms: u64,
}

/// What a command would do, before the sums of its days and weeks are known.
#[derive(Debug, Clone)]
pub struct DecidedChange {
    message: Sentence,
    before: Option<SessionRecord>,
    after: Option<SessionRecord>,
    cut_off: CutOff,
    /// The local day on which the session would start; if it would not count, on which it started.
    date: NaiveDate,
    /// The first and the last day that it would change.
    dates: (NaiveDate, NaiveDate),
    /// The sessions of the desk that it would change, as they are.
    old: ChangedSessions,
    /// The same as they would be.
    new: ChangedSessions,
}

/// Some sessions of a desk, each at a moment; `None` if there is none then.
type ChangedSessions = Vec<(SessionId, Option<SessionRecord>)>;

impl DecidedChange {
    /// Returns what a decision about a request would do at a moment. `evidence` is what it stood on.
    #[must_use]
    pub fn of(
        (watch, now): (&Watch, &Moment),
        request: &Request,
        evidence: &Evidence,
        decision: Decision,
        calendar: &Calendar<'_>,
    ) -> Self {
        let unchanged: ChangedSessions = live(watch, now).into_iter().collect();
        let named = request.command.session().map(|_| subject(watch, evidence)).unwrap_or_default();
        let mut cut_off = CutOff::default();
        let (message, id, old, new) = match decision {
            Decision::Event(event) => {
                let recorded = watch.next_line(request, *event, now);
                if let Fact::Edited { cut_off: lost, .. } = &recorded.event {
                    cut_off.clone_from(lost);
                }
                let id = recorded.session.as_ref().map(|session| session.id.clone());
                let old = as_they_are(watch, &recorded, now);
                (recorded.preview(request), id, old, changed(watch, &recorded, now))
            }
            Decision::Unchanged { message } => {
                (message.into(), named, unchanged.clone(), unchanged)
            }
            Decision::Incomplete(report) => {
                (report.why().into(), named, unchanged.clone(), unchanged)
            }
            Decision::Repeated(known) => {
                (known.message.clone().into(), named, unchanged.clone(), unchanged)
            }
        };
        let on_the_desk = watch.session.as_ref();
        let mut known = evidence.subject.iter().chain(on_the_desk);
        let before = id.as_ref().and_then(|id| {
            let filed = || known.find(|session| session.id == *id).map(SessionRecord::of);
            record_of(&old, Some(id)).or_else(filed)
        });
        let is_changed = new.iter().any(|(changed, _)| id.as_ref().is_none_or(|id| id == changed));
        let after = if is_changed { record_of(&new, id.as_ref()) } else { before.clone() };
        let counts = |record: &&SessionRecord| record.phase != Phase::Cancelled;
        let shown = after.as_ref().filter(counts).or(before.as_ref()).or(after.as_ref());
        let date = calendar.day_of(shown.map_or(now.utc, |record| record.started_at_utc));
        // Work of the future is none; the bound keeps damaged times from costing more.
        let until_now = Period { since: None, until: later(now.utc, DAY_MS) };
        let days = |of: &ChangedSessions| {
            calendar.days(of.iter().filter_map(|(_, record)| record.as_ref()), &until_now)
        };
        let changed = changed_sums(&days(&old), &days(&new), date);
        let changed = || changed.iter().map(|sum| sum.first).chain([date]);
        let dates = (changed().min().unwrap_or(date), changed().max().unwrap_or(date));
        Self { message, before, after, cut_off, date, dates, old, new }
    }

    /// Returns the weeks whose sessions are added up.
    #[must_use]
    pub fn weeks(&self, calendar: &Calendar<'_>) -> Period {
        calendar.weeks(self.dates.0, self.dates.1)
    }

    /// Adds up the days and the weeks. `sessions` are those of all desks within the weeks, as they
    /// are.
    #[must_use]
    pub fn with_sums(
        self,
        calendar: &Calendar<'_>,
        desk: &DeskName,
        sessions: &[DeskSession],
    ) -> Preview {
        let period = self.weeks(calendar);
        let days = |instead: &ChangedSessions| {
            let replaced = replaced(sessions, desk, instead);
            calendar.days(replaced.iter().map(|session| &session.record), &period)
        };
        let (old, new) = (days(&self.old), days(&self.new));
        let weeks = (calendar.by_week(&old), calendar.by_week(&new));
        let weeks = changed_sums(&weeks.0, &weeks.1, calendar.week_of(self.date));
        let days = changed_sums(&old, &new, self.date);
        let Self { message, before, after, cut_off, .. } = self;
        Preview { message, before, after, cut_off, days, weeks }
    }
}

impl SumChange {
    /// Returns all active time before and after, milliseconds.
    #[must_use]
    pub fn sum_of(all: &[Self]) -> (u64, u64) {
        let sum = |of: fn(&Self) -> u64| all.iter().map(of).fold(0, u64::saturating_add);
        (sum(|one| one.before_ms), sum(|one| one.after_ms))
    }
}

/// Returns the sums that differ, in order; the one of `usual` if none does.
fn changed_sums(before: &Tally, after: &Tally, usual: NaiveDate) -> Vec<SumChange> {
    let sum = |first| SumChange { first, before_ms: before.of(first), after_ms: after.of(first) };
    let dates: BTreeSet<_> = before.days().chain(after.days()).map(|(date, _)| date).collect();
    let changed: Vec<_> =
        dates.into_iter().map(sum).filter(|sum| sum.before_ms != sum.after_ms).collect();
    if changed.is_empty() { vec![sum(usual)] } else { changed }
}

/// Returns the id of the session that a command is about.
fn subject(watch: &Watch, evidence: &Evidence) -> Option<SessionId> {
    let session = evidence.subject.as_ref().or(watch.session.as_ref());
    session.map(|session| session.id.clone())
}

fn live(watch: &Watch, now: &Moment) -> Option<(SessionId, Option<SessionRecord>)> {
    watch.live_record(now).map(|record| (record.id.clone(), Some(record)))
}

/// Returns the sessions that an event changes, as they are, and the live one.
fn as_they_are(watch: &Watch, recorded: &Recorded, now: &Moment) -> ChangedSessions {
    let was = recorded.change.was.iter().flat_map(|was| past(&was.history_updates));
    newest_of_each(was.chain(live(watch, now)))
}

/// Returns the sessions that an event changes, as they are since, and the live one.
fn changed(watch: &Watch, recorded: &Recorded, now: &Moment) -> ChangedSessions {
    let mut after = watch.clone();
    apply(&mut after, recorded);
    let before = watch.live().map(|live| (live.id.clone(), None));
    let updates = past(&recorded.change.set.history_updates);
    newest_of_each(before.into_iter().chain(updates).chain(live(&after, now)))
}

fn past(
    updates: &[HistoryUpdate],
) -> impl Iterator<Item = (SessionId, Option<SessionRecord>)> + '_ {
    updates.iter().map(|update| match update {
        HistoryUpdate::Filed(session) => (session.id.clone(), Some(SessionRecord::of(session))),
        HistoryUpdate::Withdrawn { id, .. } => (id.clone(), None),
    })
}

fn newest_of_each(
    sessions: impl Iterator<Item = (SessionId, Option<SessionRecord>)>,
) -> ChangedSessions {
    let mut all = ChangedSessions::new();
    for (id, record) in sessions {
        all.retain(|(known, _)| *known != id);
        all.push((id, record));
    }
    all
}

/// Returns a session; the first one that there is without a name.
fn record_of(changed: &ChangedSessions, id: Option<&SessionId>) -> Option<SessionRecord> {
    let mut named = changed.iter().filter(|(known, _)| id.is_none_or(|id| id == known));
    named.find_map(|(_, record)| record.clone())
}

/// Returns sessions with some of one desk replaced.
fn replaced(sessions: &[DeskSession], desk: &DeskName, by: &ChangedSessions) -> Vec<DeskSession> {
    let is_replaced = |session: &DeskSession| {
        session.desk == *desk && by.iter().any(|(id, _)| *id == session.record.id)
    };
    let others = sessions.iter().filter(|session| !is_replaced(session)).cloned();
    let records = by.iter().filter_map(|(_, record)| record.clone());
    let new = |record| DeskSession { desk: desk.clone(), record, readings: Vec::new() };
    others.chain(records.map(new)).collect()
}
