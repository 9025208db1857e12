//! What is checked, and how much a failed check matters.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What is checked. The words are those of the settings, of the journal and of JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CheckCode {
    /// A task has no summary.
    SummaryMissing,
    /// The summary of a task is very short.
    SummaryShort,
    /// Nothing was noted in a task.
    UpdatesNone,
    /// Little was noted in a task.
    UpdatesFew,
    /// Tasks below a task are not finished.
    SubtasksOpen,
    /// A task was estimated, and no time was measured.
    TimeMissing,
    /// A task took time, and was not estimated.
    EstimateMissing,
    /// A task took much more or much less time than its estimate.
    VarianceHigh,
    /// Tasks of a sprint are not finished.
    SprintTasksOpen,
    /// A sprint has no summary.
    SprintSummaryMissing,
    /// No context was entered in a session.
    ContextMissing,
    /// A session has few activities.
    ActivitiesFew,
    /// Contexts of a session are still open.
    ContextsOpen,
    /// Gaps of a session wait for an answer.
    GapsOpen,
}

/// How much a failed check matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CheckLevel {
    /// It blocks the completion, unless somebody gives a reason.
    Error,
    /// It warns.
    Warning,
    /// It advises.
    Advice,
    /// Nothing is checked.
    Off,
}

impl CheckLevel {
    /// Returns the word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Advice => "advice",
            Self::Off => "off",
        }
    }
}

impl CheckCode {
    /// All codes, those of tasks first, then those of sprints and of sessions.
    pub const ALL: [Self; 14] = [
        Self::SummaryMissing,
        Self::SummaryShort,
        Self::UpdatesNone,
        Self::UpdatesFew,
        Self::SubtasksOpen,
        Self::TimeMissing,
        Self::EstimateMissing,
        Self::VarianceHigh,
        Self::SprintTasksOpen,
        Self::SprintSummaryMissing,
        Self::ContextMissing,
        Self::ActivitiesFew,
        Self::ContextsOpen,
        Self::GapsOpen,
    ];

    /// Returns its word, as in `summary_missing`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::SummaryMissing => "summary_missing",
            Self::SummaryShort => "summary_short",
            Self::UpdatesNone => "updates_none",
            Self::UpdatesFew => "updates_few",
            Self::SubtasksOpen => "subtasks_open",
            Self::TimeMissing => "time_missing",
            Self::EstimateMissing => "estimate_missing",
            Self::VarianceHigh => "variance_high",
            Self::SprintTasksOpen => "sprint_tasks_open",
            Self::SprintSummaryMissing => "sprint_summary_missing",
            Self::ContextMissing => "context_missing",
            Self::ActivitiesFew => "activities_few",
            Self::ContextsOpen => "contexts_open",
            Self::GapsOpen => "gaps_open",
        }
    }

    /// Returns the field that would mend it.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Self::SummaryMissing | Self::SummaryShort | Self::SprintSummaryMissing => "summary",
            Self::UpdatesNone | Self::UpdatesFew => "notes",
            Self::SubtasksOpen | Self::SprintTasksOpen => "tasks",
            Self::TimeMissing | Self::VarianceHigh => "time",
            Self::EstimateMissing => "estimate",
            Self::ContextMissing | Self::ContextsOpen => "context",
            Self::ActivitiesFew => "activities",
            Self::GapsOpen => "gaps",
        }
    }

    /// Returns the question whose answer would mend it.
    #[must_use]
    pub const fn question(self) -> &'static str {
        match self {
            Self::SummaryMissing | Self::SummaryShort => "What was done?",
            Self::SprintSummaryMissing => "What did the sprint bring?",
            Self::UpdatesNone | Self::UpdatesFew => "How did it go?",
            Self::SubtasksOpen | Self::SprintTasksOpen => "Are these tasks finished?",
            Self::TimeMissing => "When was it worked on?",
            Self::EstimateMissing => "How long should it have taken?",
            Self::VarianceHigh => "Why is the time so far from the estimate?",
            Self::ContextMissing => "What was the session about?",
            Self::ActivitiesFew => "What was done in the session?",
            Self::ContextsOpen => "Are these contexts left?",
            Self::GapsOpen => "What were the gaps?",
        }
    }

    /// Returns how much it matters if the settings say nothing else.
    #[must_use]
    pub const fn usual_level(self) -> CheckLevel {
        match self {
            Self::SummaryMissing | Self::SubtasksOpen | Self::SprintTasksOpen => CheckLevel::Error,
            Self::UpdatesFew => CheckLevel::Advice,
            Self::SummaryShort
            | Self::UpdatesNone
            | Self::TimeMissing
            | Self::EstimateMissing
            | Self::VarianceHigh
            | Self::SprintSummaryMissing
            | Self::ContextMissing
            | Self::ActivitiesFew
            | Self::ContextsOpen
            | Self::GapsOpen => CheckLevel::Warning,
        }
    }
}

impl fmt::Display for CheckCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
