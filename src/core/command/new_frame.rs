//! A context to enter.

use serde::Serialize;

use crate::core::session::FrameKind;

/// A context to enter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewFrame {
    /// The type.
    pub kind: FrameKind,
    /// The id. Digits alone mean `TYPE-digits`; an empty one means the next free one.
    pub id: String,
    /// What it is about.
    pub title: Option<String>,
    /// The estimate, seconds.
    pub estimate_seconds: Option<u64>,
    /// How it is entered.
    #[serde(skip_serializing_if = "Entering::is_usual")]
    pub entering: Entering,
}

/// How a context is entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub enum Entering {
    /// Whether or not it is known, unless another desk claims it.
    #[default]
    Usual,
    /// Only if nobody knows it yet: its caller was told that it is new.
    New,
    /// Also if another desk claims it.
    Forced,
}

impl NewFrame {
    /// Returns a context without a title and an estimate.
    #[must_use]
    pub fn new(kind: FrameKind, id: impl Into<String>) -> Self {
        let (id, entering) = (id.into(), Entering::Usual);
        Self { kind, id, title: None, estimate_seconds: None, entering }
    }
}

impl Entering {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
    fn is_usual(&self) -> bool {
        *self == Self::Usual
    }
}
