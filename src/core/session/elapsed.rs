//! What passed between two readings of the clocks: measured time, gaps, steps of the wall clock.
//!
//! A wall clock that is set back and set right again, or ahead and back, makes no gap: only what
//! lies beyond the furthest time that it has shown can be one.

use crate::core::base::{
    Anchor, Behind, CLOCK_TOLERANCE_MS, ClockReading, Moment, Stamp, earlier, signed_ms_between,
};
use crate::core::session::{Absence, Found};

/// The largest difference of wall and steady clock that is not a clock step, milliseconds.
const STEP_MS: u64 = 2_000;

/// What passed since a reading of the clocks.
pub(in crate::core) struct Elapsed {
    /// What a session measured if it was active all the time, milliseconds.
    pub measured_ms: u64,
    /// The gaps before the last heartbeat, oldest first. The keeper of a heartbeat checks for gaps
    /// first. So these are only gaps of a session that it did not watch.
    pub unwatched: Vec<Found>,
    /// The gaps since the last heartbeat, oldest first.
    pub found: Vec<Found>,
    /// How far the wall clock is behind now.
    pub behind: Behind,
    /// Whether all readings were of one clock.
    pub on_one_clock: bool,
}

impl Elapsed {
    /// Returns what passed from a reading until now.
    ///
    /// A gap is *one* absence. So short absences between heartbeats never add up. Without
    /// heartbeats (no panel was open) only the total is known, and the total is asked about.
    pub(in crate::core) fn since(last: &ClockReading, now: &Moment) -> Self {
        let mut elapsed = Self {
            measured_ms: 0,
            unwatched: Vec::new(),
            found: Vec::new(),
            behind: last.behind,
            on_one_clock: true,
        };
        let heartbeat = now.heartbeat.as_ref().filter(|at| lies_between(&last.stamp, at, now));
        let mut from = last.stamp.clone();
        for to in heartbeat.cloned().into_iter().chain([now.stamp()]) {
            let interval = Interval::between(&from, &to, elapsed.behind);
            elapsed.measured_ms = elapsed.measured_ms.saturating_add(interval.measured_ms);
            elapsed.unwatched.append(&mut elapsed.found);
            elapsed.found = interval.found;
            elapsed.found.retain(|found| found.ms > now.thresholds.gap_after_ms);
            elapsed.behind = interval.behind;
            elapsed.on_one_clock &= from.same_clock_as(&to);
            from = to;
        }
        elapsed
    }
}

/// Returns how far the wall clock was set since the last reading, milliseconds; `None` if it was
/// not.
pub(in crate::core) fn clock_step_ms(last: &Stamp, now: &Moment) -> Option<i64> {
    let here = now.stamp();
    let step_ms = step_ms(last.anchor.as_ref()?, here.anchor.as_ref()?, last, &here);
    (last.same_clock(now) && step_ms.unsigned_abs() > STEP_MS).then_some(step_ms)
}

/// What passed between two readings, without one in between.
struct Interval {
    measured_ms: u64,
    found: Vec<Found>,
    /// How far the wall clock is behind in the end.
    behind: Behind,
}

impl Interval {
    fn between(from: &Stamp, to: &Stamp, behind: Behind) -> Self {
        match (&from.anchor, &to.anchor) {
            (Some(then), Some(here)) if boot(then) != boot(here) => {
                Self::over_a_boot(from, to, here, behind)
            }
            (Some(then), Some(here)) if from.same_clock_as(to) => {
                Self::on_one_clock(from, to, (then, here), behind)
            }
            (None, None) => Self::by_wall_time_alone(from, to),
            (Some(_) | None, Some(_)) | (Some(_), None) => Self::between_clocks(from, to, behind),
        }
    }

    fn on_one_clock(
        from: &Stamp,
        to: &Stamp,
        (then, here): (&Anchor, &Anchor),
        behind: Behind,
    ) -> Self {
        let passed_ms = here.boot_ms.saturating_sub(then.boot_ms);
        let awake_ms = here.mono_ms.saturating_sub(then.mono_ms);
        let asleep_ms = positive(passed_ms.saturating_sub(awake_ms).min(passed_ms));
        let step_ms = step_ms(then, here, from, to);
        let step_ms = if step_ms.unsigned_abs() > CLOCK_TOLERANCE_MS { step_ms } else { 0 };
        let (beyond_ms, left) = beyond(behind, positive(step_ms));
        // Only the machine that booted with a wrong clock can have been absent before.
        let jumped = if behind.at_least {
            Found { before_boot: true, ..down(to, here, beyond_ms) }
        } else {
            Found::at(to, beyond_ms, Absence::Frozen)
        };
        let jumped = Found { measured: false, ..jumped };
        Self {
            measured_ms: from.ms_to(to),
            found: vec![Found::at(to, asleep_ms, Absence::Asleep), jumped],
            behind: farther(left, positive(step_ms.saturating_neg())),
        }
    }

    /// The machine was off in between. The monotonic clock shows how long it has been awake since.
    fn over_a_boot(from: &Stamp, to: &Stamp, here: &Anchor, behind: Behind) -> Self {
        let awake_ms = positive(here.mono_ms);
        let off_ms =
            signed_ms_between(from.at_utc, to.at_utc).saturating_sub(positive_i64(awake_ms));
        // A boot may have set the wall clock right. Only one that was wrong since a boot before is
        // expected to be set right later.
        let behind = if behind.at_least || off_ms < 0 { behind } else { Behind::default() };
        let (down_ms, left) = beyond(behind, positive(off_ms));
        Self {
            measured_ms: awake_ms.saturating_add(down_ms),
            found: vec![down(to, here, down_ms)],
            behind: at_least(left, positive(off_ms.saturating_neg())),
        }
    }

    /// The clocks cannot be compared: two time namespaces, or a clock that is gone. The wall clock
    /// says how much time elapsed.
    fn between_clocks(from: &Stamp, to: &Stamp, behind: Behind) -> Self {
        let wall_ms = signed_ms_between(from.at_utc, to.at_utc);
        let is_set_right = positive(wall_ms) >= behind.ms;
        let (jumped_ms, left) =
            if is_set_right { (behind.ms, Behind::default()) } else { (0, behind) };
        let jumped = Found { measured: false, ..Found::at(to, jumped_ms, Absence::Frozen) };
        Self {
            measured_ms: positive(wall_ms).saturating_sub(jumped_ms),
            found: vec![jumped],
            behind: at_least(left, positive(wall_ms.saturating_neg())),
        }
    }

    fn by_wall_time_alone(from: &Stamp, to: &Stamp) -> Self {
        Self { measured_ms: from.ms_to(to), found: Vec::new(), behind: Behind::default() }
    }
}

/// Returns how far a step ahead leads beyond the furthest time, milliseconds, and what is left of
/// being behind.
fn beyond(behind: Behind, ahead_ms: u64) -> (u64, Behind) {
    let ms = behind.ms.saturating_sub(ahead_ms);
    let left = if ms == 0 { Behind::default() } else { Behind { ms, ..behind } };
    (ahead_ms.saturating_sub(behind.ms), left)
}

fn farther(behind: Behind, ms: u64) -> Behind {
    Behind { ms: behind.ms.saturating_add(ms), ..behind }
}

fn at_least(behind: Behind, ms: u64) -> Behind {
    let at_least = behind.at_least || ms > 0;
    Behind { at_least, ..farther(behind, ms) }
}

/// Returns how far the wall clock was set between two readings of one clock, milliseconds.
fn step_ms(then: &Anchor, here: &Anchor, from: &Stamp, to: &Stamp) -> i64 {
    let passed_ms = here.boot_ms.saturating_sub(then.boot_ms);
    signed_ms_between(from.at_utc, to.at_utc).saturating_sub(passed_ms)
}

/// Returns the absence before the boot of the clock `here`.
fn down(to: &Stamp, here: &Anchor, ms: u64) -> Found {
    let awake_ms = positive(here.mono_ms);
    let began = Anchor {
        boot_ms: here.boot_ms.saturating_sub_unsigned(awake_ms),
        mono_ms: here.mono_ms.saturating_sub_unsigned(awake_ms),
        ..here.clone()
    };
    let at_utc = earlier(to.at_utc, awake_ms).unwrap_or(to.at_utc);
    Found::at(&Stamp { at_utc, anchor: Some(began) }, ms, Absence::Down)
}

fn lies_between(last: &Stamp, heartbeat: &Stamp, now: &Moment) -> bool {
    let here = now.stamp();
    if [last, heartbeat, &here].iter().any(|stamp| stamp.anchor.is_none()) {
        return is_before(last, heartbeat) && !is_before(&here, heartbeat);
    }
    let clock = clock_of(heartbeat);
    if clock == clock_of(last) {
        // Boots follow each other, whatever the wall clock says.
        let is_over = boot_of(last) != boot_of(&here);
        return is_before(last, heartbeat) && (is_over || !is_before(&here, heartbeat));
    }
    // One of another clock may be older than the last reading. Only a boot proves that it is not.
    boot_of(last) != boot_of(&here) && clock == clock_of(&here) && !is_before(&here, heartbeat)
}

fn clock_of(stamp: &Stamp) -> Option<&str> {
    stamp.anchor.as_ref().map(|anchor| anchor.clock.as_str())
}

fn boot_of(stamp: &Stamp) -> Option<&str> {
    stamp.anchor.as_ref().map(boot)
}

fn is_before(one: &Stamp, other: &Stamp) -> bool {
    match (&one.anchor, &other.anchor) {
        (Some(one), Some(other)) if one.clock == other.clock => one.boot_ms < other.boot_ms,
        (Some(_) | None, Some(_) | None) => one.at_utc < other.at_utc,
    }
}

/// Returns the boot id. Two time namespaces of one boot are two clocks without a gap between them.
fn boot(anchor: &Anchor) -> &str {
    anchor.clock.split('/').next().unwrap_or_default()
}

fn positive(ms: i64) -> u64 {
    u64::try_from(ms).unwrap_or(0)
}

fn positive_i64(ms: u64) -> i64 {
    i64::try_from(ms).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use chrono::{DateTime, TimeDelta, Utc};

    use super::*;
    use crate::core::base::Thresholds;
    use crate::core::session::{Gap, GapId};

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
            sources: crate::core::base::SourceTimes::default(),
        }
    }

    fn since(last: &Moment, now: &Moment) -> Vec<Found> {
        let last = ClockReading { stamp: last.stamp(), behind: Behind::default() };
        Elapsed::since(&last, now).found
    }

    fn seen(last: &Moment, now: &Moment) -> Vec<(Absence, i64)> {
        let all = since(last, now);
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
        let gap = &since(&start, &now)[0];
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
        assert!(!since(&start, &now)[0].measured);
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
        let found = since(&moment("a/1", 0, 10, 10), &now).remove(0);
        let mut gap = Gap {
            id: GapId(1),
            stretch: now.utc,
            until: found.until,
            ms: found.ms,
            why: found.why,
            measured: found.measured,
            kept_ms: found.ms,
            withdrawn_ms: 0,
            void_ms: 0,
            answered: true,
        };
        gap.cut(gap.within_ms(10 * 60_000, &now));
        assert_eq!((gap.ms, gap.kept_ms), (20 * 60_000, 20 * 60_000));
        gap.cut(gap.within_ms(10 * 3_600_000, &now));
        assert_eq!((gap.ms, gap.kept_ms), (0, 0));
    }
}
