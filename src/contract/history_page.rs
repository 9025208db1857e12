//! A page of past sessions.

use serde::Serialize;

use super::history::PastSession;

/// A page of past sessions, the newest first.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PastSessionsPage {
    /// The sessions.
    pub items: Vec<PastSession>,
    /// Where the next page begins: the value of `before`; null after the last page.
    pub next: Option<String>,
    /// What went wrong without harm.
    pub warnings: Vec<String>,
}
