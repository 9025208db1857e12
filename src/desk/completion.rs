//! What the checks say of a task, a sprint or a session, before it is completed. Takes no lock and writes
//! nothing.

use std::sync::Arc;

use super::obey::Desk;
use crate::core::{CompletionCheck, Evidence, Request, completion_check};
use crate::failure::Failure;

impl Desk {
    /// Returns the check of what a request would complete now; `None` if that is not checked.
    ///
    /// # Errors
    /// [`Failure`] if there is no such task or session, or something cannot be read.
    pub fn completion(&self, request: &Request) -> Result<Option<CompletionCheck>, Failure> {
        let watch = self.look()?.watch;
        let now = self.moment_with_heartbeat();
        let evidence = self.evidence_without_lock(&watch, request, &now)?;
        let (of_run, checks) = (self.name().run().is_some(), Arc::clone(&self.checks));
        let evidence = Evidence { checks, of_run, ..evidence };
        Ok(completion_check(&watch, request, &now, &evidence)?)
    }
}
