//! The signs of a phase, of a health and of something bad.

use crate::core::{Light, Phase, Severity};

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
        Severity::Warning => Some("!"),
        Severity::Critical => Some("▲"),
    }
}

/// Returns the sign of a health.
#[must_use]
pub fn light_sign(light: Light) -> &'static str {
    match light {
        Light::Green | Light::Yellow | Light::Red => "●",
        Light::Unknown => "?",
    }
}
