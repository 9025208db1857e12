//! One session in full, with everything that was done in it.

use crate::core::base::{Hint, LookAt, Moment, Refusal, RefusalKind, SessionName, ms_between};
use crate::core::history::{Activity, HistoryUpdate, Recorded, SessionRecord, SessionRef, Watch};
use crate::core::read::{GapGlance, GapState, PieceKind, SessionGlance};
use crate::core::session::{Cone, EffectiveAt, Gap, Health, Phase, Session, Snapshot, Span};

/// One session in full.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// The session as it is, or as it ended.
    pub session: Session,
    /// Band and health at its end, or now while it is live.
    pub readings: Snapshot,
    /// What was done in it, oldest first. Undone activities are marked.
    pub activities: Vec<Activity>,
    /// The gaps of a session that left the desk. Its record does not list them.
    filed_gaps: Vec<GapGlance>,
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
        let with_its_gaps = on_the_desk.cloned().map(|session| (session, Vec::new()));
        let (session, filed_gaps) = match with_its_gaps.or_else(|| replay(name, trail)) {
            Some(found) if on_the_desk.is_some() || !found.0.phase.is_live() => found,
            // A live session that is not on the desk has lost its start.
            Some(_) => return Err(start_undone(name)),
            None => return Err(without_start(name)),
        };
        let mut activities = Activity::of_all(trail);
        activities.reverse();
        let now = || watch.governance.snapshot();
        let readings = session.end_snapshot.clone().unwrap_or_else(now);
        Ok(Self { session, readings, activities, filed_gaps, is_gone: on_the_desk.is_none() })
    }

    /// Returns the session as it is shown at a moment.
    #[must_use]
    pub fn glance(&self, now: &Moment) -> SessionGlance {
        let mut glance = SessionGlance::of(&self.session, now);
        glance.gaps.extend(self.filed_gaps.iter().cloned());
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

/// Replays the events of a session. Returns its last state, and the gaps that its record omits.
fn replay(name: &SessionName, trail: &[Recorded]) -> Option<(Session, Vec<GapGlance>)> {
    let is_it = |session: &Session| SessionRef::of(session).is(name);
    let (mut desk, mut last) = (None, None);
    let mut gaps = Vec::new();
    let mut readings: Option<Snapshot> = None;
    for event in trail.iter().rev() {
        let change = &event.change;
        if let Some(normalize) = &change.normalize {
            normalize.apply(&mut desk);
        }
        last = desk.clone().filter(is_it).or(last);
        if let Some(set) = &change.set.session {
            set.apply(&mut desk);
        }
        match desk.as_ref().filter(|session| is_it(session)) {
            Some(session) => {
                let readings = readings.get_or_insert_with(|| session.snapshot.clone());
                if let Some(cone) = &change.cone {
                    readings.cone = cone.clone();
                }
                if let Some(health) = &change.health {
                    readings.status = health.clone();
                }
                last = Some(session.clone());
                gaps.clear();
            }
            // Another session replaced it, so only its record shows how it ended.
            None => {
                if let (Some(session), Some(record)) = (&mut last, record(name, event)) {
                    gaps = session.gaps_as_filed(record);
                    session.end_as_filed(record, readings.clone().unwrap_or_default());
                }
            }
        }
    }
    last.map(|last| (last, gaps))
}

/// Returns the record of a session that an event adds to the past sessions.
fn record<'a>(name: &SessionName, event: &'a Recorded) -> Option<&'a SessionRecord> {
    event.change.set.history_updates.iter().find_map(|update| match update {
        HistoryUpdate::Filed(record) => Some(record.as_ref()).filter(|record| record.is(name)),
        HistoryUpdate::Withdrawn { .. } => None,
    })
}

impl Session {
    /// Returns the gaps until the end in its record.
    fn gaps_as_filed(&self, record: &SessionRecord) -> Vec<GapGlance> {
        let cut = |gap: &Gap| {
            let mut gap = gap.clone();
            gap.cut(ms_between(record.ended_at_utc, gap.until.at_utc));
            gap
        };
        let gaps = self.reported_gaps().map(cut).filter(|gap| gap.ms > 0);
        gaps.map(|gap| GapGlance::of(&gap)).collect()
    }

    /// Ends a session as its record says.
    fn end_as_filed(&mut self, record: &SessionRecord, mut readings: Snapshot) {
        self.phase = Phase::Ended;
        self.phase_since.at_utc = record.ended_at_utc;
        self.phase_since.anchor = None;
        self.last_change = self.phase_since.clone();
        self.ended_at_utc = Some(record.ended_at_utc);
        self.pause_reason = None;
        self.notes.clone_from(&record.notes);
        self.breaks = record.breaks;
        self.paused_ms = record.paused_ms;
        // The record counts the time without gaps, and they can no longer be answered.
        self.gaps.clear();
        self.spans = record.spans.iter().map(|(at, ms)| Span::closed(*at, *ms)).collect();
        let closed = self.context_stack.cut(0, record.ended_at_utc, record.active_ms);
        self.closed_frames.extend(closed);
        // The reading at the end may be missing from the events of this session. Then the record
        // has its value, but its reasons are not known.
        if readings.cone.band != record.band.1 {
            let (band, reason) = (record.band.1, String::new());
            readings.cone = Cone { band, reason, updated_at_utc: None, ..readings.cone };
        }
        if readings.status.status != record.health.1 {
            readings.status = Health { status: record.health.1, ..Health::default() };
        }
        self.end_snapshot = Some(readings);
    }
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
        format!("the start of {name} was undone"),
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
