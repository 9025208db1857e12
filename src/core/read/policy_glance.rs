//! What the policy says of the live session at a moment: what it asks, what it tells, and its reminders.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::core::base::{Moment, ms_between, short_text};
use crate::core::history::Watch;
use crate::core::policy::{BandRule, Directives, LiveLevel};
use crate::core::read::{SessionGlance, StretchKind};
use crate::core::session::{
    AlertOf, AlertState, Band, EffectiveAt, Light, Phase, Session, Snapshot, Telling,
};

/// What the policy says of the live session at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PolicyGlance {
    /// What got bad since the start, and is to be told or asked; nothing once it is acknowledged.
    pub turned: Vec<TurnedBad>,
    /// What the operator is reminded of.
    pub reminders: Vec<Reminder>,
}

/// A band or a health that got bad while the session is live.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct TurnedBad {
    /// Which of them.
    pub of: AlertOf,
    /// Since when, UTC.
    pub since_utc: DateTime<Utc>,
    /// Whether the operator is asked, and not only told: go on, pause or end.
    pub asks: bool,
    /// Which reading said what, and when.
    pub why: String,
}

/// A reminder of the band's rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Reminder {
    /// Of what.
    pub kind: ReminderKind,
    /// What is so, as in "1h 02m without a break; band C asks for one after 50m".
    pub text: String,
    /// The reason that the settings give; null if they give none.
    pub because: Option<String>,
}

/// Of what the operator is reminded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReminderKind {
    /// The session has more active time than the band allows.
    MaxActive,
    /// It is time for a break.
    Break,
}

impl Reminder {
    /// Returns it with its reason, as in "…: long hours make mistakes".
    #[must_use]
    pub fn sentence(&self) -> String {
        match &self.because {
            Some(because) => format!("{}: {because}", self.text),
            None => self.text.clone(),
        }
    }
}

impl PolicyGlance {
    /// Returns what the policy says of the live session; nothing if it is paused, or none is live.
    #[must_use]
    pub fn of(watch: &Watch, now: &Moment, directives: &Directives) -> Self {
        let current = watch.at(now);
        let normalized = current.normalized(EffectiveAt::now(now));
        let Some(live) = normalized.filter(|session| session.phase == Phase::Active) else {
            return Self::default();
        };
        let snapshot = current.governance.snapshot_at(&[], now);
        let turned = turned_bad(&current, &live, (&snapshot, now), directives);
        let band = snapshot.cone.band;
        let rule = directives.policy.bands.get(&band);
        let shown = SessionGlance::of(&live, now);
        let reminders = rule.map_or_else(Vec::new, |rule| reminders(rule, band, &shown));
        Self { turned, reminders }
    }

    /// Returns what the operator is asked about.
    pub fn asks(&self) -> impl Iterator<Item = &TurnedBad> {
        self.turned.iter().filter(|turned| turned.asks)
    }
}

fn turned_bad(
    watch: &Watch,
    live: &Session,
    (snapshot, now): (&Snapshot, &Moment),
    directives: &Directives,
) -> Vec<TurnedBad> {
    let (policy, at_start, started_at) = (&directives.policy, &live.snapshot, live.started_at_utc);
    let levels = [
        (AlertOf::Health, snapshot.status.status == Light::Red, policy.red_while_live),
        (AlertOf::Band, snapshot.cone.band == Band::D, policy.d_while_live),
    ];
    let turned = levels.into_iter().filter_map(|(of, is_bad, level)| {
        let asks = match level {
            LiveLevel::Nothing => return None,
            LiveLevel::Notify => false,
            LiveLevel::Ask => true,
        };
        if !matches!(watch.governance.alert_state(of, now.utc), AlertState::New { .. }) {
            return None;
        }
        let (was_bad, word) = match of {
            AlertOf::Health => (at_start.status.status == Light::Red, Light::Red.word()),
            AlertOf::Band => (at_start.cone.band == Band::D, Band::D.letter()),
        };
        // It may have been new before, and less bad; and a new reason is no new turn.
        let since_utc = watch.governance.alerts.of(of).said_since(word)?;
        let why = snapshot.said_so(of, Telling::At(now));
        let has_turned = is_bad && (!was_bad || since_utc > started_at);
        has_turned.then_some(TurnedBad { of, since_utc, asks, why })
    });
    turned.collect()
}

fn reminders(rule: &BandRule, band: Band, live: &SessionGlance) -> Vec<Reminder> {
    let letter = band.letter();
    let reminder = |kind, text| Reminder { kind, text, because: rule.because.clone() };
    let too_long = rule.max_active_ms.filter(|most| live.active_ms >= *most).map(|most| {
        let (is, may) = (short_text(live.active_ms), short_text(most));
        let text = format!("{is} active; band {letter} allows {may}");
        reminder(ReminderKind::MaxActive, text)
    });
    let last = live.stretches.last().filter(|last| last.kind == StretchKind::Active);
    let without_ms = last.map_or(0, |last| last.seconds.saturating_mul(1_000));
    let tired = rule.break_after_ms.filter(|after| without_ms >= *after).map(|after| {
        let (is, may) = (short_text(without_ms), short_text(after));
        let text = format!("{is} without a break; band {letter} asks for one after {may}");
        reminder(ReminderKind::Break, text)
    });
    too_long.into_iter().chain(tired).collect()
}

impl TurnedBad {
    /// Returns how long ago it turned, milliseconds.
    #[must_use]
    pub fn age_ms(&self, now: &Moment) -> u64 {
        ms_between(self.since_utc, now.utc)
    }
}
