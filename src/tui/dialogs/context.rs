//! What a dialog knows of the desk, and what its answer relies on.

use crate::core::{By, Expect, Glance, Moment, Verb, Watch};
use crate::zone::Zone;

/// What a dialog knows of the desk.
#[derive(Clone, Copy)]
pub struct DialogContext<'a> {
    /// The desk.
    pub watch: &'a Watch,
    /// What the panel shows of it now.
    pub glance: &'a Glance,
    /// The present moment.
    pub now: &'a Moment,
    /// The operator of the panel.
    pub by: &'a By,
    /// The operator's time zone.
    pub zone: &'a dyn Zone,
}

/// Returns the part of the desk that must not have changed when `verb` is carried out.
pub fn expectation(glance: &Glance, verb: Verb) -> Expect {
    let all = Expect::Seq(glance.seq);
    match verb {
        Verb::Undo => glance.undoes.map_or(all, |step| Expect::Undoes(step.seq)),
        Verb::Redo => glance.redoes.map_or(all, |step| Expect::Redoes(step.seq)),
        // They concern something that may not be live, and that the request does not name.
        Verb::Pop | Verb::Reopen | Verb::Amend => all,
        Verb::Band => Expect::Band(glance.governance.cone.band),
        Verb::Health => Expect::Health(glance.governance.health.status),
        Verb::Start
        | Verb::Pause
        | Verb::Resume
        | Verb::Toggle
        | Verb::End
        | Verb::Cancel
        | Verb::Note
        | Verb::Push
        | Verb::Gap
        | Verb::Keep
        | Verb::Break => {
            Expect::Session(glance.session.as_ref().map(|live| (live.id.clone(), live.phase)))
        }
    }
}
