//! What a command stands on that is known of tasks: what the desk asks the index before it decides.

use chrono::{DateTime, Utc};

use serde::Serialize;

use crate::core::base::{DeskName, Verb};
use crate::core::check::TaskProgress;
use crate::core::command::{Command, Entering, Request, TaskCommand};
use crate::core::history::{UndoStep, Watch};
use crate::core::session::{FrameKind, FrameRef, Session, open_at_the_end};
use crate::core::task::{Task, TaskName, TaskStatus, TaskUpdate};

/// What is known of the tasks of a command. Other desks add to it only while nobody holds the lock of
/// the tasks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskEvidence {
    /// This desk.
    pub desk: DeskName,
    /// The tasks that the command names and that are known, with their parents if it needs them.
    pub known: Vec<KnownTask>,
    /// The number of the next free id of each type that needs one.
    pub next_free: Vec<(FrameKind, u64)>,
    /// What a redo makes count again; `None` if the command is none, or its step is of no task.
    pub redone: Option<RedoneTasks>,
    /// Who else uses what an undo makes unknown; `None` if nobody does.
    pub used: Option<UsedTask>,
}

/// A task that somebody else uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsedTask {
    /// The task.
    pub task: FrameRef,
    /// What uses it.
    pub user: TaskUser,
}

/// What uses a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaskUser {
    /// Another desk: it did something with the task.
    Desk(DeskName),
    /// Another task, whose sprint or parent it is.
    Task(FrameRef),
}

/// What an undone event changed of tasks, before it is redone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedoneTasks {
    /// What it changed.
    pub updates: Vec<TaskUpdate>,
    /// Whether it made its tasks known.
    pub made_known: bool,
}

/// What is known of a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownTask {
    /// The task.
    pub task: Task,
    /// Its active time in the sessions of all desks that are over, milliseconds.
    pub earlier_ms: u64,
    /// The time by which its newest event is ordered, UTC.
    pub newest_utc: DateTime<Utc>,
    /// The other desks that work on it now.
    pub elsewhere: Vec<OpenElsewhere>,
    /// How far it is; `None` if the command does not complete it.
    pub progress: Option<TaskProgress>,
}

/// Another desk that works on a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct OpenElsewhere {
    /// The desk.
    pub desk: DeskName,
    /// Who works there.
    pub operator: String,
}

/// What the desk has to ask of tasks for a command.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaskNeeds {
    /// The tasks that it names.
    pub names: Vec<TaskName>,
    /// Whether those that are known are needed with all their parents.
    pub with_parents: bool,
    /// The one that it completes, of which it is needed how far it is.
    pub completed: Option<TaskName>,
    /// The types of which it needs the next free id.
    pub next_free: Vec<FrameKind>,
    /// Whether it must not be decided without: it may give out a new id, a claim or a completion.
    pub is_exclusive: bool,
    /// Whether it must not be decided while some desk cannot be read: that one may have the id, or a claim.
    pub needs_all_desks: bool,
}

impl RedoneTasks {
    /// Returns the names of the tasks, and of the parents that they get.
    #[must_use]
    pub fn names(&self) -> Vec<TaskName> {
        let parents = self.updates.iter().filter_map(|update| update.parent.as_ref()?.as_ref());
        let tasks = self.updates.iter().map(|update| &update.task);
        tasks.chain(parents).map(TaskName::of).collect()
    }
}

impl TaskEvidence {
    /// Returns what is known of a task; `None` if it is not known. A name without a type means a `task`
    /// first, then a task of another type.
    #[must_use]
    pub fn find(&self, name: &TaskName) -> Option<&KnownTask> {
        let is = |known: &&KnownTask| name.is(&known.task.name);
        let usual = FrameKind::task();
        let mut all = self.known.iter().filter(is);
        let first = all.clone().find(|known| known.task.name.kind == usual);
        first.or_else(|| all.next())
    }

    /// Returns the number of the next free id of a type.
    #[must_use]
    pub fn next_free(&self, kind: &FrameKind) -> u64 {
        let known = self.next_free.iter().find(|(of, _)| of == kind);
        known.map_or(1, |(_, number)| *number)
    }
}

impl KnownTask {
    /// Returns what somebody should know who enters it: where it stands, and who else works on it.
    #[must_use]
    pub fn notices(&self) -> Vec<String> {
        let (name, status) = (&self.task.name, self.task.status);
        let reason = self.task.reason.as_deref().map(|reason| format!(": {reason}"));
        let stands = match status {
            TaskStatus::Blocked => {
                Some(format!("{name} is {status}{}", reason.unwrap_or_default()))
            }
            TaskStatus::Dropped => {
                Some(format!("{name} is {status}{}{}", reason.unwrap_or_default(), self.reopen()))
            }
            TaskStatus::Done => Some(format!("{name} is done already{}", self.reopen())),
            TaskStatus::Todo | TaskStatus::InProgress => None,
        };
        stands.into_iter().chain(self.others()).collect()
    }

    /// Returns that another desk claims it at a time, as a sentence.
    #[must_use]
    pub fn claimed_elsewhere(&self, desk: &DeskName, at: DateTime<Utc>) -> Option<String> {
        let claim = self.task.claim.as_ref().filter(|claim| claim.keeps_out(desk, at))?;
        Some(format!("{} claims {} on the desk {}", claim.operator, self.task.name, claim.desk))
    }

    /// Returns how to go on with it if it is done or dropped.
    fn reopen(&self) -> String {
        let name = &self.task.name;
        let verb = if name.kind.is_of_sprints() { "sprint" } else { "task" };
        let is_plain = |c: char| c.is_alphanumeric() || "-_.".contains(c);
        let quote = if name.id.chars().all(is_plain) { "" } else { "'" };
        let id = format!("{quote}{}{quote}", name.id);
        format!("; to go on with it: `onwatch {verb} edit {id} --status in_progress`")
    }

    /// Returns who else works on it, in sentences. In a sprint or a project, everybody works.
    #[must_use]
    pub fn others(&self) -> Vec<String> {
        let name = &self.task.name;
        let others = self.elsewhere.iter().filter(|_| name.kind.is_of_tasks());
        others.map(|other| other.on(name)).collect()
    }
}

impl OpenElsewhere {
    /// Returns that it works on a task, as a sentence.
    #[must_use]
    pub fn on(&self, task: &FrameRef) -> String {
        format!("{} also works on {task}, on the desk {}", self.operator, self.desk)
    }
}

impl Watch {
    /// Returns the step of a redo that may make changes of tasks count again.
    #[must_use]
    pub fn redone_task_step(&self, request: &Request) -> Option<u64> {
        let step = self.step_for(&request.command)?;
        let is_redo = matches!(request.command, Command::Redo);
        (is_redo && step.verb.changes_tasks()).then_some(step.seq)
    }

    /// Returns the step of an undo that may make tasks unknown.
    #[must_use]
    pub fn undone_task_step(&self, request: &Request) -> Option<&UndoStep> {
        let step = self.step_for(&request.command)?;
        let may_add = matches!(step.verb, Verb::Push | Verb::TaskAdd);
        (request.command == Command::Undo && may_add).then_some(step)
    }

    /// Reports whether the lock of the tasks has to be held while a request is decided: it may make a task
    /// known, or depends on what is known of one.
    #[must_use]
    pub fn needs_tasks_lock(&self, request: &Request) -> bool {
        match &request.command {
            Command::Push(_)
            | Command::Task(_)
            | Command::Continue { .. }
            | Command::Note { task: Some(_), .. }
            | Command::Pop { complete: true, .. } => true,
            Command::Add { sessions } => {
                sessions.iter().any(|session| !session.contexts.is_empty())
            }
            Command::Undo | Command::Redo => {
                self.step_for(&request.command).is_some_and(|step| step.verb.changes_tasks())
            }
            Command::Playbook(_)
            | Command::Start { .. }
            | Command::Pause { .. }
            | Command::Resume
            | Command::Toggle { .. }
            | Command::End { .. }
            | Command::Cancel { .. }
            | Command::Reopen { .. }
            | Command::Edit(_)
            | Command::Note { task: None, .. }
            | Command::Pop { complete: false, .. }
            | Command::AnswerGap { .. }
            | Command::Keep
            | Command::AddBreak { .. }
            | Command::RemoveBreak { .. }
            | Command::SetRunStatus { .. }
            | Command::CompleteStep { .. }
            | Command::UpdateRun { .. }
            | Command::FailRun { .. }
            | Command::DeleteRun
            | Command::SetBand { .. }
            | Command::SetHealth { .. }
            | Command::ClearBand { .. }
            | Command::ClearHealth { .. }
            | Command::Acknowledge { .. } => false,
        }
    }

    /// Returns what the desk has to ask of tasks before it decides a request; `None` if nothing.
    /// `subject` is the past session that it is about.
    #[must_use]
    pub fn needs_of_tasks(
        &self,
        request: &Request,
        subject: Option<&Session>,
    ) -> Option<TaskNeeds> {
        let of_frame = |frame: &FrameRef| TaskName::of(frame);
        match &request.command {
            Command::Push(new) => {
                let kind = Some(new.kind.clone());
                let is_next = new.id.is_empty();
                let name = TaskName { kind, id: new.id.clone() };
                Some(TaskNeeds {
                    names: if is_next { Vec::new() } else { vec![name] },
                    next_free: if is_next { vec![new.kind.clone()] } else { Vec::new() },
                    is_exclusive: new.entering == Entering::New,
                    needs_all_desks: new.entering == Entering::New,
                    ..TaskNeeds::default()
                })
            }
            Command::Pop { kind, complete: true, .. } => {
                let stack = &self.live()?.context_stack;
                let left = match kind {
                    None => stack.top(),
                    Some(kind) => stack.frames().iter().find(|frame| frame.kind == *kind),
                };
                let names: Vec<TaskName> =
                    left.map(|frame| of_frame(&frame.name())).into_iter().collect();
                Some(TaskNeeds {
                    completed: names.first().cloned(),
                    names,
                    is_exclusive: true,
                    ..TaskNeeds::default()
                })
            }
            Command::Note { task: Some(task), .. } => {
                Some(TaskNeeds { names: vec![task.clone()], ..TaskNeeds::default() })
            }
            Command::Continue { .. } => {
                let wanted = self.subject_of(&request.command)?;
                let on_the_desk = self.session.as_ref().filter(|_| self.has_on_the_desk(&wanted));
                let earlier = on_the_desk.or(subject)?;
                let end = earlier.ended_at_utc.unwrap_or(earlier.last_change.at_utc);
                let first = open_at_the_end(&earlier.closed_frames, end);
                let frames = earlier.closed_frames.iter().skip(first);
                let names: Vec<TaskName> = frames.map(|frame| of_frame(&frame.name())).collect();
                (!names.is_empty()).then_some(TaskNeeds { names, ..TaskNeeds::default() })
            }
            Command::Task(command) => Some(self.needs_of(command)),
            Command::Playbook(_)
            | Command::Start { .. }
            | Command::Pause { .. }
            | Command::Resume
            | Command::Toggle { .. }
            | Command::End { .. }
            | Command::Cancel { .. }
            | Command::Reopen { .. }
            | Command::Edit(_)
            | Command::Add { .. }
            | Command::Undo
            | Command::Redo
            | Command::Note { task: None, .. }
            | Command::Pop { complete: false, .. }
            | Command::AnswerGap { .. }
            | Command::Keep
            | Command::AddBreak { .. }
            | Command::RemoveBreak { .. }
            | Command::SetRunStatus { .. }
            | Command::CompleteStep { .. }
            | Command::UpdateRun { .. }
            | Command::FailRun { .. }
            | Command::DeleteRun
            | Command::SetBand { .. }
            | Command::SetHealth { .. }
            | Command::ClearBand { .. }
            | Command::ClearHealth { .. }
            | Command::Acknowledge { .. } => None,
        }
    }

    fn needs_of(&self, command: &TaskCommand) -> TaskNeeds {
        let top = self.live().and_then(|live| live.context_stack.task());
        let open = top.map(|frame| TaskName::of(&frame.name()));
        let mut names: Vec<TaskName> = command.named().cloned().or(open).into_iter().collect();
        let (mut next_free, mut with_parents) = (Vec::new(), false);
        if let TaskCommand::Add { tasks } = command {
            names.clear();
            for new in tasks {
                let kind = Some(new.kind.clone());
                match &new.id {
                    Some(id) => names.push(TaskName { kind, id: id.clone() }),
                    None if next_free.contains(&new.kind) => {}
                    None => next_free.push(new.kind.clone()),
                }
                names.extend(new.sprint.clone().map(TaskName::sprint));
                names.extend(new.parent.clone().map(TaskName::task));
            }
        }
        if let TaskCommand::Edit { edit, .. } = command {
            let some = |id: &Option<String>| id.clone().filter(|id| !id.trim().is_empty());
            names.extend(some(&edit.sprint).map(TaskName::sprint));
            with_parents = some(&edit.parent).is_some();
            names.extend(some(&edit.parent).map(TaskName::task));
        }
        let needs_all_desks = matches!(
            command,
            TaskCommand::Add { .. } | TaskCommand::Claim { .. } | TaskCommand::Release { .. }
        );
        let is_completion = Command::Task(command.clone()).completes();
        let completed = names.first().filter(|_| is_completion).cloned();
        TaskNeeds { names, with_parents, completed, next_free, is_exclusive: true, needs_all_desks }
    }
}
