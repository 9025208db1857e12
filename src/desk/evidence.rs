//! Reads what a correction of the past stands on: where the index says that it is, each line checked in
//! the journal.

use super::obey::Desk;
use crate::core::{
    Evidence, HistoryUpdate, Moment, PastNeeds, Request, Session, SessionKey, SessionName,
    SessionTimes, Watch,
};
use crate::failure::Failure;
use crate::index::{Asked, LastLine, PastLines};

impl Desk {
    /// Takes what was appended to the journals into the index, before a correction of the past takes
    /// the lock. Other commands never touch the index.
    pub(super) fn prepare_evidence(&self, request: &Request) -> Result<(), Failure> {
        if self.look()?.watch.needs_of_the_past(request).is_some() {
            self.index.catch_up(&self.progress)?;
        }
        Ok(())
    }

    /// Returns what a request stands on, beside the step that an undo or a redo reverses.
    pub(super) fn evidence(
        &self,
        watch: &Watch,
        request: &Request,
        needs: &PastNeeds,
        now: &Moment,
    ) -> Result<Evidence, Failure> {
        let subject = match &needs.subject {
            Some(name) => self.filed(name)?,
            None => None,
        };
        let mut evidence = Evidence { subject, ..Evidence::default() };
        if !needs.times {
            return Ok(evidence);
        }
        let on_the_desk = watch.session.as_ref();
        let without: Vec<SessionKey> =
            evidence.subject.iter().chain(on_the_desk).map(|session| session.key).collect();
        let periods = watch.periods_of(request, evidence.subject.as_ref(), now);
        let lines = self.index.past_lines(&self.progress, &periods, &needs.sources, &without)?;
        let Asked { answer: PastLines { near, ended_last, known_sources }, .. } = lines;
        for line in &near {
            evidence.near.extend(self.times_in(line)?);
        }
        evidence.ended_last = match &ended_last {
            Some(line) => self.times_in(line)?,
            None => None,
        };
        evidence.known_sources = known_sources.into_iter().collect();
        Ok(evidence)
    }

    /// Returns a session that is over, as it was recorded last; `None` if there is none.
    fn filed(&self, name: &SessionName) -> Result<Option<Session>, Failure> {
        let lines = self.index.lines_of(&self.progress, name)?.answer;
        let Some(at) = &lines.filed else { return Ok(None) };
        Ok(filed_in(&self.store.event_at(at)?.change.set.history_updates, name))
    }

    fn times_in(&self, line: &LastLine) -> Result<Option<SessionTimes>, Failure> {
        let updates = self.store.event_at(&line.at)?.change.set.history_updates;
        let session = filed_in(&updates, &SessionName::Key(line.key));
        Ok(session.as_ref().and_then(SessionTimes::of))
    }
}

/// Returns a session from the updates of a line.
fn filed_in(updates: &[HistoryUpdate], name: &SessionName) -> Option<Session> {
    let mut filed = updates.iter().filter_map(|update| match update {
        HistoryUpdate::Filed(session) if name.is_of(session.key, &session.id) => Some(session),
        HistoryUpdate::Filed(_) | HistoryUpdate::Withdrawn { .. } => None,
    });
    filed.next_back().map(|session| session.as_ref().clone())
}
