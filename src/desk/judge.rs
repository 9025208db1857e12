//! What would become of sessions that somebody wants to add.

use super::obey::Desk;
use crate::core::{By, Command, Decision, NewPastSession, Refusal, Request, decide};
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
        let known = self.index.past(&self.progress, &|rows| rows.known_sources(&sources))?;
        let is_known = |session: &NewPastSession| {
            session.source_hash.as_ref().is_some_and(|of| known.contains(of))
        };
        // What is known was there before: nothing is read for it.
        let others: Vec<NewPastSession> =
            sessions.iter().filter(|session| !is_known(session)).cloned().collect();
        let evidence = self.evidence_without_lock(&watch, &add(others, by), &now)?;
        let judge = |session: &NewPastSession| {
            if is_known(session) {
                return Addition::Known;
            }
            match decide(&watch, &add(vec![session.clone()], by), &now, &evidence) {
                Ok(Decision::Event(_)) => Addition::New,
                // Sessions that are added are not checked.
                Ok(
                    Decision::Unchanged { .. } | Decision::Repeated(_) | Decision::Incomplete(_),
                ) => Addition::Known,
                Err(refusal) => Addition::Refused(refusal),
            }
        };
        Ok(sessions.iter().map(judge).collect())
    }
}

fn add(sessions: Vec<NewPastSession>, by: &By) -> Request {
    Request::new(Command::Add { sessions }, by.clone())
}
