//! What is shown of a band or a health: its sign, whether it is in doubt, and what people know of it.

use super::sign::{UNKNOWN, band_sign, light_sign};
use crate::core::{AlertOf, AlertState, Glance, Severity, ms_between};

/// An hour and a day, milliseconds.
const HOUR_MS: u64 = 3_600_000;
const DAY_MS: u64 = 24 * HOUR_MS;

/// What is shown of a band or a health.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadingLook {
    /// Its sign.
    pub sign: &'static str,
    /// How bad it is; the worse, if a source says worse than a person's word.
    pub severity: Severity,
    /// What a source says that is worse than a person's word, such as `RED`.
    pub overruled: Option<String>,
    /// How old it is, if it satisfies nothing: it is calm, and nobody has confirmed it for long. Empty if its
    /// source never answered.
    pub doubt: Option<String>,
    /// Whether it is bad, and nobody has acknowledged that.
    pub is_lit: bool,
    /// What people know of it, in a word or two; empty if there is nothing to say.
    pub known: String,
}

impl ReadingLook {
    /// Returns what is shown of the band or of the health.
    #[must_use]
    pub fn of(glance: &Glance, which: AlertOf) -> Self {
        let governance = &glance.governance;
        let (sign, severity) = match which {
            AlertOf::Band => {
                let band = governance.cone.band;
                (band_sign(band), band.severity())
            }
            AlertOf::Health => {
                let light = governance.health.status;
                (light_sign(light), light.severity())
            }
        };
        let stale = governance.freshness(which).filter(|freshness| freshness.is_stale);
        let stale = stale.filter(|_| severity.is_calm() && sign != UNKNOWN);
        let doubt = stale.map(|stale| {
            let age = || Self::short_age(ms_between(stale.observed_at_utc, glance.now_utc));
            if stale.never { String::new() } else { age() }
        });
        let alert = governance.alert(which);
        let known = match alert {
            AlertState::Normal => String::new(),
            AlertState::New { .. } => "new".to_owned(),
            AlertState::Acknowledged(_) => "seen".to_owned(),
            AlertState::Returned(unseen) => format!("was {}", unseen.word.to_uppercase()),
            AlertState::Shelved(_) => "shelved".to_owned(),
        };
        let overruled = governance.overruled(which).map(|over| over.word.to_uppercase());
        // Nobody has said anything of the band that a desk has at first.
        let is_known = doubt.is_none() && governance.freshness(which).is_some();
        let sign = if is_known || !severity.is_calm() { sign } else { UNKNOWN };
        let severity = governance.worst_level(which).0;
        let is_lit = !severity.is_calm() && !alert.is_known();
        Self { sign, severity, overruled, doubt, is_lit, known }
    }

    /// Returns a word with the sign before it, how old it is if it is in doubt, and what a source says that does
    /// not count: as in `■ RED`, `? GREEN 4m` and `● GREEN, measured RED`.
    #[must_use]
    pub fn text(&self, word: &str) -> String {
        let age = self.doubt.as_ref().filter(|age| !age.is_empty());
        let age = age.map(|age| format!(" {age}")).unwrap_or_default();
        let over = self.overruled.as_ref().map(|over| format!(", measured {over}"));
        format!("{} {word}{age}{}", self.sign, over.unwrap_or_default())
    }

    /// Returns an age in one unit, as in `4m` or `2d`.
    #[must_use]
    pub fn short_age(ms: u64) -> String {
        if ms >= 2 * DAY_MS {
            return format!("{}d", ms / DAY_MS);
        }
        // Nothing on the screen ticks for an age.
        match (ms / HOUR_MS, ms / 60_000) {
            (0, 0) => "<1m".to_owned(),
            (0, minutes) => format!("{minutes}m"),
            (hours, _) => format!("{hours}h"),
        }
    }

    /// Returns the same without its sign: its place stays.
    #[must_use]
    pub fn without_sign(self) -> Self {
        Self { sign: " ", ..self }
    }
}
