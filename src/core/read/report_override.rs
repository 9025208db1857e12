//! What was done against a rule within the period of a report.

use crate::core::base::{DeskName, SessionKey};
use crate::core::history::DeskSession;
use crate::core::read::Period;
use crate::core::session::SessionOverride;

/// What was done against a rule, in a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportOverride {
    /// The desk.
    pub desk: DeskName,
    /// The session.
    pub session: SessionKey,
    /// What was done, when, by whom, against which rules and why.
    pub done: SessionOverride,
}

impl ReportOverride {
    /// Returns what was done in a session against a rule within a period.
    pub(super) fn within<'a>(
        session: &'a DeskSession,
        period: &Period,
    ) -> impl Iterator<Item = Self> + use<'a> {
        let (record, period) = (&session.record, *period);
        let is_within = move |done: &&SessionOverride| {
            period.since.is_none_or(|since| done.at_utc >= since)
                && period.until.is_none_or(|until| done.at_utc < until)
        };
        record.overrides.iter().filter(is_within).map(move |done| {
            let (desk, session) = (session.desk.clone(), record.key);
            Self { desk, session, done: done.clone() }
        })
    }
}
