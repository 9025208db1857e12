//! What follows from a change of the session for playbooks, and what it keeps of a rule that it was against.

use crate::core::history::Fact;
use crate::core::rules::EventBuilder;
use crate::core::session::{Phase, Session, SessionOverride};

impl EventBuilder<'_> {
    /// Records in the session what is done against a rule; and where playbooks are left if the session is left, or
    /// to which session they belong.
    pub(super) fn follow_session(&mut self, fact: &Fact) {
        if let Some(overridden) = self.overridden.as_ref().filter(|over| !over.rules.is_empty())
            && let Some(live) = self.after.as_mut().filter(|session| session.phase.is_live())
        {
            let one = SessionOverride {
                at_utc: self.at,
                verb: fact.verb(),
                rules: overridden.rules.clone(),
                reason: overridden.reason.clone(),
                by: self.request.by.operator.clone(),
            };
            live.overrides.push(one);
        }
        // An undo and a redo bring back what was known.
        if fact.verb().is_a_step() || self.is_elsewhere || self.subject.is_some() {
            return;
        }
        let (before, after) = (self.watch.live(), self.after.as_ref());
        let is_same = before.map(|session| &session.id) == after.map(|session| &session.id);
        let phase = |session: Option<&Session>| session.map(|session| session.phase);
        if before.is_some() && !(is_same && phase(before) == phase(after)) {
            let resumed = is_same && phase(after) == Some(Phase::Active);
            if let Some(playbooks) = self.playbooks_known.filter(|_| !resumed) {
                self.hold(playbooks);
            }
        }
        if let (Fact::Started { .. }, Some(playbooks)) = (fact, self.playbooks_known) {
            self.adopt(playbooks);
        }
    }
}
