//! The change of one session, field by field.

#![expect(
    clippy::option_option,
    reason = "a patch distinguishes an unchanged field from one that becomes `None`"
)]

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::core::base::Stamp;
use crate::core::history::ListChange;
use crate::core::session::{
    Artifact, ClosedFrame, Correction, Folded, FoldedStays, Frame, FrameRef, Gap, GapId, Phase,
    Run, RunStatus, RunStep, Session, SessionOverride, SessionStep, SessionType, Snapshot, Span,
};

/// The new values of a session's fields. Absent fields stay.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionPatch {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    phase: Option<Phase>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    phase_since: Option<Stamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    started_at_utc: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    ended_at_utc: Option<Option<DateTime<Utc>>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    paused_at_utc: Option<Option<DateTime<Utc>>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    resumed_at_utc: Option<Option<DateTime<Utc>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_change: Option<Stamp>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    start_notes: Option<Option<String>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    closing_notes: Option<Option<String>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pause_reason: Option<Option<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    breaks: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    paused_ms: Option<u64>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    end_snapshot: Option<Option<Snapshot>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    folded_spans: Option<Folded>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    spans: Option<ListChange<Span>>,
    /// The new and changed gaps. Each replaces the gap of its name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    gaps: Vec<Gap>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    gaps_gone: Vec<GapId>,
    /// The stretch that is closed. All its gaps are in `gaps`; others found in it later are dropped
    /// when a redo closes it again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    closes: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    folded_gaps_ms: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    folded_frames: Option<Folded>,
    /// The time in older contexts that is new, changed or gone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    folded_stays: Vec<FoldedStays>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    closed_frames: Option<ListChange<ClosedFrame>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    context_stack: Option<ListChange<Frame>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    operator: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    session_type: Option<SessionType>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    target_seconds: Option<Option<u64>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    corrections: Option<Vec<Correction>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    metadata: Option<Map<String, Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    artifacts: Option<ListChange<Artifact>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    completed: Option<ListChange<FrameRef>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    overrides: Option<ListChange<SessionOverride>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    playbook_steps: Option<ListChange<SessionStep>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    run_status: Option<RunStatus>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    run_status_before_end: Option<Option<RunStatus>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    run_steps: Option<ListChange<RunStep>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    run_deleted_at_utc: Option<Option<DateTime<Utc>>>,
}

/// Reads a field that is present. `null` is a value; an absent field is `None`.
pub(in crate::core) fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

fn changed<T: PartialEq + Clone>(before: &T, after: &T) -> Option<T> {
    (before != after).then(|| after.clone())
}

impl SessionPatch {
    /// Returns the change from `before` to `after`, two states of the same session.
    pub(in crate::core) fn between(before: &Session, after: &Session) -> Self {
        const ALL: usize = usize::MAX;
        let unfolded = after.folded_spans.count.saturating_sub(before.folded_spans.count);
        let spans = before.spans.get(unfolded..).unwrap_or_default();
        // A redo may find the spans of an active phase divided at other times, so the patch lists
        // all of them.
        let stable = before.first_of_phase().saturating_sub(unfolded).min(after.first_of_phase());
        let unfolded = after.folded_frames.count.saturating_sub(before.folded_frames.count);
        let frames = before.closed_frames.get(unfolded..).unwrap_or_default();
        let is_closed = before.phase == Phase::Active && after.phase != Phase::Active;
        let closes = after.last_stretch().filter(|_| is_closed);
        let is_named = |gap: &&Gap| Some(gap.stretch) == closes || !before.gaps.contains(gap);
        Self {
            phase: changed(&before.phase, &after.phase),
            phase_since: changed(&before.phase_since, &after.phase_since),
            started_at_utc: changed(&before.started_at_utc, &after.started_at_utc),
            ended_at_utc: changed(&before.ended_at_utc, &after.ended_at_utc),
            paused_at_utc: changed(&before.paused_at_utc, &after.paused_at_utc),
            resumed_at_utc: changed(&before.resumed_at_utc, &after.resumed_at_utc),
            last_change: changed(&before.last_change, &after.last_change),
            start_notes: changed(&before.start_notes, &after.start_notes),
            closing_notes: changed(&before.closing_notes, &after.closing_notes),
            pause_reason: changed(&before.pause_reason, &after.pause_reason),
            breaks: changed(&before.breaks, &after.breaks),
            paused_ms: changed(&before.paused_ms, &after.paused_ms),
            end_snapshot: changed(&before.end_snapshot, &after.end_snapshot),
            folded_spans: changed(&before.folded_spans, &after.folded_spans),
            spans: ListChange::between(spans, &after.spans, after.folded_spans.count, stable),
            gaps: after.gaps.iter().filter(is_named).cloned().collect(),
            gaps_gone: gone(&before.gaps, &after.gaps),
            closes,
            folded_gaps_ms: changed(&before.folded_gaps_ms, &after.folded_gaps_ms),
            folded_frames: changed(&before.folded_frames, &after.folded_frames),
            folded_stays: FoldedStays::between(&before.folded_stays, &after.folded_stays),
            closed_frames: ListChange::between(
                frames,
                &after.closed_frames,
                after.folded_frames.count,
                ALL,
            ),
            context_stack: ListChange::between(
                &before.context_stack.0,
                &after.context_stack.0,
                0,
                ALL,
            ),
            operator: changed(&before.operator, &after.operator),
            session_type: changed(&before.session_type, &after.session_type),
            target_seconds: changed(&before.target_seconds, &after.target_seconds),
            corrections: changed(&before.corrections, &after.corrections),
            metadata: changed(&before.metadata, &after.metadata),
            artifacts: ListChange::between(&before.artifacts, &after.artifacts, 0, ALL),
            completed: ListChange::between(&before.completed, &after.completed, 0, ALL),
            overrides: ListChange::between(&before.overrides, &after.overrides, 0, ALL),
            playbook_steps: ListChange::between(
                &before.playbook_steps,
                &after.playbook_steps,
                0,
                ALL,
            ),
            ..Self::between_runs(before.run.as_ref(), after.run.as_ref())
        }
    }

    /// Returns the change of what a program keeps with a session.
    fn between_runs(before: Option<&Run>, after: Option<&Run>) -> Self {
        // A session is a run from its start on, or never.
        let (Some(before), Some(after)) = (before, after) else { return Self::default() };
        Self {
            run_status: changed(&before.status, &after.status),
            run_status_before_end: changed(&before.status_before_end, &after.status_before_end),
            run_steps: ListChange::between(&before.steps, &after.steps, 0, usize::MAX),
            run_deleted_at_utc: changed(&before.deleted_at_utc, &after.deleted_at_utc),
            ..Self::default()
        }
    }

    /// Returns a gap that is new or changed.
    pub(in crate::core) fn gap(&self, id: GapId) -> Option<&Gap> {
        self.gaps.iter().find(|gap| gap.id == id)
    }

    pub(in crate::core) fn apply(&self, session: &mut Session) {
        set(&mut session.phase, self.phase.as_ref());
        set(&mut session.phase_since, self.phase_since.as_ref());
        set(&mut session.started_at_utc, self.started_at_utc.as_ref());
        set(&mut session.ended_at_utc, self.ended_at_utc.as_ref());
        set(&mut session.paused_at_utc, self.paused_at_utc.as_ref());
        set(&mut session.resumed_at_utc, self.resumed_at_utc.as_ref());
        set(&mut session.last_change, self.last_change.as_ref());
        set(&mut session.start_notes, self.start_notes.as_ref());
        set(&mut session.closing_notes, self.closing_notes.as_ref());
        set(&mut session.pause_reason, self.pause_reason.as_ref());
        set(&mut session.breaks, self.breaks.as_ref());
        set(&mut session.paused_ms, self.paused_ms.as_ref());
        set(&mut session.end_snapshot, self.end_snapshot.as_ref());
        if let Some(folded) = self.folded_spans {
            drop_front(&mut session.spans, folded.count, session.folded_spans.count);
            session.folded_spans = folded;
        }
        if let Some(tail) = &self.spans {
            tail.apply(&mut session.spans, session.folded_spans.count);
        }
        let replaced = |gap: &Gap| self.gaps.iter().any(|new| new.id == gap.id);
        let gone = |gap: &Gap| self.gaps_gone.contains(&gap.id) || self.closes == Some(gap.stretch);
        session.gaps.retain(|gap| !replaced(gap) && !gone(gap));
        session.gaps.extend(self.gaps.iter().cloned());
        session.gaps.sort_by_key(|gap| gap.id);
        set(&mut session.folded_gaps_ms, self.folded_gaps_ms.as_ref());
        if let Some(folded) = self.folded_frames {
            drop_front(&mut session.closed_frames, folded.count, session.folded_frames.count);
            session.folded_frames = folded;
        }
        FoldedStays::apply(&self.folded_stays, &mut session.folded_stays);
        if let Some(tail) = &self.closed_frames {
            tail.apply(&mut session.closed_frames, session.folded_frames.count);
        }
        if let Some(tail) = &self.context_stack {
            tail.apply(&mut session.context_stack.0, 0);
        }
        set(&mut session.operator, self.operator.as_ref());
        set(&mut session.session_type, self.session_type.as_ref());
        set(&mut session.target_seconds, self.target_seconds.as_ref());
        set(&mut session.corrections, self.corrections.as_ref());
        set(&mut session.metadata, self.metadata.as_ref());
        if let Some(tail) = &self.artifacts {
            tail.apply(&mut session.artifacts, 0);
        }
        if let Some(tail) = &self.completed {
            tail.apply(&mut session.completed, 0);
        }
        if let Some(tail) = &self.overrides {
            tail.apply(&mut session.overrides, 0);
        }
        if let Some(tail) = &self.playbook_steps {
            tail.apply(&mut session.playbook_steps, 0);
        }
        if let Some(run) = &mut session.run {
            set(&mut run.status, self.run_status.as_ref());
            set(&mut run.status_before_end, self.run_status_before_end.as_ref());
            if let Some(tail) = &self.run_steps {
                tail.apply(&mut run.steps, 0);
            }
            set(&mut run.deleted_at_utc, self.run_deleted_at_utc.as_ref());
        }
    }

    /// Returns the phase that it gives the session; `None` if that stays.
    pub(in crate::core) fn phase(&self) -> Option<Phase> {
        self.phase
    }
}

fn gone(before: &[Gap], after: &[Gap]) -> Vec<GapId> {
    let missing = before.iter().filter(|old| after.iter().all(|gap| gap.id != old.id));
    missing.map(|gap| gap.id).collect()
}

fn set<T: Clone>(field: &mut T, value: Option<&T>) {
    if let Some(value) = value {
        field.clone_from(value);
    }
}

fn drop_front<T>(list: &mut Vec<T>, folded_after: usize, folded_before: usize) {
    let gone = folded_after.saturating_sub(folded_before).min(list.len());
    list.drain(..gone);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn a_patch_distinguishes_an_unchanged_field_from_one_that_becomes_none() {
        let patch = SessionPatch { closing_notes: Some(None), ..SessionPatch::default() };
        let json = serde_json::to_string(&patch).unwrap();
        assert_eq!(json, r#"{"closing_notes":null}"#);
        assert_eq!(serde_json::from_str::<SessionPatch>(&json).unwrap(), patch);
        assert_eq!(serde_json::from_str::<SessionPatch>("{}").unwrap(), SessionPatch::default());
    }
}
