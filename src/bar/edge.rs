//! When a part of a line says something else, though nobody changes the desk.

use super::desk::BarDesk;
use super::field::BarField;
use crate::core::{Phase, SessionGlance};

/// Milliseconds of a second.
const SECOND: u64 = 1_000;
/// Milliseconds of a minute.
const MINUTE: u64 = 60_000;

/// When a part of a line changes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BarEdge {
    /// After so many milliseconds.
    pub after_ms: u64,
}

impl BarEdge {
    /// Returns the edge of a part that changes at each multiple of `unit_ms`.
    #[must_use]
    pub fn of_unit(ms: u64, unit_ms: u64) -> Self {
        Self { after_ms: unit_ms - ms % unit_ms.max(1) }
    }

    /// Returns the edge of a time in short words: it has seconds only below one minute.
    #[must_use]
    pub fn of_short_text(ms: u64) -> Self {
        Self::of_unit(ms, if ms < MINUTE { SECOND } else { MINUTE })
    }

    /// Returns the edge of the minutes that are left until a target, or beyond it.
    fn of_target(active_ms: u64, target_ms: u64) -> Self {
        Self::of_unit(active_ms.saturating_add(MINUTE - target_ms % MINUTE), MINUTE)
    }

    /// Returns when the next of so many equal parts of a target is full; `None` if all are.
    fn of_part(active_ms: u64, target_seconds: u64, parts: u64) -> Option<Self> {
        let target = target_seconds.max(1);
        let full = (active_ms / SECOND).saturating_mul(parts) / target;
        let next = target.saturating_mul(full + 1).div_ceil(parts.max(1)).saturating_mul(SECOND);
        Self::once(next, active_ms).filter(|_| full < parts)
    }

    /// Returns the edge of a part that changes once; `None` if that is over.
    #[must_use]
    pub fn once(at_ms: u64, now_ms: u64) -> Option<Self> {
        let after_ms = at_ms.checked_sub(now_ms).filter(|after_ms| *after_ms > 0)?;
        Some(Self { after_ms })
    }

    /// Returns the edge of a part that moves so many times as fast.
    #[must_use]
    pub fn faster(self, times: u64) -> Self {
        Self { after_ms: self.after_ms.div_ceil(times.max(1)) }
    }
}

impl BarField {
    /// Returns when its text changes with the active time alone; `None` if it does not. The totals have
    /// edges of their own.
    #[must_use]
    pub fn edge(self, desk: &BarDesk<'_>) -> Option<BarEdge> {
        let live = active(desk)?;
        match self {
            Self::Clock => {
                let has_seconds = (desk.clock)(0) != (desk.clock)(SECOND);
                let unit_ms = if has_seconds { SECOND } else { MINUTE };
                Some(BarEdge::of_unit(live.active_ms, unit_ms))
            }
            Self::Elapsed => Some(BarEdge::of_short_text(live.active_ms)),
            Self::Target => {
                let target_ms = live.target_seconds?.saturating_mul(SECOND);
                Some(BarEdge::of_target(live.active_ms, target_ms))
            }
            Self::Desk
            | Self::Glyph
            | Self::Key
            | Self::Phase
            | Self::Band
            | Self::Health
            | Self::Drift
            | Self::Task
            | Self::Notes
            | Self::Type
            | Self::Waits
            | Self::Today
            | Self::Week => None,
        }
    }
}

impl BarDesk<'_> {
    /// Returns when the whole status has another minute; `None` if no session is active.
    #[must_use]
    pub fn minute_edge(&self) -> Option<BarEdge> {
        Some(BarEdge::of_unit(active(self)?.active_ms, MINUTE))
    }

    /// Returns when the next of so many equal parts of the target is full; `None` if all are.
    #[must_use]
    pub fn target_edge(&self, parts: u64) -> Option<BarEdge> {
        let live = active(self)?;
        BarEdge::of_part(live.active_ms, live.target_seconds?, parts)
    }
}

/// Returns the session whose time goes on.
fn active<'a>(desk: &'a BarDesk<'_>) -> Option<&'a SessionGlance> {
    desk.glance.session.as_ref().filter(|live| live.phase == Phase::Active)
}

#[cfg(test)]
mod tests {
    use super::super::field::target_text;
    use super::*;
    use crate::core::{clock_text, short_text};

    /// How a part of a line moves.
    type Moving = (&'static str, fn(u64) -> String, fn(u64) -> Option<BarEdge>);

    const TARGET: u64 = 95;

    fn percentage(ms: u64) -> String {
        (ms / SECOND * 100 / TARGET).min(100).to_string()
    }

    #[test]
    fn a_part_is_shown_anew_at_each_moment_at_which_it_differs() {
        let parts: [Moving; 6] = [
            ("clock", clock_text, |ms| Some(BarEdge::of_unit(ms, SECOND))),
            (
                "clock of minutes",
                |ms| (ms / MINUTE).to_string(),
                |ms| Some(BarEdge::of_unit(ms, MINUTE)),
            ),
            ("elapsed, today, week", short_text, |ms| Some(BarEdge::of_short_text(ms))),
            (
                "target",
                |ms| target_text(TARGET * SECOND, ms, "left"),
                |ms| Some(BarEdge::of_target(ms, TARGET * SECOND)),
            ),
            ("percentage", percentage, |ms| BarEdge::of_part(ms, TARGET, 100)),
            (
                "over",
                |ms| (ms / SECOND >= TARGET).to_string(),
                |ms| BarEdge::of_part(ms, TARGET, 1),
            ),
        ];
        for (name, text, edge) in parts {
            // It begins within a second: no session starts when one begins.
            let (first, last) = (1_234, 4 * MINUTE);
            let differs = (first + 1..=last).filter(|ms| text(*ms) != text(ms - 1));
            let mut shown = Vec::new();
            let mut now = first;
            while let Some(edge) = edge(now) {
                let next = now + edge.after_ms;
                if next > last {
                    break;
                }
                if text(next) != text(now) {
                    shown.push(next);
                }
                now = next;
            }
            assert_eq!(shown, differs.collect::<Vec<_>>(), "{name}");
        }
    }
}
