//! What the policy would say of a command, before it is given. Takes no lock and writes nothing.

use std::sync::Arc;

use super::obey::Desk;
use crate::core::{Evidence, Judgement, Request, judge};
use crate::failure::Failure;

impl Desk {
    /// Returns what the policy and the playbooks would say of a command now.
    ///
    /// # Errors
    /// [`Failure`] if the command would be refused whatever they say, or something cannot be read.
    pub fn judge(&self, request: &Request) -> Result<Judgement, Failure> {
        let watch = self.look()?.watch;
        let now = self.moment_with_heartbeat();
        let evidence = self.evidence_without_lock(&watch, request, &now)?;
        let (of_run, directives) = (self.name().run().is_some(), self.directives());
        let (checks, workflows) = (Arc::clone(&self.checks), Arc::clone(&self.workflows));
        let evidence = Evidence { checks, directives, workflows, of_run, ..evidence };
        Ok(judge(&watch, request, &now, &evidence)?)
    }
}
