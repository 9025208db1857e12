//! What a bar shows of a desk.

use anstyle::{AnsiColor, Color};

use super::reading_look::ReadingLook;
use super::sign::UNKNOWN;
use crate::core::{AlertOf, Band, Glance, Light, Phase, Severity};

/// What a bar shows of a desk.
pub struct BarDesk<'a> {
    /// The profile or the run; empty for the default one.
    pub name: &'a str,
    /// What the desk shows now.
    pub glance: &'a Glance,
    /// Whether the store needs attention.
    pub needs_attention: bool,
    /// Returns an active time, milliseconds, as a clock.
    pub clock: &'a dyn Fn(u64) -> String,
    /// How many other desks wait for a person.
    pub others_waiting: usize,
    /// The active time of today, milliseconds.
    pub today_ms: u64,
    /// The active time of this week, milliseconds.
    pub week_ms: u64,
    /// Returns what is shown for a sign of our own.
    pub sign: &'a dyn Fn(char) -> char,
}

impl BarDesk<'_> {
    /// Returns a text of our own, with signs that can be shown.
    #[must_use]
    pub fn own(&self, text: &str) -> String {
        text.chars().map(self.sign).collect()
    }

    /// Returns the word for its phase: active, paused, idle or attention.
    #[must_use]
    pub fn phase_word(&self) -> &'static str {
        match (&self.glance.session, self.needs_attention) {
            (_, true) => "attention",
            (Some(live), false) => live.phase.word(),
            (None, false) => "idle",
        }
    }

    /// Returns its band; `None` for the calm one that a desk has before anybody sets one.
    #[must_use]
    pub fn band(&self) -> Option<Band> {
        let cone = &self.glance.governance.cone;
        let is_set = cone.updated_at_utc.is_some() || cone.band.severity() != Severity::Calm;
        is_set.then_some(cone.band)
    }

    /// Returns its health; `None` if it is unknown because nobody set it.
    #[must_use]
    pub fn health(&self) -> Option<Light> {
        let health = &self.glance.governance.health;
        let is_set = health.updated_at_utc.is_some() || health.status != Light::Unknown;
        is_set.then_some(health.status)
    }

    /// Returns the colour of its phase; `None` if no session is live.
    #[must_use]
    pub fn phase_colour(&self) -> Option<Color> {
        if self.needs_attention {
            return Some(AnsiColor::Red.into());
        }
        match self.glance.session.as_ref()?.phase {
            Phase::Active => Some(AnsiColor::Green.into()),
            Phase::Paused => Some(AnsiColor::Yellow.into()),
            Phase::Ended | Phase::Cancelled => None,
        }
    }

    /// Returns the colour of its band; `None` for one that is calm.
    #[must_use]
    pub fn band_colour(&self) -> Option<Color> {
        severity_colour(self.glance.governance.worst_level(AlertOf::Band).0)
    }

    /// Returns the sign before a calm value that nobody has confirmed for long; otherwise nothing.
    #[must_use]
    pub fn doubt(&self, which: AlertOf) -> &'static str {
        if ReadingLook::of(self.glance, which).doubt.is_some() { UNKNOWN } else { "" }
    }

    /// Returns what a source says that is worse than a person's word, as in `, measured red`; otherwise nothing.
    #[must_use]
    pub fn overruled(&self, which: AlertOf) -> String {
        let over = self.glance.governance.overruled(which);
        over.map(|over| format!(", measured {}", over.word)).unwrap_or_default()
    }

    /// Returns the colour of its health; `None` if that is not known, or in doubt.
    #[must_use]
    pub fn health_colour(&self) -> Option<Color> {
        if !self.doubt(AlertOf::Health).is_empty() {
            return None;
        }
        if let Some(over) = self.glance.governance.overruled(AlertOf::Health) {
            return severity_colour(over.level);
        }
        match self.glance.governance.health.status {
            Light::Green => Some(AnsiColor::Green.into()),
            Light::Yellow => Some(AnsiColor::Yellow.into()),
            Light::Red => Some(AnsiColor::Red.into()),
            Light::Unknown => None,
        }
    }
}

fn severity_colour(severity: Severity) -> Option<Color> {
    match severity {
        Severity::Calm => None,
        Severity::Warning => Some(AnsiColor::Yellow.into()),
        Severity::Critical => Some(AnsiColor::Red.into()),
    }
}
