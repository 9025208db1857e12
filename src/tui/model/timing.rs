//! When the panel next changes by itself.

use crate::config::{ClockFormat, Occasion};
use crate::core::{Phase, SessionGlance};
use crate::tui::geometry::Form;

use super::panel::Model;
use super::screen::Screen;

/// How long a command may take before the panel shows that it waits, milliseconds.
pub const SLOW_MS: u64 = 500;
/// Added to each wait: clocks are read in whole milliseconds, and to wake late is to wake once.
const MARGIN_MS: u64 = 4;

impl Model {
    /// Reports whether a command has been pending for long.
    pub(in crate::tui) fn waits(&self) -> bool {
        self.pending_command
            .as_ref()
            .is_some_and(|command| command.since.elapsed_ms(&self.now) >= SLOW_MS)
    }

    /// Returns the time until the panel changes without an event, milliseconds.
    #[must_use]
    pub fn rest_ms(&self) -> u64 {
        let toasts = self.toasts.iter().map(|toast| toast.left_ms(&self.now));
        let waiting = self.pending_command.as_ref().filter(|_| !self.waits());
        let slow =
            waiting.map(|command| SLOW_MS.saturating_sub(command.since.elapsed_ms(&self.now)));
        let others = toasts.chain(slow).chain(self.key_repeat.wait_ms(&self.now)).min();
        others.map_or(self.turn_ms(), |others| others.min(self.turn_ms())).saturating_add(MARGIN_MS)
    }

    /// Returns the time until the clock changes, or else until the next minute, milliseconds.
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

    /// Reports whether a running clock is shown.
    fn shows_clock(&self) -> bool {
        if !Form::of(self.size).has_panes() {
            return true;
        }
        match &self.screen {
            Screen::Panes => true,
            Screen::History(history) => history.shows_live(),
            Screen::Session { session, .. } => session.is_active(),
        }
    }

    /// Returns the active time until a target is reached; `None` if nobody is notified of it.
    fn until_target_ms(&self) -> Option<u64> {
        let wanted = &self.settings.notify;
        if !(wanted.bell || wanted.desktop) || !wanted.on.contains(&Occasion::Target) {
            return None;
        }
        let live = self.glance()?.session.as_ref()?;
        live.target_seconds?.saturating_mul(1_000).checked_sub(live.active_ms).filter(|ms| *ms > 0)
    }
}
