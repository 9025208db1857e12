//! Reads the past: activities, past sessions, the active time of each day.
//!
//! Writes nothing. A file may look damaged while a writer is active. So apparent damage is read
//! again without a writer before it is reported.

use std::ops::RangeInclusive;

use super::obey::Desk;
use crate::core::{Activity, PageFrom, PastQuery, Period, RunEvent, SessionName, SessionRecord};
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
            Some(name) => {
                let count = usize::MAX;
                let read =
                    || self.store.newest_activities_of(seqs.clone(), name, count, &mut |_| {});
                self.store.retry_when_quiet(read)?
            }
            None if watch.recent.last().is_some_and(|oldest| oldest.seq <= *seqs.start()) => {
                watch.recent.into_iter().filter(|activity| activity.seq > seq).collect()
            }
            None => self.activities(seqs, usize::MAX)?,
        };
        Ok((watch.seq, activities))
    }

    /// Returns the activities of the next `most` events after event `seq`, oldest first; the number of the last of
    /// these events; and that of the newest event of the desk.
    ///
    /// # Errors
    /// [`Failure`] if the history cannot be read.
    pub fn log_from(&self, seq: u64, most: u64) -> Result<(Vec<Activity>, u64, u64), Failure> {
        let watch = self.look()?.watch;
        let last = watch.seq.min(seq.saturating_add(most));
        let seqs = seq.saturating_add(1)..=last;
        let is_recent = watch.recent.last().is_some_and(|oldest| oldest.seq <= *seqs.start());
        let mut activities = if seqs.is_empty() {
            Vec::new()
        } else if is_recent {
            watch.recent.into_iter().filter(|activity| seqs.contains(&activity.seq)).collect()
        } else {
            self.activities(seqs, usize::MAX)?
        };
        activities.reverse();
        Ok((activities, last, watch.seq))
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

    /// Returns the newest `count` events of the desk of a run, oldest first.
    ///
    /// # Errors
    /// [`Failure`] if the history cannot be read.
    pub fn run_events(&self, count: usize) -> Result<Vec<RunEvent>, Failure> {
        let seq = self.look()?.watch.seq;
        let read = || self.store.newest_events(1..=seq, count);
        Ok(RunEvent::all(&self.store.retry_when_quiet(read)?))
    }

    fn activities(
        &self,
        seqs: RangeInclusive<u64>,
        count: usize,
    ) -> Result<Vec<Activity>, Failure> {
        let read = || self.store.newest_activities(seqs.clone(), count);
        Ok(self.store.retry_when_quiet(read)?)
    }
}
