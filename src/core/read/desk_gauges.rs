//! The desks of a machine in numbers, for programs that watch it.
//!
//! No text of a person is in them: its values are as many as people make up.

use chrono::{DateTime, Utc};

use crate::core::base::{DeskName, Moment, SessionKey};
use crate::core::history::{Watch, last_activity};
use crate::core::read::desk_glance::{DeskGlance, WaitReason, WaitsFor};
use crate::core::session::{Band, Drift, ERROR, EffectiveAt, Governance, Light, Phase, Session};

/// One desk in numbers, at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct DeskGauges {
    /// Whether anything was ever recorded.
    pub is_used: bool,
    /// The phase of its live or last session; `None` if there was none.
    pub phase: Option<Phase>,
    /// Whether it is a run that ended with an error.
    pub has_failed: bool,
    /// Its live session.
    pub live: Option<LiveGauges>,
    /// The band now.
    pub band: Band,
    /// Since when the band is so, UTC; `None` if nobody set it.
    pub band_since_utc: Option<DateTime<Utc>>,
    /// The health now.
    pub health: Light,
    /// Since when the health is so, UTC; `None` if nobody set it.
    pub health_since_utc: Option<DateTime<Utc>>,
    /// Whether a source measured band or health, and has not done so for long.
    pub is_stale: bool,
    /// How many gaps of the live or last session have no answer.
    pub open_gaps: usize,
    /// Why it waits for a person, as lists of desks say it.
    pub waits: Option<WaitReason>,
}

/// A live session in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveGauges {
    /// Its short name.
    pub key: SessionKey,
    /// When it started, UTC.
    pub started_at_utc: DateTime<Utc>,
    /// When its phase began, UTC.
    pub phase_since_utc: DateTime<Utc>,
    /// When its last activity was, UTC.
    pub last_activity_utc: Option<DateTime<Utc>>,
    /// The active time, milliseconds.
    pub active_ms: u64,
    /// All pauses, milliseconds.
    pub paused_ms: u64,
    /// The current pause, milliseconds; `None` unless it is paused.
    pub present_pause_ms: Option<u64>,
    /// The time since the start, milliseconds.
    pub wall_ms: u64,
    /// The planned active time, seconds.
    pub target_seconds: Option<u64>,
    /// How many steps the band moved since the start; more than zero is worse.
    pub band_drift: i8,
    /// How many steps the health moved since the start; more than zero is worse.
    pub health_drift: i8,
}

/// A desk of a person, as a program finds it that watches all.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileGauges {
    /// Its name.
    pub desk: DeskName,
    /// What it has; `None` if it cannot be read.
    pub gauges: Option<DeskGauges>,
    /// Whether its files need no repair.
    pub is_sound: bool,
}

/// The live runs, counted. They are too many to be told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RunCounts {
    /// Those that are active.
    pub active: usize,
    /// Those that are paused.
    pub paused: usize,
    /// Those that cannot be read.
    pub unread: usize,
    /// Those that wait for a person, in the order of [`WaitReason::ALL`].
    pub waiting: [usize; WaitReason::ALL.len()],
}

/// All desks of a machine, as a program finds them that watches it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AllGauges {
    /// Those of people, by name.
    pub desks: Vec<ProfileGauges>,
    /// Those of runs.
    pub runs: RunCounts,
    /// Whether nothing is missing.
    pub is_complete: bool,
}

impl DeskGauges {
    /// Returns a desk at a moment.
    #[must_use]
    pub fn of(watch: &Watch, now: &Moment) -> Self {
        let current = watch.at(now);
        let watch = current.as_ref();
        let session = watch.normalized(EffectiveAt::now(now));
        let session = session.filter(|session| !session.is_deleted());
        let of = session.as_ref();
        let live = of.filter(|session| session.phase.is_live());
        let governance = &watch.governance;
        Self {
            is_used: watch.seq > 0,
            phase: of.map(|session| session.phase),
            has_failed: of.and_then(Session::run_status).is_some_and(|status| status.0 == ERROR),
            live: live.map(|session| LiveGauges::of(watch, session, now)),
            band: governance.cone.band,
            band_since_utc: governance.cone.updated_at_utc,
            health: governance.health.status,
            health_since_utc: governance.health.updated_at_utc,
            is_stale: is_stale(governance, now),
            open_gaps: of.map_or(0, |session| session.open_gaps().count()),
            waits: of.and_then(|session| Some(WaitsFor::of(watch, session, now)?.reason())),
        }
    }
}

/// Reports whether a source measured band or health, and that was too long ago.
fn is_stale(governance: &Governance, now: &Moment) -> bool {
    let readings = &governance.readings;
    let both = [readings.band_freshness(now), readings.health_freshness(now)];
    both.into_iter().flatten().any(|freshness| freshness.source.is_some() && freshness.is_stale)
}

impl LiveGauges {
    fn of(watch: &Watch, session: &Session, now: &Moment) -> Self {
        let (band_drift, health_drift) =
            Drift::steps(&session.snapshot, &watch.governance.snapshot());
        let is_paused = session.phase == Phase::Paused;
        Self {
            key: session.key,
            started_at_utc: session.started_at_utc,
            phase_since_utc: session.in_phase_since(),
            last_activity_utc: last_activity(watch),
            active_ms: session.active_ms(now),
            paused_ms: session.paused_ms(now),
            present_pause_ms: is_paused.then(|| session.present_pause_ms(now)),
            wall_ms: session.wall_ms(now),
            target_seconds: session.target_seconds,
            band_drift,
            health_drift,
        }
    }
}

impl RunCounts {
    /// Counts a run. One that is over is not counted.
    pub fn add(&mut self, run: &DeskGlance) {
        match run.phase {
            Some(Phase::Active) => self.active += 1,
            Some(Phase::Paused) => self.paused += 1,
            None if run.is_unread() => self.unread += 1,
            Some(Phase::Ended | Phase::Cancelled) | None => return,
        }
        let reason = run.waits_for.as_ref().map(WaitsFor::reason);
        for (count, counted) in self.waiting.iter_mut().zip(WaitReason::ALL) {
            *count += usize::from(reason == Some(counted));
        }
    }

    /// Returns how many there are.
    #[must_use]
    pub fn all(&self) -> usize {
        self.active + self.paused + self.unread
    }
}
