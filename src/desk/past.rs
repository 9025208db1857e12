//! Reads the past: activities, past sessions, the active time of each day.
//!
//! Writes nothing. A file may look damaged while a writer is active. So apparent damage is read
//! again without a writer before it is reported.

use std::ops::RangeInclusive;

use super::obey::Desk;
use crate::core::{
    Activity, PageFrom, PastQuery, Period, Recorded, Refusal, RefusalKind, SessionName,
    SessionRecord, Story, no_such_session,
};
use crate::failure::Failure;

impl Desk {
    /// Returns the newest `count` activities, newest first.
    ///
    /// # Errors
    /// [`Failure`] if the history cannot be read.
    pub fn log(&self, count: usize) -> Result<Vec<Activity>, Failure> {
        let watch = self.look()?.watch;
        if watch.recent.len() >= count || watch.recent.last().is_some_and(|oldest| oldest.seq <= 1)
        {
            return Ok(watch.recent.into_iter().take(count).collect());
        }
        self.activities(1..=watch.seq, count)
    }

    /// Returns the newest `count` activities that concern a session, newest first.
    ///
    /// # Errors
    /// [`Failure`] if there is no such session, or the history cannot be read.
    pub fn log_of(&self, name: &SessionName, count: usize) -> Result<Vec<Activity>, Failure> {
        let watch = self.look()?.watch;
        let read = || self.store.newest_activities_of(1..=watch.seq, name, count.max(1));
        let mut activities = self.store.retry_when_quiet(read)?;
        if activities.is_empty() {
            return Err(no_such_session(name).into());
        }
        activities.truncate(count);
        Ok(activities)
    }

    /// Returns the activities after event `seq`, newest first, and the number of the newest event.
    /// With a name, returns only those that concern that session.
    ///
    /// # Errors
    /// [`Failure`] if the history cannot be read.
    pub fn log_after(
        &self,
        seq: u64,
        name: Option<&SessionName>,
    ) -> Result<(u64, Vec<Activity>), Failure> {
        let watch = self.look()?.watch;
        let seqs = seq.saturating_add(1)..=watch.seq;
        let activities = match name {
            Some(name) => Activity::of_all(&self.trail(seqs, name)?),
            None if watch.recent.last().is_some_and(|oldest| oldest.seq <= *seqs.start()) => {
                watch.recent.into_iter().filter(|activity| activity.seq > seq).collect()
            }
            None => self.activities(seqs, usize::MAX)?,
        };
        Ok((watch.seq, activities))
    }

    /// Returns the past sessions within `period`, at most `count`, the last recorded one first.
    ///
    /// # Errors
    /// [`Failure`] if the history cannot be read.
    pub fn history(&self, period: &Period, count: usize) -> Result<Vec<SessionRecord>, Failure> {
        let query = PastQuery { since: period.since, until: period.until, ..PastQuery::default() };
        let page = self.past_page(&query, PageFrom::Newest, count)?.answer;
        Ok(page.sessions.into_iter().map(|(_, record)| record).collect())
    }

    /// Returns the full story of a session: of the one with this name, or else of the newest
    /// session.
    ///
    /// # Errors
    /// [`Failure`] if there is no such session, or the history cannot be read.
    pub fn story(&self, name: Option<SessionName>) -> Result<Story, Failure> {
        let watch = self.look()?.watch;
        let on_the_desk = watch.session.as_ref().map(|session| SessionName::Id(session.id.clone()));
        let name = name.or(on_the_desk).ok_or_else(no_session)?;
        let trail = match &name {
            // A key that was never used need not be looked for.
            SessionName::Key(key) if key.0 > watch.counters.session_keys => Vec::new(),
            name => self.trail(1..=watch.seq, name)?,
        };
        Ok(Story::of(&name, &trail, &watch, &self.moment_with_heartbeat())?)
    }

    fn activities(
        &self,
        seqs: RangeInclusive<u64>,
        count: usize,
    ) -> Result<Vec<Activity>, Failure> {
        let read = || self.store.newest_activities(seqs.clone(), count);
        Ok(self.store.retry_when_quiet(read)?)
    }

    fn trail(
        &self,
        seqs: RangeInclusive<u64>,
        name: &SessionName,
    ) -> Result<Vec<Recorded>, Failure> {
        let read = || self.store.trail(seqs.clone(), name);
        Ok(self.store.retry_when_quiet(read)?)
    }
}

fn no_session() -> Refusal {
    Refusal::new(
        RefusalKind::NothingThere,
        "Nothing was shown",
        "there has been no session yet",
        "start one: `onwatch start`",
    )
}
