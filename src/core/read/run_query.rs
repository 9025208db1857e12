//! Which runs are wanted.

use chrono::{DateTime, Utc};

use crate::core::read::DeskGlance;
use crate::core::session::SessionType;

/// Which runs are wanted; `None` stands for any.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RunQuery {
    /// Those of this agent.
    pub agent: Option<String>,
    /// Those of this workflow.
    pub workflow: Option<String>,
    /// Those for this user.
    pub user: Option<String>,
    /// Those of this type.
    pub session_type: Option<SessionType>,
    /// Those with this status.
    pub status: Option<String>,
    /// Those that started at this time or later, UTC.
    pub since: Option<DateTime<Utc>>,
}

impl RunQuery {
    /// Reports whether a desk is a run that is wanted. One that cannot be read may be, so it is.
    #[must_use]
    pub fn wants(&self, desk: &DeskGlance) -> bool {
        let is = |wanted: &Option<String>, there: Option<&str>| {
            wanted.as_deref().is_none_or(|wanted| there == Some(wanted))
        };
        let status = desk.status.as_ref().map(|status| status.0.as_str());
        if desk.is_unread() {
            return desk.is_run;
        }
        desk.is_run
            && desk.phase.is_some()
            && is(&self.agent, desk.agent_id.as_deref())
            && is(&self.workflow, desk.workflow_id.as_deref())
            && is(&self.user, desk.user_id.as_deref())
            && is(&self.status, status)
            && (self.session_type.is_none() || self.session_type == desk.session_type)
            && self.since.is_none_or(|since| desk.started_at_utc >= Some(since))
    }
}
