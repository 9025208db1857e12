//! What a desk shows, and what was just done there.

use chrono::{DateTime, Utc};

use crate::core::{
    DeskName, FrameGlance, FrameKind, FrameRef, Glance, SessionGlance, TaskName, TaskStand, Verb,
    unfit_id,
};
use crate::input::{KnownContexts, context_line};

/// What a desk shows, what was just done there, and what its caller looked up beside it.
pub struct Situation<'a> {
    /// What the desk shows.
    pub glance: &'a Glance,
    /// The desk.
    pub desk: &'a DeskName,
    /// What was just done; `None` if somebody only asks.
    pub verb: Option<Verb>,
    /// The tasks and other contexts that it made known or changed.
    pub tasks: &'a [FrameRef],
    /// Where the open task stands; `None` if that is not known.
    pub stand: Option<TaskStand>,
    /// What is left of the open sprint; `None` if that is not known, or none is open.
    pub rest: Option<SprintRest>,
    /// Whether the run of the desk was deleted.
    pub is_deleted: bool,
    /// Why nothing can be written, and what to do about it; `None` if something can.
    pub problem: Option<(String, String)>,
    /// Words a time of day, with its date if it is not today.
    pub clock: &'a dyn Fn(DateTime<Utc>) -> String,
}

/// What is left of a sprint.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SprintRest {
    /// How many of its tasks are open.
    pub open: usize,
    /// How many are done, or were dropped.
    pub closed: usize,
    /// The task to do next, with its title; `None` if there is none that others leave free.
    pub next: Option<(FrameRef, Option<String>)>,
}

impl<'a> Situation<'a> {
    /// Returns the situation of somebody who only asks.
    #[must_use]
    pub fn asked(
        glance: &'a Glance,
        desk: &'a DeskName,
        clock: &'a dyn Fn(DateTime<Utc>) -> String,
    ) -> Self {
        Self {
            glance,
            desk,
            verb: None,
            tasks: &[],
            stand: None,
            rest: None,
            is_deleted: false,
            problem: None,
            clock,
        }
    }

    /// Returns the innermost open task of a session.
    #[must_use]
    pub fn task_of(session: &SessionGlance) -> Option<&FrameGlance> {
        session.context_stack.iter().rev().find(|frame| frame.name.kind.is_of_tasks())
    }

    /// Returns the sprint of a session: the open one, or that of its open task.
    #[must_use]
    pub fn sprint_of(session: &SessionGlance) -> Option<String> {
        let open = session.context_stack.iter().find(|frame| frame.name.kind.is_of_sprints());
        let open = open.map(|frame| frame.name.id.clone());
        open.or_else(|| Self::task_of(session)?.sprint.clone())
    }
}

/// Returns the id of a known context if `push TYPE ID` names it, and nothing else.
pub(super) fn nameable(name: &FrameRef) -> Option<&str> {
    let read = context_line(&format!("{} {}", name.kind, name.id), &OnlyOne(name)).ok()?;
    let frame = read.wish.frame();
    let is_it = frame.kind == name.kind && frame.id == name.id;
    let is_alone = frame.title.is_none() && frame.estimate_seconds.is_none();
    (is_it && is_alone && unfit_id(&name.kind, &name.id).is_none()).then_some(name.id.as_str())
}

/// One context that is known, and no other.
struct OnlyOne<'a>(&'a FrameRef);

impl KnownContexts for OnlyOne<'_> {
    fn find(&self, name: &TaskName) -> Option<FrameRef> {
        name.is(self.0).then(|| self.0.clone())
    }

    fn has_type(&self, kind: &FrameKind) -> bool {
        *kind == self.0.kind
    }

    fn titled(&self, _: &str) -> Option<FrameRef> {
        None
    }
}
