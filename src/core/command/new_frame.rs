//! A context to enter.

use serde::Serialize;

use crate::core::session::FrameKind;

/// A context to enter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewFrame {
    /// The type.
    pub kind: FrameKind,
    /// The id. Digits alone mean `TYPE-digits`.
    pub id: String,
    /// What it is about.
    pub title: Option<String>,
    /// The estimate, seconds.
    pub estimate_seconds: Option<u64>,
}
