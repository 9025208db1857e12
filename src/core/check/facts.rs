//! The facts that checks stand on.

use crate::core::session::FrameRef;

/// The facts that checks stand on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckFacts {
    /// Those of a task.
    Task(TaskFacts),
    /// Those of a sprint.
    Sprint(TaskFacts),
    /// Those of a session.
    Session(LiveSessionFacts),
}

/// The facts of a task or a sprint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskFacts {
    /// What was done.
    pub summary: Option<String>,
    /// How far it is; `None` if that is not known.
    pub progress: Option<TaskProgress>,
    /// The estimate, seconds.
    pub estimate_seconds: Option<u64>,
    /// The active time in all sessions, milliseconds.
    pub actual_ms: u64,
}

/// How far a task or a sprint is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaskProgress {
    /// How many notes were written in it, on all desks; at most [`UPDATES_MAX`] are counted.
    pub updates: u64,
    /// The tasks below it, or those of the sprint, that are not finished: some of them.
    pub open: Vec<FrameRef>,
    /// How many are not finished.
    pub open_count: u64,
    /// How many are done.
    pub done_count: u64,
}

/// How many notes of a task are counted at most: no threshold asks for more.
pub const UPDATES_MAX: u64 = 1_000;

/// The facts of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveSessionFacts {
    /// Whether a context was entered in it.
    pub has_context: bool,
    /// How many activities it has beside its start; `None` for more than are kept at hand.
    pub activities: Option<u64>,
    /// The contexts that are open, outermost first.
    pub open: Vec<FrameRef>,
    /// How many gaps wait for an answer.
    pub gaps: u64,
}

impl CheckFacts {
    /// Returns the tasks below it, or of it, that are not finished: some of them.
    #[must_use]
    pub fn unfinished(&self) -> &[FrameRef] {
        match self {
            Self::Task(facts) | Self::Sprint(facts) => {
                facts.progress.as_ref().map_or(&[], |progress| &progress.open)
            }
            Self::Session(_) => &[],
        }
    }
}
