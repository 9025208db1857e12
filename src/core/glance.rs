//! The read model: everything a front end needs to draw, computed from a Watch and a moment.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use serde_json::{Map, Value};

use super::activity::Activity;
use super::available::{Verb, available};
use super::by::Source;
use super::context::FrameRef;
use super::effect::Effect;
use super::gap::{Absence, Gap, GapId};
use super::governance::{Cone, Drift, Health, Snapshot};
use super::keys::{SessionId, SessionKey};
use super::moment::Moment;
use super::refusal::Refusal;
use super::session::{Phase, Session};
use super::timeline::{Piece, timeline};
use super::watch::{UndoStep, Watch};

/// Everything a front end needs to draw. Durations are whole seconds, floored; times are UTC.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Glance {
    /// The number of the newest event it reflects.
    pub seq: u64,
    /// When it was computed.
    pub now_utc: DateTime<Utc>,
    /// The live session.
    pub session: Option<SessionGlance>,
    /// The last session, when none is live.
    pub last_session: Option<LastSession>,
    /// Band and health.
    pub governance: GovernanceGlance,
    /// The newest activities, newest first.
    pub recent: Vec<Activity>,
    /// What an undo would take back.
    pub undoes: Option<StepGlance>,
    /// What a redo would make again.
    pub redoes: Option<StepGlance>,
    /// The gaps of the session shown that wait for an answer, oldest first.
    pub gaps: Vec<GapGlance>,
    /// Whether somebody should be asked if the live session still goes on.
    pub forgotten: Option<Forgotten>,
    /// The last activity in the live session, UTC: an end at that time is never too early.
    pub last_activity_utc: Option<DateTime<Utc>>,
    /// What stands against each verb now.
    #[serde(skip)]
    pub refusals: Vec<(Verb, Refusal)>,
}

/// One change that can be taken back, or made again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct StepGlance {
    /// The number of the event that made it.
    pub seq: u64,
    /// Its verb.
    pub verb: Verb,
}

/// A gap that waits for an answer; it counts nothing until then.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GapGlance {
    /// Its name, such as `gap-3`.
    pub id: GapId,
    /// When it began, UTC; where that is not known, as late as it may have been.
    pub from_utc: DateTime<Utc>,
    /// When it was over, UTC.
    pub until_utc: DateTime<Utc>,
    /// How long it was, seconds.
    pub seconds: u64,
    /// Why the machine was not there.
    pub why: Absence,
}

/// A live session that nobody has touched for long.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Forgotten {
    /// The last activity in it, UTC.
    pub since_utc: DateTime<Utc>,
    /// How long ago that was, seconds.
    pub idle_seconds: u64,
}

/// The session that is over, as a live one is shown.
pub type LastSession = SessionGlance;

/// One session as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SessionGlance {
    /// The short name.
    pub key: SessionKey,
    /// The unique name.
    pub id: SessionId,
    /// Where it stands.
    pub phase: Phase,
    /// Since when, UTC.
    pub phase_since_utc: DateTime<Utc>,
    /// When it started, UTC.
    pub started_at_utc: DateTime<Utc>,
    /// When it ended, UTC.
    pub ended_at_utc: Option<DateTime<Utc>>,
    /// The active time, seconds.
    pub active_seconds: u64,
    /// The active time, milliseconds; for whoever waits for the next whole second.
    #[serde(skip)]
    pub active_ms: u64,
    /// All pauses, seconds.
    pub paused_seconds: u64,
    /// The present pause, seconds.
    pub present_pause_seconds: u64,
    /// How many pauses, the present one included.
    pub breaks: u32,
    /// Active time and pauses together, seconds.
    pub wall_seconds: u64,
    /// What it is about.
    pub notes: Option<String>,
    /// The notes it started with.
    pub start_notes: Option<String>,
    /// Why it is paused.
    pub pause_reason: Option<String>,
    /// Who started it.
    pub operator: String,
    /// Through which door.
    pub source: Source,
    /// The agent it belongs to.
    pub agent_id: Option<String>,
    /// The workflow it belongs to.
    pub workflow_id: Option<String>,
    /// The active time it is meant to take, seconds.
    pub target_seconds: Option<u64>,
    /// When that will be reached if the clock runs on, UTC; nothing while it stands, or after.
    pub target_due_utc: Option<DateTime<Utc>>,
    /// Whatever else its giver wanted kept.
    pub metadata: Map<String, Value>,
    /// The open frames, outermost first.
    pub context_stack: Vec<FrameGlance>,
    /// The frames left, newest last, each name once with its times added up.
    pub closed_frames: Vec<FrameGlance>,
    /// Active and paused stretches in order, for a strip.
    pub stretches: Vec<Stretch>,
    /// What counts: each stretch with its start, UTC, and its length, milliseconds.
    #[serde(skip)]
    pub worked: Vec<(DateTime<Utc>, u64)>,
    /// Active, paused and open gaps in order, each with its times.
    #[serde(skip)]
    pub timeline: Vec<Piece>,
}

/// One frame as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FrameGlance {
    /// Type and id.
    #[serde(flatten)]
    pub name: FrameRef,
    /// What it is about.
    pub title: Option<String>,
    /// The estimate, seconds.
    pub estimate_seconds: Option<u64>,
    /// Its active time, seconds.
    pub active_seconds: u64,
}

/// What a stretch of a session was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StretchKind {
    /// The clock ran.
    Active,
    /// The clock stood.
    Paused,
}

/// One stretch of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Stretch {
    /// What it was.
    pub kind: StretchKind,
    /// How long, seconds.
    pub seconds: u64,
}

/// Band and health, then and now.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GovernanceGlance {
    /// The band now.
    pub cone: Cone,
    /// The health now.
    pub health: Health,
    /// Both at the start of the session that is shown.
    pub at_start: Option<Snapshot>,
    /// Both at its end, when it is over.
    pub at_end: Option<Snapshot>,
    /// The difference between its start and now (its end, when it is over).
    pub drift: Option<Drift>,
}

impl Glance {
    /// The name and version of its JSON form.
    pub const SCHEMA: &str = "onwatch.status/1";

    /// Returns what there is to see at a moment.
    #[must_use]
    pub fn of(watch: &Watch, now: &Moment) -> Self {
        let settled = watch.settled(Effect::now(now));
        let shown = settled.as_ref().map(|session| SessionGlance::of(session, now));
        let gaps = settled.iter().flat_map(Session::open_gaps).map(GapGlance::of).collect();
        let (session, last_session) = match shown {
            Some(shown) if shown.phase.is_live() => (Some(shown), None),
            shown => (None, shown),
        };
        let refusals = Verb::ALL
            .into_iter()
            .filter_map(|verb| available(watch, verb, now).err().map(|refusal| (verb, refusal)));
        Self {
            seq: watch.seq,
            now_utc: now.utc,
            session,
            last_session,
            governance: GovernanceGlance::of(watch),
            recent: watch.recent.clone(),
            undoes: watch.undo.last().map(StepGlance::of),
            redoes: watch.redo.last().map(StepGlance::of),
            gaps,
            forgotten: Forgotten::of(watch, now),
            last_activity_utc: last_activity(watch),
            refusals: refusals.collect(),
        }
    }

    /// Returns the session to show: the live one, else the last one.
    #[must_use]
    pub fn shown(&self) -> Option<&SessionGlance> {
        self.session.as_ref().or(self.last_session.as_ref())
    }

    /// Returns what stands against a verb now.
    #[must_use]
    pub fn refusal(&self, verb: Verb) -> Option<&Refusal> {
        self.refusals.iter().find(|(refused, _)| *refused == verb).map(|(_, refusal)| refusal)
    }
}

impl StepGlance {
    fn of(step: &UndoStep) -> Self {
        Self { seq: step.seq, verb: step.verb }
    }
}

impl GapGlance {
    fn of(gap: &Gap) -> Self {
        Self {
            id: gap.id,
            from_utc: gap.from_utc(),
            until_utc: gap.until.at_utc,
            seconds: gap.ms / 1_000,
            why: gap.why,
        }
    }
}

impl Forgotten {
    fn of(watch: &Watch, now: &Moment) -> Option<Self> {
        let change = &watch.live()?.last_change;
        let since_utc = last_activity(watch)?;
        let idle_ms = u64::try_from((now.utc - since_utc).num_milliseconds()).unwrap_or(0);
        let idle_ms = idle_ms.min(change.elapsed_ms(now));
        (idle_ms > now.rules.forgotten_after_ms)
            .then_some(Self { since_utc, idle_seconds: idle_ms / 1_000 })
    }
}

/// Returns when the live session was last touched by hand. Readings of band and health come by
/// themselves: nobody need be there.
pub(super) fn last_activity(watch: &Watch) -> Option<DateTime<Utc>> {
    let live = watch.live()?;
    let by_hand = |activity: &&Activity| {
        activity.session == Some(live.key) && !matches!(activity.verb, Verb::Band | Verb::Health)
    };
    let touched = watch.recent.iter().find(by_hand).map(|activity| activity.at_utc);
    let change = live.last_change.at_utc;
    Some(touched.unwrap_or(change).max(change))
}

impl SessionGlance {
    /// Returns a session as it is shown at a moment.
    #[must_use]
    pub fn of(session: &Session, now: &Moment) -> Self {
        let active_ms = session.active_ms(now);
        let paused_ms = session.paused_ms(now);
        let worked = session.worked(now);
        let frame = |frame: &super::context::Frame| FrameGlance {
            name: frame.name(),
            title: frame.title.clone(),
            estimate_seconds: frame.estimate_seconds,
            active_seconds: frame.active_ms(active_ms) / 1_000,
        };
        Self {
            key: session.key,
            id: session.id.clone(),
            phase: session.phase,
            phase_since_utc: session.phase_since.at_utc,
            started_at_utc: session.started_at_utc,
            ended_at_utc: session.ended_at_utc,
            active_seconds: active_ms / 1_000,
            active_ms,
            paused_seconds: paused_ms / 1_000,
            present_pause_seconds: session.present_pause_ms(now) / 1_000,
            breaks: session.breaks,
            wall_seconds: active_ms.saturating_add(paused_ms) / 1_000,
            notes: session.notes.clone(),
            start_notes: session.start_notes.clone(),
            pause_reason: session.pause_reason.clone(),
            operator: session.operator.clone(),
            source: session.source,
            agent_id: session.agent_id.clone(),
            workflow_id: session.workflow_id.clone(),
            target_seconds: session.target_seconds,
            target_due_utc: target_due(session, active_ms, now),
            metadata: session.metadata.clone(),
            context_stack: session.context_stack.frames().iter().map(frame).collect(),
            closed_frames: closed_frames(session),
            stretches: stretches(session, now),
            timeline: timeline(session, &worked, now),
            worked,
        }
    }
}

fn target_due(session: &Session, active_ms: u64, now: &Moment) -> Option<DateTime<Utc>> {
    let target_ms = session.target_seconds?.saturating_mul(1_000);
    let left_ms = target_ms.checked_sub(active_ms).filter(|left_ms| *left_ms > 0)?;
    let left = TimeDelta::try_milliseconds(i64::try_from(left_ms).ok()?)?;
    (session.phase == Phase::Active).then(|| now.utc.checked_add_signed(left))?
}

impl GovernanceGlance {
    fn of(watch: &Watch) -> Self {
        let shown = watch.session.as_ref();
        let at_start = shown.map(|session| session.snapshot.clone());
        let at_end = shown.and_then(|session| session.end_snapshot.clone());
        let now = &watch.governance;
        let drift = at_start.as_ref().map(|start| match &at_end {
            Some(end) => Drift::between(start, end),
            None => Drift::between(start, &now.snapshot()),
        });
        Self { cone: now.cone.clone(), health: now.health.clone(), at_start, at_end, drift }
    }
}

fn closed_frames(session: &Session) -> Vec<FrameGlance> {
    let mut times: Vec<(FrameGlance, u64)> = Vec::new();
    for frame in &session.closed_frames {
        let name = frame.name();
        if let Some((known, ms)) = times.iter_mut().find(|(known, _)| known.name == name) {
            *ms = ms.saturating_add(frame.active_ms);
            known.title = frame.title.clone().or(known.title.take());
            known.estimate_seconds = frame.estimate_seconds.or(known.estimate_seconds);
        } else {
            let glance = FrameGlance {
                name,
                title: frame.title.clone(),
                estimate_seconds: frame.estimate_seconds,
                active_seconds: 0,
            };
            times.push((glance, frame.active_ms));
        }
    }
    times
        .into_iter()
        .map(|(frame, ms)| FrameGlance { active_seconds: ms / 1_000, ..frame })
        .collect()
}

/// Spans that follow each other without a pause (the clock changed between them) become one.
fn stretches(session: &Session, now: &Moment) -> Vec<Stretch> {
    let mut all: Vec<(StretchKind, u64)> = Vec::new();
    let mut add = |kind, ms: u64| match all.last_mut() {
        Some((last, sum)) if *last == kind => *sum = sum.saturating_add(ms),
        _ => all.push((kind, ms)),
    };
    if session.folded_spans.count > 0 {
        add(StretchKind::Active, session.folded_spans.active_ms);
    }
    let mut previous_end: Option<DateTime<Utc>> = None;
    for spans in session.stretches() {
        let start = spans.first().map(|span| span.start.at_utc);
        if let Some((start, end)) = start.zip(previous_end) {
            let pause_ms = (start - end).num_milliseconds();
            if pause_ms > 0 {
                add(StretchKind::Paused, pause_ms.unsigned_abs());
            }
        }
        add(StretchKind::Active, session.stretch_ms(spans, now));
        previous_end = spans.last().and_then(|span| span.ended_at_utc);
    }
    let last_pause_ms = match (session.phase, previous_end, session.ended_at_utc) {
        (Phase::Paused, ..) => session.present_pause_ms(now),
        (_, Some(end), Some(ended)) => (ended - end).num_milliseconds().max(0).unsigned_abs(),
        _ => 0,
    };
    if last_pause_ms > 0 {
        add(StretchKind::Paused, last_pause_ms);
    }
    all.into_iter().map(|(kind, ms)| Stretch { kind, seconds: ms / 1_000 }).collect()
}
