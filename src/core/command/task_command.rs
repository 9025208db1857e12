//! What somebody wants of tasks and sprints.

use serde::Serialize;

use crate::core::base::Verb;
use crate::core::session::{Artifact, FrameKind};
use crate::core::task::{TaskName, TaskStatus};

/// What somebody wants of tasks and sprints. Without a name, the innermost open task is meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum TaskCommand {
    /// Make tasks known, as one change.
    Add {
        /// The tasks.
        tasks: Vec<NewTask>,
    },
    /// Change what is known of a task.
    Edit {
        /// Which.
        task: TaskName,
        /// What changes.
        edit: Box<TaskEdit>,
    },
    /// Drop a task: it will not be done.
    Drop {
        /// Which.
        task: TaskName,
        /// Why.
        reason: Option<String>,
        /// Also if another desk claims it.
        force: bool,
    },
    /// Complete a task, and leave it.
    Complete {
        /// Which.
        task: Option<TaskName>,
        /// What was done.
        summary: Option<String>,
        /// Also if another desk claims it.
        force: bool,
    },
    /// Say that a task cannot go on.
    Block {
        /// Which.
        task: Option<TaskName>,
        /// Why.
        reason: String,
    },
    /// Say that a blocked task can go on.
    Unblock {
        /// Which.
        task: Option<TaskName>,
    },
    /// Estimate the active time of a task.
    Estimate {
        /// Which.
        task: Option<TaskName>,
        /// The estimate, seconds.
        seconds: u64,
    },
    /// Say what was done.
    Summarize {
        /// Which.
        task: Option<TaskName>,
        /// The summary.
        text: String,
    },
    /// Claim a task: other desks may not work on it.
    Claim {
        /// Which.
        task: TaskName,
        /// For how long, seconds; `None` until it is released.
        seconds: Option<u64>,
        /// Also if another desk claims it.
        force: bool,
    },
    /// Release a claimed task.
    Release {
        /// Which.
        task: TaskName,
        /// Also if another desk claims it.
        force: bool,
    },
    /// Record what came out of the work.
    AddArtifact {
        /// Of which task.
        task: Option<TaskName>,
        /// What.
        artifact: Artifact,
    },
}

/// A task that nobody knows yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewTask {
    /// The type.
    pub kind: FrameKind,
    /// The id; `None` for the next free one. Digits alone mean `TYPE-digits`.
    pub id: Option<String>,
    /// What it is about.
    pub title: Option<String>,
    /// The estimate, seconds.
    pub estimate_seconds: Option<u64>,
    /// Who should do it.
    pub assignee: Option<String>,
    /// The id of its sprint.
    pub sprint: Option<String>,
    /// The id of its parent.
    pub parent: Option<String>,
    /// Where it stands.
    pub status: TaskStatus,
    /// The line of the file that it comes from.
    pub line: Option<usize>,
}

/// What changes of a task. Absent fields stay; an empty text removes what is there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct TaskEdit {
    /// What it is about.
    pub title: Option<String>,
    /// The estimate, seconds; `Some(None)` removes it.
    pub estimate_seconds: Option<Option<u64>>,
    /// Who should do it.
    pub assignee: Option<String>,
    /// The id of its sprint.
    pub sprint: Option<String>,
    /// The id of its parent.
    pub parent: Option<String>,
    /// Where it stands.
    pub status: Option<TaskStatus>,
}

impl TaskCommand {
    /// Returns its verb.
    #[must_use]
    pub const fn verb(&self) -> Verb {
        match self {
            Self::Add { .. } => Verb::TaskAdd,
            Self::Edit { .. } => Verb::TaskEdit,
            Self::Drop { .. } => Verb::TaskDrop,
            Self::Complete { .. } => Verb::Done,
            Self::Block { .. } => Verb::Block,
            Self::Unblock { .. } => Verb::Unblock,
            Self::Estimate { .. } => Verb::Estimate,
            Self::Summarize { .. } => Verb::Summary,
            Self::Claim { .. } => Verb::Claim,
            Self::Release { .. } => Verb::Release,
            Self::AddArtifact { .. } => Verb::Artifact,
        }
    }

    /// Returns the task that it names; `None` if it names none.
    #[must_use]
    pub const fn named(&self) -> Option<&TaskName> {
        match self {
            Self::Add { .. } => None,
            Self::Edit { task, .. }
            | Self::Drop { task, .. }
            | Self::Claim { task, .. }
            | Self::Release { task, .. } => Some(task),
            Self::Complete { task, .. }
            | Self::Block { task, .. }
            | Self::Unblock { task }
            | Self::Estimate { task, .. }
            | Self::Summarize { task, .. }
            | Self::AddArtifact { task, .. } => task.as_ref(),
        }
    }
}
