//! What the fields of dialogs ask for.

/// What a field asks for; fields of one name share their earlier inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldName {
    /// The notes of a session.
    Notes,
    /// The closing notes of a session.
    Closing,
    /// A note.
    Note,
    /// The operator who starts a session.
    Operator,
    /// The target of a session, in active time.
    Target,
    /// The type of a session.
    Type,
    /// Whether the contexts of the last session are entered again.
    Contexts,
    /// A context.
    Context,
    /// What was done in a task.
    Summary,
    /// Why a task cannot go on.
    BlockReason,
    /// Why something is completed although a check fails.
    DespiteReason,
    /// How long a task takes.
    Estimate,
    /// A band.
    Band,
    /// The reason for the band.
    BandReason,
    /// A health.
    Health,
    /// The reason for the health.
    HealthReason,
    /// Why a bad band or health is no surprise.
    AckReason,
    /// How long nobody is called.
    Shelve,
    /// What was read at a step of a playbook.
    StepValue,
    /// Which of a few words was read at a step.
    StepChoice,
    /// A note to a step.
    StepNote,
    /// Why a step is skipped.
    SkipReason,
    /// Why something is done although a rule is against it.
    Override,
    /// What a gap was.
    GapAnswer,
    /// Whether an untouched session goes on.
    ForgottenAnswer,
    /// Why a session pauses.
    PauseReason,
    /// When a break began.
    From,
    /// When a break ended.
    To,
    /// When a command takes effect.
    When,
    /// When a session started.
    Start,
    /// When a session ended.
    End,
    /// When something that is added to the past began.
    Since,
    /// When something that is added to the past ended.
    Until,
    /// The breaks of a session that is added.
    Breaks,
    /// A time in a pause.
    InPause,
}

impl FieldName {
    /// Returns the word before the field.
    pub fn word(self) -> &'static str {
        match self {
            Self::Notes => "notes",
            Self::Closing => "closing",
            Self::Note | Self::StepNote => "note",
            Self::Operator => "operator",
            Self::Target => "target",
            Self::Type => "type",
            Self::Contexts => "again in",
            Self::Context => "context",
            Self::Summary => "summary",
            Self::Estimate => "estimate",
            Self::Band => "band",
            Self::BandReason
            | Self::HealthReason
            | Self::AckReason
            | Self::PauseReason
            | Self::BlockReason
            | Self::SkipReason
            | Self::DespiteReason => "reason",
            Self::Health => "health",
            Self::Shelve => "shelve",
            Self::StepValue | Self::StepChoice => "value",
            Self::Override => "override",
            Self::GapAnswer | Self::ForgottenAnswer => "answer",
            Self::From | Self::Since => "from",
            Self::To | Self::Until => "to",
            Self::When => "when",
            Self::Start => "start",
            Self::End => "end",
            Self::Breaks => "breaks",
            Self::InPause => "pause",
        }
    }

    /// Reports whether its text is only right at the time at which it is typed: it is not offered
    /// again.
    pub fn is_a_time(self) -> bool {
        match self {
            Self::From
            | Self::To
            | Self::When
            | Self::Start
            | Self::End
            | Self::Since
            | Self::Until
            | Self::Breaks
            | Self::InPause => true,
            Self::Notes
            | Self::Closing
            | Self::Note
            | Self::Operator
            | Self::Target
            | Self::Type
            | Self::Contexts
            | Self::Context
            | Self::Summary
            | Self::BlockReason
            | Self::DespiteReason
            | Self::Estimate
            | Self::Band
            | Self::BandReason
            | Self::Health
            | Self::HealthReason
            | Self::AckReason
            | Self::Shelve
            | Self::StepValue
            | Self::StepChoice
            | Self::StepNote
            | Self::SkipReason
            | Self::Override
            | Self::GapAnswer
            | Self::ForgottenAnswer
            | Self::PauseReason => false,
        }
    }
}
