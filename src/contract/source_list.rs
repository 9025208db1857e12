//! The sources of band and health: what each said lately, and when it is asked next.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::document::Document;
use super::source::{SourceFault, provides_words};
use crate::config::SourceSettings;
use crate::core::{AllReadings, BandValue, HealthValue, MANUAL, SourceReadings, SourceTime};
use crate::sources::{FailedLook, SourceAnswer, SourceAnswers, asked_text};

/// The kind of a source that nobody asks: a program sets it, or its table was removed.
pub const PROGRAM: &str = "program";

/// All sources of a desk.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SourcesListed {
    /// The process that asks the sources now; null if nobody does.
    pub asked_by_pid: Option<u32>,
    /// Since when that process has written no answer although one is due, UTC; null if none is overdue.
    pub silent_since_utc: Option<DateTime<Utc>>,
    /// The sources, those of the settings first.
    pub sources: Vec<SourceListed>,
    /// The sources that are not used, because their tables have faults.
    pub left_out: Vec<SourceFault>,
}

impl Document for SourcesListed {
    const SCHEMA: &'static str = "onwatch.sources/1";
}

/// One source: what it said lately.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SourceListed {
    /// Its name.
    pub name: String,
    /// How it is asked: `file`, `command` or `http`. `manual` is what people set, and `program` is what a
    /// program sets with `--source`: nobody asks those.
    pub kind: &'static str,
    /// How its answer is read; null if nobody asks it.
    pub format: Option<&'static str>,
    /// What it says: `cone`, `health` or both.
    pub provides: Vec<&'static str>,
    /// What is asked: a path, a command or a request; null if nobody asks it.
    pub asked: Option<String>,
    /// The line of its table in the settings, from 1; null if it has none.
    pub line: Option<usize>,
    /// The band that counts; null if it said none.
    pub band: Option<BandValue>,
    /// The health that counts; null if it said none.
    pub health: Option<HealthValue>,
    /// The band that it said last, if that does not count yet.
    pub band_to_settle: Option<BandValue>,
    /// The health that it said last, if that does not count yet.
    pub health_to_settle: Option<HealthValue>,
    /// How often it changed within the last minute, if it is flapping: then the worst counts.
    pub flapping: Option<usize>,
    /// When it was right last, UTC; null if it never was.
    pub observed_at_utc: Option<DateTime<Utc>>,
    /// How old the band is; not written.
    #[serde(skip)]
    pub band_age: Option<ValueAge>,
    /// How old the health is; not written.
    #[serde(skip)]
    pub health_age: Option<ValueAge>,
    /// How old that is, seconds.
    pub age_seconds: Option<u64>,
    /// Whether that is too old to satisfy anything; null if it said nothing.
    pub is_stale: Option<bool>,
    /// The age from which it is stale, seconds; null if nobody asks it.
    pub stale_after_seconds: Option<u64>,
    /// The time from one look to the next, seconds; null if nobody asks it.
    pub interval_seconds: Option<u64>,
    /// When it was asked last, UTC; null if it never was.
    pub asked_at_utc: Option<DateTime<Utc>>,
    /// When it is asked next, UTC; null if that is not known.
    pub next_at_utc: Option<DateTime<Utc>>,
    /// How long the last look took, milliseconds; null if it was never asked.
    pub took_ms: Option<u64>,
    /// How many looks in a row failed.
    pub failures: u32,
    /// Why the last look failed; null if it did not.
    pub failure: Option<LookFailure>,
    /// Why it does not know the health, in its own words; null if it knows it.
    pub unknown: Option<String>,
    /// How many problems count.
    pub counted: u32,
    /// What is silenced, muted or in downtime. It does not count.
    pub suppressed: Vec<String>,
    /// What it names and does not know.
    pub not_known: Vec<String>,
    /// What else a reader should know.
    pub notes: Vec<String>,
}

/// How old one value of a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ValueAge {
    /// When it was right last, UTC.
    pub observed_at_utc: DateTime<Utc>,
    /// Whether that is too long ago.
    pub is_stale: bool,
}

/// A look at a source that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct LookFailure {
    /// What was asked: a path, a command or a request.
    pub asked: String,
    /// What happened.
    pub cause: String,
    /// What to do.
    pub next: String,
}

impl From<&FailedLook> for LookFailure {
    fn from(failed: &FailedLook) -> Self {
        let FailedLook { asked, cause, next } = failed.clone();
        Self { asked, cause, next }
    }
}

/// What is known of the sources of a desk.
#[derive(Debug, Clone, Copy)]
pub struct KnownSources<'a> {
    /// Those of the settings.
    pub settings: &'a [SourceSettings],
    /// What was recorded.
    pub readings: &'a AllReadings,
    /// What they answered lately.
    pub answers: &'a SourceAnswers,
    /// The age from which what nobody asks for is stale, milliseconds.
    pub stale_after_ms: u64,
    /// The time, UTC.
    pub now: DateTime<Utc>,
}

impl KnownSources<'_> {
    /// Returns all sources: those of the settings, then what people set, then what programs set.
    #[must_use]
    pub fn listed(&self) -> Vec<SourceListed> {
        let of_settings = self.settings.iter().map(|source| self.asked(source));
        let is_asked = |name: &str| self.settings.iter().any(|source| source.name == name);
        let mut given: Vec<_> = self.readings.iter().filter(|(name, _)| !is_asked(name)).collect();
        given.sort_by_key(|(name, _)| *name != MANUAL);
        let given = given.into_iter().map(|(name, readings)| self.given(name, readings));
        of_settings.chain(given).collect()
    }

    /// Returns a source of the settings.
    fn asked(&self, source: &SourceSettings) -> SourceListed {
        let before = SourceAnswer::before(source, self.readings);
        let answer = self.answers.sources.get(&source.name).unwrap_or(&before);
        let time = answer.time();
        let health_at = time.health_at_utc.filter(|_| source.provides.health);
        let band_at = time.band_at_utc.filter(|_| source.provides.cone);
        // Of both, the older one.
        let at = health_at.into_iter().chain(band_at).min();
        let recorded = self.recorded_at(&source.name);
        let at = at.or(recorded);
        let (band, health) = (answer.band.counts(), answer.health.counts());
        let last_band =
            answer.band.last().filter(|last| band.is_none_or(|now| now.band != last.band));
        let last_health =
            answer.health.last().filter(|last| health.is_none_or(|now| now.status != last.status));
        let flapping = answer.health.flapping().max(answer.band.flapping());
        let stale_after_ms = source.stale_after_ms;
        let is_stale =
            |at: DateTime<Utc>| SourceTime { stale_after_ms, ..time }.is_stale(at, self.now);
        let age = |at: DateTime<Utc>| ValueAge { observed_at_utc: at, is_stale: is_stale(at) };
        let (recorded_band, recorded_health) = self.each_recorded_at(&source.name);
        SourceListed {
            name: source.name.clone(),
            kind: source.way.word(),
            format: Some(source.rules.format.word()),
            provides: provides_words(source.provides),
            asked: Some(asked_text(&source.way)),
            line: Some(source.line),
            band: band.cloned(),
            health: health.cloned(),
            band_to_settle: last_band.cloned(),
            health_to_settle: last_health.cloned(),
            flapping,
            observed_at_utc: at,
            band_age: band.and(band_at.or(recorded_band)).map(age),
            health_age: health.and(health_at.or(recorded_health)).map(age),
            age_seconds: at.map(|at| self.age(at)),
            is_stale: at.map(is_stale),
            stale_after_seconds: Some(stale_after_ms / 1_000),
            interval_seconds: Some(source.interval_ms / 1_000),
            asked_at_utc: answer.asked_at_utc,
            next_at_utc: answer.next_at_utc,
            took_ms: answer.asked_at_utc.map(|_| answer.took_ms),
            failures: answer.failures,
            failure: answer.failure.as_ref().map(LookFailure::from),
            unknown: answer.unknown.clone(),
            counted: answer.counted,
            suppressed: answer.suppressed.clone(),
            not_known: answer.not_known.clone(),
            notes: answer.notes.clone(),
        }
    }

    /// Returns a source that nobody asks.
    fn given(&self, name: &str, readings: &SourceReadings) -> SourceListed {
        let (band, health) = (readings.band.as_ref(), readings.health.as_ref());
        let at = self.recorded_at(name);
        let age_ms =
            |at: DateTime<Utc>| u64::try_from((self.now - at).num_milliseconds()).unwrap_or(0);
        let is_stale = |at| age_ms(at) > self.stale_after_ms;
        let age = |at| ValueAge { observed_at_utc: at, is_stale: is_stale(at) };
        let said = [("cone", band.is_some()), ("health", health.is_some())];
        SourceListed {
            name: name.to_owned(),
            kind: if name == MANUAL { MANUAL } else { PROGRAM },
            format: None,
            provides: said.into_iter().filter(|(_, is)| *is).map(|(word, _)| word).collect(),
            asked: None,
            line: None,
            band: band.map(|reading| reading.value.clone()),
            health: health.map(|reading| reading.value.clone()),
            band_to_settle: None,
            health_to_settle: None,
            flapping: None,
            observed_at_utc: at,
            band_age: band.map(|reading| age(reading.observed_at_utc)),
            health_age: health.map(|reading| age(reading.observed_at_utc)),
            age_seconds: at.map(|at| self.age(at)),
            is_stale: at.map(is_stale),
            stale_after_seconds: None,
            interval_seconds: None,
            asked_at_utc: None,
            next_at_utc: None,
            took_ms: None,
            failures: 0,
            failure: None,
            unknown: None,
            counted: 0,
            suppressed: Vec::new(),
            not_known: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Returns of when its recorded values are: of both, the older time.
    fn recorded_at(&self, name: &str) -> Option<DateTime<Utc>> {
        let (band, health) = self.each_recorded_at(name);
        band.into_iter().chain(health).min()
    }

    /// Returns of when its recorded band and its recorded health are.
    fn each_recorded_at(&self, name: &str) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
        let band = self.readings.band_of(name).map(|reading| reading.observed_at_utc);
        let health = self.readings.health_of(name).map(|reading| reading.observed_at_utc);
        (band, health)
    }

    fn age(&self, at: DateTime<Utc>) -> u64 {
        u64::try_from((self.now - at).num_seconds()).unwrap_or(0)
    }
}
