//! When a followed line is printed and read again: at most once a second, and at least once a minute.

use std::time::{Duration, Instant};

/// The least time between two lines, and between two readings.
pub const SECOND: Duration = Duration::from_secs(1);
/// The longest time between two readings: no event says that a disk was mounted above the files.
pub const MINUTE: Duration = Duration::from_secs(60);

/// How much earlier than a second a line may come, because no wait is exact.
const TOLERANCE: Duration = Duration::from_millis(50);
/// After how long the first line comes again for tmux.
const AGAIN: Duration = Duration::from_millis(1_500);

/// When a line was printed and its desk read.
#[derive(Debug, Clone, Copy, Default)]
pub struct BarPace {
    printed: Option<Instant>,
    read: Option<Instant>,
    /// When the first line was printed, as long as it has to come again.
    repeats: Option<Instant>,
    is_for_tmux: bool,
}

impl BarPace {
    /// Returns the pace of a line. tmux does not draw what a program writes in the second in which tmux
    /// started it. So the first line comes again, unless a later one came.
    #[must_use]
    pub fn new(is_for_tmux: bool) -> Self {
        Self { is_for_tmux, ..Self::default() }
    }

    /// Sets that a line was printed now.
    pub fn print(&mut self, now: Instant) {
        let first = self.repeats.unwrap_or(now);
        let is_first = self.printed.is_none();
        self.printed = Some(now);
        // One that came within the same second is not drawn either.
        let is_drawn = !is_first && now.saturating_duration_since(first) >= SECOND;
        let repeats = self.is_for_tmux && !is_drawn && (is_first || self.repeats.is_some());
        self.repeats = repeats.then_some(first);
    }

    /// Reports whether the line has to be printed although it is the same.
    #[must_use]
    pub fn has_to_repeat(&self, now: Instant) -> bool {
        self.repeats.is_some() && rest(self.repeats, AGAIN, now).is_zero()
    }

    /// Sets that the desk is read now, or that its reading failed.
    pub fn read(&mut self, now: Instant) {
        self.read = Some(now);
    }

    /// Returns how long no line may be printed.
    #[must_use]
    pub fn until_print(&self, now: Instant) -> Duration {
        rest(self.printed, SECOND, now)
    }

    /// Returns how long to wait for a line that differs after so many milliseconds. One that is due too soon
    /// comes as soon as it may. So no second is left out: the lines come closer to the begin of a second.
    #[must_use]
    pub fn until_next(&self, after_ms: u64, now: Instant) -> Duration {
        // A little later, so that the next second has begun.
        let due = Duration::from_millis(after_ms.saturating_add(1));
        due.max(self.until_print(now).saturating_sub(TOLERANCE))
    }

    /// Returns how long nothing may be read. What changes meanwhile is read then.
    #[must_use]
    pub fn until_read(&self, now: Instant) -> Duration {
        self.until_print(now).max(rest(self.read, SECOND, now))
    }

    /// Returns how long to wait for an event if the line stays as it is for `limit`; `None` is for ever.
    #[must_use]
    pub fn most(&self, limit: Option<Duration>, now: Instant) -> Duration {
        let look = rest(self.read, MINUTE, now);
        let look = self.repeats.map_or(look, |first| look.min(rest(Some(first), AGAIN, now)));
        limit.map_or(look, |limit| limit.min(look))
    }

    /// Reports whether the desk has to be read again, though no event came.
    #[must_use]
    pub fn has_to_look(&self, now: Instant) -> bool {
        rest(self.read, MINUTE, now).is_zero()
    }
}

/// Returns what is left of some time since `begun`.
fn rest(begun: Option<Instant>, whole: Duration, now: Instant) -> Duration {
    begun.map_or(Duration::ZERO, |begun| whole.saturating_sub(now.saturating_duration_since(begun)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_desk_is_read_again_each_minute_whatever_the_line_waits_for() {
        let begun = Instant::now();
        let mut pace = BarPace::default();
        pace.read(begun);
        for limit in [None, Some(SECOND * 5), Some(MINUTE), Some(MINUTE * 9)] {
            // As the loop does: it waits, prints each time, and looks once it has to.
            let mut now = begun;
            while !pace.has_to_look(now) {
                let most = pace.most(limit, now);
                assert!(!most.is_zero(), "{limit:?}");
                now += most;
                pace.print(now);
            }
            assert_eq!(now - begun, MINUTE, "{limit:?}");
        }
    }

    #[test]
    fn the_first_line_comes_again_once_and_only_for_tmux() {
        let begun = Instant::now();
        let mut pace = BarPace::new(true);
        pace.read(begun);
        pace.print(begun);
        assert!(!pace.has_to_repeat(begun + SECOND));
        assert_eq!(pace.most(None, begun), AGAIN);
        assert!(pace.has_to_repeat(begun + AGAIN));
        pace.print(begun + AGAIN);
        assert!(!pace.has_to_repeat(begun + MINUTE));
        assert_eq!(pace.most(None, begun + AGAIN), Duration::from_millis(58_500));
        let mut other = BarPace::new(false);
        other.read(begun);
        other.print(begun);
        assert_eq!(other.most(None, begun), MINUTE);
    }

    #[test]
    fn a_second_line_counts_as_drawn_only_in_another_second() {
        let begun = Instant::now();
        for (after_ms, repeats) in [(200, true), (999, true), (1_000, false), (1_200, false)] {
            let mut pace = BarPace::new(true);
            pace.print(begun);
            pace.print(begun + Duration::from_millis(after_ms));
            assert_eq!(pace.has_to_repeat(begun + AGAIN), repeats, "{after_ms}");
        }
    }

    #[test]
    fn no_second_is_left_out_and_lines_come_a_second_apart() {
        let begun = Instant::now();
        for first_ms in [0, 1, 300, 660, 960, 999] {
            let (mut pace, mut at_ms) = (BarPace::default(), first_ms);
            for second in 0..40 {
                assert_eq!(at_ms / 1_000, second, "from {first_ms}");
                let now = begun + Duration::from_millis(at_ms);
                assert!(pace.until_print(now) <= TOLERANCE, "from {first_ms} at {at_ms}");
                pace.print(now);
                let next = pace.until_next(1_000 - at_ms % 1_000, now);
                at_ms += u64::try_from(next.as_millis()).unwrap_or(u64::MAX);
            }
            assert!(at_ms % 1_000 < 50, "from {first_ms}: {at_ms}");
        }
    }

    #[test]
    fn many_changes_are_read_once_a_second_and_the_newest_is_read_too() {
        let begun = Instant::now();
        let mut pace = BarPace::default();
        let mut readings = Vec::new();
        // 600 changes a second for three seconds. Each is read now, or with those after it.
        let mut due: Option<Instant> = None;
        for nth in 0..1_800_u32 {
            let now = begun + SECOND * nth / 600;
            let at = *due.get_or_insert(now + pace.until_read(now));
            if at <= now {
                pace.read(now);
                readings.push(now);
                due = None;
            }
        }
        assert!((3..=4).contains(&readings.len()), "{}", readings.len());
        assert!(
            readings.iter().zip(readings.iter().skip(1)).all(|(one, next)| *next - *one >= SECOND)
        );
        assert!(due.is_some(), "the last change is read at the end of its second");
    }

    #[test]
    fn a_reading_waits_for_the_second_of_the_last_line_too() {
        let begun = Instant::now();
        let mut pace = BarPace::default();
        assert!(pace.until_read(begun).is_zero());
        pace.read(begun);
        pace.print(begun + SECOND / 2);
        assert_eq!(pace.until_read(begun + SECOND), SECOND / 2);
        assert!(pace.until_read(begun + SECOND * 3 / 2).is_zero());
    }
}
