//! Reads what a correction of the past stands on: where the index says that it is, each line checked in
//! the journal.

use std::collections::BTreeMap;

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
        evidence.near = self.times_in(&near)?;
        evidence.ended_last = self.times_in(ended_last.as_slice())?.pop();
        evidence.known_sources = known_sources.into_iter().collect();
        Ok(evidence)
    }

    /// Returns a session that is over, as it was recorded last; `None` if there is none.
    fn filed(&self, name: &SessionName) -> Result<Option<Session>, Failure> {
        let lines = self.index.lines_of(&self.progress, name)?.answer;
        let Some(at) = &lines.filed else { return Ok(None) };
        Ok(filed_in(&self.store.event_at(at)?.change.set.history_updates, name).cloned())
    }

    /// Returns when sessions were. Many may have one line, and each line is read once.
    fn times_in(&self, lines: &[LastLine]) -> Result<Vec<SessionTimes>, Failure> {
        let mut positions: BTreeMap<(&str, u64), Vec<&LastLine>> = BTreeMap::new();
        for line in lines {
            positions.entry((&line.at.segment, line.at.offset)).or_default().push(line);
        }
        let mut times = Vec::new();
        for lines in positions.into_values() {
            let Some(at) = lines.first().map(|line| &line.at) else { continue };
            let updates = self.store.event_at(at)?.change.set.history_updates;
            let session = |line: &&LastLine| filed_in(&updates, &SessionName::Key(line.key));
            times.extend(lines.iter().filter_map(session).filter_map(SessionTimes::of));
        }
        Ok(times)
    }
}

/// Returns a session from the updates of a line.
fn filed_in<'a>(updates: &'a [HistoryUpdate], name: &SessionName) -> Option<&'a Session> {
    updates.iter().rev().find_map(|update| match update {
        HistoryUpdate::Filed(session) if name.is_of(session.key, &session.id) => {
            Some(session.as_ref())
        }
        HistoryUpdate::Filed(_) | HistoryUpdate::Withdrawn { .. } => None,
    })
}
