//! One session in full, with everything that was done in it.

use crate::core::base::{Hint, LookAt, Moment, Refusal, RefusalKind, SessionName};
use crate::core::history::{Activity, Recorded, SessionRef, Watch};
use crate::core::read::{GapState, PieceKind, SessionGlance};
use crate::core::session::{EffectiveAt, Session, Snapshot};

/// One session in full.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// The session as it is, or as it ended.
    pub session: Session,
    /// Band and health at its end, or now while it is live.
    pub readings: Snapshot,
    /// What was done in it, oldest first. Undone activities are marked.
    pub activities: Vec<Activity>,
    /// Whether it left the desk. Then its gaps can no longer be answered.
    is_gone: bool,
}

impl Story {
    /// Returns the story of a session from its events, newest first, back to its start.
    ///
    /// # Errors
    /// A refusal if there is no such session, or its start is undone or gone.
    pub fn of(
        name: &SessionName,
        trail: &[Recorded],
        watch: &Watch,
        now: &Moment,
    ) -> Result<Self, Refusal> {
        // Gaps that no command has recorded yet must not count as active time.
        let normalized = watch.normalized(EffectiveAt::now(now));
        let on_the_desk = normalized.as_ref().filter(|session| SessionRef::of(session).is(name));
        if trail.is_empty() && on_the_desk.is_none() {
            return Err(no_such_session(name));
        }
        let session = match on_the_desk.cloned().or_else(|| replay(name, trail)) {
            Some(found) if on_the_desk.is_some() || !found.phase.is_live() => found,
            // A live session that is not on the desk has lost its start.
            Some(_) => return Err(start_undone(name)),
            None => return Err(without_start(name)),
        };
        let mut activities = Activity::of_all(trail);
        activities.reverse();
        let now = || watch.governance.snapshot();
        let readings = session.end_snapshot.clone().unwrap_or_else(now);
        Ok(Self { session, readings, activities, is_gone: on_the_desk.is_none() })
    }

    /// Returns the session as it is shown at a moment.
    #[must_use]
    pub fn glance(&self, now: &Moment) -> SessionGlance {
        let mut glance = SessionGlance::of(&self.session, now);
        if self.is_gone {
            for gap in glance.gaps.iter_mut().filter(|gap| gap.state == GapState::Open) {
                gap.state = GapState::Unanswered;
            }
            for piece in glance.timeline.iter_mut().filter(|piece| piece.kind == PieceKind::Gap) {
                piece.kind = PieceKind::Uncounted;
            }
        }
        glance
    }
}

/// Replays the events of a session. Returns its last state.
fn replay(name: &SessionName, trail: &[Recorded]) -> Option<Session> {
    let is_it = |session: &Session| SessionRef::of(session).is(name);
    let (mut desk, mut last) = (None, None);
    for event in trail.iter().rev() {
        let change = &event.change;
        if let Some(normalize) = &change.normalize {
            normalize.apply(&mut desk);
        }
        last = desk.clone().filter(is_it).or(last);
        if let Some(set) = &change.set.session {
            set.apply(&mut desk);
        }
        // Another session may have replaced it.
        let filed = || change.set.history_updates.iter().find_map(|update| update.filed(name));
        last = desk.clone().filter(is_it).or_else(|| filed().cloned()).or(last);
    }
    last
}

/// Returns the refusal to show a session that does not exist.
#[must_use]
pub fn no_such_session(name: &SessionName) -> Refusal {
    Refusal::new(
        RefusalKind::NothingThere,
        "Nothing was shown",
        format!("there is no {name}"),
        Hint::show("see the past sessions", LookAt::History),
    )
    .or(Hint::show("or the live one", LookAt::Status))
}

fn start_undone(name: &SessionName) -> Refusal {
    Refusal::new(
        RefusalKind::NothingThere,
        "Nothing was shown",
        format!("the history does not hold {name}: its start was undone, or its events were lost"),
        Hint::show("see what was done in it", LookAt::LogOf(name.to_string())),
    )
}

fn without_start(name: &SessionName) -> Refusal {
    Refusal::new(
        RefusalKind::NothingThere,
        "Nothing was shown",
        format!("the start of {name} is no longer in the history"),
        Hint::show("see what is left of it", LookAt::LogOf(name.to_string())),
    )
}
