//! The scenarios: what a desk can be in the middle of.

use strum::{EnumString, IntoStaticStr, VariantArray};

use super::situation::Situation;
use crate::core::{FrameGlance, Glance, Phase, SessionGlance, TaskStatus, Trend, Verb};

/// What a desk is in the middle of. Each has a template.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, VariantArray, EnumString, IntoStaticStr,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Scenario {
    /// Nothing can be written.
    ReadOnly,
    /// A gap waits for an answer.
    Gap,
    /// The live session had no activity for long.
    Forgotten,
    /// The task took longer than its estimate.
    EstimatePassed,
    /// No session is live, and none was.
    NoSession,
    /// The last session ended.
    Ended,
    /// The last session was cancelled.
    Cancelled,
    /// The run is over.
    RunOver,
    /// The session has no context.
    NoContext,
    /// The session is in a sprint or a project, and in no task.
    NoTask,
    /// The session is in a task.
    InTask,
    /// A task was just completed, and the session is in no other.
    TaskDone,
    /// The task cannot go on.
    Blocked,
    /// The open task is done or was dropped.
    TaskClosed,
    /// The session is paused.
    Paused,
    /// Band or health is worse than at the start.
    Drift,
}

impl Scenario {
    /// Every scenario.
    pub const ALL: &[Self] = Self::VARIANTS;

    /// Returns its word: the name of its template.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.into()
    }

    /// Returns the scenario of a word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        word.parse().ok()
    }

    /// Returns the template that comes with the program.
    #[must_use]
    pub fn built_in(self) -> &'static str {
        match self {
            Self::ReadOnly => include_str!("../../assets/instructions/read-only.txt"),
            Self::Gap => include_str!("../../assets/instructions/gap.txt"),
            Self::Forgotten => include_str!("../../assets/instructions/forgotten.txt"),
            Self::EstimatePassed => include_str!("../../assets/instructions/estimate-passed.txt"),
            Self::NoSession => include_str!("../../assets/instructions/no-session.txt"),
            Self::Ended => include_str!("../../assets/instructions/ended.txt"),
            Self::Cancelled => include_str!("../../assets/instructions/cancelled.txt"),
            Self::RunOver => include_str!("../../assets/instructions/run-over.txt"),
            Self::NoContext => include_str!("../../assets/instructions/no-context.txt"),
            Self::NoTask => include_str!("../../assets/instructions/no-task.txt"),
            Self::InTask => include_str!("../../assets/instructions/in-task.txt"),
            Self::TaskDone => include_str!("../../assets/instructions/task-done.txt"),
            Self::Blocked => include_str!("../../assets/instructions/blocked.txt"),
            Self::TaskClosed => include_str!("../../assets/instructions/task-closed.txt"),
            Self::Paused => include_str!("../../assets/instructions/paused.txt"),
            Self::Drift => include_str!("../../assets/instructions/drift.txt"),
        }
    }

    /// Returns the scenarios of a situation, in the order in which they are told: the question that waits,
    /// what goes on, and what changed around it.
    #[must_use]
    pub fn of(now: &Situation<'_>) -> Vec<Self> {
        if now.problem.is_some() {
            return vec![Self::ReadOnly];
        }
        let glance = now.glance;
        let live = glance.session.as_ref();
        let main = Self::after_verb(now).unwrap_or_else(|| Self::of_state(now));
        let is_over = live.and_then(Situation::task_of).is_some_and(FrameGlance::is_over);
        let drift = glance.drift();
        let is_worse = drift.0 == Trend::Worse || drift.1 == Trend::Worse;
        [
            (Self::Gap, !glance.gaps.is_empty()),
            (Self::Forgotten, live.is_some() && glance.forgotten.is_some()),
            (Self::EstimatePassed, main == Self::InTask && is_over),
            (main, true),
            (Self::Drift, is_worse),
        ]
        .into_iter()
        .filter_map(|(scenario, applies)| applies.then_some(scenario))
        .collect()
    }

    /// Returns the scenario that follows from what was just done; `None` if how things stand says it all.
    fn after_verb(now: &Situation<'_>) -> Option<Self> {
        let live = now.glance.session.as_ref().filter(|live| live.phase == Phase::Active)?;
        let task = Situation::task_of(live);
        match now.verb? {
            Verb::Done => {
                let has_completed = now.tasks.iter().any(|task| task.kind.is_of_tasks());
                (has_completed && task.is_none()).then_some(Self::TaskDone)
            }
            Verb::Block => {
                task.is_some_and(|task| now.tasks.contains(&task.name)).then_some(Self::Blocked)
            }
            // An undo or a redo brings back a state, and what can be done in it.
            Verb::Undo
            | Verb::Redo
            | Verb::Start
            | Verb::Pause
            | Verb::Resume
            | Verb::Toggle
            | Verb::End
            | Verb::Cancel
            | Verb::Reopen
            | Verb::Note
            | Verb::Push
            | Verb::Pop
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
            | Verb::Artifact
            | Verb::Band
            | Verb::Health
            | Verb::Ack
            | Verb::StepDone
            | Verb::StepUndo
            | Verb::StepSkip
            | Verb::PlaybookReset => None,
        }
    }

    /// Returns the scenario of how things stand.
    fn of_state(now: &Situation<'_>) -> Self {
        let Glance { session, last_session, .. } = now.glance;
        match (session, last_session.as_ref().map(|last| last.phase)) {
            (Some(live), _) => Self::of_live(live, now),
            (None, _) if now.desk.run().is_some() => Self::RunOver,
            (None, Some(Phase::Ended)) => Self::Ended,
            (None, Some(Phase::Cancelled)) => Self::Cancelled,
            (None, Some(Phase::Active | Phase::Paused) | None) => Self::NoSession,
        }
    }

    fn of_live(live: &SessionGlance, now: &Situation<'_>) -> Self {
        match (live.phase, Situation::task_of(live)) {
            (Phase::Paused, _) => Self::Paused,
            (Phase::Active, Some(_)) => match now.stand.as_ref().map(|stand| stand.status) {
                Some(TaskStatus::Blocked) => Self::Blocked,
                Some(TaskStatus::Done | TaskStatus::Dropped) => Self::TaskClosed,
                Some(TaskStatus::Todo | TaskStatus::InProgress) | None => Self::InTask,
            },
            (Phase::Active, None) if live.context_stack.is_empty() => Self::NoContext,
            (Phase::Active, None) => Self::NoTask,
            (Phase::Ended, _) => Self::Ended,
            (Phase::Cancelled, _) => Self::Cancelled,
        }
    }
}
