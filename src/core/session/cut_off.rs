//! What a correction of its times takes away from a session as a whole.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::core::base::count_text;
use crate::core::session::{ClosedFrame, FrameRef, Session};

/// The contexts and pauses that a session no longer has, because its times were cut.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CutOff {
    /// The contexts that have no time in it any more, in the order in which they were left.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contexts: Vec<FrameRef>,
    /// The number of pauses.
    #[serde(default)]
    pub breaks: u32,
}

impl CutOff {
    /// Returns what the session after a correction lacks.
    pub(in crate::core) fn between(before: &Session, after: &Session) -> Self {
        let mut known: BTreeSet<String> =
            after.context_names().map(|name| name.to_string()).collect();
        let gone = before.context_names().filter(|name| known.insert(name.to_string()));
        Self { contexts: gone.collect(), breaks: before.breaks.saturating_sub(after.breaks) }
    }

    /// Reports whether nothing was cut off.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.contexts.is_empty() && self.breaks == 0
    }

    /// Returns what it is, as in "TASK-8, 1 break"; empty if it is nothing.
    #[must_use]
    pub fn text(&self) -> String {
        let breaks = (self.breaks > 0).then(|| count_text(self.breaks, "break"));
        let all: Vec<String> =
            self.contexts.iter().map(FrameRef::to_string).chain(breaks).collect();
        all.join(", ")
    }
}

impl Session {
    /// Returns the contexts that it had and has, oldest first. One may come several times.
    fn context_names(&self) -> impl Iterator<Item = FrameRef> {
        let closed = self.closed_frames.iter().map(ClosedFrame::name);
        closed.chain(self.context_stack.path())
    }
}
