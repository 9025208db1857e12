//! One gap as it is shown, with what became of it.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::core::base::duration::short_text;
use crate::core::session::gap::{Absence, Gap, GapId};

/// A gap; what of it was not kept counts nothing.
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
    /// What became of it.
    pub state: GapState,
    /// What of it counts, seconds.
    pub kept_seconds: u64,
}

/// What became of a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum GapState {
    /// It waits for an answer.
    Open,
    /// Work went on: all of it counts.
    Kept,
    /// Nobody worked: nothing of it counts.
    Discarded,
    /// Work went on for a part of it.
    Split,
    /// The next session had begun before anybody said what it was: nothing of it counts.
    Unanswered,
}

impl GapGlance {
    /// Returns a gap as it is shown.
    #[must_use]
    pub fn of(gap: &Gap) -> Self {
        let state = match gap.kept_ms {
            _ if gap.is_open() => GapState::Open,
            0 => GapState::Discarded,
            kept_ms if kept_ms < gap.ms => GapState::Split,
            _ => GapState::Kept,
        };
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

    /// Returns what the machine did, and for how long, as in "the machine slept 1h 40m".
    #[must_use]
    pub fn absence(&self) -> String {
        let long = short_text(self.seconds.saturating_mul(1_000));
        format!("the machine {} {long}", self.why.words())
    }

    /// Returns what became of it, as the end of a line.
    #[must_use]
    pub fn verdict(&self) -> String {
        let text = |seconds: u64| short_text(seconds.saturating_mul(1_000));
        match self.state {
            GapState::Open => "waits for an answer, not counted".to_owned(),
            GapState::Kept => "kept, counted".to_owned(),
            GapState::Discarded => "discarded, not counted".to_owned(),
            GapState::Split => {
                let rest = self.seconds.saturating_sub(self.kept_seconds);
                format!("split, {} counted, {} not counted", text(self.kept_seconds), text(rest))
            }
            GapState::Unanswered => "never answered, not counted".to_owned(),
        }
    }
}
