//! The signs that stand for a phase, a stretch of time, something done, a tone.

use crate::core::{Phase, PieceKind, Verb};

use super::tone::Tone;

/// Returns the sign of a phase.
#[must_use]
pub fn phase_sign(phase: Phase) -> &'static str {
    match phase {
        Phase::Active => "●",
        Phase::Paused => "‖",
        Phase::Ended | Phase::Cancelled => "■",
    }
}

/// Returns the sign of a stretch of time.
#[must_use]
pub fn piece_sign(kind: PieceKind) -> &'static str {
    match kind {
        PieceKind::Active => "━",
        PieceKind::Paused => "·",
        PieceKind::Gap => "?",
        PieceKind::Uncounted => "╌",
    }
}

/// Returns the sign on the strip of what was done; `None` if it has none.
#[must_use]
pub fn done_sign(verb: Verb) -> Option<&'static str> {
    match verb {
        Verb::Note => Some("◆"),
        Verb::Push => Some("▸"),
        Verb::Pop => Some("◂"),
        _ => None,
    }
}

/// Returns the sign of a tone.
#[must_use]
pub fn tone_sign(tone: Tone) -> &'static str {
    match tone {
        Tone::Done => "√",
        Tone::Refused => "×",
        Tone::Warning => "▲",
        Tone::Elsewhere => "→",
    }
}
