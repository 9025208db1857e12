//! What a dialog asks for.

use crate::core::{GapId, Glance, Phase, Verb};

/// What a dialog asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DialogKind {
    /// The session that is about to start.
    Start,
    /// The session that is about to start and to end the live one.
    Switch,
    /// The notes of the session that is about to end.
    End,
    /// Why the session is about to pause.
    Pause,
    /// When a forgotten pause was.
    Break,
    /// What is corrected of a session.
    Edit,
    /// A session that was never started.
    Add,
    /// When a forgotten pause was in a session that is over.
    PastBreak,
    /// A pause that was none.
    RemoveBreak,
    /// What a gap of a session was that is over.
    PastGap(GapId),
    /// A note.
    Note,
    /// A context to enter.
    Context,
    /// What was done in a task that is complete.
    Done,
    /// Why a task cannot go on.
    Block,
    /// How long a task takes.
    Estimate,
    /// A band and the reason.
    Band,
    /// A health and the reason.
    Health,
    /// Why a bad band or health is no surprise, and how long nobody is called.
    Ack,
    /// What was read at a step of a playbook, and a note.
    StepDone,
    /// Why a step of a playbook is skipped.
    StepSkip,
    /// Why something is done although a rule of the operator is against it.
    Override(Verb),
    /// What a gap was; `None` if no gap waited for an answer.
    Gap(Option<GapId>),
    /// Whether an untouched session goes on.
    Forgotten,
}

impl DialogKind {
    /// Returns the question that waits for an answer: a gap comes before an untouched session.
    pub fn waiting(glance: &Glance) -> Option<Self> {
        let gap = glance.gaps.first().map(|gap| Self::Gap(Some(gap.id)));
        gap.or(glance.forgotten.as_ref().map(|_| Self::Forgotten))
    }

    /// Returns the verb that must be allowed in a phase, as far as it is known before the answer.
    pub fn verb_in(self, phase: Option<Phase>) -> Verb {
        // A live session does not prevent a switch: it ends.
        let switches = self == Self::Switch && phase.is_some();
        if switches { Verb::End } else { self.verb() }
    }

    /// Reports whether its answer is written into the live session.
    pub fn is_part_of_a_session(self) -> bool {
        matches!(self, Self::Note | Self::Context)
    }

    /// Returns the verb of the command, as far as it is known before the answer.
    pub fn verb(self) -> Verb {
        match self {
            Self::Start | Self::Switch => Verb::Start,
            Self::End => Verb::End,
            Self::Pause => Verb::Pause,
            Self::Break | Self::PastBreak => Verb::Break,
            Self::Edit => Verb::Edit,
            Self::Add => Verb::Add,
            Self::RemoveBreak => Verb::RemoveBreak,
            Self::Note => Verb::Note,
            Self::Context => Verb::Push,
            Self::Done => Verb::Done,
            Self::Block => Verb::Block,
            Self::Estimate => Verb::Estimate,
            Self::Band => Verb::Band,
            Self::Health => Verb::Health,
            Self::Ack => Verb::Ack,
            Self::StepDone => Verb::StepDone,
            Self::StepSkip => Verb::StepSkip,
            Self::Override(verb) => verb,
            Self::Gap(_) | Self::PastGap(_) => Verb::Gap,
            Self::Forgotten => Verb::Keep,
        }
    }
}
