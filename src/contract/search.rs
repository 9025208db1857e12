//! What was found in everything that was written.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::document::Document;
use crate::core::{DeskName, FrameRef, SearchHit, SessionKey, TextKind};

/// A text that has what was searched for.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SearchResult {
    /// The desk on which it was written: the name of a profile, or `default`.
    pub desk: DeskName,
    /// The number of its event on that desk.
    pub seq: u64,
    /// When it took effect, UTC.
    pub at_utc: DateTime<Utc>,
    /// What it is.
    pub kind: TextKind,
    /// The text.
    pub text: String,
    /// The session that it belongs to.
    pub session: Option<SessionKey>,
    /// The contexts that it belongs to, outermost first.
    pub context: Vec<FrameRef>,
    /// Who wrote it.
    pub operator: String,
    /// What the search lacks, such as a desk that cannot be read. Empty if it is complete.
    pub warnings: Vec<String>,
}

impl Document for SearchResult {
    const SCHEMA: &'static str = "onwatch.search_hit/1";
}

impl SearchResult {
    /// Returns a text that was found, by a search that lacks something or not.
    #[must_use]
    pub fn of(hit: &SearchHit, warnings: &[String]) -> Self {
        Self {
            desk: hit.desk.clone(),
            seq: hit.seq,
            at_utc: hit.at_utc,
            kind: hit.kind,
            text: hit.text.clone(),
            session: hit.session,
            context: hit.contexts.clone(),
            operator: hit.operator.clone(),
            warnings: warnings.to_vec(),
        }
    }
}
