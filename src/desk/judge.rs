//! What would become of sessions that somebody wants to add.

use std::collections::BTreeSet;

use super::obey::Desk;
use crate::core::{
    By, Command, Decision, Evidence, Moment, NewPastSession, Refusal, Request, Watch, decide,
};
use crate::failure::Failure;

/// What would become of a session that is added.
#[derive(Debug, Clone, PartialEq)]
pub enum Addition {
    /// It would be added.
    New,
    /// It is known: it comes from a record that was imported before.
    Known,
    /// It would be refused.
    Refused(Refusal),
}

impl Desk {
    /// Returns what would become of each of some sessions if it was added alone. Writes nothing.
    ///
    /// # Errors
    /// [`Failure`] if the store or the index cannot be read, or the store cannot be written.
    pub fn judge_additions(
        &self,
        sessions: &[NewPastSession],
        by: &By,
    ) -> Result<Vec<Addition>, Failure> {
        let view = self.look()?;
        if let Some(why) = view.read_only {
            return Err(why.into());
        }
        let (watch, now) = (view.watch, self.moment_with_heartbeat());
        let sources: Vec<String> =
            sessions.iter().filter_map(|session| session.source_hash.clone()).collect();
        let known = self.index.known_sources(&self.progress, &sources)?.answer;
        let known: BTreeSet<String> = known.into_iter().collect();
        let is_known = |session: &NewPastSession| {
            session.source_hash.as_ref().is_some_and(|of| known.contains(of))
        };
        // What is known was there before: nothing is read for it.
        let others: Vec<NewPastSession> =
            sessions.iter().filter(|session| !is_known(session)).cloned().collect();
        let evidence = self.evidence_of(others, &watch, by, &now)?;
        let judge = |session: &NewPastSession| {
            if is_known(session) {
                return Addition::Known;
            }
            match decide(&watch, &add(vec![session.clone()], by), &now, &evidence) {
                Ok(Decision::Event(_)) => Addition::New,
                Ok(Decision::Unchanged { .. } | Decision::Repeated(_)) => Addition::Known,
                Err(refusal) => Addition::Refused(refusal),
            }
        };
        Ok(sessions.iter().map(judge).collect())
    }

    /// Returns what the addition of sessions stands on.
    fn evidence_of(
        &self,
        sessions: Vec<NewPastSession>,
        watch: &Watch,
        by: &By,
        now: &Moment,
    ) -> Result<Evidence, Failure> {
        let request = add(sessions, by);
        match watch.needs_of_the_past(&request) {
            Some(needs) => self.evidence(watch, &request, &needs, now),
            None => Ok(Evidence::default()),
        }
    }
}

fn add(sessions: Vec<NewPastSession>, by: &By) -> Request {
    Request::new(Command::Add { sessions }, by.clone())
}
