//! The signs of pieces of time, verbs and tones.

use crate::core::{PieceKind, SessionRecord, Verb};

use super::tone::Tone;

/// Returns the sign of a piece of time.
pub fn piece_sign(kind: PieceKind) -> &'static str {
    match kind {
        PieceKind::Active => "━",
        PieceKind::Paused => "·",
        PieceKind::Gap => "?",
        PieceKind::Uncounted => "╌",
    }
}

/// Returns the sign of a verb on the strip; `None` if it has none.
pub fn done_sign(verb: Verb) -> Option<&'static str> {
    done_legend(verb).map(|(sign, _)| sign)
}

/// Returns the sign of a verb on the strip, and its meaning; `None` if it has none.
pub fn done_legend(verb: Verb) -> Option<(&'static str, &'static str)> {
    match verb {
        Verb::Note => Some(("◆", "Note")),
        Verb::Push => Some(("▸", "Context entered")),
        Verb::Pop => Some(("◂", "Context left")),
        Verb::Done => Some(("√", "Task completed")),
        Verb::Block => Some(("!", "Task blocked")),
        Verb::Artifact => Some(("▪", "Artifact recorded")),
        Verb::Start
        | Verb::Pause
        | Verb::Resume
        | Verb::Toggle
        | Verb::End
        | Verb::Cancel
        | Verb::Reopen
        | Verb::Undo
        | Verb::Redo
        | Verb::Gap
        | Verb::Keep
        | Verb::Break
        | Verb::RemoveBreak
        | Verb::Edit
        | Verb::Add
        | Verb::Continue
        | Verb::RunStatus
        | Verb::RunStep
        | Verb::RunUpdate
        | Verb::RunFail
        | Verb::RunDelete
        | Verb::TaskAdd
        | Verb::TaskEdit
        | Verb::TaskDrop
        | Verb::Unblock
        | Verb::Estimate
        | Verb::Summary
        | Verb::Claim
        | Verb::Release
        | Verb::Band
        | Verb::Health
        | Verb::Ack
        | Verb::StepDone
        | Verb::StepUndo
        | Verb::StepSkip
        | Verb::PlaybookReset => None,
    }
}

/// Returns the sign of a verb in the list of activities.
pub fn verb_sign(verb: Verb) -> &'static str {
    match verb {
        Verb::Start | Verb::Resume | Verb::Reopen | Verb::Continue | Verb::RemoveBreak => "●",
        Verb::Pause | Verb::Break => "‖",
        Verb::End | Verb::RunFail => "■",
        Verb::Cancel | Verb::RunDelete | Verb::TaskDrop => "×",
        Verb::Undo | Verb::StepUndo | Verb::PlaybookReset => "←",
        Verb::Redo | Verb::StepSkip => "→",
        Verb::Gap => "?",
        Verb::Note | Verb::Push | Verb::Pop | Verb::Done | Verb::Block | Verb::Artifact => {
            done_sign(verb).unwrap_or("·")
        }
        Verb::Edit | Verb::TaskEdit | Verb::Estimate | Verb::Summary => "~",
        Verb::Add | Verb::TaskAdd => "+",
        Verb::RunStep | Verb::Ack | Verb::StepDone => "√",
        Verb::Toggle
        | Verb::Keep
        | Verb::Unblock
        | Verb::Claim
        | Verb::Release
        | Verb::RunStatus
        | Verb::RunUpdate
        | Verb::Band
        | Verb::Health => "·",
    }
}

/// Returns the sign of a session that was added later, or whose times were corrected, or both; `None`
/// if it stands as it was measured.
pub fn past_mark(session: &SessionRecord) -> Option<&'static str> {
    match (session.is_added, session.is_corrected) {
        (true, true) => Some("+~"),
        (true, false) => Some(verb_sign(Verb::Add)),
        (false, true) => Some(verb_sign(Verb::Edit)),
        (false, false) => None,
    }
}

/// Returns the sign of a tone.
pub fn tone_sign(tone: Tone) -> &'static str {
    match tone {
        Tone::Done => "√",
        Tone::Refused => "×",
        Tone::Warning => "▲",
        Tone::Elsewhere => "→",
    }
}
