//! Gaps: parts of active time in which the machine was suspended or off, or its clock jumped.
//!
//! It is not known whether the operator worked then. So a gap does not count until it is answered,
//! and no command waits for the answer.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::base::{Anchor, Moment, Stamp, earlier};

/// The most gaps in the list of a session.
pub(in crate::core) const GAPS_MAX: usize = 64;
/// The largest difference of wall and steady clock that is not a clock step, milliseconds.
const STEP_MS: u64 = 2_000;

/// The name of a gap within its session, such as `gap-3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema), schemars(extend("pattern" = "^gap-[0-9]+$")))]
#[serde(try_from = "String", into = "String")]
pub struct GapId(pub u32);

impl fmt::Display for GapId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "gap-{}", self.0)
    }
}

impl From<GapId> for String {
    fn from(id: GapId) -> Self {
        id.to_string()
    }
}

impl FromStr for GapId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = text.strip_prefix("gap-").unwrap_or(text).parse();
        number.map(Self).map_err(|_| format!("'{text}' is not a gap; write it as gap-3"))
    }
}

impl TryFrom<String> for GapId {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// Why the machine did not run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Absence {
    /// It was suspended.
    Asleep,
    /// It was suspended, or its clock jumped: no clock can tell these apart.
    Frozen,
    /// It was off: it was booted again since.
    Down,
}

impl Absence {
    /// Returns what the machine did, as the words between "the machine" and "for 6m".
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Asleep => "slept",
            Self::Frozen => "slept, or its clock jumped,",
            Self::Down => "was down",
        }
    }
}

/// One absence of the machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Gap {
    /// Its name.
    pub id: GapId,
    /// The start of the active stretch that it belongs to, UTC.
    pub stretch: DateTime<Utc>,
    /// When it ended. If that is not known, the latest possible time.
    pub until: Stamp,
    /// Its length, milliseconds.
    pub ms: u64,
    /// Why the machine did not run.
    pub why: Absence,
    /// Whether the measured time of its span contains it.
    pub measured: bool,
    /// The part that counts, milliseconds.
    #[serde(default)]
    pub kept_ms: u64,
    /// Whether it was answered.
    #[serde(default)]
    pub answered: bool,
}

impl Gap {
    /// Returns when it began, UTC. If that is not known, the latest possible time.
    #[must_use]
    pub fn from_utc(&self) -> DateTime<Utc> {
        before(self.until.at_utc, self.ms)
    }

    /// Reports whether it waits for an answer.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.answered && self.ms > 0
    }

    /// Returns the milliseconds to subtract from the measured time of its stretch.
    pub(in crate::core) fn less_ms(&self) -> u64 {
        if self.measured { self.ms.saturating_sub(self.kept_ms) } else { 0 }
    }

    /// Returns the milliseconds to add to the measured time of its stretch.
    pub(in crate::core) fn more_ms(&self) -> u64 {
        if self.measured { 0 } else { self.kept_ms }
    }

    /// Returns the part of it in the last `back_ms` milliseconds before now.
    pub(in crate::core) fn within_ms(&self, back_ms: u64, now: &Moment) -> u64 {
        back_ms.saturating_sub(self.until.elapsed_ms(now)).min(self.ms)
    }

    /// Removes its last `beyond_ms` milliseconds.
    pub(in crate::core) fn cut(&mut self, beyond_ms: u64) {
        self.ms = self.ms.saturating_sub(beyond_ms);
        self.kept_ms = self.kept_ms.min(self.ms);
        self.until.at_utc = before(self.until.at_utc, beyond_ms);
    }
}

/// A gap without a name.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::core) struct Found {
    pub until: Stamp,
    pub ms: u64,
    pub why: Absence,
    pub measured: bool,
}

/// Returns the gaps since the last event was recorded, oldest first.
///
/// A gap is *one* absence. A heartbeat proves that there was no gap before it, because its keeper
/// checked for gaps first. So short absences between heartbeats never add up. Without heartbeats
/// (no panel was open) only the total is known, and the total is asked about.
pub(in crate::core) fn since(last: &Stamp, now: &Moment) -> Vec<Found> {
    let heartbeat = now.heartbeat.as_ref().filter(|at| lies_between(last, at, now));
    gaps(absences(heartbeat.unwrap_or(last), &now.stamp()), now)
}

/// Returns the gaps since a reading of the clocks, oldest first, if this session was not active in
/// between. A heartbeat since then was kept for another session and proves nothing before it.
pub(in crate::core) fn unwatched(last: &Stamp, now: &Moment) -> Vec<Found> {
    let heartbeat = now.heartbeat.as_ref().filter(|at| lies_between(last, at, now));
    let before = heartbeat.map_or(Vec::new(), |at| gaps(absences(last, at), now));
    [before, gaps(absences(heartbeat.unwrap_or(last), &now.stamp()), now)].concat()
}

fn gaps(mut all: Vec<Found>, now: &Moment) -> Vec<Found> {
    all.retain(|found| found.ms > now.thresholds.gap_after_ms);
    all
}

fn lies_between(last: &Stamp, heartbeat: &Stamp, now: &Moment) -> bool {
    let here = now.stamp();
    let clock = |stamp: &Stamp| stamp.anchor.as_ref().map(|anchor| anchor.clock.clone());
    // Between two readings of one clock no other clock can have run.
    let fits = clock(last) != clock(&here) || clock(heartbeat) == clock(&here);
    fits && is_after(last, heartbeat) && is_after(heartbeat, &here)
}

/// Returns how far the wall clock was set since the last reading, milliseconds; `None` if it was
/// not.
pub(in crate::core) fn clock_step_ms(last: &Stamp, now: &Moment) -> Option<i64> {
    let (then, here) = (last.anchor.as_ref()?, now.steady.as_ref()?);
    let passed_ms = here.boot_ms.saturating_sub(then.boot_ms);
    let step_ms = (now.utc - last.at_utc).num_milliseconds().saturating_sub(passed_ms);
    (last.same_clock(now) && step_ms.unsigned_abs() > STEP_MS).then_some(step_ms)
}

fn absences(from: &Stamp, to: &Stamp) -> Vec<Found> {
    let (Some(then), Some(here)) = (&from.anchor, &to.anchor) else { return Vec::new() };
    let wall_ms = (to.at_utc - from.at_utc).num_milliseconds();
    let ms = |ms: i64| u64::try_from(ms).unwrap_or(0);
    if boot(then) != boot(here) {
        // The monotonic clock shows how long it has been awake. Before that it was absent.
        let awake_ms = ms(here.mono_ms);
        let began = Anchor {
            boot_ms: here.boot_ms.saturating_sub_unsigned(awake_ms),
            mono_ms: here.mono_ms.saturating_sub_unsigned(awake_ms),
            ..here.clone()
        };
        let until = Stamp { at_utc: before(to.at_utc, awake_ms), anchor: Some(began) };
        let ms = ms(wall_ms).saturating_sub(awake_ms);
        return vec![Found { until, ms, why: Absence::Down, measured: true }];
    }
    if then.clock != here.clock || here.boot_ms < then.boot_ms {
        return Vec::new();
    }
    let passed_ms = here.boot_ms.saturating_sub(then.boot_ms);
    let awake_ms = here.mono_ms.saturating_sub(then.mono_ms);
    let absent =
        |lost_ms: i64, why, measured| Found { until: to.clone(), ms: ms(lost_ms), why, measured };
    vec![
        absent(passed_ms.saturating_sub(awake_ms).min(passed_ms), Absence::Asleep, true),
        absent(wall_ms.saturating_sub(passed_ms), Absence::Frozen, false),
    ]
}

/// Returns the boot id. Two time namespaces of one boot are two clocks without a gap between them.
fn boot(anchor: &Anchor) -> &str {
    anchor.clock.split('/').next().unwrap_or_default()
}

fn is_after(earlier: &Stamp, later: &Stamp) -> bool {
    match (&earlier.anchor, &later.anchor) {
        // While the machine is suspended, only the wall clock advances.
        (Some(then), Some(here)) if then.clock == here.clock => {
            (then.boot_ms, earlier.at_utc) <= (here.boot_ms, later.at_utc)
        }
        _ => earlier.at_utc <= later.at_utc,
    }
}

fn before(at: DateTime<Utc>, ms: u64) -> DateTime<Utc> {
    earlier(at, ms).unwrap_or(DateTime::<Utc>::MIN_UTC)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use chrono::TimeDelta;

    use super::*;
    use crate::core::base::Thresholds;

    const MINUTE: i64 = 60_000;

    /// Minutes on the wall, since boot, and awake.
    fn moment(clock: &str, wall: i64, boot: i64, awake: i64) -> Moment {
        let nine: DateTime<Utc> = "2026-01-05T09:00:00Z".parse().unwrap();
        let (boot_ms, mono_ms) = (boot * MINUTE, awake * MINUTE);
        Moment {
            utc: nine + TimeDelta::minutes(wall),
            steady: Some(Anchor { clock: clock.into(), boot_ms, mono_ms }),
            nonce: 0,
            heartbeat: None,
            thresholds: Thresholds::default(),
        }
    }

    fn seen(last: &Moment, now: &Moment) -> Vec<(Absence, i64)> {
        let all = since(&last.stamp(), now);
        all.into_iter().map(|gap| (gap.why, gap.ms.cast_signed() / MINUTE)).collect()
    }

    #[test]
    fn a_sleep_of_more_than_five_minutes_is_a_gap() {
        let start = moment("a/1", 0, 10, 10);
        assert_eq!(seen(&start, &moment("a/1", 30, 40, 35)), []);
        assert_eq!(seen(&start, &moment("a/1", 30, 40, 34)), [(Absence::Asleep, 6)]);
    }

    #[test]
    fn a_boot_since_is_a_gap_from_the_last_sight_to_the_boot() {
        let start = moment("a/1", 0, 10, 10);
        let mut now = moment("b/1", 60, 10, 10);
        assert_eq!(seen(&start, &now), [(Absence::Down, 50)]);
        now.heartbeat = Some(moment("a/1", 30, 40, 40).stamp());
        assert_eq!(seen(&start, &now), [(Absence::Down, 20)]);
        let gap = &since(&start.stamp(), &now)[0];
        assert_eq!(gap.until.at_utc, moment("b/1", 50, 0, 0).utc);
    }

    #[test]
    fn another_time_namespace_of_the_same_boot_is_no_gap() {
        assert_eq!(seen(&moment("a/1", 0, 10, 10), &moment("a/2", 60, 0, 0)), []);
    }

    #[test]
    fn a_wall_clock_that_ran_ahead_is_a_gap_the_span_did_not_measure() {
        let (start, now) = (moment("a/1", 0, 10, 10), moment("a/1", 60, 15, 15));
        assert_eq!(seen(&start, &now), [(Absence::Frozen, 55)]);
        assert!(!since(&start.stamp(), &now)[0].measured);
        assert_eq!(clock_step_ms(&start.stamp(), &now), Some(55 * MINUTE));
    }

    #[test]
    fn a_wall_clock_set_back_is_a_step_and_no_gap() {
        let (start, now) = (moment("a/1", 0, 10, 10), moment("a/1", -60, 15, 15));
        assert_eq!(seen(&start, &now), []);
        assert_eq!(clock_step_ms(&start.stamp(), &now), Some(-65 * MINUTE));
    }

    #[test]
    fn two_seconds_are_no_step() {
        let start = moment("a/1", 0, 10, 10);
        let mut now = moment("a/1", 1, 11, 11);
        now.utc += TimeDelta::milliseconds(2_000);
        assert_eq!(clock_step_ms(&start.stamp(), &now), None);
        now.utc += TimeDelta::milliseconds(1);
        assert_eq!(clock_step_ms(&start.stamp(), &now), Some(2_001));
    }

    #[test]
    fn a_sight_that_cannot_be_is_not_believed() {
        let start = moment("a/1", 0, 10, 10);
        let mut now = moment("a/1", 30, 40, 30);
        now.heartbeat = Some(moment("a/1", 90, 100, 100).stamp());
        assert_eq!(seen(&start, &now), [(Absence::Asleep, 10)]);
    }

    #[test]
    fn a_cut_takes_the_end_of_a_gap_away() {
        let now = moment("a/1", 60, 70, 40);
        let found = since(&moment("a/1", 0, 10, 10).stamp(), &now).remove(0);
        let mut gap = Gap {
            id: GapId(1),
            stretch: now.utc,
            until: found.until,
            ms: found.ms,
            why: found.why,
            measured: found.measured,
            kept_ms: found.ms,
            answered: true,
        };
        gap.cut(gap.within_ms(10 * 60_000, &now));
        assert_eq!((gap.ms, gap.kept_ms), (20 * 60_000, 20 * 60_000));
        gap.cut(gap.within_ms(10 * 3_600_000, &now));
        assert_eq!((gap.ms, gap.kept_ms), (0, 0));
    }

    #[test]
    fn a_gap_is_named_as_it_is_read() {
        assert_eq!("gap-3".parse(), Ok(GapId(3)));
        assert_eq!("3".parse(), Ok(GapId(3)));
        assert_eq!(GapId(3).to_string(), "gap-3");
        assert!("gap-x".parse::<GapId>().is_err());
    }
}
