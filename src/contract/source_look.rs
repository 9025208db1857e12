//! What came of asking the sources before an answer.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::config::SourceSettings;
use crate::core::{Band, Light};
use crate::sources::SourceAnswers;

/// What came of asking the sources before an answer.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SourcesAsked {
    /// Whether they were asked for this answer. If not, another process asks them at their times.
    pub asked_now: bool,
    /// The process that asks them; null if that is not known.
    pub asked_by_pid: Option<u32>,
    /// When the oldest of their last answers came, UTC; null if none ever did.
    pub oldest_answer_utc: Option<DateTime<Utc>>,
    /// What each source said last.
    pub sources: Vec<SourceSaid>,
}

/// What a source said last.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SourceSaid {
    /// Its name.
    pub name: String,
    /// The band; null if it said none.
    pub band: Option<Band>,
    /// The health; null if it said none.
    pub health: Option<Light>,
    /// Whether that counts. If not, it has not lasted long enough.
    pub counts: bool,
    /// Why its last look failed; null if it did not.
    pub cause: Option<String>,
    /// When it answered last, UTC; null if it never did.
    pub answered_at_utc: Option<DateTime<Utc>>,
}

impl SourcesAsked {
    /// Returns what the answers say of some sources. `silent` did not answer in time.
    #[must_use]
    pub fn of(
        answers: &SourceAnswers,
        sources: &[SourceSettings],
        (asked_now, asked_by_pid): (bool, Option<u32>),
        silent: &[&str],
    ) -> Self {
        let said = sources.iter().map(|source| {
            let name = source.name.clone();
            let is_silent = silent.contains(&name.as_str());
            let late = is_silent.then(|| "it did not answer within 2 s".to_owned());
            let Some(answer) = answers.sources.get(&name) else {
                let (band, health, answered_at_utc) = (None, None, None);
                return SourceSaid {
                    name,
                    band,
                    health,
                    counts: false,
                    cause: late,
                    answered_at_utc,
                };
            };
            let (band, health) = (answer.band.last(), answer.health.last());
            let band = band.or(answer.band.counts()).map(|value| value.band);
            let health = health.or(answer.health.counts()).map(|value| value.status);
            SourceSaid {
                name,
                counts: band == answer.band.counts().map(|value| value.band)
                    && health == answer.health.counts().map(|value| value.status),
                band,
                health,
                cause: late.or_else(|| answer.failure.as_ref().map(|failed| failed.cause.clone())),
                answered_at_utc: answer.answered_at_utc,
            }
        });
        let sources: Vec<SourceSaid> = said.collect();
        let oldest_answer_utc = sources.iter().filter_map(|said| said.answered_at_utc).min();
        Self { asked_now, asked_by_pid, oldest_answer_utc, sources }
    }
}
