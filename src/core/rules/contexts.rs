//! Builds the events of notes and contexts.

use crate::core::base::{DeskName, Hint, Refusal, RefusalKind, STACK_MAX, Verb};
use crate::core::command::{Entering, NewFrame};
use crate::core::history::{Event, Fact};
use crate::core::rules::available::not_on_stack;
use crate::core::rules::event_builder::some_text;
use crate::core::rules::meant_task::{MeantTask, path_of};
use crate::core::rules::{EventBuilder, Evidence};
use crate::core::session::{Frame, FrameKind, FrameRef, unfit_id};
use crate::core::task::{EstimateChange, TaskName, TaskStatus, TaskUpdate};

/// How a context was entered.
struct Entered {
    /// Whether nobody knew it.
    is_new: bool,
    /// The desk whose claim was overridden.
    forced: Option<DeskName>,
}

impl EventBuilder<'_> {
    /// Writes a note, in the current context or in a task.
    pub(in crate::core) fn note(
        mut self,
        text: &str,
        task: Option<&TaskName>,
        evidence: &Evidence,
    ) -> Result<Event, Refusal> {
        if let Some(task) = task {
            let meant = self.meant(Some(task), evidence)?;
            self.of_context = Some(path_of(&meant));
        }
        Ok(self.event(Fact::Noted { text: text.to_owned() }))
    }

    pub(in crate::core) fn push(
        mut self,
        new: &NewFrame,
        evidence: &Evidence,
    ) -> Result<Event, Refusal> {
        let effect = self.effect;
        let stack = self.after.as_ref().map(|s| s.context_stack.clone()).unwrap_or_default();
        let depth = stack.depth_to_enter(&new.kind);
        if depth >= STACK_MAX {
            return Err(Refusal::new(
                RefusalKind::Refused,
                Verb::Push.spec().not_done,
                format!("the context stack holds {STACK_MAX} frames already"),
                Hint::give("leave one first", Verb::Pop),
            ));
        }
        let (entered, Entered { is_new, forced }) = self.entered(new, evidence)?;
        let (frame, title) = (entered.name(), entered.title.clone());
        let popped = self.change(|session| {
            let popped = session.cut_frames(depth, effect);
            let active_ms_at_push = session.active_ms_at(effect);
            session.context_stack.0.push(Frame { active_ms_at_push, ..entered });
            popped
        });
        Ok(self.event(Fact::Pushed { frame, title, is_new, forced, popped }))
    }

    pub(in crate::core) fn pop(
        mut self,
        kind: Option<&FrameKind>,
        (summary, completed): (Option<&str>, bool),
        evidence: &Evidence,
    ) -> Result<Event, Refusal> {
        let effect = self.effect;
        let stack = self.after.as_ref().map(|s| s.context_stack.clone()).unwrap_or_default();
        let depth = match kind {
            None => stack.frames().len().saturating_sub(1),
            Some(kind) => stack.depth_of(kind).ok_or_else(|| not_on_stack(kind, &stack))?,
        };
        let summary = some_text(summary);
        if let Some(frame) = stack.frames().get(depth) {
            self.complete_left(&frame.name(), summary.clone(), completed, evidence)?;
        }
        let popped = self.change(|session| session.cut_frames(depth, effect));
        Ok(self.event(Fact::Popped { popped, summary, completed }))
    }

    /// Returns the frame of a context to enter, as it is known, and records that it is entered.
    fn entered(
        &mut self,
        new: &NewFrame,
        evidence: &Evidence,
    ) -> Result<(Frame, Entered), Refusal> {
        let tasks = evidence.tasks.as_ref();
        let id = match new.id.trim() {
            "" => tasks.map_or(1, |tasks| tasks.next_free(&new.kind)).to_string(),
            id => id.to_owned(),
        };
        let name = TaskName { kind: Some(new.kind.clone()), id };
        let known = evidence.task(&name);
        let meant =
            MeantTask { name: known.map_or_else(|| name.if_new(), |k| k.task.name.clone()), known };
        // If nobody could be asked, it may be known: one of an earlier session, or of an import.
        let is_unknown = tasks.is_some() && known.is_none();
        if is_unknown && let Some(why) = unfit_id(&new.kind, &meant.name.id) {
            return Err(self.unfit(None, &why));
        }
        if let (Entering::New, Some(known)) = (new.entering, known) {
            let title = known.task.title.as_deref().map(|title| format!(": {title}"));
            let why = format!("{} is known by now{}", meant.name, title.unwrap_or_default());
            return Err(self.refused(why, "look again, and repeat the command"));
        }
        let forced = self.against_claim(&meant, new.entering == Entering::Forced, evidence)?;
        let (task, title) = (meant.task(), some_text(new.title.as_deref()));
        let earlier_ms = known.map_or(0, |known| known.earlier_ms);
        let within = self.open_sprint(&meant.name);
        let update = TaskUpdate {
            entered: true,
            within: within.clone(),
            title: title.clone().map(Some),
            estimate: new.estimate_seconds.map(|seconds| EstimateChange {
                seconds: Some(seconds),
                actual_ms: self.actual_ms(&meant),
            }),
            ..TaskUpdate::of(meant.name.clone())
        };
        self.tasks.push(update);
        let is_new = new.entering == Entering::New || is_unknown;
        let remembered = task.and_then(|task| task.title.clone());
        let frame = Frame {
            kind: meant.name.kind.clone(),
            id: meant.name.id.clone(),
            title: title.or(remembered),
            estimate_seconds: new.estimate_seconds.or(task.and_then(|task| task.estimate_seconds)),
            pushed_at_utc: self.effect.at,
            active_ms_at_push: 0,
            earlier_ms,
            sprint: task.and_then(|task| task.sprint.clone()).or(within),
            extra: serde_json::Map::new(),
        };
        Ok((frame, Entered { is_new, forced }))
    }

    /// Returns the open sprint in which a task is entered.
    fn open_sprint(&self, name: &FrameRef) -> Option<String> {
        let stack = &self.after.as_ref()?.context_stack;
        let sprint = stack.frames().iter().find(|frame| frame.kind.is_of_sprints())?;
        name.kind.is_of_tasks().then(|| sprint.id.clone())
    }

    /// Records what is left as done.
    fn complete_left(
        &mut self,
        name: &FrameRef,
        summary: Option<String>,
        complete: bool,
        evidence: &Evidence,
    ) -> Result<(), Refusal> {
        if complete {
            let known = evidence.task(&TaskName::of(name));
            let meant = MeantTask { name: name.clone(), known };
            self.against_claim(&meant, false, evidence)?;
            self.must_be_open(&meant)?;
        }
        if complete {
            self.note_completed(name, TaskStatus::Done);
        }
        if complete || summary.is_some() {
            self.tasks.push(TaskUpdate {
                summary: summary.map(Some),
                status: complete.then_some(TaskStatus::Done),
                reason: self.reason(),
                ..TaskUpdate::of(name.clone())
            });
        }
        Ok(())
    }
}

/// Gives a frame of an earlier session what is known of it by now, and returns that it is entered.
pub(super) fn entered_again(frame: &mut Frame, evidence: &Evidence) -> TaskUpdate {
    let name = frame.name();
    if let Some(known) = evidence.task(&TaskName::of(&name)) {
        frame.title.clone_from(&known.task.title);
        frame.estimate_seconds = known.task.estimate_seconds;
        frame.sprint.clone_from(&known.task.sprint);
        frame.earlier_ms = known.earlier_ms;
    }
    TaskUpdate { entered: true, ..TaskUpdate::of(name) }
}
