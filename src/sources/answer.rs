//! What the sources answered lately: what becomes of an answer, and when to ask again.
//!
//! It reads no clock and no file.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{FetchFailure, Fetched};
use crate::config::SourceSettings;
use crate::core::{
    AllReadings, BandValue, Command, CurrentReasons, HealthValue, Light, REASON, REASONS_MAX,
    Settling, SourceTime, SourceTimes,
};
use crate::formats::Statement;

/// The longest time to the next look after failures, unless the interval is longer.
const BACK_OFF_MAX: Duration = Duration::from_secs(5 * 60);
/// The most lines of each list that are kept.
const LINES_MAX: usize = 20;
/// The most characters of each of these lines.
const LINE_MAX: usize = 300;

/// The most bytes of the reason of a band that is recorded.
const BAND_BYTES: usize = 300;
/// The most bytes of all reasons of a health that are recorded.
const HEALTH_BYTES: usize = 900;
/// How a reason begins that says that a value is flapping.
const FLAPS: &str = "flapping: ";

/// What all sources answered lately, by their names: the content of `sources.json`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SourceAnswers {
    /// The process that asks them.
    pub pid: u32,
    /// When this was written, UTC; `None` if it never was.
    pub written_at_utc: Option<DateTime<Utc>>,
    /// What each source answered.
    pub sources: BTreeMap<String, SourceAnswer>,
}

/// What one source answered lately.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SourceAnswer {
    /// When it was asked last, UTC.
    pub asked_at_utc: Option<DateTime<Utc>>,
    /// When an answer was understood last, UTC.
    pub answered_at_utc: Option<DateTime<Utc>>,
    /// How long the last look took, milliseconds.
    pub took_ms: u64,
    /// How many looks in a row failed.
    pub failures: u32,
    /// Why the last look failed; `None` if it did not.
    pub failure: Option<FailedLook>,
    /// When it is asked next, UTC.
    pub next_at_utc: Option<DateTime<Utc>>,
    /// For how long what it says is fresh, milliseconds.
    pub stale_after_ms: u64,
    /// When it said the band, or the time that it gave for that itself, UTC.
    pub band_at_utc: Option<DateTime<Utc>>,
    /// When it knew the health, likewise.
    pub health_at_utc: Option<DateTime<Utc>>,
    /// Why it does not know the health, in its own words; `None` if it knows it.
    pub unknown: Option<String>,
    /// How many problems count.
    pub counted: u32,
    /// What is silenced, muted or in downtime, 20 lines at most.
    pub suppressed: Vec<String>,
    /// What it names and does not know, likewise.
    pub not_known: Vec<String>,
    /// What else a reader should know, likewise.
    pub notes: Vec<String>,
    /// What counts of the band.
    pub band: Settling<BandValue>,
    /// What counts of the health.
    pub health: Settling<HealthValue>,
}

/// A look that failed: what was asked, what happened, what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedLook {
    /// What was asked: a path, a command or a request.
    pub asked: String,
    /// What happened, without a full stop.
    pub cause: String,
    /// What to do, such as "raise `timeout`".
    pub next: String,
}

impl SourceAnswers {
    /// Returns when each source was right last. A source that was never asked is not in it.
    #[must_use]
    pub fn times(&self) -> SourceTimes {
        self.sources.iter().map(|(name, answer)| (name.clone(), answer.time())).collect()
    }

    /// Returns why each source says what counts of it.
    pub fn reasons(&self) -> impl Iterator<Item = (String, CurrentReasons)> {
        self.sources.iter().map(|(name, answer)| (name.clone(), answer.reasons()))
    }
}

impl SourceAnswers {
    /// Reports whether somebody who shows the earlier ones should be told these: they say anything else, or
    /// the same so much later that it would soon look stale.
    #[must_use]
    pub fn say_more_than(&self, earlier: &Self) -> bool {
        let fresh_ms = self.sources.values().map(|answer| answer.stale_after_ms).min();
        let later = self.written_at_utc.zip(earlier.written_at_utc);
        let is_later = later.is_none_or(|(now, then)| {
            let quarter_ms = fresh_ms.unwrap_or_default() / 4;
            now.signed_duration_since(then).num_milliseconds().unsigned_abs() >= quarter_ms
        });
        is_later || self.without_times() != earlier.without_times()
    }

    fn without_times(&self) -> Self {
        let mut answers = Self { written_at_utc: None, ..self.clone() };
        for answer in answers.sources.values_mut() {
            (answer.asked_at_utc, answer.answered_at_utc, answer.next_at_utc) = (None, None, None);
            (answer.band_at_utc, answer.health_at_utc, answer.took_ms) = (None, None, 0);
        }
        answers
    }
}

impl SourceAnswer {
    /// Returns one of a source that was never asked. What counts already goes on counting, until the
    /// source said something else for long enough.
    #[must_use]
    pub fn before(source: &SourceSettings, readings: &AllReadings) -> Self {
        let band = readings.band_of(&source.name).filter(|_| source.provides.cone);
        let health = readings.health_of(&source.name).filter(|_| source.provides.health);
        let band = band.map(|reading| Settling::counting(reading.value.clone()));
        let health = health.map(|reading| Settling::counting(reading.value.clone()));
        Self {
            stale_after_ms: source.stale_after_ms,
            band: band.unwrap_or_default(),
            health: health.unwrap_or_default(),
            ..Self::default()
        }
    }

    /// Returns when it was right last.
    #[must_use]
    pub fn time(&self) -> SourceTime {
        let Self { band_at_utc, health_at_utc, stale_after_ms, .. } = *self;
        SourceTime { band_at_utc, health_at_utc, stale_after_ms }
    }

    fn reasons(&self) -> CurrentReasons {
        let (band, health) = (self.band.counts(), self.health.counts());
        CurrentReasons {
            band: band
                .map(|value| (value.band.letter(), said_of_band(value, self.band.flapping()))),
            health: health
                .map(|value| (value.status.word(), said_of_health(value, self.health.flapping()))),
        }
    }

    /// Returns its last known light.
    #[must_use]
    pub fn light(&self) -> Option<Light> {
        self.health.last().map(|health| health.status)
    }

    /// Takes what came of a look that ended `now`. The next one is due a tenth earlier or later than the
    /// settings say, as `random` decides: so that many sources are not asked at once.
    pub fn hear(
        &mut self,
        fetched: &Fetched,
        source: &SourceSettings,
        (now, random): (DateTime<Utc>, u32),
    ) {
        self.took_ms = u64::try_from(fetched.took.as_millis()).unwrap_or(u64::MAX);
        self.asked_at_utc = Some(before(now, fetched.took));
        self.stale_after_ms = source.stale_after_ms;
        match &fetched.statement {
            Ok(statement) => self.understand(statement, source, now),
            Err(failure) => {
                self.failures = self.failures.saturating_add(1);
                self.failure = Some(FailedLook::from(failure));
                // What nobody says does not last.
                self.band.interrupt();
                self.health.interrupt();
                self.settle(source, now);
            }
        }
        self.next_at_utc = Some(after(now, self.wait(source, random)));
    }

    fn understand(&mut self, statement: &Statement, source: &SourceSettings, now: DateTime<Utc>) {
        (self.failures, self.failure, self.answered_at_utc) = (0, None, Some(now));
        // A clock that is ahead must not keep an answer fresh.
        let said_at = statement.observed_at_utc.map_or(now, |at| at.min(now));
        self.counted = statement.counted;
        self.suppressed = lines(&statement.suppressed);
        self.not_known = lines(&statement.not_known);
        self.notes = lines(&statement.notes);
        let is_old = |at: DateTime<Utc>| source_time(source).is_stale(at, now);
        if let Some(band) = &statement.band {
            let band_at = statement.band_observed_at_utc.map_or(said_at, |at| at.min(now));
            // An old answer makes nothing better: it may be from before.
            if !(is_old(band_at) && self.band.is_worse_than(band)) {
                self.band_at_utc = Some(band_at);
                self.band.hear(band.clone(), &source.settle, now);
            }
        }
        if let Some(health) = &statement.health {
            let is_known = health.status != Light::Unknown;
            let why = health.reasons.first().map_or("it does not say why", String::as_str);
            self.unknown = (!is_known).then(|| cut(why, LINE_MAX));
            if !(is_old(said_at) && self.health.is_worse_than(health)) {
                if is_known {
                    self.health_at_utc = Some(said_at);
                } else {
                    self.health.interrupt();
                }
                self.health.hear(health.clone(), &source.settle, now);
            }
        }
        self.settle(source, now);
    }

    /// Lets what has lasted count. While a source is silent, nothing gets better.
    pub fn settle(&mut self, source: &SourceSettings, now: DateTime<Utc>) {
        let (band, health) = self.may_settle();
        if band {
            self.band.settle(&source.settle, now);
        }
        if health {
            self.health.settle(&source.settle, now);
        }
    }

    /// Reports whether what counts may change without another look: of the band, of the health.
    fn may_settle(&self) -> (bool, bool) {
        let is_silent = self.failure.is_some();
        let is_unknown = is_silent || self.unknown.is_some();
        let band = !is_silent || !self.band.is_getting_better();
        (band, !is_unknown || !self.health.is_getting_better())
    }

    /// Returns when something is to be done: a look, or a value that has lasted by then.
    #[must_use]
    pub fn due(&self, source: &SourceSettings) -> Option<DateTime<Utc>> {
        let (band, health) = self.may_settle();
        let band = band.then(|| self.band.due(&source.settle)).flatten();
        let settles = [band, health.then(|| self.health.due(&source.settle)).flatten()];
        self.next_at_utc.into_iter().chain(settles.into_iter().flatten()).min()
    }

    /// Returns the commands that make the desk know what counts: none if it does.
    ///
    /// They follow from what the desk knows and from nothing else. So it is no matter who asked the source
    /// before, or whether that process was killed: one change is one event.
    #[must_use]
    pub fn commands(&self, source: &SourceSettings, readings: &AllReadings) -> Vec<Command> {
        let known = readings.band_of(&source.name).map(|reading| &reading.value);
        let band = self.band.counts().filter(|_| source.provides.cone).and_then(|value| {
            let flaps = self.band.flapping();
            let is_told = known.is_some_and(|known| {
                known.band == value.band && tells_of_flaps(&known.reason) == flaps.is_some()
            });
            let reason = said_of_band(value, flaps);
            (!is_told).then_some(Command::SetBand { band: value.band, reason })
        });
        let known = readings.health_of(&source.name).map(|reading| &reading.value);
        let health = match self.health.counts() {
            Some(value) => {
                let flaps = self.health.flapping();
                let is_told = known.is_some_and(|known| {
                    let told = known.reasons.iter().any(|reason| tells_of_flaps(reason));
                    known.status == value.status && told == flaps.is_some()
                });
                let reasons = said_of_health(value, flaps);
                (!is_told).then_some(Command::SetHealth { status: value.status, reasons })
            }
            // It was asked, and it never knew: that is known now.
            None => (known.is_none() && self.asked_at_utc.is_some()).then(|| Command::SetHealth {
                status: Light::Unknown,
                reasons: vec![self.why_unknown()],
            }),
        };
        band.into_iter().chain(health.filter(|_| source.provides.health)).collect()
    }

    /// Returns why the health is not known.
    fn why_unknown(&self) -> String {
        let failed = self.failure.as_ref().map(|failed| {
            let FailedLook { asked, cause, .. } = failed;
            format!("{asked}: {cause}")
        });
        let why = failed.or_else(|| self.unknown.clone());
        cut(why.as_deref().unwrap_or("its answers do not say it"), REASON.max)
    }

    /// Returns the time to the next look.
    fn wait(&self, source: &SourceSettings, random: u32) -> Duration {
        let interval = Duration::from_millis(source.interval_ms);
        let doubled = 2_u32.saturating_pow(self.failures.min(16));
        let wait = interval.saturating_mul(doubled).min(BACK_OFF_MAX.max(interval));
        // From nine tenths to eleven tenths.
        let thousandths = 900 + random % 201;
        wait.saturating_mul(thousandths) / 1_000
    }
}

impl From<&FetchFailure> for FailedLook {
    fn from(failure: &FetchFailure) -> Self {
        Self {
            asked: cut(&failure.asked, LINE_MAX),
            cause: cut(&failure.cause, LINE_MAX),
            next: cut(&failure.next, LINE_MAX),
        }
    }
}

fn source_time(source: &SourceSettings) -> SourceTime {
    let stale_after_ms = source.stale_after_ms;
    SourceTime { band_at_utc: None, health_at_utc: None, stale_after_ms }
}

/// Returns why a band is so. It is short: all sources share the room for what they say.
fn said_of_band(value: &BandValue, flapping: Option<usize>) -> String {
    let flaps = flapping.map(flaps);
    let parts = [flaps, Some(value.reason.clone())].into_iter().flatten();
    let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    within(&parts.join("; "), BAND_BYTES)
}

/// Returns why a health is so. It is short: all sources share the room for what they say.
fn said_of_health(value: &HealthValue, flapping: Option<usize>) -> Vec<String> {
    let flaps = flapping.map(flaps);
    let most = REASONS_MAX.saturating_sub(usize::from(flaps.is_some()));
    let mut left = HEALTH_BYTES;
    let mut reasons = Vec::new();
    for reason in value.reasons.iter().take(most) {
        let reason = within(reason, left);
        left = left.saturating_sub(reason.len());
        reasons.extend(Some(reason).filter(|reason| !reason.is_empty()));
    }
    reasons.extend(flaps);
    reasons
}

/// Returns the first characters of a text that take at most so many bytes.
fn within(text: &str, bytes: usize) -> String {
    let end = (0..=bytes.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    text.get(..end.unwrap_or_default()).unwrap_or_default().to_owned()
}

fn flaps(times: usize) -> String {
    format!("{FLAPS}{times} changes in a minute")
}

fn tells_of_flaps(reason: &str) -> bool {
    reason.starts_with(FLAPS)
}

fn lines(all: &[String]) -> Vec<String> {
    all.iter().take(LINES_MAX).map(|line| cut(line, LINE_MAX)).collect()
}

/// Returns the first characters of a text, `max` at most.
fn cut(text: &str, max: usize) -> String {
    text.chars().take(max).collect()
}

fn after(at: DateTime<Utc>, time: Duration) -> DateTime<Utc> {
    TimeDelta::from_std(time).ok().and_then(|time| at.checked_add_signed(time)).unwrap_or(at)
}

fn before(at: DateTime<Utc>, time: Duration) -> DateTime<Utc> {
    TimeDelta::from_std(time).ok().and_then(|time| at.checked_sub_signed(time)).unwrap_or(at)
}
