//! The contexts of a session that were left: the newest are listed, the time of older ones is kept by
//! name.

use chrono::{DateTime, Utc};
use serde_json::Map;

use crate::core::base::{Hint, Moment, Refusal, RefusalKind};
use crate::core::session::{
    ClosedFrame, FoldedStays, FrameRef, Session, StaySpan, StayWithin, merge_by_name, stay_within,
};

impl Session {
    /// Takes the oldest of the contexts that were left off their list, and keeps its time by its name.
    pub(in crate::core) fn fold_oldest_frame(&mut self) {
        let StayWithin { sprint, task } = stay_within(&self.stay_spans(), 0);
        let oldest = self.closed_frames.remove(0);
        self.folded_frames.add(oldest.active_ms);
        let frame = oldest.name();
        let (from_utc, active_ms) = (oldest.pushed_at_utc, oldest.active_ms);
        let new = FoldedStays { frame, sprint, task, from_utc, count: 1, active_ms };
        new.add_to(&mut self.folded_stays);
    }

    /// Refuses to change the active time from a moment on, if contexts that are no longer listed may have
    /// been open then: their times would not follow.
    ///
    /// # Errors
    /// A refusal with the earliest time that can be given.
    pub(in crate::core) fn check_contexts_are_listed(
        &self,
        from: DateTime<Utc>,
        now: &Moment,
        not_done: &'static str,
    ) -> Result<(), Refusal> {
        if self.folded_frames.count == 0 {
            return Ok(());
        }
        // Contexts fold in the order in which they were left.
        let listed = self.closed_frames.first().map(|oldest| oldest.popped_at_utc);
        let earliest_utc = listed.or(self.ended_at_utc).unwrap_or(now.utc);
        if from >= earliest_utc {
            return Ok(());
        }
        let why = format!("{} has so many contexts that the oldest are kept as sums", self.key);
        let next = Hint::NotBefore { earliest_utc, now_utc: now.utc };
        Err(Refusal::new(RefusalKind::Refused, not_done, why, next))
    }

    /// Returns the active time of a context in this session before it was left last, milliseconds.
    #[must_use]
    pub fn left_ms(&self, name: &FrameRef) -> u64 {
        let listed = self.closed_frames.iter().filter(|frame| frame.name() == *name);
        let listed = listed.map(|frame| frame.active_ms);
        let folded = self.folded_stays.iter().filter(|stays| stays.frame == *name);
        listed.chain(folded.map(|stays| stays.active_ms)).fold(0, u64::saturating_add)
    }

    /// Returns the contexts that were left, each once with the sum of its active time, in the order of
    /// their first push. Those that are no longer listed come last.
    #[must_use]
    pub fn left_by_name(&self) -> Vec<ClosedFrame> {
        let mut all = merge_by_name(&self.closed_frames);
        for older in &self.folded_stays {
            if let Some(known) = all.iter_mut().find(|known| known.name() == older.frame) {
                known.active_ms = known.active_ms.saturating_add(older.active_ms);
                continue;
            }
            all.push(ClosedFrame {
                kind: older.frame.kind.clone(),
                id: older.frame.id.clone(),
                title: None,
                estimate_seconds: None,
                pushed_at_utc: self.started_at_utc,
                popped_at_utc: self.started_at_utc,
                active_ms: older.active_ms,
                extra: Map::new(),
            });
        }
        all
    }

    fn stay_spans(&self) -> Vec<StaySpan<'_>> {
        let left = self.closed_frames.iter().map(|frame| StaySpan {
            kind: &frame.kind,
            id: &frame.id,
            from: frame.pushed_at_utc,
            is_open: false,
        });
        let open = self.context_stack.frames().iter().map(|frame| StaySpan {
            kind: &frame.kind,
            id: &frame.id,
            from: frame.pushed_at_utc,
            is_open: true,
        });
        left.chain(open).collect()
    }
}
