//! Settling: a value of a source counts only when it has lasted.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::core::session::{Band, BandValue, HealthValue, Light};

/// The time in which changes are counted.
const WINDOW: TimeDelta = TimeDelta::minutes(1);
/// From how many changes in that time on a value is flapping.
const FLAPPING_FROM: usize = 3;

/// How long a value has to last before it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SettleTimes {
    /// Red, or band D.
    pub red: Duration,
    /// Yellow, or band B or C, if that is worse than what counts.
    pub yellow: Duration,
    /// Anything better than what counts.
    pub better: Duration,
}

impl Default for SettleTimes {
    fn default() -> Self {
        let (yellow, better) = (Duration::from_secs(30), Duration::from_secs(60));
        Self { red: Duration::ZERO, yellow, better }
    }
}

/// A value that can be worse than another one.
pub trait Graded {
    /// Returns how bad it is, from 0; `None` if nothing is known.
    fn grade(&self) -> Option<u8>;
    /// Reports whether it is as bad as a value can be.
    fn is_worst(&self) -> bool;
}

impl Graded for BandValue {
    fn grade(&self) -> Option<u8> {
        Some(match self.band {
            Band::A => 0,
            Band::B => 1,
            Band::C => 2,
            Band::D => 3,
        })
    }

    fn is_worst(&self) -> bool {
        self.band == Band::D
    }
}

impl Graded for HealthValue {
    fn grade(&self) -> Option<u8> {
        match self.status {
            Light::Unknown => None,
            Light::Green => Some(0),
            Light::Yellow => Some(1),
            Light::Red => Some(2),
        }
    }

    fn is_worst(&self) -> bool {
        self.status == Light::Red
    }
}

/// A value that counts from now on.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled<V> {
    /// The value.
    pub value: V,
    /// How often it changed within a minute, if it is flapping: then the worst of these values counts.
    pub flapping: Option<usize>,
}

/// What one source said lately of the band, or of the health.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settling<V> {
    /// What counts.
    counts: Option<V>,
    /// What was said last.
    last: Option<V>,
    /// When the value changed, and from what, oldest first: not older than a minute.
    changes: Vec<SaidBefore<V>>,
    /// For each grade, since when the value has been as bad, or worse.
    #[serde(default)]
    as_bad_since: Vec<Option<DateTime<Utc>>>,
    /// Since when the value has been better than what counts.
    better_since: Option<DateTime<Utc>>,
    /// The worst value since it began to flap.
    worst: Option<V>,
}

/// A value that a source no longer says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct SaidBefore<V> {
    until_utc: DateTime<Utc>,
    value: V,
}

impl<V> Default for Settling<V> {
    fn default() -> Self {
        Self {
            counts: None,
            last: None,
            changes: Vec::new(),
            as_bad_since: Vec::new(),
            better_since: None,
            worst: None,
        }
    }
}

impl<V: Graded + Clone> Settling<V> {
    /// Returns one whose value counted already when the source was asked first.
    #[must_use]
    pub fn counting(value: V) -> Self {
        Self { counts: Some(value).filter(|value| value.grade().is_some()), ..Self::default() }
    }

    /// Returns the value that counts: if the last one is as bad, that one. `None` if none is known.
    #[must_use]
    pub fn counts(&self) -> Option<&V> {
        let counts = self.counts.as_ref()?;
        let last = self.last.as_ref().filter(|last| last.grade() == counts.grade());
        Some(last.unwrap_or(counts))
    }

    /// Returns the value that was said last; `None` if none was known.
    #[must_use]
    pub fn last(&self) -> Option<&V> {
        self.last.as_ref()
    }

    /// Says that nobody knows now what the source says: what would get better has to last anew.
    pub fn interrupt(&mut self) {
        self.better_since = None;
    }

    /// Reports whether what counts is worse than a known value.
    #[must_use]
    pub fn is_worse_than(&self, value: &V) -> bool {
        let counts = self.counts.as_ref().and_then(Graded::grade);
        value.grade().is_some_and(|grade| counts > Some(grade))
    }

    /// Takes back to `at` what would be after it: the clock was set back.
    fn forget_the_future(&mut self, at: DateTime<Utc>) {
        let stamps = self.as_bad_since.iter_mut().flatten().chain(&mut self.better_since);
        for stamp in stamps.chain(self.changes.iter_mut().map(|change| &mut change.until_utc)) {
            *stamp = (*stamp).min(at);
        }
    }

    /// Reports whether what counts would get better, once the last value has lasted.
    #[must_use]
    pub fn is_getting_better(&self) -> bool {
        let grade = |value: &Option<V>| value.as_ref().and_then(Graded::grade);
        grade(&self.last).is_some() && grade(&self.last) < grade(&self.counts)
    }

    /// Takes what the source says. Returns the value that counts from now on; `None` if the same goes on
    /// counting. A value that is not known changes nothing.
    pub fn hear(&mut self, value: V, times: &SettleTimes, at: DateTime<Utc>) -> Option<Settled<V>> {
        let grade = value.grade()?;
        self.forget_the_future(at);
        let before = self.last.replace(value.clone());
        if let Some(value) = before.filter(|before| before.grade() != Some(grade)) {
            self.changes.push(SaidBefore { until_utc: at, value });
        }
        let is_worse = |worst: &V| worst.grade() < Some(grade);
        if self.worst.as_ref().is_some_and(is_worse) {
            self.worst = Some(value.clone());
            self.counts = Some(value.clone());
            return Some(Settled { value, flapping: Some(self.changes.len()) });
        }
        let known = usize::from(grade).saturating_add(1).max(self.as_bad_since.len());
        self.as_bad_since.resize(known, None);
        for (nth, since) in self.as_bad_since.iter_mut().enumerate() {
            *since = if nth <= usize::from(grade) { since.or(Some(at)) } else { None };
        }
        self.settle(times, at)
    }

    /// Returns the value that counts from now on, because it has lasted; `None` if the same goes on
    /// counting.
    pub fn settle(&mut self, times: &SettleTimes, at: DateTime<Utc>) -> Option<Settled<V>> {
        self.forget_the_future(at);
        self.changes.retain(|change| at.signed_duration_since(change.until_utc) < WINDOW);
        let last = self.last.clone()?;
        let Some(counts) = &self.counts else {
            // Nothing counted before, so nothing can be held.
            self.counts = Some(last.clone());
            return Some(Settled { value: last, flapping: None });
        };
        if self.changes.len() >= FLAPPING_FROM {
            return self.flap(last);
        }
        if !self.changes.is_empty() && self.worst.is_some() {
            return None;
        }
        self.worst = None;
        let is_better = last.grade() < counts.grade();
        self.better_since = self.better_since.or(Some(at)).filter(|_| is_better);
        if at < self.due(times)? {
            return None;
        }
        self.better_since = None;
        self.counts = Some(last.clone());
        Some(Settled { value: last, flapping: None })
    }

    /// Begins to flap, or goes on with it: the worst value counts.
    fn flap(&mut self, last: V) -> Option<Settled<V>> {
        if self.worst.is_some() {
            return None;
        }
        let count = self.changes.len();
        let before = self.changes.iter().map(|change| &change.value).chain(&self.counts);
        let worst = before.max_by_key(|value| value.grade());
        let worst = worst.filter(|worst| worst.grade() >= last.grade()).cloned().unwrap_or(last);
        (self.worst, self.counts, self.better_since) =
            (Some(worst.clone()), Some(worst.clone()), None);
        Some(Settled { value: worst, flapping: Some(count) })
    }

    /// Returns when the last value will count, if it lasts; `None` if it counts already.
    #[must_use]
    pub fn due(&self, times: &SettleTimes) -> Option<DateTime<Utc>> {
        let (last, counts) = (self.last.as_ref()?, self.counts.as_ref()?);
        let grade = last.grade()?;
        if self.worst.is_some() {
            return self.changes.last().map(|change| change.until_utc + WINDOW);
        }
        if counts.grade() == Some(grade) {
            return None;
        }
        if counts.grade() > Some(grade) {
            return self.better_since.map(|since| after(since, times.better));
        }
        let since = self.as_bad_since.get(usize::from(grade)).copied().flatten()?;
        Some(after(since, if last.is_worst() { times.red } else { times.yellow }))
    }

    /// Returns how often the value changed within the last minute, if it is flapping.
    #[must_use]
    pub fn flapping(&self) -> Option<usize> {
        self.worst.as_ref().map(|_| self.changes.len())
    }
}

fn after(since: DateTime<Utc>, time: Duration) -> DateTime<Utc> {
    TimeDelta::from_std(time).ok().and_then(|time| since.checked_add_signed(time)).unwrap_or(since)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use serde_json::Map;

    use super::*;

    /// Plays a story such as `0g 5y 35-`: at second 5 the source says yellow, at 35 nothing new. Returns
    /// each change of what counts, as in `35y` or `40r*3` if it was flapping.
    fn story(steps: &str) -> String {
        let times = SettleTimes::default();
        let start: DateTime<Utc> = "2026-01-05T12:00:00Z".parse().unwrap();
        let mut settling = Settling::<HealthValue>::default();
        let mut told = Vec::new();
        for step in steps.split_whitespace() {
            let (second, word) = step.split_at(step.len() - 1);
            let at = start + TimeDelta::seconds(second.parse().unwrap());
            let light = match word {
                "g" => Some(Light::Green),
                "y" => Some(Light::Yellow),
                "r" => Some(Light::Red),
                "?" => Some(Light::Unknown),
                "-" => None,
                other => panic!("{other}"),
            };
            let settled = match light {
                Some(status) => {
                    let value = HealthValue { status, reasons: Vec::new(), extra: Map::new() };
                    settling.hear(value, &times, at)
                }
                None => settling.settle(&times, at),
            };
            told.extend(settled.map(|settled| {
                let letter = settled.value.status.word().get(..1).unwrap();
                let count = settled.flapping.map(|count| format!("*{count}")).unwrap_or_default();
                format!("{second}{letter}{count}")
            }));
            // What is kept in a file is the same.
            let kept = serde_json::to_string(&settling).unwrap();
            assert_eq!(serde_json::from_str::<Settling<HealthValue>>(&kept).unwrap(), settling);
        }
        told.join(" ")
    }

    #[test]
    fn each_row_of_settling_holds() {
        for (steps, expected) in [
            // What comes first counts at once.
            ("0g", "0g"),
            ("0y", "0y"),
            // Red at once, yellow after 30 s, better after 60 s.
            ("0g 5r", "0g 5r"),
            ("0g 5y 34-", "0g"),
            ("0g 5y 35-", "0g 35y"),
            ("0g 5y 35y", "0g 35y"),
            ("0y 5g 64-", "0y"),
            ("0y 5g 65-", "0y 65g"),
            ("0r 5y 64y 65-", "0r 65y"),
            ("0r 5y 40g 64- 65-", "0r 65g"),
            // What does not last never counts.
            ("0g 5y 30g 40- 99-", "0g"),
            ("0r 5g 50r 70- 120-", "0r"),
            ("0y 10r 70y 129- 130-", "0y 10r 130y"),
            // A red that is over at once leaves a yellow that has lasted.
            ("0g 5y 25r 40-", "0g 25r"),
            // What is not known changes nothing.
            ("0g 5? 99?", "0g"),
            ("0r 5? 70g 129- 130-", "0r 130g"),
            ("0?", ""),
            // Three changes in a minute: the worst is held, and told once.
            ("0g 10r 20g 30r", "0g 10r 30r*3"),
            ("0g 10r 20g 30r 40g 50r 60g", "0g 10r 30r*3"),
            ("0g 10y 20g 30y", "0g 30y*3"),
            // Worse than the worst is told.
            ("0g 10y 20g 30y 40r", "0g 30y*3 40r*4"),
            // Calm again a minute after the last change.
            ("0g 10r 20g 30r 40g 99- 100- 159- 160-", "0g 10r 30r*3 160g"),
            // The worst of the minute is held, also if it never counted.
            ("0r 59g 119- 120y 121r 122y", "0r 119g 121r 122r*3"),
            ("0g 1y 2g 3y 4g", "0g 3y*3"),
            // The clock is set back: what lasts has to last anew, and not longer.
            ("100g 110y 50- 79- 80-", "100g 80y"),
            ("100r 110g 50- 109- 110-", "100r 110g"),
            // Changes that are a minute apart are no flapping.
            ("0g 10r 40g 70r 100g 130r", "0g 10r"),
        ] {
            assert_eq!(story(steps), expected, "{steps}");
        }
    }
}
