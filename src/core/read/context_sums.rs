//! The contexts of a session, each once with the sum of its stays.

use std::cmp::Reverse;

use crate::core::base::Moment;
use crate::core::history::{ContextTime, SessionRecord};
use crate::core::read::{FrameGlance, Period};
use crate::core::session::Session;

/// A context of a session with the sum of its stays.
#[derive(Debug, Clone, PartialEq)]
pub struct ContextSum {
    /// Its name, its last title and estimate, and the sum.
    pub frame: FrameGlance,
    /// Whether it is open.
    pub is_open: bool,
}

/// The contexts of a session, and the active time without one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ContextSums {
    /// Each context once, that with the most time first; of equal ones, that entered first.
    pub contexts: Vec<ContextSum>,
    /// The active time without any context, seconds. Zero if there was no context at all, or if there
    /// were so many that some are not known by name.
    pub without_seconds: u64,
    /// Whether time ran in a context that lay inside another: it is in the sum of both.
    pub is_nested: bool,
}

impl ContextSums {
    /// Returns the contexts of a session at a moment.
    #[must_use]
    pub fn of(session: &Session, now: &Moment) -> Self {
        let record = if session.phase.is_live() {
            SessionRecord::of_live(session, &session.snapshot, now)
        } else {
            SessionRecord::of(session)
        };
        let sum = |stay: ContextTime| {
            let active_ms = stay.active_ms;
            let frame = FrameGlance::left(stay.frame, stay.title, stay.estimate_seconds, active_ms);
            (active_ms, ContextSum { frame, is_open: stay.until_utc.is_none() })
        };
        let mut sums: Vec<_> = record.frames().into_iter().map(sum).collect();
        sums.sort_by_key(|(ms, _)| Reverse(*ms));
        let contexts: Vec<_> = sums.into_iter().map(|(_, sum)| sum).collect();
        if contexts.is_empty() {
            return Self::default();
        }
        let parts = record.parts(&Period::default());
        let is_nested = parts.iter().any(|part| part.contexts.len() > 1);
        let named = session.folded_stays.iter().map(|older| older.count);
        let has_all = named.fold(0, usize::saturating_add) == session.folded_frames.count;
        let without = parts.iter().filter(|part| has_all && part.contexts.is_empty());
        let without_ms = without.map(|part| part.ms).fold(0, u64::saturating_add);
        Self { contexts, without_seconds: without_ms / 1_000, is_nested }
    }

    /// Returns what a sum holds besides the time of its own context; `None` if that is nothing.
    #[must_use]
    pub fn note(&self) -> Option<&'static str> {
        self.is_nested.then_some("each with those inside it")
    }

    /// Returns the heading of the contexts with their sums.
    #[must_use]
    pub fn heading(&self) -> String {
        self.note().map_or_else(|| "contexts".to_owned(), |note| format!("contexts, {note}"))
    }
}
