//! Reads what a correction of the past stands on: where the index says that it is, each line checked in
//! the journal.

use std::collections::{BTreeMap, BTreeSet};

use super::obey::Desk;
use crate::core::{
    Evidence, HistoryUpdate, Moment, PastNeeds, Recorded, Request, Session, SessionKey,
    SessionTimes, Watch,
};
use crate::failure::Failure;
use crate::index::{IndexError, LastLine, PastRows};
use crate::store::{Store, StoreError};

impl Desk {
    /// Takes what was appended to the journals into the index, before a correction of the past takes
    /// the lock. Other commands never touch the index.
    pub(super) fn prepare_evidence(&self, request: &Request) -> Result<(), Failure> {
        if self.look()?.watch.needs_of_the_past(request).is_some() {
            self.index.catch_up(&self.progress)?;
        }
        Ok(())
    }

    /// Returns what a request stands on, beside the step that an undo or a redo reverses. The caller
    /// holds the lock.
    ///
    /// # Errors
    /// As [`crate::index::Index::past_at_once`]; [`IndexError::DoesNotFit`] if the index has to be built anew.
    pub(super) fn evidence(
        &self,
        watch: &Watch,
        request: &Request,
        now: &Moment,
    ) -> Result<Evidence, IndexError> {
        let Some(needs) = watch.needs_of_the_past(request) else { return Ok(Evidence::default()) };
        let search = EvidenceSearch { store: &self.store, watch, request, needs, now };
        self.index.past_at_once((&self.store, watch.seq), &|rows| search.read(rows))
    }

    /// Returns the same for a caller without the lock: others may change the past meanwhile.
    pub(super) fn evidence_without_lock(
        &self,
        watch: &Watch,
        request: &Request,
        now: &Moment,
    ) -> Result<Evidence, Failure> {
        let Some(needs) = watch.needs_of_the_past(request) else { return Ok(Evidence::default()) };
        let search = EvidenceSearch { store: &self.store, watch, request, needs, now };
        let read = || self.index.past(&self.progress, &|rows| search.read(rows));
        match read() {
            Err(IndexError::DoesNotFit { .. }) => {
                self.index.build_anew(&self.progress)?;
                Ok(read()?)
            }
            read => Ok(read?),
        }
    }
}

/// The search for what a request stands on.
struct EvidenceSearch<'a> {
    store: &'a Store,
    watch: &'a Watch,
    request: &'a Request,
    needs: PastNeeds,
    now: &'a Moment,
}

impl EvidenceSearch<'_> {
    fn read(&self, rows: &PastRows<'_>) -> Result<Evidence, IndexError> {
        let subject = match &self.needs.subject {
            Some(name) => rows.last_line_of(name)?,
            None => None,
        };
        let subject = subject.map(|line| self.session_in(&line)).transpose()?;
        let mut evidence = Evidence { subject, ..Evidence::default() };
        if !self.needs.times {
            return Ok(evidence);
        }
        let on_the_desk = self.watch.session.as_ref();
        let without: Vec<SessionKey> =
            evidence.subject.iter().chain(on_the_desk).map(|session| session.key).collect();
        let periods = self.watch.periods_of(self.request, evidence.subject.as_ref(), self.now);
        evidence.near = self.times_in(rows.near(&periods, &without)?)?;
        if let Some(line) = rows.ended_last(&without)? {
            evidence.ended_last = SessionTimes::of(&self.session_in(&line)?);
        }
        evidence.known_sources = self.known_sources(rows)?;
        Ok(evidence)
    }

    /// Returns when sessions were. Many may have one line, and each line is read once.
    fn times_in(&self, lines: Vec<LastLine>) -> Result<Vec<SessionTimes>, IndexError> {
        let mut by_event: BTreeMap<u64, Vec<LastLine>> = BTreeMap::new();
        for line in lines {
            by_event.entry(line.seq).or_default().push(line);
        }
        let mut times = Vec::new();
        for lines in by_event.into_values() {
            let Some(event) = lines.first().map(|line| self.event_in(line)).transpose()? else {
                continue;
            };
            let sessions: BTreeMap<SessionKey, &Session> =
                filed(&event).map(|session| (session.key, session)).collect();
            for line in &lines {
                self.check_newest(line)?;
                let session = sessions.get(&line.key).copied();
                let session = session.ok_or_else(|| self.has_another_session(line))?;
                times.extend(SessionTimes::of(session));
            }
        }
        Ok(times)
    }

    /// Returns which of its sources are known.
    fn known_sources(&self, rows: &PastRows<'_>) -> Result<BTreeSet<String>, IndexError> {
        let wanted: BTreeSet<&String> = self.needs.sources.iter().collect();
        let mut known = BTreeSet::new();
        for line in rows.of_sources(&self.needs.sources)? {
            let event = self.event_in(&line)?;
            let hashes = filed(&event).filter_map(|session| session.source_hash.as_ref());
            known.extend(hashes.filter(|hash| wanted.contains(hash)).cloned());
        }
        Ok(known)
    }

    /// Returns the session of its last line.
    fn session_in(&self, line: &LastLine) -> Result<Session, IndexError> {
        let event = self.event_in(line)?;
        let session = filed(&event).rfind(|session| session.key == line.key);
        session.cloned().ok_or_else(|| self.has_another_session(line))
    }

    fn has_another_session(&self, line: &LastLine) -> IndexError {
        self.does_not_fit(line, "the line has another session")
    }

    /// Refuses a line that is not the last one of its session.
    fn check_newest(&self, line: &LastLine) -> Result<(), IndexError> {
        if line.seq == line.newest_seq {
            return Ok(());
        }
        Err(self.does_not_fit(line, "the session has a newer line"))
    }

    /// Reads the event of a last line. A line that is not where the index says, or is not the last one of
    /// its session, shows that the index does not fit the journal, or that the journal is damaged.
    fn event_in(&self, line: &LastLine) -> Result<Recorded, IndexError> {
        self.check_newest(line)?;
        match self.store.event_at(&line.at) {
            Ok(event) if event.seq == line.seq => Ok(event),
            Ok(_) => Err(self.does_not_fit(line, "the line has another event")),
            Err(cause @ StoreError::Damaged { .. }) => Err(IndexError::DoesNotFit { cause }),
            Err(error) => Err(error.into()),
        }
    }

    fn does_not_fit(&self, line: &LastLine, cause: &str) -> IndexError {
        let path = self.store.paths().history().join(&line.at.segment);
        IndexError::DoesNotFit { cause: StoreError::damaged(&path, line.at.offset, cause) }
    }
}

/// Returns the sessions that an event ended or corrected.
fn filed(event: &Recorded) -> impl DoubleEndedIterator<Item = &Session> {
    event.change.set.history_updates.iter().filter_map(|update| match update {
        HistoryUpdate::Filed(session) => Some(session.as_ref()),
        HistoryUpdate::Withdrawn { .. } => None,
    })
}
