//! The task that a command means, and what keeps it from being changed.

use crate::core::base::{
    Argument, DeskName, Hint, KEPT_MAX, LookAt, Refusal, RefusalKind, Verb, seconds_text,
};
use crate::core::command::{Command, TaskCommand};
use crate::core::history::{Event, Fact, TaskFact};
use crate::core::rules::{EventBuilder, Evidence, KnownTask};
use crate::core::session::{ClosedFrame, Frame, FrameKind, FrameRef};
use crate::core::task::{Task, TaskName, TaskStatus, TaskUpdate};

/// A task that a command means.
pub(super) struct MeantTask<'e> {
    /// Its name, as it is known.
    pub(super) name: FrameRef,
    /// What is known of it.
    pub(super) known: Option<&'e KnownTask>,
}

impl MeantTask<'_> {
    pub(super) fn task(&self) -> Option<&Task> {
        self.known.map(|known| &known.task)
    }

    pub(super) fn status(&self) -> TaskStatus {
        self.task().map_or(TaskStatus::InProgress, |task| task.status)
    }
}

impl EventBuilder<'_> {
    /// Returns the task that a command means: the named one, or the innermost open one.
    pub(super) fn meant<'e>(
        &self,
        named: Option<&TaskName>,
        evidence: &'e Evidence,
    ) -> Result<MeantTask<'e>, Refusal> {
        if let Some(named) = named {
            let open = self.live_frames().iter().find(|frame| named.is(&frame.name()));
            let known = evidence.task(named);
            let name = known.map(|known| known.task.name.clone());
            let name =
                name.or_else(|| open.map(Frame::name)).ok_or_else(|| self.not_known(named))?;
            return Ok(MeantTask { name, known });
        }
        let task = self.after.as_ref().and_then(|session| session.context_stack.task());
        let Some(task) = task else {
            let enter = [(Argument::Type, "task"), (Argument::Id, "7")];
            let enter = Hint::give_with("enter one", Verb::Push, enter);
            return Err(self.refused("no task is open", enter));
        };
        let name = task.name();
        let known = evidence.task(&TaskName::of(&name));
        Ok(MeantTask { name, known })
    }

    pub(super) fn not_known(&self, name: &TaskName) -> Refusal {
        let (what, list) = if name.is_of_a_sprint() {
            ("sprint", LookAt::Sprints)
        } else {
            ("task", LookAt::Tasks)
        };
        let why = format!("no {what} {} is known", name.if_new().id);
        let see = Hint::show("see what is known", list);
        Refusal::new(RefusalKind::NothingThere, self.verb().spec().not_done, why, see)
    }

    /// Returns the desk whose claim is overridden.
    ///
    /// # Errors
    /// A refusal if another desk claims the task, unless that is overridden.
    pub(super) fn against_claim(
        &self,
        meant: &MeantTask<'_>,
        force: bool,
        evidence: &Evidence,
    ) -> Result<Option<DeskName>, Refusal> {
        let claim = meant.task().and_then(|task| task.claim.as_ref());
        let (Some(claim), Some(tasks)) = (claim, &evidence.tasks) else { return Ok(None) };
        let now = self.effect.now.utc;
        if !claim.keeps_out(&tasks.desk, now) {
            return Ok(None);
        }
        if force {
            return Ok(Some(claim.desk.clone()));
        }
        let left = claim.until_utc.map(|until| until.signed_duration_since(now).num_seconds());
        let left = left.and_then(|seconds| u64::try_from(seconds).ok());
        let left = left.map(|left| format!(" for {} more", seconds_text(left))).unwrap_or_default();
        let why =
            format!("{} claims {} on the desk {}{left}", claim.operator, meant.name, claim.desk);
        Err(self.refused(why, self.override_hint(&meant.name)))
    }

    /// Returns how to override a claim.
    fn override_hint(&self, task: &FrameRef) -> Hint {
        let verb = self.overriding_verb();
        let purpose = "ask them to release it, or override the claim";
        let force = (Argument::Force, "");
        if verb == Verb::Push {
            let id = [(Argument::Type, task.kind.as_str()), (Argument::Id, &task.id), force];
            return Hint::give_with(purpose, verb, id);
        }
        let given = verb.spec().arguments;
        if !given.contains(&Argument::Force) {
            let purpose = "ask them to release it; see who works on it";
            return Hint::show(purpose, LookAt::Task(task.id.clone()));
        }
        let by_place = given.contains(&Argument::Id);
        let argument = if by_place { Argument::Id } else { Argument::Task };
        let kind = (Argument::Type, task.kind.as_str());
        let is_sprint = task.kind.is_of_sprints();
        let (kind, id) = (is_sprint.then_some(kind), (argument, task.id.as_str()));
        let all = kind.into_iter().chain([id, force]);
        Hint::give_all(purpose, verb, all)
    }

    /// Returns the verb that can do the same against a claim.
    fn overriding_verb(&self) -> Verb {
        let Command::Task(TaskCommand::Edit { edit, .. }) = &self.request.command else {
            return self.verb();
        };
        match edit.status {
            Some(TaskStatus::Done) => Verb::Done,
            Some(TaskStatus::Dropped) => Verb::TaskDrop,
            Some(TaskStatus::Todo | TaskStatus::InProgress | TaskStatus::Blocked) | None => {
                self.verb()
            }
        }
    }

    pub(super) fn must_be_open(&self, meant: &MeantTask<'_>) -> Result<(), Refusal> {
        let status = meant.status();
        if status.is_open() {
            return Ok(());
        }
        let why = format!("{} is {status} already", meant.name);
        let next = reopened(&meant.name);
        if self.live_frames().iter().any(|frame| frame.name() == meant.name) {
            let kind = [(Argument::Type, meant.name.kind.as_str())];
            return Err(self.refused(why, Hint::give_with("leave it", Verb::Pop, kind)).or(next));
        }
        Err(self.refused(why, next))
    }

    pub(super) fn verb(&self) -> Verb {
        self.request.command.verb()
    }

    pub(super) fn refused(&self, why: impl Into<String>, next: impl Into<Hint>) -> Refusal {
        Refusal::new(RefusalKind::Refused, self.verb().spec().not_done, why, next)
    }

    /// Returns the active time of a task by now: in earlier sessions, and in the live one, milliseconds.
    pub(super) fn actual_ms(&self, meant: &MeantTask<'_>) -> u64 {
        let frame = self.live_frames().iter().find(|frame| frame.name() == meant.name);
        let earlier = meant.known.map(|known| known.earlier_ms);
        let earlier = earlier.or(frame.map(|frame| frame.earlier_ms)).unwrap_or(0);
        let live = self.watch.live().and(self.after.as_ref());
        let live = live.map_or(0, |live| {
            let left = live.left_ms(&meant.name);
            let open = frame.map_or(0, |frame| frame.active_ms(live.active_ms_at(self.effect)));
            left.saturating_add(open)
        });
        earlier.saturating_add(live)
    }

    pub(super) fn live_frames(&self) -> &[Frame] {
        let live = self.watch.live().and(self.after.as_ref());
        live.map_or(&[], |session| session.context_stack.frames())
    }

    /// Says that the event is about a named task, which need not be open.
    pub(super) fn is_about(&mut self, named: Option<&TaskName>, meant: &MeantTask<'_>) {
        let is_open = self.live_frames().iter().any(|frame| frame.name() == meant.name);
        if named.is_some() && !is_open {
            self.of_context = Some(path_of(meant));
        }
    }

    pub(super) fn cut(&mut self, depth: usize) -> Vec<ClosedFrame> {
        let effect = self.effect;
        self.after.as_mut().map(|session| session.cut_frames(depth, effect)).unwrap_or_default()
    }

    pub(super) fn change_frame(&mut self, name: &FrameRef, how: impl FnOnce(&mut Frame)) {
        if self.watch.live().is_none() {
            return;
        }
        let frames = self.after.iter_mut().flat_map(|session| &mut session.context_stack.0);
        if let Some(frame) = frames.into_iter().find(|frame| frame.name() == *name) {
            how(frame);
        }
    }

    /// Notes in the live session that a task was completed in it, or that it is not any more.
    pub(super) fn note_completed(&mut self, name: &FrameRef, status: TaskStatus) {
        if self.watch.live().is_none() {
            return;
        }
        if let Some(session) = &mut self.after {
            session.completed.retain(|other| other != name);
            if status == TaskStatus::Done {
                session.completed.push(name.clone());
            }
            let oldest = session.completed.len().saturating_sub(KEPT_MAX);
            session.completed.drain(..oldest);
        }
    }

    pub(super) fn of_task(mut self, update: TaskUpdate, fact: TaskFact) -> Event {
        self.tasks.push(update);
        self.event(Fact::Task(fact))
    }
}

/// Returns how to say that a task is not done, and not dropped.
pub(super) fn reopened(task: &FrameRef) -> Hint {
    let kind = (Argument::Type, task.kind.as_str());
    let status = (Argument::TaskStatus, "in_progress");
    let all = [kind, (Argument::Id, task.id.as_str()), status];
    Hint::give_with("if it is not, set its status", Verb::TaskEdit, all)
}

/// Returns the contexts of a task that need not be open: its sprint and the task.
pub(super) fn path_of(meant: &MeantTask<'_>) -> Vec<FrameRef> {
    let sprint = meant.task().and_then(|task| task.sprint.clone());
    let sprint = sprint.map(|id| FrameRef { kind: FrameKind::sprint(), id });
    sprint.into_iter().chain([meant.name.clone()]).collect()
}

/// Returns why a line of a file is refused.
pub(super) fn in_line(line: Option<usize>, why: &str) -> String {
    line.map_or_else(|| why.to_owned(), |line| format!("line {line}: {why}"))
}
