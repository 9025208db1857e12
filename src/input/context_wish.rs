//! What a line about a context may mean.

use crate::core::{Entering, FrameKind, FrameRef, NewFrame, TaskName};

/// What is known of contexts when a line is read.
pub trait KnownContexts {
    /// Returns the name of a context as it is known; `None` if it is not known. The case of letters makes
    /// no difference.
    fn find(&self, name: &TaskName) -> Option<FrameRef>;

    /// Reports whether a context of a type is known. The usual types are always known.
    fn has_type(&self, kind: &FrameKind) -> bool;

    /// Returns the task with a title: one that is neither done nor dropped, and of several the one that was
    /// touched last. The case of letters makes no difference.
    fn titled(&self, title: &str) -> Option<FrameRef>;

    /// Reports whether everything known can be asked. If not, a number is a task, known or not.
    fn is_complete(&self) -> bool {
        true
    }
}

/// What a line means, and what else it may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContextLine {
    /// What it means.
    pub wish: ContextWish,
    /// What else it may mean, the likeliest first.
    pub others: Vec<ContextWish>,
}

/// A context that somebody wants to enter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContextWish {
    /// One that is known.
    Known(NewFrame),
    /// One that has a type and an id, and that nobody knows.
    Named(NewFrame),
    /// One of a type that nobody has used, because it was asked for.
    OfNewType(NewFrame),
    /// One that gets the next free id of its type. Its id is empty.
    Next(NewFrame),
}

impl ContextWish {
    /// Returns the context to enter.
    #[must_use]
    pub const fn frame(&self) -> &NewFrame {
        match self {
            Self::Known(frame)
            | Self::Named(frame)
            | Self::OfNewType(frame)
            | Self::Next(frame) => frame,
        }
    }

    /// Returns the same wish for a context that was changed.
    #[must_use]
    pub fn with(self, change: impl FnOnce(NewFrame) -> NewFrame) -> Self {
        match self {
            Self::Known(frame) => Self::Known(change(frame)),
            Self::Named(frame) => Self::Named(change(frame)),
            Self::OfNewType(frame) => Self::OfNewType(change(frame)),
            Self::Next(frame) => Self::Next(change(frame)),
        }
    }

    /// Returns the context to enter; one that needs it has the next free id of its type. It is then
    /// refused if somebody took the id meanwhile.
    #[must_use]
    pub fn numbered(self, next_free: u64) -> NewFrame {
        match self {
            Self::Known(frame) | Self::Named(frame) | Self::OfNewType(frame) => frame,
            Self::Next(frame) => {
                NewFrame { id: next_free.to_string(), entering: Entering::New, ..frame }
            }
        }
    }

    /// Returns the name of the context; `next_free` is the number of the next free id of its type.
    #[must_use]
    pub fn name(&self, next_free: u64) -> FrameRef {
        let frame = self.frame();
        let id = match self {
            Self::Known(_) | Self::Named(_) | Self::OfNewType(_) => frame.id.clone(),
            Self::Next(_) => next_free.to_string(),
        };
        TaskName { kind: Some(frame.kind.clone()), id }.if_new()
    }

    /// Returns what is said of it before it is entered, as in "new TASK-13: Fix the importer". `title` is
    /// the title that is known of it.
    #[must_use]
    pub fn offer(&self, next_free: u64, title: Option<&str>) -> String {
        let name = self.name(next_free);
        let title = self.frame().title.as_deref().or(title);
        let title = title.map(|title| format!(": {title}")).unwrap_or_default();
        match self {
            Self::Known(_) => format!("{name}{title}"),
            Self::Named(_) | Self::Next(_) => format!("new {name}{title}"),
            Self::OfNewType(frame) => format!("new {name}{title}, of the new type {}", frame.kind),
        }
    }
}
