//! One session in full: how it stands or ended, and everything that was done in it.

use crate::core::base::{Hint, LookAt, Moment, Refusal, RefusalKind, SessionName, ms_between};
use crate::core::history::{Activity, HistoryUpdate, Recorded, SessionRecord, SessionRef, Watch};
use crate::core::read::{GapGlance, GapState, PieceKind, SessionGlance};
use crate::core::session::{Cone, EffectiveAt, Gap, Health, Phase, Session, Snapshot, Span};

/// One session in full.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// The session, as it stands or ended.
    pub session: Session,
    /// Band and health at its end; now, while it is live.
    pub readings: Snapshot,
    /// What was done in it, the oldest first; what was taken back is marked.
    pub activities: Vec<Activity>,
    /// The gaps of a session that left the desk, whose record tells no more than what they left.
    filed_gaps: Vec<GapGlance>,
    /// It left the desk: nobody can say any more what its gaps were.
    is_gone: bool,
}

impl Story {
    /// Tells a session's story from the events that concern it, newest first, back to its start.
    ///
    /// # Errors
    /// A refusal when there is no such session, or none any more.
    pub fn of(
        name: &SessionName,
        trail: &[Recorded],
        watch: &Watch,
        now: &Moment,
    ) -> Result<Self, Refusal> {
        // As the next command will find it: a gap that no command has recorded yet is no active time.
        let normalized = watch.normalized(EffectiveAt::now(now));
        let on_the_desk = normalized.as_ref().filter(|session| SessionRef::of(session).is(name));
        if trail.is_empty() && on_the_desk.is_none() {
            return Err(no_such_session(name));
        }
        let with_its_gaps = on_the_desk.cloned().map(|session| (session, Vec::new()));
        let (session, filed_gaps) = match with_its_gaps.or_else(|| retrace(name, trail)) {
            Some(told) if on_the_desk.is_some() || !told.0.phase.is_live() => told,
            // It was live when it was last heard of, and it is not on the desk.
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

/// Goes the way of a session again, by the results that its events carry.
fn retrace(name: &SessionName, trail: &[Recorded]) -> Option<(Session, Vec<GapGlance>)> {
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
            // Another session took its place: how this one ended stands in its record alone.
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

/// Returns the record that an event files of a session.
fn record<'a>(name: &SessionName, event: &'a Recorded) -> Option<&'a SessionRecord> {
    event.change.set.history_updates.iter().find_map(|filing| match filing {
        HistoryUpdate::Filed(record) if record.is(name) => Some(record.as_ref()),
        _ => None,
    })
}

impl Session {
    /// Returns the gaps up to the end that its record tells of.
    fn gaps_as_filed(&self, record: &SessionRecord) -> Vec<GapGlance> {
        let cut = |gap: &Gap| {
            let mut gap = gap.clone();
            gap.cut(ms_between(record.ended_at_utc, gap.until.at_utc));
            gap
        };
        let gaps = self.told_gaps().map(cut).filter(|gap| gap.ms > 0);
        gaps.map(|gap| GapGlance::of(&gap)).collect()
    }

    /// Brings a session that was live to the end that its record tells of.
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
        // What the record counts is what its gaps left: nobody asks about them any more.
        self.gaps.clear();
        self.spans = record.spans.iter().map(|(at, ms)| Span::closed(*at, *ms)).collect();
        let closed = self.context_stack.cut(0, record.ended_at_utc, record.active_ms);
        self.closed_frames.extend(closed);
        // A reading that another session saw is not among the events of this one: then its light
        // is known, and its reasons are not.
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

/// Returns the refusal to show a session that is not there.
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
