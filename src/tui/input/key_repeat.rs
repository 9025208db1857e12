//! Distinguishes a key that is held down from a key that is pressed twice: it gives one command.
//!
//! Terminals do not report which it is. They repeat a key after a quarter to two thirds of a second,
//! then every few hundredths. So a second press soon after the first one waits for a moment: if a
//! third one follows at once, the key is held down and neither counts.

use crate::config::Action;
use crate::core::{Moment, Stamp};

/// The longest delay before the first repeat, milliseconds.
const FIRST_DELAY_MS: u64 = 700;
/// The longest time between two repeats, milliseconds.
pub const REPEAT_MS: u64 = 150;

/// What a press of a key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Press {
    /// It counts.
    Single,
    /// It counts if nothing follows within [`REPEAT_MS`].
    Undecided,
    /// The key is held down, or a command is pending.
    Repeated,
}

/// The last press, as far as it matters for the next one.
#[derive(Debug, Default)]
pub struct KeyRepeat {
    last: Option<(Action, Stamp)>,
    waits: bool,
    repeats: bool,
}

impl KeyRepeat {
    /// Judges a press; `deaf` while a command is pending.
    pub fn press(&mut self, action: Action, now: &Moment, deaf: bool) -> Press {
        let since = match &self.last {
            Some((last, at)) if *last == action => at.elapsed_ms(now),
            _ => u64::MAX,
        };
        self.last = Some((action, now.stamp()));
        let waiting = std::mem::take(&mut self.waits);
        let close = since <= REPEAT_MS;
        self.repeats = deaf || (close && (waiting || self.repeats));
        if self.repeats {
            return Press::Repeated;
        }
        self.waits = since <= FIRST_DELAY_MS;
        if self.waits { Press::Undecided } else { Press::Single }
    }

    /// Returns how long an undecided press must wait, milliseconds; `None` if there is none.
    pub fn wait_ms(&self, now: &Moment) -> Option<u64> {
        let (_, at) = self.last.as_ref().filter(|_| self.waits)?;
        Some(REPEAT_MS.saturating_sub(at.elapsed_ms(now)))
    }

    /// Decides the undecided press: it counts.
    pub fn settle(&mut self) {
        self.waits = false;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use super::*;

    fn at(ms: i64) -> Moment {
        Moment {
            utc: chrono::DateTime::from_timestamp_millis(ms).unwrap(),
            steady: None,
            nonce: 0,
            heartbeat: None,
            thresholds: crate::core::Thresholds::default(),
            sources: crate::core::SourceTimes::default(),
        }
    }

    fn judged(times: &[i64]) -> Vec<Press> {
        let mut key_repeat = KeyRepeat::default();
        times.iter().map(|ms| key_repeat.press(Action::Pop, &at(*ms), false)).collect()
    }

    #[test]
    fn a_held_key_counts_once() {
        use Press::{Repeated, Single, Undecided};
        let presses = judged(&[0, 500, 533, 566, 600]);
        assert_eq!(presses, [Single, Undecided, Repeated, Repeated, Repeated]);
    }

    #[test]
    fn a_key_pressed_thrice_by_a_quick_hand_counts_thrice() {
        use Press::{Single, Undecided};
        assert_eq!(judged(&[0, 220, 430]), [Single, Undecided, Undecided]);
        assert_eq!(judged(&[0, 900]), [Single, Single]);
    }

    #[test]
    fn a_press_while_a_command_is_pending_begins_a_repeat() {
        let mut key_repeat = KeyRepeat::default();
        assert_eq!(key_repeat.press(Action::Undo, &at(0), false), Press::Single);
        assert_eq!(key_repeat.press(Action::Undo, &at(1), true), Press::Repeated);
        assert_eq!(key_repeat.press(Action::Undo, &at(30), false), Press::Repeated);
    }

    #[test]
    fn another_key_is_never_a_repeat() {
        let mut key_repeat = KeyRepeat::default();
        key_repeat.press(Action::Pop, &at(0), false);
        assert_eq!(key_repeat.press(Action::Undo, &at(10), false), Press::Single);
    }
}
