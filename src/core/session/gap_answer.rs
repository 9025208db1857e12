//! Answers to gaps, and the time that counts by them.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::core::base::{At, Hint, LookAt, NamedTime, Refusal, RefusalKind, Verb, ms_between};
use crate::core::session::{Gap, GapId, Session};

/// The answer to a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum GapAnswer<T = At> {
    /// Work went on: all of it counts.
    Keep,
    /// Nobody worked: none of it counts.
    Discard,
    /// Work went on until this time: only the part before it counts.
    Split(T),
}

impl<T> GapAnswer<T> {
    /// Returns the answer with another kind of time.
    pub(in crate::core) fn try_map<U, E>(
        self,
        time: impl FnOnce(T) -> Result<U, E>,
    ) -> Result<GapAnswer<U>, E> {
        Ok(match self {
            Self::Keep => GapAnswer::Keep,
            Self::Discard => GapAnswer::Discard,
            Self::Split(at) => GapAnswer::Split(time(at)?),
        })
    }
}

/// Answers a gap of a session and returns it. `None` names the oldest open gap.
///
/// # Errors
/// A refusal if no such gap is open, or the time of a split does not lie in it.
pub(in crate::core) fn answer_gap(
    session: Option<&mut Session>,
    id: Option<GapId>,
    answer: GapAnswer<NamedTime>,
) -> Result<Gap, Refusal> {
    let Some(session) = session else { return Err(no_such_gap(id, None)) };
    let open = session.open_gaps().find(|gap| id.is_none_or(|id| gap.id == id)).cloned();
    let Some(gap) = open else { return Err(no_such_gap(id, Some(session))) };
    let kept_ms = match answer {
        GapAnswer::Keep => gap.ms,
        GapAnswer::Discard => 0,
        GapAnswer::Split(at) => part_until(&gap, at)?,
    };
    let answered = Gap { kept_ms, answered: true, ..gap };
    grow_frames(session, &answered);
    if let Some(gap) = session.gaps.iter_mut().find(|gap| gap.id == answered.id) {
        gap.clone_from(&answered);
    }
    Ok(answered)
}

/// Adds the kept time to the frames that were open in the gap.
fn grow_frames(session: &mut Session, gap: &Gap) {
    // A frame may have been entered or left at an earlier time, within the gap.
    let kept_before = |at: DateTime<Utc>| {
        if gap.until.at_utc <= at {
            gap.kept_ms
        } else {
            ms_between(gap.from_utc(), at).min(gap.kept_ms)
        }
    };
    for frame in &mut session.closed_frames {
        let kept_ms =
            kept_before(frame.popped_at_utc).saturating_sub(kept_before(frame.pushed_at_utc));
        frame.active_ms = frame.active_ms.saturating_add(kept_ms);
    }
    for frame in &mut session.context_stack.0 {
        let kept_ms = kept_before(frame.pushed_at_utc);
        frame.active_ms_at_push = frame.active_ms_at_push.saturating_add(kept_ms);
    }
}

/// Returns the part of a gap before a time, milliseconds. A bound of the gap counts if it lies in
/// the minute that is meant.
fn part_until(gap: &Gap, at: NamedTime) -> Result<u64, Refusal> {
    let (from, until) = (gap.from_utc(), gap.until.at_utc);
    let at = at.or_last([from, until].into_iter());
    if at < from || at > until {
        return Err(Refusal::new(
            RefusalKind::Refused,
            "The gap was not split",
            format!("the time does not lie in {}", gap.id),
            Hint::show("see when it began and ended", LookAt::Gaps),
        ));
    }
    Ok(ms_between(from, at).min(gap.ms))
}

fn no_such_gap(id: Option<GapId>, session: Option<&Session>) -> Refusal {
    let gaps = session.into_iter().flat_map(|session| &session.gaps);
    let known = gaps.into_iter().find(|gap| Some(gap.id) == id);
    let key = session.map(|session| session.key.to_string());
    let why = match (id, known) {
        (Some(id), Some(gap)) if !gap.answered && gap.ms == 0 => {
            format!("{id} is no longer a gap: no such time passed")
        }
        (Some(id), Some(_)) => format!("{id} was answered already"),
        (Some(id), None) => format!("{id} is not a gap of this session"),
        (None, _) => format!("{} has no open gap", key.unwrap_or_default()),
    };
    Refusal::new(
        if known.is_some() { RefusalKind::Refused } else { RefusalKind::NothingThere },
        "No gap was answered",
        why,
        Hint::show("see the open ones", LookAt::Gaps),
    )
    .or(Hint::give("or undo the newest answer", Verb::Undo))
}
