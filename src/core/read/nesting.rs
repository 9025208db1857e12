//! In which sprint and in which task each stay of a session lay.

use crate::core::history::{ContextTime, SessionRecord};
use crate::core::session::FrameRef;

/// What a stay in a context lay in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StayWithin<'a> {
    /// The sprint around it.
    pub sprint: Option<&'a FrameRef>,
    /// The innermost task around it.
    pub task: Option<&'a FrameRef>,
}

impl SessionRecord {
    /// Returns what each of its stays lay in, in the order of [`Self::contexts`].
    #[must_use]
    pub fn nesting(&self) -> Vec<StayWithin<'_>> {
        let stays = self.contexts.as_slice();
        stays.iter().enumerate().map(|(nth, stay)| within(stays, nth, stay)).collect()
    }
}

/// What is left first stands first, and the inner context is left first. Open ones stand last, the
/// outermost first.
fn within<'a>(stays: &'a [ContextTime], nth: usize, stay: &ContextTime) -> StayWithin<'a> {
    let (before, after) = (stays.get(..nth), stays.get(nth + 1..));
    let is_around = |other: &&ContextTime| other.from_utc <= stay.from_utc;
    let mut around: Vec<&ContextTime> = if stay.until_utc.is_none() {
        let open = before.unwrap_or_default().iter().rev();
        open.take_while(|other| other.until_utc.is_none()).collect()
    } else {
        let later = after.unwrap_or_default().iter();
        let (left, open): (Vec<_>, Vec<_>) =
            later.filter(is_around).partition(|other| other.until_utc.is_some());
        left.into_iter().chain(open.into_iter().rev()).collect()
    };
    around.retain(|other| other.frame.kind != stay.frame.kind);
    let first = |wanted: fn(&ContextTime) -> bool| {
        around.iter().find(|other| wanted(other)).map(|other| &other.frame)
    };
    StayWithin {
        sprint: first(|other| other.frame.kind.is_of_sprints()),
        task: first(|other| other.frame.kind.is_of_tasks()),
    }
}
