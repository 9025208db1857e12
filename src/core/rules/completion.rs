//! What a command completes, and the facts that its checks stand on.

use std::sync::Arc;

use crate::core::base::{Moment, Refusal, Verb};
use crate::core::check::{
    CheckFacts, CheckSubject, CompletionCheck, Despite, LiveSessionFacts, TaskFacts,
};
use crate::core::command::{Command, Request, TaskCommand};
use crate::core::history::Watch;
use crate::core::rules::event_builder::some_text;
use crate::core::rules::meant_task::MeantTask;
use crate::core::rules::{EventBuilder, Evidence, available, effective_at};
use crate::core::session::{Frame, FrameKind, Session};
use crate::core::task::{TaskName, TaskStatus};

/// Returns the check of what a request completes, or would complete, at a moment; `None` if it completes
/// nothing, or something that is not checked: a project, or the session of a program.
///
/// `evidence` is what the desk has read for the request.
///
/// # Errors
/// A [`Refusal`] if there is no such task, or no such time.
pub fn completion_check(
    watch: &Watch,
    request: &Request,
    now: &Moment,
    evidence: &Evidence,
) -> Result<Option<CompletionCheck>, Refusal> {
    let is_switch = matches!(request.command, Command::Start { switch: true, .. });
    if request.command.session().is_none() && !request.command.names_a_task() && !is_switch {
        available(watch, request.command.verb(), now)?;
    }
    let effect = effective_at(watch, request, now)?;
    let event = EventBuilder::new(watch, request, effect);
    if let Command::Task(TaskCommand::Complete { task, .. }) = &request.command {
        event.must_be_open(&event.meant(task.as_ref(), evidence)?)?;
    }
    event.completion(evidence)
}

impl EventBuilder<'_> {
    /// Returns the check of what the request completes, as [`completion_check`].
    pub(super) fn completion(
        &self,
        evidence: &Evidence,
    ) -> Result<Option<CompletionCheck>, Refusal> {
        Ok(match &self.request.command {
            Command::Task(TaskCommand::Complete { task, summary, .. }) => {
                let meant = self.meant(task.as_ref(), evidence)?;
                self.of_context(&meant, summary.as_deref(), evidence)
            }
            Command::Task(TaskCommand::Edit { task, edit }) => {
                let completes = edit.status == Some(TaskStatus::Done);
                let meant = completes.then(|| self.meant(Some(task), evidence)).transpose()?;
                meant.and_then(|meant| self.of_context(&meant, None, evidence))
            }
            Command::Pop { kind, summary, complete: true } => {
                let name = self.frame_to_leave(kind.as_ref()).map(Frame::name);
                name.and_then(|name| {
                    let known = evidence.task(&TaskName::of(&name));
                    self.of_context(&MeantTask { name, known }, summary.as_deref(), evidence)
                })
            }
            Command::Redo => self.redone(evidence),
            Command::End { .. } | Command::Start { switch: true, .. } if !evidence.of_run => {
                let live = self.watch.live().and(self.after.as_ref());
                live.map(|live| self.of_session(live, evidence))
            }
            Command::End { .. }
            | Command::Start { .. }
            | Command::Pause { .. }
            | Command::Resume
            | Command::Toggle { .. }
            | Command::Cancel { .. }
            | Command::Reopen { .. }
            | Command::Continue { .. }
            | Command::Edit(_)
            | Command::Add { .. }
            | Command::Undo
            | Command::Note { .. }
            | Command::Push(_)
            | Command::Pop { .. }
            | Command::Task(_)
            | Command::Playbook(_)
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
        })
    }

    /// Records why the request completes something although some checks fail.
    pub(super) fn despite(&mut self, check: Option<&CompletionCheck>) {
        let failed = check.map(|check| check.report().errors().map(|item| item.code).collect());
        let reason = self.request.reason.clone();
        self.despite = reason.map(|reason| Despite { reason, failed: failed.unwrap_or_default() });
    }

    /// Returns why the request completes something although some checks fail.
    pub(super) fn reason(&self) -> Option<String> {
        self.despite.as_ref().map(|despite| despite.reason.clone())
    }

    /// Returns the context that a pop leaves.
    fn frame_to_leave(&self, kind: Option<&FrameKind>) -> Option<&Frame> {
        let frames = self.live_frames();
        kind.map_or(frames.last(), |kind| frames.iter().rfind(|frame| frame.kind == *kind))
    }

    /// Returns the check of what a redo completes again; `None` if somebody gave a reason for it.
    fn redone(&self, evidence: &Evidence) -> Option<CompletionCheck> {
        let updates = &evidence.tasks.as_ref()?.redone.as_ref()?.updates;
        let done = updates.iter().find(|update| update.status == Some(TaskStatus::Done))?;
        let known = evidence.task(&TaskName::of(&done.task));
        let meant = MeantTask { name: done.task.clone(), known };
        let summary = done.summary.clone().flatten();
        let is_added = known.is_none() || done.reason.is_some();
        if is_added { None } else { self.of_context(&meant, summary.as_deref(), evidence) }
    }

    fn of_context(
        &self,
        meant: &MeantTask<'_>,
        summary: Option<&str>,
        evidence: &Evidence,
    ) -> Option<CompletionCheck> {
        let name = &meant.name;
        let open = self.live_frames().iter().find(|frame| frame.name() == *name);
        let known = meant.task();
        let facts = TaskFacts {
            summary: some_text(summary).or_else(|| known?.summary.clone()),
            progress: meant.known.and_then(|known| known.progress.clone()),
            estimate_seconds: match open {
                Some(frame) => frame.estimate_seconds,
                None => known.and_then(|task| task.estimate_seconds),
            },
            actual_ms: self.actual_ms(meant),
        };
        let facts = if name.kind.is_of_sprints() {
            CheckFacts::Sprint(facts)
        } else if name.kind.is_of_tasks() {
            CheckFacts::Task(facts)
        } else {
            return None;
        };
        let subject = CheckSubject::Context(name.clone());
        Some(CompletionCheck { subject, facts, rules: Arc::clone(&evidence.checks) })
    }

    fn of_session(&self, live: &Session, evidence: &Evidence) -> CompletionCheck {
        let open = live.context_stack.path();
        let has_left = !live.closed_frames.is_empty() || live.folded_frames.count > 0;
        let facts = CheckFacts::Session(LiveSessionFacts {
            has_context: has_left || !open.is_empty(),
            activities: self.activities(live),
            open,
            gaps: u64::try_from(live.open_gaps().count()).unwrap_or(u64::MAX),
        });
        let subject = CheckSubject::Session(live.key);
        CompletionCheck { subject, facts, rules: Arc::clone(&evidence.checks) }
    }

    /// Returns how many activities a session has beside its start; `None` if they are more than the list of the
    /// desk holds.
    fn activities(&self, live: &Session) -> Option<u64> {
        let of_session = |key| key == Some(live.key);
        let mut count = 0;
        for activity in &self.watch.recent {
            let is_start = matches!(activity.verb, Verb::Start | Verb::Continue);
            if of_session(activity.session) && is_start {
                return Some(count);
            }
            let counts = of_session(activity.session) && !activity.undone;
            count += u64::from(counts && activity.provenance.is_given());
        }
        let is_complete = self.watch.recent.last().is_none_or(|oldest| oldest.seq <= 1);
        is_complete.then_some(count)
    }
}
