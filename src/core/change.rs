//! What a command changes, as results: the new values themselves, and the old ones beside them.
//!
//! A line of the history carries these, so applying it copies and never computes: an old history
//! means the same to a newer program, and each change knows its own reversal.

#![expect(clippy::option_option, reason = "a patch tells 'stays' from 'becomes nothing'")]

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::by::Source;
use super::context::{ClosedFrame, Frame, FrameRef};
use super::gap::{Gap, GapId};
use super::governance::{Band, Cone, Health, Light, Snapshot};
use super::keys::{SessionId, SessionKey, SessionName};
use super::moment::Stamp;
use super::session::{Phase, Session};
use super::span::{Folded, Span};
use super::watch::LastEnded;

/// A list's change: keep the first `keep` items, then add.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tail<T> {
    /// How many items stay, counted from the first there ever was (folded ones included).
    pub keep: usize,
    /// The items that follow them.
    pub add: Vec<T>,
}

impl<T: PartialEq + Clone> Tail<T> {
    /// Returns the change from `before` to `after`, whose first item is number `folded`. Beyond
    /// the first `stable` items even the same ones are given anew.
    fn between(before: &[T], after: &[T], folded: usize, stable: usize) -> Option<Self> {
        if before == after {
            return None;
        }
        let pairs = before.iter().zip(after).take(stable);
        let same = pairs.take_while(|(old, new)| old == new).count();
        Some(Self {
            keep: folded.saturating_add(same),
            add: after.get(same..).unwrap_or_default().to_vec(),
        })
    }

    /// Makes the change in a list whose first item is number `folded`.
    fn apply(&self, list: &mut Vec<T>, folded: usize) {
        list.truncate(self.keep.saturating_sub(folded));
        list.extend(self.add.iter().cloned());
    }
}

/// The new values of a session's fields; what is not named stays.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SessionPatch {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    phase: Option<Phase>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    phase_since: Option<Stamp>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    ended_at_utc: Option<Option<DateTime<Utc>>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    paused_at_utc: Option<Option<DateTime<Utc>>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    resumed_at_utc: Option<Option<DateTime<Utc>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_change: Option<Stamp>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    notes: Option<Option<String>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    start_notes: Option<Option<String>>,
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
    spans: Option<Tail<Span>>,
    /// The gaps that are new or not as they were, each in place of the one of its name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    gaps: Vec<Gap>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    gaps_gone: Vec<GapId>,
    /// The stretch that is closed, whose gaps are all named: of what was found in it by the time
    /// it is closed again, nothing lay in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    closes: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    folded_gaps_ms: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    folded_frames: Option<Folded>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    closed_frames: Option<Tail<ClosedFrame>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    context_stack: Option<Tail<Frame>>,
    /// Fields this program does not know: they take their place among the session's.
    #[serde(flatten)]
    extra: Map<String, Value>,
}

/// Reads a field that is there: `null` is a value, absence is none.
fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

fn changed<T: PartialEq + Clone>(before: &T, after: &T) -> Option<T> {
    (before != after).then(|| after.clone())
}

impl SessionPatch {
    /// Returns what makes `after` of `before`: the same session, earlier and later.
    fn between(before: &Session, after: &Session) -> Self {
        const ALL: usize = usize::MAX;
        let unfolded = after.folded_spans.count.saturating_sub(before.folded_spans.count);
        let spans = before.spans.get(unfolded..).unwrap_or_default();
        // A change of clock may divide the spans of an active phase otherwise when a step is made
        // again: its result names them all.
        let stable = before.first_of_phase().saturating_sub(unfolded).min(after.first_of_phase());
        let unfolded = after.folded_frames.count.saturating_sub(before.folded_frames.count);
        let frames = before.closed_frames.get(unfolded..).unwrap_or_default();
        let is_closed = before.phase == Phase::Active && after.phase != Phase::Active;
        let closes = after.last_stretch().filter(|_| is_closed);
        let is_named = |gap: &&Gap| Some(gap.stretch) == closes || !before.gaps.contains(gap);
        Self {
            phase: changed(&before.phase, &after.phase),
            phase_since: changed(&before.phase_since, &after.phase_since),
            ended_at_utc: changed(&before.ended_at_utc, &after.ended_at_utc),
            paused_at_utc: changed(&before.paused_at_utc, &after.paused_at_utc),
            resumed_at_utc: changed(&before.resumed_at_utc, &after.resumed_at_utc),
            last_change: changed(&before.last_change, &after.last_change),
            notes: changed(&before.notes, &after.notes),
            start_notes: changed(&before.start_notes, &after.start_notes),
            pause_reason: changed(&before.pause_reason, &after.pause_reason),
            breaks: changed(&before.breaks, &after.breaks),
            paused_ms: changed(&before.paused_ms, &after.paused_ms),
            end_snapshot: changed(&before.end_snapshot, &after.end_snapshot),
            folded_spans: changed(&before.folded_spans, &after.folded_spans),
            spans: Tail::between(spans, &after.spans, after.folded_spans.count, stable),
            gaps: after.gaps.iter().filter(is_named).cloned().collect(),
            gaps_gone: gone(&before.gaps, &after.gaps),
            closes,
            folded_gaps_ms: changed(&before.folded_gaps_ms, &after.folded_gaps_ms),
            folded_frames: changed(&before.folded_frames, &after.folded_frames),
            closed_frames: Tail::between(
                frames,
                &after.closed_frames,
                after.folded_frames.count,
                ALL,
            ),
            context_stack: Tail::between(&before.context_stack.0, &after.context_stack.0, 0, ALL),
            extra: Map::new(),
        }
    }

    fn apply(&self, session: &mut Session) {
        set(&mut session.phase, self.phase.as_ref());
        set(&mut session.phase_since, self.phase_since.as_ref());
        set(&mut session.ended_at_utc, self.ended_at_utc.as_ref());
        set(&mut session.paused_at_utc, self.paused_at_utc.as_ref());
        set(&mut session.resumed_at_utc, self.resumed_at_utc.as_ref());
        set(&mut session.last_change, self.last_change.as_ref());
        set(&mut session.notes, self.notes.as_ref());
        set(&mut session.start_notes, self.start_notes.as_ref());
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
        if let Some(tail) = &self.closed_frames {
            tail.apply(&mut session.closed_frames, session.folded_frames.count);
        }
        if let Some(tail) = &self.context_stack {
            tail.apply(&mut session.context_stack.0, 0);
        }
        session.extra.extend(self.extra.clone());
    }
}

fn gone(before: &[Gap], after: &[Gap]) -> Vec<GapId> {
    let left = before.iter().filter(|old| after.iter().all(|gap| gap.id != old.id));
    left.map(|gap| gap.id).collect()
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

/// What becomes of the session on the desk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionChange {
    /// Another one takes its place, or none.
    Replace(Option<Box<Session>>),
    /// Some of its fields change.
    Patch(Box<SessionPatch>),
}

impl SessionChange {
    /// Returns what makes `after` of `before`; nothing when they are the same.
    #[must_use]
    pub fn between(before: Option<&Session>, after: Option<&Session>) -> Option<Self> {
        match (before, after) {
            (Some(before), Some(after)) if before == after => None,
            (Some(before), Some(after)) if before.id == after.id => {
                Some(Self::Patch(Box::new(SessionPatch::between(before, after))))
            }
            (None, None) => None,
            (_, after) => Some(Self::Replace(after.cloned().map(Box::new))),
        }
    }

    /// Returns the session that takes the other one's place.
    pub(super) fn replaces_by(&self) -> Option<&Session> {
        match self {
            Self::Replace(other) => other.as_deref(),
            Self::Patch(_) => None,
        }
    }

    /// Makes the change. A patch without a session to patch changes nothing.
    pub fn apply(&self, session: &mut Option<Session>) {
        match self {
            Self::Replace(other) => *session = other.as_deref().cloned(),
            Self::Patch(patch) => {
                if let Some(session) = session {
                    patch.apply(session);
                }
            }
        }
    }
}

/// A change of the session that can be taken back by its counterpart.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Delta {
    /// The session's change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionChange>,
    /// Which session ended last, when that changes.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub last_ended: Option<Option<LastEnded>>,
    /// What the list of past sessions learns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filings: Vec<Filing>,
}

/// Everything one event changes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Change {
    /// The session brought to the present clock and within its bounds; never undone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settle: Option<SessionChange>,
    /// What the command itself changes.
    #[serde(default)]
    pub set: Delta,
    /// How to take that back; present when the command can be undone. Of an undo or a redo: how to
    /// go the same step the other way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<Delta>,
    /// The new band.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cone: Option<Cone>,
    /// The new health.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub health: Option<Health>,
    /// The last session key used, when it rises.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_key: Option<SessionKey>,
}

/// What the list of past sessions learns from an event; the last word on an id counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Filing {
    /// A session ended, and this is its record.
    Filed(Box<SessionRecord>),
    /// It goes on after all.
    Withdrawn {
        /// Whose record no longer holds.
        id: SessionId,
    },
}

/// One ended session as the list of past sessions keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SessionRecord {
    /// The unique name.
    pub id: SessionId,
    /// The short name.
    pub key: SessionKey,
    /// When it started, UTC.
    pub started_at_utc: DateTime<Utc>,
    /// When it ended, UTC.
    pub ended_at_utc: DateTime<Utc>,
    /// Its active time, milliseconds.
    pub active_ms: u64,
    /// Its pauses, milliseconds.
    pub paused_ms: u64,
    /// How many pauses.
    pub breaks: u32,
    /// The notes it was filed with.
    pub notes: Option<String>,
    /// The notes it started with.
    pub start_notes: Option<String>,
    /// Who started it.
    pub operator: String,
    /// Through which door.
    pub source: Source,
    /// The agent it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<String>,
    /// The workflow it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workflow_id: Option<String>,
    /// The band at the start and at the end.
    pub band: (Band, Band),
    /// The health at the start and at the end.
    pub health: (Light, Light),
    /// The frames it worked in, each with its active time in milliseconds, in the order first met.
    pub frames: Vec<(FrameRef, u64)>,
    /// The newest active spans: start (UTC) and measured milliseconds.
    pub spans: Vec<(DateTime<Utc>, u64)>,
}

impl SessionRecord {
    /// Tells whether this is the session of that name.
    #[must_use]
    pub fn is(&self, name: &SessionName) -> bool {
        match name {
            SessionName::Key(key) => self.key == *key,
            SessionName::Id(id) => self.id == *id,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn a_tail_keeps_what_is_the_same_and_replaces_what_follows() {
        let tail = Tail::between(&[1, 2, 3], &[1, 4], 0, 9).unwrap();
        assert_eq!(tail, Tail { keep: 1, add: vec![4] });
        let mut list = vec![1, 2, 3];
        tail.apply(&mut list, 0);
        assert_eq!(list, [1, 4]);
    }

    #[test]
    fn a_tail_without_a_difference_is_none() {
        assert_eq!(Tail::between(&[1, 2], &[1, 2], 7, 0), None);
    }

    #[test]
    fn a_tail_names_what_is_not_stable_even_where_it_is_the_same() {
        let tail = Tail::between(&[1, 2, 3], &[1, 2, 4], 0, 1).unwrap();
        assert_eq!(tail, Tail { keep: 1, add: vec![2, 4] });
    }

    #[test]
    fn a_tail_counts_from_the_first_there_ever_was() {
        // Two had been folded when the change was made, three when it is taken back.
        let back = Tail::between(&[3, 4, 5, 6], &[3, 4, 5], 2, 9).unwrap();
        assert_eq!(back.keep, 5);
        let mut list = vec![4, 5, 6];
        back.apply(&mut list, 3);
        assert_eq!(list, [4, 5]);
    }

    #[test]
    fn a_tail_that_reaches_behind_what_was_folded_keeps_nothing() {
        let mut list = vec![9];
        Tail { keep: 1, add: vec![7] }.apply(&mut list, 4);
        assert_eq!(list, [7]);
    }

    #[test]
    fn a_patch_tells_what_stays_from_what_becomes_nothing() {
        let patch = SessionPatch { notes: Some(None), ..SessionPatch::default() };
        let json = serde_json::to_string(&patch).unwrap();
        assert_eq!(json, r#"{"notes":null}"#);
        assert_eq!(serde_json::from_str::<SessionPatch>(&json).unwrap(), patch);
        assert_eq!(serde_json::from_str::<SessionPatch>("{}").unwrap(), SessionPatch::default());
    }
}
