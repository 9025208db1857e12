//! A gap as it is shown, with its answer.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::core::base::seconds_text;
use crate::core::history::GapTime;
use crate::core::session::{Absence, Gap, GapId};

/// A time in which the machine did not run. Only the part that was kept counts.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GapGlance {
    /// Its name, such as `gap-3`.
    pub id: GapId,
    /// When it began, UTC. If that is not known, the latest possible time.
    pub from_utc: DateTime<Utc>,
    /// When it ended, UTC.
    pub until_utc: DateTime<Utc>,
    /// Its length, seconds.
    pub seconds: u64,
    /// Why the machine did not run.
    pub why: Absence,
    /// Whether and how it was answered.
    pub state: GapState,
    /// The part that counts as active time, seconds.
    pub kept_seconds: u64,
}

/// Whether and how a gap was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum GapState {
    /// It waits for an answer.
    Open,
    /// The operator worked: all of it counts.
    Kept,
    /// The operator did not work: none of it counts.
    Discarded,
    /// The operator worked for the first part: only that counts.
    Split,
}

impl GapGlance {
    /// Returns a gap as it is shown.
    #[must_use]
    pub fn of(gap: &Gap) -> Self {
        let state = answered(gap.kept_ms, gap.ms);
        let state = if gap.is_open() { GapState::Open } else { state };
        Self {
            id: gap.id,
            from_utc: gap.from_utc(),
            until_utc: gap.until.at_utc,
            seconds: gap.ms / 1_000,
            why: gap.why,
            state,
            kept_seconds: gap.kept_ms / 1_000,
        }
    }

    /// Returns a gap of a listed session.
    #[must_use]
    pub fn of_listed(gap: &GapTime) -> Self {
        let state = answered(gap.kept_ms, gap.ms);
        let state = if gap.is_answered { state } else { GapState::Open };
        Self {
            id: gap.id,
            from_utc: gap.from_utc,
            until_utc: gap.until_utc,
            seconds: gap.ms / 1_000,
            why: gap.why,
            state,
            kept_seconds: gap.kept_ms / 1_000,
        }
    }

    /// Returns what the machine did, and for how long, as in "the machine slept for 1h 40m".
    #[must_use]
    pub fn absence(&self) -> String {
        format!("the machine {} for {}", self.why.words(), seconds_text(self.seconds))
    }

    /// Returns whether and how it was answered, and what counts.
    #[must_use]
    pub fn verdict(&self) -> String {
        match self.state {
            GapState::Open => "waits for an answer, not counted".to_owned(),
            GapState::Kept => "kept, counted".to_owned(),
            GapState::Discarded => "discarded, not counted".to_owned(),
            GapState::Split => {
                let kept = seconds_text(self.kept_seconds);
                let rest = seconds_text(self.seconds.saturating_sub(self.kept_seconds));
                format!("split, {kept} counted, {rest} not counted")
            }
        }
    }
}

/// Returns how a gap was answered of which a part was kept.
fn answered(kept_ms: u64, ms: u64) -> GapState {
    match kept_ms {
        0 => GapState::Discarded,
        kept_ms if kept_ms < ms => GapState::Split,
        _ => GapState::Kept,
    }
}
