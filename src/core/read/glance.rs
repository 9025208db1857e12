//! The read model: everything that a front end shows, computed from a Watch and a moment.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::core::base::{At, Concern, Moment, Refusal, Verb};
use crate::core::command::Expect;
use crate::core::history::{Activity, Forgotten, UndoStep, Watch, last_activity};
use crate::core::read::{GapGlance, SessionGlance};
use crate::core::rules::available;
use crate::core::session::{
    AlertOf, AlertState, AllReadings, Cone, Drift, EffectiveAt, Freshness, Governance, Health,
    Level, Overruled, Session, Severity, Snapshot, Trend,
};

/// What a desk shows at one moment. Durations are whole seconds, rounded down; times are UTC.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Glance {
    /// The number of the newest event it reflects.
    pub seq: u64,
    /// When this was computed, UTC.
    pub now_utc: DateTime<Utc>,
    /// The live session; null if there is none.
    pub session: Option<SessionGlance>,
    /// The last session; null if a session is live.
    pub last_session: Option<SessionGlance>,
    /// Band and health.
    pub governance: GovernanceGlance,
    /// The newest activities, newest first.
    pub recent: Vec<Activity>,
    /// The change that an undo would undo; null if it would be refused.
    pub undoes: Option<StepGlance>,
    /// The change that a redo would redo; null if it would be refused.
    pub redoes: Option<StepGlance>,
    /// The gaps that wait for an answer, oldest first.
    pub gaps: Vec<GapGlance>,
    /// Set if the live session had no activity for a long time.
    pub forgotten: Option<Forgotten>,
    /// When the last activity of the live session was, UTC.
    pub last_activity_utc: Option<DateTime<Utc>>,
    /// Why verbs are refused now.
    #[serde(skip)]
    pub refusals: Vec<(Verb, Refusal)>,
}

/// A change that can be undone or redone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct StepGlance {
    /// The number of the event that made it.
    pub seq: u64,
    /// Its verb.
    pub verb: Verb,
    /// What it is, in a few words, as in "band C→D".
    pub text: String,
}

/// Band and health now, and at the start and end of the session.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GovernanceGlance {
    /// The band now.
    pub cone: Cone,
    /// The health now.
    pub health: Health,
    /// What each source said last. Band and health now are its merge.
    pub readings: AllReadings,
    /// How old the band is; null if nobody said anything of it.
    pub band_freshness: Option<Freshness>,
    /// How old the health is; null if nobody said anything of it.
    pub health_freshness: Option<Freshness>,
    /// What a source says of the band that is worse than a person's word; null if none does.
    pub band_overruled: Option<Overruled>,
    /// What a source says of the health, likewise.
    pub health_overruled: Option<Overruled>,
    /// What people know of a bad band, at this moment.
    pub band_alert: AlertState,
    /// What people know of a bad health, at this moment.
    pub health_alert: AlertState,
    /// Both at the start of the live or last session.
    pub at_start: Option<Snapshot>,
    /// Both at its end; null while it is live.
    pub at_end: Option<Snapshot>,
    /// How both moved from its start to its end, or to now.
    pub drift: Option<Drift>,
}

impl Glance {
    /// Returns what a desk shows at a moment.
    #[must_use]
    pub fn of(watch: &Watch, now: &Moment) -> Self {
        let current = watch.at(now);
        let watch = current.as_ref();
        let normalized = watch.normalized(EffectiveAt::now(now));
        let shown = normalized.as_ref().map(|session| SessionGlance::of(session, now));
        let gaps = normalized.iter().flat_map(Session::open_gaps).map(GapGlance::of).collect();
        let (session, last_session) = match shown {
            Some(shown) if shown.phase.is_live() => (Some(shown), None),
            shown => (None, shown),
        };
        let refusals = Verb::ALL
            .iter()
            .copied()
            .filter_map(|verb| available(watch, verb, now).err().map(|refusal| (verb, refusal)));
        let allowed = |verb| available(watch, verb, now).is_ok();
        Self {
            seq: watch.seq,
            now_utc: now.utc,
            session,
            last_session,
            governance: GovernanceGlance::of(watch, now),
            recent: watch.recent.clone(),
            undoes: watch.undo.last().filter(|_| allowed(Verb::Undo)).map(StepGlance::of),
            redoes: watch.redo.last().filter(|_| allowed(Verb::Redo)).map(StepGlance::of),
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

    /// Returns how band and health moved since the live session started.
    #[must_use]
    pub fn drift(&self) -> (Trend, Trend) {
        match (&self.session, &self.governance.drift) {
            (Some(_), Some(drift)) => (drift.band, drift.health),
            (Some(_), None) | (None, _) => (Trend::Same, Trend::Same),
        }
    }

    /// Returns what the caller of a verb expects after reading this glance.
    #[must_use]
    pub fn expectation(&self, verb: Verb, at: At) -> Expect {
        let everything = Expect::Seq(self.seq);
        // Who gives an earlier time has seen what came until then, and nothing after it. A break lies
        // in the past.
        if at != At::Now || verb == Verb::Break {
            return Expect::LastActivity(self.last_activity_utc);
        }
        match verb.spec().concerns {
            Concern::Session => {
                Expect::Session(self.session.as_ref().map(|live| (live.id.clone(), live.phase)))
            }
            Concern::UndoStep => match &self.undoes {
                Some(step) => Expect::Undoes(step.seq),
                None => everything,
            },
            Concern::RedoStep => match &self.redoes {
                Some(step) => Expect::Redoes(step.seq),
                None => everything,
            },
            Concern::Band => Expect::Band(self.governance.cone.band),
            Concern::Health => Expect::Health(self.governance.health.status),
            Concern::Alerts => {
                let word = |which| self.governance.worst_level(which).1.to_owned();
                Expect::Alerts(AlertOf::ALL.map(word))
            }
            Concern::Everything => everything,
        }
    }

    /// Returns why a verb is refused now; `None` if it is allowed.
    #[must_use]
    pub fn refusal(&self, verb: Verb) -> Option<&Refusal> {
        self.refusals.iter().find(|(refused, _)| *refused == verb).map(|(_, refusal)| refusal)
    }
}

impl StepGlance {
    fn of(step: &UndoStep) -> Self {
        Self { seq: step.seq, verb: step.verb, text: step.target.clone() }
    }
}

impl GovernanceGlance {
    /// Returns what people know of the band or of the health, at this moment.
    #[must_use]
    pub fn alert(&self, which: AlertOf) -> &AlertState {
        match which {
            AlertOf::Band => &self.band_alert,
            AlertOf::Health => &self.health_alert,
        }
    }

    /// Returns what a source says that is worse than a person's word; `None` if none does.
    #[must_use]
    pub fn overruled(&self, which: AlertOf) -> Option<&Overruled> {
        match which {
            AlertOf::Band => self.band_overruled.as_ref(),
            AlertOf::Health => self.health_overruled.as_ref(),
        }
    }

    /// Returns the worst level that anybody says.
    #[must_use]
    pub fn worst_level(&self, which: AlertOf) -> (Severity, &str) {
        let counts = match which {
            AlertOf::Band => Level::of_band(self.cone.band),
            AlertOf::Health => Level::of_light(self.health.status),
        };
        self.overruled(which)
            .map_or((counts.severity, counts.word), |over| (over.level, &over.word))
    }

    /// Returns how old the band or the health is; `None` if nobody said anything of it.
    #[must_use]
    pub fn freshness(&self, which: AlertOf) -> Option<&Freshness> {
        match which {
            AlertOf::Band => self.band_freshness.as_ref(),
            AlertOf::Health => self.health_freshness.as_ref(),
        }
    }

    fn of(watch: &Watch, moment: &Moment) -> Self {
        let shown = watch.session.as_ref();
        let at_start = shown.map(|session| session.snapshot.clone());
        let at_end = shown.and_then(|session| session.end_snapshot.clone());
        let now = &watch.governance;
        let drift = at_start.as_ref().map(|start| match &at_end {
            Some(end) => Drift::between(start, end),
            None => Drift::between(start, &now.snapshot()),
        });
        let band_alert = now.alert_state(AlertOf::Band, moment.utc);
        let health_alert = now.alert_state(AlertOf::Health, moment.utc);
        let Governance { mut cone, mut health, readings, .. } = now.clone();
        // The value is recorded once; why it is so may have changed since.
        let sources = &moment.sources;
        if let Some(reason) =
            cone.provenance.source().and_then(|name| sources.why_band(name, cone.band.letter()))
        {
            reason.clone_into(&mut cone.reason);
        }
        if let Some(reasons) = health
            .provenance
            .source()
            .and_then(|name| sources.why_health(name, health.status.word()))
        {
            reasons.clone_into(&mut health.reasons);
        }
        let band_freshness = readings.band_freshness(moment);
        let health_freshness = readings.health_freshness(moment);
        Self {
            cone,
            health,
            band_overruled: readings.overruled(AlertOf::Band, moment),
            health_overruled: readings.overruled(AlertOf::Health, moment),
            readings,
            band_freshness,
            health_freshness,
            band_alert,
            health_alert,
            at_start,
            at_end,
            drift,
        }
    }
}
