//! A context as it is shown.

use serde::Serialize;

use crate::core::session::FrameRef;

/// A frame of the context stack.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct FrameGlance {
    /// Type and id.
    #[serde(flatten)]
    pub name: FrameRef,
    /// What it is about.
    pub title: Option<String>,
    /// The estimate, seconds.
    pub estimate_seconds: Option<u64>,
    /// Its active time, seconds.
    pub active_seconds: u64,
}
