//! What people know of a bad band or health, and how old it is, in a few words.

use chrono::{DateTime, Utc};

use super::markup::typed;
use super::phrases::{ago, local_time};
use crate::core::{AlertState, Freshness, Overruled, Severity};
use crate::zone::Zone;

/// A moment at a place, for times in words.
#[derive(Clone, Copy)]
pub struct SpokenTime<'a> {
    /// The moment, UTC.
    pub now: DateTime<Utc>,
    /// The place.
    pub zone: &'a dyn Zone,
}

impl SpokenTime<'_> {
    /// Returns how long ago a time was.
    #[must_use]
    pub fn ago(self, at: DateTime<Utc>) -> String {
        ago(at, self.now, self.zone)
    }

    /// Returns a local time, with its date if it is not today.
    #[must_use]
    pub fn local(self, at: DateTime<Utc>) -> String {
        local_time(at, self.now, self.zone)
    }
}

/// Returns what people know, as in "new since 13:02"; `None` if there is nothing to say. `word` is what
/// the band or the health is now.
#[must_use]
pub fn alert(state: &AlertState, word: &str, time: SpokenTime<'_>) -> Option<String> {
    let because = |reason: &str| {
        if reason.is_empty() { String::new() } else { format!(": {}", typed(reason)) }
    };
    Some(match state {
        AlertState::Normal => return None,
        AlertState::New { since_utc, acknowledged: None } => {
            format!("new since {}", time.local(*since_utc))
        }
        AlertState::New { acknowledged: Some(ack), .. } => {
            let (by, ago) = (typed(&ack.by), time.ago(ack.at_utc));
            format!(
                "still {}, acknowledged by {by} {ago}{}",
                word.to_uppercase(),
                because(&ack.reason)
            )
        }
        AlertState::Acknowledged(ack) => {
            let (by, ago) = (typed(&ack.by), time.ago(ack.at_utc));
            format!("acknowledged by {by} {ago}{}", because(&ack.reason))
        }
        AlertState::Returned(was) => {
            let until = was.until_utc.map(|until| time.local(until)).unwrap_or_default();
            format!("was {} {}–{until}", typed(&was.word.to_uppercase()), time.local(was.from_utc))
        }
        AlertState::Shelved(shelved) => {
            format!("shelved until {}{}", time.local(shelved.until_utc), because(&shelved.reason))
        }
    })
}

/// Returns what a source says that is worse than a person's word, as in "probe says RED".
#[must_use]
pub fn overruled(overruled: Option<&Overruled>, time: SpokenTime<'_>) -> Option<String> {
    let over = overruled?;
    Some(over.text(&typed(&over.source), &time.ago(over.freshness.observed_at_utc)))
}

/// Reports whether a value satisfies nothing: it is calm, and nobody has confirmed it for long.
#[must_use]
pub fn is_doubtful(severity: Severity, freshness: Option<&Freshness>) -> bool {
    severity.is_calm() && freshness.is_some_and(|freshness| freshness.is_stale)
}

/// Returns when a stale value was confirmed last, as in "last confirmed 4m ago by alerts", or whose answer
/// is missing; `None` if it is fresh.
#[must_use]
pub fn staleness(freshness: Option<&Freshness>, time: SpokenTime<'_>) -> Option<String> {
    let freshness = freshness.filter(|freshness| freshness.is_stale)?;
    let by = freshness.source.as_ref().map(|source| format!(" by {}", typed(source)));
    if let Some(source) = freshness.source.as_ref().filter(|_| freshness.never) {
        return Some(format!("{} has never answered", typed(source)));
    }
    let ago = time.ago(freshness.observed_at_utc);
    Some(format!("last confirmed {ago}{}", by.unwrap_or_default()))
}
