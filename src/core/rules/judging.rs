//! What a command is judged by.

use crate::core::base::Moment;
use crate::core::policy::Directives;
use crate::core::session::Telling;

/// What a command is judged by, and to whom it is told.
#[derive(Clone, Copy)]
pub(in crate::core) struct Judging<'a> {
    /// When it is given.
    pub now: &'a Moment,
    /// What the operator's policy and playbooks say.
    pub directives: &'a Directives,
    /// To whom it is told.
    pub telling: Telling<'a>,
}
