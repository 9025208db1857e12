//! Whether a session is a run that was not deleted.

use crate::core::session::{CANCELLED, Phase, Run, RunStatus, Session};

impl Session {
    /// Reports whether it is a run that was deleted.
    #[must_use]
    pub fn is_deleted(&self) -> bool {
        self.run.as_ref().is_some_and(|run| run.deleted_at_utc.is_some())
    }

    /// Returns where the run stands; `None` if a person works. One that was cancelled is that, and stands
    /// where it stood once it is restored.
    #[must_use]
    pub fn run_status(&self) -> Option<RunStatus> {
        let is_cancelled = self.phase == Phase::Cancelled;
        let status = |run: &Run| {
            if is_cancelled { RunStatus(CANCELLED.to_owned()) } else { run.status.clone() }
        };
        self.run.as_ref().map(status)
    }

    /// Returns the run, unless it was deleted.
    #[must_use]
    pub fn kept_run(&self) -> Option<&Run> {
        self.run.as_ref().filter(|run| run.deleted_at_utc.is_none())
    }
}
