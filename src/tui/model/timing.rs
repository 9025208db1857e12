//! When the panel next has something to say by itself.

use crate::config::{ClockFormat, Occasion};
use crate::core::{Phase, SessionGlance};
use crate::tui::geometry::Form;

use super::panel::Model;
use super::screen::Screen;

/// How long a command may take before the panel says that it waits, milliseconds.
pub const SLOW_MS: u64 = 500;
/// Clocks are read in whole milliseconds; waking a little late is waking once.
const MARGIN_MS: u64 = 4;

impl Model {
    /// Tells whether a command has been under way for so long that it should be said.
    pub(in crate::tui) fn waits(&self) -> bool {
        self.pending_command
            .as_ref()
            .is_some_and(|command| command.since.elapsed_ms(&self.now) >= SLOW_MS)
    }

    /// Returns how long the panel has nothing to say unless somebody speaks, milliseconds.
    #[must_use]
    pub fn rest_ms(&self) -> u64 {
        let toasts = self.toasts.iter().map(|toast| toast.left_ms(&self.now));
        let waiting = self.pending_command.as_ref().filter(|_| !self.waits());
        let slow =
            waiting.map(|command| SLOW_MS.saturating_sub(command.since.elapsed_ms(&self.now)));
        let others = toasts.chain(slow).chain(self.key_repeat.wait_ms(&self.now)).min();
        others.map_or(self.turn_ms(), |others| others.min(self.turn_ms())).saturating_add(MARGIN_MS)
    }

    /// Returns how long it is until the clock shows another active time, or else to the next minute.
    fn turn_ms(&self) -> u64 {
        let live = self.glance().and_then(|glance| glance.session.as_ref());
        let ticks = |live: &&SessionGlance| {
            live.phase == Phase::Active && self.problem.is_none() && self.shows_clock()
        };
        if let Some(live) = live.filter(ticks) {
            let turn_ms = match self.settings.clock {
                ClockFormat::Seconds => 1_000,
                ClockFormat::Minutes => 60_000,
            };
            let turn_ms = turn_ms - live.active_ms % turn_ms;
            return self.until_target_ms().map_or(turn_ms, |ms| ms.min(turn_ms));
        }
        let ms = self.now.utc.timestamp_millis().rem_euclid(60_000);
        60_000 - ms.unsigned_abs()
    }

    /// Tells whether a clock that runs is to be seen.
    fn shows_clock(&self) -> bool {
        if !Form::of(self.size).has_panes() {
            return true;
        }
        match &self.screen {
            Screen::Panes => true,
            Screen::History(_) => false,
            Screen::Session { session, .. } => session.is_active(),
        }
    }

    /// Returns the active time until a target is reached that somebody wants to hear of, milliseconds.
    fn until_target_ms(&self) -> Option<u64> {
        let wanted = &self.settings.notify;
        if !(wanted.bell || wanted.desktop) || !wanted.on.contains(&Occasion::Target) {
            return None;
        }
        let live = self.glance()?.session.as_ref()?;
        live.target_seconds?.saturating_mul(1_000).checked_sub(live.active_ms).filter(|ms| *ms > 0)
    }
}
