//! Builds the events of tasks.

use chrono::TimeDelta;

use crate::core::base::{ARTIFACTS_MAX, Hint, LookAt, Refusal, seconds_text};
use crate::core::command::{TaskCommand, TaskEdit};
use crate::core::history::{Event, Fact, FieldEdit, TaskFact};
use crate::core::rules::event_builder::some_text;
use crate::core::rules::meant_task::{MeantTask, path_of};
use crate::core::rules::new_tasks::NamedTasks;
use crate::core::rules::{Decision, EventBuilder, Evidence};
use crate::core::session::{Artifact, FrameRef, Session};
use crate::core::task::{Claim, EstimateChange, TaskName, TaskStatus, TaskUpdate};

impl EventBuilder<'_> {
    /// Does something with tasks.
    pub(in crate::core) fn task(
        self,
        command: &TaskCommand,
        evidence: &Evidence,
    ) -> Result<Decision, Refusal> {
        let event = self.of_tasks(command, evidence)?;
        match &event.fact {
            Fact::Task(TaskFact::Estimated { task, from, to, .. }) if *from == Some(*to) => {
                let estimate = seconds_text(*to);
                let message = format!("{task} is estimated {estimate} already; nothing changed");
                Ok(Decision::Unchanged { message })
            }
            _ => Ok(event.into()),
        }
    }

    fn of_tasks(mut self, command: &TaskCommand, evidence: &Evidence) -> Result<Event, Refusal> {
        match command {
            TaskCommand::Add { tasks } => self.add_tasks(tasks, evidence),
            TaskCommand::Edit { task, edit } => self.edit_task(task, edit, evidence),
            TaskCommand::Drop { task, reason, force } => {
                let meant = self.meant(Some(task), evidence)?;
                let forced = self.against_claim(&meant, *force, evidence)?;
                self.must_be_open(&meant)?;
                let reason = some_text(reason.as_deref());
                let (status, text) = (Some(TaskStatus::Dropped), reason.clone());
                let update =
                    TaskUpdate { status, reason: text, ..TaskUpdate::of(meant.name.clone()) };
                Ok(self.of_task(update, TaskFact::Dropped { task: meant.name, reason, forced }))
            }
            TaskCommand::Complete { task, summary, force } => {
                self.complete(task.as_ref(), (summary.as_deref(), *force), evidence)
            }
            TaskCommand::Block { task, reason } => {
                let meant = self.meant(task.as_ref(), evidence)?;
                self.must_be_open(&meant)?;
                let update = TaskUpdate {
                    status: Some(TaskStatus::Blocked),
                    reason: Some(reason.clone()),
                    ..TaskUpdate::of(meant.name.clone())
                };
                let reason = reason.clone();
                Ok(self.of_task(update, TaskFact::Blocked { task: meant.name, reason }))
            }
            TaskCommand::Unblock { task } => {
                let meant = self.meant(task.as_ref(), evidence)?;
                if meant.status() != TaskStatus::Blocked {
                    let why = format!("{} is not blocked: it is {}", meant.name, meant.status());
                    let see = Hint::show("see it", LookAt::Task(meant.name.id.clone()));
                    return Err(self.refused(why, see));
                }
                let was_entered = meant.task().is_some_and(|task| task.entered_at_utc.is_some());
                let status = if was_entered { TaskStatus::InProgress } else { TaskStatus::Todo };
                let update =
                    TaskUpdate { status: Some(status), ..TaskUpdate::of(meant.name.clone()) };
                Ok(self.of_task(update, TaskFact::Unblocked { task: meant.name }))
            }
            TaskCommand::Estimate { task, seconds } => {
                let meant = self.meant(task.as_ref(), evidence)?;
                Ok(self.estimated(&meant, *seconds))
            }
            TaskCommand::Summarize { task, text } => {
                let meant = self.meant(task.as_ref(), evidence)?;
                self.is_about(task.as_ref(), &meant);
                let summary = Some(Some(text.clone()));
                let update = TaskUpdate { summary, ..TaskUpdate::of(meant.name.clone()) };
                let text = text.clone();
                Ok(self.of_task(update, TaskFact::Summarized { task: meant.name, text }))
            }
            TaskCommand::Claim { task, seconds, force } => {
                self.claim(task, (*seconds, *force), evidence)
            }
            TaskCommand::Release { task, force } => self.release(task, *force, evidence),
            TaskCommand::AddArtifact { task, artifact } => {
                self.add_artifact(task.as_ref(), artifact, evidence)
            }
        }
    }

    fn complete(
        mut self,
        task: Option<&TaskName>,
        (summary, force): (Option<&str>, bool),
        evidence: &Evidence,
    ) -> Result<Event, Refusal> {
        let meant = self.meant(task, evidence)?;
        let forced = self.against_claim(&meant, force, evidence)?;
        self.must_be_open(&meant)?;
        self.is_about(task, &meant);
        let (actual_ms, summary) = (self.actual_ms(&meant), some_text(summary));
        let name = meant.name.clone();
        let open = self.live_frames().iter().position(|frame| frame.name() == name);
        let estimate_seconds = match open.and_then(|depth| self.live_frames().get(depth)) {
            Some(frame) => frame.estimate_seconds,
            None => meant.task().and_then(|task| task.estimate_seconds),
        };
        let popped = open.map(|depth| self.cut(depth)).unwrap_or_default();
        self.note_completed(&name, TaskStatus::Done);
        let update = TaskUpdate {
            summary: summary.clone().map(Some),
            status: Some(TaskStatus::Done),
            reason: self.reason(),
            ..TaskUpdate::of(name.clone())
        };
        let fact = TaskFact::Completed {
            task: name,
            summary,
            popped,
            estimate_seconds,
            actual_ms,
            forced,
        };
        Ok(self.of_task(update, fact))
    }

    fn estimated(mut self, meant: &MeantTask<'_>, seconds: u64) -> Event {
        let actual_ms = self.actual_ms(meant);
        let name = &meant.name;
        let frame = self.live_frames().iter().find(|frame| frame.name() == *name);
        let known = meant.task().and_then(|task| task.estimate_seconds);
        let from = frame.map_or(known, |frame| frame.estimate_seconds);
        self.change_frame(name, |frame| frame.estimate_seconds = Some(seconds));
        let estimate = Some(EstimateChange { seconds: Some(seconds), actual_ms });
        let update = TaskUpdate { estimate, ..TaskUpdate::of(name.clone()) };
        self.of_task(
            update,
            TaskFact::Estimated { task: name.clone(), from, to: seconds, actual_ms },
        )
    }

    fn claim(
        self,
        task: &TaskName,
        (seconds, force): (Option<u64>, bool),
        evidence: &Evidence,
    ) -> Result<Event, Refusal> {
        let meant = self.meant(Some(task), evidence)?;
        let forced = self.against_claim(&meant, force, evidence)?;
        self.must_be_open(&meant)?;
        let long = seconds.and_then(|seconds| TimeDelta::try_seconds(i64::try_from(seconds).ok()?));
        let until_utc = long.and_then(|long| self.effect.now.utc.checked_add_signed(long));
        let desk = evidence.tasks.as_ref().map(|tasks| tasks.desk.clone()).unwrap_or_default();
        let operator = self.request.by.operator.clone();
        let claim = Some(Some(Claim { desk, operator, until_utc }));
        let update = TaskUpdate { claim, ..TaskUpdate::of(meant.name.clone()) };
        let task = meant.name;
        Ok(self.of_task(update, TaskFact::Claimed { task, until_utc, seconds, forced }))
    }

    fn release(self, task: &TaskName, force: bool, evidence: &Evidence) -> Result<Event, Refusal> {
        let meant = self.meant(Some(task), evidence)?;
        let claim = meant.task().and_then(|task| task.claim.as_ref());
        if !claim.is_some_and(|claim| claim.holds_at(self.effect.now.utc)) {
            let why = format!("nobody claims {}", meant.name);
            let see = Hint::show("see it", LookAt::Task(meant.name.id.clone()));
            return Err(self.refused(why, see));
        }
        let forced = self.against_claim(&meant, force, evidence)?;
        let update = TaskUpdate { claim: Some(None), ..TaskUpdate::of(meant.name.clone()) };
        Ok(self.of_task(update, TaskFact::Released { task: meant.name, forced }))
    }

    fn add_artifact(
        mut self,
        task: Option<&TaskName>,
        artifact: &Artifact,
        evidence: &Evidence,
    ) -> Result<Event, Refusal> {
        let is_open = self.live_frames().iter().any(|frame| frame.kind.is_of_tasks());
        let meant = match task {
            None if !is_open => None,
            named => Some(self.meant(named, evidence)?),
        };
        let is_full = |session: &Session| session.artifacts.len() >= ARTIFACTS_MAX;
        if self.watch.live().is_some() {
            if self.after.as_ref().is_some_and(is_full) {
                let why = format!("the session has {ARTIFACTS_MAX} artifacts already");
                return Err(self.refused(why, "record one archive instead of its files"));
            }
            self.after.iter_mut().for_each(|session| session.artifacts.push(artifact.clone()));
        }
        let name = meant.as_ref().map(|meant| meant.name.clone());
        if let Some(name) = &name {
            let artifact = Some(artifact.clone());
            self.tasks.push(TaskUpdate { artifact, ..TaskUpdate::of(name.clone()) });
        }
        if let (Some(meant), Some(_)) = (&meant, task) {
            self.of_context = Some(path_of(meant));
        }
        let fact = TaskFact::Produced { task: name, artifact: artifact.clone() };
        Ok(self.event(Fact::Task(fact)))
    }

    fn edit_task(
        mut self,
        task: &TaskName,
        edit: &TaskEdit,
        evidence: &Evidence,
    ) -> Result<Event, Refusal> {
        let meant = self.meant(Some(task), evidence)?;
        let named = NamedTasks::known(evidence);
        let Some(was) = meant.task().cloned() else { return Err(self.not_known(task)) };
        if edit.status.is_some_and(|status| !status.is_open()) {
            self.against_claim(&meant, false, evidence)?;
        }
        let (mut update, mut edits) = (TaskUpdate::of(meant.name.clone()), Vec::new());
        let mut note = |field: &str, from: Option<String>, to: Option<String>| {
            let (from, to) = (from.unwrap_or_default(), to.unwrap_or_default());
            if from != to {
                edits.push(FieldEdit { field: field.to_owned(), from, to });
            }
        };
        if let Some(title) = &edit.title {
            let title = some_text(Some(title));
            note("title", was.title.clone(), title.clone());
            update.title = Some(title);
        }
        if let Some(seconds) = edit.estimate_seconds {
            let text = |seconds: Option<u64>| seconds.map(seconds_text);
            note("estimate", text(was.estimate_seconds), text(seconds));
            update.estimate = Some(EstimateChange { seconds, actual_ms: self.actual_ms(&meant) });
        }
        if let Some(assignee) = &edit.assignee {
            let assignee = some_text(Some(assignee));
            note("assignee", was.assignee.clone(), assignee.clone());
            update.assignee = Some(assignee);
        }
        if let Some(sprint) = &edit.sprint {
            let sprint = some_text(Some(sprint)).map(TaskName::sprint);
            let sprint = sprint.map(|sprint| self.sprint_of(&sprint, None, &named));
            let sprint = sprint.transpose()?;
            note("sprint", was.sprint.clone(), sprint.clone());
            update.sprint = Some(sprint);
        }
        if let Some(parent) = &edit.parent {
            let parent = some_text(Some(parent)).map(TaskName::task);
            let parent = parent.map(|above| self.new_parent_of(&meant.name, &above, &named));
            let parent = parent.transpose()?;
            let id = |parent: Option<&FrameRef>| parent.map(|parent| parent.id.clone());
            note("parent", id(was.parent.as_ref()), id(parent.as_ref()));
            update.parent = Some(parent);
        }
        if let Some(status) = edit.status {
            note("status", Some(was.status.to_string()), Some(status.to_string()));
            update.status = Some(status);
            update.reason = self.reason();
            self.note_completed(&meant.name, status);
        }
        if edits.is_empty() {
            let why = format!("{} is like that already", meant.name);
            let see = if meant.name.kind.is_of_sprints() {
                LookAt::Sprints
            } else {
                LookAt::Task(meant.name.id.clone())
            };
            return Err(self.refused(why, Hint::show("see it", see)));
        }
        let (title, estimate) = (update.title.clone(), update.estimate);
        self.change_frame(&meant.name, |frame| {
            if let Some(title) = title {
                frame.title = title;
            }
            if let Some(estimate) = estimate {
                frame.estimate_seconds = estimate.seconds;
            }
        });
        Ok(self.of_task(update, TaskFact::Edited { task: meant.name, edits }))
    }
}
