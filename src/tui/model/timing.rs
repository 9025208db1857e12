//! When the panel next changes by itself.

use crate::config::ClockFormat;
use crate::core::{AlertOf, AlertState, Glance, Phase, SessionGlance, Stamp};
use crate::tui::geometry::Form;

use super::panel::Model;
use super::screen::Screen;

/// How long a command may take before the panel shows that it waits, milliseconds.
pub const SLOW_MS: u64 = 500;
/// How long the sign of what is new blinks, milliseconds, and how long it is seen or dark.
const BLINK_MS: u64 = 5_000;
const BLINK_STEP_MS: u64 = 1_000;
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
        let blink = self.blink_rest_ms();
        let sources = match &self.screen {
            Screen::Sources(screen) => Some(screen.rest_ms(&self.now)),
            _ => None,
        };
        let others = toasts
            .chain(slow)
            .chain(self.key_repeat.wait_ms(&self.now))
            .chain(blink)
            .chain(sources)
            .min();
        others.map_or(self.turn_ms(), |others| others.min(self.turn_ms())).saturating_add(MARGIN_MS)
    }

    /// Returns when the band or the health became new, if it is still new and that was while the panel was
    /// open.
    pub(in crate::tui) fn new_since(&self, which: AlertOf) -> Option<&Stamp> {
        let [band, health] = &self.became_new;
        let since = match which {
            AlertOf::Band => band,
            AlertOf::Health => health,
        };
        let is_new =
            |glance: &Glance| matches!(glance.governance.alert(which), AlertState::New { .. });
        since.as_ref().filter(|_| self.glance().is_some_and(is_new))
    }

    /// Returns how long the sign of the band or of the health has been blinking, milliseconds; `None` if it
    /// does not blink.
    fn blinking_ms(&self, which: AlertOf) -> Option<u64> {
        let since = self.new_since(which).filter(|_| self.settings.motion)?;
        Some(since.elapsed_ms(&self.now)).filter(|ms| *ms < BLINK_MS)
    }

    /// Reports whether the sign of the band or of the health is dark for a moment, because it blinks.
    pub(in crate::tui) fn is_dark(&self, which: AlertOf) -> bool {
        self.blinking_ms(which).is_some_and(|ms| ms / BLINK_STEP_MS % 2 == 1)
    }

    /// Returns the time until a sign that blinks changes; `None` if none blinks, or the clock ticks anyway.
    fn blink_rest_ms(&self) -> Option<u64> {
        if self.turn_ms() <= BLINK_STEP_MS {
            return None;
        }
        let blinking = AlertOf::ALL.into_iter().filter_map(|which| self.blinking_ms(which));
        blinking.map(|ms| BLINK_STEP_MS - ms % BLINK_STEP_MS).min()
    }

    /// Returns the time until the clock changes, or else until the next minute, milliseconds. It is
    /// shorter if a target is reached before.
    fn turn_ms(&self) -> u64 {
        if let Some(turn_ms) = self.other_turn_ms() {
            return turn_ms;
        }
        let Some(live) = self.running() else { return self.until_minute_ms() };
        let turn_ms = if self.shows_clock() {
            self.until_turn_ms(live.active_ms)
        } else {
            self.until_minute_ms()
        };
        self.until_target_ms(live).map_or(turn_ms, |ms| ms.min(turn_ms))
    }

    /// Returns the time until a clock with this active time changes.
    fn until_turn_ms(&self, active_ms: u64) -> u64 {
        let turn_ms = match self.settings.clock {
            ClockFormat::Seconds => 1_000,
            ClockFormat::Minutes => 60_000,
        };
        turn_ms - active_ms % turn_ms
    }

    /// Returns the time until the clock of another desk changes; `None` if none is shown.
    fn other_turn_ms(&self) -> Option<u64> {
        let Screen::Desk { page, .. } = &self.screen else { return None };
        let is_shown = page.is_active() && Form::of(self.size).has_panes();
        let story = page.story().filter(|_| is_shown)?;
        Some(self.until_turn_ms(story.glance(&self.now).active_ms))
    }

    fn until_minute_ms(&self) -> u64 {
        60_000 - self.now.utc.timestamp_millis().rem_euclid(60_000).unsigned_abs()
    }

    /// Returns the live session if its active time grows and is known.
    fn running(&self) -> Option<&SessionGlance> {
        let live = self.glance()?.session.as_ref()?;
        (live.phase == Phase::Active && self.problem.is_none()).then_some(live)
    }

    /// Reports whether a running clock is shown.
    fn shows_clock(&self) -> bool {
        if !Form::of(self.size).has_panes() {
            return true;
        }
        match &self.screen {
            Screen::Panes => true,
            Screen::Week => {
                let is_this = |week| self.week_first(week) == self.this_week();
                self.week.as_deref().is_some_and(is_this)
            }
            Screen::History(history) => history.list().shows_live(),
            Screen::Session { session, .. } => session.is_active(),
            Screen::Desks(_)
            | Screen::Tasks(_)
            | Screen::Task { .. }
            | Screen::Desk { .. }
            | Screen::Sources(_)
            | Screen::Playbook(_) => false,
        }
    }

    /// Returns the active time until the target of the running session is reached, or that of the
    /// day; `None` if there is none, or it is reached.
    fn until_target_ms(&self, live: &SessionGlance) -> Option<u64> {
        let (target_seconds, active_ms) = match live.target_seconds {
            Some(target) => (target, live.active_ms),
            None => (self.settings.day_target_seconds?, self.tally()?.of(self.today())),
        };
        target_seconds.saturating_mul(1_000).checked_sub(active_ms).filter(|ms| *ms > 0)
    }
}
