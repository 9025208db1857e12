//! How somebody names a task or a sprint.

use std::fmt;

use serde::Serialize;

use crate::core::session::{FrameKind, FrameRef, expand_id, id_key};

/// How somebody names a task or a sprint: its id, and its type if they say it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TaskName {
    /// The type; `None` for a task of any type.
    pub kind: Option<FrameKind>,
    /// The id as it was typed, in any case. Digits alone mean `TYPE-digits`.
    pub id: String,
}

impl TaskName {
    /// Returns the name of a task of any type.
    #[must_use]
    pub fn task(id: impl Into<String>) -> Self {
        Self { kind: None, id: id.into() }
    }

    /// Returns the name of a sprint.
    #[must_use]
    pub fn sprint(id: impl Into<String>) -> Self {
        Self { kind: Some(FrameKind::sprint()), id: id.into() }
    }

    /// Returns the name that a frame has.
    #[must_use]
    pub fn of(frame: &FrameRef) -> Self {
        Self { kind: Some(frame.kind.clone()), id: frame.id.clone() }
    }

    /// Reports whether it names a sprint.
    #[must_use]
    pub fn is_of_a_sprint(&self) -> bool {
        self.kind.as_ref().is_some_and(FrameKind::is_of_sprints)
    }

    /// Returns the name of the frame that it would have if it were new.
    #[must_use]
    pub fn if_new(&self) -> FrameRef {
        let kind = self.kind.clone().unwrap_or_else(FrameKind::task);
        let id = expand_id(&kind, self.id.trim());
        FrameRef { kind, id }
    }

    /// Reports whether it is the name of a frame. The case of letters makes no difference, nor do leading
    /// zeros.
    #[must_use]
    pub fn is(&self, frame: &FrameRef) -> bool {
        let is_of_kind = match &self.kind {
            Some(kind) => *kind == frame.kind,
            None => frame.kind.is_of_tasks(),
        };
        is_of_kind && id_key(&frame.kind, &self.id) == id_key(&frame.kind, &frame.id)
    }
}

impl fmt::Display for TaskName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.if_new().fmt(f)
    }
}
