//! The task that a dialog is about.

use crate::core::{FrameRef, TaskStatus};

/// The task that a dialog is about, as its operator saw it.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskSubject {
    /// Its name.
    pub name: FrameRef,
    /// What it is about.
    pub title: Option<String>,
    /// The estimate, seconds.
    pub estimate_seconds: Option<u64>,
    /// Its active time in all sessions, milliseconds.
    pub total_ms: u64,
    /// Where it stands.
    pub status: TaskStatus,
}
