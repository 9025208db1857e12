//! Reads what a correction of the past stands on: where the index says that it is, each line checked in
//! the journal.

use std::collections::{BTreeMap, BTreeSet};

use super::obey::Desk;
use crate::core::{Evidence, Moment, PastNeeds, Request, Session, SessionKey, SessionTimes, Watch};
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
        let evidence = self.past_without_lock(watch, request, now)?;
        let tasks = self.tasks_without_lock(watch, request, evidence.subject.as_ref())?;
        let directives = self.directives();
        Ok(Evidence { tasks, directives, ..evidence })
    }

    fn past_without_lock(
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
        let near = self.sessions_in(rows.near(&periods, &without)?)?;
        evidence.near = near.iter().filter_map(SessionTimes::of).collect();
        if let Some(line) = rows.ended_last(&without)? {
            evidence.ended_last = SessionTimes::of(&self.session_in(&line)?);
        }
        evidence.known_sources = self.known_sources(rows)?;
        Ok(evidence)
    }

    /// Returns which of its sources are known.
    fn known_sources(&self, rows: &PastRows<'_>) -> Result<BTreeSet<String>, IndexError> {
        let known = self.sessions_in(rows.of_sources(&self.needs.sources)?)?;
        let wanted: BTreeSet<&String> = self.needs.sources.iter().collect();
        let hashes = known.into_iter().filter_map(|session| session.source_hash);
        Ok(hashes.filter(|hash| wanted.contains(hash)).collect())
    }

    /// Returns the session of its last line.
    fn session_in(&self, line: &LastLine) -> Result<Session, IndexError> {
        let mut sessions = self.sessions_in(vec![line.clone()])?;
        sessions.pop().ok_or_else(|| self.does_not_fit(line, "the line has another session"))
    }

    /// Returns the sessions of their last lines. Many may have one line, and each line is read once. A
    /// line that is not where the index says, or is not the last one of its session, shows that the
    /// index does not fit the journal, or that the journal is damaged.
    fn sessions_in(&self, lines: Vec<LastLine>) -> Result<Vec<Session>, IndexError> {
        let mut by_event: BTreeMap<u64, Vec<LastLine>> = BTreeMap::new();
        for line in lines {
            if line.seq != line.newest_seq {
                return Err(self.does_not_fit(&line, "the session has a newer line"));
            }
            by_event.entry(line.seq).or_default().push(line);
        }
        let mut all = Vec::new();
        for (seq, lines) in by_event {
            let Some(first) = lines.first() else { continue };
            let keys: Vec<SessionKey> = lines.iter().map(|line| line.key).collect();
            let sessions: BTreeMap<SessionKey, Session> =
                match self.store.filed_at(&first.at, &keys) {
                    Ok((there, sessions)) if there == seq => {
                        sessions.into_iter().map(|session| (session.key, session)).collect()
                    }
                    Ok(_) => return Err(self.does_not_fit(first, "the line has another event")),
                    Err(cause @ StoreError::Damaged { .. }) => {
                        return Err(IndexError::DoesNotFit { cause });
                    }
                    Err(error) => return Err(error.into()),
                };
            if let Some(line) = lines.iter().find(|line| !sessions.contains_key(&line.key)) {
                return Err(self.does_not_fit(line, "the line has another session"));
            }
            all.extend(sessions.into_values());
        }
        Ok(all)
    }

    fn does_not_fit(&self, line: &LastLine, cause: &str) -> IndexError {
        let path = self.store.paths().history().join(&line.at.segment);
        IndexError::DoesNotFit { cause: StoreError::damaged(&path, line.at.offset, cause) }
    }
}
