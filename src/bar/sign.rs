//! The signs of a phase, of a band, of a health and of something bad: one table for panel, bar, prompt and
//! command line.

use crate::core::{Band, Light, Phase, Severity};

/// The sign of what is calm.
const CALM: &str = "●";
/// The sign of what needs attention.
const WARNING: &str = "▲";
/// The sign of what needs attention now.
const CRITICAL: &str = "■";
/// The sign of what nobody knows, or nobody has confirmed for long.
pub const UNKNOWN: &str = "?";

/// Returns the sign of a phase.
#[must_use]
pub fn phase_sign(phase: Phase) -> &'static str {
    match phase {
        Phase::Active => "●",
        Phase::Paused => "‖",
        Phase::Ended | Phase::Cancelled => "■",
    }
}

/// Returns the sign of something bad; `None` for what is calm.
#[must_use]
pub fn severity_sign(severity: Severity) -> Option<&'static str> {
    match severity {
        Severity::Calm => None,
        Severity::Warning => Some(WARNING),
        Severity::Critical => Some(CRITICAL),
    }
}

/// Returns the sign of a band.
#[must_use]
pub fn band_sign(band: Band) -> &'static str {
    match band {
        Band::A => CALM,
        Band::B | Band::C => WARNING,
        Band::D => CRITICAL,
    }
}

/// Returns the sign of a health.
#[must_use]
pub fn light_sign(light: Light) -> &'static str {
    match light {
        Light::Green => CALM,
        Light::Yellow => WARNING,
        Light::Red => CRITICAL,
        Light::Unknown => UNKNOWN,
    }
}
