//! What a command would do, before it is given. Takes no lock and writes nothing.

use super::obey::Desk;
use crate::core::{Calendar, DecidedChange, Preview, Request, decide};
use crate::failure::Failure;

impl Desk {
    /// Returns what a command would do now. It may be asked for each key that is typed.
    ///
    /// # Errors
    /// [`Failure`] if the command would be refused, or something cannot be read.
    pub fn preview(&self, request: &Request, calendar: &Calendar<'_>) -> Result<Preview, Failure> {
        let watch = self.look()?.watch;
        let now = self.moment_with_heartbeat();
        let evidence = self.evidence_without_lock(&watch, request, &now)?;
        let decision = decide(&watch, request, &now, &evidence)?;
        let change = DecidedChange::of((&watch, &now), request, &evidence, decision, calendar);
        let sessions = self.sessions_within(&change.weeks(calendar))?.answer;
        Ok(change.with_sums(calendar, &self.name(), &sessions))
    }
}
