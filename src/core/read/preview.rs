//! What a command would do to a session, and to the sums in which it counts.

use chrono::NaiveDate;

use crate::core::base::{DeskName, Moment, SessionId};
use crate::core::command::Request;
use crate::core::history::{
    DeskSession, Fact, HistoryUpdate, Recorded, Sentence, SessionRecord, Watch, apply,
};
use crate::core::read::{Calendar, Period};
use crate::core::rules::{Decision, Evidence};
use crate::core::session::{CutOff, Phase};

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
    /// The local day on which it would start; if it would not count, on which it started.
    pub date: NaiveDate,
    /// The active time of that day as it is and as it would be, over all desks, milliseconds.
    pub day: (u64, u64),
    /// The same of its week.
    pub week: (u64, u64),
}

/// What a command would do, before the sums of its day and week are known.
#[derive(Debug, Clone)]
pub struct DecidedChange {
    message: Sentence,
    before: Option<SessionRecord>,
    after: Option<SessionRecord>,
    cut_off: CutOff,
    date: NaiveDate,
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
        let old: ChangedSessions = live(watch, now).into_iter().collect();
        let named = request.command.session().map(|_| subject(watch, evidence)).unwrap_or_default();
        let mut cut_off = CutOff::default();
        let (message, id, new) = match decision {
            Decision::Event(event) => {
                let recorded = watch.next_line(request, *event, now);
                if let Fact::Edited { cut_off: lost, .. } = &recorded.event {
                    cut_off.clone_from(lost);
                }
                let id = recorded.session.as_ref().map(|session| session.id.clone());
                (recorded.preview(request), id, changed(watch, &recorded, now))
            }
            Decision::Unchanged { message } => (message.into(), named, old.clone()),
            Decision::Repeated(known) => (known.message.clone().into(), named, old.clone()),
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
        Self { message, before, after, cut_off, date, old, new }
    }

    /// Returns the week whose sessions are added up.
    #[must_use]
    pub fn week(&self, calendar: &Calendar<'_>) -> Period {
        calendar.week_of(self.date)
    }

    /// Adds up the day and the week. `sessions` are those of all desks within the week, as they are.
    #[must_use]
    pub fn with_sums(
        self,
        calendar: &Calendar<'_>,
        desk: &DeskName,
        sessions: &[DeskSession],
    ) -> Preview {
        let sums = |instead: &ChangedSessions| {
            calendar.day_and_week(self.date, &replaced(sessions, desk, instead))
        };
        let (old, new) = (sums(&self.old), sums(&self.new));
        let Self { message, before, after, cut_off, date, .. } = self;
        let (day, week) = ((old.day_ms, new.day_ms), (old.week_ms, new.week_ms));
        Preview { message, before, after, cut_off, date, day, week }
    }
}

/// Returns the id of the session that a command is about.
fn subject(watch: &Watch, evidence: &Evidence) -> Option<SessionId> {
    let session = evidence.subject.as_ref().or(watch.session.as_ref());
    session.map(|session| session.id.clone())
}

fn live(watch: &Watch, now: &Moment) -> Option<(SessionId, Option<SessionRecord>)> {
    watch.live_record(now).map(|record| (record.id.clone(), Some(record)))
}

/// Returns the sessions that an event changes, as they are since.
fn changed(watch: &Watch, recorded: &Recorded, now: &Moment) -> ChangedSessions {
    let mut after = watch.clone();
    apply(&mut after, recorded);
    let before = watch.live().map(|live| (live.id.clone(), None));
    let updates = recorded.change.set.history_updates.iter().map(|update| match update {
        HistoryUpdate::Filed(session) => (session.id.clone(), Some(SessionRecord::of(session))),
        HistoryUpdate::Withdrawn { id, .. } => (id.clone(), None),
    });
    let mut all = ChangedSessions::new();
    for (id, record) in before.into_iter().chain(updates).chain(live(&after, now)) {
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
