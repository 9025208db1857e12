//! In which sprint and in which task each stay in a context lay.

use chrono::{DateTime, Utc};

use crate::core::session::{FrameKind, FrameRef};

/// A stay in a context, as far as it matters in which others it lay. What was left first stands first in a
/// list, and the inner context is left first; open ones stand last, the outermost first.
#[derive(Debug, Clone, Copy)]
pub(in crate::core) struct StaySpan<'a> {
    /// The type.
    pub kind: &'a FrameKind,
    /// The id.
    pub id: &'a str,
    /// When it was entered, UTC.
    pub from: DateTime<Utc>,
    /// Whether it is open.
    pub is_open: bool,
}

/// What a stay lay in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StayWithin {
    /// The sprint around it.
    pub sprint: Option<FrameRef>,
    /// The innermost task around it.
    pub task: Option<FrameRef>,
}

/// Returns what one of some stays lay in.
pub(in crate::core) fn stay_within(stays: &[StaySpan<'_>], nth: usize) -> StayWithin {
    let Some(stay) = stays.get(nth) else { return StayWithin::default() };
    let around: Vec<&StaySpan<'_>> = if stay.is_open {
        let before = stays.get(..nth).unwrap_or_default().iter().rev();
        before.take_while(|other| other.is_open).collect()
    } else {
        let later = stays.get(nth + 1..).unwrap_or_default().iter();
        let is_around = |other: &&StaySpan<'_>| other.from <= stay.from;
        let (open, left): (Vec<_>, Vec<_>) =
            later.filter(is_around).partition(|other| other.is_open);
        left.into_iter().chain(open.into_iter().rev()).collect()
    };
    // Each type is open once at a time.
    let first = |wanted: fn(&FrameKind) -> bool| {
        let mut others = around.iter().filter(|other| other.kind != stay.kind);
        let other = others.find(|other| wanted(other.kind))?;
        Some(FrameRef { kind: other.kind.clone(), id: other.id.to_owned() })
    };
    StayWithin { sprint: first(FrameKind::is_of_sprints), task: first(FrameKind::is_of_tasks) }
}
